"""What sets give, day by day: the grid carries the rest."""

import numpy as np
import pytest

from svitlo.assets.power import Condition, Grid
from svitlo.proof import own_supply
from svitlo.proof.own_sets import OwnSets
from svitlo.proof.own_supply import Claims, own_supply_mw
from tests.proof.test_power_dc import grid_of_lists

HOURS = np.array([8.0, 16.0])


def star(limit_mw: float = 100.0) -> Grid:
    """A machine at bus 0, loads at buses 1 and 2."""
    return grid_of_lists(3, [(0, 1, 0.1, 0.0, limit_mw), (0, 2, 0.1, 0.0, 100.0)], [(0, 500.0)])


def dark(grid: Grid) -> Condition:
    """Bus 1 is out."""
    bus_up = np.array([True, False, True])
    return Condition(bus_up=bus_up, branch_share=np.array([0.0, 1.0]), generator_share=grid.intact.generator_share)


def some_sets(*rows: tuple[int, float, float, float]) -> OwnSets:
    """(load, MW, hours of each day, how many)."""
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    return OwnSets(
        load=columns[0].astype(np.int64),
        size_mw=columns[1].copy(),
        hours_per_day=columns[2].copy(),
        from_day=np.zeros(len(rows), dtype=np.int64),
        count=columns[3].copy(),
    )


def claims(*wanted_mw: tuple[tuple[float, float], tuple[float, float]], asked_mw: float = 10.0) -> Claims:
    """Days of two blocks and two loads at buses 1 and 2, each of which asks for as much in full."""
    wanted = np.array(wanted_mw, dtype=np.float64)
    return Claims(
        hours=HOURS,
        factor=np.ones(wanted.shape[:2]),
        bus=np.array([1, 2]),
        asked_mw=np.full(wanted.shape, asked_mw),
        wanted_mw=wanted,
    )


def given(grid: Grid, conditions: list[Condition], claimed: Claims, sets: OwnSets) -> np.ndarray:
    return own_supply_mw(grid, [[condition] * 2 for condition in conditions], claimed, sets)


WHOLE = ((10.0, 10.0), (10.0, 10.0))


def test_without_sets_nothing_is_supplied() -> None:
    grid = star()
    assert not given(grid, [grid.intact], claims(WHOLE), some_sets()).any()


def test_sets_that_run_all_day_give_all_they_can_and_no_more_than_is_wanted() -> None:
    grid = star()
    found = given(grid, [grid.intact], claims(((10.0, 10.0), (2.0, 10.0))), some_sets((0, 4.0, 24.0, 1)))
    assert found[0, :, 0].tolist() == [4.0, 2.0]
    assert not found[0, :, 1].any()


def test_hours_of_a_day_are_shared_among_its_parts() -> None:
    """Cut off, a set of 10 MW for 6 hours gives 60 MWh; they go where they are wanted."""
    grid = star()
    sets = some_sets((0, 10.0, 6.0, 1))
    found = given(grid, [dark(grid)], claims(WHOLE), sets)
    assert float(HOURS @ found[0, :, 0]) == pytest.approx(60.0)
    night = given(grid, [dark(grid)], claims(((7.5, 10.0), (0.0, 10.0))), sets)
    assert night[0, :, 0].tolist() == [7.5, 0.0]


def test_a_set_that_is_larger_than_its_load_runs_no_longer_for_it() -> None:
    """A set of 40 MW at a load of 10 MW runs an hour for each 10 MWh: 6 hours give 60 MWh, not 240."""
    grid = star()
    found = given(grid, [dark(grid)], claims(WHOLE), some_sets((0, 40.0, 6.0, 1)))
    assert float(HOURS @ found[0, :, 0]) == pytest.approx(60.0)


def test_alike_sets_take_turns() -> None:
    grid = star()
    four = given(grid, [dark(grid)], claims(WHOLE), some_sets((0, 10.0, 6.0, 4)))
    assert four[0, :, 0].tolist() == [10.0, 10.0]
    two_rows = given(grid, [dark(grid)], claims(WHOLE), some_sets((0, 10.0, 6.0, 1), (0, 10.0, 6.0, 1)))
    assert float(HOURS @ two_rows[0, :, 0]) == pytest.approx(120.0)


def test_hours_are_kept_for_the_part_in_which_the_grid_cannot_carry_all() -> None:
    """The line brings 6 MW. By night 6 are wanted, by day 10: all hours go to the day."""
    grid = star(6.0)
    found = given(grid, [grid.intact], claims(((6.0, 10.0), (10.0, 10.0))), some_sets((0, 10.0, 6.4, 1)))
    assert found[0, 1, 0] == pytest.approx(4.0)
    short = given(grid, [grid.intact], claims(((6.0, 10.0), (10.0, 10.0))), some_sets((0, 10.0, 3.2, 1)))
    assert short[0, 1, 0] == pytest.approx(2.0)


def test_each_different_day_is_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    grid, asked = star(), []
    solve = own_supply.least_unserved_in_day

    def counted(*args, **kwargs):
        asked.append(args)
        return solve(*args, **kwargs)

    monkeypatch.setattr(own_supply, "least_unserved_in_day", counted)
    days = [grid.intact, dark(grid), grid.intact, dark(grid), dark(grid)]
    found = given(grid, days, claims(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE), some_sets((0, 10.0, 6.0, 1)))
    assert len(asked) == 2
    assert found[1].tobytes() == found[3].tobytes() == found[4].tobytes()


def test_sets_run_where_no_state_of_the_grid_keeps_its_limits() -> None:
    """A phase shifter drives 50 MW around a loop that carries 49: the grid cannot be run, and the set runs alone."""
    grid = grid_of_lists(3, [(0, 1, 0.1, 0.0, 49.0), (0, 1, 0.1, 0.1, 49.0)], [(0, 500.0)])
    found = given(grid, [grid.intact], claims(WHOLE), some_sets((0, 10.0, 6.0, 1)))
    assert float(HOURS @ found[0, :, 0]) == pytest.approx(60.0)
