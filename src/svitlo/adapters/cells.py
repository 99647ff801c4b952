"""One cell, read strictly: what it says, or what is wrong with it and how to put it right.

A cell of a CSV file is text. A cell of a spreadsheet may be a number, a date or a logical value of its own; text that
says a number or an ISO date is read as in a CSV file, so that the same table means the same in both.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from svitlo.tables.columns import Column
from svitlo.tables.draft import did_you_mean, shown

LARGEST = 1e15
"""Numbers from here on are refused: whole numbers are no longer told apart by a double much beyond it."""

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)
"""Dates outside are slips of the keyboard."""

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+(\.0*)?", re.ASCII)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NUMBER_HINTS = (
    (re.compile(r"[+-]?(nan|inf|infinity|n/?a|null|none|-)", re.IGNORECASE), "leave the cell empty if it is not known"),
    (re.compile(r"[+-]?\d{1,3}([,'\s]\d{3})+(\.\d*)?"), "no thousands separators"),
    (re.compile(r"[+-]?[\d.\s]*\d,\d+"), "the decimal sign is a point, and thousands have no separator"),
    (re.compile(r"[+-]?\d[\d_]*_[\d_.]*"), "no underscores"),
    (re.compile(r"[+-]?0[xob][\da-fA-F]+"), "write it as a decimal number"),
    (
        re.compile(r"[$€£₴~<>≈]?\s*[+-]?\d[\d.,]*\s*[^\d\s].*|[$€£₴~<>≈].*"),
        "only the number: units are in the column's name",
    ),
)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that the spreadsheet itself could not fill: an error, a formula without a value, part of a merge."""

    what: str
    hint: str = ""
    quiet: bool = False
    """Not worth a word where it lies outside the table."""


Cell = str | int | float | bool | date | datetime | time | timedelta | BadCell
Value = str | int | float | date | None


class Fault(ValueError):
    """What is wrong with one cell, and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def value_of(cell: Cell, column: Column) -> Value:
    """The value that a cell says, of the column's kind; None if it is empty. Raises `Fault`."""
    if isinstance(cell, BadCell):
        raise Fault(cell.what, cell.hint)
    if cell == "":
        if column.required:
            raise Fault("is empty", column.doc)
        return None
    if isinstance(cell, bool):
        raise Fault(f"{shown(cell)} is a logical value", "format the cell as text or number and write it again")
    if isinstance(cell, datetime | time | timedelta):
        raise Fault(f"{shown(cell)} has a time of day", "a date alone, as 2022-11-29")
    if isinstance(cell, str) and cell != cell.strip():
        raise Fault(f"{shown(cell)} has blanks before or after", "remove them")
    return READERS[column.kind](cell, column)


def _id(cell: Cell, column: Column) -> str:
    text = _number_as_text(cell) if isinstance(cell, int | float) else cell
    if not isinstance(text, str):
        raise Fault(f"{shown(cell)} is a date, not an id", "format the cell as text and write it again")
    if not text.isprintable():
        raise Fault(f"{shown(ascii(text)[1:-1])} has an invisible character", "write it again by hand")
    if column.kind == "choice" and text not in column.choices:
        hint = did_you_mean(text, column.choices)
        raise Fault(f"{shown(text)} is not one of {', '.join(column.choices)}", hint if "mean" in hint else "")
    return text


def _number_as_text(cell: int | float) -> str:
    if cell != math.floor(cell) or abs(cell) >= LARGEST:
        raise Fault(f"{shown(cell)} is a number, not an id", "format the cell as text and write it again")
    return str(int(cell))


def _text(cell: Cell, _column: Column) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return str(int(cell)) if cell == math.floor(cell) and abs(cell) < LARGEST else repr(cell)
    text = str(cell)
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text):
        raise Fault(f"{shown(ascii(text)[1:-1])} has a control character", "write it again by hand")
    return text


def _real(cell: Cell, column: Column) -> float:
    number = _float(cell)
    _in_range(number, column)
    return number


def _whole(cell: Cell, column: Column) -> int:
    number = _float(cell)
    if number != math.floor(number):
        raise Fault(f"{shown(cell)} is not a whole number")
    if isinstance(cell, str) and not WHOLE.fullmatch(cell):
        raise Fault(f"{shown(cell)} is not written as a whole number", f"write {int(number)}")
    _in_range(number, column)
    return int(number)


def _float(cell: Cell) -> float:
    if isinstance(cell, date):
        raise Fault(f"{shown(cell)} is a date, not a number", "format the cell as a number and write it again")
    if isinstance(cell, str) and not NUMBER.fullmatch(cell):
        hint = next((hint for pattern, hint in NUMBER_HINTS if pattern.fullmatch(cell)), "")
        raise Fault(f"{shown(cell)} is not a number", hint)
    number = float(cell) if isinstance(cell, int | float | str) else math.nan
    if not abs(number) < LARGEST:
        raise Fault(f"{shown(cell)} is too large", "numbers stay below 1e15")
    return number


def _in_range(number: float, column: Column) -> None:
    limits = [] if column.low is None else [(number >= column.low, f"below {column.low:g}")]
    if column.high is not None:
        limits.append((number <= column.high, f"above {column.high:g}"))
    if column.above is not None:
        limits.insert(0, (number > column.above, f"not above {column.above:g}"))
    for holds, what in limits:
        if not holds:
            raise Fault(f"{number:g} is {what}", column.doc)


def _date(cell: Cell, _column: Column) -> date:
    hint = "ISO dates only, as 2022-11-29"
    if isinstance(cell, int | float):
        raise Fault(f"{shown(cell)} is a number, not a date", f"{hint}, or a cell formatted as a date")
    if isinstance(cell, date):
        return in_calendar(cell)
    text = str(cell)
    if not ISO_DATE.fullmatch(text):
        raise Fault(f"{shown(text)} is not a date", hint)
    try:
        return in_calendar(date.fromisoformat(text))
    except Fault:
        raise
    except ValueError:
        raise Fault(f"{shown(text)} is not a day of the calendar", hint) from None


def in_calendar(day: date) -> date:
    """The same day, if it lies within two centuries of now; raises `Fault`."""
    if not FIRST_DATE <= day <= LAST_DATE:
        raise Fault(f"{day} is not between {FIRST_DATE} and {LAST_DATE}", "check the year")
    return day


READERS: Mapping[str, Callable[[Cell, Column], str | int | float | date]] = {
    "id": _id,
    "text": _text,
    "choice": _id,
    "int": _whole,
    "real": _real,
    "date": _date,
}
