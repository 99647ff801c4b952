"""What each repair takes: a crew for some days, and equipment."""

import math
from dataclasses import dataclass

import polars as pl

from svitlo.damage.outages import Outage, Outages
from svitlo.tables.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The repair of one damaged asset: `asset` is its row in `Outages.items`, `needs` are (equipment_id, quantity)."""

    asset: int
    asset_id: str
    crew_kind: str
    days: int
    first_day: int
    needs: tuple[tuple[str, int], ...]


def works_of(case: Case, outages: Outages) -> tuple[Work, ...]:
    """The repairs that the case knows how to make, in the order of the outages.

    An asset that no row of `works` fits has no work and stays damaged; `check` says so.
    """
    found = []
    for row, item in enumerate(outages.items):
        work = fitting(case.works, item)
        if work.height == 0:
            continue
        found.append(
            Work(
                asset=row,
                asset_id=item.asset_id,
                crew_kind=work["crew_kind"][0],
                days=math.ceil(work["crew_days"][0]),
                first_day=item.out_from_day,
                needs=_needs(case, item),
            )
        )
    return tuple(found)


def fitting(rows: pl.DataFrame, item: Outage) -> pl.DataFrame:
    """The rows of `works` or `needs` that are for this asset's kind, severity and voltage.

    A water asset has no voltage: rows for some voltages are not for it.
    """
    alike = rows.filter((pl.col("asset_kind") == item.kind) & (pl.col("severity") == item.severity))
    if item.kv is None:
        return alike.filter(pl.col("kv_min").is_null() & pl.col("kv_max").is_null())
    return alike.filter(
        (pl.col("kv_min").fill_null(-math.inf) <= item.kv) & (pl.col("kv_max").fill_null(math.inf) >= item.kv)
    )


def _needs(case: Case, item: Outage) -> tuple[tuple[str, int], ...]:
    """Equipment in whole units, summed over the fitting rows and sorted by id; what comes to none is not needed."""
    total: dict[str, int] = {}
    for need in fitting(case.needs, item).iter_rows(named=True):
        quantity = need["quantity"]
        if need["per"] == "km":
            quantity *= item.length_km or 0.0
        total[need["equipment_id"]] = total.get(need["equipment_id"], 0) + whole_units(quantity)
    return tuple(sorted((equipment_id, count) for equipment_id, count in total.items() if count > 0))


def whole_units(quantity: float) -> int:
    """Rounded up, forgiving the last digits of a product such as 0.1 x 30."""
    return math.ceil(quantity - 1e-9)
