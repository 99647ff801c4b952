"""The benchmark of re-plans runs; it checks by itself that what has begun is kept and that the audit passes."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest
from bench.generate import generated_case
from bench.replan import check, main, old_plan, struck

from svitlo.pipeline import Choice, remake_plan
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.situation import situation_of
from tests.conftest import ROOT


def test_the_launcher_prints_json_alone() -> None:
    done = subprocess.run(
        [ROOT / "bench" / "replan", "--case", "case14_ieee", "--quick", "--json"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        env={**os.environ, "SVITLO_PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["fact"] for row in rows] == ["delivery late", "one more strike"]
    for row in rows:
        assert row["objective"]["now"] <= row["objective"]["carried_on"] * (1.0 + 1e-6)
        assert row["spent"]["cpu_s"] > 0.0


def test_the_table_says_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--case", "case14_ieee", "--quick"])
    told = capsys.readouterr().out
    assert "Planned anew on" in told
    assert "case14_ieee" in told.splitlines()[-1]


def test_a_begun_work_that_moved_is_not_counted() -> None:
    case = generated_case("case14_ieee", 1)
    situation = situation_of(case)
    old = old_plan(case, decisions_of(situation, PLANNERS["largest"](situation, Options())), 0.0)
    day = case.settings.days // 3
    edited = struck(case, day)
    options = Options(effort=10, bound_effort=100)
    new = remake_plan(edited, old, case.date_of(day), Choice(options=options))
    assert check(edited, old, new, day) > 0
    repairs = new.decisions.repairs.with_columns(pl.col("start_day", "service_day") + 1)
    moved = replace(new, decisions=replace(new.decisions, repairs=repairs))
    with pytest.raises(AssertionError):
        check(edited, old, moved, day)
