"""Pictures of what people see, for README and docs: the flagship's report and the server's pages, in Debian's Chromium.

    python docs/make_screenshots.py [REPORT]      # default: out/winter-53m/report.html, as `make demo` writes it

The same report gives the same pictures but for the fonts of the machine; on the library page the times are of today.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "out" / "winter-53m" / "report.html"
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--font-render-hinting=none")
MOST_BYTES = 400_000
WIDE, NARROW = (1440, 900), (390, 844)
DAY = 12
"""The day that pictures show: much is out still, and crews are at work."""

PAINTED_MS = 400
MOVE = """([day, blocks]) => {
  const slider = document.querySelector("input.slider");
  slider.value = String(day * blocks + blocks - 1);
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""
BLOCKS = """() => JSON.parse(document.getElementById("svitlo-document").textContent).case.blocks.length"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture of the report.

    `place`: chosen in the timetable; `click`: what is clicked before; `top`: what is brought to the top, by selector.
    """

    name: str
    view: str = "overview"
    size: tuple[int, int] = WIDE
    language: str = "en"
    dark: bool = False
    place: str | None = None
    click: str | None = None
    top: str | None = None


SHOTS = (
    Shot(name="report-overview", size=(1440, 1000)),
    Shot(name="report-overview-uk-dark", size=(1440, 1000), language="uk", dark=True),
    Shot(name="report-narrow-uk", size=NARROW, language="uk", top=".map-side"),
    Shot(name="report-works", view="works", click="svg text:text-is('transformer 60')"),
    Shot(name="report-shopping", view="shopping"),
    Shot(name="report-timetable", view="timetable", place="Larkenby"),
    Shot(name="report-why", view="why"),
    Shot(name="report-proof", view="proof"),
    Shot(name="report-donors", view="donors"),
)


def main(arguments: Sequence[str]) -> None:
    """Make all pictures. Raises SystemExit where there is no report or no Chromium."""
    report = Path(arguments[0]) if arguments else REPORT
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not report.exists() or path is None:
        raise SystemExit(f"{report} is missing: run `make demo`" if path else "Chromium is not installed")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for shot in SHOTS:
            _report_picture(browser, report, shot)
        with tempfile.TemporaryDirectory() as scratch, _serving(Path(scratch)) as address:
            _server_pictures(browser, address)
        browser.close()


def _report_picture(browser: Browser, report: Path, shot: Shot) -> None:
    with _page(browser, shot.size, shot.language, dark=shot.dark) as page:
        page.goto(f"{report.resolve().as_uri()}#{shot.view}")
        page.wait_for_selector("html[data-ready]")
        page.evaluate(MOVE, [DAY, page.evaluate(BLOCKS)])
        if shot.place is not None:
            page.locator("main select").first.select_option(label=shot.place)
        if shot.click is not None:
            page.locator(shot.click).first.click()
        if shot.top is not None:
            page.locator(shot.top).first.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 8)")
        _save(page, shot.name)


def _server_pictures(browser: Browser, address: str) -> None:
    """The library with two plans of one case, and the two side by side."""
    with _page(browser, (1440, 540), "en", dark=False) as page:
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        _save(page, "serve-library")
        boxes = page.get_by_role("checkbox")
        for at in (0, 1):
            boxes.nth(at).check()
        page.get_by_role("button", name="Compare side by side").click()
        page.wait_for_url("**/compare?**")
        page.wait_for_selector("html[data-ready]")
        page.set_viewport_size({"width": 1440, "height": 1000})
        _save(page, "serve-compare")


@contextmanager
def _page(browser: Browser, size: tuple[int, int], language: str, *, dark: bool) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="uk-UA" if language == "uk" else "en-GB",
        timezone_id="Europe/Kyiv",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def _save(page: Page, name: str) -> None:
    """The picture, once all is painted. Raises SystemExit where it is too large for a page."""
    page.wait_for_timeout(PAINTED_MS)
    content = page.screenshot(animations="disabled", caret="hide")
    if len(content) > MOST_BYTES:
        raise SystemExit(f"{name}.png would have {len(content):,} bytes")
    (PICTURES / f"{name}.png").write_bytes(content)


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """A server with two plans of `examples/together`, by two planners."""
    case = ROOT / "examples" / "together"
    plans = []
    for planner in ("largest", "search"):
        plans.append(folder / planner)
        _run("plan", str(case), "-o", str(plans[-1]), "--planner", planner)
    options = ["--port", "0", "--library", str(folder / "library")]
    command = [sys.executable, "-m", "svitlo", "serve", str(case), *map(str, plans), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603
        try:
            yield "" if process.stdout is None else process.stdout.readline().strip()
        finally:
            process.terminate()


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "svitlo", *arguments], stdout=subprocess.DEVNULL, check=True)  # noqa: S603


if __name__ == "__main__":
    main(sys.argv[1:])
