"""Who drinks from which node, which pumps hang on which bus, and what they ask of the grid."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import drinkers_of, load_mw, plants_of, pumps_of, with_pumps
from tests.plan.small_water import NAME, water_case

CLINIC = {"place_id": "clinic", "name": "Clinic", "kind": "hospital", "people": 50.0, "bus_id": "1"}
FLATS = {"place_id": "flats", "name": "Flats", "kind": "households", "people": 700.0, "bus_id": "2"}


def test_places_stand_for_their_node_and_demand_for_the_others() -> None:
    case = water_case(places=[CLINIC | {"water_node_id": f"{NAME}/town"}, FLATS | {"water_node_id": f"{NAME}/town"}])
    found = drinkers_of(case, case.water[NAME])
    # 10 m3/h at 240 litres a day are 1,000 people; at the town's node the places are counted.
    assert found.people.tolist() == pytest.approx([1000.0, 750.0, 0.0, 0.0])
    assert found.weighted.tolist() == pytest.approx([1000.0, 50.0 * 5 + 700.0, 0.0, 0.0])
    assert found.place_ids == ("clinic", "flats")
    assert found.place_node.tolist() == [1, 1]
    assert found.place_people.tolist() == [50.0, 700.0]


def test_a_node_that_gives_water_has_nobody_behind_it() -> None:
    case = water_case()
    tables = case.water[NAME]
    nodes = tables.nodes.with_columns(demand_m3_per_h=pl.Series([-10.0, 30.0, 0.0, 0.0]))
    assert drinkers_of(case, replace(tables, nodes=nodes)).people.tolist() == pytest.approx([0.0, 3000.0, 0.0, 0.0])


def test_pumps_are_loads_that_neither_cold_nor_hour_changes() -> None:
    case = water_case(links=[{"pump_id": f"{NAME}/intake", "bus_id": "2", "rated_kw": 250.0, "backup_h": 3.0}])
    grid = grid_of(case.power)
    pumps = pumps_of(case, grid.bus_ids)
    assert pumps.pump_ids == (f"{NAME}/intake",)
    assert (pumps.rated_mw.tolist(), pumps.backup_h.tolist(), pumps.bus.tolist()) == ([0.25], [3.0], [2])
    people = people_of(case, grid)
    loads = with_pumps(people, pumps)
    assert loads.place_ids[-1] == f"pump:{NAME}/intake"
    assert loads.people[-1] == 0.0
    asked = load_mw(loads.load_mw, people.bus.size, np.array([[0.5, 1.0], [2.0, 1.0]]))
    assert asked.shape == (2, 2, loads.load_mw.size)
    assert asked[0, 0].tolist() == pytest.approx([*(0.5 * people.load_mw), 0.25])
    assert asked[1, 0].tolist() == pytest.approx([*(2.0 * people.load_mw), 0.25])


def test_a_pump_without_a_figure_in_the_case_draws_what_its_curve_says() -> None:
    case = water_case()
    assert pumps_of(case, grid_of(case.power).bus_ids).rated_mw.tolist() == [0.5]


def test_plants_are_the_machines_and_nodes_of_their_rows() -> None:
    case = water_case(plants=[{"asset_id": "power/gen/1", "water_node_id": f"{NAME}/town"}])
    found = plants_of(case)
    assert (found.generator.tolist(), found.networks, found.node.tolist()) == ([0], (NAME,), [1])
