"""A lower bound on the objective of every plan of a coupled case.

Two floors hold for each day, and the higher counts. One adds what power leaves unserved at least, part by part as if
there were no pumps (`bound`), and what water leaves unserved at least on the mean day, as if nobody but pumps took
power: what is least for both together is no less than the sum. The other is the mean day with both in one program,
which sees that a crew cannot be in two places, and does not see the peaks of the day.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Bools, Floats
from svitlo.plan.bound import FIRST_NODE_COUNT, MORE_NODES, Bound, Target, bound_of
from svitlo.plan.choose import Choice, Chooser
from svitlo.plan.mean_day import mean_day
from svitlo.plan.situation import Situation

POWER_EFFORT_SHARE = 0.7
"""How much of the effort goes into power alone."""

WATER_EFFORT_SHARE = 0.1
"""How much goes into water alone; what is left goes into both together."""

NODE_COUNTS = (FIRST_NODE_COUNT, FIRST_NODE_COUNT * MORE_NODES)
"""Branch-and-bound nodes of the first and the second look at a day."""


def bound_of_case(situation: Situation, effort: int, progress: Callable[[float], None] | None = None) -> Bound:
    """The bound of any situation; arguments as in `bound_of`."""
    if situation.coupled is None:
        return bound_of(situation, effort, progress)
    return bound_of_coupled(situation, effort, progress)


def bound_of_coupled(situation: Situation, effort: int, progress: Callable[[float], None] | None = None) -> Bound:
    """The bound, day by day, and what to aim at; arguments as in `bound_of`."""
    power = bound_of(replace(situation, coupled=None), round(POWER_EFFORT_SHARE * effort), progress)
    mean = mean_day(situation)
    water, both = (_MeanFloors(mean, water_alone=alone) for alone in (True, False))
    targets: list[Target] = []
    cut_short = power.cut_short
    try:
        for floors in (water, both):
            floors.lift_by_parts()
        # Who stops the bound of power wants an end to it.
        effort = 0 if cut_short else effort
        spent = water.lift_by_whole(round(WATER_EFFORT_SHARE * effort), [])
        left = effort - round(POWER_EFFORT_SHARE * effort) - spent
        both.lift_by_whole(left, targets)
    except KeyboardInterrupt:
        # Floors only rise, so that what is known by now holds.
        cut_short = True
    apart = power.by_day + water.floor
    by_day = np.maximum(apart, both.floor)
    # What days of power gain by standing together holds for the sum of its own floors alone.
    extra = max(0.0, float(apart.sum()) + power.extra - float(by_day.sum()))
    targets.sort(key=lambda target: (target.day, sorted(target.tasks)))
    return Bound(
        value=float(by_day.sum()) + extra,
        by_day=by_day,
        extra=extra,
        targets=tuple(targets),
        cut_short=cut_short,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """The two programs of a mean day: by parts of repairs, and by whole ones."""

    by_parts: Chooser
    whole: Chooser


class _MeanFloors:
    """The least that each mean day can cost in the objective (`floor`, (day,)), as known so far."""

    def __init__(self, mean: Situation, *, water_alone: bool) -> None:
        self._mean = mean
        self._hours = float(mean.demand.hours[0])
        self._factor = mean.demand.load_factor[:, 0]
        self._weight = mean.demand.weight[:, 0] * (0.0 if water_alone else 1.0)
        self._ways = _Ways(
            by_parts=Chooser(mean, kirchhoff=False, water_alone=water_alone),
            whole=Chooser(mean, kirchhoff=True, water_alone=water_alone),
        )
        given = np.array([mean.given_share(day) for day in range(mean.days)])
        _, self._era = np.unique(given, axis=0, return_inverse=True)
        self.floor: Floats = np.zeros(mean.days)

    def lift_by_parts(self) -> None:
        """Floors by divisible repairs, from the last day back."""
        for day in reversed(range(self._mean.days)):
            self._lift(day, self._ways.by_parts.relaxed(day, float(self._factor[day])))

    def lift_by_whole(self, effort: int, targets: list[Target]) -> int:
        """Floors by whole repairs, days spread ever more evenly, as far as the effort goes; returns what was spent."""
        spent = 0
        for node_limit in NODE_COUNTS:
            for day in _halvings(self._mean.days):
                if spent >= effort or not self._mean.tasks:
                    return spent
                choice = self._ways.whole.whole(day, float(self._factor[day]), node_limit=node_limit)
                spent += 1 if choice is None else max(1, choice.effort)
                if choice is not None:
                    self._lift(day, choice)
                    targets.append(Target(day=day, tasks=choice.tasks))
        return spent

    def _lift(self, day: int, choice: Choice) -> None:
        """A floor that holds on a day, and on earlier ones of its era that ask for as much and weigh no less.

        Where more is asked for, more negative load may feed a pump, and load may draw power past a full line: that more
        demand leaves more unserved holds for power, not for what pumps bring.
        """
        cost = self._hours * choice.floor_cost
        self.floor = np.where(self._holds(day), np.maximum(self.floor, cost), self.floor)

    def _holds(self, day: int) -> Bools:
        earlier = (np.arange(self._mean.days) <= day) & (self._era == self._era[day])
        return np.asarray(earlier & (self._weight >= self._weight[day]) & (self._factor == self._factor[day]))


def _halvings(count: int) -> list[int]:
    """All numbers below a count: the last, then the middles of ever smaller gaps."""
    found, gaps = [count - 1], [(-1, count - 1)]
    while gaps:
        low, high = gaps.pop(0)
        middle = (low + high) // 2
        if low < middle < high:
            found.append(middle)
            gaps += [(low, middle), (middle, high)]
    return found
