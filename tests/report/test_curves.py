"""The curves of a plan: counted on fingers, and the same as the plan's own figures."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from svitlo.pipeline import Choice, make_plan, remake_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import audit
from svitlo.report.curves import KEY, LARGEST_KEY, Compared, curves_of, objective_of
from svitlo.report.results import Physics, Services, account_of
from svitlo.tables.case import Case
from svitlo.tables.results import Plan, Proven
from tests.plan.small_case import branch_damage, branch_work, crews, on
from tests.plan.small_case import small_case as star_case
from tests.report.builders import small_case
from tests.support.coupled import coupled_case
from tests.support.heating import heating_case, shares

QUICK = Choice(options=Options(effort=60, bound_effort=100))
NAMES = ("planned", "proven", "nothing", "largest")


def physics(power_share: Any) -> Physics:
    return Physics(
        power=Proven(power_share=power_share, verdict="stands", findings=(), state_count=1, engine="by hand")
    )


def compared(planned: Any, proven: Any = None, nothing: Any = None, **more: Any) -> Compared:
    return Compared(
        planned=Services(power_share=planned),
        proven=physics(planned if proven is None else proven),
        nothing=Services(power_share=np.zeros_like(planned) if nothing is None else nothing),
        bound_by_day=np.zeros(planned.shape[0]),
        **more,
    )


def test_people_and_person_hours_by_hand() -> None:
    """Bus 3 (10,000 people) is dark on the first day's night, and half of bus 4 (2,000) all of the first day."""
    case = small_case()
    assert account_of(case).people.people.sum() == 12_000.0
    share = np.ones((10, 2, 3))
    at = {place_id: row for row, place_id in enumerate(account_of(case).people.place_ids)}
    share[0, 0, [at["H1"], at["T1"]]] = 0.0
    share[0, :, at["W1"]] = 0.5
    curves: Mapping[str, Any] = curves_of(case, compared(share))
    assert curves["power"]["planned"] == [11_000.0, 1_000.0, *[0.0] * 18]
    assert curves["power"]["nothing"] == [12_000.0] * 20
    assert curves["power"]["largest"] is None
    assert curves["water"] is None
    assert curves["heat"] is None
    of_place = {place_id: account_of(case).people.weight[row] for place_id, row in at.items()}
    night, day = account_of(case).demand.weight[0]
    dry = 1_000.0 * of_place["W1"]
    expected = 8.0 * night * (400.0 * of_place["H1"] + 9_600.0 * of_place["T1"] + dry) + 16.0 * day * dry
    assert curves["weighted_by_day"]["planned"] == pytest.approx([expected, *[0.0] * 9], abs=0.05)
    assert curves["weighted_by_day"]["largest"] is None
    assert objective_of(case, Services(power_share=share)) == pytest.approx(expected)
    assert objective_of(case, None) is None


def test_a_drained_boiler_house_stays_cold_until_it_is_refilled() -> None:
    """18 hours of frost without power drain it; power is back on day 1 at noon, heat two days later."""
    case = heating_case(small_case(), [-20.0] * 5)
    share = shares("..  .#  ##  ##  ##")
    at = account_of(case).people.place_ids.index("h0")
    whole = np.ones((5, 2, len(account_of(case).people.place_ids)))
    whole[:, :, at] = share[:, :, 0]
    heat: Any = curves_of(case, compared(whole))["heat"]
    assert heat["planned"] == [1000.0] * 7 + [0.0] * 3
    assert heat["planned"] == heat["proven"]
    assert heat["nothing"] == [1000.0] * 10


def test_a_part_of_a_step_counts_as_that_part_of_its_people() -> None:
    """A refill of one and a quarter days ends amid a block of twelve hours."""
    case = heating_case(small_case(), [-20.0] * 4, refill_days=1.25)
    at = account_of(case).people.place_ids.index("h0")
    whole = np.ones((4, 2, len(account_of(case).people.place_ids)))
    whole[:, :, at] = shares("..  .#  ##  ##")[:, :, 0]
    heat: Any = curves_of(case, compared(whole))["heat"]
    assert heat["planned"] == [1000.0] * 5 + [500.0] + [0.0] * 2


# ---- of plans that are made


@cache
def dry_case() -> Case:
    case = coupled_case(days=4, damage=branch_damage(1, 2), works=[branch_work(2)], crews=[crews()])
    return replace(case, settings=replace(case.settings, version=2))


@cache
def power_case() -> Case:
    return star_case(days=6, damage=branch_damage(1, 2, 3), works=[branch_work(1)], crews=[crews()])


@cache
def plan_of(case_name: str, planner: str = "search") -> tuple[Case, Plan]:
    case = {"water": dry_case, "power": power_case}[case_name]()
    return case, make_plan(case, replace(QUICK, planner=planner))


@pytest.mark.parametrize("name", ["power", "water"])
def test_curves_agree_with_the_tables_of_the_plan(name: str) -> None:
    case, plan = plan_of(name)
    curves: Any = plan.summary[KEY]
    assert curves["power"]["planned"] == pytest.approx(plan.service["people_without_power"].to_list(), abs=0.051)
    if case.water:
        assert curves["water"]["planned"] == pytest.approx(plan.service["people_without_water"].to_list(), abs=0.051)
        hours = plan.service["hours"].to_numpy()
        proven = float(np.array(curves["water"]["proven"]) @ hours)
        assert proven == pytest.approx(plan.summary["person_hours_without_water_proven"], rel=1e-4, abs=10.0)
    else:
        assert curves["water"] is None
    for key, column in (("planned", "objective"), ("proven", "objective_proven"), ("nothing", "do_nothing")):
        assert sum(curves["weighted_by_day"][key]) == pytest.approx(plan.summary[column], abs=1.0)
    assert audit(case, plan) == ()


@pytest.mark.parametrize("name", ["power", "water"])
def test_no_day_is_planned_below_its_bound(name: str) -> None:
    _, plan = plan_of(name)
    by_day: Any = plan.summary[KEY]["weighted_by_day"]  # type: ignore[index]
    for planned, bound in zip(by_day["planned"], by_day["bound"], strict=True):
        assert bound <= planned * (1.0 + 1e-6) + 0.1
    assert sum(by_day["bound"]) <= float(str(plan.summary["bound"])) + 1.0


def test_largest_first_is_what_that_planner_finds() -> None:
    _, plan = plan_of("power")
    _, largest = plan_of("power", "largest")
    assert plan.summary[LARGEST_KEY] == pytest.approx(largest.summary["objective"])
    assert largest.summary[LARGEST_KEY] == pytest.approx(largest.summary["objective"])
    curves: Any = plan.summary[KEY]
    assert curves["power"]["largest"] == largest.summary[KEY]["power"]["planned"]  # type: ignore[index]


def test_with_water_largest_first_is_settled_with_hydraulics() -> None:
    _, plan = plan_of("water")
    curves: Any = plan.summary[KEY]
    assert len(curves["water"]["largest"]) == 8
    assert sum(curves["weighted_by_day"]["largest"]) == pytest.approx(plan.summary[LARGEST_KEY], abs=1.0)


def test_the_same_plan_has_the_same_curves() -> None:
    case, plan = plan_of("water")
    assert make_plan(case, QUICK).summary[KEY] == plan.summary[KEY]


def test_ctrl_c_while_comparing_keeps_the_plan() -> None:
    def stage(said: str) -> None:
        if said == "comparing":
            # As if it came a moment later, amid the comparison.
            patch.setattr("svitlo.pipeline.PLANNERS", {**PLANNERS, "largest": stopped})

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    from svitlo.plan.planners import PLANNERS

    with pytest.MonkeyPatch.context() as patch:
        plan = make_plan(power_case(), QUICK, stage)
    assert plan.summary[LARGEST_KEY] is None
    curves: Any = plan.summary[KEY]
    assert curves["power"]["largest"] is None
    assert curves["weighted_by_day"]["largest"] is None
    assert any(str(note).startswith("The comparison") for note in plan.summary["notes"])  # type: ignore[attr-defined]
    assert audit(power_case(), plan) == ()


def test_a_re_plan_is_held_against_nothing_but_not_against_largest_first() -> None:
    case, plan = plan_of("power")
    anew = remake_plan(case, plan, on(2), QUICK)
    curves: Any = anew.summary[KEY]
    assert anew.summary[LARGEST_KEY] is None
    assert {name: curves["power"][name] is None for name in NAMES} == dict.fromkeys(NAMES, False) | {"largest": True}
    assert sum(curves["weighted_by_day"]["planned"]) == pytest.approx(anew.summary["objective"], abs=1.0)
