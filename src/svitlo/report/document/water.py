"""Water networks as the map draws them: nodes, links, and the zones that are served alike."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from svitlo.assets.power import Ints
from svitlo.assets.waterworks import ZONE, drinkers_of
from svitlo.report.document.plane import rounded
from svitlo.report.document.scene import Scene
from svitlo.report.document.series import packed
from svitlo.report.layout import Points, laid_out
from svitlo.report.water import agreement_of
from svitlo.tables.water import WaterTables

POINTS = ("raw_points", "learnt_points", "corrected_points", "proven_points", "planned_share", "proven_share")


def networks(scene: Scene) -> list[dict[str, object]]:
    """`WaterNetwork`, in the order of the case."""
    return [_network(scene, name, tables) for name, tables in scene.case.water.items()]


def zones_of(scene: Scene, name: str) -> tuple[Ints, list[str]]:
    """The zone of each node of a network (node,), -1 where it asks for no water, and the zones' `<network>/<node>`.

    A zone is what pipes join that never fail and let water through both ways; the plan's table of places names it by
    its first node.
    """
    tables = scene.case.water[name]
    nodes = tables.nodes["node_id"].to_list()
    told = set(scene.plan.places.filter(pl.col("place_id").str.starts_with(f"{ZONE}{name}/"))["place_id"].to_list())
    label = _joined(tables, set(scene.case.damage["asset_id"].to_list()))
    _, first = np.unique(label, return_index=True)
    row_of: dict[int, int] = {}
    zone_ids: list[str] = []
    for part, node in enumerate(first.tolist()):
        if f"{ZONE}{name}/{nodes[node]}" in told:
            row_of[part] = len(zone_ids)
            zone_ids.append(f"{name}/{nodes[node]}")
    return np.array([row_of.get(part, -1) for part in label.tolist()], dtype=np.int64), zone_ids


def agreement(scene: Scene) -> list[dict[str, object]]:
    """`WaterAgreement` by network."""
    return [
        {"network": name, **{key: record.get(key) for key in POINTS}}
        for name, record in sorted(agreement_of(scene.plan).items())
    ]


def _joined(tables: WaterTables, damaged: set[str]) -> Ints:
    """A number for each node, the same for nodes of one zone."""
    fails = dict(zip(tables.nodes["node_id"], tables.nodes["asset_id"].is_in(list(damaged)), strict=True))
    row_of = {node_id: row for row, node_id in enumerate(fails)}
    ends = [
        (row_of[link["from_node_id"]], row_of[link["to_node_id"]])
        for link in tables.links.iter_rows(named=True)
        if link["kind"] == "pipe"
        and link["is_open"]
        and not link["one_way"]
        and link["asset_id"] not in damaged
        and not (fails[link["from_node_id"]] or fails[link["to_node_id"]])
    ]
    pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(row_of), len(row_of)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _network(scene: Scene, name: str, tables: WaterTables) -> dict[str, object]:
    node_ids = tables.nodes["node_id"].to_list()
    row_of = {node_id: row for row, node_id in enumerate(node_ids)}
    start, end = ([row_of[node] for node in tables.links[key].to_list()] for key in ("from_node_id", "to_node_id"))
    people = drinkers_of(scene.case, tables).people
    place = rounded(_positions(tables, np.array([start, end], dtype=np.int64).T))
    zone, zone_ids = zones_of(scene, name)
    shares = scene.shares("water_share", [ZONE + zone_id for zone_id in zone_ids])
    return {
        "name": name,
        "nodes": {
            "id": node_ids,
            "kind": tables.nodes["kind"].to_list(),
            "x": place[0],
            "y": place[1],
            "people": [round(count, 1) for count in people.tolist()],
        },
        "links": {
            "asset": tables.links["asset_id"].to_list(),
            "kind": tables.links["kind"].to_list(),
            "from": start,
            "to": end,
        },
        "zone": zone.tolist(),
        "zones": [{"id": zone_id, "share": packed(share)} for zone_id, share in zip(zone_ids, shares, strict=True)],
    }


def _positions(tables: WaterTables, pairs: NDArray[np.int64]) -> Points:
    """The file's own coordinates where every node has some and they differ, else a layout."""
    place = tables.nodes.select(pl.col("x", "y").fill_null(np.nan)).to_numpy().astype(np.float64)
    if len(place) and np.isfinite(place).all() and float(np.ptp(place, axis=0).max()) > 0.0:
        return place
    return laid_out(tables.nodes.height, pairs[pairs[:, 0] != pairs[:, 1]])


def asset_rows(tables: WaterTables) -> Mapping[str, tuple[str, int]]:
    """The table and row of each asset of a network."""
    found: dict[str, tuple[str, int]] = {}
    for table, assets in (("links", tables.links["asset_id"]), ("nodes", tables.nodes["asset_id"])):
        _note_rows(found, table, assets.to_list())
    return found


def _note_rows(found: dict[str, tuple[str, int]], table: str, assets: Sequence[str | None]) -> None:
    for row, asset_id in enumerate(assets):
        if asset_id is not None:
            found.setdefault(asset_id, (table, row))
