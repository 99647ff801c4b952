"""The benchmarks on whole plans run, agree with themselves, and say what they should; nothing here is about time."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from bench._runs import Recount, check_bound, measured, planned
from bench.generate import generated_case

from bench import exact, plans, scale
from svitlo.plan.planners import PLANNERS
from svitlo.plan.schedule import Schedule
from svitlo.plan.service import least_unserved
from svitlo.plan.situation import situation_of
from tests.conftest import ROOT

needs_exact = pytest.mark.skipif("exact" not in PLANNERS, reason="the exact planner is not there yet")


def test_plans_prints_json_that_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    plans.main(["--quick", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [(row["case"], row["seed"]) for row in rows] == [("case14_ieee", 2), ("case24_ieee_rts", 2)]
    for row in rows:
        objective = row["objective"]
        assert objective["search"] <= min(objective.values()) * (1.0 + 1e-6)
        assert objective["search"] > 0.0
        assert row["bound"] <= objective["search"] * (1.0 + 1e-6)
        assert row["gap_share"] == pytest.approx(1.0 - row["bound"] / objective["search"])
        assert row["repaired_count"]["nothing"] == 0
        assert row["repaired_count"]["largest"] > 0
        assert row["spent"]["greedy"]["solve_count"] > 0


def test_plans_prints_medians_of_each_network_and_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    plans.main(["--quick"])
    said = capsys.readouterr().out
    assert said.count("case14_ieee") == said.count("case24_ieee_rts") == 2
    assert "\nall " in said


def test_a_planner_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    plans.main(["--quick", "--case", "case14_ieee", "--without", "greedy", "nothing"])
    said = capsys.readouterr().out
    assert " - " in said
    assert "nan" in said


def test_a_launcher_finds_the_project_from_anywhere() -> None:
    done = subprocess.run(
        [ROOT / "bench" / "plans", "--quick", "--case", "case14_ieee", "--seeds", "3", "--json"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        env={**os.environ, "SVITLO_PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [row["seed"] for row in json.loads(done.stdout)] == [3]


def test_a_schedule_that_is_not_worth_what_it_says_is_found() -> None:
    """The planner is given other people than the case has."""
    case = generated_case("case14_ieee", 2, days=40)
    situation = situation_of(case)
    schedule, _ = planned(situation, "greedy", None)
    assert schedule.jobs
    recount = Recount(case, situation)
    recount.check(schedule)
    other = situation_of(replace(case, places=case.places.clear()))
    with pytest.raises(AssertionError):
        Recount(case, other).check(schedule)


def test_a_bound_above_a_plan_is_found() -> None:
    check_bound(1.0, [1.0, 2.0])
    with pytest.raises(AssertionError):
        check_bound(1.1, [2.0, 1.0])


def test_solves_are_counted_while_measured_and_only_then() -> None:
    situation = situation_of(generated_case("case14_ieee", 1))
    people, grid = situation.people, situation.grid

    def solve() -> float:
        return least_unserved(
            grid, grid.intact, load_bus=people.bus, load_mw=people.load_mw, cost_per_mw=people.cost_per_mw
        ).unserved_cost

    (value, spent), again = measured(solve), solve()
    assert spent.solve_count == 1
    assert value == again == pytest.approx(0.0, abs=1e-6)
    assert measured(Schedule)[1].solve_count == 0


def test_the_days_of_a_sample_are_spread_over_the_horizon() -> None:
    case = generated_case("case14_ieee", 1, days=31)
    assert Recount(case, situation_of(case), 3).days == [0, 15, 30]


def test_scale_runs_its_ladders_each_in_a_process_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    scale.main(["--quick", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert len(found["instances"]) == len(scale.QUICK_LADDERS)
    for row, (case, damaged, days) in zip(found["instances"], scale.QUICK_LADDERS, strict=True):
        assert (row["case"], row["damaged_count"], row["day_count"]) == (case, damaged, days)
        assert row["bound"] <= row["objective"] * (1.0 + 1e-6)
        assert row["objective"] <= min(row["largest"], row["nothing"]) * (1.0 + 1e-6)
        assert row["peak_mb"] > 0.0
    assert set(found["exponents"]) == set(scale.TIMES)


def test_the_fit_finds_the_exponents_of_made_up_times() -> None:
    first = scale.run(("case14_ieee", 3, 30), 1, (20, 20))
    rows = []
    for buses, assets, days in ((100, 10, 30), (300, 10, 30), (300, 40, 30), (300, 40, 90), (1000, 20, 60)):
        cpu_s = dict.fromkeys(scale.TIMES, 1e-3 * buses**1.5 * assets**2.0 * days**0.5)
        rows.append(replace(first, bus_count=buses, damaged_count=assets, day_count=days, cpu_s=cpu_s))
    for found in scale.fitted(rows).values():
        assert found == pytest.approx({"bus_count": 1.5, "damaged_count": 2.0, "day_count": 0.5})


@needs_exact
def test_exact_beats_the_search_nowhere_by_more_than_it_may(capsys: pytest.CaptureFixture[str]) -> None:
    exact.main(["--quick"])
    said = capsys.readouterr().out
    assert "3 cases: the search is at the optimum on" in said
    assert all(network in said for network, _ in exact.NETWORKS)


def test_exact_objects_to_a_search_that_is_off() -> None:
    row = exact.Row(
        case="case",
        seed=1,
        damaged_count=3,
        day_count=30,
        optimum=100.0,
        objective={"largest": 120.0, "greedy": 110.0, "search": 100.0},
        bound=99.0,
        spent={},
    )
    exact.check([row])
    near = replace(row, objective={**row.objective, "search": 100.3})
    exact.check([row, row, row, row, near])
    with pytest.raises(AssertionError):
        exact.check([row, near])
    with pytest.raises(AssertionError):
        exact.check([row] * 9 + [replace(row, objective={**row.objective, "search": 101.0})])
