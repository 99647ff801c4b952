"""Neighbours of a priority order, by moves that respect what orders mean.

A work goes elsewhere, two change places, a run of works moves together, the works around one bus move to the front
together (repairs often help only as a group), a work is left out or put back, or takes a substitute to start sooner.
"""

from dataclasses import dataclass
from random import Random

from svitlo.plan.schedule import Order
from svitlo.plan.situation import Situation

REACH_COUNT = 8.0
"""Mean distance of a move, in works."""


@dataclass(slots=True)
class Moves:
    """Proposes neighbours of an order."""

    situation: Situation
    rng: Random
    groups: dict[int, tuple[int, ...]]

    def propose(self, order: Order) -> Order:
        """A neighbour of an order, sometimes the same."""
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


def groups_of(situation: Situation) -> dict[int, tuple[int, ...]]:
    """The works around each bus that has at least two."""
    around: dict[int, list[int]] = {}
    for row, task in enumerate(situation.tasks):
        for bus in situation.outages.items[task.work.asset].end_buses:
            around.setdefault(bus, []).append(row)
    return {bus: tuple(rows) for bus, rows in around.items() if len(rows) > 1}
