"""Equipment that is placed: a generator at a pump, a hospital, a boiler house, and the sets that pumps have already.

Each place or pump that can have one gets a bus of its own behind a branch that carries one way only. A generator there
feeds what stands at the spot and nothing else, with the grid or without it. One unit of equipment that could be placed
is an asset like any damaged one: it is out until a crew has placed it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.aid.earmarks import Target
from svitlo.aid.ledger import Pledge
from svitlo.assets.demand import Demand
from svitlo.assets.people import People
from svitlo.assets.power import KW_PER_MW, Condition, Grid, Ints, frozen
from svitlo.assets.waterworks import PUMP, Pumps
from svitlo.damage.outages import Outage, Outages
from svitlo.damage.works import Work
from svitlo.tables.case import Case

Kind = TypeVar("Kind", bound=np.generic)

MOST_UNITS = 4
"""Units of one equipment that the planner looks at for one spot; the contract knows no such limit (`crowded`)."""

WHOLE_DAY_H = 24.0

INSTALL = "install"
"""What the ids of units that could be placed begin with, and their kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place or a pump at which equipment can stand.

    `at` is `place:ID` or `pump:ID`; `kind` as the table `installs` names it; `bus` the bus row that feeds it; `most_mw`
    the most that it ever draws; `backup_h` the hours of each day that a set of its own carries it today.
    """

    at: str
    kind: str
    bus: int
    most_mw: float
    backup_h: float = 0.0

    @property
    def site(self) -> Target:
        """The spot in the words of an earmark; the equipment is still to be named."""
        what, _, name = self.at.partition(":")
        if what == "place":
            return Target(sector="", equipment_id="", kind=self.kind, place_ids=frozenset({name}))
        network, _, pump = name.partition("/")
        return Target(sector="", equipment_id="", kind=self.kind, asset_id=f"water/{network}/pump/{pump}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One unit of equipment that could be placed at a spot (row of the spots); alike units are numbered from 1."""

    spot: int
    at: str
    equipment_id: str
    number: int
    rated_mw: float
    hours_per_day: float
    crew_kind: str
    days: int

    @property
    def asset_id(self) -> str:
        """Its id among the assets of a situation."""
        return slot_id(self.at, self.equipment_id, self.number)

    def work(self, asset: int) -> Work:
        """Placing it, as a work on row `asset` of the outages."""
        return Work(
            asset=asset,
            asset_id=self.asset_id,
            crew_kind=self.crew_kind,
            days=self.days,
            first_day=0,
            needs=((self.equipment_id, 1),),
        )


def slot_id(at: str, equipment_id: str, number: int) -> str:
    """The id of a unit that could be placed: `install/place:h1/generator-400/1`."""
    return f"{INSTALL}/{at}/{equipment_id}/{number}"


def at_of(asset_id: str) -> str:
    """Where a slot is, from its id: `place:ID` or `pump:ID`. No id of equipment and no place has a slash."""
    return asset_id.split("/", 1)[1].rsplit("/", 2)[0]


def is_install(work: Work) -> bool:
    """Whether a work places equipment rather than repairs something."""
    return work.asset_id.startswith(f"{INSTALL}/")


def slots_of(case: Case, spots: Sequence[Spot], pledges: Sequence[Pledge]) -> tuple[Slot, ...]:
    """Every unit that could be placed anywhere, by spot and equipment: no more at a spot than carry all it draws.

    What no pledge gives or pays for has no slots.
    """
    found = []
    rules = case.installs.sort("equipment_id", "at")
    most_units = {equipment_id: _most_units(case, pledges, equipment_id) for equipment_id in rules["equipment_id"]}
    for row, spot in enumerate(spots):
        for rule in rules.filter(pl.col("at") == spot.kind).iter_rows(named=True):
            rated_mw = rule["rated_kw"] / KW_PER_MW
            enough = math.ceil(spot.most_mw / rated_mw - 1e-9)
            hours_per_day = WHOLE_DAY_H if rule["hours_per_day"] is None else rule["hours_per_day"]
            # Sets that run part of the day only can take turns.
            turns = math.ceil(WHOLE_DAY_H / hours_per_day - 1e-9)
            count = min(MOST_UNITS, enough * turns, most_units[rule["equipment_id"]])
            found += [
                Slot(
                    spot=row,
                    at=spot.at,
                    equipment_id=rule["equipment_id"],
                    number=number,
                    rated_mw=rated_mw,
                    hours_per_day=hours_per_day,
                    crew_kind=rule["crew_kind"],
                    days=math.ceil(rule["crew_days"]),
                )
                for number in range(1, count + 1)
            ]
    return tuple(found)


def crowded(case: Case, spots: Sequence[Spot]) -> tuple[str, ...]:
    """Spots at which more units of an equipment than `MOST_UNITS` could serve something, by name."""
    found = set()
    for rule in case.installs.iter_rows(named=True):
        turns = math.ceil(WHOLE_DAY_H / (rule["hours_per_day"] or WHOLE_DAY_H) - 1e-9)
        carried_mw = MOST_UNITS * rule["rated_kw"] / KW_PER_MW / turns
        found |= {spot.at for spot in spots if spot.kind == rule["at"] and spot.most_mw > carried_mw + 1e-9}
    return tuple(sorted(found))


def _most_units(case: Case, pledges: Sequence[Pledge], equipment_id: str) -> int:
    """Units that can be had at all, up to `MOST_UNITS`."""
    entry = case.catalogue.filter(pl.col("equipment_id") == equipment_id).row(0, named=True)
    usable = [pledge for pledge in pledges if pledge.usable_from_day is not None]
    given = sum(pledge.quantity for pledge in usable if pledge.form == "goods" and pledge.equipment_id == equipment_id)
    bought = 0
    for pledge in usable:
        if pledge.form == "cash":
            price_usd = entry["cost_usd"]
            bought += MOST_UNITS if price_usd <= 0.0 else min(MOST_UNITS, int(pledge.amount_usd / price_usd + 1e-9))
    if entry["supply_count"] is not None:
        bought = min(bought, entry["supply_count"])
    return min(MOST_UNITS, given + bought)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalSupply:
    """A grid with its spots and what could be placed there.

    `at` and `bus` (spot,): the name of each spot and its own bus row. `outages` are the damaged assets and then the
    slots, in their order.
    `limited` (generator row, hours): sets that run only so many hours of each day. `works` place the slots, each with
    where it would stand. `crowded`: spots at which more units could serve something than are looked at.
    """

    grid: Grid
    at: tuple[str, ...]
    bus: Ints
    outages: Outages
    limited: tuple[tuple[int, float], ...] = ()
    works: tuple[tuple[Work, Target], ...] = ()
    crowded: tuple[str, ...] = ()


def with_local_supply(grid: Grid, outages: Outages, spots: Sequence[Spot], slots: Sequence[Slot]) -> LocalSupply:
    """The grid with a bus for each spot, and a generator for each slot and each set that is there today."""
    if not spots:
        return LocalSupply(grid=grid, at=(), bus=frozen(np.zeros(0, dtype=np.int64)), outages=outages)
    first = grid.bus_count
    bus = np.arange(first, first + len(spots))
    sets = list(_sets(spots, slots, bus))
    first_set = grid.generator_bus.size
    items = [
        # No end buses: a set waits for no bus to be repaired.
        replace(item, generator_rows=(first_set + row,))
        for row, item in enumerate(map(_item, slots))
    ]
    out_from = np.concatenate((outages.out_from_day, np.zeros(len(items), dtype=np.int64)))
    return LocalSupply(
        grid=_extended(grid, spots, bus, sets),
        at=tuple(spot.at for spot in spots),
        bus=frozen(bus),
        outages=Outages(items=(*outages.items, *items), out_from_day=frozen(out_from)),
        limited=tuple((first_set + row, hours) for row, (_, _, hours) in enumerate(sets) if hours < WHOLE_DAY_H),
        works=tuple((slot.work(len(outages.items) + row), spots[slot.spot].site) for row, slot in enumerate(slots)),
    )


def _sets(spots: Sequence[Spot], slots: Sequence[Slot], bus: Ints) -> Iterator[tuple[int, float, float]]:
    """Bus, MW and hours of each day of every generator that stands or could stand at a spot: slots first."""
    for slot in slots:
        yield int(bus[slot.spot]), slot.rated_mw, slot.hours_per_day
    for spot, row in zip(spots, bus.tolist(), strict=True):
        if spot.backup_h > 0.0:
            yield row, spot.most_mw, spot.backup_h


def _item(slot: Slot) -> Outage:
    return Outage(
        asset_id=slot.asset_id,
        kind=INSTALL,
        severity="",
        kv=0.0,
        length_km=None,
        out_from_day=0,
        size_mw=slot.rated_mw,
        end_buses=(),
    )


def _extended(grid: Grid, spots: Sequence[Spot], bus: Ints, sets: Sequence[tuple[int, float, float]]) -> Grid:
    count = len(spots)
    nothing, whole = np.zeros(count), np.ones(count)
    intact = Condition(
        bus_up=_joined(grid.intact.bus_up, np.ones(count, dtype=np.bool_)),
        branch_share=_joined(grid.intact.branch_share, grid.intact.bus_up[[spot.bus for spot in spots]] * whole),
        generator_share=_joined(grid.intact.generator_share, np.ones(len(sets))),
    )
    return replace(
        grid,
        bus_ids=(*grid.bus_ids, *(f"local/{spot.at}" for spot in spots)),
        load_mw=_joined(grid.load_mw, nothing),
        injection_mw=_joined(grid.injection_mw, nothing),
        branch_from=_joined(grid.branch_from, np.array([spot.bus for spot in spots])),
        branch_to=_joined(grid.branch_to, bus),
        reactance_pu=_joined(grid.reactance_pu, whole),
        shift_rad=_joined(grid.shift_rad, nothing),
        limit_mw=_joined(grid.limit_mw, np.array([spot.most_mw for spot in spots])),
        generator_bus=_joined(grid.generator_bus, np.array([row for row, _, _ in sets], dtype=np.int64)),
        generator_max_mw=_joined(grid.generator_max_mw, np.array([size_mw for _, size_mw, _ in sets])),
        intact=intact,
        one_way=frozen(np.arange(grid.branch_from.size, grid.branch_from.size + count)),
    )


def _joined(first: NDArray[Kind], more: NDArray[Any]) -> NDArray[Kind]:
    return frozen(np.concatenate((first, more)).astype(first.dtype))


def numbered(rows: pl.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """The units of a table `installs` with the ids of their slots, those that begin first having the first numbers."""
    count: dict[tuple[str, str], int] = {}
    for row in rows.sort("at", "equipment_id", "start_day", "service_day", "origin").iter_rows(named=True):
        key = (row["at"], row["equipment_id"])
        for _ in range(row["quantity"]):
            count[key] = count.get(key, 0) + 1
            yield slot_id(*key, count[key]), {**row, "quantity": 1}


def local_supply_of(
    case: Case, stands: tuple[Grid, Outages, People, Demand], pumps: Pumps, pledges: Sequence[Pledge]
) -> LocalSupply:
    """The grid of a case with everything that could be placed, and the sets that pumps have."""
    grid, outages, people, demand = stands
    spots = [*_place_spots(case, people, demand), *_pump_spots(pumps)]
    all_slots = slots_of(case, spots, pledges)
    used = sorted({slot.spot for slot in all_slots} | {row for row, spot in enumerate(spots) if spot.backup_h > 0.0})
    slots = tuple(replace(slot, spot=used.index(slot.spot)) for slot in all_slots)
    local = with_local_supply(grid, outages, [spots[row] for row in used], slots)
    return replace(local, crowded=crowded(case, [spots[row] for row in sorted({slot.spot for slot in all_slots})]))


def _place_spots(case: Case, people: People, demand: Demand) -> Iterator[Spot]:
    """The places at which some equipment of `installs` may stand, if they draw power."""
    kinds = set(case.installs["at"].to_list())
    rows = {place_id: row for row, place_id in enumerate(people.place_ids)}
    most_mw = people.load_mw * float(demand.load_factor.max(initial=0.0))
    for place_id, kind in case.places.sort("place_id").select("place_id", "kind").iter_rows():
        row = rows.get(place_id)
        if kind in kinds and row is not None and most_mw[row] > 0.0:
            yield Spot(at=f"place:{place_id}", kind=kind, bus=int(people.bus[row]), most_mw=float(most_mw[row]))


def _pump_spots(pumps: Pumps) -> Iterator[Spot]:
    """The linked pumps that draw power."""
    for row, pump_id in enumerate(pumps.pump_ids):
        if pumps.rated_mw[row] > 0.0:
            yield Spot(
                at=PUMP + pump_id,
                kind="pump",
                bus=int(pumps.bus[row]),
                most_mw=float(pumps.rated_mw[row]),
                backup_h=float(pumps.backup_h[row]),
            )
