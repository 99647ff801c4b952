"""Repairs: what they take by the case's tables, and whether the plan's works, dates, crews and uses agree with it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from svitlo.assets.power import Grid
from svitlo.damage.outages import Outage, Outages
from svitlo.proof.audit_breach import Breach
from svitlo.proof.audit_form import Row, twice
from svitlo.proof.audit_match import can_fill
from svitlo.proof.audit_stock import Draw
from svitlo.proof.audit_support import Facts, Support, broken_prefixes
from svitlo.tables.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`count` crews at work from `start_day` for `days` days; `facts` say on what, for earmarked crews."""

    where: str
    crew_kind: str
    start_day: int
    days: int
    facts: Facts
    count: int = 1

    @property
    def service_day(self) -> int:
        """The day after the last day of work."""
        return self.start_day + self.days


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repairs:
    """The plan's repairs as they truly are: jobs by asset, draws on the stock, the day on which each asset is back and
    the share of its capacity that it then has, and what is wrong. A work before the damage brings nothing back.
    """

    jobs: Mapping[str, Job]
    draws: tuple[Draw, ...]
    service_day: Mapping[str, int]
    capacity_share: Mapping[str, float]
    breaches: tuple[Breach, ...]


def repairs_of(case: Case, grid: Grid, outages: Outages, repairs: pl.DataFrame, uses: pl.DataFrame) -> Repairs:
    """Judge the repairs and their uses. Repairs that the case does not know are reported and change nothing."""
    outage_of = {item.asset_id: item for item in outages.items}
    breaches = [
        Breach("repair", f"repairs.csv {asset_id}", "is repaired more than once")
        for (asset_id,) in twice(repairs, ["asset_id"])
    ]
    breaches += [
        Breach("form", "uses.csv " + " ".join(key), "has more than one row")
        for key in twice(uses, ["asset_id", "equipment_id", "origin"])
    ]
    equipment_of = _equipment_of(uses)
    jobs: dict[str, Job] = {}
    shares: dict[str, float] = {}
    service_day: dict[str, int] = {}
    for row in repairs.unique("asset_id", keep="first", maintain_order=True).iter_rows(named=True):
        asset_id = row["asset_id"]
        outage = outage_of.get(asset_id)
        if outage is None:
            breaches.append(Breach("repair", f"repairs.csv {asset_id}", "is not a damaged asset"))
            continue
        used = equipment_of.get(asset_id, {})
        facts = _facts(case, grid, outage, used)
        job, found = _job(case, outage, row, facts)
        breaches += found
        if job is not None:
            jobs[asset_id] = job
            if job.start_day >= outage.out_from_day:
                service_day[asset_id] = job.service_day
        shares[asset_id], found = _needs_met(case, outage, used)
        breaches += found
    draws = [_draw(row, jobs.get(row["asset_id"])) for row in uses.iter_rows(named=True)]
    repaired = set(repairs["asset_id"].to_list())
    breaches += [
        Breach("needs", f"uses.csv {asset_id}", "equipment is used up on an asset that is not repaired")
        for asset_id in sorted(set(equipment_of) - repaired)
    ]
    return Repairs(
        jobs=jobs,
        draws=tuple(draws),
        service_day=service_day,
        capacity_share=shares,
        breaches=tuple(breaches),
    )


def fits(row: Row, outage: Outage) -> bool:
    """Whether a row of `works` or `needs` is for this asset: kind, severity, and voltage with both limits inclusive.

    What has no voltage is within no limits.
    """
    if row["asset_kind"] != outage.kind or row["severity"] != outage.severity:
        return False
    low, high = row["kv_min"], row["kv_max"]
    if outage.kv is None:
        return low is None and high is None
    return (low is None or low <= outage.kv) and (high is None or outage.kv <= high)


def _equipment_of(uses: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Units by asset and equipment."""
    units: dict[str, dict[str, int]] = {}
    for asset_id, equipment_id, quantity in uses.select("asset_id", "equipment_id", "quantity").iter_rows():
        of_asset = units.setdefault(asset_id, {})
        of_asset[equipment_id] = of_asset.get(equipment_id, 0) + quantity
    return units


def _draw(row: Row, job: Job | None) -> Draw:
    return Draw(
        where=f"uses.csv {row['asset_id']} {row['equipment_id']}",
        origin=row["origin"],
        equipment_id=row["equipment_id"],
        quantity=row["quantity"],
        start_day=None if job is None else job.start_day,
        facts={"asset": frozenset({row["asset_id"]})} if job is None else job.facts,
    )


def _facts(case: Case, grid: Grid, outage: Outage, used: Mapping[str, int]) -> Facts:
    """The repair in the words of an earmark; its places are those at the bus or node, or at an end, of the asset.

    The sector is that of the equipment; a work that uses none belongs to the asset's own.
    """
    buses = set(outage.bus_rows)
    for row in outage.branch_rows:
        buses |= {int(grid.branch_from[row]), int(grid.branch_to[row])}
    buses |= {int(grid.generator_bus[row]) for row in outage.generator_rows}
    bus_ids = [grid.bus_ids[bus] for bus in sorted(buses)]
    at_ends = pl.col("bus_id").is_in(bus_ids) | pl.col("water_node_id").is_in(outage.end_nodes)
    places = case.places.filter(at_ends)["place_id"].to_list()
    own = {"sector": frozenset({"water" if outage.network else "power"})}
    return {
        "asset": frozenset({outage.asset_id}),
        "kind": frozenset({outage.kind}),
        "place": frozenset(places),
        **own,
        **equipment_facts(case, used),
    }


def equipment_facts(case: Case, equipment_ids: Iterable[str]) -> Facts:
    """What equipment is in the words of an earmark: its ids and the sectors that the catalogue gives it."""
    ids = frozenset(equipment_ids)
    sectors = case.catalogue.filter(pl.col("equipment_id").is_in(list(ids)))["sector"].to_list()
    return {"equipment": ids} | ({"sector": frozenset(sectors)} if sectors else {})


def _job(case: Case, outage: Outage, row: Row, facts: Facts) -> tuple[Job | None, list[Breach]]:
    """The repair's job with its true length, and what the plan says wrongly of it."""
    where = f"repairs.csv {outage.asset_id}"
    known = [
        (work["crew_kind"] != row["crew_kind"], math.ceil(work["crew_days"]), work["crew_kind"])
        for work in case.works.iter_rows(named=True)
        if fits(work, outage)
    ]
    if not known:
        return None, [Breach("repair", where, "no row of works says how to repair it")]
    other_crew, days, crew_kind = min(known)
    found = []
    if other_crew:
        found.append(Breach("crew kind", where, f"takes a crew of kind {crew_kind}, not {row['crew_kind']}"))
    start_day = row["start_day"]
    if row["service_day"] != start_day + days:
        what = f"work of {days} days from day {start_day} is in service on day {start_day + days}"
        found.append(Breach("dates", where, f"{what}, not on day {row['service_day']}"))
    if start_day < outage.out_from_day:
        found.append(Breach("dates", where, f"starts on day {start_day}, reported on day {outage.out_from_day}"))
    if start_day >= case.settings.days:
        found.append(Breach("dates", where, f"starts on day {start_day}, after the horizon"))
    return Job(where=where, crew_kind=crew_kind, start_day=start_day, days=days, facts=facts), found


def _needs_met(case: Case, outage: Outage, used: Mapping[str, int]) -> tuple[float, list[Breach]]:
    """The share of its capacity that the asset has with what it got, and what is wrong with what it got.

    Where the units could be matched with the needs in several ways, the one that gives most capacity counts.
    """
    where = f"uses.csv {outage.asset_id}"
    needs: dict[str, int] = {}
    for row in case.needs.iter_rows(named=True):
        if not fits(row, outage):
            continue
        units = _units(row, outage)
        if units is None:
            return 1.0, [Breach("cannot judge", where, f"{row['equipment_id']} is needed per km, length unknown")]
        needs[row["equipment_id"]] = needs.get(row["equipment_id"], 0) + units
    needs = {equipment_id: units for equipment_id, units in sorted(needs.items()) if units > 0}
    share_of = {(row["equipment_id"], row["stands_in_for"]): row["capacity_share"] for row in _rows(case.substitutes)}
    share_of |= {(equipment_id, equipment_id): 1.0 for equipment_id in needs}
    supply = dict(sorted(used.items()))
    if sum(supply.values()) == sum(needs.values()):
        for share in sorted(set(share_of.values()), reverse=True):
            fit = [[share_of.get((unit, need), 0.0) >= share for need in needs] for unit in supply]
            if can_fill(list(supply.values()), list(needs.values()), fit):
                return (share if needs else 1.0), []
        if not needs:
            return 1.0, []
    return 1.0, [Breach("needs", where, f"needs {_counted(needs)} and is given {_counted(supply)}")]


def _rows(frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.iter_rows(named=True)


def _units(row: Row, outage: Outage) -> int | None:
    """Whole units of one need: per asset or per km, rounded up; the noise of a product such as 0.1 x 30 is not."""
    quantity: float = row["quantity"]
    if row["per"] == "km":
        if outage.length_km is None:
            return None
        quantity *= outage.length_km
    return math.ceil(quantity - 1e-9)


def _counted(units: Mapping[str, int]) -> str:
    return ", ".join(f"{quantity} {equipment_id}" for equipment_id, quantity in units.items()) or "nothing"


def crew_breaches(case: Case, support: Mapping[str, Support], jobs: Sequence[Job]) -> list[Breach]:
    """Days on which more crews of a kind would have to be at work than there are.

    A crew that was given with an earmark works only where the earmark allows; which crew does which job on a day is
    solved exactly. Days after the horizon are not judged: the case says nothing of them.
    """
    found = []
    for kind in sorted({job.crew_kind for job in jobs}):
        mine = [job for job in jobs if job.crew_kind == kind]
        given = [pledge for _, pledge in sorted(support.items()) if pledge.form == "crew" and pledge.crew_kind == kind]
        over = [day for day in _days(case, mine) if not _enough(case, given, kind, mine, day)]
        found += [Breach("crews", f"day {day}", _too_many(kind, mine, day)) for day in over]
    return found


def _days(case: Case, jobs: Iterable[Job]) -> list[int]:
    """The days of the horizon on which any of the jobs is at work."""
    last = case.settings.days
    spans = [range(min(job.start_day, last), min(job.service_day, last)) for job in jobs]
    return sorted({day for span in spans for day in span})


def _enough(case: Case, given: Sequence[Support], kind: str, jobs: Iterable[Job], day: int) -> bool:
    today = case.date_of(day)
    own = sum(
        row["count"]
        for row in _rows(case.crews)
        if row["crew_kind"] == kind and row["from"] <= today and (row["to"] is None or today <= row["to"])
    )
    usable = [pledge for pledge in given if pledge.usable_on(day)]
    at_work = [job for job in jobs if job.start_day <= day < job.service_day]
    fit = [[True] * len(at_work)]
    fit += [[not broken_prefixes(pledge.earmark, job.facts) for job in at_work] for pledge in usable]
    return can_fill([own, *(pledge.quantity for pledge in usable)], [job.count for job in at_work], fit)


def _too_many(kind: str, jobs: Iterable[Job], day: int) -> str:
    at_work = sum(job.count for job in jobs if job.start_day <= day < job.service_day)
    return f"{at_work} works need crews of kind {kind}, more than there are"
