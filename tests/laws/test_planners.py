"""The law book of planners: each of them passes it on generated cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import pairwise
from random import Random

import polars as pl
import pytest

from svitlo.pipeline import Choice, make_plan
from svitlo.plan.bound import lower_bound
from svitlo.plan.outcome import decisions_of, power_share_of
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, PLANNERS, SEARCH_TOLERANCE_SHARE, Options
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values
from svitlo.proof.audit import audit
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Decisions
from svitlo.tables.schema import CASE_SPECS
from tests.laws.recount import breaches
from tests.support.generated import START, generated_case

SEEDS = range(100)
QUICK = Options(effort=60)
ROUNDING = 1.0 + 1e-9

each_planner = pytest.mark.parametrize("planner", PLANNERS)


@cache
def case_of(seed: int) -> Case:
    """Five to fourteen buses; every second case has phase shifters."""
    return generated_case(seed, buses=5 + seed % 10, damaged=3 + seed % 8, phase_shift=seed % 2 == 1)


@cache
def scene_of(seed: int) -> tuple[Situation, Values]:
    situation = situation_of(case_of(seed))
    return situation, Values(situation)


def blackout_cost(situation: Situation) -> float:
    """The objective if nobody had power at all."""
    weight = (situation.demand.hours * situation.demand.weight).sum()
    return float(weight * (situation.people.people @ situation.people.weight))


def same(one: Decisions, other: Decisions) -> bool:
    tables = ("purchases", "repairs", "installs", "uses")
    return all(getattr(one, name).equals(getattr(other, name)) for name in tables)


def shuffled(frame: pl.DataFrame, rng: Random) -> pl.DataFrame:
    rows = list(range(frame.height))
    rng.shuffle(rows)
    return frame[rows] if rows else frame


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_are_kept_and_better_planners_are_no_worse(seed: int) -> None:
    situation, values = scene_of(seed)
    cost = {}
    for name, planner in PLANNERS.items():
        schedule = planner(situation, QUICK)
        assert breaches(case_of(seed), decisions_of(situation, schedule)) == []
        cost[name] = values.of(schedule)
    rounding = FINAL_TOLERANCE_SHARE * blackout_cost(situation)
    assert cost["greedy"] <= cost["nothing"] + rounding
    assert cost["search"] <= cost["greedy"] + rounding
    assert lower_bound(situation) <= min(cost.values()) * ROUNDING


@each_planner
@pytest.mark.parametrize("seed", [3, 24, 57, 78])
def test_the_auditor_finds_nothing(planner: str, seed: int) -> None:
    plan = make_plan(case_of(seed), Choice(planner=planner, options=QUICK))
    assert audit(case_of(seed), plan) == ()


def test_generated_cases_ask_for_everything_that_planners_must_know() -> None:
    """The laws above would mean little if no case had a late report, a substitute, a split or something undone."""
    seen = set()
    for seed in SEEDS:
        situation, _ = scene_of(seed)
        schedule = PLANNERS["search"](situation, QUICK)
        seen.add("late report" if (situation.outages.out_from_day > 0).any() else "")
        seen.add("substitute" if any(job.capacity_share < 1.0 for job in schedule.jobs) else "")
        seen.add(
            "split" if any(len(job.grants) > len(situation.tasks[job.task].needs) for job in schedule.jobs) else ""
        )
        seen.add("left undone" if len(schedule.jobs) < len(situation.tasks) else "")
        seen.add("no work known" if len(situation.tasks) < len(situation.outages.items) else "")
    assert seen >= {"late report", "substitute", "split", "left undone", "no work known"}


@pytest.mark.parametrize("seed", range(0, 100, 5))
def test_no_feasible_schedule_is_below_the_bound(seed: int) -> None:
    situation, values = scene_of(seed)
    bound, rng = lower_bound(situation), Random(seed)
    tasks = range(len(situation.tasks))
    for _ in range(30):
        chosen = rng.sample(tasks, rng.randint(0, len(tasks)))
        order = Order(tuple(chosen), frozenset(rng.sample(tasks, rng.randint(0, len(tasks)))))
        assert bound <= values.of(schedule_of(situation, order)) * ROUNDING


@each_planner
@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_same_seed_same_plan(planner: str, seed: int) -> None:
    first, second = (
        decisions_of(situation, PLANNERS[planner](situation, Options(seed=7, effort=60)))
        for situation in (situation_of(case_of(seed)) for _ in range(2))
    )
    assert same(first, second)


@each_planner
@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_the_order_of_rows_does_not_matter(planner: str, seed: int) -> None:
    case, rng = case_of(seed), Random(seed)
    other = replace(case, **{spec.name: shuffled(getattr(case, spec.name), rng) for spec in CASE_SPECS})
    plans = []
    for situation in (situation_of(case), situation_of(other)):
        schedule = PLANNERS[planner](situation, QUICK)
        plans.append((decisions_of(situation, schedule), power_share_of(situation, schedule)))
    assert same(plans[0][0], plans[1][0])
    assert plans[0][1].tobytes() == plans[1][1].tobytes()


@pytest.mark.parametrize("seed", range(0, 100, 9))
def test_the_order_of_the_network_s_rows_does_not_matter_to_what_a_plan_is_worth(seed: int) -> None:
    """Another order of buses and branches is another linear program: its last digits, and so ties, may differ."""
    case, rng = case_of(seed), Random(seed)
    power = {name: shuffled(getattr(case.power, name), rng) for name in ("buses", "branches", "generators")}
    other = situation_of(replace(case, power=replace(case.power, **power)))
    situation, values = scene_of(seed)
    for planner in ("nothing", "largest"):
        schedule = PLANNERS[planner](other, QUICK)
        assert same(decisions_of(other, schedule), decisions_of(situation, PLANNERS[planner](situation, QUICK)))
        assert Values(other).of(schedule) == pytest.approx(values.of(schedule), rel=1e-8)
    assert lower_bound(other) == pytest.approx(lower_bound(situation), rel=1e-6, abs=1e-2)


@pytest.mark.parametrize("seed", range(1, 100, 9))
def test_more_effort_is_never_worse(seed: int) -> None:
    """Up to the tolerance with which search compares plans."""
    situation, values = scene_of(seed)
    cost = [values.of(PLANNERS["search"](situation, Options(effort=effort))) for effort in (0, 10, 40, 160)]
    for less, more in pairwise(cost):
        assert more <= less * (1.0 + SEARCH_TOLERANCE_SHARE)


def test_progress_counts_up_and_the_best_only_falls() -> None:
    heard: list[tuple[int, int, float, float]] = []
    situation, _ = scene_of(8)
    PLANNERS["search"](situation, Options(effort=200, progress=lambda *news: heard.append(news)))
    assert len(heard) > 2
    assert [spent for spent, *_ in heard] == sorted(spent for spent, *_ in heard)
    assert [best for _, _, best, _ in heard] == sorted((best for _, _, best, _ in heard), reverse=True)
    assert {of for _, of, *_ in heard} == {200}


def test_a_time_limit_of_nothing_still_gives_a_plan_no_worse_than_greedy() -> None:
    situation, values = scene_of(8)
    found = PLANNERS["search"](situation, Options(time_limit_s=0.0))
    assert values.of(found) <= values.of(PLANNERS["greedy"](situation, QUICK))


def _without(name: str) -> Callable[[Case], Case]:
    return lambda case: replace(case, **{name: getattr(case, name).clear()})


def _no_load(case: Case) -> Case:
    buses = case.power.buses.with_columns(load_mw=pl.lit(0.0))
    return replace(case, power=replace(case.power, buses=buses), places=case.places.clear())


def _everything_damaged(case: Case) -> Case:
    assets = [*case.power.buses["asset_id"], *case.power.branches["asset_id"], *case.power.generators["asset_id"]]
    rows = [{"asset_id": asset, "severity": "major", "reported": START} for asset in sorted(assets)]
    return replace(case, damage=pl.DataFrame(rows, schema=case.damage.schema))


def _one_day(case: Case) -> Case:
    damage = case.damage.with_columns(reported=pl.lit(START))
    return replace(case, settings=replace(case.settings, days=1), damage=damage)


def _no_machine(case: Case) -> Case:
    rows = pl.col("asset_id").str.starts_with("power/gen/")
    power = replace(case.power, generators=case.power.generators.clear())
    return replace(case, power=power, damage=case.damage.filter(~rows))


def _no_branch(case: Case) -> Case:
    rows = pl.col("asset_id").str.starts_with("power/branch/")
    power = replace(case.power, branches=case.power.branches.clear())
    return replace(case, power=power, damage=case.damage.filter(~rows))


def _nobody_lives_there(case: Case) -> Case:
    settings = replace(case.settings, people_per_mw=0.0)
    return replace(case, settings=settings, places=case.places.with_columns(people=pl.lit(0.0)))


def _crews_come_too_late(case: Case) -> Case:
    late = pl.lit(START + timedelta(days=case.settings.days + 5))
    return replace(case, crews=case.crews.with_columns(late.alias("from")), pledges=case.pledges.clear())


BARE = {
    "no crews": _without("crews"),
    "no pledges": _without("pledges"),
    "no works": _without("works"),
    "no needs": _without("needs"),
    "no damage": _without("damage"),
    "no places": _without("places"),
    "no substitutes": _without("substitutes"),
    "no load": _no_load,
    "nobody": _nobody_lives_there,
    "nothing reparable": _crews_come_too_late,
    "everything damaged": _everything_damaged,
    "one day": _one_day,
    "no machine": _no_machine,
    "no branch": _no_branch,
}


@each_planner
@pytest.mark.parametrize("what", BARE)
def test_planning_never_fails(planner: str, what: str) -> None:
    for seed in (2, 11):
        case = BARE[what](case_of(seed))
        situation = situation_of(case)
        if planner == "exact" and what == "everything damaged":
            with pytest.raises(BadInput, match="too large for exact"):
                PLANNERS[planner](situation, QUICK)
            continue
        schedule = PLANNERS[planner](situation, QUICK)
        values = Values(situation)
        assert breaches(case, decisions_of(situation, schedule)) == []
        assert lower_bound(situation) <= values.of(schedule) * ROUNDING
        share = power_share_of(situation, schedule)
        assert ((share >= 0.0) & (share <= 1.0)).all()
        if what in ("no works", "no damage", "nothing reparable", "one day"):
            assert schedule == Schedule()
        if what in ("no load", "nobody"):
            assert values.of(schedule) == 0.0
