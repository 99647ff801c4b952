"""HiGHS, called directly with arrays: the only module that knows it.

A solver is kept between solves and starts from its last basis. A warm solve that ends without a verdict is solved once
more from nothing; if that has none either, the engine has failed.
"""

from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from svitlo.plan.blocks import Floats, Ints, LinearModel
from svitlo.tables.errors import EngineFailed

_INFEASIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""No model here is unbounded: what earns is bounded by demand."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """An optimum: `x` and `reduced_cost` (column,)."""

    objective: float
    x: Floats
    reduced_cost: Floats


def engine_version() -> str:
    """Version of the solver."""
    return str(_Quiet().version())


PATIENCE_S = 60.0
"""A solve that takes longer is stuck (HiGHS can go round for ever from a warm basis) and ends without a verdict."""


class _Quiet(highspy.Highs):
    """HiGHS without the callbacks that its Python class sets up, which print a banner on standard output."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Solver:
    """One linear model with bounds that may change between solves; counts its solves in `solve_count`."""

    def __init__(self, model: LinearModel) -> None:
        self._highs = _Quiet()
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("random_seed", 0)
        self._lower, self._upper = model.lower, model.upper
        if self._highs.passModel(_as_lp(model)) == highspy.HighsStatus.kError:
            raise EngineFailed("HiGHS refused a model")
        self.solve_count = 0

    def bound_columns(self, lower: Floats, upper: Floats) -> None:
        """Give every column new bounds; only those that change reach the engine."""
        changed = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        self._highs.changeColsBounds(changed.size, changed, lower[changed], upper[changed])
        self._lower, self._upper = lower, upper

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Give one row new bounds."""
        self._highs.changeRowBounds(row, lower, upper)

    def set_entry(self, row: int, column: int, value: float) -> None:
        """Give one entry of the matrix a new value."""
        self._highs.changeCoeff(row, column, value)

    def solve(self) -> Solution | None:
        """The optimum; None if no point keeps all bounds.

        Raises:
            EngineFailed: HiGHS reached no verdict, even from nothing.
        """
        self.solve_count += 1
        self._run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.clearSolver()
            self._run()
        status = self._highs.getModelStatus()
        if status in _INFEASIBLE:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise EngineFailed(f"HiGHS ended with: {self._highs.modelStatusToString(status)}")
        solution = self._highs.getSolution()
        return Solution(
            objective=float(self._highs.getInfo().objective_function_value),
            x=np.array(solution.col_value),
            reduced_cost=np.array(solution.col_dual),
        )

    def _run(self) -> None:
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + PATIENCE_S)
        self._highs.run()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedSolution:
    """What a search over whole numbers ended with: the best point found (column,), its objective, and a proven bound.

    `node_count`: branch-and-bound nodes solved.
    """

    objective: float
    bound: float
    x: Floats
    node_count: int


def solve_mixed(
    model: LinearModel, whole: Ints, *, node_limit: int, gap_share: float = 0.0, start: Floats | None = None
) -> MixedSolution | None:
    """The optimum of a model whose columns `whole` take whole numbers, or what is known after `node_limit` nodes.

    Args:
        model: the linear model; it has some point within its bounds.
        whole: column numbers.
        node_limit: branch-and-bound nodes after which the search stops.
        gap_share: stop when objective and bound are this close, in shares of the objective.
        start: a point to begin from (column,).

    Returns:
        None if no point was found (or there is none); the bound is then not known.

    Raises:
        EngineFailed: HiGHS ended in an error.
    """
    highs = _Quiet()
    lp = _as_lp(model)
    kinds = np.full(model.cost.size, highspy.HighsVarType.kContinuous, dtype=object)
    kinds[whole] = highspy.HighsVarType.kInteger
    lp.integrality_ = kinds.tolist()
    for option, value in (
        ("threads", 1),
        ("random_seed", 0),
        ("mip_max_nodes", node_limit),
        ("mip_rel_gap", gap_share),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
    ):
        highs.setOptionValue(option, value)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise EngineFailed("HiGHS refused a model")
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = start.tolist()
        highs.setSolution(point)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    if status in _INFEASIBLE:
        return None
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit):
        raise EngineFailed(f"HiGHS ended with: {highs.modelStatusToString(status)}")
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return MixedSolution(
        objective=float(info.objective_function_value),
        bound=float(info.mip_dual_bound),
        x=np.array(highs.getSolution().col_value),
        node_count=int(info.mip_node_count),
    )


def write_lp(model: LinearModel, path: Path) -> None:
    """Write a model as LP text, for reading and for golden tests."""
    highs = _Quiet()
    lp = _as_lp(model)
    lp.col_names_ = model.column_names
    lp.row_names_ = model.row_names
    highs.passModel(lp)
    highs.writeModel(str(path))


def _as_lp(model: LinearModel) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_ = model.cost.size
    lp.num_row_ = model.row_lower.size
    lp.col_cost_ = model.cost
    lp.col_lower_ = model.lower
    lp.col_upper_ = model.upper
    lp.row_lower_ = model.row_lower
    lp.row_upper_ = model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_ = model.cost.size
    lp.a_matrix_.num_row_ = model.row_lower.size
    lp.a_matrix_.start_ = model.start.astype(np.int32)
    lp.a_matrix_.index_ = model.row.astype(np.int32)
    lp.a_matrix_.value_ = model.entry
    return lp
