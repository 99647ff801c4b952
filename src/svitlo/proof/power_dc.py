"""The auditor's own DC model: what a network in a given condition can serve, as a linear programme over bus angles.

Columns are branch flows, bus angles, generation, injections used and load left unserved; rows are the balance of each
bus and the DC law of each branch in service (contract, section 2, "Serve"). SciPy solves it.

A set of its own supplies one load and nothing else ("Install"). Sets that may run only for hours tie the parts of a day
together: such a day is one programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from svitlo.assets.power import Condition, Floats, Grid, Ints
from svitlo.proof.own_sets import OwnSets
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayTask:
    """What a day, or a part of it, asks of a network.

    Shapes: `hours` (block,); `bus` (load,), bus rows; (block, load) for `asked_mw`, the demand in full, `wanted_mw`,
    how much of it is to be served, and `cost_per_mw` (>= 0, hours included) of what is not; `injection_mw` (block, bus)
    is what negative load offers, all of which may be curtailed.
    """

    hours: Floats
    bus: Ints
    asked_mw: Floats
    wanted_mw: Floats
    cost_per_mw: Floats
    injection_mw: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayDispatch:
    """One way to serve a day at least cost: (block, load) for `unserved_mw` and `own_mw`, what sets give; `cost` = sum
    of cost per MW times unserved MW.
    """

    unserved_mw: Floats
    own_mw: Floats
    cost: float


def least_unserved_in_day(
    grid: Grid, conditions: Sequence[Condition], task: DayTask, sets: OwnSets, own_worth: float = 0.0
) -> DayDispatch | None:
    """The cheapest load to leave unserved over all parts of a day, with sets that carry their own loads.

    `conditions` (block,) of one day differ in what machines can give and in nothing else.

    A set that gives x MW in a part of h hours, out of the most that it could give its load there, runs h times that
    share of hours. By `own_worth`, a share, what sets give is worth more. None and errors as in `least_unserved`.
    """
    condition = conditions[0]
    branch = np.flatnonzero(condition.branch_share > 0.0)
    blocks, loads = task.wanted_mw.shape
    limit_mw = _scaled(grid.limit_mw, condition.branch_share)[branch]
    served_most = np.where(condition.bus_up[task.bus], task.wanted_mw, 0.0)
    offered_mw = np.where(condition.bus_up, task.injection_mw, 0.0)
    one_mw = np.minimum(sets.size_mw, task.asked_mw[:, sets.load])
    own_most = np.minimum(sets.count * one_mw, task.wanted_mw[:, sets.load])
    bounds = []
    for block, part in enumerate(conditions):
        ceiling_mw = _scaled(grid.generator_max_mw, part.generator_share)
        most = np.concatenate([ceiling_mw, offered_mw[block], served_most[block]])
        bounds += _bounds(limit_mw, grid.bus_count, most)
    bounds += [(0.0, most) for most in own_most.ravel().tolist()]
    width, own_first = (len(bounds) - own_most.size) // blocks, len(bounds) - own_most.size
    served = width - loads + width * np.arange(blocks)[:, None] + np.arange(loads)
    own = own_first + np.arange(own_most.size).reshape(own_most.shape)
    scale = max(float(task.cost_per_mw.max(initial=0.0)), 1e-300)
    cost = np.zeros(len(bounds))
    cost[served] = -task.cost_per_mw / scale
    cost[own] = -(1.0 + own_worth) * task.cost_per_mw[:, sets.load] / scale
    network = sp.block_diag([_rows(grid, branch, task.bus)] * blocks, format="csr")
    network.resize(network.shape[0], len(bounds))
    right = np.tile(_right_side(grid, branch), blocks)
    solved = _solve(cost, sp.csr_array(network), right, bounds, _set_limits(task, sets, (served, own), one_mw))
    if solved is None:
        return None
    own_mw = np.zeros_like(task.wanted_mw)
    given_mw = np.clip(solved[own], 0.0, own_most)
    np.add.at(own_mw.T, sets.load, given_mw.T)
    unserved_mw = np.maximum(task.wanted_mw - np.clip(solved[served], 0.0, served_most) - own_mw, 0.0)
    own_mw = np.minimum(own_mw, task.wanted_mw)
    return DayDispatch(unserved_mw=unserved_mw, own_mw=own_mw, cost=float((task.cost_per_mw * unserved_mw).sum()))


def _set_limits(
    task: DayTask, sets: OwnSets, columns: tuple[Ints, Ints], one_mw: Floats
) -> tuple[sp.csr_array, Floats]:
    """No load gets more than it wants, from grid and sets together; no set runs longer than it may.

    `columns`: what the grid serves (block, load) and what sets give (block, set); `one_mw` (block, set): what one of
    the sets could give its load at most.
    """
    served, own = columns
    blocks = task.hours.size
    carried = np.unique(sets.load)
    place = np.searchsorted(carried, sets.load)
    count = carried.size * blocks
    first = np.arange(blocks)[:, None] * carried.size
    limited = np.flatnonzero(sets.is_limited)
    runs = one_mw[:, limited] > 0.0
    hours_per_mw = np.divide(task.hours[:, None], one_mw[:, limited], out=np.zeros(runs.shape), where=runs)
    set_rows = np.broadcast_to(count + np.arange(limited.size), runs.shape)
    row = [(first + np.arange(carried.size)).ravel(), (first + place).ravel(), set_rows[runs]]
    column = [served[:, carried].ravel(), own.ravel(), own[:, limited][runs]]
    value = [np.ones(count), np.ones(own.size), hours_per_mw[runs]]
    high = np.concatenate([task.wanted_mw[:, carried].ravel(), (sets.count * sets.hours_per_day)[limited]])
    shape = (high.size, int(own.max(initial=served.max(initial=-1))) + 1)
    entries = (np.concatenate(value), (np.concatenate(row), np.concatenate(column)))
    return sp.csr_array(entries, shape=shape), high


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


def _solve(
    cost: Floats,
    rows: sp.csr_array,
    right: Floats,
    bounds: list[tuple[float, float]],
    limits: tuple[sp.csr_array, Floats] | None = None,
) -> Floats | None:
    """The best point, None if there is no point; a try without a verdict is repeated in other ways.

    `limits`: more rows, and what each of them is at most.
    """
    matrix: Any = rows  # SciPy takes sparse rows here, its type stubs do not know
    more: Any = None if limits is None else limits[0]
    for method, presolve, tolerance in _TRIES:
        result = linprog(
            cost,
            A_ub=more,
            b_ub=None if limits is None else limits[1],
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
