"""The ledger's workbook, read strictly: every problem of every cell at once, or drafts.

What a spreadsheet may hide is refused: formulas, macros, sheets that unpack to far more than the file, cells far out.
An amount is taken exactly as it is written; a number that has more digits than its currency is a problem, not rounded.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from svitlo.adapters.cells import LARGEST, BadCell, Cell, Fault, value_of
from svitlo.adapters.csv_table import Grid
from svitlo.adapters.xlsx import OLE, UNZIP_ERRORS, read_book
from svitlo.adapters.xlsx_scan import scan_sheets
from svitlo.exchange.template_sheets import EVERY_EVENT, MINOR, Sheet, SheetColumn, column_of, sheets
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.form import form_problems
from svitlo.ledger.kinds import ENTITY_TYPES, KINDS
from svitlo.ledger.money import Money
from svitlo.ledger.rules import NAMED_AFTER
from svitlo.ledger.vocabulary import Field, Kind
from svitlo.tables.columns import Column, date_column, int_column, text_column
from svitlo.tables.draft import did_you_mean, shown
from svitlo.tables.errors import BadInput, Problem

MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
"""How many times its packed size a part may unpack to; a sheet of a real workbook packs about twentyfold."""

SMALL = 1024 * 1024
"""Parts that unpack to less are let be: a few empty rows pack very well."""

_PARTS_OF_MACROS = re.compile(r"vbaproject|macrosheets|activex|externallinks|embeddings", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,18}(\.\d{1,18})?", re.ASCII)
_PAIR = re.compile(r"\s*([^=;]+?)\s*=\s*(\d{1,15})\s*", re.ASCII)
_NOTES_ROW = 2


def read_workbook(content: bytes, file: str) -> tuple[Draft, ...]:
    """The drafts of a workbook. Raises BadInput."""
    known = {sheet.name: sheet for sheet in sheets()}
    names, problems = _looked_through(content, file)
    if problems:
        raise BadInput(problems)
    book = read_book(content, file, names)
    found = list(book.problems)
    grids = {name: grid for name, grid in book.sheets.items() if name in known}
    for name in sorted(book.sheets.keys() - known.keys()):
        what = f"the sheet {shown(name)} is not one of the ledger's"
        found.append(Problem(file, 0, "", what, did_you_mean(name, known) or "sheets for people begin with _"))
    drafts: list[Draft] = []
    for name, sheet in known.items():
        if name in grids:
            reading = _Reading(sheet, f"{file}, sheet {name}")
            drafts += reading.drafts(grids[name])
            found += reading.problems
    if not found and not drafts:
        found.append(Problem(file, 0, "", "no row is filled in", "one row for each thing that happened"))
    if found:
        raise BadInput(found)
    return tuple(drafts)


def _looked_through(content: bytes, file: str) -> tuple[set[str], list[Problem]]:
    """The names of its sheets, or why it is not read at all; nothing is unpacked before its size is bearable."""
    if content.startswith(OLE):
        return set(), [Problem(file, 0, "", "is protected by a password, or an old .xls file", "save it as .xlsx")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems = list(_packing_problems(archive, file))
            if problems:
                return set(), problems
            scans = scan_sheets(archive)
    except UNZIP_ERRORS:
        return set(), [Problem(file, 0, "", "is not an .xlsx file, or is cut off", "save it again as .xlsx")]
    formulas = [
        Problem(f"{file}, sheet {name}", 0, "", f"formulas in {scan.formula_count} cells", "write the values instead")
        for name, scan in scans.items()
        if scan.formula_count and not name.startswith("_")
    ]
    return {name for name in scans if not name.startswith("_")}, formulas


def _packing_problems(archive: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        yield Problem(file, 0, "", f"unpacks to more than {MOST_UNPACKED // 1024**2} MB", "delete what is not the form")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            yield Problem(
                file, 0, "", f"{shown(entry.filename)} unpacks to far more than its size", "is this the form?"
            )
        if _PARTS_OF_MACROS.search(entry.filename):
            what = f"holds macros, links or objects ({shown(entry.filename)})"
            yield Problem(file, 0, "", what, "save it as .xlsx without them")


@dataclass(slots=True)
class _Reading:
    """One sheet; `problems` are those of its cells and rows."""

    sheet: Sheet
    file: str
    problems: list[Problem] = field(default_factory=list)

    def drafts(self, grid: Grid) -> list[Draft]:
        """The events of its rows that are in order."""
        if not grid:
            return []
        place_of = self._header(grid[0])
        notes = next((column.doc for column in self.sheet.columns if column.name == "kind"), "")
        found = []
        for row, cells in grid[1:]:
            values = {name: cells[place] for name, place in place_of.items() if place < len(cells)}
            is_note = row == _NOTES_ROW and values.get("kind") == notes
            if is_note or all(cell == "" for cell in values.values()):
                continue
            draft = self._draft(row, values)
            if draft is not None:
                found.append(draft)
        return found

    def _header(self, header: tuple[int, Sequence[Cell]]) -> dict[str, int]:
        """Where each column stands."""
        row, cells = header
        known = {column.name for column in self.sheet.columns}
        place_of: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = "" if isinstance(cell, BadCell) else str(cell).strip()
            if name == "":
                continue
            if name not in known:
                what = f"the sheet {self.sheet.name} has no column {shown(name)}"
                self._say(row, "", what, did_you_mean(name, known))
            elif name in place_of:
                self._say(row, name, "the column is there twice")
            place_of.setdefault(name, place)
        for name in sorted(set(EVERY_EVENT) - place_of.keys()):
            self._say(row, name, "the column is missing")
        return {name: place for name, place in place_of.items() if name in known}

    def _say(self, row: int, column: str, what: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, row, column, what, hint))

    def _draft(self, row: int, cells: Mapping[str, Cell]) -> Draft | None:
        """The event of one row, or None with its problems."""
        before = len(self.problems)
        columns = {column.name: column for column in self.sheet.columns}
        values = {name: self._value(row, columns[name], cell) for name, cell in cells.items() if cell != ""}
        kind = KINDS.get(str(values.get("kind")))
        names = [one.name for one in self.sheet.kinds]
        if kind not in self.sheet.kinds or kind is None:
            hint = did_you_mean(str(values.get("kind") or ""), names)
            self._say(row, "kind", f"one of {', '.join(names)} is needed", hint)
            return None
        data = self._data(row, kind, columns, values)
        held_on = values.get("held_on")
        if held_on is None and not isinstance(cells.get("held_on", ""), BadCell) and cells.get("held_on", "") == "":
            self._say(row, "held_on", "is empty", columns["held_on"].doc)
        sources = self._sources(row, values)
        subject = self._subject(kind.subject, str(values.get("id") or ""), data)
        day = held_on if isinstance(held_on, date) else date.min
        draft = Draft(kind=kind.name, subject=subject, held_on=day, data=data, sources=sources, file=self.file, row=row)
        told = {problem.column for problem in self.problems[before:]}
        for problem in form_problems(draft):
            column = self._column_of(kind, problem.column)
            if column not in told:
                self.problems.append(replace(problem, column=column))
        return draft if len(self.problems) == before else None

    @staticmethod
    def _column_of(kind: Kind, name: str) -> str:
        """The column in which a person finds what is wrong."""
        field = kind.field(name)
        return column_of(field) if field else {"subject": "id"}.get(name, name)

    def _value(self, row: int, column: SheetColumn, cell: Cell) -> Any:
        """What a cell says, or None with a problem."""
        try:
            return _READERS.get(_form_of(column), _text)(cell, column)
        except Fault as fault:
            self._say(row, column.name, fault.what, fault.hint)
            return None

    def _data(
        self, row: int, kind: Kind, columns: Mapping[str, SheetColumn], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the row says, field by field; amounts in minor units."""
        data: dict[str, Any] = {}
        for name, value in values.items():
            own = columns[name].field
            if own is None or value is None or (own.type == "currency" and _only_scales(own, kind)):
                continue
            if not own.name.endswith(MINOR):
                data[own.name] = value
                continue
            currency = values.get("currency" if name == "amount" else f"{name}_currency")
            try:
                if currency is None:
                    raise ValueError("an amount needs its currency")
                data[own.name] = Money.parse(value, str(currency)).minor
            except ValueError as error:
                self._say(row, name, str(error))
        return data

    def _sources(self, row: int, values: Mapping[str, Any]) -> tuple[Source, ...]:
        said = {
            column.source: values[column.name]
            for column in self.sheet.columns
            if column.source and values.get(column.name) is not None
        }
        if said and "publisher" not in said:
            self._say(row, "source_publisher", "is empty", "a source needs a publisher")
        return (Source(**said),) if "publisher" in said else ()

    @staticmethod
    def _subject(subject_type: str, given: str, data: Mapping[str, Any]) -> str:
        """The entity's name: its type may be left out, and what is named after others needs no id."""
        named_after = NAMED_AFTER.get(subject_type, ())
        if not given and all(name in data for name in named_after):
            given = "/".join(str(data[name]).split(":", 1)[-1] for name in named_after)
        is_whole = ":" in given and given.split(":", 1)[0] in ENTITY_TYPES
        return given if is_whole else f"{subject_type}:{given}"


def _only_scales(own: Field, kind: Kind) -> bool:
    """Whether a kind has an amount and no currency: the row's currency then only says what the amount's digits are."""
    amount = "amount_minor" if own.name == "currency" else own.name.replace("_currency", MINOR)
    return kind.field(own.name) is None and kind.field(amount) is not None


# ---- cells


def _form_of(column: SheetColumn) -> str:
    own: Field | None = column.field
    if own is not None:
        return "amount" if own.name.endswith(MINOR) else own.type
    if column.name in ("held_on", "source_published", "source_retrieved"):
        return "date"
    return "whole" if column.name == "source_confidence" else "text"


def _text(cell: Cell, column: SheetColumn) -> str:
    return str(_read(cell, text_column(column.name, column.doc)))


def _day(cell: Cell, column: SheetColumn) -> Any:
    """A date: of the row itself, or as text in what an event says."""
    found = _read(cell, date_column(column.name, column.doc))
    return found if column.field is None else str(found)


def _whole(cell: Cell, column: SheetColumn) -> Any:
    return _read(cell, int_column(column.name, column.doc, low=column.field.low if column.field else 0))


def _read(cell: Cell, column: Column) -> Any:
    return value_of(cell.strip() if isinstance(cell, str) else cell, column)


def _exact(cell: Cell, column: SheetColumn) -> str:
    """A number as it was written. A spreadsheet keeps it as a double: the shortest number that reads back the same."""
    if isinstance(cell, BadCell):
        raise Fault(cell.what, cell.hint)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Fault(f"{shown(cell)} is not a number", column.doc)
    if not isinstance(cell, str) and not abs(cell) < LARGEST:
        raise Fault(f"{shown(cell)} is too large for a number of a spreadsheet", "write it as text")
    text = cell.strip() if isinstance(cell, str) else f"{Decimal(repr(cell)):f}"
    text = text.removesuffix(".0")
    if not _PLAIN.fullmatch(text):
        hint = "digits and a point only: 13000000.50, no separators, signs or currency"
        raise Fault(f"{shown(str(cell))} is not a plain number", hint)
    return text


def _several(cell: Cell, column: SheetColumn) -> list[str]:
    return [part.strip() for part in _text(cell, column).split(";") if part.strip()]


def _goods(cell: Cell, column: SheetColumn) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _text(cell, column).split(";"):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part)
        if pair is None or pair[1] in found:
            raise Fault(f"{shown(part.strip())} is not equipment=quantity, each once", "breaker=2; tower=3")
        found[pair[1]] = int(pair[2])
    return found


_READERS: Mapping[str, Any] = {
    "text": _text,
    "date": _day,
    "whole": _whole,
    "decimal": _exact,
    "amount": _exact,
    "references": _several,
    "goods": _goods,
}
"""By form of a field; what is not here is text."""
