"""The proved optimum of small generated cases, beside the search and the bound.

    bench/exact                      # 30 cases of 5, 14 and 24 buses, up to 10 damaged assets
    bench/exact --seeds 1..3 --json

Asserted on every case: the exact planner's plan is worth what the auditor's model says, no planner is below it, and the
bound is not above it. Asserted on all of them together: the search is within 0.5 % of it on each and equal on 80 %.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench._runs import AGREEMENT, Recount, Spent, bounded, check_bound, objective_of, planned
from bench._table import seeds_in
from bench.generate import generated_case
from svitlo.plan.situation import situation_of

NETWORKS = (("case5_pjm", 7), ("case14_ieee", 9), ("case24_ieee_rts", 10))
"""PGLib networks, and how many of their assets are damaged."""

SEEDS = "1..10"
QUICK_NETWORKS = (("case5_pjm", 4), ("case14_ieee", 5), ("case24_ieee_rts", 5))
QUICK_SEEDS = "3"
QUICK_DAYS = 30
QUICK_EFFORT = 300
PLANNERS = ("largest", "greedy", "search")
WORST_EXCESS_SHARE = 0.005
EQUAL_SHARE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case; objectives in weighted person-hours."""

    case: str
    seed: int
    damaged_count: int
    day_count: int
    optimum: float
    objective: dict[str, float]
    bound: float
    spent: dict[str, Spent]

    def excess_share(self, planner: str) -> float:
        """How far a planner is above the optimum, in shares of it."""
        if self.optimum <= 0.0:
            return 0.0 if self.objective[planner] <= AGREEMENT else float("inf")
        return self.objective[planner] / self.optimum - 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; raises AssertionError where what must hold does not."""
    options = _parsed(arguments)
    networks = QUICK_NETWORKS if options.quick else NETWORKS
    effort = options.effort or (QUICK_EFFORT if options.quick else None)
    days = QUICK_DAYS if options.quick else None
    rows = []
    for network, damaged in networks:
        for seed in seeds_in(options.seeds or (QUICK_SEEDS if options.quick else SEEDS)):
            rows.append(compared((network, damaged, days), seed, effort))
            if not options.json:
                print(_line(rows[-1], heading=len(rows) == 1), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))
    check(rows)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/exact", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", help=f"seeds of the cases of each network, e.g. 1..5 or 1,4 (default {SEEDS})")
    parser.add_argument("--effort", type=int, help="of the search (default: its own)")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="one small case of each network")
    return parser.parse_args(arguments)


def compared(size: tuple[str, int, int | None], seed: int, effort: int | None) -> Row:
    """The exact planner, the others and the bound on one case; each objective is computed in two ways.

    `size`: PGLib network, damaged assets, days (None: drawn).
    """
    network, damaged, days = size
    case = generated_case(network, seed, damaged=damaged, days=days)
    situation = situation_of(case)
    bound, bound_spent = bounded(situation, None)
    plans = {name: planned(situation, name, effort, bound) for name in (*PLANNERS, "exact")}
    objective = {name: objective_of(situation, schedule) for name, (schedule, _) in plans.items()}
    recount = Recount(case, situation)
    for schedule, _ in plans.values():
        recount.check(schedule)
    optimum = objective["exact"]
    check_bound(bound.value, [optimum])
    check_bound(optimum, list(objective.values()))
    return Row(
        case=network,
        seed=seed,
        damaged_count=len(situation.outages.items),
        day_count=situation.days,
        optimum=optimum,
        objective={name: objective[name] for name in PLANNERS},
        bound=bound.value,
        spent={name: spent for name, (_, spent) in plans.items()} | {"bound": bound_spent},
    )


def equal_count(rows: Sequence[Row]) -> int:
    """Cases on which the search found the optimum."""
    return sum(row.excess_share("search") <= AGREEMENT for row in rows)


def check(rows: Sequence[Row]) -> None:
    """Raises AssertionError where the search is too far off, or off too often."""
    for row in rows:
        assert row.excess_share("search") <= WORST_EXCESS_SHARE, (row.case, row.seed, row.excess_share("search"))
    assert equal_count(rows) >= EQUAL_SHARE * len(rows), (equal_count(rows), len(rows))


def _line(row: Row, *, heading: bool) -> str:
    """The optimum in millions of weighted person-hours; the others by how far they are off; CPU seconds below."""
    title = f"{'case':<17}{'seed':>5}{'lost':>5}{'days':>5}{'exact':>12}"
    title += "".join(f"{name:>11}" for name in (*PLANNERS, "bound"))
    below = row.bound / row.optimum - 1.0 if row.optimum > 0.0 else 0.0
    cells = "".join(f"{share:>+11.4%}" for share in (*(row.excess_share(name) for name in PLANNERS), below))
    times = "".join(f"{row.spent[name].cpu_s:>11.2f}" for name in (*PLANNERS, "bound"))
    lines = [
        f"{row.case:<17}{row.seed:>5}{row.damaged_count:>5}{row.day_count:>5}{row.optimum / 1e6:>12.3f}{cells}",
        f"{'':<17}{'CPU s':>15}{row.spent['exact'].cpu_s:>12.2f}{times}",
    ]
    return "\n".join([title, *lines] if heading else lines)


def _summary(rows: Sequence[Row]) -> str:
    worst = max(row.excess_share("search") for row in rows)
    gaps = [1.0 - row.bound / row.optimum for row in rows if row.optimum > 0.0]
    return (
        f"\n{len(rows)} cases: the search is at the optimum on {equal_count(rows)}, at most {worst:.3%} above it; "
        f"the bound is never above it and at most {max(gaps, default=0.0):.3%} below"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
