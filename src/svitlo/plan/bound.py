"""A lower bound on the objective of every plan that keeps the contract.

The days are taken apart. For each day and block a program asks what could be served at best if the day owed nothing to
any other (`choose`): first with divisible repairs, which is quick, then with whole ones where most is to be gained,
until the effort is spent. What a feasible plan serves on that day is a point of that program, so the sum of the
floors is never above the plan's objective. What effort is left then goes into days that stand together (`couple`),
which says how far every plan lies above that sum.

One floor lifts others. What can be complete by a day can be complete by any later one, so a later day's floor holds on
earlier days with the same strikes (and the same works that had begun before a re-plan) behind them; and as what a state
leaves unserved is convex in the demand factor and nothing at none, a floor grows at least in proportion with demand
(not where phase shifters may stall a state).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Bools, Floats
from svitlo.plan.choose import Choice, Chooser, Look
from svitlo.plan.couple import Floors, Together, together
from svitlo.plan.resources import soonest_service_days
from svitlo.plan.situation import Situation

DEFAULT_BOUND_EFFORT = 200_000
"""Iterations of the simplex method that whole repairs may take."""

FIRST_NODE_COUNT = 60
"""Branch-and-bound nodes for a first look at a day."""

MORE_NODES = 8
"""How many times more nodes a second and third look gets."""

MOST_NODE_COUNT = FIRST_NODE_COUNT * MORE_NODES**2

AT_ONCE_COUNT = 2
"""Programs solved side by side; it does not depend on the machine, as what is solved next depends on it."""

WORTHWHILE_SHARE = 1e-4
"""A look that can lift the bound by less than this share of it is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Repairs worth having complete by a day, as rows of `Situation.tasks`."""

    day: int
    tasks: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bound:
    """Weighted person-hours that no plan can go below: `by_day` (day,) each day taken apart, and `extra`.

    `extra` is what days gain by standing together, from the first that any repair can change. `targets`: what the
    programs would have complete by their days, a plan's aims; sorted by day. `cut_short`: the user stopped it (Ctrl-C)
    before its effort was spent; it holds all the same.
    """

    value: float
    by_day: Floats
    extra: float = 0.0
    targets: tuple[Target, ...] = ()
    cut_short: bool = False


def lower_bound(situation: Situation, effort: int = DEFAULT_BOUND_EFFORT) -> float:
    """Weighted person-hours without power that no plan can go below."""
    bound = bound_of(situation, effort)
    if bound.cut_short:
        raise KeyboardInterrupt
    return bound.value


def bound_of(
    situation: Situation, effort: int = DEFAULT_BOUND_EFFORT, progress: Callable[[float], None] | None = None
) -> Bound:
    """The bound, day by day, and what to aim at.

    Args:
        situation: the case.
        effort: iterations of the simplex method to spend on whole repairs.
        progress: hears the bound as it rises.
    """
    if not situation.people.place_ids:
        return Bound(value=0.0, by_day=np.zeros(situation.days))
    floors = _Floors(situation)
    targets: list[Target] = []
    more, cut_short = Together(), False
    try:
        floors.lift_by_parts(Chooser(situation, kirchhoff=False))
        spent = _lift_by_whole(situation, floors, targets, effort, progress)
        more = together(situation, floors.known(situation), effort - spent)
    except KeyboardInterrupt:
        # Floors only rise, so that what is known by now holds.
        cut_short = True
    if more.done:
        # These follow each other; the days' own do not.
        targets = [Target(day=day, tasks=tasks) for day, tasks in more.done]
    by_day = np.asarray((floors.cost * floors.weight).sum(axis=1))
    targets.sort(key=lambda target: (target.day, sorted(target.tasks)))
    return Bound(
        value=float(by_day.sum()) + more.extra,
        by_day=by_day,
        extra=more.extra,
        targets=tuple(targets),
        cut_short=cut_short,
    )


def _lift_by_whole(
    situation: Situation,
    floors: "_Floors",
    targets: list[Target],
    effort: int,
    progress: Callable[[float], None] | None,
) -> int:
    """Floors by whole repairs where most is to be gained, as far as the effort goes; returns what was spent."""
    spent = 0
    if situation.tasks and effort > 0:
        whole = Chooser(situation, kirchhoff=True)
        with ThreadPoolExecutor(AT_ONCE_COUNT) as pool:
            while spent < effort and (looks := floors.most_promising(AT_ONCE_COUNT)):
                if progress is not None:
                    progress(floors.total)
                for look, choice in zip(looks, pool.map(whole.look, looks), strict=True):
                    spent += floors.learn(look, choice)
                    if choice is not None:
                        targets.append(Target(day=look.day, tasks=choice.tasks))
    return spent


class _Floors:
    """The least that each day and block leaves unserved, as known so far, and where a closer look may pay.

    `cost`, `factor`, `weight` (day, block): the floor, the demand factor, and what a cost counts in the objective.
    """

    def __init__(self, situation: Situation) -> None:
        demand = situation.demand
        self.factor = demand.load_factor
        counts = demand.hours[None, :] * demand.weight
        self.weight = np.divide(counts, self.factor, out=np.zeros_like(counts), where=self.factor > 0.0)
        self.cost = np.zeros_like(self.weight)
        self._ceiling = np.zeros_like(self.weight)
        """What the best state found for a day leaves unserved: no look can lift its floor beyond."""
        self._node_count = np.zeros(self.weight.shape, dtype=np.int64)
        self._in_proportion = not bool(np.any(situation.grid.shift_rad))
        given = np.array([situation.given_share(day) for day in range(situation.days)])
        _, self._era = np.unique(given, axis=0, return_inverse=True)

    def known(self, situation: Situation) -> Floors:
        """The floors, for days that stand together."""
        soonest = soonest_service_days(situation)
        first_day = int(soonest.min()) if soonest.size else situation.days
        return Floors(cost=self.cost, factor=self.factor, weight=self.weight, first_day=first_day, era=self._era)

    @property
    def total(self) -> float:
        """The bound as it stands."""
        return float((self.cost * self.weight).sum())

    def lift_by_parts(self, chooser: Chooser) -> None:
        """Floors by divisible repairs; ceilings by no repair at all."""
        # Block by block, from the last day back: each program starts from one that is little different.
        for block, day in zip(*np.nonzero(self.factor[::-1].T > 0.0), strict=True):
            at = int(self.factor.shape[0] - 1 - day), int(block)
            self._lift(*at, chooser.relaxed(at[0], float(self.factor[at])).floor_cost)
        for era in np.unique(self._era):
            days = np.flatnonzero(self._era == era)
            most = float(self.factor[days].max())
            if most > 0.0:
                idle_cost = chooser.relaxed(int(days[0]), most, idle=True).floor_cost
                self._ceiling[days] = idle_cost * self.factor[days] / most
        self._ceiling = np.maximum(self._ceiling, self.cost)

    def learn(self, look: Look, choice: Choice | None) -> int:
        """Take in what a look has found; returns what it cost."""
        self._node_count[look.day, look.block] = look.node_limit
        if choice is None:
            self._ceiling[look.day, look.block] = self.cost[look.day, look.block]
            return 1
        self._lift(look.day, look.block, choice.floor_cost)
        # A state that can be had by this day can be had by later ones, and leaves less unserved at lower demand.
        later = self._alike(look.day, look.block, above=False)
        found = choice.found_cost * self.factor / look.factor
        self._ceiling = np.where(later, np.minimum(self._ceiling, found), self._ceiling)
        return max(1, choice.effort)

    def most_promising(self, count: int) -> list[Look]:
        """The next looks to take, those that may lift the bound most for their nodes; empty if none is worth it."""
        looks: list[Look] = []
        room = np.maximum(self._ceiling - self.cost, 0.0)
        for _ in range(count):
            best, chosen = WORTHWHILE_SHARE * self.total, None
            for day, block in zip(*np.nonzero(room > 0.0), strict=True):
                nodes = _next_node_limit(int(self._node_count[day, block]))
                gain = self._gain(day, block, room) if nodes else 0.0
                if nodes and gain / np.sqrt(nodes / FIRST_NODE_COUNT) > best:
                    best, chosen = gain / np.sqrt(nodes / FIRST_NODE_COUNT), (int(day), int(block), nodes)
            if chosen is None:
                break
            day, block, nodes = chosen
            looks.append(Look(day=day, block=block, factor=float(self.factor[day, block]), node_limit=nodes))
            room = np.where(self._alike(day, block, above=True), 0.0, room)
        return looks

    def _gain(self, day: int, block: int, room: Floats) -> float:
        """How much the bound would rise if a look lifted a floor all the way, on this day and those before it."""
        lifted = self._ceiling[day, block] * self.factor[:, block] / self.factor[day, block] - self.cost[:, block]
        held = self._alike(day, block, above=True)[:, block]
        return float(np.where(held, np.clip(lifted, 0.0, room[:, block]), 0.0) @ self.weight[:, block])

    def _lift(self, day: int, block: int, cost: float) -> None:
        """A floor that holds on a day and block, and what follows for earlier days and higher demand."""
        earlier = self._alike(day, block, above=True)
        self.cost = np.where(earlier, np.maximum(self.cost, cost * self.factor / self.factor[day, block]), self.cost)

    def _alike(self, day: int, block: int, *, above: bool) -> Bools:
        """Days with the same strikes behind them, earlier at no less demand (`above`) or later at no more."""
        factor = self.factor[day, block]
        days = np.arange(self.factor.shape[0])
        in_time = (days <= day) if above else (days >= day)
        if self._in_proportion:
            demand = self.factor >= factor if above else (self.factor <= factor) & (self.factor > 0.0)
        else:
            demand = self.factor == factor
        return np.asarray((in_time & (self._era == self._era[day]))[:, None] & demand)


def _next_node_limit(node_count: int) -> int:
    """Nodes of the next look after one with so many; 0: no more."""
    if node_count == 0:
        return FIRST_NODE_COUNT
    return node_count * MORE_NODES if node_count * MORE_NODES <= MOST_NODE_COUNT else 0
