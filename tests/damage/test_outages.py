"""What is lost, as rows over the grid."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from svitlo.assets.power import grid_of
from svitlo.damage.outages import Outages, kind_of, outages_of
from svitlo.tables.case import Case


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


def test_water_assets_are_not_power_outages(first_light_case: Case) -> None:
    row = first_light_case.damage.head(1).with_columns(asset_id=pl.lit("water/town/pipe/1"))
    assert len(outages(replace(first_light_case, damage=pl.concat([first_light_case.damage, row]))).items) == 4


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
