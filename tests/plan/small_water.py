"""A water network small enough to plan by hand, beside the star of `small_case`.

river --intake (pump)--> basin (junction) --main (pipe)--> town (junction, 60 m3/h, 800 people behind 120 l a day ...)
with a tank at the town. Everything is drawn together but what is damaged, so the town's zone has the tank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import Block, Case
from svitlo.tables.water import WATER_LINK_COLUMNS, WATER_NODE_COLUMNS, WaterBehaviour, WaterCut, WaterTables
from tests.plan.small_case import small_case

NAME = "net"
DEMAND_M3_PER_H = {"basin": 10.0, "town": 30.0}


def water_tables(*, tank_m3: float = 240.0) -> WaterTables:
    """The network; its tank holds what the town takes in eight hours if not told otherwise."""

    def node(node_id: str, kind: str, **more: Any) -> dict[str, Any]:
        row = dict.fromkeys(WATER_NODE_COLUMNS) | {"node_id": node_id, "kind": kind}
        return row | {"asset_id": f"water/{NAME}/{kind}/{node_id}", "elevation_m": 0.0, "demand_m3_per_h": 0.0} | more

    def link(link_id: str, kind: str, ends: tuple[str, str], **more: Any) -> dict[str, Any]:
        row = dict.fromkeys(WATER_LINK_COLUMNS) | {"link_id": link_id, "kind": kind}
        row |= {"asset_id": f"water/{NAME}/{kind}/{link_id}", "from_node_id": ends[0], "to_node_id": ends[1]}
        return row | {"length_m": 500.0, "one_way": kind == "pump", "is_open": True} | more

    nodes = [
        node("basin", "junction", demand_m3_per_h=DEMAND_M3_PER_H["basin"]),
        node("town", "junction", demand_m3_per_h=DEMAND_M3_PER_H["town"]),
        node("river", "reservoir"),
        node("tower", "tank", min_m3=0.0, max_m3=tank_m3, start_m3=tank_m3),
    ]
    links = [
        link("intake", "pump", ("river", "basin"), max_m3_per_h=90.0, rated_kw=500.0, length_m=None),
        link("main", "pipe", ("basin", "town")),
        link("riser", "pipe", ("town", "tower")),
    ]
    return WaterTables(
        name=NAME,
        inp=b"",
        nodes=pl.DataFrame(nodes, schema=WATER_NODE_COLUMNS),
        links=pl.DataFrame(links, schema=WATER_LINK_COLUMNS),
        controls={},
        served_share=1.0,
    )


def behaviour(block_count: int, cuts: Sequence[WaterCut] = ()) -> WaterBehaviour:
    """The same demand in every part of the day; the pump moves 90 m3/h for 500 kW."""
    demand = np.array([DEMAND_M3_PER_H["basin"], DEMAND_M3_PER_H["town"], 0.0, 0.0])
    return WaterBehaviour(
        demand_m3_per_h=np.tile(demand, (block_count, 1)),
        pump_m3_per_h=np.array([90.0]),
        cuts=tuple(cuts),
    )


def water_case(
    *, blocks: Sequence[tuple[float, float]] = ((24.0, 1.0),), tank_m3: float = 240.0, **tables: Any
) -> Case:
    """The star with the network beside it; `blocks` are (hours, load share). The pump hangs on bus 1."""
    given: Mapping[str, Any] = {"links": [{"pump_id": f"{NAME}/intake", "bus_id": "1"}], **tables}
    case = small_case(**given)
    parts = tuple(
        Block(name=f"b{number}", hours=hours, load_share=share) for number, (hours, share) in enumerate(blocks)
    )
    settings = replace(case.settings, blocks=parts, litres_per_person_day=240.0)
    return replace(case, settings=settings, water={NAME: water_tables(tank_m3=tank_m3)})


def water_situation(case: Case, cuts: Sequence[WaterCut] = ()) -> Situation:
    """The case made ready for planning."""
    return situation_of(case, behaviours={NAME: behaviour(len(case.settings.blocks), cuts)})
