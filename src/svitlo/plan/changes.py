"""What a re-plan changed for the days to come: works, orders and deliveries, each with the facts it follows from."""

from collections.abc import Mapping
from dataclasses import replace

from svitlo.aid.ledger import Pledge
from svitlo.plan.known import Known
from svitlo.plan.reasons import job_then, why_dropped, why_earlier, why_later, why_length, why_new
from svitlo.plan.schedule import Job, Schedule
from svitlo.plan.sides import Ordered, Planned, Side, Sides
from svitlo.plan.situation import Situation
from svitlo.plan.value import Values
from svitlo.tables.changes import Change, Reason
from svitlo.tables.results import Decisions

FIGURES_EFFORT = 500
"""Linear programs that the figures of single changes may take; what is not worked out then is left open."""

ORDER_OF_CHANGES = (
    *("work new", "work dropped", "work later", "work earlier", "work longer", "work otherwise"),
    *("order new", "order dropped", "order changed", "delivery later", "delivery earlier", "units left"),
)


def changes_of(
    situation: Situation,
    plans: tuple[Decisions, Schedule],
    pledges: Mapping[str, Pledge],
    known: Known | None,
    values: Values,
) -> tuple[Change, ...]:
    """Every difference between what the old plan had for the days to come and the new one, works first.

    Args:
        situation: the case as it is now, with what has begun.
        plans: the old plan's decisions and the new schedule.
        pledges: the support of the case as it is now, by id.
        known: the facts that the old plan was made with, if it tells them.
        values: of this situation; works out what single changes add.
    """
    sides = Sides(situation, plans, pledges, known)
    found = [*_works(sides, values), *_orders(sides), *_deliveries(sides)]
    found.sort(key=lambda change: (ORDER_OF_CHANGES.index(change.what), change.was_first_day or 0, change.id))
    most_solves = values.solve_count + FIGURES_EFFORT
    return tuple(_with_figure(sides, change, values, most_solves) for change in found)


# ---- works


def _works(sides: Sides, values: Values) -> list[Change]:
    old = {key: work for key, work in sides.old.works.items() if key not in sides.begun}
    new = {key: work for key, work in sides.new.works.items() if key not in sides.begun}
    found = []
    for asset_id in sorted({*old, *new}):
        was, now = old.get(asset_id), new.get(asset_id)
        if was is None and now is not None:
            found.append(_work("work new", was, now, why_new(sides, now)))
        elif was is not None and now is None:
            found.append(_work("work dropped", was, now, why_dropped(sides, was, values)))
        elif was is not None and now is not None:
            found += _moved(sides, was, now)
    return found


def _moved(sides: Sides, was: Planned, now: Planned) -> list[Change]:
    length = why_length(sides, was)
    if now.start_day > was.start_day:
        return [_work("work later", was, now, (*why_later(sides, was), *length))]
    if now.start_day < was.start_day:
        return [_work("work earlier", was, now, (*why_earlier(sides, was, now), *length))]
    if now.service_day != was.service_day:
        return [_work("work longer", was, now, length)]
    if _equipment(was) != _equipment(now):
        return [_work("work otherwise", was, now, (*why_later(sides, was), *length))]
    return []


def _equipment(work: Planned) -> dict[str, int]:
    units: dict[str, int] = {}
    for (equipment_id, _), quantity in work.uses.items():
        units[equipment_id] = units.get(equipment_id, 0) + quantity
    return units


def _work(what: str, was: Planned | None, now: Planned | None, why: tuple[Reason, ...]) -> Change:
    work = now or was
    return Change(
        what=what,
        id="" if work is None else work.asset_id,
        first_day=None if now is None else now.start_day,
        was_first_day=None if was is None else was.start_day,
        last_day=None if now is None else now.service_day,
        was_last_day=None if was is None else was.service_day,
        why=tuple(reason for reason in why if not (reason.what == "could stay" and what == "work otherwise")),
    )


def _with_figure(sides: Sides, change: Change, values: Values, most_solves: int) -> Change:
    """The change with what it alone adds to the objective: the plan less the same with this work as it was."""
    row = sides.row_of.get(change.id)
    if not change.what.startswith("work") or row is None or values.solve_count >= most_solves:
        return change
    jobs = {job.task: job for job in sides.schedule.jobs}
    was = sides.old.works.get(change.id)
    if was is None:
        jobs.pop(row)
    else:
        then = job_then(sides, was)
        share = jobs[row].capacity_share if row in jobs else 1.0
        jobs[row] = then or Job(
            task=row, start_day=was.start_day, service_day=was.service_day, capacity_share=share, grants=()
        )
        if was.service_day >= sides.situation.days:
            jobs.pop(row, None)
    reverted = values.of(Schedule(tuple(jobs.values())))
    return replace(change, weighted_person_hours=values.of(sides.schedule) - reverted)


# ---- orders


def _orders(sides: Sides) -> list[Change]:
    """New orders by equipment and pledge, against those that the old plan had still to make."""
    old, new = (_to_come(side, sides) for side in (sides.old, sides.new))
    found = []
    for key in sorted({*old, *new}):
        was, now = old.get(key, []), new.get(key, [])
        counts = sum(order.quantity for order in was), sum(order.quantity for order in now)
        days = [min((order.order_day for order in orders), default=None) for orders in (was, now)]
        if counts[0] == counts[1] and days[0] == days[1]:
            continue
        what = "order changed" if was and now else "order new" if now else "order dropped"
        found.append(
            Change(
                what=what,
                id=(now or was)[0].purchase_id,
                first_day=days[1],
                was_first_day=days[0],
                last_day=min((order.arrival_day for order in now), default=None),
                was_last_day=min((order.arrival_day for order in was), default=None),
                equipment_id=key[0],
                pledge_id=key[1],
                quantity=counts[1] or None,
                was_quantity=counts[0] or None,
                why=(*_money_moved(sides, key[1]), *_why_order(sides, f"money:{key[1]}:{key[0]}", key[0])),
            )
        )
    return found


def _money_moved(sides: Sides, pledge_id: str) -> list[Reason]:
    """The day from which a pledge can pay, where it is not what the old plan knew."""
    then, pledge = sides.arrival_then(f"pledge:{pledge_id}"), sides.pledges.get(pledge_id)
    now = None if pledge is None else pledge.usable_from_day
    if then is None or now is None or then == now:
        return []
    return [Reason(what="pledge day", origin=f"pledge:{pledge_id}", day=now, was_day=then)]


def _to_come(side: Side, sides: Sides) -> dict[tuple[str, str], list[Ordered]]:
    found: dict[tuple[str, str], list[Ordered]] = {}
    for order in side.orders.values():
        if order.purchase_id not in sides.placed:
            found.setdefault((order.equipment_id, order.pledge_id), []).append(order)
    return found


def _why_order(sides: Sides, source: str, equipment_id: str) -> list[Reason]:
    """Which works need more or less of it than in the old plan, and what these do instead."""
    before, after = (side.users(source, sides.placed) for side in (sides.old, sides.new))
    more = tuple(sorted(asset_id for asset_id, units in after.items() if units > before.get(asset_id, 0)))
    less = sorted(asset_id for asset_id, units in before.items() if units > after.get(asset_id, 0))
    found = [Reason(what="for", asset_ids=more)] if more else []
    dropped = tuple(asset_id for asset_id in less if asset_id not in sides.new.works)
    if dropped:
        found.append(Reason(what="dropped", asset_ids=dropped))
    origins: dict[str, list[str]] = {}
    for asset_id in less:
        if asset_id in dropped:
            continue
        for (used, origin), units in sides.new.works[asset_id].uses.items():
            named = sides.new.source_of(used, origin, sides.placed)
            had = sum(
                count
                for key, count in sides.old.works[asset_id].uses.items()
                if key[0] == used and sides.old.source_of(*key, sides.placed) == named
            )
            if used == equipment_id and units > had:
                origins.setdefault(named, []).append(asset_id)
    found += [
        Reason(what="taken from", equipment_id=equipment_id, origin=origin, asset_ids=tuple(asset_ids))
        for origin, asset_ids in sorted(origins.items())
    ]
    told = {asset_id for asset_ids in origins.values() for asset_id in asset_ids}
    rest = tuple(asset_id for asset_id in less if asset_id not in told and asset_id not in dropped)
    return [*found, Reason(what="no longer for", asset_ids=rest)] if rest else found


def _deliveries(sides: Sides) -> list[Change]:
    """Orders that were placed: when they arrive now, and what of them is not needed any more."""
    found = []
    for order in sides.situation.kept.orders:
        then = sides.old.orders[order.purchase_id].arrival_day
        change = Change(
            what="delivery later" if order.arrival_day > then else "delivery earlier",
            id=order.purchase_id,
            last_day=order.arrival_day,
            was_last_day=then,
            equipment_id=order.equipment_id,
            pledge_id=order.pledge_id,
            quantity=order.quantity,
        )
        if order.arrival_day != then:
            found.append(change)
        unused, was_unused = (order.quantity - _used(side, sides, order.purchase_id) for side in (sides.new, sides.old))
        if unused > max(0, was_unused):
            why = tuple(_why_order(sides, f"purchase:{order.purchase_id}", order.equipment_id))
            found.append(replace(change, what="units left", quantity=unused, was_quantity=was_unused, why=why))
    return found


def _used(side: Side, sides: Sides, purchase_id: str) -> int:
    return sum(side.users(f"purchase:{purchase_id}", sides.placed).values())
