"""What is asked of a water network's hydraulics and what comes back: conditions, days and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterCondition:
    """What of a water network stands on one day, over the rows of `WaterTables`.

    `pump_share` (block, pump) in 0..1: the part of the block, from its start on, in which the pump has power; pumps are
    the rows of links with kind pump, in their order. `link_share` (link,): 0 is out, 1 whole, between them a pipe that
    carries this share (its diameter is scaled; pumps and valves with less than 1 count as whole). `node_up` (node,): a
    node that is out has all its links closed and is served nothing.
    """

    pump_share: Floats
    link_share: Floats
    node_up: Bools

    @classmethod
    def whole(cls, *, block_count: int, pump_count: int, link_count: int, node_count: int) -> Self:
        """Everything stands and every pump has power all day."""
        return cls(
            pump_share=np.ones((block_count, pump_count)),
            link_share=np.ones(link_count),
            node_up=np.ones(node_count, dtype=np.bool_),
        )

    @property
    def is_whole(self) -> bool:
        """Whether the network runs as its file says: nothing is out, and no pump lacks power at any time."""
        return bool((self.pump_share >= 1.0).all() and (self.link_share > 0.0).all() and self.node_up.all())

    @property
    def key(self) -> bytes:
        """The same for equal conditions of one network, and only for them."""
        return self.pump_share.tobytes() + self.link_share.tobytes() + self.node_up.tobytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterFinding:
    """One thing that a day's hydraulics show.

    Breaches of physics, after which the day proves nothing: `tank_volume` (m3 that left a tank; it had `limit`),
    `water_balance` (m3 that came from nowhere), `served_above_demand` (m3), `pump_without_power` (m3 moved or kWh drawn
    without). Warnings: `unbalanced` (steps that EPANET did not solve to the accuracy asked for; `limit` is 0).
    `where` is the id of a node or link, empty for the network as a whole; `block` counts from 0, None for the day.
    """

    what: str
    where: str
    block: int | None
    value: float
    limit: float

    @property
    def is_breach(self) -> bool:
        """Whether the day must not be believed."""
        return self.what != "unbalanced"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterDay:
    """What EPANET says of one day.

    Shapes: (block, node) for `demand_m3` (>= 0) and `served_m3`; (tank,) for `start_m3`, `levels_m3` (volumes at the
    day's start and end), `tank_in_m3` and `tank_out_m3` (what flowed in and out); (block, pump) for `pump_kwh` and
    `pump_m3`. `reservoir_m3` is what reservoirs gave, less what they took; `inflow_m3` what junctions with negative
    demand gave; `lost_m3` what left through emitters and leaks. `step_count` steps were solved. `warned_count` tells
    how many steps had which warning (names of `Warned` in small letters).
    """

    demand_m3: Floats
    served_m3: Floats
    start_m3: Floats
    levels_m3: Floats
    tank_in_m3: Floats
    tank_out_m3: Floats
    pump_kwh: Floats
    pump_m3: Floats
    reservoir_m3: float
    inflow_m3: float
    lost_m3: float
    step_count: int
    warned_count: Mapping[str, int]
    findings: tuple[WaterFinding, ...] = ()

    @property
    def served_share(self) -> float:
        """The part of the day's demand that was served; 1 where nothing was asked for."""
        demand_m3 = float(self.demand_m3.sum())
        return float(self.served_m3.sum()) / demand_m3 if demand_m3 > 0.0 else 1.0

    @property
    def tank_change_m3(self) -> float:
        """How much more is in the tanks at the end than at the start."""
        return float((self.levels_m3 - self.start_m3).sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sustained:
    """A condition that lasts: its last day, after `day_count` days, and whether the tanks' levels then recur."""

    day: WaterDay
    day_count: int
    recurs: bool
