"""The bound by hand. Behind each MW of the star are 800 people of weight 1, on one block of 24 hours."""

from dataclasses import replace
from random import Random

import polars as pl
import pytest

from svitlo.plan.bound import lower_bound
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.resources import soonest_service_days
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values
from svitlo.tables.case import Case
from tests.plan.small_case import (
    branch_damage,
    branch_need,
    branch_work,
    cash,
    crew,
    crews,
    good,
    goods,
    planned,
    small_case,
)
from tests.support.generated import generated_case

DAY_OF_A_MW = 24 * 800


def bound_in_mw_days(case: Case, effort: int = 10_000) -> float:
    """The bound; with no effort, by divisible repairs alone."""
    return lower_bound(situation_of(case), effort) / DAY_OF_A_MW


def needy(**more: object) -> Case:
    """Branch 1 (10 MW) needs four masts; one crew takes two days."""
    given: dict[str, object] = {
        "days": 10,
        "damage": branch_damage(1),
        "works": [branch_work(2)],
        "needs": [branch_need("mast", 4)],
        "catalogue": [good("mast", 100.0, 3)],
        "crews": [crews(1)],
    }
    return small_case(**given | more)


@pytest.mark.parametrize(
    ("more", "days_out"),
    [
        pytest.param({"pledges": [goods("gift", "mast", 4)]}, 2, id="gift"),
        pytest.param({"pledges": [goods("gift", "mast", 4, 3)]}, 5, id="late gift"),
        pytest.param({"pledges": [cash("fund", 400.0, 1)]}, 6, id="order"),
        pytest.param({"pledges": [goods("g", "mast", 4)], "crews": [crews(1, 5)]}, 7, id="late crew"),
        pytest.param({"pledges": [goods("g", "mast", 4), crew("c", 1, 4)], "crews": []}, 6, id="pledged crew"),
        pytest.param({"pledges": [goods("g", "mast", 4)], "crews": [crews(1, 0, 0), crews(1, 2)]}, 4, id="crew breaks"),
        pytest.param({}, 10, id="nothing to be had"),
        pytest.param({"pledges": [goods("g", "mast", 4)], "works": []}, 10, id="no work known"),
        pytest.param({"pledges": [goods("g", "mast", 4)], "crews": []}, 10, id="no crew"),
        pytest.param({"damage": [], "needs": []}, 0, id="nothing is lost"),
    ],
)
def test_one_work_alone_is_bounded_exactly(more: dict[str, object], days_out: int) -> None:
    case = needy(**more)
    assert bound_in_mw_days(case) == pytest.approx(10.0 * days_out, abs=1e-5)
    situation, schedule = planned(case)
    assert Values(situation).of(schedule) == pytest.approx(10.0 * days_out * DAY_OF_A_MW, abs=1e-3)


def test_a_damage_that_is_reported_later_counts_from_then() -> None:
    case = needy(damage=branch_damage(1, reported=3), pledges=[goods("gift", "mast", 4)])
    assert bound_in_mw_days(case) == pytest.approx(20.0, abs=1e-5)


def test_money_for_half_of_it_restores_half() -> None:
    """Orders come on day 3, works end on day 5; two of four masts are half of the branch from then on."""
    case = needy(pledges=[cash("fund", 200.0)])
    assert bound_in_mw_days(case) == pytest.approx(10.0 * 10, abs=1e-5)  # too little for the only work: never ready
    two = needy(damage=branch_damage(1, 2), pledges=[cash("fund", 600.0)], crews=[crews(2)])
    # Branch 2 (20 MW) whole and half of branch 1 for the five days that are left.
    assert bound_in_mw_days(two, effort=0) == pytest.approx(30.0 * 5 + 5.0 * 5, abs=1e-5)
    # Half a branch cannot be had: whole repairs say so.
    assert bound_in_mw_days(two) == pytest.approx(30.0 * 5 + 10.0 * 5, abs=1e-3)


def test_supply_limits_money() -> None:
    case = needy(
        damage=branch_damage(1, 2), catalogue=[good("mast", 100.0, 3, 6)], pledges=[cash("f", 1e6)], crews=[crews(2)]
    )
    assert bound_in_mw_days(case, effort=0) == pytest.approx(30.0 * 5 + 5.0 * 5, abs=1e-5)
    assert bound_in_mw_days(case) == pytest.approx(30.0 * 5 + 10.0 * 5, abs=1e-3)


def test_one_crew_shares_its_days() -> None:
    """Two works of two days each: by day 2 one of them, by day 4 both; by day 3 one and a half."""
    case = needy(damage=branch_damage(1, 2), needs=[])
    assert bound_in_mw_days(case, effort=0) == pytest.approx(2 * 30.0 + 10.0 + 5.0, abs=1e-5)
    assert bound_in_mw_days(case) == pytest.approx(2 * 30.0 + 10.0 + 10.0, abs=1e-3)


def test_a_substitute_counts_as_whole_from_its_day() -> None:
    case = needy(
        needs=[branch_need("mast", 1)],
        catalogue=[good("mast", 100.0, 8), good("pole", 100.0, 1)],
        substitutes=[{"equipment_id": "pole", "stands_in_for": "mast", "capacity_share": 0.3}],
        pledges=[cash("fund", 1000.0)],
    )
    situation = situation_of(case)
    assert soonest_service_days(situation).tolist() == [3]
    assert lower_bound(situation) / DAY_OF_A_MW == pytest.approx(30.0, abs=1e-5)
    _, hasty = planned(case, hasty=[0])
    assert Values(situation).of(hasty) / DAY_OF_A_MW == pytest.approx(10.0 * 3 + 7.0 * 7, abs=1e-5)


def test_a_damaged_bus_keeps_its_load() -> None:
    damage = [{"asset_id": "power/bus/3", "severity": "major", "reported": small_case().settings.start}]
    works = [{"asset_kind": "bus", "severity": "major", "crew_kind": "line", "crew_days": 4}]
    assert bound_in_mw_days(small_case(days=6, damage=damage, works=works, crews=[crews(1)])) == pytest.approx(
        30.0 * 4, abs=1e-5
    )


def with_series_capacitors(case: Case, seed: int) -> Case:
    """Two branches of negative reactance, and limits that let power go round."""
    rng = Random(seed)
    rows = set(rng.sample(range(case.power.branches.height), 2))
    branches = case.power.branches.with_columns(
        x_pu=pl.Series([-0.8 * x if row in rows else x for row, x in enumerate(case.power.branches["x_pu"])]),
        rate_mva=pl.col("rate_mva") * 3,
    )
    return replace(case, power=replace(case.power, branches=branches))


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_holds_with_negative_reactances(seed: int) -> None:
    case = with_series_capacitors(generated_case(seed, buses=6, damaged=4, days=8), seed)
    situation = situation_of(case)
    values, bound, rng = Values(situation), lower_bound(situation), Random(seed)
    rows = range(len(situation.tasks))
    orders = [rng.sample(rows, rng.randint(0, len(rows))) for _ in range(20)]
    schedules = [Schedule(), *(schedule_of(situation, Order(tuple(order), frozenset(order))) for order in orders)]
    schedules.append(PLANNERS["greedy"](situation, Options()))
    assert bound <= min(values.of(schedule) for schedule in schedules)


def test_the_bound_is_worth_something() -> None:
    """Over generated cases it lies far above nothing: on the mean, nine tenths of the best plan's figure at least."""
    shares = []
    for seed in range(20):
        situation = situation_of(generated_case(seed))
        best = Values(situation).of(PLANNERS["search"](situation, Options(effort=200)))
        if best > 0.0:
            shares.append(lower_bound(situation, 20_000) / best)
    assert sum(shares) / len(shares) > 0.9


def test_no_people_no_bound() -> None:
    case = small_case(load_mw=(0.0, 0.0), damage=branch_damage(1), works=[branch_work(1)], crews=[crews(1)])
    assert lower_bound(situation_of(case)) == 0.0


@pytest.mark.parametrize(
    ("seed", "phase_shift"), [(21, False), (22, False), (28, False), (3, True), (5, True), (9, True)]
)
def test_a_branch_that_is_off_in_the_file_never_closes_its_loop(seed: int, phase_shift: bool) -> None:
    """Seed 21 once had a bound above a plan: the repair of a bus closed the loop through a branch that stays off."""
    situation = situation_of(generated_case(seed, buses=6, damaged=8, days=20, phase_shift=phase_shift))
    plan = PLANNERS["greedy"](situation, Options())
    assert lower_bound(situation, 50_000) <= Values(situation).of(plan) * (1.0 + 1e-9)
