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


def without_hopeless(model: LinearModel, idle: Ints, limit_cost: float) -> LinearModel:
    """The program without the columns that no solution up to a cost can use.

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
    return replace(model, upper=np.where(hopeless, 0.0, model.upper))
