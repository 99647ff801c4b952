"""Plans at national scale, and how time grows with buses, damaged assets and days.

    bench/scale                             # the three large cases, then the ladders
    bench/scale --instance case2000_goc --damaged 200 --days 90 --json

Every instance runs in a process of its own, so that its peak memory is its own. On each, the objective is computed in
two ways (another formulation, another solver) on a few days, and the bound is not above it, before anything is shown.
The exponents are a least-squares fit of the logarithm of CPU time against the logarithms of the three sizes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench._runs import Recount, bounded, check_bound, gap_share, objective_of, planned
from bench.generate import generated_case
from svitlo.plan.situation import situation_of

Size = tuple[str, int, int]
"""PGLib network, damaged assets, days."""

Efforts = tuple[int | None, int | None]
"""Of the search and of the bound; None: its own default."""

LARGE: tuple[Size, ...] = (("case500_goc", 700, 90), ("case2000_goc", 200, 90), ("case9241_pegase", 500, 90))
LADDERS: tuple[Size, ...] = (
    *((network, 60, 45) for network in ("case118_ieee", "case300_ieee", "case1354_pegase", "case2869_pegase")),
    *(("case300_ieee", damaged, 45) for damaged in (15, 30, 120, 240)),
    *(("case300_ieee", 60, days) for days in (23, 90, 180)),
)
QUICK_LADDERS: tuple[Size, ...] = (
    ("case14_ieee", 4, 20),
    ("case24_ieee_rts", 4, 20),
    ("case14_ieee", 8, 20),
    ("case14_ieee", 4, 40),
)
SIZES = ("bus_count", "damaged_count", "day_count")
TIMES = ("search", "bound", "all")
SAMPLE_DAY_COUNT = 2
QUICK_EFFORT = 40
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instance. Objectives in weighted person-hours; `cpu_s`, `wall_s` and `solve_count` by what was done.

    `all` is reading, drawing, `largest`, the search and the bound, at which the search aims.
    """

    case: str
    seed: int
    bus_count: int
    damaged_count: int
    day_count: int
    nothing: float
    largest: float
    objective: float
    bound: float
    gap_share: float
    cpu_s: dict[str, float]
    wall_s: dict[str, float]
    solve_count: dict[str, int]
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one instance, or the table."""
    options = _parsed(arguments)
    efforts: Efforts = (options.effort, options.bound_effort)
    if options.instance is not None:
        row = run((options.instance, options.damaged, options.days), options.seed, efforts)
        print(json.dumps(asdict(row)) if options.json else _line(row, heading=True))
        return
    large: tuple[Size, ...] = () if options.quick else LARGE
    ladders: tuple[Size, ...] = QUICK_LADDERS if options.quick else () if options.large else LADDERS
    if options.quick:
        efforts = (QUICK_EFFORT, QUICK_EFFORT)
    rows: list[Row] = []
    for number, size in enumerate((*large, *ladders)):
        rows.append(_elsewhere(size, options.seed, efforts))
        if not options.json:
            print(_line(rows[-1], heading=number in (0, len(large))), flush=True)
    exponents = fitted(rows[len(large) :]) if ladders else {}
    plain = {"instances": [asdict(row) for row in rows], "exponents": exponents}
    print(json.dumps(plain, indent=1) if options.json else _words(exponents))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/scale", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--instance", help="one PGLib network, in this process; without it, the table")
    parser.add_argument("--damaged", type=int, default=200, help="damaged assets of the instance (default 200)")
    parser.add_argument("--days", type=int, default=90, help="horizon of the instance (default 90)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the cases (default 1)")
    parser.add_argument("--effort", type=int, help="of the search (default: its own)")
    parser.add_argument("--bound-effort", type=int, help="of the bound (default: its own)")
    parser.add_argument("--large", action="store_true", help="the large cases alone, no ladders")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="short ladders of small cases, seconds instead of hours")
    return parser.parse_args(arguments)


def run(size: Size, seed: int, efforts: Efforts) -> Row:
    """Plan and bound one instance in this process; what was lost is computed in two ways on a few days."""
    began = time.monotonic(), time.process_time()
    network, damaged, days = size
    case = generated_case(network, seed, damaged=damaged, days=days)
    situation = situation_of(case)
    bound, bound_spent = bounded(situation, efforts[1])
    plans = {name: planned(situation, name, efforts[0], bound) for name in ("nothing", "largest", "search")}
    ended = time.monotonic(), time.process_time()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    spent = {name: plans[name][1] for name in ("largest", "search")} | {"bound": bound_spent}
    objective = {name: objective_of(situation, schedule) for name, (schedule, _) in plans.items()}
    recount = Recount(case, situation, SAMPLE_DAY_COUNT)
    recount.check(plans["search"][0])
    check_bound(bound.value, list(objective.values()))
    return Row(
        case=network,
        seed=seed,
        bus_count=situation.grid.bus_count,
        damaged_count=len(situation.outages.items),
        day_count=days,
        nothing=objective["nothing"],
        largest=objective["largest"],
        objective=objective["search"],
        bound=bound.value,
        gap_share=gap_share(objective["search"], bound.value),
        cpu_s={name: one.cpu_s for name, one in spent.items()} | {"all": ended[1] - began[1]},
        wall_s={name: one.wall_s for name, one in spent.items()} | {"all": ended[0] - began[0]},
        solve_count={name: one.solve_count for name, one in spent.items()},
        peak_mb=peak_mb,
    )


def _elsewhere(size: Size, seed: int, efforts: Efforts) -> Row:
    """`run` in a process of its own. Raises RuntimeError, with what it said, where it fails."""
    network, damaged, days = size
    command = [sys.executable, "-m", "bench.scale", "--json", "--instance", network, "--damaged", str(damaged)]
    command += ["--days", str(days), "--seed", str(seed)]
    for name, effort in zip(("--effort", "--bound-effort"), efforts, strict=True):
        command += [] if effort is None else [name, str(effort)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(f"{network}, {damaged} damaged, {days} days: {done.stderr}")
    return Row(**json.loads(done.stdout))


def fitted(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """For each of `TIMES`, the exponent of CPU time in each of `SIZES`."""
    sizes = np.log([[getattr(row, size) for size in SIZES] for row in rows])
    columns = np.column_stack((sizes, np.ones(len(rows))))
    exponents = {}
    for name in TIMES:
        cpu_s = np.log([max(row.cpu_s[name], 1e-6) for row in rows])
        found = np.linalg.lstsq(columns, cpu_s, rcond=None)[0]
        exponents[name] = {size: float(value) for size, value in zip(SIZES, found, strict=False)}
    return exponents


def _line(row: Row, *, heading: bool) -> str:
    title = f"{'case':<17}{'buses':>6}{'lost':>5}{'days':>5}{'nothing':>11}{'largest':>11}{'search':>11}{'bound':>11}"
    title += f"{'gap':>8}" + "".join(f"{name + ' s':>10}" for name in TIMES) + f"{'wall s':>9}{'peak MB':>9}"
    cells = "".join(f"{value / 1e6:>11.1f}" for value in (row.nothing, row.largest, row.objective, row.bound))
    times = "".join(f"{row.cpu_s[name]:>10.2f}" for name in TIMES)
    line = f"{row.case:<17}{row.bus_count:>6}{row.damaged_count:>5}{row.day_count:>5}{cells}{row.gap_share:>8.2%}"
    line += f"{times}{row.wall_s['all']:>9.1f}{row.peak_mb:>9.0f}"
    return f"{title}\n{line}" if heading else line


def _words(exponents: dict[str, dict[str, float]]) -> str:
    """The fits; objectives in the table are millions of weighted person-hours, times CPU seconds."""
    lines = ["", "Objectives in millions of weighted person-hours; s: CPU seconds."]
    for name, found in exponents.items():
        powers = ", ".join(f"{size.removesuffix('_count')}s^{value:.2f}" for size, value in found.items())
        lines.append(f"CPU time of {name} ~ {powers}")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
