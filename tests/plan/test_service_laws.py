"""Laws of what a grid can serve, on generated grids in random conditions."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.assets.power import Condition, Floats, Grid, frozen, settled
from svitlo.plan.service import Service, ServiceModel, least_unserved
from tests.plan.grids import INF, condition, grid_by_hand
from tests.plan.states import Loads, random_condition, random_grid, random_loads

SEEDS = st.integers(0, 10**6)
MW = 1e-5
law = settings(deadline=None, max_examples=60)


def drawn(seed: int, *, phase_shift: bool = False) -> tuple[Random, Grid, Loads, Condition]:
    rng = Random(seed)
    grid = random_grid(seed, buses=rng.randint(2, 14), phase_shift=phase_shift)
    return rng, grid, random_loads(rng, grid), random_condition(rng, grid)


def radial(grid: Grid, rng: Random) -> Grid:
    """The same buses joined as a tree."""
    ends = np.array([[rng.randrange(bus), bus] for bus in range(1, grid.bus_count)], dtype=np.int64).reshape(-1, 2)
    limit = np.array([rng.choice([INF, rng.uniform(1, 100)]) for _ in ends])
    return replace(
        grid,
        branch_from=frozen(ends[:, 0].copy()),
        branch_to=frozen(ends[:, 1].copy()),
        reactance_pu=frozen(np.full(len(ends), 0.1)),
        shift_rad=frozen(np.zeros(len(ends))),
        limit_mw=frozen(limit),
        intact=replace(grid.intact, branch_share=frozen(np.ones(len(ends)))),
    )


def unbalanced_mw(grid: Grid, loads: Loads, service: Service) -> Floats:
    net = service.injection_mw.copy()
    np.add.at(net, grid.generator_bus, service.generation_mw)
    np.add.at(net, loads.load_bus, -service.served_mw)
    np.add.at(net, grid.branch_from, -service.flow_mw)
    np.add.at(net, grid.branch_to, service.flow_mw)
    return net


def angle_mismatch(grid: Grid, state: Condition, service: Service) -> float:
    """How far the flows of the branches in service are from those of any bus angles (base power x rad)."""
    rows = np.flatnonzero(state.branch_share > 0.0)
    incidence = np.zeros((rows.size, grid.bus_count))
    incidence[np.arange(rows.size), grid.branch_from[rows]] += 1.0
    incidence[np.arange(rows.size), grid.branch_to[rows]] -= 1.0
    drop = grid.reactance_pu[rows] * service.flow_mw[rows] + grid.base_mva * grid.shift_rad[rows]
    angles = np.linalg.lstsq(incidence, drop, rcond=None)[0]
    return float(np.abs(incidence @ angles - drop).max(initial=0.0))


@law
@given(seed=SEEDS, phase_shift=st.booleans(), factor=st.floats(0.0, 2.0))
def test_what_is_served_keeps_every_rule(seed: int, phase_shift: bool, factor: float) -> None:
    _, grid, loads, state = drawn(seed, phase_shift=phase_shift)
    service = least_unserved(grid, state, **loads.keywords(), factor=factor)
    demand = loads.load_mw * factor
    assert np.all(service.served_mw >= 0.0)
    assert np.all(service.served_mw <= demand + 1e-12)
    assert np.all(service.served_mw[~state.bus_up[loads.load_bus]] == 0.0)
    assert service.unserved_cost == pytest.approx(float(loads.cost_per_mw @ (demand - service.served_mw)))
    assert np.abs(unbalanced_mw(grid, loads, service)).max() < MW
    dark = not service.served_mw.any() and not service.flow_mw.any()  # as where no flow at all is within the limits
    assert dark or angle_mismatch(grid, state, service) < MW
    carries = np.where(state.branch_share > 0.0, grid.limit_mw, 0.0) * np.where(
        state.branch_share > 0.0, state.branch_share, 1.0
    )
    assert np.all(np.abs(service.flow_mw) <= carries + MW)
    most = np.where(state.generator_share > 0.0, grid.generator_max_mw * state.generator_share, 0.0)
    assert np.all(service.generation_mw <= most + MW)
    assert np.all(service.generation_mw >= -MW)
    offered = np.where(state.bus_up, grid.injection_mw * factor, 0.0)
    assert np.all((service.injection_mw >= -MW) & (service.injection_mw <= offered + MW))


@law
@given(seed=SEEDS)
def test_more_capacity_of_a_radial_grid_never_serves_less(seed: int) -> None:
    rng, grid, loads, _ = drawn(seed)
    grid = radial(grid, rng)
    state = random_condition(rng, grid)
    more = settled(
        grid,
        state.bus_up | np.array([rng.random() < 0.5 for _ in range(grid.bus_count)]),
        np.minimum(1.0, state.branch_share + np.array([rng.choice([0.0, 0.0, 0.5]) for _ in state.branch_share])),
        np.minimum(1.0, state.generator_share + np.array([rng.choice([0.0, 0.3]) for _ in state.generator_share])),
    )
    before = least_unserved(grid, state, **loads.keywords()).unserved_cost
    after = least_unserved(grid, more, **loads.keywords()).unserved_cost
    assert after <= before + 1e-6 * max(1.0, before)


@law
@given(seed=SEEDS, scale=st.floats(0.01, 100.0), phase_shift=st.booleans())
def test_everything_in_megawatts_scales(seed: int, scale: float, phase_shift: bool) -> None:
    _, grid, loads, state = drawn(seed, phase_shift=phase_shift)
    scaled = replace(
        grid,
        base_mva=grid.base_mva * scale,  # so that a phase shift drives as many times the power around its loop
        injection_mw=frozen(grid.injection_mw * scale),
        limit_mw=frozen(grid.limit_mw * scale),
        generator_max_mw=frozen(grid.generator_max_mw * scale),
    )
    one = least_unserved(grid, state, **loads.keywords()).unserved_cost
    all_of_it = replace(loads, load_mw=loads.load_mw * scale)
    assert least_unserved(scaled, state, **all_of_it.keywords()).unserved_cost == pytest.approx(
        scale * one, rel=1e-6, abs=1e-4 * scale
    )


@law
@given(seed=SEEDS, phase_shift=st.booleans(), exponent=st.integers(-9, 9))
def test_the_currency_of_the_cost_does_not_matter(seed: int, phase_shift: bool, exponent: int) -> None:
    _, grid, loads, state = drawn(seed, phase_shift=phase_shift)
    one = least_unserved(grid, state, **loads.keywords())
    other = least_unserved(grid, state, **replace(loads, cost_per_mw=loads.cost_per_mw * 10.0**exponent).keywords())
    assert other.unserved_cost * 10.0**-exponent == pytest.approx(one.unserved_cost, rel=1e-9, abs=1e-6)


@law
@given(seed=SEEDS, phase_shift=st.booleans())
def test_two_places_at_a_bus_with_one_weight_are_as_one(seed: int, phase_shift: bool) -> None:
    rng, grid, loads, state = drawn(seed, phase_shift=phase_shift)
    per_bus = np.array([rng.choice([0.0, rng.uniform(1, 1000)]) for _ in range(grid.bus_count)])
    apart = replace(loads, cost_per_mw=per_bus[loads.load_bus])
    buses = np.unique(loads.load_bus)
    together = Loads(
        load_bus=buses,
        load_mw=np.bincount(loads.load_bus, weights=loads.load_mw, minlength=grid.bus_count)[buses],
        cost_per_mw=per_bus[buses],
    )
    assert least_unserved(grid, state, **apart.keywords()).unserved_cost == pytest.approx(
        least_unserved(grid, state, **together.keywords()).unserved_cost, rel=1e-6, abs=1e-4
    )


@law
@given(seed=SEEDS, phase_shift=st.booleans())
def test_unserved_cost_is_convex_in_demand_and_the_slope_supports_it(seed: int, phase_shift: bool) -> None:
    """From the least demand with which the state runs: with phase shifters it may take load to run at all."""
    rng, grid, loads, state = drawn(seed, phase_shift=phase_shift)
    factors = np.array(sorted([0.0, *(rng.uniform(0.01, 2.0) for _ in range(8))]))
    services = [least_unserved(grid, state, **loads.keywords(), factor=float(factor)) for factor in factors]
    served = np.array([service.served_mw.any() for service in services])
    assert np.all(served == np.sort(served))  # what runs with less runs with more
    first = int(np.argmax(served)) if phase_shift else 0
    factors, services = factors[first:], services[first:]
    cost = np.array([service.unserved_cost for service in services])
    tolerance = 1e-6 * max(1.0, cost.max(), float(loads.cost_per_mw @ loads.load_mw))  # of a blackout
    for at, service in zip(factors, services, strict=True):
        if at > 0.0:
            assert np.all(cost >= service.unserved_cost + service.slope * (factors - at) - tolerance)
    for low in range(len(factors) - 2):
        part = (factors[low + 1] - factors[low]) / (factors[low + 2] - factors[low])
        assert cost[low + 1] <= (1.0 - part) * cost[low] + part * cost[low + 2] + tolerance


@law
@given(seed=SEEDS)
def test_the_slope_is_nothing_where_nothing_counts(seed: int) -> None:
    _, grid, loads, state = drawn(seed)
    service = least_unserved(grid, state, **replace(loads, cost_per_mw=np.zeros(loads.load_mw.size)).keywords())
    assert (service.unserved_cost, service.slope) == (0.0, 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_a_warm_solver_says_what_a_cold_one_says(seed: int) -> None:
    rng = Random(seed)
    grid = random_grid(seed, buses=20, phase_shift=seed % 2 == 1)
    loads = random_loads(rng, grid)
    warm = ServiceModel(grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
    for _ in range(200):
        state, factor = random_condition(rng, grid), rng.choice([1.0, rng.uniform(0.1, 1.6)])
        cold = least_unserved(grid, state, **loads.keywords(), factor=factor).unserved_cost
        assert warm.serve(state, factor).unserved_cost == pytest.approx(cold, rel=1e-8, abs=1e-6)
    assert warm.solve_count == 200


def test_a_solver_that_forgets_gives_the_same_bits_whatever_was_asked_before() -> None:
    rng = Random(5)
    grid = random_grid(5, buses=20)
    loads = random_loads(rng, grid)
    model = ServiceModel(grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
    state = random_condition(Random(17), grid)
    answers = []
    for asked_before in (0, 3, 7):
        for _ in range(asked_before):
            model.serve(random_condition(rng, grid), 1.0)
        model.fresh()
        answers.append(model.serve(state, 0.9).served_mw.tobytes())
    assert len(set(answers)) == 1
    assert model.solve_count == 13


def test_costs_so_small_that_a_warm_solver_went_round_for_ever() -> None:
    """HiGHS 1.16 never came back from the fifteenth of these states when costs were passed on as they are."""
    rng = Random(9)
    grid = random_grid(9, buses=20)
    loads = random_loads(rng, grid)
    warm = ServiceModel(grid, loads.load_bus, loads.load_mw, 1e-4 * loads.cost_per_mw)
    for _ in range(20):
        state = random_condition(rng, grid)
        cold = least_unserved(grid, state, **loads.keywords()).unserved_cost
        assert 1e4 * warm.serve(state, 1.0).unserved_cost == pytest.approx(cold, rel=1e-8, abs=1e-6)


TRIANGLE = [(0, 1, 0.1, INF), (1, 2, 0.1, INF), (0, 2, 0.1, INF)]
AT_THE_ENDS = {"load_bus": np.array([1, 2]), "load_mw": np.array([10.0, 10.0])}


class TestByHand:
    def test_the_dearer_load_is_served_first(self) -> None:
        grid = grid_by_hand((0, 10, 10), TRIANGLE, [(0, 12.0)])
        service = least_unserved(grid, grid.intact, **AT_THE_ENDS, cost_per_mw=np.array([1.0, 3.0]))
        assert service.served_mw.tolist() == pytest.approx([2.0, 10.0])
        assert service.unserved_cost == pytest.approx(8.0)
        assert service.slope == pytest.approx(10.0 * 1.0 + 10.0 * 1.0)  # each MW more is lost to the first

    def test_a_load_that_counts_for_nothing_is_served_where_that_costs_nothing(self) -> None:
        for most, served in ((15.0, [10.0, 5.0]), (25.0, [10.0, 10.0])):
            grid = grid_by_hand((0, 10, 10), TRIANGLE, [(0, most)])
            for cost in (1e-6, 1.0, 1e6):
                service = least_unserved(grid, grid.intact, **AT_THE_ENDS, cost_per_mw=np.array([cost, 0.0]))
                assert service.served_mw.tolist() == pytest.approx(served)

    def test_flows_divide_by_reactance(self) -> None:
        # 10 MW to bus 2: two thirds by the short way.
        grid = grid_by_hand((0, 0, 10), TRIANGLE, [(0, 100.0)])
        service = least_unserved(
            grid, grid.intact, load_bus=np.array([2]), load_mw=np.array([10.0]), cost_per_mw=np.ones(1)
        )
        assert service.flow_mw.tolist() == pytest.approx([10 / 3, 10 / 3, 20 / 3])

    def test_a_repair_may_do_harm(self) -> None:
        """A new path of low reactance overloads itself: a law of meshed grids that planners must know."""
        branches = [(0, 1, 0.1, 20.0), (0, 1, 0.1, 2.0)]
        grid = grid_by_hand((0, 20), branches, [(0, 100.0)])
        load = {"load_bus": np.array([1]), "load_mw": np.array([20.0]), "cost_per_mw": np.ones(1)}
        assert least_unserved(grid, grid.intact, **load).unserved_cost == pytest.approx(16.0)
        assert least_unserved(grid, condition(grid, branches={1: 0.0}), **load).unserved_cost == pytest.approx(0.0)

    def test_an_island_without_generation_gets_nothing(self) -> None:
        grid = grid_by_hand((0, 10, 10), TRIANGLE, [(0, 100.0)])
        state = condition(grid, branches={0: 0.0, 2: 0.0})
        service = least_unserved(grid, state, **AT_THE_ENDS, cost_per_mw=np.ones(2))
        assert service.served_mw.tolist() == [0.0, 0.0]
        assert service.unserved_cost == 20.0

    def test_negative_load_feeds_an_island_and_may_be_curtailed(self) -> None:
        grid = grid_by_hand((0, 10, 10), TRIANGLE, [], injection_mw=[8.0, 0.0, 30.0])
        state = condition(grid, branches={1: 0.0, 2: 0.0})
        service = least_unserved(grid, state, **AT_THE_ENDS, cost_per_mw=np.ones(2))
        assert service.served_mw.tolist() == pytest.approx([8.0, 10.0])
        assert service.injection_mw.tolist() == pytest.approx([8.0, 0.0, 10.0])
        half = least_unserved(grid, state, **AT_THE_ENDS, cost_per_mw=np.ones(2), factor=0.5)
        assert half.served_mw.tolist() == pytest.approx([4.0, 5.0])

    def test_a_dead_bus_takes_its_branches_and_machines_along(self) -> None:
        grid = grid_by_hand((0, 10, 10), TRIANGLE, [(0, 5.0), (1, 100.0)])
        service = least_unserved(grid, condition(grid, buses_out=[1]), **AT_THE_ENDS, cost_per_mw=np.ones(2))
        assert service.served_mw.tolist() == pytest.approx([0.0, 5.0])
        assert service.flow_mw.tolist() == pytest.approx([0.0, 0.0, 5.0])

    def test_a_share_of_capacity_is_a_share_of_the_limit_and_the_machine(self) -> None:
        grid = grid_by_hand((0, 10, 10), [(0, 1, 0.1, 10.0), (0, 2, 0.1, INF)], [(0, 20.0)])
        state = condition(grid, branches={0: 0.4}, generators={0: 0.5})
        service = least_unserved(grid, state, **AT_THE_ENDS, cost_per_mw=np.array([2.0, 1.0]))
        assert service.served_mw.tolist() == pytest.approx([4.0, 6.0])

    def test_a_phase_shifter_that_drives_too_much_around_its_loop_stops_everything(self) -> None:
        # 0.3 rad over 0.3 pu on 100 MVA drives 100 MW around the triangle; 60 MW is all that one branch carries.
        branches = [(0, 1, 0.1, 60.0, 0.3), *TRIANGLE[1:]]
        grid = grid_by_hand((0, 10, 10), branches, [(0, 100.0)])
        service = least_unserved(grid, grid.intact, **AT_THE_ENDS, cost_per_mw=np.ones(2), factor=0.5)
        assert service.served_mw.tolist() == [0.0, 0.0]
        assert (service.unserved_cost, service.slope) == (10.0, 20.0)
        opened = least_unserved(grid, condition(grid, branches={1: 0.0}), **AT_THE_ENDS, cost_per_mw=np.ones(2))
        assert opened.unserved_cost == pytest.approx(0.0)

    def test_a_grid_without_load(self) -> None:
        grid = grid_by_hand((0, 0), [(0, 1, 0.1, INF)], [(0, 5.0)])
        none = {"load_bus": np.zeros(0, dtype=np.int64), "load_mw": np.zeros(0), "cost_per_mw": np.zeros(0)}
        service = least_unserved(grid, grid.intact, **none)
        assert (service.unserved_cost, service.slope, service.served_mw.size) == (0.0, 0.0, 0)

    def test_a_grid_of_one_bus(self) -> None:
        grid = grid_by_hand((10.0,), [], [(0, 4.0)])
        load = {"load_bus": np.array([0]), "load_mw": np.array([10.0]), "cost_per_mw": np.array([2.0])}
        assert least_unserved(grid, grid.intact, **load).unserved_cost == pytest.approx(12.0)
