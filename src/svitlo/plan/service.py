"""What a grid can serve: the least weighted load shedding of any set of outages, by DC power flow.

The formulation is Kirchhoff's two laws with fixed cycles. Flows balance at each bus; around each fundamental cycle of
the undamaged grid the angle differences sum to zero (`formulation`). A branch that is out carries nothing and leaves a
free gap in the cycles through it, so an outage changes column bounds only, never the matrix, and a solver stays warm
from state to state.

Phase shifters in a loop can push more around it than the loop may carry, whatever is shed. Such a state cannot be run
as the contract says, and serves nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from svitlo.assets.power import Bools, Condition, Floats, Grid, Ints
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.cycles import fundamental_cycles
from svitlo.plan.formulation import NUDGE_WORTH, PowerColumns, add_balance, add_cycles, add_power, cost_of_worth
from svitlo.plan.solve import Basis, Solver

__all__ = ["Service", "ServiceModel", "least_unserved"]

KEPT_STARTS = 64
"""States and demands whose ends are kept as starts for others; more take longer to look through than they save."""

NEARER = 2
"""A kept start is taken up if it is nearer than the last one by more than so many branches and generators."""

FAR = 150
"""A state that differs by more than so many is solved from nothing, where that is not slower: in a larger grid."""

LARGER_BUS_COUNT = 1000

DIFFERING_PER_DEMAND = 80.0
"""How many branches and generators a change of demand by its base counts as: a tenth of it as eight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """What one state serves.

    `unserved_cost`: sum of cost_per_mw x shed load. `served_mw` (load,). `slope`: a subgradient of `unserved_cost` in
    the demand factor at this point. `flow_mw` (branch,), `generation_mw` (generator,), `injection_mw` (bus,).
    """

    unserved_cost: float
    slope: float
    served_mw: Floats
    flow_mw: Floats
    generation_mw: Floats
    injection_mw: Floats


class ServiceModel:
    """The service of one grid in any condition and at any demand factor, kept warm between calls.

    `once`: it will be asked once.

    `load_bus` (load,) are bus rows, `load_mw` (load,) the base demand, `cost_per_mw` (load,) what a MW not served
    costs (>= 0). All demand and all negative load is multiplied by the factor.
    """

    def __init__(self, grid: Grid, load_bus: Ints, load_mw: Floats, cost_per_mw: Floats, *, once: bool = False) -> None:
        self.grid = grid
        self.load_bus = load_bus
        self.load_mw = load_mw
        self.cost_per_mw = cost_per_mw
        self._cycles = fundamental_cycles(grid)
        self._cost_of_worth = cost_of_worth(load_mw, cost_per_mw)
        self.model, self._columns = self._build()
        self._spans = _Spans.of(self._columns)
        self._blackout_cost = float(cost_per_mw @ load_mw)
        self._solver = Solver(self.model, once=once)
        self._starts = _Starts()

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far: the unit in which effort is counted."""
        return self._solver.solve_count

    def fresh(self) -> None:
        """Forget the warm basis, so that the next answer does not depend on what was asked before."""
        count = self._solver.solve_count
        self._solver = Solver(self.model)
        self._solver.solve_count = count
        self._starts = _Starts()

    def serve(self, condition: Condition, factor: float) -> Service:
        """The least weighted unserved load in this condition when demand is `factor` times the base."""
        lower, upper = self.bounds(condition, factor)
        self._solver.bound_columns(lower, upper)
        self._starts.approach(self._solver, condition, factor)
        solution = self._solver.solve()
        if solution is None:
            return self._dark(factor)
        self._starts.keep(self._solver)
        spans = self._spans
        served = np.minimum(np.maximum(solution.x[spans.served], 0.0), upper[spans.served])
        # Weak duality: with these multipliers every other factor costs at least as much as its own upper bounds give.
        slope = self._blackout_cost
        if factor > 0.0:
            for span in (spans.served, spans.injection):
                gain = np.minimum(solution.reduced_cost[span], 0.0)
                slope += self._cost_of_worth * float(gain @ upper[span]) / factor
        return Service(
            unserved_cost=float(self.cost_per_mw @ (self.load_mw * factor - served)),
            slope=slope,
            served_mw=served,
            flow_mw=solution.x[spans.flow],
            generation_mw=solution.x[spans.generation],
            injection_mw=self._at_buses(solution.x[spans.injection]),
        )

    def _at_buses(self, injection_mw: Floats) -> Floats:
        """From buses with negative load to all buses."""
        at_bus = np.zeros(self.grid.bus_count)
        at_bus[self._columns.injection_bus] = injection_mw
        return at_bus

    def _dark(self, factor: float) -> Service:
        """Nothing is served."""
        return Service(
            unserved_cost=self._blackout_cost * factor,
            slope=self._blackout_cost,
            served_mw=np.zeros(self.load_mw.size),
            flow_mw=np.zeros(self.grid.branch_from.size),
            generation_mw=np.zeros(self.grid.generator_bus.size),
            injection_mw=np.zeros(self.grid.bus_count),
        )

    def bounds(self, condition: Condition, factor: float) -> tuple[Floats, Floats]:
        """Lower and upper bounds of all columns in this condition."""
        spans, grid, bus_up = self._spans, self.grid, condition.bus_up
        lower, upper = self.model.lower.copy(), self.model.upper.copy()
        upper[spans.served] = np.where(bus_up[self.load_bus], self.load_mw * factor, 0.0)
        injecting = self._columns.injection_bus
        upper[spans.injection] = np.where(bus_up[injecting], grid.injection_mw[injecting] * factor, 0.0)
        upper[spans.generation] = _scaled(grid.generator_max_mw, condition.generator_share)
        limit = _scaled(grid.limit_mw, condition.branch_share)
        lower[spans.flow], upper[spans.flow] = -limit, limit
        lower[spans.flow][grid.one_way] = 0.0
        gap = np.where(condition.branch_share[self._cycles.branches] > 0.0, 0.0, np.inf)
        lower[spans.gap], upper[spans.gap] = -gap, gap
        return lower, upper

    def _build(self) -> tuple[LinearModel, PowerColumns]:
        grid, blocks = self.grid, Blocks()
        worth = np.maximum(self.cost_per_mw / (self._cost_of_worth or 1.0), NUDGE_WORTH)
        columns = add_power(blocks, grid, self.load_mw, worth, self._cycles)
        add_balance(blocks, grid, columns, self.load_bus)
        add_cycles(blocks, grid, self._cycles, columns)
        return blocks.build(), columns


class _Spans(NamedTuple):
    """The columns of each block, which lie side by side: a slice is read and written faster than numbers are."""

    served: slice
    injection: slice
    generation: slice
    flow: slice
    gap: slice

    @staticmethod
    def of(columns: PowerColumns) -> "_Spans":
        """From column numbers."""
        blocks = (columns.served, columns.injection, columns.generation, columns.flow, columns.gap)
        return _Spans(*(slice(int(block[0]), int(block[-1]) + 1) if block.size else slice(0, 0) for block in blocks))


class _Starts:
    """Where the last solves ended, so that the next one starts from the state and demand that are most like its own."""

    def __init__(self) -> None:
        self._states: Bools = np.zeros((KEPT_STARTS, 0), dtype=np.bool_)
        self._factors = np.zeros(KEPT_STARTS)
        self._bases: list[Basis] = []
        self._asked: Bools = np.zeros(0, dtype=np.bool_)
        self._factor = 0.0
        self._next = 0
        self._last = -1

    def approach(self, solver: Solver, condition: Condition, factor: float) -> None:
        """Let the solver start near this condition and demand, or from nothing where all that is kept is far."""
        self._asked = np.concatenate((condition.branch_share > 0.0, condition.generator_share > 0.0))
        self._factor = factor
        if self._last < 0:
            return
        distance = self._distances(slice(self._last, self._last + 1))[0]
        if distance > NEARER:
            all_distances = self._distances(slice(len(self._bases)))
            nearest = int(all_distances.argmin())
            if all_distances[nearest] + NEARER < distance:
                solver.start_from(self._bases[nearest])
                distance = all_distances[nearest]
        if distance > FAR and condition.bus_up.size >= LARGER_BUS_COUNT:
            solver.forget()

    def _distances(self, kept: slice) -> Floats:
        """How far what is kept is from what is asked, in branches and generators that differ."""
        differing = np.count_nonzero(self._states[kept] != self._asked, axis=1)
        return np.asarray(differing + DIFFERING_PER_DEMAND * np.abs(self._factors[kept] - self._factor))

    def keep(self, solver: Solver) -> None:
        """Remember where the solve of what was approached ended."""
        if not self._states.size:
            self._states = np.zeros((KEPT_STARTS, self._asked.size), dtype=np.bool_)
        self._states[self._next], self._factors[self._next] = self._asked, self._factor
        self._bases[self._next : self._next + 1] = [solver.basis]
        self._last = self._next
        self._next = (self._next + 1) % KEPT_STARTS


def _scaled(limit: Floats, share: Floats) -> Floats:
    """A limit times a share, where infinity times nothing is nothing."""
    return np.multiply(limit, share, out=np.zeros_like(limit), where=share > 0.0)


def least_unserved(
    grid: Grid, condition: Condition, *, load_bus: Ints, load_mw: Floats, cost_per_mw: Floats, factor: float = 1.0
) -> Service:
    """The least weighted unserved load of one grid in one condition (DC, exact).

    Args:
        grid: the network; `grid.intact` is its undamaged condition.
        condition: what is in service; islands and dead buses are allowed.
        load_bus: bus row of each load (load,).
        load_mw: demand of each load (load,), >= 0; negative load is in `grid.injection_mw`.
        cost_per_mw: what one MW not served costs (load,), >= 0.
        factor: multiplies all demand and all negative load.

    Raises:
        EngineFailed: the solver reached no verdict.
    """
    return ServiceModel(grid, load_bus, load_mw, cost_per_mw, once=True).serve(condition, factor)
