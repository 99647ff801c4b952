"""What it takes to prove ninety days of a grid and its water networks by AC power flow and EPANET together.

    bench/proving                                     # 200 buses with Net3 and ky10: some minutes
    bench/proving --water Net1 --days 10 --json
    bench/proving --quick

A 200-bus grid is struck by lot, the pumps of the water networks hang on its buses, and repairs in the order of size
bring both back. The plan is settled first; then it is proven from nothing, and the parts of that are timed: both
engines together, EPANET alone, AC power flow alone. There is no peer that proves both.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import TypeVar

from bench._table import table
from bench._water_side import with_water
from bench.generate import generated_case
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import pumps_of
from svitlo.coupling import Waterworks
from svitlo.damage.outages import outages_of
from svitlo.desk import Desk
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import Options, largest
from svitlo.proof.power_ac import prove_power
from svitlo.proof.states import capacity_shares
from svitlo.proof.together import Claim, prove
from svitlo.proof.water import simulated

Answer = TypeVar("Answer")

NETWORK, QUICK_NETWORK = "case200_activ", "case14_ieee"
WATER, QUICK_WATER = ("Net3", "ky10"), ("Net1",)
DAYS, QUICK_DAYS = 90, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One part of the proof."""

    part: str
    cpu_s: float
    wall_s: float
    distinct: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parsed(arguments)
    network = QUICK_NETWORK if options.quick else NETWORK
    names = tuple(options.water or (QUICK_WATER if options.quick else WATER))
    days = options.days or (QUICK_DAYS if options.quick else DAYS)
    rows = measured(network, names, days)
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    print(f"{days} days of {network} with {', '.join(names)}")
    cells = [(row.part, f"{row.cpu_s:.1f}", f"{row.wall_s:.1f}", row.distinct) for row in rows]
    print(table(("what is proven", "CPU s", "wall s", "solved"), cells))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/proving", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--water", action="append", help="a network that WNTR ships (may be repeated)")
    parser.add_argument("--days", type=int, help=f"days of the case (default {DAYS})")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="a small case")
    return parser.parse_args(arguments)


def measured(network: str, names: Sequence[str], days: int) -> list[Row]:
    """The times of the whole proof and of its parts."""
    case = with_water(generated_case(network, 1, days=days), Random(1), names)
    grid = grid_of(case.power)
    outages, pumps = outages_of(case, grid), pumps_of(case, grid.bus_ids)
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        schedule = largest(desk.situation(), Options())
        settled = desk.settled(schedule)
        decisions = decisions_of(settled.situation, schedule)
    services, water = settled.services, settled.services.water
    assert water is not None
    claim = Claim(power_share=services.power_share, pump_share=water.pump_share, water_m3h=water.served_m3h)
    both, first = _timed("AC power flow and EPANET", lambda: prove(case, decisions, claim))
    shares = capacity_shares(case, outages, decisions)
    said, second = _timed(
        "EPANET alone, once", lambda: simulated(case, outages.items, shares, (pumps, water.pump_share))
    )
    drawn_mw = said.pump_mw(case, pumps)
    alone, third = _timed("AC power flow alone", lambda: prove_power(case, decisions, services.power_share, drawn_mw))
    assert both.water is not None
    assert (alone.power_share == both.power.power_share).all()
    return [
        replace(first, distinct=f"{both.power.state_count} states, {both.water.day_count} days"),
        replace(second, distinct=f"{said.distinct_count} days"),
        replace(third, distinct=f"{alone.state_count} states"),
    ]


def _timed(part: str, work: Callable[[], Answer]) -> tuple[Answer, Row]:
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    row = Row(part=part, cpu_s=time.process_time() - cpu, wall_s=time.perf_counter() - wall, distinct="")
    return answer, row


if __name__ == "__main__":
    main()
