"""What a report says, taken from the plan's tables and nowhere else: figures, money, gifts, works and places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from svitlo.aid.ledger import Pledge
from svitlo.assets.heat import Heat, heat_of, heat_places_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Floats, grid_of
from svitlo.assets.waterworks import drinkers_of
from svitlo.plan.placed import numbered
from svitlo.report.words import AssetNames, is_placed
from svitlo.tables.case import Case
from svitlo.tables.results import Plan

FULL_SHARE = 0.999
"""A place that gets this share of its power counts as supplied: the rest is the solver's last digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One headline figure: what it is, its value, and a line more."""

    what: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One usable cash pledge: what it holds and what was bought from it (rows of `purchases`, sorted by order day)."""

    pledge: Pledge
    purchases: tuple[Mapping[str, object], ...]
    spent_usd: float

    @property
    def left_usd(self) -> float:
        """What is left of the pledge."""
        return self.pledge.amount_usd - self.spent_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """One usable pledge of goods: how many were given and how many works used up."""

    pledge: Pledge
    used_count: int

    @property
    def left_count(self) -> int:
        """How many are left."""
        return self.pledge.quantity - self.used_count


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDone:
    """One dated work, `name` its asset in words; `used` holds (quantity, equipment_id, origin).

    What is placed rather than repaired is a work too, one for each unit, without a `severity`.
    """

    asset_id: str
    name: str
    severity: str
    crew_kind: str
    start_day: int
    service_day: int
    used: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Alike units of equipment that are placed at one spot on the same days; `cost_usd` is None for gifts."""

    at: str
    equipment_id: str
    quantity: int
    origin: str
    crew_kind: str
    start_day: int
    service_day: int
    cost_usd: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """All that is said of a plan beside the figures of its summary.

    `daily` has a row a day: day, people_without_power, people_without_water (means over the day's hours). `people` are
    those on the power network, `drinkers` those behind each water network, by its name.
    """

    daily: pl.DataFrame
    people: float
    spendings: tuple[Spending, ...]
    gifts: tuple[Gift, ...]
    works: tuple[WorkDone, ...]
    placings: tuple[Placing, ...]
    damaged_count: int
    back_ids: frozenset[str]
    drinkers: Mapping[str, float]
    heat: Heat

    @property
    def usable_usd(self) -> float:
        """Money of all pledges that can be used before the case ends."""
        return sum(item.pledge.amount_usd for item in self.spendings)

    @property
    def spent_usd(self) -> float:
        """Money spent, from the table of purchases."""
        return sum(item.spent_usd for item in self.spendings)


def facts_of(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> Facts:
    """Everything that is said of a plan; `pledges` are those that the plan counted."""
    works = _works(case, plan)
    people = people_of(case, grid_of(case.power))
    back_ids = frozenset(work.asset_id for work in works if work.service_day < case.settings.days)
    back_ids = frozenset(asset_id for asset_id in back_ids if not is_placed(asset_id))
    return Facts(
        daily=daily_of(plan),
        people=float(people.people.sum()),
        spendings=_spendings(case, plan, pledges),
        gifts=_gifts(case, plan, pledges),
        works=works,
        placings=_placings(plan),
        damaged_count=case.damage.height,
        back_ids=back_ids,
        drinkers={name: float(drinkers_of(case, case.water[name]).people.sum()) for name in sorted(case.water)},
        heat=_heat(case, plan, people),
    )


def figure(summary: Mapping[str, object], key: str) -> float | None:
    """A number of `summary.json`, None where there is none."""
    value = summary.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def daily_of(plan: Plan) -> pl.DataFrame:
    """Each day's means over its blocks, weighted by their hours."""
    hours = pl.col("hours")

    def mean(values: pl.Expr) -> pl.Expr:
        return (values * hours).sum() / hours.sum()

    return (
        plan.service.group_by("day")
        .agg(
            mean(pl.col("people_without_power")).alias("people_without_power"),
            mean(pl.col("people_without_water")).alias("people_without_water"),
        )
        .sort("day")
    )


def usable(pledge: Pledge, case: Case) -> bool:
    """Whether a pledge can be used before the case ends."""
    return pledge.usable_from_day is not None and pledge.usable_from_day < case.settings.days


def _spendings(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> tuple[Spending, ...]:
    bought: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in plan.decisions.purchases.sort("order_day", "equipment_id", "purchase_id").iter_rows(named=True):
        bought[row["pledge_id"]].append(row)
    cost = dict(plan.decisions.purchases.group_by("pledge_id").agg(pl.col("cost_usd").sum()).iter_rows())
    return tuple(
        Spending(pledge=pledge, purchases=tuple(bought[pledge.pledge_id]), spent_usd=cost.get(pledge.pledge_id, 0.0))
        for pledge in sorted(pledges, key=lambda pledge: pledge.pledge_id)
        if pledge.form == "cash" and usable(pledge, case)
    )


def _gifts(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> tuple[Gift, ...]:
    taken = pl.concat([table.select("origin", "quantity") for table in (plan.decisions.uses, plan.decisions.installs)])
    used = dict(taken.group_by("origin").agg(pl.col("quantity").sum()).iter_rows())
    return tuple(
        Gift(pledge=pledge, used_count=used.get(f"pledge:{pledge.pledge_id}", 0))
        for pledge in sorted(pledges, key=lambda pledge: pledge.pledge_id)
        if pledge.form == "goods" and usable(pledge, case)
    )


def _works(case: Case, plan: Plan) -> tuple[WorkDone, ...]:
    """The works, repairs and placings, in the order in which each kind of crew takes them up."""
    names = AssetNames.of(case)
    severity = dict(case.damage.select("asset_id", "severity").iter_rows())
    used: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for row in plan.decisions.uses.sort("asset_id", "equipment_id", "origin").iter_rows(named=True):
        used[row["asset_id"]].append((row["quantity"], row["equipment_id"], row["origin"]))
    repairs = [(row["asset_id"], row, tuple(used[row["asset_id"]])) for row in plan.decisions.repairs.to_dicts()]
    placings = [
        (asset_id, row, ((1, row["equipment_id"], row["origin"]),))
        for asset_id, row in numbered(plan.decisions.installs)
    ]
    works = [
        WorkDone(
            asset_id=asset_id,
            name=names(asset_id),
            severity=severity.get(asset_id, ""),
            crew_kind=row["crew_kind"],
            start_day=row["start_day"],
            service_day=row["service_day"],
            used=taken,
        )
        for asset_id, row, taken in (*repairs, *placings)
    ]
    return tuple(sorted(works, key=lambda work: (work.crew_kind, work.start_day, work.service_day, work.asset_id)))


def _placings(plan: Plan) -> tuple[Placing, ...]:
    """What is placed where, by its start; alike units of one origin are counted together."""
    price_usd = dict(plan.decisions.purchases.select("purchase_id", "unit_cost_usd").iter_rows())
    keys = ["start_day", "service_day", "at", "equipment_id", "origin", "crew_kind"]
    found = []
    for row in plan.decisions.installs.group_by(keys).agg(pl.col("quantity").sum()).sort(keys).iter_rows(named=True):
        form, _, key = row["origin"].partition(":")
        cost_usd = row["quantity"] * price_usd[key] if form == "purchase" and key in price_usd else None
        found.append(Placing(**row, cost_usd=cost_usd))
    return tuple(found)


def _shares(
    case: Case, plan: Plan, place_ids: Sequence[str], column: str = "power_share"
) -> Iterator[tuple[str, Floats]]:
    """Places with rows in the plan, by id, each with its shares (day, block), NaN where there is none."""
    row_of = {block.name: row for row, block in enumerate(case.settings.blocks)}
    named = plan.places.filter(pl.col("place_id").is_in(list(place_ids)))
    for (place_id,), rows in sorted(named.group_by(["place_id"]), key=lambda item: str(item[0][0])):
        share = np.full((case.settings.days, len(row_of)), np.nan)
        block = rows["block"].replace_strict(row_of, return_dtype=pl.Int64).to_numpy()
        share[rows["day"].to_numpy(), block] = rows[column].to_numpy()
        yield str(place_id), share


def _heat(case: Case, plan: Plan, people: People) -> Heat:
    """What becomes of heat by the plan's shares; where a plan tells no share, nothing is known to be missing."""
    places = heat_places_of(case, people)
    shares = np.ones((case.settings.days, len(case.settings.blocks), len(places.place_ids)))
    columns = ("power_share",) if case.settings.version < 2 else ("power_share", "water_share")
    for column in columns:
        for place_id, share in _shares(case, plan, places.place_ids, column):
            row = places.place_ids.index(place_id)
            shares[:, :, row] = np.minimum(shares[:, :, row], np.nan_to_num(share, nan=1.0))
    return heat_of(case, places, shares)
