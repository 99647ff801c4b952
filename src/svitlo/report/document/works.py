"""Dated works, what they use, what was bought for them, and who is there to do them."""

from collections import defaultdict

import polars as pl

from svitlo.aid.crews import crews_by_day
from svitlo.report.document.scene import Scene

EQUIPMENT = ("equipment_id", "name", "sector", "unit", "cost_usd", "lead_days")
PURCHASE = (
    "purchase_id",
    "equipment_id",
    "quantity",
    "pledge_id",
    "order_day",
    "arrival_day",
    "unit_cost_usd",
    "cost_usd",
)
ORDER = ("crew_kind", "start_day", "service_day", "at", "equipment_id")


def works(scene: Scene) -> list[dict[str, object]]:
    """`Work`: repairs and what is placed, by crew and day."""
    found = [*_repairs(scene), *_placings(scene)]
    return sorted(found, key=lambda work: tuple("" if work[key] is None else work[key] for key in ORDER))


def _repairs(scene: Scene) -> list[dict[str, object]]:
    used: dict[str, list[dict[str, object]]] = defaultdict(list)
    arrivals = _arrivals(scene)
    for row in scene.plan.decisions.uses.sort("asset_id", "equipment_id", "origin").iter_rows(named=True):
        used[row["asset_id"]].append(_use(scene, arrivals, row))
    return [
        {
            "at": row["asset_id"],
            "is_install": False,
            "equipment_id": None,
            "quantity": 1,
            "crew_kind": row["crew_kind"],
            "start_day": row["start_day"],
            "service_day": row["service_day"],
            "uses": used[row["asset_id"]],
        }
        for row in scene.plan.decisions.repairs.iter_rows(named=True)
    ]


def _placings(scene: Scene) -> list[dict[str, object]]:
    """Alike units that are placed at one spot on the same days are one work, wherever each of them came from."""
    keys = ["crew_kind", "start_day", "service_day", "at", "equipment_id"]
    arrivals = _arrivals(scene)
    used: dict[tuple[object, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in scene.plan.decisions.installs.sort(*keys, "origin").iter_rows(named=True):
        used[tuple(row[key] for key in keys)][row["origin"]] += row["quantity"]
    found = []
    for values, by_origin in used.items():
        work = dict(zip(keys, values, strict=True))
        rows = [
            {"equipment_id": work["equipment_id"], "quantity": quantity, "origin": origin}
            for origin, quantity in by_origin.items()
        ]
        uses = [_use(scene, arrivals, row) for row in rows]
        found.append({**work, "is_install": True, "quantity": sum(by_origin.values()), "uses": uses})
    return found


def _arrivals(scene: Scene) -> dict[str, int]:
    """The day from which what came from an origin can be used."""
    purchases = scene.plan.decisions.purchases.select("purchase_id", "arrival_day").iter_rows()
    gifts = ((pledge_id, scene.usable_day(pledge_id)) for pledge_id in scene.pledges)
    return {f"purchase:{purchase_id}": day for purchase_id, day in purchases} | {
        f"pledge:{pledge_id}": day for pledge_id, day in gifts if day is not None
    }


def _use(scene: Scene, arrivals: dict[str, int], row: dict[str, object]) -> dict[str, object]:
    origin = str(row["origin"])
    return {
        "equipment_id": row["equipment_id"],
        "quantity": row["quantity"],
        "origin": origin,
        "pledge_id": scene.pledge_of(origin),
        "arrival_day": arrivals.get(origin, 0),
    }


def crews(scene: Scene) -> list[dict[str, object]]:
    """`Crew`, by kind."""
    by_kind = crews_by_day(scene.case, tuple(scene.pledges.values()))
    return [{"crew_kind": kind, "count_by_day": count.tolist()} for kind, count in by_kind.items()]


def equipment(scene: Scene) -> list[dict[str, object]]:
    """`Equipment`, by id."""
    return scene.case.catalogue.select(EQUIPMENT).sort("equipment_id").to_dicts()


def purchases(scene: Scene) -> list[dict[str, object]]:
    """`Purchase`, by day of the order."""
    return scene.plan.decisions.purchases.select(PURCHASE).sort(pl.col("order_day"), pl.col("purchase_id")).to_dicts()
