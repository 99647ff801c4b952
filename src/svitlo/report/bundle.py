"""A report as one file: the bundle and a document in one HTML page that opens without a network.

The page's policy names its script and its style by their hashes: nothing else runs, and nothing is fetched.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from typing import Any

from svitlo.report.markup import plain
from svitlo.report.texts import LANGUAGES, asset, text

DOCUMENT_ID = "svitlo-document"

_UNSAFE = re.compile("[<\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may end a script element or begin a comment in it, what old readers take for a line's end, what turns the
reading direction, and halves of characters, which no file can hold."""

_HEADLINES: tuple[tuple[str, str], ...] = (
    ("page.no_power", "person_hours_without_power"),
    ("page.no_water", "person_hours_without_water"),
    ("page.no_heat", "person_hours_without_heat"),
    ("page.objective", "objective"),
    ("page.confirmed", "objective_proven"),
    ("page.nothing", "do_nothing"),
    ("page.bound", "bound"),
    ("page.gap", "gap_share"),
    ("page.spent", "spent_usd"),
)
"""What a browser without JavaScript shows: words, and the key of the summary."""


def source_hash(source: str) -> str:
    """The hash by which a policy allows this script or style, and no other."""
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def document_json(document: Mapping[str, object]) -> str:
    """A document as JSON that is safe inside a script element, whatever names it holds."""
    made = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(_escaped, made)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}" if found[0] in "<\u2028\u2029" else "\ufffd"


def report_file(document: Mapping[str, Any]) -> bytes:
    """The page, the same bytes for the same document and bundle."""
    script, style = (asset(name).decode("utf-8") for name in ("app.js", "app.css"))
    policy = (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    name = html.escape(plain(str(document["case"]["name"])))
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<div id="app"></div>\n<noscript>\n{_without_script(document, name)}\n</noscript>\n'
        f'<script type="application/json" id="{DOCUMENT_ID}">{document_json(document)}</script>\n'
        f"<script>{script}</script>\n<!--\n{asset('licences.txt').decode('utf-8')}-->\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _without_script(document: Mapping[str, Any], name: str) -> str:
    """The headline figures in both languages, for browsers that run no script; `name` is escaped."""
    summary = document["summary"]
    said = ["page.needs_script"] if document["is_public"] else ["app.restricted", "page.needs_script"]
    lines = [f"<h1>{name}</h1>"]
    for language in LANGUAGES:
        lines.append(f'<section lang="{language}">')
        lines += [f"<p>{html.escape(text(key, language))}</p>" for key in said]
        lines.append("<dl>")
        for key, figure in _HEADLINES:
            value = _figure(figure, summary.get(figure), language)
            lines.append(f"<dt>{html.escape(text(key, language))}</dt><dd>{value}</dd>")
        lines.append("</dl>\n</section>")
    return "\n".join(lines)


def _figure(key: str, value: object, language: str) -> str:
    """A figure as the language writes it, thousands apart by a space as both may; a dash where it is not known."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "\u2013"
    if not key.endswith("_share"):
        return f"{value:,.0f}".replace(",", "\u00a0")
    share = f"{100.0 * value:.1f}\u00a0%"
    return share.replace(".", ",") if language == "uk" else share
