"""The auditor's DC model: cases that a reader checks by hand, and agreement with another formulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from svitlo.assets.power import Condition, Grid, settled
from svitlo.proof.own_sets import OwnSets
from svitlo.proof.power_dc import DayTask, can_serve, least_unserved, least_unserved_in_day

NONE = np.inf


def grid_of_lists(buses, branches, generators, *, base_mva=100.0):
    """`branches` are (from, to, reactance, shift in rad, limit); `generators` are (bus, most)."""
    ends = np.array([branch[:2] for branch in branches], dtype=np.int64).reshape(-1, 2)
    rest = np.array([branch[2:] for branch in branches], dtype=np.float64).reshape(-1, 3)
    machines = np.array(generators, dtype=np.float64).reshape(-1, 2)
    intact = Condition(
        bus_up=np.ones(buses, dtype=np.bool_),
        branch_share=np.ones(len(branches)),
        generator_share=np.ones(len(generators)),
    )
    return Grid(
        base_mva=base_mva,
        bus_ids=tuple(str(bus) for bus in range(buses)),
        load_mw=np.zeros(buses),
        injection_mw=np.zeros(buses),
        branch_from=ends[:, 0],
        branch_to=ends[:, 1],
        reactance_pu=rest[:, 0],
        shift_rad=rest[:, 1],
        limit_mw=rest[:, 2],
        generator_bus=machines[:, 0].astype(np.int64),
        generator_max_mw=machines[:, 1],
        intact=intact,
    )


def serve(grid, demand, *, cost=None, condition=None, injection=None):
    """`demand` is (bus, MW) for each place."""
    place_bus = np.array([bus for bus, _ in demand], dtype=np.int64)
    demand_mw = np.array([mw for _, mw in demand], dtype=np.float64)
    return least_unserved(
        grid,
        condition or grid.intact,
        demand_mw,
        np.ones(demand_mw.size) if cost is None else np.array(cost, dtype=np.float64),
        place_bus,
        np.zeros(grid.bus_count) if injection is None else np.array(injection, dtype=np.float64),
    )


TRIANGLE = [(0, 1, 0.1, 0.0, NONE), (1, 2, 0.1, 0.0, NONE), (0, 2, 0.1, 0.0, 60.0)]


def test_a_limit_leaves_the_rest_unserved():
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, 80.0)], [(0, 100.0)])
    found = serve(grid, [(1, 150.0)])
    assert found.unserved_mw == pytest.approx([70.0])
    assert found.cost == pytest.approx(70.0)
    assert found.flow_mw == pytest.approx([80.0])
    assert found.generation_mw == pytest.approx([80.0])


def test_power_takes_both_ways_round_a_triangle():
    """Two thirds go straight and one third goes round: a limit of 60 on the straight way lets 90 through."""
    grid = grid_of_lists(3, TRIANGLE, [(0, 500.0)])
    found = serve(grid, [(2, 200.0)])
    assert found.unserved_mw == pytest.approx([110.0])
    assert found.flow_mw == pytest.approx([30.0, 30.0, 60.0])


def test_the_cheapest_load_is_left_unserved():
    grid = grid_of_lists(1, [], [(0, 100.0)])
    found = serve(grid, [(0, 60.0), (0, 60.0)], cost=[5.0, 2.0])
    assert found.unserved_mw == pytest.approx([0.0, 20.0])
    assert found.cost == pytest.approx(40.0)


def test_a_phase_shifter_drives_a_flow_around():
    """flow1 - flow2 = 0.1 rad / 0.1 pu = 1 pu = 100 MW: with flow1 at its limit of 70, flow2 is -30, 40 arrive."""
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, 70.0), (0, 1, 0.1, 0.1, NONE)], [(0, 500.0)])
    found = serve(grid, [(1, 100.0)])
    assert found.flow_mw == pytest.approx([70.0, -30.0])
    assert found.unserved_mw == pytest.approx([60.0])


def test_a_phase_shifter_that_no_limit_stands_is_no_state_at_all():
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, 49.0), (0, 1, 0.1, 0.1, 49.0)], [(0, 500.0)])
    assert serve(grid, [(1, 10.0)]) is None
    place_bus = np.array([1], dtype=np.int64)
    assert can_serve(grid, grid.intact, np.array([0.0]), place_bus, np.zeros(2)) is None


def test_an_island_without_power_is_dark_and_the_other_is_not():
    grid = grid_of_lists(4, [(0, 1, 0.1, 0.0, NONE), (2, 3, 0.1, 0.0, NONE)], [(0, 50.0)])
    found = serve(grid, [(1, 30.0), (3, 30.0)])
    assert found.unserved_mw == pytest.approx([0.0, 30.0])


def test_negative_load_serves_and_is_curtailed_where_too_much():
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, 20.0)], [])
    assert serve(grid, [(1, 30.0)], injection=[40.0, 0.0]).unserved_mw == pytest.approx([10.0])
    assert serve(grid, [(1, 5.0)], injection=[40.0, 0.0]).unserved_mw == pytest.approx([0.0])


def test_what_is_out_serves_nothing_and_half_a_capacity_is_half():
    grid = grid_of_lists(3, [(0, 1, 0.1, 0.0, 40.0), (1, 2, 0.1, 0.0, NONE)], [(0, 100.0), (2, NONE)])
    demand = [(0, 10.0), (1, 60.0), (2, 10.0)]
    whole = np.ones(3, dtype=np.bool_)
    half = settled(grid, whole, np.array([0.5, 0.0]), np.array([1.0, 0.0]))
    assert serve(grid, demand, condition=half).unserved_mw == pytest.approx([0.0, 40.0, 10.0])
    dark = settled(grid, np.array([True, False, True]), np.ones(2), np.array([0.05, 0.5]))
    assert serve(grid, demand, condition=dark).unserved_mw == pytest.approx([5.0, 60.0, 0.0])
    assert serve(grid, demand).unserved_mw == pytest.approx([0.0, 0.0, 0.0])


def test_negative_load_at_a_bus_that_is_out_is_lost():
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, NONE)], [])
    out = settled(grid, np.array([False, True]), np.ones(1), np.zeros(0))
    assert serve(grid, [(1, 5.0)], condition=out, injection=[9.0, 0.0]).unserved_mw == pytest.approx([5.0])


def test_a_network_without_anybody_serves_nobody():
    grid = grid_of_lists(2, [(0, 1, 0.1, 0.0, NONE)], [(0, 5.0)])
    assert serve(grid, []).cost == 0.0


def test_what_cannot_be_carried_is_told_in_mw():
    grid = grid_of_lists(3, TRIANGLE, [(0, 500.0)])
    place_bus = np.array([2], dtype=np.int64)
    for served_mw, short_mw in ((90.0, 0.0), (90.5, 0.5), (200.0, 110.0)):
        found = can_serve(grid, grid.intact, np.array([served_mw]), place_bus, np.zeros(3))
        assert found == pytest.approx(short_mw, abs=1e-9)


# --- another formulation ---------------------------------------------------------------------------------------------


def by_distribution_factors(grid, condition, demand_mw, cost_per_mw, place_bus, injection_mw):
    """The same least cost without angles: flows are a linear function of what each bus injects (the pseudo-inverse of
    the Laplacian), and each island is balanced. None where no point exists.
    """
    buses, on = grid.bus_count, np.flatnonzero(condition.branch_share > 0.0)
    incidence = np.zeros((on.size, buses))
    incidence[np.arange(on.size), grid.branch_from[on]] = 1.0
    incidence[np.arange(on.size), grid.branch_to[on]] -= 1.0
    stiff = np.diag(grid.base_mva / grid.reactance_pu[on])
    laplacian = incidence.T @ stiff @ incidence
    inverse = np.linalg.pinv(laplacian, hermitian=True, rcond=1e-10)
    factors = stiff @ incidence @ inverse
    driven = stiff @ grid.shift_rad[on]
    fixed = factors @ (incidence.T @ driven) - driven
    islands = np.linalg.matrix_power(np.abs(laplacian) > 0, 1) | np.eye(buses, dtype=bool)
    for _ in range(buses):
        islands = islands @ islands
    ups = condition.bus_up
    blocks = [
        np.eye(buses)[:, grid.generator_bus],
        np.eye(buses),
        -np.eye(buses)[:, place_bus],
    ]
    most = np.concatenate(
        [
            [
                top * share if share > 0.0 else 0.0
                for top, share in zip(grid.generator_max_mw, condition.generator_share, strict=True)
            ],
            np.where(ups, injection_mw, 0.0),
            np.where(ups[place_bus], demand_mw, 0.0),
        ]
    )
    inject = np.hstack(blocks)
    flows = factors @ inject
    limit = grid.limit_mw[on] * condition.branch_share[on]
    bound = np.isfinite(limit)
    result = linprog(
        np.concatenate([np.zeros(most.size - demand_mw.size), -cost_per_mw]),
        A_ub=np.vstack([flows[bound], -flows[bound]]),
        b_ub=np.concatenate([(limit - fixed)[bound], (limit + fixed)[bound]]),
        A_eq=np.unique(islands, axis=0).astype(float) @ inject,
        b_eq=np.zeros(np.unique(islands, axis=0).shape[0]),
        bounds=list(zip(np.zeros(most.size), most, strict=True)),
    )
    assert result.status in (0, 2)
    return None if result.status == 2 else float(cost_per_mw @ demand_mw + result.fun)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shifted=st.booleans())
def test_it_agrees_with_a_formulation_without_angles(seed, shifted):
    rng = np.random.default_rng(seed)
    buses = int(rng.integers(2, 9))
    branches = []
    for _ in range(int(rng.integers(1, 2 * buses))):
        start, end = rng.choice(buses, 2, replace=False)
        shift = float(rng.choice([0.0, 0.02, -0.05])) if shifted else 0.0
        branches.append((start, end, rng.uniform(0.02, 0.3), shift, float(rng.choice([10.0, 35.0, 80.0, NONE]))))
    machines = [
        (int(rng.integers(buses)), float(rng.choice([20.0, 90.0, NONE]))) for _ in range(int(rng.integers(1, 4)))
    ]
    grid = grid_of_lists(buses, branches, machines)
    condition = settled(
        grid,
        rng.random(buses) > 0.1,
        rng.choice([0.0, 0.5, 1.0, 1.0, 1.0], len(branches)),
        rng.choice([0.0, 1.0, 1.0], len(machines)),
    )
    places = int(rng.integers(1, 2 * buses))
    given_ = (rng.uniform(1.0, 60.0, places), rng.uniform(0.1, 9.0, places), rng.integers(0, buses, places))
    injection_mw = np.where(rng.random(buses) > 0.8, 15.0, 0.0)
    ours = least_unserved(grid, condition, *given_, injection_mw)
    theirs = by_distribution_factors(grid, condition, *given_, injection_mw)
    assert (ours is None) == (theirs is None)
    if ours is not None:
        assert ours.cost == pytest.approx(theirs, rel=1e-6, abs=1e-6)
        served_mw = given_[0] - ours.unserved_mw
        short_mw = can_serve(grid, condition, served_mw, given_[2], injection_mw)
        assert short_mw == pytest.approx(0.0, abs=1e-6)
        cold = given_[0] * 1.1
        colder = least_unserved(grid, condition, cold, given_[1], given_[2], injection_mw)
        assert colder.cost >= ours.cost - 1e-6


# --- days with sets of their own -------------------------------------------------------------------------------------


def no_sets():
    nothing = np.zeros(0)
    rows = np.zeros(0, dtype=np.int64)
    return OwnSets(load=rows, size_mw=nothing, hours_per_day=nothing, from_day=rows, count=nothing)


def a_set(load, size_mw, hours_per_day, count=1.0):
    one = np.array([load], dtype=np.int64)
    return OwnSets(
        load=one,
        size_mw=np.array([size_mw]),
        hours_per_day=np.array([hours_per_day]),
        from_day=np.zeros(1, dtype=np.int64),
        count=np.array([count]),
    )


def day_of(demand, cost, hours=(8.0, 16.0)):
    """Loads at buses 1 and 2; `demand` and `cost` are (block, load)."""
    wanted_mw = np.array(demand, dtype=np.float64)
    hours = np.array(hours)
    return DayTask(
        hours=hours,
        bus=np.array([1, 2]),
        asked_mw=wanted_mw,
        wanted_mw=wanted_mw,
        cost_per_mw=hours[:, None] * np.array(cost, dtype=np.float64),
        injection_mw=np.zeros((hours.size, 3)),
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_day_without_sets_is_its_parts(seed):
    rng = np.random.default_rng(seed)
    grid = grid_of_lists(3, [(0, 1, 0.1, 0.0, 40.0), (1, 2, 0.2, 0.05, 30.0), (0, 2, 0.1, 0.0, 60.0)], [(0, 90.0)])
    task = day_of(rng.uniform(0, 80, (2, 2)), rng.uniform(0, 5, (2, 2)))
    found = least_unserved_in_day(grid, [grid.intact] * 2, task, no_sets())
    parts = [
        least_unserved(grid, grid.intact, task.wanted_mw[block], task.cost_per_mw[block], task.bus, np.zeros(3)).cost
        for block in range(2)
    ]
    assert found.cost == pytest.approx(sum(parts), rel=1e-7, abs=1e-6)


def test_hours_go_where_they_are_worth_most():
    """Cut off, 10 MW at bus 1 for 6 hours: all of it by day, where an hour without is twice as dear."""
    grid = grid_of_lists(3, [(0, 2, 0.1, 0.0, NONE)], [(0, 90.0)])
    task = day_of([[10.0, 20.0], [10.0, 20.0]], [[1.0, 1.0], [2.0, 2.0]])
    found = least_unserved_in_day(grid, [grid.intact] * 2, task, a_set(0, 10.0, 6.0))
    assert found.own_mw[:, 0] == pytest.approx([0.0, 10.0 * 6.0 / 16.0])
    assert found.cost == pytest.approx(8 * 10 * 1 + (160 - 60) * 2)
    assert found.unserved_mw[:, 1] == pytest.approx([0.0, 0.0])


def test_a_set_feeds_its_own_load_and_never_the_grid():
    grid = grid_of_lists(3, [(1, 2, 0.1, 0.0, NONE)], [])
    task = day_of([[10.0, 20.0], [10.0, 20.0]], np.ones((2, 2)))
    found = least_unserved_in_day(grid, [grid.intact] * 2, task, a_set(0, 50.0, 24.0))
    assert found.unserved_mw.tolist() == [[0.0, 20.0], [0.0, 20.0]]


def test_machines_may_give_less_in_one_part_of_the_day():
    grid = grid_of_lists(3, [(0, 1, 0.1, 0.0, NONE), (0, 2, 0.1, 0.0, NONE)], [(0, 30.0)])
    half = settled(grid, grid.intact.bus_up, grid.intact.branch_share, np.array([0.5]))
    task = day_of([[10.0, 20.0], [10.0, 20.0]], np.ones((2, 2)))
    found = least_unserved_in_day(grid, [half, grid.intact], task, a_set(0, 5.0, 24.0))
    assert found.unserved_mw.sum(axis=1) == pytest.approx([10.0, 0.0])


def test_a_day_that_no_limit_stands_is_no_day_at_all():
    grid = grid_of_lists(3, [(0, 1, 0.1, 0.0, 49.0), (0, 1, 0.1, 0.1, 49.0)], [(0, 500.0)])
    task = day_of([[10.0, 0.0], [10.0, 0.0]], np.ones((2, 2)))
    assert least_unserved_in_day(grid, [grid.intact] * 2, task, a_set(0, 5.0, 24.0)) is None
