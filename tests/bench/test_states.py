"""The benchmark of damage states: every way finds the same figure, and what does not is counted and not timed."""

import json
from dataclasses import replace

import numpy as np
import pytest
from bench._states_direct import WarmAngles, by_angles, by_cycles
from bench._states_peers import PEERS, Peer

from bench import states
from svitlo.proof import power_dc

NEVER = "a_package_that_nobody_has"


def test_a_quick_run_compares_all_ways_that_are_installed(capsys: pytest.CaptureFixture[str]) -> None:
    states.main(["--quick", "--json", "--peer", "scipy", "--peer", "EGRET"])
    results = json.loads(capsys.readouterr().out)
    assert [result["bus_count"] for result in results] == [14, 39]
    for result in results:
        direct = [name for name, peer in PEERS.items() if peer.is_direct]
        assert result["yardstick"] in direct
        for name in ("svitlo", "scipy linprog", *direct):
            way = result["cold"][name]
            assert (way["asked"], len(way["ms"]), way["apart"]) == (states.QUICK_STATES, states.QUICK_STATES, 0)
            assert way["most_apart"] <= states.AGREEMENT
        assert "EGRET" in result["cold"] or "not installed" in result["notes"][0]


def test_the_table_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    states.main(["--case", "case14_ieee", "--states", "1", "--peer", "-"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "case14_ieee: 14 buses, 20 branches"
    assert [line.split("  ")[0] for line in lines[2:6]] == [
        "svitlo", "highspy angles", "highspy cycles", "highspy cycles, IPM"
    ]  # fmt: skip


def test_what_is_not_installed_is_said() -> None:
    grid, _ = states.grid_of_case("case14_ieee")
    peers = {"absent": Peer(solve=by_angles, package=NEVER), "slow": replace(PEERS["PyPSA"], most_buses=5)}
    running, notes = states._at_hand(grid, peers, named=False)
    assert running == {}
    assert [note.split(":")[0] for note in notes] == ["absent", "slow"]


def test_a_peer_that_is_wrong_or_does_not_converge_is_counted_and_not_timed() -> None:
    grid, whole = states.grid_of_case("case14_ieee")
    state = replace(whole, condition=states.without(grid, states.damaged_branches(grid, 0)))
    peers = {
        "highspy angles": PEERS["highspy angles"],
        "wrong": Peer(solve=lambda state: 1.1 * (by_angles(state) or 0.0) + 1.0, package="numpy"),
        "stuck": Peer(solve=lambda _: None, package="numpy"),
    }
    cold = {name: states.Way() for name in ("svitlo", *peers)}
    states._cold_state(state, 0, peers, cold, 1.0)
    assert (cold["wrong"].apart, cold["wrong"].ms) == (1, [])
    assert (cold["stuck"].not_converged, cold["stuck"].ms) == (1, [])
    assert (len(cold["svitlo"].ms), len(cold["highspy angles"].ms)) == (1, 1)


def test_a_direct_call_that_disagrees_ends_the_benchmark() -> None:
    grid, whole = states.grid_of_case("case14_ieee")
    state = replace(whole, condition=states.without(grid, states.damaged_branches(grid, 0)))
    peers = {
        "highspy angles": PEERS["highspy angles"],
        "wrong": Peer(solve=lambda state: state.blackout_cost, package="numpy", is_direct=True),
    }
    with pytest.raises(AssertionError, match="wrong"):
        states._cold_state(state, 0, peers, {name: states.Way() for name in ("svitlo", *peers)}, 1.0)


@pytest.mark.parametrize("number", range(4))
def test_the_yardsticks_are_right(number: int) -> None:
    """By the auditor's model, in SciPy; the warm one on its way through repairs, too."""
    grid, whole = states.grid_of_case("case118_ieee")
    out = states.damaged_branches(grid, number)
    warm = WarmAngles(whole)
    for repaired in (0, 5):
        state = replace(whole, condition=states.without(grid, out[repaired:]))
        expected = power_dc.least_unserved(
            grid, state.condition, state.load_mw, state.cost_per_mw, state.load_bus, np.maximum(grid.injection_mw, 0.0)
        )
        assert expected is not None
        for found in (by_angles(state), by_cycles(state), by_cycles(state, "ipm"), warm.unserved_cost(state.condition)):
            assert found == pytest.approx(expected.cost, rel=1e-6, abs=1e-3)
