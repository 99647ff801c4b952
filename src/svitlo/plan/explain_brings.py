"""What each work of a plan brings: the plan valued without it, what switches on as it returns, and who helps whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats
from svitlo.plan.day_model import DayModel, DayService
from svitlo.plan.day_values import DayKinds
from svitlo.plan.schedule import Job, Schedule
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values, spells

NOISE_SHARE = 1e-7
"""Differences below this share of the objective are the solver's last digits, and count as none."""

NOISE_PEOPLE_SHARE = 1e-9
"""The same for people switched on, in shares of all people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """What one work brings; fields as in `WorkExplained`."""

    without_it: float | None = None
    helps_from_day: int | None = None
    people_switched_on: float | None = None
    people_switched_on_together: float | None = None
    people_given_water: float | None = None
    people_given_water_together: float | None = None
    returns_with: tuple[str, ...] = ()
    only_together_with: tuple[str, ...] = ()


class Meter:
    """Values one schedule and its variations; states are kept, so that later questions cost less."""

    def __init__(self, situation: Situation, schedule: Schedule, values: Values) -> None:
        self.situation = situation
        self.values = values
        self.jobs = schedule.jobs
        self.objective = values.of(schedule)
        people = situation.people
        self._runs = spells(situation, schedule.jobs)
        self._service = ServiceModel(situation.grid, people.bus, people.load_mw, people.cost_per_mw)
        self._kinds = DayKinds.of(situation)
        self._days: dict[int, DayModel] = {}
        self._dark: dict[tuple[bytes, int], Floats] = {}

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        days = sum(model.solve_count for model in self._days.values())
        return self.values.solve_count + self._service.solve_count + days

    def by_need(self, may_go_on: Callable[[], bool]) -> list[Job]:
        """The works, those first that the plan would miss most from their return to the end, by a first look.

        The look is at the last state alone, where everything that is repaired is back; works that are back late come
        last where there is no effort left to look at them.
        """
        first, last, share = self._runs[-1]
        missed: dict[int, float] = {}
        for job in sorted(self.jobs, key=lambda job: (job.service_day, job.task)):
            if not may_go_on():
                break
            gone = self.values.spell(self._without(share, [job]), first, last)
            gain_per_day = (gone - self.values.spell(share, first, last)) / (last - first)
            missed[job.task] = gain_per_day * (self.situation.days - job.service_day)
        return sorted(self.jobs, key=lambda job: (-missed.get(job.task, 0.0), job.service_day, job.task))

    def brings(self, job: Job) -> Brings:
        """Everything about one work."""
        losses = self._losses(job)
        first_loss = next(((first, last) for first, last, loss in losses if loss > self._noise), None)
        total = sum(loss for *_, loss in losses)
        others = [other for other in self.jobs if other.service_day == job.service_day and other is not job]
        alone, together = self._switched_on(job, others)
        partners = self._partners(job, *first_loss) if first_loss is not None and not alone.any() else []
        has_water = self.situation.coupled is not None and bool(self.situation.coupled.zones)
        return Brings(
            without_it=total if abs(total) > self._noise else 0.0,
            helps_from_day=self._first_day(job, *first_loss) if first_loss is not None else None,
            people_switched_on=float(alone[0]),
            people_switched_on_together=float(together[0]),
            people_given_water=float(alone[1]) if has_water else None,
            people_given_water_together=float(together[1]) if has_water else None,
            returns_with=self._ids(others),
            only_together_with=self._ids(partners),
        )

    def gain_of(self, job: Job) -> float:
        """What adding a work to the plan would gain; 0 where it would gain nothing."""
        gain = self.objective - self.values.of(Schedule((*self.jobs, job)))
        return gain if gain > self._noise else 0.0

    @property
    def _noise(self) -> float:
        return NOISE_SHARE * max(self.objective, 1.0)

    def _ids(self, jobs: Sequence[Job]) -> tuple[str, ...]:
        return tuple(sorted(self.situation.tasks[job.task].work.asset_id for job in jobs))

    def _losses(self, job: Job) -> list[tuple[int, int, float]]:
        """What being without a work costs in each run of days with one state: first day, one past the last, cost."""
        found = []
        for first, last, share in self._runs:
            if first >= job.service_day:
                gone = self.values.spell(self._without(share, [job]), first, last)
                found.append((first, last, gone - self.values.spell(share, first, last)))
        return found

    def _first_day(self, job: Job, first: int, last: int) -> int:
        """The first day of a run on which being without a work costs anything: demand may rise within a run."""
        share = self._state(first)
        gone = self._without(share, [job])
        costs = (
            self.values.spell(gone, day, day + 1) - self.values.spell(share, day, day + 1) for day in range(first, last)
        )
        least = self._noise / self.situation.days
        return next((day for day, cost in zip(range(first, last), costs, strict=True) if cost > least), first)

    # ---- what switches on

    def _switched_on(self, job: Job, others: Sequence[Job]) -> tuple[Floats, Floats]:
        """People who get power, and water, on the day of return by this work alone, and by all that return that day."""
        day = job.service_day
        after = self._state(day)
        before = self._without(after, [job, *others])
        without = self._without_service(before, day)
        alone = without - self._without_service(self._without(after, others), day)
        together = without - self._without_service(after, day)
        coupled = self.situation.coupled
        drinkers = 0.0 if coupled is None else sum(float(zones.people.sum()) for zones in coupled.zones)
        least = NOISE_PEOPLE_SHARE * np.array([self.situation.people.people.sum(), drinkers])
        return np.where(np.abs(alone) > least, alone, 0.0), np.where(np.abs(together) > least, together, 0.0)

    def _without_service(self, share: Floats, day: int) -> Floats:
        """People without power, and without water, in a state at the demand of a day, mean of its hours."""
        key = (share.tobytes(), day)
        if key not in self._dark:
            hours, people = self.situation.demand.hours, self.situation.people
            coupled, dry = self.situation.coupled, 0.0
            if coupled is None:
                power_share = self._served(share, day)
            else:
                service = self._day_service(share, day)
                power_share = service.load_share[:, : people.bus.size]
                for zones, zone_share in zip(coupled.zones, service.zone_share, strict=True):
                    dry += float(hours @ (1.0 - zone_share) @ zones.people)
            dark = float(hours @ (1.0 - power_share) @ people.people)
            self._dark[key] = np.array([dark, dry]) / float(hours.sum())
        return self._dark[key]

    def _day_service(self, share: Floats, day: int) -> DayService:
        """What a whole day in a state serves."""
        kind = int(self._kinds.kind[day])
        if kind not in self._days:
            self._days[kind] = self._kinds.model(self.situation, kind)
        return self._days[kind].serve(share)

    def _served(self, share: Floats, day: int) -> Floats:
        """The share of its demand that each place gets in a state (block, place), each block for itself."""
        people, factors = self.situation.people, self.situation.demand.load_factor[day]
        served = np.ones((factors.size, people.bus.size))
        condition = self.situation.outages.condition(self.situation.grid, share)
        for block, factor in enumerate(factors.tolist()):
            if factor > 0.0 and people.bus.size:
                served[block] = self._service.serve(condition, factor).served_mw / (people.load_mw * factor)
        return served

    # ---- who helps whom

    def _partners(self, job: Job, first: int, last: int) -> list[Job]:
        """The works without which this one gains nothing, back between its return and the first days on which it helps.

        Starting from none of them, the shortest run of them (in the order of return) with which it helps ends with one
        that is needed; that one is kept and the search goes on among those before it. The set found is tried once more:
        with it the work helps, without any one of it, it does not.
        """
        after = self._state(first)
        ahead = [other for other in self.jobs if job.service_day <= other.service_day <= first and other is not job]
        ahead.sort(key=lambda other: (other.service_day, other.task))
        base = ahead

        def helps(present: Sequence[Job]) -> bool:
            here = self._without(after, [other for other in base if other not in present])
            gone = self._without(here, [job])
            return self.values.spell(gone, first, last) - self.values.spell(here, first, last) > self._noise

        def first_with(kept: Sequence[Job], ahead: Sequence[Job]) -> int:
            return _first_true(len(ahead), lambda count: helps([*kept, *ahead[:count]]))

        kept: list[Job] = []
        while not helps(kept):
            count = first_with(kept, ahead)
            if count == 0:
                return []
            kept.append(ahead[count - 1])
            ahead = ahead[: count - 1]
        sound = not any(helps([other for other in kept if other is not one]) for one in kept)
        return kept if sound else []

    def _state(self, day: int) -> Floats:
        return next(share for first, last, share in self._runs if first <= day < last)

    def _without(self, share: Floats, jobs: Sequence[Job]) -> Floats:
        changed = share.copy()
        for job in jobs:
            changed[self.situation.tasks[job.task].work.asset] = 0.0
        return changed


def _first_true(count: int, holds: Callable[[int], bool]) -> int:
    """The least number in 1..count for which it holds, by halving (as if more never hurt); 0 if not even for all."""
    if not holds(count):
        return 0
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
