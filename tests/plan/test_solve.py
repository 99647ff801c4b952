"""The solver's verdicts, brought about by real limits of the engine."""

import re
from pathlib import Path

import numpy as np
import pytest

from svitlo.plan.blocks import Blocks
from svitlo.plan.service import ServiceModel
from svitlo.plan.solve import Solver, engine_version, write_lp
from svitlo.tables.errors import EngineFailed
from tests.plan.grids import INF, condition, grid_by_hand

CHAIN = grid_by_hand((0, 10, 20, 30), [(0, 1, 0.1, INF), (1, 2, 0.1, INF), (2, 3, 0.1, INF)], [(0, 100.0)])
LOADS = (np.array([1, 2, 3]), np.array([10.0, 20.0, 30.0]), np.array([1.0, 2.0, 3.0]))


def test_a_warm_solve_without_a_verdict_is_solved_again_from_nothing() -> None:
    """No simplex iteration is allowed: a warm start needs some and gives up, while presolve from nothing needs none."""
    warm = ServiceModel(CHAIN, *LOADS)
    assert warm.serve(condition(CHAIN, branches={0: 0.0}), 1.0).served_mw.tolist() == pytest.approx([0, 0, 0])
    warm._solver._highs.setOptionValue("simplex_iteration_limit", 0)
    served_mw = warm.serve(CHAIN.intact, 1.0).served_mw
    assert served_mw.tolist() == pytest.approx(ServiceModel(CHAIN, *LOADS).serve(CHAIN.intact, 1.0).served_mw.tolist())
    assert served_mw.sum() == pytest.approx(60.0)
    assert warm.solve_count == 2


def test_the_warm_solve_of_that_test_does_give_up() -> None:
    solver = Solver(ServiceModel(CHAIN, *LOADS).model)
    model = ServiceModel(CHAIN, *LOADS)
    for state, limit in ((condition(CHAIN, branches={0: 0.0}), 1000), (CHAIN.intact, 0)):
        solver._highs.setOptionValue("simplex_iteration_limit", limit)
        solver.bound_columns(*model.bounds(state, 1.0))
        solver._highs.run()
    assert solver._highs.modelStatusToString(solver._highs.getModelStatus()) == "Iteration limit reached"


def test_an_engine_that_reaches_no_verdict_from_nothing_either_has_failed() -> None:
    model = ServiceModel(CHAIN, *LOADS)
    model._solver._highs.setOptionValue("simplex_iteration_limit", 0)
    model._solver._highs.setOptionValue("presolve", "off")
    with pytest.raises(EngineFailed, match="Iteration limit"):
        model.serve(CHAIN.intact, 1.0)


def test_bounds_that_no_point_keeps_are_no_failure() -> None:
    blocks = Blocks()
    x = blocks.columns("x", [0.0, 0.0], 1.0, -1.0)
    blocks.add(blocks.rows("sum", 3.0, np.inf), x, 1.0)
    solver = Solver(blocks.build())
    assert solver.solve() is None
    solver.bound_row(0, 1.5, 1.5)
    solution = solver.solve()
    assert solution is not None
    assert solution.objective == pytest.approx(-1.5)


def test_changed_entries_count() -> None:
    blocks = Blocks()
    x = blocks.columns("x", 0.0, 10.0, -1.0)
    blocks.add(blocks.rows("most", -np.inf, 6.0), x, 1.0)
    solver = Solver(blocks.build())
    found = []
    for entry in (1.0, 2.0, 0.5):
        solver.set_entry(0, 0, entry)
        solution = solver.solve()
        found.append(None if solution is None else float(solution.x[0]))
    assert found == pytest.approx([6.0, 3.0, 10.0])
    assert solver.solve_count == 3


def test_reduced_costs_are_those_of_the_optimum() -> None:
    blocks = Blocks()
    x = blocks.columns("x", 0.0, [4.0, 9.0], [-3.0, -1.0])
    blocks.add(blocks.rows("sum", -np.inf, 6.0), x, 1.0)
    solution = Solver(blocks.build()).solve()
    assert solution is not None
    assert solution.x.tolist() == pytest.approx([4.0, 2.0])
    assert solution.reduced_cost.tolist() == pytest.approx([-2.0, 0.0])


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", engine_version())


def test_solving_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    model = ServiceModel(CHAIN, *LOADS)
    model.serve(CHAIN.intact, 1.0)
    write_lp(model.model, tmp_path / "model.lp")
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert "served_mw(2)" in (tmp_path / "model.lp").read_text()
