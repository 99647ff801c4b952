"""The application: pages, bundle and interface behind the guard; what goes wrong is told in the one shape."""

import sys
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from svitlo.serve.api import Api, BadRequest, NotThere
from svitlo.serve.disk import ID, Unwritable
from svitlo.serve.guard import Guard, Hosts, problem, problem_response, too_large
from svitlo.serve.job_queue import NotNow, Queue
from svitlo.serve.library import Busy
from svitlo.serve.pages import shell, static
from svitlo.serve.uploads import TooLarge, WrongType
from svitlo.tables.errors import BadInput

STEP_EVERY_S = 0.3
PACKED_FROM_BYTES = 1024
PACKED_LEVEL = 5

STATUSES: tuple[tuple[type[BadInput], int], ...] = (
    (BadRequest, 400),
    (NotThere, 404),
    (Busy, 409),
    (NotNow, 409),
    (TooLarge, 413),
    (WrongType, 415),
    (Unwritable, 507),
    (BadInput, 422),
)


def app_of(api: Api, hosts: Hosts) -> ASGIApp:
    """The application of one server."""
    pages = [
        Route("/", _page(api, "")),
        Route("/compare", _page(api, "")),
        Route("/plans/{item_id}", _page(api, "plans")),
    ]
    if not api.public:
        pages += [Route("/cases/{item_id}", _page(api, "cases")), Route("/jobs/{item_id}", _page(api, "jobs"))]
    inner = Starlette(
        routes=[*pages, Route("/static/{name}", static), *api.routes()],
        middleware=[Middleware(GZipMiddleware, minimum_size=PACKED_FROM_BYTES, compresslevel=PACKED_LEVEL)],
        exception_handlers={BadInput: _told, HTTPException: _refused, Exception: _failed},
        lifespan=_lifespan(api.queue),
    )
    # A slash too many is another address: nothing is redirected.
    inner.router.redirect_slashes = False
    return Guard(inner, hosts)


def _page(api: Api, kind: str) -> Callable[[Request], Response]:
    """The shell; with the status 404 where the address names nothing that there is."""
    listings: Mapping[str, Callable[[], Mapping[str, object]]] = {
        "plans": api.library.plans,
        "cases": api.library.cases,
        "jobs": api.queue.jobs,
    }

    def page(request: Request) -> Response:
        item_id = request.path_params.get("item_id")
        is_there = item_id is None or (ID.fullmatch(item_id) is not None and item_id in listings[kind]())
        return shell(public=api.public, status=200 if is_there else 404)

    return page


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)  # noqa: S101 - it is registered for these
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    # Thousands of problems take seconds to be said in both languages: pages are answered meanwhile.
    return await run_in_threadpool(problem_response, status, *(one.as_dict() for one in error.problems))


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return too_large()
    answer = problem_response(error.status_code, problem(HTTPStatus(error.status_code).phrase.lower()))
    answer.headers.update(error.headers or {})
    return answer


async def _failed(_: Request, error: Exception) -> Response:
    what = f"an error of the program, not of your input ({type(error).__name__})"
    return problem_response(500, problem(what, "what happened is on the server's terminal"))


def _lifespan(queue: Queue) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Keeps the queue going while the server runs."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ended = threading.Event()
        thread = threading.Thread(target=_keep_going, args=(queue, ended), daemon=True)
        thread.start()
        yield
        ended.set()
        thread.join()

    return lifespan


def _keep_going(queue: Queue, ended: threading.Event) -> None:
    said = ""
    while not ended.wait(STEP_EVERY_S):
        try:
            queue.step()
        except Exception:  # whatever it is may pass, a full disk for one: jobs that wait must not wait for ever
            what = traceback.format_exc()
            if what != said:
                sys.stderr.write(what)
            said = what
