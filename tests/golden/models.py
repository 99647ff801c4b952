"""The models of a case of three buses, cut down to one block at a time.

Bus 0 has a machine of 60 MW and 4 MW of negative load; 20 MW are asked for at bus 1 and 30 MW at bus 2. The three
branches make one loop; the third shifts the phase by a degree and has a tap. A MW costs 2800 at the clinic, 1000 in the
town and 800 elsewhere, 1000 in the mean. Out are the machine, bus 2 and the third branch. The program of the bound is
that of day 5.

A day of power and water is that of `small_water`: a night of 8 hours in which nobody asks for power and a day of 16;
the pump (0.5 MW, 90 m3/h) hangs on bus 1 and has a set for 6 hours of the day; the main is out; the machine needs the
water of the town; a day on which the pump had power for a quarter has served 40 % of the basin.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from svitlo.plan.blocks import LinearModel
from svitlo.plan.choose import Chooser
from svitlo.plan.day_model import DayModel
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import situation_of
from svitlo.plan.solve import write_lp
from svitlo.tables.case import Case
from svitlo.tables.water import WaterCut
from tests.plan.small_case import (
    branch_damage,
    branch_need,
    branch_work,
    cash,
    crew,
    crews,
    good,
    goods,
    on,
    small_case,
)
from tests.plan.small_water import NAME, water_case, water_situation

FOLDER = Path(__file__).parent
DAY = 5


def golden_case() -> Case:
    """The case described above."""
    station = {"severity": "major", "crew_kind": "station"}
    case = small_case(
        load_mw=(20.0, 30.0),
        places=[
            {"place_id": "town", "name": "Town", "kind": "households", "people": 20000.0, "bus_id": "1"},
            {
                "place_id": "clinic",
                "name": "Clinic",
                "kind": "hospital",
                "people": 1680.0,
                "bus_id": "2",
                "load_share": 0.1,
            },
        ],
        damage=[
            *branch_damage(3),
            {"asset_id": "power/bus/2", "severity": "major", "reported": on(0)},
            {"asset_id": "power/gen/1", "severity": "major", "reported": on(2)},
        ],
        works=[
            branch_work(2),
            {"asset_kind": "bus", "crew_days": 1, **station},
            {"asset_kind": "gen", "crew_days": 3, **station},
        ],
        needs=[
            branch_need("mast", 3),
            {"asset_kind": "bus", "severity": "major", "equipment_id": "trafo", "quantity": 1},
        ],
        catalogue=[good("mast", 1000.0, 1, 5), good("mobile", 20000.0, 3), good("trafo", 50000.0, 4)],
        substitutes=[{"equipment_id": "mobile", "stands_in_for": "trafo", "capacity_share": 0.5}],
        crews=[crews(1), crews(1, 1, crew_kind="station")],
        pledges=[cash("fund", 60000.0, 1), goods("masts", "mast", 2), crew("help", 1, 4, "station")],
    )
    third = case.power.branches.head(1).with_columns(
        asset_id=pl.lit("power/branch/3"),
        from_bus_id=pl.lit("1"),
        to_bus_id=pl.lit("2"),
        x_pu=pl.lit(0.05),
        tap=pl.lit(0.98),
        shift_deg=pl.lit(1.0),
        rate_mva=pl.lit(25.0),
    )
    buses = case.power.buses.with_columns(injection_mw=pl.Series([4.0, 0.0, 0.0]))
    machines = case.power.generators.with_columns(pmax_mw=pl.lit(60.0))
    power = replace(case.power, buses=buses, branches=pl.concat([case.power.branches, third]), generators=machines)
    return replace(case, power=power)


def models() -> list[LinearModel]:
    """The program of the service with everything out, that of the bound on one day, and a day of power and water."""
    situation = situation_of(golden_case())
    people, grid = situation.people, situation.grid
    service = ServiceModel(grid, people.bus, people.load_mw, people.cost_per_mw)
    out = situation.outages.condition(grid, np.zeros(len(situation.outages.items)))
    lower, upper = service.bounds(out, 1.0)
    bound = Chooser(situation, kirchhoff=True).at(DAY, 1.0)
    return [replace(service.model, lower=lower, upper=upper), bound, day_of_water()]


def day_of_water() -> LinearModel:
    """The program of a day of power and water, as described above."""
    case = water_case(
        blocks=((8.0, 0.0), (16.0, 1.0)),
        load_mw=(10.0, 20.0),
        links=[{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": 6.0}],
        plants=[{"asset_id": "power/gen/1", "water_node_id": f"{NAME}/town"}],
        damage=[{"asset_id": f"water/{NAME}/pipe/main", "severity": "major", "reported": on(0)}],
    )
    cut = WaterCut(
        pump_share=np.array([0.25]),
        link_share=np.array([1.0, 0.0, 1.0]),
        node_up=np.ones(4, dtype=np.bool_),
        served_share=np.array([0.4, 1.0, 1.0, 1.0]),
    )
    situation = water_situation(case, [cut])
    return DayModel(situation, situation.demand.load_factor[0], situation.demand.weight[0]).model


def texts() -> dict[str, str]:
    """LP text by block; where several models have a block, it is the first one's."""
    found: dict[str, str] = {}
    for model in models():
        for name in dict.fromkeys(block for block, _, _ in (*model.column_blocks, *model.row_blocks)):
            if name not in found:
                found[name] = _text(_only(model, name))
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part(LinearModel):
    """Some rows and columns of a model under the names that they have there."""

    names_of_columns: list[str]
    names_of_rows: list[str]

    @property
    def column_names(self) -> list[str]:
        return self.names_of_columns

    @property
    def row_names(self) -> list[str]:
        return self.names_of_rows


def _only(model: LinearModel, name: str) -> LinearModel:
    """The rows of a block with all columns in them, or the columns of a block with all rows that they are in."""
    column_of = np.repeat(np.arange(model.cost.size), np.diff(model.start))
    own_columns, own_rows = _inside(model.column_blocks, name), _inside(model.row_blocks, name)
    kept = own_columns[column_of] | own_rows[model.row]
    columns = np.union1d(np.flatnonzero(own_columns), column_of[kept])
    rows = np.union1d(np.flatnonzero(own_rows), model.row[kept])
    return _Part(
        cost=model.cost[columns],
        lower=model.lower[columns],
        upper=model.upper[columns],
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        start=np.searchsorted(column_of[kept], np.append(columns, model.cost.size)),
        row=np.searchsorted(rows, model.row[kept]),
        entry=model.entry[kept],
        column_blocks=(),
        row_blocks=(),
        names_of_columns=[model.column_names[column] for column in columns.tolist()],
        names_of_rows=[model.row_names[row] for row in rows.tolist()],
    )


def _inside(blocks: tuple[tuple[str, int, int], ...], name: str) -> np.ndarray:
    return np.concatenate([np.full(last - first, block == name) for block, first, last in blocks])


def _text(model: LinearModel) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "block.lp"
        write_lp(model, path)
        return path.read_text()
