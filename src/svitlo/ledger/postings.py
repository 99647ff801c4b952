"""What events move: postings, a pure function of one entity's facts.

Stages are accounts of their own and never added together. What an event adds to a ledger is the difference between
the postings of its entity after and before it, so that corrections, cancellations and resolutions reverse exactly.
A posting holds from the day on which its fact holds; one that lies in the future (the end of a reserve) needs no event.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from svitlo.ledger.events import Event
from svitlo.ledger.facts import Fact, facts_of

MILITARY = "military"
"""The category that is recorded and never usable: nothing for the networks is drawn from it."""

GOODS = "item:"
"""What goods are measured in: `item:` and the equipment id, beside currencies."""


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """`amount` of `measure` (minor units of a currency, or pieces of equipment) into `account` of `pool`.

    `party`: who gives or pays; `category` as in the pledge or the commitment, where it matters; empty: none.
    """

    account: str
    pool: str
    party: str
    category: str
    measure: str
    held_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Limit:
    """In each pool of entities of type `pool`, on every day: what came in covers what went out."""

    pool: str
    comes_in: tuple[str, ...]
    goes_out: tuple[str, ...]
    words: str


LIMITS = (
    Limit("pledge", ("pledged",), ("converted",), "more is converted than was pledged"),
    Limit("commitment", ("committed",), ("drawn", "reserved", "allocated"), "more is drawn than was committed"),
    Limit(
        "fund", ("received", "callable"), ("reserved", "allocated"), "more is given out than came in or can be called"
    ),
    Limit("allocation", ("granted",), ("contracted", "paid_out"), "more is contracted than was approved"),
    Limit("contract", ("owed",), ("paid",), "more is paid than was contracted"),
    Limit("contract", ("ordered",), ("shipped",), "more is shipped than was ordered"),
    Limit("pledge", ("promised",), ("shipped",), "more is shipped than was pledged"),
    Limit("consignment", ("packed",), ("unpacked",), "more is unpacked than was packed"),
)
"""The laws of conservation. They hold on each day that anything moves."""


def postings_of(events: Iterable[Event]) -> Counter[Posting]:
    """What one entity's events move, without the postings that cancel each other."""
    facts = facts_of(tuple(events)).standing
    if not facts:
        return Counter()
    posts = _POSTED.get(facts[0].event.subject.split(":", 1)[0])
    return Counter() if posts is None else Counter(one for one in posts(facts) if one.amount)


def moved(before: Iterable[Event], after: Iterable[Event]) -> list[Posting]:
    """The postings that turn what one entity's events moved into what they move now, sorted."""
    return difference(postings_of(before), postings_of(after))


def difference(old: Counter[Posting], new: Counter[Posting]) -> list[Posting]:
    """The postings that turn some into others, sorted."""
    if old == new:
        return []
    added = list((new - old).elements())
    undone = [_undone(one) for one in (old - new).elements()]
    return sorted(added + undone)


def pool_of(reference: str, earmark: str) -> str:
    """A fund's earmarked part is a pool of its own."""
    return f"{reference}#{earmark}" if earmark else reference


def _day_after(day: date) -> date:
    """The next day; the calendar's last day has none and stands for it."""
    return day + timedelta(days=1) if day < date.max else day


def _undone(one: Posting) -> Posting:
    return Posting(one.account, one.pool, one.party, one.category, one.measure, one.held_on, -one.amount)


# ---- by type of entity


def _pledge(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    first = facts[0]
    data, subject = first.data, first.event.subject
    for fact in facts:
        own = _Own(data, fact.held_on, subject, data["donor"], data["category"])
        if fact.kind == "pledge.announced":
            if data["form"] == "cash":
                yield own.money("pledged", data["amount_minor"])
            elif data["form"] == "goods":
                yield own.of("promised", GOODS + data["equipment_id"], data["quantity"])
            for value in ("declared", "catalogue"):
                if f"{value}_minor" in data:
                    yield own.of(f"goods_{value}", data[f"{value}_currency"], data[f"{value}_minor"])
        elif fact.kind == "pledge.lapsed" and data["form"] == "cash":
            yield own.money("pledged", -fact.data["amount_minor"])


def _commitment(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data, subject = facts[0].data, facts[0].event.subject
    fund = data.get("fund")
    for fact in facts:
        sign = {"commitment.signed": 1, "commitment.reduced": -1}.get(fact.kind, 0)
        own = _Own(data, fact.held_on, subject, data["donor"], data["category"])
        amount = sign * fact.data.get("amount_minor", 0)
        yield own.money("committed", amount)
        if fund and data["category"] != MILITARY:
            yield own.into(pool_of(fund, data.get("earmark", ""))).money("callable", amount)
        if data.get("pledge") and sign:
            yield own.into(data["pledge"]).drawn("converted", fact.data, sign)


def _receipt(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data = facts[0].data
    pool = pool_of(data["fund"], data.get("earmark", ""))
    for fact in facts:
        own = _Own(data, fact.held_on, pool, data["donor"], "")
        sign = 1 if fact.kind == "receipt.booked" else -1
        yield own.money("received", sign * fact.data["amount_minor"])
        yield own.into(data["fund"]).money("flow", sign * fact.data["amount_minor"])
        if data.get("commitment") and sign > 0:
            yield own.into(data["commitment"]).drawn("drawn", data)
            yield own.drawn("callable", data, -1)


def _allocation(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data, subject = facts[0].data, facts[0].event.subject
    pool = pool_of(data["pool"], data.get("pool_earmark", ""))
    reserved_until: date | None = None
    for fact in facts:
        own = _Own(data, fact.held_on, pool, "", "")
        if reserved_until is not None and fact.kind != "allocation.reduced":
            # Set aside up to the end of the reserve, or until something else becomes of it.
            ends_on = min(fact.held_on, _day_after(reserved_until))
            yield _Own(data, ends_on, pool, "", "").money("reserved", -data["amount_minor"])
            reserved_until = None
        if fact.kind == "allocation.reserved":
            yield own.money("reserved", data["amount_minor"])
            reserved_until = max(date.fromisoformat(fact.data["expires"]), fact.held_on)
        sign = {"allocation.approved": 1, "allocation.reduced": -1}.get(fact.kind, 0)
        amount = sign * (data if sign > 0 else fact.data).get("amount_minor", 0)
        yield own.money("allocated", amount)
        yield own.into(subject).money("granted", amount)
    if reserved_until is not None:
        yield _Own(data, _day_after(reserved_until), pool, "", "").money("reserved", -data["amount_minor"])


def _contract(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data, subject = facts[0].data, facts[0].event.subject
    for fact in facts:
        own = _Own(data, fact.held_on, subject, data["supplier"], "")
        if fact.kind == "contract.signed":
            yield own.money("owed", data["amount_minor"])
            yield own.into(data["allocation"]).drawn("contracted", data)
            yield from own.goods("ordered")
        elif fact.kind == "contract.reduced":
            yield own.money("owed", -fact.data["amount_minor"])
            yield own.into(data["allocation"]).drawn("contracted", fact.data, -1)


def _payment(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data = facts[0].data
    own = _Own(data, facts[0].held_on, data["payee"], data["payer"], "")
    yield own.money("flow", data["amount_minor"])
    if data["payee"].startswith("fund:"):
        yield own.money("received", data["amount_minor"])
    if "contract" in data:
        yield own.into(data["contract"]).drawn("paid", data)
    elif "allocation" in data:
        yield own.into(data["allocation"]).drawn("paid_out", data)


def _consignment(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data, subject = facts[0].data, facts[0].event.subject
    own = _Own(data, facts[0].held_on, subject, "", "")
    yield from own.goods("packed")
    yield from own.into(data["origin"]).goods("shipped")


def _asset(facts: tuple[Fact, ...]) -> Iterator[Posting]:
    data = facts[0].data
    own = _Own(data, facts[0].held_on, data["consignment"], "", "")
    yield own.of("unpacked", GOODS + data["equipment_id"], 1)


_POSTED: Mapping[str, Callable[[tuple[Fact, ...]], Iterator[Posting]]] = MappingProxyType(
    {
        "pledge": _pledge,
        "commitment": _commitment,
        "receipt": _receipt,
        "allocation": _allocation,
        "contract": _contract,
        "payment": _payment,
        "consignment": _consignment,
        "asset": _asset,
    }
)


@dataclass(frozen=True, slots=True)
class _Own:
    """Where an event's postings go."""

    data: Mapping[str, Any]
    held_on: date
    pool: str
    party: str
    category: str

    def into(self, pool: str) -> "_Own":
        return _Own(self.data, self.held_on, pool, self.party, self.category)

    def of(self, account: str, measure: str, amount: int) -> Posting:
        return Posting(account, self.pool, self.party, self.category, measure, self.held_on, amount)

    def money(self, account: str, amount: int) -> Posting:
        return self.of(account, self.data["currency"], amount)

    def drawn(self, account: str, said: Mapping[str, Any], sign: int = 1) -> Posting:
        """What `said` takes from where the entity's money comes from: in that currency, if it has another."""
        currency = self.data.get("drawn_currency", self.data["currency"])
        return self.of(account, currency, sign * said.get("drawn_minor", said["amount_minor"]))

    def goods(self, account: str) -> Iterator[Posting]:
        for equipment_id, quantity in self.data["items"].items():
            yield self.of(account, GOODS + equipment_id, quantity)
