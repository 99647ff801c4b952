"""The ledger in one file of SQLite: append-only by triggers, each commit on the disk before it is acknowledged.

Writers of our own wait in a queue (a lock on `NAME.lock`), so that nobody meets a busy file. Nothing but `seal` writes
the log into the ledger, and it brings the seal up to date first.
"""

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from svitlo.ledger.seal import differences, seal_findings, seal_lost
from svitlo.ledger.sql_store import SqlSight
from svitlo.ledger.sqlite_file import MOST_LOG_BYTES, head_of, let_go, lock_file, locked, problem, seal, told
from svitlo.ledger.wal_file import wal_of
from svitlo.tables.errors import BadInput

FAMILY = 0x53564C00
"""Says that a file is a ledger of ours ("SVL" and the version of its tables as a digit)."""

VERSION = 1
WAIT_MS = 60_000
"""How long a writer waits for programs that are not ours."""

_SETTINGS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "wal_autocheckpoint = 0",
    "synchronous = FULL",
    # A log that starts anew is cut, so that its size says how much is in it.
    "journal_size_limit = 0",
    "cache_size = -65536",
)
_INIT = "svitlo ledger init makes one"

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
CREATE INDEX postings_of_pool ON postings (pool, held_on);
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
BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END
"""
# `INSERT OR REPLACE` takes a row away without asking the triggers above.
_IN_ORDER = """
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are only added to, one after the other'); END
"""
_KEPT = (
    *((table, action) for table in ("events", "links", "postings") for action in ("UPDATE", "DELETE")),
    ("pool_days", "DELETE"),
    ("party_totals", "DELETE"),
)


class _Connection:
    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        # Asked for every event: a context manager costs more than SQLite does.
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise problem(self._name, error) from error

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with told(self._name):
            yield from self._connection.execute(sql)

    def write(self, statements: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        with told(self._name):
            for sql, rows in statements:
                self._connection.executemany(sql, rows)


class SqliteStore:
    """A ledger file; it is made if it does not exist and `create` is set. To be used in the thread that opened it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open a ledger. Raises BadInput where the file is none, or is not there."""
        self._name = str(path)
        _check_place(path, create)
        # Log, seal and lock lie beside the file itself, not beside a link to it.
        self.path = path = path.resolve()
        may_write = os.access(path if path.exists() else path.parent, os.W_OK) and os.access(path.parent, os.W_OK)
        if create and not may_write:
            raise BadInput.of(self._name, "it may not be written here", hint="check who owns the folder")
        with told(self._name):
            self._connection, self._lock = _opened(path, create, may_write)
        self._seal_from = MOST_LOG_BYTES
        self._let_go = weakref.finalize(self, let_go, self._connection, self._lock, path)

    @contextmanager
    def reading(self) -> Iterator[SqlSight]:
        """A sight of the ledger as it is now."""
        with told(self._name):
            self._connection.execute("BEGIN")
        try:
            # The first question fixes what is seen.
            yield SqlSight(_Connection(self._connection, self._name))
        finally:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlSight]:
        """A transaction that writes."""
        if self._lock is None:
            raise BadInput.of(self._name, "this ledger may only be read", hint="check who owns the file and its folder")
        with locked(self._lock):
            with told(self._name):
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                sight = SqlSight(_Connection(self._connection, self._name))
                yield sight
                sight.flush()
                with told(self._name):
                    self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            # What was added is there for good; a seal that cannot be written now is written later.
            with suppress(sqlite3.Error, OSError):
                self._seal_from = seal(self._connection, self.path, self._seal_from)

    def damage(self) -> list[str]:
        """Where the file is not as it was sealed, its tables are not ours, and what SQLite itself finds wrong."""
        if self._lock is None:
            # Without a log, and with no right to write, there are no locks that reading the file could lose.
            found = seal_findings(self.path) if _has_log(self.path) else differences(self.path)
        else:
            with locked(self._lock):
                found = seal_findings(self.path)
        try:
            if _schema(self._connection) != _schema_as_made():
                found.append("the tables or their triggers are not as they were made")
            checked = self._connection.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.Error as error:
            return [*found, f"SQLite cannot read it: {error}"]
        return found + [str(row[0]) for row in checked if row[0] != "ok"]

    def seal_anew(self) -> None:
        """Seal the file as it is, where its seal was lost and `verify` finds nothing else. Raises BadInput."""
        if self._lock is None:
            raise BadInput.of(self._name, "this ledger may only be read", hint="check who owns the file and its folder")
        with locked(self._lock), told(self._name):
            seal(self._connection, self.path)
            if self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise BadInput.of(self._name, "somebody reads it", hint="try again when nobody has it open")
            what = seal_lost(self.path, head_of(self._connection))
            if what:
                raise BadInput.of(self._name, what)

    @property
    def is_open(self) -> bool:
        """Whether it was not let go of yet."""
        return self._let_go.alive

    def close(self) -> None:
        """Let go of the file, sealed unless somebody else has it in work."""
        self._let_go()


def _check_place(path: Path, create: bool) -> None:
    name = str(path)
    if path.is_dir():
        raise BadInput.of(name, "is a folder, not a ledger", hint="name a file")
    if not path.parent.is_dir():
        raise BadInput.of(name, "there is no such folder", hint="make the folder first")
    if not create and not os.path.lexists(path):
        raise BadInput.of(name, "there is no ledger", hint=_INIT)
    if path.exists() and not path.is_file():
        raise BadInput.of(name, "is not a file", hint="name a file")
    if path.exists() and not os.access(path, os.R_OK):
        raise BadInput.of(name, "it may not be read", hint="check who owns it")


def _opened(path: Path, create: bool, may_write: bool) -> tuple[sqlite3.Connection, int | None]:
    """A connection to a ledger of ours, and the lock of its writers."""
    address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw' if may_write else 'ro'}"
    if not may_write and not _has_log(path):
        # Without a log nobody writes it, and SQLite needs no files beside it.
        address += "&immutable=1"
    connection = sqlite3.connect(
        address, uri=True, timeout=WAIT_MS / 1000, isolation_level=None, check_same_thread=False
    )
    lock = None
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        if create:
            lock = lock_file(path)
            with locked(lock):
                _make(connection)
        _check_ours(connection, str(path), may_write)
        if may_write and lock is None:
            lock = lock_file(path)
    except BaseException:
        connection.close()
        if lock is not None:
            os.close(lock)
        raise
    return connection, lock


def _has_log(path: Path) -> bool:
    log = wal_of(path)
    return log.exists() and log.stat().st_size > 0


def _check_ours(connection: sqlite3.Connection, name: str, may_write: bool) -> None:
    family = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = family - FAMILY - ord("0")
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if not tables and family == 0:
        raise BadInput.of(name, "is empty, not a ledger", hint=_INIT)
    if VERSION < version <= 9:
        what = f"was made by a newer Svitlo (tables of version {version}; this one knows {VERSION})"
        raise BadInput.of(name, what, hint="install the newer Svitlo")
    if version != VERSION:
        raise BadInput.of(name, "is a database of another program, not a ledger", hint="choose another name")
    if may_write and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        raise BadInput.of(name, "the header of the file is damaged", hint="svitlo ledger verify")


def _make(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        return
    if connection.execute("PRAGMA application_id").fetchone()[0]:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    _make_tables(connection)
    connection.execute(f"PRAGMA application_id = {FAMILY + ord('0') + VERSION}")
    connection.execute("COMMIT")


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    for table, action in _KEPT:
        connection.execute(_APPEND_ONLY.format(table=table, action=action))
    connection.execute(_IN_ORDER)


def _schema(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def _schema_as_made() -> list[tuple[Any, ...]]:
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _make_tables(fresh)
        return _schema(fresh)
    finally:
        fresh.close()
