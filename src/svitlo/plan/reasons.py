"""Why works moved between two plans: compared facts only. What no compared fact tells stays without a reason."""

from collections.abc import Iterator
from dataclasses import replace

from svitlo.plan.carried import grants_of
from svitlo.plan.schedule import Job
from svitlo.plan.sides import Planned, Sides
from svitlo.plan.value import Values
from svitlo.tables.changes import Reason

WHOLE = 1e-9
"""Shares of the objective below which nothing is regained."""


def why_later(sides: Sides, was: Planned) -> tuple[Reason, ...]:
    """What keeps a work of the old plan from its old days: the damage, parts, crews, or what other works take now."""
    found = [*_struck_later(sides, was), *_parts(sides, was)]
    old = None if found else job_then(sides, was)
    if old is None:
        return tuple(found)
    work = sides.situation.tasks[old.task].work
    now = sides.job_of.get(was.asset_id)
    if now is not None:
        sides.ledger.give_back(now)
    crew_free = sides.ledger.allows(replace(old, grants=(), service_day=min(sides.situation.days, old.service_day)))
    parts_left = sides.ledger.allows(replace(old, service_day=old.start_day))
    if now is not None:
        sides.ledger.take(now)
    if not parts_left:
        found += _parts_went(sides, was)
    if not crew_free:
        found += _crew_busy(sides, was, work.crew_kind)
    if crew_free and parts_left and now is not None and work.days == was.service_day - was.start_day:
        found.append(Reason(what="could stay"))
    return tuple(found)


def why_earlier(sides: Sides, was: Planned, now: Planned) -> tuple[Reason, ...]:
    """What kept the old plan from the new day, and no longer does."""
    found: list[Reason] = []
    old_parts = [(key, sides.arrival_then(key[1])) for key in was.uses]
    waited = [(key, day) for key, day in old_parts if day is not None and day > now.start_day]
    for (equipment_id, origin), day in waited:
        arrival = sides.arrival_now(sides.old, equipment_id, origin)
        if arrival is not None and arrival <= now.start_day:
            found.append(
                Reason(what="part earlier", equipment_id=equipment_id, origin=origin, day=arrival, was_day=day)
            )
    if waited and not found:
        latest = max(day for _, day in waited)
        found += [
            Reason(
                what="part elsewhere",
                equipment_id=equipment_id,
                origin=origin,
                day=sides.arrival_now(sides.new, equipment_id, origin),
                was_day=latest,
            )
            for equipment_id, origin in _other_origins(sides, was, now)
        ]
    return (*found, *_crew_freed(sides, was, now))


def why_new(sides: Sides, now: Planned) -> tuple[Reason, ...]:
    """What a work that the old plan did not have comes from."""
    asset = sides.situation.tasks[sides.row_of[now.asset_id]].work.asset
    struck_day = int(sides.situation.outages.out_from_day[asset])
    found: list[Reason] = []
    if sides.known is not None and now.asset_id not in sides.known["damage"]:
        found.append(Reason(what="struck", day=struck_day))
    for equipment_id, origin in now.uses:
        arrival, then = sides.arrival_now(sides.new, equipment_id, origin), None
        if not origin.startswith("purchase:") or origin.removeprefix("purchase:") in sides.placed:
            then = sides.arrival_then(origin)
        if arrival is not None and then is not None and arrival < then:
            found.append(
                Reason(what="part earlier", equipment_id=equipment_id, origin=origin, day=arrival, was_day=then)
            )
        source = sides.new.source_of(equipment_id, origin, sides.placed)
        before, after = (side.users(source, sides.placed) for side in (sides.old, sides.new))
        gave = tuple(sorted(asset_id for asset_id, units in before.items() if after.get(asset_id, 0) < units))
        if gave:
            found.append(Reason(what="parts left", equipment_id=equipment_id, origin=source, asset_ids=gave))
    return tuple(found)


def why_dropped(sides: Sides, was: Planned, values: Values) -> tuple[Reason, ...]:
    """Why a work of the old plan is not in the new one."""
    if was.asset_id not in {item.asset_id for item in sides.situation.outages.items}:
        return (Reason(what="not damaged"),)
    row = sides.row_of.get(was.asset_id)
    if row is None:
        return (Reason(what="no work"),)
    days = sides.situation.tasks[row].work.days
    possible = sides.ledger.earliest(row, hasty=True)
    if possible is not None:
        jobs = sides.schedule.jobs
        now, then = (values.of(replace(sides.schedule, jobs=more)) for more in (jobs, (*jobs, possible)))
        return (Reason(what="regains nothing", day=possible.start_day),) if then >= now * (1.0 - WHOLE) else ()
    found = [*why_later(sides, was)]
    latest = max((reason.day or 0 for reason in found if reason.what in ("part later", "damage day")), default=0)
    if latest + days >= sides.situation.days:
        found.append(Reason(what="too late", day=latest, count=days))
    return tuple(found)


def why_length(sides: Sides, was: Planned) -> tuple[Reason, ...]:
    """Days of work and needs that are not what they were."""
    row = sides.row_of.get(was.asset_id)
    if row is None:
        return ()
    work = sides.situation.tasks[row].work
    before = was.service_day - was.start_day
    found = []
    if work.days != before:
        what = "takes longer" if work.days > before else "takes less"
        found.append(Reason(what=what, count=work.days, was_count=before))
    if sum(was.uses.values()) != sum(quantity for _, quantity in work.needs):
        found.append(Reason(what="needs"))
    return tuple(found)


def _struck_later(sides: Sides, was: Planned) -> Iterator[Reason]:
    asset = sides.situation.tasks[sides.row_of[was.asset_id]].work.asset
    day = int(sides.situation.outages.out_from_day[asset])
    if day > was.start_day:
        then = None if sides.known is None else sides.known["damage"].get(was.asset_id, [None])[0]
        yield Reason(what="damage day", day=day, was_day=then)


def _parts(sides: Sides, was: Planned) -> Iterator[Reason]:
    """What the old plan would have used and is not there on the old day any more."""
    for equipment_id, origin in was.uses:
        arrival = sides.arrival_now(sides.old, equipment_id, origin)
        named = sides.old.source_of(equipment_id, origin, sides.placed)
        if arrival is None:
            pledge = sides.pledges.get(named.split(":")[1])
            words = "" if pledge is None else pledge.why
            yield Reason(what="part gone", equipment_id=equipment_id, origin=named, words=words)
        elif arrival > was.start_day:
            yield Reason(
                what="part later",
                equipment_id=equipment_id,
                origin=named,
                day=arrival,
                was_day=sides.arrival_then(origin),
            )


def _parts_went(sides: Sides, was: Planned) -> Iterator[Reason]:
    """Who takes more now of what the old plan meant for this work."""
    for equipment_id, origin in was.uses:
        source = sides.old.source_of(equipment_id, origin, sides.placed)
        before, after = (side.users(source, sides.placed) for side in (sides.old, sides.new))
        takers = tuple(
            sorted(
                asset_id
                for asset_id, units in after.items()
                if asset_id != was.asset_id and units > before.get(asset_id, 0)
            )
        )
        if takers:
            yield Reason(what="parts went", equipment_id=equipment_id, origin=source, asset_ids=takers)


def _crew_busy(sides: Sides, was: Planned, kind: str) -> Iterator[Reason]:
    """The first of its old days on which all crews are taken, and by whom that the old plan did not have there."""
    for day in range(was.start_day, min(sides.situation.days, was.service_day)):
        others = sides.new.at_work(kind, day) - {was.asset_id}
        crews = sides.crews_now(kind, day)
        if len(others) < crews:
            continue
        then = sides.crews_then(kind, day)
        if then is not None and then > crews:
            yield Reason(what="crews fewer", crew_kind=kind, day=day, count=crews, was_count=then)
        came = others - sides.old.at_work(kind, day)
        if came or then is None or then <= crews:
            at_work = tuple(sorted(came or others))
            until = max((sides.new.works[asset_id].service_day for asset_id in at_work), default=None)
            yield Reason(what="crew busy", crew_kind=kind, day=day, until_day=until, asset_ids=at_work)
        return


def _crew_freed(sides: Sides, was: Planned, now: Planned) -> Iterator[Reason]:
    """The first of its new days on which the old plan had no crew free, and who holds none any more."""
    kind = now.crew_kind
    for day in range(now.start_day, min(now.service_day, was.start_day)):
        then = sides.crews_then(kind, day)
        others = sides.old.at_work(kind, day) - {was.asset_id}
        if then is None or len(others) < then:
            continue
        crews = sides.crews_now(kind, day)
        if crews > then:
            yield Reason(what="crews more", crew_kind=kind, day=day, count=crews, was_count=then)
        gone = tuple(sorted(others - sides.new.at_work(kind, day)))
        if gone:
            yield Reason(what="crew free", crew_kind=kind, day=day, asset_ids=gone)
        return


def _other_origins(sides: Sides, was: Planned, now: Planned) -> list[tuple[str, str]]:
    """What a work uses now that does not come from where the old plan had it from."""
    before = {(key[0], sides.old.source_of(*key, sides.placed)) for key in was.uses}
    return [key for key in now.uses if (key[0], sides.new.source_of(*key, sides.placed)) not in before]


def job_then(sides: Sides, was: Planned) -> Job | None:
    """An old work as a job of the situation; None where what it was to use no longer fits or is not there in time."""
    row = sides.row_of[was.asset_id]
    payer_of = {order.purchase_id: order.pledge_id for order in sides.old.orders.values()}
    grants = grants_of(sides.situation, sides.situation.tasks[row], was.start_day, was.uses, payer_of)
    if grants is None:
        return None
    share = min([1.0, *(grant.option.capacity_share for grant in grants)])
    return Job(task=row, start_day=was.start_day, service_day=was.service_day, capacity_share=share, grants=grants)
