"""One plan or one bound of a case, with what it took, and a second way to every objective.

All calls of Svitlo's planners and bound by the benchmarks on whole cases are here.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from svitlo.assets.power import Floats
from svitlo.plan import solve
from svitlo.plan.bound import Bound, bound_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import PLANNERS, Options, default_effort
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation
from svitlo.plan.value import EXACT_SHARE, Values, spells
from svitlo.proof.audit_physics import Physics
from svitlo.proof.audit_scene import scene_of
from svitlo.proof.states import capacity_shares
from svitlo.tables.case import Case

AGREEMENT = 1e-6
"""Largest difference between two ways to one objective, in shares of it."""

SMALL_SHARE = 1e-3
"""Objectives below this share of a total blackout's are not told apart more finely than one of this size."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What something took. `solve_count`: linear programs and searches over whole numbers."""

    cpu_s: float
    wall_s: float
    solve_count: int


def measured(task: Callable[[], Result]) -> tuple[Result, Spent]:
    """What a call gives and what it took."""
    with _counted() as runs:
        wall, cpu = time.monotonic(), time.process_time()
        result = task()
        cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    return result, Spent(cpu_s=cpu, wall_s=wall, solve_count=len(runs))


@contextmanager
def _counted() -> Iterator[list[None]]:
    """Counts the engine's runs while it lasts, one entry each; several threads may run it."""
    runs: list[None] = []
    plain: Callable[..., object] = solve._Quiet.run

    def counting(engine: object) -> object:
        runs.append(None)
        return plain(engine)

    setattr(solve._Quiet, "run", counting)  # noqa: B010 - a probe for this run alone
    try:
        yield runs
    finally:
        setattr(solve._Quiet, "run", plain)  # noqa: B010


def planned(
    situation: Situation, planner: str, effort: int | None, bound: Bound | None = None, seed: int = 0
) -> tuple[Schedule, Spent]:
    """A planner's schedule; `effort` None: its own default; `bound`: what it may aim at, and where it may stop."""
    effort = default_effort(situation.grid.bus_count) if effort is None else effort
    options = Options(seed=seed, effort=effort)
    if bound is not None:
        options = replace(options, aims=bound.targets, floor=bound.value)
    return measured(lambda: PLANNERS[planner](situation, options))


def bounded(situation: Situation, effort: int | None) -> tuple[Bound, Spent]:
    """What no plan can go below; `effort` None: its own default."""
    return measured(lambda: bound_of(situation) if effort is None else bound_of(situation, effort))


def objective_of(situation: Situation, schedule: Schedule) -> float:
    """Weighted person-hours without power by the planner's model, exactly."""
    return Values(situation, EXACT_SHARE).of(schedule)


class Recount:
    """The objective of plans of one case by the auditor's code: states from decisions, SciPy, bus angles.

    On at most `most_days` days, spread evenly over the horizon; both ways are compared on each of them.
    """

    def __init__(self, case: Case, situation: Situation, most_days: int | None = None) -> None:
        days = case.settings.days
        self._case, self._situation = case, situation
        self._scene = scene_of(case)
        self._physics = Physics(self._scene)
        self._values = Values(situation, EXACT_SHARE)
        count = days if most_days is None else min(days, most_days)
        self.days = [round(day) for day in np.linspace(0, days - 1, count).tolist()]
        people = self._scene.people
        hours = (self._scene.hours * self._scene.weight).sum(axis=1)
        self._blackout = float(people.people @ people.weight) * hours

    def check(self, schedule: Schedule) -> None:
        """Raises AssertionError where the two ways differ by more than `AGREEMENT`."""
        ours, theirs = self._ours(schedule), self._theirs(schedule)
        for day, mine, other in zip(self.days, ours, theirs, strict=True):
            least = SMALL_SHARE * float(self._blackout[day])
            assert abs(mine - other) <= AGREEMENT * max(other, least), (day, mine, other)
        if len(self.days) == self._situation.days:
            total = self._values.of(schedule)
            least = SMALL_SHARE * float(self._blackout.sum())
            assert abs(total - sum(theirs)) <= AGREEMENT * max(total, least), (total, sum(theirs))

    def _ours(self, schedule: Schedule) -> list[float]:
        runs = spells(self._situation, schedule.jobs)
        state_of = {day: share for first, last, share in runs for day in range(first, last)}
        return [self._values.spell(state_of[day], day, day + 1) for day in self.days]

    def _theirs(self, schedule: Schedule) -> list[float]:
        scene = self._scene
        shares: Floats = capacity_shares(self._case, scene.outages, decisions_of(self._situation, schedule))
        return [
            math.fsum(
                self._physics.least_weighted_people(tuple(shares[day].tolist()), float(scene.factor[day, block]))
                * float(hours * scene.weight[day, block])
                for block, hours in enumerate(scene.hours)
            )
            for day in self.days
        ]


def gap_share(objective: float, bound: float) -> float:
    """How far a plan may be from the best one, in shares of its objective."""
    return (objective - bound) / objective if objective > 0.0 else 0.0


def check_bound(bound: float, objectives: Sequence[float]) -> None:
    """Raises AssertionError where a plan is below what no plan can go below."""
    for objective in objectives:
        assert bound <= objective * (1.0 + AGREEMENT) + AGREEMENT, (bound, objective)
