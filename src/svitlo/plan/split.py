"""Orders by halving: which repairs to have by the middle of some days, then the same for what comes before and after.

Each half is chosen by a program in whole repairs (`choose`), so that it sees what helps only together. Many sets serve
alike by the middle, and which of them is taken decides how good an order becomes: small ones leave room for what counts
later, large ones have it done, and no rule is best everywhere. So it is drawn, and the search halves parts of an order
again and again.

Source: N. Rhodes, C. Coffrin, L. Roald, Recursive restoration refinement, Electric Power Systems Research 212 (2022),
for the halving, there with equal repairs and without resources.
"""

from collections.abc import Sequence
from random import Random

import numpy as np

from svitlo.plan.choose import Chooser
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import Situation

WORTHWHILE_SIZE = 40_000
"""Tasks times buses up to which programs that choose whole sets of repairs are worth their time."""

SPLIT_NODE_COUNT = 100
"""Branch-and-bound nodes for one half."""

LARGE_SETS = (-1.0, -0.5)

SPREADS = ((0.5, 1.0), (0.0, 1.0), LARGE_SETS)
"""Between what the costs of repairs are drawn where sets serve alike: for small sets, for any, for large sets."""

PROGRAM_EFFORT = 25
"""What the least program in whole repairs costs, in linear programs of a state."""

ITERATIONS_PER_EFFORT = 8
"""Iterations of the simplex method that count as one linear program of a state."""


class Splitter:
    """Halves the repairs of a situation; `kirchhoff` heeds the loop law while it chooses, which is better and slower.

    `effort` counts what was spent so far, in linear programs of a state.
    """

    def __init__(self, situation: Situation, *, kirchhoff: bool) -> None:
        self._situation = situation
        self._chooser = Chooser(situation, kirchhoff=kirchhoff)
        self._spread = SPREADS[0]
        self.effort = 0

    def order(self, rng: Random, spread: tuple[float, float] = SPREADS[0]) -> Order:
        """All repairs; what cannot be complete by the last day comes last."""
        situation = self._situation
        tasks = tuple(range(len(situation.tasks)))
        # What the last day could do without may be of use before it.
        self._spread = LARGE_SETS
        every = self._chosen(situation.days - 1, (), tasks, rng)
        self._spread = spread
        rest = tuple(task for task in tasks if task not in set(every))
        order = (*self._halved((0, situation.days - 1), ((), every), rng), *rest)
        return Order(order, frozenset(order))

    def halved(
        self, days: tuple[int, int], repairs: tuple[Sequence[int], Sequence[int]], rng: Random
    ) -> tuple[int, ...]:
        """The second set of repairs in order, when the first is complete before these days and it by their end."""
        self._spread = rng.choice(SPREADS)
        return self._halved(days, repairs, rng)

    def _halved(
        self, days: tuple[int, int], repairs: tuple[Sequence[int], Sequence[int]], rng: Random
    ) -> tuple[int, ...]:
        (first, last), (done, pool) = days, repairs
        last = min(last, max(first + 1, self._back_day((*done, *pool))))
        if len(pool) <= 1 or last - first <= 1:
            return tuple(pool)
        middle = (first + last) // 2
        early = self._chosen(middle, done, pool, rng)
        late = tuple(task for task in pool if task not in set(early))
        if early:
            # A set that needs less than half of the time leaves more of it to what follows.
            middle = max(first, min(middle, self._back_day((*done, *early))))
        return (
            *self._halved((first, middle), (done, early), rng),
            *self._halved((middle, last), ((*done, *early), late), rng),
        )

    def _back_day(self, tasks: Sequence[int]) -> int:
        """The day on which the last of these is back if they are done one after the other; 0 if none can be."""
        jobs = schedule_of(self._situation, Order(tuple(tasks), frozenset(tasks))).jobs
        return max((job.service_day for job in jobs), default=0)

    def _chosen(self, day: int, done: Sequence[int], pool: Sequence[int], rng: Random) -> tuple[int, ...]:
        """Those of the pool to have complete by a day, besides what is done."""
        factor = mean_factor(self._situation, day)
        if factor <= 0.0:
            return ()
        ties = np.array([rng.uniform(*self._spread) for _ in self._situation.tasks])
        choice = self._chooser.whole(day, factor, node_limit=SPLIT_NODE_COUNT, within=(done, pool), ties=ties)
        self.effort += PROGRAM_EFFORT + (0 if choice is None else choice.effort // ITERATIONS_PER_EFFORT)
        return tuple(task for task in pool if choice is not None and task in choice.tasks)


def is_worthwhile(situation: Situation) -> bool:
    """Whether programs that choose whole sets of repairs take no more time than they are worth."""
    return 0 < len(situation.tasks) * situation.grid.bus_count <= WORTHWHILE_SIZE


def mean_factor(situation: Situation, day: int) -> float:
    """The mean demand factor of a day, by what its blocks count in the objective."""
    demand = situation.demand
    counts = demand.hours * demand.weight[day]
    return float(demand.load_factor[day] @ counts) / float(counts.sum() or 1.0)
