"""Zones of water: what is drawn together, what parts it, and limits from days that hydraulics has run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import drinkers_of
from svitlo.damage.outages import outages_of
from svitlo.plan.zones import WaterZones, zones_of
from svitlo.tables.water import WaterCut
from tests.plan.small_case import on
from tests.plan.small_water import NAME, behaviour, water_case

HOURS = np.array([24.0])


def zones(*damaged: str, cuts: tuple[WaterCut, ...] = ()) -> WaterZones:
    damage = [{"asset_id": f"water/{NAME}/{asset}", "severity": "major", "reported": on(0)} for asset in damaged]
    case = water_case(damage=damage)
    tables = case.water[NAME]
    items = outages_of(case, grid_of(case.power)).items
    return zones_of(tables, drinkers_of(case, tables), behaviour(1, cuts), items, HOURS)


def day(power: float, served: float, *, main: float = 1.0) -> WaterCut:
    return WaterCut(
        pump_share=np.array([power]),
        link_share=np.array([1.0, main, 1.0]),
        node_up=np.ones(4, dtype=np.bool_),
        served_share=np.array([served, served, 1.0, 1.0]),
    )


def test_pipes_that_never_fail_draw_all_together() -> None:
    found = zones()
    assert found.zone_of.tolist() == [0, 0, 1, 0]
    assert found.people.tolist() == pytest.approx([4000.0, 0.0])
    assert found.demand_m3_per_h[0].tolist() == pytest.approx([40.0, 0.0])
    assert found.tank_zone.tolist() == [0]
    assert found.source_zone.tolist() == [1]


@pytest.mark.parametrize(
    ("asset", "parted", "gates"),
    [
        ("pipe/main", [0, 1, 2, 1], [(1, 0)]),
        ("tank/tower", [0, 0, 1, 2], [(1, 0)]),
        ("junction/basin", [0, 1, 2, 1], [(0, 0), (1, 0)]),
        ("pump/intake", [0, 0, 1, 0], [(0, 0)]),
        ("reservoir/river", [0, 0, 1, 0], [(0, 0)]),
    ],
)
def test_what_is_damaged_parts_zones_and_gates_what_hangs_on_it(
    asset: str, parted: list[int], gates: list[tuple[int, int]]
) -> None:
    found = zones(asset)
    assert found.zone_of.tolist() == parted
    assert list(found.arc_gates) == gates
    assert len(found.tank_gates) == int(asset.startswith("tank"))
    assert len(found.source_gates) == int(asset.startswith("reservoir"))
    assert len(found.demand_gates) == int(asset.startswith("junction"))


@given(power=st.floats(0.0, 1.0), served=st.floats(0.0, 1.0))
def test_a_cut_is_what_was_served_and_never_below_nothing(power: float, served: float) -> None:
    """At the day's own power it is what was served or more, at none it is not negative, at full power it is one."""
    for cut in zones(cuts=(day(power, served),)).cuts:
        slope = float(cut.slope.sum())
        assert cut.base_share >= 0.0
        assert np.all(cut.slope >= 0.0)
        assert cut.base_share + slope * power >= served - 1e-9
        if cut.pumps.size:
            assert cut.base_share + slope >= 1.0 - 1e-9
        if served >= power:
            assert cut.base_share + slope * power == pytest.approx(served)


def test_a_cut_is_lifted_by_the_repair_of_what_was_out() -> None:
    (cut,) = [cut for cut in zones("pipe/main", cuts=(day(1.0, 0.3, main=0.0),)).cuts if cut.zones.tolist() == [1]]
    assert cut.assets.tolist() == [0]
    assert (cut.base_share, cut.lift_share) == pytest.approx((0.3, 0.7))


def test_a_day_on_which_all_is_served_limits_nothing() -> None:
    assert zones(cuts=(day(0.5, 1.0),)).cuts == ()
