"""What people wait for: reports opened from the disk, their slider, and the server's pages while a plan is being made.

    bench/browser --keep out/bench                          # the flagship, 2,000 and 9,241 buses, and the server
    bench/browser --report out/winter-53m/report.html --json

Each report is opened in Chromium (1440 by 900, no WebGL, no GPU) five times, and its slider then moved step by step;
`_browser_pages` says how that is measured. Beside it the same network with the same states, a curve and a slider as one
Plotly file, in the same run; that file has nothing else, where a report has all its views. Before times are shown: both
pages show the same number of buses without power on five days.

The flagship's report is the one given or that of `out/winter-53m`; without either the case is planned by `largest`, the
cheapest planner. Its document has all that a plan has: water, the proof, the explanation. The documents of 2,000 and
9,241 buses are made by `largest` on made-up damage, without bound, AC proof and explanation (`_browser_reports`), and
at 9,241 buses a place has its power where its bus is fed, by the network's islands and not by the planning model.

The server shows the flagship's plan. A load is all that a browser without a cache asks for, one request after the other
(page, style, bundle, document), 200 times while idle and 200 times while a search plans a case of 118 buses.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser

from bench import _browser_peer
from bench._browser_pages import Measured, measured, started
from bench._browser_reports import FLAGSHIP, ROOT, Report, generated_report, given_report, planned_report
from bench._browser_server import Served, answers
from bench._table import ratio, table, text

NETWORKS = ("case2000_goc", "case9241_pegase")
QUICK_NETWORKS = ("case24_ieee_rts",)
QUICK_DAYS = 10
STEP_COUNT, QUICK_STEP_COUNT = 60, 6
OPENING_COUNT, QUICK_OPENING_COUNT = 5, 1
LOAD_COUNT, QUICK_LOAD_COUNT = 200, 10
SAMPLE_COUNT = 5
PLANNED, QUICK_PLANNED = "case118_ieee", "case39_epri"
"""What is planned while the server is measured."""


AIMS = {
    FLAGSHIP: "ready < 500 ms, < 1000 kB",
    "case2000_goc": "step 17 ms median",
    "case9241_pegase": "ready < 1500 ms, step < 50 ms",
}
SERVER_AIM = "95 % < 100 ms while planning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One report, and the peer's page of the same document, where the peer is installed."""

    name: str
    bus_count: int
    step_count: int
    ours: Measured
    peer: Measured | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    options = _parsed(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        flagship = _flagship(options, folder)
        rows = []
        with started() as browser:
            for name, report in _reports(options, flagship, folder):
                rows.append(compared(browser, name, report, Path(scratch), quick=options.quick))
        served = None
        if flagship.plan is not None:
            example = "first-light" if options.quick else FLAGSHIP
            count = QUICK_LOAD_COUNT if options.quick else LOAD_COUNT
            network = QUICK_PLANNED if options.quick else PLANNED
            served = answers(ROOT / "examples" / example, flagship.plan, network, count)
    load = os.getloadavg()[0]
    if options.json:
        found = {"load": load, "pages": [asdict(row) for row in rows], "server": served and asdict(served)}
        print(json.dumps(found, indent=1))
        return
    print(_pages(rows))
    if served is not None:
        print(f"\n{_server(served)}")
    print(f"\nload of the machine at the end: {load:.1f} on {os.cpu_count()} cores")


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/browser", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--report", type=Path, help=f"the flagship's report (default: out/{FLAGSHIP}/report.html)")
    parser.add_argument("--case", nargs="*", help=f"PGLib networks (default: {' '.join(NETWORKS)})")
    parser.add_argument("--keep", type=Path, help="folder in which plans and documents are kept for the next run")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="small cases and few steps")
    return parser.parse_args(arguments)


def _flagship(options: argparse.Namespace, folder: Path) -> Report:
    if options.report is not None:
        return given_report(options.report)
    if options.quick:
        return planned_report("first-light", folder)
    there = ROOT / "out" / FLAGSHIP / "report.html"
    return given_report(there) if there.exists() else planned_report(FLAGSHIP, folder, "--planner", "largest")


def _reports(options: argparse.Namespace, flagship: Report, folder: Path) -> Iterator[tuple[str, Report]]:
    yield ("first-light" if options.quick else FLAGSHIP), flagship
    networks = options.case if options.case is not None else QUICK_NETWORKS if options.quick else NETWORKS
    for network in networks:
        yield network, generated_report(network, folder, **({"days": QUICK_DAYS} if options.quick else {}))


def compared(browser: Browser, name: str, report: Report, folder: Path, *, quick: bool) -> Row:
    """A report and the peer's page of it. Raises AssertionError where they do not show the same."""
    count = min(QUICK_STEP_COUNT if quick else STEP_COUNT, report.step_count - 1)
    openings = QUICK_OPENING_COUNT if quick else OPENING_COUNT
    steps = range(1, count + 1)
    samples = sorted({at * (report.step_count - 1) // (SAMPLE_COUNT - 1) for at in range(SAMPLE_COUNT)})
    ours = measured(browser, report.path, steps, samples, openings)
    peer = None
    if _browser_peer.is_there():
        page = _browser_peer.peer_page(report.document, folder / f"{name}-peer.html")
        peer = measured(browser, page, steps, samples, openings)
        assert ours.dark == peer.dark, (name, ours.dark, peer.dark)
    return Row(name=name, bus_count=report.bus_count, step_count=count, ours=ours, peer=peer)


def _pages(rows: Sequence[Row]) -> str:
    heads = ("report", "buses", "page", "kB", "ready ms", "own ms", "step ms", "95 %", "heap MB", "step, times ours")
    lines = []
    for row in rows:
        for page, one in (("Svitlo", row.ours), ("Plotly", row.peer)):
            if one is None:
                continue
            figures = (one.ready_ms, one.own_ms, one.painted_ms, one.painted_p95_ms, one.heap_mb)
            times = text(ratio(one.painted_ms, row.ours.painted_ms), ".1f")
            named = (row.name, f"{row.bus_count:,}") if one is row.ours else ("", "")
            lines.append([*named, page, f"{one.size_kb:,.0f}", *(text(figure, ",.1f") for figure in figures), times])
    aims = [f"aim of {row.name}: {AIMS[row.name]}" for row in rows if row.name in AIMS]
    missing = [] if _browser_peer.is_there() else ["not installed: Plotly (extra `bench`)"]
    return "\n".join([table(heads, lines), *aims, *missing])


def _server(served: Served) -> str:
    heads = ("server", "loads", "kB", "median ms", "95 % ms", "worst ms")
    lines = [
        [
            name,
            str(one.load_count),
            *(f"{value:,.1f}" for value in (one.size_kb, one.median_ms, one.p95_ms, one.worst_ms)),
        ]
        for name, one in (("idle", served.idle), ("while a plan is made", served.planning))
    ]
    return f"{table(heads, lines)}\naim: {SERVER_AIM} ({served.spent:,} linear programs were solved meanwhile)"


if __name__ == "__main__":
    main(sys.argv[1:])
