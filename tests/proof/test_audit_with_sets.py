"""The auditor and sets of their own: it accepts what planning serves with them, and nothing beyond."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.pipeline import Choice, make_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import Breach, audit
from svitlo.tables.case import Block, Case
from svitlo.tables.results import Plan
from tests.plan.small_case import branch_damage, branch_work, cash, crews, good, goods, small_case
from tests.proof.corruption_tools import rows_of, with_row, with_table
from tests.proof.corruptions_of_figures import refigured

HOSPITAL = {"place_id": "hospital", "name": "Hospital", "kind": "hospital", "people": 300.0, "bus_id": "1"}
TOWN = {"place_id": "town", "name": "Town", "kind": "households", "people": 9000.0, "bus_id": "1", "load_share": 0.8}
BLOCKS = (Block(name="night", hours=8.0, load_share=0.5), Block(name="day", hours=16.0))


def set_rule(rated_kw: float, hours_per_day: float | None, at: str = "hospital") -> dict[str, object]:
    rule = {"equipment_id": "set", "at": at, "rated_kw": rated_kw, "crew_kind": "line", "crew_days": 1.0}
    return rule | {"hours_per_day": hours_per_day}


def case_with(hours_per_day: float | None, rated_kw: float = 1000.0, **tables: object) -> Case:
    """Bus 1 is cut off for good; at it a hospital with 2 of its 10 MW."""
    given_tables = {
        "days": 6,
        "places": [{**HOSPITAL, "load_share": 0.2}, TOWN],
        "damage": branch_damage(1),
        "crews": [crews()],
        "catalogue": [good("set", 100_000.0, 2)],
        "pledges": [cash("money", 1_000_000.0)],
        "installs": [set_rule(rated_kw, hours_per_day)],
    }
    case = small_case(**{**given_tables, **tables})
    return replace(case, settings=replace(case.settings, blocks=BLOCKS))


@cache
def planned(hours_per_day: float | None) -> tuple[Case, Plan]:
    case = case_with(hours_per_day)
    plan = make_plan(case, Choice(options=Options(effort=100, bound_effort=20)))
    assert plan.decisions.installs.height > 0
    return case, plan


def rules_of(breaches: tuple[Breach, ...]) -> set[str]:
    return {breach.rule for breach in breaches}


def with_share(case: Case, plan: Plan, day: int, block: str, share: float) -> Plan:
    """The plan with another share of power for the hospital in one block, and figures that follow from it."""
    rows = rows_of(plan.places)
    key = {"day": day, "block": block, "place_id": "hospital"}
    (index,) = [row for row, values in enumerate(rows) if key.items() <= values.items()]
    return refigured(case, plan, with_row(plan, "places", index, power_share=share).places)


def share_of(plan: Plan, day: int, block: str) -> float:
    return next(
        row["power_share"]
        for row in rows_of(plan.places)
        if (row["day"], row["block"], row["place_id"]) == (day, block, "hospital")
    )


@pytest.mark.parametrize("hours_per_day", [None, 12.0, 6.0])
def test_a_plan_with_sets_passes(hours_per_day: float | None) -> None:
    assert audit(*planned(hours_per_day)) == ()


@pytest.mark.parametrize("hours_per_day", [None, 12.0, 6.0])
def test_more_than_the_sets_give_is_seen(hours_per_day: float | None) -> None:
    case, plan = planned(hours_per_day)
    assert share_of(plan, 0, "day") == 0.0
    found = audit(case, with_share(case, plan, 0, "day", 0.1))
    assert Breach("physics", "day 0, day", "0.2 MW of the 50.2 MW served cannot be carried") in found
    last = share_of(plan, 5, "day")
    if last < 0.99:
        assert "physics" in rules_of(audit(case, with_share(case, plan, 5, "day", last + 0.01)))


@pytest.mark.parametrize("hours_per_day", [None, 12.0, 6.0])
def test_less_than_the_sets_give_is_seen(hours_per_day: float | None) -> None:
    case, plan = planned(hours_per_day)
    for block in ("night", "day"):
        share = share_of(plan, 5, block)
        if share > 0.1:
            assert rules_of(audit(case, with_share(case, plan, 5, block, share - 0.1))) >= {"optimum"}


def test_hours_may_be_spent_in_any_part_of_the_day_but_once() -> None:
    """One set of 1 MW for 6 hours: by night, when the hospital takes as much, it carries it for 6 of 8 hours."""
    case = case_with(6.0, pledges=[goods("gift", "set", 1)])
    plan = make_plan(case, Choice(options=Options(effort=20, bound_effort=5)))
    assert share_of(plan, 5, "night") == pytest.approx(0.75)
    assert share_of(plan, 5, "day") == 0.0
    twice = audit(case, with_share(case, plan, 5, "day", 0.0625))
    assert "physics" in rules_of(twice)
    assert {breach.where for breach in twice if breach.rule == "physics"} == {"day 5"}
    # Two hours by night, or by day, when two MW are asked for: 2 MWh are 1/16 of them.
    moved = with_share(case, with_share(case, plan, 5, "night", 0.5), 5, "day", 0.0625)
    assert rules_of(audit(case, moved)) == {"optimum"}


def test_sets_that_were_never_placed_serve_nobody() -> None:
    case, plan = planned(None)
    found = rules_of(audit(case, with_table(plan, "installs", plan.decisions.installs.clear())))
    assert "physics" in found


def test_a_set_that_is_in_use_too_soon_is_a_matter_of_dates_and_of_power() -> None:
    case, plan = planned(None)
    rows = [row | {"service_day": row["start_day"]} for row in rows_of(plan.decisions.installs)]
    assert rules_of(audit(case, with_table(plan, "installs", rows))) == {"dates"}
    rows = [row | {"start_day": row["start_day"] + 1, "service_day": row["service_day"] + 1} for row in rows]
    assert "physics" in rules_of(audit(case, with_table(plan, "installs", rows)))


def test_proven_figures_with_sets_are_judged() -> None:
    case, plan = planned(None)
    proven = plan.summary["objective_proven"]
    assert isinstance(proven, float)
    changed = replace(plan, summary={**plan.summary, "objective_proven": 1.01 * proven})
    assert rules_of(audit(case, changed)) == {"proven"}


@settings(max_examples=12, deadline=None)
@given(
    hours_per_day=st.sampled_from([None, 3.0, 10.0, 20.0]),
    rated_kw=st.sampled_from([300.0, 1500.0, 9000.0]),
    reported=st.integers(0, 3),
    at_town=st.booleans(),
    units=st.integers(1, 3),
)
def test_whatever_planning_serves_with_sets_the_auditor_accepts(
    hours_per_day: float | None, rated_kw: float, reported: int, at_town: bool, units: int
) -> None:
    rules = [set_rule(rated_kw, hours_per_day), *([set_rule(2 * rated_kw, 8.0, "households")] if at_town else [])]
    case = case_with(
        hours_per_day,
        installs=rules,
        damage=[*branch_damage(1), *branch_damage(2, severity="minor", reported=reported)],
        works=[branch_work(2), branch_work(1, severity="minor")],
        crews=[crews(2)],
        pledges=[goods("gift", "set", units, reported), cash("money", 150_000.0)],
    )
    plan = make_plan(case, Choice(options=Options(effort=60, bound_effort=5)))
    assert audit(case, plan) == ()
