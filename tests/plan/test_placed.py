"""Placed equipment: what could stand where, what it serves, and that it feeds its own spot alone."""

from dataclasses import replace

import numpy as np
import pytest

from svitlo.plan.day_model import DayModel
from svitlo.plan.day_values import days_served, values_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.placed import at_of, numbered, slot_id
from svitlo.plan.planners import Options, exact, search
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, branch_work, cash, crews, good, goods, small_case

HOSPITAL = {"place_id": "hospital", "name": "Hospital", "kind": "hospital", "people": 300.0, "bus_id": "1"}
TOWN = {"place_id": "town", "name": "Town", "kind": "households", "people": 9000.0, "bus_id": "1"}


def generator(rated_kw: float = 1000.0, *, hours_per_day: float | None = None) -> dict[str, object]:
    rule = {"equipment_id": "set", "at": "hospital", "rated_kw": rated_kw, "crew_kind": "line", "crew_days": 1.0}
    return rule | {"hours_per_day": hours_per_day}


def dark_hospital(**tables: object) -> Case:
    """Bus 1 is cut off for good; at it a hospital that takes 2 of the 10 MW."""
    given = {
        "places": [{**HOSPITAL, "load_share": 0.2}, {**TOWN, "load_share": 0.8}],
        "damage": branch_damage(1),
        "crews": [crews()],
        "catalogue": [good("set", 100_000.0, 2)],
        "pledges": [cash("money", 1_000_000.0)],
        "installs": [generator()],
        **tables,
    }
    return small_case(**given)


def all_placed(situation: Situation) -> np.ndarray:
    return np.array([float(item.kind == "install") for item in situation.outages.items])


def test_a_set_carries_its_place_up_to_its_size_and_nothing_else() -> None:
    situation = situation_of(dark_hospital())
    values = values_of(situation)
    nothing = np.zeros(len(situation.outages.items))
    one = nothing.copy()
    one[1] = 1.0
    # 300 people, weight 5, half of their 2 MW: 750 weighted people have power all day; the town next to it has none.
    assert values.spell(nothing, 0, 1) - values.spell(one, 0, 1) == pytest.approx(24 * 750)
    both = one.copy()
    both[2] = 1.0
    assert values.spell(nothing, 0, 1) - values.spell(both, 0, 1) == pytest.approx(24 * 1500)


def test_no_more_units_than_carry_the_place_and_can_be_had() -> None:
    assert len(situation_of(dark_hospital()).tasks) == 2
    assert len(situation_of(dark_hospital(pledges=[cash("money", 150_000.0)])).tasks) == 1
    assert len(situation_of(dark_hospital(pledges=[goods("gift", "set", 1), cash("money", 99_999.0)])).tasks) == 1
    assert not situation_of(dark_hospital(pledges=[])).tasks


def test_a_set_is_bought_placed_and_written_down() -> None:
    situation = situation_of(dark_hospital())
    schedule = schedule_of(situation, Order((0, 1)))
    decisions = decisions_of(situation, schedule)
    # Ordered on day 0, there on day 2, placed by the one crew on days 2 and 3.
    assert decisions.installs.select("at", "quantity", "start_day", "service_day").rows() == [
        ("place:hospital", 1, 2, 3),
        ("place:hospital", 1, 3, 4),
    ]
    assert decisions.repairs.height == decisions.uses.height == 0
    assert decisions.purchases["quantity"].to_list() == [2]
    assert [asset_id for asset_id, _ in numbered(decisions.installs)] == [
        "install/place:hospital/set/1",
        "install/place:hospital/set/2",
    ]


def test_hours_of_the_day_are_a_limit_over_all_parts_of_it() -> None:
    case = dark_hospital(installs=[generator(2000.0, hours_per_day=6.0)])
    situation = situation_of(case)
    assert situation.coupled is not None
    model = DayModel(situation, situation.demand.load_factor[0], situation.demand.weight[0])
    # A set for 6 of 24 hours serves a quarter; with two, taking turns, there is half of it.
    dark = model.serve(np.zeros(len(situation.outages.items)))
    share = np.zeros(len(situation.outages.items))
    share[1] = 1.0
    one = model.serve(share)
    assert dark.unserved_cost - one.unserved_cost == pytest.approx(24 * 300 * 5 * 0.25)
    assert one.load_share[0, situation.people.place_ids.index("hospital")] == pytest.approx(0.25)
    assert model.serve(all_placed(situation)).load_share[0, 0] == pytest.approx(1.0)
    assert len(situation.tasks) == 4


def test_the_day_model_agrees_with_the_service_model_where_parts_stand_alone() -> None:
    """A set that runs all day hangs nothing together; held to 24 hours by hand it must come to the same."""
    case = dark_hospital(damage=[*branch_damage(1, 3)])
    alone = situation_of(case)
    together = situation_of(replace(case, installs=case.installs.with_columns(hours_per_day=23.999999999)))
    assert alone.coupled is None
    assert together.coupled is not None
    for share in ((0.0, 0.0, 0.0, 0.0), (1.0, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 1.0)):
        state = np.array(share)
        first, second = (
            values_of(one).spell(np.resize(state, len(one.outages.items)), 0, 5) for one in (alone, together)
        )
        assert first == pytest.approx(second, rel=1e-8)


@pytest.mark.parametrize("hours_per_day", [None, 8.0])
def test_sets_compete_with_repairs_for_money_and_crews(hours_per_day: float | None) -> None:
    """One branch repair brings back 10 MW: it goes first; the exact planner and the search agree."""
    case = dark_hospital(
        works=[branch_work(3)], installs=[generator(2000.0, hours_per_day=hours_per_day)], damage=branch_damage(1)
    )
    situation = situation_of(case)
    best = exact(situation, Options(effort=200))
    found = search(situation, Options(effort=200))
    values = values_of(situation)
    assert values.of(best) == pytest.approx(values.of(found))
    # With its branch back the hospital needs no set, and one that brings nothing is not bought.
    assert decisions_of(situation, found).repairs["service_day"].to_list() == [3]
    assert decisions_of(situation, found).purchases.height == 0


def test_days_served_are_what_values_say() -> None:
    situation = situation_of(dark_hospital(installs=[generator(hours_per_day=12.0)]))
    schedule = schedule_of(situation, Order(tuple(range(len(situation.tasks)))))
    served = days_served(situation, schedule)
    people = situation.people
    cost = ((1.0 - served.load_share) @ (people.people * people.weight)).sum() * 24
    assert cost == pytest.approx(values_of(situation).of(schedule))


def test_names_of_slots_can_be_read_back() -> None:
    assert at_of(slot_id("pump:town/7", "set", 2)) == "pump:town/7"
    assert at_of(slot_id("place:h", "set", 1)) == "place:h"


def test_a_spot_that_more_units_could_serve_is_told() -> None:
    assert situation_of(dark_hospital()).crowded == ()
    assert situation_of(dark_hospital(installs=[generator(400.0)])).crowded == ("place:hospital",)
    assert situation_of(dark_hospital(installs=[generator(500.0, hours_per_day=12.0)])).crowded == ("place:hospital",)
