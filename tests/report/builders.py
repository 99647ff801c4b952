"""A case of four buses and a plan for it, both by hand: every figure of the report can be counted on fingers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from svitlo.aid.ledger import Pledge, support_of
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Block,
    Case,
    Cold,
    PowerTables,
    Settings,
)
from svitlo.tables.results import Decisions, Plan
from svitlo.tables.schema import CASE_SPECS, PLACE_SERVICE, PLACED, PURCHASES, REPAIRS, SERVICE, USES

START = date(2030, 1, 7)
DAYS = 10
ZERO_WATER = {"water_demand_m3h": 0.0, "water_served_m3h": 0.0, "water_proven_m3h": 0.0, "people_without_water": 0.0}
Row = Mapping[str, Any]

TABLES: dict[str, list[dict[str, Any]]] = {
    "places": [
        {"place_id": "H1", "name": "Hospital North", "kind": "hospital", "people": 400.0, "bus_id": "3"},
        {"place_id": "T1", "name": "Lowfield", "kind": "households", "people": 9600.0, "bus_id": "3"},
        {"place_id": "W1", "name": "Wells", "kind": "water_utility", "people": 2000.0, "bus_id": "4"},
    ],
    "damage": [
        {"asset_id": "power/branch/2", "severity": "destroyed", "reported": START},
        {"asset_id": "power/branch/3", "severity": "minor", "reported": START},
        {"asset_id": "power/bus/4", "severity": "major", "reported": START},
    ],
    "works": [
        {"asset_kind": "branch", "severity": "destroyed", "crew_kind": "line", "crew_days": 3.0},
        {"asset_kind": "branch", "severity": "minor", "crew_kind": "line", "crew_days": 1.0},
        {"asset_kind": "bus", "severity": "major", "crew_kind": "substation", "crew_days": 2.0},
    ],
    "needs": [
        {"asset_kind": "branch", "severity": "destroyed", "equipment_id": "mast", "quantity": 4.0},
        {"asset_kind": "bus", "severity": "major", "equipment_id": "breaker", "quantity": 1.0},
    ],
    "catalogue": [
        {"equipment_id": "mast", "name": "Emergency mast", "sector": "power", "cost_usd": 40_000.0, "lead_days": 2},
        {"equipment_id": "breaker", "name": "Breaker 110 kV", "sector": "power", "cost_usd": 90_000.5, "lead_days": 3},
    ],
    "crews": [
        {"crew_kind": "line", "count": 1, "from": START},
        {"crew_kind": "substation", "count": 1, "from": START},
    ],
    "actors": [
        {"actor_id": "A", "name": "Aland", "role": "member"},
        {"actor_id": "B", "name": "Beland", "role": "partner"},
    ],
    "pledges": [
        {"pledge_id": "P1", "actor_id": "A", "form": "cash", "available": START, "amount": 1e6, "currency": "USD"},
        {"pledge_id": "P2", "actor_id": "B", "form": "cash", "available": START, "amount": 5e4, "currency": "USD"},
        {
            "pledge_id": "P3",
            "actor_id": "B",
            "form": "cash",
            "available": START,
            "amount": 7e6,
            "currency": "USD",
            "category": "military",
        },
        {
            "pledge_id": "G1",
            "actor_id": "B",
            "form": "goods",
            "available": START,
            "equipment_id": "mast",
            "quantity": 3,
            "earmark": "kind:branch",
        },
        {
            "pledge_id": "C1",
            "actor_id": "A",
            "form": "crew",
            "available": START + timedelta(days=40),
            "crew_kind": "line",
            "quantity": 2,
        },
    ],
    "weather": [{"date": START + timedelta(days=day), "mean_c": -3.0 + day} for day in range(DAYS)],
}


def frame(rows: Sequence[Row], dtypes: Mapping[str, Any]) -> pl.DataFrame:
    """Rows with the columns of a spec, null where a row gives nothing."""
    return pl.DataFrame([{name: row.get(name) for name in dtypes} for row in rows], schema=dict(dtypes))


def small_case(**tables: list[dict[str, Any]]) -> Case:
    """The case; a keyword replaces a table's rows."""
    rows = TABLES | tables
    filled = {spec.name: frame(rows.get(spec.name, []), spec.dtypes) for spec in CASE_SPECS}
    settings = Settings(
        name="Four buses",
        start=START,
        days=DAYS,
        power_network="network.m",
        blocks=(Block(name="night", hours=8.0, load_share=0.5), Block(name="day", hours=16.0)),
        cold=Cold(below_c=0.0),
    )
    return Case(settings=settings, power=small_power(), sha256="ab" * 32, notes=("Prices are estimates.",), **filled)


def small_power(*, placed: bool = True) -> PowerTables:
    """Bus 1 feeds 2 and 3 through 2, bus 4 hangs on 2; a generator at 1. Load at 3 (20 MW) and 4 (5 MW)."""
    load_mw = {"3": 20.0, "4": 5.0}
    at = {"1": (0.0, 0.0), "2": (10.0, 0.0), "3": (20.0, 5.0), "4": (20.0, -5.0)}
    buses = [
        {
            "bus_id": bus,
            "asset_id": f"power/bus/{bus}",
            "kv": 115.0,
            "load_mw": load_mw.get(bus, 0.0),
            "load_mvar": 0.0,
            "injection_mw": 0.0,
            "injection_mvar": 0.0,
            "shunt_mw": 0.0,
            "shunt_mvar": 0.0,
            "in_service": True,
            "x": x if placed else None,
            "y": y if placed else None,
        }
        for bus, (x, y) in at.items()
    ]
    branches = [
        {
            "asset_id": f"power/branch/{row}",
            "from_bus_id": first,
            "to_bus_id": second,
            "kv": 115.0,
            "r_pu": 0.01,
            "x_pu": 0.1,
            "b_pu": 0.0,
            "g_pu": 0.0,
            "tap": 1.0,
            "shift_deg": 0.0,
            "in_service": True,
        }
        for row, (first, second) in enumerate((("1", "2"), ("2", "3"), ("2", "4")), start=1)
    ]
    generators = [
        {
            "asset_id": "power/gen/1",
            "bus_id": "1",
            "pmax_mw": 60.0,
            "p_mw": 25.0,
            "q_mvar": 0.0,
            "vm_pu": 1.0,
            "slack": True,
            "in_service": True,
        }
    ]
    return PowerTables(
        base_mva=100.0,
        buses=frame(buses, POWER_BUS_COLUMNS),
        branches=frame(branches, POWER_BRANCH_COLUMNS),
        generators=frame(generators, POWER_GENERATOR_COLUMNS),
    )


def small_plan(case: Case, **summary: Any) -> Plan:
    """Branch 2 is back on day 5 (bus 3 with it), bus 4 is repaired but its branch 3 never is."""
    decisions = Decisions(
        purchases=frame(
            [
                purchase("B1", "mast", 1, 40_000.0, order_day=0, arrival_day=2),
                purchase("B2", "breaker", 1, 90_000.5, order_day=1, arrival_day=4),
            ],
            PURCHASES.dtypes,
        ),
        repairs=frame(
            [
                {"asset_id": "power/branch/2", "crew_kind": "line", "start_day": 2, "service_day": 5},
                {"asset_id": "power/bus/4", "crew_kind": "substation", "start_day": 4, "service_day": 6},
            ],
            REPAIRS.dtypes,
        ),
        installs=PLACED.empty(),
        uses=frame(
            [
                {"asset_id": "power/branch/2", "equipment_id": "mast", "quantity": 1, "origin": "purchase:B1"},
                {"asset_id": "power/branch/2", "equipment_id": "mast", "quantity": 3, "origin": "pledge:G1"},
                {"asset_id": "power/bus/4", "equipment_id": "breaker", "quantity": 1, "origin": "purchase:B2"},
            ],
            USES.dtypes,
        ),
    )
    return plan_with(case, decisions, summary)


def purchase(purchase_id: str, equipment_id: str, quantity: int, price_usd: float, **days: int) -> dict[str, Any]:
    """A row of `purchases` paid by pledge P1."""
    return {
        "purchase_id": purchase_id,
        "equipment_id": equipment_id,
        "quantity": quantity,
        "pledge_id": "P1",
        "unit_cost_usd": price_usd,
        "cost_usd": quantity * price_usd,
        **days,
    }


def empty_plan(case: Case, **summary: Any) -> Plan:
    """Nothing bought, nothing repaired, and the service of `small_plan`."""
    nothing = Decisions(
        purchases=PURCHASES.empty(), repairs=REPAIRS.empty(), installs=PLACED.empty(), uses=USES.empty()
    )
    return plan_with(case, nothing, {"spent_usd": 0.0} | summary)


def plan_with(case: Case, decisions: Decisions, summary: Row) -> Plan:
    """A plan in which bus 3 is dark for five days and bus 4 at all times, and AC takes 1 MW more by day after that."""
    service, places = [], []
    for day in range(case.settings.days):
        for block in case.settings.blocks:
            on = 1.0 if day >= 5 else 0.0
            demand_mw, served_mw = 25.0 * block.load_share, 20.0 * block.load_share * on
            service.append(
                {
                    "day": day,
                    "block": block.name,
                    "hours": block.hours,
                    "load_mw": demand_mw,
                    "served_mw": served_mw,
                    "proven_mw": served_mw - on * (block.name == "day"),
                    "people_without_power": 12_000.0 - 10_000.0 * on,
                    "weighted_person_hours": block.hours * (12_000.0 - 10_000.0 * on),
                    **ZERO_WATER,
                }
            )
            for place_id, share in (("H1", on), ("T1", on), ("W1", 0.0)):
                places.append({"day": day, "block": block.name, "place_id": place_id, "power_share": share})
    known = set(case.places["place_id"].to_list())
    return Plan(
        decisions=decisions,
        service=frame(service, SERVICE.dtypes),
        places=frame([row for row in places if row["place_id"] in known], PLACE_SERVICE.dtypes),
        summary=dict(SUMMARY) | dict(summary),
    )


SUMMARY: Mapping[str, Any] = {
    "version": 1,
    "case_sha256": "ab" * 32,
    "objective": 2_345_678.25,
    "bound": 2_000_000.75,
    "gap_share": 0.14736,
    "objective_proven": 2_400_000.0,
    "do_nothing": 4_691_356.5,
    "person_hours_without_power": 1_680_000.0,
    "person_hours_without_water": 0.0,
    "person_hours_without_heat": None,
    "people_drained": None,
    "spent_usd": 130_000.5,
    "planner": "search",
    "seed": 7,
    "effort": 200,
    "seconds": 12.5,
    "count_announced": False,
    "svitlo": "0.1.0",
    "engines": {"highspy": "1.0", "lightsim2grid": "2.0"},
    "notes": ["Losses are not counted in this version."],
    "proof": {
        "power": {
            "verdict": "stands after shedding",
            "engine": "lightsim2grid 2.0",
            "state_count": 3,
            "finding_count": 1,
            "worst": None,
            "findings": [
                {
                    "day": 5,
                    "block": "day",
                    "what": "voltage_low",
                    "where": "3",
                    "value": 0.8876,
                    "limit": 0.9,
                    "shed_mw": 1.0,
                }
            ],
        },
        "water": None,
    },
}


def pledges_of(case: Case) -> tuple[Pledge, ...]:
    """The case's own support."""
    return support_of(case)


def bare_case() -> Case:
    """Nothing damaged, nothing pledged, no places, no weather."""
    return small_case(
        damage=[], pledges=[], places=[], weather=[], works=[], needs=[], catalogue=[], crews=[], actors=[]
    )


def without_coordinates(case: Case) -> Case:
    """The same case from a file without coordinates."""
    return replace(case, power=small_power(placed=False))
