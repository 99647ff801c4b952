"""The networks of the map and what of them is damaged."""

from collections.abc import Mapping

import numpy as np

from svitlo.damage.outages import kind_of
from svitlo.proof.states import repaired_shares
from svitlo.report.document.dark import dark_days
from svitlo.report.document.plane import meaning, rounded
from svitlo.report.document.scene import Scene, finite
from svitlo.report.document.water import asset_rows, networks
from svitlo.report.layout import positions

Rows = Mapping[str, tuple[str, int]]


def network(scene: Scene, outline: Mapping[str, object] | None) -> dict[str, object]:
    """`Network`; what the file itself has out of service, and no repair brings back, is left out."""
    buses, place = scene.case.power.buses, positions(scene.case.power)
    x, y = rounded(place)
    return {
        "coordinates": meaning(scene.case.power, place),
        "buses": {
            "id": list(scene.grid.bus_ids),
            "name": [None] * buses.height,
            "x": x,
            "y": y,
            "kv": buses["kv"].to_list(),
        },
        "branches": _branches(scene),
        "generators": _generators(scene),
        "dark": dark_days(scene),
        "outline": None if outline is None else dict(outline),
        "water": networks(scene),
    }


def _branches(scene: Scene) -> dict[str, object]:
    table, rows = scene.case.power.branches, _shown_branches(scene)
    return {
        "asset": ["" if asset_id is None else asset_id for asset_id in table["asset_id"].gather(rows).to_list()],
        "from": scene.grid.branch_from[rows].tolist(),
        "to": scene.grid.branch_to[rows].tolist(),
        "kv": table["kv"].gather(rows).to_list(),
    }


def _generators(scene: Scene) -> dict[str, object]:
    table, rows = scene.case.power.generators, _shown_generators(scene)
    return {
        "asset": table["asset_id"].gather(rows).to_list(),
        "bus": scene.grid.generator_bus[rows].tolist(),
        "pmax_mw": [finite(value) for value in scene.grid.generator_max_mw[rows].tolist()],
    }


def _shown_branches(scene: Scene) -> list[int]:
    return np.flatnonzero(scene.case.power.branches["in_service"].to_numpy()).tolist()


def _shown_generators(scene: Scene) -> list[int]:
    return np.flatnonzero(scene.case.power.generators["in_service"].to_numpy()).tolist()


def power_rows(scene: Scene) -> Rows:
    """The table and row of `Network` in which each power asset stands, the first of several."""
    power = scene.case.power
    found: dict[str, tuple[str, int]] = {}
    shown = (
        ("buses", power.buses["asset_id"].to_list()),
        ("branches", power.branches["asset_id"].gather(_shown_branches(scene)).to_list()),
        ("generators", power.generators["asset_id"].gather(_shown_generators(scene)).to_list()),
    )
    for table, assets in shown:
        for row, asset_id in enumerate(assets):
            if asset_id is not None:
                found.setdefault(asset_id, (table, row))
    return found


def damage(scene: Scene) -> list[dict[str, object]]:
    """`Damage`, by id of the asset."""
    rows_of: dict[str, Rows] = {name: asset_rows(tables) for name, tables in scene.case.water.items()}
    rows_of[""] = power_rows(scene)
    repairs = {row["asset_id"]: row for row in scene.plan.decisions.repairs.iter_rows(named=True)}
    after = repaired_shares(scene.case, scene.outages, scene.plan.decisions)
    found = []
    for row in scene.case.damage.sort("asset_id").iter_rows(named=True):
        asset_id: str = row["asset_id"]
        is_power = asset_id.startswith("power/")
        name = "" if is_power else asset_id.split("/")[1]
        table, at = rows_of[name].get(asset_id, (None, None))
        repair = repairs.get(asset_id, {})
        found.append(
            {
                "asset_id": asset_id,
                "sector": "power" if is_power else "water",
                "kind": kind_of(asset_id),
                "id": asset_id.split("/", 2 if is_power else 3)[-1],
                "network": name or None,
                "severity": row["severity"],
                "reported_day": scene.case.day_of(row["reported"]),
                "source": row["source"],
                "note": row["note"],
                "table": table,
                "row": at,
                "start_day": repair.get("start_day"),
                "service_day": repair.get("service_day"),
                "capacity_share": after.get(asset_id, 1.0),
            }
        )
    return found
