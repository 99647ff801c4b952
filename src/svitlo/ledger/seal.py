"""The seal of a ledger file: a digest of each page, so that one flipped byte anywhere in the file is noticed.

SQLite never looks at unused parts of pages, at free pages and at most of the header. The seal lies beside the ledger
as `NAME.seal`. It is brought up to date when a ledger is let go of, and when its log grows, from the pages in the log
alone, *before* they are written into the ledger. So whenever a process is killed, the seal says what file and log
together hold, up to a frame of the log; pages that later frames bring are not sealed yet.

A seal is not a signature: who can write the ledger can seal it. Against that the head on every report stands.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from svitlo.ledger.events import Head
from svitlo.ledger.wal_file import Wal, read_wal

FORMAT = "svitlo ledger seal 1"
DIGEST = 16
"""Bytes of a page's digest."""

_TRAILER = 32
_SEALS_AT = slice(60, 64)
"""Where a file's first page counts its seals (SQLite's user_version)."""

MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a ledger held. `wal`: salts and frames of the log up to which it holds; `number` counts a ledger's seals."""

    page_bytes: int
    number: int
    head: Head
    wal: tuple[int, int, int]
    digests: bytes

    @property
    def page_count(self) -> int:
        """Pages of the file."""
        return len(self.digests) // DIGEST

    def digest(self, page: int) -> bytes:
        """Of one page, from 1."""
        return self.digests[(page - 1) * DIGEST : page * DIGEST]


class BrokenSealError(ValueError):
    """A seal that is not as it was written."""


def seal_of(ledger: Path) -> Path:
    """Where the seal of a ledger lies."""
    return ledger.with_name(f"{ledger.name}.seal")


def read_seal(ledger: Path) -> Seal | None:
    """The seal of a ledger; None where there is none. Raises BrokenSealError."""
    try:
        content = seal_of(ledger).read_bytes()
    except FileNotFoundError:
        return None
    body, trailer = content[:-_TRAILER], content[-_TRAILER:]
    if hashlib.sha256(body).digest() != trailer:
        raise BrokenSealError("the seal itself is damaged")
    line, _, digests = body.partition(b"\n")
    said = json.loads(line)
    if said.get("format") != FORMAT:
        raise BrokenSealError(f"the seal is of another format: {said.get('format')}")
    return Seal(
        page_bytes=said["page_bytes"],
        number=said["number"],
        head=Head(said["seq"], said["hash"]),
        wal=(said["wal"][0], said["wal"][1], said["wal"][2]),
        digests=digests,
    )


def is_sealed(ledger: Path) -> bool:
    """Whether the seal says all that file and log hold."""
    wal = read_wal(ledger)
    try:
        seal = read_seal(ledger)
    except BrokenSealError:
        return False
    return seal is not None and (wal is None or (*wal.salts, wal.frames) == seal.wal)


def sealed_anew(ledger: Path, number: int, head: Head) -> None:
    """Bring the seal up to what file and log hold now. Nobody may write meanwhile; the log must not be empty.

    Leaves a seal alone that is missing or damaged although there was one: what it would say now nobody has watched.
    """
    wal = read_wal(ledger)
    if wal is None:
        return
    try:
        old = read_seal(ledger)
    except BrokenSealError:
        return
    if old is None and number > 1 and len(wal.frame_of) < wal.page_count:
        return
    _write(ledger, _after(old, wal, number, head))


def _after(old: Seal | None, wal: Wal, number: int, head: Head) -> Seal:
    # Pages that were never written, such as SQLite's lock page at 1 GiB, are holes of zeros.
    hole = _digest(bytes(wal.page_bytes))
    digests = bytearray(old.digests if old else b"")
    digests += hole * (wal.page_count - len(digests) // DIGEST)
    for page, content in wal.pages():
        if page <= wal.page_count:
            digests[(page - 1) * DIGEST : page * DIGEST] = _digest(content)
    del digests[wal.page_count * DIGEST :]
    return Seal(
        page_bytes=wal.page_bytes, number=number, head=head, wal=(*wal.salts, wal.frames), digests=bytes(digests)
    )


def seal_whole(ledger: Path, head: Head) -> None:
    """Seal a file as it is; its log must be empty, and this process must not have it open."""
    with ledger.open("rb") as file:
        first = file.read(100)
    # As the published format says: the size of pages, of which 1 means 65536, and the number of seals.
    page_bytes = int.from_bytes(first[16:18], "big")
    page_bytes = 65_536 if page_bytes == 1 else page_bytes
    digests = b"".join(_digest(content) for content in _pages(ledger, page_bytes))
    number = int.from_bytes(first[_SEALS_AT], "big")
    _write(ledger, Seal(page_bytes=page_bytes, number=number, head=head, wal=(0, 0, 0), digests=digests))


def seal_lost(ledger: Path, head: Head) -> str:
    """As `seal_whole`, in a process of its own, from one that has the file open; gives what went wrong, or nothing."""
    return _elsewhere(f"from {__name__} import seal_main; seal_main()", str(ledger), str(head.seq), head.hash)[1]


def seal_main() -> None:
    """The process of its own that seals."""
    seal_whole(Path(sys.argv[1]), Head(int(sys.argv[2]), sys.argv[3]))


def _write(ledger: Path, seal: Seal) -> None:
    said = {
        "format": FORMAT,
        "page_bytes": seal.page_bytes,
        "number": seal.number,
        "seq": seal.head.seq,
        "hash": seal.head.hash,
        "wal": seal.wal,
    }
    body = json.dumps(said, separators=(",", ":")).encode() + b"\n" + seal.digests
    target = seal_of(ledger)
    fresh = target.with_name(f"{target.name}.new")
    with fresh.open("wb") as file:
        file.write(body + hashlib.sha256(body).digest())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


# ---- checking


def seal_findings(ledger: Path) -> list[str]:
    """Where a ledger file differs from its seal; nobody may write or seal meanwhile.

    In a process of its own: closing the file in this one would take away the locks that SQLite holds on it here.
    """
    said, wrong = _elsewhere(f"from {__name__} import main; main()", str(ledger.absolute()))
    if wrong:
        return [f"the file could not be held against its seal: {wrong}"]
    found: list[str] = json.loads(said)
    return found


def _elsewhere(code: str, *arguments: str) -> tuple[str, str]:
    """What a process of its own prints, and what went wrong in it."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return "", last[0] if last else "no reason given"
    except OSError as error:
        return "", str(error)
    return done.stdout.decode("utf-8"), ""


def main() -> None:
    """The process of its own: findings as JSON."""
    sys.stdout.write(json.dumps(differences(Path(sys.argv[1]))))


def differences(ledger: Path) -> list[str]:
    """Where a file that this process has not open differs from its seal."""
    try:
        seal = read_seal(ledger)
    except BrokenSealError as error:
        return [str(error)]
    wal = read_wal(ledger)
    if seal is None:
        return _unsealed(ledger, wal)
    found = list(_sizes(ledger, seal, wal))
    logged = {} if wal is None else wal.frame_of
    fresh = {page for page, frame in logged.items() if wal is not None and _is_later(seal, wal, frame)}
    wrong = [
        page
        for page, content in enumerate(_pages(ledger, seal.page_bytes), start=1)
        if page <= seal.page_count and page not in logged and _digest(content) != seal.digest(page)
    ]
    if wal is not None:
        wrong += [page for page, content in wal.pages() if page not in fresh and _digest(content) != seal.digest(page)]
    named = ", ".join(map(str, sorted(wrong)[:MOST_NAMED])) + (" and more" if len(wrong) > MOST_NAMED else "")
    if wrong:
        found.append(f"{len(wrong)} of {seal.page_count} pages of the file are not as they were sealed: {named}")
    return found


def _unsealed(ledger: Path, wal: Wal | None) -> list[str]:
    with ledger.open("rb") as file:
        first = file.read(100)
    if wal is not None and 1 in wal.frame_of:
        first = next(content for page, content in wal.pages() if page == 1)
    if not any(first[_SEALS_AT]) or (wal is not None and len(wal.frame_of) == wal.page_count):
        # Nothing was ever written into the file but its birth: its log holds the rest, and guards it by checksums.
        return []
    return [f"there is no seal ({seal_of(ledger).name}), though this ledger was sealed"]


def _sizes(ledger: Path, seal: Seal, wal: Wal | None) -> Iterator[str]:
    expected = seal.page_bytes * seal.page_count
    if wal is None and ledger.stat().st_size != expected:
        yield f"the file has {ledger.stat().st_size} bytes, sealed were {expected}"


def _is_later(seal: Seal, wal: Wal, frame: int) -> bool:
    """Whether a frame came after the seal."""
    return wal.salts != seal.wal[:2] or frame >= seal.wal[2]


def _pages(ledger: Path, page_bytes: int) -> Iterator[bytes]:
    with ledger.open("rb") as file:
        while content := file.read(page_bytes):
            yield content


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST).digest()
