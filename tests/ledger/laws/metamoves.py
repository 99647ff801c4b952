"""Moves about what was recorded before: corrections, voidings, contradicting words and what settles them, nonsense."""

from datetime import timedelta
from typing import Any

from svitlo.ledger.events import Event, Source
from tests.ledger.laws.histories import AIDED, OUTSIDER, Story, is_once


def _some_event(story: Story) -> Event:
    events = story.events
    return events[-1 - int((len(events) - 25) * story.dice.random() ** 3)]


def _other_words(story: Story, event: Event) -> dict[str, Any]:
    """What the event might have said as well."""
    data = dict(event.data)
    amounts = [name for name in ("amount_minor", "quantity", "declared_minor") if name in data]
    if amounts and story.chance(0.75):
        name = story.dice.choice(amounts)
        data[name] = max(1, data[name] + story.dice.choice((-data[name] // 2, -1, 1, 7, data[name])))
        return data
    swaps = {
        "donor": f"state:{story.dice.choice(('aland', 'bland'))}",
        "category": story.dice.choice(("energy", "military")),
        "pool": story.dice.choice(("fund:hub", "fund:desk", "fund:own")),
        "decision": story.one_of("proposal"),
        "fund": story.dice.choice(("fund:hub", "fund:desk")),
        "earmark": "sector:power",
        "answer": "oppose",
        "role": story.dice.choice(("member", "partner")) if data.get("state") != AIDED else "recipient",
        "place": "Another place",
        "expires": (story.today + timedelta(days=story.dice.randint(-3, 6))).isoformat(),
        "closes": (story.today + timedelta(days=story.dice.randint(-3, 6))).isoformat(),
        "actor": "state:cland",
        "note": "as the paper had it",
    }
    fits = [name for name in swaps if name in data and swaps[name]] or (["note"] if "note" not in data else [])
    for name in story.dice.sample(fits, min(1, len(fits))):
        data[name] = swaps[name]
    return data


def correct(story: Story) -> None:
    event = _some_event(story)
    again = [one.data["event"] for one in story.events if one.kind == "event.corrected"]
    if again and story.chance(0.25):
        event = story.events[story.dice.choice(again) - 1]
    said: dict[str, Any] = {"event": event.seq, "reason": "misread"}
    if story.chance(0.7):
        said["data"] = _other_words(story, event) if not event.kind.startswith(("event.", "claim.")) else {}
    if story.chance(0.4):
        said["held_on"] = (event.held_on + timedelta(days=story.dice.choice((-9, -1, 1, 2, 15)))).isoformat()
    story.tell("event.corrected", event.subject, on=story.today, **said)


UNDER = (
    "allocation.proposed", "ratification.deposited", "membership.held", "answer.given", "proposal.tabled",
    "receipt.booked", "consignment.packed", "pledge.announced", "accession.protocol_signed",
)  # fmt: skip
"""What other facts rest on."""


def undermine(story: Story) -> None:
    """Something on which other facts rest is taken back, or said to be otherwise."""
    kind = story.dice.choice(UNDER)
    events = [event for event in story.events if event.kind == kind]
    if not events:
        return
    event = story.dice.choice(events[-20:])
    said: dict[str, Any] = {"event": event.seq, "reason": "misread"}
    way = story.dice.choice(("void", "later", "without", "words"))
    if way == "void":
        story.tell("event.voided", event.subject, on=story.today, **said)
        return
    if way == "later":
        said["held_on"] = (event.held_on + timedelta(days=story.dice.randint(1, 9))).isoformat()
    elif way == "without":
        said["data"] = {name: value for name, value in event.data.items() if name not in ("decision", "commitment")}
    else:
        said["data"] = _other_words(story, event)
    story.tell("event.corrected", event.subject, on=story.today, **said)


def void(story: Story) -> None:
    metas = [event for event in story.events[-60:] if event.kind.startswith(("event.", "claim."))]
    event = story.dice.choice(metas) if metas and story.chance(0.4) else _some_event(story)
    story.tell("event.voided", event.subject, on=story.today, event=event.seq, reason="it never was")


def contradict(story: Story) -> None:
    event = _some_event(story)
    if is_once(event.kind):
        source = Source(publisher=story.dice.choice(("A paper", "A ministry")), title="Another word")
        on = event.held_on + timedelta(days=story.dice.choice((0, 0, -2, 3)))
        words = _other_words(story, event)
        story.tell(event.kind, event.subject, on=on, sources=(source,), **words)


def resolve(story: Story) -> None:
    contested = [event for event in story.events if event.sources and is_once(event.kind)]
    if contested:
        event = story.dice.choice(contested[-8:])
        rivals = [one for one in story.events if (one.kind, one.subject) == (event.kind, event.subject)]
        taken = story.dice.choice(rivals)
        story.tell("claim.resolved", taken.subject, on=story.today, event=taken.seq, reason="the ministry's own paper")


def nonsense(story: Story) -> None:
    """What no history allows."""
    tries: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("allocation.approved", "allocation:none", {}),
        ("receipt.returned", "receipt:none", {"amount_minor": 5}),
        ("commitment.reduced", "commitment:none", {"amount_minor": 5}),
        ("answer.given", story.one_of("proposal") or "proposal:none", {"actor": OUTSIDER, "answer": "oppose"}),
        ("answer.given", story.one_of("proposal") or "proposal:none", {"actor": AIDED, "answer": "support"}),
        ("pledge.announced", "pledge:x", {"donor": "state:none", "form": "cash", "category": "energy"}),
        ("event.voided", "pledge:none", {"event": 1, "reason": "-"}),
        (
            "event.corrected",
            story.events[-1].subject,
            {"event": story.events[-1].seq, "data": {"roll": 5}, "reason": "-"},
        ),
        ("membership.held", "membership:pact/aland", {"group": "group:club", "state": "state:aland", "role": "member"}),
        ("commitment.closed", story.one_of("commitment") or "commitment:none", {}),
        ("no.such", "thing:none", {}),
    )
    kind, subject, data = story.dice.choice(tries)
    story.tell(kind, subject, **data)
