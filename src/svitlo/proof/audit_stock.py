"""Where equipment comes from: lots that purchases and gifts bring, and what repairs and installs draw from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from svitlo.proof.audit_breach import Breach
from svitlo.proof.audit_money import catalogue_of
from svitlo.proof.audit_support import NETWORK_PREFIXES, Facts, Support, broken_prefixes
from svitlo.tables.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Units of one equipment that are there from `ready_day` (None: never), given under one pledge's earmark.

    `order_day` is that of a purchase.
    """

    origin: str
    equipment_id: str
    quantity: int
    ready_day: int | None
    when: str
    pledge_id: str
    earmark: Facts
    order_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Units taken from a lot on `start_day` (None: nobody knows when) for a work that `facts` describe."""

    where: str
    origin: str
    equipment_id: str
    quantity: int
    start_day: int | None
    facts: Facts


def lots_of(case: Case, support: Mapping[str, Support], purchases: pl.DataFrame) -> dict[str, Lot]:
    """Every lot, by origin: the plan's purchases and the case's goods."""
    catalogue = catalogue_of(case)
    lots = {}
    for row in purchases.unique("purchase_id", keep="first", maintain_order=True).iter_rows(named=True):
        pledge = support.get(row["pledge_id"])
        item = catalogue.get(row["equipment_id"])
        ready_day = row["arrival_day"] if item is None else row["order_day"] + item["lead_days"]
        origin = f"purchase:{row['purchase_id']}"
        lots[origin] = Lot(
            origin=origin,
            equipment_id=row["equipment_id"],
            quantity=row["quantity"],
            ready_day=ready_day,
            when=f"arrives on day {ready_day}",
            pledge_id=row["pledge_id"],
            earmark={} if pledge is None else pledge.earmark,
            order_day=row["order_day"],
        )
    for pledge in support.values():
        if pledge.form == "goods":
            origin = f"pledge:{pledge.pledge_id}"
            lots[origin] = Lot(
                origin=origin,
                equipment_id=pledge.equipment_id,
                quantity=pledge.quantity,
                ready_day=pledge.usable_from_day,
                when=pledge.when(),
                pledge_id=pledge.pledge_id,
                earmark=pledge.earmark,
            )
    return lots


def stock_breaches(
    case: Case, lots: Mapping[str, Lot], draws: Iterable[Draw], planned_from_day: int = 0
) -> list[Breach]:
    """Origins, dates, quantities and earmarks of all that is drawn, and earmarks of what is left of purchases.

    Orders before `planned_from_day` were placed by an older plan: that their units serve nothing is then no breach, for
    the facts may have changed since.
    """
    catalogue = catalogue_of(case)
    found: list[Breach] = []
    taken: dict[str, int] = {}
    for draw in draws:
        lot = lots.get(draw.origin)
        if lot is None:
            found.append(Breach("origin", draw.where, f"there is no {draw.origin} with equipment"))
            continue
        taken[draw.origin] = taken.get(draw.origin, 0) + draw.quantity
        found += _draw_breaches(draw, lot, catalogue)
    for origin, units in sorted(taken.items()):
        if units > lots[origin].quantity:
            found.append(Breach("stock", origin, f"{units} units are used and it has {lots[origin].quantity}"))
    for origin, lot in sorted(lots.items()):
        unused = lot.quantity - taken.get(origin, 0)
        if lot.order_day is not None and lot.order_day >= planned_from_day and unused > 0:
            found += _unused_breaches(lot, unused, catalogue)
    return found


def _draw_breaches(draw: Draw, lot: Lot, catalogue: Mapping[str, dict[str, Any]]) -> list[Breach]:
    found = []
    if draw.equipment_id != lot.equipment_id:
        what = f"{draw.origin} brings {lot.equipment_id}, not {draw.equipment_id}"
        found.append(Breach("origin", draw.where, what))
    if lot.ready_day is None or (draw.start_day is not None and lot.ready_day > draw.start_day):
        on_day = "" if draw.start_day is None else f" on day {draw.start_day}"
        found.append(Breach("early", draw.where, f"{draw.origin} is used{on_day}: {lot.when}"))
    facts = {**draw.facts, **_facts_of(draw.equipment_id, catalogue)}
    for prefix in broken_prefixes(lot.earmark, facts):
        what = f"{lot.pledge_id} is only for {_listed(prefix, lot.earmark)}"
        found.append(Breach("earmark", draw.where, what))
    return found


def _unused_breaches(lot: Lot, unused: int, catalogue: Mapping[str, dict[str, Any]]) -> list[Breach]:
    """Money with an earmark was spent on units that serve nothing, or on the wrong goods."""
    broken = set(broken_prefixes(lot.earmark, _facts_of(lot.equipment_id, catalogue)))
    return [
        Breach(
            "earmark",
            lot.origin,
            f"{lot.pledge_id} is only for {_listed(prefix, lot.earmark)}, and {unused} units serve "
            + ("no work" if prefix in NETWORK_PREFIXES else "nothing of the kind"),
        )
        for prefix in lot.earmark
        if prefix in broken
    ]


def _facts_of(equipment_id: str, catalogue: Mapping[str, dict[str, Any]]) -> Facts:
    item = catalogue.get(equipment_id)
    sector = frozenset() if item is None else frozenset({str(item["sector"])})
    return {"equipment": frozenset({equipment_id}), "sector": sector}


def _listed(prefix: str, earmark: Facts) -> str:
    return " or ".join(f"{prefix}:{value}" for value in sorted(earmark[prefix]))
