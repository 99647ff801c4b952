"""The sheets of the ledger's workbook: which kinds of events are on which sheet, and in which columns.

All of it follows from the register of kinds: a new field or kind is on its sheet at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from svitlo.ledger.kinds import KINDS
from svitlo.ledger.rules import NAMED_AFTER
from svitlo.ledger.vocabulary import Field, Kind

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "names": ("state", "org", "group"),
        "memberships": ("membership",),
        "accessions": ("accession",),
        "ratifications": ("ratification",),
        "funds": ("fund",),
        "proposals": ("proposal",),
        "answers": ("answer", "objection"),
        "pledges": ("pledge",),
        "commitments": ("commitment",),
        "receipts": ("receipt",),
        "needs": ("need",),
        "allocations": ("allocation",),
        "contracts": ("contract",),
        "payments": ("payment",),
        "consignments": ("consignment",),
        "assets": ("asset",),
        "rates": ("rate",),
    }
)
"""Sheets in the order in which their events rest on each other, and the first words of their kinds."""

NOT_BY_HAND = frozenset({"plan", "use", "effect", "tracker", "statement", "strike", "outage"})
"""First words of kinds that programs propose: plans, trackers and readers of reports."""

MINOR = "_minor"
EVERY_EVENT = ("kind", "id", "held_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column. `field`: what it says of an event, None for what every event has; `source`: a part of its source.

    `required`: every kind on the sheet needs it.
    """

    name: str
    doc: str
    required: bool = False
    field: Field | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet and its kinds."""

    name: str
    kinds: tuple[Kind, ...]
    columns: tuple[SheetColumn, ...]

    @property
    def subject_type(self) -> str:
        """The type of entity that all its kinds are about; empty where there are several."""
        types = {kind.subject for kind in self.kinds}
        return next(iter(types)) if len(types) == 1 else ""


def sheets() -> tuple[Sheet, ...]:
    """All sheets, in their order."""
    return tuple(_sheet(name, words) for name, words in GROUPS.items())


def column_of(field: Field) -> str:
    """The column of a field: amounts are written in whole units, and what every event has keeps its names."""
    return f"for_{field.name}" if field.name in EVERY_EVENT else field.name.removesuffix(MINOR)


def _sheet(name: str, words: tuple[str, ...]) -> Sheet:
    kinds = tuple(kind for kind in KINDS.values() if kind.name.split(".")[0] in words)
    fields: dict[str, list[Field]] = {}
    for kind in kinds:
        for field in kind.fields:
            fields.setdefault(field.name, []).append(field)
    own = [_column(mine, len(kinds)) for mine in fields.values()]
    return Sheet(name=name, kinds=kinds, columns=(*_first(kinds), *own, *_SOURCE))


def _first(kinds: tuple[Kind, ...]) -> tuple[SheetColumn, ...]:
    subjects = sorted({kind.subject for kind in kinds})
    named_after = [NAMED_AFTER[subject] for subject in subjects if subject in NAMED_AFTER]
    if named_after:
        about = f"Its id; empty: made of {' and '.join(named_after[0])}."
    elif len(subjects) > 1:
        about = f"Its name, type and id: {', '.join(f'{one}:...' for one in subjects)}."
    else:
        about = f"Id of the {subjects[0]}: words without spaces, such as {subjects[0]}-1."
    return (
        SheetColumn(name="kind", doc="What happened: choose one.", required=True),
        SheetColumn(name="id", doc=about, required=not named_after),
        SheetColumn(name="held_on", doc="The day on which it held, a date.", required=True),
    )


def _column(mine: list[Field], kind_count: int) -> SheetColumn:
    field = mine[0]
    doc = field.words
    if field.name.endswith(MINOR):
        doc = f"{doc.split(', in minor units')[0]}: a plain number, with no more digits than the currency has."
    elif field.type == "references":
        doc = f"{doc} Several are separated by ;"
    elif field.type == "goods":
        doc = f"{doc} As equipment=quantity; equipment=quantity"
    required = len(mine) == kind_count and all(one.required for one in mine)
    return SheetColumn(name=column_of(field), doc=doc, required=required, field=field)


_SOURCE = tuple(
    SheetColumn(name=f"source_{name}", doc=doc, source=name)
    for name, doc in (
        ("publisher", "Who published it."),
        ("title", "Title of the page or document."),
        ("published", "Day of publication."),
        ("locator", "Where in it: page, paragraph, address."),
        ("quote", "The words it rests on, briefly."),
        ("retrieved", "Day on which it was read."),
        ("confidence", "How sure, from 0 to 100."),
    )
)
