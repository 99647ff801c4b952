"""A table of flows with HXL tags as drafts of events: what `hxl_out` writes, and tables of others in the same columns.

Columns are known by their tags, in any order; other columns are passed over. Rows that rest on approvals or on lists of
goods, which the table does not hold, are left out and told in the notes.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from svitlo.adapters.cells import Fault
from svitlo.exchange import plain_cells
from svitlo.exchange.csv_cells import Record, rows_of
from svitlo.exchange.hxl_tags import FLOWS, Tag, tag_of
from svitlo.exchange.parties import Names, checked, clean, giver_of, own_subject, state_of
from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.form import SUBJECT
from svitlo.ledger.money import Money
from svitlo.tables.draft import did_you_mean, printable, shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import CATEGORIES

T = TypeVar("T")

_TAG_ROWS = 25
"""HXL: the row of tags is one of the first 25."""

_SHOWN_ONLY = ("allocation.approved", "allocation.reduced", "contract.signed", "contract.reduced")
_TAKES_BACK = ("pledge.lapsed", "commitment.reduced", "receipt.returned")


def drafts_from_hxl(path: Path) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The drafts in the order of their days, and notes on rows that were left out.

    Raises BadInput with every problem. The same file always gives the same drafts.
    """
    reading = _Reading(file=printable(path.name))
    reading.names = Names(reading.file)
    records = _records(path, reading)
    flows = [flow for flow in map(reading.flow, records) if flow is not None]
    made = [draft for flow in flows for draft in reading.draft(flow)]
    made.sort(key=lambda one: (one.held_on, _ORDER[one.kind]))
    notes = [f"{count} rows left out: {why}" for why, count in sorted(reading.left_out.items())]
    funds = sorted({name for one in made for name in one.data.values() if str(name).startswith("fund:")})
    if funds:
        notes.append(f"the ledger must know these funds already: {', '.join(funds)}")
    return checked([*reading.names.drafts(), *made], reading.problems), tuple(notes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Row:
    """One row as it was read."""

    record: Record
    kind: str
    subject: str
    amount: Money
    payer: str
    payee: str
    data: Mapping[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class _Reading:
    file: str
    names: Names = field(default_factory=lambda: Names(""))
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def flow(self, record: Record) -> _Row | None:
        """A row, unless it is left out or a cell is at fault."""
        kind = record.get("event")
        if kind in _SHOWN_ONLY:
            self.left_out["allocations and contracts are shown, and need approvals and lists of goods to be read"] += 1
            return None
        if record.get("form") not in ("", "cash"):
            self.left_out["goods, whose list the table does not hold"] += 1
            return None
        if kind == "payment.made" and record.get("rests_on"):
            self.left_out["payments that rest on an allocation or a contract"] += 1
            return None
        before = len(self.problems)
        subject = self._told(record, "id", _subject_of(kind))
        day = self._told(record, "date", plain_cells.day)
        amount = self._told(record, "amount", lambda text: plain_cells.money(text, record.get("currency")))
        data = self._data(record, kind)
        if kind in _DATA and amount is not None:
            self._sign(record, kind, amount)
        if len(self.problems) > before or subject is None or day is None or amount is None:
            return None
        source = (_source(record, self.file),)
        payer, payee = (self._party(record, side, day, source) for side in ("from", "to"))
        return _Row(record=record, kind=kind, subject=subject, amount=amount, payer=payer, payee=payee, data=data)

    def draft(self, row: _Row) -> Iterator[Draft]:
        """The draft of a row."""
        money: dict[str, Any] = {"amount_minor": abs(row.amount.minor)}
        if row.kind not in _TAKES_BACK:
            money["currency"] = row.amount.currency
        said = {**_DATA[row.kind](row), **money, **row.data}
        yield Draft(
            kind=row.kind,
            subject=row.subject,
            held_on=plain_cells.day(row.record.get("date")),
            data={name: value for name, value in said.items() if value not in ("", None)},
            sources=(_source(row.record, self.file),),
            file=self.file,
            row=row.record.row,
        )

    def fault(self, record: Record, column: str, what: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, record.row, column, what, hint))

    def _told(self, record: Record, column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(record.get(column))
        except Fault as fault:
            self.fault(record, column, fault.what, fault.hint)
            return None

    def _sign(self, record: Record, kind: str, amount: Money) -> None:
        if amount.minor == 0 or (amount.minor < 0) != (kind in _TAKES_BACK):
            hint = "what lapses, is reduced or returned is negative; all else is positive"
            self.fault(record, "amount", f"{amount} of {kind}", hint)

    def _data(self, record: Record, kind: str) -> dict[str, Any]:
        """What does not depend on the parties: category and purpose, and the rate of exchange."""
        if kind not in _DATA:
            self.fault(record, "event", f"{shown(kind)} is no event of this table", did_you_mean(kind, _DATA))
            return {}
        said: dict[str, Any] = {}
        if kind in ("pledge.announced", "commitment.signed"):
            said = {"category": record.get("category"), "purpose": record.get("purpose")}
            if said["category"] not in CATEGORIES:
                hint = did_you_mean(said["category"], CATEGORIES)
                self.fault(record, "category", f"{shown(said['category'])} is no category", hint)
        if record.get("drawn") and kind not in ("pledge.announced", "pledge.lapsed", "receipt.returned"):
            currency = record.get("drawn_currency")
            taken = self._told(record, "drawn", lambda text: plain_cells.money(text, currency))
            said["drawn_minor"] = taken.minor if taken else None
            if kind != "commitment.reduced":
                names = ("drawn_currency", "rate", "rate_date", "rate_source")
                said |= {name: record.get(name) for name in names}
        return said

    def _party(self, record: Record, side: str, day: Any, source: tuple[Source, ...]) -> str:
        """The entity on one side of a row; empty where the row names none."""
        code, name = clean(record.get(f"{side}_id")), clean(record.get(side))
        if not code and not name:
            return ""
        subject = own_subject(code, ("state", "org", "group", "fund")) or giver_of(code, name)
        if not subject.startswith("fund:"):
            self.names.note(subject, name, record.row, day, source)
        return subject


def _subject_of(kind: str) -> Callable[[str], str]:
    wanted = kind.split(".", maxsplit=1)[0]

    def read(text: str) -> str:
        if not SUBJECT.fullmatch(text) or type_of(text) != wanted:
            raise Fault(f"{shown(text)} is not the id of a {wanted or 'flow'}", f"{wanted}:id, without spaces")
        return text

    return read


def _source(record: Record, file: str) -> Source:
    return Source(publisher=f"table {clean(file)}", locator=f"row {record.row}, {record.get('id')[:200]}")


def _to(row: _Row) -> dict[str, Any]:
    """Whom a gift is for."""
    country = state_of(row.record.get("country")) if row.record.get("country") else ""
    if row.payee.startswith("fund:"):
        return {"fund": row.payee, "recipient": country}
    return {"recipient": row.payee or country}


_DATA: Mapping[str, Callable[[_Row], dict[str, Any]]] = {
    "pledge.announced": lambda row: {"donor": row.payer, "form": "cash", **_to(row)},
    "pledge.lapsed": lambda _: {},
    "commitment.signed": lambda row: {"donor": row.payer, "pledge": row.record.get("rests_on"), **_to(row)},
    "commitment.reduced": lambda _: {},
    "receipt.booked": lambda row: {
        "donor": row.payer,
        "fund": row.payee,
        "commitment": row.record.get("rests_on"),
    },
    "receipt.returned": lambda _: {},
    "payment.made": lambda row: {"payer": row.payer, "payee": row.payee},
}
"""The events that are read, and what they say of the parties."""

_ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(_DATA)}


# ---- the table


def _records(path: Path, reading: _Reading) -> list[Record]:
    """The rows below the row of tags, by our headings."""
    rows = rows_of(path)
    at = next((place for place, (_, cells) in enumerate(rows[:_TAG_ROWS]) if _is_tags(cells)), None)
    if at is None:
        hint = f"such a row has {FLOWS[0].tag}, {FLOWS[1].tag} and so on"
        raise BadInput.of(reading.file, "no row of HXL tags is among the first 25", hint=hint)
    number, tags = rows[at][0], [tag_of(cell) for cell in rows[at][1]]
    places: dict[str, int] = {}
    for column in FLOWS:
        found = [place for place, tag in enumerate(tags) if tag == column.tag]
        if len(found) > 1:
            reading.problems.append(Problem(reading.file, number, str(column.tag), "the tag comes more than once"))
        elif not found and column.required:
            reading.problems.append(Problem(reading.file, number, str(column.tag), "the tag is missing"))
        elif found:
            places[column.heading] = found[0]
    if reading.problems:
        raise BadInput(reading.problems)
    return [_record(row, cells, places) for row, cells in rows[at + 1 :]]


def _is_tags(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    tags: list[Tag | None] = [tag_of(cell) for cell in filled]
    return bool(filled) and all(tag is not None for tag in tags)


def _record(row: int, cells: list[str], places: Mapping[str, int]) -> Record:
    return Record(row=row, cells={name: cells[place] for name, place in places.items() if place < len(cells)})
