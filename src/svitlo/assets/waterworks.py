"""The water networks of a case as read-only arrays: who is behind each node, and which pumps hang on which bus."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from svitlo.assets.people import DEFAULT_WEIGHTS, People
from svitlo.assets.power import KW_PER_MW, Floats, Ints, frozen
from svitlo.tables.case import Case
from svitlo.tables.water import WaterTables

LITRES_PER_M3 = 1000.0
HOURS_PER_DAY = 24.0

PUMP = "pump:"
"""What the name of a pump begins with where it stands among the loads; no place of a case may begin with it."""

ZONE = "zone/"
"""What the name of a zone of water begins with in the table of places."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drinkers:
    """The people behind the nodes of one water network.

    Shapes (node,): `people`, `weighted` (people times the weights of their places, without the objective's weight of
    water). `place_ids` and `place_node` (place,): the named places and the rows of their nodes, sorted by id.
    """

    name: str
    people: Floats
    weighted: Floats
    place_ids: tuple[str, ...]
    place_node: Ints
    place_people: Floats


def drinkers_of(case: Case, tables: WaterTables) -> Drinkers:
    """Who drinks from a network: the places at its nodes and, where none is named, people by the mean demand."""
    demand = np.maximum(tables.nodes["demand_m3_per_h"].fill_null(0.0).to_numpy(), 0.0)
    per_person_m3_per_h = case.settings.litres_per_person_day / LITRES_PER_M3 / HOURS_PER_DAY
    people = demand / per_person_m3_per_h
    weighted = people.copy()
    row_of = {f"{tables.name}/{node_id}": row for row, node_id in enumerate(tables.nodes["node_id"].to_list())}
    named = case.places.filter(pl.col("water_node_id").is_in(list(row_of))).sort("place_id")
    rows = [row_of[node_id] for node_id in named["water_node_id"].to_list()]
    people[rows] = weighted[rows] = 0.0
    for row, place in zip(rows, named.iter_rows(named=True), strict=True):
        weight = DEFAULT_WEIGHTS.get(place["kind"], 1.0) if place["weight"] is None else place["weight"]
        people[row] += place["people"]
        weighted[row] += place["people"] * weight
    return Drinkers(
        name=tables.name,
        people=frozen(people),
        weighted=frozen(weighted),
        place_ids=tuple(named["place_id"].to_list()),
        place_node=frozen(np.array(rows, dtype=np.int64)),
        place_people=frozen(named["people"].to_numpy().astype(np.float64)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pumps:
    """The pumps that hang on a bus, sorted by id.

    `pump_ids` are `<network>/<id>`. Shapes (pump,): `bus` (bus rows of the grid), `link` (rows of the network's links),
    `rated_mw` (what a pump draws at most), `backup_h` (hours of each day that a set of its own carries it).
    """

    pump_ids: tuple[str, ...]
    networks: tuple[str, ...]
    bus: Ints
    link: Ints
    rated_mw: Floats
    backup_h: Floats


def pumps_of(case: Case, bus_ids: tuple[str, ...]) -> Pumps:
    """The linked pumps of a case over the buses of its grid."""
    bus_of = {bus_id: row for row, bus_id in enumerate(bus_ids)}
    link_of: Mapping[str, tuple[int, float]] = {
        f"{name}/{link_id}": (row, rated_kw or 0.0)
        for name, tables in case.water.items()
        for row, (link_id, rated_kw) in enumerate(tables.links.select("link_id", "rated_kw").iter_rows())
    }
    rows = list(case.links.sort("pump_id").iter_rows(named=True))
    rated_kw = [link_of[row["pump_id"]][1] if row["rated_kw"] is None else row["rated_kw"] for row in rows]
    return Pumps(
        pump_ids=tuple(row["pump_id"] for row in rows),
        networks=tuple(row["pump_id"].split("/", 1)[0] for row in rows),
        bus=frozen(np.array([bus_of[row["bus_id"]] for row in rows], dtype=np.int64)),
        link=frozen(np.array([link_of[row["pump_id"]][0] for row in rows], dtype=np.int64)),
        rated_mw=frozen(np.array(rated_kw, dtype=np.float64) / KW_PER_MW),
        backup_h=frozen(np.array([row["backup_h"] or 0.0 for row in rows], dtype=np.float64)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plants:
    """Machines that need water (plant,): rows of the grid's generators, their networks, and rows of their nodes."""

    generator: Ints
    networks: tuple[str, ...]
    node: Ints


def plants_of(case: Case) -> Plants:
    """The machines of a case that give less without water, sorted by id."""
    rows: list[tuple[int, str, int]] = []
    generators = case.power.generators["asset_id"].to_list()
    for asset_id, node_id in case.plants.sort("asset_id").select("asset_id", "water_node_id").iter_rows():
        network, _, node = node_id.partition("/")
        at = case.water[network].nodes["node_id"].to_list().index(node)
        rows += [(row, network, at) for row, name in enumerate(generators) if name == asset_id]
    return Plants(
        generator=frozen(np.array([row for row, _, _ in rows], dtype=np.int64)),
        networks=tuple(network for _, network, _ in rows),
        node=frozen(np.array([node for _, _, node in rows], dtype=np.int64)),
    )


def with_pumps(people: People, pumps: Pumps) -> People:
    """The places that draw power and then the pumps, which nobody counts as people: all that loads a grid."""
    nobody = np.zeros(len(pumps.pump_ids))
    return replace(
        people,
        place_ids=(*people.place_ids, *(PUMP + pump_id for pump_id in pumps.pump_ids)),
        bus=frozen(np.concatenate((people.bus, pumps.bus))),
        load_mw=frozen(np.concatenate((people.load_mw, pumps.rated_mw))),
        people=frozen(np.concatenate((people.people, nobody))),
        weight=frozen(np.concatenate((people.weight, nobody))),
    )


def load_mw(base_mw: Floats, place_count: int, load_factor: Floats | np.float64) -> Floats:
    """What each load asks for at demand factors (any shape) as (..., load): places follow them, pumps do not.

    `base_mw` (load,) are the places and then the pumps.
    """
    scaled = np.asarray(load_factor)[..., None] * base_mw
    scaled[..., place_count:] = base_mw[place_count:]
    return np.asarray(scaled, dtype=np.float64)
