"""Cycles are closed, independent, as many as there should be, and shorter after shortening."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from bench._pglib import pglib_path
from scipy.sparse import coo_array

from svitlo.adapters.matpower import read
from svitlo.assets.power import Grid, frozen, grid_of
from svitlo.plan import cycles as module
from svitlo.plan.cycles import Cycles, fundamental_cycles
from svitlo.plan.service import least_unserved
from tests.plan.grids import INF, grid_by_hand
from tests.plan.states import random_condition, random_grid, random_loads


def check(grid: Grid, cycles: Cycles) -> None:
    """Every cycle is closed; together they are a basis of all cycles."""
    branches, buses = grid.branch_from.size, grid.bus_count
    row = np.arange(branches)
    entry = np.concatenate((np.ones(branches), -np.ones(branches)))
    ends = np.concatenate((grid.branch_from, grid.branch_to))
    leaving = coo_array((entry, (ends, np.concatenate((row, row)))), shape=(buses, branches)).toarray()
    around = coo_array((cycles.sign, (cycles.cycle, cycles.branch)), shape=(cycles.count, branches)).toarray()
    assert not (leaving @ around.T).any()
    assert cycles.count == branches - np.linalg.matrix_rank(leaving)
    assert cycles.count == 0 or np.linalg.matrix_rank(around) == cycles.count
    assert cycles.branches.tolist() == np.flatnonzero(around.any(axis=0)).tolist()
    assert cycles.gap_of[cycles.branches].tolist() == list(range(cycles.branches.size))
    assert np.all(np.delete(cycles.gap_of, cycles.branches) == -1)


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_random_grids_with_islands_and_parallel_branches(
    seed: int, short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WORTH_SHORTENING_COUNT", 0 if short else 10**9)
    rng = Random(seed)
    buses = rng.randint(1, 30)
    pairs = [(rng.randrange(buses), rng.randrange(buses)) for _ in range(rng.randint(0, 3 * buses))]
    branches = [(a, b, 0.1, INF) for a, b in pairs if a != b]
    grid = grid_by_hand([1.0] * buses, branches + branches[:2], [(0, 5.0)])
    check(grid, fundamental_cycles(grid))


def test_parallel_branches_make_a_cycle_of_two() -> None:
    grid = grid_by_hand((0, 1, 1), [(0, 1, 0.1, INF), (1, 0, 0.2, INF), (1, 2, 0.1, INF)], [(0, 5.0)])
    cycles = fundamental_cycles(grid)
    assert sorted(zip(cycles.branch.tolist(), cycles.sign.tolist(), strict=True)) in (
        [(0, 1.0), (1, 1.0)],
        [(0, -1.0), (1, -1.0)],
    )
    assert cycles.branches.tolist() == [0, 1]


@pytest.mark.parametrize("name", ["case300_ieee", "case1354_pegase"])
def test_networks_of_real_size_get_shorter_cycles(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = grid_of(read(pglib_path(name))[0])
    lengths = []
    for least in (0, 10**9):
        monkeypatch.setattr(module, "WORTH_SHORTENING_COUNT", least)
        cycles = fundamental_cycles(grid)
        check(grid, cycles)
        lengths.append(cycles.cycle.size)
    assert lengths[0] < 0.85 * lengths[1]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_served_does_not_depend_on_the_basis(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    grid = random_grid(seed, buses=25, phase_shift=seed % 2 == 1)
    sign = np.array([rng.choice([1.0, 1.0, -0.2]) for _ in grid.reactance_pu])
    grid = replace(grid, reactance_pu=frozen(grid.reactance_pu * sign))
    loads = random_loads(rng, grid)
    for _ in range(4):
        state = random_condition(rng, grid)
        found = []
        for least in (0, 10**9):
            monkeypatch.setattr(module, "WORTH_SHORTENING_COUNT", least)
            found.append(least_unserved(grid, state, **loads.keywords()).unserved_cost)
        assert found[0] == pytest.approx(found[1], rel=1e-6, abs=1e-3)
