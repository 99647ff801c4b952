"""An IATI file as drafts of events: pledges, commitments, receipts and payments, each sum once.

A sum that both sides report (pledged by one, to come in for the other) is taken once. Negative amounts lapse, reduce or
return what they take back. What the ledger cannot hold is left out and told in the notes. The same file always gives
the same drafts; `parties.fresh` leaves out those that a ledger has already.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from svitlo.exchange import iati_codes as codes
from svitlo.exchange.iati_read import Movement, Programme, Reading, reading_of
from svitlo.exchange.parties import Names, checked, slug
from svitlo.ledger.events import Draft, Source

_ORDER = ("pledge", "commitment", "receipt", "allocation", "payment")
_LINES_TOLD = 5
_MOST_LOOKED_AT = 100
"""Earlier amounts that a negative one is held against, so that a hostile file costs no more than a long one."""


def drafts_from_iati(path: Path) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The drafts in an order in which a ledger takes them, and notes on what was left out.

    Raises BadInput with every problem, `row` being the line.
    """
    reading = reading_of(path)
    making = _Making(reading=reading, names=Names(reading.file))
    making.funds.update({one.identifier: one for one in reading.programmes if one.fund})
    flows = _once(making, [flow for programme in reading.programmes for flow in _flows(making, programme)])
    making.known.update(flow.movement.own.get("subject", "") for flow in flows if flow.amount > 0)
    flows.sort(key=lambda flow: flow.movement.held_on)
    for flow in flows:
        if flow.amount > 0:
            making.made += _taken(making, flow)
    for flow in flows:
        if flow.amount < 0:
            making.made += _taken_back(making, flow)
    making.made.sort(key=lambda one: (one.held_on, _ORDER.index(one.subject.split(":")[0])))
    funds = _funds(making, flows)
    bare = sum(not flow.movement.ref for flow in flows)
    notes = (f"{bare} transactions have no ref: one whose amount is corrected later counts as new",) if bare else ()
    return checked([*making.names.drafts(), *funds, *making.made], reading.problems), (*_notes(reading), *notes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Flow:
    """A movement in its activity, with the parties that the activity adds."""

    programme: Programme
    movement: Movement
    payer: str
    payee: str

    @property
    def amount(self) -> int:
        return self.movement.amount.minor

    @property
    def incoming(self) -> bool:
        return self.movement.code in codes.INTO_ACTIVITY

    def key(self) -> tuple[Any, ...]:
        """What both sides say of one sum."""
        one = self.movement
        return one.stage, self.payer, self.payee, one.held_on, one.amount

    def subject(self, kind: str) -> str:
        """The entity: as our own file says, else after the activity and the transaction's own mark or place."""
        own = self.movement.own.get("subject", "")
        if own.startswith(f"{kind}:"):
            return own
        one = self.movement
        mark = f"ref {one.ref}" if one.ref else f"{one.held_on} {one.amount.plain()} {one.amount.currency}"
        digest = hashlib.sha256(f"{self.programme.identifier}\n{one.stage}\n{mark}\n{self.payee}".encode()).hexdigest()
        return f"{kind}:{slug(self.programme.identifier)[:60]}-{digest[:12]}"

    def source(self) -> Source:
        one = self.movement
        where = f"{self.programme.identifier}, transaction {one.place} (type {one.code}{', ' * bool(one.ref)}{one.ref})"
        return Source(
            publisher=self.programme.reporter_name or self.programme.identifier,
            title=self.programme.title,
            locator=where,
        )


@dataclass(slots=True, kw_only=True, eq=False)
class _Making:
    reading: Reading
    names: Names
    funds: dict[str, Programme] = field(default_factory=dict)
    made: list[Draft] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    """What is left of each entity to take back."""
    uses: Counter[str] = field(default_factory=Counter)
    """How many transactions say the same entity."""
    open: dict[tuple[str, ...], list[Draft]] = field(default_factory=dict)
    """First drafts in the order of their days, by kind, payer, payee and currency, and by these and a mark: what a
    negative amount may take back."""
    known: set[str] = field(default_factory=set)
    """Entities that a file of our own holds."""


def _flows(making: _Making, programme: Programme) -> Iterator[_Flow]:
    """The movements of an activity with both parties, as far as it says them."""
    for one in programme.movements:
        payer, payer_name, payee, payee_name = one.payer, one.payer_name, one.payee, one.payee_name
        if one.code in codes.INTO_ACTIVITY:
            payee = programme.fund
        else:
            into = making.funds.get(one.into)
            payer = programme.fund or payer or programme.reporter
            payer_name = payer_name or programme.reporter_name
            if into is not None:
                payee = into.fund
            elif not payee:
                payee, payee_name = programme.implementing, programme.implementing_name
            if not payee and one.stage != "paid":
                payee, payee_name = programme.country, ""
        flow = _Flow(programme=programme, movement=one, payer=payer, payee=payee)
        if not payer or (not payee and one.stage == "paid"):
            side = "who pays" if not payer else "who is paid"
            making.reading.pass_over(f"that do not say {side}", one.line)
        elif payer == payee:
            making.reading.pass_over("in which payer and payee are the same", one.line)
        elif one.in_kind:
            making.reading.pass_over("in kind without a list of goods", one.line)
        else:
            for subject, name in ((payer, payer_name), (payee, payee_name)):
                _name(making, flow, subject, name)
            yield flow


def _name(making: _Making, flow: _Flow, subject: str, name: str) -> None:
    if subject and not subject.startswith("fund:"):
        one = flow.movement
        making.names.note(subject, name, one.line, one.held_on, (flow.source(),))


def _once(making: _Making, flows: Iterable[_Flow]) -> list[_Flow]:
    """Each sum once: what comes in is dropped where another activity reports the same sum going out."""
    flows = list(flows)
    out = Counter(flow.key() for flow in flows if not flow.incoming)
    kept = []
    for flow in flows:
        if flow.incoming and out[flow.key()]:
            out[flow.key()] -= 1
            making.reading.pass_over("reported by both sides, taken once", flow.movement.line)
        else:
            kept.append(flow)
    return kept


def _draft(flow: _Flow, kind: str, subject: str, data: Mapping[str, Any], file: str) -> Draft:
    one = flow.movement
    said = {name: value for name, value in data.items() if value not in ("", None)}
    return Draft(
        kind=kind,
        subject=subject,
        held_on=one.held_on,
        data=said,
        sources=(flow.source(),),
        file=file,
        row=one.line,
    )


def _taken(making: _Making, flow: _Flow) -> list[Draft]:
    """The drafts of a sum above zero."""
    one = flow.movement
    if one.stage == "pledge":
        return _gift(making, flow, "pledge", "pledge.announced")
    if one.stage == "commitment":
        if flow.payer.startswith("fund:"):
            making.reading.pass_over("in which a fund commits: a contract needs its list of goods", one.line)
            return []
        return _gift(making, flow, "commitment", "commitment.signed")
    if flow.payee.startswith("fund:") and not flow.payer.startswith("fund:"):
        data = {"donor": flow.payer, "fund": flow.payee, "commitment": _rests_on(making, flow, "commitment")}
        return [_first(making, flow, "receipt", "receipt.booked", data)]
    return _payment(making, flow)


def _gift(making: _Making, flow: _Flow, entity: str, kind: str) -> list[Draft]:
    one = flow.movement
    if flow.payer.startswith("fund:"):
        making.reading.pass_over(f"in which a fund makes a {entity}", one.line)
        return []
    to = "fund" if flow.payee.startswith("fund:") else "recipient"
    data = {"donor": flow.payer, to: flow.payee, "category": one.category, "purpose": one.purpose}
    data |= {"form": "cash"} if entity == "pledge" else {"pledge": _rests_on(making, flow, "pledge")}
    return [_first(making, flow, entity, kind, data)]


def _payment(making: _Making, flow: _Flow) -> list[Draft]:
    """A payment; a fund pays from an allocation, which is taken as approved on the same day."""
    file = making.reading.file
    money = _money(flow)
    data = {"payer": flow.payer, "payee": flow.payee, **money}
    subject = flow.subject("payment")
    before: list[Draft] = []
    if flow.payer.startswith("fund:"):
        allocation = f"allocation:{subject.split(':', 1)[1][:190]}"
        data["allocation"] = allocation
        asked = {"pool": flow.payer, **money}
        before = [
            _draft(flow, "allocation.proposed", allocation, asked, file),
            _draft(flow, "allocation.approved", allocation, {}, file),
        ]
    return [*before, _opened(making, flow, _draft(flow, "payment.made", subject, data, file))]


def _first(making: _Making, flow: _Flow, entity: str, kind: str, data: Mapping[str, Any]) -> Draft:
    drawn = _drawn(flow) if data.get("pledge") or data.get("commitment") else {}
    draft = _draft(flow, kind, flow.subject(entity), {**data, **_money(flow), **drawn}, making.reading.file)
    return _opened(making, flow, draft)


def _money(flow: _Flow) -> dict[str, Any]:
    one = flow.movement.amount
    return {"amount_minor": abs(one.minor), "currency": one.currency}


def _drawn(flow: _Flow) -> dict[str, Any]:
    """The rate of exchange that a file of our own adds."""
    own = flow.movement.own
    names = ("drawn_currency", "rate", "rate_date", "rate_source")
    found: dict[str, Any] = {name: own[name] for name in names if name in own}
    if own.get("drawn_minor", "").isascii() and own.get("drawn_minor", "").isdigit() and len(own["drawn_minor"]) < 19:
        found["drawn_minor"] = int(own["drawn_minor"])
    return found


def _rests_on(making: _Making, flow: _Flow, entity: str) -> str:
    """What it rests on, where a file of our own says so and holds that too."""
    origin = flow.movement.own.get("origin", "")
    return origin if origin.startswith(f"{entity}:") and origin in making.known else ""


def _opened(making: _Making, flow: _Flow, draft: Draft) -> Draft:
    """Remember what may be taken back of it. Several transactions with one mark become entities of their own."""
    making.uses[draft.subject] += 1
    count = making.uses[draft.subject]
    opened = draft if count == 1 else replace(draft, subject=f"{draft.subject}-{count}")
    making.left[opened.subject] = flow.amount
    entity, mark = opened.subject.split(":", 1)[0], flow.movement.ref
    for place in {_place(flow, entity), (*_place(flow, entity), mark)}:
        making.open.setdefault(place, []).append(opened)
    return opened


def _place(flow: _Flow, entity: str) -> tuple[str, ...]:
    return entity, flow.payer, flow.payee, flow.movement.amount.currency


# ---- what takes back


_BACK: Mapping[str, tuple[str, str]] = {
    "pledge": ("pledge", "pledge.lapsed"),
    "commitment": ("commitment", "commitment.reduced"),
    "paid": ("receipt", "receipt.returned"),
}


def _taken_back(making: _Making, flow: _Flow) -> list[Draft]:
    """The draft of a sum below zero: what it takes back is named by its mark, or is the latest that has enough left."""
    one = flow.movement
    entity, kind = _BACK[one.stage]
    if flow.payer.startswith("fund:") and one.stage != "paid":
        making.reading.pass_over(f"in which a fund takes back a {entity}", one.line)
        return []
    found = _target(making, flow, entity)
    if found is None:
        hint = "take it off the amount that it corrects"
        making.reading.fault(
            one.line, "value", "a negative amount, and nothing before it that it could take back", hint
        )
        return []
    making.left[found.subject] += flow.amount
    data: dict[str, Any] = {"amount_minor": -flow.amount}
    if kind == "commitment.reduced" and "drawn_minor" in found.data:
        data["drawn_minor"] = _drawn(flow).get("drawn_minor")
    return [_draft(flow, kind, found.subject, data, making.reading.file)]


def _target(making: _Making, flow: _Flow, entity: str) -> Draft | None:
    """The latest with the same mark, else the latest, of those held before that have enough left."""
    place, mark = _place(flow, entity), flow.movement.ref
    for key in ((*place, mark), place) if mark else (place,):
        before = making.open.get(key, [])
        while before and not making.left[before[-1].subject]:
            before.pop()
        for draft in islice(reversed(before), _MOST_LOOKED_AT):
            if making.left[draft.subject] >= -flow.amount and draft.held_on <= flow.movement.held_on:
                return draft
    return None


# ---- funds and notes


def _funds(making: _Making, flows: Iterable[_Flow]) -> list[Draft]:
    """A draft for each fund that money comes into or goes out of, open from the first day on that it is spoken of."""
    first: dict[str, _Flow] = {}
    for flow in flows:
        for subject in (flow.payer, flow.payee):
            if subject.startswith("fund:"):
                before = first.get(subject, flow)
                first[subject] = min(before, flow, key=lambda one: one.movement.held_on)
    made: dict[str, Draft] = {}
    for programme in making.reading.programmes:
        if programme.fund not in first or programme.fund in made:
            continue
        flow = first[programme.fund]
        _name(making, flow, programme.manager, programme.manager_name)
        data = {
            "name": programme.title or programme.identifier,
            "manager": programme.manager,
            "currency": programme.currency or flow.movement.amount.currency,
            "rule": "manager",
        }
        draft = _draft(flow, "fund.opened", programme.fund, data, making.reading.file)
        made[programme.fund] = replace(draft, row=programme.line)
    return list(made.values())


def _notes(reading: Reading) -> tuple[str, ...]:
    """What was left out, with the first lines of each."""
    notes = []
    for why, lines in sorted(reading.passed_over.items()):
        told = ", ".join(str(line) for line in lines[:_LINES_TOLD])
        more = ", ..." if len(lines) > _LINES_TOLD else ""
        verb = "" if why.startswith("reported") else "left out: "
        notes.append(f"{len(lines)} transactions {verb}{why} (lines {told}{more})")
    return tuple(notes)
