"""Greedy's and the search's choices by hand, and how a search ends."""

import pytest

from svitlo.plan.planners import PLANNERS, Options, greedy_order
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.search import ALIKE_SHARE, ALTERNATIVE_COUNT, Budget, Found, improved
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values
from tests.plan.small_case import (
    branch_damage,
    branch_need,
    branch_work,
    crews,
    days_of,
    goods,
    planned,
    small_case,
)
from tests.plan.small_case import good as item
from tests.support.generated import generated_case


def test_largest_takes_the_biggest_first() -> None:
    situation = situation_of(small_case(damage=branch_damage(1, 2, 3), works=[branch_work(1)], crews=[crews(1)]))
    assert days_of(PLANNERS["largest"](situation, Options())) == {2: (0, 1), 1: (1, 2), 0: (2, 3)}


def test_greedy_takes_most_per_crew_day() -> None:
    """30 MW in six days is less a day than 10 MW in one; 20 MW in one is most."""
    case = small_case(
        days=20,
        damage=[*branch_damage(1, 2), *branch_damage(3, severity="destroyed")],
        works=[branch_work(1), branch_work(6, "destroyed")],
        crews=[crews(1)],
    )
    situation = situation_of(case)
    assert greedy_order(situation, Values(situation)).tasks == (1, 0, 2)


def test_greedy_takes_what_helps_only_together() -> None:
    """Behind bus 3 both the bus and its branch are out: neither repair brings anything alone."""
    start = small_case().settings.start
    damage = [*branch_damage(3), {"asset_id": "power/bus/3", "severity": "major", "reported": start}]
    works = [branch_work(1), {"asset_kind": "bus", "severity": "major", "crew_kind": "line", "crew_days": 1}]
    situation = situation_of(small_case(damage=damage, works=works, crews=[crews(1)]))
    schedule = PLANNERS["greedy"](situation, Options())
    assert sorted(days_of(schedule).values()) == [(0, 1), (1, 2)]


def test_search_finds_what_greedy_misses() -> None:
    """The gift is enough for the 30 MW branch or for one of the others.

    Greedy takes the 20 MW branch, as it has most per crew-day, and too little is left for the big one.
    """
    case = small_case(
        load_mw=(10.0, 20.0, 30.0),
        damage=[*branch_damage(1, 2), *branch_damage(3, severity="destroyed")],
        works=[branch_work(1), branch_work(2, "destroyed")],
        needs=[branch_need("mast", 2), branch_need("mast", 3, "destroyed")],
        catalogue=[item("mast", 1.0, 99)],
        pledges=[goods("gift", "mast", 3)],
        crews=[crews(2)],
    )
    situation, values = situation_of(case), Values(situation_of(case))
    greedy = PLANNERS["greedy"](situation, Options())
    search = PLANNERS["search"](situation, Options(effort=300))
    assert days_of(greedy) == {1: (0, 1)}
    assert days_of(search) == {2: (0, 2)}
    assert values.of(search) < values.of(greedy)


def test_effort_is_never_overdrawn_by_more_than_one_plan() -> None:
    situation = situation_of(generated_case(5, buses=12, damaged=9))
    values = Values(situation)
    start = greedy_order(situation, values)
    values.of(schedule_of(situation, start))
    before = values.solve_count
    improved(situation, values, (start,), 0, Budget(effort=15))
    one_plan = (len(situation.tasks) + 2) * 8
    assert values.solve_count - before <= 15 + one_plan


def test_nothing_to_do_is_done_at_once() -> None:
    situation = situation_of(small_case())
    assert improved(situation, Values(situation), (Order(()),), 0, Budget(effort=10)) == Found(order=Order(()))
    assert planned(small_case())[1].jobs == ()


def test_ctrl_c_keeps_the_best_order_so_far() -> None:
    situation = situation_of(generated_case(5, buses=12, damaged=9))
    values = Values(situation)
    start = greedy_order(situation, values)
    whole = improved(situation, values, (start,), 0, Budget(effort=2000))
    assert not whole.cut_short
    seen: list[float] = []

    def stop(_spent: int, _effort: int, best: float, _bound: float) -> None:
        seen.append(best)
        if len(seen) == 3:
            raise KeyboardInterrupt

    kept = improved(situation, Values(situation), (start,), 0, Budget(effort=2000, progress=stop))
    assert kept.cut_short
    value = values.of(schedule_of(situation, kept.order))
    assert values.of(schedule_of(situation, whole.order)) <= value <= values.of(schedule_of(situation, start))
    assert abs(value - seen[-1]) <= 1e-6 * value


def test_a_time_limit_says_that_it_cut_the_search_short() -> None:
    situation = situation_of(generated_case(5, buses=12, damaged=9))
    assert PLANNERS["search"](situation, Options(time_limit_s=0.0)).cut_short
    assert not PLANNERS["search"](situation, Options(effort=50)).cut_short


@pytest.mark.parametrize("seed", range(6))
def test_alternatives_are_as_good_and_unlike(seed: int) -> None:
    situation = situation_of(generated_case(seed, buses=30, damaged=20, days=30))
    best = PLANNERS["search"](situation, Options(effort=1_500))
    values = Values(situation)
    plans = [best, *best.alternatives]
    assert len(best.alternatives) <= ALTERNATIVE_COUNT
    assert len({plan.dates for plan in plans}) == len(plans)
    # Values of the search itself are within a tolerance.
    assert all(values.of(plan) <= values.of(best) * (1.0 + ALIKE_SHARE + 2e-3) for plan in plans)


def test_there_are_alternatives_where_orders_are_worth_the_same() -> None:
    """Three branches of which each alone feeds as many: whichever comes first, the value is the same."""
    tables = {"damage": branch_damage(1, 2, 3), "works": [branch_work(3)], "crews": [crews(1)]}
    situation = situation_of(small_case(days=20, load_mw=(10.0, 10.0, 10.0), **tables))
    best = PLANNERS["search"](situation, Options(effort=500))
    values = Values(situation)
    assert best.alternatives
    for plan in best.alternatives:
        assert values.of(plan) <= values.of(best) * (1.0 + ALIKE_SHARE)
        assert plan.dates != best.dates
