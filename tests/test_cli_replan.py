"""`svitlo replan` as a user runs it: an edited case, the folder of the old plan, and what is said and written."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.test_cli import digests, said, without_seconds

EFFORT = ("--effort", "100", "--bound-effort", "1000")
DAY = ("--on", "2030-01-10")


@pytest.fixture
def edited(tmp_path: Path, first_light: Path) -> Path:
    """First light with the breaker three days late and one more branch struck."""
    case = tmp_path / "case"
    shutil.copytree(first_light, case)
    replace(case / "pledges.csv", "gift,bren,goods,2030-01-10", "gift,bren,goods,2030-01-13")
    with (case / "damage.csv").open("a", encoding="utf-8") as file:
        file.write("power/branch/3,minor,2030-01-09,made up,\n")
    return case


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_late_breaker(svitlo: Program, tmp_path: Path, edited: Path, first_light_plan: Path) -> None:
    new = tmp_path / "new"
    done = svitlo("replan", edited, first_light_plan, *DAY, "-o", new, *EFFORT)
    out, err = said(done)
    assert (done.returncode, err) == (0, "")
    out = out.replace("\u00a0", " ")
    assert "Planned anew on 2030-01-10: 1 work begun and 1 order placed before stay." in out
    assert "Fact: pledge gift: usable from 2030-01-13 instead of from 2030-01-10" in out
    assert "Fact: branch 3: damaged from 2030-01-09, unknown to the old plan" in out
    assert (
        "Change: bus 4 starts on 2030-01-13 instead of 2030-01-10, and is back on 2030-01-15 instead of 2030-01-12: "
        "its Circuit breaker 110 kV (pledge gift) is there from 2030-01-13 instead of 2030-01-10" in out
    )
    audit = svitlo("audit", edited, new)
    assert audit.returncode == 0, audit.stdout.decode()
    summary = json.loads((new / "summary.json").read_text(encoding="utf-8"))
    old = json.loads((first_light_plan / "summary.json").read_text(encoding="utf-8"))
    assert summary["replan"]["since"] == old["case_sha256"]
    assert summary["planner"] == "replan"
    assert '"changes":{"on":"2030-01-10"' in (new / "report.html").read_text(encoding="utf-8")


def test_the_same_call_gives_the_same_bytes(
    svitlo: Program, tmp_path: Path, edited: Path, first_light_plan: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for number, folder in enumerate(folders):
        done = svitlo(
            "replan", edited, first_light_plan, *DAY, "-o", folder, *EFFORT, env={"PYTHONHASHSEED": str(number)}
        )
        assert done.returncode == 0, done.stderr.decode()
    assert without_seconds(folders[0]) == without_seconds(folders[1])


def test_json_is_the_summary(svitlo: Program, tmp_path: Path, edited: Path, first_light_plan: Path) -> None:
    new = tmp_path / "new"
    done = svitlo("replan", edited, first_light_plan, *DAY, "-o", new, *EFFORT, "--json")
    out, _ = said(done)
    assert json.loads(out) == json.loads((new / "summary.json").read_text(encoding="utf-8"))


def test_what_has_begun_and_contradicts_the_case_is_refused(
    svitlo: Program, tmp_path: Path, edited: Path, first_light_plan: Path
) -> None:
    replace(edited / "damage.csv", "power/branch/4,minor", "power/branch/4,major")
    before = digests(tmp_path)
    done = svitlo("replan", edited, first_light_plan, "--on", "2030-01-14", "-o", tmp_path / "new", *EFFORT)
    _, err = said(done)
    assert done.returncode == 2
    assert "problems" in err
    assert "pledge:gift was used for power/bus/4 on 2030-01-10, which is usable from 2030-01-13 now" in err
    assert "power/branch/4, begun on 2030-01-07," in err
    assert digests(tmp_path) == before


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--on", "tomorrow"),
        ("--on", "2030-02-30"),
        ("--on", "2029-12-31"),
        ("--on", "2030-01-21"),
        ("--on", "2030-01-10", "--effort", "-1"),
        ("--on", "2030-01-10", "--count", "rumoured"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path, arguments: tuple[str, ...]
) -> None:
    done = svitlo("replan", first_light, first_light_plan, "-o", tmp_path / "new", *arguments)
    out, err = said(done)
    assert done.returncode == 2
    assert (err or out).strip()
    assert not (tmp_path / "new").exists()


def test_no_plan_is_no_old_plan(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    done = svitlo("replan", first_light, first_light, *DAY, "-o", tmp_path / "new")
    _, err = said(done)
    assert done.returncode == 2
    assert "summary.json" in err
