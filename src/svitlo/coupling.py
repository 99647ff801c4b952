"""Plan, simulate, correct: what the planner knows of water is learnt from EPANET, and EPANET is asked again.

Days that hydraulics has run become limits for the planner (`plan.zones`); plan and proof never see each other, and what
passes between them are tables. Agreement is measured on days as they would go on for ever, for the planner thinks in
such days; the proof then runs the days as they follow each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import numpy as np

from svitlo.assets.power import Floats, grid_of
from svitlo.assets.waterworks import drinkers_of, pumps_of
from svitlo.plan.day_values import DaysServed, days_served
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation
from svitlo.plan.zones import WaterZones
from svitlo.proof.behaviour import behaviour_of, cut_of, lasting
from svitlo.proof.hydraulics import Hydraulics
from svitlo.proof.hydraulics_records import WaterCondition
from svitlo.proof.water import conditions_of, hydraulics_of, pump_rows
from svitlo.tables.case import Case
from svitlo.tables.results import PlannedWater, WaterAgreement
from svitlo.tables.water import WaterBehaviour

MOST_ROUNDS = 5
"""How often a plan's days are simulated and learnt from."""

CLOSE_POINTS = 2.0
CLOSE_ZONE_POINTS = 5.0
"""Agreement on every day that is close enough, in points of a network's and of a zone's demand."""

POWER_STEP = 1e-3
"""Shares of power are rounded down to steps of this size where days are simulated to learn from them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Planned and simulated shares of each network's zones, (day, zone), and the network's own (day,)."""

    zones: Mapping[str, tuple[Floats, Floats]]
    networks: Mapping[str, tuple[Floats, Floats]]

    def points(self, name: str) -> float:
        """The worst difference of a network on any day, in points."""
        planned, simulated = self.networks[name]
        return 100.0 * float(np.abs(planned - simulated).max(initial=0.0))

    def zone_points(self, name: str) -> float:
        """The worst difference of any of its zones."""
        planned, simulated = self.zones[name]
        return 100.0 * float(np.abs(planned - simulated).max(initial=0.0))

    @property
    def is_close(self) -> bool:
        """Whether all networks and all their zones agree closely enough."""
        return all(
            self.points(name) <= CLOSE_POINTS and self.zone_points(name) <= CLOSE_ZONE_POINTS for name in self.networks
        )


class Waterworks:
    """All water networks of a case, open in EPANET, and what was learnt of them so far (`behaviours`).

    Use it in a `with`. In a case without water it holds nothing and learns nothing.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._hours = np.array([block.hours for block in case.settings.blocks])
        self._pumps = pumps_of(case, grid_of(case.power).bus_ids)
        self._open: dict[str, Hydraulics] = {}
        self.behaviours: dict[str, WaterBehaviour] = {}

    def __enter__(self) -> Self:
        try:
            for name in sorted(self._case.water):
                self._open[name] = hydraulics_of(self._case, name)
                self.behaviours[name] = self._first(name)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all engines."""
        for hydraulics in self._open.values():
            hydraulics.close()

    def _first(self, name: str) -> WaterBehaviour:
        tables, pumps = self._case.water[name], self._pumps
        place_of = pump_rows(tables)
        linked = [
            place_of[link] for network, link in zip(pumps.networks, pumps.link.tolist(), strict=True) if network == name
        ]
        return behaviour_of(tables, self._open[name], self._hours, linked)[0]

    def learn(self, situation: Situation, served: DaysServed) -> Comparison:
        """Simulate the days of a plan as they would go on for ever; what they serve limits what is planned from now."""
        zones_by_day: dict[str, tuple[Floats, Floats]] = {}
        networks: dict[str, tuple[Floats, Floats]] = {}
        for zones, share in zip(_zones(situation), served.zone_share, strict=True):
            conditions = self._conditions(situation, zones.name, served)
            found = self._sustained(zones, conditions)
            per_zone = self._hours @ zones.demand_m3_per_h
            planned = _daily(zones, share, self._hours)
            zones_by_day[zones.name] = planned, found
            total = float(per_zone.sum()) or 1.0
            networks[zones.name] = planned @ per_zone / total, found @ per_zone / total
        return Comparison(zones=zones_by_day, networks=networks)

    def _conditions(self, situation: Situation, name: str, served: DaysServed) -> list[WaterCondition]:
        places = situation.people.bus.size
        power = np.floor(served.load_share[:, :, places:] / POWER_STEP + 1e-9) * POWER_STEP
        return conditions_of(self._case.water[name], situation.outages.items, served.state, (self._pumps, power))

    def _sustained(self, zones: WaterZones, conditions: list[WaterCondition]) -> Floats:
        """What each zone gets of its demand on each of these days (day, zone); each is learnt."""
        hydraulics, behaviour = self._open[zones.name], self.behaviours[zones.name]
        cuts = {cut.key: cut for cut in behaviour.cuts}
        shares: dict[bytes, Floats] = {}
        for condition in conditions:
            if condition.key in shares:
                continue
            day = lasting(hydraulics, condition)
            cut = cut_of(condition, day, self._hours)
            shares[condition.key] = _by_zone(zones, day.served_m3.sum(axis=0), day.demand_m3.sum(axis=0))
            cuts.setdefault(cut.key, cut)
        self.behaviours[zones.name] = replace(behaviour, cuts=tuple(cuts.values()))
        return np.stack([shares[condition.key] for condition in conditions])


def _by_zone(zones: WaterZones, served_m3: Floats, demand_m3: Floats) -> Floats:
    asked = np.bincount(zones.zone_of, weights=demand_m3, minlength=zones.zone_count)
    given = np.bincount(zones.zone_of, weights=served_m3, minlength=zones.zone_count)
    return np.divide(given, asked, out=np.ones(zones.zone_count), where=asked > 0.0)


def _zones(situation: Situation) -> tuple[WaterZones, ...]:
    return () if situation.coupled is None else situation.coupled.zones


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A schedule with what it serves by all that was learnt: `situation` holds the last limits.

    `raw` is how planned and simulated days agreed before anything was learnt; `agreement`, by network, what came of it
    in `round_count` rounds of simulating and learning.
    """

    situation: Situation
    power_share: Floats
    water: PlannedWater | None
    raw: Comparison
    agreement: Mapping[str, WaterAgreement]
    round_count: int


def settle(
    case: Case, works: Waterworks, remade: Callable[[], Situation], schedule: Schedule, raw: Comparison | None = None
) -> Settled:
    """Simulate and learn until the planned days of a schedule agree with hydraulics, at most `MOST_ROUNDS` times.

    Then each zone's day is set to what hydraulics gives, as far as that promises no more to people than was planned.

    Args:
        case: the case.
        works: its networks, and what was learnt so far.
        remade: makes the situation anew with what was learnt.
        schedule: the schedule.
        raw: how planned and simulated days agreed before anything was learnt, if that was measured before.
    """
    situation = remade()
    served = days_served(situation, schedule)
    found = works.learn(situation, served)
    raw, rounds = raw or found, 1
    while rounds < MOST_ROUNDS and not found.is_close:
        situation = remade()
        served = days_served(situation, schedule)
        found = works.learn(situation, served)
        rounds += 1
    shares = _corrected_shares(situation, served, found)
    if situation.coupled is not None and situation.coupled.plants:
        # A plant has no more water than that, so power is shared out once more.
        most = [shares[zones.name] for zones in _zones(situation)]
        served = days_served(situation, schedule, most)
        shares = {zones.name: share for zones, share in zip(_zones(situation), served.zone_share, strict=True)}
    agreement = {
        zones.name: _agreement(zones, situation.demand.hours, shares[zones.name], (raw, found))
        for zones in _zones(situation)
    }
    places = situation.people.bus.size
    return Settled(
        situation=situation,
        power_share=served.load_share[:, :, :places],
        water=planned_water(case, situation, served, shares) if case.water else None,
        raw=raw,
        agreement=agreement,
        round_count=rounds,
    )


def _corrected_shares(situation: Situation, served: DaysServed, found: Comparison) -> dict[str, Floats]:
    """What is planned for the zones of each network in the end (day, block, zone)."""
    return {
        zones.name: _corrected(zones, share, found.zones[zones.name], situation.demand.hours)
        for zones, share in zip(_zones(situation), served.zone_share, strict=True)
    }


def _agreement(zones: WaterZones, hours: Floats, share: Floats, found: tuple[Comparison, Comparison]) -> WaterAgreement:
    """How far a network's planned shares (day, block, zone) lie from what was simulated, first and last."""
    raw, learnt = found
    daily, simulated = _daily(zones, share, hours), learnt.zones[zones.name][1]
    per_zone = hours @ zones.demand_m3_per_h
    apart = (daily - simulated) @ per_zone / (float(per_zone.sum()) or 1.0)
    return WaterAgreement(
        raw_points=raw.points(zones.name),
        learnt_points=learnt.points(zones.name),
        corrected_points=100.0 * float(np.abs(apart).max(initial=0.0)),
        zone_points=100.0 * float(np.abs(daily - simulated).max(initial=0.0)),
    )


def _corrected(zones: WaterZones, share: Floats, days: tuple[Floats, Floats], hours: Floats) -> Floats:
    """What is planned for each zone in each part of the day in the end (day, block, zone).

    Each zone's day is brought to what hydraulics gives, so far as the zones that get more do not make up for more
    person-hours than those that get less: the planner's own day is the best that it may promise, and no bound lies
    above it. `days` are planned and simulated shares (day, zone). Where nothing is asked for nothing is missing.
    """
    planned, simulated = days
    less = np.divide(simulated, planned, out=np.ones_like(planned), where=planned > simulated)
    lacking = 1.0 - planned
    more = np.divide(
        simulated - planned, lacking, out=np.zeros_like(planned), where=(simulated > planned) & (lacking > 0)
    )
    asked_h = hours[:, None] * (zones.demand_m3_per_h > 0.0)
    lost = (np.einsum("bz,dbz->dz", asked_h, share) * (1.0 - less)) @ zones.weighted
    gained = (np.einsum("bz,dbz->dz", asked_h, 1.0 - share) * more) @ zones.weighted
    part = np.divide(lost, gained, out=np.ones_like(gained), where=gained > lost)
    more *= part[:, None]
    kept = share * less[:, None, :] + (1.0 - share) * more[:, None, :]
    return np.asarray(np.where(zones.demand_m3_per_h > 0.0, kept, share))


def _daily(zones: WaterZones, share: Floats, hours: Floats) -> Floats:
    """The part of a day's demand that each zone gets (day, zone); 1 where it asks for none."""
    per_zone = hours @ zones.demand_m3_per_h
    volume = np.einsum("dbz,bz,b->dz", share, zones.demand_m3_per_h, hours)
    return np.asarray(np.divide(volume, per_zone, out=np.ones_like(volume), where=per_zone > 0.0))


def planned_water(case: Case, situation: Situation, served: DaysServed, shares: Mapping[str, Floats]) -> PlannedWater:
    """The water of a plan as tables want it; `shares` are what zones get (day, block, zone), by network."""
    zone_ids: list[str] = []
    demand, people, weighted, zone_share = [], [], [], []
    zone_of: dict[str, int] = {}
    pumps = pumps_of(case, grid_of(case.power).bus_ids)
    for zones in _zones(situation):
        tables = case.water[zones.name]
        node_ids = tables.nodes["node_id"].to_list()
        asks = np.flatnonzero(zones.demand_m3_per_h.sum(axis=0) > 0.0)
        first = {int(zone): int(np.flatnonzero(zones.zone_of == zone)[0]) for zone in asks}
        row_of = {zone: len(zone_ids) + row for row, zone in enumerate(first)}
        zone_ids += [f"{zones.name}/{node_ids[node]}" for node in first.values()]
        demand.append(zones.demand_m3_per_h[:, asks])
        people.append(zones.people[asks])
        weighted.append(zones.weighted[asks])
        zone_share.append(shares[zones.name][:, :, asks])
        drinkers = drinkers_of(case, tables)
        for place_id, node in zip(drinkers.place_ids, drinkers.place_node.tolist(), strict=True):
            if int(zones.zone_of[node]) in row_of:
                zone_of[place_id] = row_of[int(zones.zone_of[node])]
    places = situation.people.bus.size
    return PlannedWater(
        zone_ids=tuple(zone_ids),
        demand_m3h=np.concatenate(demand, axis=1),
        people=np.concatenate(people),
        weighted=np.concatenate(weighted),
        zone_share=np.concatenate(zone_share, axis=2),
        pump_ids=pumps.pump_ids,
        pump_share=served.load_share[:, :, places:],
        zone_of=zone_of,
    )
