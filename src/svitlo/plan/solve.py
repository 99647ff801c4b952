"""HiGHS, called directly with arrays: the only module that knows it.

A solver is kept between solves and starts from its last basis, or from one that it was given. A warm solve that ends
without a verdict, or takes more iterations than one from nothing did, is solved once more from nothing; if that has no
verdict either, the engine has failed.
"""

from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from svitlo.plan.blocks import Floats, Ints, LinearModel
from svitlo.tables.errors import EngineFailed

Basis = highspy.HighsBasis
"""Which columns and rows are at their bounds: where a solve ended, and another may start."""

_INFEASIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""No model here is unbounded: what earns is bounded by demand."""

_DEVEX = 1
"""HiGHS's number for these weights of the dual simplex method."""

_PLAIN_COLUMN_COUNT = 1_200
"""A model of so few columns is solved faster than presolve takes to make it smaller."""

_INTERIOR_COLUMN_COUNT = 25_000
"""From here on an interior point is found faster than a vertex."""

_SPARE_ITERATION_COUNT = 200
"""What a warm solve may take beyond the iterations of a solve from nothing. Some would otherwise go on a thousand times
as long, or for ever."""

_ENDLESS = 2**31 - 1

_MIXED_ENDS = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kTimeLimit,
)


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
    """One linear model with bounds that may change between solves; counts its solves in `solve_count`.

    `once`: there will be one solve, so that no basis need be found and large models may be solved by an interior point.
    """

    def __init__(self, model: LinearModel, *, once: bool = False) -> None:
        self._highs = _Quiet()
        for option, value in (
            ("threads", 1),
            ("random_seed", 0),
            # Steepest-edge weights are built up anew for the first warm solve, which then takes as long as a cold one.
            ("simplex_dual_edge_weight_strategy", _DEVEX),
        ):
            self._highs.setOptionValue(option, value)
        if model.cost.size <= _PLAIN_COLUMN_COUNT:
            self._highs.setOptionValue("presolve", "off")
        if once and model.cost.size >= _INTERIOR_COLUMN_COUNT:
            self._highs.setOptionValue("solver", "ipm")
            self._highs.setOptionValue("run_crossover", "off")
        self._model = model
        self._lower, self._upper = model.lower, model.upper
        if _pass(self._highs, model) == highspy.HighsStatus.kError:
            raise EngineFailed("HiGHS refused a model")
        self.solve_count = 0
        self._iteration_limit = _ENDLESS

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

    def become(self, model: LinearModel) -> None:
        """Take over costs, bounds and entries of a model of the same shape; only what changed reaches the engine."""
        self.bound_columns(model.lower, model.upper)
        old = self._model
        dearer = np.flatnonzero(model.cost != old.cost).astype(np.int32)
        if dearer.size:
            self._highs.changeColsCost(dearer.size, dearer, model.cost[dearer])
        for row in np.flatnonzero((model.row_lower != old.row_lower) | (model.row_upper != old.row_upper)).tolist():
            self._highs.changeRowBounds(row, model.row_lower[row], model.row_upper[row])
        for place in np.flatnonzero(model.entry != old.entry).tolist():
            column = int(np.searchsorted(model.start, place, side="right")) - 1
            self._highs.changeCoeff(int(model.row[place]), column, model.entry[place])
        self._model = model

    def forget(self) -> None:
        """Start the next solve from nothing."""
        self._highs.clearSolver()
        self._iteration_limit = _ENDLESS

    @property
    def basis(self) -> Basis:
        """Where the last solve ended, for `start_from`."""
        return self._highs.getBasis()

    def start_from(self, basis: Basis) -> None:
        """Start the next solve from where another one of this solver ended."""
        self._highs.setBasis(basis)

    def solve(self) -> Solution | None:
        """The optimum; None if no point keeps all bounds.

        Raises:
            EngineFailed: HiGHS reached no verdict, even from nothing.
        """
        self.solve_count += 1
        self._run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.forget()
            self._highs.setOptionValue("presolve", "on")
            self._highs.setOptionValue("solver", "simplex")
            self._run()
        status = self._highs.getModelStatus()
        if status in _INFEASIBLE:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise EngineFailed(f"HiGHS ended with: {self._highs.modelStatusToString(status)}")
        if self._iteration_limit == _ENDLESS:
            self._iteration_limit = max(0, self._highs.getInfo().simplex_iteration_count) + _SPARE_ITERATION_COUNT
        solution = self._highs.getSolution()
        return Solution(
            objective=float(self._highs.getObjectiveValue()),
            x=np.fromiter(solution.col_value, np.float64, self._lower.size),
            reduced_cost=np.fromiter(solution.col_dual, np.float64, self._lower.size),
        )

    def _run(self) -> None:
        self._highs.setOptionValue("simplex_iteration_limit", self._iteration_limit)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + PATIENCE_S)
        self._highs.run()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedSolution:
    """What a search over whole numbers ended with: the best point found (column,), its objective, and a proven bound.

    `node_count`, `iteration_count`: branch-and-bound nodes and iterations of the simplex method.
    """

    objective: float
    bound: float
    x: Floats
    node_count: int
    iteration_count: int


@dataclass(frozen=True, slots=True)
class Until:
    """When a search over whole numbers stops.

    After so many branch-and-bound nodes; when objective and bound are this close, in shares of the objective; and, for
    the methods of others that count so, after so many seconds.
    """

    node_limit: int
    gap_share: float = 0.0
    time_limit_s: float = np.inf


def solve_mixed(
    model: LinearModel,
    whole: Ints,
    until: Until,
    *,
    hurried: bool = False,
    start: Floats | None = None,
) -> MixedSolution | None:
    """The optimum of a model whose columns `whole` take whole numbers, or what is known when the search stops.

    Args:
        model: the linear model; it has some point within its bounds.
        whole: column numbers.
        until: when to stop.
        hurried: look neither for symmetry nor for a better start halfway, which pay only if much has to be proved.
        start: values of the columns `whole` to begin from, if there is a point with them.

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
        ("mip_detect_symmetry", not hurried),
        ("mip_allow_restart", not hurried),
        ("mip_max_nodes", until.node_limit),
        ("mip_rel_gap", until.gap_share),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-7),
        ("time_limit", until.time_limit_s),
    ):
        highs.setOptionValue(option, value)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise EngineFailed("HiGHS refused a model")
    if start is not None:
        highs.setSolution(whole.size, whole.astype(np.int32), start)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    if status in _INFEASIBLE:
        return None
    if status not in _MIXED_ENDS:
        raise EngineFailed(f"HiGHS ended with: {highs.modelStatusToString(status)}")
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return MixedSolution(
        objective=float(info.objective_function_value),
        bound=float(info.mip_dual_bound),
        x=np.array(highs.getSolution().col_value),
        node_count=int(info.mip_node_count),
        iteration_count=max(0, int(info.simplex_iteration_count)),
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


def _pass(highs: _Quiet, model: LinearModel) -> highspy.HighsStatus:
    """The same by arrays, which HiGHS reads several times as fast."""
    columns, rows = model.cost.size, model.row_lower.size
    by_column, minimise, offset = 1, 1, 0.0
    return highs.passModel(
        columns,
        rows,
        model.entry.size,
        by_column,
        minimise,
        offset,
        model.cost,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        model.start.astype(np.int32),
        model.row.astype(np.int32),
        model.entry,
        np.zeros(columns, dtype=np.int32),
    )
