"""A bound over several days at once: what is complete by one day stays complete.

Floors of days taken apart (`bound`) let each day have the repairs that suit it best. Here some days, the anchors, stand
in one program in whole repairs, and each has all repairs of the one before. Days between two anchors have no more
repairs than the later one, so that they leave at least as much unserved, in proportion to demand, as it does with the
best part of its repairs. Each day's floor stays a limit from below, which is what makes the program strong:

    minimise  sum of weight x max(floor, what is not served)

What comes out is how far the objective of every plan must lie above the sum of the floors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from svitlo.assets.power import Bools, Floats, Ints
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.day_program import DayColumns, DayProgram, Limits, worth_of
from svitlo.plan.formulation import cost_of_worth
from svitlo.plan.schedule import schedule_of
from svitlo.plan.situation import Situation
from svitlo.plan.solve import MixedSolution, Until, solve_mixed
from svitlo.plan.split import Splitter, is_worthwhile
from svitlo.tables.errors import EngineFailed

ANCHOR_COUNTS = (5, 8, 12, 18, 25)
"""Anchors of the programs that are tried in turn: each is closer to the truth than the one before, and slower."""

FIRST_NODE_COUNT = 100
"""Branch-and-bound nodes of the first program, which tells what a node costs; fewer are not worth a program."""

ROOT_NODE_COUNT = 30
"""What the root counts as, in nodes."""

DEARER = 3.0
"""How many times more a node of the next program may cost."""

SOUGHT_SHARE = 1e-3
"""How close to its optimum a program is solved, in shares of what it adds to the floors."""

ROUNDING_SHARE = 1e-6
"""Taken off for the solver's rounding, in shares of all that demand could cost."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Floors:
    """What is known of each day and block (day, block): least cost, demand factor, and what a cost counts.

    `first_day`: the first day that any repair can change. `era` (day,): days with the same strikes behind them.
    """

    cost: Floats
    factor: Floats
    weight: Floats
    first_day: int
    era: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """How far plans lie above the sum of the floors, and sets of tasks by day, each with all of the one before."""

    extra: float = 0.0
    done: tuple[tuple[int, frozenset[int]], ...] = ()


def together(situation: Situation, floors: Floors, effort: int) -> Together:
    """What days gain by standing together, within some iterations of the simplex method.

    Phase shifters may stall a state at low demand, so that nothing is in proportion: nothing then.
    """
    best = Together()
    if np.any(situation.grid.shift_rad) or not is_worthwhile(situation) or effort <= 0:
        return best
    # Without the loop law, which the floors know and which would make the program too slow.
    program = DayProgram(situation, kirchhoff=False)
    people = situation.people
    all_cost = float(people.cost_per_mw @ people.load_mw) * float((floors.weight * floors.factor).sum())
    known = schedule_of(situation, Splitter(situation, kirchhoff=True).order(Random(0)))  # noqa: S311 - not for secrets
    back = np.full(len(situation.tasks), situation.days)
    back[[job.task for job in known.jobs]] = [job.service_day for job in known.jobs]
    for task, at in _waits_for(situation, program, floors.first_day):
        back[task] = max(back[task], back[at])
    spent, known_count, node_count = 0, 1, FIRST_NODE_COUNT
    for anchor_count in ANCHOR_COUNTS:
        anchors = _anchors(floors, anchor_count)
        if len(anchors) <= known_count or node_count < FIRST_NODE_COUNT:
            break
        known_count = len(anchors)
        model, days, whole = _model(situation, program, floors, anchors)
        found = _solved(model, whole, node_count, np.concatenate([back <= anchor for anchor in anchors]))
        if found is None:
            break
        spent += max(1, found.iteration_count)
        extra = found.bound * _unit(situation, floors) - ROUNDING_SHARE * all_cost
        if extra > best.extra:
            done = [frozenset(np.flatnonzero(found.x[day.done] > 0.5).tolist()) for day in days]
            best = Together(extra=extra, done=tuple(zip(anchors, done, strict=True)))
        # As many nodes as the effort will last for if each costs so much more than in the smaller program.
        per_node = DEARER * max(1, found.iteration_count) / (found.node_count + ROOT_NODE_COUNT)
        node_count = int((effort - spent) / per_node)
    return best


def _solved(model: LinearModel, whole: Ints, node_count: int, start: Bools) -> MixedSolution | None:
    """What is known of a program after some nodes, beginning from a plan."""
    try:
        return solve_mixed(model, whole, Until(node_count, SOUGHT_SHARE), start=start.astype(np.float64))
    except EngineFailed:
        return None


def _unit(situation: Situation, floors: Floors) -> float:
    """What a unit of the program's objective is in the user's figures: worth is scaled, weights are at most 1."""
    people = situation.people
    return (cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0) * (float(floors.weight.max()) or 1.0)


def _anchors(floors: Floors, most: int) -> list[int]:
    """Days, sorted: all that count where there is room for them, else so that each stands for as much of the floors."""
    counts = (floors.weight > 0.0).any(axis=1) & (np.arange(floors.era.size) >= floors.first_day)
    days = np.flatnonzero(counts)
    if days.size <= most:
        return [int(day) for day in days]
    cost = (floors.cost * floors.weight).sum(axis=1)[days]
    until = np.cumsum(cost) / (float(cost.sum()) or 1.0)
    places = np.searchsorted(until, np.arange(1, most + 1) / most - 1e-9)
    return [int(days[place]) for place in np.unique(np.minimum(places, days.size - 1)).tolist()]


def _model(
    situation: Situation, program: DayProgram, floors: Floors, anchors: Sequence[int]
) -> tuple[LinearModel, list[DayColumns], Ints]:
    """The program, the columns of each anchor, and which columns are whole."""
    blocks = Blocks()
    days: list[DayColumns] = []
    factors: list[float] = []
    whole: list[Ints] = []
    first = floors.first_day
    waits_for = np.array(_waits_for(situation, program, floors.first_day), dtype=np.int64).reshape(-1, 2)
    for anchor in anchors:
        # The days since the anchor before that have the same strikes behind them; of others the floors stay.
        span = np.array([day for day in range(first, anchor + 1) if floors.era[day] == floors.era[anchor]])
        factor = float(floors.factor[span][floors.weight[span] > 0.0].min())
        day = program.add(blocks, np.zeros(situation.people.bus.size), factor)
        if days:
            stays = blocks.rows("stays_done", np.full(day.done.size, -np.inf), 0.0)
            blocks.add(stays, days[-1].done, 1.0)
            blocks.add(stays, day.done, -1.0)
        _add_excess(blocks, situation, floors, span, (factor, day.network.power.served))
        whole.append(day.done)
        # What brings nothing before a bus may as well not be done before it.
        waits = blocks.rows("waits", np.full(len(waits_for), -np.inf), 0.0)
        for sign, tasks in ((1.0, waits_for[:, 0]), (-1.0, waits_for[:, 1])):
            blocks.add(waits, day.done[tasks], sign)
        days.append(day)
        factors.append(factor)
        first = anchor + 1
    model = blocks.build()
    limits = Limits(lower=model.lower, upper=model.upper, row_upper=model.row_upper)
    for anchor, factor, day in zip(anchors, factors, days, strict=True):
        program.limit(day, anchor, factor, limits)
        # Without the loop law more branches never serve less: what is done is up.
        model.row_lower[day.after_repair] = model.row_upper[day.after_repair]
    return model, days, np.concatenate(whole)


def _add_excess(blocks: Blocks, situation: Situation, floors: Floors, span: Ints, state: tuple[float, Ints]) -> None:
    """Columns for what an anchor's state leaves unserved beyond each floor, which is turned to the anchor's factor."""
    factor, served = state
    people = situation.people
    used = floors.weight[span] > 0.0
    to_anchor = factor / floors.factor[span][used]
    scale = cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0
    levels, where = np.unique(floors.cost[span][used] * to_anchor / scale, return_inverse=True)
    weight = np.bincount(where, weights=floors.weight[span][used] / to_anchor) / floors.weight.max()
    excess = blocks.columns("excess", np.zeros(levels.size), np.inf, weight)
    worth = worth_of(situation)
    # excess >= worth of what is not served - floor
    rows = blocks.rows("excess", float(worth @ people.load_mw) * factor - levels, np.inf)
    blocks.add(rows, excess, 1.0)
    blocks.add(rows[:, None], served[None, :], worth[None, :])


def _waits_for(situation: Situation, program: DayProgram, first_day: int) -> list[tuple[int, int]]:
    """Pairs of tasks of which the first brings nothing before the second: what hangs on a damaged bus, and the bus.

    Only of buses that are out whenever a repair could be complete: until a later strike takes a bus, it serves.
    """
    outages = situation.outages
    repairs = list(enumerate(program.repaired.tolist()))
    out = [(row, asset) for row, asset in repairs if outages.out_from_day[asset] <= first_day]
    task_at = {bus: row for row, asset in out for bus in outages.items[asset].bus_rows}
    hanging = [(row, outages.items[asset]) for row, asset in repairs if not outages.items[asset].bus_rows]
    return [(row, task_at[bus]) for row, item in hanging for bus in item.end_buses if bus in task_at]
