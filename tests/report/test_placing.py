"""What to place where: names, counts, costs, and no unit that is placed taken for an asset that is back."""

from dataclasses import replace

import polars as pl

from svitlo.report.changes import Teller
from svitlo.report.explained import named
from svitlo.report.facts import facts_of
from svitlo.report.placing import placed_units
from svitlo.report.story import cards
from svitlo.report.summary import screen
from svitlo.report.words import PLAIN, AssetNames
from svitlo.tables.changes import Change, Reason
from svitlo.tables.schema import PLACED
from tests.report.builders import pledges_of, small_case, small_plan
from tests.report.coupled import NAME, coupled_case, coupled_plan
from tests.report.test_summary import crowded, shown

CASE = coupled_case()
PLAN = coupled_plan(CASE)
FACTS = facts_of(CASE, PLAN, pledges_of(CASE))
WORK = "400 kVA generator at Hospital North"


def test_each_unit_is_a_work_of_its_crew() -> None:
    units = [work.name for work in FACTS.works if work.asset_id.startswith("install/")]
    assert units == [WORK, f"400 kVA generator at pump P1 ({NAME})", f"{WORK}, unit 2", f"{WORK}, unit 3"]


def test_what_is_placed_counts_apart_from_what_is_back() -> None:
    assert placed_units(CASE, FACTS) == (4, 2)
    found = {card.what: card for card in cards(CASE, PLAN, FACTS)}
    assert found["Equipment placed"].value == "4 units"
    assert found["Damaged assets back"].value == "2 of 4"
    assert "gifts drawn on: 2 of 2" in found["Damaged assets back"].more
    assert not any(asset_id.startswith("install/") for asset_id in FACTS.back_ids)


def test_what_comes_too_late_is_not_in_use() -> None:
    late = PLAN.decisions.installs.with_columns(service_day=pl.lit(CASE.settings.days, PLACED.dtypes["service_day"]))
    plan = replace(PLAN, decisions=replace(PLAN.decisions, installs=late))
    facts = facts_of(CASE, plan, pledges_of(CASE))
    assert placed_units(CASE, facts) == (0, 0)


def test_the_screen_lists_it_and_keeps_to_its_size() -> None:
    text = shown(screen(CASE, PLAN, pledges_of(CASE))).replace(PLAIN, " ")
    assert len(text.splitlines()) <= 38
    assert "What to place where" in text
    assert "2030-01-08  2030-01-09          1  400 kVA generator  Hospital North" in text
    assert "What to repair first" in text


def test_the_screen_keeps_to_its_size_whatever_the_plan_holds() -> None:
    case, crowd = crowded()
    case = replace(CASE, settings=case.settings, catalogue=CASE.catalogue.with_columns(name=pl.lit("generator " * 20)))
    decisions = replace(crowd.decisions, installs=pl.concat([PLAN.decisions.installs] * 9))
    plan = replace(PLAN, decisions=decisions, summary={**PLAN.summary, "notes": crowd.summary["notes"]})
    without = replace(plan, decisions=crowd.decisions)
    lines = shown(screen(case, without, pledges_of(case))).splitlines()
    assert len(lines) <= 38
    lines = shown(screen(case, plan, pledges_of(case))).splitlines()
    assert len(lines) <= 38
    assert max(len(line.rstrip()) for line in lines) <= 100


def test_the_screen_says_nothing_of_it_where_nothing_can_be_placed() -> None:
    case = small_case()
    plan = small_plan(case)
    facts = facts_of(case, plan, pledges_of(case))
    assert "Equipment placed" not in {card.what for card in cards(case, plan, facts)}


def test_names_come_from_the_case_where_it_is_at_hand() -> None:
    ids = ["install/place:H1/genset/1", "power/line/7"]
    assert named(ids, AssetNames.of(CASE)) == f"{WORK} and line 7"
    assert named(ids) == "genset at place H1 and line 7"


def test_a_replan_tells_of_what_it_places() -> None:
    teller = Teller(CASE)
    asset_id = "install/place:H1/genset/1"
    days = {"first_day": 1, "last_day": 2, "was_first_day": 3, "was_last_day": 4}

    def told(what: str) -> str:
        return teller.change(Change(what=what, id=asset_id, **days))

    assert told("work new") == (
        f"{WORK} is placed, which it was not to be: starts on 2030-01-08, and is in use on 2030-01-09."
    )
    assert told("work dropped") == (
        f"{WORK} is no longer placed (it was to start on 2030-01-10 and be in use on 2030-01-11)."
    )
    assert told("work earlier").endswith("and is in use on 2030-01-09 instead of 2030-01-11.")
    dropped = Reason(what="dropped", asset_ids=(asset_id,))
    assert teller.reason(dropped, Change(what="order dropped", id="B3")) == f"{WORK} is no longer placed"
