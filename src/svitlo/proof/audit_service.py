"""The tables `places` and `service` against each other and against the demand of the case."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from svitlo.assets.power import Bools, Floats
from svitlo.proof.audit_breach import TRUE_REL, Breach, shortened
from svitlo.proof.audit_form import twice
from svitlo.proof.audit_scene import Scene, everywhere
from svitlo.tables.case import Case


def place_shares(
    case: Case, scene: Scene, places: pl.DataFrame, zone_names: Sequence[str] = ()
) -> tuple[Floats | None, list[Breach]]:
    """The share of its power that each place and pump gets (day, block, load), None if the table is not whole.

    With it what is wrong with the table; `zone_names` are those of the zones of water, which have rows too.
    """
    ids, names = scene.loads.place_ids, scene.block_names
    found = _rows_breaches("places", "places.csv", places, ["day", "block", "place_id"], (scene.factor.shape[0], names))
    known = {*ids, *zone_names, *case.places["place_id"].to_list()}
    unknown = sorted(set(places["place_id"].to_list()) - known)
    found += shortened(Breach("places", f"places.csv {place_id}", "there is no such place") for place_id in unknown)
    idle = places.filter(~pl.col("place_id").is_in(ids) & pl.col("power_share").is_not_null())
    found += shortened(
        Breach("places", f"places.csv {place_id}", "takes no power and has a share of it")
        for place_id in sorted(set(idle["place_id"].to_list()) - set(unknown))
    )
    if places["water_share"].is_not_null().any() and not case.water:
        found.append(Breach("water", "places.csv", "there are shares of water in a case without water"))
    share = share_table(scene, places, ids, "power_share")
    missing: Bools = np.isnan(share)
    found += shortened(
        Breach("places", scene.at(day, block), f"no power share for {named(ids, missing[day, block])}")
        for day, block in everywhere(missing.any(axis=2))
    )
    return (None if missing.any() else np.clip(share, 0.0, 1.0)), found


def share_table(scene: Scene, places: pl.DataFrame, ids: Sequence[str], column: str) -> Floats:
    """A column of `places` as (day, block, id), NaN where there is none."""
    days, blocks = scene.factor.shape
    share = np.full((days, blocks, len(ids)), np.nan)
    rows = _inside(places, (days, scene.block_names))
    rows = rows.filter(pl.col("place_id").is_in(ids) & pl.col(column).is_not_null())
    row_of = {place_id: row for row, place_id in enumerate(ids)}
    where = (rows["day"].to_numpy(), _block_rows(rows, scene.block_names), _numbers(rows["place_id"], row_of))
    share[where] = rows[column].to_numpy()
    return share


def service_columns(case: Case, scene: Scene, service: pl.DataFrame) -> tuple[dict[str, Floats], list[Breach]]:
    """The columns of `service` as (day, block), NaN where a row is missing, and what is wrong with its rows."""
    days, blocks = scene.factor.shape
    key = (days, scene.block_names)
    found = _rows_breaches("service", "service.csv", service, ["day", "block"], key)
    rows = _inside(service, key).unique(["day", "block"], keep="first", maintain_order=True)
    where = (rows["day"].to_numpy(), _block_rows(rows, scene.block_names))
    columns = {}
    for name in service.columns[2:]:
        columns[name] = np.full((days, blocks), np.nan)
        columns[name][where] = rows[name].cast(pl.Float64).to_numpy()
    found += shortened(
        Breach("service", scene.at(day, block), "has no row") for day, block in everywhere(np.isnan(columns["hours"]))
    )
    if not case.water:
        dirty = [name for name in columns if "water" in name and np.any(np.nan_to_num(columns[name]) != 0.0)]
        found += [Breach("water", f"service.csv {name}", "is not 0 in a case without water") for name in dirty]
    return columns, found


def figure_breaches(
    scene: Scene, columns: dict[str, Floats], share: Floats | None, water_weighted: Floats | None
) -> list[Breach]:
    """The figures of `service` against the demand of the case and the shares (day, block, place) of `places`.

    `water_weighted` (day, block) is what lack of water adds to the objective; None: nobody knows.
    """
    found = differ(scene, "service", "hours", columns, np.broadcast_to(scene.hours, scene.factor.shape))
    found += differ(scene, "service", "load_mw", columns, scene.demand_mw.sum(axis=2))
    if share is None:
        return found
    found += differ(scene, "service", "served_mw", columns, (scene.demand_mw * share).sum(axis=2))
    people = scene.people.people.sum()
    without = scene.unserved_people(share).sum(axis=2)
    found += differ(scene, "people", "people_without_power", columns, without, floor=1e-9 * people)
    if water_weighted is None:
        return found
    weighted = scene.weighted_person_hours(share) + water_weighted
    floor = 1e-9 * scene.weighted_person_hours(np.zeros_like(share))
    return found + differ(scene, "objective", "weighted_person_hours", columns, weighted, floor=floor)


def _rows_breaches(
    rule: str, table: str, rows: pl.DataFrame, key: list[str], known: tuple[int, tuple[str, ...]]
) -> list[Breach]:
    """Rows of a day or block that the case does not have, and keys with more than one row."""
    outside = rows.filter((pl.col("day") >= known[0]) | ~pl.col("block").is_in(known[1]))
    found = shortened(
        Breach(rule, f"{table} day {day}, {block}", "the case has no such day and block")
        for day, block in sorted(set(outside.select("day", "block").rows()))
    )
    return found + shortened(
        Breach(rule, f"{table} day {values[0]}, {', '.join(values[1:])}", "has more than one row")
        for values in twice(rows, key)
    )


def _inside(rows: pl.DataFrame, known: tuple[int, tuple[str, ...]]) -> pl.DataFrame:
    return rows.filter((pl.col("day") < known[0]) & pl.col("block").is_in(known[1]))


def _block_rows(rows: pl.DataFrame, names: tuple[str, ...]) -> Floats:
    return _numbers(rows["block"], {name: row for row, name in enumerate(names)})


def _numbers(values: pl.Series, row_of: dict[str, int]) -> Floats:
    return values.replace_strict(row_of, return_dtype=pl.Int64).to_numpy() if row_of else np.zeros(0, dtype=np.int64)


def differ(
    scene: Scene, rule: str, name: str, columns: dict[str, Floats], true: Floats, *, floor: float | Floats = 1e-9
) -> list[Breach]:
    """Where a column is not what it should be; rows that are missing were reported before."""
    claimed = columns[name]
    wrong: Bools = np.abs(claimed - true) > TRUE_REL * np.abs(true) + floor
    return shortened(
        Breach(rule, scene.at(day, block), f"{name} is {true[day, block]:.9g}, not {claimed[day, block]:.9g}")
        for day, block in everywhere(wrong)
    )


def named(ids: Sequence[str], mask: Bools) -> str:
    """The ids where a mask (id,) holds: three of them, and how many more."""
    names = [ids[int(row)] for row in np.flatnonzero(mask)]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
