"""What a browser sends as a damage table: looked at by content, bounded, and read into a grid of cells.

A workbook is looked through before it is read: how much it unpacks to, and whether a cell holds a formula. A formula is
refused even where a value is stored with it: what it says would change with the machine on which it is worked out.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from svitlo.adapters.csv_table import Grid, csv_grid
from svitlo.adapters.xlsx import OLE, UNZIP_ERRORS, read_book
from svitlo.adapters.xlsx_scan import CELL, FORMULA, KEY, REFERENCE, RELATION, RELATIONS, SHEET, WORKBOOK
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import CASE_SPECS, DAMAGE

ZIP = b"PK\x03\x04"
NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_ENTRIES = 500
MOST_UNPACKED_BYTES = 48 * 1024 * 1024
"""An upload of 2 MB that unpacks to more is no damage table; nothing is unpacked before this is known."""

MOST_ROWS = 20_000
"""Rows of a damage table that are read: no network that is planned here has more assets."""

MOST_COLUMNS = 100
"""Columns that are read: a wrong table has some dozens, a wrong file any number."""

MOST_FORMULAS = 200
"""Formulas that are told one by one."""

WANTED = "send an .xlsx workbook with a sheet `damage`, or a CSV file (UTF-8, commas)"


class WrongType(BadInput):
    """The file is neither a workbook nor CSV."""


class TooLarge(BadInput):
    """The file is, or unpacks to, more than is read."""


def damage_grid(content: bytes, file: str) -> tuple[Grid, str, tuple[Problem, ...]]:
    """The cells of a damage table, the name under which its problems are told, and problems of the file itself.

    Raises:
        WrongType: the file is neither a workbook nor CSV.
        TooLarge: it unpacks to too much, or has too many rows.
        BadInput: it is one of them and cannot be read.
    """
    if content.startswith(ZIP):
        grid, name, problems = _sheet(content, file)
    elif content.startswith((OLE, *NOT_TEXT)) or (b"\0" in content and not content.startswith(UTF16)):
        raise WrongType.of(file, "is neither an .xlsx workbook nor a CSV file", hint=WANTED)
    else:
        grid, name, problems = csv_grid(content, file), file, ()
    if len(grid) > MOST_ROWS:
        raise TooLarge.of(file, f"has more than {MOST_ROWS} rows", hint="one row a damaged asset")
    if any(len(cells) > MOST_COLUMNS for _, cells in grid):
        raise TooLarge.of(file, "has cells too far out", hint="delete the rows and columns behind the table")
    return grid, name, problems


def _sheet(content: bytes, file: str) -> tuple[Grid, str, tuple[Problem, ...]]:
    name = f"{file}, sheet {DAMAGE.name}"
    formulas = _looked_through(content, file)
    book = read_book(content, file, {spec.name for spec in CASE_SPECS})
    if book.failed:
        raise BadInput(book.problems)
    grid = book.sheets.get(DAMAGE.name)
    if grid is None:
        raise BadInput([Problem(file, 0, "", f"has no sheet `{DAMAGE.name}`", WANTED), *book.problems])
    # Sheets beside it are no business of a damage report.
    own = [problem for problem in book.problems if problem.file == name]
    return grid, name, (*own, *(_named(problem, grid) for problem in formulas))


def _named(problem: Problem, grid: Grid) -> Problem:
    """A problem that says its column by its place, with the name in the header instead where there is one."""
    place = int(problem.column)
    header = grid[0][1] if grid else ()
    name = header[place] if place < len(header) else ""
    return replace(problem, column=name if isinstance(name, str) and name else xl_name(place))


def xl_name(place: int) -> str:
    """A column as spreadsheets call it: 0 -> `A`, 26 -> `AA`."""
    name, number = "", place + 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _looked_through(content: bytes, file: str) -> tuple[Problem, ...]:
    """Formulas in the damage sheet. Raises where the file unpacks to too much or is not a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or total > MOST_UNPACKED_BYTES:
                what = (
                    f"unpacks to more than {MOST_UNPACKED_BYTES // 1024**2} MB, or has more than {MOST_ENTRIES} parts"
                )
                raise TooLarge.of(file, what, hint=WANTED)
            # Readers differ in which of two parts of a name they take: what is looked through must be what is read.
            names = [entry.filename.replace("\\", "/").lower() for entry in entries]
            if len(set(names)) < len(names):
                raise BadInput.of(file, "is not a spreadsheet that can be read", hint="save it again as .xlsx")
            if WORKBOOK not in archive.namelist():
                raise WrongType.of(file, "is a zip file, and not an .xlsx workbook", hint=WANTED)
            return tuple(_formulas(archive, file))
    except UNZIP_ERRORS as error:
        raise BadInput.of(file, "is not an .xlsx file, or is cut off", hint="save it again as .xlsx") from error


def _formulas(archive: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    part = _part(archive)
    if part is None:
        return
    found = 0
    for match in CELL.finditer(archive.read(part)):
        if not FORMULA.search(match["body"] or b""):
            continue
        reference = REFERENCE.fullmatch(_keys(match["keys"] or b"").get("r", ""))
        if reference is None or found >= MOST_FORMULAS:
            continue
        found += 1
        hint = "put the value itself into the cell (copy, then paste values only)"
        yield Problem(
            f"{file}, sheet {DAMAGE.name}", int(reference[2]), str(_place(reference[1])), "holds a formula", hint
        )


def _place(letters: str) -> int:
    """`A` -> 0, `AA` -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _part(archive: zipfile.ZipFile) -> str | None:
    """Where the damage sheet lies in the file."""
    targets = {}
    for match in RELATION.finditer(archive.read(RELATIONS)):
        keys = _keys(match[1])
        targets[keys.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", keys.get("Target", ""))).lstrip("/")
    for match in SHEET.finditer(archive.read(WORKBOOK)):
        keys = _keys(match[1])
        if keys.get("name") == DAMAGE.name:
            relation = next((value for key, value in keys.items() if key.endswith(":id")), "")
            part = targets.get(relation, "")
            return part if part in archive.namelist() else None
    return None


def _keys(text: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in KEY.findall(text)
    }


def file_name(given: str | None) -> str:
    """What to call the file in problems: its last part, printable and not too long."""
    name = re.split(r"[\\/]", given or "")[-1]
    clean = "".join(char if char.isprintable() else "?" for char in name)[:80]
    return clean or "the file"


def form_grid(rows: object) -> Grid:
    """The rows of a form as a grid; its header is row 1, as in a spreadsheet. Raises BadInput where there are none."""
    if not isinstance(rows, list):
        raise BadInput.of("form", "`rows` is not a list", hint='{"rows": [{"asset_id": ..., "severity": ...}]}')
    if len(rows) > MOST_ROWS:
        raise TooLarge.of("form", f"has more than {MOST_ROWS} rows", hint="one row a damaged asset")
    problems: list[Problem] = []
    grid: Grid = [(1, list(DAMAGE.names))]
    for number, row in enumerate(rows, start=2):
        if not isinstance(row, dict):
            problems.append(Problem("form", number, "", "is not a row of named values"))
            continue
        for name, value in row.items():
            if name not in DAMAGE.names:
                hint = f"the columns are {', '.join(DAMAGE.names)}"
                problems.append(Problem("form", number, name[:60], f"there is no column {shown(name)}", hint))
            elif not isinstance(value, str | None):
                problems.append(Problem("form", number, name, f"{shown(value)} is not text", "send it in quotes"))
        cells = [row.get(name) for name in DAMAGE.names]
        grid.append((number, [cell if isinstance(cell, str) else "" for cell in cells]))
    if problems:
        raise BadInput(problems)
    return grid
