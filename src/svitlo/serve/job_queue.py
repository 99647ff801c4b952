"""The queue of jobs: which are there, which is started next, and how each is stopped or taken up again."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from svitlo.serve import jobs, stopper
from svitlo.serve.disk import writing
from svitlo.serve.jobs import LIVE, RESUMABLE, Job
from svitlo.serve.library import JOBS, Library
from svitlo.serve.wishes import Wish
from svitlo.tables.errors import BadInput

MOST_RUNNING = 1
"""Plans that are made at once: each takes a core, and pages need one too."""

MOST_QUEUED = 50
LOG_TAIL_BYTES = 500


class NotNow(BadInput):
    """What is asked of a job does not fit its state."""


class Queue:
    """Jobs of a library. Safe to use from several threads; only the server that holds the library starts any."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._root = library.root / JOBS
        self._workers: dict[str, subprocess.Popen[bytes]] = {}
        self._leaving: list[subprocess.Popen[bytes]] = []
        self._ended: dict[str, tuple[Job, Mapping[str, Any]]] = {}
        self._guard = threading.RLock()

    def jobs(self) -> dict[str, Job]:
        """All jobs by id, the newest first."""
        with self._guard:
            known = {job_id: job for job_id, (job, _) in self._ended.items()}
            found = jobs.jobs_in(self._root, known)
            for job_id, job in found.items():
                if job_id not in known and job.result and job_id not in self._workers:
                    self._ended[job_id] = job, job.row(history=False)
            return {job_id: self._begun(job) for job_id, job in found.items()}

    def _begun(self, job: Job) -> Job:
        """A job whose worker is still loading has begun."""
        is_loading = job.state == "queued" and job.job_id in self._workers
        return replace(job, state="running") if is_loading else job

    def rows(self) -> list[Mapping[str, Any]]:
        """All jobs as the browser is told, without their histories."""
        with self._guard:
            found = self.jobs()
            return [
                self._ended[job_id][1] if job_id in self._ended else job.row(history=False)
                for job_id, job in found.items()
            ]

    # ---- what people ask for

    def add(self, wish: Wish) -> str:
        """Queue a plan. Raises NotNow where too many wait already, Busy where another server holds the library."""
        with self._guard:
            if sum(job.state == "queued" for job in self.jobs().values()) >= MOST_QUEUED:
                raise NotNow.of("", f"{MOST_QUEUED} plans wait already", hint="stop some, or wait")
            self._library.claim()
            with writing(self._library.root):
                job_id = jobs.new_job(self._root, wish)
                self.step()
            return job_id

    def stop(self, job: Job) -> None:
        """Ask a job to stop with the best plan so far. Raises NotNow where it does not run or wait."""
        with self._guard:
            self._library.claim()
            if job.state not in (*LIVE, "queued"):
                raise NotNow.of("", f"the job is not running: it is {job.state}")
            with writing(self._library.root):
                stopper.ask(job.folder / jobs.STOP)
                if job.state == "queued":
                    jobs.end(job.folder, {"state": "stopped", "plan_id": None, "problems": []})

    def resume(self, job: Job) -> None:
        """Take a job up again. Raises NotNow where it has not been stopped."""
        with self._guard:
            self._library.claim()
            if job.state not in RESUMABLE:
                raise NotNow.of("", f"the job cannot be resumed: it is {job.state}")
            self._ended.pop(job.job_id, None)
            if job.job_id in self._workers:
                # It has said how it ended and is about to leave: that is no word on the run to come.
                self._leaving.append(self._workers.pop(job.job_id))
            with writing(self._library.root):
                jobs.queue_again(job)
                self.step()

    # ---- what goes on by itself

    def step(self) -> None:
        """See who has ended, and start what waits longest if there is room; only a server that may write does."""
        if not self._library.is_claimed:
            return
        with self._guard:
            self._reap()
            found = self.jobs()
            running = {job_id for job_id, job in found.items() if job.state in LIVE} | set(self._workers)
            waiting = sorted(job_id for job_id, job in found.items() if job.state == "queued" and job_id not in running)
            for job_id in waiting[: max(0, MOST_RUNNING - len(running))]:
                self._start(found[job_id])

    def _reap(self) -> None:
        self._leaving = [worker for worker in self._leaving if worker.poll() is None]
        for job_id, worker in list(self._workers.items()):
            status = worker.poll()
            if status is None:
                continue
            del self._workers[job_id]
            job = jobs.job_at(self._root / job_id)
            if job is not None and job.state == "queued":
                # It ended before it could take the job up: started again it would end in the same way.
                failed = BadInput.of("", f"the worker ended with status {status}", hint=_tail(job.folder / jobs.LOG))
                problems = [problem.as_dict() for problem in failed.problems]
                jobs.end(job.folder, {"state": "failed", "plan_id": None, "problems": problems})

    def _start(self, job: Job) -> None:
        command = [sys.executable, "-P", "-m", "svitlo.serve.worker", str(job.folder)]
        with (job.folder / jobs.LOG).open("ab") as log:
            # A session of its own: Ctrl-C at the server's terminal does not reach it, nor does the server's end.
            self._workers[job.job_id] = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=self._root
            )

    def close(self) -> int:
        """The server ends: ask running jobs to stop softly, and say how many. They write their plans by themselves."""
        with self._guard:
            running = [job for job in self.jobs().values() if job.state == "running"]
            for job in running:
                stopper.ask(job.folder / jobs.STOP)
            return len(running)


def _tail(path: Path) -> str:
    try:
        return path.read_bytes()[-LOG_TAIL_BYTES:].decode("utf-8", "replace").strip()
    except OSError:
        return ""
