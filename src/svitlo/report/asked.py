"""A report file as somebody asks for it: public or not, with an outline, with what a ledger says of the donors."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svitlo.aid.ledger import Pledge
from svitlo.ledger.view import View
from svitlo.report.bundle import report_file
from svitlo.report.document import document_of
from svitlo.report.donor_funnels import funnels_of
from svitlo.report.outline import MOST_BYTES, Outline, country_outline, own_outline
from svitlo.tables.case import Case
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Plan

CODE_LETTERS = 3
"""Letters of a country's code."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What a report is to show beside the plan. `outline`: a country's code or a GeoJSON file; `view`: of a ledger."""

    public: bool = False
    outline: str | None = None
    view: View | None = None


def report_of(case: Case, plan: Plan, pledges: tuple[Pledge, ...], asked: Asked) -> bytes:
    """The report file. Raises BadInput where the plan is of another case, or what is asked for cannot be shown."""
    return report_file(document_as_asked(case, plan, pledges, asked))


def document_as_asked(case: Case, plan: Plan, pledges: tuple[Pledge, ...], asked: Asked) -> dict[str, Any]:
    """The document of a plan. Raises BadInput where the plan is of another case, or something cannot be shown."""
    _check(case, plan, asked)
    if asked.public:
        return document_of(case, plan, pledges, public=True)
    actors = case.actors["actor_id"].to_list()
    funnels = None if asked.view is None else funnels_of(asked.view, actors)
    document: dict[str, Any] = document_of(case, plan, pledges, ledger_funnels=funnels)
    if asked.view is not None:
        document["ledger_head"] = str(asked.view.reader.head())
    if asked.outline is not None:
        document["network"] = {**document["network"], "outline": outline_around(asked.outline, document["network"])}
    return document


def _check(case: Case, plan: Plan, asked: Asked) -> None:
    if plan.summary.get("case_sha256") != case.sha256:
        hint = "give the case as it was planned, or plan it anew"
        raise BadInput.of("", "the plan was made for another case, or the case was changed since", hint=hint)
    if asked.public and asked.outline is not None:
        raise BadInput.of("--outline", "the public version has no map")
    if asked.public and asked.view is not None:
        raise BadInput.of("--ledger", "the public version has no donors' page")


def outline_around(asked: str, network: dict[str, Any]) -> Outline:
    """The outline that is asked for (a code or a file), around a document's network. Raises BadInput."""
    if network["coordinates"] != "geographic":
        what = "the network's file gives no longitudes and latitudes, so no outline fits it"
        raise BadInput.of("--outline", what)
    path = Path(asked)
    if len(asked) == CODE_LETTERS and asked.isalpha() and not path.exists():
        return country_outline(asked, list(zip(network["buses"]["x"], network["buses"]["y"], strict=True)))
    name = printable(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            return own_outline(bytes(MOST_BYTES + 1), name)
        return own_outline(path.read_bytes(), name)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput.of(name, f"cannot be read ({said})") from None
