"""Names that are written to be run: in a browser, in every view, in both homes of the pages, nothing of them is."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import EXAMPLES, Open, Opened, run
from tests.browser.serving import serving

RUN = "window.wasRun = true"
HOSTILE = (
    f"</script><script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"javascript:{RUN}//'`${{{RUN}}}",
    f"<svg onload={RUN}>{{{{constructor}}}}&lt;b&gt;",
)
CHANGED = {
    "places.csv": ("name",),
    "actors.csv": ("name",),
    "catalogue.csv": ("name", "unit"),
    "pledges.csv": ("source",),
    "decisions.csv": ("subject",),
    "positions.csv": ("source",),
    "damage.csv": ("source", "note"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose every free text is hostile, and a plan of it beside it."""
    folder = tmp_path_factory.mktemp("hostile") / "case"
    shutil.copytree(EXAMPLES / "first-light", folder)
    for file, columns in CHANGED.items():
        path = folder / file
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for number, row in enumerate(rows):
            for column in columns:
                if row.get(column):
                    row[column] = HOSTILE[number % len(HOSTILE)]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    toml = folder / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"First light"', f"'''{HOSTILE[0]}{HOSTILE[1]}'''"))
    run("plan", folder, "-o", folder.parent / "plan", "--effort", "50")
    run("report", folder, folder.parent / "plan", "-o", folder.parent / "public.html", "--public")
    return folder


def look_at_everything(opened: Opened) -> None:
    page = opened.page
    for view in page.locator("nav.tabs a").evaluate_all("links => links.map(one => one.getAttribute('href'))"):
        page.locator(f"nav.tabs a[href='{view}']").click()
        page.wait_for_timeout(50)
        is_nothing_run(opened)


def is_nothing_run(opened: Opened) -> None:
    page = opened.page
    assert page.evaluate("window.wasRun") is None
    assert page.locator("script").count() <= 2
    assert page.locator("img[onerror], svg[onload], a[href^='javascript']").count() == 0
    assert opened.is_clean()


@pytest.mark.parametrize("language", ["en", "uk"])
def test_report_files_run_nothing_of_their_names(hostile: Path, open_page: Open, language: str) -> None:
    for path in (hostile.parent / "plan" / "report.html", hostile.parent / "public.html"):
        # Without the policy, which would hide a mistake: the pages themselves must be right.
        opened = open_page(path.as_uri(), language=language, free=True)
        assert HOSTILE[0] in opened.page.title()
        look_at_everything(opened)


def test_served_pages_run_nothing_of_their_names(hostile: Path, open_page: Open, tmp_path: Path) -> None:
    with serving(hostile, hostile.parent / "plan", library=tmp_path / "library") as server:
        opened = open_page(server.address, free=True)
        opened.page.get_by_text(HOSTILE[0]).first.wait_for()
        is_nothing_run(opened)
        for start in ("/cases/", "/plans/"):
            address = opened.page.locator(f"a[href^='{start}']").first.get_attribute("href")
            inner = open_page(f"{server.address}{address}", free=True)
            inner.page.wait_for_timeout(500)
            is_nothing_run(inner)
            if start == "/plans/":
                look_at_everything(inner)
