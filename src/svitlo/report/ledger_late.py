"""What is late, and what will be soon: contracts, pledges, reserves, consignments on the way, needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from svitlo.ledger.coalition import name_of
from svitlo.ledger.entities import Entity
from svitlo.ledger.postings import GOODS
from svitlo.ledger.stamp import stamp_of
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import Sums, told

Matter = Literal["contract", "pledge", "reserve", "consignment", "need"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One thing that is late (`days` since `due`) or will be soon (`days` is below zero: so many are left)."""

    matter: Matter
    subject: str
    who: str
    what: str
    open_amount: str
    due: date
    days: int

    @property
    def when(self) -> str:
        """The days in words."""
        count = abs(self.days)
        days = "1 day" if count == 1 else f"{count} days"
        return f"{days} late" if self.days > 0 else f"in {days}" if self.days < 0 else "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateList:
    """What is late on a day, the longest first in each matter. `near_days`, `stuck_days`: as asked for."""

    on: date
    stamp: str
    near_days: int
    stuck_days: int
    items: tuple[Late, ...]

    def of(self, matter: Matter) -> tuple[Late, ...]:
        """The items of one matter."""
        return tuple(one for one in self.items if one.matter == matter)


MATTERS: tuple[Matter, ...] = ("contract", "pledge", "reserve", "consignment", "need")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    """What it takes to say whether something is late."""

    view: View
    sums: Sums
    day: date
    near_days: int
    stuck_days: int

    def days(self, due: date) -> int:
        return (self.day - due).days

    def who(self, subject: str) -> str:
        return name_of(self.view, subject) if subject else ""


def late_on(view: View, *, near_days: int = 30, stuck_days: int = 14) -> LateList:
    """What is late on the view's day; `near_days`: what ends within so many days is listed too; `stuck_days`: goods
    longer than this in one place on their way are.
    """
    stamp = stamp_of(view)
    view = view.at(stamp.on)
    look = _Look(view=view, sums=Sums.at(view), day=stamp.on, near_days=near_days, stuck_days=stuck_days)
    items = [found for kind, judge in _JUDGES for one in view.entities(kind) for found in judge(look, one)]
    items.sort(key=lambda one: (MATTERS.index(one.matter), -one.days, one.subject))
    return LateList(on=stamp.on, stamp=str(stamp), near_days=near_days, stuck_days=stuck_days, items=tuple(items))


def _contract(look: _Look, one: Entity) -> Iterable[Late]:
    """Past its day, and pieces are not at their destination yet; one that was cancelled whole is not late."""
    if not one.data.get("due") or not look.sums.measures(one.subject, "owed"):
        return
    due = date.fromisoformat(one.data["due"])
    if look.days(due) <= 0:
        return
    missing = look.sums.measures(one.subject, "ordered")
    for consignment in look.view.naming(one.subject, "consignment"):
        if consignment.state == "delivered":
            for equipment_id, count in consignment.data["items"].items():
                missing[GOODS + equipment_id] = missing.get(GOODS + equipment_id, 0) - count
    missing = {measure: count for measure, count in missing.items() if count > 0}
    if missing:
        what = f"{one.state.replace('_', ' ')}, due and not delivered"
        yield _late("contract", one, look, (look.who(one.data["supplier"]), what, told(missing), due))


def _pledge(look: _Look, one: Entity) -> Iterable[Late]:
    """Not used up, and its end is past or near; else, past the day from which it could be used."""
    left = look.sums.left(one.subject, "pledged", "converted") or look.sums.left(one.subject, "promised", "shipped")
    if not left:
        return
    expires, available = (
        date.fromisoformat(one.data[n]) if one.data.get(n) else None for n in ("expires", "available")
    )
    who = look.who(one.data["donor"])
    if expires is not None and look.days(expires) >= -look.near_days:
        what = "expired, and not recorded as lapsed" if look.days(expires) > 0 else "expires"
        yield _late("pledge", one, look, (who, what, told(left), expires))
    elif available is not None and look.days(available) > 0:
        yield _late("pledge", one, look, (who, "could be used, and is not", told(left), available))


def _allocation(look: _Look, one: Entity) -> Iterable[Late]:
    reserved = one.last("allocation.reserved")
    if one.state not in ("reserved", "expired") or reserved is None:
        return
    expires = max(date.fromisoformat(reserved.data["expires"]), reserved.held_on)
    if look.days(expires) < -look.near_days:
        return
    what = "expired: the money went back" if look.days(expires) > 0 else "the reserve ends"
    money = told({one.data["currency"]: one.data["amount_minor"]})
    yield _late("reserve", one, look, (look.who(one.data["pool"]), what, money, expires))


def _consignment(look: _Look, one: Entity) -> Iterable[Late]:
    if one.state not in ("packed", "at_border", "at_hub"):
        return
    since = one.since[one.state]
    if look.days(since) <= look.stuck_days:
        return
    place = one.data.get("place", "")
    what = f"{one.state.replace('_', ' ')}{f' ({place})' if place else ''} since {since}"
    items = told({GOODS + equipment_id: count for equipment_id, count in one.data["items"].items()})
    yield _late("consignment", one, look, (one.data["origin"], what, items, since + timedelta(days=look.stuck_days)))


def _need(look: _Look, one: Entity) -> Iterable[Late]:
    if one.state not in ("submitted", "verified") or not one.data.get("by"):
        return
    due = date.fromisoformat(one.data["by"])
    if look.days(due) > 0:
        urgency = one.data.get("urgency", "")
        what = f"{one.state}, not met{f', {urgency}' if urgency else ''}"
        items = told({GOODS + one.data["equipment_id"]: one.data["quantity"]})
        yield _late("need", one, look, (look.who(one.data["requester"]), what, items, due))


def _date(one: Entity, name: str) -> date | None:
    return date.fromisoformat(one.data[name]) if one.data.get(name) else None


def _late(matter: Matter, one: Entity, look: _Look, said: tuple[str, str, str, date]) -> Late:
    who, what, open_amount, due = said
    return Late(
        matter=matter,
        subject=one.subject,
        who=who,
        what=what,
        open_amount=open_amount,
        due=due,
        days=look.days(due),
    )


_JUDGES: tuple[tuple[str, Callable[[_Look, Entity], Iterable[Late]]], ...] = (
    ("contract", _contract),
    ("pledge", _pledge),
    ("allocation", _allocation),
    ("consignment", _consignment),
    ("need", _need),
)
