"""Coordinates as the document tells them: no more digits than the eye sees, and what they mean."""

import math

import numpy as np
import polars as pl

from svitlo.report.layout import Points
from svitlo.tables.case import PowerTables

DIGITS = 5
"""Significant digits of the longer side of a map: a pixel of a screen is a few hundredths of that."""
EARTH_KM = 6371.0
LEAST_RATIO, MOST_RATIO = 0.3, 1.2
"""A line is seldom shorter than the crow flies, and seldom three times as long."""


def rounded(place: Points) -> tuple[list[float], list[float]]:
    """Two lists, x and y, of positions (node, 2), rounded by the size of the whole."""
    size = float(np.ptp(place, axis=0).max()) if len(place) else 0.0
    digits = DIGITS - math.ceil(math.log10(size)) if size > 0.0 else DIGITS
    x, y = ([round(value, max(0, digits)) for value in column.tolist()] for column in place.T.reshape(2, -1))
    return x, y


def meaning(power: PowerTables, place: Points) -> str:
    """What positions (bus, 2) are: `geographic`, `file` (the file's own plane) or `drawn` by us.

    Files may hold any plane where degrees belong, and many do. They are taken for longitude and latitude only if the
    lengths of the file's own lines agree.
    """
    own = power.buses.select(pl.col("x", "y").fill_null(np.nan)).to_numpy().astype(np.float64)
    known = np.isfinite(own).all(axis=1)
    if not known.any() or not np.array_equal(own[known], place[known]):
        return "drawn"
    inside = np.abs(own[known]).max(axis=0)
    return "geographic" if inside[0] <= 180.0 and inside[1] <= 90.0 and _lengths_agree(power, place) else "file"


def _lengths_agree(power: PowerTables, place: Points) -> bool:
    """Whether lines are about as long as the way between their ends is on the globe."""
    row_of = {bus_id: row for row, bus_id in enumerate(power.buses["bus_id"].to_list())}
    lines = power.branches.filter(pl.col("length_km") > 0.0)
    start, end = (place[[row_of[bus_id] for bus_id in lines[key]]] for key in ("from_bus_id", "to_bus_id"))
    if not len(start):
        return False
    (x1, y1), (x2, y2) = np.deg2rad(start).T, np.deg2rad(end).T
    half = np.sin((y2 - y1) / 2.0) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2.0) ** 2
    apart_km = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    ratio = apart_km / lines["length_km"].to_numpy()
    return bool(LEAST_RATIO <= float(np.median(ratio)) <= MOST_RATIO)
