"""The figures of a plan: what is served and proven in every block, and the summary of it all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.assets.demand import Demand, demand_of
from svitlo.assets.heat import heat_of, heat_places_of, heat_share
from svitlo.assets.people import People, people_of
from svitlo.assets.power import grid_of
from svitlo.assets.waterworks import PUMP, ZONE
from svitlo.report.water import network_figures
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Finding, Plan, PlannedWater, Proven, ProvenWater, WaterAgreement
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Services:
    """What is served: the share of its power that each place gets (day, block, place), and water where there is any."""

    power_share: NDArray[np.float64]
    water: PlannedWater | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Physics:
    """What physics confirms of power and of water, and how far the water that was planned agrees, by network."""

    power: Proven
    water: ProvenWater | None = None
    agreement: Mapping[str, WaterAgreement] = field(default_factory=dict)
    round_count: int = 0


def objective_by_block(case: Case, account: Account, services: Services) -> NDArray[np.float64]:
    """The objective's part of each block, power and water together (day, block)."""
    weighted = account.weighted_person_hours(services.power_share)
    if services.water is not None:
        weighted = weighted + case.settings.objective_water * services.water.weighted_without * account.demand.hours
    return weighted


def proven_objective(case: Case, account: Account, physics: Physics) -> float:
    """The objective over what was proven."""
    weighted = account.weighted_person_hours(physics.power.power_share)
    if physics.water is not None:
        weighted = weighted + case.settings.objective_water * physics.water.weighted_without * account.demand.hours
    return float(weighted.sum())


def service_table(case: Case, account: Account, served: Services, physics: Physics) -> pl.DataFrame:
    """`service.csv`: one row a day and block. A case without water networks asks for no water."""
    days, blocks = account.demand.load_factor.shape
    load_mw = account.demand.load_factor * account.people.load_mw.sum()
    nothing = np.zeros((days, blocks))
    planned, proven = served.water, physics.water
    columns: dict[str, object] = {
        "day": np.repeat(np.arange(days), blocks),
        "block": list(account.demand.block_names) * days,
        "hours": np.tile(account.demand.hours, days),
        "load_mw": load_mw.ravel(),
        "served_mw": account.served_mw(served.power_share).ravel(),
        "proven_mw": account.served_mw(physics.power.power_share).ravel(),
        "people_without_power": account.people_without(served.power_share).ravel(),
        "water_demand_m3h": (
            nothing if planned is None else np.tile(planned.demand_m3h.sum(axis=1), (days, 1))
        ).ravel(),
        "water_served_m3h": (nothing if planned is None else planned.served_m3h).ravel(),
        "water_proven_m3h": (nothing if proven is None else proven.served_m3h).ravel(),
        "people_without_water": (nothing if planned is None else planned.people_without).ravel(),
        "weighted_person_hours": objective_by_block(case, account, served).ravel(),
    }
    return pl.DataFrame(columns, schema_overrides=SERVICE.dtypes).select(SERVICE.names)


def place_table(case: Case, account: Account, served: Services) -> pl.DataFrame:
    """`places.csv`: one row a day, block and place, linked pump and zone of water; what they do not take is empty."""
    days, blocks, _ = served.power_share.shape
    water = served.water
    named = set(case.places["place_id"].to_list())
    without = sorted(named - set(account.people.place_ids))
    place_ids = [*account.people.place_ids, *without]
    power = np.concatenate([served.power_share, np.full((days, blocks, len(without)), np.nan)], axis=2)
    drunk = np.full_like(power, np.nan)
    if water is not None:
        row_of = {place_id: row for row, place_id in enumerate(place_ids)}
        for place_id, zone in water.zone_of.items():
            drunk[:, :, row_of[place_id]] = water.zone_share[:, :, zone]
        place_ids += [PUMP + pump_id for pump_id in water.pump_ids] + [ZONE + zone_id for zone_id in water.zone_ids]
        nothing = np.full((days, blocks, len(water.zone_ids)), np.nan)
        power = np.concatenate([power, water.pump_share, nothing], axis=2)
        drunk = np.concatenate([drunk, np.full_like(water.pump_share, np.nan), water.zone_share], axis=2)
    table = pl.DataFrame(
        {
            "day": np.repeat(np.arange(days), blocks * len(place_ids)),
            "block": np.tile(np.repeat(np.array(account.demand.block_names), len(place_ids)), days).tolist(),
            "place_id": place_ids * (days * blocks),
            "power_share": power.ravel(),
            "water_share": drunk.ravel(),
        },
        schema_overrides=PLACE_SERVICE.dtypes,
    )
    shares = pl.col("power_share").fill_nan(None), pl.col("water_share").fill_nan(None)
    return table.with_columns(*shares).select(PLACE_SERVICE.names)


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
    services: tuple[Services, Services],
    physics: Physics,
    bound: float,
    run: Run,
) -> Plan:
    """The plan with its figures; `services` are what is served under the plan and if nothing is repaired or placed."""
    account = account_of(case)
    served = services[0]
    objective, do_nothing = (float(objective_by_block(case, account, one).sum()) for one in services)
    bound = trimmed(bound, objective)
    figures: dict[str, object] = {
        "objective": objective,
        "bound": bound,
        "gap_share": (objective - bound) / objective if objective > 0.0 else 0.0,
        "objective_proven": proven_objective(case, account, physics),
        "do_nothing": do_nothing,
        **_person_hours(case, account, services, physics),
        "spent_usd": float(decisions.purchases["cost_usd"].sum()),
    }
    return Plan(
        decisions=decisions,
        service=service_table(case, account, served, physics),
        places=place_table(case, account, served),
        summary={
            "version": 1,
            "case": case.settings.name,
            "case_sha256": case.sha256,
            **figures,
            **_told(run),
            "proof": {"power": _proof(physics.power), "water": _water_proof(physics.water)},
            **_water_figures(case, served.water, physics),
            "svitlo": run.svitlo,
            "engines": dict(sorted(run.engines.items())),
            "notes": list(run.notes),
        },
    )


def _told(run: Run) -> dict[str, object]:
    """How the plan came about, as far as the user chose it."""
    return {
        "planner": run.planner,
        "seed": run.seed,
        "effort": run.effort,
        "bound_effort": run.bound_effort,
        "count_announced": run.count_announced,
        "seconds": run.seconds,
    }


def services_heat(case: Case, account: Account, services: Services) -> NDArray[np.float64]:
    """What each place has of what it needs for heat (day, block, place)."""
    return heat_share(case, account.people, services.power_share, _place_water(services.water))


def _place_water(water: PlannedWater | ProvenWater | None) -> Mapping[str, NDArray[np.float64]]:
    return {} if water is None else water.place_share


def _person_hours(
    case: Case, account: Account, services: tuple[Services, Services], physics: Physics
) -> dict[str, object]:
    """What people are without, unweighted, as planned, as proven and if nothing is done."""
    served, if_nothing = services
    shares = {
        "": services_heat(case, account, served),
        "_proven": heat_share(case, account.people, physics.power.power_share, _place_water(physics.water)),
        "_do_nothing": services_heat(case, account, if_nothing),
    }
    return {
        "person_hours_without_power": account.person_hours(served.power_share),
        "person_hours_without_water": _dry_hours(account, served.water),
        "person_hours_without_water_proven": _dry_hours(account, physics.water),
        **_heat_figures(case, account.people, shares),
    }


def trimmed(bound: float, objective: float) -> float:
    """The bound, cut down to the objective where it lies above by no more than noise.

    Raises AssertionError where it lies above by more: then the bound or the plan is wrong, and neither may go out.
    """
    if bound > objective + BOUND_NOISE_SHARE * max(1.0, objective):
        raise AssertionError(f"the bound {bound} lies above the objective {objective} of a plan that keeps the rules")
    return min(bound, objective)


def _heat_figures(case: Case, people: People, shares: Mapping[str, NDArray[np.float64]]) -> dict[str, object]:
    """What the lack of heat comes to by each of these shares (day, block, place), the keys with its ending."""
    places = heat_places_of(case, people)
    heats = {ending: heat_of(case, places, share[:, :, places.row]) for ending, share in shares.items()}
    hours: dict[str, object] = {
        f"person_hours_without_heat{ending}": heat.person_hours_without_heat for ending, heat in heats.items()
    }
    return hours | {f"people_drained{ending}": heat.people_drained for ending, heat in heats.items()}


def _dry_hours(account: Account, water: PlannedWater | ProvenWater | None) -> float:
    """Person-hours without water, unweighted."""
    return 0.0 if water is None else float((water.people_without * account.demand.hours).sum())


def _water_figures(case: Case, planned: PlannedWater | None, physics: Physics) -> dict[str, object]:
    """How planned, simulated and proven water agree, by network; nothing in a case without water."""
    if planned is None or physics.water is None:
        return {}
    shares = network_figures(planned, physics.water)
    hours = np.array([block.hours for block in case.settings.blocks])
    networks = {}
    for row, name in enumerate(physics.water.names):
        own = np.array([zone_id.startswith(f"{name}/") for zone_id in planned.zone_ids])
        volume = planned.zone_share[:, :, own] * planned.demand_m3h[:, own]
        by_day = volume.sum(axis=2) @ hours / (float(hours @ planned.demand_m3h[:, own].sum(axis=1)) or 1.0)
        apart = float(np.abs(by_day - physics.water.network_share[row]).max(initial=0.0))
        networks[name] = {**asdict(physics.agreement[name]), "proven_points": 100.0 * apart, **shares[name]}
    return {"water": {"rounds": physics.round_count, "networks": networks}}


def _water_proof(proven: ProvenWater | None) -> dict[str, object] | None:
    if proven is None:
        return None
    findings = [asdict(finding) for finding in proven.findings]
    return {
        "verdict": proven.verdict,
        "engine": proven.engine,
        "day_count": proven.day_count,
        "finding_count": len(findings),
        "worst": findings[0] if findings else None,
        "findings": findings[:100],
    }


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
