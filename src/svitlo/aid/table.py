"""The ledger as people read it: a table of all pledges, and each decision in a few lines."""

from collections.abc import Mapping

import polars as pl

from svitlo.aid.decisions import Outcome, Statement, outcomes_of
from svitlo.aid.ledger import Pledge, support_of, waits_for
from svitlo.aid.roles import Roll, roll_of
from svitlo.tables.case import Case

COLUMNS: Mapping[str, type[pl.DataType]] = {
    "pledge_id": pl.String,
    "actor": pl.String,
    "what": pl.String,
    "amount_usd": pl.Float64,
    "earmark": pl.String,
    "stage": pl.String,
    "category": pl.String,
    "decision": pl.String,
    "usable": pl.Boolean,
    "from": pl.Date,
    "why_not": pl.String,
}
"""Columns of `support_table`; `amount_usd` is null for goods and crews, whose worth nobody has stated."""

STANDINGS: Mapping[str, str] = {
    "counts": "",
    "replaced": ", replaced by a later word",
    "late": ", after the decision was adopted",
    "outside": ": kept, does not count",
}


def support_table(case: Case, *, count_announced: bool = False) -> pl.DataFrame:
    """One row a pledge, sorted by id (columns: `COLUMNS`).

    `usable` means usable within the horizon; `from` is the first usable date, null where there is none.
    """
    roll = roll_of(case)
    outcomes = {outcome.decision_id: outcome for outcome in outcomes_of(case)}
    given = {row["pledge_id"]: row for row in case.pledges.iter_rows(named=True)}
    rows = [
        {
            "pledge_id": pledge.pledge_id,
            "actor": roll.names[pledge.actor_id],
            "what": _what(pledge, given[pledge.pledge_id]["amount"], given[pledge.pledge_id]["currency"]),
            "amount_usd": pledge.amount_usd if pledge.form == "cash" else None,
            "earmark": str(pledge.earmark),
            "stage": pledge.stage,
            "category": pledge.category,
            "decision": _decision(outcomes.get(pledge.decision_id)),
            "usable": pledge.usable_from_day is not None and pledge.usable_from_day < case.settings.days,
            "from": None if pledge.usable_from_day is None else case.date_of(pledge.usable_from_day),
            "why_not": pledge.why,
        }
        for pledge in support_of(case, count_announced=count_announced)
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def decision_texts(case: Case) -> tuple[str, ...]:
    """Each decision with its state and every position that was stated, outsiders' included; sorted by id."""
    roll = roll_of(case)
    return tuple(_text(outcome, roll) for outcome in outcomes_of(case))


def _text(outcome: Outcome, roll: Roll) -> str:
    rule = f"sovereign, {roll.names[outcome.actor_id]}" if outcome.actor_id is not None else outcome.rule
    dates = f"tabled {outcome.tabled}" + (f", closes {outcome.closes}" if outcome.closes is not None else "")
    state = f"adopted on {outcome.adopted_on}" if outcome.adopted_on is not None else waits_for(outcome, roll)
    head = f"{outcome.decision_id} ({rule}; {dates}): {outcome.subject}. {state[0].upper()}{state[1:]}."
    return "\n".join([head, *(f"  {_line(statement, roll)}" for statement in outcome.statements)])


def _line(statement: Statement, roll: Roll) -> str:
    who = f"{roll.names[statement.actor_id]}, {statement.role or 'no role'}"
    quote = f' "{statement.quote}"' if statement.quote else ""
    source = f" [{statement.source}]" if statement.source else ""
    return f"{statement.day} {who}: {statement.position}{quote}{source}{STANDINGS[statement.standing]}"


def _what(pledge: Pledge, amount: float | None, currency: str | None) -> str:
    if pledge.form == "cash" and amount is not None:
        return f"{amount:,.0f} {currency}" if amount == round(amount) else f"{amount:,.2f} {currency}"
    return f"{pledge.quantity:,} x {pledge.equipment_id or pledge.crew_kind}"


def _decision(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    when = f" {outcome.adopted_on}" if outcome.adopted_on is not None else ""
    return f"{outcome.decision_id}: {outcome.state}{when}"
