"""Who is behind each megawatt: the places of a case, and the people at buses that no place names."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from svitlo.assets.power import Floats, Grid, Ints, frozen
from svitlo.tables.case import Case

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "hospital": 5.0,
    "water_utility": 5.0,
    "heat": 5.0,
    "shelter": 3.0,
    "industry": 0.1,
}
"""Weight of a person-hour by kind of place, where the case gives none (contract, table `places`); the others have 1."""

UNNAMED = "bus/"
"""Prefix of the id of the people at a bus that no place names; no place of a case may begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """The places that draw power, one row each: named ones sorted by id, then unnamed ones in the order of the buses.

    Shapes (place,): `bus` (bus row), `load_mw` (> 0, before the block's and the cold's factors), `people`, `weight`.
    """

    place_ids: tuple[str, ...]
    bus: Ints
    load_mw: Floats
    people: Floats
    weight: Floats

    @property
    def cost_per_mw(self) -> Floats:
        """Weighted people behind one MW of each place's base load (place,)."""
        return self.people * self.weight / self.load_mw


def people_of(case: Case, grid: Grid) -> People:
    """The places of a case on its grid.

    At a bus, shares left empty split what the given shares leave by people (equally where nobody is counted); load that
    no share takes belongs to unnamed people, as at a bus that no place names.
    """
    row_of = {bus_id: row for row, bus_id in enumerate(grid.bus_ids)}
    rows: list[tuple[str, int, float, float, float]] = []
    left_share = np.ones(grid.bus_count)
    for (bus_id,), group in case.places.filter(pl.col("bus_id").is_not_null()).group_by(
        ["bus_id"], maintain_order=True
    ):
        bus = row_of[str(bus_id)]
        shares = _shares(group)
        left_share[bus] = max(0.0, 1.0 - sum(shares))
        for place, share in zip(group.iter_rows(named=True), shares, strict=True):
            weight = place["weight"]
            if weight is None:
                weight = DEFAULT_WEIGHTS.get(place["kind"], 1.0)
            rows.append((place["place_id"], bus, share * grid.load_mw[bus], place["people"], weight))
    rows = sorted(row for row in rows if row[2] > 0.0)
    for bus, bus_id in enumerate(grid.bus_ids):
        load_mw = float(grid.load_mw[bus] * left_share[bus])
        if grid.intact.bus_up[bus] and left_share[bus] > 1e-9 and load_mw > 0.0:
            rows.append((UNNAMED + bus_id, bus, load_mw, case.settings.people_per_mw * load_mw, 1.0))
    return People(
        place_ids=tuple(row[0] for row in rows),
        bus=frozen(np.array([row[1] for row in rows], dtype=np.int64)),
        load_mw=frozen(np.array([row[2] for row in rows], dtype=np.float64)),
        people=frozen(np.array([row[3] for row in rows], dtype=np.float64)),
        weight=frozen(np.array([row[4] for row in rows], dtype=np.float64)),
    )


def _shares(places: pl.DataFrame) -> list[float]:
    """Each place's share of its bus's load, in the order of the rows."""
    given = places["load_share"].to_list()
    people = places["people"].to_list()
    open_people = [count for share, count in zip(given, people, strict=True) if share is None]
    left = max(0.0, 1.0 - sum(share for share in given if share is not None))
    total = sum(open_people)
    split = [left * count / total if total else left / len(open_people) for count in open_people]
    filled = iter(split)
    return [next(filled) if share is None else float(share) for share in given]
