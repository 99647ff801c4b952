"""Jobs: plans in the making. All that is known of one lies in its folder and can be read from there at any time.

```text
jobs/ID/request.json     what was asked for; written once
jobs/ID/begin.json       the plan from which a resumed job goes on
jobs/ID/worker.json      a process has taken it up; jobs/ID/lock is held by that process as long as it lives
jobs/ID/progress.jsonl   what it says on its way, a line at a time
jobs/ID/stop             somebody wants it stopped softly
jobs/ID/result.json      how it ended
```

From these follows the state: ended as `result.json` says; running (or stopping) while the lock is held; `interrupted`
where a process took it up and is gone; else queued. No process id is trusted, so none can be taken for another.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svitlo.adapters.plan_folder import write_folder
from svitlo.report.said import said_problem
from svitlo.serve.disk import (
    ID,
    append_line,
    is_locked,
    json_bytes,
    now,
    read_json,
    read_lines,
    write_bytes,
    write_json,
)
from svitlo.serve.wishes import Wish

REQUEST, BEGIN, WORKER, PROGRESS, STOP, RESULT, LOCK, LOG = (
    "request.json",
    "begin.json",
    "worker.json",
    "progress.jsonl",
    "stop",
    "result.json",
    "lock",
    "log.txt",
)
LIVE = ("running", "stopping")
RESUMABLE = ("stopped", "interrupted", "failed")
MOST_POINTS = 400
"""Points of the history that are sent: more cannot be told apart on a screen."""

Point = tuple[int, float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as its folder says it is."""

    job_id: str
    folder: Path
    request: Mapping[str, Any]
    state: str
    result: Mapping[str, Any]

    @property
    def case_id(self) -> str:
        """The case that is planned."""
        return str(self.request["case_id"])

    def row(self, *, history: bool) -> dict[str, Any]:
        """As the browser is told."""
        said = _said(self.folder / PROGRESS)
        worker = read_json(self.folder / WORKER) or {}
        objective, bound = said.best
        row = {
            "job_id": self.job_id,
            "case_id": self.case_id,
            "state": self.state,
            **{key: self.request.get(key) for key in ("planner", "seed", "count_announced", "time_limit_s")},
            "stage": said.stage if self.state in LIVE else None,
            "spent": said.spent,
            "effort": said.effort if said.effort is not None else self.request.get("effort"),
            "objective": objective,
            "bound": bound,
            "gap_share": gap_share(objective, bound),
            "made": self.request.get("made"),
            "started": worker.get("started"),
            "ended": self.result.get("ended"),
            "plan_id": self.result.get("plan_id"),
            "problems": [said_problem(one) for one in self.result.get("problems", [])],
        }
        return row | {"history": thinned(said.history)} if history else row


@dataclass(slots=True)
class _Said:
    """What a worker has said so far, of its last run."""

    history: list[Point]
    stage: str | None = None
    effort: int | None = None

    @property
    def spent(self) -> int | None:
        return self.history[-1][0] if self.history else None

    @property
    def best(self) -> tuple[float | None, float | None]:
        return (self.history[-1][1], self.history[-1][2]) if self.history else (None, None)


def gap_share(objective: float | None, bound: float | None) -> float | None:
    """How far at most a plan is from the best; None where that is not known."""
    if objective is None or bound is None or objective <= 0.0:
        return None
    return max(0.0, (objective - bound) / objective)


def _said(path: Path) -> _Said:
    said = _Said([])
    for line in read_lines(path):
        if "run" in line and not line.get("carried_on"):
            said = _Said([], stage=said.stage)
        if "stage" in line:
            said.stage = line["stage"]
        if "effort" in line:
            said.effort = line["effort"]
        if "spent" in line:
            point = line["spent"], line.get("objective"), line.get("bound")
            if point not in said.history[-1:]:
                said.history.append(point)
    return said


def thinned(history: list[Point]) -> list[Point]:
    """At most `MOST_POINTS` of a history, its first and last among them."""
    if len(history) <= MOST_POINTS:
        return history
    step = (len(history) - 1) / (MOST_POINTS - 1)
    return [history[round(place * step)] for place in range(MOST_POINTS)]


def job_at(folder: Path) -> Job | None:
    """The job that a folder holds; None where it holds none."""
    request = read_json(folder / REQUEST)
    if request is None or not isinstance(request.get("case_id"), str):
        return None
    # The lock first: a worker writes its result before it lets go.
    alive = is_locked(folder / LOCK)
    result = read_json(folder / RESULT)
    if result is not None:
        state = str(result["state"])
    elif alive:
        state = "stopping" if (folder / STOP).exists() else "running"
    elif (folder / WORKER).exists():
        state = "interrupted"
    else:
        state = "queued"
    return Job(job_id=folder.name, folder=folder, request=request, state=state, result=result or {})


def jobs_in(root: Path, known: Mapping[str, Job]) -> dict[str, Job]:
    """All jobs by id, the newest first; those that are `known` are not looked at again."""
    try:
        folders = sorted((path for path in root.iterdir() if ID.fullmatch(path.name)), reverse=True)
    except OSError:
        return {}
    found = (known.get(folder.name) or job_at(folder) for folder in folders)
    return {job.job_id: job for job in found if job is not None}


def new_job(root: Path, wish: Wish) -> str:
    """Queue a job; its id sorts by the time of its making."""
    moment = datetime.now(UTC)
    job_id = f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond:06d}-{secrets.token_hex(2)}"
    record = {"job_id": job_id, **wish.record(), "made": now()}
    write_folder(root / job_id, lambda fresh: write_bytes(fresh / REQUEST, json_bytes(record)))
    return job_id


def end(folder: Path, result: Mapping[str, Any]) -> None:
    """Say how a job ended."""
    write_json(folder / RESULT, {**result, "ended": now()})


def queue_again(job: Job) -> None:
    """Let a job that has ended, or whose worker is gone, be taken up again, from its plan where it has one.

    Whatever stops this half-way, the job is still one that can be resumed, or is queued.
    """
    plan_id = job.result.get("plan_id")
    if plan_id is not None:
        begun = read_json(job.folder / BEGIN) or {}
        spent = _said(job.folder / PROGRESS).spent or 0
        write_json(job.folder / BEGIN, {"plan_id": plan_id, "spent": max(spent, begun.get("spent", 0))})
    append_line(job.folder / PROGRESS, {"at": now(), "stage": None})
    (job.folder / STOP).unlink(missing_ok=True)
    (job.folder / RESULT).unlink(missing_ok=True)
    (job.folder / WORKER).unlink(missing_ok=True)
