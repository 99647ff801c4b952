"""Water in the report: who is without it, what EPANET says of the plan, and how far planning was off."""

import math
from collections.abc import Mapping

import numpy as np
import polars as pl

from svitlo.report.facts import Card, Facts, figure
from svitlo.report.words import counted, day_date, grouped, number, percent
from svitlo.tables.case import Case
from svitlo.tables.results import Plan, PlannedWater, ProvenWater

PROVEN_ALIKE = 1e-9
"""Relative difference up to which proven and planned count as the same."""

FINDINGS: Mapping[str, str] = {
    "planned_more": "EPANET serves less than planned",
    "pump_power": "a pump draws more power than the power flow carries for it",
    "unbalanced": "steps that EPANET did not solve as closely as asked for",
    "tank_volume": "a tank gives more than it holds",
    "water_balance": "water from nowhere",
    "served_above_demand": "more is served than is asked for",
    "pump_without_power": "a pump moves water without power",
}
"""What `WaterShort.what` means."""

UNITS: Mapping[str, str] = {
    "pump_power": "MW",
    "tank_volume": "m\u00b3",
    "water_balance": "m\u00b3",
    "served_above_demand": "m\u00b3",
    "pump_without_power": "m\u00b3",
}


def has_water(plan: Plan) -> bool:
    """Whether a plan is of a case with water networks."""
    return isinstance(plan.summary.get("water"), Mapping)


def without_what(plan: Plan) -> str:
    """What the objective counts people as being without."""
    return "power or water" if has_water(plan) else "power"


def network_figures(planned: PlannedWater, proven: ProvenWater) -> dict[str, dict[str, float]]:
    """By network: `planned_share` and `proven_share` of all the demand of the case's days, for `summary.json`.

    Every day asks for the same, so each counts alike.
    """
    network_of = np.array([zone_id.partition("/")[0] for zone_id in planned.zone_ids])
    found = {}
    for row_number, name in enumerate(proven.names):
        own = network_of == name
        demand = planned.demand_m3h[:, own]
        asked = float(demand.sum()) * len(planned.zone_share)
        served = float((planned.zone_share[:, :, own] * demand).sum())
        found[name] = {
            "planned_share": served / asked if asked > 0.0 else 1.0,
            "proven_share": float(proven.network_share[row_number].mean()),
        }
    return found


def water_cards(case: Case, plan: Plan, facts: Facts) -> tuple[Card, ...]:
    """The headline figures of water; none in a case without."""
    if not has_water(plan):
        return ()
    dry = facts.daily["people_without_water"]
    first, last = (number(dry[at]) if dry.len() else "not known" for at in (0, -1))
    planned, proven = (figure(plan.summary, f"person_hours_without_water{ending}") for ending in ("", "_proven"))
    return (
        Card(
            what="People without water",
            value=f"{first} \u2192 {last}",
            more=f"{case.settings.start} \u2192 {day_date(case, case.settings.days - 1)}, mean of the day",
        ),
        Card(
            what="Person-hours without water",
            value=number(planned),
            more=f"unweighted, as planned; by EPANET {number(proven)}",
        ),
    )


# ---- what EPANET says


def water_proof(plan: Plan, record: Mapping[str, object]) -> str:
    """What EPANET says of the plan's water, without a full stop; `record` is `proof.water`."""
    engine = str(record.get("engine", "EPANET"))
    run = figure(record, "day_count")
    days = "" if run is None else f" ({counted(int(run), 'different day')} run, tanks carried on)"
    verdict = str(record.get("verdict"))
    said = {
        "stands": f"{engine} confirms the planned water of every day{days}",
        "stands after shedding": f"{engine} serves less water than planned on some days{days}",
        "fails": (
            f"{engine} does not confirm the water of this plan: a check of tanks, pumps or demand failed, so that its "
            "figures prove nothing"
        ),
    }.get(verdict, f"{engine}: {verdict}")
    planned, proven = (figure(plan.summary, f"person_hours_without_water{ending}") for ending in ("", "_proven"))
    if planned is not None and proven is not None and proven > planned + PROVEN_ALIKE * max(1.0, planned):
        said += f"; by it {number(proven)} person-hours are without water, {number(proven - planned)} more than planned"
    return said


def error_line(plan: Plan) -> str:
    """How far planned and simulated water lie apart at worst, in a sentence; empty in a case without water."""
    points = {
        name: value
        for name, record in sorted(agreement_of(plan).items())
        if (value := figure(record, "corrected_points")) is not None
    }
    if not points:
        return ""
    worst = max(points, key=lambda name: points[name])
    before = figure(agreement_of(plan)[worst], "raw_points")
    learnt = before is not None and _points(before) != _points(points[worst])
    said = f"{worst}; {_points(before)} before learning from EPANET" if learnt else worst
    more, less = _day_after_day(plan)
    return (
        f"Planned water is at most {_points(points[worst])} points of a day's demand off ({said}); day after day, with "
        f"tanks carried on, {_points(more)} too much and {_points(less)} too little."
    )


def _day_after_day(plan: Plan) -> tuple[float, float]:
    """By how much more, and less, is planned than EPANET serves on any day, all networks together, in points."""
    hours = pl.col("hours")
    over_m3 = ((pl.col("water_served_m3h") - pl.col("water_proven_m3h")) * hours).sum()
    asked_m3 = (pl.col("water_demand_m3h") * hours).sum()
    days = plan.service.group_by("day").agg(over_m3.alias("over_m3"), asked_m3.alias("asked_m3"))
    asking = days.filter(pl.col("asked_m3") > 0.0)
    points = (100.0 * asking["over_m3"] / asking["asked_m3"]).to_list()
    return max([0.0, *points]), max([0.0, *(-value for value in points)])


def agreement_of(plan: Plan) -> Mapping[str, Mapping[str, object]]:
    """The figures of each network in the summary, by its name."""
    water = plan.summary.get("water")
    networks = water.get("networks") if isinstance(water, Mapping) else None
    if not isinstance(networks, Mapping):
        return {}
    return {str(name): record for name, record in networks.items() if isinstance(record, Mapping)}


def water_finding(case: Case, item: Mapping[str, object]) -> str:
    """One finding of the check by EPANET, in a line."""
    what = str(item.get("what"))
    line = FINDINGS.get(what, what.replace("_", " "))
    where, block = str(item.get("where") or ""), str(item.get("block") or "")
    if where:
        line += f", {where}"
    day, value, limit = (figure(item, key) for key in ("day", "value", "limit"))
    if what == "planned_more":
        line += f": {percent(value)} of the demand (planned {percent(limit)})"
    elif what in UNITS and value is not None:
        line += f": {number(value)} {UNITS[what]}" + (f" (has {number(limit)})" if what == "pump_power" else "")
    if day is not None:
        line += f", {day_date(case, int(day))}" + (f", block {block}" if block else "")
    return line


def _points(value: float | None) -> str:
    """Points to one decimal, rounded up, so that `at most` stays true."""
    return "\u2013" if value is None else grouped(math.ceil(10.0 * value - 1e-6) / 10.0, 1)
