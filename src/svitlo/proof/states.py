"""Which network stands on each day of a plan, told from the plan's tables alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from svitlo.assets.people import People
from svitlo.assets.power import Condition, Floats, Grid, Ints, frozen
from svitlo.damage.outages import Outages
from svitlo.damage.works import works_of
from svitlo.proof.ac_model import Situation
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions


def capacity_shares(case: Case, outages: Outages, decisions: Decisions) -> Floats:
    """The share of its capacity that each damaged asset has on each day (day, asset).

    1 before the damage, 0 while it is out; from its service day on 1, or what its substitutes give. A repair that
    begins before the damage repairs nothing.
    """
    share = np.ones((case.settings.days, len(outages.items)))
    repaired = {row["asset_id"]: row for row in decisions.repairs.iter_rows(named=True)}
    after = repaired_shares(case, outages, decisions)
    for asset, item in enumerate(outages.items):
        share[item.out_from_day :, asset] = 0.0
        repair = repaired.get(item.asset_id)
        if repair is not None and repair["start_day"] >= item.out_from_day:
            share[max(0, repair["service_day"]) :, asset] = after[item.asset_id]
    return share


def repaired_shares(case: Case, outages: Outages, decisions: Decisions) -> dict[str, float]:
    """The share of its capacity that each damaged asset has once repaired with what the plan uses for it.

    The smallest `capacity_share` among the substitutes used. The tables do not say which substitute stands for which
    need: where it could be either, it is the one that leaves less.
    """
    needs = {work.asset_id: dict(work.needs) for work in works_of(case, outages)}
    used: dict[str, dict[str, int]] = {item.asset_id: {} for item in outages.items}
    for row in decisions.uses.iter_rows(named=True):
        of_asset = used.get(row["asset_id"])
        if of_asset is not None:
            of_asset[row["equipment_id"]] = of_asset.get(row["equipment_id"], 0) + row["quantity"]
    return {
        asset_id: _substituted_share(case.substitutes, needs.get(asset_id, {}), quantities)
        for asset_id, quantities in used.items()
    }


def _substituted_share(substitutes: pl.DataFrame, needs: Mapping[str, int], used: Mapping[str, int]) -> float:
    short = [equipment for equipment, quantity in needs.items() if used.get(equipment, 0) < quantity]
    extra = [equipment for equipment, quantity in used.items() if quantity > needs.get(equipment, 0)]
    fitting = substitutes.filter(pl.col("equipment_id").is_in(extra) & pl.col("stands_in_for").is_in(short))
    shares: list[float] = fitting["capacity_share"].to_list()
    return min([1.0, *shares])


def conditions_of(grid: Grid, outages: Outages, shares: Floats) -> tuple[Condition, ...]:
    """The condition of the network on each day (day,); days with the same shares have the same object."""
    found: dict[bytes, Condition] = {}
    for row in shares:
        if row.tobytes() not in found:
            found[row.tobytes()] = outages.condition(grid, row)
    return tuple(found[row.tobytes()] for row in shares)


def watered_conditions(
    conditions: Sequence[Condition], generators: Ints, water_share: Floats
) -> tuple[tuple[Condition, ...], ...]:
    """The condition of each block of each day: no machine gives more of its capacity than it gets of its water.

    `generators` (plant,) are rows of machines that need water, `water_share` (day, block, plant) what they get of it.
    Equal conditions of a day are the same object.
    """
    found: dict[tuple[int, bytes], Condition] = {}
    days = []
    for condition, share in zip(conditions, np.clip(water_share, 0.0, 1.0), strict=True):
        blocks = []
        for row in share:
            key = (id(condition), row.tobytes())
            if key not in found:
                found[key] = condition if bool((row >= 1.0).all()) else _watered(condition, generators, row)
            blocks.append(found[key])
        days.append(tuple(blocks))
    return tuple(days)


def _watered(condition: Condition, generators: Ints, water_share: Floats) -> Condition:
    generator_share = condition.generator_share.copy()
    np.minimum.at(generator_share, generators, water_share)
    return replace(condition, generator_share=frozen(generator_share))


def situation_of(condition: Condition, loads: People, load_factor: float, grid_mw: Floats) -> Situation:
    """What a condition is to carry when each load is to get so much from the grid (load,).

    Buses that are out carry nothing. What sets of their own give is no part of it and is taken off before.
    """
    return Situation(
        condition=condition,
        load_factor=load_factor,
        wanted_mw=np.where(condition.bus_up[loads.bus], grid_mw, 0.0),
    )
