"""What was decided, by the rule of each fund: who could answer, who blocks, since when, and what nobody without a say
can change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from svitlo.aid.decisions import Blocker, Verdict, Voices, by_consensus, by_one
from svitlo.aid.roles import Roll
from svitlo.ledger.coalition import roll_of_group, roll_of_states
from svitlo.ledger.entities import Entity
from svitlo.ledger.view import View

ONE_DECIDES = frozenset({"sovereign", "manager"})
ALL_ANSWER = "unanimity_with_abstention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A proposal and what has become of it by the view's day.

    `state`: adopted, blocked, pending, lapsed (its last day passed without all answers) or withdrawn. `may_answer`: who
    has a say on that day. `blockers`, `silent`: as in `aid.decisions.Outcome`. `objections`: actor and words of those
    without a say.
    """

    proposal: str
    topic: str
    rule: str
    tabled: date
    closes: date | None
    state: str
    adopted_on: date | None
    may_answer: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    silent: tuple[str, ...]
    answers: tuple[tuple[date, str, str], ...]
    objections: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a proposal is decided: `actor` where one alone decides, else by `roll`."""

    rule: str
    actor: str
    roll: Roll


def terms_of(view: View, said: Mapping[str, Any]) -> Terms:
    """The rule and the roll of a proposal, by what it says or what its fund says."""
    fund = view.at(None).entity(said["fund"]).data if said.get("fund") else {}
    rule = str(said.get("rule") or fund.get("rule") or "")
    if rule in ONE_DECIDES:
        return Terms(
            rule=rule, actor=str(said.get("actor") or fund.get("manager") or ""), roll=Roll(names={}, terms={})
        )
    source = fund if fund else said
    if source.get("roll"):
        return Terms(rule=rule, actor="", roll=roll_of_states(view, source["roll"]))
    if source.get("group"):
        return Terms(rule=rule, actor="", roll=roll_of_group(view, source["group"]))
    return Terms(rule=rule, actor="", roll=Roll(names={}, terms={}))


def may_answer(view: View, proposal: str, day: date) -> tuple[str, ...]:
    """Who has a say in a proposal on a day, sorted."""
    terms = terms_of(view, view.at(None).entity(proposal).data)
    return (terms.actor,) if terms.actor else terms.roll.members(day)


def answers_end(view: View, proposal: str) -> date | None:
    """The day after which no answer counts any more: where all must answer, the day on which it closes.

    By the other rules an answer after that day may still lift what stands in the way.
    """
    data = view.at(None).entity(proposal).data
    closes = data.get("closes")
    return date.fromisoformat(closes) if closes and terms_of(view, data).rule == ALL_ANSWER else None


def decision_of(view: View, proposal: str) -> Decision | None:
    """A proposal as it stands on the view's day; None where it was not tabled yet."""
    entity = view.entity(proposal)
    tabled = entity.since.get("tabled")
    if tabled is None:
        return None
    closes = date.fromisoformat(entity.data["closes"]) if entity.data.get("closes") else None
    terms = terms_of(view, entity.data)
    over = _over(view, terms, closes)
    # Nothing that comes after the last day brings it back.
    then = view.at(closes) if over else view
    verdict = _verdict(then, then.entity(proposal), terms_of(then, entity.data), tabled, closes)
    adopted_on = verdict.settled_on if verdict.state == "adopted" else None
    withdrawn = entity.since.get("withdrawn")
    if withdrawn is not None and (adopted_on is None or withdrawn < adopted_on):
        verdict, adopted_on, state = replace(verdict, state="pending", blockers=(), silent=()), None, "withdrawn"
    else:
        state = "lapsed" if over and verdict.state == "pending" else verdict.state
    day = view.on or verdict.settled_on
    return Decision(
        proposal=proposal,
        topic=str(entity.data["topic"]),
        rule=terms.rule,
        tabled=tabled,
        closes=closes,
        state=state,
        adopted_on=adopted_on,
        may_answer=(terms.actor,) if terms.actor else terms.roll.members(day),
        blockers=verdict.blockers,
        silent=verdict.silent,
        answers=_said(entity, "answer.given", "answer"),
        objections=_said(entity, "objection.quoted", "quote"),
    )


def adopted_by(view: View, proposal: str, day: date) -> bool:
    """Whether a proposal was adopted on or before a day."""
    found = decision_of(view.at(day), proposal)
    return found is not None and found.adopted_on is not None and found.adopted_on <= day


def _verdict(view: View, entity: Entity, terms: Terms, tabled: date, closes: date | None) -> Verdict:
    said = [
        {"actor_id": actor, "date": day, "position": answer}
        for day, actor, answer in _said(entity, "answer.given", "answer")
    ]
    voices = Voices.of(said)
    if terms.rule in ONE_DECIDES:
        return by_one(terms.actor, tabled, voices)
    # A day that has not come adopts nothing.
    ends = closes if closes is not None and (view.on is None or closes <= view.on) else None
    if terms.rule == "silence":
        return by_consensus(tabled, ends, voices, terms.roll, only_at_close=True)
    return by_consensus(tabled, None if terms.rule == ALL_ANSWER else ends, voices, terms.roll)


def _over(view: View, terms: Terms, closes: date | None) -> bool:
    """Whether the last day for answers has passed where all must answer."""
    return terms.rule == ALL_ANSWER and closes is not None and (view.on is None or closes < view.on)


def _said(entity: Entity, kind: str, field: str) -> tuple[tuple[date, str, str], ...]:
    """Day, actor and words of what was said, by day."""
    return tuple(
        (fact.held_on, str(fact.data["actor"]), str(fact.data[field])) for fact in entity.facts if fact.kind == kind
    )
