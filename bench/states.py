"""What one damage state costs in Svitlo and in other programs, cold and after one repair.

    bench/states                                        # six networks, about ten minutes
    bench/states --case case118_ieee --states 30 --json
    bench/states --case case2869_pegase --peer scipy    # only the peers whose names contain this

A state is a PGLib network with a tenth of its branches out, drawn by `random.Random(1000 + k)`. Every way has to find
the same unserved cost (1e-6 of it, or of a hundredth of a blackout's) before its time counts: Svitlo and HiGHS called
directly always, or the benchmark ends; other programs where they converge and agree, and how often is shown. Times are
CPU milliseconds of this process, medians, model building included; all ways take turns on each state.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from random import Random

import numpy as np

from bench._pglib import pglib_path
from bench._states_direct import State, WarmAngles
from bench._states_peers import PEERS, Peer
from bench._table import median, ratio, table, text
from svitlo.adapters.matpower import read
from svitlo.assets.power import Condition, Grid, frozen, grid_of, settled
from svitlo.plan.service import ServiceModel, least_unserved

CASES = ("case39_epri", "case118_ieee", "case300_ieee", "case1354_pegase", "case2869_pegase", "case9241_pegase")
QUICK_CASES = ("case14_ieee", "case39_epri")
OURS = "svitlo"
STATES = 30
LARGE_BUS_COUNT = 5_000
LARGE_STATES = 5
QUICK_STATES = 3
PEER_CPU_S = 20.0
DAMAGED_SHARE = 0.1
REPAIRS = 6
AGREEMENT = 1e-6
SMALL_SHARE = 0.01


@dataclass(slots=True, kw_only=True)
class Way:
    """What one way took: CPU milliseconds of the states it got right, and how many it did not."""

    ms: list[float] = field(default_factory=list)
    spent_ms: float = 0.0
    asked: int = 0
    not_converged: int = 0
    apart: int = 0
    most_apart: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One network; `yardstick` is the direct call with the lowest median."""

    case: str
    bus_count: int
    branch_count: int
    cold: dict[str, Way]
    warm: dict[str, list[float]]
    notes: list[str]

    @property
    def yardstick(self) -> str:
        """Its name."""
        direct = [name for name, peer in PEERS.items() if peer.is_direct and name in self.cold]
        return min(direct, key=lambda name: median(self.cold[name].ms) or np.inf)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    options = _parsed(arguments)
    cases = options.case or (QUICK_CASES if options.quick else CASES)
    peers = {
        name: peer
        for name, peer in PEERS.items()
        if peer.is_direct or options.peer is None or any(part.lower() in name.lower() for part in options.peer)
    }
    results = []
    for case in cases:
        results.append(measured(case, peers, options))
        if not options.json:
            print(_words(results[-1]), flush=True)
    if options.json:
        print(json.dumps([asdict(result) | {"yardstick": result.yardstick} for result in results]))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/states", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="a PGLib network, e.g. case118_ieee (may be repeated)")
    parser.add_argument("--states", type=int, help=f"states of each network ({STATES}; {LARGE_STATES} of large ones)")
    parser.add_argument("--peer", action="append", help="part of a peer's name (may be repeated); '-' for none")
    parser.add_argument(
        "--peer-cpu-s", type=float, default=PEER_CPU_S, help="CPU seconds after which a peer takes no more states"
    )
    parser.add_argument("--quick", action="store_true", help="small networks, few states: seconds")
    parser.add_argument("--json", action="store_true", help="everything measured, as JSON")
    return parser.parse_args(arguments)


def grid_of_case(case: str) -> tuple[Grid, State]:
    """A network without phase shifts, and its undamaged state; weights 1, 2, 5 by a fixed seed."""
    whole = grid_of(read(pglib_path(case))[0])
    grid = replace(whole, shift_rad=frozen(np.zeros_like(whole.shift_rad)))
    load_bus = np.flatnonzero(grid.load_mw > 0.0)
    rng = Random(7)
    cost = np.array([rng.choice((1.0, 2.0, 5.0)) for _ in load_bus])
    state = State(grid=grid, load_bus=load_bus, load_mw=grid.load_mw[load_bus], cost_per_mw=cost, condition=grid.intact)
    return grid, state


def damaged_branches(grid: Grid, number: int) -> list[int]:
    """A tenth of the branches that stand, in the order drawn."""
    standing = np.flatnonzero(grid.intact.branch_share > 0.0).tolist()
    return Random(1000 + number).sample(standing, round(DAMAGED_SHARE * len(standing)))


def without(grid: Grid, branches: Sequence[int]) -> Condition:
    """The undamaged condition with these branches out."""
    share = grid.intact.branch_share.copy()
    share[list(branches)] = 0.0
    return settled(grid, grid.intact.bus_up, share, grid.intact.generator_share)


def ours(state: State) -> float:
    """Svitlo's public function, cold."""
    return least_unserved(
        state.grid,
        state.condition,
        load_bus=state.load_bus,
        load_mw=state.load_mw,
        cost_per_mw=state.cost_per_mw,
    ).unserved_cost


def measured(case: str, peers: dict[str, Peer], options: argparse.Namespace) -> Result:
    """All ways on all states of one network."""
    grid, whole = grid_of_case(case)
    large = grid.bus_count >= LARGE_BUS_COUNT
    count = options.states or (QUICK_STATES if options.quick else LARGE_STATES if large else STATES)
    running, notes = _at_hand(grid, peers, named=options.peer is not None)
    cold = {OURS: Way(), **{name: Way() for name in running}}
    warm: dict[str, list[float]] = {OURS: [], "highspy angles": []}
    _warm_up(replace(whole, condition=without(grid, damaged_branches(grid, count))), running)
    kept, kept_directly = ServiceModel(grid, whole.load_bus, whole.load_mw, whole.cost_per_mw), WarmAngles(whole)
    for number in range(count):
        out = damaged_branches(grid, number)
        state = replace(whole, condition=without(grid, out))
        _cold_state(state, number, running, cold, options.peer_cpu_s)
        if number < max(1, count // 3):
            _warm_states(state, out, (kept, kept_directly), warm)
    return Result(
        case=case,
        bus_count=grid.bus_count,
        branch_count=grid.branch_from.size,
        cold=cold,
        warm=warm,
        notes=notes,
    )


def _at_hand(grid: Grid, peers: dict[str, Peer], *, named: bool) -> tuple[dict[str, Peer], list[str]]:
    """The peers that are installed and not too slow, and what was left out."""
    running, notes = {}, []
    for name, peer in peers.items():
        if not peer.is_installed:
            notes.append(f"{name}: not installed (the optional dependencies `bench`).")
        elif grid.bus_count > peer.most_buses and not named:
            notes.append(f"{name}: left out, as a state this large takes it minutes; `--peer` runs it.")
        else:
            running[name] = peer
    return running, notes


def _warm_up(state: State, peers: dict[str, Peer]) -> None:
    """Imports and caches: each way once on a small part of nothing, before anything is timed."""
    small = state if state.grid.bus_count < LARGE_BUS_COUNT else None
    if small is not None:
        ours(small)
        for peer in peers.values():
            if peer.is_direct or small.grid.bus_count < 500:
                peer.solve(small)


def _cold_state(state: State, number: int, peers: dict[str, Peer], cold: dict[str, Way], cpu_s: float) -> None:
    """One state by every way, in an order that turns from state to state."""
    found: dict[str, float | None] = {}
    took: dict[str, float] = {}
    names = [name for name in cold if name == OURS or peers[name].is_direct or cold[name].spent_ms < cpu_s * 1e3]
    for place in range(len(names)):
        name = names[(place + number) % len(names)]
        if name != OURS:
            peers[name].prepare(state)
        start = time.process_time()
        found[name] = ours(state) if name == OURS else peers[name].solve(state)
        took[name] = 1e3 * (time.process_time() - start)
    reference = found["highspy angles"]
    assert reference is not None
    scale = max(abs(reference), SMALL_SHARE * state.blackout_cost)
    for name in names:
        way, value = cold[name], found[name]
        must_agree = name == OURS or peers[name].is_direct
        way.asked += 1
        way.spent_ms += took[name]
        if value is None:
            assert not must_agree, (name, "no verdict")
            way.not_converged += 1
            continue
        apart = abs(value - reference) / scale
        way.most_apart = max(way.most_apart, apart)
        assert apart <= AGREEMENT or not must_agree, (name, value, reference)
        if apart <= AGREEMENT:
            way.ms.append(took[name])
        else:
            way.apart += 1


def _warm_states(
    state: State, out: Sequence[int], kept: tuple[ServiceModel, WarmAngles], warm: dict[str, list[float]]
) -> None:
    """Repairs, one by one, by solvers that were at the state; the first repair after the jump there does not count."""
    model, direct = kept
    model.serve(state.condition, 1.0)
    direct.unserved_cost(state.condition)
    for repaired in range(1, min(REPAIRS, len(out) - 1) + 1):
        condition = without(state.grid, out[repaired:])
        start = time.process_time()
        mine = model.serve(condition, 1.0).unserved_cost
        middle = time.process_time()
        other = direct.unserved_cost(condition)
        end = time.process_time()
        assert abs(mine - other) <= AGREEMENT * max(abs(other), SMALL_SHARE * state.blackout_cost), (mine, other)
        if repaired > 1:
            warm[OURS].append(1e3 * (middle - start))
            warm["highspy angles"].append(1e3 * (end - middle))


def _words(result: Result) -> str:
    """Both tables of one network."""
    least = median(result.cold[result.yardstick].ms)
    rows = []
    for name, way in result.cold.items():
        middle = median(way.ms)
        wrong = [f"{way.not_converged} not converged"] * (way.not_converged > 0)
        wrong += [f"{way.apart} apart by up to {way.most_apart:.0e}"] * (way.apart > 0)
        rows.append(
            (
                name,
                text(middle),
                text(ratio(middle, least), ".2f", "x"),
                f"{len(way.ms)} of {way.asked}",
                ", ".join(wrong),
            )
        )
    lines = [
        f"{result.case}: {result.bus_count} buses, {result.branch_count} branches",
        table(("cold", "CPU ms", "to direct", "equal", ""), rows),
    ]
    own, direct = median(result.cold[OURS].ms), median(result.warm["highspy angles"])
    repairs = [
        (
            name,
            text(middle := median(ms)),
            text(ratio(middle, own), ".3f", "x"),
            text(ratio(middle, direct), ".2f", "x"),
            str(len(ms)),
        )
        for name, ms in result.warm.items()
    ]
    lines.append(table(("one repair", "CPU ms", "to our cold", "to direct", "repairs"), repairs))
    return "\n".join((*lines, *result.notes, ""))


if __name__ == "__main__":
    main()
