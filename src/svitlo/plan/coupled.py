"""What makes the parts of a day hang together: water with its tanks, and sets that run some hours of each day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.people import People
from svitlo.assets.power import Floats, Ints, frozen
from svitlo.assets.waterworks import PUMP, Plants, Pumps, drinkers_of, plants_of, with_pumps
from svitlo.damage.outages import Outage
from svitlo.plan.placed import LocalSupply
from svitlo.plan.zones import WaterZones, zones_of
from svitlo.tables.case import Case
from svitlo.tables.water import WaterBehaviour


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkedPumps:
    """The pumps of one network that hang on a bus (pump,): rows among the network's pumps and among all loads."""

    pumps: Ints
    loads: Ints
    rated_mw: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WateredPlant:
    """A machine (row of the generators) that gives no more of its capacity than a zone gets of its water.

    `network` is a row of the networks; `zones` are rows of its zones, each with its part of the day (`parts`): one,
    unless the zone's demand is told in steps (`mean_day`).
    """

    generator: int
    network: int
    zones: Ints
    parts: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coupled:
    """`loads` are the places and then the linked pumps; `zones` and `pump_power` the networks, sorted by name.

    `limited`: sets as (generator row, hours of each day, row of the load that they carry). `water_weight`: what a
    person-hour without water weighs in the objective. `is_mean`: the zones are the mean of a day's parts (`mean_day`).
    """

    loads: People
    zones: tuple[WaterZones, ...]
    pump_power: tuple[LinkedPumps, ...]
    limited: tuple[tuple[int, float, int], ...]
    water_weight: float
    plants: tuple[WateredPlant, ...] = ()
    is_mean: bool = False


def coupled_of(
    case: Case, people: People, pumps: Pumps, local: LocalSupply, behaviours: Mapping[str, WaterBehaviour]
) -> Coupled | None:
    """What hangs together in a case; None where each part of the day stands for itself.

    `people` are the places at their own buses; `behaviours` what hydraulics says of each water network.
    """
    loads = at_spots(with_pumps(people, pumps), local)
    row_of = {name: row for row, name in enumerate(loads.place_ids)}
    row_of |= {f"place:{name}": row for row, name in enumerate(people.place_ids)}
    load_at = {bus: row_of[at] for at, bus in zip(local.at, local.bus.tolist(), strict=True)}
    limited = tuple((row, hours, load_at[int(local.grid.generator_bus[row])]) for row, hours in local.limited)
    if not case.water and not limited:
        return None
    items: Sequence[Outage] = local.outages.items
    hours = np.array([block.hours for block in case.settings.blocks])
    names = sorted(case.water)
    zones = tuple(
        zones_of(case.water[name], drinkers_of(case, case.water[name]), behaviours[name], items, hours)
        for name in names
    )
    return Coupled(
        loads=loads,
        zones=zones,
        pump_power=tuple(_linked(case, name, pumps, row_of) for name in names),
        limited=limited,
        water_weight=case.settings.objective_water,
        plants=tuple(_watered(plants_of(case), names, zones)),
    )


def _watered(plants: Plants, names: Sequence[str], zones: Sequence[WaterZones]) -> Iterator[WateredPlant]:
    for row, name, node in zip(plants.generator.tolist(), plants.networks, plants.node.tolist(), strict=True):
        network = names.index(name)
        zone = zones[network].zone_of[node]
        yield WateredPlant(generator=row, network=network, zones=frozen(np.array([zone])), parts=frozen(np.ones(1)))


def at_spots(loads: People, local: LocalSupply) -> People:
    """The loads with each that has a spot moved to the spot's own bus."""
    bus = loads.bus.copy()
    bus_at = dict(zip(local.at, local.bus.tolist(), strict=True))
    for row, name in enumerate(loads.place_ids):
        bus[row] = bus_at.get(name if name.startswith(PUMP) else f"place:{name}", bus[row])
    return People(
        place_ids=loads.place_ids,
        bus=frozen(bus),
        load_mw=loads.load_mw,
        people=loads.people,
        weight=loads.weight,
    )


def _linked(case: Case, name: str, pumps: Pumps, row_of: Mapping[str, int]) -> LinkedPumps:
    place = {
        link: row
        for row, link in enumerate(np.flatnonzero((case.water[name].links["kind"] == "pump").to_numpy()).tolist())
    }
    mine = [row for row, network in enumerate(pumps.networks) if network == name]
    return LinkedPumps(
        pumps=frozen(np.array([place[int(pumps.link[row])] for row in mine], dtype=np.int64)),
        loads=frozen(np.array([row_of[PUMP + pumps.pump_ids[row]] for row in mine], dtype=np.int64)),
        rated_mw=frozen(pumps.rated_mw[mine]),
    )
