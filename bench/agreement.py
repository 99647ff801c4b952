"""How far planned and simulated water lie apart, before and after the planner has learnt from EPANET.

    bench/agreement                       # Net3, ky10, Net6, 30 outages each: about half an hour
    bench/agreement --case Net3 --seeds 1..5 --json
    bench/agreement --quick

An outage takes the power of a part of the pumps (none, a quarter, half, three quarters or all of them) for good, leaves
some of those a set of their own for some hours of the day, and closes up to three pipes. Each is a case of its own with
one pump to a bus. Differences are between served shares of a day as it would go on for ever, in points of the demand,
the worst zone told apart. Asserted on each: at most 2 points on the network and 5 on a zone after at most five rounds.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from random import Random

import polars as pl

from bench._table import median, seeds_in
from svitlo.adapters.epanet_inp import read_builtin
from svitlo.coupling import Waterworks, settle
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Block,
    Case,
    PowerTables,
    Settings,
)
from svitlo.tables.schema import CASE_SPECS
from svitlo.tables.water import WaterTables

CASES = ("Net3", "ky10", "Net6")
SEEDS = "1..30"
QUICK_CASES = ("Net1", "Net3")
QUICK_SEEDS = "1..2"
BLOCKS = (("night", 8.0), ("day", 10.0), ("evening", 6.0))
PARTS_OFF = (0.0, 0.25, 0.5, 0.75, 1.0)
OWN_HOURS = (0.0, 0.0, 4.0, 8.0, 12.0)
MOST_PIPES = 3
MOST_POINTS = 2.0
MOST_ZONE_POINTS = 5.0
START = date(2030, 1, 1)
PUMP_MW = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One outage; differences in points of the demand, `zone_points` of the worst zone after correction."""

    case: str
    seed: int
    pumps_off_count: int
    pipes_out_count: int
    planned_share: float
    raw_points: float
    learnt_points: float
    corrected_points: float
    zone_points: float
    round_count: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; raises AssertionError where what must hold does not."""
    options = _parsed(arguments)
    rows: list[Row] = []
    for name in options.case or (QUICK_CASES if options.quick else CASES):
        tables, _ = read_builtin(name, name)
        for seed in seeds_in(options.seeds or (QUICK_SEEDS if options.quick else SEEDS)):
            rows.append(compared(tables, seed))
            if not options.json:
                print(_line(rows[-1], heading=len(rows) == 1), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))
    check(rows)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/agreement", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="a network that WNTR ships, e.g. Net3 (may be repeated)")
    parser.add_argument("--seeds", help=f"of the outages of each network, e.g. 1..5 or 1,4 (default {SEEDS})")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="two outages of two small networks")
    return parser.parse_args(arguments)


def compared(tables: WaterTables, seed: int) -> Row:
    """One outage, planned, simulated and corrected."""
    case, pumps_off, pipes_out = struck(tables, seed)
    with Waterworks(case) as works:

        def remade() -> Situation:
            return situation_of(case, behaviours=works.behaviours)

        settled = settle(case, works, remade, Schedule())
    found = settled.agreement[tables.name]
    water = settled.water
    assert water is not None
    hours = [block.hours for block in case.settings.blocks]
    asked = float((water.demand_m3h.sum(axis=1) * hours).sum())
    return Row(
        case=tables.name,
        seed=seed,
        pumps_off_count=pumps_off,
        pipes_out_count=pipes_out,
        planned_share=float((water.served_m3h[0] * hours).sum()) / asked,
        raw_points=found.raw_points,
        learnt_points=found.learnt_points,
        corrected_points=found.corrected_points,
        zone_points=found.zone_points,
        round_count=settled.round_count,
    )


def check(rows: Sequence[Row]) -> None:
    """Raises AssertionError where planned and simulated water do not agree in the end."""
    for row in rows:
        assert row.corrected_points <= MOST_POINTS, (row.case, row.seed, row.corrected_points)
        assert row.zone_points <= MOST_ZONE_POINTS, (row.case, row.seed, row.zone_points)


def struck(tables: WaterTables, seed: int) -> tuple[Case, int, int]:
    """A case of one day with an outage drawn by lot, and how many pumps and pipes it takes."""
    rng = Random(f"{tables.name} {seed}")
    pumps = tables.links.filter(tables.links["kind"] == "pump").sort("link_id")["link_id"].to_list()
    pipes = tables.links.filter((tables.links["kind"] == "pipe") & tables.links["is_open"])
    off = sorted(rng.sample(range(len(pumps)), round(rng.choice(PARTS_OFF) * len(pumps))))
    out = rng.sample(pipes.sort("link_id")["asset_id"].to_list(), rng.randint(0, MOST_PIPES))
    damage = [{"asset_id": f"power/branch/{row + 1}", "severity": "major", "reported": START} for row in off]
    damage += [{"asset_id": asset_id, "severity": "major", "reported": START} for asset_id in out]
    links = [
        {"pump_id": f"{tables.name}/{pump}", "bus_id": str(row + 1), "rated_kw": _rated_kw(tables, pump)}
        | {"backup_h": rng.choice(OWN_HOURS) if row in off else None}
        for row, pump in enumerate(pumps)
    ]
    given = {"damage": damage, "links": links}
    frames = {
        spec.name: pl.DataFrame(
            [dict.fromkeys(spec.names) | row for row in given.get(spec.name, [])], schema=spec.dtypes
        )
        for spec in CASE_SPECS
    }
    settings = Settings(
        name=f"{tables.name} {seed}",
        start=START,
        days=1,
        power_network="star",
        blocks=tuple(Block(name=name, hours=hours) for name, hours in BLOCKS),
    )
    water = {tables.name: tables}
    power = star(len(pumps))
    case = Case(settings=settings, power=power, sha256="0" * 64, notes=(), water=water, **frames)
    return case, len(off), len(out)


def _rated_kw(tables: WaterTables, pump: str) -> float:
    return float(tables.links.filter(tables.links["link_id"] == pump)["rated_kw"].fill_null(0.0)[0]) or 1.0


def star(count: int) -> PowerTables:
    """A machine in the middle that can feed every pump, each on a bus and a branch of its own."""
    nothing = {"load_mw": 0.0, "load_mvar": 0.0, "injection_mw": 0.0, "injection_mvar": 0.0}
    buses = [
        {"bus_id": str(bus), "asset_id": f"power/bus/{bus}", "kv": 110.0, "shunt_mw": 0.0, "shunt_mvar": 0.0}
        | {"in_service": True, **nothing}
        for bus in range(count + 1)
    ]
    branches = [
        {"asset_id": f"power/branch/{bus}", "from_bus_id": "0", "to_bus_id": str(bus), "kv": 110.0, "r_pu": 0.001}
        | {"x_pu": 0.02, "b_pu": 0.0, "g_pu": 0.0, "tap": 1.0, "shift_deg": 0.0, "rate_mva": PUMP_MW}
        | {"length_km": 1.0, "in_service": True}
        for bus in range(1, count + 1)
    ]
    machine = {"asset_id": "power/gen/1", "bus_id": "0", "pmax_mw": count * PUMP_MW, "p_mw": 0.0, "q_mvar": 0.0}
    machine |= {"vm_pu": 1.0, "slack": True, "in_service": True}
    return PowerTables(
        base_mva=100.0,
        buses=pl.DataFrame(buses, schema=POWER_BUS_COLUMNS),
        branches=pl.DataFrame(branches, schema=POWER_BRANCH_COLUMNS),
        generators=pl.DataFrame([machine], schema=POWER_GENERATOR_COLUMNS),
    )


def _line(row: Row, *, heading: bool) -> str:
    title = f"{'network':<9}{'seed':>5}{'pumps off':>10}{'pipes out':>10}{'planned':>9}"
    title += f"{'raw':>9}{'learnt':>9}{'corrected':>11}{'zone':>8}{'rounds':>8}"
    line = f"{row.case:<9}{row.seed:>5}{row.pumps_off_count:>10}{row.pipes_out_count:>10}{row.planned_share:>9.1%}"
    line += f"{row.raw_points:>9.2f}{row.learnt_points:>9.2f}{row.corrected_points:>11.2f}{row.zone_points:>8.2f}"
    line += f"{row.round_count:>8}"
    return f"{title}\n{line}" if heading else line


def _summary(rows: Sequence[Row]) -> str:
    lines = ["", f"{'network':<9}{'outages':>8}{'':>4}{'median, worst difference in points':<40}"]
    for name in dict.fromkeys(row.case for row in rows):
        mine = [row for row in rows if row.case == name]
        cells = [
            f"{label} {median([getattr(row, key) for row in mine]):.2f}, {max(getattr(row, key) for row in mine):.2f}"
            for label, key in (
                ("raw", "raw_points"),
                ("learnt", "learnt_points"),
                ("corrected", "corrected_points"),
                ("worst zone", "zone_points"),
            )
        ]
        lines.append(f"{name:<9}{len(mine):>8}    " + "   ".join(cells))
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
