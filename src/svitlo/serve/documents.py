"""Documents of plans, made once and kept packed: what the browser draws a plan from.

A plan in the library has its documents beside it, made by the worker that made the plan. Others are made when they are
asked for. A document that another version of the builder made is made anew.
"""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

from svitlo.adapters.plan_folder import read_plan
from svitlo.aid.ledger import support_of
from svitlo.ledger_cli.app import view_of
from svitlo.report.asked import Asked, document_as_asked, outline_around
from svitlo.report.bundle import DOCUMENT_ID, report_file
from svitlo.report.document import document_of
from svitlo.report.document.public import ABSENT, EMPTY
from svitlo.serve.entries import PlanEntry
from svitlo.serve.library import Library
from svitlo.tables.case import Case
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Plan

REPORT = "report.html"
FORMAT, VERSION = "svitlo-view", 1
MOST_KEPT = 32
MOST_BYTES = 64 * 1024 * 1024
"""A report that is larger is not looked through for its document."""

LEVEL = 6
"""How hard documents are packed: twice as hard gains some per cent and takes several times as long."""


@cache
def builder() -> str:
    """A mark of the code that makes documents: what another code made is not shown."""
    digest = hashlib.sha256()
    for path in sorted(files("svitlo.report").joinpath("document").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def packed_name(*, public: bool) -> str:
    """The file beside a plan in the library in which its document lies."""
    return f"{'public' if public else 'document'}-{builder()}.json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What is shown beside each plan: an outline where the network has its place on earth, what a ledger says."""

    outline: str | None = None
    ledger: str | None = None

    def __bool__(self) -> bool:
        return self.outline is not None or self.ledger is not None


NOTHING_MORE = Extras()


def document(case: Case, plan: Plan, *, public: bool, extras: Extras = NOTHING_MORE) -> dict[str, Any]:
    """The document of a plan. Raises BadInput where the ledger or the outline cannot be read."""
    pledges = support_of(case, count_announced=bool(plan.summary["count_announced"]))
    if public or not extras:
        return document_of(case, plan, pledges, public=public)
    with nullcontext() if extras.ledger is None else view_of(extras.ledger, None) as view:
        made = document_as_asked(case, plan, pledges, Asked(view=view))
    network = made["network"]
    if extras.outline is not None and network["coordinates"] == "geographic":
        made["network"] = {**network, "outline": outline_around(extras.outline, network)}
    return made


def packed(value: Mapping[str, Any]) -> bytes:
    """A document as it is sent and kept; the same one gives the same bytes."""
    content = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return gzip.compress(content, LEVEL, mtime=0)


class Documents:
    """The documents of all plans that are listed. Safe to use from several threads; one is made at a time.

    Who asks for one that is kept does not wait for another that is being made.
    """

    def __init__(self, library: Library, extras: Extras = NOTHING_MORE) -> None:
        self._library = library
        self._extras = extras
        self._kept: OrderedDict[tuple[str, bool], bytes] = OrderedDict()
        self._guard, self._making = threading.Lock(), threading.Lock()

    def packed(self, entry: PlanEntry, *, public: bool) -> bytes:
        """A plan's document, gzipped. Raises BadInput where it cannot be made."""
        key = entry.plan_id, public
        found = self._known(key)
        if found is not None:
            return found
        with self._making:
            found = self._known(key) or self._on_disk(entry, public=public)
            if found is None:
                found = packed(self._made(entry, public=public))
        with self._guard:
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _known(self, key: tuple[str, bool]) -> bytes | None:
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def report(self, entry: PlanEntry, *, public: bool) -> bytes:
        """A plan's report file, as the bundle is now."""
        return report_file(json.loads(gzip.decompress(self.packed(entry, public=public))))

    def _on_disk(self, entry: PlanEntry, *, public: bool) -> bytes | None:
        if self._extras:
            return None
        try:
            return (entry.folder.parent / packed_name(public=public)).read_bytes() if entry.job_id else None
        except OSError:
            return None

    def _made(self, entry: PlanEntry, *, public: bool) -> Mapping[str, Any]:
        case_entry = self._library.case_of(entry.case_sha256)
        if case_entry is None:
            own = own_document(entry.folder)
            if public and not is_publishable(own):
                hint = "give its case as well: the public version is made from the case and the plan"
                raise BadInput.of(printable(entry.folder.name), "the case of this plan is not at hand", hint=hint)
            return own
        case = self._library.case(case_entry)
        return document(case, read_plan(entry.folder), public=public, extras=self._extras)


def is_publishable(document: Mapping[str, Any]) -> bool:
    """Whether a document that was made elsewhere says that it is public, and has nothing that no public one has."""
    return document["is_public"] is True and not any(document.get(key) for key in (*ABSENT, *EMPTY, "notes"))


class _Finder(HTMLParser):
    """Picks the document out of a report."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and dict(attrs).get("id") == DOCUMENT_ID and not self.parts

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's interface
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)


def own_document(folder: Path) -> dict[str, Any]:
    """The document inside a plan's own report. Raises BadInput where there is none that can be read."""
    path = folder / REPORT
    name = printable(path)
    hint = "give the plan's case as well"
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput.of(name, f"is larger than {MOST_BYTES // 1024**2} MB", hint=hint)
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise BadInput.of(name, "cannot be read, and the plan's case is not at hand", hint=hint) from None
    found = document_in(text)
    if found is None:
        raise BadInput.of(name, "holds no document, and the plan's case is not at hand", hint=hint)
    return found


def document_in(text: str) -> dict[str, Any] | None:
    """The document inside a report; None where there is none that can be read."""
    finder = _Finder()
    finder.feed(text)
    try:
        value = json.loads("".join(finder.parts), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or (value.get("format"), value.get("version")) != (FORMAT, VERSION):
        return None
    return value if _has(value, ("case", "summary", "is_public")) else None


def _has(value: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(name in value for name in names)


def _refuse(word: str) -> None:
    raise ValueError(word)
