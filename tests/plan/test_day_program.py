"""Days in one model: each is what it would be alone."""

import numpy as np
import pytest
from bench._pglib import pglib_instance

from svitlo.plan.blocks import Blocks
from svitlo.plan.choose import Chooser
from svitlo.plan.day_program import DayProgram, Limits, worth_of
from svitlo.plan.formulation import cost_of_worth
from svitlo.plan.ordering.instance import situation_of_ordering
from svitlo.plan.solve import Solver


def test_two_days_in_one_model_serve_what_each_would_serve_alone() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    program, blocks = DayProgram(situation, kirchhoff=False), Blocks()
    days = {4: program.add(blocks, worth_of(situation)), 11: program.add(blocks, worth_of(situation))}
    model = blocks.build()
    limits = Limits(lower=model.lower, upper=model.upper, row_upper=model.row_upper)
    for day, columns in days.items():
        program.limit(columns, day, 1.0, limits)
    solution = Solver(model).solve()
    assert solution is not None
    people, alone = situation.people, Chooser(situation, kirchhoff=False)
    unit = cost_of_worth(people.load_mw, people.cost_per_mw)
    for day, columns in days.items():
        assert np.all(solution.x[columns.up] <= solution.x[columns.done] + 1e-9)
        served = float(worth_of(situation) @ solution.x[columns.network.power.served]) * unit
        unserved = float(people.cost_per_mw @ people.load_mw) - served
        assert unserved == pytest.approx(alone.relaxed(day, 1.0).found_cost, rel=1e-6)


def test_nothing_is_done_before_it_can_be() -> None:
    situation = situation_of_ordering(pglib_instance("case24_ieee_rts", 1))
    program, blocks = DayProgram(situation, kirchhoff=True), Blocks()
    columns = program.add(blocks, worth_of(situation))
    model = blocks.build()
    limits = Limits(lower=model.lower, upper=model.upper, row_upper=model.row_upper)
    program.limit(columns, 0, 1.0, limits)
    assert program.soonest.tolist() == [1] * len(situation.tasks)
    assert not limits.upper[columns.done].any()
    program.limit(columns, 1, 1.0, limits)
    assert limits.upper[columns.done].all()
