"""A real server process, and a client that can say what no browser would."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ENDED = ("done", "stopped", "failed", "interrupted")
BOUNDARY = "----a-boundary-of-the-tests"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problems(self) -> list[dict[str, Any]]:
        assert set(self.json) == {"problems"}
        for problem in self.json["problems"]:
            assert set(problem) == {"file", "row", "column", "what", "hint", "what_uk", "hint_uk"}
        assert b"Traceback" not in self.body
        found: list[dict[str, Any]] = self.json["problems"]
        return found


class Server:
    """One `svitlo serve`, reached over its own socket."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self.process = process
        self.address = process.stdout.readline().decode().strip().rstrip("/")
        assert self.address, process.stderr.read().decode() if process.stderr else ""
        parts = urlsplit(self.address)
        assert parts.hostname is not None
        assert parts.port is not None
        self.host, self.port = parts.hostname, parts.port

    @property
    def own(self) -> dict[str, str]:
        """The headers with which our own pages send something."""
        return {"Origin": self.address, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """One request with exactly these headers besides `Host` (if not given) and the length."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        given = {"Host": f"{self.host}:{self.port}", **(headers or {})}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                if value:
                    connection.putheader(name, value)
            if body is not None and "Transfer-Encoding" not in given and "Content-Length" not in given:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body is not None:
                # It may have answered and hung up before the end of a body that is too long.
                with contextlib.suppress(OSError):
                    connection.send(body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, value: object = None) -> Answer:
        return self.ask("POST", path, self.own, json.dumps({} if value is None else value).encode())

    def upload(self, case_id: str, content: bytes, file: str = "damage.csv", **fields: str) -> Answer:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        headers = {**self.own, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", f"/api/cases/{case_id}/damage", headers, body)

    def library(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/api/library").json
        return found

    def case_id(self, beginning: str) -> str:
        return next(case["case_id"] for case in self.library()["cases"] if case["case_id"].startswith(beginning))

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/api/jobs/{job_id}").json
        return found

    def until(self, job_id: str, *states: str, stage: str = "", seconds: float = 120.0) -> dict[str, Any]:
        """Wait until a job is in one of some states, and at a stage."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            job = self.job(job_id)
            if job["state"] in states and stage in (job["stage"] or ""):
                return job
            assert job["state"] not in ENDED, job
            time.sleep(0.1)
        raise AssertionError(job)

    def kill(self) -> None:
        """End it with no warning."""
        self.process.kill()
        self.process.wait()

    def end(self, kind: signal.Signals = signal.SIGINT) -> str:
        """Ask it to end, and give what it said meanwhile."""
        self.process.send_signal(kind)
        assert self.process.stderr is not None
        said = self.process.stderr.read().decode()
        assert self.process.wait(timeout=30) == 0, said
        return said


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Server]:
    """A server on a free port; killed at the end if it still runs."""
    command = [sys.executable, "-m", "svitlo", "serve", *map(str, arguments), "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL) as process:
        try:
            yield Server(process)
        finally:
            if process.poll() is None:
                process.kill()


def kill_workers(library: Path) -> None:
    """Let no worker outlive its test."""
    for path in library.glob("jobs/*/worker.json"):
        if not (path.parent / "result.json").exists():
            kill_worker(path.parent)


def kill_worker(folder: Path) -> None:
    """End a job's process with no warning."""
    try:
        os.kill(json.loads((folder / "worker.json").read_bytes())["pid"], signal.SIGKILL)
    except ProcessLookupError:
        return
