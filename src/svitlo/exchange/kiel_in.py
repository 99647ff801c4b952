"""The monthly table of the Ukraine Support Tracker (`data_explorer.csv`) as quoted sums, beside the ledger's own.

Columns: country, iso, year, month, total, financial, humanitarian, military, commitments, to_be_allocated, gdp,
pct_gdp; amounts in units of 10^9 EUR. A month's `to_be_allocated` is its commitments less its total and may be below
zero, as an allocation draws down what was committed earlier: sums are netted first and clipped last (`outstanding`).
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path

from svitlo.adapters.cells import Fault
from svitlo.exchange.csv_cells import Record, rows_of
from svitlo.exchange.parties import Names, checked, clean, giver_of, slug
from svitlo.exchange.plain_cells import published
from svitlo.exchange.report_in import GROUPS
from svitlo.ledger.events import Draft, Source
from svitlo.tables.draft import did_you_mean, printable, shown
from svitlo.tables.errors import BadInput, Problem

SUMS = ("total", "financial", "humanitarian", "military", "commitments", "to_be_allocated")
COLUMNS = ("country", "iso", "year", "month", *SUMS, "gdp", "pct_gdp")
_OPTIONAL = ("gdp", "pct_gdp")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_YEARS = range(1990, 2200)
_DIGITS = 80


def drafts_from_kiel(path: Path, tracker: str) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """A `tracker.quoted` draft for each donor and month, names before them, and notes.

    `tracker` names the tracker and its release: a new release stands beside the old one. Raises BadInput with every
    row whose sums, month or numbers cannot be right. The same file always gives the same drafts.
    """
    reading = _Reading(file=printable(path.name), tracker=clean(tracker))
    if not reading.tracker:
        raise BadInput.of("", "no tracker is named", hint="its name and release, such as 'Tracker, release 29'")
    reading.names = Names(reading.file)
    drafts = [draft for record in _records(path, reading) if (draft := reading.draft(record)) is not None]
    drafts.sort(key=lambda one: (one.held_on, one.subject))
    notes = [f"{reading.empty} rows without any sum were left out"] if reading.empty else []
    return checked([*reading.names.drafts(), *drafts], reading.problems), tuple(notes)


def outstanding(drafts: Iterable[Draft]) -> dict[str, Decimal]:
    """What each donor still has to allocate of what it committed, in units of 10^9: net first, clip last."""
    net: dict[str, Decimal] = {}
    with localcontext(prec=_DIGITS):
        for draft in drafts:
            if draft.kind == "tracker.quoted":
                data = draft.data
                month = Decimal(data.get("commitments", "0")) - Decimal(data.get("total", "0"))
                net[data["donor"]] = net.get(data["donor"], Decimal(0)) + month
        return {donor: max(Decimal(0), net[donor]) for donor in sorted(net)}


@dataclass(slots=True, kw_only=True, eq=False)
class _Reading:
    file: str
    tracker: str
    names: Names = field(default_factory=lambda: Names(""))
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    empty: int = 0

    def fault(self, row: int, column: str, what: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, row, column, what, hint))

    def draft(self, record: Record) -> Draft | None:
        """A row's draft; None where something is wrong with it or it says nothing."""
        before = len(self.problems)
        last = self._month(record)
        sums = self._numbers(record)
        country, iso = clean(record.get("country")), clean(record.get("iso"))
        if not country and not iso:
            self.fault(record.row, "country", "names no donor")
        self._add_up(record, sums)
        if len(self.problems) > before or last is None:
            return None
        if not any(name in sums for name in SUMS):
            self.empty += 1
            return None
        source = (Source(publisher=self.tracker, title=clean(self.file), locator=f"row {record.row}"),)
        donor = _donor(iso, country)
        month = last.isoformat()[:7]
        subject = f"tracker:{slug(self.tracker)}/{donor.split(':', 1)[1]}/{month}"
        if subject in self.seen:
            self.fault(
                record.row, "month", f"{month} of {shown(country or iso)} is in row {self.seen[subject]} already"
            )
            return None
        self.seen[subject] = record.row
        self.names.note(donor, country or iso, record.row, last, source)
        data = {"donor": donor, "month": month, "tracker": self.tracker, "currency": "EUR"}
        data |= {name: record.get(name) for name in (*SUMS, "pct_gdp") if name in sums}
        return Draft(
            kind="tracker.quoted",
            subject=subject,
            held_on=last,
            data=data,
            sources=source,
            file=self.file,
            row=record.row,
        )

    def _month(self, record: Record) -> date | None:
        """The last day of the row's month."""
        year, month = record.get("year"), record.get("month").lower()
        number = _number_of(month)
        if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) in _YEARS):
            self.fault(record.row, "year", f"{shown(year)} is not a year", "such as 2022")
            return None
        if number is None:
            self.fault(record.row, "month", f"{shown(month)} is not a month", "1 to 12")
            return None
        return date(int(year), number, calendar.monthrange(int(year), number)[1])

    def _numbers(self, record: Record) -> dict[str, Decimal]:
        """The numbers of a row; what is empty or NA is not given."""
        found = {}
        for name in (*SUMS, *_OPTIONAL):
            text = record.get(name)
            if text in ("", "NA"):
                continue
            try:
                found[name] = published(text)
            except Fault as fault:
                self.fault(record.row, name, fault.what, fault.hint)
        return found

    def _add_up(self, record: Record, sums: Mapping[str, Decimal]) -> None:
        """Totals that are not the sum of their parts, beyond what rounding can do."""
        parts = ("financial", "humanitarian", "military")
        with localcontext(prec=_DIGITS):
            if all(name in sums for name in ("total", *parts)):
                off = sums["total"] - sum(sums[name] for name in parts)
                if abs(off) > _slack(sums, ("total", *parts)):
                    hint = "total = financial + humanitarian + military"
                    self.fault(record.row, "total", f"{sums['total']:f} is off the sum of its parts by {off:f}", hint)
            if all(name in sums for name in ("total", "commitments", "to_be_allocated")):
                net = sums["commitments"] - sums["total"]
                off = sums["to_be_allocated"] - net
                if abs(off) > _slack(sums, ("total", "commitments", "to_be_allocated")):
                    clipped = not sums["to_be_allocated"] and net < 0
                    what = f"{sums['to_be_allocated']:f} is not commitments less total, {net:f}"
                    hint = "clipped at zero: a month's net may be negative" if clipped else "to_be_allocated is the net"
                    self.fault(record.row, "to_be_allocated", what, hint)


def _donor(iso: str, country: str) -> str:
    group = next((GROUPS[slug(name)] for name in (iso, country) if name and slug(name) in GROUPS), "")
    return group or giver_of(iso, country)


def _number_of(month: str) -> int | None:
    if month.isascii() and month.isdigit() and len(month) <= 2:
        return int(month) if 1 <= int(month) <= 12 else None
    if month in _MONTHS or month in _LONG:
        return _MONTHS.index(month[:3]) + 1
    return None


def _slack(sums: Mapping[str, Decimal], names: Iterable[str]) -> Decimal:
    """What rounding can make of it: half a unit of the last printed digit of each number that is not whole."""
    slack = Decimal("1e-9")
    for name in names:
        exponent = sums[name].as_tuple().exponent
        if isinstance(exponent, int) and exponent < 0:
            slack += Decimal(5).scaleb(exponent - 1)
    return slack


def _records(path: Path, reading: _Reading) -> list[Record]:
    rows = rows_of(path)
    if not rows:
        raise BadInput.of(reading.file, "it holds no row")
    number, cells = rows[0]
    heading = [cell.strip().lower() for cell in cells]
    problems = []
    for name in COLUMNS:
        if heading.count(name) > 1:
            problems.append(Problem(reading.file, number, name, "the column comes more than once"))
        elif name not in heading and name not in _OPTIONAL:
            hint = did_you_mean(name, heading)
            problems.append(Problem(reading.file, number, name, "the column is missing", hint))
    if problems:
        raise BadInput(problems)
    places = {name: heading.index(name) for name in COLUMNS if name in heading}
    found = []
    for row, texts in rows[1:]:
        if len(texts) > len(heading):
            reading.fault(row, "", f"{len(texts)} cells where the header has {len(heading)}")
        cut = {name: texts[place] for name, place in places.items() if place < len(texts)}
        found.append(Record(row=row, cells=cut))
    return found
