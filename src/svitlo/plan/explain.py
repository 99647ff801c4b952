"""Why a plan is as it is: for each work, for each asset left, and what money, equipment and delays would change.

Effort is counted in linear programs. Up to three quarters of the limit go to the works, those first that the plan would
miss most; what is left goes to deliveries, pledges and kinds of equipment in turn, the weightiest of each first. What
the effort does not reach is said to be not worked out. A step that has begun is finished, so the limit is passed by one
step at most.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from svitlo.assets.power import Floats
from svitlo.plan.day_values import values_of
from svitlo.plan.explain_brings import Brings, Meter
from svitlo.plan.explain_changes import Replanner
from svitlo.plan.explain_heat import HeatWatch
from svitlo.plan.explain_questions import NOT_WORKED_OUT, Questions
from svitlo.plan.explain_waits import Lookup, Retrial
from svitlo.plan.placed import INSTALL, at_of
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Begun, Situation
from svitlo.tables.case import Case
from svitlo.tables.explanation import Core, Explanation, LeftExplained, Name, WorkExplained, plain_record

LEAST_EFFORT, LEAST_SIZE = 200, 200_000
"""What an explanation may always take, so that small cases are explained whatever the planner and its effort: linear
programs, and linear programs times buses."""

PLANNING_SHARE = 0.3
"""Linear programs of an explanation over those of planning: they are cheaper, one state after the other being alike."""

HEAT_SHARE = 0.1
"""Share of the limit after which what brings a heat place's power back is no longer worked out."""

WORKS_SHARE = 0.75
LOOK_SHARE = 0.25
"""Shares of the limit after which no further work is explained, and no further first look taken at which to explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much an explanation may take: linear programs, and seconds where the planning itself was held to some."""

    effort_count: int
    time_limit_s: float | None = None


def limit_of(situation: Situation, effort_count: int, time_limit_s: float | None) -> Limit:
    """Three tenths of the linear programs that planning may solve (0: it does not search), a quarter of its seconds."""
    least = max(LEAST_EFFORT, LEAST_SIZE // max(1, situation.grid.bus_count))
    seconds = None if time_limit_s is None else time_limit_s / 4.0
    return Limit(effort_count=max(least, int(PLANNING_SHARE * effort_count)), time_limit_s=seconds)


def explain(
    case: Case,
    situation: Situation,
    schedule: Schedule,
    limit: Limit,
    *,
    count_announced: bool,
    served: Floats | None = None,
) -> Explanation:
    """Why a plan is as it is; the same input and limit give the same (unless there is a time limit).

    `served` is the share that each place gets (day, block, place); without it nothing is said of heat.
    """
    lookup = Lookup(case, count_announced=count_announced)
    values = values_of(situation)
    watch = None if served is None else HeatWatch(case, situation, schedule, served)
    meter = Meter(situation, schedule, values)
    purse = _Purse(limit, lambda: meter.solve_count + (0 if watch is None else watch.solve_count))
    heat = () if watch is None else watch.answers(lambda: purse.within(HEAT_SHARE))
    retrial = Retrial(situation, schedule, lookup)
    works = tuple(_works(case, schedule, meter, purse, retrial))
    left = tuple(_left(situation, meter, purse, retrial))
    brings = {work.asset_id: work.without_it or 0.0 for work in works}
    questions = Questions(case, situation, schedule, lookup, brings)
    # Of a plan without works there is no order to plan again from: its questions are left open.
    money, equipment, delays = questions.answered(
        Replanner(situation, schedule, values), lambda: bool(schedule.jobs) and purse.within(1.0)
    )
    said = Explanation(
        first_date=case.settings.start.isoformat(),
        days=situation.days,
        effort_count=purse.spent_count,
        effort_limit_count=limit.effort_count,
        works=works,
        left=left,
        core=core_of(situation, schedule),
        money=money,
        equipment=equipment,
        delays=delays,
        heat=heat,
    )
    return replace(said, names=_names(case, said))


class _Purse:
    """What is left of a limit."""

    def __init__(self, limit: Limit, spent: Callable[[], int]) -> None:
        self._limit_count, self._spent = limit.effort_count, spent
        self._ends_at = math.inf if limit.time_limit_s is None else time.monotonic() + limit.time_limit_s

    @property
    def spent_count(self) -> int:
        """Linear programs solved so far."""
        return self._spent()

    def within(self, share: float) -> bool:
        """Whether less than a share of the limit is spent, and the time is not over."""
        return self._spent() < share * self._limit_count and time.monotonic() < self._ends_at


# ---- works and what is left


def core_of(situation: Situation, schedule: Schedule) -> Core | None:
    """The works in the first half of every near-best plan; None where fewer than two such plans are known."""
    if len(schedule.near_best) < 2:
        return None
    share = first_half_shares(schedule)
    rows = [row for row, value in share.items() if value == 1.0]
    ids = sorted(situation.tasks[row].work.asset_id for row in rows)
    return Core(plan_count=len(schedule.near_best), asset_ids=tuple(ids))


def first_half_shares(schedule: Schedule) -> Mapping[int, float]:
    """For each task row of any near-best plan, the share of plans with it in their first half (the middle included)."""
    firsts = [frozenset(plan[: (len(plan) + 1) // 2]) for plan in schedule.near_best]
    rows = sorted({row for plan in schedule.near_best for row in plan})
    return {row: sum(row in first for first in firsts) / len(firsts) for row in rows}


def _works(case: Case, schedule: Schedule, meter: Meter, purse: _Purse, retrial: Retrial) -> list[WorkExplained]:
    """Every work by its start, with figures as far as the effort goes."""
    figures: dict[int, Brings] = {}
    for job in meter.by_need(lambda: purse.within(LOOK_SHARE)):
        if not purse.within(WORKS_SHARE):
            break
        figures[job.task] = meter.brings(job)
    tasks = meter.situation.tasks
    shares = first_half_shares(schedule) if len(schedule.near_best) >= 2 else None
    works = [_begun(case, begun) for begun in meter.situation.begun]
    for job in schedule.jobs:
        work, waits, brings = tasks[job.task].work, retrial.waits(job), figures.get(job.task, Brings())
        works.append(
            WorkExplained(
                asset_id=work.asset_id,
                crew_kind=work.crew_kind,
                start_day=job.start_day,
                start_date=case.date_of(job.start_day).isoformat(),
                service_day=job.service_day,
                service_date=case.date_of(job.service_day).isoformat(),
                capacity_share=job.capacity_share,
                without_it=brings.without_it,
                helps_from_day=brings.helps_from_day,
                people_switched_on=brings.people_switched_on,
                people_switched_on_together=brings.people_switched_on_together,
                people_given_water=brings.people_given_water,
                people_given_water_together=brings.people_given_water_together,
                returns_with=brings.returns_with,
                only_together_with=brings.only_together_with,
                waited_for=waits.waited_for,
                parts=waits.parts,
                crew=waits.crew,
                could_start_day=waits.could_start_day,
                ready_with_substitute_day=waits.ready_with_substitute_day,
                in_first_half_share=None if shares is None else shares.get(job.task, 0.0),
            )
        )
    return sorted(works, key=lambda one: (one.start_day, one.service_day, one.asset_id))


def _begun(case: Case, begun: Begun) -> WorkExplained:
    """A work that goes on: no decision of this plan, so nothing is worked out for it."""
    return WorkExplained(
        asset_id=begun.work.asset_id,
        crew_kind=begun.work.crew_kind,
        start_day=begun.start_day,
        start_date=case.date_of(begun.start_day).isoformat(),
        service_day=begun.service_day,
        service_date=case.date_of(begun.service_day).isoformat(),
        capacity_share=begun.capacity_share,
        without_it=None,
        helps_from_day=None,
        people_switched_on=None,
        people_switched_on_together=None,
        people_given_water=None,
        people_given_water_together=None,
        returns_with=(),
        only_together_with=(),
        waited_for=("begun",),
        parts=(),
        crew=None,
        could_start_day=None,
        ready_with_substitute_day=None,
        in_first_half_share=None,
    )


def _left(situation: Situation, meter: Meter, purse: _Purse, retrial: Retrial) -> Iterator[LeftExplained]:
    """Every damaged asset that has no work in the plan, sorted by id; what could have been placed is not damaged."""
    row_of = {task.work.asset: row for row, task in enumerate(situation.tasks)}
    begun = {item.work.asset for item in situation.begun}
    for asset, item in enumerate(situation.outages.items):
        row = row_of.get(asset)
        if asset in begun or item.kind == INSTALL:
            continue
        if row is None:
            yield LeftExplained(asset_id=item.asset_id, crew_kind="", why="no work", lacks=(), gain=None)
        elif row not in retrial.jobs:
            yield _left_work(situation, row, meter, purse, retrial)


def _left_work(situation: Situation, row: int, meter: Meter, purse: _Purse, retrial: Retrial) -> LeftExplained:
    work, job = situation.tasks[row].work, retrial.possible(row)
    said = LeftExplained(asset_id=work.asset_id, crew_kind=work.crew_kind, why=NOT_WORKED_OUT, lacks=(), gain=None)
    if job is None:
        why, lacks = retrial.why_not(row)
        return replace(said, why=why, lacks=lacks)
    if not purse.within(WORKS_SHARE):
        return said
    gain = meter.gain_of(job)
    return replace(said, why="not chosen" if gain > 0.0 else "no gain", gain=gain)


# ---- names


def _names(case: Case, said: Explanation) -> tuple[Name, ...]:
    """What the case calls the places and the equipment of all placed units that an explanation speaks of."""
    called = {f"place:{key}": name for key, name in case.places.select("place_id", "name").iter_rows()}
    called |= {f"equipment:{key}": name for key, name in case.catalogue.select("equipment_id", "name").iter_rows()}
    wanted: set[str] = set()
    for asset_id in _texts(plain_record(said)):
        if asset_id.startswith(f"{INSTALL}/"):
            wanted |= {at_of(asset_id), f"equipment:{asset_id.rsplit('/', 2)[1]}"}
    return tuple(Name(id=key, name=called[key]) for key in sorted(wanted & called.keys()))


def _texts(value: object) -> Iterator[str]:
    """Every text in a plain record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)
