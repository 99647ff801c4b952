"""Rules on the way from a pledge to an installed piece: each stage fits the one it comes from."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from svitlo.aid.earmarks import Earmark, Target
from svitlo.ledger.consent import ONE_DECIDES, adopted_by, decision_of
from svitlo.ledger.facts import Fact
from svitlo.ledger.money import Money
from svitlo.ledger.postings import MILITARY, postings_of
from svitlo.ledger.view import View

Found = Iterator[tuple[str, str, str]]
Said = Mapping[str, Any]


def _pledge(view: View, fact: Fact) -> Found:  # noqa: ARG001 - one interface for all rules
    data = fact.data
    wanted = {
        "cash": ("amount_minor", "currency"),
        "goods": ("equipment_id", "quantity"),
        "crew": ("crew_kind", "quantity"),
    }
    for name in wanted[data["form"]]:
        if name not in data:
            yield name, f"a pledge of {data['form']} needs it", ""
    for name in sorted({one for names in wanted.values() for one in names} - set(wanted[data["form"]])):
        if name in data:
            yield (
                name,
                f"a pledge of {data['form']} has none",
                "a pledge is money, goods or crews: record each by itself",
            )
    for value in ("declared", "catalogue"):
        if (f"{value}_minor" in data) != (f"{value}_currency" in data):
            yield f"{value}_minor", "a value and its currency go together", ""
        elif f"{value}_minor" in data and data["form"] != "goods":
            yield f"{value}_minor", "only goods have a value beside their quantity", ""


def _lapsed(view: View, fact: Fact) -> Found:
    if view.at(None).entity(fact.event.subject).data.get("form") != "cash":
        yield "kind", "only a pledge of money lapses by an amount", "void a pledge of goods that never held"


def _commitment(view: View, fact: Fact) -> Found:
    data = fact.data
    pledge = view.at(None).entity(data["pledge"]).data if data.get("pledge") else None
    if pledge is not None:
        if pledge["form"] != "cash":
            yield "pledge", f"{data['pledge']} is a pledge of {pledge['form']}", "consign it: it needs no commitment"
            return
        for name in ("donor", "category"):
            if pledge[name] != data[name]:
                yield name, f"{data['pledge']} says {pledge[name]}", ""
        if pledge.get("fund") and pledge["fund"] != data.get("fund"):
            yield "fund", f"{data['pledge']} is for {pledge['fund']}", ""
        if pledge.get("expires") and date.fromisoformat(pledge["expires"]) < fact.held_on:
            yield "pledge", f"{data['pledge']} lapsed after {pledge['expires']}", "record what was pledged anew"
        yield from _decided(view, pledge, fact.held_on)
    yield from _drawn(data, pledge.get("currency") if pledge else None)
    yield from _decided(view, data, fact.held_on)
    yield from _open_fund(view, data.get("fund"), fact.held_on)
    yield from _reduced(view, fact)


def _closed(view: View, fact: Fact) -> Found:
    """Nothing more is to come: what is still to be paid into a fund cannot be called then."""
    subject = fact.event.subject
    data = view.at(None).entity(subject).data
    if not data.get("fund"):
        return
    paid = [view.events_of(one.subject) for one in view.at(None).naming(subject, "receipt")]
    posted = [one for events in (view.events_of(subject), *paid) for one in postings_of(events).elements()]
    signs = {"committed": 1, "drawn": -1}
    left = sum(signs.get(one.account, 0) * one.amount for one in posted if one.pool == subject)
    if left:
        yield "kind", f"{Money(data['currency'], left)} of {subject} was not paid", "reduce it by that first"


def _receipt(view: View, fact: Fact) -> Found:
    data = fact.data
    commitment = view.at(None).entity(data["commitment"]).data if data.get("commitment") else None
    if commitment is not None:
        for name in ("donor", "fund"):
            if commitment.get(name) != data[name]:
                yield name, f"{data['commitment']} says {commitment.get(name) or 'none'}", ""
        if commitment.get("earmark", "") != data.get("earmark", ""):
            yield "earmark", f"{data['commitment']} has {commitment.get('earmark') or 'none'}", "they go together"
        yield from _civil(data["commitment"], commitment)
    yield from _drawn(data, commitment["currency"] if commitment else None)
    yield from _open_fund(view, data["fund"], fact.held_on)
    yield from _returned(view, fact)


def _returned(view: View, fact: Fact) -> Found:
    """No more goes back than came."""
    facts = view.at(None).entity(fact.event.subject).facts
    booked = facts[0].data
    back = sum(one.data["amount_minor"] for one in facts[1:] if one.kind == "receipt.returned")
    if back > booked["amount_minor"]:
        went, came = Money(booked["currency"], back), Money(booked["currency"], booked["amount_minor"])
        yield "amount_minor", f"{went} would go back of {came} that came", ""


def _allocation(view: View, fact: Fact) -> Found:
    data = fact.data
    pool = view.at(None).entity(data["pool"]).data
    if pool["currency"] != data["currency"]:
        yield "currency", f"{data['pool']} counts in {pool['currency']}", "allocate in its currency"
    if data["pool"].startswith("commitment:"):
        if data.get("pool_earmark"):
            yield "pool_earmark", "only a fund has earmarked parts", "leave it out"
        if pool.get("fund"):
            yield "pool", f"{data['pool']} is paid into {pool['fund']}", "allocate from the fund"
        yield from _civil(data["pool"], pool)
    earmark = Earmark.parse(data.get("pool_earmark") or pool.get("earmark") or "")
    if not earmark.allows(_target(data)):
        yield "pool", f"the earmark {earmark} does not allow this use", "say sector, equipment, asset, place and kind"
    for name in ("sector",):
        if data.get(name) and data[name] not in ("power", "water"):
            yield name, f"{data[name]!r} is not power or water", ""


def _moves(view: View, fact: Fact) -> Found:
    """Money moves only by a decision that was adopted, where its fund decides together."""
    data = view.at(None).entity(fact.event.subject).data
    if data["pool"].startswith("fund:"):
        yield from _open_fund(view, data["pool"], fact.held_on)
        rule = view.at(None).entity(data["pool"]).data["rule"]
        if rule not in ONE_DECIDES and not data.get("decision"):
            yield "decision", f"{data['pool']} decides by {rule}: nothing moves without a proposal", ""
        elif rule not in ONE_DECIDES and "fund" not in view.at(None).entity(data["decision"]).data:
            yield "decision", f"{data['decision']} is not about {data['pool']}", "its own members decide"
    elif view.entity(data["pool"]).state == "closed":
        yield "pool", f"{data['pool']} is closed on {fact.held_on}", "nothing more is to come of it"
    yield from _decided(view, data, fact.held_on)
    if data.get("decision"):
        asked = view.at(None).entity(data["decision"]).data
        if asked.get("fund") and asked["fund"] != data["pool"]:
            yield "decision", f"{data['decision']} is about {asked['fund']}", ""
        yield from _within_tranche(view, data)
    if fact.kind == "allocation.reserved" and date.fromisoformat(fact.data["expires"]) < fact.held_on:
        yield "expires", "it expires before it is reserved", ""


def _within_tranche(view: View, data: Said) -> Found:
    """On every day, all that is set aside or decided by one proposal stays within its amount."""
    asked = view.at(None).entity(data["decision"]).data
    if "amount_minor" not in asked:
        return
    if asked.get("currency") != data["currency"]:
        yield "currency", f"{data['decision']} is in {asked.get('currency')}", ""
        return
    moves: Counter[date] = Counter()
    for one in view.at(None).naming(data["decision"], "allocation"):
        for posting in postings_of(view.events_of(one.subject)).elements():
            if posting.account in ("reserved", "allocated"):
                moves[posting.held_on] += posting.amount
    most = max(accumulate(moves[day] for day in sorted(moves)), default=0)
    if most > asked["amount_minor"]:
        tranche, taken = (Money(data["currency"], minor) for minor in (asked["amount_minor"], most))
        yield "amount_minor", f"{taken} would be taken of the {tranche} of {data['decision']}", "take less"


def _contract(view: View, fact: Fact) -> Found:
    data = fact.data
    allocation = view.entity(data["allocation"])
    if allocation.state != "approved":
        state = allocation.state or "not there yet"
        yield "allocation", f"{data['allocation']} is {state} on {fact.held_on}", "only what is approved is contracted"
    yield from _drawn(data, view.at(None).entity(data["allocation"]).data.get("currency"))
    yield from _reduced(view, fact)


def _payment(view: View, fact: Fact) -> Found:
    data = fact.data
    if data["payer"] == data["payee"]:
        yield "payee", "nobody pays themselves", ""
    if data.get("contract") and data.get("allocation"):
        yield "allocation", "a payment is for a contract or an allocation, not both", "leave out the allocation"
    allocation = data.get("allocation")
    owed = None
    if data.get("contract"):
        contract = view.at(None).entity(data["contract"]).data
        allocation, owed = contract["allocation"], contract["currency"]
        if contract["supplier"] != data["payee"]:
            yield "payee", f"{data['contract']} is with {contract['supplier']}", ""
    pool = view.at(None).entity(allocation).data if allocation else None
    if data["payer"].startswith("fund:") and (pool is None or pool["pool"] != data["payer"]):
        yield "payer", "a fund pays only what was allocated from it", "name the contract or the allocation"
    if pool is not None and pool["pool"].startswith("fund:") and pool["pool"] != data["payer"]:
        yield "payer", f"{allocation} is from {pool['pool']}", "the fund pays: its donors have paid into it"
    if data["payee"].startswith("fund:"):
        yield from _open_fund(view, data["payee"], fact.held_on)
    yield from _drawn(data, owed or (pool["currency"] if pool else None))


def _consignment(view: View, fact: Fact) -> Found:
    data = fact.data
    origin = view.entity(data["origin"])
    if not origin.facts:
        yield "origin", f"{data['origin']} was not there on {fact.held_on}", ""
    elif data["origin"].startswith("pledge:"):
        if origin.data["form"] != "goods":
            yield "origin", f"{data['origin']} is a pledge of {origin.data['form']}", "buy with a contract"
        yield from _decided(view, origin.data, fact.held_on)


def _asset(view: View, fact: Fact) -> Found:
    consignment = fact.data["consignment"]
    if view.entity(consignment).state == "lost":
        yield "consignment", f"{consignment} was lost by {fact.held_on}", "void that, if it was found"


# ---- what several of them ask


def _decided(view: View, data: Said, day: date) -> Found:
    """What waits on a decision moves nothing before it is adopted."""
    decision = data.get("decision")
    if not decision or adopted_by(view, decision, day):
        return
    found = decision_of(view.at(day), decision)
    state = found.state if found else "not tabled"
    blockers = ", ".join(f"{one.actor_id} since {one.since}" for one in found.blockers) if found else ""
    yield "decision", f"{decision} is {state} on {day}" + (f" (by {blockers})" if blockers else ""), "it moves nothing"


def _drawn(data: Said, source_currency: str | None) -> Found:
    """Another currency than where it comes from: what is taken there, by which rate, and that they agree."""
    given = [name for name in ("drawn_minor", "drawn_currency", "rate", "rate_date", "rate_source") if name in data]
    if source_currency is None or source_currency == data["currency"]:
        if given:
            yield given[0], "it is in the currency it comes from: nothing is converted", "leave it out"
        return
    if len(given) < 5:
        yield (
            "drawn_minor",
            f"it comes from {source_currency}: say what is taken and the rate",
            ", ".join(sorted({"drawn_minor", "drawn_currency", "rate", "rate_date", "rate_source"} - set(given))),
        )
        return
    if data["drawn_currency"] != source_currency:
        yield "drawn_currency", f"it comes from {source_currency}", ""
        return
    taken = Money(source_currency, data["drawn_minor"]).converted(Decimal(data["rate"]), data["currency"])
    if taken.minor != data["amount_minor"]:
        yield "rate", f"{Money(source_currency, data['drawn_minor'])} at {data['rate']} is {taken}", ""


def _reduced(view: View, fact: Fact) -> Found:
    """What is left of a converted amount agrees with its rate, and nothing is left on both sides or on none."""
    facts = view.at(None).entity(fact.event.subject).facts
    said, cuts = facts[0].data, [one.data for one in facts if one.kind.endswith(".reduced")]
    if "drawn_minor" not in said:
        if any("drawn_minor" in cut for cut in cuts):
            yield "drawn_minor", "it is in the currency it comes from: nothing is converted", "leave it out"
        return
    if not all("drawn_minor" in cut for cut in cuts):
        yield "drawn_minor", f"it comes from {said['drawn_currency']}: say what goes back there", ""
        return
    left, source = (said[name] - sum(cut[name] for cut in cuts) for name in ("amount_minor", "drawn_minor"))
    if left < 0 or source < 0:
        yield "drawn_minor", "more would go back than was taken", ""
        return
    kept = Money(said["drawn_currency"], source).converted(Decimal(said["rate"]), said["currency"])
    if kept.minor != left or (source == 0) != (left == 0):
        would = f"{Money(said['currency'], left)} would be left of {Money(said['drawn_currency'], source)}"
        yield "drawn_minor", f"{would}, which at {said['rate']} is {kept}", "what is left agrees with the rate"


def _civil(source: str, given: Said) -> Found:
    if given["category"] == MILITARY:
        yield "category", f"{source} is military support", "it buys nothing for the networks: it is recorded, not used"


def _open_fund(view: View, fund: str | None, day: date) -> Found:
    if fund and view.entity(fund).state != "open":
        yield "fund", f"{fund} is not open on {day}", ""


def _target(data: Said) -> Target:
    return Target(
        sector=data.get("sector", ""),
        equipment_id=data.get("equipment_id", ""),
        asset_id=data.get("asset_id", ""),
        kind=data.get("kind", ""),
        place_ids=frozenset({data["place_id"]} if data.get("place_id") else ()),
    )


CHAIN_RULES: Mapping[str, Callable[[View, Fact], Found]] = {
    "pledge.announced": _pledge,
    "pledge.lapsed": _lapsed,
    "commitment.signed": _commitment,
    "commitment.reduced": _reduced,
    "commitment.closed": _closed,
    "receipt.booked": _receipt,
    "receipt.returned": _returned,
    "allocation.proposed": _allocation,
    "allocation.reserved": _moves,
    "allocation.approved": _moves,
    "contract.signed": _contract,
    "contract.reduced": _reduced,
    "payment.made": _payment,
    "consignment.packed": _consignment,
    "asset.received": _asset,
}
