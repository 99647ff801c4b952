"""Starts of the search: whole orders, the same each time, and better than greedy where works help only together."""

from collections.abc import Sequence
from itertools import combinations, permutations
from random import Random

import numpy as np
import pytest
from bench._pglib import pglib_instance

from svitlo.plan.bound import bound_of
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.planners import greedy_order
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import situation_of
from svitlo.plan.split import Splitter
from svitlo.plan.start import aimed_order, relaxed_order
from svitlo.plan.value import Values
from tests.support.generated import generated_case


@pytest.mark.parametrize("seed", range(4))
def test_every_start_names_every_work_once_and_is_the_same_each_time(seed: int) -> None:
    situation = situation_of(generated_case(seed, buses=12, damaged=8))
    bound = bound_of(situation, 20_000)
    starts = [
        lambda: relaxed_order(situation),
        lambda: aimed_order(situation, bound.targets),
        lambda: Splitter(situation, kirchhoff=True).order(Random(0)),
        lambda: Splitter(situation, kirchhoff=False).order(Random(1)),
        lambda: Splitter(situation, Values(situation), kirchhoff=True).guided_order(relaxed_order(situation)),
    ]
    for start in starts:
        order = start()
        assert sorted(order.tasks) == list(range(len(situation.tasks)))
        assert start() == order


def test_halving_sees_what_greedy_does_not() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    values = Values(situation)
    splitter = Splitter(situation, kirchhoff=True)
    halved = values.of(schedule_of(situation, splitter.order(Random(0))))
    assert halved < 0.9 * values.of(schedule_of(situation, greedy_order(situation, values)))
    assert splitter.effort > 0


def test_a_run_that_is_halved_again_has_the_same_works_and_what_helps_sooner_first() -> None:
    """Repairs 0 to 7 are done; of the next eight those chosen first serve at least as much as any as many by hand."""
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    values, splitter = Values(situation), Splitter(situation, kirchhoff=True)
    order = splitter.order(Random(0)).tasks
    run = sorted(order[8:16])
    again = splitter.halved((8, 16), (order[:8], run), Random(3))
    assert sorted(again) == run

    def unserved(first: Sequence[int]) -> float:
        share = np.zeros(len(order))
        share[[*order[:8], *first]] = 1.0
        return values.spell(share, 12, 13)

    def is_best_cut(count: int) -> bool:
        return unserved(again[:count]) <= min(map(unserved, combinations(run, count))) * (1.0 + 1e-3)

    assert any(is_best_cut(count) for count in (3, 4, 5))


@pytest.mark.parametrize("seed", range(3))
def test_a_few_works_are_put_in_the_best_of_all_their_orders(seed: int) -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    values = Values(situation)
    splitter = Splitter(situation, values, kirchhoff=True)
    order = list(range(len(situation.tasks)))
    Random(seed).shuffle(order)
    before, run, after = order[:12], order[12:16], order[16:]

    def worth(middle: Sequence[int]) -> float:
        tasks = (*before, *middle, *after)
        return values.of(schedule_of(situation, Order(tasks, frozenset(tasks))))

    found = splitter.halved((12, 16), (before, run), Random(0))
    assert sorted(found) == sorted(run)
    assert worth(found) == pytest.approx(min(map(worth, permutations(run))), rel=1e-9)
    assert splitter.effort == 0
