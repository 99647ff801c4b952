"""What both stores share: the tables, and every question in the SQL that SQLite and PostgreSQL have in common."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from svitlo.ledger.events import GENESIS, Event, Head
from svitlo.ledger.postings import Posting
from svitlo.ledger.store import Total

EVENT_COLUMNS = "seq, kind, subject, held_on, recorded_at, author, body, hash"
BATCH = 5_000
"""Events that are held at once when all are read."""


class Connection(Protocol):
    """One open transaction; parameters are written `?`."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""

    def write(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """One statement for each of these rows."""


class SqlSight:
    """`Reader` and `Writer` over a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._head: Head | None = None

    def head(self) -> Head:
        """The last event."""
        if self._head is None:
            rows = self._connection.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
            self._head = Head(*rows[0]) if rows else Head(0, GENESIS)
        return self._head

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events in the order of their numbers, read in batches."""
        last = self.head().seq if upto is None else min(upto, self.head().seq)
        while after < last:
            rows = self._connection.rows(
                f"SELECT {EVENT_COLUMNS} FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",  # noqa: S608
                (after, last, BATCH),
            )
            if not rows:
                return
            yield from map(event_from, rows)
            after = int(rows[-1][0])

    def events_of(self, subject: str, upto: int | None = None) -> list[Event]:
        """One entity's events."""
        rows = self._connection.rows(
            f"SELECT {EVENT_COLUMNS} FROM events WHERE subject = ? ORDER BY seq",  # noqa: S608
            (subject,),
        )
        return [event_from(row) for row in rows if upto is None or row[0] <= upto]

    def subjects(self, entity_type: str) -> list[str]:
        """All entities of a type, sorted by code point."""
        rows = self._connection.rows(
            "SELECT DISTINCT subject FROM events WHERE subject >= ? AND subject < ?",
            (f"{entity_type}:", f"{entity_type};"),
        )
        return sorted(str(row[0]) for row in rows)

    def named_by(self, subject: str) -> list[str]:
        """Entities whose events name this one."""
        rows = self._connection.rows("SELECT DISTINCT subject FROM links WHERE name = ?", (subject,))
        return sorted(str(row[0]) for row in rows)

    def recorded_upto(self, day: date) -> int:
        """The last event recorded on or before a day."""
        end = (day + timedelta(days=1)).isoformat()
        rows = self._connection.rows("SELECT max(seq) FROM events WHERE recorded_at < ?", (end,))
        return int(rows[0][0] or 0)

    def days_of(self, pool: str) -> list[tuple[date, str, str, int]]:
        """What moves in one pool, day by day."""
        rows = self._connection.rows(
            "SELECT held_on, account, measure, amount FROM pool_days WHERE pool = ? ORDER BY held_on, account, measure",
            (pool,),
        )
        return [(date.fromisoformat(row[0]), row[1], row[2], int(row[3])) for row in rows]

    def party_totals(self) -> list[Total]:
        """Sums by account, party, category and measure."""
        rows = self._connection.rows("SELECT account, party, category, measure, amount FROM party_totals")
        return sorted_totals(Total(account=a, party=p, category=c, measure=m, amount=int(n)) for a, p, c, m, n in rows)

    def totals(self, *, on: date | None = None, upto: int | None = None, pools: bool = False) -> list[Total]:
        """Sums of postings that hold on a day, by events up to one."""
        pool = "pool" if pools else "''"
        rows = self._connection.rows(
            f"SELECT account, {pool}, party, category, measure, sum(amount) FROM postings "  # noqa: S608
            "WHERE held_on <= ? AND seq <= ? GROUP BY account, 2, party, category, measure",
            ((on or date.max).isoformat(), self.head().seq if upto is None else upto),
        )
        found = (
            Total(account=a, pool=q, party=p, category=c, measure=m, amount=int(n)) for a, q, p, c, m, n in rows if n
        )
        return sorted_totals(found)

    def add(self, event: Event, names: Sequence[str], postings: Sequence[Posting]) -> None:
        """Append an event, the entities that it names, and what it moves."""
        held_on = event.held_on.isoformat()
        said = (event.seq, event.kind, event.subject, held_on, event.recorded_at, event.author, event.body, event.hash)
        write = self._connection.write
        write(f"INSERT INTO events ({EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [said])  # noqa: S608
        write(ADD_LINK, [(event.seq, event.subject, name) for name in names])
        write(ADD_POSTING, [(event.seq, *posting_row(one)) for one in postings])
        write(
            ADD_TO_DAY, [(one.pool, one.held_on.isoformat(), one.account, one.measure, one.amount) for one in postings]
        )
        write(ADD_TO_PARTY, [(one.account, one.party, one.category, one.measure, one.amount) for one in postings])
        self._head = Head(event.seq, event.hash)


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


def event_from(row: Sequence[Any]) -> Event:
    """An event from a row of `EVENT_COLUMNS`."""
    seq, kind, subject, held_on, recorded_at, author, body, digest = row
    return Event(
        seq=int(seq),
        kind=kind,
        subject=subject,
        held_on=date.fromisoformat(held_on),
        recorded_at=recorded_at,
        author=author,
        body=body,
        hash=digest,
    )


def posting_row(one: Posting) -> tuple[str, str, str, str, str, str, int]:
    """A posting as the tables hold it."""
    return (one.account, one.pool, one.party, one.category, one.measure, one.held_on.isoformat(), one.amount)


def sorted_totals(totals: Iterator[Total]) -> list[Total]:
    """Totals in one order, whatever the store."""
    return sorted(totals, key=lambda one: (one.account, one.pool, one.party, one.category, one.measure))
