"""All that a planner needs of a case, as arrays and short tuples: made once, read by every planner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from svitlo.aid.crews import crews_by_day
from svitlo.aid.earmarks import Target
from svitlo.aid.ledger import Pledge, support_of
from svitlo.assets.demand import Demand, demand_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Floats, Grid, Ints, frozen, grid_of
from svitlo.assets.waterworks import pumps_of
from svitlo.damage.outages import Outage, Outages, outages_of
from svitlo.damage.works import Work, works_of
from svitlo.plan.coupled import Coupled, at_spots, coupled_of
from svitlo.plan.placed import is_install, local_supply_of
from svitlo.tables.case import Case
from svitlo.tables.water import WaterBehaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where equipment can come from: a gift of some units, money that buys them, or an order that was placed before.

    `stock` is units of a gift or an order, or USD of a cash pledge; `ready_day` is the day from which a gift can be
    used, on which an order arrives, or from which the money can be spent. `purchase_id` names the order, paid by the
    pledge; empty for gifts and money.
    """

    pledge_id: str
    is_money: bool
    stock: float
    ready_day: int
    earmark_count: int
    purchase_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to get one kind of equipment for one need.

    `source` is a row of `Situation.sources`; `ready_day` the first day on which the work can start with it;
    `capacity_share` what the asset then has (1 unless a substitute); `price_usd` 0 for a gift.
    """

    source: int
    equipment_id: str
    ready_day: int
    order_day: int
    price_usd: float
    capacity_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Some units of one equipment that a work uses up, and every option there is for it, soonest first."""

    equipment_id: str
    quantity: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A work and its needs with their options; `work.asset` is the row of its outage."""

    work: Work
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A work that began before the day of a re-plan and stays as it is; `uses` are (equipment_id, origin, units)."""

    work: Work
    start_day: int
    service_day: int
    capacity_share: float
    uses: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that was placed before the day of a re-plan. `left_count`: units that no begun work has used up."""

    purchase_id: str
    equipment_id: str
    quantity: int
    pledge_id: str
    order_day: int
    arrival_day: int
    unit_cost_usd: float
    left_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was done before the day `on_day` of a re-plan: nothing new starts and nothing is ordered before it.

    `begun` are sorted by asset and `orders` by id.
    """

    on_day: int
    begun: tuple[Begun, ...] = ()
    orders: tuple[Placed, ...] = ()


NOTHING_KEPT = Kept(on_day=0)

NO_WATER: Mapping[str, WaterBehaviour] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """A case made ready for planning. `crews` maps a kind to the crews that can be at work each day (day,).

    What has begun (`kept`) is no task any more, and what it takes is taken out of crews, sources and supply. `coupled`
    is what makes the parts of a day hang together; None: each stands for itself. `crowded`: see `LocalSupply`.
    """

    days: int
    grid: Grid
    people: People
    demand: Demand
    outages: Outages
    tasks: tuple[Task, ...]
    sources: tuple[Source, ...]
    supply_count: Mapping[str, int]
    crews: Mapping[str, Ints]
    kept: Kept = NOTHING_KEPT
    coupled: Coupled | None = None
    crowded: tuple[str, ...] = ()

    @property
    def begun(self) -> tuple[Begun, ...]:
        """Works that have begun, sorted by asset."""
        return self.kept.begun

    @property
    def loads(self) -> People:
        """All that loads the grid: the places and, in a case with water, the linked pumps after them."""
        return self.people if self.coupled is None else self.coupled.loads

    def given_share(self, day: int) -> Floats:
        """The share of its capacity that each damaged asset has on a day if no task is done (asset,).

        1 before its outage and 0 after it; what a begun work brings from its service day on.
        """
        share = np.where(self.outages.out_from_day > day, 1.0, 0.0)
        for begun in self.begun:
            if begun.service_day <= day:
                share[begun.work.asset] = begun.capacity_share
        return share


def situation_of(
    case: Case,
    *,
    count_announced: bool = False,
    kept: Kept = NOTHING_KEPT,
    behaviours: Mapping[str, WaterBehaviour] = NO_WATER,
) -> Situation:
    """Everything a planner needs of a checked case.

    `kept` must not contradict it (see `kept`); `behaviours` say of each water network what hydraulics knows of it.
    """
    grid = grid_of(case.power)
    outages = outages_of(case, grid)
    pledges = support_of(case, count_announced=count_announced)
    stock = _Stock(pledges, case.settings.days, kept)
    shop = _Shop(case, stock)
    places_at = places_by_end(case, grid)
    people, demand = people_of(case, grid), demand_of(case)
    pumps = pumps_of(case, grid.bus_ids)
    local = local_supply_of(case, (grid, outages, people, demand), pumps, pledges)
    begun = {item.work.asset_id for item in kept.begun}
    works = [
        *((work, site_of(outages.items[work.asset], places_at)) for work in works_of(case, outages)),
        *local.works,
    ]
    tasks = tuple(
        Task(work=replace(work, first_day=max(work.first_day, kept.on_day)), needs=shop.needs(work, site))
        for work, site in works
        if work.asset_id not in begun
    )
    return Situation(
        days=case.settings.days,
        grid=local.grid,
        people=at_spots(people, local),
        demand=demand,
        outages=local.outages,
        tasks=tasks,
        sources=tuple(source for source, _ in stock.sources),
        supply_count={
            row["equipment_id"]: row["supply_count"] - stock.ordered.get(row["equipment_id"], 0)
            for row in case.catalogue.sort("equipment_id").iter_rows(named=True)
            if row["supply_count"] is not None
        },
        crews=_free_crews(crews_by_day(case, pledges), kept.begun),
        kept=kept,
        coupled=coupled_of(case, people, pumps, local, behaviours),
        crowded=local.crowded,
    )


def site_of(item: Outage, places_at: Mapping[int | str, frozenset[str]]) -> Target:
    """A damaged asset in the words of an earmark; the equipment is still to be named."""
    ends: tuple[int | str, ...] = (*item.end_buses, *item.end_nodes)
    places = frozenset(place for end in ends for place in places_at.get(end, frozenset()))
    return Target(sector="", equipment_id="", asset_id=item.asset_id, kind=item.kind, place_ids=places)


def _free_crews(crews: Mapping[str, Ints], begun: Sequence[Begun]) -> dict[str, Ints]:
    """Crews that begun works do not hold."""
    free = dict(crews)
    for kind in sorted({item.work.crew_kind for item in begun}):
        left = crews[kind].copy()
        for item in begun:
            if item.work.crew_kind == kind:
                left[item.start_day : item.service_day] -= 1
        free[kind] = frozen(left)
    return free


class _Stock:
    """All sources with their pledges: usable gifts and money less what is used and spent, and orders under way.

    `gifts_of` and `orders_of`: rows by equipment; `money`: rows; `ordered`: units ordered so far by equipment.
    """

    def __init__(self, pledges: Sequence[Pledge], days: int, kept: Kept) -> None:
        self.sources: list[tuple[Source, Pledge]] = []
        self.gifts_of: dict[str, list[int]] = {}
        self.orders_of: dict[str, list[tuple[int, Placed]]] = {}
        self.money: list[int] = []
        self.ordered: dict[str, int] = {}
        used, spent_usd = _used_up(kept)
        for pledge in pledges:
            ready = pledge.usable_from_day
            if ready is None or ready >= days or pledge.form == "crew":
                continue
            is_money = pledge.form == "cash"
            if is_money:
                self.money.append(len(self.sources))
                left = max(0.0, pledge.amount_usd - spent_usd.get(pledge.pledge_id, 0.0))
                ready = max(ready, kept.on_day)
            else:
                self.gifts_of.setdefault(pledge.equipment_id, []).append(len(self.sources))
                left = float(pledge.quantity - used.get(f"pledge:{pledge.pledge_id}", 0))
            self._add(pledge, stock=left, ready_day=ready, is_money=is_money)
        self._add_orders({pledge.pledge_id: pledge for pledge in pledges}, days, kept)

    def _add_orders(self, pledges: Mapping[str, Pledge], days: int, kept: Kept) -> None:
        for order in kept.orders:
            self.ordered[order.equipment_id] = self.ordered.get(order.equipment_id, 0) + order.quantity
            if order.left_count > 0 and order.arrival_day < days:
                self.orders_of.setdefault(order.equipment_id, []).append((len(self.sources), order))
                payer = pledges[order.pledge_id]
                self._add(payer, stock=float(order.left_count), ready_day=order.arrival_day, order=order)

    def _add(
        self, pledge: Pledge, *, stock: float, ready_day: int, is_money: bool = False, order: Placed | None = None
    ) -> None:
        source = Source(
            pledge_id=pledge.pledge_id,
            is_money=is_money,
            stock=stock,
            ready_day=ready_day,
            earmark_count=len(pledge.earmark.allowed),
            purchase_id="" if order is None else order.purchase_id,
        )
        self.sources.append((source, pledge))


def _used_up(kept: Kept) -> tuple[dict[str, int], dict[str, float]]:
    """Units that begun works have used, by origin, and USD that orders have cost, by pledge."""
    used: dict[str, int] = {}
    for item in kept.begun:
        for _, origin, quantity in item.uses:
            used[origin] = used.get(origin, 0) + quantity
    spent_usd: dict[str, float] = {}
    for order in kept.orders:
        spent_usd[order.pledge_id] = spent_usd.get(order.pledge_id, 0.0) + order.quantity * order.unit_cost_usd
    return used, spent_usd


class _Shop:
    """Finds the options for each need; holds the catalogue as dictionaries."""

    def __init__(self, case: Case, stock: _Stock) -> None:
        self._stock = stock
        self._catalogue = {row["equipment_id"]: row for row in case.catalogue.iter_rows(named=True)}
        self._stand_ins: dict[str, list[tuple[str, float]]] = {}
        for row in case.substitutes.sort("stands_in_for", "equipment_id").iter_rows(named=True):
            self._stand_ins.setdefault(row["stands_in_for"], []).append((row["equipment_id"], row["capacity_share"]))

    def needs(self, work: Work, site: Target) -> tuple[Need, ...]:
        """The needs of a work, the one with the fewest options first, so that it is served first.

        Nothing stands in for equipment that is placed: it is itself what works afterwards.
        """
        found = []
        for equipment_id, quantity in work.needs:
            options: list[Option] = []
            stand_ins = [] if is_install(work) else self._stand_ins.get(equipment_id, [])
            for candidate, share in [(equipment_id, 1.0), *stand_ins]:
                sector = self._catalogue[candidate]["sector"]
                options += self._options(candidate, share, replace(site, sector=sector, equipment_id=candidate))
            options.sort(key=lambda option: (option.ready_day, -option.capacity_share, option.price_usd, option.source))
            found.append(Need(equipment_id=equipment_id, quantity=quantity, options=tuple(options)))
        return tuple(sorted(found, key=lambda need: (len(need.options), need.equipment_id)))

    def _options(self, equipment_id: str, share: float, target: Target) -> list[Option]:
        entry = self._catalogue[equipment_id]
        stock = self._stock
        options = []
        for row in [*stock.gifts_of.get(equipment_id, []), *stock.money]:
            source, pledge = stock.sources[row]
            if pledge.earmark.allows(target):
                options.append(
                    Option(
                        source=row,
                        equipment_id=equipment_id,
                        ready_day=source.ready_day + (entry["lead_days"] if source.is_money else 0),
                        order_day=source.ready_day,
                        price_usd=entry["cost_usd"] if source.is_money else 0.0,
                        capacity_share=share,
                    )
                )
        for row, order in stock.orders_of.get(equipment_id, []):
            _, pledge = stock.sources[row]
            if pledge.earmark.allows(target):
                options.append(
                    Option(
                        source=row,
                        equipment_id=equipment_id,
                        ready_day=order.arrival_day,
                        order_day=order.order_day,
                        price_usd=0.0,
                        capacity_share=share,
                    )
                )
        return options


def places_by_end(case: Case, grid: Grid) -> dict[int | str, frozenset[str]]:
    """The named places at each bus row, and at each node of water networks (`<network>/<id>`)."""
    row_of = {bus_id: row for row, bus_id in enumerate(grid.bus_ids)}
    found: dict[int | str, set[str]] = {}
    for place_id, bus_id, node_id in case.places.select("place_id", "bus_id", "water_node_id").iter_rows():
        if bus_id is not None:
            found.setdefault(row_of[bus_id], set()).add(place_id)
        if node_id is not None:
            found.setdefault(node_id, set()).add(place_id)
    return {end: frozenset(ids) for end, ids in found.items()}
