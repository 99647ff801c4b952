"""What a schedule is worth, against the plain sum over all days and blocks."""

from dataclasses import replace
from random import Random

import numpy as np
import polars as pl
import pytest

from svitlo.plan.bound import lower_bound
from svitlo.plan.outcome import power_share_of
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.service import least_unserved
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values, spells
from svitlo.tables.case import Block, Case, Cold
from tests.plan.small_case import branch_damage, branch_work, crews, planned, small_case
from tests.support.generated import generated_case


def plain_sum(situation: Situation, schedule: Schedule) -> float:
    """The objective as the contract says it: one program for each day and block, from nothing."""
    people, demand = situation.people, situation.demand
    total = 0.0
    for first, last, share in spells(situation, schedule.jobs):
        state = situation.outages.condition(situation.grid, share)
        for day in range(first, last):
            for block, factor in enumerate(demand.load_factor[day].tolist()):
                served = least_unserved(
                    situation.grid,
                    state,
                    load_bus=people.bus,
                    load_mw=people.load_mw,
                    cost_per_mw=people.cost_per_mw,
                    factor=factor,
                ).served_mw
                unserved_share = 1.0 - served / (people.load_mw * factor)
                weighted = float(people.people * people.weight @ unserved_share)
                total += float(demand.hours[block] * demand.weight[day, block]) * weighted
    return total


def some_schedules(situation: Situation, seed: int) -> list[Schedule]:
    rng = Random(seed)
    rows = range(len(situation.tasks))
    orders = [rng.sample(rows, rng.randint(0, len(rows))) for _ in range(2)]
    return [Schedule(), *(schedule_of(situation, Order(tuple(order), frozenset(order))) for order in orders)]


def shifting(case: Case, times: float) -> Case:
    branches = case.power.branches.with_columns(pl.col("shift_deg") * times)
    return replace(case, power=replace(case.power, branches=branches))


CASES = [
    *(pytest.param(generated_case(seed, days=10), id=f"plain {seed}") for seed in range(6)),
    *(
        pytest.param(shifting(generated_case(seed, days=10, phase_shift=True), times), id=f"shift x {times} {seed}")
        for seed in range(6)
        for times in (1.0, 4.0)
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_values_are_the_plain_sum(case: Case) -> None:
    situation = situation_of(case)
    values = Values(situation)
    for schedule in some_schedules(situation, 1):
        assert values.of(schedule) == pytest.approx(
            plain_sum(situation, schedule), abs=1e-7 * plain_sum(situation, Schedule()) + 1e-6
        )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("tolerance_share", [1e-4, 1e-2])
def test_values_with_a_tolerance_are_within_it(case: Case, tolerance_share: float) -> None:
    situation = situation_of(case)
    exact, rough = Values(situation), Values(situation, tolerance_share)
    blackout = exact.of(Schedule())
    for schedule in some_schedules(situation, 2):
        assert rough.of(schedule) == pytest.approx(exact.of(schedule), rel=tolerance_share, abs=0.01 * blackout)
    assert rough.solve_count <= exact.solve_count


def test_a_closer_look_is_exact_and_solves_little_again() -> None:
    situation = situation_of(generated_case(3, buses=12, damaged=8))
    schedule = schedule_of(situation, Order(tuple(range(len(situation.tasks)))))
    rough = Values(situation, 0.05)
    about = rough.of(schedule)
    known = rough.solve_count
    close = rough.closer(1e-9)
    fresh = Values(situation, 1e-9)
    assert close.of(schedule) == pytest.approx(fresh.of(schedule), rel=2e-9)
    assert rough.of(schedule) == about
    assert rough.solve_count - known < fresh.solve_count


@pytest.mark.parametrize("case", CASES)
def test_values_are_what_places_get(case: Case) -> None:
    situation = situation_of(case)
    people, demand = situation.people, situation.demand
    for schedule in some_schedules(situation, 3):
        unserved_share = 1.0 - power_share_of(situation, schedule)
        weight = demand.hours * demand.weight
        total = float((weight[:, :, None] * people.people * people.weight * unserved_share).sum())
        assert Values(situation).of(schedule) == pytest.approx(
            total, abs=1e-7 * plain_sum(situation, Schedule()) + 1e-6
        )


LOOP_SHARES = {"six": (1.0, 0.25, 0.4, 0.45, 0.6, 0.8), "two": (1.0, 0.25), "dark": (0.2, 0.3, 0.4), "one": (0.45,)}


@pytest.mark.parametrize("shares", LOOP_SHARES.values(), ids=LOOP_SHARES)
def test_a_load_that_relieves_a_loop_makes_a_state_run_by_day_and_not_by_night(shares: tuple[float, ...]) -> None:
    """With a phase shifter unserved load is no convex function of demand: by night there is too little to draw off.

    Of two branches from the machine to the load one shifts, and drives 60 MW around; it carries 50 MW. With 20 MW of
    load and more the sum of 60 MW back and half the load is within its limit; with less nothing is.
    """
    case = small_case(days=2, load_mw=(40.0,))
    branch = case.power.branches
    both = pl.concat([branch, branch.with_columns(asset_id=pl.lit("power/branch/2"))]).with_columns(
        shift_deg=pl.Series([0.0, np.rad2deg(0.024)]), rate_mva=pl.Series([100.0, 50.0])
    )
    hours = 24.0 / len(shares)
    blocks = tuple(Block(name=str(share), hours=hours, load_share=share) for share in shares)
    case = replace(
        case,
        power=replace(case.power, branches=both),
        settings=replace(case.settings, blocks=blocks, people_per_mw=1.0),
    )
    situation = situation_of(case)
    expected = 2 * 40.0 * hours * sum(40.0 * share < 20.0 for share in shares)
    assert plain_sum(situation, Schedule()) == pytest.approx(expected)
    assert Values(situation).of(Schedule()) == pytest.approx(expected)
    assert lower_bound(situation) == pytest.approx(expected)


def test_cold_days_cost_few_programs() -> None:
    """Sixty temperatures, one state: its curve has few corners, so a few programs tell all days."""
    case = small_case(days=60, damage=branch_damage(1), works=[branch_work(1)], crews=[crews(1)])
    dates = [case.date_of(day) for day in range(60)]
    weather = pl.DataFrame({"date": dates, "mean_c": [-0.25 * day for day in range(60)]}, schema=case.weather.schema)
    cold = Cold(below_c=5.0, load_share_per_c=0.01, weight_per_c=0.02)
    situation = situation_of(replace(case, weather=weather, settings=replace(case.settings, cold=cold)))
    values = Values(situation)
    assert values.of(Schedule()) == pytest.approx(plain_sum(situation, Schedule()), rel=1e-9)
    assert values.solve_count < 10


def test_days_by_hand() -> None:
    """10 of 60 MW out until day 3 and 20 MW lost from day 4: 800 people behind a MW, a weight of 1."""
    case = small_case(
        days=6,
        damage=[*branch_damage(1), *branch_damage(2, reported=4)],
        works=[branch_work(3)],
        crews=[crews(1)],
    )
    situation, schedule = planned(case, 0)
    assert Values(situation).of(Schedule()) == pytest.approx(24 * 800 * (6 * 10 + 2 * 20))
    assert Values(situation).of(schedule) == pytest.approx(24 * 800 * (3 * 10 + 2 * 20))
    runs = [(first, last, share.tolist()) for first, last, share in spells(situation, schedule.jobs)]
    assert runs == [(0, 3, [0.0, 1.0]), (3, 4, [1.0, 1.0]), (4, 6, [1.0, 0.0])]
