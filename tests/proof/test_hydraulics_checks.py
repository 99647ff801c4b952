"""What a day must keep: EPANET 2.2's answer to a blackout is refused, and so is a step too long of 2.3's."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from svitlo.proof.hydraulics_checks import (
    balance_findings,
    demand_findings,
    pump_findings,
    solver_findings,
    tank_findings,
)
from svitlo.proof.hydraulics_records import WaterDay
from tests.proof.water_networks import Bare, bare_day, opened, path_of, powered, shipped

OFF = ("10", "335")
NO_PUMP = np.zeros((1, 0))

DAY = WaterDay(
    demand_m3=np.array([[10.0, 0.0]]),
    served_m3=np.array([[10.0, 0.0]]),
    start_m3=np.array([30.0]),
    levels_m3=np.array([25.0]),
    tank_in_m3=np.array([1.0]),
    tank_out_m3=np.array([6.0]),
    pump_kwh=NO_PUMP,
    pump_m3=NO_PUMP,
    reservoir_m3=5.0,
    inflow_m3=0.0,
    lost_m3=0.0,
    step_count=24,
    warned_count={},
)
"""A junction gets 5 m3 from a reservoir and 5 from a tank."""


def day_of(bare: Bare) -> WaterDay:
    return replace(
        DAY,
        demand_m3=np.array([[bare.demand_m3]]),
        served_m3=np.array([[bare.served_m3]]),
        start_m3=bare.start_m3,
        levels_m3=bare.end_m3,
        tank_in_m3=bare.tank_in_m3,
        tank_out_m3=bare.tank_out_m3,
        reservoir_m3=0.0,
    )


def test_a_day_that_keeps_physics_has_no_findings() -> None:
    low, high = np.array([20.0]), np.array([100.0])
    found = [*tank_findings(DAY, ("t",), low, high), *balance_findings(DAY), *demand_findings(DAY, ("a", "t"))]
    assert found == []
    assert (DAY.served_share, DAY.tank_change_m3) == (1.0, -5.0)


def test_each_breach_is_seen() -> None:
    tank = list(tank_findings(DAY, ("t",), np.array([27.0]), np.array([100.0])))
    assert [(one.what, one.where, one.value, one.limit) for one in tank] == [("tank_volume", "t", 6.0, 4.0)]
    balance = list(balance_findings(replace(DAY, reservoir_m3=2.0)))
    assert [(one.what, one.value) for one in balance] == [("water_balance", 3.0)]
    above = list(demand_findings(replace(DAY, served_m3=np.array([[10.0, 1.0]])), ("a", "t")))
    assert [(one.where, one.block, one.value, one.limit) for one in above] == [("t", 0, 1.0, 0.0)]
    pump = list(pump_findings(np.array([[0.0, 2.0]]), np.array([[0.0, 3.0]]), ("p", "q")))
    assert [(one.what, one.where, one.value) for one in pump] == [("pump_without_power", "q", 3.0)]
    assert all(one.is_breach for one in (*tank, *balance, *above, *pump))


def test_values_that_are_no_numbers_are_breaches() -> None:
    broken = replace(DAY, served_m3=np.array([[np.nan, 0.0]]))
    assert len([*balance_findings(broken), *demand_findings(broken, ("a", "t"))]) == 2


def test_steps_that_were_not_solved_are_told_and_are_no_breach() -> None:
    (finding,) = solver_findings(replace(DAY, warned_count={"unbalanced": 2, "negative_pressure": 3}))
    assert (finding.what, finding.value, finding.is_breach) == ("unbalanced", 2.0, False)


def test_hour_long_steps_let_a_tank_give_what_it_has_not() -> None:
    """EPANET 2.3 by itself: 32.4 % of Net3's demand, with 1,344 m3 from a tank that was empty."""
    bare = bare_day("Net3", OFF, stop_at_empty=False)
    day = day_of(bare)
    assert day.served_share == pytest.approx(0.3242, abs=5e-4)
    with opened(shipped("Net3")) as hydraulics:
        found = list(tank_findings(day, hydraulics.tank_ids, hydraulics.min_m3, hydraulics.max_m3))
        over_m3 = {finding.where: finding.value - finding.limit for finding in found}
        assert over_m3 == pytest.approx({"2": 16.6, "3": 1344.0}, abs=2.0)
        ours = hydraulics.day(powered(hydraulics, dict.fromkeys(OFF, 0.0)))
        assert day.served_share - 0.03 < ours.served_share < day.served_share


def test_the_answer_of_epanet_2_2_is_refused(tmp_path: Path) -> None:
    """WNTR's own simulator serves 100 % of Net3 without a pump: its tanks go on when they are empty."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wntr

        network = wntr.network.WaterNetworkModel(str(path_of("Net3")))
        network.options.hydraulic.demand_model = "PDD"
        network.options.hydraulic.required_pressure = 14.07
        network.options.time.duration = 24 * 3600
        for name in list(network.control_name_list):
            if any(pump in str(network.get_control(name)) for pump in ("PUMP 10", "PUMP 335")):
                network.remove_control(name)
        for pump in OFF:
            network.get_link(pump).initial_status = wntr.network.LinkStatus.Closed
        tanks = list(network.tank_name_list)
        results = wntr.sim.EpanetSimulator(network).run_sim(file_prefix=str(tmp_path / "net3"), version=2.2)
    demand = results.node["demand"].iloc[:24] * 3600.0
    flow = demand[tanks].to_numpy()
    served = float(demand[list(network.junction_name_list)].clip(lower=0.0).to_numpy().sum())
    with opened(shipped("Net3")) as hydraulics:
        day = replace(
            DAY,
            demand_m3=hydraulics.day(hydraulics.whole()).demand_m3,
            served_m3=np.array([[served]]),
            start_m3=hydraulics.start_m3,
            levels_m3=hydraulics.start_m3,
            tank_in_m3=np.maximum(flow, 0.0).sum(axis=0),
            tank_out_m3=-np.minimum(flow, 0.0).sum(axis=0),
            reservoir_m3=0.0,
        )
        assert day.served_share > 0.95
        assert list(tank_findings(day, hydraulics.tank_ids, hydraulics.min_m3, hydraulics.max_m3))
