"""The service model of four buses, written out once more in linopy by bus angles, has the same optimum."""

import warnings

import numpy as np
import pandas as pd
import pytest

from svitlo.assets.power import Condition
from svitlo.plan.service import least_unserved
from tests.plan.grids import INF, condition, grid_by_hand

# Two loops; the diagonal shifts the phase by 0.02 rad; bus 3 has negative load.
BRANCHES = [
    (0, 1, 0.10, 40.0),
    (1, 2, 0.05, 30.0),
    (2, 3, 0.10, 25.0),
    (3, 0, 0.20, 35.0),
    (0, 2, 0.08, 50.0, 0.02),
]
GRID = grid_by_hand((0, 60, 45, 30), BRANCHES, [(0, 90.0), (3, 20.0)], injection_mw=[0.0, 0.0, 0.0, 12.0])
LOAD_BUS = np.array([1, 2, 2, 3])
LOAD_MW = np.array([60.0, 25.0, 20.0, 30.0])
COST = np.array([3.0, 8.0, 1.0, 2.0])


def unserved_cost_by_linopy(state: Condition, factor: float) -> float:
    import linopy

    model = linopy.Model()

    def variables(name: str, lower: list[float], upper: list[float]) -> linopy.Variable:
        index = pd.RangeIndex(len(upper), name=name)
        return model.add_variables(pd.Series(lower, index=index), pd.Series(upper, index=index), name=name)

    up = state.bus_up.astype(float)
    served = variables("served", [0.0] * 4, (LOAD_MW * factor * up[LOAD_BUS]).tolist())
    machine = variables("machine", [0.0] * 2, (GRID.generator_max_mw * state.generator_share).tolist())
    inflow = variables("inflow", [0.0] * 4, (GRID.injection_mw * factor * up).tolist())
    limit = GRID.limit_mw * state.branch_share
    flow = variables("flow", (-limit).tolist(), limit.tolist())
    angle = variables("angle", [-INF] * 4, [INF] * 4)
    for bus in range(4):
        terms = [inflow[bus]]
        terms += [machine[row] for row in range(2) if GRID.generator_bus[row] == bus]
        terms += [-1 * served[row] for row in range(4) if LOAD_BUS[row] == bus]
        terms += [-1 * flow[row] for row in range(5) if GRID.branch_from[row] == bus]
        terms += [1 * flow[row] for row in range(5) if GRID.branch_to[row] == bus]
        model.add_constraints(sum(terms[1:], start=1 * terms[0]) == 0.0, name=f"balance {bus}")
    for row in range(5):
        if state.branch_share[row] > 0.0:
            x, ends = float(GRID.reactance_pu[row]), (int(GRID.branch_from[row]), int(GRID.branch_to[row]))
            drop = x * flow[row] - angle[ends[0]] + angle[ends[1]]
            model.add_constraints(drop == -GRID.base_mva * float(GRID.shift_rad[row]), name=f"law {row}")
    model.add_objective(
        sum((-float(COST[row]) * served[row] for row in range(1, 4)), start=-float(COST[0]) * served[0])
    )
    assert model.solve(solver_name="highs", output_flag=False, progress=False) == ("ok", "optimal")
    return float(COST @ LOAD_MW) * factor + float(model.objective.value)


@pytest.mark.parametrize(
    "state",
    [
        GRID.intact,
        condition(GRID, branches={0: 0.0}),
        condition(GRID, branches={2: 0.5, 4: 0.0}),
        condition(GRID, buses_out=[2]),
        condition(GRID, branches={0: 0.0, 1: 0.0}, generators={0: 0.4}),
        condition(GRID, branches={0: 0.0, 3: 0.0, 4: 0.0}, generators={1: 0.0}),
    ],
    ids=["intact", "line out", "half a line", "bus out", "weak machine", "fed by negative load alone"],
)
@pytest.mark.parametrize("factor", [0.8, 1.0, 1.3])
def test_the_optimum_is_that_of_the_model_in_linopy(state: Condition, factor: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of linopy and of what it uses
        expected = unserved_cost_by_linopy(state, factor)
    found = least_unserved(GRID, state, load_bus=LOAD_BUS, load_mw=LOAD_MW, cost_per_mw=COST, factor=factor)
    assert found.unserved_cost == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert expected > 0.0
