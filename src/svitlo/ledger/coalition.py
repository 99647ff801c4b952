"""Who is in which group in which role on which day, who still has to ratify, and whom mutual defence covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from svitlo.aid.roles import Roll, Term
from svitlo.ledger.entities import Entity
from svitlo.ledger.view import View

ACCESSION_ROLES: Mapping[str, str] = {
    "applied": "aspirant",
    "invited": "invitee",
    "talks": "invitee",
    "protocol_signed": "invitee",
    "invited_to_accede": "invitee",
    "deposited": "invitee",
    "joined": "member",
    "ended": "outsider",
}
"""Which role in the group each step of an accession gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratification:
    """How far one member is with one accession: `voted` and `deposited` are days, None where that has not happened."""

    ally: str
    state: str
    voted: date | None
    deposited: date | None


def name_of(view: View, subject: str) -> str:
    """What people call it; its id where nobody has said."""
    name = view.at(None).entity(subject).data.get("name")
    return str(name) if name else subject.split(":", 1)[-1]


def roll_of_group(view: View, group: str) -> Roll:
    """Everybody's roles in a group, by membership and accession, as far as facts that hold on the view's day say."""
    steps: dict[str, list[tuple[date, int, str]]] = {}
    for entity in view.naming(group, "membership", "accession"):
        # An id of several parts may be read in two ways: the facts say which group is meant.
        for fact in (fact for fact in entity.facts if fact.data.get("group") == group):
            role = str(fact.data["role"]) if entity.subject.startswith("membership:") else _role_by(fact.kind)
            steps.setdefault(fact.data["state"], []).append((fact.held_on, fact.seq, role))
    names = {state: name_of(view, state) for state in sorted(steps)}
    return Roll(names=names, terms={state: _terms(sorted(steps[state])) for state in names})


def roll_of_states(view: View, states: list[str]) -> Roll:
    """A roll that never changes."""
    always = (Term(role="member", since=None, until=None),)
    return Roll(
        names={state: name_of(view, state) for state in sorted(states)}, terms=dict.fromkeys(sorted(states), always)
    )


def members(view: View, group: str) -> tuple[str, ...]:
    """The members of a group on the view's day, sorted."""
    return roll_of_group(view, group).members(view.on or date.max)


def ratifications(view: View, accession: str) -> list[Ratification]:
    """How far each member is with an accession on the view's day: those who were members then, sorted."""
    entity = view.entity(accession)
    if not entity.facts:
        return []
    group, state = entity.data["group"], entity.data["state"]
    done = {one.data["ally"]: one for one in view.naming(accession, "ratification")}
    allies = sorted({ally for ally in members(view, group) if ally != state} | done.keys())
    return [_ratification(ally, done.get(ally)) for ally in allies]


def open_ratifications(view: View, accession: str) -> list[str]:
    """Members who have not deposited their instrument, sorted: each of them can hold the accession up."""
    return [one.ally for one in ratifications(view, accession) if one.deposited is None]


def mutual_defence(view: View, state: str, other: str) -> list[str]:
    """The groups whose treaty makes each defend the other on the view's day: members of the same group only, sorted."""
    day = view.on or date.max
    found = []
    for group in view.entities("group"):
        mandated = any(fact.data.get("mandate") == "mutual_defence" for fact in group.facts)
        if mandated and group.state == "formed" and state != other:
            inside = roll_of_group(view, group.subject).members(day)
            found += [group.subject] if state in inside and other in inside else []
    return found


def _role_by(kind: str) -> str:
    return ACCESSION_ROLES[kind.split(".", 1)[1]]


def _terms(steps: list[tuple[date, int, str]]) -> tuple[Term, ...]:
    """Each role lasts until the day before the next one's first; of several on one day the last counts."""
    last = {day: role for day, _, role in steps}
    days = sorted(last)
    return tuple(
        Term(role=last[day], since=day, until=after - timedelta(days=1) if after else None)
        for day, after in zip(days, [*days[1:], None], strict=True)
    )


def _ratification(ally: str, entity: Entity | None) -> Ratification:
    if entity is None:
        return Ratification(ally=ally, state="", voted=None, deposited=None)
    return Ratification(
        ally=ally, state=entity.state, voted=entity.since.get("voted"), deposited=entity.since.get("deposited")
    )
