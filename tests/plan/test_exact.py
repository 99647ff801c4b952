"""On cases so small that every order can be tried, search finds the best of them, and the bound stays below it."""

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, permutations

import pytest

from svitlo.plan.bound import lower_bound
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values
from svitlo.tables.case import Case
from tests.support.generated import generated_case

CASES = 20


def case_of(seed: int) -> Case:
    return generated_case(seed, buses=6, damaged=6, days=12, phase_shift=seed % 3 == 0)


def subsets(rows: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(rows, count) for count in range(len(rows) + 1))


def every_schedule(situation: Situation) -> set[Schedule]:
    """All schedules that any order, any choice of works and any haste lead to; haste only where a substitute exists."""
    rows = tuple(range(len(situation.tasks)))
    hastes = {
        row
        for row in rows
        for need in situation.tasks[row].needs
        if any(option.equipment_id != need.equipment_id for option in need.options)
    }
    return {
        schedule_of(situation, Order(order, frozenset(haste)))
        for chosen in subsets(rows)
        for order in permutations(chosen)
        for haste in subsets(tuple(row for row in chosen if row in hastes))
    }


@cache
def tiny() -> tuple[int, ...]:
    """Seeds of cases with four or five works, three of which can be done, and do good."""
    found = []
    for seed in range(400):
        situation = situation_of(case_of(seed))
        some = PLANNERS["largest"](situation, Options())
        if len(situation.tasks) in (4, 5) and len(some.jobs) >= 3:
            values = Values(situation)
            if values.of(some) < 0.9 * values.of(Schedule()) - 1.0:
                found.append(seed)
        if len(found) == CASES:
            break
    return tuple(found)


@pytest.mark.parametrize("number", range(CASES))
def test_search_finds_the_best_of_all_orders(number: int) -> None:
    situation = situation_of(case_of(tiny()[number]))
    values = Values(situation)
    best = min(values.of(schedule) for schedule in every_schedule(situation))
    found = values.of(PLANNERS["search"](situation, Options(effort=1000)))
    assert found == pytest.approx(best, rel=1e-6)
    assert lower_bound(situation) <= best * (1.0 + 1e-9)
