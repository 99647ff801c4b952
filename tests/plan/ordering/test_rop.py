"""The restoration ordering problem: what others computed for it, and all orders of tiny instances."""

from functools import partial
from itertools import permutations

import numpy as np
import pytest

from svitlo.plan.bound import lower_bound
from svitlo.plan.ordering.baselines import greedy, utilisation, utilisation_descending
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.ordering.network import RestorationNetwork, network_of, period_totals, with_dependants_of
from svitlo.plan.ordering.rop import minimum_repairs, restoration_order, served_by_order, unserved_by_state
from svitlo.plan.ordering.states import States, order_of
from svitlo.plan.planners import PLANNERS, Options
from tests.plan.ordering import pmr_networks as pmr
from tests.plan.ordering.tiny import tiny_instance

RELATIVE = 1e-4


@pytest.mark.parametrize(
    ("network", "periods", "objective", "served", "weights"),
    [
        pytest.param(pmr.case5(), 2, 53.20, (4.4, 10.0, 10.0), (3, 3, 1), id="case5, 2 periods"),
        pytest.param(pmr.case5(), 1, 36.4, (4.4, 10.0), (6, 1), id="case5, 1 period"),
        pytest.param(
            pmr.case5_storage(), 3, 98.8, (3.0, 9.2, 10.0, 10.0), (4, 4, 4, 1), id="case5 with storage, 3 periods"
        ),
        pytest.param(pmr.case5_storage(), 2, 88.0, None, (6, 6, 1), id="case5 with storage, 2 periods"),
        pytest.param(pmr.case5_shunt(), 3, 72.58, None, (3, 2, 3, 1), id="case5 with a shunt, 3 periods"),
        pytest.param(
            pmr.case3_total(),
            9,
            19.0853,
            (0.0, 0.0, 1.1, 1.1, 2.2, 2.2, 3.0353, 3.15, 3.15, 3.15),
            (1,) * 10,
            id="case3, all damaged, 9 periods",
        ),
    ],
)
def test_the_optimum_is_what_others_found(
    network: RestorationNetwork,
    periods: int,
    objective: float,
    served: tuple[float, ...] | None,
    weights: tuple[int, ...],
) -> None:
    found = restoration_order(network, periods)
    assert found is not None
    assert found.objective == pytest.approx(objective, rel=RELATIVE)
    assert found.bound == pytest.approx(found.objective, rel=1e-6)
    assert found.weight.tolist() == list(weights)
    assert float(found.weight @ found.served_pu) == pytest.approx(found.objective, rel=1e-6)
    if served is not None:
        assert found.served_pu == pytest.approx(np.array(served), abs=1e-3)
    assert sorted(component for period in found.repaired for component in period) == list(network.damaged)


def test_the_smallest_set_that_serves_everything_has_five_components() -> None:
    network = pmr.case5_storage()
    chosen = minimum_repairs(network)
    assert chosen is not None
    assert len(chosen) == 5
    assert unserved_by_state(network, chosen) == pytest.approx(0.0, abs=1e-6)
    for component in chosen:
        without = [one for one in chosen if one != component]
        assert unserved_by_state(network, without) > 1e-3


def test_utilisation_on_three_buses() -> None:
    network = pmr.case3_total()
    assert served_by_order(network, utilisation(network)).sum() == pytest.approx(10.6, rel=RELATIVE)


def test_rules_on_five_buses_with_everything_damaged() -> None:
    network = pmr.case5_total()
    assert len(network.damaged) == 19
    for order, served in (
        (utilisation(network), 46.32),
        (utilisation_descending(network, prerequisites_first=False), 65.88),
        (utilisation_descending(network), 123.58),
        (greedy(network, partial(unserved_by_state, network)), 143.67),
    ):
        assert served_by_order(network, order).sum() == pytest.approx(served, rel=RELATIVE)


def test_utilisation_goes_in_the_anchor_s_order() -> None:
    """Its test lists periods after moving what is due before its bus: storage 0 from 3, unit 3 and branch 6 from 7, 8.

    Components of one size may change places.
    """
    network = pmr.case5_total()
    listed = [
        ("bus", 0), ("bus", 4), ("storage", 0), ("storage", 1), ("gen", 0), ("gen", 1), ("gen", 3), ("branch", 6),
        ("bus", 1), ("bus", 2), ("branch", 0), ("bus", 3), ("branch", 3), ("branch", 4), ("branch", 1), ("branch", 5),
        ("branch", 2), ("gen", 2), ("gen", 4),
    ]  # fmt: skip
    ours = utilisation(network)
    assert sorted(ours) == sorted(listed)
    assert [network.size_mw(one) for one in ours] == [network.size_mw(one) for one in listed]


def test_five_buses_with_everything_damaged_in_19_periods() -> None:
    """The exact value, proved: the longest test here, a minute of the solver with the usual formulation."""
    network = pmr.case5_total()
    found = restoration_order(network, 19)
    assert found is not None
    assert found.objective == pytest.approx(146.0, rel=1e-6)
    assert found.bound == pytest.approx(146.0, rel=1e-6)


def test_without_enough_generation_there_is_no_plan_that_serves_all_in_the_end() -> None:
    network = pmr.network(2, ((1, 100.0),), ((0, 60.0),), ((0, 1, 0.01, 0.1, 100.0),), [("gen", 0), ("branch", 0)])
    assert restoration_order(network, 2) is None
    assert minimum_repairs(network) is None
    found = restoration_order(network, 2, loads_may_fall=True)
    assert found is not None
    assert found.served_pu == pytest.approx(np.array([0.0, 0.0, 0.6]))


@pytest.mark.parametrize(
    ("repairs", "periods", "totals"),
    [(6, 2, (0, 3, 6)), (8, 3, (0, 3, 5, 8)), (12, 3, (0, 4, 8, 12)), (5, 2, (0, 2, 5)), (3, 3, (0, 1, 2, 3))],
)
def test_repairs_are_shared_out_evenly(repairs: int, periods: int, totals: tuple[int, ...]) -> None:
    assert period_totals(repairs, periods) == totals


def test_what_is_at_a_damaged_bus_is_damaged() -> None:
    network = pmr.case5_storage()
    assert ("gen", 3) in network.damaged
    assert ("storage", 0) in network.damaged
    assert with_dependants_of(network) == network.damaged


SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_on_tiny_instances_program_and_search_find_the_best_of_all_orders(seed: int) -> None:
    instance = tiny_instance(seed, components=6)
    states = States(instance)
    best = min(map(states.energy_not_served, permutations(instance.damaged)))
    exact = restoration_order(network_of(instance), 6, loads_may_fall=True)
    assert exact is not None
    assert 7 * instance.load_pu - exact.objective == pytest.approx(best, abs=1e-5)
    situation = situation_of_ordering(instance)
    order = order_of(instance, PLANNERS["search"](situation, Options(effort=1000)))
    assert states.energy_not_served(order) == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert lower_bound(situation) <= best * (1.0 + 1e-9) + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_with_loads_that_may_not_fall_the_program_finds_the_best_of_all_orders(seed: int) -> None:
    instance = tiny_instance(seed, components=4)
    network = network_of(instance)
    served = []
    for order in permutations(instance.damaged):
        try:
            served.append(served_by_order(network, order, loads_may_fall=False).sum())
        except ValueError:
            assert States(instance).unserved_pu(instance.damaged) > 1e-6
    found = restoration_order(network, 4)
    if served:
        assert found is not None
        assert found.objective == pytest.approx(max(served), abs=1e-5)
    else:
        assert found is None


def test_negative_load_and_endless_branches_are_refused() -> None:
    from dataclasses import replace

    from svitlo.assets.power import frozen

    instance = tiny_instance(0, components=3)
    grid = instance.grid
    for changed in (
        replace(grid, injection_mw=frozen(grid.injection_mw + 1.0)),
        replace(grid, limit_mw=frozen(np.full(grid.limit_mw.size, np.inf))),
    ):
        with pytest.raises(ValueError, match="restoration problem"):
            network_of(replace(instance, grid=changed))
