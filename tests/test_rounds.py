"""Rounds of planning with water: by its corrected days the plan is no worse than what the search begins from."""

from dataclasses import replace

import pytest

from svitlo.coupling import Waterworks
from svitlo.desk import Desk
from svitlo.plan.planners import Options, search
from svitlo.plan.schedule import Schedule
from svitlo.report.results import account_of, objective_by_block
from svitlo.rounds import Choice, begun_from, planned
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, branch_work, crews, good, goods, on
from tests.support.coupled import coupled_case


def struck() -> Case:
    """Both stations of Net3 are cut off and mains are out; two small sets are given.

    What hydraulics makes of a pump that has some of its power refutes limits that were learnt before, so that the
    planning model promises too much and the search ends worse than it begins.
    """
    damage = [{"asset_id": f"water/Net3/pipe/{pipe}", "severity": "major", "reported": on(0)} for pipe in ("101", "20")]
    rule = {"equipment_id": "set", "at": "pump", "rated_kw": 60.0, "crew_kind": "pipe", "crew_days": 2.0}
    return coupled_case(
        days=14,
        damage=[*branch_damage(1, 2), *damage],
        works=[branch_work(5), {"asset_kind": "pipe", "severity": "major", "crew_kind": "pipe", "crew_days": 2.0}],
        crews=[crews(), crews(crew_kind="pipe")],
        catalogue=[good("set", 50_000.0, 3)],
        pledges=[goods("gift", "set", 2, available=0)],
        installs=[rule],
    )


def objective(desk: Desk, schedule: Schedule) -> float:
    return float(objective_by_block(desk.case, account_of(desk.case), desk.settled(schedule).services).sum())


def test_the_plan_is_no_worse_than_what_the_search_begins_from() -> None:
    case = struck()
    options = Options(effort=150, bound_effort=200)
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        best, _, _ = planned(desk, Choice(options=options), lambda _: None)
        situation = desk.situation()
        starts: list[Schedule] = []
        end = search(situation, replace(options, effort=50, started=starts.append))
        others = begun_from(situation, end, starts)
        assert others
        assert end.dates not in {one.dates for one in others}
        assert len({one.dates for one in others}) == len(others)
        least = objective(desk, best)
        assert least < 0.95 * objective(desk, end) < objective(desk, Schedule())
        for one in others:
            # What is learnt from one plan may move what another is worth a little.
            assert least <= objective(desk, one) * 1.01


@pytest.mark.parametrize("planner", ["greedy", "exact"])
def test_other_planners_have_their_own_plan_taken(planner: str) -> None:
    case = coupled_case(days=4, damage=branch_damage(1, 2), works=[branch_work(1)], crews=[crews()])
    heard: list[str] = []
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        choice = Choice(planner=planner, options=Options(effort=60, bound_effort=200))
        schedule, _, _ = planned(desk, choice, heard.append)
    assert heard == ["bounding", "planning"] * 3
    assert len(schedule.jobs) == 2


def test_a_search_that_was_cut_short_is_taken_as_it_is() -> None:
    case = struck()
    with Waterworks(case) as works:
        situation = Desk(case=case, works=works, count_announced=False).situation()
        starts: list[Schedule] = []
        end = search(situation, Options(effort=50, started=starts.append))
        assert starts
        assert begun_from(situation, replace(end, cut_short=True), starts) == []
