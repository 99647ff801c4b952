"""A workbook in which a ministry writes what it knows, and the events that are read from it."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from svitlo.adapters.xlsx import FormColumn, write_form
from svitlo.exchange.template_read import read_workbook
from svitlo.exchange.template_sheets import Sheet, SheetColumn, sheets
from svitlo.ledger.coalition import name_of
from svitlo.ledger.events import Draft
from svitlo.ledger.kinds import ENTITY_TYPES
from svitlo.ledger.money import currencies
from svitlo.ledger.view import View
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput

MOST_BYTES = 32 * 1024 * 1024
CURRENCIES = "currencies"
MOST_CHOICES = 5_000
"""Entities offered in one drop-down; the others can be typed."""

_INTRODUCTION = (
    (
        "",
        "One row is one thing that happened; empty rows are passed over. A person accepts what is recorded.",
    ),
    ("", "Yellow columns are always required; the others as the kind in the first column needs them."),
    ("", "Amounts in whole units of the currency (13000000 or 13000000.50), without separators; dates as 2022-11-29."),
    ("", "The second row says what each column means: it may stay. No formulas, no macros: write values."),
    ("", "What names something else in the ledger is chosen from the list or typed as type:id, such as state:usa."),
)


def write_ledger_template(path: Path, view: View | None = None) -> None:
    """An empty workbook with a sheet for each group of kinds, notes under the headers, and drop-downs.

    Args:
        path: where it is written; nothing that is there is replaced.
        view: the ledger whose entities are offered to choose from; None: none are.

    Raises:
        BadInput: there is something at `path` already, or it cannot be written.
    """
    all_sheets = sheets()
    lists = {CURRENCIES: sorted(currencies())}
    for sheet in all_sheets:
        lists[_list_of_kinds(sheet)] = [kind.name for kind in sheet.kinds]
        for column in sheet.columns:
            lists |= _list_of(column, view)
    about = [*_INTRODUCTION, *((sheet.name, _about(sheet)) for sheet in all_sheets), *_known_names(view)]
    forms = {sheet.name: [_form_column(sheet, column) for column in sheet.columns] for sheet in all_sheets}
    write_form(path, about, forms, lists)


def drafts_from_workbook(path: Path) -> tuple[Draft, ...]:
    """The events that a workbook proposes, in the order in which they rest on each other.

    Raises BadInput with every problem of every cell, or where the file is none that is read: see `template_read`.
    """
    name = printable(path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput.of(name, f"is larger than {MOST_BYTES // 1024**2} MB", hint="one workbook, no pictures")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput.of(name, f"cannot be read ({error})") from None
    return read_workbook(content, name)


def _about(sheet: Sheet) -> str:
    return "; ".join(f"{kind.name}: {kind.words}" for kind in sheet.kinds)


def _known_names(view: View | None) -> list[tuple[str, str]]:
    """Who is in the ledger, so that ids are found by name."""
    if view is None:
        return []
    known = (one.subject for kind in ("state", "org", "group", "fund") for one in view.entities(kind))
    found = ((subject, name_of(view, subject)) for subject in known)
    return [("", "In the ledger already:"), *islice(found, MOST_CHOICES)]


def _list_of_kinds(sheet: Sheet) -> str:
    return f"kinds of {sheet.name}"


def _list_of(column: SheetColumn, view: View | None) -> Mapping[str, list[str]]:
    """The list behind a column, by its name."""
    field = column.field
    if field is not None and field.type == "choice":
        return {_list_name(column): list(field.choices)}
    if field is not None and field.type == "reference" and view is not None:
        known = [name for kind in field.refers if kind in ENTITY_TYPES for name in view.reader.subjects(kind)]
        there = (name for name in known if view.entity(name).facts)
        return {_list_name(column): list(islice(there, MOST_CHOICES))}
    return {}


def _list_name(column: SheetColumn) -> str:
    field = column.field
    if field is None:
        return ""
    if field.type == "currency":
        return CURRENCIES
    return " ".join(field.choices) if field.type == "choice" else " or ".join(field.refers)


def _form_column(sheet: Sheet, column: SheetColumn) -> FormColumn:
    is_kind = column.name == "kind"
    kind = column.field.type if column.field else ""
    is_day = kind == "date" or column.name in ("held_on", "source_published", "source_retrieved")
    is_number = kind in ("whole", "decimal") or column.name == "source_confidence"
    return FormColumn(
        name=column.name,
        note=column.doc,
        required=column.required,
        body="date" if is_day else "number" if is_number else "text",
        choices=_list_of_kinds(sheet) if is_kind else _list_name(column),
        closed=is_kind or kind in ("choice", "currency"),
    )
