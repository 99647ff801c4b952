"""The benchmark of pages runs; it checks by itself that both pages show the same. Times are never judged here."""

import json
import os
import subprocess
import sys

import pytest
from bench._browser_pages import chromium, percentile
from bench._browser_peer import DARK, LIT, PARTLY, changes, unpacked
from bench._browser_reports import Document, quick_plan
from bench.generate import generated_case

from svitlo.aid.ledger import support_of
from svitlo.report.document import document_of
from tests.conftest import ROOT


def document() -> Document:
    case = generated_case("case24_ieee_rts", 1, days=10)
    return document_of(case, quick_plan(case), support_of(case))


def test_the_launcher_prints_json_alone() -> None:
    if chromium() is None:
        if os.environ.get("CI"):
            pytest.fail("the benchmark of pages cannot run: Chromium is not installed")
        pytest.skip("NOT TESTED: the benchmark of pages: Chromium is not installed")
    done = subprocess.run(
        [ROOT / "bench" / "browser", "--quick", "--json"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        env={**os.environ, "SVITLO_PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [row["name"] for row in found["pages"]] == ["first-light", "case24_ieee_rts"]
    for row in found["pages"]:
        # The peer is optional; where it is there, both pages show the same.
        assert row["peer"] is None or row["ours"]["dark"] == row["peer"]["dark"]
        assert 0.0 < row["ours"]["own_ms"] <= row["ours"]["painted_ms"]
    assert any(row["ours"]["dark"]["0"] > 0 for row in found["pages"])
    assert found["server"]["planning"]["load_count"] == found["server"]["idle"]["load_count"]


def test_the_peer_is_told_the_levels_of_the_document() -> None:
    made = document()
    steps = list(changes(made))
    assert len(steps) == made["case"]["days"] * len(made["case"]["blocks"])
    levels = [LIT] * len(made["network"]["buses"]["id"])
    for change in steps:
        for row, level in change:
            assert level != levels[row]
            levels[row] = level
    assert set(levels) <= {LIT, PARTLY, DARK}
    dark = {row for row, level in steps[0] if level == DARK}
    assert dark == set(made["network"]["dark"]["first"])


def test_a_quick_plan_says_nothing_of_what_it_does_not_know() -> None:
    made = document()
    assert made["curves"]["power"]["proven"] is None
    assert made["curves"]["weighted_by_day"]["bound"] is None
    assert made["proof"] == {"power": None, "water": None}


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (None, [None, None, None]),
        (0.5, [0.5, 0.5, 0.5]),
        ([0, 1, 2, None], [1, 1, None]),
        ("ECf//wAA", [1.0, None, 0.0]),
    ],
)
def test_series_are_unpacked(series: object, expected: list[float | None]) -> None:
    assert unpacked(series, 3) == expected  # type: ignore[arg-type]


def test_what_95_of_100_do_not_exceed() -> None:
    assert percentile([3.0, 1.0, 2.0], 95) == 3.0
    assert percentile(list(range(1, 101)), 95) == 95
