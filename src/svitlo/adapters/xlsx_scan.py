"""A look through the raw XML of a workbook, for what the engine that reads spreadsheets would pass over in silence.

That is: cells that hold an error, formulas without a stored value, and cells so far out that the rectangle in use
would not fit into memory. The XML of a sheet is regular enough to be searched by pattern: attributes never hold `<`.
No pattern looks past the beginning of the next cell, so that the work grows with the length of the file, whatever is
in it.
"""

import html
import posixpath
import re
import zipfile
from dataclasses import dataclass

from svitlo.adapters.cells import BadCell

CELL = re.compile(
    rb"<(?:\w{1,20}:)?c(?P<keys>\s[^<>]{0,2000}?)?"
    rb"(?:/>|>(?P<body>[^<]*(?:<(?!/?(?:\w{1,20}:)?c[\s/>])[^<]*)*)</(?:\w{1,20}:)?c\s*>)"
)
KEY = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
VALUE = re.compile(
    rb"<(?:\w{1,20}:)?(?:v|is)(?:\s[^<>]{0,2000})?>"
    rb"([^<]*(?:<(?!/?(?:\w{1,20}:)?(?:v|is)[\s/>])[^<]*)*)</(?:\w{1,20}:)?(?:v|is)\s*>"
)
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a sheet holds: the rectangle in use from A1, cells that cannot be read (row and column from 0), formulas."""

    height: int
    width: int
    bad_cells: tuple[tuple[int, int, BadCell], ...]
    formula_count: int


def scan_sheets(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Every sheet of a workbook by name. Raises KeyError or ValueError where the file is not a workbook."""
    _check_names([name.replace("\\", "/").lower() for name in archive.namelist()])
    targets = {}
    for match in RELATION.finditer(archive.read(RELATIONS)):
        keys = _keys(match[1])
        targets[keys.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", keys.get("Target", ""))).lstrip("/")
    scans = {}
    parts = set(archive.namelist())
    sheets = [_keys(match[1]) for match in SHEET.finditer(archive.read(WORKBOOK))]
    _check_names([keys.get("name", "") for keys in sheets])
    for keys in sheets:
        relation = next((value for key, value in keys.items() if key.endswith(":id")), "")
        part = targets.get(relation, "")
        if part in parts:
            scans[keys.get("name", "")] = _scan(archive.read(part))
    return scans


def _check_names(names: list[str]) -> None:
    """Readers differ in which of two parts or sheets of one name they take: what is looked at must be what is read."""
    if len(set(names)) < len(names):
        raise ValueError("a name twice")


def _keys(text: bytes) -> dict[str, str]:
    found = {}
    for name, double, single in KEY.findall(text):
        found[name.decode()] = html.unescape((double or single).decode("utf-8", "replace"))
    return found


def _scan(xml: bytes) -> Scan:
    height = width = formulas = 0
    bad: list[tuple[int, int, BadCell]] = []
    for match in CELL.finditer(xml):
        keys = _keys(match["keys"] or b"")
        reference = REFERENCE.fullmatch(keys.get("r", ""))
        if reference is None:
            raise ValueError("a cell without a place")
        row, column = int(reference[2]), _column(reference[1])
        height, width = max(height, row), max(width, column)
        body = match["body"] or b""
        value = VALUE.search(body)
        if keys.get("t") == "e":
            name = value[1].decode("utf-8", "replace") if value else "an error"
            bad.append((row - 1, column - 1, BadCell(f"holds the error {name[:20]}", "repair the formula")))
        elif FORMULA.search(body):
            formulas += 1
            if value is None:
                hint = "open it in a spreadsheet program and save it, or write the value"
                bad.append((row - 1, column - 1, BadCell("holds a formula without a stored value", hint)))
    return Scan(height=height, width=width, bad_cells=tuple(bad), formula_count=formulas)


def _column(letters: str) -> int:
    """`A` -> 1, `AA` -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
