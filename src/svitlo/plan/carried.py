"""What is left of an old plan: its works as dated jobs of the situation as it is now."""

from collections.abc import Mapping, Sequence

from svitlo.plan.placed import numbered
from svitlo.plan.schedule import Grant, Job
from svitlo.plan.situation import Option, Situation, Task
from svitlo.tables.results import Decisions

Wanted = dict[int, Job | tuple[int, int]]
"""Works of an old plan that have not begun, by task in the order of their start: as dated jobs where the old days and
equipment can still be had by themselves, else as (start day, service day)."""


def wanted_of(situation: Situation, old: Decisions) -> Wanted:
    """The old plan's works that have not begun."""
    row_of = {task.work.asset_id: row for row, task in enumerate(situation.tasks)}
    orders = {row["purchase_id"]: row["pledge_id"] for row in old.purchases.iter_rows(named=True)}
    works, uses = works_and_uses(old)
    wanted: Wanted = {}
    for asset_id, crew_kind, start, service in sorted(works, key=lambda row: (row[2], row[3], row[0])):
        row = row_of.get(asset_id)
        if row is None or start < situation.kept.on_day:
            continue
        work = situation.tasks[row].work
        grants = grants_of(situation, situation.tasks[row], start, uses.get(asset_id, {}), orders)
        dates_hold = crew_kind == work.crew_kind and service - start == work.days and service < situation.days
        if grants is None or not dates_hold or start < work.first_day:
            wanted[row] = (start, service)
        else:
            share = min([1.0, *(grant.option.capacity_share for grant in grants)])
            wanted[row] = Job(task=row, start_day=start, service_day=service, capacity_share=share, grants=grants)
    return wanted


def works_and_uses(
    decisions: Decisions,
) -> tuple[list[tuple[str, str, int, int]], dict[str, dict[tuple[str, str], int]]]:
    """The works of a plan, installs among them, as (asset_id, crew kind, start, service) sorted by asset, and their
    units by asset and then equipment and origin.
    """
    works = list(decisions.repairs.select("asset_id", "crew_kind", "start_day", "service_day").iter_rows())
    uses: dict[str, dict[tuple[str, str], int]] = {}
    for asset_id, equipment_id, quantity, origin in decisions.uses.iter_rows():
        uses.setdefault(asset_id, {})[equipment_id, origin] = quantity
    for asset_id, row in numbered(decisions.installs):
        works.append((asset_id, row["crew_kind"], row["start_day"], row["service_day"]))
        uses[asset_id] = {(row["equipment_id"], row["origin"]): 1}
    return sorted(works), uses


def grants_of(
    situation: Situation, task: Task, start_day: int, used: Mapping[tuple[str, str], int], payer_of: Mapping[str, str]
) -> tuple[Grant, ...] | None:
    """Units of an old plan as grants for a task's needs; None if they do not fit or are not there by its start.

    `used`: units by equipment and origin. `payer_of`: the pledge that pays for each order of the old plan.
    """
    units = _by_source(situation, used, payer_of)
    if units is None:
        return None
    found: list[Grant] = []
    left = dict(units)
    for need in task.needs:
        missing = need.quantity
        own_first: Sequence[Option] = sorted(need.options, key=lambda option: option.equipment_id != need.equipment_id)
        for option in own_first:
            count = min(missing, left.get((option.equipment_id, option.source), 0))
            if count > 0 and option.ready_day <= start_day:
                found.append(Grant(option=option, quantity=count))
                left[option.equipment_id, option.source] -= count
                missing -= count
        if missing:
            return None
    return None if any(left.values()) else tuple(found)


def _by_source(
    situation: Situation, used: Mapping[tuple[str, str], int], payer_of: Mapping[str, str]
) -> dict[tuple[str, int], int] | None:
    """Units by equipment and source row; None where something came from a source that there is not any more."""
    gifts = {
        source.pledge_id: row
        for row, source in enumerate(situation.sources)
        if not source.is_money and not source.purchase_id
    }
    money = {source.pledge_id: row for row, source in enumerate(situation.sources) if source.is_money}
    placed = {source.purchase_id: row for row, source in enumerate(situation.sources) if source.purchase_id}
    known = {order.purchase_id for order in situation.kept.orders}
    units: dict[tuple[str, int], int] = {}
    for (equipment_id, origin), quantity in sorted(used.items()):
        kind, _, name = origin.partition(":")
        row: int | None
        if kind == "pledge":
            row = gifts.get(name)
        else:
            row = placed.get(name) if name in known else money.get(payer_of.get(name, ""))
        if row is None:
            return None
        units[equipment_id, row] = units.get((equipment_id, row), 0) + quantity
    return units
