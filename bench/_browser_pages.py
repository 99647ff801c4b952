"""Pages opened in Chromium and measured: until ready, step by step, and how much memory they hold.

Ready: from the start of the navigation until the page says that it is ready, its map has been drawn and that frame was
handed to the compositor. A step: the slider is moved by one step and its `input` event sent right after the frame
before it, as when somebody drags it without a pause. Its own code is what runs in the event, in the promises that
follow it and in the callbacks of the next frame; it is painted when the first task after that frame begins. So 16.7 ms
is a step in every frame of a screen with 60 a second, the least that can be seen.
"""

import json
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--disable-background-networking", "--no-first-run")
LONG_MS = 120_000

WATCH = """
window.readyAt = null;
const canvas = () => document.querySelector(".map canvas");
const isDrawn = () => document.documentElement?.dataset.ready && (!canvas() || canvas().width !== 300);
const look = () => {
  if (!isDrawn()) return requestAnimationFrame(look);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { window.readyAt = performance.now(); };
  requestAnimationFrame(() => channel.port2.postMessage(null));
};
requestAnimationFrame(look);
"""
"""An undrawn canvas is 300 pixels wide."""

STEPS = """async (steps) => {
  const slider = document.querySelector("input.slider");
  const frame = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
  const after = () => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  });
  const found = [];
  await frame(); await after();
  for (const step of steps) {
    let begun = 0;
    requestAnimationFrame(() => { begun = performance.now(); });
    const start = performance.now();
    slider.value = String(step);
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    await null; await null; await null;
    const handled = performance.now() - start;
    const end = await frame();
    const painted = await after();
    found.push([handled + end - begun, painted - start]);
  }
  return found;
}"""

OUR_DARK = "document.querySelector('.map canvas').getAttribute('aria-label')"
PEER_DARK = """(() => {
  const probe = document.createElement("span"); probe.style.color = "#b3261e"; document.body.append(probe);
  const dark = getComputedStyle(probe).color; probe.remove();
  const buses = [...document.querySelectorAll(".scatterlayer .points path")];
  return buses.filter((one) => getComputedStyle(one).fill === dark).length;
})()"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One page: medians, and what is not exceeded in 95 of 100 steps. `dark`: buses shown without power, by step."""

    size_kb: float
    ready_ms: float
    own_ms: float
    painted_ms: float
    painted_p95_ms: float
    heap_mb: float
    dark: dict[int, int]


def chromium() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium without WebGL and without a screen. Raises SystemExit where it is not installed."""
    path = chromium()
    if path is None:
        raise SystemExit("this benchmark opens pages in Chromium, and it is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def measured(browser: Browser, path: Path, steps: Sequence[int], samples: Sequence[int], openings: int) -> Measured:
    """Open a page so many times, then move its slider over the steps and read the samples."""
    ready = [_opened(browser, path, ()) for _ in range(openings - 1)]
    last: dict[str, Any] = {}
    ready.append(_opened(browser, path, steps, samples, last))
    own, painted = ([one[column] for one in last["steps"]] for column in (0, 1))
    return Measured(
        size_kb=path.stat().st_size / 1000,
        ready_ms=statistics.median(ready),
        own_ms=statistics.median(own),
        painted_ms=statistics.median(painted),
        painted_p95_ms=percentile(painted, 95),
        heap_mb=last["heap"] / 1e6,
        dark=last["dark"],
    )


def _opened(
    browser: Browser, path: Path, steps: Sequence[int], samples: Sequence[int] = (), into: dict[str, Any] | None = None
) -> float:
    """The milliseconds until it was ready; what else is measured goes `into`."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(LONG_MS)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    page.wait_for_function("window.readyAt !== null")
    ready = float(page.evaluate("window.readyAt"))
    if into is not None:
        session = context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        into["heap"] = session.send("Runtime.getHeapUsage")["usedSize"]
        page.evaluate(STEPS, list(steps[:5]))  # what is made once is made
        into["steps"] = page.evaluate(STEPS, list(steps))
        into["dark"] = {step: _dark(page, step) for step in samples}
    context.close()
    return ready


def _dark(page: Page, step: int) -> int:
    """How many buses the page shows without power at a step: ours says so, the peer's are counted."""
    page.evaluate(STEPS, [step])
    if page.locator(".map canvas").count() == 0:
        return int(page.evaluate(PEER_DARK))
    said = str(page.evaluate(OUR_DARK))
    before, found, _ = said.partition(" of ")
    if not found:
        raise ValueError(f"no buses in {json.dumps(said)}")
    return int(before.rsplit(" ", 1)[1].replace(",", ""))


def percentile(values: Sequence[float], of_100: int) -> float:
    """What so many of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * of_100 // 100) - 1)]
