"""What a plan is better without: equipment placed where it brings nothing, and another order of alike units."""

from collections.abc import Sequence
from dataclasses import replace

from svitlo.plan.placed import INSTALL, is_install
from svitlo.plan.schedule import Job, Order, Schedule, schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values

WORTHWHILE_SHARE = 1e-4
"""Dates are moved only for more than this share of the objective."""

NOISE_SHARE = 1e-9
"""Differences below this share of the objective are the solver's last digits."""


def tidied(values: Values, schedule: Schedule) -> Schedule:
    """The schedule without placed equipment that brings nothing, the last placed first; alike units in order of number.

    A repair that brings nothing makes the grid whole again and stays; a set that brings nothing is money for nothing.
    """
    situation = values.situation
    jobs = list(schedule.jobs)
    placed = [job for job in jobs if is_install(situation.tasks[job.task].work)]
    if not placed:
        return schedule
    limit = (1.0 + NOISE_SHARE) * values.of(schedule)
    for job in sorted(placed, key=lambda one: (-one.start_day, -one.task)):
        others = [other for other in jobs if other is not job]
        if values.of(Schedule(tuple(others)), limit) <= limit:
            jobs = others
    kept = replace(schedule, jobs=tuple(jobs))
    if len(jobs) < len(schedule.jobs):
        # The crews of what was left out are free: what is left may begin sooner.
        sooner = schedule_of(situation, Order(tuple(job.task for job in jobs), hasty_of(situation, jobs)))
        if values.of(sooner, limit) <= (1.0 - WORTHWHILE_SHARE) * values.of(kept):
            kept = replace(schedule, jobs=sooner.jobs)
    return replace(kept, jobs=tuple(_in_order(situation, kept.jobs)))


def hasty_of(situation: Situation, jobs: Sequence[Job]) -> frozenset[int]:
    """The works that use something in place of what they need."""
    return frozenset(
        job.task
        for job in jobs
        if {grant.option.equipment_id for grant in job.grants}
        - {need.equipment_id for need in situation.tasks[job.task].needs}
    )


def _in_order(situation: Situation, jobs: Sequence[Job]) -> list[Job]:
    """Of alike units the one placed first has the first number (their tasks differ in nothing else)."""
    alike: dict[str, list[int]] = {}
    for row, task in enumerate(situation.tasks):
        if task.work.asset_id.startswith(f"{INSTALL}/"):
            alike.setdefault(task.work.asset_id.rsplit("/", 1)[0], []).append(row)
    group_of = {row: name for name, rows in alike.items() for row in rows}
    free = {name: iter(rows) for name, rows in alike.items()}
    dated = sorted((job.start_day, job.service_day, place) for place, job in enumerate(jobs) if job.task in group_of)
    renamed = {place: next(free[group_of[jobs[place].task]]) for _, _, place in dated}
    return [replace(job, task=renamed.get(place, job.task)) for place, job in enumerate(jobs)]
