"""Power and water apart: what each would plan alone, and orders of all works made of the two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from svitlo.assets.power import frozen
from svitlo.plan.placed import INSTALL, is_install
from svitlo.plan.schedule import Order, Schedule
from svitlo.plan.situation import Situation, Task
from svitlo.plan.tidy import hasty_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """A situation in two: `power` knows nothing of water, `water` takes power as it is today and counts water alone.

    `power_tasks` and `water_tasks`: the rows of their tasks in the whole.
    """

    power: Situation
    water: Situation
    power_tasks: tuple[int, ...]
    water_tasks: tuple[int, ...]

    def orders(self, power: Schedule, water: Schedule) -> Iterator[Order]:
        """Orders of all works from the plans of both: one first, the other first, and by when works begin.

        What neither plan has done comes last.
        """
        dated: list[tuple[int, int, int]] = []
        halves: list[tuple[int, ...]] = []
        hasty: set[int] = set()
        sides = ((self.power, self.power_tasks, power), (self.water, self.water_tasks, water))
        for place, (situation, tasks, schedule) in enumerate(sides):
            halves.append(tuple(tasks[job.task] for job in schedule.jobs))
            hasty |= {tasks[row] for row in hasty_of(situation, schedule.jobs)}
            dated += [(job.start_day, place, tasks[job.task]) for job in schedule.jobs]
        by_date = tuple(task for _, _, task in sorted(dated))
        left = tuple(sorted({*self.power_tasks, *self.water_tasks} - set(by_date)))
        for order in (halves[0] + halves[1], halves[1] + halves[0], by_date):
            yield Order((*order, *left), frozenset(hasty))


def sides_of(situation: Situation) -> Sides | None:
    """The two sides of a situation; None where there is work on one of them alone."""
    coupled = situation.coupled
    if coupled is None or not coupled.zones:
        return None
    water = tuple(row for row, task in enumerate(situation.tasks) if is_of_water(situation, task))
    power = tuple(row for row in range(len(situation.tasks)) if row not in set(water))
    if not water or not power:
        return None
    dry = replace(situation.demand, weight=frozen(situation.demand.weight * 0.0))
    return Sides(
        power=replace(situation, tasks=_some(situation, power), coupled=None),
        water=replace(situation, tasks=_some(situation, water), demand=dry),
        power_tasks=power,
        water_tasks=water,
    )


def is_of_water(situation: Situation, task: Task) -> bool:
    """Whether a work repairs a water asset, or places something at a pump."""
    if is_install(task.work):
        return task.work.asset_id.startswith(f"{INSTALL}/pump:")
    return bool(situation.outages.items[task.work.asset].network)


def _some(situation: Situation, rows: Sequence[int]) -> tuple[Task, ...]:
    return tuple(situation.tasks[row] for row in rows)
