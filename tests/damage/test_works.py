"""What each repair takes: the row that fits, whole days, whole units."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.damage.works import Work, whole_units, works_of
from svitlo.tables.case import Case


def works(case: Case) -> dict[str, Work]:
    return {work.asset_id: work for work in works_of(case, outages_of(case, grid_of(case.power)))}


def with_rows(table: pl.DataFrame, *rows: dict[str, object]) -> pl.DataFrame:
    full = [{name: row.get(name) for name in table.columns} for row in rows]
    return pl.DataFrame(full, schema=table.schema)


def test_works_of_first_light(first_light_case: Case) -> None:
    found = works(first_light_case)
    assert {asset: (work.crew_kind, work.days, work.first_day, work.needs) for asset, work in found.items()} == {
        "power/branch/1": ("line", 4, 0, (("tower", 2),)),
        "power/branch/2": ("line", 3, 0, (("conductor", 3),)),
        "power/branch/4": ("line", 5, 0, ()),
        "power/bus/4": ("substation", 2, 0, (("breaker", 1),)),
    }


def test_days_are_rounded_up(first_light_case: Case) -> None:
    case = replace(first_light_case, works=first_light_case.works.with_columns(crew_days=pl.col("crew_days") - 0.9))
    assert [work.days for work in works(case).values()] == [4, 3, 5, 2]


def test_voltages_are_inclusive_at_both_ends(first_light_case: Case) -> None:
    rows = [
        {"asset_kind": "branch", "kv_max": 109.9, "severity": "minor", "crew_kind": "low", "crew_days": 1.0},
        {
            "asset_kind": "branch",
            "kv_min": 110.0,
            "kv_max": 110.0,
            "severity": "minor",
            "crew_kind": "fit",
            "crew_days": 1.0,
        },
        {"asset_kind": "branch", "kv_min": 110.1, "severity": "minor", "crew_kind": "high", "crew_days": 1.0},
    ]
    found = works(replace(first_light_case, works=with_rows(first_light_case.works, *rows)))
    assert {asset: work.crew_kind for asset, work in found.items()} == {"power/branch/4": "fit"}


def test_an_asset_that_no_row_fits_has_no_work(first_light_case: Case) -> None:
    case = replace(first_light_case, works=first_light_case.works.filter(pl.col("asset_kind") == "branch"))
    assert "power/bus/4" not in works(case)


def test_all_fitting_needs_add_up_and_kilometres_are_rounded_up(first_light_case: Case) -> None:
    needs = with_rows(
        first_light_case.needs,
        {"asset_kind": "branch", "severity": "major", "equipment_id": "tower", "quantity": 2.0},
        {"asset_kind": "branch", "severity": "major", "equipment_id": "tower", "quantity": 0.3, "per": "km"},
        {"asset_kind": "branch", "kv_min": 200.0, "severity": "major", "equipment_id": "breaker", "quantity": 9.0},
    )
    power = first_light_case.power
    branches = power.branches.with_columns(length_km=pl.lit(7.0))
    case = replace(first_light_case, needs=needs, power=replace(power, branches=branches))
    assert works(case)["power/branch/2"].needs == (("tower", 2 + 3),)


def test_work_starts_with_the_report(first_light_case: Case) -> None:
    reported = first_light_case.settings.start + timedelta(days=3)
    case = replace(first_light_case, damage=first_light_case.damage.with_columns(reported=pl.lit(reported)))
    assert {work.first_day for work in works(case).values()} == {3}


@pytest.mark.parametrize(("quantity", "units"), [(3.0, 3), (0.1 * 30, 3), (3.0000001, 4), (0.2, 1)])
def test_whole_units(quantity: float, units: int) -> None:
    assert whole_units(quantity) == units


@given(st.integers(1, 500), st.integers(1, 500))
def test_tenths_of_a_unit_by_the_kilometre_are_never_rounded_up_by_noise(tenths: int, km: int) -> None:
    assert whole_units(tenths / 10 * km) == -(-tenths * km // 10)
