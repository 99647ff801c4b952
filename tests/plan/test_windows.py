"""The best order of a few works, against all orders tried."""

from itertools import pairwise, permutations

import pytest
from bench._pglib import pglib_instance

from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.value import Values
from svitlo.plan.windows import best_sequence


@pytest.mark.parametrize("first", [0, 9, 20])
def test_the_sequence_is_the_best_of_all_orders(first: int) -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    values = Values(situation)
    base = situation.given_share(0)
    base[:first] = 1.0
    works = [(asset, 1.0) for asset in range(first, first + 5)]
    days = [first + 1, first + 2, first + 2, first + 4, first + 5, first + 8]

    def unserved(sequence: tuple[int, ...]) -> float:
        share, total = base.copy(), 0.0
        for place, (day, until) in zip(sequence, pairwise(days), strict=True):
            share[works[place][0]] = 1.0
            total += values.spell(share, day, until) if until > day else 0.0
        return total

    found = tuple(best_sequence(values, base, works, days))
    assert sorted(found) == list(range(5))
    assert unserved(found) == pytest.approx(min(map(unserved, permutations(range(5)))), rel=1e-9)
