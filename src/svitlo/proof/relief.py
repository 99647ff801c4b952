"""What is done about the limits that an operating point breaks: first what costs nobody power, then where to shed.

Measures without shedding are those of a control room: other generator set-points within 0.95 to 1.05 pu, capacitors or
reactors switched out, another dispatch with room for the losses and reactive flows that the AC solution showed.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import splu

from svitlo.assets.power import Bools, Floats
from svitlo.proof.ac_model import ON_MW, Complexes, Island
from svitlo.proof.ac_point import HIGH_PU, LOW_PU, Controls, Point
from svitlo.proof.dispatch import Dispatch, Margins
from svitlo.proof.linear import Program, minimised

SET_LOW_PU = 0.95
SET_HIGH_PU = 1.05

_AIM_PU = 0.004
"""How far inside the voltage limits the measures aim."""
_LOSS_MVAR_PER_MW = 0.2
"""Rough reactive loss of the network for a MW carried; only steers where to shed."""
_WATCH_PU = 0.03
"""Buses nearer than this to a voltage limit are watched while set-points move."""
_PATIENT_ROUNDS = 4
_NEAR_SHARE = 0.9
"""Branches above this share of their limit get the limit that the AC solution calls for."""


class _Response:
    """How voltages answer, linearly and with the held buses stiff; bus numbers are local."""

    def __init__(self, point: Point) -> None:
        self.free = np.flatnonzero(~point.held)
        self.held = np.flatnonzero(point.held)
        self._count = len(point.held)
        self._rows = point.admittance[self.free].tocsc()
        self._inverse = splu(self._rows[:, self.free])

        spread = np.zeros((self._count, len(self.held)), dtype=np.complex128)
        spread[self.free] = -self._inverse.solve(self._rows[:, self.held].toarray())
        spread[self.held, np.arange(len(self.held))] = 1.0
        self.rise = np.abs(spread)
        """Rise of each bus for a rise of each held set-point, pu per pu (bus, held); phase shifts are disregarded."""
        self.reactive_rise = -(point.admittance[self.held] @ spread).imag
        """Rise of the reactive power at each held bus for a rise of each held set-point, pu per pu (held, held)."""

    def to_currents(self, bus: int) -> Complexes:
        """Transfer impedance between every bus and `bus` in pu (bus,); 0 at held buses."""
        found = np.zeros(self._count, dtype=np.complex128)
        unit = (self.free == bus).astype(np.complex128)
        if unit.any():
            found[self.free] = self._inverse.solve(unit)
        return found


def relieved_controls(island: Island, point: Point, controls: Controls) -> Controls | None:
    """Other set-points and switched shunts against what a point breaks by its voltages or reactive flows.

    None where there is nothing to gain.
    """
    set_pu, shunt_on = controls.set_pu.copy(), controls.shunt_on.copy()
    if any(breach.what != "generation" for breach in point.breaches):
        _move_set_points(island, point, set_pu)
    moved = float(np.nanmax(np.abs(set_pu - controls.set_pu), initial=0.0)) > 1e-4
    if not moved:
        _switch_shunt(island, point, shunt_on)
    if not moved and bool((shunt_on == controls.shunt_on).all()):
        return None
    return Controls(set_pu=set_pu, shunt_on=shunt_on)


def _move_set_points(island: Island, point: Point, set_pu: Floats) -> None:
    """The least change of set-points that brings voltages and reactive flows inside their limits, or nearest."""
    response = _Response(point)
    rise, volt_pu, held = response.rise, np.abs(point.voltage), response.held
    low, high = volt_pu < LOW_PU + _WATCH_PU, volt_pu > HIGH_PU - _WATCH_PU
    flow_rows, flow_room = _reactive_rows(island, point, rise)
    own_rows, own_room = _range_rows(island, point, response)
    rows = np.vstack([-rise[low], rise[high], flow_rows, own_rows])
    room = np.concatenate([volt_pu[low] - LOW_PU - _AIM_PU, HIGH_PU - _AIM_PU - volt_pu[high], flow_room, own_room])
    count, number = len(held), len(room)
    up, down = np.maximum(SET_HIGH_PU - set_pu[held], 0.0), np.maximum(set_pu[held] - SET_LOW_PU, 0.0)
    x = minimised(
        Program(
            cost=np.concatenate([np.full(2 * count, 1e-3), np.ones(number)]),
            low=np.zeros(2 * count + number),
            high=np.concatenate([up, down, np.full(number, np.inf)]),
            rows=csr_matrix(np.hstack([rows, -rows, -np.eye(number)])),
            row_low=np.full(number, -np.inf),
            row_high=room,
        )
    )
    if x is not None:
        set_pu[held] += x[:count] - x[count : 2 * count]


def _range_rows(island: Island, point: Point, response: _Response) -> tuple[Floats, Floats]:
    """Reactive ranges of the held buses as rows over the set-points, both divided by the bus's own stiffness."""
    stiffness = np.maximum(np.diag(response.reactive_rise), 1e-3)
    own = response.reactive_rise / stiffness[:, None]
    down, up = (spare[response.held] / island.base_mva / stiffness for spare in point.spare_mvar)
    up_known, down_known = np.isfinite(up), np.isfinite(down)
    return np.vstack([own[up_known], -own[down_known]]), np.concatenate([up[up_known], -down[down_known]])


def _reactive_rows(island: Island, point: Point, rise: Floats) -> tuple[Floats, Floats]:
    """Overloaded branches: voltage difference per set-point (branch, held), and how much of it (pu) may be added."""
    rows = np.array([breach.row for breach in point.breaches if breach.what == "overload"], dtype=np.int64)
    from_mva, to_mva = point.into_from_mva[rows], point.into_to_mva[rows]
    through_mvar = 0.5 * (from_mva.imag - to_mva.imag)
    end_mvar = np.maximum(np.abs(from_mva.imag), np.abs(to_mva.imag))
    active_mw = np.maximum(np.abs(from_mva.real), np.abs(to_mva.real))
    room_mvar = 0.98 * np.sqrt(np.maximum(island.limit_mva[rows] ** 2 - active_mw**2, 0.0)) - end_mvar
    difference = rise[island.branch_from[rows]] - rise[island.branch_to[rows]]
    reactance_pu = np.abs(island.network.grid.reactance_pu[island.branches[rows]])
    return np.sign(through_mvar)[:, None] * difference, room_mvar / island.base_mva * reactance_pu


def _switch_shunt(island: Island, point: Point, shunt_on: Bools) -> None:
    """Switch out one capacitor against high voltage or excess absorption, one reactor against the opposite."""
    shunt_mvar = np.where(shunt_on, island.network.shunt_mvar[island.buses], 0.0)
    for breach in point.breaches:
        if breach.what in ("voltage_high", "reactive_low") and shunt_mvar.max() > ON_MW:
            shunt_on[_nearest(point, breach.row, shunt_mvar > ON_MW)] = False
            return
        if breach.what in ("voltage_low", "reactive_high") and shunt_mvar.min() < -ON_MW:
            shunt_on[_nearest(point, breach.row, shunt_mvar < -ON_MW)] = False
            return


def _nearest(point: Point, bus: int, among: Bools) -> int:
    """The bus whose injection moves the voltage of `bus` most; the first one where the bus is held."""
    effect = np.where(among, np.abs(_Response(point).to_currents(bus)), -1.0)
    return int(np.argmax(effect))


def learnt_margins(island: Island, plan: Dispatch, point: Point, margins: Margins, attempt: int) -> Margins:
    """Room for the losses and the flows of a point; a branch in breach gets less each time.

    At first the reactive flow of an overloaded branch is expected to fall with its active flow, later to stay.
    """
    losses_mw = np.maximum((point.into_from_mva + point.into_to_mva).real, 0.0) * (1.0 + 0.002 * attempt)
    ends = np.concatenate([island.branch_from, island.branch_to])
    loss_mw = np.bincount(ends, weights=np.tile(losses_mw / 2.0, 2), minlength=island.bus_count).astype(np.float64)
    shunt_mw = np.where(point.shunt_on, island.network.shunt_mw[island.buses], 0.0)
    loss_mw += np.maximum(shunt_mw, 0.0) * np.abs(point.voltage) ** 2
    flow_mva = np.maximum(np.abs(point.into_from_mva), np.abs(point.into_to_mva))
    active_mw = np.maximum(np.abs(point.into_from_mva.real), np.abs(point.into_to_mva.real))
    reactive_mvar = np.maximum(np.abs(point.into_from_mva.imag), np.abs(point.into_to_mva.imag))
    room_mw = np.sqrt(np.maximum(island.limit_mva**2 - reactive_mvar**2, 0.0))
    if attempt < _PATIENT_ROUNDS:
        room_mw = np.maximum(room_mw, island.limit_mva * active_mw / np.maximum(flow_mva, ON_MW))
    wrong_mw = np.maximum(active_mw - np.abs(plan.flow_mw), 0.0)
    called_for = np.maximum(room_mw - wrong_mw, 0.0)
    over = flow_mva > island.limit_mva * (1.0 + 5e-4)
    called_for = np.where(
        over, np.minimum(called_for, 0.995 * np.minimum(margins.limit_mw, np.abs(plan.flow_mw))), called_for
    )
    near = np.isfinite(island.limit_mva) & (flow_mva > _NEAR_SHARE * island.limit_mva)
    return replace(
        margins, loss_mw=loss_mw, limit_mw=np.where(near, np.minimum(margins.limit_mw, called_for), margins.limit_mw)
    )


def shed_cuts(island: Island, plan: Dispatch, point: Point, margins: Margins) -> Margins:
    """Margins that make the next dispatch shed where it lifts low voltages most for the people behind it."""
    response = _Response(point)
    rows, highs_mw = _voltage_cuts(island, plan, point, response)
    more_rows, more_highs_mw = _reactive_cuts(island, plan, point, response)
    if not rows and not more_rows:
        return total_cut(plan, margins, 0.95)
    return _with_cuts(margins, np.array(rows + more_rows), np.array(highs_mw + more_highs_mw))


def _voltage_cuts(
    island: Island, plan: Dispatch, point: Point, response: _Response
) -> tuple[list[Floats], list[float]]:
    """One cut for each low bus: the load that pulls it down, by how much."""
    volts = point.voltage[island.place_bus]
    per_mw = ((1.0 + 1j * island.mvar_per_mw) / volts).conj() / island.base_mva
    rows, highs_mw = [], []
    for breach in point.breaches:
        if breach.what != "voltage_low":
            continue
        at_bus = point.voltage[breach.row]
        gain = (response.to_currents(breach.row)[island.place_bus] * per_mw * at_bus.conj() / abs(at_bus)).real
        gain = np.maximum(gain, 0.0)
        now = float(gain @ plan.served_mw)
        if now > 0.0:
            rows.append(gain / gain.max())
            highs_mw.append(max(now - (LOW_PU + _AIM_PU / 4 - abs(at_bus)), 0.5 * now) / gain.max())
    return rows, highs_mw


def _reactive_cuts(
    island: Island, plan: Dispatch, point: Point, response: _Response
) -> tuple[list[Floats], list[float]]:
    """One cut for each bus that gives more reactive power than it can: the load that it supports."""
    rows, highs_mw = [], []
    for breach in point.breaches:
        if breach.what != "reactive_high":
            continue
        column = int(np.flatnonzero(response.held == breach.row)[0])
        gain = response.rise[island.place_bus, column] * (np.maximum(island.mvar_per_mw, 0.0) + _LOSS_MVAR_PER_MW)
        now_mvar = float(gain @ plan.served_mw)
        if now_mvar > 0.0:
            excess_mvar = 1.05 * max(-point.spare_mvar[1][breach.row], 0.0)
            rows.append(gain / gain.max())
            highs_mw.append(max(now_mvar - excess_mvar, 0.8 * now_mvar) / gain.max())
    return rows, highs_mw


def narrowed(plan: Dispatch, point: Point, island: Island, margins: Margins) -> Margins:
    """Less active power over the branches with the widest angles, for a dispatch that has no solution."""
    if not len(island.branches):
        return margins
    angle_rad = np.abs(np.angle(point.voltage[island.branch_from] * point.voltage[island.branch_to].conj()))
    wide = angle_rad >= 0.7 * angle_rad.max()
    return replace(
        margins, limit_mw=np.where(wide, np.minimum(margins.limit_mw, 0.9 * np.abs(plan.flow_mw)), margins.limit_mw)
    )


def total_cut(plan: Dispatch, margins: Margins, share: float) -> Margins:
    """Margins under which the whole island serves at most this share of what it was served."""
    return replace(margins, total_mw=share * float(plan.served_mw.sum()))


def _with_cuts(margins: Margins, rows: Floats, highs: Floats) -> Margins:
    return replace(
        margins,
        cut_rows=np.vstack([margins.cut_rows, rows]),
        cut_high_mw=np.concatenate([margins.cut_high_mw, highs]),
    )
