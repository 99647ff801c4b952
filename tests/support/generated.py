"""Whole cases made from a seed, in memory: small random grids with damage, money, gifts, crews and cold."""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

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
from svitlo.tables.schema import CASE_SPECS

START = date(2022, 11, 29)
EQUIPMENT = {"trafo": (900_000.0, 12), "breaker": (90_000.0, 5), "mast": (40_000.0, 3), "mobile": (1_500_000.0, 6)}


def generated_case(seed: int, *, buses: int = 9, damaged: int = 6, days: int = 16, phase_shift: bool = False) -> Case:
    """A case that any planner must cope with; every table that planning reads has rows."""
    rng = Random(seed)
    power = generated_grid(rng, buses, phase_shift=phase_shift)
    tables = {spec.name: spec.empty() for spec in CASE_SPECS}
    tables |= {
        name: pl.DataFrame(rows, schema=_schema(name)) for name, rows in _tables(rng, power, damaged, days).items()
    }
    blocks = (Block(name="night", hours=8.0, load_share=0.6), Block(name="day", hours=16.0, load_share=1.0))
    settings = Settings(
        name=f"generated {seed}",
        start=START,
        days=days,
        power_network="generated",
        blocks=blocks if rng.random() < 0.7 else (Block(name="all", hours=24.0),),
        cold=Cold(below_c=5.0, load_share_per_c=0.01, weight_per_c=0.02) if rng.random() < 0.7 else None,
        fx_usd={"USD": 1.0, "EUR": 1.06},
    )
    return Case(settings=settings, power=power, sha256=f"{seed:064d}", **tables)


def generated_grid(rng: Random, buses: int, *, phase_shift: bool = False) -> PowerTables:
    """A connected grid with some meshes, scarce generation, line limits that bind and some negative load."""
    pairs = [(rng.randrange(bus), bus) for bus in range(1, buses)]
    while len(pairs) < round(1.5 * buses):
        pairs.append(tuple(sorted(rng.sample(range(buses), 2))))
    load_mw = [rng.choice([0.0, rng.uniform(5, 80)]) for _ in range(buses)]
    generators = rng.sample(range(buses), max(2, buses // 4))
    bus_rows = [
        {
            "bus_id": str(bus + 1),
            "asset_id": f"power/bus/{bus + 1}",
            "kv": rng.choice([115.0, 230.0]),
            "load_mw": load_mw[bus],
            "load_mvar": 0.2 * load_mw[bus],
            "injection_mw": rng.uniform(1, 10) if load_mw[bus] == 0.0 and rng.random() < 0.3 else 0.0,
            "injection_mvar": 0.0,
            "shunt_mw": 0.0,
            "shunt_mvar": 0.0,
            "in_service": True,
            "x": None,
            "y": None,
        }
        for bus in range(buses)
    ]
    branch_rows = [
        {
            "asset_id": f"power/branch/{row}",
            "from_bus_id": str(a + 1),
            "to_bus_id": str(b + 1),
            "kv": max(bus_rows[a]["kv"], bus_rows[b]["kv"]),
            "r_pu": 0.005,
            "x_pu": rng.uniform(0.02, 0.2),
            "b_pu": 0.01,
            "g_pu": 0.0,
            "tap": rng.choice([1.0, 1.0, 0.98]),
            "shift_deg": rng.choice([0.0, 3.0, -2.0]) if phase_shift else 0.0,
            "rate_mva": rng.choice([None, rng.uniform(20, 150)]),
            "length_km": rng.uniform(1, 30),
            "in_service": rng.random() < 0.95,
        }
        for row, (a, b) in enumerate(pairs, start=1)
    ]
    need_mw = 1.2 * sum(load_mw) / len(generators)
    generator_rows = [
        {
            "asset_id": f"power/gen/{row}",
            "bus_id": str(bus + 1),
            "pmax_mw": rng.uniform(0.6, 1.4) * need_mw,
            "p_mw": 0.0,
            "q_mvar": 0.0,
            "vm_pu": 1.02,
            "qmin_mvar": None,
            "qmax_mvar": None,
            "slack": row == 1,
            "in_service": True,
        }
        for row, bus in enumerate(generators, start=1)
    ]
    return PowerTables(
        base_mva=100.0,
        buses=pl.DataFrame(bus_rows, schema=POWER_BUS_COLUMNS),
        branches=pl.DataFrame(branch_rows, schema=POWER_BRANCH_COLUMNS),
        generators=pl.DataFrame(generator_rows, schema=POWER_GENERATOR_COLUMNS),
    )


def _tables(rng: Random, power: PowerTables, damaged: int, days: int) -> dict[str, list[dict[str, Any]]]:
    return {
        "places": _places(rng, power),
        "damage": _damage(rng, power, damaged, days),
        "works": [
            {"asset_kind": kind, "severity": severity, "crew_kind": crew, "crew_days": rng.choice([1.0, 1.5, 2.0, 3.0])}
            for kind, crew in (("bus", "station"), ("branch", "line"), ("gen", "station"))
            for severity in ("minor", "major", "destroyed")
            if not (kind == "gen" and severity == "destroyed" and rng.random() < 0.3)
        ],
        "needs": _needs(rng),
        "catalogue": [
            {
                "equipment_id": name,
                "name": name.title(),
                "sector": "power",
                "cost_usd": cost_usd,
                "lead_days": lead_days,
                "supply_count": rng.choice([None, None, rng.randint(1, 4)]),
            }
            for name, (cost_usd, lead_days) in EQUIPMENT.items()
        ],
        "substitutes": [
            {"equipment_id": "mobile", "stands_in_for": "trafo", "capacity_share": rng.choice([0.4, 0.7, 1.0])}
        ],
        "crews": [
            {
                "crew_kind": kind,
                "count": rng.randint(1, 2),
                "from": START + timedelta(days=rng.randint(-2, 3)),
                "to": None,
            }
            for kind in ("station", "line")
        ],
        "weather": [
            {"date": START + timedelta(days=day), "mean_c": rng.choice([rng.uniform(-15, 8), 0.0])}
            for day in range(days)
        ],
        "actors": [
            {"actor_id": "aland", "name": "Aland", "role": "member", "since": None, "until": None, "iso3": None},
            {"actor_id": "bland", "name": "Bland", "role": "member", "since": None, "until": None, "iso3": None},
        ],
        "decisions": [
            {
                "decision_id": "fund",
                "rule": "consensus",
                "subject": "a fund",
                "tabled": START,
                "closes": START + timedelta(days=rng.randint(0, days)),
            }
        ],
        "positions": [],
        "pledges": _pledges(rng, power, days),
    }


def _places(rng: Random, power: PowerTables) -> list[dict[str, Any]]:
    def place(bus_id: str, number: int) -> dict[str, Any]:
        return {
            "place_id": f"place-{bus_id}-{number}",
            "name": f"Place {bus_id}.{number}",
            "kind": rng.choice(["households", "hospital", "industry", "school"]),
            "people": float(rng.choice([0, 500, 20_000, 60_000])),
            "bus_id": bus_id,
            "load_share": rng.choice([None, 0.3]),
        }

    return [
        place(bus_id, number)
        for bus_id, load_mw in power.buses.select("bus_id", "load_mw").iter_rows()
        if load_mw > 0.0 and rng.random() < 0.7
        for number in range(rng.randint(1, 2))
    ]


def _damage(rng: Random, power: PowerTables, damaged: int, days: int) -> list[dict[str, Any]]:
    branches = power.branches.filter(pl.col("in_service"))["asset_id"].to_list()
    assets = power.buses["asset_id"].to_list() + 2 * branches + power.generators["asset_id"].to_list()
    chosen = sorted(set(rng.sample(assets, min(len(assets), damaged))))
    return [
        {
            "asset_id": asset_id,
            "severity": rng.choice(["minor", "major", "destroyed"]),
            "reported": START + timedelta(days=rng.choice([-1, 0, 0, 0, rng.randint(1, days - 2)])),
        }
        for asset_id in chosen
    ]


def _needs(rng: Random) -> list[dict[str, Any]]:
    needs = []
    for kind, equipment_id in (("bus", "trafo"), ("bus", "breaker"), ("branch", "mast"), ("branch", "trafo")):
        for severity in ("major", "destroyed"):
            if rng.random() < 0.7:
                per = "km" if equipment_id == "mast" and rng.random() < 0.5 else "asset"
                quantity = 0.2 if per == "km" else float(rng.randint(1, 3))
                needs.append(
                    {
                        "asset_kind": kind,
                        "severity": severity,
                        "equipment_id": equipment_id,
                        "quantity": quantity,
                        "per": per,
                    }
                )
    return needs


def _pledges(rng: Random, power: PowerTables, days: int) -> list[dict[str, Any]]:
    def pledge(pledge_id: str, actor_id: str, form: str, **cells: Any) -> dict[str, Any]:
        available = START + timedelta(days=rng.randint(-3, days // 2))
        return {"pledge_id": pledge_id, "actor_id": actor_id, "form": form, "available": available, **cells}

    lines = power.branches["asset_id"].to_list()
    return [
        pledge("cash-1", "aland", "cash", amount=rng.uniform(0.2, 4.0) * 1e6, currency="USD"),
        pledge("cash-2", "bland", "cash", amount=rng.uniform(0.1, 3.0) * 1e6, currency="EUR", decision_id="fund"),
        pledge("cash-3", "bland", "cash", amount=1e6, currency="USD", earmark="kind:branch; equipment:mast"),
        pledge("cash-4", "bland", "cash", amount=9e6, currency="USD", stage="announced"),
        pledge("gift-1", "aland", "goods", equipment_id="trafo", quantity=rng.randint(1, 2)),
        pledge(
            "gift-2", "bland", "goods", equipment_id="mast", quantity=rng.randint(1, 9), earmark=f"asset:{lines[0]}"
        ),
        pledge("gift-3", "bland", "goods", equipment_id="mobile", quantity=1, category="military"),
        pledge("gift-4", "bland", "goods", equipment_id="mobile", quantity=1),
        pledge("crew-1", "aland", "crew", crew_kind="line", quantity=1),
    ]


def _schema(name: str) -> dict[str, type[pl.DataType]]:
    return next(spec for spec in CASE_SPECS if spec.name == name).dtypes
