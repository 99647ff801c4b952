"""Column generation for the exact planner's program: its divisible optimum, and which columns no good plan can use."""

from dataclasses import replace

import numpy as np

from svitlo.plan.blocks import Ints, LinearModel
from svitlo.plan.solve import Solver
from svitlo.tables.errors import EngineFailed

COLUMNS_AT_ONCE = 10
"""States of each spell that join the program at a time, while it is divisible."""

DUAL_TOLERANCE = 1e-6
"""Reduced costs above this far below zero count as none: ten times the solver's own tolerance."""


def hopeful(model: LinearModel, idle: Ints, limit_cost: float) -> Ints:
    """The columns of the program that a solution up to a cost can use.

    With divisible `begin` the least cost is found by column generation, from the states `idle` in which nothing is
    done. What a column's reduced cost adds to it beyond the limit is out of the question.
    """
    is_state = np.zeros(model.cost.size, dtype=np.bool_)
    spell_of = np.zeros(model.cost.size, dtype=np.int64)
    blocks = [(first, last) for name, first, last in model.column_blocks if name == "state"]
    for number, (first, last) in enumerate(blocks):
        is_state[first:last] = True
        spell_of[first:last] = number
    active = ~is_state
    active[idle] = True
    solver = Solver(model)
    while True:
        solver.bound_columns(model.lower, np.where(active, model.upper, 0.0))
        solution = solver.solve()
        if solution is None:
            raise EngineFailed("the exact planner's program has no solution")
        wanted = np.flatnonzero(~active & (solution.reduced_cost < -DUAL_TOLERANCE))
        if not wanted.size:
            break
        wanted = wanted[np.lexsort((solution.reduced_cost[wanted], spell_of[wanted]))]
        rank = np.arange(wanted.size) - np.searchsorted(spell_of[wanted], spell_of[wanted])
        active[wanted[rank < COLUMNS_AT_ONCE]] = True
    # Columns may be a little better than free, and those of one spell add up to one.
    room = limit_cost - solution.objective + DUAL_TOLERANCE * (len(blocks) + np.count_nonzero(~is_state))
    hopeless = (solution.reduced_cost > room) & (solution.x < 0.5)
    return np.flatnonzero(~hopeless)


def of_columns(model: LinearModel, kept: Ints) -> LinearModel:
    """The program of some of its columns, in their order, without names. All others are 0.

    They are left out, not held at 0: with columns held so, HiGHS's presolve has called a feasible program infeasible.
    """
    counts = np.diff(model.start)
    is_kept = np.zeros(model.cost.size, dtype=np.bool_)
    is_kept[kept] = True
    entries = np.repeat(is_kept, counts)
    return replace(
        model,
        cost=model.cost[kept],
        lower=model.lower[kept],
        upper=model.upper[kept],
        start=np.concatenate(([0], np.cumsum(counts[kept]))),
        row=model.row[entries],
        entry=model.entry[entries],
        column_blocks=(("column", 0, kept.size),),
    )
