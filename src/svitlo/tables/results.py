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
    """One thing for which the physics check had to shed load in one block of one day.

    `what` is one of `voltage_low`, `voltage_high` (pu), `overload`, `generation` (shares of the rating: losses count),
    `reactive_low`, `reactive_high` (pu of the base MVA), `no_solution` (the voltage where it collapses, pu), `dispatch`
    (the DC model itself cannot serve it), `no_generation`, `no_voltage_source`; `where` is an asset id. `value` and
    `limit` are what was met at worst and what is allowed. `shed_mw` is what was shed for it.
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

    `verdict` is `stands` (every state as planned), `stands after shedding` or `fails` (in a block of a day nothing of
    what was served stands). `findings` are the worst first; `notes` say what of the network's data could not be used.
    """

    power_share: NDArray[np.float64]
    verdict: str
    findings: tuple[Finding, ...]
    state_count: int
    engine: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A plan folder in memory: the tables of `schema.PLAN_SPECS` and `summary.json`."""

    decisions: Decisions
    service: pl.DataFrame
    places: pl.DataFrame
    summary: Mapping[str, object]
