"""Money of a ledger as flows: one for each fact that moves money, with who gives, for what, and what it rests on.

Every money format is written from these. Stages stay apart; what takes back (lapses, reductions, returns) is negative.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from svitlo.ledger.entities import Entity
from svitlo.ledger.facts import Fact
from svitlo.ledger.money import Money
from svitlo.ledger.view import View

STAGES = ("pledge", "commitment", "receipt", "allocation", "contract", "payment")
DRAWN = ("drawn_minor", "drawn_currency", "rate", "rate_date", "rate_source")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """One movement of money, as a fact of the entity `subject` says it.

    `payer`, `payee`: who gives and who gets; `owner`, `target`: the donor (or fund) whose programme it is part of, and
    whom that programme helps. `category` and `purpose` are empty where nothing says them. `origin`: what it rests on.
    """

    subject: str
    kind: str
    seq: int
    held_on: date
    amount: Money
    payer: str
    payee: str
    owner: str
    target: str
    recipient: str = ""
    category: str = ""
    purpose: str = ""
    origin: str = ""
    in_kind: bool = False
    drawn: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        """The stage that it is an amount of."""
        return self.subject.split(":", 1)[0]


def flows_of(view: View) -> list[Flow]:
    """All flows on the view's day, in the order in which they held."""
    found = [
        flow
        for stage in STAGES
        for entity in view.entities(stage)
        for flow in _FLOWS[stage](view, entity, entity.facts[0].data)
    ]
    return sorted(found, key=lambda flow: (flow.held_on, STAGES.index(flow.stage), flow.seq))


def unvalued(view: View) -> tuple[str, ...]:
    """A note on pledges that no flow shows; none where there are none."""
    goods = [pledge for pledge in view.entities("pledge") if pledge.facts[0].data["form"] != "cash"]
    count = sum("declared_minor" not in pledge.facts[0].data for pledge in goods)
    return (f"{count} pledges of goods or crews without a declared value were left out",) if count else ()


def _signed(entity: Entity, kinds: Mapping[str, int]) -> Iterator[tuple[Fact, Money]]:
    """The facts of these kinds with their signed amounts; an amount that a fact does not say is the first one's."""
    first = entity.facts[0].data
    for fact in entity.facts:
        sign = kinds.get(fact.kind)
        minor = fact.data.get("amount_minor", first.get("amount_minor"))
        if sign and minor is not None:
            yield fact, Money(first["currency"], sign * minor)


def _pledge(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:  # noqa: ARG001
    cash = data["form"] == "cash"
    for fact in entity.facts:
        if cash and fact.kind in ("pledge.announced", "pledge.lapsed"):
            sign = 1 if fact.kind == "pledge.announced" else -1
            amount = Money(data["currency"], sign * fact.data["amount_minor"])
        elif data["form"] == "goods" and fact.kind == "pledge.announced" and "declared_minor" in data:
            amount = Money(data["declared_currency"], data["declared_minor"])
        else:
            continue
        yield _flow(fact, amount, _giving(data) | {"in_kind": not cash})


def _commitment(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:  # noqa: ARG001
    said = _giving(data) | {"origin": data.get("pledge", "")}
    for fact, amount in _signed(entity, {"commitment.signed": 1, "commitment.reduced": -1}):
        yield _flow(fact, amount, said, data)


def _receipt(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:
    commitment = _first(view, data.get("commitment"))
    said = _giving({**commitment, "donor": data["donor"], "fund": data["fund"]}) | {
        "origin": data.get("commitment", "")
    }
    for fact, amount in _signed(entity, {"receipt.booked": 1, "receipt.returned": -1}):
        yield _flow(fact, amount, said)


def _allocation(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:
    said = _spending(view, entity.subject) | {"origin": data["pool"], "payee": ""}
    for fact, amount in _signed(entity, {"allocation.approved": 1, "allocation.reduced": -1}):
        yield _flow(fact, amount, said)


def _contract(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:
    said = _spending(view, data["allocation"]) | {"origin": data["allocation"], "payee": data["supplier"]}
    for fact, amount in _signed(entity, {"contract.signed": 1, "contract.reduced": -1}):
        yield _flow(fact, amount, said, data)


def _payment(view: View, entity: Entity, data: Mapping[str, Any]) -> Iterator[Flow]:
    contract = data.get("contract")
    allocation = _first(view, contract)["allocation"] if contract else data.get("allocation")
    said = _spending(view, allocation) if allocation else {"owner": data["payer"], "target": data["payee"]}
    said |= {"payer": data["payer"], "payee": data["payee"], "origin": contract or data.get("allocation", "")}
    for fact, amount in _signed(entity, {"payment.made": 1}):
        yield _flow(fact, amount, said)


_FLOWS: Mapping[str, Callable[[View, Entity, Mapping[str, Any]], Iterator[Flow]]] = {
    "pledge": _pledge,
    "commitment": _commitment,
    "receipt": _receipt,
    "allocation": _allocation,
    "contract": _contract,
    "payment": _payment,
}


def _flow(fact: Fact, amount: Money, said: Mapping[str, Any], first: Mapping[str, Any] | None = None) -> Flow:
    """`first`: what the entity's first fact says, whose currency holds for what goes back."""
    drawn = {name: fact.data[name] for name in DRAWN if name in fact.data}
    if first is not None and "drawn_minor" in drawn:
        drawn["drawn_currency"] = first["drawn_currency"]
    return Flow(
        subject=fact.event.subject,
        kind=fact.kind,
        seq=fact.seq,
        held_on=fact.held_on,
        amount=amount,
        drawn=drawn,
        **said,
    )


def _first(view: View, subject: str | None) -> Mapping[str, Any]:
    """What the first fact of an entity says; nothing where none is named."""
    return view.at(None).entity(subject).facts[0].data if subject else {}


def _giving(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a donor gives, to whom and for what."""
    target = data.get("fund") or data.get("recipient") or ""
    return {
        "payer": data["donor"],
        "payee": target,
        "owner": data["donor"],
        "target": target,
        "recipient": data.get("recipient", ""),
        "category": data.get("category", ""),
        "purpose": data.get("purpose", ""),
    }


def _spending(view: View, allocation: str) -> dict[str, Any]:
    """What is spent of an allocation: part of the programme of its fund, or of its commitment's donor."""
    pool = str(_first(view, allocation)["pool"])
    if pool.startswith("fund:"):
        return {"payer": pool, "owner": pool, "target": ""}
    return _giving(_first(view, pool))
