"""What a news report proposes, as events that a person may accept: nothing enters a ledger by itself.

A proposal is a line of JSON: its number, the stretch of text it rests on, how the text holds it, what is missing, and
the event that would be recorded, which a person may edit. Only what the text asserts has an event.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pycountry

from svitlo.exchange.parties import slug
from svitlo.ledger.drafts import draft_from
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.form import form_problems
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.money import Money
from svitlo.reading.facts import Proposal, Value
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import CATEGORIES

GROUPS: Mapping[str, str] = MappingProxyType({"nato": "group:nato", "eu": "group:eu", "european-union": "group:eu"})
"""Organisations that are groups of states in a ledger."""

_BY_PURPOSE: Mapping[str, str] = MappingProxyType({"power": "energy", "water": "energy", "heat": "energy"})
_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "member": "accession.joined",
        "applied": "accession.applied",
        "invitee": "accession.invited",
        "ratified": "ratification.voted",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A proposal with the event it offers (None: a remark that is only told) and what the event still lacks."""

    number: int
    draft: Draft | None
    text: str
    start: int
    end: int
    mode: str
    confidence: float
    speaker: str = ""
    missing: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        said: dict[str, Any] = {"number": self.number, "text": self.text, "span": [self.start, self.end]}
        said |= {"mode": self.mode, "confidence": round(self.confidence, 2), "speaker": self.speaker}
        said |= {"missing": list(self.missing), "why": list(self.why)}
        if self.draft is not None:
            said["event"] = {
                "kind": self.draft.kind,
                "subject": self.draft.subject,
                "held_on": self.draft.held_on.isoformat(),
                "data": dict(self.draft.data),
                "sources": [source.as_dict() for source in self.draft.sources],
            }
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    publisher: str
    title: str
    published: date
    named: dict[str, str] = field(default_factory=dict)

    def source(self, proposal: Proposal) -> Source:
        """The report, and where in it."""
        return Source(
            publisher=self.publisher,
            title=self.title,
            published=self.published,
            locator=f"characters {proposal.start + 1} to {proposal.end}",
            quote=" ".join(proposal.text.split()),
            confidence=round(100 * proposal.confidence),
        )

    def actor(self, name: str) -> str:
        """The entity of a state (alpha-3 code) or an organisation; its name is kept for a proposal of its own."""
        state = pycountry.countries.get(alpha_3=name) if len(name) == 3 and name.isupper() else None
        if state is not None:
            subject = f"state:{name.lower()}"
            self.named[subject] = getattr(state, "common_name", state.name)
            return subject
        words = slug(name)
        if words in GROUPS:
            return GROUPS[words]
        self.named[f"org:{words}"] = name
        return f"org:{words}"

    def state(self, name: str) -> str:
        """The entity of what the report takes for a state, whether it is in ISO 3166 or not."""
        subject = self.actor(name)
        if subject.startswith("state:"):
            return subject
        self.named.pop(subject, None)
        self.named[f"state:{slug(name)}"] = name
        return f"state:{slug(name)}"


def _group(name: str) -> str:
    """The group of states that a name means; a ledger has to know it already."""
    return GROUPS.get(slug(name), f"group:{slug(name)}")


def offers_of(proposals: Sequence[Proposal], *, publisher: str, title: str, published: date) -> list[Offer]:
    """What a report offers, numbered in the order of its text; names of those it speaks of come first."""
    report = _Report(publisher=publisher, title=title, published=published)
    made = [(proposal, *_draft(proposal, report)) for proposal in proposals]
    offers = [
        Offer(
            number=0,
            draft=Draft(kind=f"{subject.split(':')[0]}.named", subject=subject, held_on=published, data={"name": name}),
            text=name,
            start=0,
            end=0,
            mode="asserted",
            confidence=1.0,
            why=("named in the report",),
        )
        for subject, name in sorted(report.named.items())
    ]
    for proposal, draft, missing in made:
        offers.append(
            Offer(
                number=0,
                draft=draft,
                text=proposal.text,
                start=proposal.start,
                end=proposal.end,
                mode=proposal.mode,
                confidence=proposal.confidence,
                speaker=proposal.speaker,
                missing=tuple(dict.fromkeys((*missing, *proposal.missing))),
                why=proposal.why,
            )
        )
    return [replace(offer, number=number) for number, offer in enumerate(offers, start=1)]


def offers_from(drafts: Iterable[Draft]) -> list[Offer]:
    """Events that a program proposes, numbered, in the same form as what a report offers."""
    return [
        Offer(number=number, draft=one, text=one.kind, start=0, end=0, mode="asserted", confidence=1.0)
        for number, one in enumerate(drafts, start=1)
    ]


def accepted(lines: Iterable[str], file: str, only: frozenset[int] | None, known: frozenset[str]) -> list[Draft]:
    """The events of the proposals that a person chose (None: all that offer one and lack nothing), names as needed.

    `known`: entities that the ledger has. Raises BadInput where a line is none, or a chosen proposal offers no event.
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    seen: set[int] = set()
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            number, event = int(said["number"]), said.get("event")
        except (ValueError, KeyError, TypeError, RecursionError):
            problems.append(Problem(file, row, "", "this is no proposal", "svitlo ledger read writes them"))
            continue
        seen.add(number)
        naming = isinstance(event, dict) and str(event.get("kind")).endswith(".named")
        if not naming and only is not None and number not in only:
            continue
        if event is None:
            if only is not None:
                what = f"proposal {number} offers no event"
                problems.append(Problem(file, row, "event", what, "write one into it, or leave it"))
            continue
        found: list[tuple[str, str]] = []
        draft = draft_from(event, file, row, found) if isinstance(event, dict) else None
        problems += [Problem(file, row, column, what) for column, what in found]
        if draft is None or (naming and draft.subject in known) or (only is None and form_problems(draft)):
            continue
        drafts.append(draft)
    problems += [Problem(file, 0, "", f"there is no proposal {number}") for number in sorted((only or set()) - seen)]
    if problems:
        raise BadInput(problems)
    needed = {name for draft in drafts if not draft.kind.endswith(".named") for name in _named_in(draft)}
    return [draft for draft in drafts if not draft.kind.endswith(".named") or draft.subject in needed]


def _named_in(draft: Draft) -> set[str]:
    return {value for value in draft.data.values() if isinstance(value, str)}


def _draft(proposal: Proposal, report: _Report) -> tuple[Draft | None, list[str]]:
    """The event that a proposal offers, and which required fields it lacks."""
    if proposal.mode != "asserted":
        return None, []
    said = {name: _first(value) for name, value in proposal.fields.items()}
    made = _MAKERS[proposal.kind](said, report)
    if made is None:
        return None, []
    kind, subject, data = made
    data = {name: value for name, value in data.items() if value not in ("", None)}
    missing = [one.name for one in KINDS[kind].fields if one.required and one.name not in data]
    held_on = _held_on(said.get("date", ""), report.published)
    draft = Draft(kind=kind, subject=subject, held_on=held_on, data=data, sources=(report.source(proposal),))
    return draft, missing


Said = Mapping[str, str]
Made = tuple[str, str, dict[str, Any]]


def _support(said: Said, report: _Report) -> Made:
    data: dict[str, Any] = {"form": "cash"} | _gift(said, report)
    currency, amount = said.get("currency", ""), said.get("amount", "")
    note = {"up_to": "up to", "about": "about", "more_than": "more than"}.get(said.get("qualifier", ""), "")
    if said.get("amount_to"):
        note = f"a range up to {said['amount_to']} {currency}: its lower end is recorded"
    try:
        money = Money.parse(amount, currency)
        data |= {"currency": currency, "amount_minor": money.minor}
    except ValueError:
        data |= {"currency": "", "amount_minor": None}
    data["note"] = note
    return "pledge.announced", _pledge_id(said, amount, currency, report), data


def _goods(said: Said, report: _Report) -> Made:
    item = slug(said.get("item", "goods"))
    data: dict[str, Any] = {"form": "goods", "equipment_id": item, "note": said.get("item", "")} | _gift(said, report)
    quantity = said.get("quantity", "")
    data["quantity"] = int(quantity) if quantity.isdigit() else None
    return "pledge.announced", _pledge_id(said, quantity, item, report), data


def _gift(said: Said, report: _Report) -> dict[str, Any]:
    category = said.get("category") or _BY_PURPOSE.get(said.get("purpose", ""), said.get("purpose", ""))
    return {
        "donor": report.actor(said["donor"]) if said.get("donor") else "",
        "recipient": report.actor(said["recipient"]) if said.get("recipient") else "",
        "category": category if category in CATEGORIES else "",
    }


def _pledge_id(said: Said, amount: str, unit: str, report: _Report) -> str:
    day = _held_on(said.get("date", ""), report.published)
    return f"pledge:{slug(said.get('donor', 'unknown'))}-{day.isoformat()}-{slug(f'{amount} {unit}')}"


def _membership(said: Said, report: _Report) -> Made | None:
    if not said.get("state") or not said.get("group"):
        return None
    kind = _STATUS.get(said.get("status", ""), "membership.held")
    state, group = report.state(said["state"]), _group(said["group"])
    between = f"{group.split(':')[1]}/{state.split(':')[1]}"
    if kind == "ratification.voted":
        ally = report.state(said["by"]) if said.get("by") else ""
        subject = f"ratification:{between}/{ally.split(':')[-1] or 'unknown'}"
        return kind, subject, {"accession": f"accession:{between}", "ally": ally}
    if kind == "membership.held":
        role = {"aspirant": "aspirant", "leaving": "former"}.get(said.get("status", ""), "")
        return kind, f"membership:{between}", {"group": group, "state": state, "role": role}
    return kind, f"accession:{between}", {"group": group, "state": state}


def _promise(said: Said, report: _Report) -> Made:
    return _statement({**said, "actor": said.get("by", ""), "words": said.get("what", "")}, report, "promise")


def _position(said: Said, report: _Report) -> Made:
    return _statement({**said, "words": said.get("subject", "")}, report, said.get("stance", "other"))


def _statement(said: Said, report: _Report, sense: str) -> Made:
    speaker = report.actor(said["actor"]) if said.get("actor") else ""
    to = report.actor(said["to"]) if said.get("to") else ""
    day = _held_on(said.get("date", ""), report.published)
    subject = f"statement:{slug(said.get('actor', 'unknown'))}-{day.isoformat()}-{slug(said['words'])[:40]}"
    return "statement.quoted", subject, {"speaker": speaker, "sense": sense, "words": said["words"], "to": to}


def _strike(said: Said, report: _Report) -> Made:
    day = _held_on(said.get("date", ""), report.published)
    subject = f"strike:{day.isoformat()}-{slug(said.get('place', 'unknown'))}"
    return "strike.reported", subject, {"place": said.get("place", ""), "targets": said.get("target", "")}


def _impact(said: Said, report: _Report) -> Made:
    day = _held_on(said.get("date", ""), report.published)
    where = slug(said.get("place", "unknown"))
    people = said.get("people", "")
    data: dict[str, Any] = {"service": said.get("service", ""), "place": said.get("place", "")}
    data |= {"share_percent": said.get("share_percent", ""), "people": int(people) if people.isdigit() else None}
    size = slug(people or said.get("share_percent", ""))
    return "outage.reported", f"outage:{day.isoformat()}-{where}-{data['service']}-{size}", data


_MAKERS: Mapping[str, Callable[[Said, _Report], Made | None]] = MappingProxyType(
    {
        "support": _support,
        "goods": _goods,
        "membership": _membership,
        "promise": _promise,
        "position": _position,
        "strike": _strike,
        "impact": _impact,
    }
)


def _first(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value[0] if value else ""


def _held_on(text: str, published: date) -> date:
    """The day of a fact; the report's own where the text names no full day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return published
