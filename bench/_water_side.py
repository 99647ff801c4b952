"""Water beside a generated case: networks that WNTR ships, pumping stations on feeders, damage, generators, money.

What couples the two sides is drawn as it is in life, as far as sources tell:

- A region's water hangs on a few stations: when one power facility was hit on 31 October 2022, 80 % of Kyiv's consumers
  had no water. Each network here has one or two stations, with all of its pumps.
- A station stands at a river or a well field. It is fed by a line of its own from a substation with little other load,
  often in the area that was struck, and that line and the station's own switchgear may be struck too. Nobody lives
  there: a plan for power alone has no reason to repair it before the rest.
- The networks are of the size of a town and stand for a region's, whose pumps would draw more: 0.4 kWh/m3 (0.37 to 0.48
  in Hoff 2011) for 150 L a person and day. A set carries as small a part of the pumps here as it would there.
- One side does not own what it needs: crews for lines and substations repair feeders as well as the grid, money for
  generators may be spent on the grid too, and a gift of sets suits hospitals and pumps.

Shares, prices and days of work are estimates; fuel for 8 to 16 hours a day is what a tank of a thousand litres gives a
set of 400 kVA (14 to 21 hours at three quarters of its load).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import polars as pl

from bench.generate import Row, generated_case
from svitlo.adapters.epanet_inp import read_builtin
from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.tables.case import Case, PowerTables, WaterNetwork
from svitlo.tables.schema import CASE_SPECS
from svitlo.tables.water import WaterTables

NETWORKS = (("Net3",), ("Net3", "Net1"), ("ky4", "Net1"))
"""Which networks a case has, drawn by lot."""

SERVED_SHARE = 0.6
"""People behind the water networks, in shares of those behind the grid: who has light has a tap. The networks that WNTR
ships are of the size of a town and stand for all of a region's, so that a person has fewer litres than in life."""

PIPES = (3, 8)

STATIONS = (1, 2)
HOST_COUNT = 2
"""Of so many substations, drawn by lot, a station hangs on the one with the least load."""

STRUCK_HOST_SHARE = 0.75
"""How likely these are drawn from the ends of what is damaged."""

STRUCK_FEEDER_SHARE, STRUCK_SWITCHGEAR_SHARE = 0.75, 0.4
FEEDER_KV, FEEDER_KM = 35.0, (5.0, 20.0)
FEEDER_MVA = 20.0
OHM_PER_KM = (0.2, 0.4)
"""Resistance and reactance of a line of that class."""

KWH_PER_M3, LITRES_LIFTED = 0.4, 150.0
"""What pumps take, and for how much water a person and day."""

OWN_HOURS = (0.0, 0.0, 0.0, 6.0)
SETS = {"set-400": (320.0, 85_000.0, 2.0), "set-1000": (800.0, 250_000.0, 3.0)}
"""Generators: kW at full load, a price in USD and days of one crew (estimates)."""

SETS_SHARE = 0.5
"""The part of what the pumps draw that sets would carry if there were all the money for them."""

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
    stations = _stations(rng, case)
    case = replace(case, power=_with_feeders(rng, case.power, stations))
    case = _more(case, links=_links(rng, stations), damage=_damage(rng, case, stations))
    case = _more(case, works=_works(), needs=_needs(), catalogue=_catalogue(rng, case), installs=_installs(rng, case))
    return _more(case, crews=_crews(rng, case), pledges=_pledges(rng, case))


def _litres_per_person_day(case: Case, water: Mapping[str, WaterTables]) -> float:
    """So that as many people as there should be stand behind what the networks deliver."""
    asked = sum(_asked(tables) for tables in water.values())
    people = float(people_of(case, grid_of(case.power)).people.sum())
    return 24_000.0 * asked / (SERVED_SHARE * people)


def _asked(tables: WaterTables) -> float:
    """What a network is asked for, in m3/h."""
    return float(tables.nodes["demand_m3_per_h"].fill_null(0.0).clip(0.0).sum())


def _more(case: Case, **rows: list[Row]) -> Case:
    """The case with these rows added to its tables."""
    dtypes = {spec.name: spec.dtypes for spec in CASE_SPECS}
    tables: dict[str, Any] = {
        name: pl.concat([getattr(case, name), pl.DataFrame(more, schema=dtypes[name])]) for name, more in rows.items()
    }
    return replace(case, **tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Station:
    """A pumping station: its name, its pumps, and the bus on which its feeder hangs."""

    name: str
    pumps: tuple[str, ...]
    host: str

    @property
    def feeder_id(self) -> str:
        """The asset that feeds it; its own switchgear is `power/bus/` and its name."""
        return f"power/branch/{self.name}"


def _stations(rng: Random, case: Case) -> list[_Station]:
    """One or two stations for each network; its pumps are shared out by lot."""
    grid = grid_of(case.power)
    near = {grid.bus_ids[bus] for item in outages_of(case, grid).items for bus in item.end_buses}
    load_mw = dict(case.power.buses.filter(pl.col("in_service")).select("bus_id", "load_mw").iter_rows())
    struck = sorted(near & set(load_mw)) or sorted(load_mw)
    found = []
    for name, tables in case.water.items():
        pumps = _ids(tables, "pump")
        rng.shuffle(pumps)
        count = min(len(pumps), rng.randint(*STATIONS))
        for number in range(count):
            hosts = rng.choices(struck if rng.random() < STRUCK_HOST_SHARE else sorted(load_mw), k=HOST_COUNT)
            station = _Station(
                name=f"{name}-station-{number + 1}",
                pumps=tuple(f"{name}/{pump}" for pump in sorted(pumps[number::count])),
                host=min(hosts, key=lambda bus_id: load_mw[bus_id]),
            )
            found.append(station)
    return found


def _with_feeders(rng: Random, power: PowerTables, stations: Sequence[_Station]) -> PowerTables:
    """The network with a bus for each station at the end of a line of its own."""
    ohm = FEEDER_KV**2 / power.base_mva
    nothing = dict.fromkeys(("load_mw", "load_mvar", "injection_mw", "injection_mvar", "shunt_mw", "shunt_mvar"), 0.0)
    buses, branches = [], []
    for station in stations:
        km = rng.uniform(*FEEDER_KM)
        bus: Row = {
            "bus_id": station.name,
            "asset_id": f"power/bus/{station.name}",
            "kv": FEEDER_KV,
            "in_service": True,
        }
        buses.append({**nothing, **bus})
        branch: Row = {"asset_id": station.feeder_id, "from_bus_id": station.host, "to_bus_id": station.name}
        branch |= {"r_pu": OHM_PER_KM[0] * km / ohm, "x_pu": OHM_PER_KM[1] * km / ohm, "b_pu": 0.0, "g_pu": 0.0}
        branch |= {"kv": FEEDER_KV, "tap": 1.0, "shift_deg": 0.0, "length_km": round(km, 1), "in_service": True}
        branches.append({**branch, "rate_mva": FEEDER_MVA})
    return replace(
        power,
        buses=pl.concat([power.buses, pl.DataFrame(buses, schema=power.buses.schema)]),
        branches=pl.concat([power.branches, pl.DataFrame(branches, schema=power.branches.schema)]),
    )


def _links(rng: Random, stations: Sequence[_Station]) -> list[Row]:
    """Every pump on the bus of its station, which may have a set of its own."""
    rows = []
    for station in stations:
        hours = rng.choice(OWN_HOURS)
        rows += [{"pump_id": pump, "bus_id": station.name, "backup_h": hours} for pump in station.pumps]
    return rows


def _town_share(case: Case) -> float:
    """What the pumps here draw at most, in shares of what those of the region would draw."""
    pumps = pl.concat([tables.links.filter(pl.col("kind") == "pump") for tables in case.water.values()])
    return float(pumps["rated_kw"].sum()) / _region_kw(case)


def _region_kw(case: Case) -> float:
    """What the pumps of a region with so many people draw."""
    people = SERVED_SHARE * float(people_of(case, grid_of(case.power)).people.sum())
    return people * LITRES_LIFTED / 1000.0 * KWH_PER_M3 / 24.0


def _ids(tables: WaterTables, kind: str) -> list[str]:
    return sorted(tables.links.filter(pl.col("kind") == kind)["link_id"].to_list())


def _damage(rng: Random, case: Case, stations: Sequence[_Station]) -> list[Row]:
    """Feeders and switchgear of stations, and a few pipes of each network, the larger the likelier."""
    struck = []
    for station in stations:
        for asset_id, share in (
            (station.feeder_id, STRUCK_FEEDER_SHARE),
            (f"power/bus/{station.name}", STRUCK_SWITCHGEAR_SHARE),
        ):
            if rng.random() < share:
                struck.append(asset_id)
    for tables in case.water.values():
        pipes = tables.links.filter((pl.col("kind") == "pipe") & pl.col("is_open")).sort("link_id")
        weights = pipes["diameter_m"].fill_null(0.1).to_list()
        struck += sorted(set(rng.choices(pipes["asset_id"].to_list(), weights, k=rng.randint(*PIPES))))
    return [
        {"asset_id": asset_id, "severity": rng.choice(("minor", "major")), "reported": case.settings.start}
        | {"source": "made up"}
        for asset_id in struck
    ]


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
    goods = [(name, f"Generator {name[4:]} kVA", "power", price, 20) for name, (_, price, _) in SETS.items()]
    goods.append(("repair-kit", "Pipe repair kit", "water", 4_000.0, 10))
    return [
        {"equipment_id": name, "name": words, "sector": sector, "cost_usd": price, "kind": "generator", "unit": "unit"}
        | {"lead_days": min(latest, rng.randint(4, lead))}
        for name, words, sector, price, lead in goods
    ]


def _installs(rng: Random, case: Case) -> list[Row]:
    hours = rng.choice((None, 8.0, 16.0))
    share = _town_share(case)
    return [
        {"equipment_id": name, "at": at, "rated_kw": round(kw * (share if at == "pump" else 1.0), 1)}
        | {"crew_kind": "electric", "crew_days": days, "hours_per_day": hours}
        for name, (kw, _, days) in SETS.items()
        for at in ("pump", "hospital")
        if at == "pump" or name == "set-400"
    ]


def _crews(rng: Random, case: Case) -> list[Row]:
    return [
        {"crew_kind": kind, "count": rng.randint(1, 2), "from": case.settings.start} for kind in ("pipe", "electric")
    ]


def _pledges(rng: Random, case: Case) -> list[Row]:
    """Money for part of the sets, which may go into the grid as well; for kits, for water alone; and a gift of sets."""
    price_usd = dict(case.catalogue.select("equipment_id", "cost_usd").iter_rows())
    sets_usd = SETS_SHARE * _region_kw(case) / SETS["set-1000"][0] * price_usd["set-1000"]
    kits_usd = 2.0 * len(_pipes(case)) * price_usd["repair-kit"]
    share = rng.uniform(*MONEY_SHARES)
    day = case.date_of(rng.randint(0, case.settings.days // 4))
    cash = {"form": "cash", "actor_id": "cland", "currency": "USD", "category": "energy", "stage": "committed"}
    return [
        {"pledge_id": "sets-1", "available": case.settings.start, "amount": round(share * sets_usd, 2), **cash},
        {"pledge_id": "water-1", "available": day, "amount": round(share * kits_usd, 2), **cash}
        | {"earmark": "sector:water"},
        {"pledge_id": "sets", "actor_id": "aland", "form": "goods", "available": day, "equipment_id": "set-400"}
        | {"quantity": rng.randint(1, 2)},
    ]


def _pipes(case: Case) -> list[str]:
    """Damaged pipes that take kits."""
    rows = case.damage.filter(pl.col("asset_id").str.starts_with("water/") & (pl.col("severity") == "major"))
    return rows["asset_id"].to_list()
