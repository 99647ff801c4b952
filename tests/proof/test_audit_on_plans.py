"""The auditor against plans that the planner really made: it lets them pass, and sees what is then done to them."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from svitlo.pipeline import Choice, make_plan, read_case
from svitlo.plan.planners import PLANNERS, Options
from svitlo.proof.audit import audit
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.proof.corruptions import CORRUPTIONS
from tests.support.generated import generated_case

FIRST_LIGHT = Path(__file__).parents[2] / "examples" / "first-light"
NOTHING_TO_SPOIL = 25
"""First light has one pledge of money, one gift, no substitutes and no crew pledge; most ways to spoil still apply."""


@cache
def planned() -> tuple[Case, Plan]:
    case = read_case(FIRST_LIGHT)
    return case, make_plan(case, Choice(options=Options(effort=300)))


def test_a_planned_case_passes():
    assert audit(*planned()) == ()


@pytest.mark.parametrize(("name", "corrupt", "rule"), CORRUPTIONS, ids=[name for name, _, _ in CORRUPTIONS])
def test_what_is_done_to_a_planned_case_is_seen(name, corrupt, rule):
    case, plan = planned()
    spoilt = corrupt(case, plan)
    if spoilt is not None:
        assert rule in {breach.rule for breach in audit(case, spoilt)}, name


def test_most_ways_to_spoil_apply_to_the_planned_case():
    case, plan = planned()
    assert sum(corrupt(case, plan) is None for _, corrupt, _ in CORRUPTIONS) <= NOTHING_TO_SPOIL


@pytest.mark.parametrize("seed", range(200, 212))
@pytest.mark.parametrize("planner", PLANNERS)
def test_plans_of_generated_cases_pass(planner: str, seed: int):
    case = generated_case(seed, buses=8 + seed % 6, damaged=7, phase_shift=seed % 3 == 0)
    plan = make_plan(case, Choice(planner=planner, options=Options(effort=200), count_announced=seed % 2 == 0))
    assert audit(case, plan) == ()


def test_the_auditor_needs_to_know_what_was_counted():
    """A plan that spends what is only announced passes only where it says that it counted it."""
    case = generated_case(202, buses=10, damaged=7)
    plan = make_plan(case, Choice(planner="greedy", count_announced=True))
    assert "cash-4" in plan.decisions.purchases["pledge_id"].to_list()
    assert audit(case, plan) == ()
    hidden = replace(plan, summary={**plan.summary, "count_announced": False})
    assert {breach.rule for breach in audit(case, hidden)}
