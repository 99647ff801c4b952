"""A process that makes one plan: `python -m svitlo.serve.worker JOB_FOLDER`.

It needs no server: all that it says and makes goes into the library, and what it was doing can be told from there
whoever is killed, it or the server.
"""

import hashlib
import math
import os
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import SUMMARY, read_plan
from svitlo.pipeline import Choice, make_plan, plan_files, remake_plan
from svitlo.plan.planners import Options, default_effort
from svitlo.serve import jobs
from svitlo.serve.disk import Lock, append_line, id_of, now, read_json, write_json
from svitlo.serve.documents import document, packed, packed_name
from svitlo.serve.entries import PlanEntry, figures_of, title_of
from svitlo.serve.jobs import Point
from svitlo.serve.library import CASE_FOLDER, CASES, PLAN_FOLDER, PLANS, add_plan
from svitlo.serve.stopper import Stopper
from svitlo.serve.wishes import Wish
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, SvitloError
from svitlo.tables.results import Plan

NICENESS = 10
"""Pages come first: a plan takes the time that they leave."""

SAID_EVERY_S = 0.25
"""How often progress is told at most."""

LEAST_SHARE = 0.1
"""A search that goes on has at least this share of its effort, however much was spent before it was stopped."""

SAME_SHARE = 1e-9
"""Objectives this close are the same."""

KNOWN_BOUND = "The bound is that of the plan that this one goes on from: it was the better one."

LOCK_TRIES, LOCK_WAIT_S = 50, 0.1


class Reporter:
    """Tells the job's folder what is being done."""

    def __init__(self, folder: Path, stopper: Stopper) -> None:
        self._path = folder / jobs.PROGRESS
        self._stopper = stopper
        self._base = self._last = 0
        self._said_at = -math.inf
        self._unsaid: Point | None = None

    def begin(self, effort: int, spent: int, *, is_carried_on: bool) -> None:
        """A run begins, with so much effort in all, of which some was spent by the run that it carries on."""
        self._base = spent
        append_line(self._path, {"at": now(), "run": os.getpid(), "effort": effort, "carried_on": is_carried_on})

    def stage(self, name: str) -> None:
        """Say what is done now."""
        self._stopper.stage(name)
        if self._unsaid is not None:
            self._say(*self._unsaid)
        append_line(self._path, {"at": now(), "stage": name})

    def searching(self, spent: int, effort: int, objective: float, bound: float) -> None:  # noqa: ARG002 - its interface
        """Say how far the search is; one search after the other counts on."""
        if spent < self._last:
            self._base += self._last
        self._last = spent
        known = objective if math.isfinite(objective) else None, bound if 0.0 < bound < math.inf else None
        self._unsaid = self._base + spent, *known
        if time.monotonic() - self._said_at >= SAID_EVERY_S:
            self._say(*self._unsaid)

    @property
    def is_stopped(self) -> bool:
        """Whether something of the run was cut short because somebody asked for it."""
        return self._stopper.raised_count > 0

    def found(self, plan: Plan) -> None:
        """Say what came out."""
        objective, bound = (float(str(plan.summary[name])) for name in ("objective", "bound"))
        self._say(self._base + self._last, objective, bound)

    def _say(self, spent: int, objective: float | None, bound: float | None) -> None:
        self._said_at = time.monotonic()
        self._unsaid = None
        append_line(self._path, {"at": now(), "spent": spent, "objective": objective, "bound": bound})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One job as its worker sees it."""

    folder: Path
    wish: Wish
    begin: Mapping[str, Any]

    @property
    def root(self) -> Path:
        return self.folder.parent.parent

    def plan_folder(self, plan_id: str) -> Path:
        return self.root / PLANS / plan_id / PLAN_FOLDER


def main(folder: Path) -> int:
    """Do a job, unless another process does it or it has ended."""
    lock = _lock(folder / jobs.LOCK)
    if lock is None or (folder / jobs.RESULT).exists():
        return 0
    write_json(folder / jobs.WORKER, {"pid": os.getpid(), "started": now()})
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    stopper = Stopper(folder / jobs.STOP)
    with stopper.listening():
        result = _result(folder, stopper)
    jobs.end(folder, result)
    lock.release()
    return 0


def _lock(path: Path) -> Lock | None:
    """The job's lock; a server that asks who lives holds it for a moment too."""
    for _ in range(LOCK_TRIES):
        lock = Lock.taken(path)
        if lock is not None:
            return lock
        time.sleep(LOCK_WAIT_S)
    return None


def _result(folder: Path, stopper: Stopper) -> dict[str, Any]:
    """How the job ends; whatever goes wrong is told in words, and its traceback is in the log."""
    nothing: dict[str, Any] = {"plan_id": None, "problems": []}
    try:
        made = _made(folder, Reporter(folder, stopper))
    except KeyboardInterrupt:
        return {**nothing, "state": "stopped"}
    except BadInput as error:
        return {**nothing, "state": "failed", "problems": [problem.as_dict() for problem in error.problems]}
    except Exception as error:  # the last line of defence: a job never just disappears
        traceback.print_exc()
        what = str(error) if isinstance(error, SvitloError) else f"an error of the program ({type(error).__name__})"
        failed = BadInput.of("", what, hint=f"what happened is in {jobs.LOG} of this job")
        return {**nothing, "state": "failed", "problems": [problem.as_dict() for problem in failed.problems]}
    return {**nothing, **made, "state": "stopped" if stopper.raised_count else "done"}


def _made(folder: Path, reporter: Reporter) -> dict[str, Any]:
    """Make the plan and put it into the library."""
    request = read_json(folder / jobs.REQUEST) or {}
    wish = Wish(**{name: request[name] for name in Wish.__slots__})
    work = _Work(folder=folder, wish=wish, begin=read_json(folder / jobs.BEGIN) or {})
    reporter.stage("reading")
    case = read_case(work.root / CASES / wish.case_id / CASE_FOLDER)
    plan_id = work.begin.get("plan_id")
    if plan_id is None:
        plan = _from_nothing(case, work, reporter)
    else:
        old = read_plan(work.plan_folder(plan_id))
        plan = _carried_on(case, old, work, reporter)
        if _is_worse(plan, old):
            # What was found before is kept: going on never makes a plan worse.
            reporter.found(old)
            return {"plan_id": plan_id, "kept": True}
    reporter.found(plan)
    reporter.stage("writing")
    return {"plan_id": _written(case, plan, work, is_stopped=reporter.is_stopped)}


def _choice(case: Case, work: _Work, reporter: Reporter) -> Choice:
    wish = work.wish
    whole = default_effort(case.power.buses.height) if wish.effort is None else wish.effort
    spent = int(work.begin.get("spent", 0))
    reporter.begin(whole, spent, is_carried_on="plan_id" in work.begin)
    options = Options(
        seed=wish.seed,
        effort=max(whole - spent, round(LEAST_SHARE * whole)),
        time_limit_s=wish.time_limit_s,
        progress=reporter.searching,
    )
    return Choice(planner=wish.planner, options=options, count_announced=wish.count_announced)


def _from_nothing(case: Case, work: _Work, reporter: Reporter) -> Plan:
    return make_plan(case, _choice(case, work, reporter), reporter.stage)


def _carried_on(case: Case, old: Plan, work: _Work, reporter: Reporter) -> Plan:
    """A plan that goes on from one that was stopped: a re-plan before anything has begun."""
    choice = replace(_choice(case, work, reporter), planner="search")
    return _bounded(remake_plan(case, old, case.settings.start, choice, reporter.stage), old)


def _bounded(plan: Plan, old: Plan) -> Plan:
    """The plan with the better bound of the two: both hold for all plans of the case."""
    objective, bound, known = (
        float(str(one.summary[name])) for one, name in ((plan, "objective"), (plan, "bound"), (old, "bound"))
    )
    if not bound < known <= objective:
        return plan
    notes = plan.summary["notes"]
    said = [*(notes if isinstance(notes, list) else []), KNOWN_BOUND]
    figures = {"bound": known, "gap_share": (objective - known) / objective, "notes": said}
    return replace(plan, summary={**plan.summary, **figures})


def _is_worse(plan: Plan, old: Plan) -> bool:
    """Whether less of a plan is confirmed by physics than of the one that it goes on from."""
    now_proven, then = (float(str(one.summary["objective_proven"])) for one in (plan, old))
    return now_proven > (1.0 + SAME_SHARE) * then


def _written(case: Case, plan: Plan, work: _Work, *, is_stopped: bool) -> str:
    files = plan_files(case, plan)
    plan_id = id_of(case.settings.name, hashlib.sha256(files[SUMMARY]).hexdigest(), "plan")
    documents = {packed_name(public=public): packed(document(case, plan, public=public)) for public in (False, True)}
    entry = PlanEntry(
        plan_id=plan_id,
        case_sha256=case.sha256,
        case_id=work.wish.case_id,
        case_name=case.settings.name,
        title=title_of(plan.summary),
        figures=figures_of(plan.summary),
        folder=work.plan_folder(plan_id),
        made=now(),
        stopped=is_stopped,
        job_id=work.folder.name,
    )
    add_plan(work.root, entry, files, documents)
    return plan_id


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
