"""What EPANET confirms of a plan's water: days in turn, tanks carried on, and the figures that come of them."""

import numpy as np
import pytest

from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import pumps_of
from svitlo.damage.outages import outages_of
from svitlo.proof.water import conditions_of, proven_water, simulated, water_demand
from svitlo.tables.case import Case
from svitlo.tables.results import ProvenWater
from tests.plan.small_case import on
from tests.support.coupled import coupled_case

DAYS = 3


def run(case: Case, power: np.ndarray, shares: np.ndarray | None = None, planned: float = 0.0) -> ProvenWater:
    """The proof when the linked pumps have this power (pump,) on all days; `planned` m3/h are said to be served."""
    grid = grid_of(case.power)
    pumps, items = pumps_of(case, grid.bus_ids), outages_of(case, grid).items
    pump_share = np.tile(power, (DAYS, 2, 1))
    state = np.ones((DAYS, len(items))) if shares is None else shares
    said = simulated(case, items, state, (pumps, pump_share))
    return proven_water(case, said, np.full((DAYS, 2), planned))


def days_of(found: ProvenWater) -> list[float]:
    return [float(share) for share in found.network_share[0]]


def test_tanks_carry_a_day_without_pumps_and_no_more() -> None:
    found = run(coupled_case(days=DAYS), np.zeros(2))
    first, second, third = days_of(found)
    assert 0.30 <= first <= 0.33
    assert second == pytest.approx(0.0, abs=1e-3)
    assert third == pytest.approx(0.0, abs=1e-3)
    assert found.verdict == "stands"
    assert found.people_without[2].min() > 0.99 * found.people_without.max()


def test_a_plan_that_promises_more_than_hydraulics_gives_is_told() -> None:
    found = run(coupled_case(days=DAYS), np.zeros(2), planned=2000.0)
    assert found.verdict == "stands after shedding"
    worst = found.findings[0]
    assert worst.what == "planned_more"
    assert worst.value == pytest.approx(0.0, abs=1e-3)
    assert worst.limit > 0.7


def test_power_at_all_pumps_serves_everybody() -> None:
    found = run(coupled_case(days=DAYS), np.ones(2), planned=100.0)
    assert days_of(found) == pytest.approx([1.0] * DAYS)
    assert found.weighted_without.max() == pytest.approx(0.0, abs=1e-6)
    assert found.served_m3h == pytest.approx(found.demand_m3h)
    assert (found.verdict, found.findings) == ("stands", ())


def test_places_get_what_their_node_gets() -> None:
    flats = {"place_id": "flats", "name": "Flats", "kind": "households", "people": 700.0, "water_node_id": "Net3/15"}
    found = run(coupled_case(days=DAYS, places=[flats]), np.zeros(2))
    assert found.place_share["flats"].shape == (DAYS, 2)
    assert found.place_share["flats"][2].max() == pytest.approx(0.0, abs=1e-3)


def test_conditions_are_told_from_power_and_from_what_is_out() -> None:
    damage = [
        {"asset_id": f"water/Net3/{asset}", "severity": "major", "reported": on(0)} for asset in ("pipe/101", "tank/1")
    ]
    case = coupled_case(days=DAYS, damage=damage)
    grid = grid_of(case.power)
    tables = case.water["Net3"]
    shares = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    power = np.ones((DAYS, 2, 2))
    power[0, 1, 1] = 0.25
    found = conditions_of(tables, outages_of(case, grid).items, shares, (pumps_of(case, grid.bus_ids), power))
    pipe, tank = tables.links["link_id"].to_list().index("101"), tables.nodes["node_id"].to_list().index("1")
    assert [one.link_share[pipe] for one in found] == [0.0, 1.0, 1.0]
    assert [bool(one.node_up[tank]) for one in found] == [False, False, True]
    assert found[0].pump_share.min() == 0.25
    assert found[2].is_whole


def test_demand_is_in_cubic_metres_an_hour() -> None:
    case = coupled_case()
    found = water_demand(case)["Net3"]
    assert float(found.sum(axis=1) @ np.array([8.0, 16.0])) == pytest.approx(59_676.0, rel=1e-3)


def test_pumps_draw_what_they_move_and_nothing_without_power() -> None:
    case = coupled_case(days=DAYS)
    grid = grid_of(case.power)
    pumps = pumps_of(case, grid.bus_ids)
    power = np.ones((DAYS, 2, 2))
    power[1] = 0.0
    power[2, :, 1] = 0.5
    said = simulated(case, (), np.ones((DAYS, 0)), (pumps, power))
    drawn = said.pump_mw(case, pumps)
    assert drawn[1].max() == 0.0
    assert (drawn <= pumps.rated_mw * (1 + 1e-6)).all()
    river = pumps.pump_ids.index("Net3/335")
    assert 0.0 < drawn[2, 0, river] <= 0.5 * pumps.rated_mw[river] * (1 + 1e-6)
