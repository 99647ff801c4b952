"""The head of the document, its map and its proof, and the document as a whole."""

import json
from dataclasses import replace

import polars as pl
import pytest

from svitlo.report.document import document_of
from svitlo.report.document.clean import cleaned
from svitlo.report.document.head import curves
from svitlo.report.document.network import power_rows
from svitlo.report.document.plane import meaning, rounded
from svitlo.report.document.proof import KEPT, proofs
from svitlo.report.document.scene import Scene, finite, scene_of
from svitlo.report.document.whole import FORMAT, VERSION
from svitlo.report.layout import positions
from tests.conftest import ROOT
from tests.report.builders import bare_case, empty_plan, pledges_of, small_case, small_plan, without_coordinates
from tests.report.coupled import PIPE, coupled_case, coupled_plan
from tests.report.document.conftest import Made

NAMES = ("first-light", "together", "winter-53m")


def small_scene(**summary: object) -> Scene:
    case = small_case()
    return scene_of(case, small_plan(case, **summary), pledges_of(case))


def small() -> dict:
    case = small_case()
    return document_of(case, small_plan(case), pledges_of(case))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_input_gives_the_same_bytes(everything: dict[str, Made], name: str) -> None:
    one = everything[name]
    again = document_of(one.case, one.plan, tuple(reversed(one.pledges)))
    assert json.dumps(again) == json.dumps(one.document)


def test_the_case_by_hand() -> None:
    assert small()["case"] == {
        "name": "Four buses",
        "sha256": "ab" * 32,
        "start": "2030-01-07",
        "days": 10,
        "blocks": [{"name": "night", "hours": 8.0}, {"name": "day", "hours": 16.0}],
        "has_water": False,
        "has_cold": True,
        "version": 1,
    }


def test_figures_by_hand() -> None:
    found = small()["summary"]
    # Branch 2 and bus 4 are back, branch 3 is not.
    assert (found["damaged_count"], found["back_count"]) == (3, 2)
    assert (found["spent_usd"], found["usable_usd"], found["people_power"]) == (130_000.5, 1_050_000.0, 12_000.0)
    assert (found["objective"], found["bound"], found["gap_share"]) == (2_345_678.25, 2_000_000.75, 0.14736)
    assert (found["people_water"], found["largest_first"]) == (0, None)
    # What a summary does not say is not known, and not zero.
    assert found["person_hours_without_heat"] is None
    assert found["people_drained_do_nothing"] is None


def test_curves_of_a_plan_that_compares_nothing() -> None:
    found = curves(small_scene())
    assert found["power"]["planned"] == [12_000.0] * 10 + [2_000.0] * 10
    assert (found["power"]["proven"], found["power"]["nothing"], found["power"]["largest"]) == (None, None, None)
    assert (found["water"], found["heat"]) == (None, None)
    assert found["weighted_by_day"]["planned"] == [288_000.0] * 5 + [48_000.0] * 5
    assert found["weighted_by_day"]["bound"] is None
    assert found["mean_c"] == [-3.0 + day for day in range(10)]


@pytest.mark.parametrize("name", ["first-light", "together"])
def test_curves_add_up_to_the_figures(everything: dict[str, Made], name: str) -> None:
    found = everything[name].document
    blocks = [block["hours"] for block in found["case"]["blocks"]] * found["case"]["days"]
    for service in ("power", "water"):
        lines = found["curves"][service]
        if lines is not None:
            hours = sum(people * span for people, span in zip(lines["planned"], blocks, strict=True))
            assert hours == pytest.approx(found["summary"][f"person_hours_without_{service}"], rel=1e-4)
    weighted = found["curves"]["weighted_by_day"]
    for line, key in (("planned", "objective"), ("nothing", "do_nothing"), ("proven", "objective_proven")):
        assert sum(weighted[line]) == pytest.approx(found["summary"][key], rel=1e-6), line


def test_the_map_by_hand() -> None:
    network = small()["network"]
    assert network["coordinates"] == "file"
    assert network["buses"] == {
        "id": ["1", "2", "3", "4"],
        "name": [None] * 4,
        "x": [0.0, 10.0, 20.0, 20.0],
        "y": [0.0, 0.0, 5.0, -5.0],
        "kv": [115.0] * 4,
    }
    assert (network["branches"]["from"], network["branches"]["to"]) == ([0, 1, 1], [1, 2, 3])
    assert network["generators"] == {"asset": ["power/gen/1"], "bus": [0], "pmax_mw": [60.0]}
    assert (network["outline"], network["water"]) == (None, [])


def test_what_the_file_has_out_of_service_is_not_drawn() -> None:
    case = small_case(damage=[])
    off = pl.col("asset_id") != "power/branch/1"
    power = replace(case.power, branches=case.power.branches.with_columns(in_service=off))
    case = replace(case, power=power)
    network = document_of(case, small_plan(case), pledges_of(case))["network"]
    assert network["branches"]["asset"] == ["power/branch/2", "power/branch/3"]
    assert network["dark"]["first"] == [1, 2, 3]


def test_a_machine_without_a_limit_has_none() -> None:
    case = small_case()
    power = replace(case.power, generators=case.power.generators.with_columns(pmax_mw=pl.lit(None, pl.Float64)))
    case = replace(case, power=power)
    network = document_of(case, small_plan(case), pledges_of(case))["network"]
    assert network["generators"]["pmax_mw"] == [None]
    assert network["dark"]["first"] == [2, 3]


def test_damage_by_hand() -> None:
    case = coupled_case()
    found = {one["asset_id"]: one for one in document_of(case, coupled_plan(case), pledges_of(case))["damage"]}
    assert list(found) == ["power/branch/2", "power/branch/3", "power/bus/4", PIPE]
    back = found["power/branch/2"]
    assert (back["table"], back["row"], back["start_day"], back["service_day"]) == ("branches", 1, 2, 5)
    assert (back["sector"], back["kind"], back["id"], back["network"]) == ("power", "branch", "2", None)
    assert (found["power/bus/4"]["table"], found["power/bus/4"]["row"]) == ("buses", 3)
    left = found["power/branch/3"]
    assert (left["start_day"], left["service_day"], left["capacity_share"]) == (None, None, 1.0)
    pipe = found[PIPE]
    assert (pipe["table"], pipe["row"], pipe["kind"], pipe["id"]) == ("links", 1, "pipe", "main")
    assert (pipe["sector"], pipe["network"], pipe["reported_day"]) == ("water", "town", 0)


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_damage_point_at_the_asset(everything: dict[str, Made], name: str) -> None:
    found = everything[name].document
    network = found["network"]
    water = {one["name"]: one for one in network["water"]}
    for one in found["damage"]:
        table, row = one["table"], one["row"]
        if table == "buses":
            assert network["buses"]["id"][row] == one["id"]
        elif table == "nodes":
            assert water[one["network"]]["nodes"]["id"][row] == one["id"]
        else:
            tables = network if one["network"] is None else water[one["network"]]
            assert tables[table]["asset"][row] == one["asset_id"]


@pytest.mark.parametrize("name", NAMES)
def test_places_and_zones_point_into_the_networks(everything: dict[str, Made], name: str) -> None:
    one = everything[name]
    network = one.document["network"]
    bus_of = dict(one.case.places.select("place_id", "bus_id").iter_rows())
    node_of = dict(one.case.places.select("place_id", "water_node_id").iter_rows())
    for place in one.document["places"]:
        if place["place_id"] in bus_of:
            bus_id = None if place["bus"] is None else network["buses"]["id"][place["bus"]]
            assert bus_id == bus_of[place["place_id"]]
            node = None if place["water"] is None else network["water"][place["water"]]["name"]
            node = None if node is None else f"{node}/{place['water_node_id']}"
            assert node == node_of[place["place_id"]]
    for water in network["water"]:
        nodes = water["nodes"]["id"]
        assert len(water["zone"]) == len(nodes)
        for row, zone in enumerate(water["zones"]):
            # A zone is named by its first node.
            assert zone["id"] == f"{water['name']}/{nodes[water['zone'].index(row)]}"
        for place in one.document["places"]:
            if place["water"] is not None and network["water"][place["water"]] is water and water["zones"]:
                zone = water["zones"][water["zone"][nodes.index(place["water_node_id"])]]
                assert zone["share"] == place["water_share"]


def test_findings_stand_at_their_bus_or_branch() -> None:
    case = small_case()
    proof = small_plan(case).summary["proof"]
    finding = proof["power"]["findings"][0]
    places = ("3", "power/branch/2", "power/bus/4", "power/gen/1", "elsewhere")
    findings = [finding | {"where": where, "value": float("inf")} for where in places]
    power = proof["power"] | {"findings": findings, "finding_count": 7}
    plan = small_plan(case, proof={"power": power, "water": None})
    found = document_of(case, plan, pledges_of(case))["proof"]
    assert [(one["bus"], one["branch"]) for one in found["power"]["findings"]] == [
        (2, None),
        (None, 1),
        (3, None),
        (0, None),
        (None, None),
    ]
    assert (found["power"]["finding_count"], found["power"]["checked_count"], found["water"]) == (7, 3, None)
    assert found["power"]["findings"][0]["value"] is None


def test_of_many_findings_the_first_are_told() -> None:
    finding = {"day": 1, "block": "day", "what": "overload", "where": "power/branch/2", "value": 1.2, "limit": 1.0}
    power = {"verdict": "fails", "engine": "x", "state_count": 1, "finding_count": 170, "findings": [finding] * 170}
    told = proofs(small_scene(proof={"power": power, "water": None}))["power"]
    assert told is not None
    assert (len(told["findings"]), told["finding_count"], told["verdict"]) == (KEPT, 170, "fails")


def test_a_plan_that_was_not_checked_has_no_proof() -> None:
    assert proofs(small_scene(proof={"power": None, "water": None})) == {"power": None, "water": None}


def test_rows_of_power_assets() -> None:
    rows = power_rows(small_scene())
    assert (rows["power/bus/1"], rows["power/branch/3"], rows["power/gen/1"]) == (
        ("buses", 0),
        ("branches", 2),
        ("generators", 0),
    )


def test_the_document_says_what_it_is() -> None:
    contract = (ROOT / "web" / "src" / "model" / "document.ts").read_text(encoding="utf-8")
    assert f'format: "{FORMAT}";' in contract
    assert f"version: {VERSION};" in contract
    assert (small()["format"], small()["version"]) == (FORMAT, VERSION)


@pytest.mark.parametrize("value", [None, True, "7", float("nan"), float("inf")])
def test_what_is_no_number_is_not_known(value: object) -> None:
    assert finite(value) is None


def test_the_proof_of_water_and_how_well_planning_agrees() -> None:
    case = coupled_case()
    found = document_of(case, coupled_plan(case), pledges_of(case))
    water = found["proof"]["water"]
    assert (water["verdict"], water["checked_count"], water["finding_count"]) == ("stands after shedding", 4, 1)
    assert water["findings"][0]["what"] == "planned_more"
    agreement = found["agreement"][0]
    assert (agreement["network"], agreement["raw_points"], agreement["planned_share"]) == ("town", 8.25, 0.85)


def test_a_case_with_nothing_in_it_has_a_document() -> None:
    case = bare_case()
    found = document_of(case, empty_plan(case), ())
    assert (found["places"][0]["kind"], found["damage"], found["works"], found["donors"]) == ("load", [], [], [])
    assert found["network"]["dark"] == {"first": [], "changes": []}
    assert found["curves"]["mean_c"] is None


def test_a_file_without_coordinates_is_drawn_by_us() -> None:
    case = without_coordinates(small_case())
    assert document_of(case, small_plan(case), pledges_of(case))["network"]["coordinates"] == "drawn"


@pytest.mark.parametrize(
    ("kilometres", "said"),
    [
        # About 1,100 km to 10 degrees along the equator, and lines are rather longer than the crow flies.
        ([1300.0, 1400.0, 1400.0], "geographic"),
        ([1.0, 1.0, 1.0], "file"),
        ([None, None, None], "file"),
    ],
)
def test_coordinates_are_degrees_where_the_lengths_of_lines_agree(kilometres: list[float | None], said: str) -> None:
    power = small_case().power
    lengths = pl.Series("length_km", kilometres, dtype=pl.Float64)
    power = replace(power, branches=power.branches.with_columns(lengths))
    assert meaning(power, positions(power)) == said
    far = replace(power, buses=power.buses.with_columns(x=pl.col("x") + 1000.0))
    assert meaning(far, positions(far)) == "file"


def test_coordinates_are_told_to_a_hundred_thousandth_of_the_map() -> None:
    power = small_case().power
    x, y = rounded(positions(power) / 3.0)
    assert x == [0.0, 3.3333, 6.6667, 6.6667]
    assert y[2] == 1.6667
    assert rounded(positions(power) * 1e9)[0][1] == 10_000_000_000.0
    assert rounded(positions(power)[:0]) == ([], [])


def test_text_that_turns_the_reading_direction_or_cannot_be_written_is_made_harmless() -> None:
    hostile = "Clinic \u202eevil\u2066 \ud800\x1b[31m </script>"
    places = [{"place_id": "H\u202e1", "name": "Lowfield", "kind": "hospital", "people": 1.0, "bus_id": "3"}]
    case = small_case(places=places)
    case = replace(case, settings=replace(case.settings, name=hostile))
    found = document_of(case, small_plan(case), pledges_of(case))
    assert found["case"]["name"] == "Clinic \ufffdevil\ufffd \ufffd\ufffd[31m </script>"
    assert found["places"][0]["place_id"] == "H\ufffd1"
    json.dumps(found, ensure_ascii=False).encode()
    assert cleaned({"a\u202e": ["b\u202e", {"c": ("d\x00",)}], "n": [1, None], "m": None}) == {
        "a\ufffd": ["b\ufffd", {"c": ["d\ufffd"]}],
        "n": [1, None],
        "m": None,
    }
