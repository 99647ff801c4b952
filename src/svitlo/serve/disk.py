"""Small things on disk that are there whole or not at all, ids, and locks that end with the process that holds them."""

import contextlib
import json
import os
import re
import secrets
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput

if sys.platform != "win32":
    import fcntl

ID = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
"""What an id looks like; an id is looked up in a listing and never becomes part of a path unless it is there."""

SLUG_LENGTH = 40
HASH_LENGTH = 10

Record = Mapping[str, Any]


def now() -> str:
    """The time as it is kept: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def slug(text: str, other: str) -> str:
    """A name as part of an id; `other` where nothing of it can be."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only)[:SLUG_LENGTH].strip("-") or other


def id_of(name: str, sha256: str, other: str) -> str:
    """The id of a case or a plan: the same content always has the same."""
    return f"{slug(name, other)}-{sha256[:HASH_LENGTH]}"


def write_bytes(path: Path, content: bytes) -> None:
    """Write a new file and flush it to the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def json_bytes(value: object) -> bytes:
    """JSON for people to read as well."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def write_json(path: Path, value: object) -> None:
    """Make or replace a small file in one step."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_bytes(fresh, json_bytes(value))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_json(path: Path) -> dict[str, Any] | None:
    """The record that a file holds; None where there is none that can be read."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def append_line(path: Path, value: Record) -> None:
    """Add a record as one line in one write: a reader sees whole lines, and at most one torn by a power cut."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, (json.dumps(value, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(handle)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of lines; a line that is torn is left out."""
    try:
        content = path.read_bytes()
    except OSError:
        return
    for line in content.splitlines():
        with contextlib.suppress(ValueError):
            value = json.loads(line)
            if isinstance(value, dict):
                yield value


class Unwritable(BadInput):
    """The disk is full, or the library may not be written."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell in words what keeps the block from writing below a folder. Raises Unwritable."""
    try:
        yield
    except OSError as error:
        hint = "choose another folder: --library FOLDER"
        raise Unwritable.of(printable(folder), f"cannot be written ({error.strerror or error})", hint=hint) from None


class Lock:
    """A lock on a file, held until `release` or the end of the process, however that comes."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def taken(cls, path: Path) -> "Lock | None":
        """The lock; None where another process holds it. Raises BadInput where the file system knows no locks."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if sys.platform == "win32":
            return cls(handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError:
            os.close(handle)
            hint = "keep the library on a disk of this machine: --library FOLDER"
            raise BadInput.of(printable(path.parent), "is on a file system without locks", hint=hint) from None
        return cls(handle)

    def say(self, text: str) -> None:
        """Leave a word in the file for people who wonder who holds it."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, text.encode(), 0)

    def release(self) -> None:
        """Let go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_locked(path: Path) -> bool:
    """Whether a process that lives holds the lock; asking takes a shared lock, so that askers do not meet."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        if sys.platform != "win32":
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)
