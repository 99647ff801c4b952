"""What it saves to plan power and water as one, in weighted person-hours that physics confirms.

    bench/coordination                    # ten generated cases on two grids: about an hour
    bench/coordination --case case24_ieee_rts --seeds 1..3 --json
    bench/coordination --quick

Each case has a grid, one or two water networks whose pumping stations hang on it, damage on both, lead times, crews of
several kinds, money and gifts for both, and generators with fuel for part of the day (`bench/_water_side.py`). Four
ways to plan, with the same effort each:

- `jointly`: power and water in one plan, as `svitlo plan` makes it;
- `power first`: the best plan for power alone; what brings power nothing, and what is left of crews, money and
  equipment, is then planned as well as can be for both;
- `each alone`: a plan for power by its utility, and one for water by the other, which takes power as it is today, or as
  whole, whichever turns out better; orders and crews go to whoever's work would begin first;
- `greedy`: jointly, one work after the other, by person-hours regained per crew-day.

Each way plans in the same rounds: it learns from EPANET what the days of its own plans before this serve, and the best
by corrected days counts. Each of the four is then settled with all that was learnt of all of them, proven by AC power
flow and EPANET, and audited. Asserted: the audit finds nothing, and no plan is below the bound.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType

from bench._runs import check_bound
from bench._table import seeds_in
from bench._water_side import coupled_case
from svitlo.coupling import Waterworks
from svitlo.desk import Desk
from svitlo.pipeline import chosen
from svitlo.plan.coupled_bound import bound_of_case
from svitlo.plan.day_values import values_of
from svitlo.plan.one_side import rest_after, sides_of, that_count
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import Options, greedy, search
from svitlo.plan.schedule import Schedule, schedule_of
from svitlo.plan.situation import Situation
from svitlo.proof.audit import audit
from svitlo.report.results import Run, account_of, objective_by_block, plan_of, proven_objective
from svitlo.rounds import AIMS_SHARE, MOST_OTHERS, ROUND_SHARES, Choice, begun_from, planned
from svitlo.tables.case import Case

CASES = ("case24_ieee_rts", "case39_epri")
SEEDS = "1..5"
QUICK_CASES = ("case14_ieee",)
QUICK_SEEDS = "3"
QUICK_DAYS = 12
EFFORT, QUICK_EFFORT = 4_000, 200
BOUND_ITERATIONS = 10
"""Iterations for the bound for each linear program of a search."""

AGREEMENT = 1e-6
JOINTLY = "jointly"
OTHERS = ("power first", "each alone", "greedy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case; `planned` and `proven` in weighted person-hours by way; `nothing` if nothing is done, as planned."""

    case: str
    seed: int
    day_count: int
    damaged_count: int
    bound: float
    nothing: float
    planned: dict[str, float]
    proven: dict[str, float]

    @property
    def saved_share(self) -> float:
        """What planning jointly saves over the best of the others, in what was proven."""
        return saved_of(self.proven, OTHERS)

    @property
    def planned_share(self) -> float:
        """The same in what was planned, settled with EPANET and without AC power flow."""
        return saved_of(self.planned, OTHERS)

    def saved_over(self, name: str) -> float:
        """What planning jointly saves over one of the others, in what was proven."""
        return saved_of(self.proven, (name,))

    @property
    def most_share(self) -> float:
        """What the best of all plans could save at most over the best of the others, in what was planned."""
        best = min(self.planned[name] for name in OTHERS)
        return 1.0 - self.bound / best if best > 0.0 else 0.0


def saved_of(person_hours: Mapping[str, float], others: Sequence[str]) -> float:
    """What planning jointly saves over the best of some others, as a share; negative where it is worse."""
    best = min(person_hours[name] for name in others)
    return 1.0 - person_hours[JOINTLY] / best if best > 0.0 else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; raises AssertionError where what must hold does not."""
    options = _parsed(arguments)
    rows: list[Row] = []
    for network in options.case or (QUICK_CASES if options.quick else CASES):
        for seed in seeds_in(options.seeds or (QUICK_SEEDS if options.quick else SEEDS)):
            case = coupled_case(network, seed, days=QUICK_DAYS if options.quick else None)
            rows.append(compared(case, (network, seed), QUICK_EFFORT if options.quick else options.effort))
            if not options.json:
                print(_line(rows[-1], heading=len(rows) == 1), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/coordination", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", action="append", help="a PGLib network (may be repeated)")
    parser.add_argument("--seeds", help=f"of the cases of each network, e.g. 1..5 or 1,4 (default {SEEDS})")
    parser.add_argument("--effort", type=int, default=EFFORT, help="linear programs of each way to plan")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="one small case")
    return parser.parse_args(arguments)


def compared(case: Case, name: tuple[str, int], effort: int) -> Row:
    """The four plans of one case, planned and proven alike."""
    schedules = {JOINTLY: jointly(case, effort), **{way: _in_rounds(case, way, effort) for way in OTHERS}}
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        for schedule in schedules.values():
            desk.settled(schedule)
        # From here on every plan is judged by the days of all of them.
        judged = {way: _judged(desk, schedule) for way, schedule in schedules.items()}
        bound = bound_of_case(desk.situation(), BOUND_ITERATIONS * effort).value
        nothing = _objective(desk, Schedule())
    check_bound(bound, [objective for objective, _ in judged.values()])
    return Row(
        case=name[0],
        seed=name[1],
        day_count=case.settings.days,
        damaged_count=case.damage.height,
        bound=bound,
        nothing=nothing,
        planned={way: objective for way, (objective, _) in judged.items()},
        proven={way: proven for way, (_, proven) in judged.items()},
    )


def _objective(desk: Desk, schedule: Schedule) -> float:
    """Weighted person-hours of a schedule by its corrected days."""
    return float(objective_by_block(desk.case, account_of(desk.case), desk.settled(schedule).services).sum())


def _judged(desk: Desk, schedule: Schedule) -> tuple[float, float]:
    """Weighted person-hours planned and proven; raises AssertionError where the audit finds fault with the plan."""
    case = desk.case
    settled = desk.settled(schedule)
    decisions = decisions_of(settled.situation, schedule)
    physics = desk.proven(decisions, settled)
    run = Run(
        planner="search",
        seed=0,
        effort=0,
        bound_effort=0,
        count_announced=False,
        seconds=0.0,
        svitlo="",
        engines={},
        notes=(),
    )
    if_nothing = desk.settled(Schedule()).services
    breaches = audit(case, plan_of(case, decisions, (settled.services, if_nothing), physics, 0.0, run))
    assert not breaches, breaches
    objective = float(objective_by_block(case, account_of(case), settled.services).sum())
    return objective, proven_objective(case, account_of(case), physics)


# ---- ways to plan


def jointly(case: Case, effort: int) -> Schedule:
    """Power and water in one plan, by the rounds of `svitlo plan`."""
    options = Options(effort=effort, bound_effort=BOUND_ITERATIONS * effort)
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        schedule, _, raw = planned(desk, Choice(options=options), lambda _: None)
        return chosen(desk, schedule, raw).schedule


def _in_rounds(case: Case, way: str, effort: int) -> Schedule:
    """Of the best plans of some rounds by corrected days the one of which physics confirms most, as in `svitlo.rounds`.

    Each round knows what those before have taught; what the searches of the last round began from counts too.
    """
    found: list[tuple[float, Schedule]] = []
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        for number, share in enumerate(ROUND_SHARES, start=1):
            task = _Task(desk.situation(), round(share * effort), wide=number == len(ROUND_SHARES))
            found += [(_objective(desk, schedule), schedule) for schedule in MADE[way](task)]
        best, *others = (schedule for _, schedule in sorted(found, key=lambda one: one[0]))
        unlike = {one.dates: one for one in others if one.dates != best.dates}
        return chosen(desk, replace(best, alternatives=tuple(unlike.values())[:MOST_OTHERS]), None).schedule


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be planned with which effort; `wide`: what a search began from is wanted as well."""

    situation: Situation
    effort: int
    wide: bool

    def part(self, situation: Situation, share: float) -> list[Schedule]:
        """The best plan that search finds for a part, aimed by its bound; then, if wanted, what it began from."""
        effort = round(share * self.effort)
        bound = bound_of_case(situation, round(AIMS_SHARE * BOUND_ITERATIONS * effort))
        starts: list[Schedule] = []
        options = Options(effort=effort, aims=bound.targets, floor=bound.value, started=starts.append)
        best = search(situation, options)
        return [best, *(begun_from(situation, best, starts) if self.wide else [])]


def power_first(task: _Task) -> list[Schedule]:
    """The best plan for power; what that leaves of works, crews, money and equipment as well as can be for both."""
    sides = sides_of(task.situation)
    assert sides is not None
    counting = that_count(values_of(sides.power), task.part(sides.power, 0.5)[0])
    rest = rest_after(task.situation, sides.power_jobs(counting))
    return [rest.whole(schedule) for schedule in task.part(rest.situation, 0.5)]


def each_alone(task: _Task) -> list[Schedule]:
    """Two plans made without each other, put together by when their works would begin."""
    sides = sides_of(task.situation)
    assert sides is not None
    power = task.part(sides.power, 0.5)[0]
    found = []
    for situation in (sides.water, sides.water_if_whole(task.situation)):
        for water in task.part(situation, 0.25):
            *_, by_date = sides.orders(power, water)
            found.append(schedule_of(task.situation, by_date))
    return found


def one_by_one(task: _Task) -> list[Schedule]:
    """Greedy, jointly."""
    return [greedy(task.situation, Options())]


MADE: Mapping[str, Callable[[_Task], list[Schedule]]] = MappingProxyType(
    {"power first": power_first, "each alone": each_alone, "greedy": one_by_one}
)
"""The other ways; where one makes several plans, the best by corrected days counts."""


def _line(row: Row, *, heading: bool) -> str:
    """Proven weighted person-hours in millions and what was saved; then as planned what was saved, what any plan could
    have saved at most, and how far the joint plan may be from the best.
    """
    title = f"{'case':<16}{'seed':>5}{'days':>5}{'lost':>5}{'nothing':>9}"
    title += (
        "".join(f"{name:>12}" for name in (JOINTLY, *OTHERS)) + f"{'saved':>8}{'planned':>9}{'at most':>9}{'gap':>7}"
    )
    line = f"{row.case:<16}{row.seed:>5}{row.day_count:>5}{row.damaged_count:>5}{row.nothing / 1e6:>9.2f}"
    line += "".join(f"{row.proven[name] / 1e6:>12.2f}" for name in (JOINTLY, *OTHERS))
    gap = 1.0 - row.bound / row.planned[JOINTLY] if row.planned[JOINTLY] > 0.0 else 0.0
    line += f"{row.saved_share:>8.1%}{row.planned_share:>9.1%}{row.most_share:>9.1%}{gap:>7.1%}"
    return f"{title}\n{line}" if heading else line


def _summary(rows: Sequence[Row]) -> str:
    lines = ["", f"{len(rows)} cases: what planning jointly saves, in what was proven unless said"]
    shares = {"the best of the others": [row.saved_share for row in rows]}
    shares |= {name: [row.saved_over(name) for row in rows] for name in OTHERS}
    shares["the best, as planned"] = [row.planned_share for row in rows]
    shares["the best, at most"] = [row.most_share for row in rows]
    for name, saved in shares.items():
        spread = statistics.stdev(saved) if len(saved) > 1 else 0.0
        lines.append(
            f"  over {name + ':':<24}{statistics.mean(saved):>7.1%} in the mean, standard deviation {spread:.1%}, "
            f"median {statistics.median(saved):.1%}, from {min(saved):.1%} to {max(saved):.1%}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
