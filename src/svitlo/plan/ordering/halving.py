"""RRR rebuilt: the recursive two-period restoration ordering of Rhodes, Coffrin and Roald.

A mixed-integer program chooses which repairs come first: at most half of them, such that most load is served after
them. Each part is then divided in turn, until one repair is left. One level may take half of the time that is left, as
in the paper; so this method of others, alone of all here, may depend on the machine. Where the solver finds nothing,
utilisation's order is cut in two.

Many sets of repairs serve the same load, and which of them the solver happens to give decides how good the order
becomes: by 5 % and more. `best_halving` therefore takes the best of several runs that see the repairs in other orders.

Source: N. Rhodes, C. Coffrin, L. Roald, Recursive restoration refinement: a fast heuristic for near-optimal restoration
prioritization in power systems, PSCC 2022 (arXiv 2204.02504), and lanl-ansi/PowerModelsRestoration.jl. The code is our
own.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from svitlo.plan.ordering.baselines import utilisation
from svitlo.plan.ordering.best_state import best_state_model
from svitlo.plan.ordering.instance import Component, OrderingInstance
from svitlo.plan.ordering.states import Order
from svitlo.plan.solve import Until, solve_mixed

TIME_LIMIT_S = 600.0
"""For a whole order."""

LEAST_S = 0.1
"""What even the last level may take."""

NODE_LIMIT = 2**30

GAP_SHARE = 1e-4
"""What HiGHS stops at unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Halved:
    """An order and how it came about: mixed-integer programs solved, and how many of them were not proved."""

    order: Order
    program_count: int
    unproved_count: int


def recursive_halving(
    instance: OrderingInstance, *, shuffle_seed: int | None = None, time_limit_s: float = TIME_LIMIT_S
) -> Halved:
    """RRR's order; a seed shows the solver the repairs in another order."""
    halver = _Halver(instance, shuffle_seed)
    order = halver.refined((), instance.damaged, time_limit_s)
    return Halved(order, halver.program_count, halver.unproved_count)


def best_halving(
    instance: OrderingInstance, energy_not_served: Callable[[Order], float], *, run_count: int, time_limit_s: float
) -> Halved:
    """The best order of several runs of RRR, each with its own time limit; the first sees the repairs as they are."""
    runs = [
        recursive_halving(instance, shuffle_seed=run or None, time_limit_s=time_limit_s) for run in range(run_count)
    ]
    best = min(runs, key=lambda run: energy_not_served(run.order))
    return Halved(best.order, sum(run.program_count for run in runs), sum(run.unproved_count for run in runs))


class _Halver:
    def __init__(self, instance: OrderingInstance, shuffle_seed: int | None) -> None:
        self._instance = instance
        self._by_size = {component: place for place, component in enumerate(utilisation(instance))}
        self._rng = None if shuffle_seed is None else Random(shuffle_seed)  # noqa: S311 - not for secrets
        self.program_count = self.unproved_count = 0

    def refined(self, before: Order, items: Sequence[Component], time_limit_s: float) -> Order:
        """The order of some repairs when those before are done and those after are not."""
        if len(items) < 2:
            return tuple(items)
        starts = time.monotonic()
        first = self._first_part(before, items, max(LEAST_S, time_limit_s / 2.0))
        second = [item for item in items if item not in first]
        head = self.refined(before, first, time_limit_s - (time.monotonic() - starts))
        tail = self.refined((*before, *head), second, time_limit_s - (time.monotonic() - starts))
        return (*head, *tail)

    def _first_part(self, before: Order, items: Sequence[Component], time_limit_s: float) -> list[Component]:
        """What comes first: at least one repair and at most half of them."""
        items = list(items)
        if self._rng is not None:
            self._rng.shuffle(items)
        count = round(len(items) / 2)
        model, whole = best_state_model(self._instance, before, items, count)
        self.program_count += 1
        solution = solve_mixed(model, whole, Until(NODE_LIMIT, GAP_SHARE, time_limit_s))
        if solution is None:
            self.unproved_count += 1
            return self._by_utilisation(items, count)
        self.unproved_count += solution.objective - solution.bound > GAP_SHARE * abs(solution.objective) + 1e-6
        chosen = [item for item, value in zip(items, solution.x[whole].tolist(), strict=True) if value > 0.5]
        return chosen or self._by_utilisation(items, count)

    def _by_utilisation(self, items: Sequence[Component], count: int) -> list[Component]:
        return sorted(items, key=self._by_size.__getitem__)[:count]
