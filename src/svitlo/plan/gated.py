"""A grid in which every damaged asset has a switch: the network part of programs that choose what to repair.

A column `up` (asset,) between 0 and 1 says how much of each damaged asset is in service. What depends on an asset (its
own branches and generators, and all that hangs on a damaged bus) works at most at that share:

- flow <= limit x up. The limit is first cut to what the buses around a branch can send or take, so that a part of a
  large line is not enough to serve a small town;
- a branch that can be out leaves a gap in the cycles through it, free while it is out. `kirchhoff` closes the gap as
  the branch comes back: |gap| <= M x (1 - up). M is the most that the angles at its ends can differ by: along a path
  of branches that never fail or, where there is none, along any chain of damaged ones. Without it the gap stays free,
  which serves at least as much.
"""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Bools, Floats, Grid, Ints
from svitlo.assets.waterworks import load_mw
from svitlo.plan.angles import open_spreads
from svitlo.plan.blocks import Blocks
from svitlo.plan.cycles import Cycles, fundamental_cycles
from svitlo.plan.formulation import PowerColumns, add_balance, add_cycles, add_power
from svitlo.plan.situation import Situation

TIGHTENING_ROUNDS = 20

WORTHWHILE_ANGLE = 1e7
"""A limit on an angle gap (MW) beyond this would not be told from none by the solver."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GatedGrid:
    """The grid of a situation and who switches what.

    Pairs of arrays: `flow_row` and `flow_asset` (a branch and a damaged asset that it needs), likewise generators and
    loads; `load_mw` (load,) is what the loads ask for at base demand, `constant_from` the first of them that asks for
    the same at any. `forward_mw`, `backward_mw` (branch,): the most that can flow from -> to and back in any state.
    `gap_most` (branch on a cycle,): the most that a gap can be, 0 for branches that are never out, inf if not known.
    """

    grid: Grid
    cycles: Cycles
    load_bus: Ints
    load_mw: Floats
    constant_from: int
    flow_row: Ints
    flow_asset: Ints
    generator_row: Ints
    generator_asset: Ints
    load_row: Ints
    load_asset: Ints
    forward_mw: Floats
    backward_mw: Floats
    generator_most_mw: Floats
    gap_most: Floats

    def demand_mw(self, factor: float) -> Floats:
        """What the loads ask for at a demand factor (load,)."""
        return load_mw(self.load_mw, self.constant_from, np.float64(factor))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GatedColumns:
    """Columns of one network, and the rows `served - load x factor x up <= 0` of loads behind damaged buses."""

    power: PowerColumns
    load_gate: Ints


def gated_grid(situation: Situation) -> GatedGrid:
    """The switches of a situation's damaged assets, with limits as tight as balance at the buses makes them."""
    grid, people = situation.grid, situation.loads
    flows: list[tuple[int, int]] = []
    machines: list[tuple[int, int]] = []
    loads: list[tuple[int, int]] = []
    for asset, item in enumerate(situation.outages.items):
        flows += [(row, asset) for row in item.branch_rows]
        machines += [(row, asset) for row in item.generator_rows]
        for bus in item.bus_rows:
            at_bus = np.flatnonzero((grid.branch_from == bus) | (grid.branch_to == bus)).tolist()
            flows += [(row, asset) for row in at_bus]
            machines += [(row, asset) for row in np.flatnonzero(grid.generator_bus == bus).tolist()]
            loads += [(row, asset) for row in np.flatnonzero(people.bus == bus).tolist()]
    cycles = fundamental_cycles(grid)
    factor = float(situation.demand.load_factor.max(initial=0.0))
    constant_from = situation.people.bus.size
    demand_mw = load_mw(people.load_mw, constant_from, np.float64(factor))
    most_mw = float(demand_mw.sum())
    # No branch needs to carry, and no generator to give, more than all demand; but phase shifters drive flows around,
    # and a series capacitor (or the star of a three-winding transformer) draws more through it than comes out.
    plain = not np.any(grid.shift_rad) and bool(np.all(grid.reactance_pu > 0.0))
    limit_mw = np.minimum(grid.limit_mw, most_mw) if plain else grid.limit_mw
    limit_mw = np.where(grid.intact.branch_share > 0.0, limit_mw, 0.0)
    generator_mw = np.where(grid.intact.generator_share > 0.0, np.minimum(grid.generator_max_mw, most_mw), 0.0)
    forward_mw, backward_mw = _tightened(situation, limit_mw, generator_mw, demand_mw)
    backward_mw[grid.one_way] = 0.0
    can_be_out = grid.intact.branch_share <= 0.0
    can_be_out[[row for row, _ in flows]] = True
    (flow_row, flow_asset), (generator_row, generator_asset), (load_row, load_asset) = map(
        _columns_of, (flows, machines, loads)
    )
    return GatedGrid(
        grid=grid,
        cycles=cycles,
        load_bus=people.bus,
        load_mw=people.load_mw,
        constant_from=constant_from,
        flow_row=flow_row,
        flow_asset=flow_asset,
        generator_row=generator_row,
        generator_asset=generator_asset,
        load_row=load_row,
        load_asset=load_asset,
        forward_mw=forward_mw,
        backward_mw=backward_mw,
        generator_most_mw=generator_mw,
        gap_most=_widest_gaps(grid, limit_mw, can_be_out)[cycles.branches],
    )


def add_gated(
    blocks: Blocks, gated: GatedGrid, up: Ints, worth_per_mw: Floats, factor: float, *, kirchhoff: bool
) -> GatedColumns:
    """One network at one demand factor, switched by `up` (asset,); each MW served (load,) earns its worth."""
    grid, cycles = gated.grid, gated.cycles
    demand_mw = gated.demand_mw(factor)
    columns = add_power(blocks, grid, demand_mw, worth_per_mw, cycles)
    add_balance(blocks, grid, columns, gated.load_bus)
    add_cycles(blocks, grid, cycles, columns)
    flows = columns.flow[gated.flow_row]
    _add_gate(blocks, flows, up[gated.flow_asset], gated.forward_mw[gated.flow_row], 1.0)
    _add_gate(blocks, flows, up[gated.flow_asset], gated.backward_mw[gated.flow_row], -1.0)
    machines, machine_mw = columns.generation[gated.generator_row], gated.generator_most_mw[gated.generator_row]
    _add_gate(blocks, machines, up[gated.generator_asset], machine_mw, 1.0)
    behind_mw = demand_mw[gated.load_row]
    load_gate = _add_gate(blocks, columns.served[gated.load_row], up[gated.load_asset], behind_mw, 1.0)
    if kirchhoff:
        _add_closing_gaps(blocks, gated, columns, up)
    return GatedColumns(power=columns, load_gate=load_gate)


def set_bounds(
    gated: GatedGrid, columns: PowerColumns, factor: float, bounds: tuple[Floats, Floats], *, kirchhoff: bool
) -> None:
    """Write the bounds of one network's columns at one demand factor into `bounds` (lower, upper)."""
    lower, upper = bounds
    grid, intact = gated.grid, gated.grid.intact
    upper[columns.served] = np.where(intact.bus_up[gated.load_bus], gated.demand_mw(factor), 0.0)
    upper[columns.injection] = np.where(intact.bus_up, grid.injection_mw * factor, 0.0)[columns.injection_bus]
    upper[columns.generation] = np.where(intact.generator_share > 0.0, grid.generator_max_mw, 0.0)
    limit = np.where(intact.branch_share > 0.0, grid.limit_mw, 0.0)
    lower[columns.flow], upper[columns.flow] = -limit, limit
    lower[columns.flow[grid.one_way]] = 0.0
    most = gated.gap_most if kirchhoff else np.where(gated.gap_most > 0.0, np.inf, 0.0)
    most = np.where(intact.branch_share[gated.cycles.branches] > 0.0, most, np.inf)
    lower[columns.gap], upper[columns.gap] = -most, most


def _add_gate(blocks: Blocks, column: Ints, up: Ints, limit: Floats, sign: float) -> Ints:
    """Rows `sign x column - limit x up <= 0` where the limit is finite."""
    kept = np.isfinite(limit)
    gate = blocks.rows("gate", np.full(int(kept.sum()), -np.inf), 0.0)
    blocks.add(gate, column[kept], sign)
    blocks.add(gate, up[kept], -limit[kept])
    return gate


def _add_closing_gaps(blocks: Blocks, gated: GatedGrid, columns: PowerColumns, up: Ints) -> None:
    """Rows `|gap| + most x (sum of up) <= most x (count)`: the gap is closed when all that the branch needs is up."""
    gap = gated.cycles.gap_of[gated.flow_row]
    # A network without cycles has no gaps to look up.
    most, closes = np.full(gap.size, np.inf), gap >= 0
    most[closes] = gated.gap_most[gap[closes]]
    kept = np.isfinite(most)
    gap, asset, most = gap[kept], gated.flow_asset[kept], most[kept]
    gaps, where, count = np.unique(gap, return_inverse=True, return_counts=True)
    for sign in (1.0, -1.0):
        rows = blocks.rows("gap_closes", np.full(gaps.size, -np.inf), gated.gap_most[gaps] * count)
        blocks.add(rows, columns.gap[gaps], sign)
        blocks.add(rows[where], up[asset], most)


def _tightened(
    situation: Situation, limit_mw: Floats, generator_mw: Floats, demand_mw: Floats
) -> tuple[Floats, Floats]:
    """The most that each branch can carry each way: no more than the bus behind it can send, or the one ahead take."""
    grid, people, factor = situation.grid, situation.loads, float(situation.demand.load_factor.max(initial=0.0))
    start, end, count = grid.branch_from, grid.branch_to, grid.bus_count
    load = np.bincount(people.bus, weights=demand_mw, minlength=count)
    source = np.bincount(grid.generator_bus, weights=generator_mw, minlength=count) + grid.injection_mw * factor
    forward, backward = limit_mw.copy(), limit_mw.copy()
    if not np.all(np.isfinite(limit_mw)):
        return forward, backward
    for _ in range(TIGHTENING_ROUNDS):
        coming = np.bincount(end, weights=forward, minlength=count) + np.bincount(start, backward, minlength=count)
        going = np.bincount(start, weights=forward, minlength=count) + np.bincount(end, backward, minlength=count)
        sent = np.minimum(source[start] + coming[start] - backward, load[end] + going[end] - backward)
        back = np.minimum(source[end] + coming[end] - forward, load[start] + going[start] - forward)
        forward, backward = np.minimum(forward, sent), np.minimum(backward, back)
    # Room for rounding: a limit a hair too low would make the bound untrue.
    slack = 1e-9 * (1.0 + float(limit_mw.max(initial=0.0)))
    return np.minimum(forward + slack, limit_mw), np.minimum(backward + slack, limit_mw)


def _widest_gaps(grid: Grid, limit_mw: Floats, can_be_out: Bools) -> Floats:
    """The most that the angles at the ends of each branch differ by while it is out (branch,), in base power x rad.

    Angles of parts that are not connected can be shifted against each other, so that no chain need be longer than one
    through every part once.
    """
    reach = np.abs(grid.reactance_pu) * limit_mw + grid.base_mva * np.abs(grid.shift_rad)
    ends = np.stack((grid.branch_from, grid.branch_to), axis=1)
    # What is firm has no gap. Room for rounding: a limit a hair too low would make the bound untrue.
    widest = np.where(can_be_out, open_spreads(ends, reach, ~can_be_out, grid.bus_count) * (1.0 + 1e-9), 0.0)
    # The loop law counts a phase shifter's shift while it is out, too.
    widest[can_be_out] += grid.base_mva * np.abs(grid.shift_rad[can_be_out])
    # A branch that the file has out of service stays out, whatever is repaired around it: its gap never closes.
    never = grid.intact.branch_share <= 0.0
    widest[never | ~np.isfinite(widest) | (widest > WORTHWHILE_ANGLE)] = np.inf
    return widest


def _columns_of(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
