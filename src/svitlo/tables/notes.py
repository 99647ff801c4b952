"""What is not wrong with a case but worth knowing before one trusts a plan made from it."""

from collections.abc import Iterable, Iterator
from typing import Any

from svitlo.tables.checks_damage import damaged_assets, fits
from svitlo.tables.draft import Asset, Draft


def notes_of(draft: Draft) -> tuple[str, ...]:
    """Notes on a case that passed its checks, in the order in which a reader would ask."""
    return tuple(note for part in (_tables, _repairs, _equipment, _weather, _pumps) for note in part(draft))


def _tables(draft: Draft) -> Iterator[str]:
    if draft["damage"].frame.is_empty():
        yield "Nothing is damaged: the table damage has no rows."
    elif draft["works"].frame.is_empty():
        yield "Nothing can be repaired: the table works has no rows."
    if draft["crews"].frame.is_empty() and not _gifts(draft, "crew", "crew_kind"):
        yield "No crews: nothing can be repaired."
    if draft["pledges"].frame.is_empty():
        yield "No pledges: nothing can be bought."
    if draft["places"].frame.is_empty():
        yield "No places: all people are counted by the load at their bus."


def _repairs(draft: Draft) -> Iterator[str]:
    works = [work for _, work in draft["works"].lines()]
    crews = {crew["crew_kind"] for _, crew in draft["crews"].lines() if crew["count"] > 0}
    crews |= _gifts(draft, "crew", "crew_kind")
    without_work, without_crew = [], set()
    for damage, asset in damaged_assets(draft):
        fitting = [work for work in works if fits(work, damage, asset)]
        if not fitting:
            without_work.append(damage["asset_id"])
        without_crew |= {work["crew_kind"] for work in fitting} - crews
    if without_work and works:
        yield f"No row of works fits {_few(without_work)}: damaged to the end."
    if crews:
        yield from (f"Repairs need crews of kind {kind}, and there are none." for kind in sorted(without_crew))


def _equipment(draft: Draft) -> Iterator[str]:
    needs = [need for _, need in draft["needs"].lines()]
    needed = {
        need["equipment_id"] for damage, asset in damaged_assets(draft) for need in _fitting(needs, damage, asset)
    }
    out_of_reach = sorted(needed - _obtainable(draft))
    if out_of_reach:
        yield f"Repairs need equipment that nobody gives and that cannot be bought in time: {_few(out_of_reach)}."


def _fitting(needs: list[dict[str, Any]], damage: dict[str, Any], asset: Asset) -> Iterator[dict[str, Any]]:
    return (need for need in needs if fits(need, damage, asset))


def _obtainable(draft: Draft) -> set[str]:
    """Equipment that is given, or that money could buy within the horizon, or for which such equipment stands in."""
    found = _gifts(draft, "goods", "equipment_id")
    days = draft.heading.days
    if any(pledge["form"] == "cash" and pledge["amount"] > 0 for _, pledge in draft["pledges"].lines()):
        for _, item in draft["catalogue"].lines():
            if item["supply_count"] != 0 and (days is None or item["lead_days"] < days):
                found.add(item["equipment_id"])
    return found | {pair["stands_in_for"] for _, pair in draft["substitutes"].lines() if pair["equipment_id"] in found}


def _gifts(draft: Draft, form: str, column: str) -> set[str]:
    return {pledge[column] for _, pledge in draft["pledges"].lines() if pledge["form"] == form}


def _weather(draft: Draft) -> Iterator[str]:
    if draft.heading.has_cold is False and not draft["weather"].frame.is_empty():
        yield "The table weather is not used: case.toml has no [cold]."


def _pumps(draft: Draft) -> Iterator[str]:
    linked = set(draft["links"].frame["pump_id"])
    for name, water in draft.water.items():
        pumps = water.links.filter(water.links["kind"] == "pump")["link_id"]
        alone = [f"{name}/{pump}" for pump in pumps if f"{name}/{pump}" not in linked]
        if alone:
            yield f"Pumps without a row in links have their own supply, whatever happens: {_few(alone)}."


def _few(names: Iterable[str], most: int = 5) -> str:
    names = sorted(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
