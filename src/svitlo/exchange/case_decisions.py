"""Who takes part and what was decided, in the words of a case: `actors`, `decisions` and `positions` from a ledger.

A case knows two rules: one actor decides alone, or the members of one coalition agree. A proposal is written by these
rules only where they come to what the ledger says; else it is written as decided by one, with the ledger's own words in
its subject, so that nobody gets a say who has none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from svitlo.aid.decisions import Verdict, Voices, by_consensus, by_one
from svitlo.aid.roles import Roll
from svitlo.ledger.coalition import name_of, roll_of_group
from svitlo.ledger.consent import ONE_DECIDES, Decision, decision_of, terms_of
from svitlo.ledger.events import Source
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput

Row = dict[str, Any]

NOBODY = Roll(names={}, terms={})
_ROLE_IN_CASE: Mapping[str, str] = {"former": "outsider"}
"""Roles that a case does not know."""

_ISO_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """The group whose members are the case's members, and its roll on the day; `group` is empty where there is none."""

    group: str
    roll: Roll


def coalition_of(view: View, group: str = "") -> Coalition:
    """The group that was asked for or, if none was, the only one (or the only alliance) there is.

    Raises BadInput where the ledger has no such group, or several and none was named.
    """
    known = [one for one in view.entities("group") if one.state == "formed"]
    names = [one.subject for one in known]
    if group:
        if group not in names:
            raise BadInput.of("", f"the ledger knows no {group}", column="--coalition", hint=", ".join(names))
        return Coalition(group=group, roll=roll_of_group(view, group))
    alliances = [one.subject for one in known if one.data.get("form") == "alliance"]
    for found in (names, alliances):
        if len(found) == 1:
            return Coalition(group=found[0], roll=roll_of_group(view, found[0]))
    if names:
        hint = f"name it: {', '.join(names)}"
        raise BadInput.of("", "the ledger has several groups: whose members agree?", column="--coalition", hint=hint)
    return Coalition(group="", roll=NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Rows of `decisions` and `positions`, and who else than named entities takes part: `extra` names them."""

    decisions: tuple[Row, ...]
    positions: tuple[Row, ...]
    extra: Mapping[str, str]


def agreed(view: View, coalition: Coalition) -> Agreed:
    """Every proposal that was tabled by the view's day, as a case has it."""
    decisions: list[Row] = []
    positions: list[Row] = []
    extra: dict[str, str] = {}
    for entity in view.entities("proposal"):
        decision = decision_of(view, entity.subject)
        if decision is None:
            continue
        said = list(_said(view, decision))
        terms = terms_of(view, entity.data)
        row, verdict = _by_rules(decision, terms.actor, coalition, said)
        own = _group_of(view, entity.data) == coalition.group != "" or terms.rule in ONE_DECIDES
        if not own or not _same(decision, verdict, view.on):
            actor = _who_decides(view, entity.data, decision)
            if actor.endswith("#roll"):
                extra[actor] = f"Those who decide {decision.topic}"
            row, said = _as_decided(decision, actor, said)
        decisions.append(row)
        positions += said
    return Agreed(decisions=tuple(decisions), positions=tuple(positions), extra=extra)


def _by_rules(decision: Decision, actor: str, coalition: Coalition, said: list[Row]) -> tuple[Row, Verdict]:
    """The proposal by the case's own two rules, and what they come to."""
    voices = Voices.of(sorted(said, key=lambda row: (row["date"], row["actor_id"])))
    if decision.rule in ONE_DECIDES:
        row = _decision(decision, "sovereign", actor, decision.topic)
        return row, by_one(actor, decision.tabled, voices)
    closes = None if decision.rule == "unanimity_with_abstention" else decision.closes
    row = _decision(decision, "consensus", None, decision.topic) | {"closes": closes}
    return row, by_consensus(decision.tabled, closes, voices, coalition.roll)


def _same(decision: Decision, verdict: Verdict, on: date | None) -> bool:
    """Whether the case's rules come to what the ledger says; silence that ends after its day is still to come."""
    if decision.adopted_on is not None:
        return verdict.state == "adopted" and verdict.settled_on == decision.adopted_on
    if decision.state in ("withdrawn", "lapsed"):
        return False
    if verdict.state == "adopted":
        to_come = on is not None and verdict.settled_on > on and verdict.settled_on == decision.closes
        return to_come and decision.state == "pending"
    blockers = {(one.actor_id, one.since) for one in verdict.blockers}
    return blockers == {(one.actor_id, one.since) for one in decision.blockers}


def _as_decided(decision: Decision, actor: str, said: list[Row]) -> tuple[Row, list[Row]]:
    """The proposal as one actor's, so that it is adopted, blocked or open as the ledger says."""
    told = _told(decision)
    deciding = decision.blockers[0].actor_id if decision.blockers else actor
    kept = [row for row in said if row["actor_id"] != deciding]
    word: Row = {"decision_id": decision.proposal, "actor_id": deciding, "source": "as the ledger has it"}
    if decision.adopted_on is not None:
        kept.append({**word, "position": "support", "date": decision.adopted_on, "quote": told})
    elif decision.blockers:
        kept.append({**word, "position": "oppose", "date": decision.blockers[0].since, "quote": told})
    kept.sort(key=lambda row: (row["date"], row["actor_id"]))
    return _decision(decision, "sovereign", deciding, f"{decision.topic} ({told})"), kept


def _told(decision: Decision) -> str:
    """What became of a proposal by the ledger's rule, in words."""
    rule = decision.rule.replace("_", " ")
    if decision.adopted_on is not None:
        return f"adopted on {decision.adopted_on} by {rule} of those on its roll"
    if decision.blockers:
        who = ", ".join(f"{one.actor_id} since {one.since}" for one in decision.blockers)
        return f"decided by {rule} of those on its roll, and blocked by {who}"
    return f"{decision.state}: decided by {rule} of those on its roll"


def _decision(decision: Decision, rule: str, actor: str | None, subject: str) -> Row:
    return {
        "decision_id": decision.proposal,
        "rule": rule,
        "subject": subject,
        "tabled": decision.tabled,
        "closes": decision.closes,
        "actor_id": actor,
    }


def _said(view: View, decision: Decision) -> Iterator[Row]:
    """Answers, and objections of those without a say; of what one actor says on one day the last counts."""
    last: dict[tuple[str, date], Row] = {}
    for fact in view.entity(decision.proposal).facts:
        position = {"answer.given": fact.data.get("answer"), "objection.quoted": "oppose"}.get(fact.kind)
        if position is not None:
            key = (str(fact.data["actor"]), fact.held_on)
            answered = key in last and last[key]["answered"]
            if answered and fact.kind == "objection.quoted":
                continue
            words = fact.data.get("quote") or fact.data.get("note")
            row = {"decision_id": decision.proposal, "actor_id": key[0], "position": position, "date": fact.held_on}
            where = told_sources(fact.event.sources)
            last[key] = {**row, "source": where, "quote": words, "answered": fact.kind == "answer.given"}
    for key in sorted(last, key=lambda key: (key[1], key[0])):
        yield {name: value for name, value in last[key].items() if name != "answered"}


def _group_of(view: View, said: Mapping[str, Any]) -> str:
    """The group whose members are a proposal's roll; empty where its roll is a list of states."""
    fund = view.at(None).entity(said["fund"]).data if said.get("fund") else {}
    source = fund or said
    return "" if source.get("roll") else str(source.get("group") or "")


def _who_decides(view: View, said: Mapping[str, Any], decision: Decision) -> str:
    """In whose name a decision is written that the case's rules cannot say: the manager of its fund, or its roll."""
    if said.get("fund"):
        return str(view.at(None).entity(said["fund"]).data["manager"])
    return str(said.get("actor") or said.get("group") or f"{decision.proposal}#roll")


def told_sources(sources: Iterable[Source]) -> str | None:
    """Publishers and titles in one cell; None where there are none."""
    words = (", ".join(part for part in (one.publisher, one.title) if part) for one in sources)
    return "; ".join(dict.fromkeys(words)) or None


def actor_rows(view: View, coalition: Coalition, named: Mapping[str, str], extra: Mapping[str, str]) -> list[Row]:
    """Rows of `actors`: all on the coalition's roll with their terms, and everybody else with the role in `named`.

    `extra`: names of those who are no entities of the ledger.
    """
    rows: list[Row] = []
    for actor_id in sorted({*coalition.roll.terms, *named}):
        name = coalition.roll.names.get(actor_id) or extra.get(actor_id) or name_of(view, actor_id)
        row = {"actor_id": actor_id, "name": name, "iso3": _iso3(actor_id)}
        terms = coalition.roll.terms.get(actor_id, ())
        for term in terms:
            role = _ROLE_IN_CASE.get(term.role, term.role)
            rows.append({**row, "role": role, "since": term.since, "until": term.until})
        if not terms:
            rows.append({**row, "role": named[actor_id], "since": None, "until": None})
    return rows


def _iso3(actor_id: str) -> str | None:
    kind, _, code = actor_id.partition(":")
    fits = kind == "state" and len(code) == _ISO_LENGTH and code.isascii() and code.isalpha()
    return code.upper() if fits else None
