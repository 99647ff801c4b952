"""Who gives what, what becomes of it in this plan, and what was decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from svitlo.aid.decisions import Outcome
from svitlo.aid.ledger import CREW_EARMARK, Pledge
from svitlo.report.document.scene import Scene

NO_ROLE = "none"
"""The role of an actor that has none on the day that counts."""

Funnels = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taken:
    """What this plan takes of each pledge: `spent_usd`, `bought_count` units, `used_count` units and `works`."""

    spent_usd: Mapping[str, float]
    bought_count: Mapping[str, int]
    used_count: Mapping[str, int]
    works: Mapping[str, frozenset[int]]


def taken_of(scene: Scene, works: Sequence[Mapping[str, Any]]) -> Taken:
    """From the plan's purchases and its works (`works.works`, whose row numbers are kept)."""
    spent: dict[str, float] = defaultdict(float)
    bought: dict[str, int] = defaultdict(int)
    used: dict[str, int] = defaultdict(int)
    served: dict[str, set[int]] = defaultdict(set)
    for row in scene.plan.decisions.purchases.sort("purchase_id").iter_rows(named=True):
        spent[row["pledge_id"]] += row["cost_usd"]
        bought[row["pledge_id"]] += row["quantity"]
    for number, work in enumerate(works):
        for use in work["uses"]:
            used[use["pledge_id"]] += use["quantity"]
            served[use["pledge_id"]].add(number)
    return Taken(
        spent_usd=spent,
        bought_count=bought,
        used_count=used,
        works={pledge_id: frozenset(rows) for pledge_id, rows in served.items()},
    )


def pledges(scene: Scene, taken: Taken) -> list[dict[str, object]]:
    """`Pledge`, by id."""
    given = {row["pledge_id"]: row for row in scene.case.pledges.iter_rows(named=True)}
    found = []
    for pledge_id, pledge in scene.pledges.items():
        row = given[pledge_id]
        whys = () if scene.usable_day(pledge_id) is not None else why_not(scene, pledge)
        is_cash = pledge.form == "cash"
        found.append(
            {
                "pledge_id": pledge_id,
                "actor_id": pledge.actor_id,
                "actor": scene.actor(pledge_id),
                "form": pledge.form,
                "category": row["category"],
                "stage": row["stage"],
                "usable_day": scene.usable_day(pledge_id),
                "why_not": whys[0] if whys else None,
                "why_not_all": list(whys),
                "amount": row["amount"] if is_cash else None,
                "currency": row["currency"] if is_cash else None,
                "amount_usd": pledge.amount_usd if is_cash else None,
                "equipment_id": row["equipment_id"],
                "crew_kind": row["crew_kind"],
                "quantity": row["quantity"],
                "earmark": [
                    f"{prefix}:{value}" for prefix, values in pledge.earmark.allowed.items() for value in sorted(values)
                ],
                "decision_id": row["decision_id"],
                "spent_usd": taken.spent_usd.get(pledge_id, 0.0),
                "used_count": taken.used_count.get(pledge_id, 0),
                "source": row["source"],
                "quote": row["quote"],
            }
        )
    return found


def why_not(scene: Scene, pledge: Pledge) -> tuple[str, ...]:
    """Codes of all that keeps a pledge from being used within the case."""
    if pledge.usable_from_day is not None:
        return ("after_end",) if pledge.usable_from_day >= scene.days else ()
    outcome = scene.outcomes.get(pledge.decision_id)
    found = {
        "military": pledge.category == "military",
        "announced": pledge.stage == "announced" and scene.plan.summary.get("count_announced") is not True,
        "crew_earmark": pledge.form == "crew" and CREW_EARMARK in pledge.why,
        "blocked": outcome is not None and outcome.state == "blocked",
        "pending": outcome is not None and outcome.state == "pending",
    }
    return tuple(code for code, holds in found.items() if holds)


def decisions(scene: Scene) -> list[dict[str, object]]:
    """`Decision`, by id."""
    return [_decision(scene, outcome) for outcome in scene.outcomes.values()]


def _decision(scene: Scene, outcome: Outcome) -> dict[str, object]:
    names = scene.roll.names
    return {
        "decision_id": outcome.decision_id,
        "subject": outcome.subject,
        "rule": outcome.rule,
        "tabled": outcome.tabled.isoformat(),
        "closes": None if outcome.closes is None else outcome.closes.isoformat(),
        "adopted_day": None if outcome.adopted_on is None else scene.case.day_of(outcome.adopted_on),
        "blocked_by": [names[blocker.actor_id] for blocker in outcome.blockers],
        "positions": [
            {
                "actor": names[said.actor_id],
                "role": said.role or NO_ROLE,
                "position": said.position,
                "date": said.day.isoformat(),
                "quote": said.quote,
                "counts": said.standing == "counts",
            }
            for said in outcome.statements
        ],
    }


def donors(scene: Scene, taken: Taken, funnels: Funnels | None) -> list[dict[str, object]]:
    """`Donor`: everyone with a pledge, by name."""
    own: dict[str, list[Pledge]] = defaultdict(list)
    for pledge in scene.pledges.values():
        own[pledge.actor_id].append(pledge)
    names = scene.roll.names
    return [
        _donor(scene, taken, own[actor_id], funnels)
        for actor_id in sorted(own, key=lambda actor_id: (names[actor_id], actor_id))
    ]


def _donor(scene: Scene, taken: Taken, own: Sequence[Pledge], funnels: Funnels | None) -> dict[str, object]:
    actor_id, ids = own[0].actor_id, [pledge.pledge_id for pledge in own]
    goods = sum(pledge.quantity for pledge in own if pledge.form == "goods")
    usable = [pledge.amount_usd for pledge in own if scene.usable_day(pledge.pledge_id) is not None]
    funnel = None if funnels is None else funnels.get(actor_id)
    return {
        "actor_id": actor_id,
        "actor": scene.roll.names[actor_id],
        "role": scene.roll.role(actor_id, scene.case.date_of(scene.days - 1)),
        "pledges": ids,
        "given_usd": sum(pledge.amount_usd for pledge in own),
        "usable_usd": sum(usable),
        "spent_usd": sum(taken.spent_usd.get(pledge_id, 0.0) for pledge_id in ids),
        "unit_count": goods + sum(taken.bought_count.get(pledge_id, 0) for pledge_id in ids),
        "used_count": sum(taken.used_count.get(pledge_id, 0) for pledge_id in ids),
        "work_count": len(frozenset[int]().union(*(taken.works.get(pledge_id, frozenset()) for pledge_id in ids))),
        "ledger": None if funnel is None else [dict(stage) for stage in funnel],
    }
