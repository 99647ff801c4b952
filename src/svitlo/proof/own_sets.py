"""Sets that carry a place or a pump without the grid: those that a plan places and those that pumps have already."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from svitlo.assets.people import People
from svitlo.assets.power import KW_PER_MW, Bools, Floats, Ints, frozen
from svitlo.assets.waterworks import PUMP
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions

WHOLE_DAY_H = 24.0

_Row = tuple[int, float, float, int, int]
"""Load, MW, hours of each day, first day, how many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnSets:
    """Sets of their own, one row for alike ones that came together (set,).

    `load` is the row of what they carry among all loads (places, then linked pumps), `size_mw` what one of them gives
    at most, `hours_per_day` how long each may run, `from_day` the first day in use, `count` how many they are.
    """

    load: Ints
    size_mw: Floats
    hours_per_day: Floats
    from_day: Ints
    count: Floats

    def __len__(self) -> int:
        return self.load.size

    @property
    def is_limited(self) -> Bools:
        """Which of them may not run all day (set,)."""
        return np.asarray(self.hours_per_day < WHOLE_DAY_H)

    @property
    def key(self) -> bytes:
        """The same for sets that give alike, whenever they came."""
        parts = (self.load, self.size_mw, self.hours_per_day, self.count)
        return b"".join(part.tobytes() for part in parts)

    def on(self, day: int) -> "OwnSets":
        """Those that are in use on a day."""
        rows = np.flatnonzero(self.from_day <= day)
        return OwnSets(
            load=self.load[rows],
            size_mw=self.size_mw[rows],
            hours_per_day=self.hours_per_day[rows],
            from_day=self.from_day[rows],
            count=self.count[rows],
        )


def own_sets_of(case: Case, decisions: Decisions, loads: People) -> OwnSets:
    """The sets of a plan, told from the tables alone; `loads` are the places and then the linked pumps.

    A row of `installs` that the case does not allow, or at a place that takes no power, gives nothing. It is in use the
    day after its last day of work, whatever the row says.
    """
    row_of = {name: row for row, name in enumerate(loads.place_ids)}
    kind_of = {f"place:{place_id}": kind for place_id, kind in case.places.select("place_id", "kind").iter_rows()}
    kind_of |= {PUMP + pump_id: "pump" for pump_id in case.links["pump_id"].to_list()}
    rows = sorted([*_placed(case, decisions, row_of, kind_of), *_there_today(case, loads, row_of)])
    columns = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return OwnSets(
        load=frozen(columns[0].astype(np.int64)),
        size_mw=frozen(columns[1].copy()),
        hours_per_day=frozen(columns[2].copy()),
        from_day=frozen(columns[3].astype(np.int64)),
        count=frozen(columns[4].copy()),
    )


def load_name(at: str) -> str:
    """What stands at `place:ID` or `pump:ID` as it is named among the loads."""
    return at if at.startswith(PUMP) else at.removeprefix("place:")


def rule_of(case: Case, equipment_id: str, kind: str) -> dict[str, Any] | None:
    """The row of the case's `installs` for equipment at a kind of spot; None where it may not stand there."""
    rules = case.installs.filter((pl.col("equipment_id") == equipment_id) & (pl.col("at") == kind))
    return rules.row(0, named=True) if rules.height else None


def _placed(case: Case, decisions: Decisions, row_of: dict[str, int], kind_of: dict[str, str]) -> Iterator[_Row]:
    for row in decisions.installs.iter_rows(named=True):
        load = row_of.get(load_name(row["at"]))
        kind = kind_of.get(row["at"])
        rule = None if kind is None else rule_of(case, row["equipment_id"], kind)
        if load is None or rule is None:
            continue
        hours = WHOLE_DAY_H if rule["hours_per_day"] is None else rule["hours_per_day"]
        # No sum of days that a plan may hold leaves the integers of an array.
        first = min(row["start_day"] + math.ceil(rule["crew_days"]), case.settings.days)
        yield load, rule["rated_kw"] / KW_PER_MW, hours, first, row["quantity"]


def _there_today(case: Case, loads: People, row_of: dict[str, int]) -> Iterator[_Row]:
    """The sets that pumps have: each carries its pump whole."""
    for pump_id, backup_h in case.links.select("pump_id", "backup_h").iter_rows():
        load = row_of.get(PUMP + pump_id)
        if load is not None and backup_h:
            yield load, float(loads.load_mw[load]), min(backup_h, WHOLE_DAY_H), 0, 1
