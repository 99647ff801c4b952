"""Orders by halving: which repairs to have by the middle of some days, then the same for what comes before and after.

Each half is chosen by a program in whole repairs (`choose`), so that it sees what helps only together. Many sets serve
alike by the middle, and which of them is taken decides how good an order becomes: small ones leave room for what counts
later, large ones have it done, and no rule is best everywhere. So one order takes the smallest, for others it is drawn,
and the search halves parts of an order again and again.

Source: N. Rhodes, C. Coffrin, L. Roald, Recursive restoration refinement, Electric Power Systems Research 212 (2022),
for the halving, there with equal repairs and without resources.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from svitlo.assets.power import Floats
from svitlo.plan.choose import Chooser
from svitlo.plan.schedule import Job, Order, schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values
from svitlo.plan.windows import in_best_order, works_one_by_one

WORTHWHILE_SIZE = 40_000
"""Tasks times buses up to which programs that choose whole sets of repairs are worth their time."""

SPLIT_NODE_COUNT = 100
"""Branch-and-bound nodes for one half."""

SPREADS = ((0.5, 1.0), (0.0, 1.0), (-1.0, -0.5))
"""Between what the costs of repairs are drawn where sets serve alike: for small sets, for any, for large sets."""

MIDDLES = (0.35, 0.65)
"""Between which shares of its days a run is cut in two."""

GUIDED_COSTS = (0.8, 1.0)
"""What the first and the last repair of an order cost where sets serve alike: few are wanted, of these the soonest."""

SEQUENCE_COUNT = 5
"""Where one crew does one work after the other, so few are put in their best order by valuing all their sets: exact,
and quicker than a program for each half."""

PROGRAM_EFFORT = 25
"""What the least program in whole repairs costs, in linear programs of a state."""

ITERATIONS_PER_EFFORT = 8
"""Iterations of the simplex method that count as one linear program of a state."""


Ties = Callable[[], Floats]
"""What each repair costs where sets serve alike (task,), anew for each half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How repairs are halved: what ties cost and, where there is a source of draws, how far from the middle."""

    ties: Ties
    rng: Random | None = None

    def middle(self, first: int, last: int) -> int:
        """A day between two days that are at least two apart."""
        if self.rng is None:
            return (first + last) // 2
        return min(last - 1, max(first + 1, first + round(self.rng.uniform(*MIDDLES) * (last - first))))


class Splitter:
    """Halves the repairs of a situation; `kirchhoff` heeds the loop law while it chooses, which is better and slower.

    `effort` counts what was spent so far on programs in whole repairs, in linear programs of a state. Those that put
    the last few works in order are counted by `values`.
    """

    def __init__(self, situation: Situation, values: Values | None = None, *, kirchhoff: bool) -> None:
        self._situation = situation
        self._values = values if works_one_by_one(situation) else None
        self._chooser = Chooser(situation, kirchhoff=kirchhoff)
        self.effort = 0

    def order(self, rng: Random) -> Order:
        """All repairs, by draws throughout; what cannot be complete by the last day comes last."""
        return self._order(self._drawn(rng), Ways(ties=self._drawn(rng), rng=rng))

    def guided_order(self, guide: Order) -> Order:
        """The same, with the smallest of the sets that serve alike; of these, what another order of all has soonest."""
        cost = np.empty(len(self._situation.tasks))
        cost[list(guide.tasks)] = np.linspace(*GUIDED_COSTS, cost.size)
        return self._order(lambda: np.ones(cost.size), Ways(ties=lambda: cost))

    def _order(self, ties_of_every: Ties, ways: Ways) -> Order:
        situation = self._situation
        tasks = tuple(range(len(situation.tasks)))
        # What the last day can do without comes after all else.
        every = self._chosen(situation.days - 1, (), tasks, ties_of_every)
        rest = tuple(task for task in tasks if task not in set(every))
        order = (*self._halved((0, situation.days - 1), ((), every), ways), *rest)
        return Order(order, frozenset(order))

    def _drawn(self, rng: Random) -> Ties:
        spread = rng.choice(SPREADS)
        return lambda: np.array([rng.uniform(*spread) for _ in self._situation.tasks])

    def halved(
        self, days: tuple[int, int], repairs: tuple[Sequence[int], Sequence[int]], rng: Random
    ) -> tuple[int, ...]:
        """The second set of repairs in order, when the first is complete before these days and it by their end."""
        return self._halved(days, repairs, Ways(ties=self._drawn(rng), rng=rng))

    def _halved(
        self, days: tuple[int, int], repairs: tuple[Sequence[int], Sequence[int]], ways: Ways
    ) -> tuple[int, ...]:
        (first, last), (done, pool) = days, repairs
        if self._values is not None and 1 < len(pool) <= SEQUENCE_COUNT:
            return self._sequence(self._values, done, pool)
        last = min(last, max(first + 1, self._back_day((*done, *pool))))
        if len(pool) <= 1 or last - first <= 1:
            return tuple(pool)
        middle = ways.middle(first, last)
        early = self._chosen(middle, done, pool, ways.ties)
        late = tuple(task for task in pool if task not in set(early))
        if early:
            # A set that needs less than half of the time leaves more of it to what follows.
            middle = max(first, min(middle, self._back_day((*done, *early))))
        return (
            *self._halved((first, middle), (done, early), ways),
            *self._halved((middle, last), ((*done, *early), late), ways),
        )

    def _jobs(self, tasks: Sequence[int]) -> tuple[Job, ...]:
        return schedule_of(self._situation, Order(tuple(tasks), frozenset(tasks))).jobs

    def _back_day(self, tasks: Sequence[int]) -> int:
        """The day on which the last of these is back if they are done one after the other; 0 if none can be."""
        return max((job.service_day for job in self._jobs(tasks)), default=0)

    def _sequence(self, values: Values, done: Sequence[int], pool: Sequence[int]) -> tuple[int, ...]:
        """A few repairs in the order that serves most when one comes back after the other; what cannot be done last."""
        jobs = self._jobs((*done, *pool))
        window = sorted((job for job in jobs if job.task in set(pool)), key=lambda job: job.service_day)
        if not window:
            return tuple(pool)
        placed = in_best_order(values, jobs, window, window[-1].service_day)
        return (*placed, *(task for task in pool if task not in set(placed)))

    def _chosen(self, day: int, done: Sequence[int], pool: Sequence[int], ties: Ties) -> tuple[int, ...]:
        """Those of the pool to have complete by a day, besides what is done."""
        factor = mean_factor(self._situation, day)
        if factor <= 0.0:
            return ()
        choice = self._chooser.whole(day, factor, node_limit=SPLIT_NODE_COUNT, within=(done, pool), ties=ties())
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
