"""The choice of repairs for one day: floors below every feasible state, sets that keep the day's limits."""

import numpy as np
import pytest
from bench._pglib import pglib_instance

from svitlo.plan.choose import Chooser, Look
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.planners import Options, greedy
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values, spells
from tests.support.generated import generated_case


def test_divisible_repairs_are_never_worse_than_whole_ones_and_both_are_a_floor() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    parts, whole = Chooser(situation, kirchhoff=False), Chooser(situation, kirchhoff=True)
    for day in (2, 6, 10):
        choice = whole.look(Look(day=day, block=0, factor=1.0, node_limit=2000))
        assert choice is not None
        assert len(choice.tasks) <= day
        assert parts.relaxed(day, 1.0).floor_cost <= choice.floor_cost <= choice.found_cost * (1.0 + 1e-9)
        # Proved: floor and what was found meet.
        assert choice.floor_cost == pytest.approx(choice.found_cost, rel=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_the_floor_of_every_day_is_below_what_a_real_plan_leaves_unserved(seed: int) -> None:
    situation = situation_of(generated_case(seed, phase_shift=seed % 2 == 1))
    values, whole = Values(situation), Chooser(situation, kirchhoff=True)
    schedule = greedy(situation, Options())
    for first, last, share in spells(situation, schedule.jobs):
        for day in range(first, last):
            floor = 0.0
            for block, factor in enumerate(situation.demand.load_factor[day].tolist()):
                choice = whole.whole(day, factor, node_limit=1000)
                weight = situation.demand.hours[block] * situation.demand.weight[day, block] / factor
                floor += 0.0 if choice is None else choice.floor_cost * weight
            assert floor <= values.spell(share, day, day + 1) * (1.0 + 1e-6) + 1e-6


def test_what_must_be_done_is_done_and_nothing_else_but_what_may() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    choice = Chooser(situation, kirchhoff=True).whole(10, 1.0, node_limit=200, within=((3, 4), (7, 8, 9)))
    assert choice is not None
    assert {3, 4} <= choice.tasks <= {3, 4, 7, 8, 9}


def test_ties_are_broken_at_random_among_sets_that_serve_alike_and_give_no_floor() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    chooser = Chooser(situation, kirchhoff=True)
    best = chooser.whole(20, 1.0, node_limit=500)
    spreads = [np.random.default_rng(seed).uniform(0.5, 1.0, len(situation.tasks)) for seed in range(6)]
    others = [chooser.whole(20, 1.0, node_limit=500, ties=ties) for ties in spreads]
    assert best is not None
    for other in others:
        assert other is not None
        assert other.floor_cost == 0.0
        assert len(other.tasks) <= len(best.tasks)
        assert other.found_cost == pytest.approx(best.found_cost, rel=1e-3)
    assert len({other.tasks for other in others if other is not None}) > 1
