"""A real browser (Chromium) on real reports: nothing may leave the machine, nothing may go wrong unseen."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",  # no WebGL: remote desktops and old laptops have none
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE, NARROW = 1440, 390


@dataclass
class Opened:
    """A page with all that it did: errors, words on the console, requests to anywhere but this machine."""

    page: Page
    errors: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)

    def is_clean(self) -> bool:
        """Whether nothing went wrong and nothing left the machine."""
        assert self.errors == []
        assert self.away == []
        return True


def is_here(address: str) -> bool:
    """Whether an address stays on this machine."""
    parts = urlsplit(address)
    return parts.scheme in ("file", "data", "blob") or parts.hostname in ("127.0.0.1", "localhost", "::1")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without WebGL. Without Chromium this fails in CI."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("the pages cannot be tested: Chromium is not installed")
        pytest.skip("NOT TESTED: what the pages look like and do: Chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield found
        found.close()


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens an address: `open_page(address, width=390, language="uk", dark=True, hash="works")`."""
    with ExitStack() as stack:

        def opened(
            address: str,
            *,
            width: int = WIDE,
            language: str = "en",
            dark: bool = False,
            view: str = "",
            free: bool = False,
        ) -> Opened:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                locale="uk-UA" if language == "uk" else "en-GB",
                timezone_id="Europe/Kyiv",
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                accept_downloads=True,
                bypass_csp=free,
            )
            stack.callback(context.close)
            one = Opened(context.new_page())
            one.page.on("pageerror", lambda error: one.errors.append(str(error)))
            one.page.on("console", lambda said: one.errors.append(said.text) if said.type == "error" else None)

            def guard(route: Route) -> None:
                if is_here(route.request.url):
                    route.continue_()
                else:
                    one.away.append(route.request.url)
                    route.abort()

            context.route("**/*", guard)
            one.page.goto(f"{address}{f'#{view}' if view else ''}")
            one.page.wait_for_selector("html[data-ready]")
            return one

        yield opened


@dataclass(frozen=True)
class Made:
    """Plans of examples and their reports, made once for all tests of a run."""

    folder: Path

    def case(self, name: str) -> Path:
        return EXAMPLES / name

    def plan(self, name: str) -> Path:
        return self.folder / name

    def report(self, name: str) -> str:
        return (self.folder / name / "report.html").as_uri()

    def public(self, name: str) -> str:
        return (self.folder / f"{name}-public.html").as_uri()


def run(*arguments: str | Path) -> None:
    """The real program."""
    called = subprocess.run(
        [sys.executable, "-m", "svitlo", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert called.returncode == 0, called.stderr


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Plans of three examples; workers of one run share them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "browser-plans"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("first-light", "together", "from-matpower"):
            if not (folder / name).exists():
                run("plan", EXAMPLES / name, "-o", folder / name)
                run("report", EXAMPLES / name, folder / name, "-o", folder / f"{name}-public.html", "--public")
    return Made(folder)
