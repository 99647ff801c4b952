"""Plan folders: whole or not at all, and read back as they were written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from svitlo.adapters.csv_table import csv_bytes, csv_grid
from svitlo.adapters.plan_folder import check_target, read_plan, write_plan
from svitlo.adapters.table_reader import read_table
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import PLAN_SPECS, PURCHASES, SERVICE, USES

SUMMARY: dict[str, object] = {
    "version": 1,
    "case_sha256": "ab" * 32,
    "objective": 10.5,
    "bound": 9,
    "gap_share": 0.1,
    "objective_proven": 10.5,
    "do_nothing": 20.0,
    "person_hours_without_power": 10.0,
    "person_hours_without_water": 0,
    "person_hours_without_heat": 0.0,
    "people_drained": 0.0,
    "spent_usd": 9000.5,
    "planner": "greedy",
    "seed": 0,
    "effort": 100,
    "count_announced": False,
    "seconds": 0.1,
    "proof": {"power": {"verdict": "stands", "worst": None}, "water": None},
    "notes": [],
    "svitlo": "0.1",
    "engines": {"highspy": "1.11"},
}
PURCHASE = {
    "purchase_id": "p1",
    "equipment_id": "wire, copper",
    "quantity": 3,
    "pledge_id": "money",
    "order_day": 0,
    "arrival_day": 14,
    "unit_cost_usd": 1 / 3,
    "cost_usd": 1.0,
}
FILES: dict[str, bytes] = {
    "summary.json": json.dumps(SUMMARY).encode(),
    "report.html": b"<!doctype html>",
    **{f"{spec.name}.csv": csv_bytes(spec.empty(), spec) for spec in PLAN_SPECS},
    "purchases.csv": csv_bytes(pl.DataFrame([PURCHASE], schema=PURCHASES.dtypes), PURCHASES),
}


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_plan_is_written_and_read_back(tmp_path: Path) -> None:
    write_plan(FILES, tmp_path / "plan")
    assert content(tmp_path / "plan") == FILES
    assert hidden(tmp_path) == []
    plan = read_plan(tmp_path / "plan")
    assert plan.summary == SUMMARY
    assert plan.decisions.purchases.rows(named=True) == [PURCHASE]
    assert plan.service.is_empty()


def test_an_existing_plan_is_refused_or_replaced_whole(tmp_path: Path) -> None:
    write_plan({**FILES, "report.html": b"old"}, tmp_path / "plan")
    with pytest.raises(BadInput, match="there already"):
        write_plan(FILES, tmp_path / "plan")
    assert content(tmp_path / "plan")["report.html"] == b"old"
    fewer = {name: data for name, data in FILES.items() if name != "report.html"}
    write_plan(fewer, tmp_path / "plan", replace=True)
    assert content(tmp_path / "plan") == fewer
    assert hidden(tmp_path) == []


def test_where_folders_cannot_change_places_the_old_plan_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan({**FILES, "report.html": b"old"}, tmp_path / "plan")
    monkeypatch.setattr(sys, "platform", "darwin")
    write_plan(FILES, tmp_path / "plan", replace=True)
    assert content(tmp_path / "plan") == FILES
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_not_a_plan_is_never_replaced(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    for name in ("file", "folder", "no/plan", ".", ""):
        with pytest.raises(BadInput):
            write_plan(FILES, tmp_path / name, replace=replace)
        with pytest.raises(BadInput):
            check_target(tmp_path / name, replace=replace)
    assert (tmp_path / "file").read_text() == "mine"
    assert (tmp_path / "folder" / "mine.txt").read_text() == "mine"
    assert hidden(tmp_path) == []


def test_a_plan_that_holds_something_of_the_users_is_not_replaced(tmp_path: Path) -> None:
    write_plan(FILES, tmp_path / "plan")
    (tmp_path / "plan" / "minutes.txt").write_text("mine")
    with pytest.raises(BadInput, match="minutes"):
        write_plan(FILES, tmp_path / "plan", replace=True)
    assert (tmp_path / "plan" / "minutes.txt").read_text() == "mine"


def test_a_link_to_a_plan_stays_a_link(tmp_path: Path) -> None:
    write_plan({**FILES, "report.html": b"old"}, tmp_path / "plan")
    (tmp_path / "latest").symlink_to("plan")
    write_plan(FILES, tmp_path / "latest", replace=True)
    assert (tmp_path / "latest").is_symlink()
    assert content(tmp_path / "plan") == FILES


def test_what_killed_runs_left_is_cleaned_and_a_plan_set_aside_is_put_back(tmp_path: Path) -> None:
    write_plan({**FILES, "report.html": b"old"}, tmp_path / "plan")
    (tmp_path / "plan").rename(tmp_path / ".plan.svitlo-old")
    (tmp_path / ".plan.svitlo-new").mkdir()
    (tmp_path / ".plan.svitlo-new" / "summary.json").write_text("{")
    with pytest.raises(BadInput, match="there already"):
        write_plan(FILES, tmp_path / "plan")
    assert content(tmp_path / "plan")["report.html"] == b"old"
    assert hidden(tmp_path) == []


def test_only_the_files_of_a_plan_are_written(tmp_path: Path) -> None:
    for name in ("../x", "a/b", "notes.txt"):
        with pytest.raises(ValueError, match="files of a plan"):
            write_plan({**FILES, name: b""}, tmp_path / "plan")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A name so long that no hidden one fits beside it."""
    with pytest.raises(BadInput, match="cannot be written"):
        write_plan(FILES, tmp_path / ("x" * 250))
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sys
from pathlib import Path
from svitlo.adapters.plan_folder import write_plan
from tests.adapters.test_plan_folder import FILES
number = 0
while True:
    number += 1
    mark = str(number).encode()
    files = {**FILES, "report.html": mark * 20000, "uses.csv": FILES["uses.csv"] + b"a,b," + mark + b",purchase:p\\n"}
    write_plan(files, Path(sys.argv[1]), replace=True)
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("turn", range(4))
def test_a_killed_writer_leaves_one_whole_plan(tmp_path: Path, turn: int) -> None:
    """Whenever it dies, the folder is one of the plans that it wrote, all files of the same one."""
    root = Path(__file__).parents[2]
    plan = tmp_path / "plan"
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(plan)], stdout=subprocess.PIPE, cwd=root)
    with child:
        assert child.stdout is not None
        for _ in range(3):
            assert child.stdout.readline()
        time.sleep(0.0007 * (turn + 1))
        child.send_signal(signal.SIGKILL)
    found = content(plan)
    assert set(found) == set(FILES)
    number = read_plan(plan).decisions.uses["quantity"][0]
    assert found["report.html"] == str(number).encode() * 20000
    write_plan(FILES, plan, replace=True)
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("version", 2, "version"),
        ("version", True, "whole number"),
        ("objective", "10", "a number"),
        ("objective", None, "a number"),
        ("objective", float("nan"), "not JSON"),
        ("bound", float("inf"), "not JSON"),
        ("gap_share", "small", "a number or null"),
        ("seed", 1.5, "whole number"),
        ("case_sha256", "abc", "SHA-256"),
        ("proof", [], "an object"),
        ("count_announced", 1, "true or false"),
        ("notes", "none", "a list"),
    ],
)
def test_a_summary_that_is_wrong(tmp_path: Path, key: str, value: object, says: str) -> None:
    write_plan({**FILES, "summary.json": json.dumps({**SUMMARY, key: value}).encode()}, tmp_path / "plan")
    with pytest.raises(BadInput) as caught:
        read_plan(tmp_path / "plan")
    assert {problem.file for problem in caught.value.problems} == {"summary.json"}
    assert says in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"seed": 1e999}'])
def test_a_summary_that_is_no_summary(tmp_path: Path, data: bytes) -> None:
    write_plan({**FILES, "summary.json": data}, tmp_path / "plan")
    with pytest.raises(BadInput):
        read_plan(tmp_path / "plan")


def test_every_key_of_the_summary_is_required(tmp_path: Path) -> None:
    write_plan({**FILES, "summary.json": b"{}"}, tmp_path / "plan")
    with pytest.raises(BadInput) as caught:
        read_plan(tmp_path / "plan")
    assert {problem.column for problem in caught.value.problems} == set(SUMMARY)


def test_all_that_is_wrong_with_a_plan_is_told_at_once(tmp_path: Path) -> None:
    bad = {
        **FILES,
        "uses.csv": b"asset_id,equipment_id,quantity,origin\na,b,0,c\n",
        "repairs.csv": b"",
        "summary.json": b"{",
    }
    write_plan(bad, tmp_path / "plan")
    (tmp_path / "plan" / "service.csv").unlink()
    with pytest.raises(BadInput) as caught:
        read_plan(tmp_path / "plan")
    found = {(problem.file, problem.row, problem.column) for problem in caught.value.problems}
    assert found == {
        ("uses.csv", 2, "quantity"),
        ("repairs.csv", 0, ""),
        ("summary.json", 0, ""),
        ("service.csv", 0, ""),
    }


def test_no_plan(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "file", "a\0b", "x" * 5000):
        with pytest.raises(BadInput):
            read_plan(tmp_path / name)


texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)
amounts = st.floats(0, 1e14)


@given(rows=st.lists(st.tuples(texts, st.integers(0, 10**9), amounts, amounts), unique_by=lambda row: row[0]))
def test_tables_come_back_bit_for_bit(rows: list[tuple[str, int, float, float]]) -> None:
    columns = {"day": [row[1] for row in rows], "block": [row[0] for row in rows]}
    columns |= {name: [row[2 + place % 2] for row in rows] for place, name in enumerate(SERVICE.names[2:])}
    frame = pl.DataFrame(columns, schema=SERVICE.dtypes)
    data = csv_bytes(frame, SERVICE)
    table, problems = read_table(SERVICE, "service.csv", csv_grid(data, "service.csv"))
    assert problems == []
    assert_frame_equal(table.frame, frame, check_exact=True)
    assert csv_bytes(table.frame, SERVICE) == data


def test_whole_numbers_are_written_as_such_and_null_is_empty() -> None:
    frame = pl.DataFrame([["a", "b", 3, 'x"y']], schema=USES.dtypes, orient="row")
    assert csv_bytes(frame, USES) == b'asset_id,equipment_id,quantity,origin\na,b,3,"x""y"\n'
    with pytest.raises(ValueError, match="cannot be written"):
        csv_bytes(pl.DataFrame([{**PURCHASE, "cost_usd": float("nan")}], schema=PURCHASES.dtypes), PURCHASES)
