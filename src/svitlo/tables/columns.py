"""What a table and a column of it are, and short ways to say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["id", "text", "int", "real", "date", "choice"]

DTYPES: Mapping[str, type[pl.DataType]] = {
    "id": pl.String,
    "text": pl.String,
    "choice": pl.String,
    "int": pl.Int64,
    "real": pl.Float64,
    "date": pl.Date,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `low` and `high` are inclusive, `above` is exclusive; `refers` is `table.column`."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    low: float | None = None
    high: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    refers: str = ""

    @property
    def dtype(self) -> type[pl.DataType]:
        """The Polars type in which the column is kept."""
        return DTYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Spec:
    """One table: `key` names the columns that together identify a row (empty: rows may repeat)."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def dtypes(self) -> dict[str, type[pl.DataType]]:
        """The Polars schema of the table."""
        return {column.name: column.dtype for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)


def id_column(name: str, doc: str, *, required: bool = False, refers: str = "") -> Column:
    """An id."""
    return Column(name=name, kind="id", doc=doc, required=required, refers=refers)


def text_column(name: str, doc: str, *, required: bool = False) -> Column:
    """Free text."""
    return Column(name=name, kind="text", doc=doc, required=required)


def date_column(name: str, doc: str, *, required: bool = False) -> Column:
    """A day."""
    return Column(name=name, kind="date", doc=doc, required=required)


def choice_column(name: str, doc: str, choices: tuple[str, ...], *, required: bool = False) -> Column:
    """One of some words."""
    return Column(name=name, kind="choice", doc=doc, required=required, choices=choices)


def int_column(name: str, doc: str, *, required: bool = False, low: float | None = 0) -> Column:
    """A whole number."""
    return Column(name=name, kind="int", doc=doc, required=required, low=low)


def real_column(
    name: str,
    doc: str,
    *,
    required: bool = False,
    low: float | None = 0.0,
    high: float | None = None,
    above: float | None = None,
) -> Column:
    """A real number."""
    return Column(name=name, kind="real", doc=doc, required=required, low=low, high=high, above=above)
