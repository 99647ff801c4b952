"""Spoilt uses, repairs and installs."""

import math
from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.proof.corruption_tools import (
    Row,
    bought,
    breaks,
    pledges,
    purchases,
    repairs,
    reported_day,
    restarted,
    rows_of,
    uses,
    with_row,
    with_table,
)

# --- stock and needs -------------------------------------------------------------------------------------------------


def _hurried(case: Case, plan: Plan, prefix: str) -> Plan | None:
    """A repair that starts on the day before something it uses from such an origin is there."""
    ready = {f"purchase:{row['purchase_id']}": row["arrival_day"] for _, row in purchases(plan)}
    ready |= {f"pledge:{name}": pledge.usable_from_day for name, pledge in pledges(case).items()}
    for index, repair in repairs(plan):
        for _, use in uses(plan):
            if use["asset_id"] != repair["asset_id"] or not use["origin"].startswith(prefix):
                continue
            early = (ready[use["origin"]] or 0) - 1
            if early >= reported_day(case, repair["asset_id"]):
                return restarted(plan, index, early)
    return None


@breaks("early")
def a_use_before_the_purchase_arrives(case: Case, plan: Plan) -> Plan | None:
    return _hurried(case, plan, "purchase:")


@breaks("early")
def a_use_before_the_gift_is_usable(case: Case, plan: Plan) -> Plan | None:
    return _hurried(case, plan, "pledge:")


@breaks("stock")
def one_lot_used_twice(case: Case, plan: Plan) -> Plan | None:
    """Units that came from one lot are all said to come from another of the same equipment."""
    rows = rows_of(plan.decisions.uses)
    lots = {f"purchase:{row['purchase_id']}": row["quantity"] for _, row in purchases(plan)}
    lots |= {f"pledge:{name}": pledge.quantity for name, pledge in pledges(case).items() if pledge.form == "goods"}
    taken: dict[str, int] = {}
    for row in rows:
        taken[row["origin"]] = taken.get(row["origin"], 0) + row["quantity"]
    for one in rows:
        for other in rows:
            origin = other["origin"]
            same = one["equipment_id"] == other["equipment_id"] and one["origin"] != origin
            if same and taken[origin] + one["quantity"] > lots[origin]:
                return with_table(plan, "uses", list(_merged([*_without(rows, one), one | {"origin": origin}])))
    return None


def _without(rows: list[Row], row: Row) -> list[Row]:
    return [other for other in rows if other is not row]


def _merged(rows: list[Row]) -> Iterator[Row]:
    units: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row["asset_id"], row["equipment_id"], row["origin"])
        units[key] = units.get(key, 0) + row["quantity"]
    for (asset_id, equipment_id, origin), quantity in units.items():
        yield {"asset_id": asset_id, "equipment_id": equipment_id, "quantity": quantity, "origin": origin}


@breaks("stock")
def more_taken_than_bought(_case: Case, plan: Plan) -> Plan | None:
    for index, use in uses(plan):
        if use["origin"].startswith("purchase:"):
            return with_row(plan, "uses", index, quantity=use["quantity"] + 10**6)
    return None


@breaks("needs")
def a_use_left_out(_case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.uses)
    return with_table(plan, "uses", rows[1:]) if rows else None


@breaks("needs")
def a_unit_too_many(_case: Case, plan: Plan) -> Plan | None:
    for index, use in uses(plan):
        return with_row(plan, "uses", index, quantity=use["quantity"] + 1)
    return None


@breaks("needs")
def a_unit_too_few(_case: Case, plan: Plan) -> Plan | None:
    for index, use in uses(plan):
        if use["quantity"] > 1:
            return with_row(plan, "uses", index, quantity=use["quantity"] - 1)
    return None


@breaks("needs")
def equipment_that_does_not_stand_in(case: Case, plan: Plan) -> Plan | None:
    """A use of a purchase becomes a use of something else, bought in its stead."""
    stands_in = set(case.substitutes.select("equipment_id", "stands_in_for").rows())
    needed = set(case.needs["equipment_id"].to_list())
    others = [
        equipment
        for equipment in case.catalogue["equipment_id"]
        if equipment not in needed and not any(unit == equipment for unit, _ in stands_in)
    ]
    for index, use in uses(plan):
        for row, purchase in purchases(plan):
            if others and use["origin"] == f"purchase:{purchase['purchase_id']}":
                changed = bought(case, plan, row, equipment_id=others[0])
                return with_row(changed, "uses", index, equipment_id=others[0])
    return None


@breaks("needs")
def equipment_used_on_nothing(_case: Case, plan: Plan) -> Plan | None:
    used = {use["asset_id"] for _, use in uses(plan)}
    rows = [row for _, row in repairs(plan)]
    if not used:
        return None
    return with_table(plan, "repairs", [row for row in rows if row["asset_id"] != min(used)])


@breaks("form")
def half_a_unit(_case: Case, plan: Plan) -> Plan | None:
    frame = plan.decisions.uses
    if frame.height == 0:
        return None
    return with_table(plan, "uses", frame.with_columns(pl.col("quantity") - 0.5))


@breaks("origin")
def a_unit_from_nowhere(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "uses", 0, origin="purchase:none") if uses(plan) else None


@breaks("origin")
def a_unit_from_a_cash_pledge(case: Case, plan: Plan) -> Plan | None:
    cash = [name for name, pledge in pledges(case).items() if pledge.form == "cash"]
    return with_row(plan, "uses", 0, origin=f"pledge:{cash[0]}") if uses(plan) and cash else None


@breaks("origin")
def a_lot_that_brings_something_else(_case: Case, plan: Plan) -> Plan | None:
    for index, use in uses(plan):
        for _, row in purchases(plan):
            if row["equipment_id"] != use["equipment_id"]:
                return with_row(plan, "uses", index, origin=f"purchase:{row['purchase_id']}")
    return None


@breaks("form")
def one_use_in_two_rows(_case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.uses)
    for row in rows:
        if row["quantity"] > 1:
            parts = [row | {"quantity": 1}, row | {"quantity": row["quantity"] - 1}]
            return with_table(plan, "uses", [*_without(rows, row), *parts])
    return None


# --- works -----------------------------------------------------------------------------------------------------------


@breaks("repair")
def a_repair_of_what_is_whole(case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.repairs)
    damaged = set(case.damage["asset_id"].to_list())
    whole = [asset_id for asset_id in case.power.branches["asset_id"] if asset_id and asset_id not in damaged]
    return with_table(plan, "repairs", [*rows, rows[0] | {"asset_id": whole[0]}]) if rows and whole else None


@breaks("repair")
def a_repair_of_what_does_not_exist(_case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.repairs)
    return with_table(plan, "repairs", [*rows, rows[0] | {"asset_id": "power/line/no-such"}]) if rows else None


@breaks("repair")
def a_repair_made_twice(_case: Case, plan: Plan) -> Plan | None:
    rows = rows_of(plan.decisions.repairs)
    later = rows[-1] | {"start_day": rows[-1]["start_day"] + 1, "service_day": rows[-1]["service_day"] + 1}
    return with_table(plan, "repairs", [*rows, later]) if rows else None


@breaks("dates")
def a_repair_before_the_report(case: Case, plan: Plan) -> Plan | None:
    for index, row in repairs(plan):
        reported = reported_day(case, row["asset_id"])
        if reported > 0:
            return restarted(plan, index, reported - 1)
    return None


@breaks("dates")
def a_work_that_ends_a_day_early(_case: Case, plan: Plan) -> Plan | None:
    for index, row in repairs(plan):
        return with_row(plan, "repairs", index, service_day=row["service_day"] - 1)
    return None


@breaks("dates")
def a_work_after_the_horizon(case: Case, plan: Plan) -> Plan | None:
    return restarted(plan, 0, case.settings.days) if repairs(plan) else None


@breaks("crew kind")
def a_crew_of_another_trade(case: Case, plan: Plan) -> Plan | None:
    kinds = sorted(set(case.crews["crew_kind"].to_list()) | {"no such crew"})
    for index, row in repairs(plan):
        return with_row(plan, "repairs", index, crew_kind=next(kind for kind in kinds if kind != row["crew_kind"]))
    return None


@breaks("crews")
def more_crews_than_there_are(case: Case, plan: Plan) -> Plan | None:
    """All works of one trade start on the same day, the last one's."""
    for kind in sorted(set(plan.decisions.repairs["crew_kind"].to_list())):
        mine = [index for index, row in repairs(plan) if row["crew_kind"] == kind]
        day = max(repairs(plan)[index][1]["start_day"] for index in mine)
        if len(mine) > _crews_on(case, kind, day):
            spoilt = plan
            for index in mine:
                spoilt = restarted(spoilt, index, day)
            return spoilt
    return None


def _crews_on(case: Case, kind: str, day: int) -> int:
    today = case.settings.start + timedelta(days=day)
    own = case.crews.filter(
        (pl.col("crew_kind") == kind) & (pl.col("from") <= today) & (pl.col("to").fill_null(today) >= today)
    )
    given = [p.quantity for p in pledges(case).values() if p.crew_kind == kind and p.usable_on(day)]
    return int(own["count"].sum()) + sum(given)


# --- placed equipment ------------------------------------------------------------------------------------------------


def placed(plan: Plan, *rows: Row) -> Plan:
    """The plan with these units placed and nothing else."""
    return with_table(plan, "installs", list(rows))


def an_install(case: Case) -> Row | None:
    """A unit placed on day 0 where the case allows it, whoever gave it."""
    for rule in case.installs.iter_rows(named=True):
        for place in case.places.filter(pl.col("kind") == rule["at"]).iter_rows(named=True):
            row = {"at": f"place:{place['place_id']}", "equipment_id": rule["equipment_id"], "quantity": 1}
            row |= {"origin": "purchase:none", "crew_kind": rule["crew_kind"], "start_day": 0}
            return row | {"service_day": math.ceil(rule["crew_days"])}
    return None


@breaks("origin")
def equipment_placed_that_nobody_gave(case: Case, plan: Plan) -> Plan | None:
    row = an_install(case)
    return None if row is None else placed(plan, row)


@breaks("installs")
def equipment_placed_at_another_kind_of_place(case: Case, plan: Plan) -> Plan | None:
    row = an_install(case)
    others = case.places.filter(~pl.col("kind").is_in(case.installs["at"].to_list()))["place_id"].to_list()
    return None if row is None or not others else placed(plan, row | {"at": f"place:{others[0]}"})


@breaks("crew kind")
def equipment_placed_by_another_trade(case: Case, plan: Plan) -> Plan | None:
    row = an_install(case)
    return None if row is None else placed(plan, row | {"crew_kind": f"no {row['crew_kind']}"})


@breaks("dates")
def equipment_in_use_while_it_is_placed(case: Case, plan: Plan) -> Plan | None:
    row = an_install(case)
    return None if row is None else placed(plan, row | {"service_day": 0})


@breaks("crews")
def more_units_placed_than_there_are_crews(case: Case, plan: Plan) -> Plan | None:
    row = an_install(case)
    return None if row is None else placed(plan, row | {"quantity": 10**9})


@breaks("installs")
def equipment_placed_where_it_may_not(_case: Case, plan: Plan) -> Plan | None:
    row = {"at": "place:nowhere", "equipment_id": "x", "quantity": 1, "origin": "purchase:none"}
    return with_table(plan, "installs", [row | {"crew_kind": "x", "start_day": 0, "service_day": 1}])
