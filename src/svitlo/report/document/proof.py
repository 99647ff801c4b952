"""What physics says of the plan, worst first, with where to look for it on the map."""

from collections.abc import Mapping

from svitlo.report.document.network import Rows, power_rows
from svitlo.report.document.scene import Scene, finite
from svitlo.report.story import proof_of

KEPT = 100
"""Findings that the document holds of each network."""


def proofs(scene: Scene) -> dict[str, dict[str, object] | None]:
    """`{power, water}`, null where there was no check."""
    rows = power_rows(scene)
    bus_of = {bus_id: row for row, bus_id in enumerate(scene.grid.bus_ids)}
    found: dict[str, dict[str, object] | None] = {"power": None, "water": None}
    for name, record in proof_of(scene.plan).items():
        given = record.get("findings")
        items = [item for item in given if isinstance(item, Mapping)] if isinstance(given, list | tuple) else []
        shown = [_finding(item) | _where(scene, rows, bus_of, item) for item in items[:KEPT]]
        found[name] = {
            "verdict": str(record["verdict"]),
            "engine": str(record.get("engine", "")),
            "checked_count": record.get("day_count" if name == "water" else "state_count", 0),
            "finding_count": record.get("finding_count", len(items)),
            "findings": shown,
        }
    return found


def _finding(item: Mapping[str, object]) -> dict[str, object]:
    return {
        "day": item.get("day"),
        "block": str(item.get("block") or ""),
        "what": str(item.get("what", "")),
        "where": str(item.get("where") or ""),
        "value": finite(item.get("value")),
        "limit": finite(item.get("limit")),
        "shed_mw": finite(item.get("shed_mw")),
    }


def _where(scene: Scene, rows: Rows, bus_of: Mapping[str, int], item: Mapping[str, object]) -> dict[str, int | None]:
    """The row of a bus, or of a branch; a generator is shown at its bus."""
    where = str(item.get("where") or "")
    table, row = rows.get(where, ("buses" if where in bus_of else "", bus_of.get(where)))
    if table == "generators" and row is not None:
        at = scene.case.power.generators.filter(scene.case.power.generators["asset_id"] == where)["bus_id"]
        table, row = "buses", bus_of[at[0]]
    return {"bus": row if table == "buses" else None, "branch": row if table == "branches" else None}
