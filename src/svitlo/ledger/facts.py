"""What stands of an entity's events: corrections applied, contradictions held apart, in the order in which things held.

Pure and without other entities, so that the same events always give the same facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from svitlo.ledger.events import Event
from svitlo.ledger.kinds import CORRECTED, KINDS, META, RESOLVED, VOIDED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """An event as it stands now: `held_on` and `data` are those of its last correction."""

    event: Event
    held_on: date
    data: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The kind of the event."""
        return self.event.kind

    @property
    def seq(self) -> int:
        """The number of the event."""
        return self.event.seq

    @property
    def said(self) -> tuple[date, Mapping[str, Any]]:
        """What two events of the same kind agree in or contradict each other in."""
        return self.held_on, self.data


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """Events that say the same kind of thing of the same entity, and not all the same thing.

    `taken` is the one that counts: the first, or the one that was named; `resolved` says whether somebody named it.
    """

    subject: str
    kind: str
    taken: Fact
    others: tuple[Fact, ...]
    resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """All that stands of one entity, in the order in which it held; `claims` are its contradictions."""

    standing: tuple[Fact, ...]
    claims: tuple[Claim, ...]


def facts_of(events: Sequence[Event]) -> Facts:
    """The facts of one entity's events, which come in the order of their numbers."""
    alive = _not_voided(events)
    corrections = {event.data["event"]: event.data for event in alive if event.kind == CORRECTED}
    chosen = {event.data["event"] for event in alive if event.kind == RESOLVED}
    facts = [_as_corrected(event, corrections.get(event.seq)) for event in alive if event.kind not in META]
    standing: list[Fact] = []
    rivals: dict[str, list[Fact]] = {}
    for fact in facts:
        if KINDS[fact.kind].once:
            rivals.setdefault(fact.kind, []).append(fact)
        else:
            standing.append(fact)
    claims: list[Claim] = []
    for kind, several in rivals.items():
        named = [fact for fact in several if fact.seq in chosen]
        taken = named[-1] if named else several[0]
        standing.append(taken)
        others = tuple(fact for fact in several if fact.said != taken.said)
        if others:
            subject = taken.event.subject
            claims.append(Claim(subject=subject, kind=kind, taken=taken, others=others, resolved=bool(named)))
    standing.sort(key=lambda fact: (fact.held_on, fact.seq))
    return Facts(standing=tuple(standing), claims=tuple(claims))


def _not_voided(events: Sequence[Event]) -> list[Event]:
    """Without events that were recorded by mistake; a mistaken voiding voids nothing."""
    voided: set[int] = set()
    for event in reversed(events):
        if event.kind == VOIDED and event.seq not in voided:
            voided.add(event.data["event"])
    return [event for event in events if event.seq not in voided]


def _as_corrected(event: Event, correction: Mapping[str, Any] | None) -> Fact:
    if correction is None:
        return Fact(event=event, held_on=event.held_on, data=event.data)
    held_on = correction.get("held_on")
    return Fact(
        event=event,
        held_on=date.fromisoformat(held_on) if held_on else event.held_on,
        data=correction.get("data", event.data),
    )
