"""Are a plan's tables what the contract says they are? Rows that are not are reported and looked at no further."""

from collections.abc import Collection, Sequence
from typing import Any

import polars as pl

from svitlo.proof.audit_breach import TRUE_REL, Breach, shortened
from svitlo.tables.columns import Column, Spec

Row = dict[str, Any]
"""One row of a plan's table, by column."""


def sound(spec: Spec, frame: pl.DataFrame, *, may_be_empty: Collection[str] = ()) -> tuple[pl.DataFrame, list[Breach]]:
    """The rows that have a value of the right kind in every column, in the spec's types and sorted, and what is wrong.

    A table without one of its columns has no sound rows. `may_be_empty` names required columns in which nothing is
    asked for after all.
    """
    missing = [name for name in spec.names if name not in frame.columns]
    found = [Breach("form", f"{spec.name}.csv", f"the column {name} is missing") for name in missing]
    found += [
        Breach("form", f"{spec.name}.csv", f"the column {name} is unknown")
        for name in sorted(set(frame.columns) - set(spec.names))
    ]
    if missing:
        return spec.empty(), found
    good = pl.Series(values=[True] * frame.height, dtype=pl.Boolean)
    columns = []
    for column in spec:
        given = frame[column.name]
        needed = column.required and column.name not in may_be_empty
        values, right = _checked(column, given, needed=needed)
        wrong = (~right).arg_true().to_list()
        found += shortened(
            Breach("form", f"{spec.name}.csv, row {row + 2}", f"{column.name} cannot be {_shown(given[row])}")
            for row in wrong
        )
        good &= right
        columns.append(values)
    rows = pl.DataFrame(columns).filter(good)
    return rows.sort(rows.columns if not spec.key else [*spec.key, *_others(spec)], nulls_last=True), found


def _others(spec: Spec) -> list[str]:
    return [name for name in spec.names if name not in spec.key]


def _checked(column: Column, given: pl.Series, *, needed: bool) -> tuple[pl.Series, pl.Series]:
    """The values in the column's type, and which of them are allowed."""
    try:
        values = given.cast(column.dtype, strict=False).alias(column.name)
    except pl.exceptions.PolarsError:
        return pl.Series(column.name, [None] * len(given), dtype=column.dtype), given.is_null() & (not needed)
    if given.dtype == pl.Boolean and column.dtype in (pl.Int64, pl.Float64):
        values = pl.Series(column.name, [None] * len(given), dtype=column.dtype)
    right = values.is_not_null() | (given.is_null() & (not needed))
    if column.dtype == pl.Int64 and given.dtype.is_float():
        right &= (values.cast(pl.Float64) == given).fill_null(value=True)
    if column.dtype == pl.Float64:
        right &= values.is_finite().fill_null(value=True)
    if column.low is not None:
        right &= (values >= column.low - _noise(column)).fill_null(value=True)
    if column.high is not None:
        right &= (values <= column.high + _noise(column)).fill_null(value=True)
    return values, right


def _noise(column: Column) -> float:
    return TRUE_REL if column.dtype == pl.Float64 else 0.0


def _shown(value: object) -> str:
    return "empty" if value is None else repr(value)


def twice(rows: pl.DataFrame, key: Sequence[str]) -> list[tuple[Any, ...]]:
    """The keys that more than one row has, sorted."""
    if rows.height == 0:
        return []
    counted = rows.group_by(list(key)).len().filter(pl.col("len") > 1)
    return sorted(counted.select(key).rows())
