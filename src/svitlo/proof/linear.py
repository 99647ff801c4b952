"""Linear programs of the physics check, by SciPy's HiGHS."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from svitlo.assets.power import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """Minimise `cost` x (column,), x within `low` and `high`, `rows` x (row,) within `row_low` and `row_high`."""

    cost: Floats
    low: Floats
    high: Floats
    rows: csr_matrix
    row_low: Floats
    row_high: Floats


def minimised(program: Program) -> Floats | None:
    """The best x, inside its bounds to the last digit, or None where there is none (or the solver gives no answer)."""
    answer = milp(
        program.cost,
        constraints=LinearConstraint(program.rows, program.row_low, program.row_high),
        bounds=Bounds(program.low, program.high),
    )
    if answer.status != 0 or answer.x is None:
        return None
    return np.clip(np.asarray(answer.x, dtype=np.float64), program.low, program.high)
