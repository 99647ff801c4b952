"""What a schedule of a coupled case is worth: weighted person-hours without power and without water.

Days differ in how cold they are, and that moves demand and weights along one line. Each kind of day that occurs has a
program of its own (`day_model`). Where there are more kinds than `KNOT_COUNT`, orders are compared on a few of them,
spread evenly, and what lies between is read off a straight line; what is written is solved for each kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.day_model import DayModel, DayService
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation
from svitlo.plan.value import EXACT_SHARE, Values, spells

WHOLE_SHARE = 1e-9
"""Shares this close to nothing or to all are taken as such: they are noise of the solver."""

KNOT_COUNT = 3
"""Kinds of days on which orders are compared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayKinds:
    """The kinds of days of a situation: `kind` (day,) is a row of `load_factor` and `weight` (kind, block), the least
    demand first.
    """

    kind: Ints
    load_factor: Floats
    weight: Floats

    @staticmethod
    def of(situation: Situation) -> "DayKinds":
        """The kinds that occur."""
        demand = situation.demand
        both = np.concatenate((demand.load_factor, demand.weight), axis=1)
        rows, kind = np.unique(both, axis=0, return_inverse=True)
        order = np.argsort(rows.sum(axis=1), kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        blocks = demand.hours.size
        rows = rows[order]
        return DayKinds(kind=place[kind.ravel()], load_factor=rows[:, :blocks], weight=rows[:, blocks:])

    @property
    def count(self) -> int:
        """Number of kinds."""
        return len(self.load_factor)

    @property
    def position(self) -> Floats:
        """Where each kind lies on the line along which cold moves demand and weights (kind,)."""
        return np.asarray(self.load_factor.sum(axis=1) + self.weight.sum(axis=1))

    def model(self, situation: Situation, kind: int) -> DayModel:
        """The program of a kind."""
        return DayModel(situation, self.load_factor[kind], self.weight[kind])


class DayValues(Values):
    """Objective of schedules of a coupled case, with every state's days kept.

    `every_kind`: no kind of day is read off a line, whatever it costs.
    """

    def __init__(self, situation: Situation, tolerance_share: float = EXACT_SHARE, *, every_kind: bool = False) -> None:
        super().__init__(situation, tolerance_share)
        kinds = DayKinds.of(situation)
        count = kinds.count if every_kind else min(kinds.count, KNOT_COUNT)
        knots = np.unique(np.round(np.linspace(0, kinds.count - 1, count)).astype(np.int64))
        self._models = [kinds.model(situation, kind) for kind in knots.tolist()]
        part = _parts(kinds.position, kinds.position[knots])[kinds.kind]
        self._days_before = np.concatenate((np.zeros((1, knots.size)), np.cumsum(part, axis=0)))
        self._known_days: dict[tuple[bytes, int], float] = {}

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        return sum(model.solve_count for model in self._models)

    def enclosure(self, share: Floats, first: int, last: int, tolerance_share: float) -> tuple[float, float]:  # noqa: ARG002
        """The value of a spell, twice: no tolerance is made use of."""
        days = self._days_before[last] - self._days_before[first]
        key = share.tobytes()
        value = 0.0
        for knot in np.flatnonzero(days > 0.0).tolist():
            if (key, knot) not in self._known_days:
                self._known_days[key, knot] = self._models[knot].serve(share).unserved_cost
            value += float(days[knot]) * self._known_days[key, knot]
        return value, value


def _parts(position: Floats, knots: Floats) -> Floats:
    """How much of each knot stands for each position (position, knot), on the straight line between its neighbours."""
    return np.stack([np.interp(position, knots, row) for row in np.eye(knots.size)], axis=1)


def values_of(situation: Situation, tolerance_share: float = EXACT_SHARE, *, every_kind: bool = False) -> Values:
    """What schedules of a situation are worth; see `DayValues` for `every_kind`."""
    if situation.coupled is None:
        return Values(situation, tolerance_share)
    return DayValues(situation, tolerance_share, every_kind=every_kind)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DaysServed:
    """What a schedule serves: `load_share` (day, block, load), places and then pumps, and for each network `zone_share`
    (day, block, zone); `state` (day, asset) the capacity share of each damaged asset.
    """

    load_share: Floats
    zone_share: tuple[Floats, ...]
    state: Floats


def days_served(situation: Situation, schedule: Schedule, zone_most: Sequence[Floats] | None = None) -> DaysServed:
    """What a schedule of a coupled case serves, each kind of day solved for itself.

    Solved in a fixed order from fresh solvers, so the answer does not depend on how the plan was found. `zone_most`:
    for each network the most that each zone may be served of its water (day, block, zone).
    """
    coupled = situation.coupled
    if coupled is None:
        raise ValueError("a situation without water and limited sets has no days to serve as a whole")
    kinds = DayKinds.of(situation)
    models: dict[int, DayModel] = {}
    known: dict[tuple[bytes, int, bytes], DayService] = {}
    state = np.zeros((situation.days, len(situation.outages.items)))
    services: list[DayService] = []
    for first, last, share in spells(situation, schedule.jobs):
        state[first:last] = share
        for day, kind in enumerate(kinds.kind[first:last].tolist(), start=first):
            if kind not in models:
                models[kind] = kinds.model(situation, kind)
            most = None if zone_most is None else [of_network[day] for of_network in zone_most]
            key = (share.tobytes(), kind, b"".join(one.tobytes() for one in most or ()))
            if key not in known:
                known[key] = models[kind].serve(share, most)
            services.append(known[key])
    return DaysServed(
        load_share=whole_share(np.stack([service.load_share for service in services])),
        zone_share=tuple(
            whole_share(np.stack([service.zone_share[number] for service in services]))
            for number in range(len(coupled.zones))
        ),
        state=state,
    )


def whole_share(share: Floats) -> Floats:
    """Shares this close to nothing or to all taken as such."""
    share = np.where(share < WHOLE_SHARE, 0.0, share)
    return np.asarray(np.where(share > 1.0 - WHOLE_SHARE, 1.0, share))
