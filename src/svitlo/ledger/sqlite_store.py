"""The ledger in one file of SQLite: append-only by triggers, each commit on the disk before it is acknowledged."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from svitlo.ledger.sql_store import SqlSight
from svitlo.tables.errors import BadInput

APPLICATION_ID = 0x53564C31
"""Says that a file is a ledger of ours, version 1 ("SVL1")."""

WAIT_MS = 60_000
"""How long one writer waits for others."""

_TABLES = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    held_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_subject ON events (subject, seq);
CREATE TABLE links (
    seq INTEGER NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (name, subject, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE postings (
    seq INTEGER NOT NULL, account TEXT NOT NULL, pool TEXT NOT NULL, party TEXT NOT NULL, category TEXT NOT NULL,
    measure TEXT NOT NULL, held_on TEXT NOT NULL, amount INTEGER NOT NULL
) STRICT;
CREATE TABLE pool_days (
    pool TEXT NOT NULL, held_on TEXT NOT NULL, account TEXT NOT NULL, measure TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (pool, held_on, account, measure)
) STRICT, WITHOUT ROWID;
CREATE TABLE party_totals (
    account TEXT NOT NULL, party TEXT NOT NULL, category TEXT NOT NULL, measure TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (account, party, category, measure)
) STRICT, WITHOUT ROWID;
"""

_APPEND_ONLY = """
CREATE TRIGGER {table}_keep_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END;
"""


class _Connection:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def write(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)


class SqliteStore:
    """A ledger file; it is made if it does not exist and `create` is set."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open a ledger. Raises BadInput where the file is none, or is not there."""
        self.path = path
        if not path.exists() and not create:
            raise BadInput.of(str(path), "there is no ledger", hint="svitlo ledger init makes one")
        self._connection = sqlite3.connect(path, timeout=WAIT_MS / 1000, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        if create:
            self._make()

    def _make(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        there = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not there:
            for statement in _TABLES.split(";\n"):
                self._connection.execute(statement)
            for table in ("events", "links", "postings"):
                for action in ("UPDATE", "DELETE"):
                    self._connection.execute(_APPEND_ONLY.format(table=table, action=action))
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[SqlSight]:
        """A sight of the ledger as it is now."""
        self._connection.execute("BEGIN")
        try:
            yield SqlSight(_Connection(self._connection))
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlSight]:
        """A transaction that writes."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield SqlSight(_Connection(self._connection))
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        return [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
