"""Whole plans of generated cases: what each planner leaves people without, the bound, and what both took.

    bench/plans                                             # six networks, seeds 1 to 5
    bench/plans --case case118_ieee --seeds 1,2 --json

Every planner's schedule is turned into the tables of a plan, and its objective computed again from these by the
auditor's model (another formulation, another solver); both agree to 1e-6 on each day looked at (all days of networks up
to 300 buses, six of larger ones), and the bound is below every objective, before anything is shown. To look at one of
the cases, `bench/generate NETWORK SEED FOLDER`, then `svitlo plan FOLDER`.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench._runs import Recount, Spent, bounded, check_bound, gap_share, objective_of, planned
from bench._table import seeds_in
from bench.generate import generated_case
from svitlo.plan.situation import situation_of

CASES = ("case24_ieee_rts", "case39_epri", "case118_ieee", "case300_ieee", "case1354_pegase", "case2869_pegase")
SEEDS = "1..5"
PLANNERS = ("nothing", "largest", "greedy", "search")
ALL_DAYS_BUS_COUNT = 300
SAMPLE_DAY_COUNT = 6
QUICK = ("case14_ieee", "case24_ieee_rts")
QUICK_SEEDS = "2"
QUICK_EFFORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case: objectives in weighted person-hours, by planner, and what planning and bounding took."""

    case: str
    seed: int
    bus_count: int
    damaged_count: int
    day_count: int
    objective: dict[str, float]
    repaired_count: dict[str, int]
    bound: float
    gap_share: float
    spent: dict[str, Spent]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parsed(arguments)
    cases = tuple(options.case or (QUICK if options.quick else CASES))
    seeds = seeds_in(options.seeds or (QUICK_SEEDS if options.quick else SEEDS))
    effort = options.effort or (QUICK_EFFORT if options.quick else None)
    bound_effort = options.bound_effort or (QUICK_EFFORT if options.quick else None)
    planners = [name for name in PLANNERS if name not in (options.without or ())]
    rows = []
    for case in cases:
        for seed in seeds:
            rows.append(compared(case, seed, planners, (effort, bound_effort)))
            if not options.json:
                print(_line(rows[-1], heading=len(rows) == 1), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/plans", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", nargs="+", help="PGLib networks, e.g. case118_ieee; without it, six of 24 to 2869")
    parser.add_argument("--seeds", help=f"seeds of the cases, e.g. 1..5 or 1,4 (default {SEEDS})")
    parser.add_argument("--without", nargs="+", choices=PLANNERS[:-1], help="planners to leave out")
    parser.add_argument("--effort", type=int, help="of the search (default: its own)")
    parser.add_argument("--bound-effort", type=int, help="of the bound (default: its own)")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="seconds instead of hours")
    return parser.parse_args(arguments)


def compared(network: str, seed: int, planners: Sequence[str], efforts: tuple[int | None, int | None]) -> Row:
    """The planners on one case, each objective computed in two ways, and the bound, at which the search may aim.

    `efforts`: of the search and of the bound; None: its own default.
    """
    case = generated_case(network, seed)
    situation = situation_of(case)
    bound, bound_spent = bounded(situation, efforts[1])
    plans = {name: planned(situation, name, efforts[0], bound) for name in planners}
    objective = {name: objective_of(situation, schedule) for name, (schedule, _) in plans.items()}
    bus_count = situation.grid.bus_count
    recount = Recount(case, situation, None if bus_count <= ALL_DAYS_BUS_COUNT else SAMPLE_DAY_COUNT)
    for schedule, _ in plans.values():
        recount.check(schedule)
    check_bound(bound.value, list(objective.values()))
    return Row(
        case=network,
        seed=seed,
        bus_count=bus_count,
        damaged_count=len(situation.outages.items),
        day_count=situation.days,
        objective=objective,
        repaired_count={name: len(schedule.jobs) for name, (schedule, _) in plans.items()},
        bound=bound.value,
        gap_share=gap_share(objective["search"], bound.value),
        spent={name: spent for name, (_, spent) in plans.items()} | {"bound": bound_spent},
    )


def _line(row: Row, *, heading: bool) -> str:
    """Objectives in millions of weighted person-hours; CPU seconds and solves below."""
    title = f"{'case':<17}{'seed':>5}{'lost':>5}{'days':>5}" + "".join(f"{name:>12}" for name in PLANNERS)
    title += f"{'bound':>12}{'gap':>9}"
    cells = "".join(_cell(row.objective.get(name), 1e-6, ">12.2f") for name in PLANNERS)
    lines = [f"{row.case:<17}{row.seed:>5}{row.damaged_count:>5}{row.day_count:>5}{cells}{row.bound / 1e6:>12.2f}"]
    lines[0] += f"{row.gap_share:>9.2%}"
    for what, form in (("cpu_s", ">12.2f"), ("wall_s", ">12.2f"), ("solve_count", ">12")):
        spent = (row.spent.get(name) for name in (*PLANNERS, "bound"))
        values = "".join(_cell(None if one is None else getattr(one, what), 1, form) for one in spent)
        lines.append(f"{'':<17}{what:>15}{values}")
    return "\n".join([title, *lines] if heading else lines)


def _cell(value: float | None, scale: float, form: str) -> str:
    """A number, or a dash where a planner was left out."""
    return f"{'-':>12}" if value is None else format(value * scale, form)


def _summary(rows: Sequence[Row]) -> str:
    """Medians of each network, and of all."""
    lines = ["", "Objectives above in millions of weighted person-hours; below, medians over the seeds."]
    lines += [
        f"{'case':<17}{'cases':>6}{'gap':>9}{'worst':>9}{'largest/search':>16}{'greedy/search':>15}"
        f"{'search CPU s':>14}{'bound CPU s':>13}{'both wall s':>13}"
    ]
    groups = {case: [row for row in rows if row.case == case] for case in dict.fromkeys(row.case for row in rows)}
    if len(groups) > 1:
        groups["all"] = list(rows)
    for name, group in groups.items():
        gaps = [row.gap_share for row in group]
        search, bound = ([row.spent[what] for row in group] for what in ("search", "bound"))
        wall_s = [one.wall_s + other.wall_s for one, other in zip(search, bound, strict=True)]
        lines.append(
            f"{name:<17}{len(group):>6}{statistics.median(gaps):>9.2%}{max(gaps):>9.2%}"
            f"{_ratio(group, 'largest'):>16.3f}{_ratio(group, 'greedy'):>15.3f}"
            f"{statistics.median(spent.cpu_s for spent in search):>14.1f}"
            f"{statistics.median(spent.cpu_s for spent in bound):>13.1f}{statistics.median(wall_s):>13.1f}"
        )
    return "\n".join(lines)


def _ratio(rows: Sequence[Row], planner: str) -> float:
    """Median of a planner's objective in shares of the search's; cases in which the search loses nothing left out."""
    kept = [row for row in rows if planner in row.objective]
    ratios = [row.objective[planner] / row.objective["search"] for row in kept if row.objective["search"] > 0.0]
    return statistics.median(ratios) if ratios else float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
