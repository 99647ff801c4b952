"""What of an older plan is a fact on the day of a re-plan: works that have begun and orders that were placed.

Both stay as they are. They are held against the case as it is now: what contradicts it is told, all at once, and
nothing is planned, for either the case or the old plan does not say what happened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from svitlo.aid.crews import crews_by_day
from svitlo.aid.ledger import Pledge, support_of
from svitlo.assets.demand import demand_of
from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import pumps_of
from svitlo.damage.outages import Outage, outages_of
from svitlo.damage.works import Work, works_of
from svitlo.plan.placed import local_supply_of, numbered
from svitlo.plan.situation import Begun, Kept, Placed, places_by_end, site_of
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.results import Decisions

Row = Mapping[str, Any]

MONEY_SHARE = 1e-9
"""The noise of adding up money."""

REPAIRS_FILE = "repairs.csv of the old plan"
USES_FILE = "uses.csv of the old plan"
INSTALLS_FILE = "installs.csv of the old plan"
PURCHASES_FILE = "purchases.csv of the old plan"
NOT_SO = "put the case right or, if it did not happen, take its rows out of the old plan"
ONE_LEAD_TIME = (
    "an equipment has one lead time and one price: give what is bought from now on an equipment_id of its own, with a "
    "row in `substitutes` (capacity_share 1)"
)


def kept_of(case: Case, old: Decisions, on_day: int, *, count_announced: bool = False) -> Kept:
    """Works that the old plan begins, and orders that it places, before a day.

    Args:
        case: the checked case as it is now.
        old: the decisions of the plan that was followed so far.
        on_day: model day of the re-plan.
        count_announced: announced support counts.

    Raises:
        BadInput: what has begun or was ordered contradicts the case; every contradiction is told.
    """
    record = _Record(case, old, on_day, count_announced=count_announced)
    if record.problems:
        raise BadInput(record.problems)
    return Kept(on_day=on_day, begun=tuple(record.begun), orders=tuple(record.orders.values()))


class _Record:
    """What happened, row by row; `problems` are the contradictions with the case."""

    def __init__(self, case: Case, old: Decisions, on_day: int, *, count_announced: bool) -> None:
        self._case = case
        grid = grid_of(case.power)
        outages = outages_of(case, grid)
        support = support_of(case, count_announced=count_announced)
        pumps = pumps_of(case, grid.bus_ids)
        local = local_supply_of(case, (grid, outages, people_of(case, grid), demand_of(case)), pumps, support)
        places_at = places_by_end(case, grid)
        self._items: dict[str, Outage] = {item.asset_id: item for item in local.outages.items}
        self._works: dict[str, Work] = {work.asset_id: work for work in works_of(case, outages)}
        self._works |= {work.asset_id: work for work, _ in local.works}
        self._sites = {item.asset_id: site_of(item, places_at) for item in outages.items}
        self._sites |= {work.asset_id: site for work, site in local.works}
        self._pledges: dict[str, Pledge] = {pledge.pledge_id: pledge for pledge in support}
        self._crews = crews_by_day(case, support)
        self._catalogue = {row["equipment_id"]: row for row in case.catalogue.iter_rows(named=True)}
        self._share_of = {
            (row["equipment_id"], row["stands_in_for"]): row["capacity_share"]
            for row in case.substitutes.iter_rows(named=True)
        }
        self._ordered_later = set(old.purchases.filter(old.purchases["order_day"] >= on_day)["purchase_id"].to_list())
        self.problems: list[Problem] = []
        self.orders: dict[str, Placed] = {}
        self.begun: list[Begun] = []
        for row in old.purchases.sort("purchase_id").iter_rows(named=True):
            if row["order_day"] < on_day:
                self._add_order(row)
        self._check_sums()
        uses: dict[str, list[tuple[str, str, int]]] = {}
        for row in old.uses.sort("asset_id", "equipment_id", "origin").iter_rows(named=True):
            uses.setdefault(row["asset_id"], []).append((row["equipment_id"], row["origin"], row["quantity"]))
        for row in old.repairs.sort("asset_id").iter_rows(named=True):
            if row["start_day"] < on_day:
                self._add_work(row, tuple(uses.get(row["asset_id"], ())))
        for asset_id, row in numbered(old.installs):
            if row["start_day"] < on_day:
                self._add_install(asset_id, row)
        self._check_units()
        self._check_crews()

    def _say(self, file: str, column: str, what: str, hint: str = NOT_SO) -> None:
        self.problems.append(Problem(file, 0, column, what, hint))

    def _date(self, day: int) -> str:
        return self._case.date_of(day).isoformat()

    # ---- orders

    def _add_order(self, row: Row) -> None:
        purchase_id, equipment_id, pledge_id = row["purchase_id"], row["equipment_id"], row["pledge_id"]
        where = f"{purchase_id}, ordered on {self._date(row['order_day'])},"
        entry, pledge = self._catalogue.get(equipment_id), self._pledges.get(pledge_id)
        if pledge is None or pledge.form != "cash":
            self._say(PURCHASES_FILE, "pledge_id", f"{where} was paid by {pledge_id}, which is no cash pledge now")
        elif pledge.usable_from_day is None or pledge.usable_from_day > row["order_day"]:
            what = f"{where} was paid by {pledge_id}, which {self._when(pledge)}"
            self._say(PURCHASES_FILE, "pledge_id", what)
        if entry is None:
            hint = "leave its row in `catalogue`: what was ordered stays ordered"
            self._say(PURCHASES_FILE, "equipment_id", f"{where} is {equipment_id}, which the case does not know", hint)
            return
        if abs(row["unit_cost_usd"] - entry["cost_usd"]) > MONEY_SHARE * entry["cost_usd"]:
            what = (
                f"{where} cost {row['unit_cost_usd']:.2f} USD a unit, and {equipment_id} costs {entry['cost_usd']:.2f}"
            )
            self._say(PURCHASES_FILE, "unit_cost_usd", what, ONE_LEAD_TIME)
        self.orders[purchase_id] = Placed(
            purchase_id=purchase_id,
            equipment_id=equipment_id,
            quantity=row["quantity"],
            pledge_id=pledge_id,
            order_day=row["order_day"],
            arrival_day=row["order_day"] + entry["lead_days"],
            unit_cost_usd=entry["cost_usd"],
            left_count=row["quantity"],
        )

    def _when(self, pledge: Pledge) -> str:
        """From when a pledge counts now, in words that go on after `which`."""
        if pledge.usable_from_day is None:
            return f"cannot be used now ({pledge.why})"
        return f"is usable from {self._date(pledge.usable_from_day)} now"

    def _check_sums(self) -> None:
        """Money of pledges and supply of the market."""
        spent_usd: dict[str, float] = {}
        bought: dict[str, int] = {}
        for order in self.orders.values():
            cost_usd = order.quantity * order.unit_cost_usd
            spent_usd[order.pledge_id] = spent_usd.get(order.pledge_id, 0.0) + cost_usd
            bought[order.equipment_id] = bought.get(order.equipment_id, 0) + order.quantity
        for pledge_id, usd in sorted(spent_usd.items()):
            pledge = self._pledges.get(pledge_id)
            if pledge is not None and pledge.form == "cash" and usd > pledge.amount_usd * (1.0 + MONEY_SHARE):
                what = f"orders for {usd:.2f} USD were paid by {pledge_id}, which gives {pledge.amount_usd:.2f} USD now"
                self._say(PURCHASES_FILE, "cost_usd", what)
        for equipment_id, count in sorted(bought.items()):
            most = self._catalogue[equipment_id]["supply_count"]
            if most is not None and count > most:
                what = f"{count} {equipment_id} were ordered, and {most} can be had now"
                self._say(PURCHASES_FILE, "quantity", what, "`supply_count` counts what was ordered before as well")

    # ---- works

    def _add_install(self, asset_id: str, row: Row) -> None:
        where = f"{row['equipment_id']} at {row['at']}, begun on {self._date(row['start_day'])},"
        item, work = self._items.get(asset_id), self._works.get(asset_id)
        if item is None or work is None:
            hint = "leave its row in `installs`, and what gives or pays for it in `pledges`: what was placed stands"
            self._say(INSTALLS_FILE, "at", f"{where} can be placed there no more", hint)
            return
        if work.crew_kind != row["crew_kind"]:
            what = f"{where} is placed by a {row['crew_kind']} crew, and `installs` asks for {work.crew_kind} now"
            self._say(INSTALLS_FILE, "crew_kind", what)
            return
        if row["service_day"] - row["start_day"] != work.days:
            what = f"{where} takes {row['service_day'] - row['start_day']} days, and by `installs` {work.days} now"
            self._say(INSTALLS_FILE, "service_day", what)
        self._check_use(item, row["start_day"], row["equipment_id"], row["origin"])
        uses = ((row["equipment_id"], row["origin"], 1),)
        self.begun.append(
            Begun(
                work=work,
                start_day=row["start_day"],
                service_day=row["service_day"],
                capacity_share=1.0,
                uses=uses,
            )
        )

    def _add_work(self, row: Row, uses: tuple[tuple[str, str, int], ...]) -> None:
        asset_id, start = row["asset_id"], row["start_day"]
        where = f"{asset_id}, begun on {self._date(start)},"
        item, work = self._items.get(asset_id), self._works.get(asset_id)
        if item is None:
            hint = "leave its row in `damage`: the repair brings it back"
            self._say(REPAIRS_FILE, "asset_id", f"{where} is not in `damage` of the case now", hint)
            return
        if work is None:
            self._say(REPAIRS_FILE, "asset_id", f"{where} fits no row of `works` now ({item.kind}, {item.severity})")
            return
        if start < item.out_from_day:
            hint = "`damage` has one row an asset: a strike on an asset that is repaired cannot be told in this version"
            what = f"{where} is reported on {self._date(item.out_from_day)} only now"
            self._say(REPAIRS_FILE, "start_day", what, hint)
        if work.crew_kind != row["crew_kind"]:
            what = f"{where} is done by a {row['crew_kind']} crew, and `works` asks for {work.crew_kind} now"
            self._say(REPAIRS_FILE, "crew_kind", what)
            return
        if row["service_day"] - start != work.days:
            what = f"{where} takes {row['service_day'] - start} days, and by `works` and `damage` {work.days} now"
            self._say(REPAIRS_FILE, "service_day", what)
        for equipment_id, origin, _ in uses:
            self._check_use(item, start, equipment_id, origin)
        share = self._share_after(work, uses)
        self.begun.append(
            Begun(work=work, start_day=start, service_day=row["service_day"], capacity_share=share, uses=uses)
        )

    def _check_use(self, item: Outage, start: int, equipment_id: str, origin: str) -> None:
        """One thing that a begun work has used up: it was there, and its giver allows the use."""
        where = f"{origin} was used for {item.asset_id} on {self._date(start)}"
        kind, _, name = origin.partition(":")
        payer: Pledge | None
        if kind == "purchase":
            order = self.orders.get(name)
            if order is None:
                late = "is ordered only later" if name in self._ordered_later else "is no order that stands"
                self._say(USES_FILE, "origin", f"{where} and {late}")
                return
            payer, brings = self._pledges.get(order.pledge_id), order.equipment_id
            if order.arrival_day > start:
                what = f"{where} and arrives on {self._date(order.arrival_day)} by the lead time of the case now"
                self._say(USES_FILE, "origin", what, ONE_LEAD_TIME)
        else:
            payer = self._pledges.get(name)
            if payer is None or payer.form != "goods":
                self._say(USES_FILE, "origin", f"{where} and is no pledge of goods now")
                return
            brings = payer.equipment_id
            if payer.usable_from_day is None or payer.usable_from_day > start:
                self._say(USES_FILE, "origin", f"{where}, which {self._when(payer)}")
        if brings != equipment_id:
            self._say(USES_FILE, "equipment_id", f"{where} as {equipment_id} and brings {brings} now")
        if payer is not None and equipment_id in self._catalogue and not self._allows(payer, item, equipment_id):
            self._say(USES_FILE, "origin", f"{where}, for which {payer.pledge_id} is not now ({payer.earmark})")

    def _allows(self, payer: Pledge, item: Outage, equipment_id: str) -> bool:
        sector = self._catalogue[equipment_id]["sector"]
        site = self._sites[item.asset_id]
        return payer.earmark.allows(replace(site, sector=sector, equipment_id=equipment_id))

    def _share_after(self, work: Work, uses: tuple[tuple[str, str, int], ...]) -> float:
        """The share of its capacity that an asset has with what was used for it."""
        used: dict[str, int] = {}
        for equipment_id, _, quantity in uses:
            used[equipment_id] = used.get(equipment_id, 0) + quantity
        needs = dict(work.needs)
        share: float
        if not needs and not used:
            return 1.0
        if sum(needs.values()) == sum(used.values()):
            shares = {1.0, *(share for (_, need), share in self._share_of.items() if need in needs)}
            for share in sorted(shares, reverse=True):
                fits = {
                    (unit, need)
                    for unit in used
                    for need in needs
                    if unit == need or self._share_of.get((unit, need), 0.0) >= share
                }
                if covers(used, needs, fits):
                    return share
        took, takes = _counted(used), _counted(needs)
        self._say(USES_FILE, "quantity", f"{work.asset_id} took {took}, and by `needs` and `damage` takes {takes} now")
        return 1.0

    # ---- all together

    def _check_units(self) -> None:
        """No more used than there is; what is left of orders is worked out."""
        taken: dict[str, int] = {}
        for item in self.begun:
            for _, origin, quantity in item.uses:
                taken[origin] = taken.get(origin, 0) + quantity
        for origin, count in sorted(taken.items()):
            kind, _, name = origin.partition(":")
            order, pledge = self.orders.get(name), self._pledges.get(name)
            there = order.quantity if kind == "purchase" and order is not None else None
            if kind == "pledge" and pledge is not None and pledge.form == "goods":
                there = pledge.quantity
            if there is not None and count > there:
                self._say(USES_FILE, "quantity", f"{count} units of {origin} were used, and it brings {there} now")
            if kind == "purchase" and order is not None:
                self.orders[name] = replace(order, left_count=max(0, order.quantity - count))

    def _check_crews(self) -> None:
        """On no day more crews of a kind at work than the case has now."""
        for kind in sorted({item.work.crew_kind for item in self.begun}):
            for day in self._too_many(kind):
                at_work = [item.work.asset_id for item in self._at_work(kind, day)]
                there = int(self._crews[kind][day]) if kind in self._crews else 0
                what = (
                    f"works that had begun hold {len(at_work)} {kind} crews on {self._date(day)} ({', '.join(at_work)})"
                )
                hint = "a work that has begun is finished: leave its crew until then, or take the rows of a work that "
                hint += "was broken off out of the old plan (it then starts anew)"
                self._say(REPAIRS_FILE, "crew_kind", f"{what}, and the case has {there} now", hint)
                break

    def _at_work(self, kind: str, day: int) -> list[Begun]:
        return [item for item in self.begun if item.work.crew_kind == kind and item.start_day <= day < item.service_day]

    def _too_many(self, kind: str) -> Iterator[int]:
        for day in range(self._case.settings.days):
            at_work = len(self._at_work(kind, day))
            if at_work > (int(self._crews[kind][day]) if kind in self._crews else 0):
                yield day


def covers(units: Mapping[str, int], needs: Mapping[str, int], fits: set[tuple[str, str]]) -> bool:
    """Whether the units, as many as are needed, can be matched with the needs that they fit.

    By Hall's theorem: they can if for no set of needs the units that fit any of them are too few.
    """
    if sum(units.values()) != sum(needs.values()):
        return False
    for size in range(1, len(needs) + 1):
        for chosen in combinations(sorted(needs), size):
            there = sum(count for unit, count in units.items() if any((unit, need) in fits for need in chosen))
            if there < sum(needs[need] for need in chosen):
                return False
    return True


def _counted(units: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {equipment_id}" for equipment_id, count in sorted(units.items())) or "nothing"
