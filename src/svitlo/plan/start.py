"""Orders to begin a search from, read off the bound's programs.

`aimed_order` and `relaxed_order` take the mean over days of what should be complete by then.
"""

from collections.abc import Sequence

import numpy as np

from svitlo.plan.bound import Target
from svitlo.plan.choose import Chooser
from svitlo.plan.schedule import Order
from svitlo.plan.situation import Situation
from svitlo.plan.split import mean_factor

SAMPLE_DAY_COUNT = 16
"""Days asked for what should be complete, where whole repairs are out of reach."""


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
        factor = mean_factor(situation, day)
        if factor > 0.0:
            wanted += chooser.relaxed(day, factor).done_share
    order = tuple(sorted(range(wanted.size), key=lambda task: (-wanted[task], situation.tasks[task].work.asset_id)))
    return Order(order, frozenset(order))
