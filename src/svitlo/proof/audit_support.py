"""The auditor's own reading of the coalition: which pledges are usable, from when, and what for.

Written from the contract alone and not shared with the planner's side, so that a mistake there does not repeat here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from svitlo.tables.case import Case

Facts = Mapping[str, frozenset[str]]
"""What a use is, by the prefixes of an earmark: sector, equipment, asset, place, kind."""

NETWORK_PREFIXES = frozenset({"asset", "place", "kind"})
"""Prefixes that are about where equipment goes, not about what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A pledge as the auditor sees it: usable from a model day, or (None) not, and then `why`."""

    pledge_id: str
    form: str
    usable_from_day: int | None
    why: str
    amount_usd: float
    equipment_id: str
    quantity: int
    crew_kind: str
    earmark: Facts

    def usable_on(self, day: int) -> bool:
        """Whether it may be drawn upon on that model day."""
        return self.usable_from_day is not None and self.usable_from_day <= day

    def when(self) -> str:
        """From when, in words."""
        return self.why if self.usable_from_day is None else f"usable from day {self.usable_from_day}"


def support_by_id(case: Case, *, count_announced: bool) -> dict[str, Support]:
    """Every pledge of the case, by its id."""
    adopted = {
        row["decision_id"]: _adopted_on(case, row) for row in case.decisions.sort("decision_id").iter_rows(named=True)
    }
    return {
        row["pledge_id"]: _support(case, row, adopted, count_announced=count_announced)
        for row in case.pledges.sort("pledge_id").iter_rows(named=True)
    }


def _support(case: Case, row: dict[str, Any], adopted: Mapping[str, date | None], *, count_announced: bool) -> Support:
    usable: date | None = row["available"]
    why = ""
    if row["decision_id"] is not None:
        day = adopted[row["decision_id"]]
        usable = None if day is None else max(row["available"], day)
        why = "" if day is not None else f"the decision {row['decision_id']} is not adopted"
    if row["category"] == "military":
        usable, why = None, "military support buys nothing for the networks"
    elif row["stage"] == "announced" and not count_announced:
        usable, why = None, "it is only announced"
    amount = row["amount"]
    return Support(
        pledge_id=row["pledge_id"],
        form=row["form"],
        usable_from_day=None if usable is None else max(0, case.day_of(usable)),
        why=why,
        amount_usd=0.0 if amount is None else amount * case.settings.fx_usd[row["currency"]],
        equipment_id=row["equipment_id"] or "",
        quantity=row["quantity"] or 0,
        crew_kind=row["crew_kind"] or "",
        earmark=earmark_of(row["earmark"]),
    )


def earmark_of(text: str | None) -> Facts:
    """`sector:power; kind:line; kind:trafo` -> the values of each prefix; nothing is asked for where none is given."""
    wanted: dict[str, set[str]] = {}
    for piece in (text or "").split(";"):
        prefix, colon, value = piece.strip().partition(":")
        if colon:
            wanted.setdefault(prefix.strip(), set()).add(value.strip())
    return {prefix: frozenset(values) for prefix, values in sorted(wanted.items())}


def broken_prefixes(earmark: Facts, facts: Facts) -> list[str]:
    """The prefixes of an earmark of which the use satisfies no value."""
    return [prefix for prefix, values in earmark.items() if not values & facts.get(prefix, frozenset())]


def _adopted_on(case: Case, decision: dict[str, Any]) -> date | None:
    """The day on which a decision is adopted, None if it never is.

    Between two events (a position, a change of role, the closing day) nothing changes: only events are looked at.
    """
    positions = case.positions.filter(pl.col("decision_id") == decision["decision_id"]).sort("date", "actor_id")
    stated: list[tuple[date, str, str]] = list(positions.select("date", "actor_id", "position").iter_rows())
    actors = list(case.actors.select("actor_id", "role", "since", "until").iter_rows())
    tabled: date = decision["tabled"]
    closes: date | None = decision["closes"]
    events = {tabled, *(when for when, _, _ in stated)}
    if closes is not None:
        events.add(closes)
    for _, _, since, until in actors:
        if since is not None:
            events.add(since)
        if until is not None and until < date.max:
            events.add(until + timedelta(days=1))
    later: list[date] = sorted(event for event in events if event >= tabled)
    for day in later:
        latest = {actor: position for when, actor, position in stated if when <= day}
        if decision["rule"] == "sovereign":
            if latest.get(decision["actor_id"]) == "support":
                return day
        elif _consent(_members(actors, day), latest, closed=closes is not None and day >= closes):
            return day
    return None


def _members(actors: Iterable[tuple[str, str, date | None, date | None]], day: date) -> set[str]:
    """Who sits at the table on a day."""
    return {
        actor
        for actor, role, since, until in actors
        if role == "member" and (since is None or since <= day) and (until is None or day <= until)
    }


def _consent(members: set[str], latest: Mapping[str, str], *, closed: bool) -> bool:
    """Whether a consensus holds: silence is over or everyone has spoken, and no member stands against it.

    Where nobody is a member, nobody can consent.
    """
    if not members or any(latest.get(member) == "oppose" for member in members):
        return False
    return closed or members <= latest.keys()
