"""What a day of a water network costs in Svitlo, in a bare loop over EPANET's toolkit, and in WNTR.

    bench/water                                   # Net1, Net3, ky4: some minutes
    bench/water --case Net6 --peer - --json
    bench/water --quick

Every network is run whole, with each of up to three pumps off, with half of the pumps off and with all of them off; the
other pumps follow the file. The bare loop and Svitlo must give the same demand, service and pump energy (1e-6) before
their times count, or the benchmark ends. WNTR's answers are shown beside: its EPANET 2.2 serves from empty tanks. Times
are CPU milliseconds of this process for a day with the network already open, medians; ways take turns of
some 20 ms.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

import polars as pl

from bench._table import median, ratio, table, text
from bench._water_peers import Answer, Bare, by_wntr, network_path
from svitlo.proof.hydraulics import Hydraulics
from svitlo.tables.water import WaterTables

CASES = ("Net1", "Net3", "ky4")
QUICK_CASES = ("Net1",)
OURS, BARE = "svitlo", "epanet toolkit, bare"
PEERS = {"WNTR, EPANET 2.2": "EpanetSimulator", "WNTR, its own": "WNTRSimulator"}
LARGE_JUNCTION_COUNT = 500
REPEATS = 15
QUICK_REPEATS = 3
TURN_MS = 20.0
AGREEMENT = 1e-6
TARGET_RATIO = 1.5


@dataclass(slots=True, kw_only=True)
class Way:
    """What one way took for its days, and its served share of each outage."""

    ms: list[float] = field(default_factory=list)
    served_share: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One network; `apart` is the largest relative difference between Svitlo and the bare loop."""

    case: str
    junction_count: int
    pump_count: int
    ways: dict[str, Way]
    apart: float
    notes: list[str]

    @property
    def to_bare(self) -> float | None:
        """Svitlo's time to the bare loop's."""
        return ratio(median(self.ways[OURS].ms), median(self.ways[BARE].ms))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    options = _parsed(arguments)
    results = []
    for case in options.case or (QUICK_CASES if options.quick else CASES):
        results.append(measured(case, options))
        if not options.json:
            print(_words(results[-1]), flush=True)
    if options.json:
        print(json.dumps([asdict(result) | {"to_bare": result.to_bare} for result in results]))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/water", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="a network that WNTR ships, e.g. Net3 (may be repeated)")
    parser.add_argument("--repeats", type=int, help=f"runs of each day ({REPEATS})")
    parser.add_argument("--peer", action="append", help="part of a peer's name (may be repeated); '-' for none")
    parser.add_argument("--quick", action="store_true", help="one small network, few runs: seconds")
    parser.add_argument("--json", action="store_true", help="everything measured, as JSON")
    return parser.parse_args(arguments)


def opened(case: str) -> Hydraulics:
    """Svitlo's engine on a network, a day as one block, pumps with power following the file."""
    tables = WaterTables(
        name=case,
        inp=network_path(case).read_bytes(),
        nodes=pl.DataFrame(),
        links=pl.DataFrame(),
        controls={},
        served_share=1.0,
    )
    return Hydraulics(tables, (24.0,), (1.0,), keep_timers=True)


def ours(hydraulics: Hydraulics, off: Sequence[str]) -> Answer:
    """A day with these pumps off, by Svitlo."""
    whole = hydraulics.whole()
    pump_share = whole.pump_share.copy()
    pump_share[:, [hydraulics.pump_ids.index(pump) for pump in off]] = 0.0
    day = hydraulics.day(replace(whole, pump_share=pump_share))
    assert not any(finding.is_breach for finding in day.findings), day.findings
    return Answer(
        demand_m3=float(day.demand_m3.sum()),
        served_m3=float(day.served_m3.sum()),
        tanks_m3=float((day.tank_out_m3 - day.tank_in_m3).sum()),
        pump_kwh=float(day.pump_kwh.sum()),
    )


def outages_of(pump_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The outages by name: pumps that are off."""
    single = {f"{pump} off": (pump,) for pump in pump_ids[:3]} if len(pump_ids) > 1 else {}
    half = {"half off": tuple(pump_ids[::2])} if len(pump_ids) > 3 else {}
    return {"whole": (), **single, **half, "all off": tuple(pump_ids)}


def measured(case: str, options: argparse.Namespace) -> Result:
    """All ways on all outages of one network."""
    repeats = options.repeats or (QUICK_REPEATS if options.quick else REPEATS)
    bare = Bare(case)
    notes: list[str] = []
    ways = {OURS: Way(), BARE: Way()}
    try:
        with opened(case) as hydraulics:
            apart = 0.0
            for outage, off in outages_of(hydraulics.pump_ids).items():
                found = {OURS: ours(hydraulics, off), BARE: bare.day(off)}
                apart = max(apart, _apart(found[OURS], found[BARE]))
                assert apart <= AGREEMENT, (case, outage, found)
                for name, answer in found.items():
                    ways[name].served_share[outage] = answer.served_share
                _timed(ways, hydraulics, bare, off, repeats)
            for name in _peers_for(case, int(bare.junctions.sum()), options, notes):
                ways[name] = _by_peer(case, name, outages_of(hydraulics.pump_ids))
    finally:
        bare.close()
    return Result(
        case=case,
        junction_count=int(bare.junctions.sum()),
        pump_count=len(bare.pumps),
        ways=ways,
        apart=apart,
        notes=notes,
    )


def _apart(one: Answer, other: Answer) -> float:
    """The largest difference, in shares of the demand or, for energy, of the energy."""
    energy = abs(one.pump_kwh - other.pump_kwh) / max(1.0, other.pump_kwh)
    return max(
        energy,
        abs(one.demand_m3 - other.demand_m3) / other.demand_m3,
        abs(one.served_m3 - other.served_m3) / other.demand_m3,
        abs(one.tanks_m3 - other.tanks_m3) / other.demand_m3,
    )


def _timed(ways: dict[str, Way], hydraulics: Hydraulics, bare: Bare, off: Sequence[str], repeats: int) -> None:
    """Time both in turns, so many days on end that a turn is long enough to be timed."""
    days = {OURS: lambda: ours(hydraulics, off), BARE: lambda: bare.day(off)}
    start = time.process_time()
    days[BARE]()
    count = max(1, round(TURN_MS / (1e3 * (time.process_time() - start) + 1e-3)))
    for number in range(repeats):
        for name in (OURS, BARE) if number % 2 else (BARE, OURS):
            start = time.process_time()
            for _ in range(count):
                days[name]()
            ways[name].ms.append(1e3 * (time.process_time() - start) / count)


def _peers_for(case: str, junction_count: int, options: argparse.Namespace, notes: list[str]) -> list[str]:
    """The names of the peers asked for, without those that would take minutes."""
    parts = [part.lower() for part in options.peer or [""]]
    asked = [name for name in PEERS if any(part in name.lower() for part in parts)]
    slow = [name for name in asked if PEERS[name] == "WNTRSimulator" and junction_count > LARGE_JUNCTION_COUNT]
    if slow and options.peer is None:
        notes.append(f"{slow[0]}: left out on {case}, where a day takes it minutes; `--peer` runs it.")
        return [name for name in asked if name not in slow]
    return asked


def _by_peer(case: str, name: str, outages: dict[str, tuple[str, ...]]) -> Way:
    way = Way()
    for outage, off in outages.items():
        answer, took_s = by_wntr(case, off, PEERS[name])
        way.served_share[outage] = answer.served_share
        way.ms.append(1e3 * took_s)
    return way


def _words(result: Result) -> str:
    """The table of one network: times, and what share of the demand each way says is served."""
    bare = median(result.ways[BARE].ms)
    outages = list(result.ways[OURS].served_share)
    rows = [
        (
            name,
            text(middle := median(way.ms)),
            text(ratio(middle, bare), ".2f", "x"),
            *(text(way.served_share.get(outage), ".2%") for outage in outages),
        )
        for name, way in result.ways.items()
    ]
    met = "met" if (result.to_bare or 0.0) <= TARGET_RATIO else "missed"
    lines = (
        f"{result.case}: {result.junction_count} junctions, {result.pump_count} pumps",
        table(("a day", "CPU ms", "to bare", *(f"served, {outage}" for outage in outages)), rows),
        f"Svitlo and the bare loop differ by {result.apart:.0e} at most; target of {TARGET_RATIO}x: {met}.",
    )
    return "\n".join((*lines, *result.notes, ""))


if __name__ == "__main__":
    main()
