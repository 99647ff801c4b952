"""The narrow interface of a store: events in, events and sums out. Both stores keep one contract, tested alike.

Events are the truth. What else a store holds (`links`, postings and their sums) follows from them, is written in the
same transaction, and is worked out anew by `verify`.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from svitlo.ledger.events import Event, Head
from svitlo.ledger.postings import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum of postings; what was not asked to be kept apart is empty."""

    account: str
    measure: str
    amount: int
    pool: str = ""
    party: str = ""
    category: str = ""


class Reader(Protocol):
    """One consistent sight of a ledger: nothing that is written meanwhile is seen."""

    def head(self) -> Head:
        """The last event."""

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events in the order of their numbers, those above `after` up to `upto`, one by one."""

    def events_of(self, subject: str, upto: int | None = None) -> list[Event]:
        """One entity's events, in the order of their numbers."""

    def events_of_all(self, subjects: Sequence[str], upto: int | None = None) -> dict[str, list[Event]]:
        """As `events_of`, for several entities in few questions; an entity without events has an empty list."""

    def subjects(self, entity_type: str) -> list[str]:
        """All entities of a type that any event is about, sorted."""

    def named_by(self, subject: str) -> list[str]:
        """Entities whose events name this one, sorted."""

    def recorded_upto(self, day: date) -> int:
        """The number of the last event recorded on or before a day (UTC); 0 where there is none."""

    def days_of(self, pool: str, upto: int | None = None) -> list[tuple[date, str, str, int]]:
        """All that ever moves in one pool, by events up to one: day, account, measure and the day's sum, by day."""

    def party_totals(self) -> list[Total]:
        """All sums by account, party, category and measure, of all days: quick however many events there are."""

    def totals(self, *, on: date | None = None, upto: int | None = None, pools: bool = False) -> list[Total]:
        """Sums by account, party, category, measure (and pool) of postings that hold on a day, by events up to one."""

    def by_entity(self) -> Iterator[list[Event]]:
        """Each entity's events in the order of their numbers, entity by entity; one entity is in memory at a time."""

    def links(self) -> Iterator[tuple[Any, ...]]:
        """All that is kept of who names whom: number of the event, its entity, whom it names."""

    def postings(self) -> Iterator[tuple[Any, ...]]:
        """All postings: number of the event, account, pool, party, category, measure, day, amount."""

    def unequal_sums(self) -> list[str]:
        """Sums that are kept and do not follow from the postings, in plain words; a few of each sort."""


class Writer(Reader, Protocol):
    """A sight that may add; nobody else writes meanwhile."""

    def add(self, event: Event, names: Sequence[str], postings: Sequence[Posting]) -> None:
        """Append an event that follows on the head, the entities that it names, and what it moves."""


class Store(Protocol):
    """Where a ledger is kept."""

    def reading(self) -> AbstractContextManager[Reader]:
        """A sight of the ledger as it is now."""

    def writing(self) -> AbstractContextManager[Writer]:
        """A transaction: all that was added is there for good when it ends, or, on any exception, nothing."""

    def damage(self) -> list[str]:
        """What is wrong with the file or the server's tables themselves, in plain words; nothing: an empty list."""

    def close(self) -> None:
        """Let go of it."""
