"""Local search on priority orders.

Moves respect what orders mean: a work goes elsewhere, two change places, a run of works moves together, the works
around one bus move to the front together (repairs often help only as a group), a work is left out or put back, or takes
a substitute to start sooner. Late acceptance lets the search leave a plateau; the best order seen is kept.

Source: E. K. Burke, Y. Bykov, The late acceptance hill-climbing heuristic, European Journal of Operational Research
258 (2017), for the acceptance rule.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values

HISTORY_COUNT = 12
"""Length of the list of earlier values with which a new plan is compared."""

REACH_COUNT = 8.0
"""Mean distance of a move, in works."""


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
    """How long a search may go on: linear programs (and at most twice as many proposals), and seconds if given."""

    effort: int
    time_limit_s: float | None = None
    progress: Callable[[int, int, float], None] | None = None


def improved(situation: Situation, values: Values, start: Order, seed: int, budget: Budget) -> tuple[Order, bool]:
    """The best order found from `start` within the budget, and whether the search was cut short.

    The same seed and effort find the same, unless a time limit or the user (Ctrl-C) stops the search: it then gives the
    best order so far.
    """
    if not situation.tasks:
        return start, False
    climb = _Climb(situation, values, start, seed)
    first_count = values.solve_count
    ends_at = math.inf if budget.time_limit_s is None else time.monotonic() + budget.time_limit_s
    try:
        for proposal in range(2 * budget.effort):
            spent = values.solve_count - first_count
            if spent >= budget.effort:
                break
            if time.monotonic() >= ends_at:
                return climb.best, True
            if budget.progress is not None and proposal % 10 == 0:
                budget.progress(spent, budget.effort, climb.best_value)
            climb.step(proposal)
    except KeyboardInterrupt:
        return climb.best, True
    return climb.best, False


class _Climb:
    """Late acceptance from one order on; `best` is the best order seen."""

    def __init__(self, situation: Situation, values: Values, start: Order, seed: int) -> None:
        self._situation, self._values = situation, values
        self._moves = _Moves(situation, Random(seed), _groups(situation))  # noqa: S311 - not for secrets
        self._current = self.best = start
        self._value = self.best_value = values.of(schedule_of(situation, start))
        self._history = [self._value] * HISTORY_COUNT

    def step(self, proposal: int) -> None:
        """Propose one neighbour and take it or leave it."""
        candidate = self._moves.propose(self._current)
        slot = proposal % HISTORY_COUNT
        limit = max(self._value, self._history[slot])
        value = self._values.of(schedule_of(self._situation, candidate), limit)
        if value <= limit:
            self._current, self._value = candidate, value
            if value < self.best_value:
                self.best, self.best_value = candidate, value
        self._history[slot] = min(self._history[slot], self._value)


def _groups(situation: Situation) -> dict[int, tuple[int, ...]]:
    """The works around each bus that has at least two."""
    around: dict[int, list[int]] = {}
    for row, task in enumerate(situation.tasks):
        for bus in situation.outages.items[task.work.asset].end_buses:
            around.setdefault(bus, []).append(row)
    return {bus: tuple(rows) for bus, rows in around.items() if len(rows) > 1}
