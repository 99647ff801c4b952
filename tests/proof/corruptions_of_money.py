"""Spoilt purchases."""

import math

import polars as pl

from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.proof.corruption_tools import (
    Row,
    bought,
    breaks,
    item_of,
    paid_by,
    pledges,
    purchases,
    respent,
    rows_of,
    scaled,
    uses,
    with_row,
    with_table,
)

# --- money -----------------------------------------------------------------------------------------------------------


@breaks("money")
def a_pledge_spends_more_than_it_has(case: Case, plan: Plan) -> Plan | None:
    known = pledges(case)
    for index, row in purchases(plan):
        cost_usd = item_of(case, row["equipment_id"])["cost_usd"]
        if cost_usd > 0.0:
            more = math.floor(known[row["pledge_id"]].amount_usd / cost_usd) + 1
            return bought(case, plan, index, quantity=more)
    return None


@breaks("pledge")
def an_order_before_its_money(case: Case, plan: Plan) -> Plan | None:
    known = pledges(case)
    for index, row in purchases(plan):
        usable = known[row["pledge_id"]].usable_from_day
        if usable:
            return bought(case, plan, index, order_day=usable - 1)
    return None


@breaks("dates")
def an_order_after_the_horizon(case: Case, plan: Plan) -> Plan | None:
    return bought(case, plan, 0, order_day=case.settings.days) if purchases(plan) else None


@breaks("dates")
def an_arrival_a_day_early(_case: Case, plan: Plan) -> Plan | None:
    for index, row in purchases(plan):
        if row["arrival_day"] > 0:
            return with_row(plan, "purchases", index, arrival_day=row["arrival_day"] - 1)
    return None


@breaks("cost")
def a_price_of_its_own(_case: Case, plan: Plan) -> Plan | None:
    for index, row in purchases(plan):
        if row["unit_cost_usd"] > 0.0:
            return with_row(plan, "purchases", index, unit_cost_usd=row["unit_cost_usd"] * 0.99999)
    return None


@breaks("cost")
def a_discount_on_the_sum(_case: Case, plan: Plan) -> Plan | None:
    for index, row in purchases(plan):
        if row["cost_usd"] > 0.0:
            return with_row(plan, "purchases", index, cost_usd=row["cost_usd"] * 0.9)
    return None


@breaks("supply")
def more_than_the_market_has(case: Case, plan: Plan) -> Plan | None:
    for index, row in purchases(plan):
        supply = item_of(case, row["equipment_id"])["supply_count"]
        if supply is not None:
            return bought(case, plan, index, quantity=supply + 1)
    return None


@breaks("pledge")
def money_of_nobody(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "purchases", 0, pledge_id="no such pledge") if purchases(plan) else None


@breaks("pledge")
def goods_that_pay(case: Case, plan: Plan) -> Plan | None:
    return paid_by(case, plan, lambda _, pledge: pledge.form == "goods")


@breaks("pledge")
def money_of_a_blocked_decision(case: Case, plan: Plan) -> Plan | None:
    waiting = set(case.pledges.filter(pl.col("decision_id").is_not_null())["pledge_id"].to_list())
    return paid_by(
        case,
        plan,
        lambda name, pledge: name in waiting and pledge.form == "cash" and pledge.usable_from_day is None,
    )


def _of(case: Case, column: str, value: str) -> set[str]:
    return set(case.pledges.filter((pl.col(column) == value) & (pl.col("form") == "cash"))["pledge_id"].to_list())


@breaks("pledge")
def military_money(case: Case, plan: Plan) -> Plan | None:
    return paid_by(case, plan, lambda name, _: name in _of(case, "category", "military"))


@breaks("pledge")
def money_that_is_only_announced(case: Case, plan: Plan) -> Plan | None:
    return paid_by(case, plan, lambda name, _: name in _of(case, "stage", "announced"))


def _earmarked(case: Case, plan: Plan, prefix: str) -> Plan | None:
    """A purchase that is used on the network, paid by money that is for something else under this prefix alone."""
    for pledge_id, pledge in pledges(case).items():
        if pledge.form != "cash" or set(pledge.earmark) != {prefix} or pledge.usable_from_day is None:
            continue
        for index, row in purchases(plan):
            facts = _facts_under(case, plan, row, prefix)
            if row["order_day"] >= pledge.usable_from_day and not facts & pledge.earmark[prefix]:
                return bought(case, plan, index, pledge_id=pledge_id)
    return None


def _facts_under(case: Case, plan: Plan, row: Row, prefix: str) -> set[str]:
    assets = [use["asset_id"] for _, use in uses(plan) if use["origin"] == f"purchase:{row['purchase_id']}"]
    if prefix == "sector":
        return {item_of(case, row["equipment_id"])["sector"]}
    if prefix == "equipment":
        return {row["equipment_id"]}
    if prefix == "asset":
        return set(assets)
    if prefix == "kind":
        return {asset_id.rsplit("/", 2)[1] for asset_id in assets}
    on = pl.col("asset_id").is_in(assets)
    branches = case.power.branches.filter(on)
    buses = [*branches["from_bus_id"], *branches["to_bus_id"], *case.power.buses.filter(on)["bus_id"]]
    buses += case.power.generators.filter(on)["bus_id"].to_list()
    return set(case.places.filter(pl.col("bus_id").is_in(buses))["place_id"].to_list())


@breaks("earmark")
def money_for_another_sector(case: Case, plan: Plan) -> Plan | None:
    return _earmarked(case, plan, "sector")


@breaks("earmark")
def money_for_other_equipment(case: Case, plan: Plan) -> Plan | None:
    return _earmarked(case, plan, "equipment")


@breaks("earmark")
def money_for_another_asset(case: Case, plan: Plan) -> Plan | None:
    return _earmarked(case, plan, "asset")


@breaks("earmark")
def money_for_another_kind(case: Case, plan: Plan) -> Plan | None:
    return _earmarked(case, plan, "kind")


@breaks("earmark")
def money_for_another_place(case: Case, plan: Plan) -> Plan | None:
    return _earmarked(case, plan, "place")


@breaks("earmark")
def earmarked_money_spent_on_spares(case: Case, plan: Plan) -> Plan | None:
    known = pledges(case)
    for index, row in purchases(plan):
        if {"asset", "kind", "place"} & set(known[row["pledge_id"]].earmark):
            return bought(case, plan, index, quantity=row["quantity"] + 1)
    return None


@breaks("form")
def one_id_for_two_purchases(case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.purchases)
    return respent(case, with_table(plan, "purchases", [*rows, rows[0]])) if rows else None


@breaks("origin")
def an_equipment_that_nobody_sells(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "purchases", 0, equipment_id="no such thing") if purchases(plan) else None


@breaks("form")
def a_purchase_of_nothing(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "purchases", 0, quantity=0, cost_usd=0.0) if purchases(plan) else None


@breaks("form")
def an_order_before_the_start(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "purchases", 0, order_day=-1) if purchases(plan) else None


@breaks("spent")
def money_that_was_not_counted(_case: Case, plan: Plan) -> Plan | None:
    return scaled(plan, "spent_usd", 0.999)
