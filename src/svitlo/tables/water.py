"""A water network as frames, the same columns whatever units the file is in, and the file itself for the engine."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterTables:
    """A water network.

    `nodes`: node_id, kind (junction, tank, reservoir), asset_id, elevation_m (of a reservoir: its head),
    demand_m3_per_h (mean over the file's first day; negative: an inflow), min_m3, max_m3, start_m3 (tanks; null
    elsewhere), x, y (null without coordinates).

    `links`: link_id, kind (pipe, pump, valve), asset_id, from_node_id, to_node_id, length_m and diameter_m (null where
    the file has none), one_way (pumps, valves that let water through one way, check valves), is_open (false: closed in
    the file and nothing in it ever opens it), max_m3_per_h (pumps: the most that it can move, where its curve gives no
    head; null: no limit known), rated_kw (pumps: the most power it draws anywhere on its curve at its highest speed).

    `controls` (link_id, count): how many controls and rules of the file act on a link.

    `inp` is what EPANET opens: the file as UTF-8, with its reports left blank. Row i of `nodes` and of `links` is row i
    of an open `Project`. Volumes and flows are in m3 and m3/h, whatever the file's own units are. `served_share` is
    what an undamaged day serves of its demand by EPANET (calibration run).
    """

    name: str
    inp: bytes
    nodes: pl.DataFrame
    links: pl.DataFrame
    controls: Mapping[str, int]
    served_share: float


WATER_NODE_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "node_id": pl.String,
    "kind": pl.String,
    "asset_id": pl.String,
    "elevation_m": pl.Float64,
    "demand_m3_per_h": pl.Float64,
    "min_m3": pl.Float64,
    "max_m3": pl.Float64,
    "start_m3": pl.Float64,
    "x": pl.Float64,
    "y": pl.Float64,
}
WATER_LINK_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "link_id": pl.String,
    "kind": pl.String,
    "asset_id": pl.String,
    "from_node_id": pl.String,
    "to_node_id": pl.String,
    "length_m": pl.Float64,
    "diameter_m": pl.Float64,
    "one_way": pl.Boolean,
    "is_open": pl.Boolean,
    "max_m3_per_h": pl.Float64,
    "rated_kw": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterCut:
    """A day that hydraulics has run, as a limit on what planning may promise on it and on worse days.

    `pump_share` (pump,): share of the day in which each pump had power, in the order of the pumps among the links;
    `link_share` (link,): capacity that each link had; `node_up` (node,); `served_share` (node,): what each node got of
    its demand over the day, 1 where it asks for none.
    """

    pump_share: NDArray[np.float64]
    link_share: NDArray[np.float64]
    node_up: NDArray[np.bool_]
    served_share: NDArray[np.float64]

    @property
    def key(self) -> bytes:
        """Days with the same key are the same limit."""
        return self.pump_share.tobytes() + self.link_share.tobytes() + self.node_up.tobytes()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterBehaviour:
    """How a network behaves by EPANET: what planning learns from hydraulics.

    `demand_m3_per_h` (block, node) on an undamaged day, each block's share of the case included; `pump_m3_per_h`
    (pump,): the most that each pump may move, inf where nothing is known; `cuts`: days that were run.
    """

    demand_m3_per_h: NDArray[np.float64]
    pump_m3_per_h: NDArray[np.float64]
    cuts: tuple[WaterCut, ...] = ()
