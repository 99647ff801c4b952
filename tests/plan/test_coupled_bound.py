"""No plan of a coupled case lies below the bound, and the exact planner, the search and the bound keep their order."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.plan.coupled_bound import bound_of_case
from svitlo.plan.day_values import DayKinds, values_of
from svitlo.plan.mean_day import mean_day
from svitlo.plan.planners import Options, exact, greedy, search
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation, situation_of
from tests.plan.small_case import branch_damage, branch_need, branch_work, cash, crews, good, goods, on, small_case
from tests.plan.small_water import NAME, water_case, water_situation

EFFORT = 2_000


def water_damage(*assets: str) -> list[dict[str, Any]]:
    return [{"asset_id": f"water/{NAME}/{asset}", "severity": "major", "reported": on(0)} for asset in assets]


def struck(*, days: int, reach: tuple[int, ...], **more: Any) -> Situation:
    """Branches and the main are out; one line crew, one pipe crew, a gift of a set and money for insulators."""
    works = [branch_work(2), {"asset_kind": "pipe", "severity": "major", "crew_kind": "pipe", "crew_days": 1.0}]
    rule = {"equipment_id": "set", "at": "pump", "rated_kw": 250.0, "crew_kind": "line", "crew_days": 1.0}
    given: dict[str, Any] = {
        "damage": [*branch_damage(*reach), *water_damage("pipe/main")],
        "works": works,
        "needs": [branch_need("insulator", 3.0)],
        "crews": [crews(), crews(crew_kind="pipe")],
        "catalogue": [good("set", 50_000.0, 3), good("insulator", 1_000.0, 1)],
        "pledges": [goods("gift", "set", 1, available=1), cash("money", 60_000.0)],
        "installs": [rule],
        "blocks": ((10.0, 0.5), (14.0, 1.0)),
        **more,
    }
    return water_situation(water_case(days=days, **given))


@settings(max_examples=12, deadline=None)
@given(
    days=st.integers(5, 9),
    reach=st.sets(st.integers(1, 3), min_size=1, max_size=2),
    tank_m3=st.sampled_from([0.0, 100.0, 400.0]),
    backup_h=st.sampled_from([0.0, 6.0]),
)
def test_bound_exact_search_and_nothing_keep_their_order(
    days: int, reach: set[int], tank_m3: float, backup_h: float
) -> None:
    links = [{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": backup_h}]
    situation = struck(days=days, reach=tuple(sorted(reach)), tank_m3=tank_m3, links=links)
    values = values_of(situation, every_kind=True)
    bound = bound_of_case(situation, EFFORT)
    best = values.of(exact(situation, Options(effort=200)))
    found = values.of(search(situation, Options(effort=300, aims=bound.targets, floor=bound.value)))
    quick = values.of(greedy(situation, Options()))
    noise = 1e-6 * max(1.0, best)
    assert bound.value <= best + noise
    assert best <= found + noise
    assert best <= quick + noise <= values.of(Schedule()) + 2 * noise


def test_the_bound_sees_that_water_waits_for_power() -> None:
    """The branch takes two days of the crew and a day of waiting for insulators: till then nobody has water."""
    situation = struck(days=6, reach=(1,), installs=[])
    bound = bound_of_case(situation, EFFORT)
    values = values_of(situation)
    best = values.of(exact(situation, Options(effort=200)))
    assert bound.value == pytest.approx(best, rel=0.02)


def test_the_mean_day_is_no_more_than_the_day() -> None:
    situation = struck(days=4, reach=(1, 2), tank_m3=300.0)
    mean = mean_day(situation)
    assert mean.demand.hours.tolist() == [24.0]
    assert mean.demand.load_factor[0, 0] == pytest.approx((10 * 0.5 + 14 * 1.0) / 24)
    for share in ((0, 0, 0, 0, 0), (1, 0, 1, 0, 0), (0, 1, 1, 1, 0), (1, 1, 1, 1, 1)):
        state = np.array(share, dtype=np.float64)
        day, means = (values_of(one).spell(state, 0, 4) for one in (situation, mean))
        assert means <= day + 1e-6


def test_kinds_of_days_are_told_apart_once() -> None:
    situation = struck(days=5, reach=(1,))
    kinds = DayKinds.of(situation)
    assert kinds.count == 1
    assert kinds.kind.tolist() == [0] * 5


@pytest.mark.parametrize("hours_per_day", [None, 10.0])
def test_a_set_at_a_damaged_bus_waits_for_no_repair_of_it(hours_per_day: float | None) -> None:
    """What hangs on a damaged bus brings nothing before the bus is back; a set at a place there does at once."""
    places = [{"place_id": "ward", "name": "Ward", "kind": "hospital", "people": 5000.0, "bus_id": "1"}]
    damage = [{"asset_id": "power/bus/1", "severity": "major", "reported": on(0)}, *branch_damage(1)]
    works = [branch_work(2), {"asset_kind": "bus", "severity": "major", "crew_kind": "line", "crew_days": 3.0}]
    rule = {"equipment_id": "set", "at": "hospital", "rated_kw": 5_000.0, "crew_kind": "line", "crew_days": 1.0}
    case = small_case(
        days=12,
        places=places,
        damage=damage,
        works=works,
        crews=[crews()],
        catalogue=[good("set", 1.0, 1)],
        pledges=[goods("gift", "set", 2)],
        installs=[rule | {"hours_per_day": hours_per_day}],
    )
    situation = situation_of(case)
    bound = bound_of_case(situation, 20_000)
    best = values_of(situation, every_kind=True).of(exact(situation, Options(effort=200)))
    assert bound.value <= best * (1.0 + 1e-6)
    # Days stand apart in this bound, and the crew could be anywhere on each.
    assert bound.value >= 0.7 * best


def test_water_alone_may_be_what_counts() -> None:
    """Power weighs nothing: the exact planner still plans, for the pump's sake, and the bound is about water."""
    situation = struck(days=6, reach=(1,))
    dry = replace(situation, demand=replace(situation.demand, weight=situation.demand.weight * 0.0))
    values = values_of(dry, every_kind=True)
    best = values.of(exact(dry, Options(effort=100)))
    nothing = values.of(Schedule())
    bound = bound_of_case(dry, EFFORT)
    assert 0.0 < bound.value <= best * (1.0 + 1e-6)
    assert best < 0.9 * nothing
    assert values.of(search(dry, Options(effort=200))) == pytest.approx(best)


def test_hours_in_which_nobody_asks_for_power_are_no_trouble() -> None:
    situation = struck(days=4, reach=(1,), blocks=((10.0, 0.0), (14.0, 0.0)))
    bound = bound_of_case(situation, EFFORT)
    best = values_of(situation, every_kind=True).of(exact(situation, Options(effort=100)))
    assert bound.value <= best * (1.0 + 1e-6)


def test_negative_load_that_feeds_a_pump_on_cold_days_lifts_no_bound() -> None:
    """Cold multiplies what is fed in as well, so a floor of a mild day says nothing of a colder one."""
    situation = struck(days=6, reach=(1,))
    grid = situation.grid
    injection_mw = grid.injection_mw.copy()
    injection_mw[1] = 0.04
    cold = situation.demand.load_factor.copy()
    cold[:3] *= 2.0
    fed = replace(
        situation,
        grid=replace(grid, injection_mw=injection_mw),
        demand=replace(situation.demand, load_factor=cold),
    )
    best = values_of(fed, every_kind=True).of(exact(fed, Options(effort=100)))
    assert bound_of_case(fed, EFFORT).value <= best * (1.0 + 1e-6)
