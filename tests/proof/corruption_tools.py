"""What the corruptions are written with: rows looked up and changed, and the register of them all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from svitlo.proof.audit_support import Support, support_by_id
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

Row = dict[str, Any]
Corrupt = Callable[[Case, Plan], Plan | None]
CORRUPTIONS: list[tuple[str, Corrupt, str]] = []


def breaks(rule: str) -> Callable[[Corrupt], Corrupt]:
    """Register a corruption under its own name."""

    def register(corrupt: Corrupt) -> Corrupt:
        CORRUPTIONS.append((corrupt.__name__, corrupt, rule))
        return corrupt

    return register


def rows_of(frame: pl.DataFrame) -> list[Row]:
    return frame.to_dicts()


def with_table(plan: Plan, name: str, rows: list[Row] | pl.DataFrame) -> Plan:
    """The plan with another table; rows keep the table's columns and types."""
    decision = name in ("purchases", "repairs", "installs", "uses")
    old = getattr(plan.decisions if decision else plan, name)
    new = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, schema=old.schema)
    if decision:
        return replace(plan, decisions=replace(plan.decisions, **{name: new}))
    return replace(plan, **{name: new})


def with_row(plan: Plan, name: str, index: int, **values: object) -> Plan:
    """The plan with other values in one row of a table."""
    decision = name in ("purchases", "repairs", "installs", "uses")
    rows = rows_of(getattr(plan.decisions if decision else plan, name))
    rows[index] |= values
    return with_table(plan, name, rows)


def with_summary(plan: Plan, **values: object) -> Plan:
    return replace(plan, summary={**plan.summary, **values})


def scaled(plan: Plan, key: str, factor: float) -> Plan | None:
    value = plan.summary[key]
    return with_summary(plan, **{key: value * factor}) if value else None


def purchases(plan: Plan) -> list[tuple[int, Row]]:
    return list(enumerate(rows_of(plan.decisions.purchases)))


def repairs(plan: Plan) -> list[tuple[int, Row]]:
    return list(enumerate(rows_of(plan.decisions.repairs)))


def uses(plan: Plan) -> list[tuple[int, Row]]:
    return list(enumerate(rows_of(plan.decisions.uses)))


def pledges(case: Case) -> dict[str, Support]:
    return support_by_id(case, count_announced=False)


def item_of(case: Case, equipment_id: str) -> Row:
    return next(row for row in case.catalogue.iter_rows(named=True) if row["equipment_id"] == equipment_id)


def respent(case: Case, plan: Plan) -> Plan:
    """The plan with the true sum of its purchases in the summary."""
    costs = [row["quantity"] * item_of(case, row["equipment_id"])["cost_usd"] for _, row in purchases(plan)]
    return with_summary(plan, spent_usd=float(sum(costs)))


def bought(case: Case, plan: Plan, index: int, **values: object) -> Plan:
    """The plan with a changed purchase whose dates, prices and sum are right again."""
    row = purchases(plan)[index][1] | values
    item = item_of(case, row["equipment_id"])
    row |= {"arrival_day": row["order_day"] + item["lead_days"], "unit_cost_usd": item["cost_usd"]}
    row["cost_usd"] = row["quantity"] * item["cost_usd"]
    return respent(case, with_row(plan, "purchases", index, **row))


def paid_by(case: Case, plan: Plan, wanted: Callable[[str, Support], bool]) -> Plan | None:
    """The plan with its first purchase paid by the first pledge that is wanted."""
    for pledge_id, pledge in pledges(case).items():
        if wanted(pledge_id, pledge) and purchases(plan):
            return bought(case, plan, 0, pledge_id=pledge_id)
    return None


def restarted(plan: Plan, index: int, start_day: int) -> Plan:
    """The plan with one repair moved in time."""
    row = repairs(plan)[index][1]
    days = row["service_day"] - row["start_day"]
    return with_row(plan, "repairs", index, start_day=start_day, service_day=start_day + days)


def reported_day(case: Case, asset_id: str) -> int:
    reported = case.damage.filter(pl.col("asset_id") == asset_id)["reported"][0]
    return max(0, case.day_of(reported))
