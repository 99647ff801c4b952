"""How fast `svitlo serve` answers while it is idle, and while its worker makes a plan."""

import http.client
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench._browser_pages import percentile
from bench.generate import generated_case, write_case
from svitlo.adapters.case_folder import read_case

SEED = 1

ENDLESS = 1_000_000
"""Linear programs: more than a search does while it is measured."""

HEADERS = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
ENDED = ("done", "stopped", "failed", "interrupted")
PAUSE_S = 0.1
"""Between loads, so that they meet the other plan at many of its moments."""

WAIT_S = 180.0
LAST_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Page loads in milliseconds: the median, what 95 of 100 do not exceed; `size_kb` over the wire for one load."""

    load_count: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    size_kb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Both measurements, and how far the plan came meanwhile (linear programs)."""

    idle: Answers
    planning: Answers
    spent: int


def answers(case: Path, plan: Path, network: str, load_count: int) -> Served:
    """Serve a plan and its case; load its page so many times, without and with a plan on `network` in the making."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        searched = Path(scratch) / network
        write_case(generated_case(network, SEED), searched)
        address = stack.enter_context(_serving([case, plan, searched], Path(scratch) / "library"))
        connection = http.client.HTTPConnection(address, timeout=WAIT_S)
        listing = _json(connection, "GET", "/api/library")
        page = listing["plans"][0]["plan_id"]
        name = read_case(searched).settings.name
        case_id = next(one["case_id"] for one in listing["cases"] if one["name"] == name)
        idle = _loads(connection, page, load_count)
        wish = {"case_id": case_id, "effort": ENDLESS}
        job = _json(connection, "POST", "/api/jobs", wish)["job_id"]
        before = _until(connection, job, lambda row: row["state"] == "running" and (row["spent"] or 0) > 0)
        planning = _loads(connection, page, load_count)
        after = _json(connection, "GET", f"/api/jobs/{job}")
        assert after["state"] == "running", after["state"]
        # Asked once it stops the search, asked twice it leaves out the explanation too.
        for _ in range(2):
            _json(connection, "POST", f"/api/jobs/{job}/stop", {})
            time.sleep(1.0)
        _until(connection, job, lambda row: row["state"] in ENDED)
        connection.close()
    return Served(idle=idle, planning=planning, spent=after["spent"] - before["spent"])


def _loads(connection: http.client.HTTPConnection, plan_id: str, load_count: int) -> Answers:
    """One load: the page, its style, the bundle and the document, one after the other, nothing kept from before."""
    took, size = [], 0
    for _ in range(load_count):
        start, size = time.perf_counter(), 0
        for path in (f"/plans/{plan_id}", "/static/app.css", "/static/app.js", f"/api/plans/{plan_id}/document"):
            connection.request("GET", path, headers=HEADERS)
            response = connection.getresponse()
            size += len(response.read())
            assert response.status == 200, (path, response.status)
        took.append(1000.0 * (time.perf_counter() - start))
        time.sleep(PAUSE_S)
    return Answers(
        load_count=load_count,
        median_ms=statistics.median(took),
        p95_ms=percentile(took, 95),
        worst_ms=max(took),
        size_kb=size / 1000,
    )


def _json(connection: http.client.HTTPConnection, method: str, path: str, body: object = None) -> Any:
    headers = {**HEADERS, "Accept-Encoding": "identity", "Content-Type": "application/json"}
    headers["Origin"] = f"http://{connection.host}:{connection.port}"
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    content = response.read()
    assert response.status < 300, content
    return json.loads(content)


def _until(connection: http.client.HTTPConnection, job: str, is_so: Callable[[Any], bool]) -> Any:
    """The job once it is so. Raises AssertionError where it takes too long."""
    end = time.monotonic() + WAIT_S
    row = _json(connection, "GET", f"/api/jobs/{job}")
    while not is_so(row) and row["state"] not in ENDED:
        assert time.monotonic() < end, row
        time.sleep(0.2)
        row = _json(connection, "GET", f"/api/jobs/{job}")
    assert is_so(row), row
    return row


@contextmanager
def _serving(given: Sequence[Path], library: Path) -> Iterator[str]:
    """The program's own server; host and port."""
    command = [sys.executable, "-m", "svitlo", "serve", *map(str, given), "--port", "0", "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        address = urlsplit(process.stdout.readline().strip()).netloc
        assert address, f"the server did not start: {command}"
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(LAST_S)
        process.stdout.close()
