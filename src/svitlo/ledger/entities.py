"""What became of one entity: its state, since when, and what it was last said to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from svitlo.ledger.events import Event
from svitlo.ledger.facts import Claim, Fact, facts_of
from svitlo.ledger.kinds import KINDS

RUNS_OUT: Mapping[str, str] = MappingProxyType({"reserved": "expired"})
"""States that end by themselves after their day `expires`, and in which: no event says so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entity:
    """One entity by the facts that held up to a day.

    `state` is empty where nothing has held yet. `since`: the day on which each state was reached last. `data`: what
    the facts say, later ones over earlier ones; amounts of the first fact stay (`lapsed`, `reduced` and the like say
    how much, they do not say anew), and what others say about it (answers, objections) is none of it.
    """

    subject: str
    state: str
    since: Mapping[str, date]
    data: Mapping[str, Any]
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]

    @property
    def first(self) -> date | None:
        """The day on which it came to be."""
        return self.facts[0].held_on if self.facts else None

    def last(self, kind: str) -> Fact | None:
        """The last fact of a kind."""
        return next((fact for fact in reversed(self.facts) if fact.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Misstep:
    """A fact that cannot follow on those before it."""

    fact: Fact
    state: str


def type_of(subject: str) -> str:
    """The type of an entity: what its name has before the colon."""
    return subject.split(":", 1)[0]


def entity_of(subject: str, events: Sequence[Event], on: date | None = None) -> Entity:
    """The entity by its own events, in the order of their numbers, as of a day (None: all of them)."""
    found = facts_of(events)
    facts = tuple(fact for fact in found.standing if on is None or fact.held_on <= on)
    state, since = "", {}
    data: dict[str, Any] = {}
    for fact in facts:
        if KINDS[fact.kind].to:
            state = KINDS[fact.kind].to
            since[state] = fact.held_on
        if fact.kind.split(".", 1)[0] == type_of(subject):
            data |= {name: value for name, value in fact.data.items() if name not in _first_said(data)}
    if state in RUNS_OUT and on is not None and date.fromisoformat(data["expires"]) < on:
        state = RUNS_OUT[state]
    return Entity(subject=subject, state=state, since=since, data=data, facts=facts, claims=found.claims)


def missteps(facts: Sequence[Fact]) -> list[Misstep]:
    """Facts that do not follow on the state which those before them led to."""
    found, state = [], ""
    for fact in facts:
        kind = KINDS[fact.kind]
        if state not in kind.after:
            found.append(Misstep(fact, state))
        state = kind.to or state
    return found


def _first_said(data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset({"amount_minor", "drawn_minor"} & data.keys())
