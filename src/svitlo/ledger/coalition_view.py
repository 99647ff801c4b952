"""A coalition on one day: who is in it since when, who still has to ratify, and who could block what."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from svitlo.ledger.coalition import name_of, ratifications, roll_of_group
from svitlo.ledger.consent import Decision, decision_of
from svitlo.ledger.entities import Entity
from svitlo.ledger.facts import Fact
from svitlo.ledger.stamp import stamp_of
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput

OVER = ("joined", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A state in a role of the group since a day; `step`: how far its accession is, `""` where there is none."""

    state: str
    name: str
    role: str
    since: date
    step: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratifier:
    """One member and one accession on the day.

    `standing`: open (no vote is on record), voted (parliament agreed, no deposit on record), deposited, refused, or
    unknown (nothing is on record but that it deposited by a later day). `since`: the day of it; not `exact`: the last
    on which it can have been. `latest`: a later day by which, as is known now, it had deposited. `seen_open`: the last
    day on which a source found it open. `disputed`: sources name several days.
    """

    ally: str
    name: str
    standing: str
    since: date | None = None
    exact: bool = True
    latest: date | None = None
    seen_open: date | None = None
    disputed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accession:
    """An accession that is not over. `can_block`: members, each of whom can hold up the next step by itself."""

    accession: str
    state: str
    name: str
    step: str
    since: date
    ratifiers: tuple[Ratifier, ...]
    can_block: tuple[str, ...]

    def those(self, standing: str) -> tuple[Ratifier, ...]:
        """The members of one standing."""
        return tuple(one for one in self.ratifiers if one.standing == standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proposal that is not decided. `blocking`: who opposes since when; `silent`: whose answer is missing.

    `can_block`: all who have a say on the day. `objections`: who without a say said what: kept, never counted.
    """

    proposal: str
    topic: str
    fund: str
    rule: str
    state: str
    closes: date | None
    blocking: tuple[tuple[str, date], ...]
    silent: tuple[str, ...]
    can_block: tuple[str, ...]
    objections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What an article asks or allows, and whom it covers on the day: members only."""

    article: str
    mandate: str
    since: date
    covers: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """One group on one day."""

    group: str
    name: str
    on: date
    stamp: str
    members: tuple[Standing, ...]
    others: tuple[Standing, ...]
    accessions: tuple[Accession, ...]
    waiting: tuple[Waiting, ...]
    mandates: tuple[Mandate, ...]


def coalition_on(view: View, group: str) -> Coalition:
    """The group on the view's day, which must be given. Raises BadInput where the ledger knows no such group then."""
    day = view.on
    if day is None:
        raise BadInput.of("", "a coalition is shown on a day", hint="say which: --on 2022-11-29")
    entity = view.entity(group)
    if not entity.facts:
        known = ", ".join(one.subject for one in view.entities("group")) or "none"
        raise BadInput.of("", f"the ledger knows no {group} on {day}", hint=f"groups on that day: {known}")
    accessions = [one for one in view.naming(group, "accession") if one.state]
    standings = _standings(view, group, day, accessions)
    members = tuple(one for one in standings if one.role == "member")
    return Coalition(
        group=group,
        name=name_of(view, group),
        on=day,
        stamp=str(stamp_of(view)),
        members=members,
        others=tuple(one for one in standings if one.role != "member"),
        accessions=tuple(_accession(view, one, members) for one in accessions if one.state not in OVER),
        waiting=tuple(_waiting(view, group)),
        mandates=tuple(_mandates(entity, len(members))),
    )


def _standings(view: View, group: str, day: date, accessions: Iterable[Entity]) -> list[Standing]:
    """Everybody with a role on the day, by the day it began (terms of the same role that touch are one), then name."""
    roll = roll_of_group(view, group)
    steps = {one.data["state"]: one.state for one in accessions if one.state not in OVER}
    found = []
    for state, terms in roll.terms.items():
        role, since = "", day
        for term in terms:
            if term.since is not None and term.since <= day and term.role != role:
                role, since = term.role, term.since
        if role and role not in ("outsider", "former"):
            own = view.entity(f"membership:{group.split(':', 1)[1]}/{state.split(':', 1)[1]}").last("membership.held")
            basis = str(own.data.get("basis", "")) if own is not None and own.data["role"] == role else ""
            found.append(
                Standing(
                    state=state, name=roll.names[state], role=role, since=since, step=steps.get(state, ""), basis=basis
                )
            )
    return sorted(found, key=lambda one: (one.since, one.name))


def _accession(view: View, entity: Entity, members: tuple[Standing, ...]) -> Accession:
    signed = "protocol_signed" in entity.since
    ratifiers = tuple(_ratifiers(view, entity.subject)) if signed else ()
    done = {one.ally for one in ratifiers if one.standing == "deposited"}
    return Accession(
        accession=entity.subject,
        state=entity.data["state"],
        name=name_of(view, entity.data["state"]),
        step=entity.state,
        since=entity.since[entity.state],
        ratifiers=ratifiers,
        can_block=tuple(sorted(one.state for one in members if one.state not in done)),
    )


def _ratifiers(view: View, accession: str) -> Iterable[Ratifier]:
    for one in ratifications(view, accession):
        subject = f"ratification:{accession.split(':', 1)[1]}/{one.ally.split(':', 1)[1]}"
        entity, ever = view.entity(subject), view.at(None).entity(subject)
        later = _latest(ever.last("ratification.deposited"))
        found_open = entity.last("ratification.found_open")
        standing = one.state or ("unknown" if later is not None and found_open is None else "open")
        yield Ratifier(
            ally=one.ally,
            name=name_of(view, one.ally),
            standing=standing,
            since=entity.since.get(standing),
            exact=_latest(entity.last(f"ratification.{standing}")) is None,
            latest=later if standing != "deposited" else None,
            seen_open=found_open.held_on if found_open is not None and standing == "open" else None,
            disputed=_disputed(entity, f"ratification.{standing}"),
        )


def _latest(fact: Fact | None) -> date | None:
    """The day of a fact that may have held before."""
    return fact.held_on if fact is not None and fact.data.get("dating") == "latest" else None


def _disputed(entity: Entity, kind: str) -> tuple[date, ...]:
    """The days that sources name, where they differ and nobody has decided."""
    days = {
        fact.held_on
        for claim in entity.claims
        if claim.kind == kind and not claim.resolved
        for fact in (claim.taken, *claim.others)
    }
    return tuple(sorted(days)) if len(days) > 1 else ()


def _waiting(view: View, group: str) -> Iterable[Waiting]:
    """Proposals not decided yet of this group and of the funds whose roll its members are."""
    asked = {one.subject: one for one in view.naming(group, "proposal")}
    for fund in view.naming(group, "fund"):
        asked |= {one.subject: one for one in view.naming(fund.subject, "proposal")}
    for subject in sorted(asked):
        decision = decision_of(view, subject)
        if decision is not None and decision.state in ("pending", "blocked"):
            yield _waits(decision, str(asked[subject].data.get("fund", "")))


def _waits(decision: Decision, fund: str) -> Waiting:
    return Waiting(
        proposal=decision.proposal,
        topic=decision.topic,
        fund=fund,
        rule=decision.rule,
        state=decision.state,
        closes=decision.closes,
        blocking=tuple((one.actor_id, one.since) for one in decision.blockers),
        silent=decision.silent,
        can_block=decision.may_answer,
        objections=tuple((actor, words) for _, actor, words in decision.objections),
    )


def _mandates(entity: Entity, members: int) -> Iterable[Mandate]:
    for fact in entity.facts:
        if fact.kind == "group.mandated":
            yield Mandate(
                article=str(fact.data["article"]),
                mandate=str(fact.data["mandate"]),
                since=fact.held_on,
                covers=members,
                note=str(fact.data.get("note", "")),
            )


# ---- for people and for programs


def coalition_record(found: Coalition) -> dict[str, Any]:
    """The same as plain values for JSON."""
    record: dict[str, Any] = _plain(asdict(found))
    return record


def coalition_lines(found: Coalition) -> list[str]:
    """The same as lines of text."""
    lines = [f"{found.name} on {found.on}: {len(found.members)} members"]
    lines += [f"  {one.since}  {one.name}" for one in found.members]
    if found.others:
        lines += ["", "Not members: no vote, and no cover by mutual defence"]
        lines += [_other_line(one) for one in found.others]
    for accession in found.accessions:
        lines += ["", *_accession_lines(accession)]
    if found.waiting:
        lines += ["", "Not decided"]
        lines += [line for one in found.waiting for line in _waiting_lines(one)]
    if found.mandates:
        lines += ["", "What the treaty asks and allows"]
        lines += [
            f"  article {one.article}: {one.mandate.replace('_', ' ')}, since {one.since}, between {one.covers} members"
            for one in found.mandates
        ]
    return [*lines, "", found.stamp]


def _other_line(one: Standing) -> str:
    step = f", {one.step.replace('_', ' ')}" if one.step else ""
    return f"  {one.since}  {one.name}: {one.role}{step}" + (f" ({one.basis})" if one.basis else "")


def _accession_lines(one: Accession) -> Iterable[str]:
    yield f"Accession of {one.name}: {one.step.replace('_', ' ')} since {one.since}"
    for standing, words in _STANDINGS.items():
        those = one.those(standing)
        if those:
            yield f"  {words} ({len(those)}): " + "; ".join(_ratifier_words(each) for each in those)
    for day in sorted({each.latest for each in one.ratifiers if each.latest is not None}):
        count = sum(each.latest == day for each in one.ratifiers)
        yield f"  as is known now, {count} of them deposited on {day} or before; the days are not on record"
    why = "without a deposit on record" if one.ratifiers else "and it takes all of them"
    yield f"  can hold it up, each by itself: {len(one.can_block)} members, {why}"


_STANDINGS: Mapping[str, str] = {
    "open": "still to ratify",
    "unknown": "not on record whether it has ratified",
    "refused": "refused",
    "voted": "parliament agreed, no deposit on record",
    "deposited": "deposited",
}


def _ratifier_words(one: Ratifier) -> str:
    said = []
    if one.disputed:
        said.append("sources say " + " or ".join(str(day) for day in one.disputed))
    elif one.since is not None:
        said.append(str(one.since) if one.exact else f"by {one.since}")
    if one.seen_open is not None:
        said.append(f"found open on {one.seen_open}")
    return f"{one.name} ({', '.join(said)})" if said else one.name


def _waiting_lines(one: Waiting) -> Iterable[str]:
    until = f", closes {one.closes}" if one.closes is not None else ""
    of = f" of {one.fund}" if one.fund else ""
    yield f"  {one.proposal}{of}: {one.topic} ({one.rule.replace('_', ' ')}): {one.state}{until}"
    if one.blocking:
        yield "    blocked by " + ", ".join(f"{actor} since {since}" for actor, since in one.blocking)
    if one.silent:
        yield f"    no answer yet from {len(one.silent)} of {len(one.can_block)}: {', '.join(one.silent)}"
    for actor, words in one.objections:
        yield f'    {actor} has no say and says: "{words}"'


def _plain(value: Any) -> Any:
    """Days as text, the rest as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
