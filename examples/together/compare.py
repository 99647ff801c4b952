"""The same case planned in four ways, all judged alike: `python compare.py [EFFORT]`.

Power first: planned as if nobody drank. Each alone: the power utility and the water utility plan by themselves, each
with its own works and crews and its part of the fund; the given generator belongs to one of the two. Together: one
plan. What each way decided is then held against the whole case by `svitlo.pipeline.remake_plan` on the last day, when
nothing can be changed any more: AC power flow and EPANET say what was served.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import polars as pl

from svitlo.pipeline import Choice, make_plan, read_case, remake_plan
from svitlo.plan.planners import Options
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Plan

HERE = Path(__file__).parent
EFFORT = 4000

FUND, GIFT = "fund", "gift-set"
SPLITS = (0.5, 0.65, 0.87)
"""Parts of the fund that the power utility gets where each plans alone; the water utility gets the rest."""
WATER_KINDS = ("pipe", "pump", "tank", "valve")
WATER_CREW = "pipe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to plan, judged: weighted person-hours without power or water as proven, and what they are made of."""

    name: str
    proven: float
    without_power: float
    without_water: float
    spent_usd: float


def ways(case: Case, effort: int = EFFORT, splits: Iterable[float] = SPLITS) -> list[Way]:
    """Every way to plan, the one together last."""
    choice = Choice(options=Options(effort=effort, bound_effort=10 * effort))
    found = [_judged(case, "power first", make_plan(_weighing(case, power=1.0, water=0.0), choice), choice)]
    for split, owner in product(splits, ("power", "water")):
        plans = {
            sector: make_plan(alone(case, sector, part, has_gift=sector == owner), choice)
            for sector, part in (("power", split), ("water", 1.0 - split))
        }
        both = replace(plans["power"], decisions=merged(plans["power"].decisions, plans["water"].decisions))
        found.append(_judged(case, f"alone, {split:.0%} and the set to {owner}", both, choice))
    plan = make_plan(case, choice)
    return [*found, _judged(case, "together", plan, choice)]


def alone(case: Case, sector: str, part: float, *, has_gift: bool) -> Case:
    """What one utility sees: its own works, crews and stores, its part of the fund, and the gift if it is its own."""
    is_water, at_pump = pl.col("asset_kind").is_in(WATER_KINDS), pl.col("at") == "pump"
    by_pipe_crew, is_gift = pl.col("crew_kind") == WATER_CREW, pl.col("pledge_id") == GIFT
    water = sector == "water"
    is_store = (pl.col("form") == "goods") & ~is_gift
    hidden = (is_gift & (not has_gift)) | (is_store & water)
    amount = pl.when(pl.col("pledge_id") == FUND).then(pl.col("amount") * part).otherwise(pl.col("amount"))
    seen = replace(
        case,
        works=case.works.filter(is_water if water else ~is_water),
        installs=case.installs.filter(at_pump if water else ~at_pump),
        crews=case.crews.filter(by_pipe_crew if water else ~by_pipe_crew),
        pledges=case.pledges.filter(~hidden).with_columns(amount=amount),
    )
    return _weighing(seen, power=0.0 if water else 1.0, water=1.0 if water else 0.0)


def merged(power: Decisions, water: Decisions) -> Decisions:
    """What both utilities decided; the orders of the water utility are numbered after those of the other."""
    first = power.purchases.height
    new = {old: f"P{first + row:03d}" for row, old in enumerate(water.purchases["purchase_id"], start=1)}
    origins = {f"purchase:{old}": f"purchase:{name}" for old, name in new.items()}
    return Decisions(
        purchases=pl.concat([power.purchases, _renamed(water.purchases, "purchase_id", new)]),
        repairs=pl.concat([power.repairs, water.repairs]),
        installs=pl.concat([power.installs, _renamed(water.installs, "origin", origins)]),
        uses=pl.concat([power.uses, _renamed(water.uses, "origin", origins)]),
    )


def _renamed(table: pl.DataFrame, column: str, names: Mapping[str, str]) -> pl.DataFrame:
    return table.with_columns(pl.col(column).replace(dict(names)))


def _weighing(case: Case, *, power: float, water: float) -> Case:
    return replace(case, settings=replace(case.settings, objective_power=power, objective_water=water))


def _judged(case: Case, name: str, plan: Plan, choice: Choice) -> Way:
    last = case.settings.start + timedelta(days=case.settings.days - 1)
    summary = remake_plan(case, plan, last, choice).summary
    return Way(
        name=name,
        proven=summary["objective_proven"],
        without_power=summary["person_hours_without_power"],
        without_water=summary["person_hours_without_water_proven"],
        spent_usd=summary["spent_usd"],
    )


def table(found: Iterable[Way]) -> str:
    """The ways as lines for reading, with what each costs above the one together."""
    every = list(found)
    best = every[-1].proven
    head = f"{'':<36}{'proven':>12}{'more':>8}{'no power':>12}{'no water':>12}{'USD':>10}"
    lines = [
        f"{way.name:<36}{way.proven:>12,.0f}{100.0 * (way.proven / best - 1.0):>7.0f}%"
        f"{way.without_power:>12,.0f}{way.without_water:>12,.0f}{way.spent_usd:>10,.0f}"
        for way in every
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    print(table(ways(read_case(HERE), int(sys.argv[1]) if len(sys.argv) > 1 else EFFORT)))
