"""A plain re-telling of a ledger from its events: what stands, and what each pool holds at the end of a day.

On purpose not the program's own: no postings, no running sums, no register of kinds. Each question walks all facts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from svitlo.ledger.events import Event

AGAIN = frozenset(
    {
        "group.mandated", "membership.held", "answer.given", "objection.quoted", "pledge.lapsed", "commitment.reduced",
        "receipt.returned", "allocation.reserved", "allocation.reduced", "contract.reduced", "consignment.at_border",
        "consignment.at_hub", "asset.moved", "asset.installed", "asset.energised", "asset.verified", "asset.removed",
        "asset.damaged", "ratification.found_open",
    }
)  # fmt: skip
"""What may be said of an entity again and again; of all else, a second word is a contradiction."""

Held = Counter[tuple[str, str, str]]
"""How much of a measure is in an account of a pool."""


@dataclass(frozen=True)
class Told:
    """One fact as it stands."""

    seq: int
    place: int
    kind: str
    subject: str
    day: date
    data: Mapping[str, Any]


def standing(events: Iterable[Event]) -> dict[str, list[Told]]:
    """What stands of each entity, in the order of days."""
    own: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        own[event.subject].append(event)
    return {subject: told for subject, several in own.items() if (told := _standing(several))}


def _standing(events: list[Event]) -> list[Told]:
    dead: set[int] = set()
    for event in events[::-1]:
        if event.seq not in dead and event.kind == "event.voided":
            dead.add(event.data["event"])
    now: dict[int, Told] = {}
    named: list[int] = []
    for event in events:
        if event.seq in dead or event.kind == "event.voided":
            continue
        if event.kind == "claim.resolved":
            named.append(event.data["event"])
        elif event.kind == "event.corrected":
            old = now.get(event.data["event"])
            if old is not None:
                day = event.data.get("held_on")
                now[old.seq] = Told(
                    old.seq, old.seq, old.kind, old.subject, date.fromisoformat(day) if day else old.day,
                    event.data.get("data", old.data),
                )  # fmt: skip
        else:
            now[event.seq] = Told(event.seq, event.seq, event.kind, event.subject, event.held_on, event.data)
    kept = [fact for fact in now.values() if fact.kind in AGAIN]
    for kind in {fact.kind for fact in now.values()} - AGAIN:
        rivals = [fact for fact in now.values() if fact.kind == kind]
        taken = next((now[seq] for seq in named[::-1] if seq in now and now[seq].kind == kind), rivals[0])
        kept.append(Told(taken.seq, rivals[0].seq, taken.kind, taken.subject, taken.day, taken.data))
    return sorted(kept, key=lambda fact: (fact.day, fact.place))


def upto(told: Mapping[str, list[Told]], day: date) -> dict[str, list[Told]]:
    """What held by the end of a day."""
    found = {subject: [fact for fact in facts if fact.day <= day] for subject, facts in told.items()}
    return {subject: facts for subject, facts in found.items() if facts}


def held(told: Mapping[str, list[Told]], day: date) -> Held:
    """What every pool holds at the end of a day; nothing is kept as zero."""
    sums: Held = Counter()
    by_day = upto(told, day)
    for subject, facts in by_day.items():
        teller = _TELLERS.get(subject.split(":")[0])
        if teller is not None:
            for account, pool, measure, amount in teller(by_day, facts, day):
                sums[account, pool, measure] += amount
    return Counter({key: amount for key, amount in sums.items() if amount})


Sum = tuple[str, str, str, int]
All = Mapping[str, list[Told]]


def _cut(facts: list[Told], kind: str, name: str = "amount_minor") -> int:
    return sum(fact.data[name] for fact in facts if fact.kind == kind)


def _pledge(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    first = facts[0]
    if first.data["form"] == "cash":
        left = first.data["amount_minor"] - _cut(facts, "pledge.lapsed")
        yield "pledged", first.subject, first.data["currency"], left
    if first.data["form"] == "goods":
        yield "promised", first.subject, "item:" + first.data["equipment_id"], first.data["quantity"]
        for value in ("declared", "catalogue"):
            if f"{value}_minor" in first.data:
                yield f"goods_{value}", first.subject, first.data[f"{value}_currency"], first.data[f"{value}_minor"]


def taken_from(facts: list[Told], cut: str) -> tuple[str, int]:
    """What an entity takes from where it comes from, after cuts: in the other currency, where it was converted."""
    first = facts[0].data
    if "drawn_minor" in first:
        return first["drawn_currency"], first["drawn_minor"] - _cut(facts, cut, "drawn_minor")
    return first["currency"], first["amount_minor"] - _cut(facts, cut)


def fund_part(fund: str, earmark: str | None) -> str:
    """The name of an earmarked part of a fund."""
    return fund + "#" + earmark if earmark else fund


def _commitment(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    first = facts[0]
    left = first.data["amount_minor"] - _cut(facts, "commitment.reduced")
    yield "committed", first.subject, first.data["currency"], left
    if "fund" in first.data and first.data["category"] != "military":
        yield "callable", fund_part(first.data["fund"], first.data.get("earmark")), first.data["currency"], left
    if "pledge" in first.data:
        yield "converted", first.data["pledge"], *taken_from(facts, "commitment.reduced")


def _receipt(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    data = facts[0].data
    part = fund_part(data["fund"], data.get("earmark"))
    left = data["amount_minor"] - _cut(facts, "receipt.returned")
    yield "received", part, data["currency"], left
    yield "flow", data["fund"], data["currency"], left
    if "commitment" in data:
        currency, drawn = taken_from(facts[:1], "")
        yield "drawn", data["commitment"], currency, drawn
        yield "callable", part, currency, -drawn


def _allocation(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    data = facts[0].data
    part = fund_part(data["pool"], data.get("pool_earmark"))
    last = [fact for fact in facts if fact.kind != "allocation.reduced"][-1]
    if last.kind == "allocation.reserved" and day <= date.fromisoformat(last.data["expires"]):
        yield "reserved", part, data["currency"], data["amount_minor"]
    if last.kind == "allocation.approved":
        left = data["amount_minor"] - _cut(facts, "allocation.reduced")
        yield "allocated", part, data["currency"], left
        yield "granted", facts[0].subject, data["currency"], left


def _contract(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    first = facts[0]
    yield (
        "owed", first.subject, first.data["currency"],
        first.data["amount_minor"] - _cut(facts, "contract.reduced"),
    )  # fmt: skip
    yield "contracted", first.data["allocation"], *taken_from(facts, "contract.reduced")
    for equipment, count in first.data["items"].items():
        yield "ordered", first.subject, "item:" + equipment, count


def _payment(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    data = facts[0].data
    yield "flow", data["payee"], data["currency"], data["amount_minor"]
    if data["payee"].startswith("fund:"):
        yield "received", data["payee"], data["currency"], data["amount_minor"]
    if "contract" in data:
        yield "paid", data["contract"], *taken_from(facts, "")
    elif "allocation" in data:
        yield "paid_out", data["allocation"], *taken_from(facts, "")


def _consignment(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    for equipment, count in facts[0].data["items"].items():
        yield "packed", facts[0].subject, "item:" + equipment, count
        yield "shipped", facts[0].data["origin"], "item:" + equipment, count


def _asset(every: All, facts: list[Told], day: date) -> Iterator[Sum]:  # noqa: ARG001
    yield "unpacked", facts[0].data["consignment"], "item:" + facts[0].data["equipment_id"], 1


_TELLERS = {
    "pledge": _pledge,
    "commitment": _commitment,
    "receipt": _receipt,
    "allocation": _allocation,
    "contract": _contract,
    "payment": _payment,
    "consignment": _consignment,
    "asset": _asset,
}


# ---- who decides

_ROLE_BY_STEP = {"applied": "aspirant", "joined": "member", "ended": "outsider"}


def roles(told: All, group: str, day: date) -> dict[str, str]:
    """Each state's role in a group at the end of a day."""
    found: dict[str, tuple[date, int, str]] = {}
    for subject, facts in told.items():
        if subject.split(":")[0] not in ("membership", "accession"):
            continue
        for fact in facts:
            if fact.day <= day and fact.data["group"] == group:
                role = fact.data.get("role") or _ROLE_BY_STEP.get(fact.kind.split(".")[1], "invitee")
                state = fact.data["state"]
                found[state] = max(found.get(state, (date.min, 0, "")), (fact.day, fact.seq, role))
    return {state: role for state, (_, _, role) in found.items()}


def voters(told: All, proposal: Mapping[str, Any], day: date) -> set[str]:
    """Who has a say on a day in what a proposal asks."""
    fund = told[proposal["fund"]][0].data if "fund" in proposal else proposal
    rule = fund["rule"]
    if rule in ("sovereign", "manager"):
        return {proposal.get("actor") or fund["manager"]}
    if "roll" in fund:
        return set(fund["roll"])
    return {state for state, role in roles(told, fund["group"], day).items() if role == "member"}
