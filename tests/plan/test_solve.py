"""The solver's verdicts, brought about by real limits of the engine."""

import re
from pathlib import Path
from random import Random

import numpy as np
import pytest

from svitlo.assets.power import settled
from svitlo.plan import service, solve
from svitlo.plan.blocks import Blocks
from svitlo.plan.service import ServiceModel
from svitlo.plan.solve import Solver, engine_version, write_lp
from svitlo.tables.errors import EngineFailed
from tests.plan.grids import INF, condition, grid_by_hand
from tests.plan.states import random_condition, random_grid, random_loads

CHAIN = grid_by_hand((0, 10, 20, 30), [(0, 1, 0.1, INF), (1, 2, 0.1, INF), (2, 3, 0.1, INF)], [(0, 100.0)])
LOADS = (np.array([1, 2, 3]), np.array([10.0, 20.0, 30.0]), np.array([1.0, 2.0, 3.0]))


def test_a_warm_solve_without_a_verdict_is_solved_again_from_nothing() -> None:
    """No simplex iteration is allowed: a warm start needs some and gives up."""
    warm = ServiceModel(CHAIN, *LOADS)
    assert warm.serve(condition(CHAIN, branches={0: 0.0}), 1.0).served_mw.tolist() == pytest.approx([0, 0, 0])
    warm._solver._iteration_limit = 0
    served_mw = warm.serve(CHAIN.intact, 1.0).served_mw
    assert served_mw.tolist() == pytest.approx(ServiceModel(CHAIN, *LOADS).serve(CHAIN.intact, 1.0).served_mw.tolist())
    assert served_mw.sum() == pytest.approx(60.0)
    assert warm.solve_count == 2
    assert warm._solver._iteration_limit > 0


def test_the_warm_solve_of_that_test_does_give_up() -> None:
    solver = Solver(ServiceModel(CHAIN, *LOADS).model)
    model = ServiceModel(CHAIN, *LOADS)
    for state, limit in ((condition(CHAIN, branches={0: 0.0}), 1000), (CHAIN.intact, 0)):
        solver._highs.setOptionValue("simplex_iteration_limit", limit)
        solver.bound_columns(*model.bounds(state, 1.0))
        solver._highs.run()
    assert solver._highs.modelStatusToString(solver._highs.getModelStatus()) == "Iteration limit reached"


def test_a_warm_solve_may_take_little_more_than_one_from_nothing() -> None:
    """HiGHS can go on from a warm basis for a thousand times as long: what is allowed follows the first solve."""
    model = ServiceModel(CHAIN, *LOADS)
    model.serve(CHAIN.intact, 1.0)
    limit = model._solver._iteration_limit
    assert 200 <= limit < 300
    model.serve(condition(CHAIN, branches={0: 0.0}), 1.0)
    assert model._solver._iteration_limit == limit


def test_an_engine_that_reaches_no_verdict_from_nothing_either_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "PATIENCE_S", 0.0)
    grid = random_grid(3, buses=20)
    loads = random_loads(Random(3), grid)
    with pytest.raises(EngineFailed, match="Time limit"):
        ServiceModel(grid, loads.load_bus, loads.load_mw, loads.cost_per_mw).serve(grid.intact, 1.0)


def test_one_solve_of_a_large_model_is_by_an_interior_point_and_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring with shortcuts, whose branches cannot carry all that is asked for; it counts as large."""
    monkeypatch.setattr(solve, "_INTERIOR_COLUMN_COUNT", 500)
    rng = Random(1)
    count = 900
    branches = [(i, (i + 1) % count, rng.uniform(0.01, 0.1), rng.uniform(20, 60)) for i in range(count)]
    branches += [(i, (i + 7) % count, rng.uniform(0.01, 0.1), rng.uniform(5, 20)) for i in range(0, count, 5)]
    load_mw = [rng.choice([0.0, rng.uniform(1, 20)]) for _ in range(count)]
    grid = grid_by_hand(load_mw, branches, [(i, rng.uniform(30, 120)) for i in range(0, count, 12)])
    bus = np.flatnonzero(grid.load_mw)
    loads = (bus, grid.load_mw[bus], np.array([rng.choice([1.0, 2.0, 5.0]) for _ in bus]))
    state = condition(grid, branches=dict.fromkeys(range(0, count, 9), 0.0))
    once, kept = (ServiceModel(grid, *loads, once=once) for once in (True, False))
    at_once, first = once.serve(state, 1.0), kept.serve(state, 1.0)
    assert once._solver._highs.getInfo().ipm_iteration_count > 0
    assert kept._solver._highs.getInfo().simplex_iteration_count > 0
    blackout = float(loads[1] @ loads[2])
    assert 0.01 * blackout < first.unserved_cost < 0.99 * blackout
    assert at_once.unserved_cost == pytest.approx(first.unserved_cost, rel=1e-6)
    for factor in (0.7, 1.3):  # its slope is a floor elsewhere, too
        floor = at_once.unserved_cost + at_once.slope * (factor - 1.0)
        assert floor <= kept.serve(state, factor).unserved_cost + 1e-6 * blackout


def test_a_solve_may_start_where_another_ended() -> None:
    model = ServiceModel(CHAIN, *LOADS)
    solver, out = model._solver, condition(CHAIN, branches={0: 0.0})
    model.serve(CHAIN.intact, 1.0)
    start = solver.basis
    model.serve(out, 1.0)
    solver.bound_columns(*model.bounds(CHAIN.intact, 1.0))
    solver.start_from(start)
    solution = solver.solve()
    assert solution is not None
    assert solver._highs.getInfo().simplex_iteration_count == 0
    solver.forget()
    from_nothing = solver.solve()
    assert from_nothing is not None
    assert from_nothing.objective == pytest.approx(solution.objective)


@pytest.mark.parametrize("seed", range(4))
def test_states_far_apart_and_near_again_are_served_as_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walks with jumps: starts are taken up from states seen before, and some states are solved from nothing."""
    monkeypatch.setattr(service, "KEPT_STARTS", 5)
    if seed % 2:
        monkeypatch.setattr(service, "FAR", 6)
        monkeypatch.setattr(service, "LARGER_BUS_COUNT", 0)
    rng = Random(seed)
    grid = random_grid(seed, buses=25)
    loads = random_loads(rng, grid)
    asked = (grid, loads.load_bus, loads.load_mw, loads.cost_per_mw)
    model, again = ServiceModel(*asked), ServiceModel(*asked)
    states = [random_condition(rng, grid) for _ in range(5)]
    for _ in range(120):
        base = rng.choice(states)
        share = base.branch_share.copy()
        share[rng.randrange(share.size)] = rng.choice([0.0, 1.0])
        state = settled(grid, base.bus_up, share, base.generator_share)
        found = model.serve(state, 1.0)
        cold = ServiceModel(*asked).serve(state, 1.0)
        assert found.unserved_cost == pytest.approx(cold.unserved_cost, rel=1e-8, abs=1e-6)
        assert again.serve(state, 1.0).served_mw.tobytes() == found.served_mw.tobytes()


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
