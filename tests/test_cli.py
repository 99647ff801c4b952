"""The program as a user runs it: real processes, their outputs, their exit statuses and what they leave on the disk."""

import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import svitlo as package
from svitlo.plan.planners import PLANNERS
from tests.bad_inputs.corpus import CORPUS, materialise
from tests.bad_inputs.good_case import write_good
from tests.conftest import EXAMPLES, QUICK, Program, command

PLAN_FILES = {
    "summary.json",
    "purchases.csv",
    "repairs.csv",
    "installs.csv",
    "uses.csv",
    "service.csv",
    "places.csv",
    "report.html",
}
COMMANDS = ("check", "support", "plan", "audit", "explain", "template")


def digests(folder: Path) -> dict[str, str]:
    """A digest of every file, hidden ones too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def without_seconds(folder: Path) -> dict[str, bytes]:
    """Every file of a plan, the summary without the one figure that may differ between runs."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files["summary.json"] = re.sub(rb'"seconds": [0-9.e+-]+', b'"seconds": _', files["summary.json"])
    return files


def said(done: subprocess.CompletedProcess[bytes]) -> tuple[str, str]:
    """Both outputs as text; whatever happened, no traceback reached the user."""
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in out + err, err
    return out, err


# ---- calls and what they answer


@pytest.mark.parametrize("arguments", [("--help",), *((name, "--help") for name in COMMANDS)], ids=" ".join)
def test_help(svitlo: Program, arguments: tuple[str, ...]) -> None:
    done = svitlo(*arguments)
    out, err = said(done)
    assert (done.returncode, err) == (0, "")
    assert "Usage: svitlo" in out


def test_help_names_every_command(svitlo: Program) -> None:
    out, _ = said(svitlo("--help"))
    assert [name for name in COMMANDS if name not in out] == []


def test_version(svitlo: Program) -> None:
    done = svitlo("--version")
    assert said(done) == (f"svitlo {package.__version__}\n", "")
    assert done.returncode == 0


def test_the_installed_script_is_the_same_program() -> None:
    script = Path(sys.executable).with_name("svitlo")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"svitlo {package.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("mend",),
        ("--mend",),
        ("check",),
        ("check", "a", "b"),
        ("check", "no-such-folder"),
        ("check", "first-light", "--mend"),
        ("support", "first-light", "--count", "rumoured"),
        ("plan", "first-light"),
        ("plan", "first-light", "-o", "plan", "--seed", "-1"),
        ("plan", "first-light", "-o", "plan", "--seed", "one"),
        ("plan", "first-light", "-o", "plan", "--effort", "1.5"),
        ("plan", "first-light", "-o", "plan", "--time-limit", "-1"),
        ("plan", "first-light", "-o", "plan", "--count", "rumoured"),
        ("plan", "first-light", "-o", "no/such/folder/plan"),
        ("plan", "first-light", "-o", "first-light"),
        ("audit", "first-light"),
        ("audit", "first-light", "no-such-plan"),
        ("audit", "first-light", "first-light"),
        ("explain",),
        ("explain", "no-such-plan"),
        ("explain", "first-light"),
        ("template",),
        ("template", "no/such/folder/case.xlsx"),
    ],
    ids=lambda arguments: " ".join(arguments) or "nothing",
)
def test_a_wrong_call_ends_with_2_and_says_why(
    svitlo: Program, tmp_path: Path, first_light: Path, arguments: tuple[str, ...]
) -> None:
    shutil.copytree(first_light, tmp_path / "first-light")
    before = digests(tmp_path)
    done = svitlo(*arguments, cwd=tmp_path)
    out, err = said(done)
    assert done.returncode == 2
    assert (err or out).strip()
    assert digests(tmp_path) == before


def test_a_mistyped_planner_is_refused_with_the_list_of_planners(svitlo: Program, tmp_path: Path) -> None:
    done = svitlo("plan", EXAMPLES / "first-light", "-o", tmp_path / "plan", "--planner", "serach")
    _, err = said(done)
    assert done.returncode == 2
    assert "serach" in err
    assert [name for name in PLANNERS if name not in err] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", sorted(path.parent.name for path in EXAMPLES.glob("*/case.toml")))
def test_check_and_support_read_every_example(svitlo: Program, case: str) -> None:
    for name in ("check", "support"):
        done = svitlo(name, EXAMPLES / case)
        out, err = said(done)
        assert (done.returncode, err) == (0, "")
        assert out.strip()


def test_check_says_what_was_read(svitlo: Program, first_light: Path) -> None:
    out, _ = said(svitlo("check", first_light))
    as_json = json.loads(said(svitlo("check", first_light, "--json"))[0])
    assert "First light" in out
    assert as_json["days"] == 14
    assert as_json["load_mw"] == 170.0
    assert as_json["people_at_places"] == 72_000
    assert as_json["damaged_count"] == as_json["reparable_count"] == 4
    assert as_json["usable_usd_by_day"] == [[2, 200_000.0]]


def test_support_shows_each_pledge_and_each_position(svitlo: Program, first_light: Path) -> None:
    out, _ = said(svitlo("support", first_light))
    as_json = json.loads(said(svitlo("support", first_light, "--json"))[0])
    assert {row["pledge_id"] for row in as_json["pledges"]} == {"fund", "gift"}
    assert [word for word in ("fund", "gift", "2030-01-09", "Outland", "does not count") if word not in out] == []


def test_plan_writes_a_whole_plan_and_says_where(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    done = svitlo("plan", first_light, "-o", tmp_path / "plan", *QUICK)
    out, err = said(done)
    assert (done.returncode, err) == (0, "")
    assert {path.name for path in (tmp_path / "plan").iterdir()} == PLAN_FILES
    assert f"Report: {tmp_path / 'plan' / 'report.html'}" in out
    assert len(out.splitlines()) <= 45
    # Data only: nothing that moves a cursor or sets a colour.
    assert "\x1b" not in out
    assert "\r" not in out


def test_plan_as_json_prints_the_summary(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    done = svitlo("plan", first_light, "-o", tmp_path / "plan", "--json", *QUICK)
    out, _ = said(done)
    assert json.loads(out) == json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("planner", "objective"),
    [("nothing", 25_368_000), ("largest", 17_748_000), ("greedy", 12_768_000), ("search", 12_048_000)],
)
def test_every_planner_gives_what_was_worked_out_on_paper(
    svitlo: Program, tmp_path: Path, first_light: Path, planner: str, objective: float
) -> None:
    """The sums are in `examples/first-light/README.md`."""
    done = svitlo("plan", first_light, "-o", tmp_path / "plan", "--planner", planner, "--json")
    summary = json.loads(said(done)[0])
    assert summary["planner"] == planner
    assert summary["objective"] == pytest.approx(objective, rel=1e-9)
    assert summary["do_nothing"] == pytest.approx(25_368_000, rel=1e-9)
    audited = svitlo("audit", first_light, tmp_path / "plan")
    assert audited.returncode == 0, audited.stdout.decode()


def test_audit_says_yes(svitlo: Program, first_light: Path, first_light_plan: Path) -> None:
    done = svitlo("audit", first_light, first_light_plan)
    out, err = said(done)
    assert (done.returncode, err) == (0, "")
    assert "keeps every rule" in out
    assert json.loads(said(svitlo("audit", first_light, first_light_plan, "--json"))[0]) == {
        "kept": True,
        "breaches": [],
    }


def test_audit_says_no_with_1_and_lists_each_breach(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    repairs = plan / "repairs.csv"
    repairs.write_text(repairs.read_text().replace("power/bus/4,substation,3,5", "power/bus/4,substation,2,4"))
    done = svitlo("audit", first_light, plan)
    out, _ = said(done)
    assert done.returncode == 1
    assert "power/bus/4" in out
    as_json = svitlo("audit", first_light, plan, "--json")
    answer = json.loads(said(as_json)[0])
    assert as_json.returncode == 1
    assert answer["kept"] is False
    assert len(answer["breaches"]) + 1 == len(out.splitlines())
    assert all(set(breach) == {"rule", "where", "what"} for breach in answer["breaches"])


def test_audit_of_a_plan_that_cannot_be_read_is_a_wrong_input(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    (plan / "uses.csv").unlink()
    (plan / "summary.json").write_text('{"version": 1,')
    done = svitlo("audit", first_light, plan)
    _, err = said(done)
    assert done.returncode == 2
    assert "uses.csv" in err
    assert "summary.json" in err


def test_template_can_be_written_once(svitlo: Program, tmp_path: Path) -> None:
    assert svitlo("template", tmp_path / "case.xlsx").returncode == 0
    before = digests(tmp_path)
    assert set(before) == {"case.xlsx"}
    again = svitlo("template", tmp_path / "case.xlsx")
    said(again)
    assert again.returncode == 2
    assert digests(tmp_path) == before


def test_a_case_with_water_is_planned_and_passes_its_audit(svitlo: Program, tmp_path: Path) -> None:
    """Every table of the contract is used: pumps on buses, a plant that needs water, a generator, a damaged pipe."""
    case = write_good(tmp_path / "case")
    assert svitlo("check", case).returncode == 0
    done = svitlo("plan", case, "-o", tmp_path / "plan")
    out, err = said(done)
    assert done.returncode == 0, err
    assert "EPANET" in out
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text())
    assert summary["proof"]["water"]["engine"].startswith("EPANET 2.3")
    assert set(summary["water"]["networks"]) == {"town"}
    done = svitlo("audit", case, tmp_path / "plan")
    assert done.returncode == 0, said(done)


# ---- what is on the disk afterwards


def test_an_existing_plan_is_refused_and_stays_as_it_was(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    before = digests(tmp_path)
    done = svitlo("plan", first_light, "-o", plan)
    _, err = said(done)
    assert done.returncode == 2
    assert "is there already" in err
    assert "replace" in err
    assert digests(tmp_path) == before


def test_replace_swaps_the_plan_whole(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    target, fresh = tmp_path / "target", tmp_path / "fresh"
    assert svitlo("plan", first_light, "-o", target, "--planner", "greedy").returncode == 0
    assert svitlo("plan", first_light, "-o", fresh, *QUICK).returncode == 0
    old = without_seconds(target)
    assert svitlo("plan", first_light, "-o", target, "--replace", *QUICK).returncode == 0
    new = without_seconds(target)
    assert new == without_seconds(fresh)
    assert new["repairs.csv"] != old["repairs.csv"]
    assert {path.name for path in tmp_path.iterdir()} == {"target", "fresh"}


def test_replace_spares_a_folder_that_is_not_a_plan(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    case = shutil.copytree(first_light, tmp_path / "case")
    before = digests(tmp_path)
    done = svitlo("plan", case, "-o", case, "--replace")
    said(done)
    assert done.returncode == 2
    assert digests(tmp_path) == before


def test_replace_spares_files_that_others_put_beside_a_plan(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    plan = shutil.copytree(first_light_plan, tmp_path / "plan")
    (plan / "notes.txt").write_text("mine")
    before = digests(tmp_path)
    done = svitlo("plan", first_light, "-o", plan, "--replace")
    _, err = said(done)
    assert done.returncode == 2
    assert "notes.txt" in err
    assert digests(tmp_path) == before


def test_the_same_call_gives_the_same_bytes(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    for seed in ("1", "2"):
        plan = tmp_path / seed
        env = {"PYTHONHASHSEED": seed, "COLUMNS": "40" if seed == "1" else "200", "TZ": "Pacific/Auckland"}
        assert svitlo("plan", first_light, "-o", plan, *QUICK, env=env).returncode == 0
        assert without_seconds(plan) == without_seconds(first_light_plan)


def test_the_place_of_the_case_does_not_matter(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    case = shutil.copytree(first_light, tmp_path / "elsewhere" / "another name")
    assert svitlo("plan", case, "-o", tmp_path / "plan", *QUICK).returncode == 0
    assert without_seconds(tmp_path / "plan") == without_seconds(first_light_plan)


# ---- killed


def begin(case: Path, plan: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("plan", case, "-o", plan, *QUICK, *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )


def assert_whole_or_absent(plan: Path) -> None:
    if plan.exists():
        assert {path.name for path in plan.iterdir()} == PLAN_FILES
        json.loads((plan / "summary.json").read_text(encoding="utf-8"))
        assert (plan / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def killed_at(moments: Iterator[float], case: Path, plan: Path, *more: str) -> Iterator[int]:
    """Kill one run at each moment (seconds after its start); yields how each ended."""
    for moment in moments:
        running = begin(case, plan, *more)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=moment)
        running.kill()
        running.communicate()
        yield running.returncode


def test_a_run_killed_at_any_moment_leaves_a_whole_plan_or_none(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    plan = tmp_path / "plan"
    began = time.monotonic()
    assert svitlo("plan", first_light, "-o", tmp_path / "timed", *QUICK).returncode == 0
    seconds = time.monotonic() - began
    rng = random.Random(7)
    moments = (rng.uniform(0.2, 1.0) * seconds for _ in range(8))
    ends = []
    for end in killed_at(moments, first_light, plan, "--replace"):
        ends.append(end)
        assert_whole_or_absent(plan)
    assert -signal.SIGKILL in ends
    assert svitlo("plan", first_light, "-o", plan, "--replace", *QUICK).returncode == 0
    assert without_seconds(plan) == without_seconds(first_light_plan)
    assert {path.name for path in tmp_path.iterdir()} == {"plan", "timed"}


def kill_while_writing(case: Path, plan: Path, files: int, *more: str) -> bool:
    """Kill a run once so many files of the new plan are on the disk; False if it was too quick."""
    running = begin(case, plan, *more)
    beside = plan.with_name(f".{plan.name}.svitlo-new")
    while running.poll() is None:
        with contextlib.suppress(OSError):
            if len(os.listdir(beside)) >= files:  # noqa: PTH208 - quicker, and that is the point
                running.kill()
                break
    running.communicate()
    return running.returncode == -signal.SIGKILL


@pytest.mark.parametrize("exists", [False, True], ids=["new plan", "over a plan"])
def test_a_run_killed_while_it_writes_leaves_what_was_there(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path, exists: bool
) -> None:
    plan = tmp_path / "plan"
    if exists:
        assert svitlo("plan", first_light, "-o", plan, "--planner", "nothing").returncode == 0
    old = without_seconds(plan) if exists else None
    caught = 0
    for files in (0, 1, 3, 5, 8):
        caught += kill_while_writing(first_light, plan, files, "--replace")
        assert_whole_or_absent(plan)
        if plan.exists():
            now = without_seconds(plan)
            assert now in (old, without_seconds(first_light_plan))
    assert caught > 0
    assert svitlo("plan", first_light, "-o", plan, "--replace", *QUICK).returncode == 0
    assert without_seconds(plan) == without_seconds(first_light_plan)
    assert {path.name for path in tmp_path.iterdir()} == {"plan"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc to meet the moment")
def test_a_run_that_is_interrupted_while_it_reads_leaves_nothing(tmp_path: Path) -> None:
    """`test_interrupt.py` sees to an interruption of the search, which keeps the best plan so far."""
    running = begin(EXAMPLES / "winter-53m", tmp_path / "plan")
    maps = Path(f"/proc/{running.pid}/maps")
    while running.poll() is None and "polars" not in maps.read_text():
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    # Some engines let the system end the process while they load; to a shell that is 130 as well.
    assert running.returncode in {130, -signal.SIGINT}
    assert out == b""
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


# ---- terminals, pipes and locales


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1251"},
    ],
    ids=["ascii", "posix", "cp1251"],
)
def test_any_locale_gets_utf8(svitlo: Program, tmp_path: Path, first_light: Path, env: dict[str, str]) -> None:
    case = shutil.copytree(first_light, tmp_path / "case")
    for name in ("places.csv", "actors.csv", "case.toml"):
        text = (case / name).read_text(encoding="utf-8")
        (case / name).write_text(
            text.replace("Eastbank", "Східний ž").replace("Bren", "Øren").replace("First light", "Світло"),
            encoding="utf-8",
        )
    for arguments in (("check", case), ("support", case), ("plan", case, "-o", tmp_path / "plan", *QUICK)):
        done = svitlo(*arguments, env=env)
        assert done.returncode == 0, done.stderr
        said(done)
    assert "Світло" in said(svitlo("check", case, env=env))[0]
    assert "Øren" in said(svitlo("support", case, env=env))[0]
    assert "Східний ž" in (tmp_path / "plan" / "report.html").read_text(encoding="utf-8")
    assert svitlo("audit", case, tmp_path / "plan", env=env).returncode == 0


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("arguments", [("check",), ("check", "--json"), ("support",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_fault(first_light: Path, arguments: tuple[str, ...], unbuffered: str) -> None:
    running = subprocess.Popen(
        command(arguments[0], first_light, *arguments[1:]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    err = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), err) == (0, b"")


# ---- malformed inputs


@pytest.mark.parametrize("number", range(len(CORPUS)), ids=[str(case) for case in CORPUS])
def test_a_malformed_case_ends_with_2_and_writes_nothing(svitlo: Program, tmp_path: Path, number: int) -> None:
    malformed = materialise(number, tmp_path / "case")
    before = digests(tmp_path)
    done = svitlo("plan", tmp_path / "case", "-o", tmp_path / "plan")
    out, err = said(done)
    assert (done.returncode, out) == (2, "")
    told = [line for line in err.splitlines() if malformed.says in line]
    assert any(Path(malformed.file.split(",")[0]).name in line for line in told), err
    if malformed.row:
        assert any(f"row {malformed.row}" in line for line in told), err
    assert digests(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {"case"}


@pytest.mark.parametrize("number", range(0, len(CORPUS), 12))
def test_problems_as_json_are_data_on_standard_output(svitlo: Program, tmp_path: Path, number: int) -> None:
    materialise(number, tmp_path / "case")
    done = svitlo("check", tmp_path / "case", "--json")
    out, err = said(done)
    problems = json.loads(out)["problems"]
    assert done.returncode == 2
    assert len(err.splitlines()) == len(problems) + 1
    assert all(set(problem) == {"file", "row", "column", "what", "hint"} for problem in problems)


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 60
