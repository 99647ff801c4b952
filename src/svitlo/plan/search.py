"""Local search on priority orders.

It begins from several orders, improves each until it is stuck, and goes on from the best. Part of the effort goes into
moves at random (`moves`); part into halving a run of works again, by programs in whole repairs (`split`), which sees
what helps only together; where one crew does one work after the other, also into windows of a few works that are put in
their best order (`windows`). Late acceptance lets the search leave a plateau; the best order seen is kept.

Source: E. K. Burke, Y. Bykov, The late acceptance hill-climbing heuristic, European Journal of Operational Research
258 (2017), for the acceptance rule.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from svitlo.plan.moves import Moves, groups_of
from svitlo.plan.schedule import Job, Order, Schedule, schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.split import Splitter
from svitlo.plan.value import Values
from svitlo.plan.windows import in_best_order, works_one_by_one

HISTORY_COUNT = 12
"""Length of the list of earlier values with which a new plan is compared."""

WINDOW_COUNT = 5
"""Works in a window that is put in its best order: 2^n states are valued for it. All are gone through only if one crew
does one work after the other: elsewhere their order is not all that counts, and moves at random earn more."""

WINDOW_SHARE = 0.01
"""How often the search proposes to reorder a window."""

HALVED_COUNTS = (5, 6, 8, 10, 12, 16, 20, 24)
"""Works in a run that is halved again, drawn evenly."""

HALVED_EFFORT_SHARES = (0.1, 0.7)
"""How much of the effort goes into halving again; the second where one crew does one work after the other."""

START_EFFORT_SHARE = 0.5
"""How much of the effort may be spent before the search settles on the best start."""

NEAR_BEST_SHARE = 0.01
"""Plans this close to the best found count as near-best."""

STUCK_EFFORT = 1_500
"""Where one crew does one work after the other: effort without a better plan after which the search jumps."""

STUCK_COUNT = 2_400
"""Proposals without a better plan after which it jumps in any case."""

JOLT_COUNT = 4
"""Moves made at once then."""

QUIET_COUNT = 60
"""Proposals in a row for each work that met no new state, after which the search has seen what there is."""

CLOSE_SHARE = 1e-6
"""So close to the bound a plan is as good as any."""

NEAR_BEST_COUNT = 200
"""Near-best plans kept, the best of them."""

ALIKE_SHARE = 0.005
"""Plans that differ by less than this share are as good as each other: the model itself is no closer to the truth."""

ALTERNATIVE_COUNT = 3
"""Alternatives to the best plan that are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a search may go on: linear programs (and at most as many proposals), and seconds if given.

    `floor`: a bound that no plan can go below; a plan that meets it ends the search.
    """

    effort: int
    time_limit_s: float | None = None
    floor: float = 0.0
    progress: Callable[[int, int, float, float], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a search may use besides moves.

    `more`: orders that take longer to make; each is made in turn, and begun from, while there is effort for it.
    `splitter` halves runs of works again; None where that would cost too much.
    """

    more: Iterable[Order] = ()
    splitter: Splitter | None = None


ONLY_MOVES = Means()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search ends with: the best order, near-best plans as task rows by start, and whether it was cut short.

    `alternatives`: plans within `ALIKE_SHARE` of the best, as unlike it and each other as can be.
    """

    order: Order
    near_best: tuple[tuple[int, ...], ...] = ()
    cut_short: bool = False
    alternatives: tuple[Schedule, ...] = ()


def improved(
    situation: Situation,
    values: Values,
    starts: Sequence[Order],
    seed: int,
    budget: Budget,
    means: Means = ONLY_MOVES,
) -> Found:
    """The best order found from some starts within the budget.

    The same seed and effort find the same, unless a time limit or the user (Ctrl-C) stops the search: it then gives the
    best order so far.

    Args:
        situation: the case.
        values: of its plans.
        starts: at least one order, of which the best is improved.
        seed: of moves at random.
        budget: of the whole search.
        means: what it may use besides moves.
    """
    if not situation.tasks:
        return Found(order=starts[0])
    climb = _Climb(situation, values, starts, seed, means.splitter)
    ends_at = math.inf if budget.time_limit_s is None else time.monotonic() + budget.time_limit_s
    climb.starts_until = climb.spent + round(START_EFFORT_SHARE * budget.effort)
    first_spent, known_count, quiet = climb.spent, climb.spent, 0
    steps = climb.steps(means.more)
    cut_short = False
    try:
        for proposal in range(budget.effort):
            spent = climb.spent - first_spent
            quiet = 0 if climb.spent > known_count else quiet + 1
            known_count = climb.spent
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
    return Found(order=climb.best, near_best=climb.near_best(), cut_short=cut_short, alternatives=climb.alternatives())


class _Climb:
    """Late acceptance from one order on; `best` is the best order seen."""

    def __init__(
        self, situation: Situation, values: Values, starts: Sequence[Order], seed: int, splitter: Splitter | None
    ) -> None:
        self._situation, self._values, self._splitter = situation, values, splitter
        self._rng = Random(seed)  # noqa: S311 - not for secrets
        self._moves = Moves(situation, self._rng, groups_of(situation))
        self._near: dict[tuple[int, ...], tuple[float, tuple[Job, ...]]] = {}
        self._one_by_one = works_one_by_one(situation)
        self.starts_until = 0
        self.best, self.best_value = starts[0], math.inf
        for start in starts:
            self._go_to(start)
        self._go_to(self.best)

    @property
    def spent(self) -> int:
        """Effort so far, in linear programs."""
        return self._values.solve_count + (0 if self._splitter is None else self._splitter.effort)

    def steps(self, more: Iterable[Order]) -> Iterator[None]:
        """Steps without end: a look at each start, then from the best; a jump where stuck."""
        for start in more:
            self._go_to(start)
            # A start may have taken seconds: a time limit is looked at between two of them.
            yield
            if self._one_by_one:
                yield from self._windows()
            if self.spent >= self.starts_until:
                break
        self._go_to(self.best)
        for jolt in count():
            yield from self._settled(STUCK_EFFORT if self._one_by_one else math.inf)
            self._go_to(self.best)
            self._go_to(self._jolted(jolt))

    def _jolted(self, jolt: int) -> Order:
        """Somewhere else: in turn halved from nothing, a long run halved again, and some moves from here."""
        if self._splitter is not None and len(self._jobs) > 1 and jolt % 3 < 2:
            if jolt % 3 == 0 and self._one_by_one:
                return self._splitter.order(self._rng)
            return self._halved_again(
                self._splitter, self._rng.randint(min(len(self._jobs), HALVED_COUNTS[-1]), len(self._jobs))
            )
        order = self._current
        for _ in range(JOLT_COUNT):
            order = self._moves.propose(order)
        return order

    def _settled(self, patience: float) -> Iterator[None]:
        """Steps from here until nothing better than from here has been found for some effort."""
        if self._one_by_one:
            yield from self._windows()
        value, since, proposed, halved = self._value, self.spent, 0, 0
        first_spent = self.spent
        while self.spent - since < patience and proposed < STUCK_COUNT:
            share = HALVED_EFFORT_SHARES[self._one_by_one]
            if self._splitter is not None and halved < share * (self.spent - first_spent + 1):
                before = self._splitter.effort
                self._take(self._halved_again(self._splitter, self._rng.choice(HALVED_COUNTS)), self._value)
                halved += self._splitter.effort - before
            elif self._rng.random() < WINDOW_SHARE and len(self._jobs) > 2:
                self._reorder(self._rng.randrange(len(self._jobs) - 1), WINDOW_COUNT)
            else:
                self._step(proposed)
            proposed += 1
            if self._value < value:
                value, since, proposed = self._value, self.spent, 0
            yield

    def _go_to(self, order: Order) -> None:
        """Go on from here, whatever it is worth."""
        self._current = order
        self._jobs = schedule_of(self._situation, order).jobs
        self._value = self._values.of(Schedule(self._jobs))
        self._history = [self._value] * HISTORY_COUNT
        if self._value < self.best_value:
            self.best, self.best_value = order, self._value
        self._remember(self._jobs, self._value)

    def _windows(self) -> Iterator[None]:
        """Put windows in their best order from the first to the last, until that brings nothing."""
        before = math.inf
        while self._value < before:
            before = self._value
            for first in range(0, max(1, len(self._jobs) - 2), max(1, WINDOW_COUNT // 2)):
                self._reorder(first, WINDOW_COUNT)
                yield

    def near_best(self) -> tuple[tuple[int, ...], ...]:
        """Near-best plans, the best first, each as task rows by start."""
        return tuple(tasks for tasks, _ in self._nearest(NEAR_BEST_SHARE) if tasks)[:NEAR_BEST_COUNT]

    def alternatives(self) -> tuple[Schedule, ...]:
        """Plans as good as the best, as unlike it and each other as can be."""
        near = [Schedule(jobs) for _, (_, jobs) in self._nearest(ALIKE_SHARE)]
        dates = [schedule.dates for schedule in near]
        # How unlike each is to what is taken; the best comes first and is taken already.
        apart = [len(dates[0] ^ one) for one in dates] if dates else []
        taken: list[Schedule] = []
        while len(taken) < ALTERNATIVE_COUNT and max(apart, default=0) > 0:
            most = apart.index(max(apart))
            taken.append(near[most])
            apart = [min(known, len(dates[most] ^ one)) for known, one in zip(apart, dates, strict=True)]
        return tuple(taken)

    def _nearest(self, share: float) -> list[tuple[tuple[int, ...], tuple[float, tuple[Job, ...]]]]:
        """Plans within a share of the best, the best first."""
        limit = self.best_value * (1.0 + share)
        near = [entry for entry in self._near.items() if entry[1][0] <= limit]
        return sorted(near, key=lambda entry: (entry[1][0], entry[0]))

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
        self._near[tuple(job.task for job in sorted(jobs, key=lambda job: (job.start_day, job.task)))] = value, jobs
        if len(self._near) > 4 * NEAR_BEST_COUNT:
            self._near = dict(self._nearest(NEAR_BEST_SHARE)[:NEAR_BEST_COUNT])

    def _in_time(self) -> list[Job]:
        """Jobs by the day on which they are back."""
        place = {task: number for number, task in enumerate(self._current.tasks)}
        return sorted(self._jobs, key=lambda job: (job.service_day, place[job.task]))

    def _with(self, sequence: Sequence[int]) -> Order:
        """The current order with some works in another order at their places."""
        members, fresh = set(sequence), iter(sequence)
        tasks = tuple(next(fresh) if task in members else task for task in self._current.tasks)
        return Order(tasks, self._current.hasty)

    def _halved_again(self, splitter: Splitter, count: int) -> Order:
        """The current order with a run of works as halving gives it."""
        jobs = self._in_time()
        count = min(count, len(jobs))
        if count < 2:
            return self._current
        first = self._rng.randint(0, len(jobs) - count)
        run = jobs[first : first + count]
        done = [job.task for job in jobs[:first]]
        days = run[0].service_day - 1, run[-1].service_day
        return self._with(splitter.halved(days, (done, [job.task for job in run]), self._rng))

    def _reorder(self, first: int, width: int) -> None:
        """Put some works that come back one after the other in the order that would serve most on their own days.

        Exact where any of them may come back on any of these days; else a proposal like another.
        """
        jobs = self._in_time()
        window = jobs[first : first + width]
        if not window:
            return
        until_day = jobs[first + width].service_day if first + width < len(jobs) else self._situation.days
        sequence = in_best_order(self._values, jobs, window, until_day)
        if sequence != [job.task for job in window]:
            self._take(self._with(sequence), self._value)
