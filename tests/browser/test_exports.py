"""What is shown can be taken away: CSV and XLSX with the figures of the plan, SVG and PNG of the pictures."""

import csv
import io
from pathlib import Path

import pytest
import python_calamine as calamine
from defusedxml.ElementTree import fromstring
from playwright.sync_api import Page

from tests.browser.conftest import Made, Open

PNG = b"\x89PNG\r\n\x1a\n"


def saved(page: Page, name: str, what: str) -> bytes:
    """The file that a button for saving gives; `name` begins the name of its table or picture."""
    button = page.locator(f'button.export[aria-label^="{name}"][aria-label$="{what}"]').first
    with page.expect_download() as waited:
        button.click()
    path: Path = waited.value.path()
    return path.read_bytes()


def rows_of(made: Made, table: str) -> list[dict[str, str]]:
    with (made.plan("together") / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_csv_and_xlsx_hold_the_purchases(made: Made, open_page: Open) -> None:
    opened = open_page(made.report("together"), view="shopping")
    page = opened.page
    expected = {row["purchase_id"]: float(row["cost_usd"]) for row in rows_of(made, "purchases.csv")}
    assert expected
    name = (page.locator('button.export[aria-label*="fund"]').first.get_attribute("aria-label") or "").split(":")[0]
    content = saved(page, name, "CSV")
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(saved(page, name, "XLSX")))
    sheet = book.get_sheet_by_index(0).to_python()
    for purchase, cost in expected.items():
        [line] = [line for line in lines if purchase in line]
        [row] = [row for row in sheet if purchase in row]
        assert cost in [float(cell) for cell in line if cell.replace(".", "").isdigit()]
        assert cost in row, "a number stays a number"
    assert opened.is_clean()


@pytest.mark.parametrize(("view", "name"), [("overview", "Map"), ("works", "Works")])
def test_pictures_are_pictures(made: Made, open_page: Open, view: str, name: str) -> None:
    opened = open_page(made.report("together"), view=view)
    drawn = fromstring(saved(opened.page, name, "SVG"))
    assert drawn.tag.endswith("svg")
    assert len(list(drawn.iter())) > 20
    assert saved(opened.page, name, "PNG").startswith(PNG)
    assert opened.is_clean()
