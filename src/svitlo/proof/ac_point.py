"""One AC operating point of one island: set up, solved with reactive limits, and held against every limit."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_matrix

from svitlo.assets.power import Bools, Floats, Ints
from svitlo.proof.ac_model import ON_MW, Complexes, Island, admittance, branch_flows_mva
from svitlo.proof.dispatch import Dispatch

LOW_PU = 0.9
HIGH_PU = 1.1
TOLERANCE = 1e-3
"""Relative: how far a branch or a generator may be above its limit and still count as within it."""

_VOLTAGE_TOLERANCE_PU = 1e-6
_SWITCHING_ROUNDS = 20
_RELEASES = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AcProblem:
    """What an AC engine solves, in pu: `start` and `power` (bus,), bus rows of `slack` (the first is the reference),
    `weights` (bus,) of the distributed slack, `held` (voltage magnitude kept), `free` (neither).
    """

    admittance: csc_matrix
    start: Complexes
    power: Complexes
    slack: Ints
    weights: Floats
    held: Ints
    free: Ints


Solver = Callable[[AcProblem], Complexes | None]
"""Returns the complex bus voltages (bus,), or None where there is no solution."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Controls:
    """What an operator sets: `set_pu` (bus,), NaN where no generator holds the voltage, and `shunt_on` (bus,)."""

    set_pu: Floats
    shunt_on: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One limit that an operating point breaks; `row` is local (bus, branch or generator), `size` compares breaches."""

    what: str
    where: str
    row: int
    value: float
    limit: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Point:
    """A solved operating point.

    `voltage` (bus,) complex pu, `held` (bus,) whose voltage is still at its set-point, `generator_mw` (generator,) with
    the slack's part, `spare_mvar` how far voltage-holding buses may go down and up within their reactive range (bus,),
    `into_from_mva` and `into_to_mva` (branch,).
    """

    voltage: Complexes
    held: Bools
    generator_mw: Floats
    spare_mvar: tuple[Floats, Floats]
    into_from_mva: Complexes
    into_to_mva: Complexes
    admittance: csc_matrix
    shunt_on: Bools
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Injections:
    """Bus injections in MW and Mvar without the voltage-holding generators' reactive power, and their ranges (bus,)."""

    p_mw: Floats
    q_mvar: Floats
    qmin_mvar: Floats
    qmax_mvar: Floats
    headroom_mw: Floats
    output_mw: Floats
    capacity_mw: Floats


def file_controls(island: Island) -> Controls:
    """Set-points as in the file, all shunts in; at a bus of several generators the largest one's set-point holds."""
    set_pu = np.full(island.bus_count, np.nan)
    holding = np.flatnonzero(~np.isnan(island.vm_pu))
    for generator in holding[np.argsort(island.pmax_mw[holding], kind="stable")]:
        set_pu[island.generator_bus[generator]] = island.vm_pu[generator]
    return Controls(set_pu=set_pu, shunt_on=np.ones(island.bus_count, dtype=np.bool_))


def injections(island: Island, plan: Dispatch) -> _Injections:
    """What a dispatch puts in and takes out at each bus."""
    holding = ~np.isnan(island.vm_pu)
    at = island.generator_bus

    def by_bus(values: Floats) -> Floats:
        return np.bincount(at, weights=values, minlength=island.bus_count).astype(np.float64)

    used = np.divide(
        plan.injection_mw, island.injection_mw, out=np.zeros(island.bus_count), where=island.injection_mw > ON_MW
    )
    load_mvar = np.bincount(island.place_bus, weights=plan.served_mw * island.mvar_per_mw, minlength=island.bus_count)
    load_mw = np.bincount(island.place_bus, weights=plan.served_mw, minlength=island.bus_count)
    follower_mvar = by_bus(np.where(holding, 0.0, _follower_mvar(island, plan.generator_mw)))
    capacity_mw = np.where(np.isinf(island.pmax_mw), 1e3 * island.base_mva + plan.generator_mw, island.pmax_mw)
    return _Injections(
        p_mw=by_bus(plan.generator_mw) + plan.injection_mw - load_mw,
        q_mvar=follower_mvar + used * island.injection_mvar - load_mvar - island.fixed_mvar,
        qmin_mvar=by_bus(np.where(holding, island.qmin_mvar, 0.0)),
        qmax_mvar=by_bus(np.where(holding, island.qmax_mvar, 0.0)),
        headroom_mw=by_bus(np.where(holding, np.maximum(capacity_mw - plan.generator_mw, 0.0), 0.0)),
        output_mw=by_bus(np.where(holding, plan.generator_mw, 0.0)),
        capacity_mw=by_bus(np.where(holding, capacity_mw, 0.0)),
    )


def _follower_mvar(island: Island, generator_mw: Floats) -> Floats:
    """Reactive power of generators that hold no voltage: the file's power factor, within their range (generator,)."""
    p_mw, q_mvar = island.network.p_mw[island.generators], island.network.q_mvar[island.generators]
    per_mw = np.divide(q_mvar, p_mw, out=np.zeros(len(p_mw)), where=p_mw > ON_MW)
    return np.clip(per_mw * generator_mw, island.qmin_mvar, island.qmax_mvar)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Switching:
    """Which buses hold their voltage while reactive limits are enforced (bus,); `downward`: how the slack is shared."""

    held: Bools
    fixed_mvar: Floats
    at_high: Bools
    releases: Ints
    downward: bool = False

    @classmethod
    def of(cls, set_pu: Floats) -> "_Switching":
        """All hold."""
        none = np.zeros(len(set_pu))
        return cls(held=~np.isnan(set_pu), fixed_mvar=none, at_high=none > 0.0, releases=none.astype(np.int64))

    def after(self, own_mvar: Floats, volt_pu: Floats, set_pu: Floats, put: _Injections) -> "_Switching":
        """Fix what is beyond its range, release what need not be fixed; the same object when nothing changes.

        Only the worst of the side that is worse in sum: letting go of those that give too much often relieves those
        that absorb too much, and letting go of all at once often leaves no solution.
        """
        slip = 1e-4 * np.maximum(1.0, np.abs(own_mvar))
        above = np.where(self.held & (own_mvar > put.qmax_mvar + slip), own_mvar - put.qmax_mvar, 0.0)
        below = np.where(self.held & (own_mvar < put.qmin_mvar - slip), put.qmin_mvar - own_mvar, 0.0)
        too_high = (above > 0.25 * above.max()) & (above.sum() >= below.sum())
        too_low = (below > 0.25 * below.max()) & (below.sum() > above.sum())
        wrong_side = np.where(self.at_high, volt_pu > set_pu + 1e-6, volt_pu < set_pu - 1e-6)
        release = ~self.held & ~np.isnan(set_pu) & wrong_side & (self.releases < _RELEASES)
        if (too_high | too_low | ~self.held)[~np.isnan(set_pu)].all() and not release.any():
            keep = int(np.argmax(np.where(self.held, put.capacity_mw + 1e-9, -1.0)))
            too_high[keep] = too_low[keep] = False
        fix = too_high | too_low
        if not fix.any() and not release.any():
            return self
        fixed_mvar = np.where(too_high, put.qmax_mvar, np.where(too_low, put.qmin_mvar, self.fixed_mvar))
        return _Switching(
            held=(self.held & ~fix) | release,
            fixed_mvar=np.where(release, 0.0, fixed_mvar),
            at_high=np.where(fix, too_high, self.at_high),
            releases=self.releases + release,
            downward=self.downward,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Solved:
    """A converged solution: `extra_mw`, `own_mvar` (bus,) are what the voltage-holding generators add."""

    state: _Switching
    voltage: Complexes
    extra_mw: Floats
    own_mvar: Floats


def solve_point(island: Island, plan: Dispatch, controls: Controls, solver: Solver) -> Point | None:
    """The AC solution of a dispatch with reactive limits enforced, or None where there is none.

    A voltage-holding bus whose generators would leave their reactive range is fixed at the end of the range and its
    voltage let go; it holds its voltage again where it can. Where letting go leaves no solution, and for the last bus
    that holds, the excess is a breach.
    """
    put = injections(island, plan)
    matrix = admittance(island, controls.shunt_on)
    solved = _solved_with_limits(island, put, controls, (matrix, np.exp(1j * plan.angle_rad)), solver)
    if solved is None:
        return None
    generator_mw = _with_slack(island, plan, solved)
    into_from, into_to = branch_flows_mva(island, solved.voltage)
    return Point(
        voltage=solved.voltage,
        held=solved.state.held,
        generator_mw=generator_mw,
        spare_mvar=(put.qmin_mvar - solved.own_mvar, put.qmax_mvar - solved.own_mvar),
        into_from_mva=into_from,
        into_to_mva=into_to,
        admittance=matrix,
        shunt_on=controls.shunt_on,
        breaches=_worst_first(
            _reactive_breaches(island, solved, put)
            + _voltage_breaches(island, np.abs(solved.voltage))
            + _branch_breaches(island, np.maximum(np.abs(into_from), np.abs(into_to)))
            + _generator_breaches(island, generator_mw)
        ),
    )


def _solved_with_limits(
    island: Island, put: _Injections, controls: Controls, start: tuple[csc_matrix, Complexes], solver: Solver
) -> _Solved | None:
    """Solve and switch until nothing changes or a switch leaves no solution; the last solution, if there was one."""
    matrix, voltage = start
    state = _Switching.of(controls.set_pu)
    solved: _Solved | None = None
    for _ in range(_SWITCHING_ROUNDS):
        begin = np.where(state.held, controls.set_pu, np.abs(voltage)) * np.exp(1j * np.angle(voltage))
        found = solver(_problem(island, put, state, matrix, begin))
        if found is None:
            return solved
        voltage = found
        power_mva = voltage * (matrix @ voltage).conj() * island.base_mva
        extra_mw, own_mvar = power_mva.real - put.p_mw, power_mva.imag - put.q_mvar
        solved = _Solved(state=state, voltage=voltage, extra_mw=extra_mw, own_mvar=own_mvar)
        if not state.downward and float(extra_mw.sum()) < -1e-6 * island.base_mva:
            state = replace(state, downward=True)
            continue
        following = state.after(own_mvar, np.abs(voltage), controls.set_pu, put)
        if following is state:
            break
        state = following
    return solved


def _problem(island: Island, put: _Injections, state: _Switching, matrix: csc_matrix, start: Complexes) -> AcProblem:
    """Distributed slack among the buses that hold their voltage; the largest of them is the reference.

    What is missing is shared by headroom, what is too much (`downward`) by output.
    """
    weights = np.where(state.held, put.output_mw if state.downward else put.headroom_mw, 0.0)
    if weights.sum() <= ON_MW:
        weights = np.where(state.held, put.capacity_mw, 0.0)
    if weights.sum() <= ON_MW:
        weights = state.held.astype(np.float64)
    weights = np.where(weights > 1e-6 * weights.max(), weights, 0.0)
    slack = np.flatnonzero(weights > 0.0)
    slack = slack[np.argsort(-put.capacity_mw[slack], kind="stable")]
    power_mva: Complexes = put.p_mw.astype(np.complex128)
    power_mva.imag = put.q_mvar + state.fixed_mvar
    return AcProblem(
        admittance=matrix,
        start=start,
        power=power_mva / island.base_mva,
        slack=slack,
        weights=weights / weights.sum(),
        held=np.flatnonzero(state.held & (weights == 0.0)),
        free=np.flatnonzero(~state.held),
    )


def _with_slack(island: Island, plan: Dispatch, solved: _Solved) -> Floats:
    """Each generator's active power with its part of what the slack adds at its bus (generator,)."""
    at, state = island.generator_bus, solved.state
    holding = ~np.isnan(island.vm_pu) & state.held[at]
    room = np.where(
        np.isinf(island.pmax_mw), 1e3 * island.base_mva, np.maximum(island.pmax_mw - plan.generator_mw, 0.0)
    )
    weight = np.where(holding, plan.generator_mw if state.downward else room, 0.0)
    total = np.bincount(at, weights=weight, minlength=island.bus_count)
    number = np.bincount(at[holding], minlength=island.bus_count)
    even = np.where(holding, 1.0 / np.maximum(number[at], 1), 0.0)
    share = np.where(total[at] > ON_MW, weight / np.maximum(total[at], ON_MW), even)
    return plan.generator_mw + share * solved.extra_mw[at]


def _voltage_breaches(island: Island, volt_pu: Floats) -> list[Breach]:
    outside = (volt_pu < LOW_PU - _VOLTAGE_TOLERANCE_PU) | (volt_pu > HIGH_PU + _VOLTAGE_TOLERANCE_PU)
    return [voltage_breach(island, volt_pu, int(bus)) for bus in np.flatnonzero(outside)]


def voltage_breach(island: Island, volt_pu: Floats, bus: int) -> Breach:
    """The voltage of a bus against the limit that it is nearer to."""
    value = float(volt_pu[bus])
    low = value < 1.0
    limit = LOW_PU if low else HIGH_PU
    return Breach(
        what="voltage_low" if low else "voltage_high",
        where=island.network.bus_names[island.buses[bus]],
        row=bus,
        value=value,
        limit=limit,
        size=max(0.0, limit - value if low else value - limit) / 0.1,
    )


def _branch_breaches(island: Island, flow_mva: Floats) -> list[Breach]:
    names = island.network.branch_names
    found = []
    for branch in np.flatnonzero(flow_mva > island.limit_mva * (1.0 + TOLERANCE)):
        value = float(flow_mva[branch] / max(island.limit_mva[branch], ON_MW))
        where = names[island.branches[branch]]
        found.append(Breach(what="overload", where=where, row=int(branch), value=value, limit=1.0, size=value - 1.0))
    return found


def _generator_breaches(island: Island, generator_mw: Floats) -> list[Breach]:
    names = island.network.generator_names
    slip_mw = TOLERANCE * np.where(np.isinf(island.pmax_mw), 0.0, island.pmax_mw) + 1e-6 * island.base_mva
    found = []
    for row in np.flatnonzero((generator_mw > island.pmax_mw + slip_mw) | (generator_mw < -slip_mw)):
        rating_mw = float(island.pmax_mw[row]) if ON_MW < island.pmax_mw[row] < np.inf else island.base_mva
        value = float(generator_mw[row]) / rating_mw
        limit = float(island.pmax_mw[row]) / rating_mw if value > 0.0 else 0.0
        where = names[island.generators[row]]
        size = abs(value - limit)
        found.append(Breach(what="generation", where=where, row=int(row), value=value, limit=limit, size=size))
    return found


def _reactive_breaches(island: Island, solved: _Solved, put: _Injections) -> list[Breach]:
    names, base = island.network.bus_names, island.base_mva
    held, own_mvar = solved.state.held, solved.own_mvar
    slip_mvar = TOLERANCE * np.maximum(1.0, np.abs(own_mvar))
    found = []
    for bus in np.flatnonzero(held & ((own_mvar > put.qmax_mvar + slip_mvar) | (own_mvar < put.qmin_mvar - slip_mvar))):
        high = own_mvar[bus] > put.qmax_mvar[bus]
        limit = float(put.qmax_mvar[bus] if high else put.qmin_mvar[bus]) / base
        value = float(own_mvar[bus]) / base
        what = "reactive_high" if high else "reactive_low"
        where = names[island.buses[bus]]
        size = abs(value - limit)
        found.append(Breach(what=what, where=where, row=int(bus), value=value, limit=limit, size=size))
    return found


def _worst_first(breaches: list[Breach]) -> tuple[Breach, ...]:
    return tuple(sorted(breaches, key=lambda breach: (-breach.size, breach.what, breach.where)))
