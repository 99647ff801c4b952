"""The ledger's own sums in the columns of the Ukraine Support Tracker, by donor and month, in units of 10^9.

What a donor pays into a fund counts as allocated by it; what the fund does with it is not counted again. A month's
`to_be_allocated` is not clipped, as it says nothing alone: the notes have each donor's, net first and clipped last.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, localcontext

from svitlo.exchange.csv_cells import table_text
from svitlo.exchange.kiel_in import COLUMNS
from svitlo.exchange.parties import clean, iso3, names_for
from svitlo.ledger.arithmetic import Month, months, rate_on
from svitlo.ledger.money import Money, digits_of
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput, Problem

CATEGORY: Mapping[str, str] = {
    "financial": "financial",
    "humanitarian": "humanitarian",
    "military": "military",
    "energy": "humanitarian",
    "": "financial",
}
"""The tracker has no energy support: it is put under humanitarian; money paid into a fund without a commitment, whose
category nobody says, under financial. Both are our choice."""

_BILLION = 9
_DIGITS = 80


@dataclass(slots=True, eq=False)
class _Sums:
    """One donor's month, in minor units of the reporting currency."""

    allocated: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    committed: int = 0

    @property
    def total(self) -> int:
        return sum(self.allocated.values())


def kiel_of(view: View, currency: str = "EUR", gdp: Mapping[str, Decimal] | None = None) -> tuple[str, tuple[str, ...]]:
    """The table on the view's day, and notes. `gdp`: by donor, in units of 10^9 of the currency.

    Sums of a month are converted by the last rate known at its end (or on the view's day, if that is earlier), each
    currency once. Raises BadInput with every rate that is missing: none is guessed.
    """
    if currency not in _known(currency):
        raise BadInput.of("", f"{currency!r} is no currency of ISO 4217", column="currency")
    rows = months(view)
    sums = _converted(view, rows, currency)
    names = names_for(view, (donor for donor, _ in sums))
    lines = [_line(donor, month, one, currency, (names, gdp or {})) for (donor, month), one in sorted(sums.items())]
    return table_text([COLUMNS, *lines]), _notes(sums, rows, currency)


def _known(currency: str) -> tuple[str, ...]:
    try:
        digits_of(currency)
    except ValueError:
        return ()
    return (currency,)


def _converted(view: View, rows: list[Month], currency: str) -> dict[tuple[str, str], _Sums]:
    """Each donor's months: by category and currency first, then converted once each."""
    allocated: dict[tuple[str, str, str, str], int] = defaultdict(int)
    committed: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        allocated[row.donor, row.month, CATEGORY[row.category], row.currency] += row.allocated
        committed[row.donor, row.month, row.currency] += row.committed
    rates, problems = _rates(view, {(row.month, row.currency) for row in rows}, currency)
    if problems:
        raise BadInput(problems)
    found: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
    for (donor, month, category, base), minor in allocated.items():
        amount = Money(base, minor).converted(rates[month, base], currency)
        found[donor, month].allocated[category] += amount.minor
    for (donor, month, base), minor in committed.items():
        found[donor, month].committed += Money(base, minor).converted(rates[month, base], currency).minor
    return found


def _rates(
    view: View, wanted: set[tuple[str, str]], currency: str
) -> tuple[dict[tuple[str, str], Decimal], list[Problem]]:
    found: dict[tuple[str, str], Decimal] = {}
    problems: list[Problem] = []
    for month, base in sorted(wanted):
        end = _last_day(month)
        day = end if view.on is None else min(end, view.on)
        try:
            found[month, base] = rate_on(view.at(day), base, currency)
        except BadInput as error:
            problems += error.problems
    return found, problems


def _last_day(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _line(
    donor: str, month: str, sums: _Sums, currency: str, more: tuple[Mapping[str, str], Mapping[str, Decimal]]
) -> list[str]:
    names, gdp = more
    year, number = month.split("-")
    parts = [sums.allocated.get(name, 0) for name in ("financial", "humanitarian", "military")]
    amounts = [sums.total, *parts, sums.committed, sums.committed - sums.total]
    size = gdp.get(donor)
    return [
        clean(names[donor]),
        iso3(donor) or donor.split(":", 1)[1],
        year,
        str(int(number)),
        *(_billions(amount, currency) for amount in amounts),
        f"{size:f}" if size else "",
        _share(sums.total, currency, size) if size else "",
    ]


def _billions(minor: int, currency: str) -> str:
    with localcontext(prec=_DIGITS):
        return f"{Decimal(minor).scaleb(-digits_of(currency) - _BILLION):f}"


def _share(minor: int, currency: str, gdp: Decimal) -> str:
    with localcontext(prec=_DIGITS):
        share = 100 * Decimal(minor).scaleb(-digits_of(currency) - _BILLION) / gdp
        return f"{share.quantize(Decimal('1e-9')):f}"


def _notes(sums: Mapping[tuple[str, str], _Sums], rows: list[Month], currency: str) -> tuple[str, ...]:
    net: dict[str, int] = defaultdict(int)
    for (donor, _), one in sums.items():
        net[donor] += one.committed - one.total
    notes = [
        f"{donor} has {Money(currency, max(0, net[donor]))} to be allocated in all (net first, clipped last)"
        for donor in sorted(net)
    ]
    if any(row.category == "energy" for row in rows):
        notes.append("energy support is under humanitarian: the tracker has no column for it")
    if any(not row.category and row.allocated for row in rows):
        notes.append("money paid into funds without a commitment is under financial: nobody says its category")
    return tuple(notes)
