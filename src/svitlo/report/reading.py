"""What was read of a case, as plain values: for `svitlo check`, on screen and as JSON."""

from collections import Counter
from itertools import groupby

import numpy as np

from svitlo.aid.crews import crews_by_day
from svitlo.aid.ledger import Pledge
from svitlo.assets.people import UNNAMED, people_of
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.damage.works import works_of
from svitlo.report.words import PLAIN, number
from svitlo.tables.case import Case


def reading_of(case: Case, pledges: tuple[Pledge, ...]) -> dict[str, object]:
    """Counts and sums of what a case says; days are model days, money is in USD."""
    grid = grid_of(case.power)
    people, outages = people_of(case, grid), outages_of(case, grid)
    unnamed = np.array([place_id.startswith(UNNAMED) for place_id in people.place_ids], dtype=np.bool_)
    reparable = works_of(case, outages)
    return {
        "name": case.settings.name,
        "start": case.settings.start.isoformat(),
        "days": case.settings.days,
        "case_sha256": case.sha256,
        "assets": _assets(case),
        "load_mw": float(grid.load_mw.sum()),
        "generation_mw": _finite(float(grid.generator_max_mw.sum())),
        "people_at_places": float(case.places["people"].sum()),
        "people_at_other_buses": float(people.people[unnamed].sum()),
        "places": dict(sorted(Counter(case.places["kind"].to_list()).items())),
        "damaged": dict(sorted(Counter(f"{item.kind} {item.severity}" for item in outages.items).items())),
        "damaged_count": len(outages.items),
        "reparable_count": len(reparable),
        "usable_usd_by_day": [[day, usd] for day, usd in _money(case, pledges)],
        "gifts": _gifts(case, pledges),
        "crews": _crews(case, pledges),
        "notes": list(case.notes),
    }


def reading_lines(reading: dict[str, object]) -> list[str]:
    """The same in words, one line a subject."""

    def counts(name: str) -> str:
        found = reading[name]
        listed = (
            ", ".join(f"{amount(value)} {kind}" for kind, value in found.items()) if isinstance(found, dict) else ""
        )
        return listed or "none"

    def amount(value: object) -> str:
        return number(value, space=PLAIN) if isinstance(value, int | float) else "without limit"

    money = reading["usable_usd_by_day"]
    steps = "; ".join(f"{amount(usd)} from day {day}" for day, usd in money) if isinstance(money, list) else ""
    crews = reading["crews"]
    kinds = (
        "; ".join(f"{kind} {low} to {high}" for kind, (low, high) in crews.items()) if isinstance(crews, dict) else ""
    )
    return [
        f"{reading['name']}: {reading['days']} days from {reading['start']}",
        f"Network: {counts('assets')}; load {amount(reading['load_mw'])} MW, "
        f"generation {amount(reading['generation_mw'])} MW",
        f"People: {amount(reading['people_at_places'])} at named places, "
        f"{amount(reading['people_at_other_buses'])} at other buses",
        f"Places: {counts('places')}",
        f"Damaged: {reading['damaged_count']} ({counts('damaged')}); {reading['reparable_count']} have a fitting work",
        f"Usable money (USD, cumulative): {steps or 'none'}",
        f"Usable gifts: {counts('gifts')}",
        f"Crews a day (fewest to most): {kinds or 'none'}",
    ]


def _assets(case: Case) -> dict[str, int]:
    ids = set(case.power.buses["asset_id"].drop_nulls().to_list())
    ids |= set(case.power.branches["asset_id"].drop_nulls().to_list())
    ids |= set(case.power.generators["asset_id"].drop_nulls().to_list())
    return dict(sorted(Counter(asset_id.split("/")[1] for asset_id in ids).items()))


def _money(case: Case, pledges: tuple[Pledge, ...]) -> list[tuple[int, float]]:
    """Money that can be spent from each day on which there is more, cumulative."""
    usable = sorted(
        (pledge.usable_from_day, pledge.amount_usd)
        for pledge in pledges
        if pledge.form == "cash" and pledge.usable_from_day is not None and pledge.usable_from_day < case.settings.days
    )
    total, steps = 0.0, []
    for day, group in groupby(usable, key=lambda entry: entry[0]):
        total += sum(usd for _, usd in group)
        steps.append((day, total))
    return steps


def _gifts(case: Case, pledges: tuple[Pledge, ...]) -> dict[str, int]:
    gifts: Counter[str] = Counter()
    for pledge in pledges:
        day = pledge.usable_from_day
        if pledge.form == "goods" and day is not None and day < case.settings.days:
            gifts[pledge.equipment_id] += pledge.quantity
    return dict(sorted(gifts.items()))


def _crews(case: Case, pledges: tuple[Pledge, ...]) -> dict[str, list[int]]:
    """Fewest and most crews of each kind on any day."""
    return {kind: [int(crews.min()), int(crews.max())] for kind, crews in crews_by_day(case, pledges).items()}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
