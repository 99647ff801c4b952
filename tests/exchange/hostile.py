"""Files that nobody should have to read: what a reader must refuse with a reason, or read rightly."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from svitlo.ledger.events import Draft
from svitlo.ledger.form import form_problems
from svitlo.tables.errors import BadInput, Problem

Reader = Callable[[Path], tuple[tuple[Draft, ...], tuple[str, ...]]]


def refused_or_right(read: Reader, path: Path) -> bool:
    """Whether a file was read, into drafts that are well formed; else it is refused with a reason for each problem."""
    problems: tuple[Problem, ...] | None = None
    try:
        drafts, notes = read(path)
    except BadInput as error:
        problems = error.problems
    if problems is not None:
        assert problems
        assert all(problem.what and problem.file == path.name for problem in problems)
        return False
    assert not [problem for draft in drafts for problem in form_problems(draft)]
    assert all(isinstance(note, str) for note in notes)
    return True


def mangled(content: bytes, seed: int) -> bytes:
    """A file with some damage: cut, flipped bits, repeated, swapped or lost parts, odd bytes."""
    random = Random(seed)
    data = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data) or 1)
        to = min(len(data), at + random.randint(1, 40))
        part = bytes(data[at:to])
        match random.randrange(6):
            case 0:
                del data[at:]
            case 1 if data:
                data[min(at, len(data) - 1)] ^= 1 << random.randrange(8)
            case 2:
                data[at:at] = part * random.randint(1, 3)
            case 3:
                del data[at:to]
            case 4:
                data[at:at] = random.choice(
                    (b"\0", b"\xff", b"\xe9", b"&x;", b"=1+1", b'"', b"<", b",,", b"\r", b"\x1b")
                )
            case _:
                data[at:to] = part[::-1]
    return bytes(data)


def zip_that_claims(size: int) -> bytes:
    """A small zip file whose one entry says that it unpacks to that many bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1000)
    data = bytearray(out.getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + offset, size)
    return bytes(data)


def sparse(path: Path, size: int, start: bytes = b"") -> Path:
    """A file that takes no room and says that it is that large."""
    path.write_bytes(start)
    os.truncate(path, size)
    return path


def check_no_plain_file(read: Reader, folder: Path) -> None:
    """Folders, pipes, devices, files that are not there or larger than anybody reads."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    for path, what in (
        (folder, "is not a file"),
        (pipe, "is not a file"),
        (Path("/dev/zero"), "is not a file"),
        (folder / "absent", "cannot be read"),
        (folder / "nul\0byte", "cannot be read"),
        (sparse(folder / "large", 3 * 1024**3), "more than 64 MB"),
        (sparse(folder / "largest", 2 * 1024**4, b"<iati-activities"), "more than 64 MB"),
    ):
        with pytest.raises(BadInput, match=what):
            read(path)


def check_packed(read: Reader, folder: Path) -> None:
    """Zip files (spreadsheets are some) and the like, whatever they say of their size."""
    path = folder / "packed"
    old: Any = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    for content in (zip_that_claims(2 * 1024**3), zip_that_claims(1000), b"\x1f\x8b\x08" + b"\0" * 50, old):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="packed or a spreadsheet"):
            read(path)
