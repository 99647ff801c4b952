"""Workbooks as people and attackers would send them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter

HEADER = ("asset_id", "severity", "reported", "source", "note")
Value = str | float | date


def workbook(rows: Sequence[Sequence[Value]], *, sheet: str = "damage", others: Sequence[str] = ()) -> bytes:
    """A workbook with a header and rows; a text that begins with `=` is written as a formula."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([HEADER, *rows]):
            for place, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(number, place, value, None, "minor")
                elif isinstance(value, date):
                    page.write_datetime(number, place, datetime(value.year, value.month, value.day))
                else:
                    page.write(number, place, value)
        for name in others:
            book.add_worksheet(name).write_string(0, 0, "for people")
    return stream.getvalue()


def repacked(content: bytes, **more: bytes) -> bytes:
    """A workbook with other parts; a name's `_` stands for `/` and `__` for `.`."""
    stream = io.BytesIO()
    changed = {name.replace("__", ".").replace("_", "/"): part for name, part in more.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replaced(content: bytes, **parts: str | bytes) -> bytes:
    """A workbook with other or more parts, by their full names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts_of(content), **parts}.items():
            archive.writestr(name, part)
    return stream.getvalue()


def lying(content: bytes, part: str, size: int) -> bytes:
    """A workbook that states another size for one of its parts, in both places where a zip file says it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(part)
    true, false = info.file_size.to_bytes(4, "little"), size.to_bytes(4, "little")
    changed = bytearray(content)
    changed[info.header_offset + 22 : info.header_offset + 26] = false
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 46 + len(part)] != part.encode():
        at = content.index(b"PK\x01\x02", at + 4)
    assert content[at + 24 : at + 28] == true
    changed[at + 24 : at + 28] = false
    return bytes(changed)
