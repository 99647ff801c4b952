"""What both stores share: the tables, and every question in the SQL that SQLite and PostgreSQL have in common."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Protocol

from svitlo.ledger.events import GENESIS, Event, Head
from svitlo.ledger.pending import Pending
from svitlo.ledger.postings import Posting
from svitlo.ledger.store import Total

EVENT_COLUMNS = "seq, kind, subject, held_on, recorded_at, author, body, hash"
BATCH = 5_000
"""Events that are held at once when all are read."""


AT_ONCE = 500
"""Entities that one question names."""


class Connection(Protocol):
    """One open transaction; parameters are written `?`."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a question one by one, however many there are."""

    def write(self, statements: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        """Statements, each once for every one of its rows."""


class SqlSight:
    """`Reader` and `Writer` over a transaction. What is added waits in memory until it is many, or asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pending = Pending()
        rows = connection.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        self._head = Head(*rows[0]) if rows else Head(0, GENESIS)

    def head(self) -> Head:
        """The last event."""
        return self._head

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events in the order of their numbers, read in batches."""
        self.flush()
        last = self._head.seq if upto is None else min(upto, self._head.seq)
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
        found = [*map(event_from, rows), *self._pending.events_of(subject)]
        return found if upto is None else [event for event in found if event.seq <= upto]

    def events_of_all(self, subjects: Sequence[str], upto: int | None = None) -> dict[str, list[Event]]:
        """Several entities' events."""
        found: dict[str, list[Event]] = {subject: [] for subject in subjects}
        for first in range(0, len(subjects), AT_ONCE):
            part = subjects[first : first + AT_ONCE]
            rows = self._connection.rows(
                f"SELECT {EVENT_COLUMNS} FROM events WHERE subject IN ({', '.join('?' * len(part))}) ORDER BY seq",  # noqa: S608
                part,
            )
            for event in map(event_from, rows):
                found[event.subject].append(event)
        for subject in subjects:
            found[subject] += self._pending.events_of(subject)
        return found if upto is None else {s: [e for e in events if e.seq <= upto] for s, events in found.items()}

    def subjects(self, entity_type: str) -> list[str]:
        """All entities of a type, sorted by code point."""
        self.flush()
        rows = self._connection.rows(
            "SELECT DISTINCT subject FROM events WHERE subject >= ? AND subject < ?",
            (f"{entity_type}:", f"{entity_type};"),
        )
        return sorted(str(row[0]) for row in rows)

    def named_by(self, subject: str) -> list[str]:
        """Entities whose events name this one."""
        rows = self._connection.rows("SELECT DISTINCT subject FROM links WHERE name = ?", (subject,))
        return sorted({str(row[0]) for row in rows} | self._pending.named_by(subject))

    def recorded_upto(self, day: date) -> int:
        """The last event recorded on or before a day: numbers follow the times at which events were recorded."""
        self.flush()
        end = (day + timedelta(days=1)).isoformat() if day < date.max else "~"
        low, high = 0, self._head.seq
        while low < high:
            middle = (low + high + 1) // 2
            rows = self._connection.rows("SELECT recorded_at FROM events WHERE seq = ?", (middle,))
            if rows and rows[0][0] < end:
                low = middle
            else:
                high = middle - 1
        return low

    def days_of(self, pool: str, upto: int | None = None) -> list[tuple[date, str, str, int]]:
        """What moves in one pool, day by day; by events up to one."""
        if upto is None:
            sql = "SELECT held_on, account, measure, amount FROM pool_days WHERE pool = ? ORDER BY 1, 2, 3"
            rows = self._pending.with_days(pool, self._connection.rows(sql, (pool,)))
        else:
            self.flush()
            sql = (
                "SELECT held_on, account, measure, sum(amount) FROM postings WHERE pool = ? AND seq <= ? "
                "GROUP BY held_on, account, measure ORDER BY 1, 2, 3"
            )
            rows = self._connection.rows(sql, (pool, upto))
        return [(date.fromisoformat(row[0]), row[1], row[2], int(row[3])) for row in rows]

    def party_totals(self) -> list[Total]:
        """Sums by account, party, category and measure."""
        self.flush()
        rows = self._connection.rows("SELECT account, party, category, measure, amount FROM party_totals")
        return sorted_totals(
            Total(account=a, party=p, category=c, measure=m, amount=int(n)) for a, p, c, m, n in rows if n
        )

    def totals(self, *, on: date | None = None, upto: int | None = None, pools: bool = False) -> list[Total]:
        """Sums of postings that hold on a day, by events up to one."""
        self.flush()
        pool = "pool" if pools else "''"
        rows = self._connection.rows(
            f"SELECT account, {pool}, party, category, measure, sum(amount) FROM postings "  # noqa: S608
            "WHERE held_on <= ? AND seq <= ? GROUP BY account, 2, party, category, measure",
            ((on or date.max).isoformat(), self._head.seq if upto is None else upto),
        )
        found = (
            Total(account=a, pool=q, party=p, category=c, measure=m, amount=int(n)) for a, q, p, c, m, n in rows if n
        )
        return sorted_totals(found)

    def add(self, event: Event, names: Sequence[str], postings: Sequence[Posting]) -> None:
        """Append an event, the entities that it names, and what it moves."""
        self._pending.add(event, names, postings)
        self._head = Head(event.seq, event.hash)
        if self._pending.is_full:
            self.flush()

    def flush(self) -> None:
        """Hand all that was added to the database."""
        self._connection.write(self._pending.statements())
        self._pending = Pending()

    # ---- for `verify`

    def by_entity(self) -> Iterator[list[Event]]:
        """Each entity's events, entity by entity."""
        sql = f"SELECT {EVENT_COLUMNS} FROM events ORDER BY subject, seq"  # noqa: S608
        events = map(event_from, self._connection.stream(sql))
        for _, several in groupby(events, key=lambda event: event.subject):
            yield list(several)

    def links(self) -> Iterator[tuple[Any, ...]]:
        """All that is kept of who names whom: number, entity, name."""
        return self._connection.stream("SELECT seq, subject, name FROM links")

    def postings(self) -> Iterator[tuple[Any, ...]]:
        """All postings: number, account, pool, party, category, measure, day, amount."""
        return self._connection.stream(
            "SELECT seq, account, pool, party, category, measure, held_on, amount FROM postings"
        )

    def unequal_sums(self) -> list[str]:
        """Sums that are kept and are not those of the postings, in plain words; a few of each table."""
        found = []
        for table, keys in SUMS.items():
            worked_out = f"SELECT {keys}, CAST(sum(amount) AS BIGINT) FROM postings GROUP BY {keys}"  # noqa: S608
            kept = f"SELECT {keys}, amount FROM {table}"  # noqa: S608
            for what, sql in (("lacks", f"{worked_out} EXCEPT {kept}"), ("has", f"{kept} EXCEPT {worked_out}")):
                rows = self._connection.rows(f"SELECT * FROM ({sql}) AS unequal LIMIT 3")  # noqa: S608
                found += [f"{table} {what} {' '.join(map(str, row))}" for row in rows]
        return found


SUMS: Mapping[str, str] = {
    "pool_days": "pool, held_on, account, measure",
    "party_totals": "account, party, category, measure",
}
"""Tables of sums that follow from the postings, and what each is by."""


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


def sorted_totals(totals: Iterator[Total]) -> list[Total]:
    """Totals in one order, whatever the store."""
    return sorted(totals, key=lambda one: (one.account, one.pool, one.party, one.category, one.measure))
