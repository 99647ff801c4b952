"""A second count of what decisions take, from the tables of the case alone: short, and not the auditor's."""

import math
from collections import Counter
from collections.abc import Iterator

from svitlo.aid.crews import crews_by_day
from svitlo.aid.ledger import Pledge, support_of
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions


def breaches(case: Case, decisions: Decisions) -> list[str]:
    """Every rule about money, goods, crews and dates that the decisions break."""
    pledges = {pledge.pledge_id: pledge for pledge in support_of(case)}
    return [
        *_money(case, decisions, pledges),
        *_goods(decisions, pledges),
        *_crews(case, decisions, list(pledges.values())),
        *_dates(case, decisions, pledges),
    ]


def _money(case: Case, decisions: Decisions, pledges: dict[str, Pledge]) -> Iterator[str]:
    catalogue = {row["equipment_id"]: row for row in case.catalogue.iter_rows(named=True)}
    spent: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for row in decisions.purchases.iter_rows(named=True):
        entry, pledge = catalogue[row["equipment_id"]], pledges[row["pledge_id"]]
        spent[row["pledge_id"]] += row["quantity"] * entry["cost_usd"]
        bought[row["equipment_id"]] += row["quantity"]
        if pledge.form != "cash" or pledge.usable_from_day is None or row["order_day"] < pledge.usable_from_day:
            yield f"{row['purchase_id']}: the money of {pledge.pledge_id} cannot be spent then"
        if row["arrival_day"] != row["order_day"] + entry["lead_days"]:
            yield f"{row['purchase_id']}: arrives on a wrong day"
    for pledge_id, usd in spent.items():
        if usd > pledges[pledge_id].amount_usd + 1e-3:
            yield f"{pledge_id}: {usd} USD spent"
    for equipment_id, count in bought.items():
        most = catalogue[equipment_id]["supply_count"]
        if most is not None and count > most:
            yield f"{equipment_id}: {count} bought of {most}"


def _goods(decisions: Decisions, pledges: dict[str, Pledge]) -> Iterator[str]:
    stock = {f"purchase:{row[0]}": row[2] for row in decisions.purchases.iter_rows()}
    stock |= {f"pledge:{pledge_id}": pledge.quantity for pledge_id, pledge in pledges.items() if pledge.form == "goods"}
    used: Counter[str] = Counter()
    for row in decisions.uses.iter_rows(named=True):
        used[row["origin"]] += row["quantity"]
    for origin, count in used.items():
        if count > stock[origin]:
            yield f"{origin}: {count} used of {stock[origin]}"
    unused = {origin for origin, count in stock.items() if origin.startswith("purchase:") and used[origin] < count}
    yield from (f"{origin}: bought and not used" for origin in sorted(unused))


def _crews(case: Case, decisions: Decisions, pledges: list[Pledge]) -> Iterator[str]:
    free = {kind: crews.copy() for kind, crews in crews_by_day(case, pledges).items()}
    for row in decisions.repairs.iter_rows(named=True):
        free[row["crew_kind"]][row["start_day"] : row["service_day"]] -= 1
    yield from (f"{kind}: too many at work" for kind, left in free.items() if (left < 0).any())


def _dates(case: Case, decisions: Decisions, pledges: dict[str, Pledge]) -> Iterator[str]:
    arrival = {f"purchase:{row[0]}": row[5] for row in decisions.purchases.iter_rows()}
    arrival |= {f"pledge:{key}": pledge.usable_from_day for key, pledge in pledges.items() if pledge.form == "goods"}
    reported = {row[0]: max(0, case.day_of(row[1])) for row in case.damage.select("asset_id", "reported").iter_rows()}
    severity = dict(case.damage.select("asset_id", "severity").iter_rows())
    start = {row["asset_id"]: row["start_day"] for row in decisions.repairs.iter_rows(named=True)}
    for row in decisions.repairs.iter_rows(named=True):
        kind = row["asset_id"].split("/")[1]
        works = case.works.rows_by_key(["asset_kind", "severity"], named=True)[kind, severity[row["asset_id"]]]
        if row["service_day"] - row["start_day"] != math.ceil(works[0]["crew_days"]):
            yield f"{row['asset_id']}: takes a wrong number of days"
        if row["start_day"] < reported[row["asset_id"]] or row["service_day"] >= case.settings.days:
            yield f"{row['asset_id']}: works on days on which it cannot"
    for row in decisions.uses.iter_rows(named=True):
        there = arrival[row["origin"]]
        if there is None or there > start[row["asset_id"]]:
            yield f"{row['asset_id']}: uses {row['origin']} before it is there"
