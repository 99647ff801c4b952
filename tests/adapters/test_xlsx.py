"""Spreadsheets: what people type into cells, sheets that are not tables, and the template."""

import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.table_reader import read_table
from svitlo.adapters.xlsx import read_book, write_tables, write_template
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import CASE_SPECS, CREWS, PLACES
from tests.bad_inputs.good_case import write_good

NAMES = {spec.name for spec in CASE_SPECS}


def book_of(path: Path, sheets: dict[str, list[list[object]]]) -> bytes:
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, place, cell, day)
                    elif cell is not None:
                        sheet.write(row, place, cell)
    return path.read_bytes()


def test_numbers_in_id_columns_are_ids_and_text_that_says_a_number_is_one(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["place_id", "name", "kind", "people", "bus_id"],
        [7, 12, "heat", "12.5", 2],
        ["b", 2.5, "heat", 3, "2"],
    ]
    book = read_book(book_of(tmp_path / "a.xlsx", {"places": rows}), "case.xlsx", NAMES)
    table, problems = read_table(PLACES, "places", book.sheets["places"])
    assert problems == []
    assert table.frame.select("place_id", "name", "people", "bus_id").rows() == [
        ("7", "12", 12.5, "2"),
        ("b", "2.5", 3.0, "2"),
    ]


def test_dates_are_date_cells_of_any_format_or_iso_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["crew_kind", "count", "from", "to"],
        ["lines", 2.0, date(2022, 11, 29), "2022-12-01"],
    ]
    book = read_book(book_of(tmp_path / "a.xlsx", {"crews": rows}), "case.xlsx", NAMES)
    table, problems = read_table(CREWS, "crews", book.sheets["crews"])
    assert problems == []
    assert table.frame.rows() == [("lines", 2, date(2022, 11, 29), date(2022, 12, 1))]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [["crew_kind", "count", "from"], [], ["lines", 1, date(2022, 11, 29)], [None, " "], []]
    book = read_book(book_of(tmp_path / "a.xlsx", {"crews": rows}), "case.xlsx", NAMES)
    table, problems = read_table(CREWS, "crews", book.sheets["crews"])
    assert problems == []
    assert table.rows == (3,)


def test_sheets_for_people_are_left_alone_and_hidden_tables_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("README").write(0, 0, "hello")
        workbook.add_worksheet("_sums").write(0, 0, "hello")
        workbook.add_chartsheet("Chart")
        workbook.add_worksheet("crews").write_row(0, 0, ["crew_kind", "count", "from"])
        workbook.get_worksheet_by_name("crews").hide()
    book = read_book(path.read_bytes(), "case.xlsx", NAMES)
    assert list(book.sheets) == ["crews"]
    assert book.problems == ()
    assert book.notes == ("The sheet crews of case.xlsx is hidden and counts.",)


def test_formulas_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("crews")
        sheet.write_row(0, 0, ["crew_kind", "count", "from"])
        sheet.write_row(1, 0, ["lines", None, "2022-11-29"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
    book = read_book(path.read_bytes(), "case.xlsx", NAMES)
    table, problems = read_table(CREWS, "crews", book.sheets["crews"])
    assert problems == []
    assert table.frame["count"].to_list() == [2]
    assert book.notes == ("case.xlsx, sheet crews: formulas in 1 cells; the values stored with them count.",)


def test_a_header_that_holds_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("crews")
        sheet.write_row(0, 0, ["crew_kind", "count", "from"])
        sheet.write_formula(0, 3, "=Z1", None, "#REF!")
        sheet.write_row(1, 0, ["lines", 1, "2022-11-29", "2022-11-30"])
    book = read_book(path.read_bytes(), "case.xlsx", NAMES)
    _, problems = read_table(CREWS, "crews", book.sheets["crews"])
    assert [str(problem) for problem in problems] == [
        "crews, row 1: the name of column 4 holds the error #REF! (hint: repair the formula)"
    ]


def test_the_template_reads_as_a_case_without_rows(tmp_path: Path) -> None:
    folder = write_good(tmp_path / "case")
    for spec in CASE_SPECS:
        (folder / f"{spec.name}.csv").unlink()
    toml = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(toml[: toml.index("[cold]")])
    write_template(folder / "case.xlsx")
    case = read_case(folder)
    assert all(getattr(case, spec.name).is_empty() for spec in CASE_SPECS)


def test_the_template_explains_every_column_and_offers_every_choice(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        names = archive.namelist()
        for number, spec in enumerate(CASE_SPECS, start=2):
            comments = archive.read(f"xl/comments{number - 1}.xml").decode()
            sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert comments.count("<comment ") == len(spec.columns)
            assert sheet.count("<dataValidation ") == sum(bool(column.choices) for column in spec)
    assert len([name for name in names if name.startswith("xl/worksheets/sheet")]) == len(CASE_SPECS) + 1


def test_the_template_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_text("mine")
    for name in ("case.xlsx", "no/case.xlsx", "a\0.xlsx", "."):
        with pytest.raises(BadInput):
            write_template(tmp_path / name)
    assert (tmp_path / "case.xlsx").read_text() == "mine"


@pytest.mark.parametrize("write", [write_template, lambda path: write_tables(path, {"crews": CREWS.empty()})])
def test_the_same_tables_give_the_same_file(tmp_path: Path, write: object) -> None:
    assert callable(write)
    write(tmp_path / "a.xlsx")
    write(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"crew_kind": ["=1+1"], "count": [1], "from": [date(2022, 11, 29)], "to": [None]}, schema=CREWS.dtypes
    )
    write_tables(tmp_path / "a.xlsx", {"crews": frame})
    book = read_book((tmp_path / "a.xlsx").read_bytes(), "case.xlsx", NAMES)
    table, problems = read_table(CREWS, "crews", book.sheets["crews"])
    assert problems == []
    assert table.frame.rows() == frame.rows()


def rewritten(content: bytes, change: dict[str, bytes], more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with some of its parts replaced and others added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return made.getvalue()


def test_a_part_or_a_sheet_of_a_name_twice_is_refused(tmp_path: Path) -> None:
    """Engines differ in which of the two they take, and one of them ends the whole program over it."""
    good = book_of(tmp_path / "a.xlsx", {"damage": [["asset_id"], ["power/line/1"]], "places": [["place_id"]]})
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        sheets = archive.read("xl/workbook.xml").replace(b'name="places"', b'name="damage"')
    for bad in (rewritten(good, {}, {"xl/worksheets/Sheet1.xml": far}), rewritten(good, {"xl/workbook.xml": sheets})):
        book = read_book(bad, "a.xlsx", {"damage", "places"})
        assert book.failed
        assert [problem.what for problem in book.problems] == ["is not an .xlsx file, or is cut off"]


def test_cells_that_never_end_cost_no_more_than_their_length(tmp_path: Path) -> None:
    """A pattern that looked on to the end from each of them would take hours."""
    good = book_of(tmp_path / "a.xlsx", {"damage": [["asset_id"], ["power/line/1"]]})
    for piece in (b'<c r="A1">', b'<c r="A1"><v>', b"<c " + b"a" * 50, b'<c r="A1"><is><v>'):
        part = b"<worksheet><sheetData><row>" + piece * 400_000 + b"</row></sheetData></worksheet>"
        read_book(rewritten(good, {"xl/worksheets/sheet1.xml": part}), "a.xlsx", {"damage"})
