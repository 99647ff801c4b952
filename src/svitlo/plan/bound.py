"""A lower bound on the objective of every plan that keeps the contract.

The days are taken apart. For each day and block one linear program asks what could be served at best if repairs and
purchases were divisible and the day owed nothing to any other day. What a feasible plan serves on that day is a point
of that program, so the sum of the programs' values is never above the plan's objective:

- `done` (task,) is how much of each repair is complete: nothing before the soonest day on which it could be;
- crews: the works complete by the day fit into the crew-days since they could start, for each such day and kind;
- equipment: what they use up has arrived as a gift or was bought in time, within stock, money and supply;
- `up` (asset,): a damaged branch carries at most its share of its limit and leaves a free gap in the cycles through it
  (so that no repair does harm here), and what hangs on a damaged bus works at most at the bus's share.
"""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.cycles import fundamental_cycles
from svitlo.plan.formulation import NUDGE_WORTH, PowerColumns, add_balance, add_cycles, add_power, cost_of_worth
from svitlo.plan.resources import ResourceRows, add_resources, soonest_service_days
from svitlo.plan.situation import Situation
from svitlo.plan.solve import Solver

ROUNDING_SHARE = 1e-9
"""Taken off for the solver's rounding, in shares of all demand: what comes out is never above the truth."""


def lower_bound(situation: Situation) -> float:
    """Weighted person-hours without power that no plan can go below."""
    if not situation.people.place_ids:
        return 0.0
    relaxation = _Relaxation(situation)
    demand = situation.demand
    total = 0.0
    for block in range(demand.hours.size):
        for day in range(situation.days):
            factor = float(demand.load_factor[day, block])
            if factor > 0.0:
                unserved_cost = relaxation.unserved_cost(day, factor)
                total += unserved_cost * float(demand.hours[block] * demand.weight[day, block]) / factor
    return total


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Gate:
    """Columns that work at most at the share of a damaged asset: |x[column]| <= limit x up[asset]."""

    column: Ints
    asset: Ints
    limit: Floats
    both_ways: bool


class _Relaxation:
    """The program of one day and block; only bounds, and the demand behind damaged buses, change between them."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        people, grid = situation.people, situation.grid
        self._cost_per_mw = people.cost_per_mw
        self._cost_of_worth = cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0
        cycles = fundamental_cycles(grid)
        blocks = Blocks()
        worth = self._cost_per_mw / self._cost_of_worth
        worth = np.where(worth > 0.0, np.maximum(worth, NUDGE_WORTH), 0.0)
        self._columns = add_power(blocks, grid, people.load_mw, worth, cycles)
        add_balance(blocks, grid, self._columns, people.bus)
        add_cycles(blocks, grid, cycles, self._columns)
        self._up = blocks.columns("up", np.zeros(len(situation.outages.items)), 1.0)
        self._done = blocks.columns("done", np.zeros(len(situation.tasks)), 1.0)
        self._after_repair = blocks.rows("up_after_repair", np.full(len(situation.tasks), -np.inf), 0.0)
        self._repaired = np.array([task.work.asset for task in situation.tasks], dtype=np.int64)
        blocks.add(self._after_repair, self._up[self._repaired], 1.0)
        blocks.add(self._after_repair, self._done, -1.0)
        self._load_gate = _loads_behind(situation, self._columns)
        self._load_rows = _add_gate(blocks, self._load_gate, self._up)
        for gate in _gates(situation, self._columns):
            _add_gate(blocks, gate, self._up)
        self._resources: ResourceRows = add_resources(blocks, situation, self._done)
        self._soonest = soonest_service_days(situation)
        self._model = blocks.build()
        self._solver = Solver(self._model)
        self._free_gap = _touched(situation)[cycles.branches]

    def unserved_cost(self, day: int, factor: float) -> float:
        """Least cost of load not served on a day, by the relaxation."""
        situation, columns = self._situation, self._columns
        grid, people, intact = situation.grid, situation.people, situation.grid.intact
        lower, upper = self._model.lower.copy(), self._model.upper.copy()
        demand = people.load_mw * factor
        upper[columns.served] = np.where(intact.bus_up[people.bus], demand, 0.0)
        upper[columns.injection] = np.where(intact.bus_up, grid.injection_mw * factor, 0.0)
        upper[columns.generation] = np.where(intact.generator_share > 0.0, grid.generator_max_mw, 0.0)
        limit = np.where(intact.branch_share > 0.0, grid.limit_mw, 0.0)
        lower[columns.flow], upper[columns.flow] = -limit, limit
        lower[columns.gap] = np.where(self._free_gap, -np.inf, 0.0)
        upper[columns.gap] = np.where(self._free_gap, np.inf, 0.0)
        still_whole = situation.outages.out_from_day > day
        has_task = np.zeros(still_whole.size, dtype=np.bool_)
        has_task[self._repaired] = True
        upper[self._up] = (still_whole | has_task).astype(np.float64)
        upper[self._done] = (self._soonest <= day).astype(np.float64)
        self._resources.limit_by_day(day, upper, self._solver)
        self._solver.bound_columns(lower, upper)
        for row, whole in zip(self._after_repair.tolist(), still_whole[self._repaired].tolist(), strict=True):
            self._solver.bound_row(row, -np.inf, 1.0 if whole else 0.0)
        for row, asset, load_mw in zip(
            self._load_rows.tolist(), self._load_gate.asset.tolist(), self._load_gate.limit.tolist(), strict=True
        ):
            self._solver.set_entry(row, int(self._up[asset]), -load_mw * factor)
        solution = self._solver.solve()
        served = 0.0 if solution is None else -solution.objective * self._cost_of_worth
        return max(0.0, float(self._cost_per_mw @ demand) * (1.0 - ROUNDING_SHARE) - served)


def _touched(situation: Situation) -> np.ndarray:
    """Branches that are damaged, hang on a damaged bus, or are off in the file (branch,)."""
    grid = situation.grid
    touched = grid.intact.branch_share <= 0.0
    for item in situation.outages.items:
        touched[list(item.branch_rows)] = True
        for bus in item.bus_rows:
            touched |= (grid.branch_from == bus) | (grid.branch_to == bus)
    return touched


def _loads_behind(situation: Situation, columns: PowerColumns) -> _Gate:
    """The loads at damaged buses; their limit is the base demand and is scaled by the day's factor."""
    pairs = [
        (load, asset)
        for asset, item in enumerate(situation.outages.items)
        for bus in item.bus_rows
        for load in np.flatnonzero(situation.people.bus == bus).tolist()
    ]
    loads, assets = _pair_columns(pairs)
    return _Gate(column=columns.served[loads], asset=assets, limit=situation.people.load_mw[loads], both_ways=False)


def _gates(situation: Situation, columns: PowerColumns) -> list[_Gate]:
    """Flows and generation that depend on a damaged asset."""
    grid = situation.grid
    flow_pairs: list[tuple[int, int]] = []
    generation_pairs: list[tuple[int, int]] = []
    for asset, item in enumerate(situation.outages.items):
        flow_pairs += [(row, asset) for row in item.branch_rows]
        generation_pairs += [(row, asset) for row in item.generator_rows]
        for bus in item.bus_rows:
            at_bus = np.flatnonzero((grid.branch_from == bus) | (grid.branch_to == bus)).tolist()
            flow_pairs += [(row, asset) for row in at_bus]
            generation_pairs += [(row, asset) for row in np.flatnonzero(grid.generator_bus == bus).tolist()]
    # No branch needs to carry, and no generator to give, more than all demand; but phase shifters drive flows around,
    # and a series capacitor (or the star of a three-winding transformer) draws more through it than comes out.
    most_mw = float(situation.people.load_mw.sum() * situation.demand.load_factor.max())
    flows, flow_assets = _pair_columns(flow_pairs)
    plain = not np.any(grid.shift_rad) and bool(np.all(grid.reactance_pu > 0.0))
    flow_limit = np.minimum(grid.limit_mw[flows], most_mw) if plain else grid.limit_mw[flows]
    machines, machine_assets = _pair_columns(generation_pairs)
    return [
        _Gate(column=columns.flow[flows], asset=flow_assets, limit=flow_limit, both_ways=True),
        _Gate(
            column=columns.generation[machines],
            asset=machine_assets,
            limit=np.minimum(grid.generator_max_mw[machines], most_mw),
            both_ways=False,
        ),
    ]


def _pair_columns(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _add_gate(blocks: Blocks, gate: _Gate, up: Ints) -> Ints:
    """Rows `x - limit x up <= 0` (and `-x - limit x up <= 0`) where the limit is finite; returns the first kind."""
    kept = np.isfinite(gate.limit)
    column, asset, limit = gate.column[kept], gate.asset[kept], gate.limit[kept]
    forward = blocks.rows("gate", np.full(column.size, -np.inf), 0.0)
    blocks.add(forward, column, 1.0)
    blocks.add(forward, up[asset], -limit)
    if gate.both_ways:
        backward = blocks.rows("gate_back", np.full(column.size, -np.inf), 0.0)
        blocks.add(backward, column, -1.0)
        blocks.add(backward, up[asset], -limit)
    return forward
