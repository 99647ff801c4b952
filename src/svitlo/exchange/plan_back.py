"""A plan as proposed events: that it is followed, what each work takes from whom, and what each place gains by it.

Nothing of it is in the ledger before a person accepts it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.plan_folder import read_plan
from svitlo.assets.people import UNNAMED
from svitlo.exchange.plan_effects import followed, gains_of
from svitlo.ledger.chain_kinds import ORIGINS
from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Draft
from svitlo.ledger.view import View
from svitlo.plan.kept import kept_of
from svitlo.plan.placed import at_of, is_install
from svitlo.plan.situation import Begun, Kept, Placed
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.results import Plan
from svitlo.tables.schema import PLACED, PURCHASES, REPAIRS, USES

STORE = "store"
"""Where a plan's use of equipment goes that it buys and that no work takes."""

NAMELESS = "people whom the case names no place for"
CURRENCY = "USD"
_DIGEST = 12
_CENT = Decimal("0.01")


def drafts_from_plan(view: View, case: Case, plan_folder: Path) -> tuple[Draft, ...]:
    """The events that a plan proposes, held on the view's day (none: the first day of the case).

    `plan.adopted` once; `use.planned` for what each work takes of each gift or purchase, and for what is bought in
    addition; `effect.reported` for each place that gains by a work that takes anything: see `plan_effects`.

    Raises:
        BadInput: the plan is of another case or contradicts it, or takes from what the ledger does not know.
    """
    plan = read_plan(plan_folder)
    if plan.summary["case_sha256"] != case.sha256:
        what = "it was made from another case, or the case was changed since"
        raise BadInput.of("summary.json", what, column="case_sha256", hint="plan again")
    announced = plan.summary["count_announced"] is True
    kept = kept_of(case, plan.decisions, case.settings.days, count_announced=announced)
    told = _Told(view, case, plan, kept)
    problems = list(told.unknown())
    if problems:
        raise BadInput(problems)
    gains = gains_of(case, followed(case, kept, count_announced=announced))
    uses = list(told.uses())
    effects = list(_effects(case, told, uses, gains))
    return (told.adopted(), *(use.draft for use in uses), *effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A use and the work that takes it; empty: none does."""

    asset_id: str
    draft: Draft


class _Told:
    """A plan in the ledger's words. `origin` in a plan is a purchase of its own or a pledge of the case."""

    def __init__(self, view: View, case: Case, plan: Plan, kept: Kept) -> None:
        self._view = view
        self._case = case
        self._plan = plan
        self._begun = sorted(kept.begun, key=lambda one: (one.work.asset_id, one.service_day))
        self._orders: Mapping[str, Placed] = {order.purchase_id: order for order in kept.orders}
        self.plan_id = _plan_id(plan)
        self.held_on = view.on or case.settings.start

    def unknown(self) -> Iterator[Problem]:
        """Pledges of the case that are no entities of the ledger."""
        taken = {self._source(origin) for work in self._begun for _, origin, _ in work.uses}
        taken |= {order.pledge_id for order in self._orders.values()}
        for pledge_id in sorted(taken):
            subject = subject_of(pledge_id)
            if type_of(subject) not in ORIGINS.split() or not self._view.entity(subject).facts:
                what = f"the ledger knows no {subject!r}, which the plan takes from"
                hint = "write the case's pledges from this ledger (svitlo ledger case), and plan again"
                yield Problem("pledges.csv", 0, "pledge_id", what, hint)

    def adopted(self) -> Draft:
        """The plan itself."""
        summary = self._plan.summary
        data = {
            "name": self._case.settings.name,
            "case_sha256": self._case.sha256,
            "objective": repr(summary["objective"]),
            "bound": repr(summary["bound"]),
        }
        return self._draft("plan.adopted", f"plan:{self.plan_id}", data)

    def uses(self) -> Iterator[_Use]:
        """What each work takes, and what of each order is left."""
        number = 0
        for work in self._begun:
            for equipment_id, origin, quantity in work.uses:
                number += 1
                data = self._use(equipment_id, origin, quantity)
                data |= {"work": _named(work), "service": self._case.date_of(work.service_day).isoformat()}
                yield _Use(asset_id=work.work.asset_id, draft=self._planned(number, data))
        for purchase_id, order in sorted(self._orders.items()):
            if order.left_count > 0:
                number += 1
                data = self._use(order.equipment_id, f"purchase:{purchase_id}", order.left_count)
                yield _Use(asset_id="", draft=self._planned(number, data | {"work": STORE}))

    def effect(self, number: int, data: Mapping[str, Any]) -> Draft:
        """What one place gains by one work."""
        return self._draft("effect.reported", f"effect:{self.plan_id}/{number:04d}", data)

    def _planned(self, number: int, data: Mapping[str, Any]) -> Draft:
        return self._draft("use.planned", f"use:{self.plan_id}/{number:04d}", data)

    def _use(self, equipment_id: str, origin: str, quantity: int) -> dict[str, Any]:
        pledge_id = self._source(origin)
        data: dict[str, Any] = {
            "plan": f"plan:{self.plan_id}",
            "equipment_id": equipment_id,
            "quantity": quantity,
            "origin": subject_of(pledge_id),
        }
        if pledge_id != data["origin"]:
            data["part"] = pledge_id
        order = self._orders.get(origin.removeprefix("purchase:")) if origin.startswith("purchase:") else None
        if order is not None:
            cost = (Decimal(repr(order.unit_cost_usd)) * quantity).quantize(_CENT, rounding=ROUND_HALF_EVEN)
            if cost > 0:
                data |= {"amount_minor": int(cost.scaleb(2)), "currency": CURRENCY}
        return data

    def _source(self, origin: str) -> str:
        """The pledge of the case from which something comes in the end."""
        kind, _, name = origin.partition(":")
        return self._orders[name].pledge_id if kind == "purchase" else name

    def _draft(self, kind: str, subject: str, data: Mapping[str, Any]) -> Draft:
        return Draft(kind=kind, subject=subject, held_on=self.held_on, data=data)


def subject_of(pledge_id: str) -> str:
    """The ledger's entity of which a row of `pledges` is a part."""
    return pledge_id.split("#", 1)[0]


def _effects(case: Case, told: _Told, uses: list[_Use], gains: Mapping[str, Any]) -> Iterator[Draft]:
    names = dict(case.places.select("place_id", "name").iter_rows())
    number = 0
    for asset_id in sorted({use.asset_id for use in uses} - {""}):
        mine = [use.draft.subject for use in uses if use.asset_id == asset_id]
        for gain in gains[asset_id]:
            number += 1
            name = NAMELESS if gain.place_id.startswith(UNNAMED) else names[gain.place_id]
            data = {"uses": mine, "place_id": gain.place_id, "place": name, "people": gain.people}
            yield told.effect(number, data | {"person_hours": gain.person_hours})


def _named(work: Begun) -> str:
    """The repaired asset, or the spot of what is placed, as in a plan."""
    return at_of(work.work.asset_id) if is_install(work.work) else work.work.asset_id


def _plan_id(plan: Plan) -> str:
    """The same for the same decisions of the same case."""
    decisions = plan.decisions
    digest = hashlib.sha256(str(plan.summary["case_sha256"]).encode())
    for frame, spec in (
        (decisions.purchases, PURCHASES),
        (decisions.repairs, REPAIRS),
        (decisions.installs, PLACED),
        (decisions.uses, USES),
    ):
        digest.update(csv_bytes(frame, spec))
    return digest.hexdigest()[:_DIGEST]
