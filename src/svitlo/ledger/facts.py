"""What stands of an entity's events: corrections applied, contradictions held apart, in the order in which things held.

Pure and without other entities, so that the same events always give the same facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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
    """The facts of one entity's events, which come in the order of their numbers.

    A rival that is taken stands where the first of its rivals stood, so that what followed on that one on the same day
    follows on it.
    """
    return _facts(tuple(events))


@lru_cache(maxsize=4_096)
def _facts(events: tuple[Event, ...]) -> Facts:
    """Asked of the same events several times for each event that is added."""
    alive = _not_voided(events)
    corrections = _corrections(alive)
    chosen = {event.data["event"]: event.seq for event in alive if event.kind == RESOLVED}
    facts = [_as_corrected(event, corrections.get(event.seq, {})) for event in alive if event.kind not in META]
    placed: list[tuple[date, int, Fact]] = []
    rivals: dict[str, list[Fact]] = {}
    for fact in facts:
        if KINDS[fact.kind].once:
            rivals.setdefault(fact.kind, []).append(fact)
        else:
            placed.append((fact.held_on, fact.seq, fact))
    claims: list[Claim] = []
    for kind, several in rivals.items():
        named = sorted((fact for fact in several if fact.seq in chosen), key=lambda fact: chosen[fact.seq])
        taken = named[-1] if named else several[0]
        placed.append((taken.held_on, several[0].seq, taken))
        others = tuple(fact for fact in several if fact.said != taken.said)
        if others:
            subject = taken.event.subject
            claims.append(Claim(subject=subject, kind=kind, taken=taken, others=others, resolved=bool(named)))
    placed.sort(key=lambda one: one[:2])
    return Facts(standing=tuple(fact for _, _, fact in placed), claims=tuple(claims))


def voided_in(events: Sequence[Event]) -> frozenset[int]:
    """Numbers of the events that were recorded by mistake; a mistaken voiding voids nothing."""
    voided: set[int] = set()
    for event in reversed(events):
        if event.kind == VOIDED and event.seq not in voided:
            voided.add(event.data["event"])
    return frozenset(voided)


def _not_voided(events: Sequence[Event]) -> list[Event]:
    voided = voided_in(events)
    return [event for event in events if event.seq not in voided]


def _corrections(alive: Sequence[Event]) -> dict[int, dict[str, Any]]:
    """By corrected event: its new data and day, the last that was given of each."""
    found: dict[int, dict[str, Any]] = {}
    for event in alive:
        if event.kind == CORRECTED:
            said = event.data
            given: dict[str, Any] = {name: said[name] for name in ("data", "held_on") if name in said}
            found.setdefault(said["event"], {}).update(given)
    return found


def _as_corrected(event: Event, correction: Mapping[str, Any]) -> Fact:
    held_on = correction.get("held_on")
    return Fact(
        event=event,
        held_on=date.fromisoformat(held_on) if held_on else event.held_on,
        data=correction.get("data", event.data),
    )
