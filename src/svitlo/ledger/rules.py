"""What the ledger refuses, beyond an event's own form: what contradicts what is in it already.

A rule looks at one fact as it is to stand (new, or changed by a correction) and at the ledger, and yields column, what
is wrong and a hint. Sums are not looked at here: `book` holds them against `postings.LIMITS`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from svitlo.ledger.chain_rules import CHAIN_RULES
from svitlo.ledger.coalition import members, open_ratifications
from svitlo.ledger.consent import ONE_DECIDES, answers_end, may_answer
from svitlo.ledger.entities import entity_of, missteps, type_of
from svitlo.ledger.events import Draft, Event
from svitlo.ledger.facts import Fact, facts_of, voided_in
from svitlo.ledger.form import form_problems, names_in
from svitlo.ledger.kinds import CORRECTED, KINDS, META, RESOLVED
from svitlo.ledger.view import View
from svitlo.tables.errors import Problem

Found = Iterator[tuple[str, str, str]]
Rule = Callable[[View, Fact], Found]


def rule_problems(view: View, draft: Draft, event: Event) -> list[Problem]:
    """All for which a well-formed draft is refused; `event` is the draft as it would be recorded."""
    here = Problem(draft.file, draft.row)
    before = view.events_of(draft.subject)
    if draft.kind in META:
        found = list(_about_another(draft, before))
    else:
        found = [*_names_known(view, names_in(draft.kind, draft.data)), *_said_before(draft, before)]
    # Each of these may ask what only holds where those before it found nothing.
    found = found or list(_in_order(before, event)) or list(_by_kind(view, before, event))
    return [replace(here, column=column, what=what, hint=hint) for column, what, hint in found]


def _about_another(draft: Draft, before: list[Event]) -> Found:
    """Corrections, voidings and resolutions are about an event of the same entity that still stands."""
    target = next((event for event in before if event.seq == draft.data["event"]), None)
    if target is None:
        yield "event", f"{draft.subject} has no event {draft.data['event']}", "svitlo ledger show lists its events"
    elif target.seq in voided_in(before):
        yield "event", f"event {target.seq} ({target.kind}) was voided", "void what voided it, or record it anew"
    elif draft.kind == RESOLVED:
        if target.kind not in {claim.kind for claim in facts_of(before).claims}:
            yield "event", f"event {target.seq} ({target.kind}) contradicts nothing", "nothing is to be resolved"
    elif draft.kind == CORRECTED:
        yield from _correction(draft, target)


def _correction(draft: Draft, target: Event) -> Found:
    """A correction says all that the event should have said, in the event's own form."""
    if target.kind in META:
        yield "event", f"event {target.seq} is itself about another event", "void it, then record it anew"
    elif not draft.data.keys() & {"data", "held_on"}:
        yield "data", "it says neither other data nor another day", "say what is right, or leave it"
    elif "data" in draft.data:
        as_new = Draft(kind=target.kind, subject=draft.subject, held_on=draft.held_on, data=draft.data["data"])
        for problem in form_problems(as_new):
            yield f"data.{problem.column}", problem.what, problem.hint


def _names_known(view: View, names: list[str]) -> Found:
    for name in names:
        if not entity_of(name, view.events_of(name)).facts:
            yield "data", f"the ledger knows no {name}", "record it first, or check the id"


def _said_before(draft: Draft, before: list[Event]) -> Found:
    """A second word on what holds one truth needs a source, else it is taken for a slip."""
    if not KINDS[draft.kind].once or draft.sources:
        return
    same = [fact for fact in facts_of(before).standing if fact.kind == draft.kind]
    if same:
        hint = "give the source of a contradicting word, or correct that event"
        yield "kind", f"event {same[0].seq} says {draft.kind} of {draft.subject} already", hint


def _in_order(before: list[Event], event: Event) -> Found:
    """States follow on each other in the order in which facts held."""
    known = {(step.fact.seq, step.state) for step in missteps(facts_of(before).standing)}
    for step in missteps(facts_of([*before, event]).standing):
        if (step.fact.seq, step.state) not in known:
            kind = KINDS[step.fact.kind]
            state = step.state or "not there yet"
            may = ", ".join(one or "not there yet" for one in kind.after)
            what = f"{kind.name} on {step.fact.held_on} does not follow: {event.subject} is {state} then"
            yield "kind", what, f"it may follow on: {may}"


def _by_kind(view: View, before: list[Event], event: Event) -> Found:
    """The rules of each fact that is new or changed."""
    old = {(fact.seq, str(fact.said)) for fact in facts_of(before).standing}
    after = View(reader=_With(view, event))
    for fact in facts_of([*before, event]).standing:
        if (fact.seq, str(fact.said)) in old:
            continue
        unknown = list(_names_known(view, names_in(fact.kind, fact.data)))
        yield from unknown or _subject_fits(fact)
        rule = RULES.get(fact.kind)
        if rule is not None and not unknown:
            yield from rule(after.at(fact.held_on), fact)


def _subject_fits(fact: Fact) -> Found:
    """Entities between others are named after them, so that there is one of each."""
    names = NAMED_AFTER.get(fact.kind.split(".")[0])
    if names is None:
        return
    subject = fact.event.subject
    wanted = "/".join(str(fact.data[name]).split(":", 1)[1] for name in names)
    if subject.split(":", 1)[1] != wanted:
        yield (
            "subject",
            f"{subject} must be {subject.split(':', 1)[0]}:{wanted}",
            "it is named after what it is between",
        )


NAMED_AFTER: Mapping[str, tuple[str, ...]] = {
    "membership": ("group", "state"),
    "accession": ("group", "state"),
    "ratification": ("accession", "ally"),
}


def rests_on(view: View, event: Event) -> Found:
    """What is in the ledger already and could not stand if this event were added.

    Looked for where an event changes what earlier ones rest on: corrections, facts about who decides what, and ends.
    """
    about_another = event.kind in META
    if not about_another and event.kind.split(".")[0] not in _DECIDE and event.kind not in _ENDS:
        return
    after = View(reader=_With(view, event))
    if about_another:
        gone = list(islice(_names_what_is_gone(view, after, event.subject), MOST_TOLD))
        yield from gone
        if gone or type_of(event.subject) in _UNASKED:
            return
    near, starts = _around(view, after, event)
    for name in sorted(near):
        yield from _would_break(view, after, name)
    seen, open_names = near | starts, sorted(starts)
    while open_names:
        for other in view.reader.named_by(open_names.pop()):
            if other not in seen:
                seen.add(other)
                open_names.append(other)
                yield from _would_break(view, after, other)


def _around(view: View, after: View, event: Event) -> tuple[set[str], set[str]]:
    """What to look at beside what names the event's entity: entities, and those from which to go on.

    Who is in a group matters to all that names the group. A corrected fact matters to the other facts of its entity,
    and to what it names (the accession of a ratification, the commitment of a receipt).
    """
    facts = [*facts_of(view.events_of(event.subject)).standing, *facts_of(after.events_of(event.subject)).standing]
    starts = {event.subject}
    if type_of(event.subject) in ("membership", "accession"):
        starts |= {str(fact.data["group"]) for fact in facts}
    if event.kind not in META:
        return set(), starts
    return {event.subject, *(name for fact in facts for name in names_in(fact.kind, fact.data))}, starts


def _names_what_is_gone(view: View, after: View, subject: str) -> Found:
    """Facts that name an entity of which nothing would be left."""
    if facts_of(after.events_of(subject)).standing:
        return
    for other in view.reader.named_by(subject):
        for fact in facts_of(view.events_of(other)).standing:
            if subject in names_in(fact.kind, fact.data):
                yield "event", f"event {fact.seq} ({fact.kind} of {other}) names {subject}", "void that one first"


def _would_break(before: View, after: View, subject: str) -> Found:
    """Facts of an entity that keep their rules now and would break them."""
    for fact in facts_of(after.events_of(subject)).standing:
        rule = RULES.get(fact.kind)
        if rule is None:
            continue
        found = next(rule(after.at(fact.held_on), fact), None)
        if found is not None and next(rule(before.at(fact.held_on), fact), None) is None:
            yield "kind", f"event {fact.seq} ({fact.kind} of {subject}) rests on it: {found[1]}", "void that one first"


_DECIDE = frozenset({"membership", "accession", "answer", "proposal", "fund"})
_ENDS = frozenset({"commitment.closed", "consignment.lost"})
_UNASKED = frozenset({"state", "org", "group", "need", "plan"})
"""What is named by a great many others, while no rule asks what it says."""

MOST_TOLD = 10
"""How many of those that name an entity are told when it would go."""


@dataclass(frozen=True, slots=True)
class _With:
    """A reader of the whole ledger with one more event."""

    view: View
    event: Event

    def events_of(self, subject: str, upto: int | None = None) -> list[Event]:  # noqa: ARG002 - as `Reader` asks
        events = self.view.events_of(subject)
        return [*events, self.event] if subject == self.event.subject else events

    def named_by(self, subject: str) -> list[str]:
        named = set(self.view.reader.named_by(subject))
        return sorted(named | ({self.event.subject} if subject in self._names() else set()))

    def _names(self) -> list[str]:
        """What the event names; a correction, what the corrected event names now."""
        kind, data = self.event.kind, self.event.data
        if kind == CORRECTED:
            target = next(one for one in self.view.events_of(self.event.subject) if one.seq == data["event"])
            kind, data = target.kind, data.get("data", {})
        return names_in(kind, data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view.reader, name)


# ---- coalition and consent


def _fund_opened(view: View, fact: Fact) -> Found:  # noqa: ARG001 - one interface for all rules
    data = fact.data
    if data["rule"] not in ONE_DECIDES and not data.get("group") and not data.get("roll"):
        yield "roll", f"a fund that decides by {data['rule']} needs a roll", "name a group or the states"
    yield from _one_roll(data)


def _one_roll(data: Mapping[str, Any]) -> Found:
    if data.get("group") and data.get("roll"):
        yield "roll", f"the members of {data['group']} are the roll", "name a group or the states, not both"


def _tabled(view: View, fact: Fact) -> Found:
    data = fact.data
    fund = view.at(None).entity(data["fund"]).data if data.get("fund") else {}
    if fund and view.entity(data["fund"]).state != "open":
        yield "fund", f"{data['fund']} is not open on {fact.held_on}", ""
    rule = data.get("rule") or fund.get("rule")
    if fund and data.get("rule") and data["rule"] != fund["rule"]:
        yield "rule", f"the rule of {data['fund']} is {fund['rule']}", "leave it out"
    if rule is None:
        yield "rule", "neither a fund nor a rule says how it is decided", "name one of both"
    elif rule in ONE_DECIDES and not data.get("actor") and not fund:
        yield "actor", f"{rule}: nobody is named who decides", "name the actor"
    elif rule not in ONE_DECIDES and not fund and not data.get("group") and not data.get("roll"):
        yield "roll", f"{rule} needs a roll", "name a group or the states"
    if rule == "manager" and fund and data.get("actor", fund["manager"]) != fund["manager"]:
        yield "actor", f"{fund['manager']} decides for {data['fund']}", "leave it out"
    yield from _one_roll(data)
    if ("amount_minor" in data) != ("currency" in data):
        yield "amount_minor", "an amount and its currency go together", ""
    if rule == "silence" and not data.get("closes"):
        yield "closes", "a silence procedure needs its last day", ""
    if data.get("closes") and date.fromisoformat(data["closes"]) < fact.held_on:
        yield "closes", "it closes before it is tabled", ""


def _answered(view: View, fact: Fact) -> Found:
    voters = may_answer(view, fact.event.subject, fact.held_on)
    over = answers_end(view, fact.event.subject)
    if over is not None and fact.held_on > over:
        yield "kind", f"the last day for answers to {fact.event.subject} was {over}", "table it anew"
    if fact.data["actor"] not in voters:
        what = f"{fact.data['actor']} has no say in {fact.event.subject} on {fact.held_on}"
        yield "actor", what, "record its words as objection.quoted: kept, never counted"


def _ratified(view: View, fact: Fact) -> Found:
    accession = view.entity(fact.data["accession"])
    if "protocol_signed" not in accession.since:
        yield "accession", f"no protocol of {accession.subject} was signed by {fact.held_on}", ""
        return
    if fact.data["ally"] not in members(view, accession.data["group"]):
        yield "ally", f"{fact.data['ally']} was not a member on {fact.held_on}", ""


def _all_ratified(view: View, fact: Fact) -> Found:
    missing = open_ratifications(view, fact.event.subject)
    if missing:
        what = f"{len(missing)} members had not deposited their ratification on {fact.held_on}: {', '.join(missing)}"
        yield "kind", what, "record what each member did first"


RULES: Mapping[str, Rule] = {
    **CHAIN_RULES,
    "fund.opened": _fund_opened,
    "proposal.tabled": _tabled,
    "answer.given": _answered,
    "ratification.found_open": _ratified,
    "ratification.voted": _ratified,
    "ratification.deposited": _ratified,
    "ratification.refused": _ratified,
    "accession.invited_to_accede": _all_ratified,
}
