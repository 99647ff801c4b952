"""One server from its start to its end."""

import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from svitlo.serve.api import Api
from svitlo.serve.app import app_of
from svitlo.serve.documents import NOTHING_MORE, Documents, Extras
from svitlo.serve.given import library_of
from svitlo.serve.guard import Hosts, is_loopback
from svitlo.serve.job_queue import Queue
from svitlo.tables.errors import BadInput

MOST_CONNECTIONS = 200
LAST_ANSWERS_S = 3
"""How long answers that are under way may take when the server is told to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server is started."""

    host: str = "127.0.0.1"
    port: int = 8642
    library: Path | None = None
    public: bool = False
    extras: Extras = NOTHING_MORE


def serve(paths: Sequence[Path], settings: Settings) -> None:
    """Serve cases and plans until Ctrl-C. Raises BadInput where something given is wrong or the address is taken."""
    library = library_of(paths, settings.library, public=settings.public)
    listener = _listener(settings.host, settings.port)
    port = int(listener.getsockname()[1])
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    library.address = f"http://{name}:{port}/"
    if library.exists() and not settings.public:
        library.claim()
    documents = Documents(library, settings.extras)
    for entry in library.plans().values():
        # What was asked to be shown is made ready; what the library has is ready already.
        if entry.job_id is None:
            documents.packed(entry, public=settings.public)
    queue = Queue(library)
    api = Api(library=library, documents=documents, queue=queue, public=settings.public)
    if not is_loopback(settings.host):
        sys.stderr.write("svitlo: anybody who can reach this machine can see and change what is served here\n")
    sys.stdout.write(f"{library.address}\n")
    sys.stdout.flush()
    sys.stderr.write("svitlo: Ctrl-C ends the server\n")
    _run(api, Hosts.of(settings.host, port), listener)
    stopped_count = 0 if settings.public else queue.close()
    if stopped_count:
        sys.stderr.write("svitlo: the plan in the making stops with what it has, and will be in the library\n")
    library.release()


def _run(api: Api, hosts: Hosts, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app_of(api, hosts),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )
    # Being told to end is the same however it is told.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        # It answers what is under way, ends, and then raises the signal again: this is the end that was asked for.
        return


def _listener(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises BadInput where there is none to be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(MOST_CONNECTIONS)
    except OSError as error:
        hint = "choose another: --port 0 takes any that is free"
        raise BadInput.of("", f"{host}:{port} cannot be used ({error.strerror or error})", hint=hint) from None
    listener.set_inheritable(False)
    return listener
