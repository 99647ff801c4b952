"""A ledger file shared by several: the queue of its writers, its seal, how it is let go of, errors in plain words."""

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from svitlo.ledger.events import GENESIS, Head
from svitlo.ledger.seal import is_sealed, sealed_anew
from svitlo.ledger.wal_file import wal_of
from svitlo.tables.errors import BadInput

if sys.platform != "win32":
    import fcntl

_TOO_LARGE = ("a sum would be larger than the ledger can hold", "check the amounts")
_NOT_OF_ITS_TYPE = 3091
"""SQLITE_CONSTRAINT_DATATYPE: whole numbers that overflow turn into floating point, which the tables refuse."""


MOST_LOG_BYTES = 8 * 2**20
"""A log that has grown by more is sealed and written into the ledger."""


def seal(connection: sqlite3.Connection, path: Path, least_log_bytes: int = 0) -> int:
    """Seal what file and log hold, then write the log into the file. Only with the lock, outside of a transaction.

    Does nothing for a log of up to so many bytes; gives the bytes from which it is to be done again.
    """
    log = wal_of(path)
    if not log.exists() or log.stat().st_size <= least_log_bytes:
        return least_log_bytes
    if not is_sealed(path):
        # A frame of our own is the last one that SQLite counts, whatever a killed writer left behind it.
        number = int(connection.execute("PRAGMA user_version").fetchone()[0]) + 1
        connection.execute(f"PRAGMA user_version = {number}")
        sealed_anew(path, number, head_of(connection))
    # Never waits; where somebody reads an older state, the log stays, and the next one finishes it.
    _, frames, written = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return MOST_LOG_BYTES + (0 if frames == written else log.stat().st_size)


def head_of(connection: sqlite3.Connection) -> Head:
    """The last event."""
    row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, GENESIS)


def let_go(connection: sqlite3.Connection, lock: int | None, path: Path) -> None:
    """Close a connection, with everything sealed and in one file, unless somebody else has it in work."""
    try:
        if lock is None:
            connection.close()
            return
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if not _try_lock(lock):
            # Somebody writes, and seals when done.
            _close_without_checkpoint(connection, path)
            return
        try:
            seal(connection, path)
            connection.close()
        except (sqlite3.Error, OSError):
            _close_without_checkpoint(connection, path)
        finally:
            _unlock(lock)
    finally:
        if lock is not None:
            os.close(lock)


def _close_without_checkpoint(connection: sqlite3.Connection, path: Path) -> None:
    """Close, but never as the last one that could write: SQLite would write the log into the ledger, unsealed."""
    with suppress(sqlite3.Error):
        guard = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
        try:
            guard.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            connection.close()
        finally:
            guard.close()
    connection.close()


def lock_file(path: Path) -> int:
    """The file at which writers of a ledger queue, opened."""
    return os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)


@contextmanager
def locked(lock: int) -> Iterator[None]:
    """One at a time, first come, first served; where a system has no such locks, SQLite's own must do."""
    if sys.platform != "win32":
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        _unlock(lock)


def _try_lock(lock: int) -> bool:
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _unlock(lock: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(lock, fcntl.LOCK_UN)


@contextmanager
def told(name: str) -> Iterator[None]:
    """What SQLite or the system refuses, as a problem of the file."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode == _NOT_OF_ITS_TYPE:
            raise BadInput.of(name, _TOO_LARGE[0], hint=_TOO_LARGE[1]) from error
        raise
    except sqlite3.Error as error:
        raise problem(name, error) from error
    except OverflowError as error:
        raise BadInput.of(name, _TOO_LARGE[0], hint=_TOO_LARGE[1]) from error
    except OSError as error:
        raise BadInput.of(name, f"{error.strerror or error}", hint="check the folder and who owns it") from error


def problem(name: str, error: sqlite3.Error) -> BadInput:
    """An error of SQLite in plain words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    what, hint = _WORDS.get(code, (f"SQLite cannot work with it: {error}", "svitlo ledger verify"))
    return BadInput.of(name, what, hint=hint)


_WORDS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_NOTADB: ("is not a database, so not a ledger", "check the name of the file"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "svitlo ledger verify says where; restore a copy"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check the folder and who owns it"),
    sqlite3.SQLITE_READONLY: ("it may not be written", "check who owns the file and its folder"),
    sqlite3.SQLITE_FULL: ("the disk is full; nothing was recorded", "make room and try again"),
    sqlite3.SQLITE_IOERR: ("the disk cannot be read or written", "check the disk"),
    sqlite3.SQLITE_BUSY: ("another program has held the file for a minute", "close that program"),
}
