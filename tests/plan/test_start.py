"""Starts of the search: whole orders, the same each time, and better than greedy where works help only together."""

import pytest
from bench._pglib import pglib_instance

from svitlo.plan.bound import bound_of
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.planners import greedy_order
from svitlo.plan.schedule import schedule_of
from svitlo.plan.situation import situation_of
from svitlo.plan.start import aimed_order, relaxed_order, split_order
from svitlo.plan.value import Values
from tests.support.generated import generated_case


@pytest.mark.parametrize("seed", range(4))
def test_every_start_names_every_work_once_and_is_the_same_each_time(seed: int) -> None:
    situation = situation_of(generated_case(seed, buses=12, damaged=8))
    bound = bound_of(situation, 20_000)
    starts = [
        lambda: relaxed_order(situation),
        lambda: aimed_order(situation, bound.targets),
        lambda: split_order(situation, kirchhoff=True),
        lambda: split_order(situation, kirchhoff=False, seed=1),
    ]
    for start in starts:
        order = start()
        assert sorted(order.tasks) == list(range(len(situation.tasks)))
        assert start() == order


def test_halving_sees_what_greedy_does_not() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    values = Values(situation)
    halved = values.of(schedule_of(situation, split_order(situation, kirchhoff=True)))
    assert halved < 0.9 * values.of(schedule_of(situation, greedy_order(situation, values)))
