"""The auditor's own DC model: what a network in a given condition can serve, as a linear programme over bus angles.

Columns are branch flows, bus angles, generation, injections used and load left unserved; rows are the balance of each
bus and the DC law of each branch in service (contract, section 2, "Serve"). SciPy solves it.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from svitlo.assets.power import Condition, Floats, Grid, Ints
from svitlo.tables.errors import EngineFailed

_INFEASIBLE = 2
_TRIES: tuple[tuple[Literal["highs", "highs-ds", "highs-ipm"], bool, float], ...] = (
    ("highs", True, 1e-9),
    ("highs-ds", False, 1e-7),
    ("highs-ipm", True, 1e-7),
)
"""Method, presolve and tolerance of the ways to solve, until one reaches a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dispatch:
    """One way to serve at least cost: `unserved_mw` (place,), `flow_mw` (branch,), `generation_mw` (generator,),
    `cost` = sum of cost per MW times unserved MW.
    """

    unserved_mw: Floats
    flow_mw: Floats
    generation_mw: Floats
    cost: float


def least_unserved(
    grid: Grid, condition: Condition, demand_mw: Floats, cost_per_mw: Floats, place_bus: Ints, injection_mw: Floats
) -> Dispatch | None:
    """The cheapest load to leave unserved.

    Shapes: `demand_mw`, `cost_per_mw` (>= 0) and `place_bus` (bus rows) are (place,); `injection_mw` (bus,) is what
    negative load offers, all of which may be curtailed. None: no flow keeps the limits whatever is shed (a phase
    shifter that pushes more around a loop than the loop may carry). Raises EngineFailed if SciPy reaches no verdict.
    """
    branch = np.flatnonzero(condition.branch_share > 0.0)
    up = condition.bus_up
    ceiling_mw = _scaled(grid.generator_max_mw, condition.generator_share)
    limit_mw = _scaled(grid.limit_mw, condition.branch_share)[branch]
    offered_mw = np.where(up, injection_mw, 0.0)
    served_max = np.where(up[place_bus], demand_mw, 0.0)
    places = demand_mw.size
    bounds = _bounds(limit_mw, grid.bus_count, np.concatenate([ceiling_mw, offered_mw, served_max]))
    scale = max(float(cost_per_mw.max(initial=0.0)), 1e-300)
    cost = np.zeros(len(bounds))
    cost[len(bounds) - places :] = -cost_per_mw / scale
    solved = _solve(cost, _rows(grid, branch, place_bus), _right_side(grid, branch), bounds)
    if solved is None:
        return None
    served_mw = np.clip(solved[solved.size - places :], 0.0, served_max)
    flow_mw = np.zeros(condition.branch_share.size)
    flow_mw[branch] = solved[: branch.size]
    first = branch.size + grid.bus_count
    unserved_mw = demand_mw - served_mw
    return Dispatch(
        unserved_mw=unserved_mw,
        flow_mw=flow_mw,
        generation_mw=solved[first : first + ceiling_mw.size],
        cost=float(cost_per_mw @ unserved_mw),
    )


def can_serve(
    grid: Grid, condition: Condition, served_mw: Floats, place_bus: Ints, injection_mw: Floats
) -> float | None:
    """How many MW of this served load no dispatch within the limits can carry: 0 where it is possible.

    `served_mw` and `place_bus` are (place,), `injection_mw` (bus,). None and errors as in `least_unserved`.
    """
    dispatch = least_unserved(grid, condition, served_mw, np.ones(served_mw.size), place_bus, injection_mw)
    return None if dispatch is None else float(dispatch.unserved_mw.sum())


def _scaled(most: Floats, share: Floats) -> Floats:
    """Capacity times share, where no capacity limit stays none and what is out has none at all."""
    return np.multiply(most, share, out=np.zeros_like(most), where=share > 0.0)


def _bounds(limit_mw: Floats, bus_count: int, most: Floats) -> list[tuple[float, float]]:
    """Lower and upper bounds of the columns: flows, angles (free), then what runs from 0 to `most`."""
    free = np.full(bus_count, np.inf)
    low = np.concatenate([-limit_mw, -free, np.zeros(most.size)])
    high = np.concatenate([limit_mw, free, most])
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _rows(grid: Grid, branch: Ints, place_bus: Ints) -> sp.csr_array:
    """Balance of each bus: generation + injection - flow out + flow in - served = 0.
    DC law of each branch: reactance x flow - (angle from - angle to) = - shift, angles in rad times base MVA.
    """
    start, end, buses = grid.branch_from[branch], grid.branch_to[branch], np.arange(grid.bus_count)
    flow = np.arange(branch.size)
    law, angle = grid.bus_count + flow, branch.size
    sources = np.concatenate([grid.generator_bus, buses])
    first = branch.size + grid.bus_count
    source, served = first + np.arange(sources.size), first + sources.size + np.arange(place_bus.size)
    one = np.ones(branch.size)
    row = np.concatenate([start, end, sources, place_bus, law, law, law])
    column = np.concatenate([flow, flow, source, served, flow, angle + start, angle + end])
    value = np.concatenate(
        [-one, one, np.ones(sources.size), -np.ones(place_bus.size), grid.reactance_pu[branch], -one, one]
    )
    shape = (grid.bus_count + branch.size, first + sources.size + place_bus.size)
    return sp.csr_array((value, (row, column)), shape=shape)


def _right_side(grid: Grid, branch: Ints) -> Floats:
    return np.concatenate([np.zeros(grid.bus_count), -grid.shift_rad[branch] * grid.base_mva])


def _solve(cost: Floats, rows: sp.csr_array, right: Floats, bounds: list[tuple[float, float]]) -> Floats | None:
    """The best point, None if there is no point; a try without a verdict is repeated in other ways."""
    matrix: Any = rows  # SciPy takes sparse rows here, its type stubs do not know
    for method, presolve, tolerance in _TRIES:
        result = linprog(
            cost,
            A_eq=matrix,
            b_eq=right,
            bounds=bounds,
            method=method,
            options={
                "presolve": presolve,
                "primal_feasibility_tolerance": tolerance,
                "dual_feasibility_tolerance": tolerance,
            },
        )
        if result.status == 0:
            return np.asarray(result.x, dtype=np.float64)
        if result.status == _INFEASIBLE:
            return None
    raise EngineFailed(f"the DC model found no verdict: {result.message}")
