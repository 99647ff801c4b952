"""Planning anew after a changed fact: from the plan that was followed so far, not from nothing.

What has begun stays (`kept`). The rest starts from the old plan's order: works that it left out are put in where they
help most, then local search goes on from there. Dates that gain nothing by moving are put back to what people were
told, and the old plan's own dates stand unless a new plan is better by more than `WORTHWHILE_SHARE`.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from svitlo.plan.carried import Wanted, wanted_of
from svitlo.plan.day_values import values_of
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, SEARCH_TOLERANCE_SHARE, Options
from svitlo.plan.schedule import Job, Ledger, Order, Schedule, schedule_of
from svitlo.plan.search import Budget, improved
from svitlo.plan.situation import Situation
from svitlo.plan.start import aimed_order
from svitlo.plan.tidy import tidied
from svitlo.plan.value import Values
from svitlo.tables.results import Decisions

REPLAN_EFFORT = 2_000
"""Linear programs that a re-plan may solve: less than a first plan, as it starts from a good order."""

REPLAN_BOUND_EFFORT = 6_000
"""Iterations of the simplex method that the bound of a re-plan may take."""

LARGE_BUS_COUNT = 500
"""Networks above this size get half of the linear programs, so that an answer comes within a minute."""

WORTHWHILE_SHARE = 1e-4
"""A plan that is better by less than this share of the objective is not worth new dates."""

INSERT_SHARE = 0.5
"""Most of the effort that may go into finding places for works that the old plan left out."""

PLACES_TRIED = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Where in the order a work is tried, as shares of its length."""


def default_efforts(bus_count: int) -> tuple[int, int]:
    """Linear programs of the search and iterations of the bound for a network of this size."""
    if bus_count > LARGE_BUS_COUNT:
        return REPLAN_EFFORT // 2, REPLAN_BOUND_EFFORT
    return REPLAN_EFFORT, REPLAN_BOUND_EFFORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """The new schedule, and what is left of the old one: works that can still be done on their old days."""

    schedule: Schedule
    carried_on: Schedule


def replanned(situation: Situation, old: Decisions, options: Options) -> Replanned:
    """The best schedule found for what has not begun, and the old plan as far as it can still be followed.

    The same situation, old plan, seed and effort give the same, unless a time limit or Ctrl-C stops the search.
    """
    ends_at = math.inf if options.time_limit_s is None else time.monotonic() + options.time_limit_s
    wanted = wanted_of(situation, old)
    carried_on = _carried_on(situation, wanted)
    values = values_of(situation, SEARCH_TOLERANCE_SHARE)
    start, cut_short = _start_order(situation, values, wanted, round(INSERT_SHARE * options.effort), ends_at)
    schedules = [_filled(situation, carried_on, start), schedule_of(situation, start)]
    near_best: tuple[tuple[int, ...], ...] = ()
    if not cut_short:
        budget = Budget(
            effort=max(0, options.effort - values.solve_count),
            time_limit_s=None if options.time_limit_s is None else max(0.0, ends_at - time.monotonic()),
            floor=options.floor,
            progress=options.progress,
        )
        aimed = [aimed_order(situation, options.aims)] if options.aims else []
        found = improved(situation, values, [start, *aimed], options.seed, budget)
        cut_short, near_best = found.cut_short, found.near_best
        schedules.append(schedule_of(situation, found.order))
    exact = values.closer(FINAL_TOLERANCE_SHARE)
    best = carried_on
    for schedule in schedules:
        if exact.of(schedule) < (1.0 - WORTHWHILE_SHARE) * exact.of(best):
            best = schedule
    best = tidied(exact, _settled(situation, exact, best, wanted))
    return Replanned(schedule=replace(best, cut_short=cut_short, near_best=near_best), carried_on=carried_on)


def _carried_on(situation: Situation, wanted: Wanted) -> Schedule:
    """Works that can still be done on their old days with what was meant for them, in the order of their start."""
    ledger, jobs = Ledger(situation), []
    for job in wanted.values():
        if isinstance(job, Job) and ledger.allows(job):
            ledger.take(job)
            jobs.append(job)
    return Schedule(tuple(jobs))


def _filled(situation: Situation, carried_on: Schedule, order: Order) -> Schedule:
    """The old dates as far as they hold, and every other work after these."""
    ledger = Ledger(situation)
    for job in carried_on.jobs:
        ledger.take(job)
    held = {job.task for job in carried_on.jobs}
    others = [ledger.place(task, hasty=task in order.hasty) for task in order.tasks if task not in held]
    return Schedule((*carried_on.jobs, *(job for job in others if job is not None)))


def _start_order(
    situation: Situation, values: Values, wanted: Wanted, effort: int, ends_at: float
) -> tuple[Order, bool]:
    """The old order with the works that it left out at the places where they help most, and whether time ran out.

    Those whose absence would cost most once all else is repaired come first; what helps nowhere is left out.
    """
    rest = [row for row in range(len(situation.tasks)) if row not in wanted]
    hasty = frozenset(rest) | {row for row, job in wanted.items() if _is_hasty(situation, row, job)}
    order, cut_short = Order(tuple(wanted), hasty), False
    try:
        best = values.of(schedule_of(situation, order))
        for row in _most_missed_first(situation, values, rest):
            if time.monotonic() >= ends_at:
                return order, True
            if values.solve_count >= effort:
                order = Order((*order.tasks, row), hasty)
                continue
            chosen = order
            for place in sorted({round(share * len(order.tasks)) for share in PLACES_TRIED}):
                tried = Order((*order.tasks[:place], row, *order.tasks[place:]), hasty)
                value = values.of(schedule_of(situation, tried), best)
                if value < best:
                    best, chosen = value, tried
            order = chosen
    except KeyboardInterrupt:
        cut_short = True
    return order, cut_short


def _is_hasty(situation: Situation, row: int, job: Job | tuple[int, int]) -> bool:
    """Whether a work used a substitute, or can no longer be done as it was meant to be."""
    if not isinstance(job, Job):
        return True
    own = {need.equipment_id for need in situation.tasks[row].needs}
    return any(grant.option.equipment_id not in own for grant in job.grants)


def _most_missed_first(situation: Situation, values: Values, rows: Sequence[int]) -> list[int]:
    """Tasks by what their asset alone costs per crew-day when everything else is repaired."""
    whole = np.ones(len(situation.outages.items))
    least = values.spell(whole, 0, situation.days) if rows else 0.0
    missed: dict[int, float] = {}
    for row in rows:
        work = situation.tasks[row].work
        without = whole.copy()
        without[work.asset] = 0.0
        missed[row] = (values.spell(without, 0, situation.days) - least) / work.days
    return sorted(rows, key=lambda row: (-missed[row], row))


def _settled(situation: Situation, exact: Values, best: Schedule, wanted: Wanted) -> Schedule:
    """The schedule without needless changes, as far as that costs nothing.

    Works go back to their old days in the order of their start, then those that are new and bring nothing are left out,
    the last first.
    """
    jobs = {job.task: job for job in best.jobs}
    ledger = Ledger(situation)
    for job in best.jobs:
        ledger.take(job)
    limit = (1.0 + FINAL_TOLERANCE_SHARE) * exact.of(best)
    for row, old in wanted.items():
        now = jobs.get(row)
        if not isinstance(old, Job) or now == old:
            continue
        if now is not None:
            ledger.give_back(now)
        if ledger.allows(old) and exact.of(Schedule(tuple((jobs | {row: old}).values())), limit) <= limit:
            jobs[row] = old
        if row in jobs:
            ledger.take(jobs[row])
    fresh = sorted((row for row in jobs if row not in wanted), key=lambda row: (-jobs[row].start_day, row))
    for row in fresh:
        others = {task: job for task, job in jobs.items() if task != row}
        if exact.of(Schedule(tuple(others.values())), limit) <= limit:
            jobs = others
    return Schedule(tuple(jobs.values()))
