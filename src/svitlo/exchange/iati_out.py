"""A ledger as activities of IATI 2.03: one for each programme of a donor, and one for each fund.

A programme is what one donor gives to one recipient or fund, in one category and for one purpose, so that its sector
holds for all of it. A fund's activity has what comes in and what goes out. A payment into a fund stands in both, tied
by `provider-activity-id` and `receiver-activity-id`: who adds up takes one side, as the standard asks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from svitlo.exchange import iati_codes as codes
from svitlo.exchange.flows import Flow, flows_of, unvalued
from svitlo.exchange.iati_schema import VERSION, written
from svitlo.exchange.iati_xml import NAMESPACE, PREFIX, Node
from svitlo.exchange.parties import alpha2, clean, names_for
from svitlo.ledger.entities import type_of
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput

_PURPOSE = re.compile(r"\d{5}", re.ASCII)
_REF = re.compile(r"[^\s/&|?]{1,100}")
_ORG_TYPES: Mapping[str, str] = {
    "state": codes.GOVERNMENT,
    "group": codes.MULTILATERAL,
    "fund": codes.MULTILATERAL,
    "org": codes.OTHER_PUBLIC,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who publishes the file: its organisation identifier, name and type (code list OrganisationType).

    `helped`: the state that is helped where the ledger names none. `secondary`: it reports on money of others.
    """

    ref: str
    name: str
    org_type: str = codes.GOVERNMENT
    helped: str = "state:ukr"
    secondary: bool = True


@dataclass(frozen=True, slots=True)
class _Key:
    """Which activity: a donor's programme, or a fund (then only `owner` is given)."""

    owner: str
    target: str = ""
    category: str = ""
    purpose: str = ""

    def identifier(self, ref: str) -> str:
        """Its identifier, one for each key."""
        parts = [*self.owner.split(":", 1), *self.target.split(":", 1), self.category, self.purpose]
        return f"{ref}-" + ":".join(quote(part, safe="-.") for part in parts if part)


@dataclass(slots=True)
class _Activity:
    key: _Key
    flows: list[tuple[Flow, str]] = field(default_factory=list)
    """Flows, each with the code of its transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What all activities are written with."""

    view: View
    reporter: Reporter
    names: Mapping[str, str]


def iati_of(view: View, reporting_org: Reporter) -> tuple[bytes, tuple[str, ...]]:
    """The file, valid by the standard's own schema, and notes on what it leaves out.

    Raises BadInput where the reporter's identifier cannot stand in one of an activity, or nothing is to be written.
    """
    if not _REF.fullmatch(reporting_org.ref) or not clean(reporting_org.name):
        what = f"{reporting_org.ref!r} cannot identify who reports"
        raise BadInput.of("", what, hint="an organisation identifier such as XM-DAC-41122, and a name")
    if not alpha2(reporting_org.helped):
        raise BadInput.of("", f"{reporting_org.helped!r} is no state of ISO 3166", hint="state:ukr, for example")
    flows, notes = _published(flows_of(view))
    activities = _activities(flows, reporting_org.helped)
    if not activities:
        raise BadInput.of("", "nothing to write: the standard has no file without activities", hint="; ".join(notes))
    people = {name for flow in flows for name in (flow.payer, flow.payee, flow.owner, flow.target)}
    funds = {fund.subject: str(fund.data["manager"]) for fund in view.entities("fund")}
    names = names_for(view, people | {reporting_org.helped, *funds, *funds.values()})
    book = _Book(view=view, reporter=reporting_org, names=names)
    root = Node("iati-activities", {"version": VERSION, "xmlns:" + PREFIX.rstrip(":"): NAMESPACE})
    root.inside = [_activity(book, one) for one in activities]
    return written(root), (*notes, *unvalued(view))


def _published(flows: Iterable[Flow]) -> tuple[list[Flow], tuple[str, ...]]:
    """The flows that may be shown, and notes on the rest."""
    kept: list[Flow] = []
    left_out: Counter[str] = Counter()
    for flow in flows:
        why = _why_not(flow)
        left_out[why] += 1
        if not why:
            kept.append(flow)
    notes = [f"{count} {why}" for why, count in sorted(left_out.items()) if why]
    return kept, tuple(notes)


def _why_not(flow: Flow) -> str:
    if flow.category == "military":
        return "amounts of military support were left out"
    if flow.stage == "allocation":
        return "allocations were left out: the standard has no such stage, the payments from them are there"
    if flow.stage == "contract" and not flow.owner.startswith("fund:"):
        return "contracts paid by a donor were left out: its commitment is there already"
    if flow.stage == "payment" and not flow.origin:
        return "payments that rest on no contract or allocation were left out: nothing says that they are civil"
    return ""


def _activities(flows: Iterable[Flow], helped: str) -> list[_Activity]:
    found: dict[_Key, _Activity] = {}
    for flow in flows:
        for key, code in _places(flow, helped):
            found.setdefault(key, _Activity(key)).flows.append((flow, code))
    return [found[key] for key in sorted(found, key=lambda key: key.identifier(""))]


def _places(flow: Flow, helped: str) -> Iterator[tuple[_Key, str]]:
    """The activities that a flow stands in, with the type of its transaction there."""
    out = codes.OUTGOING.get(flow.stage)
    if out is None:
        to_supplier = flow.origin.startswith("contract:")
        out = codes.EXPENDITURE if to_supplier else codes.DISBURSEMENT
    yield _giver(flow, helped), out
    if flow.payee.startswith("fund:") and flow.stage in codes.INCOMING:
        yield _Key(flow.payee), codes.INCOMING[flow.stage]


def _giver(flow: Flow, helped: str) -> _Key:
    if flow.owner.startswith("fund:"):
        return _Key(flow.owner)
    purpose = flow.purpose if _PURPOSE.fullmatch(flow.purpose) else ""
    return _Key(flow.owner, flow.target or helped, flow.category, purpose)


# ---- elements


def _activity(book: _Book, activity: _Activity) -> Node:
    key, reporter = activity.key, book.reporter
    fund = book.view.entity(key.owner) if type_of(key.owner) == "fund" else None
    currency = str(fund.data["currency"]) if fund else activity.flows[0][0].amount.currency
    attributes = {"xml:lang": "en", "default-currency": currency, f"{PREFIX}subject": key.owner}
    categories = {flow.category for flow, _ in activity.flows} - {""}
    if categories == {"humanitarian"}:
        attributes["humanitarian"] = "1"
    if len(categories) == 1:
        attributes[f"{PREFIX}category"] = min(categories)
    secondary = {"secondary-reporter": "1"} if reporter.secondary else {}
    status = _status(book, activity)
    return Node(
        "iati-activity",
        attributes,
        inside=[
            Node("iati-identifier", text=key.identifier(reporter.ref)),
            Node(
                "reporting-org",
                {"ref": reporter.ref, "type": reporter.org_type, **secondary},
                inside=[_said(reporter.name)],
            ),
            Node("title", inside=[_said(_title(book, key))]),
            Node("description", {"type": "1"}, inside=[_said(_about(key))]),
            *_participants(book, key, str(fund.data["manager"]) if fund else ""),
            Node("activity-status", {"code": status}),
            *_dates(activity, status),
            Node("recipient-country", {"code": _country(book, activity), "percentage": "100"}),
            _sector(activity),
            *(_transaction(book, key, flow, code) for flow, code in activity.flows),
        ],
    )


def _said(text: str) -> Node:
    return Node("narrative", text=clean(text) or "-")


def _title(book: _Book, key: _Key) -> str:
    if not key.target:
        return book.names[key.owner]
    return f"{book.names[key.owner]} to {book.names[key.target]}: {key.category} {key.purpose}".strip()


def _about(key: _Key) -> str:
    if not key.target:
        return "A fund: what donors pledge, commit and pay, and what it commits and pays. Sums of stages never add up."
    return "What one donor gives to one recipient or fund for one purpose. Sums of stages never add up."


def _org(name: str, book: _Book, subject: str, more: Mapping[str, str]) -> Node:
    attributes = {**more, "type": _ORG_TYPES[type_of(subject)], f"{PREFIX}subject": subject}
    return Node(name, attributes, inside=[_said(book.names.get(subject, subject))])


def _participants(book: _Book, key: _Key, manager: str) -> Iterator[Node]:
    roles = [(key.owner, codes.FUNDING), (key.target, codes.IMPLEMENTING)] if key.target else []
    if manager:
        roles = [(manager, codes.ACCOUNTABLE)]
    for subject, role in roles:
        yield _org("participating-org", book, subject, {"role": role})


def _status(book: _Book, activity: _Activity) -> str:
    """Closed where everything that was binding is closed; a pledge alone is still to come."""
    if not activity.key.target:
        return codes.CLOSED if book.view.entity(activity.key.owner).state == "closed" else codes.IMPLEMENTATION
    binding = {flow.subject for flow, _ in activity.flows if flow.stage == "commitment"}
    if not binding:
        paid = any(flow.stage in ("receipt", "payment") for flow, _ in activity.flows)
        return codes.IMPLEMENTATION if paid else codes.PIPELINE
    closed = all(book.view.entity(subject).state == "closed" for subject in binding)
    return codes.CLOSED if closed else codes.IMPLEMENTATION


def _dates(activity: _Activity, status: str) -> Iterator[Node]:
    days = [flow.held_on for flow, _ in activity.flows]
    start = codes.PLANNED_START if status == codes.PIPELINE else codes.ACTUAL_START
    yield Node("activity-date", {"type": start, "iso-date": min(days).isoformat()})
    if status == codes.CLOSED:
        yield Node("activity-date", {"type": codes.ACTUAL_END, "iso-date": max(days).isoformat()})


def _country(book: _Book, activity: _Activity) -> str:
    """Who is helped: the one state that all flows name, else the one helped by default."""
    named = {alpha2(name) for flow, _ in activity.flows for name in (flow.recipient, flow.target) if name} - {""}
    return min(named) if len(named) == 1 else alpha2(book.reporter.helped)


def _sector(activity: _Activity) -> Node:
    """The purpose that all of it has; else a word of our own, as shares of purposes would be made up."""
    purposes = {flow.purpose if _PURPOSE.fullmatch(flow.purpose) else "" for flow, _ in activity.flows}
    purposes -= {""} if not activity.key.target else set()
    if len(purposes) == 1 and "" not in purposes:
        return Node("sector", {"vocabulary": codes.DAC_PURPOSE, "code": min(purposes), "percentage": "100"})
    word = activity.key.category or "several"
    attributes = {"vocabulary": codes.OWN_VOCABULARY, "code": word, "percentage": "100"}
    return Node("sector", attributes, inside=[_said(f"{word} (category of the ledger, no purpose code given)")])


def _transaction(book: _Book, key: _Key, flow: Flow, code: str) -> Node:
    day = flow.held_on.isoformat()
    own = {f"{PREFIX}subject": flow.subject, f"{PREFIX}category": flow.category, f"{PREFIX}origin": flow.origin}
    own |= {f"{PREFIX}{name}": str(value) for name, value in flow.drawn.items()}
    attributes = {"ref": flow.subject, **{name: value for name, value in own.items() if value}}
    if flow.category == "humanitarian":
        attributes["humanitarian"] = "1"
    incoming = code in codes.INTO_ACTIVITY
    giver, ref = _giver(flow, book.reporter.helped), book.reporter.ref
    other = {"provider-activity-id": giver.identifier(ref)} if incoming else {}
    into = {"receiver-activity-id": _Key(flow.payee).identifier(ref)} if flow.payee.startswith("fund:") else {}
    parts: Sequence[Node | None] = [
        Node("transaction-type", {"code": code}),
        Node("transaction-date", {"iso-date": day}),
        Node("value", {"currency": flow.amount.currency, "value-date": day}, text=flow.amount.plain()),
        Node("description", inside=[_said(_words(flow))]),
        _org("provider-org", book, flow.payer, other or {"provider-activity-id": key.identifier(ref)}),
        _org("receiver-org", book, flow.payee, into) if flow.payee else None,
        Node("disbursement-channel", {"code": codes.IN_KIND}) if flow.in_kind else None,
    ]
    return Node("transaction", attributes, inside=[part for part in parts if part is not None])


def _words(flow: Flow) -> str:
    if flow.in_kind:
        return "Goods, at the value that the donor declares."
    words = flow.kind.replace(".", " ")
    return f"{words[0].upper()}{words[1:]}."
