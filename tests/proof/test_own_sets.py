"""Which sets of their own places and pumps have, told from the tables of a case and a plan."""

import polars as pl
import pytest

from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import pumps_of, with_pumps
from svitlo.proof.own_sets import OwnSets, own_sets_of
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions
from tests.plan.small_water import NAME, water_case
from tests.proof.ac_cases import decisions

PUMP_ID = f"{NAME}/intake"
PLACES = [
    {"place_id": "hospital", "name": "Hospital", "kind": "hospital", "people": 300.0, "bus_id": "2"},
    {"place_id": "school", "name": "School", "kind": "school", "people": 300.0, "water_node_id": f"{NAME}/town"},
]
RULES = [
    {"equipment_id": "set", "at": "hospital", "rated_kw": 400.0, "crew_kind": "line", "crew_days": 1.2},
    {"equipment_id": "set", "at": "pump", "rated_kw": 100.0, "crew_kind": "line", "crew_days": 1.0}
    | {"hours_per_day": 6.0},
    {"equipment_id": "set", "at": "school", "rated_kw": 50.0, "crew_kind": "line", "crew_days": 1.0},
]


def case(backup_h: float | None = None) -> Case:
    links = [{"pump_id": PUMP_ID, "bus_id": "1", "backup_h": backup_h}]
    return water_case(links=links, places=PLACES, installs=RULES)


def placing(*rows: tuple[str, int, int]) -> Decisions:
    """Sets at a spot, so many, from a day of work on."""
    frame = pl.DataFrame(
        [
            {"at": at, "equipment_id": "set", "quantity": quantity, "origin": "pledge:gift", "crew_kind": "line"}
            | {"start_day": start_day, "service_day": 0}
            for at, quantity, start_day in rows
        ],
        schema=schema.PLACED.dtypes,
    )
    nothing = decisions()
    return Decisions(purchases=nothing.purchases, repairs=nothing.repairs, installs=frame, uses=nothing.uses)


def sets(one: Case, made: Decisions) -> tuple[OwnSets, tuple[str, ...]]:
    grid = grid_of(one.power)
    loads = with_pumps(people_of(one, grid), pumps_of(one, grid.bus_ids))
    return own_sets_of(one, made, loads), loads.place_ids


def test_a_set_gives_what_the_case_says_from_the_day_after_its_last_day_of_work() -> None:
    found, loads = sets(case(), placing(("place:hospital", 2, 3), (f"pump:{PUMP_ID}", 1, 1)))
    assert [loads[row] for row in found.load] == ["hospital", f"pump:{PUMP_ID}"]
    assert found.size_mw.tolist() == pytest.approx([0.4, 0.1])
    assert found.hours_per_day.tolist() == [24.0, 6.0]
    # 1.2 days of a crew are two days; what the plan's own row says of its service day is not believed.
    assert found.from_day.tolist() == [5, 2]
    assert found.count.tolist() == [2.0, 1.0]
    assert found.is_limited.tolist() == [False, True]


def test_only_those_in_use_stand_on_a_day() -> None:
    found, _ = sets(case(), placing(("place:hospital", 2, 3), (f"pump:{PUMP_ID}", 1, 1)))
    assert [len(found.on(day)) for day in (0, 1, 2, 4, 5)] == [0, 0, 1, 1, 2]
    assert found.on(5).key != found.on(2).key
    assert found.on(9).key == found.on(5).key


def test_what_stands_where_it_may_not_or_where_no_power_is_taken_gives_nothing() -> None:
    nowhere = placing(("place:nowhere", 1, 0), ("pump:net/none", 1, 0), ("place:school", 1, 0), ("hospital", 1, 0))
    assert len(sets(case(), nowhere)[0]) == 0
    town = placing(("place:bus/2", 1, 0))
    assert len(sets(case(), town)[0]) == 0


def test_the_set_that_a_pump_has_carries_it_whole_for_its_hours() -> None:
    found, loads = sets(case(backup_h=8.0), placing())
    assert [loads[row] for row in found.load] == [f"pump:{PUMP_ID}"]
    assert found.size_mw.tolist() == [0.5]
    assert (found.hours_per_day.tolist(), found.from_day.tolist(), found.count.tolist()) == ([8.0], [0], [1.0])
    assert len(sets(case(backup_h=0.0), placing())[0]) == 0


def test_numbers_beyond_all_sense_are_no_error() -> None:
    found, _ = sets(case(), placing(("place:hospital", 2**62, 2**62)))
    assert len(found.on(11)) == 0
