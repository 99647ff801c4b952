"""`svitlo audit`: judges a plan by the contract alone, knowing nothing of how it was made.

Every rule of the contract's section 2 is told anew from the case's tables, and every figure of power, water, heat and
money is computed anew with models of the auditor's own. How much water a zone gets is the planner's to say; what of it
is true EPANET says, and the proven figures are judged by that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from svitlo.assets.power import Floats
from svitlo.assets.waterworks import plants_of
from svitlo.proof.audit_breach import RULES, Breach, shortened
from svitlo.proof.audit_form import sound
from svitlo.proof.audit_installs import installs_of
from svitlo.proof.audit_money import catalogue_of, purchase_breaches, true_cost_usd
from svitlo.proof.audit_physics import Claimed, Physics, least_weighted_person_hours, physics_breaches
from svitlo.proof.audit_scene import Scene, scene_of, shares_by_day
from svitlo.proof.audit_service import figure_breaches, place_shares, service_columns
from svitlo.proof.audit_stock import lots_of, stock_breaches
from svitlo.proof.audit_summary import Truth, proven_breaches, shape_breaches
from svitlo.proof.audit_summary import figure_breaches as summary_breaches
from svitlo.proof.audit_support import support_by_id
from svitlo.proof.audit_water import WaterTruth, Zones, water_breaches, water_truth, zone_shares, zones_of
from svitlo.proof.audit_works import Repairs, crew_breaches, repairs_of
from svitlo.proof.own_sets import own_sets_of
from svitlo.proof.together import Claim, prove
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Plan

__all__ = ["RULES", "Breach", "audit"]

_NO_WATER = ("water_demand_m3h", "water_served_m3h", "water_proven_m3h", "people_without_water")


def audit(case: Case, plan: Plan) -> tuple[Breach, ...]:
    """Everything in which a plan breaks the contract, sorted; empty: it keeps it and its figures are true.

    The case must have passed its checks; the plan may hold anything. The proven figures are judged only where what
    they rest on (repairs, uses, shares) is sound, since otherwise there is nothing true to prove. Raises EngineFailed
    if an engine reaches no verdict.
    """
    scene = scene_of(case)
    decisions, found = _sound_decisions(plan)
    support = support_by_id(case, count_announced=plan.summary.get("count_announced") is True)
    repairs = repairs_of(case, scene.grid, scene.outages, decisions.repairs, decisions.uses)
    jobs, draws, install_breaches = installs_of(case, decisions.installs)
    shaky = [*found, *repairs.breaches, *install_breaches]
    found += purchase_breaches(case, support, decisions.purchases)
    lots = lots_of(case, support, decisions.purchases)
    found += stock_breaches(case, lots, [*repairs.draws, *draws], _planned_from_day(case, plan.summary))
    found += crew_breaches(case, support, [*repairs.jobs.values(), *jobs])
    found += [*repairs.breaches, *install_breaches]
    found += _figures(case, scene, plan, decisions, repairs, shaky=bool(shaky))
    return tuple(sorted(set(found)))


def _sound_decisions(plan: Plan) -> tuple[Decisions, list[Breach]]:
    given = plan.decisions
    purchases, found = sound(schema.PURCHASES, given.purchases)
    repairs, more = sound(schema.REPAIRS, given.repairs)
    found += more
    installs, more = sound(schema.PLACED, given.installs)
    found += more
    uses, more = sound(schema.USES, given.uses)
    found += more
    return Decisions(purchases=purchases, repairs=repairs, installs=installs, uses=uses), found


def _planned_from_day(case: Case, summary: Mapping[str, object]) -> int:
    """The day from which a plan was made anew, 0 for all others: what was ordered before is not its own doing."""
    record = summary.get("replan")
    on = record.get("on") if isinstance(record, Mapping) else None
    try:
        return case.day_of(date.fromisoformat(on)) if isinstance(on, str) else 0
    except ValueError:
        return 0


def _figures(
    case: Case, scene: Scene, plan: Plan, decisions: Decisions, repairs: Repairs, *, shaky: bool
) -> list[Breach]:
    """The tables of service and the summary against the auditor's own figures."""
    service, found = sound(schema.SERVICE, plan.service, may_be_empty=() if case.water else _NO_WATER)
    places, more = sound(schema.PLACE_SERVICE, plan.places)
    found += more
    columns, more = service_columns(case, scene, service)
    found += more
    supplied, more = _supplied(case, scene, places)
    found += more
    power, water = supplied.of_places, supplied.water
    weighted = np.zeros(scene.factor.shape) if not case.water else None if water is None else water.weighted
    found += figure_breaches(scene, columns, power, weighted)
    if water is not None:
        found += water_breaches(scene, supplied.zones, columns, water)
    physics = Physics(scene)
    impossible = _impossible(case, physics, decisions, repairs, supplied)
    nothing = None
    if not case.water:
        nothing = float(least_weighted_person_hours(scene, physics, shares_by_day(scene, {}, {})).sum())
    truth = Truth(
        scene=scene,
        share=power,
        do_nothing=nothing,
        spent_usd=_spent_usd(case, decisions.purchases),
        has_water=bool(case.water),
        water=water,
        place_water=supplied.place_water,
    )
    found += [*impossible, *shape_breaches(plan.summary), *summary_breaches(case, plan.summary, truth)]
    to_prove = ("proven_mw", "water_proven_m3h") if case.water else ("proven_mw",)
    unknown = truth.objective is None or any(np.isnan(columns[name]).any() for name in to_prove)
    if unknown or shaky or impossible:
        return found
    proven = prove(case, decisions, supplied.claim())
    return found + shortened(proven_breaches(case, scene, plan.summary, columns, proven))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Supplied:
    """What a plan says that is served, None where the table is not whole: `share` (day, block, load) of power,
    `zone_share` (day, block, zone) of water, and what the latter comes to.
    """

    scene: Scene
    zones: Zones
    share: Floats | None
    zone_share: Floats | None
    water: WaterTruth | None

    @property
    def of_places(self) -> Floats | None:
        """The share of its power that each place gets (day, block, place)."""
        return None if self.share is None else self.scene.of_places(self.share)

    @property
    def place_water(self) -> dict[str, Floats]:
        """The share of its water that each place gets (day, block)."""
        share = self.zone_share
        return {} if share is None else {name: share[:, :, row] for name, row in self.zones.zone_of_place.items()}

    def claim(self) -> Claim:
        """What physics is to confirm; the tables must be whole."""
        share = np.zeros((*self.scene.factor.shape, 0)) if self.share is None else self.share
        nothing = np.zeros(self.scene.factor.shape)
        return Claim(
            power_share=self.scene.of_places(share),
            pump_share=self.scene.of_pumps(share),
            water_m3h=nothing if self.water is None else self.water.served_m3h,
        )


def _supplied(case: Case, scene: Scene, places: pl.DataFrame) -> tuple[_Supplied, list[Breach]]:
    """The shares of `places`, and what is wrong with them."""
    zones = zones_of(case)
    share, found = place_shares(case, scene, places, zones.names)
    zone_share = water = None
    if case.water:
        zone_share, more = zone_shares(scene, zones, places)
        found += more
    if zone_share is not None:
        water = water_truth(case, scene, zones, zone_share)
    return _Supplied(scene=scene, zones=zones, share=share, zone_share=zone_share, water=water), found


def _impossible(
    case: Case, physics: Physics, decisions: Decisions, repairs: Repairs, supplied: _Supplied
) -> list[Breach]:
    """What the networks cannot carry, or could carry better; nothing where a share is not known."""
    scene, plants = supplied.scene, plants_of(case)
    if supplied.share is None or (supplied.zone_share is None and plants.generator.size > 0):
        return []
    plant_share = np.ones((*scene.factor.shape, plants.generator.size))
    if supplied.zone_share is not None:
        plant_share = supplied.zones.plant_share(plants, supplied.zone_share)
    claimed = Claimed(
        share=supplied.share,
        plants=plants,
        plant_share=plant_share,
        sets=own_sets_of(case, decisions, scene.loads),
    )
    days = shares_by_day(scene, repairs.service_day, repairs.capacity_share)
    return physics_breaches(scene, physics, days, claimed, judges_optimum=not case.water)


def _spent_usd(case: Case, purchases: pl.DataFrame) -> float:
    catalogue: Mapping[str, dict[str, object]] = catalogue_of(case)
    return sum(true_cost_usd(row, catalogue) for row in purchases.iter_rows(named=True))
