"""All that a planner needs of a case, as arrays and short tuples: made once, read by every planner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from svitlo.aid.crews import crews_by_day
from svitlo.aid.earmarks import Target
from svitlo.aid.ledger import Pledge, support_of
from svitlo.assets.demand import Demand, demand_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Grid, Ints, grid_of
from svitlo.damage.outages import Outage, Outages, outages_of
from svitlo.damage.works import Work, works_of
from svitlo.tables.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where equipment can come from: a gift of some units, or money that buys them.

    `stock` is units of a gift or USD of a cash pledge; `ready_day` is the day from which a gift can be used, or on
    which the money can be spent.
    """

    pledge_id: str
    is_money: bool
    stock: float
    ready_day: int
    earmark_count: int


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """A case made ready for planning. `crews` maps a kind to the crews that can be at work each day (day,)."""

    days: int
    grid: Grid
    people: People
    demand: Demand
    outages: Outages
    tasks: tuple[Task, ...]
    sources: tuple[Source, ...]
    supply_count: Mapping[str, int]
    crews: Mapping[str, Ints]


def situation_of(case: Case, *, count_announced: bool = False) -> Situation:
    """Everything a planner needs of a checked case."""
    grid = grid_of(case.power)
    outages = outages_of(case, grid)
    pledges = support_of(case, count_announced=count_announced)
    sources, gifts_of, money = _sources(pledges, case.settings.days)
    shop = _Shop(case, sources, gifts_of, money)
    places_at = _places_at(case, grid)
    tasks = tuple(
        Task(work=work, needs=shop.needs(work, outages.items[work.asset], places_at))
        for work in works_of(case, outages)
    )
    return Situation(
        days=case.settings.days,
        grid=grid,
        people=people_of(case, grid),
        demand=demand_of(case),
        outages=outages,
        tasks=tasks,
        sources=tuple(source for source, _ in sources),
        supply_count={
            row["equipment_id"]: row["supply_count"]
            for row in case.catalogue.sort("equipment_id").iter_rows(named=True)
            if row["supply_count"] is not None
        },
        crews=crews_by_day(case, pledges),
    )


def _sources(
    pledges: Sequence[Pledge], days: int
) -> tuple[list[tuple[Source, Pledge]], dict[str, list[int]], list[int]]:
    """Usable gifts and money: all sources, the gifts of each equipment, and the money."""
    sources: list[tuple[Source, Pledge]] = []
    gifts_of: dict[str, list[int]] = {}
    money: list[int] = []
    for pledge in pledges:
        ready = pledge.usable_from_day
        if ready is None or ready >= days or pledge.form == "crew":
            continue
        is_money = pledge.form == "cash"
        if is_money:
            money.append(len(sources))
        else:
            gifts_of.setdefault(pledge.equipment_id or "", []).append(len(sources))
        source = Source(
            pledge_id=pledge.pledge_id,
            is_money=is_money,
            stock=pledge.amount_usd if is_money else float(pledge.quantity),
            ready_day=ready,
            earmark_count=len(pledge.earmark.allowed),
        )
        sources.append((source, pledge))
    return sources, gifts_of, money


class _Shop:
    """Finds the options for each need; holds the catalogue as dictionaries."""

    def __init__(
        self,
        case: Case,
        sources: list[tuple[Source, Pledge]],
        gifts_of: Mapping[str, list[int]],
        money: list[int],
    ) -> None:
        self._sources = sources
        self._gifts_of = gifts_of
        self._money = money
        self._catalogue = {row["equipment_id"]: row for row in case.catalogue.iter_rows(named=True)}
        self._stand_ins: dict[str, list[tuple[str, float]]] = {}
        for row in case.substitutes.sort("stands_in_for", "equipment_id").iter_rows(named=True):
            self._stand_ins.setdefault(row["stands_in_for"], []).append((row["equipment_id"], row["capacity_share"]))

    def needs(self, work: Work, item: Outage, places_at: Mapping[int, frozenset[str]]) -> tuple[Need, ...]:
        """The needs of a work, the one with the fewest options first, so that it is served first."""
        buses = frozenset(place for bus in item.end_buses for place in places_at.get(bus, frozenset()))
        found = []
        for equipment_id, quantity in work.needs:
            options: list[Option] = []
            for candidate, share in [(equipment_id, 1.0), *self._stand_ins.get(equipment_id, [])]:
                target = Target(
                    sector=self._catalogue[candidate]["sector"],
                    equipment_id=candidate,
                    asset_id=item.asset_id,
                    kind=item.kind,
                    place_ids=buses,
                )
                options += self._options(candidate, share, target)
            options.sort(key=lambda option: (option.ready_day, -option.capacity_share, option.price_usd, option.source))
            found.append(Need(equipment_id=equipment_id, quantity=quantity, options=tuple(options)))
        return tuple(sorted(found, key=lambda need: (len(need.options), need.equipment_id)))

    def _options(self, equipment_id: str, share: float, target: Target) -> list[Option]:
        entry = self._catalogue[equipment_id]
        options = []
        for row in [*self._gifts_of.get(equipment_id, []), *self._money]:
            source, pledge = self._sources[row]
            if not pledge.earmark.allows(target):
                continue
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
        return options


def _places_at(case: Case, grid: Grid) -> dict[int, frozenset[str]]:
    """The named places at each bus row."""
    row_of = {bus_id: row for row, bus_id in enumerate(grid.bus_ids)}
    found: dict[int, set[str]] = {}
    for place_id, bus_id in case.places.select("place_id", "bus_id").iter_rows():
        if bus_id is not None:
            found.setdefault(row_of[bus_id], set()).add(place_id)
    return {bus: frozenset(ids) for bus, ids in found.items()}
