"""`svitlo explain` as a user runs it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Program


def said(plan: Path, svitlo: Program, *more: str) -> str:
    done = svitlo("explain", plan, *more)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    out: str = done.stdout.decode("utf-8").replace("\u00a0", " ")
    assert "\x1b" not in out
    return out


def test_it_tells_what_was_worked_out_on_paper(svitlo: Program, first_light_plan: Path) -> None:
    """The sums are in `examples/first-light/README.md`."""
    out = said(first_light_plan, svitlo)
    words = (
        # Hilltown waits for its breaker; 600,000 a day from day 5 to day 13.
        "It waited for 1 \u00d7 Circuit breaker 110 kV, there on 2030-01-10: a gift of Bren",
        "Without it, all else as planned: 5 400 000 weighted person-hours",
        # Eastbank's conductor came on day 4, the crew was at Lowfield's line until day 5.
        "All else was ready on 2030-01-11, but it waited for a crew (line): none was free until branch 4 was done",
        # With a million the towers can be bought too; the crew is free on day 8, the steelworks are back on day 12.
        "At least 24 000 weighted person-hours. Then also repaired: branch 1.",
        # A week's delay of the breaker: 7 x 600,000. Of the conductor: Eastbank stays dark, the steelworks come on 9.
        "At most 4 200 000 weighted person-hours.",
        "At most 5 700 000 weighted person-hours.",
    )
    assert [word for word in words if word not in out] == []


def test_one_asset_and_json_are_parts_of_the_same(svitlo: Program, first_light_plan: Path) -> None:
    summary = json.loads((first_light_plan / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(said(first_light_plan, svitlo, "--json")) == summary["explanation"]
    one = json.loads(said(first_light_plan, svitlo, "power/bus/4", "--json"))
    assert one in summary["explanation"]["works"]
    assert one["without_it"] == pytest.approx(9 * 600_000, rel=1e-9)
    assert "Circuit breaker" in said(first_light_plan, svitlo, "power/bus/4")
    assert "goes to other works" in said(first_light_plan, svitlo, "power/branch/1")


def test_a_mistyped_asset_is_answered_with_near_ones(svitlo: Program, first_light_plan: Path) -> None:
    done = svitlo("explain", first_light_plan, "power/buss/4")
    assert done.returncode == 2
    assert done.stdout == b""
    assert "power/bus/4" in done.stderr.decode()


def test_a_plan_of_an_older_version_is_answered_with_a_hint(
    svitlo: Program, tmp_path: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    summary = json.loads((plan / "summary.json").read_text(encoding="utf-8"))
    del summary["explanation"]
    (plan / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    done = svitlo("explain", plan)
    assert done.returncode == 2
    assert "plan again" in done.stderr.decode()
    as_json = svitlo("explain", plan, "--json")
    assert as_json.returncode == 2
    assert json.loads(as_json.stdout)["problems"][0]["column"] == "explanation"


def test_a_broken_explanation_is_refused_without_a_traceback(
    svitlo: Program, tmp_path: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    summary = json.loads((plan / "summary.json").read_text(encoding="utf-8"))
    summary["explanation"]["works"][0]["parts"] = "many"
    (plan / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    done = svitlo("explain", plan)
    assert done.returncode == 2
    assert "works.parts is not a list" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_folder_that_is_no_plan_is_a_wrong_input(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    for folder in (first_light, tmp_path / "nowhere"):
        assert svitlo("explain", folder).returncode == 2
