"""What orders of repairs cost, counted again: SciPy's linprog in bus angles, state by state; nothing of the planner."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from svitlo.plan.ordering.instance import Component, OrderingInstance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Recount:
    """Unserved load of the states of one instance, each computed once."""

    def __init__(self, instance: OrderingInstance) -> None:
        self._instance = instance
        self._known: dict[frozenset[Component], float] = {}

    def energy_not_served(self, order: Sequence[Component]) -> float:
        """Sum over periods 0 (nothing repaired) to D (all repaired), in pu x periods."""
        if sorted(order) != sorted(self._instance.damaged):
            raise ValueError("an order names every damaged component once")
        return sum(self.unserved_pu(frozenset(order[:count])) for count in range(len(order) + 1))

    def unserved_pu(self, repaired: frozenset[Component]) -> float:
        """Least load not served when these components are repaired."""
        if repaired not in self._known:
            gone = set(self._instance.damaged) - repaired
            self._known[repaired] = _unserved_pu(self._instance, gone)
        return self._known[repaired]


def _unserved_pu(instance: OrderingInstance, gone: set[Component]) -> float:
    """Columns: load served, negative load used and angle at each bus; generation; flow. All in pu and radians."""
    grid, base = instance.grid, instance.grid.base_mva
    alive, branches, machines = _standing(instance, gone)
    buses = grid.bus_count
    first = np.cumsum([0, buses, buses, buses, machines.size, branches.size]).tolist()
    served, used, angle, given, flow = (np.arange(a, b) for a, b in pairwise(first))
    low, high = np.zeros(first[-1]), np.full(first[-1], np.inf)
    high[served] = np.where(alive, grid.load_mw / base, 0.0)
    high[used] = np.where(alive, grid.injection_mw / base, 0.0)
    high[given] = grid.generator_max_mw[machines] / base
    high[flow] = grid.limit_mw[branches] / base
    low[flow] = -high[flow]
    low[angle] = -np.inf
    start, end = grid.branch_from[branches], grid.branch_to[branches]
    everywhere, law = np.arange(buses), buses + np.arange(branches.size)
    matrix = np.zeros((buses + branches.size, first[-1]))
    matrix[everywhere, served] = -1.0
    matrix[everywhere, used] = 1.0
    matrix[grid.generator_bus[machines], given] = 1.0
    matrix[start, flow] = -1.0
    matrix[end, flow] = 1.0
    matrix[law, flow] = grid.reactance_pu[branches]
    matrix[law, angle[start]] = -1.0
    matrix[law, angle[end]] = 1.0
    cost = np.zeros(first[-1])
    cost[served] = -1.0
    limits = list(zip(low.tolist(), high.tolist(), strict=True))
    done = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=limits, method="highs")
    if done.status != 0:
        raise RuntimeError(f"linprog: {done.message}")
    return float(grid.load_mw.sum() / base + done.fun)


def _standing(instance: OrderingInstance, gone: set[Component]) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """Which buses are alive, and the rows of branches and generators that work."""
    grid = instance.grid
    lost = {kind: [row for one, row in gone if one == kind] for kind in ("bus", "branch", "gen")}
    alive = np.ones(grid.bus_count, dtype=np.bool_)
    alive[lost["bus"]] = False
    closed = alive[grid.branch_from] & alive[grid.branch_to]
    closed[lost["branch"]] = False
    works = alive[grid.generator_bus]
    works[lost["gen"]] = False
    return alive, np.flatnonzero(closed), np.flatnonzero(works)
