"""Shares by step, packed as the browser unpacks them (`Series` in `web/src/model/document.ts`)."""

import base64
import json
import math

import numpy as np

from svitlo.assets.power import Floats
from svitlo.report.facts import FULL_SHARE

PARTS = 10_000
"""A share is told in so many parts of one, rounded down."""
NOTHING = 65_535
"""Nothing is asked for."""

Series = float | list[float | int | None] | str | None


def packed(share: Floats) -> Series:
    """The shortest of the forms for shares (step,), NaN where nothing is asked for; a full share is 1."""
    parts = _parts(share)
    starts = np.flatnonzero(np.concatenate(([True], parts[1:] != parts[:-1])))
    if starts.size <= 1:
        return _number(int(parts[0])) if parts.size else None
    changes: list[float | int | None] = []
    for step in starts.tolist():
        changes += [step, _number(int(parts[step]))]
    dense = base64.b64encode(parts.astype("<u2").tobytes()).decode("ascii")
    return dense if len(dense) + 2 < len(json.dumps(changes, separators=(",", ":"))) else changes


def unpacked(series: Series, steps: int) -> Floats:
    """The shares (step,) of a series, as the browser reads it."""
    share = np.full(steps, math.nan)
    if isinstance(series, str):
        parts = np.frombuffer(base64.b64decode(series), dtype="<u2")
        share = np.where(parts == NOTHING, math.nan, parts / PARTS)
    elif isinstance(series, list):
        for start, value in zip(series[::2], series[1::2], strict=True):
            share[int(start or 0) :] = math.nan if value is None else value
    elif series is not None:
        share[:] = series
    return share


def _parts(share: Floats) -> np.ndarray:
    """Parts of one, rounded down but for noise in the last digit of a float."""
    known = np.nan_to_num(share)
    parts = np.floor(known * PARTS + 1e-6).astype(np.int64)
    parts = np.where(known >= FULL_SHARE, PARTS, np.clip(parts, 0, PARTS))
    return np.where(np.isnan(share), NOTHING, parts)


def _number(parts: int) -> float | int | None:
    if parts == NOTHING:
        return None
    return parts // PARTS if parts % PARTS == 0 else parts / PARTS
