"""The figures of a plan: what is served and proven in every block, and the summary of it all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.assets.demand import Demand, demand_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import grid_of
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Finding, Plan, Proven
from svitlo.tables.schema import PLACE_SERVICE, SERVICE

BOUND_NOISE_SHARE = 1e-6
"""A bound may lie this far above the objective by the noise of the solver; it is then cut down to it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Account:
    """What is needed to turn shares into people and hours: places, demand and the case's blocks."""

    people: People
    demand: Demand

    def served_mw(self, power_share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Load served, (day, block)."""
        base_mw: NDArray[np.float64] = power_share @ self.people.load_mw
        return base_mw * self.demand.load_factor

    def people_without(self, power_share: NDArray[np.float64]) -> NDArray[np.float64]:
        """People without power, (day, block): the unserved share of each place's people."""
        without: NDArray[np.float64] = (1.0 - power_share) @ self.people.people
        return without

    def weighted_person_hours(self, power_share: NDArray[np.float64]) -> NDArray[np.float64]:
        """The objective's part of each block, (day, block)."""
        weighted: NDArray[np.float64] = (1.0 - power_share) @ (self.people.people * self.people.weight)
        return weighted * self.demand.weight * self.demand.hours

    def person_hours(self, power_share: NDArray[np.float64]) -> float:
        """Person-hours without power, unweighted."""
        return float((self.people_without(power_share) * self.demand.hours).sum())


def account_of(case: Case) -> Account:
    """The account of a case."""
    return Account(people=people_of(case, grid_of(case.power)), demand=demand_of(case))


def service_table(account: Account, served: NDArray[np.float64], proven: Proven) -> pl.DataFrame:
    """`service.csv`: one row a day and block. A case without water networks asks for no water."""
    days, blocks = account.demand.load_factor.shape
    load_mw = account.demand.load_factor * account.people.load_mw.sum()
    columns: dict[str, object] = {
        "day": np.repeat(np.arange(days), blocks),
        "block": list(account.demand.block_names) * days,
        "hours": np.tile(account.demand.hours, days),
        "load_mw": load_mw.ravel(),
        "served_mw": account.served_mw(served).ravel(),
        "proven_mw": account.served_mw(proven.power_share).ravel(),
        "people_without_power": account.people_without(served).ravel(),
        "weighted_person_hours": account.weighted_person_hours(served).ravel(),
    }
    nothing = np.zeros(days * blocks)
    water = {name: nothing for name in SERVICE.names if name not in columns}
    return pl.DataFrame(columns | water, schema_overrides=SERVICE.dtypes).select(SERVICE.names)


def place_table(case: Case, account: Account, served: NDArray[np.float64]) -> pl.DataFrame:
    """`places.csv`: one row a day, block and place; places that draw no power have no share."""
    days, blocks, _ = served.shape
    named = set(case.places["place_id"].to_list())
    without = sorted(named - set(account.people.place_ids))
    place_ids = [*account.people.place_ids, *without]
    shares = np.concatenate([served, np.full((days, blocks, len(without)), np.nan)], axis=2)
    table = pl.DataFrame(
        {
            "day": np.repeat(np.arange(days), blocks * len(place_ids)),
            "block": np.tile(np.repeat(np.array(account.demand.block_names), len(place_ids)), days).tolist(),
            "place_id": place_ids * (days * blocks),
            "power_share": shares.ravel(),
        },
        schema_overrides=PLACE_SERVICE.dtypes,
    )
    return table.with_columns(
        pl.col("power_share").fill_nan(None), pl.lit(None, pl.Float64).alias("water_share")
    ).select(PLACE_SERVICE.names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """How a plan came about, as the summary tells it."""

    planner: str
    seed: int
    effort: int
    bound_effort: int
    count_announced: bool
    seconds: float
    svitlo: str
    engines: Mapping[str, str]
    notes: tuple[str, ...]


def plan_of(
    case: Case,
    decisions: Decisions,
    shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    proven: Proven,
    bound: float,
    run: Run,
) -> Plan:
    """The plan with its figures; `shares` are what each place gets under the plan and if nothing is repaired."""
    account = account_of(case)
    served, if_nothing = shares
    objective = float(account.weighted_person_hours(served).sum())
    do_nothing = float(account.weighted_person_hours(if_nothing).sum())
    bound = trimmed(bound, objective)
    summary: dict[str, object] = {
        "version": 1,
        "case": case.settings.name,
        "case_sha256": case.sha256,
        "objective": objective,
        "bound": bound,
        "gap_share": (objective - bound) / objective if objective > 0.0 else 0.0,
        "objective_proven": float(account.weighted_person_hours(proven.power_share).sum()),
        "do_nothing": do_nothing,
        "person_hours_without_power": account.person_hours(served),
        "person_hours_without_water": 0.0,
        "person_hours_without_heat": None if _has_heat(case) else 0.0,
        "people_drained": None if _has_heat(case) else 0.0,
        "spent_usd": float(decisions.purchases["cost_usd"].sum()),
        "planner": run.planner,
        "seed": run.seed,
        "effort": run.effort,
        "bound_effort": run.bound_effort,
        "count_announced": run.count_announced,
        "seconds": run.seconds,
        "proof": {"power": _proof(proven), "water": None},
        "svitlo": run.svitlo,
        "engines": dict(sorted(run.engines.items())),
        "notes": list(run.notes),
    }
    return Plan(
        decisions=decisions,
        service=service_table(account, served, proven),
        places=place_table(case, account, served),
        summary=summary,
    )


def trimmed(bound: float, objective: float) -> float:
    """The bound, cut down to the objective where it lies above by no more than noise.

    Raises AssertionError where it lies above by more: then the bound or the plan is wrong, and neither may go out.
    """
    if bound > objective + BOUND_NOISE_SHARE * max(1.0, objective):
        raise AssertionError(f"the bound {bound} lies above the objective {objective} of a plan that keeps the rules")
    return min(bound, objective)


def _has_heat(case: Case) -> bool:
    return bool((case.places["kind"] == "heat").any())


def _proof(proven: Proven) -> dict[str, object]:
    return {
        "verdict": proven.verdict,
        "engine": proven.engine,
        "state_count": proven.state_count,
        "finding_count": len(proven.findings),
        "worst": _finding(proven.findings[0]) if proven.findings else None,
        "findings": [_finding(finding) for finding in proven.findings[:100]],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "day": finding.day,
        "block": finding.block,
        "what": finding.what,
        "where": finding.where,
        "value": finding.value,
        "limit": finding.limit,
        "shed_mw": finding.shed_mw,
    }
