"""Columns of the tables with HXL tags (Humanitarian Exchange Language 1.1): heading, tag, and what stands there."""

import re
from dataclasses import dataclass

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag with its attributes, whose order means nothing."""

    name: str
    attributes: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return "#" + "+".join([self.name, *sorted(self.attributes)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TagColumn:
    """A column of a table: its heading for people, its tag, and whether a table without it means nothing."""

    heading: str
    tag: Tag
    required: bool = False


def tag_of(cell: str) -> Tag | None:
    """The tag that a cell says; None where it says none."""
    text = cell.strip()
    if not _TAG.fullmatch(text):
        return None
    name, *attributes = (part.strip().lower() for part in text[1:].split("+"))
    return Tag(name, frozenset(attributes))


def _column(heading: str, tag: str, *, required: bool = False) -> TagColumn:
    name, *attributes = tag.split("+")
    return TagColumn(heading=heading, tag=Tag(name, frozenset(attributes)), required=required)


FLOWS: tuple[TagColumn, ...] = (
    _column("id", "meta+id", required=True),
    _column("event", "status", required=True),
    _column("date", "date", required=True),
    _column("from_id", "org+id+provider"),
    _column("from", "org+name+provider"),
    _column("to_id", "org+id+receiver"),
    _column("to", "org+name+receiver"),
    _column("country", "country+code"),
    _column("category", "sector+category"),
    _column("purpose", "sector+code+dac"),
    _column("form", "modality"),
    _column("amount", "value+amount", required=True),
    _column("currency", "currency", required=True),
    _column("rests_on", "meta+id+origin"),
    _column("drawn", "value+drawn"),
    _column("drawn_currency", "currency+drawn"),
    _column("rate", "value+rate"),
    _column("rate_date", "date+rate"),
    _column("rate_source", "meta+rate+source"),
)
"""The table of flows: one row for each fact that moves money."""

_STAGES = ("pledged", "converted", "committed", "paid_in", "allocated", "received", "open_pledge", "open_commitment")

FUNNEL: tuple[TagColumn, ...] = (
    _column("donor_id", "org+id+provider"),
    _column("donor", "org+name+provider"),
    _column("donor_country", "country+code+provider"),
    _column("category", "sector+category"),
    _column("currency", "currency"),
    *(_column(stage, f"value+{stage}") for stage in _STAGES),
    _column("as_of", "date"),
)
"""The donors' funnel: one row for each donor, category and currency; stages are never added."""
