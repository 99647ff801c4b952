"""Make one island stand: dispatch, solve, relieve, and shed as little as it takes; dark where nothing else is left."""

from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Floats
from svitlo.proof.ac_model import ON_MW, Island
from svitlo.proof.ac_point import Breach, Controls, Point, Solver, file_controls, solve_point, voltage_breach
from svitlo.proof.dispatch import Dispatch, Margins, dispatch, no_margins
from svitlo.proof.relief import learnt_margins, narrowed, relieved_controls, shed_cuts, total_cut

_ROUNDS = 30
_LESS = (0.97, 0.94, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
_BISECTIONS = 3
_INNER_ROUNDS = 2
_WORTH_SHARE = 2e-3
"""Smaller parts of an island's load are not worth winning back."""
_SHARES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
_FREE_ROUNDS = 6
"""Rounds with voltage measures alone before anything is shed for voltages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A breach that was met on the way, and the MW that were shed because of it."""

    breach: Breach
    shed_mw: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What an island carries for sure (`served_mw`, (place,)), the point that proves it (None: dark), what was met."""

    served_mw: Floats
    plan: Dispatch | None
    point: Point | None
    met: tuple[Met, ...]


def stand(island: Island, solver: Solver) -> Standing:
    """The load of an island that AC power flow confirms within every limit."""
    if float(island.wanted_mw.sum()) <= ON_MW:
        return Standing(served_mw=np.zeros(len(island.places)), plan=None, point=None, met=())
    missing = _missing(island)
    if missing is not None:
        return _dark(island, [Met(breach=missing, shed_mw=float(island.wanted_mw.sum()))])
    return _Search(island=island, solver=solver).run()


def _missing(island: Island) -> Breach | None:
    """Why an island cannot be alive at all.

    Generators that hold no voltage (wind, solar, small sets that follow the grid) and negative load cannot form a grid.
    """
    where = island.network.bus_names[island.buses[0]]
    if float(island.pmax_mw.sum()) + float(island.injection_mw.sum()) <= ON_MW:
        return Breach(what="no_generation", where=where, row=0, value=0.0, limit=0.0, size=1.0)
    if bool(np.isnan(island.vm_pu).all()):
        return Breach(what="no_voltage_source", where=where, row=0, value=0.0, limit=0.0, size=1.0)
    return None


def _dark(island: Island, met: list[Met]) -> Standing:
    return Standing(served_mw=np.zeros(len(island.places)), plan=None, point=None, met=tuple(met))


class _Search:
    """The rounds of one island; each learns from the AC solution of the one before."""

    def __init__(self, island: Island, solver: Solver) -> None:
        self.island = island
        self.solver = solver
        self.margins = no_margins(island)
        self.controls = file_controls(island)
        self.met: list[Met] = []
        self.cause = self._at_island("dispatch")
        self.before_mw = float(island.wanted_mw.sum())
        self.first_mw = island.wanted_mw
        self.voltage_rounds = 0

    def run(self) -> Standing:
        """Rounds until the island stands; then win back what the last coarse step shed too much."""
        for attempt in range(_ROUNDS):
            plan = dispatch(self.island, self.margins)
            if plan is None:
                break
            self._note_shed(plan)
            self.first_mw = plan.served_mw if attempt == 0 else self.first_mw
            point = solve_point(self.island, plan, self.controls, self.solver)
            if point is not None and not point.breaches:
                return self._finished(*self._regained(plan, point))
            self._learn(plan, point, attempt)
        return self._scaled()

    def _learn(self, plan: Dispatch, point: Point | None, attempt: int) -> None:
        if point is None:
            self._learn_from_less(plan)
            return
        self.cause = point.breaches[0]
        kinds = {breach.what for breach in point.breaches}
        self.margins = learnt_margins(self.island, plan, point, self.margins, attempt)
        reactive_overload = attempt >= 2 and "overload" in kinds
        if not kinds - {"overload", "generation"} and not reactive_overload:
            return
        relieved = self._relieved(point)
        if relieved is not None:
            self.controls = relieved
        elif kinds - {"overload", "generation"}:
            self.margins = shed_cuts(self.island, plan, point, self.margins)

    def _relieved(self, point: Point) -> Controls | None:
        if self.voltage_rounds >= _FREE_ROUNDS:
            return None
        self.voltage_rounds += 1
        return relieved_controls(self.island, point, self.controls)

    def _learn_from_less(self, plan: Dispatch) -> None:
        """There is no solution: see where voltages sink when the same pattern is made smaller until there is one."""
        self.cause = self._at_island("no_solution")
        for share in _LESS:
            smaller = plan.scaled(share)
            point = solve_point(self.island, smaller, self.controls, self.solver)
            if point is None:
                continue
            weakest = voltage_breach(self.island, np.abs(point.voltage), int(np.argmin(np.abs(point.voltage))))
            self.cause = replace(weakest, what="no_solution")
            relieved = self._relieved(replace(point, breaches=(weakest, *point.breaches)))
            if relieved is not None:
                self.controls = relieved
            elif {breach.what for breach in point.breaches} & {"voltage_low", "reactive_high"}:
                self.margins = shed_cuts(self.island, smaller, point, self.margins)
            else:
                self.margins = narrowed(plan, point, self.island, self.margins)
            return
        self.margins = total_cut(plan, self.margins, 0.5)

    def _note_shed(self, plan: Dispatch) -> None:
        now_mw = float(plan.served_mw.sum())
        if self.before_mw - now_mw > 1e-6 or self.cause.what != "dispatch":
            self.met.append(Met(breach=self.cause, shed_mw=max(0.0, self.before_mw - now_mw)))
        self.before_mw = now_mw

    def _at_island(self, what: str) -> Breach:
        where = self.island.network.bus_names[self.island.buses[0]]
        return Breach(what=what, where=where, row=0, value=0.0, limit=0.0, size=1.0)

    def _attempt(self, margins: Margins) -> tuple[Dispatch, Point] | None:
        """An operating point within these margins that breaks nothing, with a few rounds to learn losses and limits."""
        for attempt in range(_INNER_ROUNDS):
            plan = dispatch(self.island, margins)
            point = None if plan is None else solve_point(self.island, plan, self.controls, self.solver)
            if plan is None or point is None:
                return None
            if not point.breaches:
                return plan, point
            margins = learnt_margins(self.island, plan, point, margins, attempt)
        return None

    def _regained(self, plan: Dispatch, point: Point) -> tuple[Dispatch, Point]:
        """Win back what was shed too much: for losses that are smaller after shedding, and by bisection of the cuts."""
        if any(item.breach.what == "generation" and item.shed_mw > 1e-6 for item in self.met):
            found = self._attempt(learnt_margins(self.island, plan, point, self.margins, 0))
            if found is not None and found[0].served_mw.sum() > plan.served_mw.sum():
                plan, point = found
        uncut = not len(self.margins.cut_high_mw) and not np.isfinite(self.margins.total_mw)
        lost_mw = float(self.first_mw.sum() - plan.served_mw.sum())
        if uncut or lost_mw < _WORTH_SHARE * float(self.first_mw.sum()):
            return plan, point
        low, high = 0.0, 1.0
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            found = self._attempt(self.margins.eased(middle, self.first_mw))
            if found is None:
                high = middle
            else:
                low, plan, point = middle, *found
        return plan, point

    def _scaled(self) -> Standing:
        """The last resort: every place gets the same smaller share, then none."""
        for share in _SHARES:
            most_mw = share * self.island.wanted_mw
            found = self._attempt(replace(no_margins(self.island), most_mw=most_mw, loss_mw=self.margins.loss_mw))
            if found is not None:
                return self._finished(*found)
        return self._finished(None, None)

    def _finished(self, plan: Dispatch | None, point: Point | None) -> Standing:
        """Scale the notes of what was shed so that they add up to what is missing in the end."""
        if plan is None:
            served_mw = np.zeros(len(self.island.places))
        else:
            served_mw = np.minimum(plan.served_mw, self.island.wanted_mw)
        missing_mw = float(self.island.wanted_mw.sum() - served_mw.sum())
        noted_mw = sum(item.shed_mw for item in self.met)
        if plan is None and not noted_mw:
            self.met.append(Met(breach=self.cause, shed_mw=missing_mw))
            noted_mw = missing_mw
        scale = missing_mw / noted_mw if noted_mw > 0.0 else 0.0
        met = tuple(replace(item, shed_mw=item.shed_mw * scale) for item in self.met)
        return Standing(served_mw=served_mw, plan=plan, point=point, met=met)
