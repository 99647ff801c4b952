"""What every pledge gives, from which day, and if nothing, why not.

Support counts whoever gives it. An empty stage is taken as firm, and an empty category as not military.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from svitlo.aid.decisions import Outcome, outcomes_of
from svitlo.aid.earmarks import Earmark
from svitlo.aid.roles import Roll, roll_of
from svitlo.tables.case import Case

MILITARY = "military support buys nothing for the networks"
ANNOUNCED = "only announced"
AFTER_HORIZON = "usable only after the horizon"
CREW_EARMARK = "an earmark on a crew cannot be kept, unless it is for the power sector as a whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """One pledge as the planner may use it.

    `usable_from_day` is a model day >= 0 (it may lie after the horizon), None where the pledge is not usable at all;
    `why` then says why, and is empty where nothing stands in the way. Text that does not apply is empty, numbers are 0:
    cash has `amount_usd`; goods `equipment_id` and `quantity`; crews `crew_kind` and `quantity`.
    """

    pledge_id: str
    actor_id: str
    form: str
    category: str
    stage: str
    usable_from_day: int | None
    why: str
    amount_usd: float
    equipment_id: str
    quantity: int
    crew_kind: str
    earmark: Earmark
    decision_id: str


def support_of(case: Case, *, count_announced: bool = False) -> tuple[Pledge, ...]:
    """All pledges of a case, sorted by id; with `count_announced` those only announced are taken as firm."""
    roll = roll_of(case)
    outcomes = {outcome.decision_id: outcome for outcome in outcomes_of(case)}
    pledges = []
    for row in case.pledges.sort("pledge_id").iter_rows(named=True):
        pledge = _as_given(row, case.settings.fx_usd)
        outcome = outcomes[pledge.decision_id] if pledge.decision_id else None
        reasons = _reasons(pledge, outcome, roll, count_announced=count_announced)
        if reasons:
            pledges.append(replace(pledge, why="; ".join(reasons)))
            continue
        day = max(0, case.day_of(_first_date(row["available"], outcome)))
        why = AFTER_HORIZON if day >= case.settings.days else ""
        pledges.append(replace(pledge, usable_from_day=day, why=why))
    return tuple(pledges)


def waits_for(outcome: Outcome, roll: Roll) -> str:
    """Why a decision that is not adopted is not, in plain words; empty where it is adopted."""
    if outcome.state == "adopted":
        return ""
    if outcome.state == "blocked":
        who = (f"{roll.names[item.actor_id]} since {item.since}" for item in outcome.blockers)
        return "blocked by " + ", ".join(who)
    end = f"open until {outcome.closes}" if outcome.closes is not None else "without a closing day"
    silent = ", ".join(roll.names[actor_id] for actor_id in outcome.silent)
    not_heard = f"not heard: {silent}" if silent else "nobody is a member"
    return f"waits for decision {outcome.decision_id}, {end}; {not_heard}"


def _as_given(row: Mapping[str, Any], fx_usd: Mapping[str, float]) -> Pledge:
    cash = row["form"] == "cash"
    return Pledge(
        pledge_id=row["pledge_id"],
        actor_id=row["actor_id"],
        form=row["form"],
        category=row["category"] or "",
        stage=row["stage"] or "",
        usable_from_day=None,
        why="",
        amount_usd=row["amount"] * fx_usd[row["currency"]] if cash else 0.0,
        equipment_id=row["equipment_id"] or "",
        quantity=row["quantity"] or 0,
        crew_kind=row["crew_kind"] or "",
        earmark=Earmark.parse(row["earmark"]),
        decision_id=row["decision_id"] or "",
    )


def _reasons(pledge: Pledge, outcome: Outcome | None, roll: Roll, *, count_announced: bool) -> list[str]:
    """Everything for which a pledge can never be used."""
    reasons = []
    if pledge.category == "military":
        reasons.append(MILITARY)
    if pledge.stage == "announced" and not count_announced:
        reasons.append(ANNOUNCED)
    if pledge.form == "crew" and pledge.earmark.allowed not in ({}, {"sector": frozenset({"power"})}):
        reasons.append(CREW_EARMARK)
    if outcome is not None and outcome.state != "adopted":
        reasons.append(waits_for(outcome, roll))
    return reasons


def _first_date(available: date, outcome: Outcome | None) -> date:
    if outcome is None or outcome.adopted_on is None:
        return available
    return max(available, outcome.adopted_on)
