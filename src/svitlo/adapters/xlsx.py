"""`case.xlsx`: its sheets as grids of cells, and workbooks written for people to fill in.

The engine that reads spreadsheets leaves cells with an error (`#REF!`) empty, takes the memory of the whole rectangle
that is in use, and trusts the sizes that the file states. So the raw XML is looked through first (`xlsx_scan`).
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
import python_calamine as calamine
import xlsxwriter

from svitlo.adapters.cells import BadCell, Cell
from svitlo.adapters.csv_table import Grid
from svitlo.adapters.xlsx_scan import Scan, scan_sheets
from svitlo.tables.columns import Column, Spec
from svitlo.tables.draft import did_you_mean, printable, shown
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import CASE_SPECS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises on files that are cut, encrypted, packed in an unknown way or not zip at all."""
MOST_BYTES = 256 * 1024 * 1024
MOST_CELLS = 5_000_000
LAST_ROW = 1_048_575
WRITTEN_ON = datetime(2000, 1, 1)
README = "README"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The sheets that hold tables, by name; `failed` where the workbook as a whole could not be read."""

    sheets: Mapping[str, Grid]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False


@dataclass(slots=True)
class _Findings:
    sheets: dict[str, Grid] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_book(content: bytes, file: str, tables: set[str]) -> Book:
    """Every sheet that is named like a table; sheets named `README` or `_...` are for people and are left alone."""
    try:
        scans = _scanned(content, file)
        workbook = _opened(content, file)
    except BadInput as error:
        return Book(sheets={}, problems=error.problems, failed=True)
    found = _Findings()
    for sheet in workbook.sheets_metadata:
        name = sheet.name
        if name.startswith("_") or name == README or sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if name not in tables:
            what = f"the sheet {shown(name)} is not a table of a case"
            hint = did_you_mean(name, tables) if "mean" in did_you_mean(name, tables) else ""
            found.problems.append(Problem(file, 0, "", what, hint or "sheets for people begin with _"))
            continue
        if sheet.visible != calamine.SheetVisibleEnum.Visible:
            found.notes.append(f"The sheet {name} of {file} is hidden and counts.")
        _add(found, workbook, name, file, scans.get(name))
    return Book(sheets=found.sheets, problems=tuple(found.problems), notes=tuple(found.notes))


def _scanned(content: bytes, file: str) -> dict[str, Scan]:
    """The look through the raw file, after its sizes were found bearable. Raises `BadInput`."""
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise BadInput.of(file, "is protected by a password", hint="save it without one")
        raise BadInput.of(file, "is an old .xls file under another name", hint="save it as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
            if total > MOST_BYTES:
                raise BadInput.of(file, f"unpacks to more than {MOST_BYTES // 1024**2} MB")
            damaged = archive.testzip()
            if damaged is not None:
                raise BadInput.of(file, f"is damaged (at {shown(damaged)})", hint="save it again")
            return scan_sheets(archive)
    except UNZIP_ERRORS as error:
        raise BadInput.of(file, "is not an .xlsx file, or is cut off", hint="save it again as .xlsx") from error


def _opened(content: bytes, file: str) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise BadInput.of(file, "is protected by a password", hint="save it without one") from None
    except calamine.CalamineError:
        raise BadInput.of(file, "is not a spreadsheet that can be read", hint="save it again as .xlsx") from None


def _add(found: _Findings, workbook: calamine.CalamineWorkbook, name: str, file: str, scan: Scan | None) -> None:
    where = f"{file}, sheet {name}"
    if scan is None or scan.height * scan.width > MOST_CELLS:
        hint = "delete the rows and columns behind the table"
        what = "cannot be found in the file" if scan is None else "has cells too far out"
        found.problems.append(Problem(where, 0, "", what, hint if scan else ""))
        return
    try:
        sheet = workbook.get_sheet_by_name(name)
        rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except calamine.CalamineError:
        found.problems.append(Problem(where, 0, "", "cannot be read", "save it again as .xlsx"))
        return
    for row, column, bad in (*scan.bad_cells, *_covered(sheet, rows)):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = bad
        elif not bad.quiet:
            found.problems.append(Problem(where, row + 1, "", bad.what, bad.hint))
    found.sheets[name] = [
        (number, row) for number, row in enumerate(rows, start=1) if any(not _blank(cell) for cell in row)
    ]
    if scan.formula_count:
        found.notes.append(f"{where}: formulas in {scan.formula_count} cells; the values stored with them count.")


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _covered(sheet: calamine.CalamineSheet, rows: list[list[Cell]]) -> Iterator[tuple[int, int, BadCell]]:
    """The cells that a merge hides, inside the part of the sheet that is in use."""
    bad = BadCell("is part of a merged cell", "unmerge it and write the value into each cell", quiet=True)
    height, width = len(rows), max(map(len, rows), default=0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    yield row, column, bad


def write_tables(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Tables of a case as a workbook, one sheet each, in the order of the specs; null is an empty cell."""
    with _workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for spec in CASE_SPECS:
            if spec.name not in tables:
                continue
            sheet = book.add_worksheet(spec.name)
            for place, column in enumerate(spec):
                sheet.write_string(0, place, column.name)
                for row, value in enumerate(tables[spec.name][column.name].to_list(), start=1):
                    if value is None:
                        continue
                    if column.kind == "date":
                        sheet.write_datetime(row, place, value, day)
                    elif column.kind in ("int", "real"):
                        sheet.write_number(row, place, value)
                    else:
                        sheet.write_string(row, place, value)


def write_template(path: Path) -> None:
    """An empty `case.xlsx`: every table with its header, what each column means, and drop-downs for choices.

    Raises `BadInput` where there is something at `path` already, or it cannot be written.
    """
    _claim(path)
    with _workbook(path) as book:
        formats = _formats(book)
        lines = (
            ("", "One sheet a table. Yellow columns are required; an empty cell means: not given."),
            ("", "Dates as 2022-11-29, numbers without units. Point at a header to read what the column means."),
            *((spec.name, _about(spec)) for spec in CASE_SPECS),
        )
        _readme(book, lines, formats)
        for spec in CASE_SPECS:
            sheet = book.add_worksheet(spec.name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(spec):
                _template_column(sheet, place, column, formats)


def _workbook(path: Path) -> xlsxwriter.Workbook:
    """A workbook without a time in it, so that the same tables give the same file."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": WRITTEN_ON})
    return book


def _claim(path: Path) -> None:
    """Make the file, so that nothing that is there is replaced. Raises `BadInput`."""
    try:
        path.open("xb").close()
    except FileExistsError:
        raise BadInput.of(printable(path), "is there already and is not replaced") from None
    except (OSError, ValueError) as error:
        raise BadInput.of(printable(path), f"cannot be written ({error})") from None


def write_filled(path: Path, spec: Spec, frame: pl.DataFrame, lists: Mapping[str, Sequence[str]]) -> None:
    """One table to go on with: its rows, drop-downs for choices and, as `lists` by column, for what else is known.

    Raises `BadInput` where there is something at `path` already, or it cannot be written.
    """
    _claim(path)
    with _workbook(path) as book:
        formats = _formats(book)
        _readme(book, ((spec.name, _about(spec)), *((column.name, column.doc) for column in spec)), formats)
        sheet = book.add_worksheet(spec.name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(spec):
            _template_column(sheet, place, column, formats)
            body = formats["date" if column.kind == "date" else "text"]
            write = sheet.write_datetime if column.kind == "date" else sheet.write_string
            for row, value in enumerate(frame[column.name].to_list(), start=1):
                if value is not None:
                    write(row, place, value, body)
        hidden = book.add_worksheet(LISTS)
        hidden.hide()
        for place, (name, values) in enumerate(lists.items()):
            for row, value in enumerate((name, *values)):
                hidden.write_string(row, place, value)
            if values:
                rule = {"validate": "list", "source": _range(place, len(values)), "error_type": "warning"}
                column_at = spec.names.index(name)
                sheet.data_validation(1, column_at, LAST_ROW, column_at, rule)


Formats = Mapping[str, xlsxwriter.format.Format]


def _formats(book: xlsxwriter.Workbook) -> Formats:
    return {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "required": book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF2CC"}),
        "note": book.add_format({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _readme(book: xlsxwriter.Workbook, lines: Sequence[tuple[str, str]], formats: Formats) -> None:
    sheet = book.add_worksheet(README)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name, formats["head"] if name else None)
        sheet.write_string(row, 1, text)


def _about(spec: Spec) -> str:
    return f"{spec.doc} One row for each {', '.join(spec.key)}." if spec.key else spec.doc


def _template_column(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: int,
    column: Column,
    formats: Formats,
) -> None:
    sheet.write_string(0, place, column.name, formats["required" if column.required else "head"])
    sheet.write_comment(0, place, column.doc, {"author": "Svitlo", "x_scale": 2})
    body = {"date": "date", "id": "text", "text": "text", "choice": "text"}.get(column.kind)
    sheet.set_column(place, place, max(12, len(column.name) + 2), formats[body] if body else None)
    if column.choices:
        sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": list(column.choices)})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """A column of a form: `note` is written under its name; `choices` names a list of `write_form`, empty for none.

    What is on no list is refused by the spreadsheet if the list is `closed`, else only asked about.
    """

    name: str
    note: str
    required: bool = False
    body: str = "text"
    choices: str = ""
    closed: bool = False


LISTS = "_lists"
NOTES_HEIGHT = 75


def write_form(
    path: Path,
    about: Sequence[tuple[str, str]],
    forms: Mapping[str, Sequence[FormColumn]],
    lists: Mapping[str, Sequence[str]],
) -> None:
    """A workbook for people to fill in: a sheet with `about`, a sheet for each form, and the lists of its drop-downs.

    Raises `BadInput` where there is something at `path` already, or it cannot be written.
    """
    _claim(path)
    with _workbook(path) as book:
        formats = _formats(book)
        _readme(book, about, formats)
        ranges = {name: _range(place, len(values)) for place, (name, values) in enumerate(lists.items()) if values}
        for name, columns in forms.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(2, 0)
            sheet.set_row(1, NOTES_HEIGHT)
            for place, column in enumerate(columns):
                _form_column(sheet, place, column, formats, ranges.get(column.choices))
        hidden = book.add_worksheet(LISTS)
        hidden.hide()
        for place, (name, values) in enumerate(lists.items()):
            for row, value in enumerate((name, *values)):
                hidden.write_string(row, place, value)


def _range(place: int, count: int) -> str:
    column = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
    return f"={LISTS}!{column}$2:{column}${count + 1}"


def _form_column(
    sheet: xlsxwriter.worksheet.Worksheet, place: int, column: FormColumn, formats: Formats, source: str | None
) -> None:
    sheet.write_string(0, place, column.name, formats["required" if column.required else "head"])
    sheet.write_string(1, place, column.note, formats["note"])
    sheet.set_column(place, place, max(18, len(column.name) + 2), formats.get(column.body))
    if source is not None:
        rule = {"validate": "list", "source": source, "error_type": "stop" if column.closed else "warning"}
        sheet.data_validation(2, place, LAST_ROW, place, rule)
