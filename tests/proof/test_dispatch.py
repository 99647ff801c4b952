"""The dispatch of the physics check: DC physics, limits, even loading, who is shed first."""

from dataclasses import replace

import numpy as np
import pytest

from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.proof.ac_model import Island, Situation, ac_network_of, islands_of
from svitlo.proof.dispatch import dispatch, no_margins
from svitlo.tables.case import PowerTables
from tests.proof.ac_cases import case_of, power_tables, random_condition, served_islands, shipped


def island_of(power: PowerTables) -> Island:
    case = case_of(power)
    grid = grid_of(power)
    people = people_of(case, grid)
    situation = Situation(condition=grid.intact, load_factor=1.0, wanted_mw=people.load_mw)
    (island,) = islands_of(ac_network_of(power, grid), people, situation)
    return island


def triangle(rate_mva: float | None = None) -> PowerTables:
    return power_tables(
        [{"bus": "1"}, {"bus": "2"}, {"bus": "3", "load_mw": 90.0}],
        [
            {"ends": ("1", "2"), "x_pu": 0.1},
            {"ends": ("1", "3"), "x_pu": 0.1, "rate_mva": rate_mva},
            {"ends": ("2", "3"), "x_pu": 0.1},
        ],
        [{"at": "1", "pmax_mw": 100.0, "vm_pu": 1.0}, {"at": "2", "pmax_mw": 200.0, "vm_pu": 1.0}],
    )


def test_generators_are_loaded_evenly() -> None:
    plan = dispatch(island_of(triangle()), no_margins(island_of(triangle())))
    assert plan is not None
    assert plan.generator_mw == pytest.approx([30.0, 60.0], abs=1e-6)
    # One third of the difference of 30 MW goes the long way round: 2 -> 1 carries 10, 1 -> 3 40, 2 -> 3 50.
    assert plan.flow_mw == pytest.approx([-10.0, 40.0, 50.0], abs=1e-6)
    assert plan.served_mw == pytest.approx([90.0])


def test_a_limit_moves_generation_before_anything_is_shed() -> None:
    island = island_of(triangle(rate_mva=32.0))
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    assert abs(plan.flow_mw[1]) <= 32.0 + 1e-9
    assert plan.served_mw == pytest.approx([90.0])


def test_losses_are_generated_where_they_arise() -> None:
    island = island_of(triangle())
    margins = replace(no_margins(island), loss_mw=np.array([1.0, 2.0, 3.0]))
    plan = dispatch(island, margins)
    assert plan is not None
    assert plan.generator_mw.sum() == pytest.approx(96.0)


def test_those_with_fewest_weighted_people_are_shed_first() -> None:
    power = power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": 50.0}, {"bus": "3", "load_mw": 50.0}],
        [{"ends": ("1", "2"), "x_pu": 0.1}, {"ends": ("1", "3"), "x_pu": 0.1}],
        [{"at": "1", "pmax_mw": 70.0, "vm_pu": 1.0}],
    )
    island = replace(island_of(power), cost_per_mw=np.array([100.0, 800.0]))
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    assert plan.served_mw == pytest.approx([20.0, 50.0], abs=1e-6)


def test_cuts_and_their_easing() -> None:
    island = island_of(triangle())
    margins = replace(no_margins(island), cut_rows=np.array([[1.0]]), cut_high_mw=np.array([50.0]))
    plan, eased = dispatch(island, margins), dispatch(island, margins.eased(0.25, island.wanted_mw))
    assert plan is not None
    assert eased is not None
    assert plan.served_mw == pytest.approx([50.0])
    assert eased.served_mw == pytest.approx([60.0])


def test_injection_is_used_first_and_may_be_curtailed() -> None:
    power = power_tables(
        [{"bus": "1", "injection_mw": 30.0}, {"bus": "2", "load_mw": 10.0}],
        [{"ends": ("1", "2"), "x_pu": 0.1}],
        [{"at": "1", "pmax_mw": 70.0, "vm_pu": 1.0}],
    )
    island = island_of(power)
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    assert plan.generator_mw.sum() + plan.injection_mw.sum() == pytest.approx(10.0)
    assert (plan.injection_mw <= island.injection_mw + 1e-9).all()


def test_a_generator_without_a_limit_is_no_obstacle() -> None:
    power = power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": 5000.0}],
        [{"ends": ("1", "2"), "x_pu": 0.001}],
        [{"at": "1", "pmax_mw": None, "vm_pu": 1.0}],
    )
    island = island_of(power)
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    assert plan.served_mw == pytest.approx([5000.0])


@pytest.mark.parametrize("name", ["case30", "case118", "case_illinois200"])
def test_every_dispatch_keeps_the_dc_model(name: str) -> None:
    network, people = shipped(name)
    for seed in range(5):
        for island in served_islands(network, people, random_condition(network, seed), 1.1):
            plan = dispatch(island, no_margins(island))
            assert plan is not None
            turn = plan.angle_rad[island.branch_from] - plan.angle_rad[island.branch_to]
            turn = turn - network.grid.shift_rad[island.branches]
            by_law_mw = turn / network.grid.reactance_pu[island.branches] * island.base_mva
            assert plan.flow_mw == pytest.approx(by_law_mw, abs=1e-4 * island.base_mva)
            assert (np.abs(plan.flow_mw) <= island.limit_mva * (1.0 + 1e-7) + 1e-6).all()
            net_mw = np.bincount(island.generator_bus, plan.generator_mw, island.bus_count) + plan.injection_mw
            net_mw = net_mw - np.bincount(island.place_bus, plan.served_mw, island.bus_count)
            net_mw = net_mw - np.bincount(island.branch_from, plan.flow_mw, island.bus_count)
            net_mw = net_mw + np.bincount(island.branch_to, plan.flow_mw, island.bus_count)
            assert np.abs(net_mw).max() < 1e-5 * island.base_mva
            # The islands want what the DC model can serve, so all of it is served again.
            assert plan.served_mw.sum() == pytest.approx(island.wanted_mw.sum(), rel=1e-7)
