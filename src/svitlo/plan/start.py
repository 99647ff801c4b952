"""Orders to begin a search from, read off programs that choose whole sets of repairs.

`split_order` asks which repairs to have by the middle of the horizon, then halves what comes before and after in the
same way: it sees what helps only together. `aimed_order` takes the mean over days of what should be complete by then.

Source: N. Rhodes, C. Coffrin, L. Roald, Recursive restoration refinement, Electric Power Systems Research 212 (2022),
for the halving, there with equal repairs and without resources.
"""

from collections.abc import Sequence

import numpy as np

from svitlo.plan.bound import Target
from svitlo.plan.choose import Chooser
from svitlo.plan.schedule import Order
from svitlo.plan.situation import Situation

SPLIT_NODE_COUNT = 100
"""Branch-and-bound nodes for one halving."""

SAMPLE_DAY_COUNT = 16
"""Days asked for what should be complete, where whole repairs are out of reach."""


def split_order(situation: Situation, *, kirchhoff: bool, seed: int = 0) -> Order:
    """Repairs by recursive halving of the horizon; what the last day can do without is left out."""
    chooser = Chooser(situation, kirchhoff=kirchhoff, seed=seed)
    tasks = tuple(range(len(situation.tasks)))
    every = _chosen(situation, chooser, situation.days - 1, (), tasks)
    rest = tuple(task for task in tasks if task not in set(every))
    order = (*_halved(situation, chooser, (0, situation.days - 1), (), every), *rest)
    return Order(order, frozenset(order))


def _halved(
    situation: Situation, chooser: Chooser, days: tuple[int, int], done: Sequence[int], pool: Sequence[int]
) -> tuple[int, ...]:
    """The pool in order, when `done` is complete before the first of the days and the pool by the last."""
    first, last = days
    if len(pool) <= 1 or last - first <= 1:
        return tuple(pool)
    middle = (first + last) // 2
    early = _chosen(situation, chooser, middle, done, pool)
    late = tuple(task for task in pool if task not in set(early))
    return (
        *_halved(situation, chooser, (first, middle), done, early),
        *_halved(situation, chooser, (middle, last), (*done, *early), late),
    )


def _chosen(
    situation: Situation, chooser: Chooser, day: int, done: Sequence[int], pool: Sequence[int]
) -> tuple[int, ...]:
    """Those of the pool to have complete by a day, besides what is done."""
    factor = _factor(situation, day)
    if factor <= 0.0:
        return ()
    choice = chooser.whole(day, factor, node_limit=SPLIT_NODE_COUNT, within=(done, pool))
    return tuple(task for task in pool if choice is not None and task in choice.tasks)


def _factor(situation: Situation, day: int) -> float:
    """The mean demand factor of a day, by what its blocks count in the objective."""
    demand = situation.demand
    counts = demand.hours * demand.weight[day]
    return float(demand.load_factor[day] @ counts) / float(counts.sum() or 1.0)


def aimed_order(situation: Situation, targets: Sequence[Target]) -> Order:
    """Repairs by the share of days whose targets they are part of, each target standing for the days up to it."""
    count = len(situation.tasks)
    wanted = np.zeros(count)
    days = sorted({target.day for target in targets})
    before = dict(zip(days, [0, *days[:-1]], strict=True))
    per_day = {day: sum(1 for target in targets if target.day == day) for day in days}
    for target in targets:
        wanted[sorted(target.tasks)] += (target.day - before[target.day]) / per_day[target.day]
    order = tuple(sorted(range(count), key=lambda task: (-wanted[task], situation.tasks[task].work.asset_id)))
    return Order(order, frozenset(order))


def relaxed_order(situation: Situation) -> Order:
    """Repairs by how much of each is complete, summed over days, when repairs are divisible."""
    chooser = Chooser(situation, kirchhoff=False)
    days = np.unique(np.linspace(0, situation.days - 1, SAMPLE_DAY_COUNT + 1).astype(np.int64)[1:])
    wanted = np.zeros(len(situation.tasks))
    for day in days.tolist():
        factor = _factor(situation, day)
        if factor > 0.0:
            wanted += chooser.relaxed(day, factor).done_share
    order = tuple(sorted(range(wanted.size), key=lambda task: (-wanted[task], situation.tasks[task].work.asset_id)))
    return Order(order, frozenset(order))
