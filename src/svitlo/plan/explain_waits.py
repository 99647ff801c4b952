"""What each work of a plan waited for, and why assets stay damaged: by trying each work again with one thing lifted.

Every question is put to a ledger in which all other works of the plan keep their dates and what they take. The work is
then placed again as things are, with crews always free, and with all parts in store. What its start depends on shows in
which of these starts are sooner. No linear programs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from svitlo.aid.decisions import outcomes_of
from svitlo.aid.ledger import Pledge, support_of
from svitlo.plan.schedule import Grant, Job, Ledger, Schedule
from svitlo.plan.situation import Need, Situation, Task
from svitlo.tables.case import Case
from svitlo.tables.explanation import CrewWait, Giver, Lack, PartWait

MANY_CREWS = 1_000_000
HOLDERS_TRIED = 12
"""How many works that hold sooner units are tried for each part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What kept one work from an earlier start; fields as in `WorkExplained`."""

    waited_for: tuple[str, ...]
    parts: tuple[PartWait, ...] = ()
    crew: CrewWait | None = None
    could_start_day: int | None = None
    ready_with_substitute_day: int | None = None


class Lookup:
    """Names and dates of a case that the planner itself does not need."""

    def __init__(self, case: Case, *, count_announced: bool) -> None:
        self.pledges: Mapping[str, Pledge] = {
            pledge.pledge_id: pledge for pledge in support_of(case, count_announced=count_announced)
        }
        self._case = case
        self._outcomes = {outcome.decision_id: outcome for outcome in outcomes_of(case)}
        self._available = dict(case.pledges.select("pledge_id", "available").iter_rows())
        self._actors = dict(case.actors.select("actor_id", "name").iter_rows())
        self._equipment = dict(case.catalogue.select("equipment_id", "name").iter_rows())

    def equipment(self, equipment_id: str) -> str:
        """The catalogue's name."""
        return str(self._equipment.get(equipment_id) or equipment_id)

    def actor(self, pledge_id: str) -> str:
        """Who gives."""
        actor_id = self.pledges[pledge_id].actor_id
        return str(self._actors.get(actor_id) or actor_id)

    def giver(self, pledge_id: str) -> Giver:
        """A usable pledge and why it is usable only from then on."""
        pledge = self.pledges[pledge_id]
        outcome = self._outcomes.get(pledge.decision_id)
        adopted = outcome.adopted_on if outcome is not None else None
        return Giver(
            pledge_id=pledge_id,
            actor=self.actor(pledge_id),
            usable_day=pledge.usable_from_day or 0,
            available_day=self._case.day_of(self._available[pledge_id]),
            decision_id=outcome.decision_id if outcome is not None else None,
            adopted_day=None if adopted is None else self._case.day_of(adopted),
            rule=outcome.rule if outcome is not None else None,
        )


class Retrial:
    """Places works of a schedule again, one thing lifted at a time."""

    def __init__(self, situation: Situation, schedule: Schedule, lookup: Lookup) -> None:
        self.situation = situation
        self.jobs = {job.task: job for job in schedule.jobs}
        self._lookup = lookup
        kinds = {task.work.crew_kind for task in situation.tasks} | set(situation.crews)
        plenty = {kind: np.full(situation.days, MANY_CREWS, dtype=np.int64) for kind in sorted(kinds)}
        stocked = tuple(replace(task, needs=()) for task in situation.tasks)
        self._crews_free = replace(situation, crews=plenty)
        self._in_store = replace(situation, tasks=stocked)
        self._real, self._no_crews, self._no_parts = (
            _booked(variant, schedule) for variant in (situation, self._crews_free, self._in_store)
        )

    # ---- works of the plan

    def waits(self, job: Job) -> Waits:
        """What kept a work of the plan from an earlier start."""
        task = self.situation.tasks[job.task]
        if job.start_day <= self.situation.kept.on_day:
            return Waits(waited_for=("first day",))
        ledgers = (self._real, self._no_crews, self._no_parts)
        for ledger in ledgers:
            ledger.give_back(job)
        as_is, crews_free, in_store = (_start(ledger, job.task, hasty=_is_hasty(task, job)) for ledger in ledgers)
        hasty = _start(self._real, job.task, hasty=True)
        could_start = as_is if as_is < job.start_day else None
        found = Waits(
            waited_for=("choice",), could_start_day=could_start, ready_with_substitute_day=_sooner(hasty, as_is)
        )
        if could_start is None:
            found = self._binding(task, job, crews_free, in_store)
            found = replace(found, ready_with_substitute_day=_sooner(hasty, job.start_day))
        for ledger in ledgers:
            ledger.take(job)
        return found

    def _binding(self, task: Task, job: Job, crews_free: int, in_store: int) -> Waits:
        """The things of which each alone keeps the work from starting a day sooner; its own bookings are given back.

        With crews always free it starts when its parts and the damage allow. If that is sooner, or if it starts no
        sooner with all parts in store, no crew was free the day before.
        """
        start = job.start_day
        if task.work.first_day >= start:
            return Waits(waited_for=("damage",))
        parts: tuple[PartWait, ...] = ()
        if crews_free >= start:
            parts = tuple(self._part(task, job, grant) for grant in _latest(job))
        waits_for_crew = crews_free < start or in_store >= start
        crew = self._crew(job, min(crews_free, start)) if waits_for_crew else None
        waited = [what for what, found in (("part", parts), ("crew", crew)) if found]
        return Waits(waited_for=tuple(waited) or ("choice",), parts=parts, crew=crew)

    def _crew(self, job: Job, ready_day: int) -> CrewWait:
        kind = self.situation.tasks[job.task].work.crew_kind
        start, crews = job.start_day, self.situation.crews[kind]
        ends = [
            self.situation.tasks[other.task].work.asset_id
            for other in self.jobs.values()
            if other.service_day == start and self.situation.tasks[other.task].work.crew_kind == kind
        ]
        # The crews of begun works are not among the free ones until these end.
        begun_ends = [
            begun.work.asset_id
            for begun in self.situation.begun
            if begun.service_day == start and begun.work.crew_kind == kind
        ]
        more = max(0, int(crews[start]) - int(crews[start - 1]) - len(begun_ends))
        givers = [
            self._lookup.giver(pledge_id)
            for pledge_id, pledge in sorted(self._lookup.pledges.items())
            if pledge.form == "crew" and pledge.crew_kind == kind and pledge.usable_from_day == start
        ]
        busy_on = tuple(sorted([*ends, *begun_ends]))
        return CrewWait(ready_day=ready_day, busy_on=busy_on, more_crews=more, givers=tuple(givers) if more else ())

    def _part(self, task: Task, job: Job, grant: Grant) -> PartWait:
        option = grant.option
        source = self.situation.sources[option.source]
        return PartWait(
            equipment_id=option.equipment_id,
            equipment=self._lookup.equipment(option.equipment_id),
            quantity=grant.quantity,
            is_bought=source.is_money or bool(source.purchase_id),
            order_day=option.order_day,
            arrival_day=option.ready_day,
            giver=self._lookup.giver(source.pledge_id),
            sooner_units_went_to=self._holders(task, job, option.equipment_id),
        )

    def _holders(self, task: Task, job: Job, equipment_id: str) -> tuple[str, ...]:
        """Works that hold what would have let this one start sooner; each is set aside alone and this one tried."""
        sooner = {
            (option.source, option.equipment_id)
            for need in task.needs
            for option in need.options
            if option.equipment_id == equipment_id and option.ready_day < job.start_day
        }
        paying = {source for source, _ in sooner if self.situation.sources[source].is_money}
        candidates = [
            other
            for other in self.jobs.values()
            if other.task != job.task
            and any(
                (grant.option.source, grant.option.equipment_id) in sooner or grant.option.source in paying
                for grant in other.grants
            )
        ]
        found = []
        for other in sorted(candidates, key=lambda other: (other.start_day, other.task))[:HOLDERS_TRIED]:
            self._no_crews.give_back(other)
            if _start(self._no_crews, job.task, hasty=_is_hasty(task, job)) < job.start_day:
                found.append(self.situation.tasks[other.task].work.asset_id)
            self._no_crews.take(other)
        return tuple(sorted(found))

    # ---- assets that stay damaged

    def possible(self, task_row: int) -> Job | None:
        """A work that the plan leaves out, placed after all others; None if it cannot be had."""
        return self._real.earliest(task_row, hasty=True)

    def why_not(self, task_row: int) -> tuple[str, tuple[Lack, ...]]:
        """Why a work that is left out cannot be had beside the others: a `why` of `LeftExplained`, and lacks."""
        alone = [Ledger(variant) for variant in (self.situation, self._crews_free, self._in_store)]
        if self.situation.tasks[task_row].work.crew_kind not in self.situation.crews:
            return "no crew", ()
        if not _can(alone[0], task_row):
            lacks, with_crews, with_parts = self._lacks(task_row), _can(alone[1], task_row), _can(alone[2], task_row)
            if lacks or (with_parts and not with_crews):
                return "parts", lacks
            return ("no crew" if with_crews and not with_parts else "time"), ()
        with_crews, with_parts = _can(self._no_crews, task_row), _can(self._no_parts, task_row)
        if with_crews:
            return "crews went elsewhere", ()
        return ("parts went elsewhere" if with_parts else "both went elsewhere"), ()

    def _lacks(self, task_row: int) -> tuple[Lack, ...]:
        """Needs that cannot be met in time even with crews always free and no other work, each need tried alone."""
        task = self.situation.tasks[task_row]
        found = []
        for need in task.needs:
            tasks = list(self._crews_free.tasks)
            tasks[task_row] = replace(task, needs=(need,))
            if not _can(Ledger(replace(self._crews_free, tasks=tuple(tasks))), task_row):
                found.append(self._lack(task, need))
        return tuple(found)

    def _lack(self, task: Task, need: Need) -> Lack:
        last_start = self.situation.days - 1 - task.work.days
        in_time = [option for option in need.options if option.ready_day <= last_start]
        stocks: dict[int, float] = {}
        for option in in_time:
            stock = self.situation.sources[option.source].stock
            if self.situation.sources[option.source].is_money:
                stock = stock / option.price_usd if option.price_usd > 0.0 else float(need.quantity)
                limit = self.situation.supply_count.get(option.equipment_id)
                stock = stock if limit is None else min(stock, limit)
            stocks[option.source] = max(stocks.get(option.source, 0.0), float(int(stock + 1e-9)))
        return Lack(
            equipment_id=need.equipment_id,
            equipment=self._lookup.equipment(need.equipment_id),
            quantity=need.quantity,
            usable_count=min(need.quantity, int(sum(stocks.values()))),
            first_day=min((option.ready_day for option in need.options), default=None),
        )


def _booked(situation: Situation, schedule: Schedule) -> Ledger:
    ledger = Ledger(situation)
    for job in schedule.jobs:
        ledger.take(job)
    return ledger


def _start(ledger: Ledger, task_row: int, *, hasty: bool) -> int:
    """The earliest start; the far future where there is none."""
    job = ledger.earliest(task_row, hasty=hasty)
    return MANY_CREWS if job is None else job.start_day


def _can(ledger: Ledger, task_row: int) -> bool:
    return ledger.earliest(task_row, hasty=True) is not None


def _sooner(day: int, than: int) -> int | None:
    return day if day < than else None


def _is_hasty(task: Task, job: Job) -> bool:
    """Whether a work of the plan uses a substitute."""
    own = {need.equipment_id for need in task.needs}
    return any(grant.option.equipment_id not in own for grant in job.grants)


def _latest(job: Job) -> Sequence[Grant]:
    """What arrived on the day on which the work starts."""
    return [grant for grant in job.grants if grant.option.ready_day == job.start_day]
