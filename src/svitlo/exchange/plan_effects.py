"""What each work of a plan gives each place: hours times people that would be without, were this one work left out.

All other dates stay as they are, and both sides are the planning model's. Works that only help together each count the
whole of what they do together, so figures of several works are never added.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Floats
from svitlo.assets.waterworks import drinkers_of
from svitlo.coupling import Waterworks
from svitlo.plan.day_model import DayModel
from svitlo.plan.day_values import DayKinds, whole_share
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import Begun, Kept, Situation, situation_of
from svitlo.plan.value import spells
from svitlo.tables.case import Case

NOISE_HOURS = 0.5
"""Person-hours below which a difference is the solver's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one place gains by one work: its people, and whole person-hours with a service, power and water together."""

    place_id: str
    people: int
    person_hours: int


def gains_of(case: Case, situation: Situation) -> dict[str, tuple[Gain, ...]]:
    """What each place gains by each work, by the work's asset; all works of the plan have begun in `situation`."""
    served = _Served(case, situation)
    with_all = served.person_hours(situation)
    found = {}
    for work in situation.begun:
        without = served.person_hours(without_work(situation, work))
        found[work.work.asset_id] = tuple(served.gains(with_all - without))
    return found


def without_work(situation: Situation, work: Begun) -> Situation:
    """The situation as if one work had not begun."""
    left = tuple(one for one in situation.begun if one is not work)
    return replace(situation, kept=replace(situation.kept, begun=left))


def followed(case: Case, kept: Kept, *, count_announced: bool) -> Situation:
    """A case in which all works of a plan have begun, with what hydraulics says of its water networks."""
    if not case.water:
        return situation_of(case, count_announced=count_announced, kept=kept)
    with Waterworks(case) as works:
        return situation_of(case, count_announced=count_announced, kept=kept, behaviours=works.behaviours)


class _Served:
    """Person-hours that places are served, with every state of the networks kept."""

    def __init__(self, case: Case, situation: Situation) -> None:
        people = situation.people
        self._situation = situation
        self._model = ServiceModel(situation.grid, people.bus, people.load_mw, people.cost_per_mw)
        self._kinds = DayKinds.of(situation)
        self._days: dict[int, DayModel] = {}
        self._known: dict[tuple[bytes, int], Floats] = {}
        self._people = {row["place_id"]: float(row["people"]) for row in case.places.iter_rows(named=True)}
        self._people |= dict(zip(people.place_ids, people.people.tolist(), strict=True))
        self._zone_of = _zones(case, situation)
        self._place_ids = tuple(sorted({*people.place_ids, *self._zone_of}))

    def person_hours(self, situation: Situation) -> Floats:
        """Person-hours with power and with water over all days, by place."""
        total = np.zeros(len(self._place_ids))
        hours = self._situation.demand.hours
        for first, last, state in spells(situation, ()):
            for kind, count in zip(*np.unique(self._kinds.kind[first:last], return_counts=True), strict=True):
                total += count * (hours @ self._shares(state, int(kind)))
        people: Floats = np.array([self._people[place_id] for place_id in self._place_ids])
        served: Floats = total * people
        return served

    def gains(self, more: Floats) -> Iterator[Gain]:
        """Places that have more, sorted."""
        for place_id, person_hours in zip(self._place_ids, more.tolist(), strict=True):
            if person_hours > NOISE_HOURS:
                people = round(self._people[place_id])
                yield Gain(place_id=place_id, people=people, person_hours=round(person_hours))

    def _shares(self, state: Floats, kind: int) -> Floats:
        """The share of its power and the share of its water that each place gets, added (block, place)."""
        key = (state.tobytes(), kind)
        if key not in self._known:
            self._known[key] = self._by_place(*self._solved(state, kind))
        return self._known[key]

    def _solved(self, state: Floats, kind: int) -> tuple[Floats, tuple[Floats, ...]]:
        situation = self._situation
        if situation.coupled is not None:
            if kind not in self._days:
                self._days[kind] = self._kinds.model(situation, kind)
            service = self._days[kind].serve(state)
            count = situation.people.bus.size
            return whole_share(service.load_share)[:, :count], tuple(map(whole_share, service.zone_share))
        condition = situation.outages.condition(situation.grid, state)
        rows = []
        for factor in self._kinds.load_factor[kind].tolist():
            if factor > 0.0:
                served_mw = self._model.serve(condition, factor).served_mw
                rows.append(whole_share(served_mw / (situation.people.load_mw * factor)))
            else:
                rows.append(np.ones(situation.people.bus.size))
        return np.stack(rows), ()

    def _by_place(self, power: Floats, zones: tuple[Floats, ...]) -> Floats:
        row_of = {place_id: row for row, place_id in enumerate(self._place_ids)}
        shares = np.zeros((len(power), len(self._place_ids)))
        for row, place_id in enumerate(self._situation.people.place_ids):
            shares[:, row_of[place_id]] += power[:, row]
        for place_id, (network, zone) in self._zone_of.items():
            shares[:, row_of[place_id]] += zones[network][:, zone]
        return shares


def _zones(case: Case, situation: Situation) -> dict[str, tuple[int, int]]:
    """The network and the zone, as numbers, from which each place drinks."""
    found: dict[str, tuple[int, int]] = {}
    if situation.coupled is None:
        return found
    for number, zones in enumerate(situation.coupled.zones):
        drinkers = drinkers_of(case, case.water[zones.name])
        for place_id, node in zip(drinkers.place_ids, drinkers.place_node.tolist(), strict=True):
            found[place_id] = (number, int(zones.zone_of[node]))
    return found
