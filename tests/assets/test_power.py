"""The network as arrays: ids become rows once, and what hangs on a dead bus is out."""

from dataclasses import replace

import numpy as np
import pytest

from svitlo.assets.power import grid_of, settled
from svitlo.tables.case import Case


def test_rows_keep_the_order_of_the_file(first_light_case: Case) -> None:
    grid = grid_of(first_light_case.power)
    assert grid.bus_ids == ("1", "2", "3", "4", "5")
    assert grid.load_mw.tolist() == [0.0, 100.0, 40.0, 20.0, 10.0]
    assert grid.branch_from.tolist() == [0, 0, 0, 0]
    assert grid.branch_to.tolist() == [1, 2, 3, 4]
    assert grid.limit_mw.tolist() == [200.0, 100.0, 50.0, 30.0]
    assert grid.generator_bus.tolist() == [0]
    assert grid.generator_max_mw.tolist() == [300.0]


def test_reactance_is_times_tap_and_shift_in_radians(first_light_case: Case) -> None:
    power = first_light_case.power
    branches = power.branches.with_columns(tap=0.5 + 0.0 * power.branches["tap"], shift_deg=180.0)
    grid = grid_of(replace(power, branches=branches))
    assert grid.reactance_pu.tolist() == pytest.approx([0.01, 0.02, 0.025, 0.04])
    assert grid.shift_rad.tolist() == pytest.approx([np.pi] * 4)


def test_a_limit_or_maximum_that_is_not_given_is_none(first_light_case: Case) -> None:
    power = first_light_case.power
    branches = power.branches.with_columns(rate_mva=None).cast({"rate_mva": float})
    generators = power.generators.with_columns(pmax_mw=None).cast({"pmax_mw": float})
    grid = grid_of(replace(power, branches=branches, generators=generators))
    assert np.isinf(grid.limit_mw).all()
    assert np.isinf(grid.generator_max_mw).all()


def test_what_hangs_on_a_dead_bus_is_out(first_light_case: Case) -> None:
    grid = grid_of(first_light_case.power)
    bus_up = np.array([False, True, True, True, True])
    condition = settled(grid, bus_up, np.ones(4), np.ones(1))
    assert condition.branch_share.tolist() == [0.0] * 4
    assert condition.generator_share.tolist() == [0.0]
    assert condition.bus_up.tolist() == bus_up.tolist()


def test_what_the_file_has_out_is_not_intact(first_light_case: Case) -> None:
    power = first_light_case.power
    buses = power.buses.with_columns(in_service=power.buses["bus_id"] != "4")
    grid = grid_of(replace(power, buses=buses))
    assert grid.intact.bus_up.tolist() == [True, True, True, False, True]
    assert grid.intact.branch_share.tolist() == [1.0, 1.0, 0.0, 1.0]


def test_arrays_cannot_be_changed(first_light_case: Case) -> None:
    grid = grid_of(first_light_case.power)
    for values in (grid.load_mw, grid.limit_mw, grid.branch_from, grid.intact.bus_up, grid.intact.branch_share):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1
