"""From a schedule to tables: what is bought, used and repaired, and what every place then gets."""

import numpy as np
import polars as pl

from svitlo.assets.power import Floats
from svitlo.plan.day_values import days_served, whole_share
from svitlo.plan.placed import at_of, is_install
from svitlo.plan.schedule import Job, Schedule
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import Situation
from svitlo.plan.value import spells
from svitlo.tables.results import Decisions
from svitlo.tables.schema import PLACED, PURCHASES, REPAIRS, USES

LONG_ID = 10
"""Digits from which on a number in an id is not one of ours."""


def decisions_of(situation: Situation, schedule: Schedule) -> Decisions:
    """The orders, uses and works of a plan: what has begun and was ordered before, and what the schedule adds.

    New orders of one thing from one pledge on one day are one purchase; their ids go on after those there are.
    """
    kept = situation.kept
    bought = _bought(situation, schedule)
    first = 1 + max((_number(order.purchase_id) for order in kept.orders), default=0)
    purchase_ids = {key: f"P{number:03d}" for number, key in enumerate(sorted(bought), start=first)}
    purchases: list[tuple[object, ...]] = [
        (
            *(order.purchase_id, order.equipment_id, order.quantity, order.pledge_id, order.order_day),
            *(order.arrival_day, order.unit_cost_usd, order.quantity * order.unit_cost_usd),
        )
        for order in kept.orders
    ]
    purchases += [
        (purchase_ids[key], key[1], quantity, key[2], key[0], arrival, price_usd, quantity * price_usd)
        for key, (quantity, price_usd, arrival) in sorted(bought.items())
    ]
    repairs: list[tuple[object, ...]] = []
    installs: list[tuple[object, ...]] = []
    uses: dict[tuple[str, str, str], int] = {}
    works = [(begun.work, begun.start_day, begun.service_day, begun.uses) for begun in kept.begun]
    for job in schedule.jobs:
        taken = _uses(situation, job, purchase_ids)
        works.append((situation.tasks[job.task].work, job.start_day, job.service_day, taken))
    for work, start_day, service_day, taken in works:
        if is_install(work):
            ((equipment_id, origin, quantity),) = taken
            at = at_of(work.asset_id)
            installs.append((at, equipment_id, quantity, origin, work.crew_kind, start_day, service_day))
        else:
            repairs.append((work.asset_id, work.crew_kind, start_day, service_day))
            uses |= {(work.asset_id, equipment_id, origin): count for equipment_id, origin, count in taken}
    return Decisions(
        purchases=_frame(purchases, PURCHASES.dtypes),
        repairs=_frame(repairs, REPAIRS.dtypes).sort("asset_id"),
        installs=_frame(installs, PLACED.dtypes).sort(PLACED.names),
        uses=_frame([(key[0], key[1], quantity, key[2]) for key, quantity in sorted(uses.items())], USES.dtypes),
    )


def _bought(situation: Situation, schedule: Schedule) -> dict[tuple[int, str, str], tuple[int, float, int]]:
    """New orders: units, price of one and day of arrival by order day, equipment and pledge."""
    bought: dict[tuple[int, str, str], tuple[int, float, int]] = {}
    for job in schedule.jobs:
        for grant in job.grants:
            source, option = situation.sources[grant.option.source], grant.option
            if source.is_money:
                key = (option.order_day, option.equipment_id, source.pledge_id)
                quantity = bought.get(key, (0, 0.0, 0))[0] + grant.quantity
                bought[key] = (quantity, option.price_usd, option.ready_day)
    return bought


def _number(purchase_id: str) -> int:
    """The number in an id of ours; 0 in any other."""
    digits = purchase_id.removeprefix("P")
    ours = purchase_id.startswith("P") and digits.isascii() and digits.isdecimal() and len(digits) < LONG_ID
    return int(digits) if ours else 0


def _uses(
    situation: Situation, job: Job, purchase_ids: dict[tuple[int, str, str], str]
) -> tuple[tuple[str, str, int], ...]:
    """What a work uses up: equipment, origin and units."""
    units: dict[tuple[str, str], int] = {}
    for grant in job.grants:
        source, option = situation.sources[grant.option.source], grant.option
        if source.is_money:
            origin = f"purchase:{purchase_ids[option.order_day, option.equipment_id, source.pledge_id]}"
        elif source.purchase_id:
            origin = f"purchase:{source.purchase_id}"
        else:
            origin = f"pledge:{source.pledge_id}"
        key = (option.equipment_id, origin)
        units[key] = units.get(key, 0) + grant.quantity
    return tuple((equipment_id, origin, count) for (equipment_id, origin), count in units.items())


def _frame(rows: list[tuple[object, ...]], dtypes: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dtypes, orient="row")


def power_share_of(situation: Situation, schedule: Schedule) -> Floats:
    """The share of its demand that each place gets, (day, block, place), least weighted load shedding in each block.

    Every state is solved in a fixed order from a fresh solver, so the answer does not depend on how the plan was found.
    """
    people, demand = situation.people, situation.demand
    if situation.coupled is not None:
        return days_served(situation, schedule).load_share[:, :, : people.bus.size]
    model = ServiceModel(situation.grid, people.bus, people.load_mw, people.cost_per_mw)
    shares = np.ones((situation.days, demand.hours.size, people.bus.size))
    if not people.bus.size:
        return shares
    known: dict[tuple[bytes, float], Floats] = {}
    for first, last, state in spells(situation, schedule.jobs):
        condition = situation.outages.condition(situation.grid, state)
        for day in range(first, last):
            for block, factor in enumerate(demand.load_factor[day].tolist()):
                key = (state.tobytes(), factor)
                if factor > 0.0 and key not in known:
                    served_mw = model.serve(condition, factor).served_mw
                    known[key] = whole_share(served_mw / (people.load_mw * factor))
                if factor > 0.0:
                    shares[day, block] = known[key]
    return shares
