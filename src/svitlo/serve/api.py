"""The JSON interface: what there is, documents, damage and jobs. Every answer to a mistake has the same shape."""

import asyncio
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from svitlo.adapters.plan_folder import PLAN_FILES
from svitlo.report.texts import LANGUAGES
from svitlo.serve import apart, damage, uploads
from svitlo.serve.disk import ID
from svitlo.serve.documents import Documents
from svitlo.serve.entries import CaseEntry, PlanEntry
from svitlo.serve.job_queue import Queue
from svitlo.serve.jobs import Job
from svitlo.serve.library import Library
from svitlo.serve.wishes import wish_of
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import DAMAGE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_DATE = (2000, 1, 1, 0, 0, 0)
MOST_FIELDS = 8

Entry = TypeVar("Entry", CaseEntry, PlanEntry, Job)


class NotThere(BadInput):
    """There is nothing under that id."""


class BadRequest(BadInput):
    """The request is not what it says it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the answers are made from. `public`: public documents only, no damage, no jobs.

    One damage table is taken in at a time, so that pages always find a thread that is free.
    """

    library: Library
    documents: Documents
    queue: Queue
    public: bool = False
    uploading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    def routes(self) -> list[Route]:
        """The addresses of the interface."""
        read: dict[str, Callable[[Request], Response]] = {
            "/api/library": self.listing,
            "/api/plans/{plan_id}/document": self.document,
            "/api/plans/{plan_id}/report.html": self.report,
        }
        if self.public:
            return [Route(path, endpoint) for path, endpoint in read.items()]
        read |= {
            "/api/plans/{plan_id}/plan.zip": self.plan_zip,
            "/api/cases/{case_id}/damage": self.damage,
            "/api/cases/{case_id}/damage.csv": self.damage_csv,
            "/api/cases/{case_id}/damage.xlsx": self.damage_xlsx,
            "/api/jobs/{job_id}": self.job,
        }
        return [
            *(Route(path, endpoint, methods=["GET"]) for path, endpoint in read.items()),
            Route("/api/cases/{case_id}/damage", self.new_damage, methods=["POST"]),
            Route("/api/jobs", self.new_job, methods=["POST"]),
            Route("/api/jobs/{job_id}/stop", self.stop, methods=["POST"]),
            Route("/api/jobs/{job_id}/resume", self.resume, methods=["POST"]),
        ]

    # ---- what there is

    def listing(self, _: Request) -> Response:
        """Cases, plans and jobs."""
        plans = [entry.row() for entry in self.library.plans().values()]
        if self.public:
            # Figures of the whole are in public documents too; names of cases and of jobs are not.
            hidden = {"case_id": None, "job_id": None, "stopped": None}
            rows = [row | hidden | {"title": row["case_name"]} for row in plans]
            return answer({"public": True, "cases": [], "plans": rows, "jobs": []})
        cases = [entry.row() for entry in self.library.cases().values()]
        return answer({"public": False, "cases": cases, "plans": plans, "jobs": self.queue.rows()})

    def document(self, request: Request) -> Response:
        """The document of a plan, packed as it is kept where the browser takes it so."""
        content = self._made(self.documents.packed, request)
        headers = {"Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(gzip.decompress(content), headers=headers, media_type="application/json")
        return Response(content, headers=headers | {"Content-Encoding": "gzip"}, media_type="application/json")

    def report(self, request: Request) -> Response:
        """The report of a plan as a file."""
        language = request.query_params.get("lang") or "en"
        if language not in LANGUAGES:
            raise BadRequest.of("", f"{shown(language)} is not a language", column="lang", hint=" or ".join(LANGUAGES))
        entry, public = self._plan(request), self._public(request)
        content = self._made(self.documents.report, request)
        content = content.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
        return file(content, f"{entry.plan_id}{'-public' if public else ''}.html", "text/html")

    def plan_zip(self, request: Request) -> Response:
        """The files of a plan folder."""
        entry = self._plan(request)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(PLAN_FILES):
                path = entry.folder / name
                # A link in a folder that somebody sent could name any file of this machine.
                if path.is_file() and path.resolve().parent == entry.folder.resolve():
                    info = zipfile.ZipInfo(f"{entry.plan_id}/{name}", ZIP_DATE)
                    archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
        return file(stream.getvalue(), f"{entry.plan_id}.zip", "application/zip")

    def _made(self, make: Callable[..., bytes], request: Request) -> bytes:
        """What is made of a plan. Why that cannot be is told to the public in no more words than that."""
        try:
            return make(self._plan(request), public=self._public(request))
        except NotThere:
            raise
        except BadInput as error:
            if not self.public:
                raise
            # Problems name folders, assets and rows.
            sys.stderr.write(f"svitlo: {error}\n")
            raise NotThere.of("", "the case of this plan is not at hand") from None

    def _public(self, request: Request) -> bool:
        return self.public or request.query_params.get("public") in ("1", "true")

    def _plan(self, request: Request) -> PlanEntry:
        return found(self.library.plans(), request.path_params["plan_id"], "plan")

    def _case(self, request: Request) -> CaseEntry:
        return found(self.library.cases(), request.path_params["case_id"], "case")

    def _job(self, request: Request) -> Job:
        return found(self.queue.jobs(), request.path_params["job_id"], "job")

    # ---- damage

    def damage(self, request: Request) -> Response:
        """The damage of a case, and what else may be reported damaged."""
        case = self.library.case(self._case(request))
        rows, assets = damage.damage_rows(case), list(damage.assets(case))
        return answer({"rows": rows, "assets": assets, "severities": list(DAMAGE["severity"].choices)})

    def damage_csv(self, request: Request) -> Response:
        """The damage table as a CSV file."""
        entry = self._case(request)
        return file(damage.damage_csv(self.library.case(entry)), f"damage-{entry.case_id}.csv", "text/csv")

    def damage_xlsx(self, request: Request) -> Response:
        """The damage table as a workbook to go on with."""
        entry = self._case(request)
        return file(damage.damage_xlsx(self.library.case(entry)), f"damage-{entry.case_id}.xlsx", XLSX)

    async def new_damage(self, request: Request) -> Response:
        """A new case from a damage table: a file, or the rows of a form."""
        parent = self._case(request)
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == "multipart/form-data":
            report = await _uploaded(request, self.uploading)
        elif kind == "application/json":
            report = _filled_in(await _json(request))
        else:
            raise uploads.WrongType.of(
                "", f"{shown(kind)} is not taken", hint="multipart/form-data or application/json"
            )
        async with self.uploading:
            entry, notes = await run_in_threadpool(damage.new_case, self.library, parent, report)
        made = {"case_id": entry.case_id, "notes": list(notes), "damaged_count": entry.damaged_count}
        return answer(made, 201)

    # ---- jobs

    def job(self, request: Request) -> Response:
        """One job with its history."""
        return answer(self._job(request).row(history=True))

    async def new_job(self, request: Request) -> Response:
        """Queue a plan."""
        wish = wish_of(await _json(request))
        case = found(self.library.cases(), wish.case_id, "case")
        await run_in_threadpool(self.library.keep, case)
        return answer({"job_id": await run_in_threadpool(self.queue.add, wish)}, 201)

    def stop(self, request: Request) -> Response:
        """Ask a job to stop with the best plan so far."""
        job = self._job(request)
        self.queue.stop(job)
        return answer({"job_id": job.job_id}, 202)

    def resume(self, request: Request) -> Response:
        """Take a job up again."""
        job = self._job(request)
        self.queue.resume(job)
        return answer({"job_id": job.job_id}, 202)


def answer(value: object, status: int = 200) -> Response:
    """An answer in JSON."""
    content = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(content, status, media_type="application/json")


def file(content: bytes, name: str, kind: str) -> Response:
    """An answer that the browser saves."""
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind)


def found(listing: Mapping[str, Entry], item_id: str, what: str) -> Entry:
    """What a listing has under an id. Raises NotThere."""
    entry = listing.get(item_id) if ID.fullmatch(item_id) else None
    if entry is None:
        raise NotThere.of("", f"there is no such {what}", hint="the library lists what there is")
    return entry


async def _json(request: Request) -> Any:
    """The body of a request. Raises BadRequest where it is not JSON."""
    try:
        value = json.loads(await request.body(), parse_constant=_refuse)
        # Half a character can be escaped in JSON, and can be neither kept nor sent.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadRequest.of("", "the body is not JSON", hint="UTF-8, and no NaN") from None
    return value


def _refuse(word: str) -> None:
    raise ValueError(word)


def _filled_in(raw: object) -> damage.Report:
    """A form that was filled in."""
    if not isinstance(raw, dict):
        raise BadInput.of("form", "is not an object with keys", hint='{"rows": [...], "mode": "replace"}')
    mode, name = damage.checked_mode(raw.get("mode")), damage.checked_name(raw.get("name"))
    return damage.Report(grid=uploads.form_grid(raw.get("rows")), file="form", mode=mode, name=name)


async def _uploaded(request: Request, turn: asyncio.Semaphore) -> damage.Report:
    """A file that was sent; it is read when it is its turn."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise BadInput.of("", "no file was sent", column="file", hint=uploads.WANTED)
        mode, name = damage.checked_mode(form.get("mode")), damage.checked_name(form.get("name"))
        content, file_name = await sent.read(), uploads.file_name(sent.filename)
    async with turn:
        grid, place, problems = await run_in_threadpool(apart.damage_grid, content, file_name)
    return damage.Report(grid=grid, file=place, mode=mode, name=name, problems=problems)
