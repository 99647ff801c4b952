"""What studies of PowerModels' kind need of a MATPOWER file beyond its network: angle limits and the order of buses.

The contract knows no angle limits, so the tables of a network have none; the ordering problem has.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.adapters import matpower
from svitlo.adapters.m_file import Value, number, values_of
from svitlo.adapters.power_tables import Findings, read_utf8
from svitlo.tables.case import PowerTables

_ANGMIN, _ANGMAX = 11, 12
_LARGEST_DEG = 90.0
_DEFAULT_DEG = 60.0


def read_with_angle_limits(path: Path) -> tuple[PowerTables, NDArray[np.float64]]:
    """The network of a MATPOWER file with its buses in the order of the file, and its angle limits in degrees.

    The limits are (branch, 2): least and most difference from the first end to the second. As in PowerModels, a limit
    that is missing, 0 or at least a right angle counts as 60 degrees.

    Raises:
        BadInput: with everything wrong in the file.
    """
    power, _ = matpower.read(path)
    values = values_of(read_utf8(path), Findings(path.name))
    place = {str(int(float(cells[0]))): row for row, (_, cells) in enumerate(values["bus"].rows)}
    order = pl.Series([place[bus_id] for bus_id in power.buses["bus_id"].to_list()])
    buses = power.buses.with_columns(order.alias("place")).sort("place").drop("place")
    return replace(power, buses=buses), _limits_deg(values["branch"])


def _limits_deg(branch: Value) -> NDArray[np.float64]:
    limits = np.zeros((len(branch.rows), 2))
    for row, (_, cells) in enumerate(branch.rows):
        given = [number(cells[column]) or 0.0 for column in (_ANGMIN, _ANGMAX) if column < len(cells)]
        limits[row] = given if len(given) == 2 else 0.0
    limits[:, 0] = np.where((limits[:, 0] <= -_LARGEST_DEG) | (limits[:, 0] == 0.0), -_DEFAULT_DEG, limits[:, 0])
    limits[:, 1] = np.where((limits[:, 1] >= _LARGEST_DEG) | (limits[:, 1] == 0.0), _DEFAULT_DEG, limits[:, 1])
    return limits
