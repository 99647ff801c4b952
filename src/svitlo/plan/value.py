"""What a schedule is worth: weighted person-hours without power, over all days and blocks.

What a state leaves unserved is a convex, piecewise linear function of the demand factor (with phase shifters: from
where it runs at all, see `_Curve`). Its value and slope at a few factors therefore enclose it at all of them: days that
differ only in temperature share one state's curve, and each new state costs a few linear programs instead of one a day.
"""

import math
from copy import copy
from itertools import pairwise
from typing import Self

import numpy as np

from svitlo.assets.power import Condition, Floats
from svitlo.plan.schedule import Job, Schedule
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import Situation

EXACT_SHARE = 1e-9
"""Width of an enclosure, in shares of the value, below which it counts as exact."""

SMALL_SHARE = 0.01
"""Values below this share of a total blackout's are not told apart more finely than values of this size."""

ROUGH_SHARE = 0.03
"""Width of an enclosure for a first look, which is often enough to reject."""


class _Curve:
    """What one state leaves unserved at each demand factor that occurs, enclosed from `below` and `above` (factor,).

    `blackout_cost` (factor,) is what serving nothing costs. Where phase shifters drive power around loops a state may
    run only while load draws some of it off: then nothing is served below some factor, and the curve is convex only
    from there on (`may_stall`).
    """

    def __init__(self, condition: Condition, blackout_cost: Floats, *, may_stall: bool) -> None:
        self._condition = condition
        self._blackout_cost = blackout_cost
        self._may_stall = may_stall
        self.below = np.zeros(blackout_cost.size)
        self.above = np.full(blackout_cost.size, np.inf)
        self._known: dict[float, float] = {} if may_stall else {0.0: 0.0}

    def refine(self, model: ServiceModel, factors: Floats, at: int) -> None:
        """Solve at one factor: its slope lifts `below` everywhere, its value lowers `above` between known factors."""
        factor = float(factors[at])
        service = model.serve(self._condition, factor)
        if self._may_stall and not service.served_mw.any():
            self.below[: at + 1] = self.above[: at + 1] = self._blackout_cost[: at + 1]
            return
        self._known[factor] = service.unserved_cost
        known = sorted(self._known)
        between = np.interp(factors, known, [self._known[factor] for factor in known], left=np.inf, right=np.inf)
        self.above = np.minimum(self.above, between)
        self.below = np.maximum(self.below, service.unserved_cost + service.slope * (factors - factor))
        if self._may_stall:
            self.above = np.minimum(self.above, self._blackout_cost)
            self.below = np.minimum(self.below, self._blackout_cost)
        solved = np.isin(factors, known)
        self.below[solved] = self.above[solved]


class Values:
    """Objective of schedules, with every state's curve kept.

    `tolerance_share`: width of the enclosure from whose middle a state's value is read, in shares of the value.
    """

    def __init__(self, situation: Situation, tolerance_share: float = EXACT_SHARE) -> None:
        people, demand = situation.people, situation.demand
        self.situation = situation
        self.tolerance_share = tolerance_share
        self.model = ServiceModel(situation.grid, people.bus, people.load_mw, people.cost_per_mw)
        factors = demand.load_factor
        self._factors, where = np.unique(factors, return_inverse=True)
        weight = demand.weight * demand.hours
        per_factor = np.divide(weight, factors, out=np.zeros_like(weight), where=factors > 0.0)
        by_day = np.zeros((situation.days, self._factors.size))
        np.add.at(by_day, (np.arange(situation.days)[:, None], where.reshape(factors.shape)), per_factor)
        self._weight_before = np.concatenate((np.zeros((1, self._factors.size)), np.cumsum(by_day, axis=0)))
        self._blackout_cost = self._factors * float(people.cost_per_mw @ people.load_mw)
        self._curves: dict[bytes, _Curve] = {}
        self._asked: dict[tuple[bytes, int, int], float] = {}

    def closer(self, tolerance_share: float) -> Self:
        """The same with another tolerance; what is known of states is shared, so that little is solved again."""
        other = copy(self)
        other.tolerance_share, other._asked = tolerance_share, {}
        return other

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        return self.model.solve_count

    def of(self, schedule: Schedule, give_up_above: float = math.inf) -> float:
        """Weighted person-hours without power when this schedule is carried out.

        Infinity where a rough look shows already that it is above `give_up_above`.
        """
        runs = spells(self.situation, schedule.jobs)
        if give_up_above < math.inf:
            least = 0.0
            for first, last, share in runs:
                asked = self._asked.get((share.tobytes(), first, last))
                least += self.enclosure(share, first, last, ROUGH_SHARE)[0] if asked is None else asked
                if least > give_up_above:
                    return math.inf
        return sum(self.spell(share, first, last) for first, last, share in runs)

    def spell(self, share: Floats, first: int, last: int) -> float:
        """Weighted person-hours without power on the days from `first` to before `last` in one state.

        `share` (asset,) is the capacity share of each damaged asset.
        """
        key = (share.tobytes(), first, last)
        if key not in self._asked:
            self._asked[key] = sum(self.enclosure(share, first, last, self.tolerance_share)) / 2.0
        return self._asked[key]

    def enclosure(self, share: Floats, first: int, last: int, tolerance_share: float) -> tuple[float, float]:
        """What `spell` lies between; no further apart than the tolerance, in shares of the value."""
        weight = self._weight_before[last] - self._weight_before[first]
        used = np.flatnonzero(weight > 0.0)
        if not used.size:
            return 0.0, 0.0
        curve = self._curves.get(share.tobytes())
        if curve is None:
            condition = self.situation.outages.condition(self.situation.grid, share)
            curve = _Curve(condition, self._blackout_cost, may_stall=bool(np.any(self.situation.grid.shift_rad)))
            self._curves[share.tobytes()] = curve
        if not np.isfinite(curve.above[used[-1]]):
            curve.refine(self.model, self._factors, int(used[-1]))
        weight = weight[used]
        small = SMALL_SHARE * float(weight @ self._blackout_cost[used])
        while True:
            width = weight * (curve.above[used] - curve.below[used])
            most = float(weight @ curve.above[used])
            if width.sum() <= tolerance_share * max(most, small):
                return most - float(width.sum()), most
            curve.refine(self.model, self._factors, int(used[np.argmax(width)]))


def spells(situation: Situation, jobs: tuple[Job, ...]) -> list[tuple[int, int, Floats]]:
    """Runs of days with one state: first day, one past the last, capacity share of each damaged asset (asset,)."""
    outages = situation.outages
    share = np.where(outages.out_from_day > 0, 1.0, 0.0)
    changes: dict[int, list[tuple[int, float]]] = {0: [], situation.days: []}
    for asset, day in enumerate(outages.out_from_day.tolist()):
        if 0 < day < situation.days:
            changes.setdefault(day, []).append((asset, 0.0))
    for begun in situation.begun:
        if begun.service_day < situation.days:
            changes.setdefault(begun.service_day, []).append((begun.work.asset, begun.capacity_share))
    for job in jobs:
        asset = situation.tasks[job.task].work.asset
        changes.setdefault(job.service_day, []).append((asset, job.capacity_share))
    days = sorted(changes)
    runs = []
    for first, last in pairwise(days):
        share = share.copy()
        for asset, value in changes[first]:
            share[asset] = value
        runs.append((first, last, share))
    return runs
