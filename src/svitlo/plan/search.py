"""Local search on priority orders.

Moves respect what orders mean: a work goes elsewhere, two change places, a run of works moves together, the works
around one bus move to the front together (repairs often help only as a group), a work is left out or put back, or takes
a substitute to start sooner. A window of works that come back one after the other is put in its best order by dynamic
programming over sets. Late acceptance lets the search leave a plateau; the best order seen is kept.

Source: E. K. Burke, Y. Bykov, The late acceptance hill-climbing heuristic, European Journal of Operational Research
258 (2017), for the acceptance rule.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from svitlo.assets.power import Floats
from svitlo.plan.schedule import Job, Order, Schedule, schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values

HISTORY_COUNT = 12
"""Length of the list of earlier values with which a new plan is compared."""

REACH_COUNT = 8.0
"""Mean distance of a move, in works."""

WINDOW_COUNTS = (5, 8)
"""Works in a window that is put in its best order: 2^n states are valued for it. All are gone through only if one crew
does one work after the other: elsewhere their order is not all that counts, and moves at random earn more."""

WINDOW_EFFORT_SHARE = 0.2
"""How much of the effort may go into windows before the search goes on otherwise."""

WINDOW_SHARE = 0.01
"""How often the search proposes to reorder a window."""

NEAR_BEST_SHARE = 0.01
"""Plans this close to the best found count as near-best."""

START_COUNT = 3
"""Starts, the best of them, whose windows are put in order before the search settles on one."""

STUCK_COUNTS = (2_400, 600)
"""Proposals without a better plan after which the search jumps from the best; the second for one crew alone."""

JOLT_COUNT = 4
"""Moves made at once then."""

QUIET_COUNT = 60
"""Proposals in a row for each work that met no new state, after which the search has seen what there is."""

CLOSE_SHARE = 1e-6
"""So close to the bound a plan is as good as any."""

NEAR_BEST_COUNT = 200
"""Near-best plans kept, the best of them."""


@dataclass(slots=True)
class _Moves:
    """Proposes neighbours of an order."""

    situation: Situation
    rng: Random
    groups: dict[int, tuple[int, ...]]

    def propose(self, order: Order) -> Order:
        kind = self.rng.random()
        tasks = list(order.tasks)
        if kind < 0.40:
            self._insert(tasks)
        elif kind < 0.55:
            self._swap(tasks)
        elif kind < 0.68:
            self._move_run(tasks)
        elif kind < 0.83:
            self._gather(tasks)
        elif kind < 0.92:
            return Order(order.tasks, self._toggled(order))
        else:
            self._leave_out_or_put_back(tasks)
        return Order(tuple(tasks), order.hasty)

    def _near(self, at: int, count: int) -> int:
        """Another place in 0 to count - 1, most often close by: near moves change few states and succeed more often."""
        reach = 1 + int(self.rng.expovariate(1.0 / REACH_COUNT))
        return min(count - 1, max(0, at + self.rng.choice((-1, 1)) * reach))

    def _insert(self, tasks: list[int]) -> None:
        if len(tasks) > 1:
            at = self.rng.randrange(len(tasks))
            tasks.insert(self._near(at, len(tasks)), tasks.pop(at))

    def _swap(self, tasks: list[int]) -> None:
        if len(tasks) > 1:
            a = self.rng.randrange(len(tasks))
            b = self._near(a, len(tasks))
            tasks[a], tasks[b] = tasks[b], tasks[a]

    def _move_run(self, tasks: list[int]) -> None:
        if len(tasks) > 2:
            length = self.rng.randint(2, max(2, len(tasks) // 6))
            first = self.rng.randrange(len(tasks) - 1)
            run = tasks[first : first + length]
            del tasks[first : first + length]
            at = self._near(first, len(tasks) + 1)
            tasks[at:at] = run

    def _gather(self, tasks: list[int]) -> None:
        """Move the works at one bus together, to the place of the first of them or anywhere before."""
        if tasks and self.groups:
            group = set(self.groups[self.rng.choice(sorted(self.groups))])
            members = [task for task in tasks if task in group]
            if len(members) > 1:
                first = tasks.index(members[0])
                rest = [task for task in tasks if task not in group]
                at = self.rng.randint(0, min(first, len(rest)))
                tasks[:] = [*rest[:at], *members, *rest[at:]]

    def _toggled(self, order: Order) -> frozenset[int]:
        return order.hasty ^ {self.rng.randrange(len(self.situation.tasks))}

    def _leave_out_or_put_back(self, tasks: list[int]) -> None:
        missing = sorted(set(range(len(self.situation.tasks))) - set(tasks))
        if missing and (not tasks or self.rng.random() < 0.5):
            tasks.insert(self.rng.randint(0, len(tasks)), self.rng.choice(missing))
        elif tasks:
            tasks.pop(self.rng.randrange(len(tasks)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a search may go on: linear programs (and at most twice as many proposals), and seconds if given.

    `floor`: a bound that no plan can go below; a plan that meets it ends the search.
    """

    effort: int
    time_limit_s: float | None = None
    floor: float = 0.0
    progress: Callable[[int, int, float, float], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search ends with: the best order, near-best plans as task rows by start, and whether it was cut short."""

    order: Order
    near_best: tuple[tuple[int, ...], ...] = ()
    cut_short: bool = False


def improved(situation: Situation, values: Values, starts: Order | Sequence[Order], seed: int, budget: Budget) -> Found:
    """The best order found from one start or several within the budget.

    The same seed and effort find the same, unless a time limit or the user (Ctrl-C) stops the search: it then gives the
    best order so far.
    """
    starts = (starts,) if isinstance(starts, Order) else tuple(starts)
    if not situation.tasks:
        return Found(order=starts[0])
    first_count = values.solve_count
    climb = _Climb(situation, values, starts, seed)
    climb.window_limit = first_count + round(WINDOW_EFFORT_SHARE * budget.effort)
    ends_at = math.inf if budget.time_limit_s is None else time.monotonic() + budget.time_limit_s
    cut_short = False
    known_count, quiet = values.solve_count, 0
    steps = climb.steps()
    try:
        for proposal in range(2 * budget.effort):
            spent = values.solve_count - first_count
            quiet = 0 if values.solve_count > known_count else quiet + 1
            known_count = values.solve_count
            proved = climb.best_value <= budget.floor * (1.0 + CLOSE_SHARE)
            if spent >= budget.effort or quiet >= QUIET_COUNT * len(situation.tasks) or proved:
                break
            if time.monotonic() >= ends_at:
                cut_short = True
                break
            if budget.progress is not None and proposal % 10 == 0:
                budget.progress(spent, budget.effort, climb.best_value, budget.floor)
            next(steps)
    except KeyboardInterrupt:
        cut_short = True
    return Found(order=climb.best, near_best=climb.near_best(), cut_short=cut_short)


class _Climb:
    """Late acceptance from one order on; `best` is the best order seen."""

    def __init__(self, situation: Situation, values: Values, starts: Sequence[Order], seed: int) -> None:
        self._situation, self._values = situation, values
        self._rng = Random(seed)  # noqa: S311 - not for secrets
        self._moves = _Moves(situation, self._rng, _groups(situation))
        self._near: dict[tuple[int, ...], float] = {}
        self._one_by_one = len(situation.crews) == 1 and all(int(c.max()) <= 1 for c in situation.crews.values())
        self.window_limit = 0
        self.best_value = math.inf
        self._starts = sorted(starts, key=lambda order: values.of(schedule_of(situation, order)))
        self.best = self._starts[0]
        self._go_to(self.best)

    def steps(self) -> Iterator[None]:
        """Steps without end: windows of each start in turn, then moves at random from the best; a jolt where stuck."""
        for start in self._starts[:START_COUNT]:
            self._go_to(start)
            for width in WINDOW_COUNTS if self._one_by_one else ():
                yield from self._windows(width)
        self._go_to(self.best)
        while True:
            if self._one_by_one:
                yield from self._windows(WINDOW_COUNTS[0])
            stuck, best_value = 0, self.best_value
            while stuck < STUCK_COUNTS[self._one_by_one]:
                if self._rng.random() < WINDOW_SHARE and len(self._jobs) > 2:
                    self._reorder(self._rng.randrange(len(self._jobs) - 1), WINDOW_COUNTS[0])
                else:
                    self._step(stuck)
                stuck = stuck + 1 if self.best_value >= best_value else 0
                best_value = self.best_value
                yield
            jolted = self.best
            for _ in range(JOLT_COUNT):
                jolted = self._moves.propose(jolted)
            self._go_to(jolted)

    def _go_to(self, order: Order) -> None:
        """Go on from here, whatever it is worth."""
        self._current = order
        self._jobs = schedule_of(self._situation, order).jobs
        self._value = self._values.of(Schedule(self._jobs))
        self._history = [self._value] * HISTORY_COUNT
        if self._value < self.best_value:
            self.best, self.best_value = order, self._value
        self._remember(self._jobs, self._value)

    def _windows(self, width: int) -> Iterator[None]:
        """Put windows in their best order from the first to the last, until that brings nothing."""
        before = math.inf
        while self._value < before and self._values.solve_count < self.window_limit:
            before = self._value
            for first in range(0, max(1, len(self._jobs) - 2), max(1, width // 2)):
                self._reorder(first, width)
                yield

    def near_best(self) -> tuple[tuple[int, ...], ...]:
        """Near-best plans, the best first, each as task rows by start."""
        limit = self.best_value * (1.0 + NEAR_BEST_SHARE)
        kept = sorted((value, tasks) for tasks, value in self._near.items() if value <= limit and tasks)
        return tuple(tasks for _, tasks in kept[:NEAR_BEST_COUNT])

    def _step(self, proposal: int) -> None:
        """Propose one neighbour and take it or leave it."""
        slot = proposal % HISTORY_COUNT
        limit = max(self._value, self._history[slot])
        self._take(self._moves.propose(self._current), limit)
        self._history[slot] = min(self._history[slot], self._value)

    def _take(self, candidate: Order, limit: float) -> None:
        jobs = schedule_of(self._situation, candidate).jobs
        value = self._values.of(Schedule(jobs), limit)
        if value > limit:
            return
        self._current, self._value, self._jobs = candidate, value, jobs
        self._remember(jobs, value)
        if value < self.best_value:
            self.best, self.best_value = candidate, value

    def _remember(self, jobs: tuple[Job, ...], value: float) -> None:
        if value > self.best_value * (1.0 + NEAR_BEST_SHARE):
            return
        self._near[tuple(job.task for job in sorted(jobs, key=lambda job: (job.start_day, job.task)))] = value
        if len(self._near) > 4 * NEAR_BEST_COUNT:
            kept = sorted(self._near.items(), key=lambda entry: (entry[1], entry[0]))[:NEAR_BEST_COUNT]
            self._near = dict(kept)

    def _reorder(self, first: int, width: int) -> None:
        """Put some works that come back one after the other in the order that would serve most on their own days.

        Exact where any of them may come back on any of these days; else a proposal like another.
        """
        place = {task: number for number, task in enumerate(self._current.tasks)}
        jobs = sorted(self._jobs, key=lambda job: (job.service_day, place[job.task]))
        window = jobs[first : first + width]
        if not window:
            return
        days = [job.service_day for job in window]
        days.append(jobs[first + width].service_day if first + width < len(jobs) else self._situation.days)
        base = self._share_before(window[0].service_day, {job.task for job in window})
        best = _best_sequence(self._values, base, [(self._asset(job), job.capacity_share) for job in window], days)
        sequence = [window[number].task for number in best]
        if sequence == [job.task for job in window]:
            return
        members = set(sequence)
        fresh = iter(sequence)
        tasks = tuple(next(fresh) if task in members else task for task in self._current.tasks)
        self._take(Order(tasks, self._current.hasty), self._value)

    def _asset(self, job: Job) -> int:
        return self._situation.tasks[job.task].work.asset

    def _share_before(self, day: int, members: set[int]) -> Floats:
        """The share of each asset on a day, without the works of a window."""
        share = self._situation.given_share(day)
        for job in self._jobs:
            if job.service_day <= day and job.task not in members:
                share[self._asset(job)] = job.capacity_share
        return share


def _best_sequence(values: Values, base: Floats, works: list[tuple[int, float]], days: list[int]) -> list[int]:
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


def _groups(situation: Situation) -> dict[int, tuple[int, ...]]:
    """The works around each bus that has at least two."""
    around: dict[int, list[int]] = {}
    for row, task in enumerate(situation.tasks):
        for bus in situation.outages.items[task.work.asset].end_buses:
            around.setdefault(bus, []).append(row)
    return {bus: tuple(rows) for bus, rows in around.items() if len(rows) > 1}
