"""The best order of a few works that come back one after the other, by dynamic programming over sets."""

from collections.abc import Sequence

from svitlo.assets.power import Floats
from svitlo.plan.schedule import Job
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values


def works_one_by_one(situation: Situation) -> bool:
    """Whether there is one crew alone, so that a plan is hardly more than an order."""
    return len(situation.crews) == 1 and all(int(crews.max()) <= 1 for crews in situation.crews.values())


def in_best_order(values: Values, jobs: Sequence[Job], window: Sequence[Job], until_day: int) -> list[int]:
    """The tasks of a window in the order that leaves least unserved until a day when they come back on its days.

    Exact where any of them may come back on any of these days. `window` is sorted by day of service and not empty; of
    `jobs`, those that are not in it count as done if they are back by its first.
    """
    tasks = values.situation.tasks
    first_day, members = window[0].service_day, {job.task for job in window}
    share = values.situation.given_share(first_day)
    for job in jobs:
        if job.service_day <= first_day and job.task not in members:
            share[tasks[job.task].work.asset] = job.capacity_share
    works = [(tasks[job.task].work.asset, job.capacity_share) for job in window]
    best = best_sequence(values, share, works, [*(job.service_day for job in window), until_day])
    return [window[number].task for number in best]


def best_sequence(values: Values, base: Floats, works: list[tuple[int, float]], days: list[int]) -> list[int]:
    """The order of works that leaves least unserved when the n-th is back on the n-th day; by sets, smallest first."""
    count = len(works)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for members in range(1, 1 << count):
        inside = [place for place in range(count) if members >> place & 1]
        first, last = days[len(inside) - 1], days[len(inside)]
        cost = 0.0
        if last > first:
            share = base.copy()
            for place in inside:
                share[works[place][0]] = works[place][1]
            cost = values.spell(share, first, last)
        before, place = min((best[members ^ (1 << place)][0], place) for place in inside)
        best[members] = (before + cost, (*best[members ^ (1 << place)][1], place))
    return list(best[(1 << count) - 1][1])
