"""The facts that a plan rests on, kept with it, so that a later plan can tell which of them changed."""

from collections.abc import Mapping
from typing import Any

from svitlo.aid.crews import crews_by_day
from svitlo.aid.ledger import support_of
from svitlo.tables.case import Case
from svitlo.tables.changes import FACTS_KEY, Fact
from svitlo.tables.errors import BadInput

Known = dict[str, dict[str, Any]]
"""`damage`: asset -> [day, severity]; `pledges`: id -> [day usable or null, USD, units or crews]; `lead_days`:
equipment -> days; `crews`: kind -> [[first day, crews], ...], each until the next."""

TABLES = ("damage", "pledges", "lead_days", "crews")


def known_of(case: Case, *, count_announced: bool = False) -> Known:
    """The facts of a case that most often change."""
    pledges = support_of(case, count_announced=count_announced)
    damage = case.damage.sort("asset_id").select("asset_id", "severity", "reported").iter_rows()
    return {
        "damage": {asset_id: [max(0, case.day_of(day)), severity] for asset_id, severity, day in damage},
        "pledges": {
            pledge.pledge_id: [
                pledge.usable_from_day,
                pledge.amount_usd if pledge.form == "cash" else pledge.quantity,
            ]
            for pledge in pledges
        },
        "lead_days": dict(case.catalogue.sort("equipment_id").select("equipment_id", "lead_days").iter_rows()),
        "crews": {kind: _runs(crews.tolist()) for kind, crews in crews_by_day(case, pledges).items()},
    }


def _runs(counts: list[int]) -> list[list[int]]:
    return [[day, count] for day, count in enumerate(counts) if day == 0 or count != counts[day - 1]]


def crew_counts(runs: list[list[int]], days: int) -> list[int]:
    """Crews on each day; the last count goes on where the horizon is longer now."""
    change = {run[0]: run[1] for run in runs}
    counts, count = [], 0
    for day in range(days):
        count = change.get(day, count)
        counts.append(count)
    return counts


def known_from(summary: Mapping[str, object]) -> Known | None:
    """The facts that an old plan was made with; None where it does not tell them. Raises `BadInput` if not readable."""
    facts = summary.get(FACTS_KEY)
    if facts is None:
        return None
    if not isinstance(facts, dict) or not all(_is_sound(name, facts.get(name)) for name in TABLES):
        hint = f"leave `{FACTS_KEY}` as the plan was written, or take it out"
        raise BadInput.of("summary.json of the old plan", "is not what a plan writes", column=FACTS_KEY, hint=hint)
    return {name: facts[name] for name in TABLES}


def _is_sound(name: str, table: object) -> bool:
    if not isinstance(table, dict):
        return False
    if name == "damage":
        return all(_is_pair(entry, (int,), (str,)) for entry in table.values())
    if name == "pledges":
        return all(_is_pair(entry, (int, type(None)), (int, float)) for entry in table.values())
    if name == "lead_days":
        return all(type(entry) is int for entry in table.values())
    return all(isinstance(runs, list) and all(_is_pair(run, (int,), (int,)) for run in runs) for runs in table.values())


def _is_pair(entry: object, first: tuple[type, ...], second: tuple[type, ...]) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and type(entry[0]) in first and type(entry[1]) in second


def changed_facts(was: Known, now: Known, days: int) -> tuple[Fact, ...]:
    """Every fact that differs, damage first."""
    return (*_damage(was["damage"], now["damage"]), *_pledges(was["pledges"], now["pledges"]), *_rest(was, now, days))


def _damage(was: dict[str, Any], now: dict[str, Any]) -> list[Fact]:
    found = []
    for asset_id in sorted({*was, *now}):
        if asset_id not in was:
            found.append(Fact(what="damage new", id=asset_id, was=None, now=now[asset_id][0]))
        elif asset_id not in now:
            found.append(Fact(what="damage gone", id=asset_id, was=was[asset_id][0], now=None))
        else:
            for what, (old, new) in zip(
                ("damage day", "severity"), zip(was[asset_id], now[asset_id], strict=True), strict=True
            ):
                if old != new:
                    found.append(Fact(what=what, id=asset_id, was=old, now=new))
    return found


def _pledges(was: dict[str, Any], now: dict[str, Any]) -> list[Fact]:
    found = []
    for pledge_id in sorted({*was, *now}):
        if pledge_id not in was:
            found.append(Fact(what="pledge new", id=pledge_id, was=None, now=now[pledge_id][0]))
        elif pledge_id not in now:
            found.append(Fact(what="pledge gone", id=pledge_id, was=was[pledge_id][0], now=None))
        else:
            for what, (old, new) in zip(
                ("pledge day", "pledge size"), zip(was[pledge_id], now[pledge_id], strict=True), strict=True
            ):
                if old != new:
                    found.append(Fact(what=what, id=pledge_id, was=old, now=new))
    return found


def _rest(was: Known, now: Known, days: int) -> list[Fact]:
    found = []
    for equipment_id in sorted({*was["lead_days"]} & {*now["lead_days"]}):
        old, new = was["lead_days"][equipment_id], now["lead_days"][equipment_id]
        if old != new:
            found.append(Fact(what="lead time", id=equipment_id, was=old, now=new))
    for kind in sorted({*was["crews"], *now["crews"]}):
        before, after = (crew_counts(side["crews"].get(kind, []), days) for side in (was, now))
        first = 0
        for day in range(1, days + 1):
            if day < days and (before[day], after[day]) == (before[first], after[first]):
                continue
            if before[first] != after[first]:
                found.append(
                    Fact(what="crews", id=kind, was=before[first], now=after[first], from_day=first, to_day=day - 1)
                )
            first = day
    return found
