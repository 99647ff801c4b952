"""Goods and crews that a planner may still use, each piece at one stage: promised, ordered, on its way, or in store.

A day of arrival is the giver's or the supplier's own word. Where it is over and the goods are not there, nobody knows
when they come: goods that are not even sent are then shown as announced, which buys nothing; those on their way count
from the view's day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from svitlo.exchange.case_decisions import told_sources
from svitlo.exchange.case_money import Balances, Row, allocated_earmark, available_of, has_expired
from svitlo.ledger.entities import Entity
from svitlo.ledger.postings import GOODS
from svitlo.ledger.view import View

ON_THE_WAY = ("packed", "at_border", "at_hub")
PLEDGE_STAGES: Mapping[str, str] = {"announced": "announced", "confirmed": "committed"}


def goods_of(view: View, balances: Balances) -> list[Row]:
    """Rows of `pledges` for goods and crews."""
    rows: list[Row] = []
    for pledge in view.entities("pledge"):
        rows += _promised(view, balances, pledge)
    for contract in view.entities("contract"):
        rows += _ordered(view, balances, contract)
    for consignment in view.entities("consignment"):
        rows += _sent(view, balances, consignment)
        rows += _stored(view, consignment)
    return rows


def _promised(view: View, balances: Balances, pledge: Entity) -> Iterator[Row]:
    data = pledge.data
    stage = PLEDGE_STAGES.get(pledge.state)
    if data["form"] == "cash" or stage is None or has_expired(pledge, view.on):
        return
    row = _row(pledge, data["donor"], stage, available_of(pledge)) | {"decision_id": data.get("decision")}
    row |= {"category": data["category"], "earmark": data.get("earmark") or None}
    if data["form"] == "crew":
        yield (
            row
            | {"pledge_id": pledge.subject, "form": "crew", "quantity": data["quantity"]}
            | {"crew_kind": data["crew_kind"]}
        )
        return
    left = balances.left(pledge.subject, GOODS + data["equipment_id"], "promised", "shipped")
    if left > 0:
        yield row | {"pledge_id": pledge.subject, "quantity": left, "equipment_id": data["equipment_id"]}


def _ordered(view: View, balances: Balances, contract: Entity) -> Iterator[Row]:
    """What a supplier has not sent yet. A day of delivery that is over says nothing any more."""
    due = _due(contract)
    ready = contract.since.get("ready")
    late = due is None or (view.on is not None and due < view.on)
    stage = "announced" if late and ready is None else "allocated"
    available = ready if due is None or (late and ready is not None) else due
    base = _row(contract, _payer(view, contract), stage, available or contract.facts[0].held_on)
    base |= _from_contract(view, contract)
    for equipment_id in sorted(contract.data["items"]):
        left = balances.left(contract.subject, GOODS + equipment_id, "ordered", "shipped")
        if left > 0:
            part = f"{contract.subject}#{equipment_id}"
            yield base | {"pledge_id": part, "equipment_id": equipment_id, "quantity": left}


def _sent(view: View, balances: Balances, consignment: Entity) -> Iterator[Row]:
    """What is on its way, and what was delivered and not unpacked yet."""
    delivered = consignment.since.get("delivered") if consignment.state == "delivered" else None
    if consignment.state not in (*ON_THE_WAY, "delivered"):
        return
    origin = view.entity(consignment.data["origin"])
    promised = _due(origin) if origin.subject.startswith("contract:") else available_of(origin)
    today = view.on or consignment.facts[-1].held_on
    available = delivered or max(today, promised or today)
    base = _from(view, origin, consignment, "received" if delivered else "allocated", available)
    for equipment_id in sorted(consignment.data["items"]):
        left = balances.left(consignment.subject, GOODS + equipment_id, "packed", "unpacked")
        if left > 0:
            part = f"{consignment.subject}#{equipment_id}"
            yield base | {"pledge_id": part, "equipment_id": equipment_id, "quantity": left}


def _stored(view: View, consignment: Entity) -> Iterator[Row]:
    """Pieces in store that are whole, counted together: serial numbers stay in the ledger."""
    stored: Counter[str] = Counter()
    since: dict[str, date] = {}
    for asset in view.naming(consignment.subject, "asset"):
        if asset.state == "stored" and _is_whole(asset):
            equipment_id = asset.data["equipment_id"]
            stored[equipment_id] += 1
            since[equipment_id] = max(asset.since["stored"], since.get(equipment_id, date.min))
    origin = view.entity(consignment.data["origin"])
    for equipment_id in sorted(stored):
        row = _from(view, origin, consignment, "received", since[equipment_id])
        part = f"{consignment.subject}#{equipment_id}#stored"
        yield row | {"pledge_id": part, "equipment_id": equipment_id, "quantity": stored[equipment_id]}


def _is_whole(asset: Entity) -> bool:
    """Neither broken when it came nor found missing or unusable since."""
    seen = asset.last("asset.verified")
    return asset.data.get("condition") != "broken" and (
        seen is None or seen.data["finding"] not in ("missing", "unusable")
    )


def _from(view: View, origin: Entity, entity: Entity, stage: str, available: date) -> Row:
    """A row of goods that came from a contract or a pledge."""
    if origin.subject.startswith("contract:"):
        return _row(entity, _payer(view, origin), stage, available) | _from_contract(view, origin)
    row = _row(entity, str(origin.data["donor"]), stage, available)
    return row | {"category": origin.data["category"], "earmark": origin.data.get("earmark") or None}


def _from_contract(view: View, contract: Entity) -> dict[str, Any]:
    allocation = view.entity(contract.data["allocation"])
    pool = view.entity(allocation.data["pool"])
    return {"earmark": allocated_earmark(allocation, pool) or None, "category": pool.data.get("category")}


def _payer(view: View, contract: Entity) -> str:
    """Who gives what a contract brings: the fund, or the donor of the commitment."""
    pool = view.entity(view.entity(contract.data["allocation"]).data["pool"])
    return pool.subject if pool.subject.startswith("fund:") else str(pool.data["donor"])


def _due(contract: Entity) -> date | None:
    said = contract.data.get("due")
    return date.fromisoformat(said) if said else None


def _row(entity: Entity, actor: str, stage: str, available: date) -> Row:
    sources = entity.facts[0].event.sources
    return {
        "actor_id": actor,
        "form": "goods",
        "available": available,
        "stage": stage,
        "source": told_sources(sources),
        "quote": next((one.quote for one in sources if one.quote), None),
    }
