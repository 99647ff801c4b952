"""The tables of the page: what to buy, what was given, the dated works, the support and the places."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from svitlo.aid.ledger import Pledge
from svitlo.report.facts import FULL_SHARE, Facts, Gift, Spending, Supply, WorkDone
from svitlo.report.markup import Child, Markup, element
from svitlo.report.words import AssetNames, counted, day_date, grouped, money, number, spoken
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

Head = tuple[tuple[str, str], ...]
"""Title and class of each column: `n` a number, `d` a date, `t` text that needs room, or nothing."""


def grid(head: Head, rows: Sequence[Markup], *, class_: str = "stack") -> Markup:
    """A table; on a narrow screen a `stack` shows a row's cells one beneath the other, any other scrolls sideways."""
    titles = [element("th", title, class_=kind or None, scope="col") for title, kind in head]
    table = element("table", element("thead", element("tr", titles)), element("tbody", rows), class_=class_)
    return element("div", table, class_="scroll")


def row(head: Head, cells: Sequence[Child], *, class_: str | None = None) -> Markup:
    """One row under the head."""
    made = [
        element("td", cell, class_=kind or None, data_l=title) for (title, kind), cell in zip(head, cells, strict=True)
    ]
    return element("tr", made, class_=class_)


PLAIN_UNITS = ("unit", "piece")
MEASURES = ("km", "m", "t", "tonne", "kg", "l", "litre", "m3")
"""Units of what is measured rather than counted."""


class Names:
    """Names of equipment and actors, and what an origin means, by id."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._equipment: dict[str, tuple[str, str | None]] = {
            key: (name, unit) for key, name, unit in case.catalogue.select("equipment_id", "name", "unit").iter_rows()
        }
        self._actor: dict[str, str] = dict(case.actors.select("actor_id", "name").iter_rows())
        self._giver = dict(case.pledges.select("pledge_id", "actor_id").iter_rows())
        self._payer = dict(plan.decisions.purchases.select("purchase_id", "pledge_id").iter_rows())

    def equipment(self, equipment_id: str) -> str:
        """The catalogue's name of a piece of equipment, with what one of it is where that is not plain."""
        name, unit = self._equipment.get(equipment_id, (equipment_id, None))
        return f"{name} ({unit})" if unit and unit not in PLAIN_UNITS and unit not in MEASURES else name

    def amount(self, quantity: int, equipment_id: str) -> str:
        """`3 km of conductor`, `3 × breaker (set of 3)`."""
        times = " of " if self._measure(equipment_id) else " × "
        return f"{self.quantity(quantity, equipment_id)}{times}{self.equipment(equipment_id)}"

    def quantity(self, quantity: int, equipment_id: str) -> str:
        """How many, with the unit of what is measured rather than counted."""
        return " ".join(filter(None, (number(quantity), self._measure(equipment_id))))

    def _measure(self, equipment_id: str) -> str:
        unit = self._equipment.get(equipment_id, ("", None))[1]
        return unit if unit is not None and unit in MEASURES else ""

    def actor(self, actor_id: str) -> str:
        """An actor's name."""
        return self._actor.get(actor_id, actor_id)

    def origin(self, origin: str) -> str:
        """`purchase:P1` or `pledge:G1` in words, with who gave."""
        form, _, key = origin.partition(":")
        pledge_id = str(self._payer.get(key, "")) if form == "purchase" else key
        giver = self.actor(str(self._giver.get(pledge_id, pledge_id)))
        return f"bought {key}, {giver}" if form == "purchase" else f"gift {key}, {giver}"


SHOPPING: Head = (
    ("Equipment", "t"),
    ("Quantity", "n"),
    ("Order by", "d"),
    ("Arrives", "d"),
    ("Unit price", "n"),
    ("Cost", "n"),
    ("Purchase", ""),
)


def shopping(case: Case, names: Names, spending: Spending) -> Markup:
    """What is bought from one pledge, with its total and what is left."""
    rows = []
    for item in spending.purchases:
        equipment_id = str(item["equipment_id"])
        cells = (
            names.equipment(equipment_id),
            names.quantity(_int(item, "quantity"), equipment_id),
            day_date(case, _int(item, "order_day")),
            day_date(case, _int(item, "arrival_day")),
            money(_real(item, "unit_cost_usd")),
            money(_real(item, "cost_usd")),
            str(item["purchase_id"]),
        )
        rows.append(row(SHOPPING, cells))
    rows.append(row(SHOPPING, ("Total", "", "", "", "", _data(spending.spent_usd), ""), class_="sum"))
    rows.append(row(SHOPPING, ("Left of the pledge", "", "", "", "", _data(spending.left_usd), ""), class_="sum"))
    return grid(SHOPPING, rows)


def _int(item: Mapping[str, object], key: str) -> int:
    return int(str(item[key]))


def _real(item: Mapping[str, object], key: str) -> float:
    return float(str(item[key]))


def _data(value_usd: float) -> Markup:
    return element("data", money(value_usd), value=repr(value_usd))


UNSPENT: Head = (("Pledge", ""), ("From", "t"), ("Usable from", "d"), ("Amount", "n"))


def unspent(case: Case, names: Names, spendings: Sequence[Spending]) -> Markup:
    """Usable pledges of money from which nothing is bought."""
    rows = [
        row(
            UNSPENT,
            (
                item.pledge.pledge_id,
                names.actor(item.pledge.actor_id),
                day_date(case, item.pledge.usable_from_day or 0),
                money(item.pledge.amount_usd),
            ),
        )
        for item in spendings
    ]
    return grid(UNSPENT, rows)


GIFTS: Head = (
    ("Equipment", "t"),
    ("Pledge", ""),
    ("From", "t"),
    ("Here from", "d"),
    ("Given", "n"),
    ("Used", "n"),
    ("Left", "n"),
)


def gifts_table(case: Case, names: Names, gifts: Sequence[Gift]) -> Markup:
    """Usable gifts, how many are used and how many are left."""
    rows = [
        row(
            GIFTS,
            (
                names.equipment(gift.pledge.equipment_id),
                gift.pledge.pledge_id,
                names.actor(gift.pledge.actor_id),
                day_date(case, gift.pledge.usable_from_day or 0),
                names.quantity(gift.pledge.quantity, gift.pledge.equipment_id),
                number(gift.used_count),
                number(gift.left_count),
            ),
        )
        for gift in gifts
    ]
    return grid(GIFTS, rows)


WORKS: Head = (
    ("Asset", "a"),
    ("Where", "d"),
    ("Damage", ""),
    ("Start", "d"),
    ("Back in service", "d"),
    ("Days of work", "n"),
    ("Uses", "t"),
)


def works_by_crew(case: Case, names: Names, works: Sequence[WorkDone]) -> list[Markup]:
    """A table of dated works for each kind of crew."""
    where = whereabouts(case)
    parts: list[Markup] = []
    for crew_kind, group in groupby(works, key=lambda work: work.crew_kind):
        own = list(group)
        rows = [_work_row(case, names, work, where) for work in own]
        parts.append(element("h3", f"Crew: {spoken(crew_kind)} ({counted(len(own), 'work')})"))
        parts.append(grid(WORKS, rows))
    return parts


def _work_row(case: Case, names: Names, work: WorkDone, where: Mapping[str, str]) -> Markup:
    back = day_date(case, work.service_day)
    if work.service_day >= case.settings.days:
        back += " (after the last day)"
    used: list[Child] = []
    for quantity, equipment_id, origin in work.used:
        said = f"{names.amount(quantity, equipment_id)} ({names.origin(origin)})"
        used.extend((element("br") if used else None, said))
    cells = (
        work.name,
        where.get(work.asset_id, ""),
        spoken(work.severity) or "placed",
        day_date(case, work.start_day),
        back,
        number(work.service_day - work.start_day),
        used or "no equipment",
    )
    return row(WORKS, cells)


LEFT: Head = (("Asset", "a"), ("Where", "d"), ("Damage", ""), ("In this plan", "t"))


def left_damaged(case: Case, facts: Facts) -> Markup:
    """Damaged assets that are not back in service by the last day, by id."""
    where, names = whereabouts(case), AssetNames.of(case)
    severity = dict(case.damage.select("asset_id", "severity").iter_rows())
    late = {work.asset_id: work.service_day for work in facts.works}
    rows = []
    for asset_id in facts.left_ids:
        what = f"back on {day_date(case, late[asset_id])}, after the last day" if asset_id in late else "no repair"
        rows.append(row(LEFT, (names(asset_id), where.get(asset_id, ""), spoken(severity[asset_id]), what)))
    return grid(LEFT, rows)


def whereabouts(case: Case) -> dict[str, str]:
    """Bus or end buses and voltage of every damaged power asset, network and end nodes of every damaged water asset."""
    damaged = set(case.damage["asset_id"].to_list())
    found = _in_water(case, damaged)
    kv_of = dict(case.power.buses.select("bus_id", "kv").iter_rows())
    for asset_id, bus_id in case.power.generators.select("asset_id", "bus_id").iter_rows():
        if asset_id in damaged:
            found[asset_id] = f"bus {bus_id}, {number(kv_of[bus_id])} kV"
    for asset_id, kv in case.power.buses.select("asset_id", "kv").iter_rows():
        if asset_id in damaged:
            found[asset_id] = f"{number(kv)} kV"
    ends: dict[str, tuple[list[str], float]] = {}
    for asset_id, first, second, kv in case.power.branches.select(
        "asset_id", "from_bus_id", "to_bus_id", "kv"
    ).iter_rows():
        if asset_id in damaged:
            buses, most = ends.get(asset_id, ([], 0.0))
            ends[asset_id] = ([*buses, first, second], max(most, kv))
    real = set(case.power.buses.filter(case.power.buses["asset_id"].is_not_null())["bus_id"].to_list())
    for asset_id, (buses, kv) in ends.items():
        shown = [bus_id for bus_id in dict.fromkeys(buses) if bus_id in real]
        found[asset_id] = ", ".join((" \u2013 ".join(f"bus {bus_id}" for bus_id in shown), f"{number(kv)} kV"))
    return found


def _in_water(case: Case, damaged: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, water in sorted(case.water.items()):
        found |= {asset_id: f"water network {name}" for asset_id in water.nodes["asset_id"] if asset_id in damaged}
        for asset_id, first, second in water.links.select("asset_id", "from_node_id", "to_node_id").iter_rows():
            if asset_id in damaged:
                found[asset_id] = f"water network {name}, {first} \u2013 {second}"
    return found


SUPPORT: Head = (
    ("Pledge", ""),
    ("From", "t"),
    ("What", "t"),
    ("Category", ""),
    ("Stage", ""),
    ("Earmark", ""),
    ("Usable from", "d"),
    ("If not, why", "t"),
)


def support_table(case: Case, names: Names, pledges: Sequence[Pledge]) -> Markup:
    """Every pledge, from when it is usable, or why not."""
    earmark = dict(case.pledges.select("pledge_id", "earmark").iter_rows())
    rows = []
    for pledge in sorted(pledges, key=lambda pledge: pledge.pledge_id):
        day = pledge.usable_from_day
        cells = (
            pledge.pledge_id,
            names.actor(pledge.actor_id),
            what_is_pledged(names, pledge),
            spoken(pledge.category) or "not given",
            spoken(pledge.stage) or "not given",
            (earmark.get(pledge.pledge_id) or "free use").replace(";", "; "),
            "no" if day is None else day_date(case, day),
            pledge.why,
        )
        off = day is None or day >= case.settings.days
        rows.append(row(SUPPORT, cells, class_="off" if off else None))
    return grid(SUPPORT, rows)


def what_is_pledged(names: Names, pledge: Pledge) -> str:
    """`10 × transformer`, `2 crews: line`, or an amount in USD."""
    if pledge.form == "cash":
        return money(pledge.amount_usd)
    if pledge.form == "crew":
        return f"{counted(pledge.quantity, 'crew')}: {spoken(pledge.crew_kind)}"
    return names.amount(pledge.quantity, pledge.equipment_id)


WEEKS_AT_MOST = 18


def places_table(case: Case, supplies: Sequence[Supply]) -> Markup:
    """Each place of these supplies: when all of it is back for good, and its share of it by week or by four weeks."""
    weeks = (case.settings.days + 6) // 7
    stride = 1 if weeks <= WEEKS_AT_MOST else 4
    columns = range(0, weeks, stride)
    titles = tuple((f"W{first + 1}" if stride == 1 else f"W{first + 1}+", "n") for first in columns)
    head: Head = (("Place", ""), ("People", "n"), ("Days until back", "n"), ("Back", "d"), *titles)
    place_of = {place["place_id"]: place for place in case.places.iter_rows(named=True)}
    rows = []
    for supply in supplies:
        place, day = place_of[supply.place_id], supply.back_day
        cells: list[Markup] = [
            element("td", place["name"], " ", element("span", spoken(place["kind"]), class_="sub")),
            element("td", number(place["people"]), class_="n"),
            element("td", "\u2013" if day is None else number(day), class_="n"),
            element("td", _back(case, supply), class_="d"),
        ]
        cells += [_share_cell(supply.share_by_week, first, stride, case.settings.days) for first in columns]
        rows.append(element("tr", cells))
    return grid(head, rows, class_="weeks")


def _back(case: Case, supply: Supply) -> str:
    """The date from which a place has all that it takes."""
    if all(share is None for share in supply.share_by_week):
        return "takes no power"
    if supply.back_day is None:
        return "not by the end"
    return day_date(case, supply.back_day) if supply.back_day else "never lost"


def _share_cell(shares: Sequence[float | None], first: int, stride: int, days: int) -> Markup:
    """A mean share in per cent; cells below all of its power are tinted, and nothing short of all reads as 100."""
    known = [
        (share, min(7, days - 7 * week))
        for week, share in enumerate(shares[first : first + stride], start=first)
        if share is not None
    ]
    if not known:
        return element("td", "\u2013", class_="n")
    share = sum(share * weight for share, weight in known) / sum(weight for _, weight in known)
    if share >= FULL_SHARE:
        return element("td", "100", class_="n")
    return element("td", grouped(math.floor(100.0 * share + 1e-9)), class_="n dim")
