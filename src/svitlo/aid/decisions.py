"""What the coalition decided, when, and who stands in the way.

A consensus decision is adopted on the earliest day, not before it is tabled, on which nobody who is then a member
opposes and either the day of closing has come or every member has stated a position; where nobody is a member, nobody
can consent. A sovereign decision is adopted on the earliest day on which the actor it belongs to supports it. What was
adopted stays adopted. Positions of all others are kept, shown and never counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from svitlo.aid.roles import Roll, roll_of
from svitlo.tables.case import Case

State = Literal["adopted", "blocked", "pending"]
Standing = Literal["counts", "replaced", "late", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A position as stated, and how it stands on the day that settles the decision.

    `standing`: it `counts`; it was `replaced` by a later one of the same actor; it came too `late`, after the
    adoption; or its actor is `outside`, having no say in the decision on that day.
    """

    actor_id: str
    position: str
    day: date
    standing: Standing
    role: str | None
    """The actor's role on the day that settles the decision."""
    source: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """An actor whose opposition stands in the way, without a break since this day."""

    actor_id: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A decision and what became of it, as far as the case knows.

    `blockers` are those who oppose, and `silent` the members who have said nothing, on the last day on which anything
    changes; both are empty once adopted. `statements` are sorted by day and actor.
    """

    decision_id: str
    rule: str
    subject: str
    tabled: date
    closes: date | None
    actor_id: str | None
    state: State
    adopted_on: date | None
    blockers: tuple[Blocker, ...]
    silent: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def heard(self) -> tuple[Statement, ...]:
        """Positions of those who have no say: kept, never counted."""
        return tuple(statement for statement in self.statements if statement.standing == "outside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a decision, and who stands in the way: `voters`, `blockers`, `silent` as in `Outcome`."""

    state: State
    settled_on: date
    """The day of adoption or, where there is none, the last day on which anything changes."""
    voters: tuple[str, ...]
    blockers: tuple[Blocker, ...] = ()
    silent: tuple[str, ...] = ()


def outcomes_of(case: Case) -> tuple[Outcome, ...]:
    """What became of every decision of a case, sorted by id."""
    roll = roll_of(case)
    said: dict[str, list[dict[str, Any]]] = {}
    for row in case.positions.sort("date", "actor_id").iter_rows(named=True):
        said.setdefault(row["decision_id"], []).append(row)
    return tuple(
        _outcome(decision, said.get(decision["decision_id"], []), roll)
        for decision in case.decisions.sort("decision_id").iter_rows(named=True)
    )


def _outcome(decision: Mapping[str, Any], said: Sequence[Mapping[str, Any]], roll: Roll) -> Outcome:
    voices = Voices.of(said)
    if decision["rule"] == "sovereign":
        verdict = by_one(decision["actor_id"], decision["tabled"], voices)
    else:
        verdict = by_consensus(decision["tabled"], decision["closes"], voices, roll)
    return Outcome(
        decision_id=decision["decision_id"],
        rule=decision["rule"],
        subject=decision["subject"],
        tabled=decision["tabled"],
        closes=decision["closes"],
        actor_id=decision["actor_id"],
        state=verdict.state,
        adopted_on=verdict.settled_on if verdict.state == "adopted" else None,
        blockers=verdict.blockers,
        silent=verdict.silent,
        statements=tuple(_statement(row, verdict, voices, roll) for row in said),
    )


@dataclass(frozen=True, slots=True)
class Voices:
    """What each actor said of one decision, in the order of days: `by_actor` holds days and positions."""

    by_actor: Mapping[str, Sequence[tuple[date, str]]]

    @classmethod
    def of(cls, said: Sequence[Mapping[str, Any]]) -> "Voices":
        """From rows with `actor_id`, `date` and `position`, sorted by day."""
        by_actor: dict[str, list[tuple[date, str]]] = {}
        for row in said:
            by_actor.setdefault(row["actor_id"], []).append((row["date"], row["position"]))
        return cls(by_actor)

    def latest(self, actor_id: str, day: date) -> tuple[date, str] | None:
        """The actor's last position on or before a day, with its own day."""
        stated = [voice for voice in self.by_actor.get(actor_id, ()) if voice[0] <= day]
        return stated[-1] if stated else None

    def days(self) -> set[date]:
        """Every day on which somebody stated a position."""
        return {day for voices in self.by_actor.values() for day, _ in voices}


def by_consensus(
    tabled: date, closes: date | None, voices: Voices, roll: Roll, *, only_at_close: bool = False
) -> Verdict:
    """Adopted once no member opposes and all have stated a position or the closing day has come.

    With `only_at_close` (silence procedure) never before that day. Walks the days on which anything changes; blocking
    begins anew when it was interrupted.
    """
    days = {tabled, *voices.days(), *roll.changes()} | ({closes} if closes is not None else set())
    since: dict[str, date] = {}
    for day in sorted(day for day in days if day >= tabled):
        members = roll.members(day)
        stated = {actor_id: voices.latest(actor_id, day) for actor_id in members}
        since = {
            actor_id: since.get(actor_id, day)
            for actor_id, voice in stated.items()
            if voice is not None and voice[1] == "oppose"
        }
        silent = tuple(actor_id for actor_id, voice in stated.items() if voice is None)
        over = (not silent and not only_at_close) or (closes is not None and day >= closes)
        if members and over and not since:
            return Verdict(state="adopted", settled_on=day, voters=members)
    return Verdict(
        state="blocked" if since else "pending",
        settled_on=day,
        voters=members,
        blockers=tuple(Blocker(actor_id=actor_id, since=first) for actor_id, first in since.items()),
        silent=silent,
    )


def by_one(actor_id: str, tabled: date, voices: Voices) -> Verdict:
    """The word of the one actor who decides, from the day of tabling on."""
    opposes_since: date | None = None
    for day in sorted({tabled, *(day for day in voices.days() if day > tabled)}):
        voice = voices.latest(actor_id, day)
        if voice is not None and voice[1] == "support":
            return Verdict(state="adopted", settled_on=day, voters=(actor_id,))
        opposes = voice is not None and voice[1] == "oppose"
        opposes_since = (opposes_since or day) if opposes else None
    if opposes_since is None:
        return Verdict(state="pending", settled_on=day, voters=(actor_id,), silent=(actor_id,))
    blocker = Blocker(actor_id=actor_id, since=opposes_since)
    return Verdict(state="blocked", settled_on=day, voters=(actor_id,), blockers=(blocker,))


def _statement(row: Mapping[str, Any], verdict: Verdict, voices: Voices, roll: Roll) -> Statement:
    actor_id, day = row["actor_id"], row["date"]
    standing: Standing = "counts"
    if actor_id not in verdict.voters:
        standing = "outside"
    elif day > verdict.settled_on:
        standing = "late"
    elif voices.latest(actor_id, verdict.settled_on) != (day, row["position"]):
        standing = "replaced"
    return Statement(
        actor_id=actor_id,
        position=row["position"],
        day=day,
        standing=standing,
        role=roll.role(actor_id, verdict.settled_on),
        source=row["source"],
        quote=row["quote"],
    )
