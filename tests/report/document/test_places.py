"""Places of the document against the plan's own tables."""

import polars as pl
import pytest

from svitlo.assets.waterworks import ZONE
from svitlo.report.document import document_of
from svitlo.report.document.places import named
from svitlo.report.document.scene import scene_of
from svitlo.report.document.series import unpacked
from svitlo.report.document.water import zones_of
from tests.report.builders import pledges_of, small_case, small_plan
from tests.report.coupled import coupled_case, coupled_plan
from tests.report.document.conftest import Made

NAMES = ("first-light", "together", "winter-53m")


def table_of(one: Made, column: str) -> dict[str, list[float | None]]:
    """A column of `places.csv` by place, in the order of the steps."""
    order = pl.Enum([block.name for block in one.case.settings.blocks])
    rows = one.plan.places.with_columns(pl.col("block").cast(order)).sort("day", "block")
    return {str(key): group[column].to_list() for (key,), group in rows.group_by(["place_id"], maintain_order=True)}


@pytest.mark.parametrize("column", ["power_share", "water_share"])
@pytest.mark.parametrize("name", NAMES)
def test_series_are_the_shares_of_the_table(everything: dict[str, Made], name: str, column: str) -> None:
    one = everything[name]
    table = table_of(one, column)
    steps = one.case.settings.days * len(one.case.settings.blocks)
    for place in one.document["places"]:
        found = unpacked(place[column], steps)
        wanted = table.get(place["place_id"], [None] * steps)
        if place["kind"] == "junction" and column == "power_share":
            wanted = [None] * steps
        for share, true in zip(found.tolist(), wanted, strict=True):
            assert (share != share) == (true is None)
            if true is not None:
                assert true >= 0.999 if share == 1.0 and true < 1.0 else -1e-9 <= true - share <= 1e-4 + 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_left_out_or_counted_twice(everything: dict[str, Made], name: str) -> None:
    one = everything[name]
    document = one.document
    power = sum(place["people"] for place in document["places"] if place["power_share"] is not None)
    assert power == pytest.approx(document["summary"]["people_power"], rel=1e-6)
    if name == "together":
        water = sum(place["people"] for place in document["places"] if place["water"] is not None)
        assert water == pytest.approx(document["summary"]["people_water"], rel=1e-5)


def test_people_without_power_follow_from_the_series(together_made: Made) -> None:
    document = together_made.document
    steps = together_made.case.settings.days * len(together_made.case.settings.blocks)
    for service, column in (("power", "power_share"), ("water", "water_share")):
        without = sum(
            place["people"] * (1.0 - unpacked(place[column], steps))
            for place in document["places"]
            if place[column] is not None
        )
        planned = document["curves"][service]["planned"]
        people = document["summary"][f"people_{service}"]
        assert without.tolist() == pytest.approx(planned, abs=1.1e-3 * people)


def test_places_by_hand() -> None:
    case = small_case()
    found = {place["place_id"]: place for place in document_of(case, small_plan(case), pledges_of(case))["places"]}
    assert list(found) == ["H1", "T1", "W1"]
    assert found["H1"] == {
        "place_id": "H1",
        "name": "Hospital North",
        "kind": "hospital",
        "people": 400.0,
        "weight": 5.0,
        "bus": 2,
        "water": None,
        "water_node_id": None,
        # Two blocks a day, dark for five days.
        "power_share": [0, 0, 10, 1],
        "water_share": None,
        "heat": None,
    }
    assert (found["T1"]["weight"], found["W1"]["power_share"]) == (1.0, 0)


def test_load_that_nobody_names_stands_at_its_bus() -> None:
    case = small_case(places=[])
    plan = small_plan(case)
    rows = [
        {"day": day, "block": block, "place_id": "bus/3", "power_share": 0.25, "water_share": None}
        for day in range(10)
        for block in ("night", "day")
    ]
    plan = type(plan)(
        decisions=plan.decisions,
        service=plan.service,
        places=pl.DataFrame(rows, schema=plan.places.schema),
        summary=plan.summary,
    )
    found = document_of(case, plan, pledges_of(case))["places"]
    # 800 people to a MW: 20 MW at bus 3 and 5 MW at bus 4.
    assert [(place["place_id"], place["kind"], place["people"], place["bus"]) for place in found] == [
        ("bus/3", "load", 16_000.0, 2),
        ("bus/4", "load", 4_000.0, 3),
    ]
    assert (found[0]["power_share"], found[1]["power_share"]) == (0.25, None)


def test_people_behind_water_nodes_that_nobody_names_are_one_place_a_zone() -> None:
    case = coupled_case()
    plan = coupled_plan(case)
    zone = plan.places.filter(pl.col("place_id") == "T1").with_columns(
        place_id=pl.lit(f"{ZONE}town/square"), power_share=pl.lit(None, pl.Float64)
    )
    plan = type(plan)(
        decisions=plan.decisions,
        service=plan.service,
        places=pl.concat([plan.places, zone]),
        summary=plan.summary,
    )
    document = document_of(case, plan, pledges_of(case))
    scene = scene_of(case, plan, pledges_of(case))
    assert zones_of(scene, "town")[1] == ["town/square"]
    assert named(scene) == document["places"][:-1]
    place = document["places"][-1]
    # 10 m3/h at 150 litres a day; dry by half for three days of two blocks.
    assert (place["place_id"], place["kind"], place["people"]) == ("zone/town/square", "junction", 1600.0)
    assert (place["water"], place["water_node_id"], place["water_share"]) == (0, "square", [0, 0.5, 6, 1])
    town = document["network"]["water"][0]
    # The pipe to the square is damaged, so that the square is a zone of its own; nobody else asks for water.
    assert town["nodes"]["id"] == ["river", "basin", "square"]
    assert (town["zone"], town["zones"]) == ([-1, -1, 0], [{"id": "town/square", "share": [0, 0.5, 6, 1]}])
    assert town["nodes"]["people"] == [0.0, 0.0, 1600.0]
    assert (town["links"]["from"], town["links"]["to"], town["links"]["kind"]) == ([0, 1], [1, 2], ["pump", "pipe"])


def test_a_place_that_takes_no_service_has_no_series() -> None:
    case = small_case(places=[{"place_id": "S1", "name": "Store", "kind": "school", "people": 5.0}])
    place = document_of(case, small_plan(case), pledges_of(case))["places"][0]
    assert (place["bus"], place["power_share"], place["water_share"], place["heat"]) == (None, None, None, None)


def test_heat_places_have_their_times_without_heat() -> None:
    places = [{"place_id": "B1", "name": "Boilers", "kind": "heat", "people": 9.0, "bus_id": "3", "drain_h": 30.0}]
    case = small_case(places=places)
    plan = small_plan(case)
    rows = [
        {"day": day, "block": block, "place_id": "B1", "power_share": float(day >= 2), "water_share": None}
        for day in range(10)
        for block in ("night", "day")
    ]
    plan = type(plan)(
        decisions=plan.decisions,
        service=plan.service,
        places=pl.DataFrame(rows, schema=plan.places.schema),
        summary=plan.summary,
    )
    document = document_of(case, plan, pledges_of(case))
    # The days are warmer than -10 degrees, so that nothing is drained.
    assert document["places"][0]["heat"] == [
        {"from_h": 0.0, "drain_at_h": None, "power_back_h": 48.0, "heat_back_h": 48.0, "drained": False}
    ]
    assert document["curves"]["heat"] == {"planned": None, "proven": None, "nothing": None, "largest": None}
