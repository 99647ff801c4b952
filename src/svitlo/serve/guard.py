"""What every request must pass and every answer carries: the host's name, the origin, the size, and strict headers.

The server listens on this machine, and so does every page that a browser here has open: a page from elsewhere may send
requests, and by a name that it points at this machine (DNS rebinding) even read the answers. So requests must name a
host that is ours, what changes something must come from our own pages, and no answer may be used by other pages.
"""

import asyncio
import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from svitlo.report.said import said_problem

MOST_BODY_BYTES = 2 * 1024 * 1024
MOST_BODY_S = 60.0
"""How long a body may take to come in: a connection that waits for one is not there for others."""

MARK = "x-svitlo"
"""A header that no form can send: a request with it comes from a script that the browser has let us answer."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
READING = ("GET", "HEAD")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HTTP_PORT = 80


def problem_response(status: int, *problems: Mapping[str, object]) -> Response:
    """An answer that says what is wrong, in the one shape that all of them have."""
    body = json.dumps({"problems": [said_problem(one) for one in problems]}, ensure_ascii=False)
    return Response(body, status, media_type="application/json")


def problem(what: str, hint: str = "") -> dict[str, object]:
    """One problem that is of no file."""
    return {"file": "", "row": 0, "column": "", "what": what, "hint": hint}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The names by which a server may be called; any address of digits too where it listens on all of them.

    A name of digits belongs to nobody else, so it cannot be pointed at this machine.
    """

    names: frozenset[str] = field(default_factory=frozenset)
    any_address: bool = False
    port: int = HTTP_PORT

    @classmethod
    def of(cls, host: str, port: int) -> "Hosts":
        """What a server that was started with a host may be called."""
        names = {*LOOPBACK, f"[{host}]" if ":" in host else host.lower()}
        any_address = not is_loopback(host)
        if any_address:
            names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
        return cls(names=frozenset(names), any_address=any_address, port=port)

    def allow(self, host: str) -> bool:
        """Whether a `Host` header is ours."""
        name, port = split(host)
        if port != self.port:
            return False
        return name in self.names or (self.any_address and is_address(name))


def split(host: str) -> tuple[str, int]:
    """Name and port of a `Host` header; port -1 where there is none that can be."""
    name, colon, port = host.lower().rpartition(":")
    if not colon or "]" in port:
        return host.lower(), HTTP_PORT
    return name, int(port) if port.isascii() and port.isdecimal() and len(port) <= len("65535") else -1


def is_address(name: str) -> bool:
    """Whether a host is named by digits."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


class Guard:
    """Wraps the whole application, so that no answer leaves without its headers."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sending = _with_headers(send)
        refusal = self._refusal(Headers(scope=scope), scope["method"], scope["path"])
        if refusal is not None:
            await refusal(scope, receive, sending)
        else:
            await self._app(scope, _limited(receive), sending)

    def _refusal(self, headers: Headers, method: str, path: str) -> Response | None:
        """Why a request is not answered; None if it is."""
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return problem_response(400, problem("the request names no host, or several"))
        if not self._hosts.allow(hosts[0]):
            return problem_response(421, problem("this host is not served here", "use the address that was printed"))
        if method not in READING and not _is_own(headers, hosts[0]):
            return problem_response(403, problem("the request does not come from a page of this server"))
        if path.startswith("/api/") and headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return problem_response(403, problem("other pages may not read this"))
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
            return too_large()
        return None


def _is_own(headers: Headers, host: str) -> bool:
    """Whether what changes something comes from our own pages, by what no other page can send."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin != f"http://{host}":
        return False
    if site is not None and site != "same-origin":
        return False
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    is_meant = MARK in headers or kind in ("application/json", "multipart/form-data")
    return (origin is not None or site is not None) and is_meant


def too_large() -> Response:
    """The answer to a body that is too long."""
    most = MOST_BODY_BYTES // 1024**2
    return problem_response(413, problem(f"more than {most} MB was sent", "a damage table is far smaller"))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """Counts the body while it comes in: what a header says of its length proves nothing. One that stalls is ended."""
    count = 0
    is_whole = False
    ends_at = time.monotonic() + MOST_BODY_S

    async def receiving() -> Message:
        nonlocal count, is_whole
        try:
            async with asyncio.timeout(None if is_whole else max(0.0, ends_at - time.monotonic())):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        is_whole = not message.get("more_body", False)
        count += len(message.get("body", b""))
        if count > MOST_BODY_BYTES:
            raise HTTPException(413)
        return message

    return receiving
