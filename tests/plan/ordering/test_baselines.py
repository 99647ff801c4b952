"""The rules and the decomposition that others use, against published values and all orders."""

from itertools import permutations
from random import Random

import pytest
from bench._pglib import pglib_instance

from svitlo.plan.ordering.baselines import (
    best_order,
    greedy,
    random_adaptive,
    utilisation,
    utilisation_descending,
)
from svitlo.plan.ordering.states import States

# Utilisation as shipped; descending with prerequisites first; greedy: energy not served at seed 1.
PUBLISHED = {
    "case24_ieee_rts": (300.4, 188.1, 86.0),
    "case39_epri": (806.5, 607.2, 321.4),
    "case73_ieee_rts": (1163.0, 693.9, 301.8),
    "case118_ieee": (1102.2, 546.8, 345.0),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_rules_reach_the_published_values(case: str) -> None:
    """Greedy has many ties: the ones taken here are as good as those behind the published figures, or better."""
    instance = pglib_instance(case, 1)
    states = States(instance)
    ascending, descending, by_gain = PUBLISHED[case]
    assert states.energy_not_served(utilisation(instance)) == pytest.approx(ascending, abs=0.051)
    assert states.energy_not_served(utilisation_descending(instance)) == pytest.approx(descending, abs=0.051)
    found = states.energy_not_served(greedy(instance, states.unserved_pu))
    assert 0.97 * by_gain <= found <= by_gain + 0.051


def test_prerequisites_come_right_before_what_needs_them() -> None:
    instance = pglib_instance("case39_epri", 1)
    order = utilisation_descending(instance)
    assert sorted(order) == list(instance.damaged)
    place = {component: at for at, component in enumerate(order)}
    for component in order:
        for bus in instance.buses_of(component):
            assert place.get(("bus", bus), -1) <= place[component]
    plain = utilisation_descending(instance, prerequisites_first=False)
    assert [instance.size_mw(one) for one in plain] == sorted(map(instance.size_mw, plain), reverse=True)


def test_the_best_order_of_a_piece_is_the_best_of_all() -> None:
    instance = pglib_instance("case24_ieee_rts", 4)
    states, rng = States(instance), Random(0)
    for _ in range(5):
        order = list(instance.damaged)
        rng.shuffle(order)
        first = rng.randrange(len(order) - 5)
        before, piece = order[:first], order[first : first + 5]
        after = order[first + 5 :]
        found = best_order(states, before, piece)
        best = min(states.energy_not_served([*before, *middle, *after]) for middle in permutations(piece))
        assert states.energy_not_served([*before, *found, *after]) == pytest.approx(best, rel=1e-9)


def test_a_piece_that_is_in_its_best_order_stays() -> None:
    instance = pglib_instance("case24_ieee_rts", 4)
    states = States(instance)
    found = best_order(states, [], instance.damaged[:5])
    assert best_order(states, [], found) == found


def test_the_decomposition_is_the_same_for_the_same_seed_and_better_than_its_start() -> None:
    instance = pglib_instance("case24_ieee_rts", 1)
    orders = []
    for seed in (1, 1, 2):
        states = States(instance)
        orders.append(random_adaptive(instance, states, seed=seed, effort=1500))
        assert states.solve_count < 1500 + 2**9 * 20
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == list(instance.damaged)
    states = States(instance)
    start = states.energy_not_served(utilisation(instance))
    assert all(states.energy_not_served(order) < 0.5 * start for order in orders)
