"""What happens on a day and is marked on the time axis; what holds from the first day on is no event."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from svitlo.aid.ledger import Pledge
from svitlo.report.document.scene import Scene

Event = dict[str, Any]


def events(scene: Scene) -> list[Event]:
    """`TimeEvent`, by day and kind."""
    found = [*_arrivals(scene), *_usable(scene), *_adopted(scene), *_crews(scene), *_reports(scene)]
    inside = [event for event in found if 0 <= event["day"] < scene.days]
    return sorted(inside, key=lambda event: (event["day"], event["kind"], *(str(value) for value in event.values())))


def _arrivals(scene: Scene) -> Iterator[Event]:
    for row in scene.plan.decisions.purchases.iter_rows(named=True):
        yield {
            "day": row["arrival_day"],
            "kind": "delivery",
            "equipment_id": row["equipment_id"],
            "quantity": row["quantity"],
            "pledge_id": row["pledge_id"],
            "actor": scene.actor(row["pledge_id"]),
        }


def _usable(scene: Scene) -> Iterator[Event]:
    """Pledges that become usable after the first day."""
    for pledge in scene.pledges.values():
        day = scene.usable_day(pledge.pledge_id)
        if day is not None and day > 0:
            yield {"day": day, "pledge_id": pledge.pledge_id, "actor": scene.actor(pledge.pledge_id)} | _given(pledge)


def _given(pledge: Pledge) -> Event:
    if pledge.form == "goods":
        return {"kind": "delivery", "equipment_id": pledge.equipment_id, "quantity": pledge.quantity}
    if pledge.form == "crew":
        return {"kind": "pledge", "crew_kind": pledge.crew_kind, "count": pledge.quantity}
    return {"kind": "pledge", "amount_usd": pledge.amount_usd}


def _adopted(scene: Scene) -> Iterator[Event]:
    for outcome in scene.outcomes.values():
        if outcome.adopted_on is not None:
            yield {
                "day": scene.case.day_of(outcome.adopted_on),
                "kind": "decision",
                "decision_id": outcome.decision_id,
                "subject": outcome.subject,
            }


def _crews(scene: Scene) -> Iterator[Event]:
    """The case's own crews that join or leave after the first day, those of a kind and day together."""
    more: dict[tuple[int, str], int] = defaultdict(int)
    for row in scene.case.crews.iter_rows(named=True):
        first = scene.case.day_of(row["from"])
        more[max(0, first), row["crew_kind"]] += row["count"]
        if row["to"] is not None:
            more[max(0, scene.case.day_of(row["to"] + timedelta(days=1))), row["crew_kind"]] -= row["count"]
    for (day, kind), count in more.items():
        if day > 0 and count:
            yield {"day": day, "kind": "crew", "crew_kind": kind, "count": count}


def _reports(scene: Scene) -> Iterator[Event]:
    count: dict[int, int] = defaultdict(int)
    for when in scene.case.damage["reported"].to_list():
        count[scene.case.day_of(when)] += 1
    for day, damaged in count.items():
        if day > 0:
            yield {"day": day, "kind": "damage", "count": damaged}
