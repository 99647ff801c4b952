"""Water beside a generated case: networks that WNTR ships, pumps on struck buses, damage, generators, money for both.

Prices and days of work are estimates of the order of magnitude of `examples/winter-53m/prices.py`; fuel for 8 to 16
hours a day is what a tank of a thousand litres gives a set of 400 kVA (14 to 21 hours at three quarters of its load).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import polars as pl

from bench.generate import Row, generated_case
from svitlo.adapters.epanet_inp import read_builtin
from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.tables.case import Case, WaterNetwork
from svitlo.tables.schema import CASE_SPECS
from svitlo.tables.water import WaterTables

NETWORKS = (("Net3",), ("Net3", "Net1"), ("ky4", "Net1"))
"""Which networks a case has, drawn by lot."""

SERVED_SHARE = 0.6
"""People behind the water networks, in shares of those behind the grid: who has light has a tap. The networks that WNTR
ships are of the size of a town and stand for all of a region's, so that a person has fewer litres than in life."""

PIPES = (3, 8)
STRUCK_PUMP_SHARE = 0.75
"""How likely a pump hangs on a bus that loses supply."""

OWN_HOURS = (0.0, 0.0, 0.0, 6.0)
SETS = {"set-100": (80.0, 35_000.0), "set-400": (320.0, 90_000.0)}
"""Generators: kW at full load and a price in USD (estimates)."""

MONEY_SHARES = (0.5, 1.0)


def coupled_case(network: str, seed: int, *, damaged: int | None = None, days: int | None = None) -> Case:
    """A generated case on a PGLib network with water beside it; arguments as in `generated_case`."""
    rng = Random(f"water/{network}/{seed}")
    case = generated_case(network, seed, damaged=damaged, days=days)
    return with_water(case, rng, rng.choice(NETWORKS))


def with_water(case: Case, rng: Random, names: Sequence[str]) -> Case:
    """A case with these networks beside it, drawn by lot."""
    water = {name: read_builtin(name, name)[0] for name in names}
    settings = replace(
        case.settings,
        water=tuple(WaterNetwork(name=name, network=f"wntr:{name}") for name in names),
        litres_per_person_day=_litres_per_person_day(case, water),
    )
    case = replace(case, settings=settings, water=water)
    case = _more(case, links=_links(rng, case), damage=_damage(rng, case))
    case = _more(case, works=_works(), needs=_needs(), catalogue=_catalogue(rng, case), installs=_installs(rng))
    return _more(case, crews=_crews(rng, case), pledges=_pledges(rng, case))


def _litres_per_person_day(case: Case, water: Mapping[str, WaterTables]) -> float:
    """So that as many people as there should be stand behind what the networks deliver."""
    asked = sum(float(tables.nodes["demand_m3_per_h"].fill_null(0.0).clip(0.0).sum()) for tables in water.values())
    people = float(people_of(case, grid_of(case.power)).people.sum())
    return 24_000.0 * asked / (SERVED_SHARE * people)


def _more(case: Case, **rows: list[Row]) -> Case:
    """The case with these rows added to its tables."""
    dtypes = {spec.name: spec.dtypes for spec in CASE_SPECS}
    tables: dict[str, Any] = {
        name: pl.concat([getattr(case, name), pl.DataFrame(more, schema=dtypes[name])]) for name, more in rows.items()
    }
    return replace(case, **tables)


def _links(rng: Random, case: Case) -> list[Row]:
    """Every pump on a bus: most on one that damage cuts off, or that hangs on a damaged branch."""
    grid = grid_of(case.power)
    near = {grid.bus_ids[bus] for item in outages_of(case, grid).items for bus in item.end_buses}
    loads = case.power.buses.filter(pl.col("in_service") & (pl.col("load_mw") > 0.0))["bus_id"].to_list()
    struck = [bus_id for bus_id in loads if bus_id in near] or loads
    return [
        {
            "pump_id": f"{name}/{pump}",
            "bus_id": rng.choice(struck if rng.random() < STRUCK_PUMP_SHARE else loads),
            "backup_h": rng.choice(OWN_HOURS),
        }
        for name, tables in case.water.items()
        for pump in _ids(tables, "pump")
    ]


def _ids(tables: WaterTables, kind: str) -> list[str]:
    return sorted(tables.links.filter(pl.col("kind") == kind)["link_id"].to_list())


def _damage(rng: Random, case: Case) -> list[Row]:
    """A few pipes of each network, the larger the likelier."""
    rows = []
    for name, tables in case.water.items():
        pipes = tables.links.filter((pl.col("kind") == "pipe") & pl.col("is_open")).sort("link_id")
        weights = pipes["diameter_m"].fill_null(0.1).to_list()
        drawn = rng.choices(pipes["asset_id"].to_list(), weights, k=rng.randint(*PIPES))
        rows += [
            {"asset_id": asset_id, "severity": rng.choice(("minor", "major")), "reported": case.settings.start}
            | {"source": f"made up ({name})"}
            for asset_id in sorted(set(drawn))
        ]
    return rows


def _works() -> list[Row]:
    return [
        {"asset_kind": "pipe", "severity": severity, "crew_kind": "pipe", "crew_days": days}
        for severity, days in (("minor", 1.0), ("major", 3.0))
    ]


def _needs() -> list[Row]:
    return [{"asset_kind": "pipe", "severity": "major", "equipment_id": "repair-kit", "quantity": 2.0}]


def _catalogue(rng: Random, case: Case) -> list[Row]:
    """Generators of the power sector and kits of the water sector; lead times up to a third of the horizon."""
    latest = max(5, case.settings.days // 3)
    goods = [(name, f"Generator {name[4:]} kVA", "power", price, 20) for name, (_, price) in SETS.items()]
    goods.append(("repair-kit", "Pipe repair kit", "water", 4_000.0, 10))
    return [
        {"equipment_id": name, "name": words, "sector": sector, "cost_usd": price, "kind": "generator", "unit": "unit"}
        | {"lead_days": min(latest, rng.randint(4, lead))}
        for name, words, sector, price, lead in goods
    ]


def _installs(rng: Random) -> list[Row]:
    hours = rng.choice((None, 8.0, 16.0))
    return [
        {"equipment_id": name, "at": at, "rated_kw": kw, "crew_kind": "electric", "crew_days": 1.0}
        | {"hours_per_day": hours}
        for name, (kw, _) in SETS.items()
        for at in ("pump", "hospital")
        if at == "pump" or name == "set-400"
    ]


def _crews(rng: Random, case: Case) -> list[Row]:
    return [
        {"crew_kind": kind, "count": rng.randint(1, 2), "from": case.settings.start} for kind in ("pipe", "electric")
    ]


def _pledges(rng: Random, case: Case) -> list[Row]:
    """Money for part of the generators and kits, some of it for water alone, and a gift of generators."""
    pumps = case.links.height
    price_usd = dict(case.catalogue.select("equipment_id", "cost_usd").iter_rows())
    needed_usd = pumps * price_usd["set-400"] + 2.0 * case.damage.height * price_usd["repair-kit"]
    usable_usd = rng.uniform(*MONEY_SHARES) * needed_usd
    day = case.date_of(rng.randint(0, case.settings.days // 4))
    cash = {"form": "cash", "actor_id": "cland", "currency": "USD", "category": "energy", "stage": "committed"}
    return [
        {"pledge_id": "water-1", "available": case.settings.start, "amount": round(0.6 * usable_usd, 2), **cash}
        | {"earmark": "sector:water;sector:power"},
        {"pledge_id": "water-2", "available": day, "amount": round(0.4 * usable_usd, 2), **cash}
        | {"earmark": "sector:water"},
        {"pledge_id": "sets", "actor_id": "aland", "form": "goods", "available": day, "equipment_id": "set-100"}
        | {"quantity": rng.randint(1, 2)},
    ]
