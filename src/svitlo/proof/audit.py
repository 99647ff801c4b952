"""`svitlo audit`: judges a plan by the contract alone, knowing nothing of how it was made.

Every rule of the contract's section 2 is told anew from the case's tables, and every power and money figure of the plan
is computed anew with models of the auditor's own. What this version cannot judge (water, heat figures, placed
equipment) is reported as a breach and never passed.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from svitlo.proof.audit_breach import RULES, Breach, shortened
from svitlo.proof.audit_form import sound
from svitlo.proof.audit_installs import installs_of
from svitlo.proof.audit_money import catalogue_of, purchase_breaches, true_cost_usd
from svitlo.proof.audit_scene import Physics, Scene, least_weighted_person_hours, scene_of, shares_by_day
from svitlo.proof.audit_service import figure_breaches, physics_breaches, place_shares, service_columns
from svitlo.proof.audit_stock import lots_of, stock_breaches
from svitlo.proof.audit_summary import Truth, proven_breaches, shape_breaches
from svitlo.proof.audit_summary import figure_breaches as summary_breaches
from svitlo.proof.audit_support import support_by_id
from svitlo.proof.audit_works import Repairs, crew_breaches, repairs_of
from svitlo.proof.power_ac import prove_power
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
    found += [*repairs.breaches, *install_breaches, *_beyond(case)]
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


def _beyond(case: Case) -> list[Breach]:
    """What a case asks for and this version does not judge."""
    damaged_water = case.damage["asset_id"].str.starts_with("water/").any()
    watered = case.places["water_node_id"].is_not_null().any()
    if case.settings.water or case.links.height or damaged_water or watered:
        return [Breach("cannot judge", "the case", "has water, which this version does not judge")]
    return []


def _figures(
    case: Case, scene: Scene, plan: Plan, decisions: Decisions, repairs: Repairs, *, shaky: bool
) -> list[Breach]:
    """The tables of service and the summary against the auditor's own figures."""
    service, found = sound(schema.SERVICE, plan.service, may_be_empty=_NO_WATER)
    places, more = sound(schema.PLACE_SERVICE, plan.places)
    found += more
    columns, more = service_columns(case, scene, service)
    found += more
    share, more = place_shares(case, scene, places)
    found += [*more, *figure_breaches(scene, columns, share)]
    physics = Physics(scene)
    impossible = []
    if share is not None and decisions.installs.height == 0:
        days = shares_by_day(scene, repairs.service_day, repairs.capacity_share)
        impossible = physics_breaches(scene, physics, days, share)
        found += impossible
    nothing = least_weighted_person_hours(scene, physics, shares_by_day(scene, {}, {}))
    truth = Truth(
        scene=scene,
        share=share,
        do_nothing=float(nothing.sum()),
        spent_usd=_spent_usd(case, decisions.purchases),
    )
    found += shape_breaches(plan.summary)
    found += summary_breaches(case, plan.summary, truth)
    if share is None or shaky or impossible or np.isnan(columns["proven_mw"]).any():
        return found
    proven = prove_power(case, decisions, share)
    return found + shortened(proven_breaches(scene, plan.summary, columns["proven_mw"], proven))


def _spent_usd(case: Case, purchases: pl.DataFrame) -> float:
    catalogue: Mapping[str, dict[str, object]] = catalogue_of(case)
    return sum(true_cost_usd(row, catalogue) for row in purchases.iter_rows(named=True))
