"""The planner's load shedding (cycles, HiGHS called directly) equals the auditor's (angles, SciPy).

They share no code but the grid's arrays. The auditor says None where no flow is within the limits whatever is shed;
the planner serves nothing then.
"""

from random import Random

import numpy as np
import pytest

from svitlo.plan.service import ServiceModel
from svitlo.proof import power_dc
from tests.plan.states import random_condition, random_grid, random_loads

GRIDS = 30
STATES = 10


@pytest.mark.parametrize("seed", range(GRIDS))
def test_both_models_leave_the_same_unserved(seed: int) -> None:
    rng = Random(1000 + seed)
    grid = random_grid(seed, buses=rng.randint(3, 25), phase_shift=seed % 2 == 1)
    loads = random_loads(rng, grid)
    model = ServiceModel(grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
    for _ in range(STATES):
        state, factor = random_condition(rng, grid), rng.choice([1.0, rng.uniform(0.3, 1.5)])
        demand_mw = loads.load_mw * factor
        ours = model.serve(state, factor)
        theirs = power_dc.least_unserved(
            grid, state, demand_mw, loads.cost_per_mw, loads.load_bus, grid.injection_mw * factor
        )
        if theirs is None:
            assert not ours.served_mw.any()
            assert ours.unserved_cost == pytest.approx(float(loads.cost_per_mw @ demand_mw))
            continue
        assert ours.unserved_cost == pytest.approx(theirs.cost, rel=1e-6, abs=1e-3)
        short_mw = power_dc.can_serve(grid, state, ours.served_mw, loads.load_bus, grid.injection_mw * factor)
        assert short_mw == pytest.approx(0.0, abs=1e-5)


def test_states_that_cannot_be_run_at_all_are_among_them() -> None:
    """And so are states with phase shifters that can."""
    seen = {"dark": 0, "shifted": 0}
    for seed in range(1, GRIDS, 2):
        rng = Random(1000 + seed)
        grid = random_grid(seed, buses=rng.randint(3, 25), phase_shift=True)
        loads = random_loads(rng, grid)
        for _ in range(STATES):
            state = random_condition(rng, grid)
            rng.choice([1.0, rng.uniform(0.3, 1.5)])
            found = power_dc.least_unserved(
                grid, state, loads.load_mw, loads.cost_per_mw, loads.load_bus, grid.injection_mw
            )
            seen["dark" if found is None else "shifted"] += 1
    assert np.all(np.array(list(seen.values())) > 10), seen
