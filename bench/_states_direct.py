"""What one damage state costs in HiGHS called directly: the yardstick for `bench/states`.

Two formulations of the same program, arrays built with NumPy and passed as they are, every option as it comes except
one thread and the named method. What is out is left out of the model, which no tool that keeps a model can do.

- angles: served, fed, flow and angle columns; balance of each bus, and angle difference = reactance x flow;
- cycles: no angles; around each cycle of what still stands, reactance x flow sums to zero.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np

from svitlo.assets.power import Condition, Floats, Grid, Ints
from svitlo.plan.cycles import fundamental_cycles

UNLIMITED_MW = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """A network, what is asked of it (load,), and what stands. Phase shifts are 0."""

    grid: Grid
    load_bus: Ints
    load_mw: Floats
    cost_per_mw: Floats
    condition: Condition

    @property
    def blackout_cost(self) -> float:
        """What serving nothing costs."""
        return float(self.cost_per_mw @ self.load_mw)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What still stands of a state: lines, and all that feeds, by the bus it feeds."""

    line: Ints
    start: Ints
    end: Ints
    reactance_pu: Floats
    limit_mw: Floats
    feeder_bus: Ints
    feeder_mw: Floats


def standing_of(state: State) -> Standing:
    """The parts of a state as short arrays."""
    grid, condition = state.grid, state.condition
    line = np.flatnonzero(condition.branch_share > 0.0)
    machine = np.flatnonzero((condition.generator_share > 0.0) & (grid.generator_max_mw > 0.0))
    feeding = np.flatnonzero(condition.bus_up & (grid.injection_mw > 0.0))
    machine_mw = np.minimum(grid.generator_max_mw[machine] * condition.generator_share[machine], UNLIMITED_MW)
    return Standing(
        line=line,
        start=grid.branch_from[line],
        end=grid.branch_to[line],
        reactance_pu=grid.reactance_pu[line],
        limit_mw=np.minimum(grid.limit_mw[line] * condition.branch_share[line], UNLIMITED_MW),
        feeder_bus=np.concatenate((grid.generator_bus[machine], feeding)),
        feeder_mw=np.concatenate((machine_mw, grid.injection_mw[feeding])),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """Minimise `cost @ x`, rows = 0; triplets of the matrix."""

    cost: Floats
    lower: Floats
    upper: Floats
    rows: int
    row: Ints
    column: Ints
    entry: Floats


def angle_program(state: State) -> Program:
    """Columns: served, fed, flow, angle. Rows: balance, then one for each line."""
    parts, loads, buses = standing_of(state), state.load_bus.size, state.grid.bus_count
    lines, feeders = parts.line.size, parts.feeder_bus.size
    flow = loads + feeders + np.arange(lines)
    angle = loads + feeders + lines
    law = buses + np.arange(lines)
    cost, lower, upper = _bounds(state, parts, buses)
    row, column, entry = _balance(state, parts)
    return Program(
        cost=cost,
        lower=lower,
        upper=upper,
        rows=buses + lines,
        row=np.concatenate((*row, law, law, law)),
        column=np.concatenate((*column, flow, angle + parts.start, angle + parts.end)),
        entry=np.concatenate((*entry, -parts.reactance_pu, np.ones(lines), -np.ones(lines))),
    )


def cycle_program(state: State) -> Program:
    """Columns: served, fed, flow. Rows: balance, then one for each cycle."""
    parts, loads, buses = standing_of(state), state.load_bus.size, state.grid.bus_count
    cycles = fundamental_cycles(replace(state.grid, branch_from=parts.start, branch_to=parts.end))
    cost, lower, upper = _bounds(state, parts, 0)
    row, column, entry = _balance(state, parts)
    return Program(
        cost=cost,
        lower=lower,
        upper=upper,
        rows=buses + cycles.count,
        row=np.concatenate((*row, buses + cycles.cycle)),
        column=np.concatenate((*column, loads + parts.feeder_bus.size + cycles.branch)),
        entry=np.concatenate((*entry, cycles.sign * parts.reactance_pu[cycles.branch])),
    )


def _bounds(state: State, parts: Standing, angles: int) -> tuple[Floats, Floats, Floats]:
    served = np.where(state.condition.bus_up[state.load_bus], state.load_mw, 0.0)
    free = np.full(angles, np.inf)
    fixed = np.zeros(served.size + parts.feeder_mw.size)
    upper = np.concatenate((served, parts.feeder_mw, parts.limit_mw, free))
    cost = np.zeros(upper.size)
    cost[: served.size] = -state.cost_per_mw
    return cost, np.concatenate((fixed, -parts.limit_mw, -free)), upper


def _balance(state: State, parts: Standing) -> tuple[list[Ints], list[Ints], list[Floats]]:
    loads, feeders, lines = state.load_bus.size, parts.feeder_bus.size, parts.line.size
    flow = loads + feeders + np.arange(lines)
    return (
        [state.load_bus, parts.feeder_bus, parts.start, parts.end],
        [np.arange(loads), loads + np.arange(feeders), flow, flow],
        [-np.ones(loads), np.ones(feeders), -np.ones(lines), np.ones(lines)],
    )


class _Quiet(highspy.Highs):
    """HiGHS without the callbacks that its Python class sets up, which take time and print a banner."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


def quiet_highs(method: str) -> highspy.Highs:
    """HiGHS on one thread, by `simplex` or by `ipm` without crossover."""
    highs = _Quiet()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("solver", method)
    if method == "ipm":
        highs.setOptionValue("run_crossover", "off")
    return highs


def pass_program(highs: highspy.Highs, program: Program) -> None:
    """Hand over the arrays; no cell is named twice."""
    order = np.argsort(program.column * program.rows + program.row, kind="stable")
    start = np.zeros(program.cost.size + 1, dtype=np.int32)
    np.cumsum(np.bincount(program.column, minlength=program.cost.size), out=start[1:])
    zero = np.zeros(program.rows)
    by_column, minimise, offset = 1, 1, 0.0
    highs.passModel(
        program.cost.size,
        program.rows,
        order.size,
        by_column,
        minimise,
        offset,
        program.cost,
        program.lower,
        program.upper,
        zero,
        zero,
        start,
        program.row[order].astype(np.int32),
        program.entry[order],
        np.zeros(program.cost.size, dtype=np.int32),
    )


def optimum(highs: highspy.Highs) -> float | None:
    """The objective, after a run to the end; None without a verdict."""
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(highs.getInfo().objective_function_value)


def by_angles(state: State, method: str = "simplex") -> float | None:
    """Unserved cost; None without a verdict."""
    return _solved(state, angle_program(state), method)


def by_cycles(state: State, method: str = "simplex") -> float | None:
    """Unserved cost; None without a verdict."""
    return _solved(state, cycle_program(state), method)


def _solved(state: State, program: Program, method: str) -> float | None:
    highs = quiet_highs(method)
    pass_program(highs, program)
    found = optimum(highs)
    return None if found is None else state.blackout_cost + found


class WarmAngles:
    """The angle form of a whole network, kept warm: a line that is out carries nothing, and its law has a free gap."""

    def __init__(self, state: State) -> None:
        whole = replace(state, condition=state.grid.intact)
        program, parts = angle_program(whole), standing_of(whole)
        lines, buses = parts.line.size, state.grid.bus_count
        self._blackout_cost = state.blackout_cost
        self._line, self._limit_mw = parts.line, parts.limit_mw
        self._flow = (state.load_bus.size + parts.feeder_bus.size + np.arange(lines)).astype(np.int32)
        self._gap = (program.cost.size + np.arange(lines)).astype(np.int32)
        zero = np.zeros(lines)
        self._highs = quiet_highs("simplex")
        pass_program(
            self._highs,
            replace(
                program,
                cost=np.concatenate((program.cost, zero)),
                lower=np.concatenate((program.lower, zero)),
                upper=np.concatenate((program.upper, zero)),
                row=np.concatenate((program.row, buses + np.arange(lines))),
                column=np.concatenate((program.column, self._gap)),
                entry=np.concatenate((program.entry, zero + 1.0)),
            ),
        )
        self._up = np.ones(lines, dtype=np.bool_)

    def unserved_cost(self, condition: Condition) -> float:
        """After telling HiGHS which lines have changed."""
        up = condition.branch_share[self._line] > 0.0
        changed = np.flatnonzero(up != self._up)
        limit = np.where(up, self._limit_mw, 0.0)[changed]
        gap = np.where(up, 0.0, np.inf)[changed]
        self._highs.changeColsBounds(changed.size, self._flow[changed], -limit, limit)
        self._highs.changeColsBounds(changed.size, self._gap[changed], -gap, gap)
        self._up = up
        found = optimum(self._highs)
        assert found is not None
        return self._blackout_cost + found
