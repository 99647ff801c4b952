"""Who has water: zones told again from the networks, and the figures that follow from the shares they get."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from svitlo.assets.power import Bools, Floats, Ints
from svitlo.assets.waterworks import ZONE, Plants, drinkers_of
from svitlo.proof.audit_breach import TRUE_REL, Breach, shortened
from svitlo.proof.audit_scene import Scene, everywhere
from svitlo.proof.audit_service import differ, named, share_table
from svitlo.proof.water import water_demand
from svitlo.tables.case import Case
from svitlo.tables.water import WaterTables


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """What pipes that never fail join, in all networks, where water is asked for.

    `names` as in `places.csv`; `demand_m3h` (block, zone) undamaged; (zone,) `people` and `weighted` people.
    `zone_of_place`: for each place that drinks its row. `zone_of_node`: for each network the row of each node, -1 where
    nobody asks for water.
    """

    names: tuple[str, ...]
    demand_m3h: Floats
    people: Floats
    weighted: Floats
    zone_of_place: Mapping[str, int]
    zone_of_node: Mapping[str, Ints]

    def plant_share(self, plants: Plants, share: Floats) -> Floats:
        """What each machine that needs water gets of it (day, block, plant), given what zones get."""
        rows = [int(self.zone_of_node[name][node]) for name, node in zip(plants.networks, plants.node, strict=True)]
        found = np.ones((*share.shape[:2], len(rows)))
        for plant, row in enumerate(rows):
            if row >= 0:
                found[:, :, plant] = share[:, :, row]
        return found


def zones_of(case: Case) -> Zones:
    """The zones of a case; what they ask for is what EPANET says of an undamaged day.

    Raises EngineFailed where EPANET gives no answer.
    """
    names: list[str] = []
    demand, people, weighted = [], [], []
    zone_of_place: dict[str, int] = {}
    zone_of_node: dict[str, Ints] = {}
    damaged = set(case.damage["asset_id"].to_list())
    for name, by_node in sorted(water_demand(case).items()):
        tables = case.water[name]
        first = _first_nodes(tables, damaged)
        asked = np.maximum(by_node, 0.0)
        asks = [node for node in sorted(set(first.tolist())) if asked[:, first == node].sum() > 0.0]
        row_of = np.full(tables.nodes.height, -1, dtype=np.int64)
        drinkers = drinkers_of(case, tables)
        node_ids = tables.nodes["node_id"].to_list()
        for node in asks:
            inside = first == node
            row_of[inside] = len(names)
            names.append(f"{ZONE}{name}/{node_ids[node]}")
            demand.append(asked[:, inside].sum(axis=1))
            people.append(float(drinkers.people[inside].sum()))
            weighted.append(float(drinkers.weighted[inside].sum()))
        at = zip(drinkers.place_ids, row_of[drinkers.place_node].tolist(), strict=True)
        zone_of_place |= {place_id: row for place_id, row in at if row >= 0}
        zone_of_node[name] = row_of
    return Zones(
        names=tuple(names),
        demand_m3h=np.array(demand).reshape(len(names), len(case.settings.blocks)).T,
        people=np.array(people),
        weighted=np.array(weighted),
        zone_of_place=zone_of_place,
        zone_of_node=zone_of_node,
    )


def _first_nodes(tables: WaterTables, damaged: set[str]) -> Ints:
    """The first node of the zone of each node (node,).

    Nodes are of one zone where a pipe joins them that is open in the file, lets water through both ways and does not
    fail: neither the pipe nor a node at its ends is damaged in the case.
    """
    row_of = {node_id: row for row, node_id in enumerate(tables.nodes["node_id"].to_list())}
    fails = [asset_id in damaged for asset_id in tables.nodes["asset_id"].to_list()]
    root = list(range(len(row_of)))

    def found(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for link in tables.links.iter_rows(named=True):
        ends = row_of[link["from_node_id"]], row_of[link["to_node_id"]]
        stays = link["asset_id"] not in damaged and not (fails[ends[0]] or fails[ends[1]])
        if stays and link["kind"] == "pipe" and link["is_open"] and not link["one_way"]:
            low, high = sorted((found(ends[0]), found(ends[1])))
            root[high] = low
    return np.array([found(node) for node in range(len(root))], dtype=np.int64)


def zone_shares(scene: Scene, zones: Zones, places: pl.DataFrame) -> tuple[Floats | None, list[Breach]]:
    """The share of its water that each zone gets (day, block, zone), None if the table is not whole, and what is wrong.

    A place that drinks has the share of its zone; nothing else has one.
    """
    share = share_table(scene, places, zones.names, "water_share")
    missing: Bools = np.isnan(share)
    at = [(scene.at(day, block), missing[day, block]) for day, block in everywhere(missing.any(axis=2))]
    found = shortened(Breach("places", where, f"no water share for {named(zones.names, gone)}") for where, gone in at)
    drinking = sorted(zones.zone_of_place)
    dry = places.filter(pl.col("water_share").is_not_null() & ~pl.col("place_id").is_in([*zones.names, *drinking]))
    found += shortened(
        Breach("places", f"places.csv {place_id}", "takes no water and has a share of it")
        for place_id in sorted(set(dry["place_id"].to_list()))
    )
    given = share_table(scene, places, drinking, "water_share")
    rows = [zones.zone_of_place[place_id] for place_id in drinking]
    other: Bools = ~(np.abs(given - share[:, :, rows]) <= TRUE_REL) & ~missing[:, :, rows]
    found += shortened(
        Breach("places", scene.at(day, block), f"not the water share of its zone: {named(drinking, other[day, block])}")
        for day, block in everywhere(other.any(axis=2))
    )
    return (None if missing.any() else np.clip(share, 0.0, 1.0)), found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterTruth:
    """What the shares of the zones come to, (day, block); `weighted` are person-hours as the objective counts them."""

    demand_m3h: Floats
    served_m3h: Floats
    people_without: Floats
    weighted: Floats


def water_truth(case: Case, scene: Scene, zones: Zones, share: Floats) -> WaterTruth:
    """The figures of water, given what zones get (day, block, zone)."""
    dry = 1.0 - share
    return WaterTruth(
        demand_m3h=np.tile(zones.demand_m3h.sum(axis=1), (share.shape[0], 1)),
        served_m3h=(share * zones.demand_m3h).sum(axis=2),
        people_without=dry @ zones.people,
        weighted=case.settings.objective_water * (dry @ zones.weighted) * scene.hours,
    )


def water_breaches(scene: Scene, zones: Zones, columns: dict[str, Floats], truth: WaterTruth) -> list[Breach]:
    """The water figures of `service` against the shares of `places`."""
    noise_m3h = 1e-9 * float(zones.demand_m3h.sum())
    found = differ(scene, "water", "water_demand_m3h", columns, truth.demand_m3h, floor=noise_m3h)
    found += differ(scene, "water", "water_served_m3h", columns, truth.served_m3h, floor=noise_m3h)
    floor = 1e-9 * float(zones.people.sum())
    return found + differ(scene, "water", "people_without_water", columns, truth.people_without, floor=floor)
