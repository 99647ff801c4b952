"""Our AC power flow against pandapower: whole networks as they are shipped, and the islands of damaged states.

pandapower is a second implementation of both the admittances and Newton's method, as long as it is told not to use
lightsim2grid, which it does by default where that is installed. Its `runpp` reads its own tables, so the first tests
also cover our reading of them.
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from svitlo.proof.ac_model import Island
from svitlo.proof.ac_point import Point, file_controls, injections, solve_point
from svitlo.proof.dispatch import Dispatch
from svitlo.proof.power_ac import newton, without_reactive_limits
from svitlo.proof.standing import stand
from tests.proof.ac_cases import random_condition, served_islands, shipped, whole_island

NETWORKS = ("case9", "case14", "case30", "case39", "case118", "case_illinois200")


@contextlib.contextmanager
def quiet() -> Iterator[Any]:
    """pandapower without its advice to install numba and its warnings about itself."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            import pandapower
            import pandapower.networks

            yield pandapower
        finally:
            logging.disable(logging.NOTSET)


def generator_key(asset_id: str) -> tuple[str, int]:
    kind, index = asset_id.split("/")[1:]
    return kind, int(index)


def as_scheduled(island: Island, net: Any) -> Dispatch:
    """The dispatch of pandapower's solution (generators, static generators, the external grid), everything served."""
    keys = [generator_key(island.network.generator_names[row]) for row in island.generators]
    return Dispatch(
        generator_mw=np.array([net[f"res_{kind}"].p_mw[index] for kind, index in keys]),
        injection_mw=island.injection_mw,
        served_mw=island.wanted_mw,
        flow_mw=np.zeros(len(island.branches)),
        angle_rad=np.zeros(island.bus_count),
    )


def bus_results(island: Island, net: Any, column: str) -> np.ndarray:
    ids = [int(island.network.grid.bus_ids[row]) for row in island.buses]
    return net.res_bus.loc[ids, column].to_numpy()


@pytest.mark.parametrize("name", NETWORKS)
def test_whole_networks_agree_with_runpp(name: str) -> None:
    network, people = shipped(name)
    island = whole_island(without_reactive_limits(network), people)
    with quiet() as pandapower:
        net = getattr(pandapower.networks, name)()
        pandapower.runpp(net, tolerance_mva=1e-9, numba=False, lightsim2grid=False)
    point = solve_point(island, as_scheduled(island, net), file_controls(island), newton)
    assert point is not None
    assert np.abs(point.voltage) == pytest.approx(bus_results(island, net, "vm_pu"), abs=1e-6)
    ours_deg, theirs_deg = np.degrees(np.angle(point.voltage)), bus_results(island, net, "va_degree")
    difference_deg = (ours_deg - theirs_deg) - (ours_deg - theirs_deg)[0]
    assert np.abs((difference_deg + 180.0) % 360.0 - 180.0).max() < 1e-4


@pytest.mark.parametrize("name", ["case9", "case14", "case39", "case118"])
def test_distributed_slack_agrees_with_runpp(name: str) -> None:
    network, people = shipped(name)
    island = whole_island(without_reactive_limits(network), people)
    with quiet() as pandapower:
        net = getattr(pandapower.networks, name)()
        for table in (net.gen, net.ext_grid):
            table["slack_weight"] = 0.0
        keys = [generator_key(network.generator_names[row]) for row in island.generators]
        planned = {key: 0.0 if key[0] == "ext_grid" else float(net[key[0]].p_mw[key[1]]) for key in keys}
        for key, most_mw in zip(keys, island.pmax_mw, strict=True):
            net[key[0]].loc[key[1], "slack_weight"] = max(most_mw - planned[key], 0.0)
        pandapower.runpp(net, distributed_slack=True, tolerance_mva=1e-9, numba=False, lightsim2grid=False)
    plan = replace(as_scheduled(island, net), generator_mw=np.array([planned[key] for key in keys]))
    point = solve_point(island, plan, file_controls(island), newton)
    assert point is not None
    assert point.generator_mw.sum() > plan.generator_mw.sum() + 1.0
    assert np.abs(point.voltage) == pytest.approx(bus_results(island, net, "vm_pu"), abs=1e-6)
    theirs_mw = np.array([net[f"res_{kind}"].p_mw[index] for kind, index in keys])
    assert point.generator_mw == pytest.approx(theirs_mw, abs=1e-3)


def pandapower_solution(island: Island, point: Point, plan: Dispatch) -> tuple[np.ndarray, np.ndarray]:
    """Voltages (bus,) and branch loadings in MVA (branch,) by pandapower.

    One reference bus; the generators give what our slack made of them, buses at a reactive limit give that limit.
    Branches are impedances between their ends, with what our admittances leave to the ground at either end.
    """
    network, rows, base = island.network, island.branches, island.base_mva
    put = injections(island, replace(plan, generator_mw=point.generator_mw))
    own_mvar = (point.voltage * (point.admittance @ point.voltage).conj()).imag * base - put.q_mvar
    fixed = ~point.held & ~np.isnan(file_controls(island).set_pu)
    q_mvar = put.q_mvar + np.where(fixed, own_mvar, 0.0)
    reference, *others = np.flatnonzero(point.held).tolist()
    with quiet() as pandapower:
        net = pandapower.create_empty_network(sn_mva=base)
        pandapower.create_buses(net, island.bus_count, vn_kv=110.0)
        away, back = -1.0 / network.y_ft[rows], -1.0 / network.y_tf[rows]
        at_from, at_to = network.y_ff[rows] - 1.0 / away, network.y_tt[rows] - 1.0 / back
        for branch in range(len(rows)):
            pandapower.create_impedance(
                net,
                int(island.branch_from[branch]),
                int(island.branch_to[branch]),
                rft_pu=away[branch].real,
                xft_pu=away[branch].imag,
                rtf_pu=back[branch].real,
                xtf_pu=back[branch].imag,
                gf_pu=at_from[branch].real,
                bf_pu=at_from[branch].imag,
                gt_pu=at_to[branch].real,
                bt_pu=at_to[branch].imag,
                sn_mva=base,
            )
        for bus in range(island.bus_count):
            pandapower.create_sgen(net, bus, p_mw=put.p_mw[bus], q_mvar=q_mvar[bus])
            if point.shunt_on[bus]:
                shunt = network.shunt_mw[island.buses[bus]], network.shunt_mvar[island.buses[bus]]
                pandapower.create_shunt(net, bus, p_mw=shunt[0], q_mvar=-shunt[1])
        volt_pu, angle_deg = np.abs(point.voltage), np.degrees(np.angle(point.voltage))
        pandapower.create_ext_grid(net, reference, vm_pu=volt_pu[reference], va_degree=angle_deg[reference])
        for bus in others:
            pandapower.create_gen(net, bus, p_mw=0.0, vm_pu=volt_pu[bus])
        pandapower.runpp(net, init="dc", tolerance_mva=1e-9, max_iteration=40, numba=False, lightsim2grid=False)
    voltage = net.res_bus.vm_pu.to_numpy() * np.exp(1j * np.radians(net.res_bus.va_degree.to_numpy()))
    from_mva = np.hypot(net.res_impedance.p_from_mw, net.res_impedance.q_from_mvar)
    to_mva = np.hypot(net.res_impedance.p_to_mw, net.res_impedance.q_to_mvar)
    return voltage, np.maximum(from_mva, to_mva).to_numpy()


STATES = {"case14": 36, "case30": 32, "case39": 24, "case118": 10, "case_illinois200": 6}
"""Random damage states of each network; 108 in all."""


@pytest.mark.parametrize("name", STATES)
def test_damaged_states_agree_and_stand_by_pandapower_too(name: str) -> None:
    network, people = shipped(name)
    if name == "case_illinois200":
        network = without_reactive_limits(network)
    states = compared = cut_up = 0
    for seed in range(STATES[name]):
        condition = random_condition(network, seed)
        islands = served_islands(network, people, condition, 0.75 + 0.02 * (seed % 14))
        states += 1
        cut_up += any(island.bus_count < condition.bus_up.sum() for island in islands)
        for island in islands:
            standing = stand(island, newton)
            if standing.point is None or standing.plan is None or island.bus_count == 1:
                continue
            voltage, flow_mva = pandapower_solution(island, standing.point, standing.plan)
            compared += 1
            assert np.abs(voltage - standing.point.voltage).max() < 1e-6, (name, seed)
            assert np.abs(voltage).min() > 0.9 - 1e-5
            assert np.abs(voltage).max() < 1.1 + 1e-5
            assert (flow_mva <= island.limit_mva * 1.001 + 1e-6).all()
    assert states == STATES[name]
    assert compared >= 0.7 * states
    assert cut_up > 0
