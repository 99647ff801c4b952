"""A case whose places are boiler houses, for tests of the drain clock: weather and blocks are given, no more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.tables.case import Block, Case, Cold
from svitlo.tables.schema import PLACES

HALF_DAYS = (Block(name="night", hours=12.0), Block(name="day", hours=12.0))


def heating_case(
    case: Case,
    mean_c: Sequence[float],
    drain_h: Sequence[float | None] = (18.0,),
    *,
    blocks: tuple[Block, ...] = HALF_DAYS,
    refill_days: float = 2.0,
) -> Case:
    """The case with boiler houses h0, h1, ... of 1000, 2000, ... people, all at bus 3, and nothing else there.

    The drain clocks run on days at or below -10 degrees; `mean_c` (day,) says how long the case lasts.
    """
    settings = replace(
        case.settings,
        days=len(mean_c),
        blocks=blocks,
        cold=Cold(below_c=0.0, drain_below_c=-10.0, refill_days=refill_days),
    )
    rows = [
        dict.fromkeys(PLACES.names)
        | {"place_id": f"h{row}", "name": f"Boiler house {row}", "kind": "heat", "people": 1000.0 * (row + 1)}
        | {"bus_id": "3", "drain_h": hours}
        for row, hours in enumerate(drain_h)
    ]
    dates = [case.settings.start + timedelta(days=day) for day in range(len(mean_c))]
    weather = pl.DataFrame({"date": dates, "mean_c": [float(value) for value in mean_c]})
    return replace(case, settings=settings, weather=weather, places=pl.DataFrame(rows, schema=PLACES.dtypes))


def shares(text: str, blocks: int = 2) -> NDArray[np.float64]:
    """Shares of one place (day, block, 1) from a line: `#` a block with all of its power, `.` one without."""
    marks = text.replace(" ", "")
    return np.array([1.0 if mark == "#" else 0.0 for mark in marks]).reshape(-1, blocks, 1)
