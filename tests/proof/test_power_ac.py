"""The AC proof on cases that can be checked by hand, and its laws."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.proof.ac_model import AcNetwork, Island, Situation, ac_network_of, islands_of
from svitlo.proof.ac_point import file_controls, solve_point
from svitlo.proof.dispatch import dispatch, no_margins
from svitlo.proof.power_ac import engine_versions, newton, prove_power, without_reactive_limits
from svitlo.proof.standing import stand
from svitlo.tables.case import Block, Case, PowerTables
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Proven
from tests.proof.ac_cases import (
    START,
    case_of,
    decisions,
    full_share,
    power_tables,
    random_condition,
    served_islands,
    shipped,
    whole_island,
)


def two_buses(load_mw: float, load_mvar: float, *, x_pu: float = 0.1, **branch: float) -> PowerTables:
    return power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": load_mw, "load_mvar": load_mvar}],
        [{"ends": ("1", "2"), "x_pu": x_pu} | branch],
        [{"at": "1", "pmax_mw": 500.0, "vm_pu": 1.0, "slack": True}],
    )


def proved(case: Case) -> Proven:
    return prove_power(case, decisions(), full_share(case))


def island_of(case: Case) -> Island:
    grid = grid_of(case.power)
    people = people_of(case, grid)
    situation = Situation(condition=grid.intact, load_factor=1.0, wanted_mw=people.load_mw)
    (island,) = islands_of(ac_network_of(case.power, grid), people, situation)
    return island


def test_two_buses_have_the_voltage_of_the_closed_form() -> None:
    # V2^2 solves V^4 - (1 - 2 q x) V^2 + x^2 (p^2 + q^2) = 0, in pu, for V1 = 1 and a reactance x without losses.
    p, q, x = 0.8, 0.3, 0.1
    b = 1.0 - 2.0 * q * x
    expected = math.sqrt((b + math.sqrt(b * b - 4.0 * x * x * (p * p + q * q))) / 2.0)
    island = island_of(case_of(two_buses(100.0 * p, 100.0 * q, x_pu=x)))
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    point = solve_point(island, plan, file_controls(island), newton)
    assert point is not None
    assert abs(point.voltage[1]) == pytest.approx(expected, abs=1e-9)
    angle = np.angle(point.voltage[1] / point.voltage[0])
    assert math.sin(-angle) == pytest.approx(p * x / expected, abs=1e-9)
    assert point.generator_mw[0] == pytest.approx(80.0, abs=1e-6)


def test_a_tap_and_a_shift_turn_the_voltage_without_load_behind_them() -> None:
    case = case_of(two_buses(1e-9, 0.0, tap=1.05, shift_deg=30.0))
    island = island_of(case)
    plan = dispatch(island, no_margins(island))
    assert plan is not None
    point = solve_point(island, plan, file_controls(island), newton)
    assert point is not None
    turned = point.voltage[1] / point.voltage[0]
    assert abs(turned) == pytest.approx(1.0 / 1.05, abs=1e-6)
    assert np.degrees(np.angle(turned)) == pytest.approx(-30.0, abs=1e-5)


def test_a_generous_network_stands_as_planned() -> None:
    proven = proved(case_of(two_buses(80.0, 20.0), days=3))
    assert proven.verdict == "stands"
    assert proven.findings == ()
    assert (proven.power_share == 1.0).all()
    assert proven.state_count == 1
    assert proven.engine.startswith("lightsim2grid ")


def test_an_overload_sheds_what_the_rating_forbids_and_little_more() -> None:
    # 100 MW and 60 Mvar at one power factor over a line of 80 MVA whose reactance is small: about 80 / 116.6 may stay.
    case = case_of(two_buses(100.0, 60.0, x_pu=0.01, rate_mva=80.0))
    proven = proved(case)
    most = 80.0 * 1.001 / math.hypot(100.0, 60.0)
    assert proven.verdict == "stands after shedding"
    assert 0.97 * most < proven.power_share[0, 0, 0] <= most
    assert {finding.what for finding in proven.findings} <= {"dispatch", "overload"}
    shed_mw = sum(finding.shed_mw for finding in proven.findings)
    assert shed_mw == pytest.approx(100.0 * (1.0 - proven.power_share[0, 0, 0]), rel=1e-6)


def test_losses_are_shed_for_where_generation_is_short() -> None:
    # 100 MW of generation for 100 MW of load over r + jx: what is served and what is lost on the way must be 100 MW.
    power = two_buses(100.0, 0.0, r_pu=0.05)
    power = PowerTables(
        base_mva=power.base_mva,
        buses=power.buses,
        branches=power.branches,
        generators=power.generators.with_columns(pmax_mw=pl.lit(100.0)),
    )
    proven = proved(case_of(power))
    served_mw = 100.0 * proven.power_share[0, 0, 0]
    p, r, x = served_mw / 100.0, 0.05, 0.1
    b = 1.0 - 2.0 * r * p
    at_end_squared = (b + math.sqrt(b * b - 4.0 * (r * r + x * x) * p * p)) / 2.0
    lost_mw = 100.0 * r * p * p / at_end_squared
    assert 99.7 < served_mw + lost_mw < 100.1001
    assert [finding.what for finding in proven.findings] == ["generation"]


def test_low_voltage_is_shed_until_it_is_no_longer_low() -> None:
    # A long line: with V1 raised to 1.05 the voltage at the end decides. Nothing else binds.
    case = case_of(two_buses(150.0, 80.0, x_pu=0.35))
    proven = proved(case)
    assert proven.verdict == "stands after shedding"
    assert {finding.what for finding in proven.findings} <= {"no_solution", "voltage_low"}
    share = proven.power_share[0, 0, 0]
    p, q, x, v1 = 1.5 * share, 0.8 * share, 0.35, 1.05
    b = v1 * v1 - 2.0 * q * x
    at_end = math.sqrt((b + math.sqrt(b * b - 4.0 * x * x * (p * p + q * q))) / 2.0)
    assert 0.899 < at_end < 0.925


def test_an_island_without_generation_proves_nothing() -> None:
    case = case_of(two_buses(80.0, 20.0), damaged={"power/branch/1": START})
    proven = proved(case)
    assert (proven.power_share == 0.0).all()
    assert proven.verdict == "fails"
    (finding,) = proven.findings
    assert (finding.what, finding.where, finding.shed_mw) == ("no_generation", "power/bus/2", pytest.approx(80.0))


def test_what_follows_the_grid_cannot_form_one() -> None:
    power = two_buses(80.0, 20.0)
    following = power.generators.with_columns(vm_pu=pl.lit(None, dtype=pl.Float64))
    case = case_of(PowerTables(base_mva=100.0, buses=power.buses, branches=power.branches, generators=following))
    proven = proved(case)
    assert (proven.power_share == 0.0).all()
    assert [finding.what for finding in proven.findings] == ["no_voltage_source"]


def test_a_generator_alone_at_its_bus_carries_its_own_load() -> None:
    power = power_tables(
        [{"bus": "1", "load_mw": 30.0, "load_mvar": 10.0}],
        [],
        [{"at": "1", "pmax_mw": 20.0, "vm_pu": 1.0, "slack": True}],
    )
    proven = proved(case_of(power))
    assert 20.0 / 30.0 * 0.999 < proven.power_share[0, 0, 0] <= 20.0 * 1.001 / 30.0


def test_days_follow_damage_and_repair() -> None:
    case = case_of(two_buses(80.0, 20.0), days=5, damaged={"power/branch/1": START + timedelta(days=1)})
    repair = {"asset_id": "power/branch/1", "crew_kind": "c", "start_day": 2, "service_day": 4}
    proven = prove_power(case, decisions([repair]), full_share(case))
    assert proven.power_share[:, 0, 0].tolist() == [1.0, 0.0, 0.0, 0.0, 1.0]
    assert proven.verdict == "fails"
    assert proven.state_count == 2


def test_blocks_scale_demand() -> None:
    blocks = (Block(name="night", hours=8.0, load_share=0.5), Block(name="day", hours=16.0, load_share=1.0))
    case = case_of(two_buses(100.0, 60.0, x_pu=0.01, rate_mva=80.0), blocks=blocks)
    proven = proved(case)
    assert proven.power_share[0, 0, 0] == 1.0
    assert proven.power_share[0, 1, 0] < 0.7
    assert {finding.block for finding in proven.findings} == {"day"}


def test_reactive_limits_that_the_undamaged_network_breaks_are_not_enforced_and_said() -> None:
    power = two_buses(80.0, 60.0)
    tight = power.generators.with_columns(qmin_mvar=pl.lit(-5.0), qmax_mvar=pl.lit(5.0))
    case = case_of(PowerTables(base_mva=100.0, buses=power.buses, branches=power.branches, generators=tight))
    proven = proved(case)
    assert proven.verdict == "stands"
    (note,) = proven.notes
    assert note.startswith("reactive limits of generators are not enforced")


def test_reactive_limits_that_hold_in_peace_are_enforced_after_damage() -> None:
    # Two machines of 40 Mvar each for 60 Mvar of load; with one of them lost a third of the load must go.
    power = power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": 60.0, "load_mvar": 60.0}],
        [{"ends": ("1", "2"), "x_pu": 0.01}],
        [
            {"at": "1", "pmax_mw": 500.0, "vm_pu": 1.0, "qmin_mvar": -40.0, "qmax_mvar": 40.0, "slack": True},
            {"at": "2", "pmax_mw": 500.0, "vm_pu": 1.0, "qmin_mvar": -40.0, "qmax_mvar": 40.0},
        ],
    )
    assert proved(case_of(power)).verdict == "stands"
    proven = proved(case_of(power, damaged={"power/gen/2": START}))
    assert proven.notes == ()
    assert 0.55 < proven.power_share[0, 0, 0] < 40.0 / 60.0
    assert {finding.what for finding in proven.findings} == {"reactive_high"}


def test_shares_of_another_shape_are_refused() -> None:
    case = case_of(two_buses(80.0, 20.0))
    with pytest.raises(BadInput, match="shape"):
        prove_power(case, decisions(), np.ones((2, 1, 1)))


def test_shares_that_are_no_shares_are_not_believed() -> None:
    case = case_of(two_buses(80.0, 20.0), days=3)
    share = np.array([math.nan, 7.0, -1.0]).reshape(3, 1, 1)
    assert prove_power(case, decisions(), share).power_share[:, 0, 0].tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("name", ["case14", "case30", "case39", "case118"])
def test_proven_never_exceeds_served_and_satisfies_every_limit(name: str) -> None:
    network, people = shipped(name)
    for seed in range(6):
        for island in served_islands(network, people, random_condition(network, seed), 0.7 + 0.1 * seed):
            _check_standing(without_reactive_limits(network) if seed % 2 else network, island)


def _check_standing(network: AcNetwork, island: Island) -> None:
    island = replace(island, network=network)
    standing = stand(island, newton)
    assert (standing.served_mw <= island.wanted_mw).all()
    assert (standing.served_mw >= 0.0).all()
    shed_mw = island.wanted_mw.sum() - standing.served_mw.sum()
    assert sum(item.shed_mw for item in standing.met) == pytest.approx(shed_mw, abs=1e-6 * island.base_mva)
    if standing.point is None:
        assert (standing.served_mw == 0.0).all()
        return
    volt_pu = np.abs(standing.point.voltage)
    assert volt_pu.min() > 0.9 - 1e-5
    assert volt_pu.max() < 1.1 + 1e-5
    flow_mva = np.maximum(np.abs(standing.point.into_from_mva), np.abs(standing.point.into_to_mva))
    assert (flow_mva <= island.limit_mva * 1.001 + 1e-6).all()
    assert (standing.point.generator_mw <= island.pmax_mw * 1.001 + 1e-3).all()
    assert (
        standing.point.generator_mw >= -0.001 * np.where(np.isinf(island.pmax_mw), 0.0, island.pmax_mw) - 1e-3
    ).all()
    losses_mw = (standing.point.into_from_mva + standing.point.into_to_mva).real.sum()
    shunt_mw = (network.shunt_mw[island.buses] * volt_pu**2).sum()
    assert standing.plan is not None
    made_mw = standing.point.generator_mw.sum() + standing.plan.injection_mw.sum()
    assert made_mw == pytest.approx(standing.served_mw.sum() + losses_mw + shunt_mw, abs=1e-4)


def test_two_runs_are_the_same_to_the_last_byte() -> None:
    network, people = shipped("case118")
    for seed in (3, 4):
        for island in served_islands(network, people, random_condition(network, seed, 0.2), 1.15):
            first, second = stand(island, newton), stand(island, newton)
            assert first.served_mw.tobytes() == second.served_mw.tobytes()
            assert first.met == second.met


def test_the_undamaged_networks_stand_at_their_base_load() -> None:
    for name in ("case9", "case14", "case39", "case118"):
        island = whole_island(*shipped(name))
        assert stand(island, newton).served_mw.sum() == pytest.approx(island.wanted_mw.sum(), rel=1e-9), name


def test_versions_of_the_engines_are_told() -> None:
    assert sorted(engine_versions()) == ["lightsim2grid", "scipy"]
    assert all(version[0].isdigit() for version in engine_versions().values())
