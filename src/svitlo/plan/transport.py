"""What a grid could serve if power went where it is sent: a quick floor under the load shedding of DC power flow.

Only Kirchhoff's current law is kept. That leaves out equations and adds none, so that no state serves more, whatever
its reactances and phase shifts. Kept warm, a look at an unrelated state takes an eighth of the time that the exact
answer takes from 1354 buses on (below, a half to a third); after a single repair the two differ by less than a half.

With few classes of cost the same comes from maximum flows, class by class. Here nearly every load has a cost of its
own, and a linear program that starts where the last one ended needs no classes.
"""

import numpy as np

from svitlo.assets.power import Condition, Floats, Grid, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.formulation import NUDGE_WORTH, cost_of_worth
from svitlo.plan.solve import Solver

ROUNDING_SHARE = 1e-9
"""Taken off for rounding, in shares of what serving nothing costs."""


class TransportModel:
    """A floor under what one grid leaves unserved in any condition and at any demand factor, kept warm between calls.

    `load_bus` (load,) are bus rows, `load_mw` (load,) the base demand, `cost_per_mw` (load,) what a MW not served
    costs (>= 0). All demand and all negative load is multiplied by the factor.
    """

    def __init__(self, grid: Grid, load_bus: Ints, load_mw: Floats, cost_per_mw: Floats) -> None:
        self.grid = grid
        self.load_bus = load_bus
        self.load_mw = load_mw
        self._blackout_cost = float(cost_per_mw @ load_mw)
        self._cost_of_worth = cost_of_worth(load_mw, cost_per_mw)
        self._injection_bus = np.flatnonzero(grid.injection_mw > 0.0)
        worth = np.maximum(cost_per_mw / (self._cost_of_worth or 1.0), NUDGE_WORTH)
        blocks = Blocks()
        balance = blocks.rows("balance_mw", np.zeros(grid.bus_count), 0.0)
        zero = np.zeros(grid.branch_from.size)
        served = blocks.columns("served_mw", np.zeros(load_mw.size), 0.0, -worth)
        injection = blocks.columns("injection_mw", np.zeros(self._injection_bus.size), 0.0)
        generation = blocks.columns("generation_mw", np.zeros(grid.generator_bus.size), 0.0)
        flow = blocks.columns("flow_mw", zero, zero)
        blocks.add(balance[load_bus], served, -1.0)
        blocks.add(balance[self._injection_bus], injection, 1.0)
        blocks.add(balance[grid.generator_bus], generation, 1.0)
        blocks.add(balance[grid.branch_from], flow, -1.0)
        blocks.add(balance[grid.branch_to], flow, 1.0)
        self._solver = Solver(blocks.build())

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        return self._solver.solve_count

    def floor(self, condition: Condition, factor: float) -> float:
        """No way to run the grid in this condition leaves unserved what costs less than this (>= 0).

        Raises:
            EngineFailed: the solver reached no verdict.
        """
        lower, upper = self._bounds(condition, factor)
        self._solver.bound_columns(lower, upper)
        solution = self._solver.solve()
        if solution is None:
            return 0.0  # serving nothing keeps all bounds, so this does not happen; and zero is always true
        # Weak duality: a floor whatever the multipliers, so that the solver's tolerances cannot lift it.
        gain = np.minimum(solution.reduced_cost * lower, solution.reduced_cost * upper).sum()
        blackout_cost = self._blackout_cost * factor
        return max(0.0, blackout_cost * (1.0 - ROUNDING_SHARE) + self._cost_of_worth * float(gain))

    def _bounds(self, condition: Condition, factor: float) -> tuple[Floats, Floats]:
        """Bounds of all columns. Without circulations no more than all demand flows anywhere: every bound is finite."""
        grid, bus_up, injecting = self.grid, condition.bus_up, self._injection_bus
        served = np.where(bus_up[self.load_bus], self.load_mw * factor, 0.0)
        most_mw = float(served.sum())
        injection = np.where(bus_up[injecting], grid.injection_mw[injecting] * factor, 0.0)
        generation = _within(grid.generator_max_mw, condition.generator_share, most_mw)
        flow = _within(grid.limit_mw, condition.branch_share, most_mw)
        upper = np.concatenate((served, injection, generation, flow))
        backward = -flow
        backward[grid.one_way] = 0.0
        lower = np.concatenate((np.zeros(upper.size - flow.size), backward))
        return lower, upper


def transport_floor(
    grid: Grid, condition: Condition, *, load_bus: Ints, load_mw: Floats, cost_per_mw: Floats, factor: float = 1.0
) -> float:
    """The floor of one condition; arguments and errors as in `svitlo.least_unserved`."""
    return TransportModel(grid, load_bus, load_mw, cost_per_mw).floor(condition, factor)


def _within(limit_mw: Floats, share: Floats, most_mw: float) -> Floats:
    """A limit times a share, and no more than so much."""
    return np.minimum(np.multiply(limit_mw, share, out=np.zeros_like(limit_mw), where=share > 0.0), most_mw)
