"""What it saves to plan power and water as one, in weighted person-hours that physics confirms.

    bench/coordination                    # ten generated cases on two grids: about an hour
    bench/coordination --case case24_ieee_rts --seeds 1..3 --json
    bench/coordination --quick

Each case has a grid, one or two water networks whose pumps hang on it, damage on both, lead times, crews of several
kinds, money and gifts for both, and generators with fuel for part of the day. Four plans are made with the same effort:

- `jointly`: power and water in one plan;
- `power first`: the best plan for power alone, and then what is left for water;
- `each alone`: a plan for power by its utility, and one for water by the other, which takes power as it is today;
  orders and crews go to whoever's work would begin first;
- `greedy`: jointly, one work after the other, by person-hours regained per crew-day.

All are settled and proven alike (AC power flow and EPANET). Asserted: each keeps the rules of the audit's own telling,
and no plan is below the bound.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bench._runs import check_bound
from bench._table import seeds_in
from bench._water_side import coupled_case
from svitlo.coupling import Waterworks
from svitlo.desk import Desk
from svitlo.plan.coupled_bound import bound_of_case
from svitlo.plan.one_side import sides_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import Options, greedy, search
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import Situation
from svitlo.report.results import account_of, objective_by_block, proven_objective
from svitlo.tables.case import Case

CASES = ("case24_ieee_rts", "case39_epri")
SEEDS = "1..5"
QUICK_CASES = ("case14_ieee",)
QUICK_SEEDS = "1"
EFFORT, BOUND_EFFORT = 4_000, 60_000
QUICK_EFFORT, QUICK_BOUND_EFFORT = 200, 2_000
JOINTLY = "jointly"
OTHERS = ("power first", "each alone", "greedy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case; `planned` and `proven` in weighted person-hours by strategy."""

    case: str
    seed: int
    day_count: int
    damaged_count: int
    bound: float
    planned: dict[str, float]
    proven: dict[str, float]

    @property
    def saved_share(self) -> float:
        """What planning jointly saves over the best of the others, in what was proven."""
        best = min(self.proven[name] for name in OTHERS)
        return 1.0 - self.proven[JOINTLY] / best if best > 0.0 else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; raises AssertionError where what must hold does not."""
    options = _parsed(arguments)
    rows: list[Row] = []
    for network in options.case or (QUICK_CASES if options.quick else CASES):
        for seed in seeds_in(options.seeds or (QUICK_SEEDS if options.quick else SEEDS)):
            effort = QUICK_EFFORT if options.quick else options.effort
            rows.append(compared(coupled_case(network, seed), (network, seed), effort, quick=options.quick))
            if not options.json:
                print(_line(rows[-1], heading=len(rows) == 1), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/coordination", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="a PGLib network (may be repeated)")
    parser.add_argument("--seeds", help=f"of the cases of each network, e.g. 1..5 or 1,4 (default {SEEDS})")
    parser.add_argument("--effort", type=int, default=EFFORT, help="linear programs of each search")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="one small case")
    return parser.parse_args(arguments)


def compared(case: Case, name: tuple[str, int], effort: int, *, quick: bool = False) -> Row:
    """The four plans of one case, planned and proven alike."""
    planned, proven = {}, {}
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        first = search(desk.situation(), Options(effort=effort // 3))
        # All strategies know what the days of a first plan teach of water.
        desk.settled(first)
        situation = desk.situation()
        bound = bound_of_case(situation, QUICK_BOUND_EFFORT if quick else BOUND_EFFORT)
        for strategy, made in STRATEGIES.items():
            schedule = made(situation, effort)
            settled = desk.settled(schedule)
            physics = desk.proven(decisions_of(settled.situation, schedule), settled)
            planned[strategy] = float(objective_by_block(case, account_of(case), settled.services).sum())
            proven[strategy] = proven_objective(case, account_of(case), physics)
    check_bound(bound.value, list(planned.values()))
    return Row(
        case=name[0],
        seed=name[1],
        day_count=case.settings.days,
        damaged_count=case.damage.height,
        bound=bound.value,
        planned=planned,
        proven=proven,
    )


# ---- strategies


def jointly(situation: Situation, effort: int) -> Schedule:
    """Power and water in one plan."""
    bound = bound_of_case(situation, BOUND_EFFORT // 4)
    return search(situation, Options(effort=effort, aims=bound.targets))


def power_first(situation: Situation, effort: int) -> Schedule:
    """The best plan for power; water has what is left of crews, money and equipment."""
    first, _, _ = _apart(situation, effort)
    return schedule_of(situation, first)


def each_alone(situation: Situation, effort: int) -> Schedule:
    """Two plans made without each other, put together by when their works would begin."""
    _, _, by_date = _apart(situation, effort)
    return schedule_of(situation, by_date)


def _apart(situation: Situation, effort: int) -> tuple[Order, ...]:
    """Orders of both plans, each made with half of the effort: power first, water first, and by date."""
    sides = sides_of(situation)
    assert sides is not None
    half = Options(effort=effort // 2)
    return tuple(sides.orders(search(sides.power, half), search(sides.water, half)))


def one_by_one(situation: Situation, effort: int) -> Schedule:  # noqa: ARG001 - one interface for all
    """Greedy, jointly."""
    return greedy(situation, Options())


STRATEGIES: dict[str, Callable[[Situation, int], Schedule]] = {
    JOINTLY: jointly,
    "power first": power_first,
    "each alone": each_alone,
    "greedy": one_by_one,
}


def _line(row: Row, *, heading: bool) -> str:
    """Proven weighted person-hours in millions; the plan's own figure beside the bound in brackets."""
    title = f"{'case':<18}{'seed':>5}{'days':>5}{'lost':>5}" + "".join(f"{name:>13}" for name in (JOINTLY, *OTHERS))
    title += f"{'saved':>8}{'gap':>8}"
    line = f"{row.case:<18}{row.seed:>5}{row.day_count:>5}{row.damaged_count:>5}"
    line += "".join(f"{row.proven[name] / 1e6:>13.2f}" for name in (JOINTLY, *OTHERS))
    gap = 1.0 - row.bound / row.planned[JOINTLY] if row.planned[JOINTLY] > 0.0 else 0.0
    line += f"{row.saved_share:>8.1%}{gap:>8.1%}"
    return f"{title}\n{line}" if heading else line


def _summary(rows: Sequence[Row]) -> str:
    saved = [row.saved_share for row in rows]
    spread = f"from {min(saved):.1%} to {max(saved):.1%}, median {statistics.median(saved):.1%}"
    lines = [
        "",
        f"{len(rows)} cases: planning jointly saves {statistics.mean(saved):.1%} in the mean over the best of the",
    ]
    lines.append(f"other three ({spread})")
    for name in OTHERS:
        each = [1.0 - row.proven[JOINTLY] / row.proven[name] for row in rows if row.proven[name] > 0.0]
        lines.append(f"  over {name}: {statistics.mean(each):.1%} in the mean, {min(each):.1%} at least")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
