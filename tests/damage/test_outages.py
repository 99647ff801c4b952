"""What is lost, as rows over the grid."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from svitlo.assets.power import grid_of
from svitlo.damage.outages import Outages, kind_of, outages_of
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, on
from tests.plan.small_water import water_case


def outages(case: Case) -> Outages:
    return outages_of(case, grid_of(case.power))


def test_outages_are_sorted_and_sized(first_light_case: Case) -> None:
    found = outages(first_light_case)
    assert [item.asset_id for item in found.items] == [
        "power/branch/1",
        "power/branch/2",
        "power/branch/4",
        "power/bus/4",
    ]
    assert [item.size_mw for item in found.items] == [200.0, 100.0, 30.0, 20.0]
    assert [item.kind for item in found.items] == ["branch", "branch", "branch", "bus"]
    assert [item.end_buses for item in found.items] == [(0, 1), (0, 2), (0, 4), (3,)]
    assert {item.kv for item in found.items} == {110.0}
    assert found.out_from_day.tolist() == [0, 0, 0, 0]


def test_damage_counts_from_its_report_and_never_before_day_0(first_light_case: Case) -> None:
    start = first_light_case.settings.start
    damage = first_light_case.damage.sort("asset_id").with_columns(
        reported=pl.Series([start - timedelta(days=9), start, start + timedelta(days=1), start + timedelta(days=5)])
    )
    assert outages(replace(first_light_case, damage=damage)).out_from_day.tolist() == [0, 0, 1, 5]


def test_water_assets_are_outages_over_their_own_network() -> None:
    case = water_case(
        damage=[
            *branch_damage(1),
            {"asset_id": "water/net/pipe/main", "severity": "minor", "reported": on(2)},
            {"asset_id": "water/net/tank/tower", "severity": "major", "reported": on(0)},
            {"asset_id": "water/net/pump/intake", "severity": "major", "reported": on(0)},
        ]
    )
    found = {item.asset_id: item for item in outages(case).items}
    pipe, tank, pump = (found[f"water/net/{name}"] for name in ("pipe/main", "tank/tower", "pump/intake"))
    assert (pipe.kind, pipe.kv, pipe.length_km, pipe.out_from_day) == ("pipe", None, 0.5, 2)
    assert (pipe.network, pipe.link_rows, pipe.node_rows) == ("net", (1,), ())
    assert pipe.end_nodes == ("net/basin", "net/town")
    assert (tank.link_rows, tank.node_rows, tank.end_nodes) == ((), (3,), ("net/tower",))
    assert pump.size_mw == 0.5
    grid = grid_of(case.power)
    dark = outages_of(case, grid).condition(grid, [1.0, 0.0, 0.0, 0.0])
    assert dark.branch_share.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("asset_id", "kind"), [("power/line/7", "line"), ("water/net/pipe/a/1", "pipe"), ("power/gen/a/b", "gen")]
)
def test_kinds_are_read_from_ids_whatever_follows(asset_id: str, kind: str) -> None:
    assert kind_of(asset_id) == kind


def test_a_condition_takes_out_what_has_no_share_and_all_that_hangs_on_it(first_light_case: Case) -> None:
    grid = grid_of(first_light_case.power)
    found = outages_of(first_light_case, grid)
    dark = found.condition(grid, [0.0, 0.5, 1.0, 0.0])
    assert dark.bus_up.tolist() == [True, True, True, False, True]
    # branch/3 is whole but ends at bus 4, which is out.
    assert dark.branch_share.tolist() == [0.0, 0.5, 0.0, 1.0]
    whole = found.condition(grid, [1.0] * 4)
    assert whole.bus_up.tolist() == grid.intact.bus_up.tolist()
    assert whole.branch_share.tolist() == grid.intact.branch_share.tolist()


def test_a_condition_never_changes_the_grid(first_light_case: Case) -> None:
    grid = grid_of(first_light_case.power)
    outages_of(first_light_case, grid).condition(grid, [0.0] * 4)
    assert grid.intact.branch_share.tolist() == [1.0] * 4


@pytest.mark.parametrize(("asset_id", "kind"), [("power/line/7", "line"), ("water/town/pipe/P1", "pipe")])
def test_kind_of_an_asset(asset_id: str, kind: str) -> None:
    assert kind_of(asset_id) == kind
