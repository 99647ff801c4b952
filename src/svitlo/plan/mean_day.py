"""A coupled case with one part a day, the mean of all: what programs that choose repairs look at.

The mean over a day's parts of what a plan does is a point of the program of the mean day. Tanks end the day no lower
than they began, and so give nothing in the mean; a set that runs some hours of the day gives that part of its size. An
hour with little demand is served for less than one with much, so each place and zone asks in as many steps as the day
has parts, each for its own part of the mean, and counts for its own hours. So what no mean day can go below no plan
can.
"""

from dataclasses import replace

import numpy as np

from svitlo.assets.demand import Demand
from svitlo.assets.people import People
from svitlo.assets.power import Floats, frozen
from svitlo.plan.coupled import Coupled, LinkedPumps, WateredPlant
from svitlo.plan.situation import Situation
from svitlo.plan.zones import Cut, WaterZones


def mean_day(situation: Situation) -> Situation:
    """The situation with one part a day; one that is not coupled is returned as it is."""
    coupled, demand = situation.coupled, situation.demand
    if coupled is None:
        return situation
    hours = demand.hours
    part = hours / hours.sum()
    mean_factor = demand.load_factor @ part
    mean = Demand(
        block_names=("day",),
        hours=frozen(np.array([hours.sum()])),
        load_factor=frozen(mean_factor[:, None]),
        weight=frozen(demand.weight.min(axis=1)[:, None]),
    )
    most_mw = situation.grid.generator_max_mw.copy()
    for row, hours_per_day, _ in coupled.limited:
        most_mw[row] *= hours_per_day / float(hours.sum())
    # The cold multiplies all parts of a day alike, so that their shares of the mean are those of any day with demand.
    day = int(np.argmax(mean_factor))
    of_mean = demand.load_factor[day] * part / mean_factor[day] if mean_factor[day] > 0.0 else part
    people = _in_steps(situation.people, of_mean, part)
    return replace(
        situation,
        grid=replace(situation.grid, generator_max_mw=frozen(most_mw)),
        people=people,
        demand=mean,
        coupled=_mean(coupled, people, situation.people.bus.size, part),
    )


def _in_steps(people: People, of_mean: Floats, part: Floats) -> People:
    """Each place once for each part of the day that asks for anything, with that part of its load and of its hours."""
    asks = np.flatnonzero(of_mean > 0.0)
    return People(
        place_ids=tuple(place_id for _ in asks for place_id in people.place_ids),
        bus=frozen(np.tile(people.bus, asks.size)),
        load_mw=frozen(np.concatenate([people.load_mw * of_mean[block] for block in asks])),
        people=frozen(np.concatenate([people.people * part[block] for block in asks])),
        weight=frozen(np.tile(people.weight, asks.size)),
    )


def _mean(coupled: Coupled, people: People, place_count: int, part: Floats) -> Coupled:
    loads = coupled.loads
    more = people.bus.size - place_count

    def joined(steps: Floats, all_loads: Floats) -> Floats:
        return frozen(np.concatenate((steps, all_loads[place_count:])))

    return replace(
        coupled,
        loads=People(
            place_ids=(*people.place_ids, *loads.place_ids[place_count:]),
            bus=frozen(np.concatenate((people.bus, loads.bus[place_count:]))),
            load_mw=joined(people.load_mw, loads.load_mw),
            people=joined(people.people, loads.people),
            weight=joined(people.weight, loads.weight),
        ),
        zones=tuple(_zones_in_steps(zones, part) for zones in coupled.zones),
        pump_power=tuple(
            LinkedPumps(pumps=pumps.pumps, loads=frozen(pumps.loads + more), rated_mw=pumps.rated_mw)
            for pumps in coupled.pump_power
        ),
        limited=(),
        plants=tuple(_plant_in_steps(plant, coupled.zones[plant.network].zone_count, part) for plant in coupled.plants),
        is_mean=True,
    )


def _plant_in_steps(plant: WateredPlant, count: int, part: Floats) -> WateredPlant:
    rows = np.concatenate([count * (1 + step) + plant.zones for step in range(part.size)])
    return replace(plant, zones=frozen(rows), parts=frozen(part.copy()))


def _zones_in_steps(zones: WaterZones, part: Floats) -> WaterZones:
    """Each zone with a zone behind it for each part of the day, which asks for that part of its water and hours."""
    count, steps = zones.zone_count, part.size
    behind = [count * (1 + step) + np.arange(count) for step in range(steps)]
    nothing = np.zeros(count)
    demand = np.concatenate([nothing, *(zones.demand_m3_per_h[step] * part[step] for step in range(steps))])
    new_arcs = count * steps
    return replace(
        zones,
        demand_m3_per_h=frozen(demand[None, :]),
        people=frozen(np.concatenate([nothing, *(zones.people * share for share in part)])),
        weighted=frozen(np.concatenate([nothing, *(zones.weighted * share for share in part)])),
        arc_from=frozen(np.concatenate((zones.arc_from, np.tile(np.arange(count), steps)))),
        arc_to=frozen(np.concatenate((zones.arc_to, *behind))),
        arc_most_m3_per_h=frozen(np.concatenate((zones.arc_most_m3_per_h, np.full(new_arcs, np.inf)))),
        arc_both_ways=frozen(np.concatenate((zones.arc_both_ways, np.zeros(new_arcs, dtype=np.bool_)))),
        demand_gates=tuple(
            (int(rows[zone]), asset, share) for zone, asset, share in zones.demand_gates for rows in behind
        ),
        cuts=tuple(_cut_in_steps(cut, count, steps) for cut in zones.cuts),
    )


def _cut_in_steps(cut: Cut, count: int, steps: int) -> Cut:
    rows = np.concatenate([count * (1 + step) + cut.zones for step in range(steps)])
    return replace(cut, zones=frozen(rows))
