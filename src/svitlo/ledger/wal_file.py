"""Reads the write-ahead log of an SQLite file: which pages were committed, and what they are to be.

By the published format (https://www.sqlite.org/fileformat2.html, section 4). The log is its own file, so that reading
it never touches the locks that SQLite holds on the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_HEADER = 32
_FRAME_HEADER = 24
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_AT_ONCE = 2_048
"""Frames that are looked at together."""

_STEP = ((1, 1), (1, 2))
"""What one pair of words makes of the two sums of a checksum: (a + b, a + 2 b), all modulo 2^32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wal:
    """What is committed in a log: `frame_of` is the last frame of each page, `page_count` the file's size by it."""

    path: Path
    page_bytes: int
    salts: tuple[int, int]
    frames: int
    page_count: int
    frame_of: dict[int, int]

    def pages(self) -> Iterator[tuple[int, bytes]]:
        """Each page with its last committed content, in the order in which they lie in the log."""
        with self.path.open("rb") as file:
            for page, frame in sorted(self.frame_of.items(), key=lambda item: item[1]):
                file.seek(_HEADER + frame * (_FRAME_HEADER + self.page_bytes) + _FRAME_HEADER)
                yield page, file.read(self.page_bytes)


def wal_of(ledger: Path) -> Path:
    """Where the log of a file lies."""
    return ledger.with_name(f"{ledger.name}-wal")


def read_wal(ledger: Path) -> Wal | None:
    """The committed part of a file's log; None where there is none or nothing is committed in it."""
    path = wal_of(ledger)
    if not path.exists() or path.stat().st_size <= _HEADER:
        return None
    with path.open("rb") as file:
        header = np.frombuffer(file.read(_HEADER), dtype=">u4")
    magic, _, page_bytes, _, *rest = (int(value) for value in header)
    if magic not in (_LITTLE, _BIG) or page_bytes < 512 or page_bytes > 65_536:
        return None
    frame_bytes = _FRAME_HEADER + page_bytes
    count = (path.stat().st_size - _HEADER) // frame_bytes
    if not count:
        return None
    frames = np.memmap(path, dtype=np.uint8, mode="r", offset=_HEADER, shape=(count, frame_bytes))
    heads = frames[:, :_FRAME_HEADER].copy().view(">u4").astype(np.uint32)
    committed = _committed(frames, heads, rest, "<u4" if magic == _LITTLE else ">u4")
    if not committed:
        return None
    return Wal(
        path=path,
        page_bytes=page_bytes,
        salts=(rest[0], rest[1]),
        frames=committed,
        page_count=int(heads[committed - 1, 1]),
        frame_of={page: frame for frame, page in enumerate(heads[:committed, 0].tolist())},
    )


def _committed(frames: NDArray[np.uint8], heads: Words, rest: list[int], words: str) -> int:
    """How many frames from the first are whole, of this log and not after the last commit."""
    before = np.vstack([np.array([rest[2:4]], dtype=np.uint32), heads[:-1, 4:6]])
    salted = (heads[:, 2] == rest[0]) & (heads[:, 3] == rest[1])
    whole = int(np.argmin(salted)) if not salted.all() else len(salted)
    pairs = (frames.shape[1] - 16) // 2 // 4
    weights, carried = _weights(pairs)
    for first in range(0, whole, _AT_ONCE):
        last = min(first + _AT_ONCE, whole)
        part = frames[first:last]
        said = np.concatenate([part[:, :8], part[:, _FRAME_HEADER:]], axis=1).view(words).astype(np.uint32)
        sums = said @ weights + before[first:last] @ carried
        right = (sums == heads[first:last, 4:6]).all(axis=1)
        if not right.all():
            whole = first + int(np.argmin(right))
            break
    commits = np.flatnonzero(heads[:whole, 1])
    return int(commits[-1]) + 1 if len(commits) else 0


def _weights(pairs: int) -> tuple[Words, Words]:
    """By what each word of a frame, and each of the two sums before it, counts in the two sums after it."""
    weights = np.zeros((2 * pairs, 2), dtype=np.uint32)
    power: Any = ((1, 0), (0, 1))
    for pair in range(pairs - 1, -1, -1):
        # The first word enters both sums of its pair, the second only the second one.
        weights[2 * pair] = [(row[0] + row[1]) % 2**32 for row in power]
        weights[2 * pair + 1] = [row[1] for row in power]
        power = _times(power, _STEP)
    return weights, np.array([[power[row][column] for row in (0, 1)] for column in (0, 1)], dtype=np.uint32)


def _times(left: Any, right: Any) -> Any:
    return tuple(
        tuple(sum(left[row][k] * right[k][column] for k in (0, 1)) % 2**32 for column in (0, 1)) for row in (0, 1)
    )
