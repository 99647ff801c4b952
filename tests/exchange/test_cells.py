"""Cells and files of money tables: what they may say, and what is refused before it is taken apart."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.adapters.cells import Fault
from svitlo.exchange import csv_cells, plain_cells
from svitlo.exchange.hxl_tags import FLOWS, FUNNEL, tag_of
from svitlo.ledger.money import Money
from svitlo.tables.errors import BadInput
from tests.exchange.histories import CURRENCIES

_ROWS = st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=4))


@given(_ROWS)
def test_tables_read_back_as_they_were(rows: list[list[str]]) -> None:
    text = csv_cells.table_text([["first", "second"], *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        read = [cells for _, cells in csv_cells.rows_of(path)][1:]
    assert read == [row for row in rows if any(csv_cells.guarded(cell).strip() for cell in row)]


@given(st.sampled_from(CURRENCIES), st.integers(-(10**17) + 1, 10**17 - 1))
def test_amounts_are_exact(currency: str, minor: int) -> None:
    assert plain_cells.money(Money(currency, minor).plain(), currency) == Money(currency, minor)


@pytest.mark.parametrize(
    "text", ["", "1,000", "1 000", "1_000", "1e3", "nan", "inf", "٣", "0x10", "$5", "--5", "1" * 21]
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(Fault):
        plain_cells.money(text, "USD")


@pytest.mark.parametrize(
    "text", ["", "20221201", "2022-W48-4", "2022-13-01", "2022-02-29", "1-1-1", "9999-12-31", "٢٠٢٢-١٢-٠١"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(Fault):
        plain_cells.day(text)
    assert plain_cells.day("2024-02-29") == date(2024, 2, 29)


def test_published_numbers_are_exact() -> None:
    assert plain_cells.published("1.25e-03") == Decimal("0.00125")
    for text in ("NA", "", "1e999", "0x1", "1" * 13):
        with pytest.raises(Fault):
            plain_cells.published(text)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\n" * (csv_cells.MOST_LINES + 1), "more than 200000 lines"),
        (b"\r" * (csv_cells.MOST_LINES + 1), "more than 200000 lines"),
        (b"," * (csv_cells.MOST_COMMAS + 1), "more than 4000000 cells"),
        (b"a" + b"," * 300, "more than 200 columns"),
        (b"a,b\n" + b"x" * 120_000 + b",y\n", "more than 100000 characters"),
    ],
)
def test_tables_beyond_bounds_are_refused(content: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=what):
        csv_cells.rows_of(path)


def test_tags() -> None:
    assert tag_of(" #ORG + Id+provider ") == tag_of("#org+provider+id")
    for cell in ("", "org", "#", "#1", "#org+", "#org-id", "# org", "#org id"):
        assert tag_of(cell) is None
    for columns in (FLOWS, FUNNEL):
        assert len({column.tag for column in columns}) == len({column.heading for column in columns}) == len(columns)
        assert all(tag_of(str(column.tag)) == column.tag for column in columns)
