"""Purchases: paid by usable money, in time, at the catalogue's price, within pledges and the market."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from svitlo.proof.audit_breach import Breach, close
from svitlo.proof.audit_form import Row, twice
from svitlo.proof.audit_support import Support
from svitlo.tables.case import Case

_MONEY_REL = 1e-9
"""A pledge's amount is a limit, not a figure: only the noise of adding up is forgiven."""


def catalogue_of(case: Case) -> dict[str, dict[str, Any]]:
    """The catalogue by equipment id."""
    return {row["equipment_id"]: row for row in case.catalogue.iter_rows(named=True)}


def purchase_breaches(case: Case, support: Mapping[str, Support], purchases: pl.DataFrame) -> list[Breach]:
    """Everything that is wrong with the purchases themselves; what becomes of the goods is judged elsewhere."""
    catalogue = catalogue_of(case)
    found = [
        Breach("form", f"purchases.csv {purchase_id}", "the id is given to more than one purchase")
        for (purchase_id,) in twice(purchases, ["purchase_id"])
    ]
    rows = list(purchases.iter_rows(named=True))
    for row in rows:
        where = f"purchases.csv {row['purchase_id']}"
        found += _payer(where, row, support)
        if row["order_day"] >= case.settings.days:
            found.append(Breach("dates", where, f"ordered on day {row['order_day']}, after the horizon"))
        item = catalogue.get(row["equipment_id"])
        if item is None:
            found.append(Breach("origin", where, f"{row['equipment_id']} is not in the catalogue"))
        else:
            found += _as_listed(where, row, item)
    return found + _overspent(rows, catalogue, support) + _over_supply(rows, catalogue)


def true_cost_usd(row: Row, catalogue: Mapping[str, dict[str, Any]]) -> float:
    """What a purchase costs at the catalogue's price (its own price where the catalogue has none)."""
    item = catalogue.get(row["equipment_id"])
    return float(row["quantity"] * (row["unit_cost_usd"] if item is None else item["cost_usd"]))


def _payer(where: str, row: Row, support: Mapping[str, Support]) -> list[Breach]:
    pledge = support.get(row["pledge_id"])
    if pledge is None:
        return [Breach("pledge", where, f"there is no pledge {row['pledge_id']}")]
    if pledge.form != "cash":
        return [Breach("pledge", where, f"{row['pledge_id']} is a pledge of {pledge.form}, not of cash")]
    if not pledge.usable_on(row["order_day"]):
        what = f"{row['pledge_id']} cannot pay on day {row['order_day']}: {pledge.when()}"
        return [Breach("pledge", where, what)]
    return []


def _as_listed(where: str, row: Row, item: dict[str, Any]) -> list[Breach]:
    found = []
    arrival_day = row["order_day"] + item["lead_days"]
    if row["arrival_day"] != arrival_day:
        found.append(Breach("dates", where, f"arrives on day {arrival_day}, not on day {row['arrival_day']}"))
    if not close(row["unit_cost_usd"], item["cost_usd"]):
        found.append(Breach("cost", where, f"one costs {item['cost_usd']} USD, not {row['unit_cost_usd']}"))
    cost_usd = row["quantity"] * item["cost_usd"]
    if not close(row["cost_usd"], cost_usd):
        found.append(Breach("cost", where, f"{row['quantity']} cost {cost_usd} USD, not {row['cost_usd']}"))
    return found


def _overspent(
    rows: Iterable[Row], catalogue: Mapping[str, dict[str, Any]], support: Mapping[str, Support]
) -> list[Breach]:
    spent_usd: dict[str, float] = {}
    for row in rows:
        spent_usd[row["pledge_id"]] = spent_usd.get(row["pledge_id"], 0.0) + true_cost_usd(row, catalogue)
    found = []
    for pledge_id, total_usd in sorted(spent_usd.items()):
        amount_usd = support[pledge_id].amount_usd if pledge_id in support else 0.0
        if total_usd > amount_usd * (1.0 + _MONEY_REL) and pledge_id in support:
            found.append(Breach("money", pledge_id, f"pays {total_usd} USD and has {amount_usd} USD"))
    return found


def _over_supply(rows: Iterable[Row], catalogue: Mapping[str, dict[str, Any]]) -> list[Breach]:
    bought: dict[str, int] = {}
    for row in rows:
        bought[row["equipment_id"]] = bought.get(row["equipment_id"], 0) + row["quantity"]
    found = []
    for equipment_id, quantity in sorted(bought.items()):
        item = catalogue.get(equipment_id)
        if item is not None and item["supply_count"] is not None and quantity > item["supply_count"]:
            what = f"{quantity} are bought and {item['supply_count']} can be had"
            found.append(Breach("supply", equipment_id, what))
    return found
