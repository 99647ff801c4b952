"""Small power cases written down in the tests, and damaged states of networks that pandapower ships."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from svitlo.adapters.pandapower_net import read_builtin
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Condition, grid_of, settled
from svitlo.proof.ac_model import AcNetwork, Island, Situation, ac_network_of, islands_of
from svitlo.proof.dispatch import dispatch, no_margins
from svitlo.tables import schema
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Block,
    Case,
    PowerTables,
    Settings,
)
from svitlo.tables.results import Decisions

START = date(2026, 11, 29)
BLOCKS = (Block(name="day", hours=24.0),)

_BUS = {
    "kv": 110.0,
    "load_mw": 0.0,
    "load_mvar": 0.0,
    "injection_mw": 0.0,
    "injection_mvar": 0.0,
    "shunt_mw": 0.0,
    "shunt_mvar": 0.0,
    "in_service": True,
}
_BRANCH = {"kv": 110.0, "r_pu": 0.0, "b_pu": 0.0, "g_pu": 0.0, "tap": 1.0, "shift_deg": 0.0, "in_service": True}
_GENERATOR = {"p_mw": 0.0, "q_mvar": 0.0, "slack": False, "in_service": True}


def power_tables(
    buses: Iterable[Mapping[str, object]],
    branches: Iterable[Mapping[str, object]],
    generators: Iterable[Mapping[str, object]],
) -> PowerTables:
    """Rows with what is not said filled in: `bus`, `ends` (two buses) and `at` (a bus) are required."""
    bus_rows = [
        _BUS | {"bus_id": row["bus"], "asset_id": f"power/bus/{row['bus']}"} | _without(row, "bus") for row in buses
    ]
    branch_rows = [
        _BRANCH
        | {"asset_id": f"power/branch/{number}", "from_bus_id": row["ends"][0], "to_bus_id": row["ends"][1]}
        | _without(row, "ends")
        for number, row in enumerate(branches, 1)
    ]
    generator_rows = [
        _GENERATOR | {"asset_id": f"power/gen/{number}", "bus_id": row["at"]} | _without(row, "at")
        for number, row in enumerate(generators, 1)
    ]
    return PowerTables(
        base_mva=100.0,
        buses=_frame(bus_rows, POWER_BUS_COLUMNS),
        branches=_frame(branch_rows, POWER_BRANCH_COLUMNS),
        generators=_frame(generator_rows, POWER_GENERATOR_COLUMNS),
    )


def _without(row: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}


def _frame(rows: list[dict[str, object]], columns: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(columns) | row for row in rows], schema=columns)


def case_of(
    power: PowerTables,
    *,
    days: int = 1,
    blocks: tuple[Block, ...] = BLOCKS,
    damaged: Mapping[str, date] | None = None,
    **tables: pl.DataFrame,
) -> Case:
    """A case around a network; `damaged` assets are destroyed and reported on their date."""
    frames = {spec.name: spec.empty() for spec in schema.CASE_SPECS} | tables
    rows = [
        dict.fromkeys(schema.DAMAGE.names) | {"asset_id": asset_id, "severity": "destroyed", "reported": reported}
        for asset_id, reported in (damaged or {}).items()
    ]
    if rows:
        frames["damage"] = pl.DataFrame(rows, schema=schema.DAMAGE.dtypes)
    settings = Settings(name="test", start=START, days=days, power_network="test", blocks=blocks)
    return Case(settings=settings, power=power, sha256="", **frames)


def decisions(repairs: Iterable[Mapping[str, object]] = (), uses: Iterable[Mapping[str, object]] = ()) -> Decisions:
    """Decisions that repair; nothing bought, nothing placed."""
    return Decisions(
        purchases=schema.PURCHASES.empty(),
        repairs=pl.DataFrame(list(repairs), schema=schema.REPAIRS.dtypes),
        installs=schema.PLACED.empty(),
        uses=pl.DataFrame(list(uses), schema=schema.USES.dtypes),
    )


def place_count(case: Case) -> int:
    return len(people_of(case, grid_of(case.power)).place_ids)


def full_share(case: Case) -> np.ndarray:
    """Everything served, (day, block, place)."""
    return np.ones((case.settings.days, len(case.settings.blocks), place_count(case)))


@cache
def shipped(name: str) -> tuple[AcNetwork, People]:
    """The AC network and the people of a network that pandapower ships."""
    tables, _ = read_builtin(name)
    grid = grid_of(tables)
    return ac_network_of(tables, grid), people_of(case_of(tables), grid)


def whole_island(network: AcNetwork, people: People) -> Island:
    """The undamaged network at its base load (the networks used have one island)."""
    whole = Situation(condition=network.grid.intact, load_factor=1.0, wanted_mw=people.load_mw)
    (island,) = islands_of(network, people, whole)
    return island


def random_condition(network: AcNetwork, seed: int, out_share: float = 0.12) -> Condition:
    """A damaged state: branches and generators out at random, some buses, some branches at half their capacity."""
    grid, rng = network.grid, np.random.default_rng(seed)
    branch_share = np.where(rng.random(len(grid.branch_from)) < 0.1, 0.5, 1.0)
    return settled(
        grid,
        grid.intact.bus_up & (rng.random(grid.bus_count) > 0.2 * out_share),
        grid.intact.branch_share * branch_share * (rng.random(len(grid.branch_from)) > out_share),
        grid.intact.generator_share * (rng.random(len(grid.generator_bus)) > out_share),
    )


def served_islands(network: AcNetwork, people: People, condition: Condition, load_factor: float) -> list[Island]:
    """The islands of a state that want what the DC model can serve, as a plan does; those that can live at all."""
    wanted_mw = np.where(condition.bus_up[people.bus], people.load_mw * load_factor, 0.0)
    found = []
    for island in islands_of(
        network, people, Situation(condition=condition, load_factor=load_factor, wanted_mw=wanted_mw)
    ):
        plan = dispatch(island, no_margins(island))
        if plan is None or plan.served_mw.sum() <= 1e-6:
            continue
        served_mw = np.zeros(len(people.place_ids))
        served_mw[island.places] = plan.served_mw
        again = Situation(condition=condition, load_factor=load_factor, wanted_mw=served_mw)
        found += [other for other in islands_of(network, people, again) if other.buses[0] == island.buses[0]]
    return found
