"""The coalition's table: what each donor gives, stage by stage, of its own and joint through funds.

A donor's payment into a fund is counted there, and the fund's payment onward is not counted again: what crosses the
boundary around all funds is told apart, each sum once. Goods are not in it, for they have no price that all agree on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from svitlo.ledger.arithmetic import Crossing, crossing, funnel, sum_in
from svitlo.ledger.coalition import name_of, roll_of_group
from svitlo.ledger.money import Money
from svitlo.ledger.stamp import Stamp, stamp_of
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import net_of, received_of
from svitlo.tables.errors import BadInput

STAGES = ("pledged", "own", "joint", "received", "allocated")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A donor's money in one category (empty: not said) and currency, in minor units; stages are never added.

    `own` and `joint`: commitments of the donor's own, and those into funds. `received`: what funds had of it.
    `allocated`: of its own commitments. `one_currency`: all its commitments in the table's currency, if it has one.
    """

    donor: str
    name: str
    role: str
    category: str
    currency: str
    pledged: int = 0
    own: int = 0
    joint: int = 0
    received: int = 0
    allocated: int = 0
    one_currency: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerRow:
    """A public tracker's sums of a donor, as published, in 10^9 of `currency`: beside ours, never added to them."""

    donor: str
    name: str
    tracker: str
    currency: str
    months: int
    total: Decimal
    gdp_percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionTable:
    """What donors give on a day. `totals` hold donors' sums by category and currency; `silent` members gave nothing."""

    group: str
    stamp: Stamp
    currency: str
    rows: tuple[GivenRow, ...]
    totals: tuple[GivenRow, ...]
    across_funds: Crossing
    trackers: tuple[TrackerRow, ...]
    silent: tuple[str, ...]


def coalition_table(view: View, group: str = "", currency: str = "") -> CoalitionTable:
    """All donors on the view's day, with their role in `group`; with a `currency`, commitments in it too.

    Raises BadInput where the group, or a rate that it takes, is not known.
    """
    stamp = stamp_of(view)
    view = view.at(stamp.on)
    roles = _roles(view, group, stamp)
    rows = tuple(_rows(view, roles, currency))
    givers = {row.donor for row in rows}
    return CoalitionTable(
        group=group,
        stamp=stamp,
        currency=currency,
        rows=rows,
        totals=tuple(_totals(rows, currency)),
        across_funds=crossing(view, frozenset(one.subject for one in view.entities("fund"))),
        trackers=tuple(_trackers(view)),
        silent=tuple(
            name_of(view, state)
            for state, role in sorted(roles.items())
            if role == "member" and state not in givers and not _gives_goods(view, state)
        ),
    )


def _roles(view: View, group: str, stamp: Stamp) -> Mapping[str, str]:
    if not group:
        return {}
    if not view.entity(group).facts:
        raise BadInput.of("", f"the ledger knows no {group} on {stamp.on}", column="group")
    roll = roll_of_group(view, group)
    return {state: roll.role(state, stamp.on) or "" for state in roll.terms}


def _rows(view: View, roles: Mapping[str, str], currency: str) -> Iterable[GivenRow]:
    cells: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(STAGES, 0))
    for row in funnel(view):
        cell = cells[row.donor, row.category, row.currency]
        cell["pledged"] += row.pledged
        cell["own"] += row.committed
        cell["allocated"] += row.allocated
    category_of: dict[str, str] = {}
    for commitment in view.entities("commitment"):
        data = commitment.data
        category_of[commitment.subject] = str(data["category"])
        if data.get("fund"):
            minor = net_of(commitment, "commitment.signed", "commitment.reduced")
            cell = cells[data["donor"], data["category"], data["currency"]]
            cell["joint"] += minor
            cell["own"] -= minor
    for receipt in view.entities("receipt"):
        for category, measure, minor in received_of([receipt], category_of):
            cells[receipt.data["donor"], category, measure]["received"] += minor
    for (donor, category, measure), cell in sorted(cells.items()):
        if any(cell.values()):
            both = Money(measure, cell["own"] + cell["joint"])
            yield GivenRow(
                donor=donor,
                name=name_of(view, donor),
                role=roles.get(donor, ""),
                category=category,
                currency=measure,
                one_currency=sum_in(view, [both], currency).minor if currency else None,
                **cell,
            )


def _totals(rows: Iterable[GivenRow], currency: str) -> Iterable[GivenRow]:
    """Sums over donors: of one stage, one category and one currency, so that nothing is in them twice."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys((*STAGES, "one_currency"), 0))
    for row in rows:
        cell = sums[row.category, row.currency]
        for stage in STAGES:
            cell[stage] += getattr(row, stage)
        cell["one_currency"] += row.one_currency or 0
    for (category, measure), cell in sorted(sums.items()):
        together = cell.pop("one_currency")
        one = together if currency else None
        yield GivenRow(donor="", name="", role="", category=category, currency=measure, one_currency=one, **cell)


def _gives_goods(view: View, donor: str) -> bool:
    return any(one.data.get("donor") == donor for one in view.naming(donor, "pledge"))


def _trackers(view: View) -> Iterable[TrackerRow]:
    """Sums of the months that a tracker quotes up to the day; a share of GDP only where each month has one."""
    quoted: dict[tuple[str, str, str], dict[str, Mapping[str, str]]] = defaultdict(dict)
    for entity in view.entities("tracker"):
        data = entity.data
        quoted[data["donor"], data["tracker"], data["currency"]][data["month"]] = data
    for (donor, tracker, currency), months in sorted(quoted.items()):
        totals = [_decimal(month.get("total")) for month in months.values()]
        shares = [_decimal(month.get("pct_gdp")) for month in months.values()]
        yield TrackerRow(
            donor=donor,
            name=name_of(view, donor),
            tracker=tracker,
            currency=currency,
            months=len(months),
            total=sum((total for total in totals if total is not None), Decimal(0)),
            gdp_percent=None if None in shares else sum((one for one in shares if one is not None), Decimal(0)),
        )


def _decimal(text: str | None) -> Decimal | None:
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
