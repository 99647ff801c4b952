"""Bound and plan, once where power is all there is, in rounds where water has to be learnt from EPANET."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from svitlo.coupling import Comparison
from svitlo.desk import Desk
from svitlo.plan.bound import Bound
from svitlo.plan.coupled_bound import bound_of_case
from svitlo.plan.day_values import values_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation
from svitlo.plan.tidy import tidied
from svitlo.report.results import account_of, objective_by_block
from svitlo.tables.case import Case

ROUND_SHARES = (0.3, 0.35, 0.35)
"""How much of the effort goes into each round of planning where there is water: each learns from those before."""

MOST_OTHERS = 5
"""So many other plans of the rounds may be held against the best by what physics confirms of them."""

AIMS_SHARE = 0.25
"""Where there is water, this much of the bound's effort goes into bounds for the planner to aim at. The last bound,
which knows all that the plan itself knows, then has the whole of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the user chose for one plan."""

    planner: str = "search"
    options: Options = field(default_factory=Options)
    count_announced: bool = False


def planned(desk: Desk, choice: Choice, stage: Callable[[str], None]) -> tuple[Schedule, Bound, Comparison | None]:
    """The planner's schedule and the bound; where there is water, the best of some rounds by its corrected days.

    Each round knows what the days of the plans before it have taught: a search finds out where the planning model
    promises too much. For the same reason what the last search began from (power first, each side alone, greedy) is
    held against its end. How far planned and simulated water were apart at first is returned with them.
    """
    if not desk.case.water:
        return *_round(desk, choice, 1.0, stage), None
    judge = _Judge(desk=desk)
    found: list[tuple[float, Schedule, Bound]] = []
    stopped = False
    try:
        for share in ROUND_SHARES:
            starts: list[Schedule] = []
            schedule, bound = _round(desk, _heard(choice, starts), share, stage)
            found.append((judge.objective(schedule), schedule, bound))
            # A time limit ends each round in its own time; Ctrl-C ends them all.
            if bound.cut_short or (schedule.cut_short and choice.options.time_limit_s is None):
                break
        else:
            found += [(judge.objective(one), one, bound) for one in begun_from(desk.situation(), schedule, starts)]
    except KeyboardInterrupt:
        if not found:
            raise
        stopped = True
    found_best = sorted(found, key=lambda one: one[0])
    best = found_best[0][1]
    if choice.planner == "search":
        others = {one.dates: one for _, one, _ in found_best[1:] if one.dates != best.dates}
        best = replace(best, alternatives=(*best.alternatives, *list(others.values())[:MOST_OTHERS]))
    cut_short = stopped or found[-1][1].cut_short
    stopped_bound = replace(found[-1][2], cut_short=stopped or found[-1][2].cut_short)
    return replace(best, cut_short=cut_short), stopped_bound, judge.raw


@dataclass(slots=True, kw_only=True)
class _Judge:
    """Judges schedules by their corrected days; `raw`: how far planned and simulated water were apart at first."""

    desk: Desk
    raw: Comparison | None = None

    def objective(self, schedule: Schedule) -> float:
        """The objective by what hydraulics gives, which is learnt."""
        settled = self.desk.settled(schedule, self.raw)
        self.raw = settled.raw
        return float(objective_by_block(self.desk.case, account_of(self.desk.case), settled.services).sum())


def _heard(choice: Choice, starts: list[Schedule]) -> Choice:
    """The choice, of which the search tells what it begins from."""
    if choice.planner != "search":
        return choice
    return replace(choice, options=replace(choice.options, started=starts.append))


def begun_from(situation: Situation, end: Schedule, starts: Sequence[Schedule]) -> list[Schedule]:
    """What a search began from, tidied, each plan once and none that is its end; none if it was cut short."""
    if end.cut_short:
        return []
    values = values_of(situation)
    known = {end.dates}
    found = []
    for start in starts:
        one = tidied(values, start)
        if one.dates not in known:
            known.add(one.dates)
            found.append(one)
    return found


def last_bound(case: Case, situation: Situation, bound: Bound, choice: Choice) -> Bound:
    """The bound by all that is known of a plan: with water, what was learnt since may have lifted what limited it."""
    if not case.water:
        return bound
    last = bound_of_case(situation, 0 if bound.cut_short else choice.options.bound_effort)
    return replace(last, cut_short=bound.cut_short or last.cut_short)


def _round(desk: Desk, choice: Choice, share: float, stage: Callable[[str], None]) -> tuple[Schedule, Bound]:
    """A bound and a plan by what is known now, with a share of the effort."""
    options = _part(choice.options, share)
    if desk.case.water:
        options = replace(options, bound_effort=round(AIMS_SHARE * options.bound_effort))
    situation = desk.situation()
    stage("bounding")
    bound = bound_of_case(situation, options.bound_effort)
    stage("planning")
    return PLANNERS[choice.planner](situation, options_for(replace(choice, options=options), bound)), bound


def _part(options: Options, share: float) -> Options:
    """Options with part of the effort and of the time."""
    seconds = None if options.time_limit_s is None else share * options.time_limit_s
    return replace(
        options,
        effort=round(share * options.effort),
        bound_effort=round(share * options.bound_effort),
        time_limit_s=seconds,
    )


def options_for(choice: Choice, bound: Bound) -> Options:
    """What the planner is told; who stops the bound (Ctrl-C) wants a plan now, if not a proved one."""
    options = replace(choice.options, aims=bound.targets, floor=bound.value)
    return replace(options, time_limit_s=0.0) if bound.cut_short and choice.planner != "exact" else options
