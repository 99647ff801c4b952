"""The case of `builders` with a water network, its pump on the grid and generators to place, and a plan by hand."""

from dataclasses import replace
from typing import Any

import polars as pl

from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from svitlo.tables.schema import PLACED
from svitlo.tables.water import WATER_LINK_COLUMNS, WATER_NODE_COLUMNS, WaterTables
from tests.report.builders import START, TABLES, frame, purchase, small_case, small_plan

NAME = "town"
PIPE = f"water/{NAME}/pipe/main"


def water_tables() -> WaterTables:
    """A river, a pump, a basin without demand and a square that takes 10 m3/h: 1,600 people at 150 litres a day."""
    nodes = [
        {"node_id": "river", "kind": "reservoir", "demand_m3_per_h": 0.0},
        {"node_id": "basin", "kind": "junction", "demand_m3_per_h": 0.0},
        {"node_id": "square", "kind": "junction", "demand_m3_per_h": 10.0},
    ]
    links = [
        {"link_id": "P1", "kind": "pump", "from_node_id": "river", "to_node_id": "basin", "rated_kw": 50.0},
        {"link_id": "main", "kind": "pipe", "from_node_id": "basin", "to_node_id": "square", "length_m": 500.0},
    ]
    for row in nodes:
        row["asset_id"] = f"water/{NAME}/{row['kind']}/{row['node_id']}"
    for row in links:
        row["asset_id"] = f"water/{NAME}/{row['kind']}/{row['link_id']}"
    return WaterTables(
        name=NAME,
        inp=b"",
        nodes=frame(nodes, WATER_NODE_COLUMNS),
        links=frame(links, WATER_LINK_COLUMNS),
        controls={},
        served_share=1.0,
    )


def coupled_case() -> Case:
    """The four buses, with 1,600 people on water of whom nobody is named, and a pipe that is damaged."""
    genset = {"equipment_id": "genset", "name": "400 kVA generator", "sector": "power", "cost_usd": 5e4, "lead_days": 2}
    given = {"pledge_id": "G2", "actor_id": "B", "form": "goods", "available": START}
    rule = {"equipment_id": "genset", "rated_kw": 400.0, "crew_kind": "substation", "crew_days": 1.0}
    case = small_case(
        damage=[*TABLES["damage"], {"asset_id": PIPE, "severity": "major", "reported": START}],
        catalogue=[*TABLES["catalogue"], genset],
        pledges=[*TABLES["pledges"], given | {"equipment_id": "genset", "quantity": 2}],
        links=[{"pump_id": f"{NAME}/P1", "bus_id": "3"}],
        installs=[rule | {"at": at} for at in ("hospital", "pump")],
    )
    return replace(case, water={NAME: water_tables()})


def coupled_plan(case: Case, **summary: Any) -> Plan:
    """Generators at the hospital (one given, two bought) and at the pump; half of the people dry for three days."""
    placed = [
        {"at": "place:H1", "quantity": 1, "origin": "pledge:G2", "start_day": 1, "service_day": 2},
        {"at": "place:H1", "quantity": 2, "origin": "purchase:B3", "start_day": 3, "service_day": 4},
        {"at": f"pump:{NAME}/P1", "quantity": 1, "origin": "pledge:G2", "start_day": 2, "service_day": 3},
    ]
    plan = small_plan(case, **(water_summary() | summary))
    decisions = replace(
        plan.decisions,
        purchases=pl.concat(
            [
                plan.decisions.purchases,
                frame(
                    [purchase("B3", "genset", 2, 50_000.0, order_day=0, arrival_day=2)], plan.decisions.purchases.schema
                ),
            ]
        ),
        installs=frame([row | {"equipment_id": "genset", "crew_kind": "substation"} for row in placed], PLACED.dtypes),
    )
    dry = pl.col("day") < 3
    service = plan.service.with_columns(
        water_demand_m3h=pl.lit(10.0),
        water_served_m3h=pl.when(dry).then(5.0).otherwise(10.0),
        water_proven_m3h=pl.when(dry).then(4.0).otherwise(10.0),
        people_without_water=pl.when(dry).then(800.0).otherwise(0.0),
    )
    drinks = pl.when(pl.col("place_id") == "T1").then(pl.when(dry).then(0.5).otherwise(1.0))
    return replace(plan, decisions=decisions, service=service, places=plan.places.with_columns(water_share=drinks))


def water_summary() -> dict[str, Any]:
    """What the summary says of water."""
    figures = {"raw_points": 8.25, "corrected_points": 1.25, "zone_points": 3.5, "proven_points": None}
    finding = {"day": 1, "block": "", "what": "planned_more", "where": "", "value": 0.4, "limit": 0.5}
    return {
        "person_hours_without_water": 57_600.0,
        "person_hours_without_water_proven": 69_120.0,
        "water": {"rounds": 2, "networks": {NAME: figures | {"planned_share": 0.85, "proven_share": 0.82}}},
        "proof": {
            "power": {"verdict": "stands", "engine": "lightsim2grid 2.0", "finding_count": 0, "findings": []},
            "water": {
                "verdict": "stands after shedding",
                "engine": "EPANET 2.3.5",
                "day_count": 4,
                "finding_count": 1,
                "worst": finding,
                "findings": [finding],
            },
        },
    }
