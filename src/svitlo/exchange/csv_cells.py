"""CSV that is safe to open in a spreadsheet, and files that are read only after their size was looked at.

A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, or
the wide forms of these signs) is written with an apostrophe before it. Reading takes that apostrophe away again. So
that nothing else changes, a text that begins with apostrophes or blanks and then such a sign gets one too.
"""

import csv
import io
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from svitlo.adapters.csv_table import csv_grid
from svitlo.tables.draft import printable, shown
from svitlo.tables.errors import BadInput, Problem

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 200_000
MOST_COMMAS = 4_000_000
MOST_COLUMNS = 200
MOST_CELL = 100_000

_SIGNS = "=+\\-@\t\r＝＋－＠"
_RISKY = re.compile(f"[ ']*[{_SIGNS}]")
_GUARDED = re.compile(f"'[ ']*[{_SIGNS}]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a table: its number in the file, and its cells by column."""

    row: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """A cell without blanks around it; empty where there is none."""
        return self.cells.get(column, "").strip()


def content_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's bytes. Raises BadInput where it is not a plain file, is larger than `most`, or cannot be read.

    The size is looked at first, and no more than that is ever read.
    """
    file = printable(path.name)
    too_large = BadInput.of(file, f"more than {most // 1024**2} MB", hint="split the file")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadInput.of(file, "is not a file")
        if found.st_size > most:
            raise too_large
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise BadInput.of(file, f"cannot be read ({error.__class__.__name__})") from None
    if len(content) > most:
        raise too_large
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise BadInput.of(file, "is packed or a spreadsheet, not plain text", hint="unpack it, or save it as CSV UTF-8")
    return content


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def restored(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if _GUARDED.match(text) else text


def table_text(rows: Iterable[Sequence[str | None]]) -> str:
    """Rows as CSV: each cell that is not a number guarded; None is an empty cell."""
    # The writer quotes a carriage return only where it ends lines with one; lines here end with LF alone.
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    lines = []
    for row in rows:
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
        lines.append(out.getvalue().removesuffix("\r\n") + "\n")
        out.seek(0)
        out.truncate()
    return "".join(lines)


def _cell(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else guarded(cell)


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file that are not blank, each with its number; guards are taken away.

    Raises BadInput where the file is not CSV in UTF-8, or where a cell begins like a formula and is no number.
    """
    file = printable(path.name)
    problems: list[Problem] = []
    rows: list[tuple[int, list[str]]] = []
    content = content_of(path)
    # Counted before anything is taken apart: cells take far more room than the bytes they are read from.
    for sign, most, what in ((b"\n", MOST_LINES, "lines"), (b"\r", MOST_LINES, "lines"), (b",", MOST_COMMAS, "cells")):
        if content.count(sign) > most:
            raise BadInput.of(file, f"more than {most} {what}", hint="split the file")
    for row, cells in csv_grid(content, file):
        texts = [str(cell) for cell in cells]
        if len(texts) > MOST_COLUMNS:
            raise BadInput.of(file, f"more than {MOST_COLUMNS} columns", row=row)
        for place, text in enumerate(texts, start=1):
            column = str(place)
            if len(text) > MOST_CELL:
                problems.append(Problem(file, row, column, f"more than {MOST_CELL} characters in a cell"))
            elif not text.startswith("'") and _RISKY.match(text) and not _NUMBER.fullmatch(text.strip()):
                hint = "write its value; if it is a text, write an apostrophe before it"
                problems.append(Problem(file, row, column, f"{shown(text)} looks like a formula", hint))
        rows.append((row, [restored(text) for text in texts]))
    if problems:
        raise BadInput(problems)
    return rows
