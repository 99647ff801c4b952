"""Sums that trackers get wrong: stages apart, each sum once at a boundary, net first and clip last, exact conversion.

Nothing here adds one stage to another: a pledge that became a commitment that was paid is one gift seen three times.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from svitlo.ledger.entities import type_of
from svitlo.ledger.money import Money
from svitlo.ledger.postings import GOODS
from svitlo.ledger.store import Total
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput

_DIGITS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """What one donor gives in one category and currency, stage by stage, in minor units; stages are never added.

    `converted`: of what was pledged, what became binding. `paid_in`: into funds; `allocated`: from the donor's own
    commitments, without what went into funds. `received` also has what was paid into funds without a commitment, which
    has no category.
    """

    donor: str
    category: str
    currency: str
    pledged: int = 0
    converted: int = 0
    committed: int = 0
    paid_in: int = 0
    allocated: int = 0
    received: int = 0

    @property
    def open_pledge(self) -> int:
        """Pledged and not binding yet."""
        return self.pledged - self.converted

    @property
    def open_commitment(self) -> int:
        """Binding, and neither paid into a fund nor allocated."""
        return self.committed - self.paid_in - self.allocated


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A donor's new commitments and allocations of one month, in minor units; `net` may be below zero.

    An allocation draws down what was committed earlier, so a month's net says nothing alone: add up first, then clip.
    """

    donor: str
    month: str
    category: str
    currency: str
    committed: int
    allocated: int

    @property
    def net(self) -> int:
        """What is left to be allocated of this month's own."""
        return self.committed - self.allocated


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Money across a boundary, by currency, in minor units: each sum once, whatever it does inside."""

    incoming: Mapping[str, int]
    outgoing: Mapping[str, int]
    internal: Mapping[str, int]


_COLUMNS: Mapping[tuple[str, str], str] = {
    ("pledge", "pledged"): "pledged",
    ("pledge", "converted"): "converted",
    ("commitment", "committed"): "committed",
    ("commitment", "drawn"): "paid_in",
    ("commitment", "allocated"): "allocated",
    ("fund", "received"): "received",
}


def funnel(view: View) -> list[Funnel]:
    """Each donor's stages on the view's day, sorted by donor, category and currency."""
    sums: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for total in money_totals(view):
        column = _COLUMNS.get((type_of(total.pool), total.account))
        if column is None:
            continue
        donor, category = _giver(view, total)
        sums[donor, category, total.measure][column] += total.amount
    return [
        Funnel(donor=donor, category=category, currency=currency, **sums[donor, category, currency])
        for donor, category, currency in sorted(sums)
    ]


def money_totals(view: View) -> list[Total]:
    """Sums of money by pool on the view's day."""
    totals = view.reader.totals(on=view.on, upto=view.upto, pools=True)
    return [total for total in totals if not total.measure.startswith(GOODS)]


def months(view: View) -> list[Month]:
    """New commitments and allocations by donor, month, category and currency, up to the view's day, sorted.

    What is paid into a fund counts as allocated by its donor. Paid in without a commitment, it is both.
    """
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for pool, day, account, measure, amount in _days(view):
        entity = view.at(None).entity(pool)
        donor, category = str(entity.data["donor"]), str(entity.data.get("category", ""))
        cell = found[donor, day.isoformat()[:7], category, measure]
        if account in ("committed", "received"):
            cell[0] += amount
        if account in ("drawn", "allocated", "received"):
            cell[1] += amount
    return [
        Month(donor=donor, month=month, category=category, currency=currency, committed=cell[0], allocated=cell[1])
        for (donor, month, category, currency), cell in sorted(found.items())
        if any(cell)
    ]


def to_be_allocated(rows: Iterable[Month]) -> int:
    """What is left to be allocated of all these months together (one currency): net first, clip last.

    Raises ValueError where they are in several currencies.
    """
    rows = list(rows)
    if len({row.currency for row in rows}) > 1:
        raise ValueError("sums of several currencies")
    return max(0, sum(row.net for row in rows))


def crossing(view: View, inside: frozenset[str]) -> Crossing:
    """Payments on or before the view's day across the boundary around these funds, organisations and states."""
    sums: dict[str, dict[str, int]] = {way: defaultdict(int) for way in ("incoming", "outgoing", "internal")}
    for total in money_totals(view):
        if total.account != "flow":
            continue
        way = {(False, True): "incoming", (True, False): "outgoing", (True, True): "internal"}.get(
            (total.party in inside, total.pool in inside)
        )
        if way is not None:
            sums[way][total.measure] += total.amount
    return Crossing(
        incoming=_sorted(sums["incoming"]), outgoing=_sorted(sums["outgoing"]), internal=_sorted(sums["internal"])
    )


def rate_on(view: View, base: str, quote: str) -> Decimal:
    """Units of `quote` for one of `base`: the last rate quoted on or before the view's day, or the other way round.

    Raises BadInput where none is known: a rate is never guessed.
    """
    if base == quote:
        return Decimal(1)
    known: list[tuple[date, int, Decimal]] = []
    for entity in view.entities("rate"):
        fact = entity.facts[-1]
        pair = (fact.data["base"], fact.data["quote"])
        with localcontext(prec=_DIGITS):
            if pair == (base, quote):
                known.append((fact.held_on, fact.seq, Decimal(fact.data["rate"])))
            elif pair == (quote, base):
                known.append((fact.held_on, fact.seq, 1 / Decimal(fact.data["rate"])))
    if not known:
        when = f" on {view.on}" if view.on else ""
        raise BadInput.of(
            "", f"no rate from {base} to {quote} is known{when}", hint="record rate.quoted with its source"
        )
    return max(known)[2]


def sum_in(view: View, amounts: Sequence[Money], currency: str) -> Money:
    """The sum in one currency by the rates of the view's day: added up by currency first, each converted once."""
    by_currency: dict[str, int] = defaultdict(int)
    for amount in amounts:
        by_currency[amount.currency] += amount.minor
    parts = (
        Money(name, minor).converted(rate_on(view, name, currency), currency) for name, minor in by_currency.items()
    )
    return Money(currency, sum(part.minor for part in parts))


def _giver(view: View, total: Total) -> tuple[str, str]:
    """The donor and the category of the pledge or the commitment that a sum stands in; else who paid."""
    if type_of(total.pool) in ("pledge", "commitment"):
        data = view.at(None).entity(total.pool).data
        return str(data["donor"]), str(data["category"])
    return total.party, ""


def _days(view: View) -> Iterable[tuple[str, date, str, str, int]]:
    """What moves in commitments, and what funds receive without one: pool, day, account, currency and sum."""
    wanted = {"commitment": ("committed", "drawn", "allocated"), "receipt": ("received",)}
    for entity in view.entities("commitment"):
        for day, account, measure, amount in view.reader.days_of(entity.subject, view.upto):
            if account in wanted["commitment"] and (view.on is None or day <= view.on):
                yield entity.subject, day, account, measure, amount
    for entity in view.entities("receipt"):
        if "commitment" in entity.data:
            continue
        for fact in entity.facts:
            sign = 1 if fact.kind == "receipt.booked" else -1
            yield entity.subject, fact.held_on, "received", entity.data["currency"], sign * fact.data["amount_minor"]


def _sorted(sums: Mapping[str, int]) -> dict[str, int]:
    return {currency: sums[currency] for currency in sorted(sums) if sums[currency]}
