"""A CSV file: UTF-8, commas, one header; in as a grid of cells, out as bytes that read back unchanged."""

import csv
import io
import math
from collections.abc import Sequence
from datetime import date

import polars as pl

from svitlo.adapters.cells import LARGEST, Cell
from svitlo.tables.columns import Spec
from svitlo.tables.errors import BadInput

Grid = list[tuple[int, Sequence[Cell]]]
"""The rows of a table that are not blank, each with the number that a person sees; the header is the first."""


def csv_grid(content: bytes, file: str) -> Grid:
    """The records of a CSV file; a record's number is that of its first line. Raises `BadInput`."""
    text = _text(content, file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    grid: Grid = []
    row = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                grid.append((row, record))
            row = reader.line_num + 1
    except csv.Error as error:
        hint = "a quote that opens must close; a quote inside quotes is doubled"
        raise BadInput.of(file, f"not a CSV record ({error})", row=row, hint=hint) from None
    if grid:
        _refuse_other_separators(grid[0][1], file, grid[0][0])
    return grid


def _text(content: bytes, file: str) -> str:
    hint = "save it as CSV UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput.of(file, "the encoding is UTF-16, not UTF-8", hint=hint)
    if content.startswith(b"PK\x03\x04"):
        raise BadInput.of(file, "this is a spreadsheet or a zip file, not CSV", hint=hint)
    if b"\0" in content:
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise BadInput.of(file, "a NUL byte: this is not a text file", row=row, hint=hint)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position counts from behind a byte order mark; a mark has no newline, so the row is right either way.
        row = content.count(b"\n", 0, error.start) + 1
        raise BadInput.of(file, "the encoding is not UTF-8", row=row, hint=hint) from None


def _refuse_other_separators(header: Sequence[Cell], file: str, row: int) -> None:
    if len(header) != 1:
        return
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if sign in str(header[0]):
            hint = "save it with commas; decimals with a point"
            raise BadInput.of(file, f"the columns are separated by {name}, not commas", row=row, hint=hint)


def csv_bytes(frame: pl.DataFrame, spec: Spec) -> bytes:
    """A table as a CSV file: UTF-8, comma, LF; numbers in the shortest form that reads back unchanged, null empty.

    Raises ValueError where a number could not be read back (not finite, or 1e15 and more).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(spec.names)
    for row in frame.cast(pl.Schema(spec.dtypes)).select(spec.names).iter_rows():
        writer.writerow([_written(value) for value in row])
    return out.getvalue().encode()


def _written(value: str | int | float | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) >= LARGEST:
            raise ValueError(f"{value} cannot be written to a table")
        return repr(value)
    return value.isoformat() if isinstance(value, date) else value
