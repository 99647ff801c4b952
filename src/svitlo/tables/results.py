"""What a planner decides, what physics confirms, and the plan that is written: frames and small records."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decisions:
    """A plan's decisions as tables (`schema.PURCHASES`, `REPAIRS`, `PLACED`, `USES`), sorted by their keys."""

    purchases: pl.DataFrame
    repairs: pl.DataFrame
    installs: pl.DataFrame
    uses: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Served:
    """What the planning model serves: share of its demand that each place gets, (day, block, place) in 0..1."""

    power_share: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the physics check met in one block of one day.

    `what` is one of `voltage_low`, `voltage_high`, `overload`, `no_solution`; `where` is an asset id or bus id,
    `value` and `limit` are in pu (voltage) or in shares of the rating (overload). `shed_mw` is what was shed for it.
    """

    day: int
    block: str
    what: str
    where: str
    value: float
    limit: float
    shed_mw: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proven:
    """What AC power flow confirms: share of its demand that each place gets, (day, block, place); never above served.

    `verdict` is `stands` (every state as planned), `stands after shedding` or `fails` (a state went dark).
    """

    power_share: NDArray[np.float64]
    verdict: str
    findings: tuple[Finding, ...]
    state_count: int
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A plan folder in memory: the tables of `schema.PLAN_SPECS` and `summary.json`."""

    decisions: Decisions
    service: pl.DataFrame
    places: pl.DataFrame
    summary: Mapping[str, object]
