"""From a priority order to dated orders, uses and works: a serial schedule generation scheme.

Each work in turn gets the earliest start at which everything it needs has arrived and a crew is free for its whole
length, given what the works before it have taken. A work that cannot come back into service before the horizon ends is
left undone and takes nothing.

Source: R. Kolisch, Serial and parallel resource-constrained project scheduling methods revisited, European Journal of
Operational Research 90 (1996), for the scheme.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.plan.situation import Need, Option, Situation, Task

MONEY_TOLERANCE_USD = 1e-6

PLENTY_COUNT = 2**62
"""Units that money can buy of what costs nothing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a planner decides.

    `tasks` by priority, as rows of `Situation.tasks` (those left out are not done); `hasty` ones may use substitutes to
    start sooner.
    """

    tasks: tuple[int, ...]
    hasty: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Units taken for one need by one option."""

    option: Option
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One work with its dates and what it takes. `capacity_share` is what the asset has afterwards."""

    task: int
    start_day: int
    service_day: int
    capacity_share: float
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dated works in the order in which they were placed.

    `cut_short`: the search for it was stopped before its effort was spent, so the same call may find another.
    `near_best`: for each distinct plan found that is within 1 % of the best (the best one included), its task rows in
    order of start; empty where the planner keeps no such plans. `alternatives`: schedules that the planning model
    hardly tells from this one and that are as unlike it and each other as can be.
    """

    jobs: tuple[Job, ...] = ()
    cut_short: bool = False
    near_best: tuple[tuple[int, ...], ...] = ()
    alternatives: tuple["Schedule", ...] = ()

    @property
    def dates(self) -> frozenset[tuple[int, int]]:
        """Which task is back on which day."""
        return frozenset((job.task, job.service_day) for job in self.jobs)


class Ledger:
    """What is still there while a schedule is made: gifts, money, supply and crews."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._stock = [source.stock for source in situation.sources]
        self._supply = dict(situation.supply_count)
        self._idle = {kind: crews.copy() for kind, crews in situation.crews.items()}

    def place(self, task_row: int, *, hasty: bool) -> Job | None:
        """Place one work at its earliest day and take what it needs; None if it cannot be back before the end."""
        job = self.earliest(task_row, hasty=hasty)
        if job is not None:
            self.take(job)
        return job

    def earliest(self, task_row: int, *, hasty: bool) -> Job | None:
        """The work at its earliest day, nothing taken."""
        task = self._situation.tasks[task_row]
        with_own = self._try(task_row, task, substitutes=False)
        if not hasty or not _has_substitutes(task):
            return with_own
        with_any = self._try(task_row, task, substitutes=True)
        if with_own is None or (with_any is not None and with_any.start_day < with_own.start_day):
            return with_any
        return with_own

    def _try(self, task_row: int, task: Task, *, substitutes: bool) -> Job | None:
        soonest = self._grants(task, self._situation.days, thrifty=False, substitutes=substitutes)
        if soonest is None:
            return None
        ready = max([task.work.first_day, *(grant.option.ready_day for grant in soonest)])
        start = self._crew_slot(task.work.crew_kind, task.work.days, ready)
        if start is None:
            return None
        # The crew may keep the work waiting anyway: what arrives by then may be a better use of what there is.
        grants = self._grants(task, start, thrifty=True, substitutes=substitutes) or soonest
        return Job(
            task=task_row,
            start_day=start,
            service_day=start + task.work.days,
            capacity_share=min([1.0, *(grant.option.capacity_share for grant in grants)]),
            grants=grants,
        )

    def _grants(self, task: Task, by_day: int, *, thrifty: bool, substitutes: bool) -> tuple[Grant, ...] | None:
        """Enough of everything by a day, or None; nothing is taken in the end.

        Soonest options first or, if `thrifty`, those first that leave most to others: the right equipment before a
        substitute, gifts before money, what is tightly earmarked before what is free, what came last before what was
        there first.
        """
        stock, supply = self._stock.copy(), self._supply.copy()
        taken: list[Grant] = []
        for need in task.needs:
            options = self._in_order(need, by_day, thrifty=thrifty, substitutes=substitutes)
            found = self._collect(need.quantity, options)
            if found is None:
                break
            taken += found
        else:
            found = taken
        self._stock, self._supply = stock, supply
        return None if found is None else tuple(taken)

    def _in_order(self, need: Need, by_day: int, *, thrifty: bool, substitutes: bool) -> Sequence[Option]:
        options = [
            option
            for option in need.options
            if option.ready_day <= by_day and (substitutes or option.equipment_id == need.equipment_id)
        ]
        if thrifty:
            sources = self._situation.sources
            options.sort(
                key=lambda option: (
                    -option.capacity_share,
                    option.price_usd,
                    -sources[option.source].earmark_count,
                    -option.ready_day,
                    option.source,
                )
            )
        return options

    def _collect(self, quantity: int, options: Sequence[Option]) -> list[Grant] | None:
        """Units by the options in their order until there are enough, booked; split over several where one is short."""
        grants: list[Grant] = []
        for option in options:
            if quantity == 0:
                break
            count = min(quantity, self._left(option))
            if count > 0:
                grants.append(Grant(option=option, quantity=count))
                self._book(grants[-1])
                quantity -= count
        return grants if quantity == 0 else None

    def _left(self, option: Option) -> int:
        stock = self._stock[option.source]
        if not self._situation.sources[option.source].is_money:
            return int(stock)
        free = option.price_usd <= MONEY_TOLERANCE_USD
        afford = PLENTY_COUNT if free else int((stock + MONEY_TOLERANCE_USD) / option.price_usd)
        return min(afford, self._supply.get(option.equipment_id, afford))

    def _book(self, grant: Grant) -> None:
        """Take what a grant uses."""
        option = grant.option
        if self._situation.sources[option.source].is_money:
            self._stock[option.source] -= grant.quantity * option.price_usd
            if option.equipment_id in self._supply:
                self._supply[option.equipment_id] -= grant.quantity
        else:
            self._stock[option.source] -= grant.quantity

    def take(self, job: Job) -> None:
        """Book a work as it is dated."""
        for grant in job.grants:
            self._book(grant)
        kind = self._situation.tasks[job.task].work.crew_kind
        self._idle[kind][job.start_day : job.service_day] -= 1

    def allows(self, job: Job) -> bool:
        """Whether a dated work can be taken: a crew is free on each of its days and all that it takes is left."""
        idle = self._idle.get(self._situation.tasks[job.task].work.crew_kind)
        if idle is None or (idle[job.start_day : job.service_day] <= 0).any():
            return False
        stock, supply = self._stock.copy(), self._supply.copy()
        enough = True
        for grant in job.grants:
            enough = enough and grant.quantity <= self._left(grant.option)
            self._book(grant)
        self._stock, self._supply = stock, supply
        return enough

    def give_back(self, job: Job) -> None:
        """Undo `take`."""
        for grant in job.grants:
            self._book(Grant(option=grant.option, quantity=-grant.quantity))
        kind = self._situation.tasks[job.task].work.crew_kind
        self._idle[kind][job.start_day : job.service_day] += 1

    def _crew_slot(self, kind: str, work_days: int, ready_day: int) -> int | None:
        """The first day from which a crew is free for so many days and the asset is back before the horizon ends."""
        if kind not in self._idle:
            return None
        busy = np.flatnonzero(self._idle[kind][ready_day:] <= 0) + ready_day
        start = ready_day
        for day in busy.tolist():
            if day - start >= work_days:
                break
            start = day + 1
        return start if start + work_days < self._situation.days else None


def _has_substitutes(task: Task) -> bool:
    return any(option.equipment_id != need.equipment_id for need in task.needs for option in need.options)


def schedule_of(situation: Situation, order: Order) -> Schedule:
    """The dated works that a priority order leads to."""
    ledger = Ledger(situation)
    jobs = (ledger.place(task, hasty=task in order.hasty) for task in order.tasks)
    return Schedule(tuple(job for job in jobs if job is not None))
