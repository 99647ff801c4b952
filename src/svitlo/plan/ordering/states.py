"""What the states on the way cost, and what an order of repairs costs in all."""

from collections.abc import Iterable, Sequence

import numpy as np

from svitlo.plan.ordering.instance import Component, OrderingInstance, situation_of_ordering
from svitlo.plan.schedule import Schedule
from svitlo.plan.service import ServiceModel

Order = tuple[Component, ...]


def order_of(instance: OrderingInstance, schedule: Schedule) -> Order:
    """The order of repairs in a schedule of the instance's situation; what it leaves undone comes last."""
    jobs = sorted(schedule.jobs, key=lambda job: job.start_day)
    placed = dict.fromkeys(instance.damaged[job.task] for job in jobs)
    return (*placed, *(component for component in instance.damaged if component not in placed))


class States:
    """The unserved load of an instance with some components repaired, each state solved once."""

    def __init__(self, instance: OrderingInstance) -> None:
        situation = situation_of_ordering(instance)
        people = situation.people
        self._situation = situation
        self._row = {component: row for row, component in enumerate(instance.damaged)}
        self._model = ServiceModel(instance.grid, people.bus, people.load_mw, people.cost_per_mw)
        self._known: dict[frozenset[int], float] = {}

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        return self._model.solve_count

    def unserved_pu(self, repaired: Iterable[Component]) -> float:
        """Least load not served when these components are repaired."""
        key = frozenset(self._row[component] for component in repaired)
        if key not in self._known:
            share = np.zeros(len(self._row))
            share[list(key)] = 1.0
            condition = self._situation.outages.condition(self._situation.grid, share)
            self._known[key] = self._model.serve(condition, 1.0).unserved_cost
        return self._known[key]

    def energy_not_served(self, order: Sequence[Component]) -> float:
        """Unserved load summed over all periods, from nothing repaired to all repaired (pu x periods)."""
        return sum(self.unserved_pu(order[:count]) for count in range(len(order) + 1))
