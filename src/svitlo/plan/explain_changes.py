"""What would change a plan: one more million, more units of one kind, a delivery that is late. By planning again.

The works keep their order and are dated anew in the changed situation; works that could not be had before are added
where they gain; a short local search follows. What comes out is a plan that exists, so that it shows what a gift is
worth at least and what a delay costs at most, never exactly. The same short search is run with nothing changed, and
every order that is found is also dated without the change: what can be had without the million is not put down to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from svitlo.plan.explain_brings import NOISE_SHARE
from svitlo.plan.schedule import Ledger, Order, Schedule, schedule_of
from svitlo.plan.search import Budget, improved
from svitlo.plan.situation import Need, Option, Situation, Source
from svitlo.plan.value import Values

MILLION_USD = 1e6
LATE_DAYS = 7

TRY_EFFORT = 15
"""Linear programs that the short search after each change may solve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """The best plan found in a changed situation."""

    objective: float
    schedule: Schedule


class Replanner:
    """Plans again in changed situations; `known_best` is the best objective seen for the situation as it is."""

    def __init__(self, situation: Situation, schedule: Schedule, values: Values) -> None:
        self.situation = situation
        self.objective = values.of(schedule)
        self._values = values
        self._done = frozenset(job.task for job in schedule.jobs)
        self._order = _order_of(situation, schedule)
        self._dates = _dates(schedule_of(situation, self._order))
        ledger = Ledger(situation)
        for job in schedule.jobs:
            ledger.take(job)
        self._had_before = frozenset(row for row in self._missing() if ledger.earliest(row, hasty=True) is not None)
        self.known_best = self.objective
        self._is_controlled = False

    def with_more(self, changed: Situation) -> Replanned:
        """The best plan found with more at hand; this plan where its order keeps all dates and nothing can be added."""
        start = self._extended(changed)
        if _dates(schedule_of(changed, start)) == self._dates:
            return Replanned(objective=self.known_best, schedule=Schedule())
        return self._searched(changed, start)

    def with_late(self, changed: Situation) -> Replanned:
        """The best plan found with a delivery late; no search where the plan's order costs nothing as it is."""
        schedule = schedule_of(changed, self._order)
        found = Replanned(objective=self._values.of(schedule), schedule=schedule)
        return found if self.cost(found) == 0.0 else self._searched(changed, self._extended(changed))

    def _searched(self, changed: Situation, start: Order) -> Replanned:
        if not self._is_controlled:
            self._is_controlled = True
            self._searched(self.situation, self._order)
        search = improved(changed, self._values, (start,), 0, Budget(effort=TRY_EFFORT))
        if search.cut_short:
            # The search takes Ctrl-C as a wish to keep what it has; here there is nothing to keep.
            raise KeyboardInterrupt
        schedules = [schedule_of(changed, candidate) for candidate in (self._order, start, search.order)]
        found = [Replanned(objective=self._values.of(schedule), schedule=schedule) for schedule in schedules]
        # What the new order gives without the change is not put down to the change.
        self.known_best = min(
            self.known_best, self._values.of(schedule_of(self.situation, search.order), self.known_best)
        )
        return min(found, key=lambda one: one.objective)

    def worth(self, found: Replanned, known_best: float) -> float:
        """What a plan with more at hand gains over the best one known without; the latter can be kept, so never < 0."""
        gain = known_best - found.objective
        return gain if gain > NOISE_SHARE * max(self.objective, 1.0) else 0.0

    def cost(self, found: Replanned) -> float:
        """What a plan with a delivery late loses; it could be carried out without the delay too, so never below 0."""
        loss = found.objective - self.objective
        return loss if loss > NOISE_SHARE * max(self.objective, 1.0) else 0.0

    def more_back(self, found: Replanned) -> tuple[str, ...]:
        """Assets that a plan repairs and this plan does not, sorted."""
        rows = {job.task for job in found.schedule.jobs} - self._done
        return tuple(sorted(self.situation.tasks[row].work.asset_id for row in rows))

    def _missing(self) -> list[int]:
        return [row for row in range(len(self.situation.tasks)) if row not in self._done]

    def _extended(self, changed: Situation) -> Order:
        """The plan's order, then what could not be had before the change and gains something, most first."""
        ledger = Ledger(changed)
        placed = (ledger.place(row, hasty=row in self._order.hasty) for row in self._order.tasks)
        jobs = tuple(job for job in placed if job is not None)
        added: list[int] = []
        now = self._values.of(Schedule(jobs))
        open_rows = [row for row in self._missing() if row not in self._had_before]
        while open_rows:
            ahead = [(row, ledger.earliest(row, hasty=True)) for row in open_rows]
            tried = [(self._values.of(Schedule((*jobs, job)), now), row, job) for row, job in ahead if job is not None]
            least = min(tried, key=lambda entry: entry[:2], default=None)
            if least is None or least[0] >= now:
                break
            now, row, job = least
            ledger.take(job)
            jobs = (*jobs, job)
            added.append(row)
            open_rows.remove(row)
        return Order((*self._order.tasks, *added), self._order.hasty | frozenset(added))


def _dates(schedule: Schedule) -> frozenset[tuple[int, int, float]]:
    """What the value of a schedule depends on."""
    return frozenset((job.task, job.service_day, job.capacity_share) for job in schedule.jobs)


def _order_of(situation: Situation, schedule: Schedule) -> Order:
    """The priority order behind a schedule: that of its works if this leads to its dates, else by start.

    Works that use a substitute are hasty.
    """
    hasty = frozenset(
        job.task
        for job in schedule.jobs
        if {grant.option.equipment_id for grant in job.grants}
        - {need.equipment_id for need in situation.tasks[job.task].needs}
    )
    placed = Order(tuple(job.task for job in schedule.jobs), hasty)
    starts = {job.task: job.start_day for job in schedule.jobs}
    if {job.task: job.start_day for job in schedule_of(situation, placed).jobs} == starts:
        return placed
    return Order(tuple(sorted(placed.tasks, key=lambda row: (starts[row], row))), hasty)


def with_money(situation: Situation, source_row: int) -> Situation:
    """One more million in a cash pledge."""
    sources = list(situation.sources)
    sources[source_row] = replace(sources[source_row], stock=sources[source_row].stock + MILLION_USD)
    return replace(situation, sources=tuple(sources))


def with_units(
    situation: Situation, equipment_id: str, units_from_day: tuple[int, int], stands_in: Mapping[str, float]
) -> Situation:
    """More units of one kind from a day on, free of earmarks; `stands_in`: what it may stand in for, capacity share."""
    row, (units, from_day) = len(situation.sources), units_from_day
    gift = Source(pledge_id="", is_money=False, stock=float(units), ready_day=from_day, earmark_count=0)

    def more(need: Need) -> Iterable[Option]:
        share = 1.0 if need.equipment_id == equipment_id else stands_in.get(need.equipment_id)
        if share is not None:
            yield Option(
                source=row,
                equipment_id=equipment_id,
                ready_day=from_day,
                order_day=from_day,
                price_usd=0.0,
                capacity_share=share,
            )

    changed = _with_options(situation, lambda need: (*need.options, *more(need)))
    return replace(changed, sources=(*situation.sources, gift))


def with_delay(situation: Situation, source_row: int, equipment_id: str) -> Situation:
    """One delivery a week late: a gift, or what is bought of one kind from one pledge."""
    source = situation.sources[source_row]
    sources = list(situation.sources)
    if not source.is_money:
        sources[source_row] = replace(source, ready_day=source.ready_day + LATE_DAYS)

    def late(option: Option) -> Option:
        if (option.source, option.equipment_id) != (source_row, equipment_id):
            return option
        ordered = option.order_day + (0 if source.is_money else LATE_DAYS)
        return replace(option, ready_day=option.ready_day + LATE_DAYS, order_day=ordered)

    changed = _with_options(situation, lambda need: map(late, need.options))
    return replace(changed, sources=tuple(sources))


def _with_options(situation: Situation, options_of: Callable[[Need], Iterable[Option]]) -> Situation:
    """Other options for the needs, again soonest first."""

    def changed(need: Need) -> Need:
        options = sorted(
            options_of(need),
            key=lambda option: (option.ready_day, -option.capacity_share, option.price_usd, option.source),
        )
        return replace(need, options=tuple(options))

    tasks = tuple(replace(task, needs=tuple(map(changed, task.needs))) for task in situation.tasks)
    return replace(situation, tasks=tasks)
