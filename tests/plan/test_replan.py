"""Re-plans by hand: what has begun stays, the rest is planned anew, and each change says why in true words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from svitlo.pipeline import Choice, make_plan, remake_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import audit
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.plan.small_case import (
    branch_damage,
    branch_need,
    branch_work,
    cash,
    crews,
    good,
    goods,
    on,
    small_case,
)

QUICK = Choice(options=Options(effort=60, bound_effort=2_000))
TABLES: Mapping[str, Any] = {
    "damage": branch_damage(1, 2, 3),
    "works": [branch_work(3)],
    "needs": [branch_need("mast", 1)],
    "catalogue": [good("mast", 100.0, 4)],
    "crews": [crews(1)],
    "pledges": [goods("early", "mast", 2), goods("late", "mast", 1, 7)],
}


def case_of(days: int = 20, **tables: Any) -> Case:
    """The star with three broken branches of 10, 20 and 30 MW, one crew, and masts that come by and by."""
    return replace(small_case(days=days, **{**TABLES, **tables}), sha256="a" * 64)


def anew(was: Case, now: Case, day: int, choice: Choice = QUICK) -> tuple[Plan, Plan]:
    """The plan of a case, and the one made anew on a day for the case as it is then; the second passes its audit."""
    old = make_plan(was, QUICK)
    now = replace(now, sha256="b" * 64)
    new = remake_plan(now, old, on(day), choice)
    assert audit(now, new) == ()
    return old, new


def dates(plan: Plan) -> dict[str, tuple[int, int]]:
    """Start and service day by branch number."""
    rows = plan.decisions.repairs.select("asset_id", "start_day", "service_day").iter_rows()
    return {asset_id.rsplit("/", 1)[1]: (start, service) for asset_id, start, service in rows}


def record(plan: Plan) -> Mapping[str, Any]:
    found = plan.summary["replan"]
    assert isinstance(found, Mapping)
    return found


def texts(plan: Plan, what: str = "changes") -> list[str]:
    """The sentences, with ordinary spaces."""
    return [entry["text"].replace("\u00a0", " ") for entry in record(plan)[what]]


def test_nothing_changed_nothing_moves() -> None:
    old, new = anew(case_of(), case_of(), 4)
    assert dates(old) == dates(new) == {"3": (0, 3), "2": (3, 6), "1": (7, 10)}
    assert old.decisions.uses.equals(new.decisions.uses)
    assert texts(new) == []
    assert texts(new, "facts") == []
    assert record(new)["begun_count"] == 2
    assert record(new)["since"] == "a" * 64
    assert new.summary["objective"] == old.summary["objective"]
    objective = record(new)["objective"]
    assert objective["old_plan"] == objective["now"] == pytest.approx(objective["carried_on"], rel=1e-6)


def test_a_late_gift_moves_its_work_and_is_named() -> None:
    pledges = [goods("early", "mast", 2), goods("late", "mast", 1, 12)]
    _, new = anew(case_of(), case_of(pledges=pledges), 4)
    assert dates(new) == {"3": (0, 3), "2": (3, 6), "1": (12, 15)}
    assert texts(new, "facts") == ["pledge late: usable from 2026-01-17 instead of from 2026-01-12"]
    # 10 MW x 800 people x 24 h x 5 days
    assert texts(new) == [
        "branch 1 starts on 2026-01-17 instead of 2026-01-12, and is back on 2026-01-20 instead of 2026-01-15: "
        "its mast (pledge late) is there from 2026-01-17 instead of 2026-01-12 (adds 960 000 weighted person-hours)."
    ]
    objective = record(new)["objective"]
    assert objective["now"] - objective["old_plan"] == pytest.approx(960_000.0)
    # Without branch 1 at all, the days from 10 on are lost: 10 days more than in the old plan.
    assert objective["carried_on"] - objective["old_plan"] == pytest.approx(1_920_000.0)


def test_a_gift_that_comes_sooner_brings_its_work_forward() -> None:
    pledges = [goods("early", "mast", 2), goods("late", "mast", 1, 6)]
    _, new = anew(case_of(), case_of(pledges=pledges), 4)
    assert dates(new)["1"] == (6, 9)
    assert texts(new) == [
        "branch 1 starts on 2026-01-11 instead of 2026-01-12, and is back on 2026-01-14 instead of 2026-01-15: "
        "its mast (pledge late) is there from 2026-01-11 instead of 2026-01-12 (saves 192 000 weighted person-hours)."
    ]


def test_a_strike_takes_the_crew_and_what_gives_way_says_so() -> None:
    was = case_of(damage=branch_damage(1, 2), pledges=[goods("early", "mast", 3)])
    struck = [*branch_damage(1, 2), *branch_damage(3, reported=1)]
    _, new = anew(was, case_of(damage=struck, pledges=[goods("early", "mast", 3)]), 1)
    assert dates(new) == {"2": (0, 3), "3": (3, 6), "1": (6, 9)}
    assert texts(new, "facts") == ["branch 3: damaged from 2026-01-06, unknown to the old plan"]
    assert texts(new) == [
        "branch 3 is repaired, which it was not to be: starts on 2026-01-08, and is back on 2026-01-11: it is damaged "
        "from 2026-01-06, unknown to the old plan (saves 8 064 000 weighted person-hours).",
        "branch 1 starts on 2026-01-11 instead of 2026-01-08, and is back on 2026-01-14 instead of 2026-01-11: no line "
        "crew is free on 2026-01-08, with works on branch 3 until 2026-01-10 (adds 576 000 weighted person-hours).",
    ]


def test_a_strike_takes_the_part_too() -> None:
    """Two masts for three branches: the new strike takes the one that the smallest was to have."""
    pledges = [goods("early", "mast", 2)]
    was = case_of(damage=branch_damage(1, 2), pledges=pledges)
    struck = [*branch_damage(1, 2), *branch_damage(3, reported=1)]
    _, new = anew(was, case_of(damage=struck, pledges=pledges), 1)
    assert dates(new) == {"2": (0, 3), "3": (3, 6)}
    assert texts(new)[0].startswith("branch 3 is repaired, which it was not to be")
    assert "mast (pledge early) that was for branch 1 is free" in texts(new)[0]
    assert texts(new)[1].startswith(
        "branch 1 is no longer repaired (it was to start on 2026-01-08 and be back on 2026-01-11): its mast (pledge "
        "early) now goes to branch 3; no line crew is free on 2026-01-08, with works on branch 3 until 2026-01-10"
    )


def test_a_crew_that_is_gone() -> None:
    pledges = [goods("early", "mast", 3)]
    was = case_of(pledges=pledges, crews=[crews(1), crews(1, 2)])
    _, new = anew(was, case_of(pledges=pledges, crews=[crews(1), crews(1, 2, 3)]), 1)
    # In the old plan branch 1 was to be done on days 3 to 5, beside branch 2 on days 2 to 4.
    assert dates(new) == {"3": (0, 3), "2": (2, 5), "1": (5, 8)}
    assert texts(new, "facts") == ["line crews: 1 instead of 2 from 2026-01-09 to 2026-01-24"]
    assert texts(new) == [
        "branch 1 starts on 2026-01-10 instead of 2026-01-08, and is back on 2026-01-13 instead of 2026-01-11: on "
        "2026-01-09 there is 1 line crew instead of 2 (adds 384 000 weighted person-hours)."
    ]


def test_a_crew_that_is_free_again() -> None:
    """Branch 2 was found whole before its repair began: the next one moves up."""
    pledges = [goods("early", "mast", 3)]
    _, new = anew(case_of(pledges=pledges), case_of(pledges=pledges, damage=branch_damage(1, 3)), 2)
    assert dates(new) == {"3": (0, 3), "1": (3, 6)}
    assert texts(new, "facts") == ["branch 2: not in `damage` any more"]
    assert texts(new) == [
        "branch 2 is no longer repaired (it was to start on 2026-01-08 and be back on 2026-01-11): it is not in "
        "`damage` any more.",
        "branch 1 starts on 2026-01-08 instead of 2026-01-11, and is back on 2026-01-11 instead of 2026-01-14: on "
        "2026-01-08 no line crew is held by branch 2 any more (saves 576 000 weighted person-hours).",
    ]


def money_case(lead_days: int = 4, available: int = 0, **more: Any) -> Case:
    """Two broken branches; a mast for each is bought, the second with money that comes later."""
    pledges = [cash("first", 100.0), cash("second", 100.0, available)]
    tables: dict[str, Any] = {"damage": branch_damage(2, 3), "pledges": pledges} | more
    return case_of(catalogue=[good("mast", 100.0, lead_days)], **tables)


def test_orders_that_are_placed_stay_and_arrive_by_the_lead_time_of_now() -> None:
    old, new = anew(money_case(available=6), money_case(lead_days=9, available=6), 2)
    assert dates(old) == {"3": (4, 7), "2": (10, 13)}
    assert dates(new) == {"3": (9, 12), "2": (15, 18)}
    assert new.decisions.purchases.rows() == [
        ("P001", "mast", 1, "first", 0, 9, 100.0, 100.0),
        ("P002", "mast", 1, "second", 6, 15, 100.0, 100.0),
    ]
    assert texts(new)[0].startswith("branch 3 starts on 2026-01-14 instead of 2026-01-09")
    assert "its mast (order P001) is there from 2026-01-14 instead of 2026-01-09" in texts(new)[0]
    assert "its mast (an order from pledge second) is there from 2026-01-20 instead of 2026-01-15" in texts(new)[1]
    assert texts(new)[2:] == ["1 x mast of order P001 arrive on 2026-01-14 instead of 2026-01-09."]


def test_money_that_comes_later_moves_its_order() -> None:
    _, new = anew(money_case(available=6), money_case(available=8), 2)
    assert texts(new)[-1] == (
        "1 x mast are ordered from pledge second, from 2026-01-13 instead of 2026-01-11: pledge second is usable from "
        "2026-01-13 instead of 2026-01-11."
    )


def test_no_order_is_made_before_the_day() -> None:
    """The money was there on day 0 and was not spent: what is bought now is ordered on the day of the re-plan."""
    was = money_case(damage=branch_damage(3), pledges=[cash("first", 300.0)])
    now = money_case(damage=[*branch_damage(3), *branch_damage(2, reported=2)], pledges=[cash("first", 300.0)])
    _, new = anew(was, now, 5)
    assert new.decisions.purchases.rows() == [
        ("P001", "mast", 1, "first", 0, 4, 100.0, 100.0),
        ("P002", "mast", 1, "first", 5, 9, 100.0, 100.0),
    ]
    assert texts(new)[-1] == "1 x mast are ordered from pledge first on 2026-01-10: for branch 2."


def test_what_was_ordered_for_a_work_that_falls_away_goes_to_another() -> None:
    was = money_case(available=6)
    now = money_case(available=6, damage=branch_damage(2))
    _, new = anew(was, now, 2)
    assert dates(new) == {"2": (4, 7)}
    assert new.decisions.uses.rows() == [("power/branch/2", "mast", 1, "purchase:P001")]
    assert texts(new)[-1] == "1 x mast from pledge second are no longer ordered: branch 2 takes it from order P001."
    assert (
        "branch 2 starts on 2026-01-09 instead of 2026-01-15, and is back on 2026-01-12 instead of 2026-01-18: its "
        "mast is from order P001 now, there from 2026-01-09; what it was to have came on 2026-01-15" in texts(new)[1]
    )


def test_units_of_an_order_that_serve_nothing_any_more_are_told() -> None:
    was = money_case(pledges=[cash("first", 200.0, earmark="asset:power/branch/3")])
    now = money_case(damage=branch_damage(2), pledges=[cash("first", 200.0, earmark="asset:power/branch/3")])
    _, new = anew(was, now, 2)
    assert new.decisions.purchases.height == 1
    assert new.summary["spent_usd"] == 100.0
    # A plan that is no re-plan, or one made anew before the order, may not buy what its earmark then wastes.
    for replan in (None, {"on": "2026-01-05"}, {"on": "soon"}):
        claimed = replace(new, summary={**new.summary, "replan": replan})
        assert [breach.rule for breach in audit(replace(now, sha256="b" * 64), claimed)] == ["earmark"]
    assert texts(new)[-1] == (
        "1 x mast of order P001, which was placed before, serve nothing in this plan: branch 3 is no longer repaired."
    )


def test_money_spent_and_units_used_are_gone() -> None:
    """One mast is left of two gifts and 100 of 200 USD: only two more works can be done, and no third order."""
    was = case_of(damage=branch_damage(3), pledges=[goods("early", "mast", 1), cash("first", 100.0)])
    struck = [*branch_damage(3), *branch_damage(1, 2, reported=1)]
    _, new = anew(was, case_of(damage=struck, pledges=[goods("early", "mast", 1), cash("first", 100.0)]), 1)
    assert dates(new) == {"3": (0, 3), "2": (5, 8)}
    assert new.decisions.purchases.rows() == [("P001", "mast", 1, "first", 1, 5, 100.0, 100.0)]


def test_a_substitute_that_was_used_counts_as_what_it_brings() -> None:
    catalogue = [good("mast", 100.0, 4), good("pole", 100.0, 4)]
    more = {
        "catalogue": catalogue,
        "substitutes": [{"equipment_id": "pole", "stands_in_for": "mast", "capacity_share": 0.5}],
        "pledges": [goods("early", "pole", 1), goods("late", "mast", 1, 12)],
        "damage": branch_damage(2, 3),
    }
    old, new = anew(case_of(**more), case_of(**more), 1)
    assert dates(old)["3"] == (0, 3)
    assert dates(old) == dates(new)
    assert new.summary["objective"] == pytest.approx(float(str(old.summary["objective"])))


def test_the_day_of_the_start_of_the_case_is_a_plan_from_the_start() -> None:
    old, new = anew(case_of(), case_of(), 0)
    assert dates(old) == dates(new)
    assert record(new)["begun_count"] == 0


def test_the_same_call_gives_the_same_bytes() -> None:
    from svitlo.pipeline import plan_files

    pledges = [goods("early", "mast", 2), goods("late", "mast", 1, 12)]
    now = case_of(pledges=pledges)
    files = []
    for _ in range(2):
        _, new = anew(case_of(), now, 4)
        files.append(plan_files(now, replace(new, summary={**new.summary, "seconds": 0.0})))
    assert files[0] == files[1]
    page = files[0]["report.html"].decode()
    assert '"changes":{"on":' in page
    assert "its mast (pledge late) is there from 2026-01-17 instead of 2026-01-12" in page


def test_a_time_limit_of_nothing_still_gives_a_plan_that_passes() -> None:
    pledges = [goods("early", "mast", 2), goods("late", "mast", 1, 12)]
    choice = Choice(options=Options(effort=60, bound_effort=2_000, time_limit_s=0.0))
    _, new = anew(case_of(), case_of(pledges=pledges), 4, choice)
    assert dates(new) == {"3": (0, 3), "2": (3, 6), "1": (12, 15)}


def test_an_old_plan_without_facts_is_enough() -> None:
    """Plans of the first version do not tell what they knew: changes are told from their tables alone."""
    old = make_plan(case_of(), QUICK)
    summary = {key: value for key, value in old.summary.items() if key != "facts"}
    now = case_of(pledges=[goods("early", "mast", 2), goods("late", "mast", 1, 12)])
    new = remake_plan(now, replace(old, summary=summary), on(4), QUICK)
    assert record(new)["facts"] is None
    assert "its mast (pledge late) is there from 2026-01-17 only" in texts(new)[0]


def test_a_re_plan_of_a_re_plan_goes_on_from_it() -> None:
    now = case_of(pledges=[goods("early", "mast", 2), goods("late", "mast", 1, 12)])
    _, first = anew(case_of(), now, 4)
    again = remake_plan(now, first, on(8), QUICK)
    assert dates(again) == dates(first)
    assert texts(again) == []
    assert audit(now, again) == ()


def test_the_bound_says_for_which_plans_it_holds() -> None:
    _, new = anew(case_of(), case_of(), 4)
    notes = new.summary["notes"]
    assert isinstance(notes, list)
    assert "The bound holds for plans that keep what had begun and what was ordered before 2026-01-09." in notes
    assert float(str(new.summary["bound"])) <= float(str(new.summary["objective"]))


def test_given_share_is_what_stands_if_nothing_else_is_done() -> None:
    from svitlo.plan.kept import kept_of
    from svitlo.plan.situation import situation_of

    case = case_of(damage=[*branch_damage(2, 3), *branch_damage(1, reported=5)])
    old = make_plan(case, QUICK)
    situation = situation_of(case, kept=kept_of(case, old.decisions, 1))
    assert [item.work.asset_id for item in situation.begun] == ["power/branch/3"]
    given = [situation.given_share(day).tolist() for day in (0, 2, 3, 4, 5, 19)]
    assert given == [[1, 0, 0], [1, 0, 0], [1, 0, 1], [1, 0, 1], [0, 0, 1], [0, 0, 1]]


def test_no_table_of_a_plan_loses_a_row() -> None:
    old, new = anew(case_of(), case_of(), 4)
    assert isinstance(new.places, pl.DataFrame)
    assert old.places.equals(new.places)
    assert old.service.equals(new.service)
