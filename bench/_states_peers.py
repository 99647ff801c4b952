"""Damage states in other programs, each given what still stands of the network and machines that stand for shedding.

Every peer takes a state and returns its unserved cost, or None where it does not converge. Model building counts.
"""

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bench._states_direct import Standing, State, angle_program, by_angles, by_cycles, standing_of
from svitlo.assets.power import Grid

Solve = Callable[[State], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another way to the same figure.

    `package`: what must be installed. `most_buses`: beyond this it takes minutes a state and is only run when named.
    `is_direct`: HiGHS called directly, the yardstick.
    """

    solve: Solve
    package: str
    most_buses: int = 10**9
    is_direct: bool = False

    @property
    def is_installed(self) -> bool:
        """Whether it can be imported."""
        return find_spec(self.package) is not None

    def prepare(self, state: State) -> None:
        """What a user would do once for a network, before the clock runs."""
        if isinstance(self.solve, Pandapower):
            self.solve.prepare(state)


def by_linprog(state: State) -> float | None:
    """SciPy's linprog (HiGHS, dual simplex) on the angle form."""
    program = angle_program(state)
    shape = (program.rows, program.cost.size)
    matrix: Any = coo_array((program.entry, (program.row, program.column)), shape=shape).tocsc()
    bounds: Any = np.stack((program.lower, program.upper), axis=1)
    found = linprog(program.cost, A_eq=matrix, b_eq=np.zeros(program.rows), bounds=bounds, method="highs-ds")
    return state.blackout_cost + float(found.fun) if found.status == 0 and found.fun is not None else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Units:
    """All machines at living buses: those that feed at no cost, then those that stand for shedding."""

    bus: Any
    most_mw: Any
    cost_per_mw: Any
    dark_cost: float


def _units(state: State, parts: Standing) -> _Units:
    up = state.condition.bus_up[state.load_bus]
    return _Units(
        bus=np.concatenate((parts.feeder_bus, state.load_bus[up])),
        most_mw=np.concatenate((parts.feeder_mw, state.load_mw[up])),
        cost_per_mw=np.concatenate((np.zeros(parts.feeder_bus.size), state.cost_per_mw[up])),
        dark_cost=float(state.cost_per_mw[~up] @ state.load_mw[~up]),
    )


def by_pypsa(state: State) -> float | None:
    """PyPSA: lines that are out are left out (rather than marked inactive, which gives other optima in 1.2.4)."""
    pypsa, pandas = import_module("pypsa"), import_module("pandas")
    parts = standing_of(state)
    units = _units(state, parts)
    up = state.condition.bus_up[state.load_bus]
    buses = [str(bus) for bus in np.flatnonzero(state.condition.bus_up).tolist()]
    with _quietly():
        network = pypsa.Network()
        network.add("Carrier", "AC")
        network.add("Bus", buses, v_nom=1.0, carrier="AC")
        tables = {
            "Line": {
                "bus0": parts.start.astype(str),
                "bus1": parts.end.astype(str),
                "x": parts.reactance_pu,
                "s_nom": parts.limit_mw,
            },
            "Load": {"bus": state.load_bus[up].astype(str), "p_set": state.load_mw[up]},
            "Generator": {
                "bus": units.bus.astype(str),
                "p_nom": units.most_mw,
                "marginal_cost": units.cost_per_mw,
            },
        }
        for kind, columns in tables.items():
            names = [f"{kind}{row}" for row in range(next(iter(columns.values())).size)]
            frame = pandas.DataFrame(columns, index=names)
            network.add(kind, frame.index, **{key: frame[key] for key in frame})
        status = network.optimize(
            solver_name="highs",
            solver_options={"output_flag": False, "threads": 1},
            include_objective_constant=False,
            progress=False,
        )
    return float(network.objective) + units.dark_cost if status == ("ok", "optimal") else None


def by_egret(state: State) -> float | None:
    """EGRET's B-theta model by HiGHS through pyomo's appsi; buses with nothing at them would be an error there."""
    parts = standing_of(state)
    units = _units(state, parts)
    with _quietly():
        data = import_module("egret.data.model_data").ModelData(_egret_data(state, parts, units))
        model, _ = import_module("egret.models.dcopf").create_btheta_dcopf_model(data)
        highs = import_module("pyomo.contrib.appsi.solvers.highs").Highs()
        highs.config.stream_solver = False
        highs.config.load_solution = False
        highs.highs_options = {"threads": 1}
        found = highs.solve(model)
    objective = found.best_feasible_objective
    return None if objective is None else float(objective) + units.dark_cost


def _egret_data(state: State, parts: Standing, units: _Units) -> dict[str, Any]:
    up = state.condition.bus_up[state.load_bus]
    used = sorted({*units.bus.tolist(), *parts.start.tolist(), *parts.end.tolist()})
    flat = {"vm": 1.0, "va": 0.0, "v_min": 0.9, "v_max": 1.1, "base_kv": 1.0, "matpower_bustype": "PQ"}
    line = {"branch_type": "line", "resistance": 0.0, "charging_susceptance": 0.0, "in_service": True}
    machine = {"generator_type": "thermal", "p_min": 0.0, "pg": 0.0, "qg": 0.0, "in_service": True}
    curve = {"data_type": "cost_curve", "cost_curve_type": "polynomial"}
    lines = zip(
        parts.start.tolist(), parts.end.tolist(), parts.reactance_pu.tolist(), parts.limit_mw.tolist(), strict=True
    )
    machines = zip(units.bus.tolist(), units.most_mw.tolist(), units.cost_per_mw.tolist(), strict=True)
    loads = zip(state.load_bus[up].tolist(), state.load_mw[up].tolist(), strict=True)
    return {
        "system": {
            "baseMVA": state.grid.base_mva,
            "reference_bus": str(used[0]),
            "reference_bus_angle": 0.0,
            "model_name": "state",
        },
        "elements": {
            "bus": {str(bus): dict(flat) for bus in used},
            "branch": {
                str(row): line | {"from_bus": str(start), "to_bus": str(end), "reactance": x, "rating_long_term": most}
                for row, (start, end, x, most) in enumerate(lines)
            },
            "generator": {
                str(row): machine | {"bus": str(bus), "p_max": most, "p_cost": curve | {"values": {0: 0.0, 1: cost}}}
                for row, (bus, most, cost) in enumerate(machines)
            },
            "load": {
                str(row): {"bus": str(bus), "p_load": load, "q_load": 0.0, "in_service": True}
                for row, (bus, load) in enumerate(loads)
            },
        },
    }


class Pandapower:
    """The rundcopp of pandapower (interior point of PYPOWER), with a slack machine in each island as it needs.

    Making an empty network alone takes 0.2 s there, so that its user keeps one and takes lines out of service: the
    network is made once, at the first state, and that is not counted.
    """

    def __init__(self) -> None:
        self._grid: Grid | None = None
        self._net: Any = None

    def prepare(self, state: State) -> None:
        """Make the network of this state's grid, unless it is there."""
        if self._grid is state.grid:
            return
        pandapower = import_module("pandapower")
        grid = state.grid
        parts = standing_of(replace(state, condition=grid.intact))
        units = _units(state, parts)
        with _quietly():
            net = pandapower.create_empty_network(sn_mva=grid.base_mva)
            pandapower.create_buses(net, grid.bus_count, vn_kv=1.0)
            pandapower.create_lines_from_parameters(
                net,
                parts.start,
                parts.end,
                length_km=1.0,
                r_ohm_per_km=0.0,
                x_ohm_per_km=parts.reactance_pu / grid.base_mva,
                c_nf_per_km=0.0,
                max_i_ka=parts.limit_mw / np.sqrt(3.0),
                max_loading_percent=100.0,
            )
            pandapower.create_loads(net, state.load_bus, p_mw=state.load_mw)
            limits = {"min_p_mw": 0.0, "max_p_mw": units.most_mw}
            machines = pandapower.create_gens(net, units.bus, p_mw=0.0, vm_pu=1.0, controllable=True, **limits)
            pandapower.create_poly_costs(net, machines, "gen", cp1_eur_per_mw=units.cost_per_mw)
        self._grid, self._net, self._line, self._bus = grid, net, parts.line, units.bus

    def __call__(self, state: State) -> float | None:
        """Unserved cost of a state in which no bus is out."""
        self.prepare(state)
        not_converged = import_module("pandapower.auxiliary").OPFNotConverged
        standing, buses = state.condition.branch_share[self._line] > 0.0, state.grid.bus_count
        ends = state.grid.branch_from[self._line[standing]], state.grid.branch_to[self._line[standing]]
        graph = coo_array((np.ones(ends[0].size), ends), shape=(buses, buses))
        island = connected_components(graph, directed=False)[1][self._bus]
        is_slack = np.zeros(self._bus.size, dtype=np.bool_)
        is_slack[np.unique(island, return_index=True)[1]] = True
        with _quietly():
            self._net.line["in_service"] = standing
            self._net.gen["slack"] = is_slack
            try:
                import_module("pandapower").rundcopp(self._net)
            except not_converged:
                return None
        return float(self._net.res_cost)


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the peers' log lines and warnings."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


PEERS: Mapping[str, Peer] = {
    "highspy angles": Peer(solve=by_angles, package="highspy", is_direct=True),
    "highspy cycles": Peer(solve=by_cycles, package="highspy", is_direct=True),
    "highspy cycles, IPM": Peer(solve=lambda state: by_cycles(state, "ipm"), package="highspy", is_direct=True),
    "scipy linprog": Peer(solve=by_linprog, package="scipy"),
    "EGRET": Peer(solve=by_egret, package="egret", most_buses=10_000),
    "pandapower": Peer(solve=Pandapower(), package="pandapower", most_buses=10_000),
    "PyPSA": Peer(solve=by_pypsa, package="pypsa", most_buses=3_000),
}
"""By the name shown."""
