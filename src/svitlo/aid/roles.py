"""Who is in the coalition, in which role, on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from svitlo.tables.case import Case
from svitlo.tables.schema import ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An actor's time in one role; both days are inclusive, None means without end on that side."""

    role: str
    since: date | None
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the role is held on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roll:
    """The coalition's roll: every actor's name and terms. Only those who are members on a day count on that day."""

    names: Mapping[str, str]
    terms: Mapping[str, tuple[Term, ...]]

    def role(self, actor_id: str, day: date) -> str | None:
        """The actor's role on a day, None where it has none; of roles that overlap, the first in `schema.ROLES`."""
        held = {term.role for term in self.terms.get(actor_id, ()) if term.covers(day)}
        return next((role for role in ROLES if role in held), None)

    def members(self, day: date) -> tuple[str, ...]:
        """The members on a day, sorted by id."""
        return tuple(actor_id for actor_id in sorted(self.terms) if self.role(actor_id, day) == "member")

    def changes(self) -> frozenset[date]:
        """Every day on which somebody's role begins, or is over for the first time."""
        days = set()
        for term in (term for terms in self.terms.values() for term in terms):
            if term.since is not None:
                days.add(term.since)
            if term.until is not None and term.until < date.max:
                days.add(term.until + timedelta(days=1))
        return frozenset(days)


def roll_of(case: Case) -> Roll:
    """The roll of a case; an actor that was renamed goes by the name of its latest role."""
    names: dict[str, str] = {}
    terms: dict[str, list[Term]] = {}
    rows = case.actors.sort("actor_id", "since", "until", "role", nulls_last=[False, False, True, False])
    for actor in rows.iter_rows(named=True):
        names[actor["actor_id"]] = actor["name"]
        term = Term(role=actor["role"], since=actor["since"], until=actor["until"])
        terms.setdefault(actor["actor_id"], []).append(term)
    return Roll(names=names, terms={actor_id: tuple(held) for actor_id, held in terms.items()})
