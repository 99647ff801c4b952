"""What a writer has added and not handed to the database yet; it is seen by the writer as if it were there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from svitlo.ledger.events import Event
from svitlo.ledger.postings import Posting

MOST_EVENTS = 2_000

ADD_EVENT = (
    "INSERT INTO events (seq, kind, subject, held_on, recorded_at, author, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
ADD_LINK = "INSERT INTO links (seq, subject, name) VALUES (?, ?, ?)"
ADD_POSTING = (
    "INSERT INTO postings (seq, account, pool, party, category, measure, held_on, amount) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
ADD_TO_DAY = (
    "INSERT INTO pool_days (pool, held_on, account, measure, amount) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (pool, held_on, account, measure) DO UPDATE SET amount = pool_days.amount + excluded.amount"
)
ADD_TO_PARTY = (
    "INSERT INTO party_totals (account, party, category, measure, amount) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (account, party, category, measure) DO UPDATE SET amount = party_totals.amount + excluded.amount"
)

Row = tuple[Any, ...]
Day = tuple[str, str, str]
"""Day, account and measure."""


@dataclass(slots=True)
class Pending:
    """Events, links and postings as rows, and the sums that they add to."""

    _events: dict[str, list[Event]] = field(default_factory=dict)
    _event_rows: list[Row] = field(default_factory=list)
    _links: list[Row] = field(default_factory=list)
    _namers: dict[str, set[str]] = field(default_factory=dict)
    _postings: list[Row] = field(default_factory=list)
    _days: dict[str, Counter[Day]] = field(default_factory=lambda: defaultdict(Counter))
    _parties: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand it on."""
        return len(self._event_rows) >= MOST_EVENTS

    def add(self, event: Event, names: Sequence[str], postings: Sequence[Posting]) -> None:
        """One event, the entities that it names, and what it moves."""
        self._events.setdefault(event.subject, []).append(event)
        self._event_rows.append(event_row(event))
        for name in names:
            self._links.append((event.seq, event.subject, name))
            self._namers.setdefault(name, set()).add(event.subject)
        for one in postings:
            self._postings.append((event.seq, *posting_row(one)))
            self._days[one.pool][one.held_on.isoformat(), one.account, one.measure] += one.amount
            self._parties[one.account, one.party, one.category, one.measure] += one.amount

    def events_of(self, subject: str) -> list[Event]:
        """One entity's events."""
        return self._events.get(subject, [])

    def named_by(self, subject: str) -> set[str]:
        """Entities whose events name this one."""
        return self._namers.get(subject, set())

    def with_days(self, pool: str, rows: list[Row]) -> list[Row]:
        """The sums of a pool's days and what is added to them."""
        if pool not in self._days:
            return rows
        sums = Counter({(day, account, measure): int(amount) for day, account, measure, amount in rows})
        sums.update(self._days[pool])
        return [(*key, sums[key]) for key in sorted(sums)]

    def statements(self) -> Iterator[tuple[str, list[Row]]]:
        """What brings it into the tables."""
        if not self._event_rows:
            return
        yield ADD_EVENT, self._event_rows
        yield ADD_LINK, self._links
        yield ADD_POSTING, self._postings
        yield ADD_TO_DAY, [(pool, *key, amount) for pool, days in self._days.items() for key, amount in days.items()]
        yield ADD_TO_PARTY, [(*key, amount) for key, amount in self._parties.items()]


def event_row(event: Event) -> Row:
    """An event as the tables hold it."""
    held_on = event.held_on.isoformat()
    return (event.seq, event.kind, event.subject, held_on, event.recorded_at, event.author, event.body, event.hash)


def posting_row(one: Posting) -> Row:
    """A posting as the tables hold it, after the number of its event."""
    return (one.account, one.pool, one.party, one.category, one.measure, one.held_on.isoformat(), one.amount)
