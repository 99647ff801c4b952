"""In a browser, against a real server: damage in, problems in place, a plan in the making, plans side by side."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.generate import generated_case, write_case
from playwright.sync_api import Page, expect

from tests.browser.conftest import EXAMPLES, NARROW, WIDE, Made, Open
from tests.browser.serving import Server, serving
from tests.browser.test_axe import violations

LONG = 60_000
LIGHT = EXAMPLES / "first-light"


@pytest.fixture
def server(made: Made, tmp_path: Path) -> Iterator[Server]:
    with serving(LIGHT, made.plan("first-light"), library=tmp_path / "library") as one:
        yield one


def damage_file(folder: Path, *changes: dict[str, str], name: str = "damage.csv") -> Path:
    """The example's damage, its first rows changed."""
    with (LIGHT / "damage.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def long_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose search would go on for minutes."""
    folder = tmp_path_factory.mktemp("long") / "case"
    write_case(generated_case("case57_ieee", 1, damaged=24, days=30), folder)
    return folder


def upload(page: Page, path: Path, mode: str = "replace") -> None:
    page.get_by_label("Workbook or CSV file").set_input_files(path)
    page.get_by_label("Its rows").select_option(mode)
    page.get_by_role("button", name="Upload and check").click()


def planned(page: Page, effort: int = 20) -> None:
    """Plan the case that is open and wait for the plan."""
    page.get_by_label("Effort").fill(str(effort))
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_role("link", name="Open the plan").click(timeout=LONG)
    page.wait_for_selector("nav.tabs")


def test_from_a_damage_report_to_a_plan_to_a_comparison(server: Server, open_page: Open, tmp_path: Path) -> None:
    opened = open_page(server.address)
    page = opened.page
    page.get_by_role("region", name="Cases").get_by_role("link").first.click()
    upload(page, damage_file(tmp_path, {"severity": "minor"}))
    page.wait_for_url(re.compile("/cases/"))
    expect(page.get_by_label("Severity, row 1")).to_have_value("minor", timeout=LONG)
    planned(page)
    page.get_by_role("link", name="Library").click()
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for box in (boxes.first, boxes.last):
        box.check()
    page.get_by_role("button", name="Compare side by side").click()
    expect(page.get_by_role("heading", name="What it costs whom")).to_be_visible(timeout=LONG)
    figures = page.get_by_role("region", name="In figures")
    assert re.search(r"better|worse|the same", figures.inner_text())
    assert opened.is_clean()


def test_problems_are_shown_in_place_and_nothing_is_written(server: Server, open_page: Open, tmp_path: Path) -> None:
    opened = open_page(server.address)
    page = opened.page
    page.get_by_role("region", name="Cases").get_by_role("link").first.click()
    page.wait_for_selector("#assets", state="attached")
    upload(page, damage_file(tmp_path, {"severity": "terrible"}, {"asset_id": "power/branch/999"}))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was written")
    expect(alert).to_contain_text("terrible")
    expect(alert).to_contain_text("power/branch/999")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label(re.compile("^Asset, row")).last.fill("power/branch/77777")
    page.get_by_role("button", name="Check and save").click()
    wrong = page.locator(".damage-rows [aria-invalid=true]")
    expect(wrong.first).to_be_visible()
    assert "77777" in page.locator(".damage-rows .said").first.inner_text()
    page.goto(server.address)
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_role("region", name="Cases").locator("tbody tr")).to_have_count(1)


def test_the_form_makes_a_case_too(server: Server, open_page: Open) -> None:
    page = open_page(server.address).page
    page.get_by_role("region", name="Cases").get_by_role("link").first.click()
    page.get_by_label("Severity, row 1").select_option("minor")
    page.get_by_label("Name of the new case").fill("After a second look")
    page.get_by_role("button", name="Check and save").click()
    expect(page.get_by_role("heading", name="After a second look")).to_be_visible(timeout=LONG)


def test_a_stopped_plan_is_kept_and_taken_up_again(long_case: Path, open_page: Open, tmp_path: Path) -> None:
    """A search that would take minutes is stopped, its plan opened, and taken up again. A closed page stops nothing."""
    with serving(long_case, library=tmp_path / "library") as server:
        page = open_page(server.address).page
        page.get_by_role("region", name="Cases").get_by_role("link").first.click()
        page.get_by_label("Effort").fill("1000000")
        page.get_by_role("button", name="Plan", exact=True).click()
        page.wait_for_url(re.compile("/jobs/"))
        job = page.url
        expect(page.locator("strong.state")).to_have_text("planning", timeout=LONG)
        page.close()  # a closed browser stops nothing
        page = open_page(job).page
        page.get_by_role("button", name=re.compile("^Stop")).click()
        expect(page.locator("strong.state")).to_have_text("stopped", timeout=LONG)
        page.get_by_role("link", name="Open the plan").click()
        page.wait_for_selector("nav.tabs")
        page.goto(job)
        page.get_by_role("button", name="Resume").click()
        expect(page.locator("strong.state")).to_have_text("planning", timeout=LONG)
        page.get_by_role("button", name=re.compile("^Stop")).click()
        expect(page.locator("strong.state")).to_have_text("stopped", timeout=LONG)


def test_after_a_crash_everything_is_still_there(long_case: Path, open_page: Open, tmp_path: Path) -> None:
    library = tmp_path / "library"
    with serving(long_case, library=library) as server:
        page = open_page(server.address).page
        page.get_by_role("region", name="Cases").get_by_role("link").first.click()
        page.get_by_label("Effort").fill("1000000")
        page.get_by_role("button", name="Plan", exact=True).click()
        page.wait_for_url(re.compile("/jobs/"))
        expect(page.locator("strong.state")).to_have_text("planning", timeout=LONG)
        job = page.url.rsplit("/", 1)[1]
        server.kill()
        expect(page.get_by_text("The server does not answer")).to_be_visible(timeout=LONG)
    with serving(long_case, library=library) as server:
        page = open_page(f"{server.address}/jobs/{job}").page
        page.get_by_role("button", name=re.compile("^Stop")).click()
        page.get_by_role("link", name="Open the plan").click(timeout=LONG)
        page.wait_for_selector("nav.tabs")


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_is_whole_and_accessible(server: Server, open_page: Open, width: int, language: str) -> None:
    first = open_page(server.address).page
    plan = first.locator("a[href^='/plans/']").first.get_attribute("href") or ""
    case = first.locator("a[href^='/cases/']").first.get_attribute("href") or ""
    identity = plan.rsplit("/", 1)[1]
    for path in ("/", plan, case, f"/compare?a={identity}&b={identity}"):
        opened = open_page(f"{server.address}{path}", width=width, language=language, dark=width == NARROW, free=True)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(opened) == []
        assert opened.is_clean()


def test_pages_run_under_a_strict_policy(server: Server, open_page: Open) -> None:
    """No inline script or style anywhere, and the browser has nothing to complain of with the policy in force."""
    opened = open_page(server.address)
    plan = opened.page.locator("a[href^='/plans/']").first.get_attribute("href")
    with opened.page.expect_response(re.compile("/plans/[^/]+$")) as waited:
        opened.page.goto(f"{server.address}{plan}")
    policy = waited.value.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    opened.page.wait_for_selector("html[data-ready]")
    for view in ("works", "shopping", "timetable", "why", "proof", "donors", "overview"):
        opened.page.locator(f"nav.tabs a[href='#{view}']").click()
        expect(opened.page.locator("nav.tabs a[aria-current=page]")).to_have_attribute("href", f"#{view}")
    assert opened.is_clean()


def test_downloads_are_what_they_say(server: Server, open_page: Open) -> None:
    page = open_page(server.address).page
    page.locator("a[href^='/plans/']").first.click()
    page.wait_for_selector("nav.tabs")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Report file").click()
    assert waited.value.path().read_bytes().startswith(b"<!doctype html>")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Plan folder").click()
    assert waited.value.path().read_bytes().startswith(b"PK")
