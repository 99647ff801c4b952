"""Laws of power and water together: what helps never hurts, and no day serves more than there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.plan.day_model import DayModel
from svitlo.plan.day_values import days_served, values_of
from svitlo.plan.planners import Options, exact
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation
from tests.plan.small_case import branch_damage, branch_work, crews, good, goods, on
from tests.plan.small_water import NAME, water_case, water_situation

SET = {"equipment_id": "set", "at": "pump", "rated_kw": 150.0, "crew_kind": "line", "crew_days": 1.0}


def struck(*, sets: int, tank_m3: float, hours_per_day: float | None, available: int = 0, days: int = 6) -> Situation:
    """The pump's bus and the main are out; so many sets are given."""
    damage = [*branch_damage(1, 2), {"asset_id": f"water/{NAME}/pipe/main", "severity": "minor", "reported": on(0)}]
    works = [branch_work(2), {"asset_kind": "pipe", "severity": "minor", "crew_kind": "line", "crew_days": 1.0}]
    case = water_case(
        days=days,
        damage=damage,
        works=works,
        crews=[crews()],
        catalogue=[good("set", 1.0, 0)],
        pledges=[goods("gift", "set", sets, available=available)] if sets else [],
        installs=[SET | {"hours_per_day": hours_per_day}],
        blocks=((10.0, 0.4), (14.0, 1.0)),
        tank_m3=tank_m3,
    )
    return water_situation(case)


@settings(max_examples=10, deadline=None)
@given(
    sets=st.integers(0, 2),
    tank_m3=st.sampled_from([0.0, 150.0, 600.0]),
    hours_per_day=st.sampled_from([None, 8.0]),
    available=st.integers(0, 2),
)
def test_one_more_generator_never_serves_fewer(
    sets: int, tank_m3: float, hours_per_day: float | None, available: int
) -> None:
    worth = []
    for count in (sets, sets + 1):
        situation = struck(sets=count, tank_m3=tank_m3, hours_per_day=hours_per_day, available=available)
        best = exact(situation, Options(effort=100))
        worth.append(values_of(situation, every_kind=True).of(best))
    assert worth[1] <= worth[0] * (1.0 + 1e-6)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_day_serves_no_more_than_is_asked_for_and_repairs_never_cost(data: st.DataObject) -> None:
    tank_m3 = data.draw(st.sampled_from([0.0, 150.0, 600.0]))
    situation = struck(sets=2, tank_m3=tank_m3, hours_per_day=data.draw(st.sampled_from([None, 8.0])))
    model = DayModel(situation, situation.demand.load_factor[0], situation.demand.weight[0])
    count = len(situation.outages.items)
    state = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=count, max_size=count)))
    day = model.serve(state)
    assert day.load_share.min() >= -1e-9
    assert day.load_share.max() <= 1.0 + 1e-9
    for share in day.zone_share:
        assert share.min() >= -1e-9
        assert share.max() <= 1.0 + 1e-9
    # The star has no loops, so nothing that is repaired or placed does harm.
    better = state.copy()
    better[data.draw(st.integers(0, count - 1))] = 1.0
    assert model.serve(better).unserved_cost <= day.unserved_cost * (1.0 + 1e-9) + 1e-6


def test_more_room_in_a_tank_never_serves_fewer() -> None:
    costs = [
        values_of(struck(sets=1, tank_m3=tank_m3, hours_per_day=None)).of(Schedule()) for tank_m3 in (0.0, 150.0, 600.0)
    ]
    assert costs == sorted(costs, reverse=True)


def test_no_pump_has_more_power_than_its_sets_give() -> None:
    situation = struck(sets=2, tank_m3=0.0, hours_per_day=6.0)
    served = days_served(situation, Schedule())
    assert served.load_share[:, :, situation.people.bus.size :].max() == pytest.approx(0.0)
