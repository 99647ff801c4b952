"""The planners behind one interface, and the register of them.

A planner takes a situation and options and returns a schedule that keeps every rule of the contract. A new planner is a
function and one line in `PLANNERS`.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType

import numpy as np

from svitlo.plan.bound import DEFAULT_BOUND_EFFORT, Target
from svitlo.plan.day_values import values_of
from svitlo.plan.exact import check_size, proved_best
from svitlo.plan.mean_day import mean_day
from svitlo.plan.one_side import Sides, sides_of
from svitlo.plan.schedule import Job, Ledger, Order, Schedule, schedule_of
from svitlo.plan.search import ALIKE_SHARE, Budget, Means, improved
from svitlo.plan.situation import Situation
from svitlo.plan.split import Splitter, is_worthwhile
from svitlo.plan.start import aimed_order, relaxed_order
from svitlo.plan.tidy import tidied
from svitlo.plan.value import ROUGH_SHARE, Values
from svitlo.plan.windows import works_one_by_one

__all__ = [
    "DEFAULT_BOUND_EFFORT",
    "DEFAULT_EFFORT",
    "FINAL_TOLERANCE_SHARE",
    "PLANNERS",
    "SEARCH_TOLERANCE_SHARE",
    "Options",
    "Planner",
    "default_effort",
    "exact",
    "greedy",
    "largest",
    "nothing",
    "search",
]

DEFAULT_EFFORT = 30_000
"""Linear programs that `search` may solve in networks of up to `DEFAULT_BUS_COUNT` buses, fewer in larger ones."""

DEFAULT_BUS_COUNT = 500

LARGER_POWER = 1.25
"""How a program's time grows with buses above that, so that the effort falls with as high a power."""

GREEDY_SIZE = 500_000
"""Tasks squared times buses up to which greedy's start is worth its linear programs."""

SPLIT_COUNTS = (3, 6)
"""Starts of that kind at most: of equally good sets each finds others. The second where one crew does one work after
the other, and much hangs on them."""

SIDE_SHARE = 0.2
"""How much of the effort goes into a plan for power alone, and into one for water alone, to begin from."""

EXACT_START_EFFORT = 2_000
"""Linear programs for the search that `exact` begins with."""

SEARCH_TOLERANCE_SHARE = 1e-3
"""How exactly states are valued while orders are compared."""

FINAL_TOLERANCE_SHARE = 1e-7
"""How exactly the plans that come out are compared with each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may set.

    `effort` counts linear programs of the search, `bound_effort` iterations of the simplex method for the bound; a time
    limit stops the search sooner, and is the only thing that may make two runs differ. `progress` hears effort spent,
    of how much, the best objective so far and the bound. `aims`: what the bound's programs would have complete by their
    days; `floor`: the bound, which ends the search if met; both are left out where no bound was looked for. `started`
    hears each plan that the search begins from, for who can judge plans better than the planning model does.
    """

    seed: int = 0
    effort: int = DEFAULT_EFFORT
    bound_effort: int = DEFAULT_BOUND_EFFORT
    time_limit_s: float | None = None
    progress: Callable[[int, int, float, float], None] | None = None
    aims: tuple[Target, ...] = ()
    floor: float = 0.0
    started: Callable[[Schedule], None] | None = None


def default_effort(bus_count: int) -> int:
    """Linear programs for the search of a plan, fewer the longer each takes."""
    return round(DEFAULT_EFFORT * math.pow(min(1.0, DEFAULT_BUS_COUNT / max(1, bus_count)), LARGER_POWER))


Planner = Callable[[Situation, Options], Schedule]


def nothing(situation: Situation, options: Options) -> Schedule:  # noqa: ARG001 - one interface for all planners
    """Repair nothing: the yardstick."""
    return Schedule()


def largest(situation: Situation, options: Options) -> Schedule:  # noqa: ARG001 - one interface for all planners
    """Biggest asset first, what desks do by habit; every work that can be had is done."""
    size_mw = [situation.outages.items[task.work.asset].size_mw for task in situation.tasks]
    rows = sorted(range(len(situation.tasks)), key=lambda row: (-size_mw[row], situation.tasks[row].work.asset_id))
    return schedule_of(situation, Order(tuple(rows), frozenset(rows)))


def greedy(situation: Situation, options: Options) -> Schedule:  # noqa: ARG001 - one interface for all planners
    """Most person-hours regained per crew-day among what can be had, one work after the other."""
    values = values_of(situation, SEARCH_TOLERANCE_SHARE)
    return _checked(values, [schedule_of(situation, greedy_order(situation, values))])


def search(situation: Situation, options: Options) -> Schedule:
    """The best of several starts, then local search on the priority order; never worse than any start."""
    if not situation.tasks:
        return Schedule()
    values = values_of(situation, SEARCH_TOLERANCE_SHARE)
    ends_at = math.inf if options.time_limit_s is None else time.monotonic() + options.time_limit_s
    starts: list[Order] = []
    try:
        # What was found before Ctrl-C stays in the list.
        starts.extend(_starts(situation, values, options))
        sides = sides_of(situation)
        if sides is not None:
            options = replace(options, effort=round((1.0 - 2.0 * SIDE_SHARE) * options.effort))
            starts.extend(_one_side_first(sides, options))
    except KeyboardInterrupt:
        if not starts:
            raise
        return replace(_checked(values, [schedule_of(situation, order) for order in starts]), cut_short=True)
    if options.started is not None:
        for order in starts:
            options.started(schedule_of(situation, order))
    budget = Budget(
        effort=options.effort,
        time_limit_s=None if options.time_limit_s is None else max(0.0, ends_at - time.monotonic()),
        floor=options.floor,
        progress=options.progress,
    )
    splitter = Splitter(mean_day(situation), values, kirchhoff=True) if is_worthwhile(situation) else None
    means = Means(more=_more_starts(situation, splitter, options.seed), splitter=splitter)
    found = improved(situation, values, starts, options.seed, budget, means)
    orders, cut_short = [*starts, found.order], found.cut_short
    if not cut_short and _greedy_comes_last(situation):
        try:
            orders.append(greedy_order(situation, values))
        except KeyboardInterrupt:
            cut_short = True
    best = _checked(values, [schedule_of(situation, order) for order in orders])
    most = (1.0 + ALIKE_SHARE) * values.of(best)
    others = (tidied(values, one) for one in found.alternatives)
    alternatives = tuple(one for one in others if one.dates != best.dates and values.of(one) <= most)
    return replace(best, cut_short=cut_short, near_best=found.near_best, alternatives=alternatives)


def _one_side_first(sides: Sides, options: Options) -> Iterator[Order]:
    """Orders of power and of water, each planned as if it were alone: one before the other, and put together by date.

    Together there are far more works to put in order, and most moves touch what the two have nothing to do with.
    """
    effort = round(SIDE_SHARE / (1.0 - 2.0 * SIDE_SHARE) * options.effort)
    alone = Options(seed=options.seed, effort=effort, time_limit_s=_part_of(options.time_limit_s))
    yield from sides.orders(search(sides.power, alone), search(sides.water, alone))


def _part_of(time_limit_s: float | None) -> float | None:
    return None if time_limit_s is None else SIDE_SHARE * time_limit_s


def exact(situation: Situation, options: Options) -> Schedule:
    """The best of all plans, proved; for small cases only. A good plan found by search shortens the proof."""
    check_size(situation)
    known = search(situation, replace(options, effort=min(options.effort, EXACT_START_EFFORT)))
    best = proved_best(situation, known, time_limit_s=options.time_limit_s)
    return tidied(values_of(situation, every_kind=True), best)


def _starts(situation: Situation, values: Values, options: Options) -> Iterator[Order]:
    """Orders to begin from whatever the effort, so that the plan is never worse than any of them."""
    yield relaxed_order(mean_day(situation))
    if options.aims:
        yield aimed_order(situation, options.aims)
    if len(situation.tasks) ** 2 * situation.grid.bus_count <= GREEDY_SIZE and not _greedy_comes_last(situation):
        yield greedy_order(situation, values)


def _greedy_comes_last(situation: Situation) -> bool:
    """Where one crew does one work after the other halving is quicker and better: greedy is held against its end."""
    return works_one_by_one(situation) and is_worthwhile(situation)


def _more_starts(situation: Situation, splitter: Splitter | None, seed: int) -> Iterator[Order]:
    """Orders that take longer to make: each sees something that the others do not."""
    if splitter is not None:
        rng = Random(seed)  # noqa: S311 - not for secrets
        relaxed = relaxed_order(mean_day(situation))
        yield splitter.guided_order(relaxed)
        for _ in range(SPLIT_COUNTS[works_one_by_one(situation)]):
            yield splitter.order(rng)
        yield relaxed


PLANNERS: Mapping[str, Planner] = MappingProxyType(
    {"nothing": nothing, "largest": largest, "greedy": greedy, "search": search, "exact": exact}
)


def greedy_order(situation: Situation, values: Values) -> Order:
    """The order in which greedy takes the works.

    A work's gain is what its asset brings from the day it is back, with all works taken before it counted as done.
    Where nothing brings anything alone (both ends of a corridor are out, say), the work goes first whose absence would
    cost most once all else is repaired. A work that would do harm is left to the end and dropped.
    """
    ledger = Ledger(situation)
    missed = _missed(situation, values)
    share = np.zeros(len(situation.outages.items))
    open_rows = sorted(range(len(situation.tasks)), key=lambda row: situation.tasks[row].work.asset_id)
    taken: list[int] = []
    while open_rows:
        chosen = _most_regained(situation, values, ledger, share, open_rows, missed)
        if chosen is None:
            break
        ledger.place(chosen.task, hasty=True)
        share = _with(share, situation.tasks[chosen.task].work.asset, chosen.capacity_share)
        taken.append(chosen.task)
        open_rows.remove(chosen.task)
    return Order(tuple(taken), frozenset(taken))


def _most_regained(
    situation: Situation, values: Values, ledger: Ledger, share: np.ndarray, rows: list[int], missed: list[float]
) -> Job | None:
    """The work that regains most per crew-day, then is missed most; None if each that can be had would do harm.

    A rough look at all of them comes first: only those that may be the best are valued closely.
    """
    candidates: list[tuple[float, float, int, Job]] = []
    for row in rows:
        job = ledger.earliest(row, hasty=True)
        if job is not None:
            work = situation.tasks[row].work
            after = _with(share, work.asset, job.capacity_share)
            now = values.spell(share, job.service_day, situation.days)
            least = values.enclosure(after, job.service_day, situation.days, ROUGH_SHARE)[0]
            candidates.append(((now - least) / work.days, missed[row] / work.days, row, job))
    best: tuple[float, float] | None = None
    chosen = None
    for at_most, missed_per_day, row, job in sorted(candidates, key=lambda entry: (-entry[0], -entry[1], entry[2])):
        if best is not None and at_most < best[0]:
            break
        work = situation.tasks[row].work
        now = values.spell(share, job.service_day, situation.days)
        then = values.spell(_with(share, work.asset, job.capacity_share), job.service_day, situation.days)
        rank = ((now - then) / work.days, missed_per_day)
        if then <= (1.0 + values.tolerance_share) * now and (best is None or rank > best):
            best, chosen = rank, job
    return chosen


def _missed(situation: Situation, values: Values) -> list[float]:
    """What each task's asset alone still costs when everything else is repaired."""
    whole = np.ones(len(situation.outages.items))
    least = values.spell(whole, 0, situation.days)
    return [values.spell(_with(whole, task.work.asset, 0.0), 0, situation.days) - least for task in situation.tasks]


def _with(share: np.ndarray, asset: int, value: float) -> np.ndarray:
    changed = share.copy()
    changed[asset] = value
    return changed


def _checked(values: Values, schedules: list[Schedule]) -> Schedule:
    """The best of these schedules and of doing nothing, valued exactly; later ones must be better to count.

    Repairs can do harm (in a meshed grid a new path may overload another), so even greedy is held against nothing.
    """
    exact = values.closer(FINAL_TOLERANCE_SHARE)
    return tidied(exact, min([Schedule(), *schedules], key=exact.of))
