"""Power and water apart: what each would plan alone, orders of all works made of the two, and what one leaves to the
other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from svitlo.assets.power import frozen
from svitlo.plan.placed import INSTALL, is_install
from svitlo.plan.schedule import Job, Order, Schedule
from svitlo.plan.situation import Begun, Kept, Situation, Task
from svitlo.plan.tidy import NOISE_SHARE, hasty_of
from svitlo.plan.value import Values


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

    def power_jobs(self, jobs: Sequence[Job]) -> tuple[Job, ...]:
        """Works of the plan for power as works of the whole."""
        return tuple(replace(job, task=self.power_tasks[job.task]) for job in jobs)

    def water_if_whole(self, situation: Situation) -> Situation:
        """The side of water if all works of power (of the whole) had been done before today, at no cost."""
        first_day = {row: situation.tasks[row].work.first_day for row in self.power_tasks}
        done = _done(situation, [(row, day, day, 1.0) for row, day in first_day.items()])
        return replace(self.water, kept=done.kept)


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rest:
    """What is left of a situation after some works (`first`, as works of the whole), which keep their dates and take
    what they take. `tasks`: the rows of its tasks in the whole.
    """

    situation: Situation
    tasks: tuple[int, ...]
    first: tuple[Job, ...]

    def whole(self, schedule: Schedule) -> Schedule:
        """The schedule of the whole, when the rest is done like this."""
        return Schedule((*self.first, *(replace(job, task=self.tasks[job.task]) for job in schedule.jobs)))


def rest_after(situation: Situation, first: Sequence[Job]) -> Rest:
    """What some works leave of everything: of gifts, money, supply, crews, and works."""
    stock = [source.stock for source in situation.sources]
    supply = dict(situation.supply_count)
    crews = {kind: free.copy() for kind, free in situation.crews.items()}
    for job in first:
        crews[situation.tasks[job.task].work.crew_kind][job.start_day : job.service_day] -= 1
        for grant in job.grants:
            option = grant.option
            if not situation.sources[option.source].is_money:
                stock[option.source] -= grant.quantity
                continue
            stock[option.source] -= grant.quantity * option.price_usd
            if option.equipment_id in supply:
                supply[option.equipment_id] -= grant.quantity
    taken = {job.task for job in first}
    left = tuple(row for row in range(len(situation.tasks)) if row not in taken)
    sources = zip(situation.sources, stock, strict=True)
    return Rest(
        situation=replace(
            _done(situation, [(job.task, job.start_day, job.service_day, job.capacity_share) for job in first]),
            tasks=_some(situation, left),
            sources=tuple(replace(source, stock=max(0.0, units)) for source, units in sources),
            supply_count=supply,
            crews={kind: frozen(free) for kind, free in crews.items()},
        ),
        tasks=left,
        first=tuple(first),
    )


def _done(situation: Situation, works: Sequence[tuple[int, int, int, float]]) -> Situation:
    """The situation with some works as begun: task, days of start and of service, share of capacity."""
    begun = tuple(
        Begun(
            work=situation.tasks[row].work, start_day=start_day, service_day=service_day, capacity_share=share, uses=()
        )
        for row, start_day, service_day, share in works
    )
    kept = situation.kept
    return replace(situation, kept=Kept(on_day=kept.on_day, begun=(*kept.begun, *begun), orders=kept.orders))


def that_count(values: Values, schedule: Schedule) -> tuple[Job, ...]:
    """The works of a schedule without which it would be worth less, the latest looked at first."""
    jobs = list(schedule.jobs)
    limit = (1.0 + NOISE_SHARE) * values.of(schedule)
    for job in sorted(jobs, key=lambda one: (-one.start_day, -one.task)):
        others = [other for other in jobs if other is not job]
        if values.of(Schedule(tuple(others)), limit) <= limit:
            jobs = others
    return tuple(jobs)


def is_of_water(situation: Situation, task: Task) -> bool:
    """Whether a work repairs a water asset, or places something at a pump."""
    if is_install(task.work):
        return task.work.asset_id.startswith(f"{INSTALL}/pump:")
    return bool(situation.outages.items[task.work.asset].network)


def _some(situation: Situation, rows: Sequence[int]) -> tuple[Task, ...]:
    return tuple(situation.tasks[row] for row in rows)
