"""The pages: one small shell for all of them, and the bundle that fills it. No script and no style stands in a page."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from svitlo.serve.guard import problem, problem_response

BUNDLE: Mapping[str, str] = {"app.js": "text/javascript; charset=utf-8", "app.css": "text/css; charset=utf-8"}
"""The files that are served, and nothing else is."""

SHELL = """<!doctype html>
<html lang="en" data-home="served"{public}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>Svitlo</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/app.css">
<script src="/static/app.js" defer></script>
</head>
<body>
<div id="app"></div>
<noscript>
<p lang="en">These pages need JavaScript. A plan's figures are in the files of its folder.</p>
<p lang="uk">Цим сторінкам потрібен JavaScript. Показники плану є у файлах його теки.</p>
</noscript>
</body>
</html>
"""


def shell(*, public: bool, status: int = 200) -> Response:
    """The page that every address answers with; what it shows follows from the address."""
    content = SHELL.format(public=' data-public="true"' if public else "")
    return Response(content, status, {"Cache-Control": "no-cache"}, "text/html")


def static(request: Request) -> Response:
    """A file of the bundle; a browser that has it asks whether it still holds."""
    name = str(request.path_params["name"])
    if name not in BUNDLE:
        return problem_response(404, problem("there is no such file"))
    content = files("svitlo.report").joinpath("assets", name).read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers = _packed(content), headers | {"Content-Encoding": "gzip"}
    return Response(content, headers=headers, media_type=BUNDLE[name])


@lru_cache(maxsize=2 * len(BUNDLE))
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
