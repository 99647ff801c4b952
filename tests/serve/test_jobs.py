"""Plans in the making: processes of their own, stopped and taken up again, and what remains when one is killed."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import read_plan
from svitlo.pipeline import audit_plan
from svitlo.proof.audit import audit
from svitlo.serve import jobs, worker
from svitlo.serve.disk import Lock
from svitlo.serve.job_queue import MOST_RUNNING
from tests.conftest import EXAMPLES
from tests.serve.running import Server, kill_worker, serving

LONG: dict[str, Any] = {"planner": "search", "effort": 400_000}
"""A search that no test waits for."""

TOGETHER = EXAMPLES / "together"


def queued(server: Server, case: str, **wish: Any) -> str:
    answer = server.post("/api/jobs", {"case_id": server.case_id(case), **wish})
    assert answer.status == 201, answer.body
    return str(answer.json["job_id"])


def searching(server: Server, job_id: str) -> dict[str, Any]:
    """Wait until the search has begun."""
    job = server.until(job_id, "running", stage="planning")
    while not job["spent"]:
        assert job["state"] == "running", job
        time.sleep(0.1)
        job = server.job(job_id)
    return job


def proven(server: Server, plan_id: str) -> float:
    return next(float(plan["objective_proven"]) for plan in server.library()["plans"] if plan["plan_id"] == plan_id)


def test_from_a_damage_report_to_a_document(server: Server, served_library: Path) -> None:
    content = b"asset_id,severity,reported\npower/branch/1,major,2030-01-08\npower/bus/4,minor,2030-01-07\n"
    case_id = server.upload(server.case_id("first-light-55"), content, name="From a report").json["case_id"]
    job_id = queued(server, case_id, effort=100, seed=3, count_announced=True)
    job = server.until(job_id, "done")
    assert job["problems"] == []
    assert job["started"] <= job["ended"]
    assert job["history"][-1][1:] == [job["objective"], job["bound"]]
    listed = server.library()
    plan = next(plan for plan in listed["plans"] if plan["plan_id"] == job["plan_id"])
    assert (plan["case_id"], plan["job_id"], plan["seed"], plan["effort"]) == (case_id, job_id, 3, 100)
    assert plan["stopped"] is False
    row = next(row for row in listed["jobs"] if row["job_id"] == job_id)
    assert "history" not in row
    assert {key: row[key] for key in row} == {key: job[key] for key in row}
    document = server.get(f"/api/plans/{job['plan_id']}/document").json
    assert document["case"]["name"] == "From a report"
    assert {one["asset_id"] for one in document["damage"]} == {"power/branch/1", "power/bus/4"}
    assert audit_plan(served_library / "cases" / case_id / "case", plan_folder(served_library, job)) == ()


def plan_folder(library: Path, job: dict[str, Any]) -> Path:
    return library / "plans" / job["plan_id"] / "plan"


@pytest.mark.parametrize(
    ("wish", "columns"),
    [
        ([], [""]),
        ({}, ["case_id"]),
        ({"case_id": 5, "planner": "magic", "seed": -1, "effort": 1.5}, ["case_id", "effort", "planner", "seed"]),
        ({"case_id": "x", "time_limit_s": -1, "count_announced": "yes"}, ["count_announced", "time_limit_s"]),
        ({"case_id": "x", "seed": True, "effort": 10**9, "time_limit_s": 1e99}, ["effort", "seed", "time_limit_s"]),
        ({"case_id": "x", "command": "rm"}, ["command"]),
    ],
)
def test_a_wish_that_cannot_be_is_told(server: Server, wish: object, columns: list[str]) -> None:
    answer = server.post("/api/jobs", wish) if wish != {} else server.ask("POST", "/api/jobs", server.own, b"{}")
    assert answer.status == 422
    assert sorted(one["column"] for one in answer.problems) == columns


def test_cases_and_jobs_that_are_not_there(server: Server) -> None:
    assert server.post("/api/jobs", {"case_id": "not-there"}).status == 404
    for what in ("", "/stop", "/resume"):
        ask = server.post if what else server.get
        assert ask(f"/api/jobs/not-there{what}").status == 404


def test_a_job_whose_case_is_broken_fails_in_words(library: Path) -> None:
    with serving(TOGETHER, "--library", library) as server:
        job_id = queued(server, "together", planner="nothing")
        server.until(job_id, "done")
        (next(library.glob("cases/*/case")) / "works.csv").write_text("nonsense\n")
        second = queued(server, "together", planner="nothing", seed=1)
        job = server.until(second, "failed")
    assert job["plan_id"] is None
    assert any(one["file"] == "works.csv" for one in job["problems"])


def test_stop_keeps_the_best_plan_and_resume_goes_on(library: Path) -> None:
    with serving(TOGETHER, "--library", library) as server:
        job_id = queued(server, "together", **LONG)
        waiting = queued(server, "together", planner="nothing")
        searching(server, job_id)
        assert server.job(waiting)["state"] == "queued", f"{MOST_RUNNING} at a time"
        assert server.post(f"/api/jobs/{waiting}/stop").status == 202
        assert server.job(waiting)["state"] == "stopped"
        assert server.post(f"/api/jobs/{job_id}/resume").status == 409
        assert {server.get(path).status for path in ("/", "/api/library", "/static/app.js")} == {200}
        assert server.post(f"/api/jobs/{job_id}/stop").status == 202
        stopped = server.until(job_id, "stopped")
        assert audit_plan(TOGETHER, plan_folder(library, stopped)) == ()
        summary = json.loads((plan_folder(library, stopped) / "summary.json").read_bytes())
        assert any(note.startswith("The search was stopped") for note in summary["notes"])
        assert next(plan for plan in server.library()["plans"] if plan["job_id"] == job_id)["stopped"] is True
        assert server.post(f"/api/jobs/{job_id}/stop").status == 409

        assert server.post(f"/api/jobs/{job_id}/resume").status == 202
        resumed = server.until(job_id, "done", "running", stage="planning anew")
        assert resumed["spent"] >= stopped["spent"]
        assert len(resumed["history"]) >= len(stopped["history"])
        server.post(f"/api/jobs/{job_id}/stop")
        again = server.until(job_id, "done", "stopped")
        assert proven(server, again["plan_id"]) <= proven(server, stopped["plan_id"]) * (1.0 + 1e-9)
        assert audit_plan(TOGETHER, plan_folder(library, again)) == ()
        assert plan_folder(library, stopped).is_dir(), "the first plan is kept"


def test_a_killed_server_loses_nothing(library: Path) -> None:
    with serving(TOGETHER, "--library", library) as server:
        job_id = queued(server, "together", **LONG)
        waiting = queued(server, "together", planner="nothing")
        before = searching(server, job_id)
        server.kill()
    with serving(TOGETHER, "--library", library) as server:
        after = server.job(job_id)
        assert after["state"] == "running", "the worker is a process of its own"
        assert after["spent"] >= before["spent"]
        server.post(f"/api/jobs/{job_id}/stop")
        stopped = server.until(job_id, "stopped")
        assert audit_plan(TOGETHER, plan_folder(library, stopped)) == ()
        assert server.until(waiting, "done")["plan_id"]


def test_a_killed_worker_is_told_and_taken_up_again(library: Path) -> None:
    with serving(TOGETHER, "--library", library) as server:
        job_id = queued(server, "together", **LONG)
        searching(server, job_id)
        kill_worker(library / "jobs" / job_id)
        job = server.until(job_id, "interrupted", "running", seconds=10)
        while job["state"] == "running":
            time.sleep(0.1)
            job = server.job(job_id)
        assert job["state"] == "interrupted"
        assert job["history"], "what it had said is there"
        assert list(library.glob("plans/*")) == []
        assert server.post(f"/api/jobs/{job_id}/stop").status == 409
        server.kill()
    with serving(TOGETHER, "--library", library) as server:
        assert server.job(job_id)["state"] == "interrupted"
        assert server.post(f"/api/jobs/{job_id}/resume").status == 202
        searching(server, job_id)
        server.post(f"/api/jobs/{job_id}/stop")
        assert server.until(job_id, "stopped")["plan_id"]


def test_ctrl_c_at_the_server_stops_jobs_softly(library: Path) -> None:
    with serving(TOGETHER, "--library", library) as server:
        job_id = queued(server, "together", **LONG)
        searching(server, job_id)
        said = server.end()
        assert "will be in the library" in said
    with serving(TOGETHER, "--library", library) as server:
        stopped = server.until(job_id, "stopped")
        assert audit_plan(TOGETHER, plan_folder(library, stopped)) == ()


# ---- what follows from a folder


def folder_of(root: Path, *names: str) -> Path:
    folder = root / "20300107-000000-000000-abcd"
    folder.mkdir()
    (folder / jobs.REQUEST).write_text('{"case_id": "a"}')
    for name in names:
        (folder / name).write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ((), "queued"),
        ((jobs.LOCK,), "queued"),
        ((jobs.WORKER,), "interrupted"),
        ((jobs.WORKER, jobs.LOCK, jobs.STOP), "interrupted"),
    ],
)
def test_states_without_a_living_worker(tmp_path: Path, names: tuple[str, ...], state: str) -> None:
    job = jobs.job_at(folder_of(tmp_path, *names))
    assert job is not None
    assert job.state == state


def test_states_with_one_and_after_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, jobs.WORKER)
    lock = Lock.taken(folder / jobs.LOCK)
    assert lock is not None
    assert state_of(folder) == "running"
    (folder / jobs.STOP).touch()
    assert state_of(folder) == "stopping"
    jobs.end(folder, {"state": "done", "plan_id": "p"})
    assert state_of(folder) == "done"
    lock.release()
    assert state_of(folder) == "done"


def state_of(folder: Path) -> str:
    job = jobs.job_at(folder)
    assert job is not None
    return job.state


def test_resuming_may_be_cut_off_anywhere(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, jobs.WORKER, jobs.STOP)
    jobs.end(folder, {"state": "stopped", "plan_id": "p"})
    (folder / jobs.PROGRESS).write_text('{"spent": 70, "objective": 2.0, "bound": 1.0}\n{"spent": 9')
    job = jobs.job_at(folder)
    assert job is not None
    jobs.queue_again(job)
    assert state_of(folder) == "queued"
    assert json.loads((folder / jobs.BEGIN).read_bytes()) == {"plan_id": "p", "spent": 70}
    # Cut off after the result was taken away and before the rest: it can still be resumed, from the same plan.
    (folder / jobs.WORKER).write_text("{}")
    assert state_of(folder) in jobs.RESUMABLE
    half = jobs.job_at(folder)
    assert half is not None
    jobs.queue_again(half)
    assert json.loads((folder / jobs.BEGIN).read_bytes())["plan_id"] == "p"


def test_a_job_that_another_process_has_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOCK_TRIES", 2)
    folder = folder_of(tmp_path)
    lock = Lock.taken(folder / jobs.LOCK)
    assert lock is not None
    assert worker.main(folder) == 0
    assert not (folder / jobs.WORKER).exists()
    lock.release()


def test_histories_are_thinned_and_gaps_known() -> None:
    history: list[jobs.Point] = [(spent, 2.0, 1.0) for spent in range(5000)]
    thin = jobs.thinned(history)
    assert (len(thin), thin[0], thin[-1]) == (jobs.MOST_POINTS, history[0], history[-1])
    assert [jobs.gap_share(*pair) for pair in ((2.0, 1.0), (None, 1.0), (2.0, None), (0.0, 0.0), (1.0, 2.0))] == [
        0.5,
        None,
        None,
        None,
        0.0,
    ]


def test_what_is_no_job_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "no json").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / jobs.REQUEST).write_text("{")
    assert jobs.jobs_in(tmp_path, {}) == {}
    assert jobs.jobs_in(tmp_path / "not there", {}) == {}


def test_what_goes_on_keeps_the_better_bound(first_light_plan: Path) -> None:
    plan = read_plan(first_light_plan)
    objective, bound = float(str(plan.summary["objective"])), float(str(plan.summary["bound"]))
    weaker = replace(plan, summary={**plan.summary, "bound": 0.5 * bound, "gap_share": 1.0 - 0.5 * bound / objective})
    kept = worker._bounded(weaker, plan)
    assert kept.summary["bound"] == bound
    assert kept.summary["gap_share"] == pytest.approx(plan.summary["gap_share"])
    assert worker.KNOWN_BOUND in str(kept.summary["notes"])
    assert audit(read_case(EXAMPLES / "first-light"), kept) == ()
    assert worker._bounded(plan, weaker) is plan
    assert not worker._is_worse(plan, plan)
    better = replace(plan, summary={**plan.summary, "objective_proven": 0.9 * objective})
    assert worker._is_worse(plan, better)
    assert not worker._is_worse(better, plan)
