"""Switched networks against the service model: with the repairs fixed, both must say the same."""

from random import Random

import numpy as np
import pytest
from bench._pglib import pglib_instance

from svitlo.plan.choose import Chooser
from svitlo.plan.gated import gated_grid
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.planners import Options, greedy
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values, spells
from tests.support.generated import generated_case


def some_sets(situation: Situation, count: int) -> list[frozenset[int]]:
    rng = Random(5)
    tasks = range(len(situation.tasks))
    return [frozenset(rng.sample(tasks, rng.randint(1, len(tasks)))) for _ in range(count)]


def share_of(situation: Situation, tasks: frozenset[int]) -> np.ndarray:
    share = np.zeros(len(situation.outages.items))
    share[[situation.tasks[task].work.asset for task in tasks]] = 1.0
    return share


@pytest.mark.parametrize("name", ["case24_ieee_rts", "case39_epri", "case118_ieee"])
def test_with_all_repairs_fixed_the_program_says_what_the_service_model_says(name: str) -> None:
    situation = situation_of_ordering(pglib_instance(name, 3))
    day = situation.days - 1
    chooser, open_gaps = Chooser(situation, kirchhoff=True), Chooser(situation, kirchhoff=False)
    values = Values(situation)
    weight = float(situation.demand.hours[0] * situation.demand.weight[day, 0])
    for tasks in some_sets(situation, 12):
        truth = values.spell(share_of(situation, tasks), day, day + 1)
        fixed = chooser.whole(day, 1.0, node_limit=100, within=(tasks, ()))
        assert fixed is not None
        assert fixed.tasks == tasks
        assert fixed.found_cost * weight == pytest.approx(truth, rel=1e-6, abs=1e-6)
        assert fixed.floor_cost * weight <= truth * (1.0 + 1e-9) + 1e-9
        free = open_gaps.whole(day, 1.0, node_limit=100, within=(tasks, ()))
        assert free is not None
        assert free.found_cost <= fixed.found_cost * (1.0 + 1e-6) + 1e-9


@pytest.mark.parametrize("name", ["case24_ieee_rts", "case118_ieee"])
def test_no_state_carries_more_than_the_tightened_limits_allow(name: str) -> None:
    situation = situation_of_ordering(pglib_instance(name, 2))
    gated, values = gated_grid(situation), Values(situation)
    assert np.any(gated.forward_mw < situation.grid.limit_mw - 1.0)
    for tasks in some_sets(situation, 20):
        condition = situation.outages.condition(situation.grid, share_of(situation, tasks))
        flow = values.model.serve(condition, 1.0).flow_mw
        assert np.all(flow <= gated.forward_mw + 1e-5)
        assert np.all(-flow <= gated.backward_mw + 1e-5)


@pytest.mark.parametrize("phase_shift", [False, True])
@pytest.mark.parametrize("seed", range(16))
def test_what_a_plan_has_complete_is_never_made_out_worse_than_it_is(seed: int, phase_shift: bool) -> None:
    """On networks with branches off in the file, unlimited ones, phase shifters and substitutes (counted as whole)."""
    situation = situation_of(generated_case(seed, buses=6 + seed % 5, damaged=8, days=20, phase_shift=phase_shift))
    schedule, values = greedy(situation, Options()), Values(situation)
    chooser = Chooser(situation, kirchhoff=True)
    for first, _, share in spells(situation, schedule.jobs):
        done = frozenset(job.task for job in schedule.jobs if job.service_day <= first)
        told = 0.0
        for block, factor in enumerate(situation.demand.load_factor[first].tolist()):
            fixed = chooser.whole(first, factor, node_limit=100, within=(done, ()))
            weight = situation.demand.hours[block] * situation.demand.weight[first, block] / factor
            told += 0.0 if fixed is None else fixed.floor_cost * weight
        assert told <= values.spell(share, first, first + 1) * (1.0 + 1e-6) + 1e-6
