"""A power network as read-only arrays: ids become row numbers here and nowhere else.

Rows keep the order of the frames in `Case.power`. What a row number means never changes: an outage is a `Condition`
over the same rows, not another network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.tables.case import PowerTables

KW_PER_MW = 1000.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)


def frozen(values: NDArray[Kind]) -> NDArray[Kind]:
    """The same array, read-only."""
    values.setflags(write=False)
    return values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A power network for DC studies.

    Shapes: (bus,) for `load_mw` (>= 0), `injection_mw` (>= 0, negative load); (branch,) for `branch_from`,
    `branch_to` (bus rows), `reactance_pu` (x times tap, on `base_mva`), `shift_rad`, `limit_mw` (inf: none);
    (generator,) for `generator_bus`, `generator_max_mw` (inf: none). `one_way` are the branch rows that carry from ->
    to only, where a set of its own may feed what stands behind but never the grid.
    """

    base_mva: float
    bus_ids: tuple[str, ...]
    load_mw: Floats
    injection_mw: Floats
    branch_from: Ints
    branch_to: Ints
    reactance_pu: Floats
    shift_rad: Floats
    limit_mw: Floats
    generator_bus: Ints
    generator_max_mw: Floats
    intact: "Condition"
    one_way: Ints = field(default_factory=lambda: frozen(np.zeros(0, dtype=np.int64)))

    @property
    def bus_count(self) -> int:
        """Number of buses."""
        return len(self.bus_ids)

    @property
    def backward_mw(self) -> Floats:
        """The limit of each branch from its end to its start (branch,)."""
        backward = self.limit_mw.copy()
        backward[self.one_way] = 0.0
        return backward


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """What is in service: `bus_up` (bus,), and the share of its capacity that each branch and generator has, 0 if out.

    A branch whose end bus is out counts as out too; `settled` sees to that.
    """

    bus_up: Bools
    branch_share: Floats
    generator_share: Floats


def settled(grid: Grid, bus_up: Bools, branch_share: Floats, generator_share: Floats) -> Condition:
    """A condition in which nothing hangs on a bus that is out."""
    ends_up = bus_up[grid.branch_from] & bus_up[grid.branch_to]
    return Condition(
        bus_up=frozen(bus_up.copy()),
        branch_share=frozen(np.where(ends_up, branch_share, 0.0)),
        generator_share=frozen(np.where(bus_up[grid.generator_bus], generator_share, 0.0)),
    )


def with_angle_limits(grid: Grid, limit_rad: float | Floats) -> Grid:
    """The same grid, where the voltage angles at the ends of a branch differ by no more than this, either way.

    An option for studies, as the contract has no angle limits: where nothing shifts the phase, such a limit is a limit
    on the flow. `limit_rad` is one limit or one per branch, inf: none. Raises ValueError where a phase shifter has one.
    """
    limit = np.broadcast_to(np.asarray(limit_rad, dtype=np.float64), grid.shift_rad.shape)
    if np.any((grid.shift_rad != 0.0) & np.isfinite(limit)):
        raise ValueError("an angle limit across a phase shifter is not a limit on its flow")
    by_angle_mw = grid.base_mva * limit / np.abs(grid.reactance_pu)
    return replace(grid, limit_mw=frozen(np.minimum(grid.limit_mw, by_angle_mw)))


def grid_of(power: PowerTables) -> Grid:
    """The arrays of a network's tables (checked before: every id exists, no reactance is zero)."""
    buses, branches, generators = power.buses, power.branches, power.generators
    bus_ids = tuple(buses["bus_id"].to_list())
    row_of = {bus_id: row for row, bus_id in enumerate(bus_ids)}
    branch_from = _rows(branches["from_bus_id"], row_of)
    branch_to = _rows(branches["to_bus_id"], row_of)
    generator_bus = _rows(generators["bus_id"], row_of)
    bus_up = buses["in_service"].to_numpy().astype(np.bool_)
    ends_up = bus_up[branch_from] & bus_up[branch_to]
    intact = Condition(
        bus_up=frozen(bus_up),
        branch_share=frozen((branches["in_service"].to_numpy() & ends_up).astype(np.float64)),
        generator_share=frozen((generators["in_service"].to_numpy() & bus_up[generator_bus]).astype(np.float64)),
    )
    return Grid(
        base_mva=power.base_mva,
        bus_ids=bus_ids,
        load_mw=_floats(buses["load_mw"]),
        injection_mw=_floats(buses["injection_mw"]),
        branch_from=branch_from,
        branch_to=branch_to,
        reactance_pu=frozen(_floats(branches["x_pu"]) * _floats(branches["tap"])),
        shift_rad=frozen(np.deg2rad(_floats(branches["shift_deg"]))),
        limit_mw=_floats(branches["rate_mva"].fill_null(np.inf)),
        generator_bus=generator_bus,
        generator_max_mw=_floats(generators["pmax_mw"].fill_null(np.inf)),
        intact=intact,
    )


def _rows(ids: pl.Series, row_of: Mapping[str, int]) -> Ints:
    return frozen(np.array([row_of[value] for value in ids.to_list()], dtype=np.int64))


def _floats(column: pl.Series) -> Floats:
    return frozen(column.to_numpy().astype(np.float64))
