"""Deadlines of heat places, and the works that bring their power back, on networks that can be read off."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from svitlo.plan.day_values import days_served
from svitlo.plan.explain import Limit, explain
from svitlo.plan.explain_heat import HeatWatch
from svitlo.plan.outcome import power_share_of
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import Case, Cold
from svitlo.tables.explanation import HeatExplained, explanation_of
from tests.plan.small_case import START, branch_damage, branch_work, crews, good, goods, on, small_case

PLENTY = Limit(effort_count=10_000)


def cold(case: Case, mean_c: float = -12.0) -> Case:
    """The case in frost."""
    weather = pl.DataFrame(
        {"date": [on(day) for day in range(case.settings.days)], "mean_c": [mean_c] * case.settings.days}
    )
    return replace(case, settings=replace(case.settings, cold=Cold(below_c=0.0)), weather=weather)


def boilers(drain_h: float, *buses: int) -> list[dict[str, object]]:
    return [
        {"place_id": f"h{bus}", "name": f"Boilers {bus}", "kind": "heat", "people": 100.0 * bus, "bus_id": str(bus)}
        | {"drain_h": drain_h}
        for bus in buses
    ]


def frosty(drain_h: float, *, crew_count: int = 1) -> tuple[Case, Situation, Schedule]:
    """Two boiler houses at the ends of broken branches of the star, a day's work each."""
    case = cold(
        small_case(
            load_mw=(10.0, 20.0),
            places=boilers(drain_h, 1, 2),
            damage=branch_damage(1, 2),
            works=[branch_work(1.0)],
            crews=[crews(crew_count)],
        )
    )
    situation = situation_of(case)
    return case, situation, schedule_of(situation, Order((0, 1), frozenset()))


def answers(case: Case, situation: Situation, schedule: Schedule) -> tuple[HeatExplained, ...]:
    watch = HeatWatch(case, situation, schedule, power_share_of(situation, schedule))
    return watch.answers(lambda: True)


def test_deadline_and_work_of_each_place() -> None:
    first, second = answers(*frosty(30.0))
    assert (first.place, first.people, first.is_drained) == ("Boilers 1", 100.0, False)
    assert first.without_power_from == f"{START} 00:00"
    assert first.drained_unless_before == f"{on(1)} 06:00"
    assert (first.power_back, first.heat_back) == (f"{on(1)} 00:00", f"{on(1)} 00:00")
    assert first.back_with == ("power/branch/1",)
    assert (second.is_drained, second.power_back, second.heat_back) == (True, f"{on(2)} 00:00", f"{on(4)} 00:00")
    assert second.back_with == ("power/branch/2",)


def test_of_works_back_on_one_day_only_those_that_are_needed() -> None:
    first, second = answers(*frosty(30.0, crew_count=2))
    assert (first.power_back, second.power_back) == (f"{on(1)} 00:00", f"{on(1)} 00:00")
    assert (first.back_with, second.back_with) == (("power/branch/1",), ("power/branch/2",))


def test_what_is_never_back_is_brought_back_by_nothing() -> None:
    case, situation, _ = frosty(30.0)
    found = answers(case, situation, Schedule())
    assert [(one.power_back, one.heat_back, one.back_with, one.is_drained) for one in found] == [
        (None, None, (), True)
    ] * 2


def test_what_the_clock_never_reaches_is_not_told() -> None:
    assert answers(*frosty(10_000.0)) == ()


def test_it_is_part_of_the_explanation_and_is_read_back() -> None:
    case, situation, schedule = frosty(30.0)
    served = power_share_of(situation, schedule)
    said = explain(case, situation, schedule, PLENTY, count_announced=False, served=served)
    assert said.heat == answers(case, situation, schedule)
    assert explanation_of({"explanation": said.as_json()}) == said
    assert explain(case, situation, schedule, PLENTY, count_announced=False).heat == ()


def test_without_effort_the_deadline_stands_and_the_work_is_left_open() -> None:
    case, situation, schedule = frosty(30.0)
    watch = HeatWatch(case, situation, schedule, power_share_of(situation, schedule))
    found = watch.answers(lambda: False)
    assert [one.back_with for one in found] == [None, None]
    assert watch.solve_count == 0


@pytest.mark.parametrize("factor", [0.4, 1.0])
def test_power_that_is_back_without_works_names_none(factor: float) -> None:
    """From the third day on each place gets this share of its power, and no work is done."""
    case, situation, _ = frosty(30.0)
    served = power_share_of(situation, Schedule())
    served[2:] = factor
    found = HeatWatch(case, situation, Schedule(), served).answers(lambda: True)
    assert [one.back_with for one in found] == [(), ()]
    assert [one.power_back for one in found] == [None if factor < 0.5 else f"{on(2)} 00:00"] * 2


# ---- placed sets and coupled cases


def placed(hours_per_day: float | None) -> tuple[Case, Situation, Schedule]:
    """A boiler house at a branch that nobody can repair, and a set that can be placed there from the first day."""
    case = cold(
        small_case(
            load_mw=(10.0,),
            places=boilers(100.0, 1),
            damage=branch_damage(1),
            crews=[crews(1)],
            catalogue=[good("set", 1000.0, 0) | {"name": "Large set"}],
            pledges=[goods("gift", "set", 1)],
            installs=[
                {"equipment_id": "set", "at": "heat", "rated_kw": 10_000.0, "crew_kind": "line", "crew_days": 2.0}
                | {"hours_per_day": hours_per_day}
            ],
        )
    )
    situation = situation_of(case)
    return case, situation, schedule_of(situation, Order((0,), frozenset()))


@pytest.mark.parametrize("hours_per_day", [None, 20.0], ids=["classic", "coupled"])
def test_a_placed_set_brings_power_back(hours_per_day: float | None) -> None:
    case, situation, schedule = placed(hours_per_day)
    assert (situation.coupled is None) == (hours_per_day is None)
    served = power_share_of(situation, schedule) if hours_per_day is None else days_served(situation, schedule)
    share = served if isinstance(served, np.ndarray) else served.load_share
    watch = HeatWatch(case, situation, schedule, share)
    (found,) = watch.answers(lambda: True)
    assert found.power_back == f"{on(2)} 00:00"
    assert found.back_with == ("install/place:h1/set/1",)
    assert watch.solve_count > 0


@pytest.mark.parametrize("hours_per_day", [None, 20.0], ids=["classic", "coupled"])
def test_placed_units_are_named_and_never_left_damaged(hours_per_day: float | None) -> None:
    case, situation, schedule = placed(hours_per_day)
    said = explain(case, situation, schedule, PLENTY, count_announced=False)
    assert [work.asset_id for work in said.works] == ["install/place:h1/set/1"]
    assert [(one.id, one.name) for one in said.names] == [("equipment:set", "Large set"), ("place:h1", "Boilers 1")]
    nothing = explain(case, situation, Schedule(), PLENTY, count_announced=False)
    assert [left.asset_id for left in nothing.left] == ["power/branch/1"]
    assert explanation_of({"explanation": said.as_json()}) == said
