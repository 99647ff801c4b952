"""The ministry's workbook: filled in by another library, read back, accepted; and everything that is refused."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.exchange.template_read import read_workbook
from svitlo.exchange.template_sheets import NOT_BY_HAND, column_of, sheets
from svitlo.exchange.templates import drafts_from_workbook, write_ledger_template
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.money import Money
from svitlo.tables.errors import BadInput
from tests.exchange.case_ledgers import book_in, said, winter_drafts

SHEETS = {sheet.name: sheet for sheet in sheets()}
Rows = Sequence[Mapping[str, Any]]
DAY = "2022-11-29"


def filled(path: Path, rows: Mapping[str, Rows], *, notes: bool = True) -> Path:
    """A workbook as the template is, filled in; values as given, dates as dates of the spreadsheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, mine in rows.items():
            sheet = book.add_worksheet(name)
            known = [column.name for column in SHEETS[name].columns] if name in SHEETS else []
            columns = [*known, *sorted({key for row in mine for key in row} - set(known))]
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column)
            if notes and name in SHEETS:
                for place, one in enumerate(SHEETS[name].columns):
                    sheet.write_string(1, place, one.doc)
            for number, row in enumerate(mine, start=2 if notes else 1):
                for key, value in row.items():
                    _write(sheet, (number, columns.index(key)), value, day)
    return path


def _write(sheet: Any, cell: tuple[int, int], value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*cell, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, str) and value.startswith("=="):
        sheet.write_formula(*cell, value[1:], None, 7)
    elif isinstance(value, str):
        sheet.write_string(*cell, value)
    else:
        sheet.write_number(*cell, value)


def row_of(draft: Draft) -> tuple[str, dict[str, Any]]:
    """A draft as a row of its sheet, in the words of a person."""
    sheet = next(sheet for sheet in SHEETS.values() if draft.kind in {kind.name for kind in sheet.kinds})
    row: dict[str, Any] = {"kind": draft.kind, "id": draft.subject.split(":", 1)[1], "held_on": draft.held_on}
    for field in KINDS[draft.kind].fields:
        if field.name not in draft.data:
            continue
        value = draft.data[field.name]
        if field.name.endswith("_minor"):
            name = "currency" if field.name == "amount_minor" else field.name.replace("_minor", "_currency")
            row.setdefault(name, draft.data.get(name, "USD"))
            value = Money(row[name], value).plain()
        elif field.type == "goods":
            value = "; ".join(f"{equipment_id}={quantity}" for equipment_id, quantity in value.items())
        elif field.type == "references":
            value = "; ".join(value)
        row[column_of(field)] = value
    for source in draft.sources:
        row |= {f"source_{name}": value for name, value in source.as_dict().items()}
    return sheet.name, row


def without_place(draft: Draft) -> tuple[Any, ...]:
    return draft.kind, draft.subject, draft.held_on, dict(draft.data), draft.sources


def problems_of(path: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        drafts_from_workbook(path)
    return [str(problem) for problem in refused.value.problems]


# ---- the register and the sheets


def test_every_kind_is_on_one_sheet_or_is_not_written_by_hand() -> None:
    on_sheets = [kind.name for sheet in SHEETS.values() for kind in sheet.kinds]
    assert len(on_sheets) == len(set(on_sheets))
    others = {name for name in KINDS if name.split(".")[0] in NOT_BY_HAND}
    assert set(on_sheets) | others == set(KINDS)
    assert not set(on_sheets) & others


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.name)
def test_fields_of_one_name_are_of_one_form(sheet: Any) -> None:
    forms: dict[str, set[Any]] = {}
    for kind in sheet.kinds:
        for field in kind.fields:
            forms.setdefault(column_of(field), set()).add((field.name, field.type, field.choices, field.refers))
    assert {name: found for name, found in forms.items() if len(found) > 1} == {}


# ---- the template


def test_the_template_has_headers_notes_and_lists(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.add(winter_drafts(), "test")
    path = tmp_path / "form.xlsx"
    with book.view(date(2022, 12, 20)) as view:
        write_ledger_template(path, view)
    workbook = calamine.CalamineWorkbook.from_path(str(path))
    assert workbook.sheet_names == ["README", *SHEETS, "_lists"]
    pledges = workbook.get_sheet_by_name("pledges").to_python()
    assert pledges[0][:4] == ["kind", "id", "held_on", "donor"]
    assert "amount" in pledges[0]
    assert "amount_minor" not in pledges[0]
    assert all(note for note in pledges[1])
    lists = {column[0]: [value for value in column[1:] if value] for column in zip(*_padded(workbook), strict=True)}
    assert "USD" in lists["currencies"]
    assert lists["cash goods crew"] == ["cash", "goods", "crew"]
    assert "state:aurelia" in lists["state or org or group"]
    assert lists["fund"] == ["fund:winter"]
    text = zipfile.ZipFile(path).read("xl/worksheets/sheet9.xml").decode()
    assert text.count("<dataValidation ") >= 8
    with pytest.raises(BadInput, match="is there already"):
        write_ledger_template(path)


def _padded(workbook: Any) -> list[list[Any]]:
    return [list(row) for row in workbook.get_sheet_by_name("_lists").to_python()]


def test_an_empty_template_proposes_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_ledger_template(path)
    assert problems_of(path) == ["form.xlsx: no row is filled in (hint: one row for each thing that happened)"]


def test_the_same_template_twice_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_ledger_template(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# ---- there and back


@pytest.mark.parametrize("notes", [True, False])
def test_the_example_goes_through_the_workbook(tmp_path: Path, notes: bool) -> None:
    drafts = winter_drafts()
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SHEETS}
    for draft in drafts:
        name, row = row_of(draft)
        rows[name].append(row)
    path = filled(tmp_path / "winter.xlsx", rows, notes=notes)
    read = drafts_from_workbook(path)
    key = lambda draft: (draft.subject, draft.held_on, draft.kind)  # noqa: E731
    assert [without_place(one) for one in sorted(read, key=key)] == [
        without_place(one) for one in sorted(drafts, key=key)
    ]
    first = next(one for one in read if one.kind == "pledge.announced")
    assert first.file == "winter.xlsx, sheet pledges"
    assert first.row == (3 if notes else 2)
    # The sheets are in an order in which everything rests on what comes before it.
    assert len(book_in(tmp_path).add(read, "ministry")) == len(drafts)


def test_a_filled_workbook_is_recorded(tmp_path: Path) -> None:
    rows = {
        "names": [
            {"kind": "state.named", "id": "usa", "held_on": date(2022, 11, 29), "name": "United States"},
            {"kind": "state.named", "id": "state:ukr", "held_on": DAY, "name": "Ukraine"},
            {"kind": "group.formed", "id": "g", "held_on": DAY, "name": "G", "form": "group"},
        ],
        "memberships": [
            {"kind": "membership.held", "held_on": DAY, "group": "group:g", "state": "state:usa", "role": "member"}
        ],
        "pledges": [
            {
                "kind": "pledge.announced",
                "id": "us-53m",
                "held_on": DAY,
                "donor": "state:usa",
                "form": "cash",
                "category": "energy",
                "amount": 53_000_000.1,
                "currency": "USD",
                "purpose": 23630,
                "source_publisher": "A wire",
                "source_published": date(2022, 11, 29),
                "source_confidence": 90,
            },
            {
                "kind": "pledge.announced",
                "id": "gift",
                "held_on": DAY,
                "donor": "state:usa",
                "form": "goods",
                "category": "energy",
                "equipment_id": "=1+1",
                "quantity": 2.0,
            },
        ],
        "rates": [
            {
                "kind": "rate.quoted",
                "id": "EUR/USD/2022-11-29/bank",
                "held_on": DAY,
                "base": "EUR",
                "quote": "USD",
                "rate": 1.035,
            }
        ],
    }
    drafts = drafts_from_workbook(filled(tmp_path / "form.xlsx", rows))
    found = {draft.subject: draft for draft in drafts}
    assert found["pledge:us-53m"].data["amount_minor"] == 5_300_000_010
    assert found["pledge:us-53m"].data["purpose"] == "23630"
    assert found["pledge:us-53m"].sources == (Source(publisher="A wire", published=date(2022, 11, 29), confidence=90),)
    assert found["pledge:gift"].data["equipment_id"] == "=1+1"
    assert found["membership:g/usa"].data["role"] == "member"
    assert found["rate:EUR/USD/2022-11-29/bank"].data["rate"] == "1.035"
    events = book_in(tmp_path).add(drafts, "ministry")
    assert len(events) == 7


@settings(max_examples=60, deadline=None)
@given(minor=st.integers(1, 10**15 - 1), currency=st.sampled_from(("USD", "JPY", "KWD")), as_text=st.booleans())
def test_amounts_are_read_to_the_minor_unit(
    tmp_path_factory: pytest.TempPathFactory, minor: int, currency: str, as_text: bool
) -> None:
    plain = Money(currency, minor).plain()
    row = {
        "kind": "pledge.announced",
        "id": "p",
        "held_on": DAY,
        "donor": "state:usa",
        "form": "cash",
        "category": "energy",
        "amount": plain if as_text else float(plain),
        "currency": currency,
    }
    path = filled(tmp_path_factory.mktemp("amounts") / "form.xlsx", {"pledges": [row]})
    (draft,) = drafts_from_workbook(path)
    assert draft.data["amount_minor"] == minor


def test_many_rows_are_read(tmp_path: Path) -> None:
    rows = [{"kind": "state.named", "id": f"s{row}", "held_on": DAY, "name": "The same name"} for row in range(20_000)]
    assert len(drafts_from_workbook(filled(tmp_path / "form.xlsx", {"names": rows}))) == 20_000


# ---- what is refused


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    cash = {"kind": "pledge.announced", "held_on": DAY, "donor": "state:usa", "form": "cash", "category": "energy"}
    rows = {
        "pledges": [
            {**cash, "id": "a", "amount": 0.305, "currency": "USD"},
            {**cash, "id": "b", "amount": "1,000", "currency": "USD"},
            {**cash, "id": "c", "amount": 5},
            {**cash, "id": "d e", "amount": 5, "currency": "USDD"},
            {**cash, "id": "e", "kind": "pledge.anounced"},
            {**cash, "id": "f", "held_on": "29.11.2022"},
            {**cash, "id": "g", "form": "gold"},
            {**cash, "id": "h", "donor": "usa"},
            {**cash, "id": "i", "amount": 1e15, "currency": "JPY"},
            {**cash, "id": "j", "held_on": 44894},
            {**cash, "id": "k", "source_title": "Without a publisher"},
            {**{name: value for name, value in cash.items() if name != "held_on"}, "id": "l"},
            {**cash, "id": "m", "amount": -5, "currency": "USD"},
        ],
        "contracts": [
            {
                "kind": "contract.signed",
                "id": "k",
                "held_on": DAY,
                "allocation": "allocation:a",
                "supplier": "org:s",
                "amount": 5,
                "currency": "USD",
                "items": "breaker: 2",
            }
        ],
        "pledgs": [{"kind": "x"}],
        "assets": [{"kind": "asset.moved", "id": "a", "held_on": DAY, "plase": "hub"}],
    }
    found = problems_of(filled(tmp_path / "form.xlsx", rows))
    wanted = (
        "sheet assets, row 1: the sheet assets has no column 'plase' (hint: did you mean 'place'?)",
        "sheet assets, row 3, column place: asset.moved needs it",
        "sheet contracts, row 3, column items: 'breaker: 2' is not equipment=quantity",
        "sheet pledges, row 3, column amount: 0.305 has more digits than USD has (2)",
        "sheet pledges, row 4, column amount: '1,000' is not a plain number",
        "sheet pledges, row 5, column amount: an amount needs its currency",
        "sheet pledges, row 6, column amount: 'USDD' is no currency",
        "sheet pledges, row 6, column currency: 'USDD' is no currency",
        "sheet pledges, row 6, column id: 'pledge:d e' is not the name of an entity",
        "sheet pledges, row 7, column kind: one of pledge.announced",
        "sheet pledges, row 8, column held_on: '29.11.2022' is not a date",
        "sheet pledges, row 9, column form: 'gold' is not one of cash, goods, crew",
        "sheet pledges, row 10, column donor: 'usa' does not name an entity",
        "sheet pledges, row 11, column amount: '1000000000000000.0' is too large",
        "sheet pledges, row 12, column held_on: '44894.0' is a number, not a date",
        "sheet pledges, row 13, column source_publisher: is empty",
        "sheet pledges, row 14, column held_on: is empty",
        "sheet pledges, row 15, column amount: '-5.0' is not a plain number",
        "the sheet 'pledgs' is not one of the ledger's (hint: did you mean 'pledges'?)",
    )
    missing = [words for words in wanted if not any(words in line for line in found)]
    assert missing == [], "\n".join(found)


def test_formulas_are_refused(tmp_path: Path) -> None:
    row = {"kind": "state.named", "id": "usa", "held_on": DAY, "name": "==A1&A2"}
    (problem,) = problems_of(filled(tmp_path / "form.xlsx", {"names": [row]}))
    assert problem == "form.xlsx, sheet names: formulas in 1 cells (hint: write the values instead)"


def repacked(path: Path, more: Mapping[str, bytes]) -> Path:
    """A workbook with more parts in it."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in more:
                new.writestr(entry, old.read(entry))
        for name, part in more.items():
            new.writestr(name, part)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    row = {"kind": "state.named", "id": "usa", "held_on": DAY, "name": "United States"}
    return filled(tmp_path / "form.xlsx", {"names": [row]})


def test_macros_are_refused(good: Path) -> None:
    assert len(drafts_from_workbook(good)) == 1
    assert "holds macros" in problems_of(repacked(good, {"xl/vbaProject.bin": b"macro"}))[0]
    assert "holds macros" in problems_of(repacked(good, {"xl/externalLinks/externalLink1.xml": b"<a/>"}))[0]


def test_bombs_are_refused(good: Path) -> None:
    found = problems_of(repacked(good, {"xl/worksheets/sheet1.xml": b" " * 5_000_000}))
    assert any("unpacks to far more than its size" in line for line in found)
    found = problems_of(repacked(good, {"xl/media/picture.bin": b"\0" * 70_000_000}))
    assert any("unpacks to more than 64 MB" in line for line in found)


def test_a_claim_of_two_gigabytes_is_refused_unread(good: Path) -> None:
    """The size that the archive's list of parts claims for one of them is set to 2 GB."""
    content = bytearray(good.read_bytes())
    start = content.index(b"PK\x01\x02")
    content[start + 24 : start + 28] = (2_000_000_000).to_bytes(4, "little")
    good.write_bytes(bytes(content))
    assert any("unpacks to more than 64 MB" in line for line in problems_of(good))


def test_cells_far_out_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("names")
        sheet.write_string(0, 0, "kind")
        sheet.write_string(1_000_000, 16_000, "far")
    assert "has cells too far out" in problems_of(path)[0]


def test_the_bytes_of_a_workbook_are_read_as_the_file_is(good: Path) -> None:
    assert read_workbook(good.read_bytes(), good.name) == drafts_from_workbook(good)
    with pytest.raises(BadInput, match="cannot be read"):
        drafts_from_workbook(good.with_name("nowhere.xlsx"))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"kind,id\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 100]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert len(problems_of(path)) == 1


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flipped_byte_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    row = {"kind": "state.named", "id": "usa", "held_on": DAY, "name": "United States"}
    path = filled(folder / "form.xlsx", {"names": [row]})
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    with suppress(BadInput):
        assert all(isinstance(draft, Draft) for draft in drafts_from_workbook(path))


def test_contradictions_are_refused_by_sheet_and_row(tmp_path: Path) -> None:
    row = {"kind": "state.named", "id": "usa", "held_on": DAY, "name": "United States"}
    drafts = drafts_from_workbook(filled(tmp_path / "form.xlsx", {"names": [row, {**row, "name": "USA"}]}))
    book = book_in(tmp_path)
    book.add([said("org.named", "org:x", DAY, name="X")], "test")
    with pytest.raises(BadInput, match=r"form\.xlsx, sheet names, row 4"):
        book.add([*drafts, drafts[1]], "ministry")
