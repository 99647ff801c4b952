"""The ordering problem's instances, and the situation that makes any planner of Svitlo work on them.

Every damaged component takes one period of the one crew and nothing else; what counts is the load not served, summed
over periods 0 (nothing repaired) to D (all repaired), in per unit. The physics is PowerModels' DC form: susceptance
x / (r^2 + x^2), taps and shifts ignored, angle limits kept, generators down to nothing, shunts free to be off (so that
they never draw). A negative load injects up to its value, for nothing, and is no load.

Source: lanl-ansi/PowerModelsRestoration.jl for the problem and its physics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from svitlo.assets.demand import Demand
from svitlo.assets.people import UNNAMED, People
from svitlo.assets.power import Bools, Condition, Floats, Grid, Ints, frozen, grid_of, with_angle_limits
from svitlo.damage.outages import Outage, Outages
from svitlo.damage.works import Work
from svitlo.plan.situation import Situation, Task
from svitlo.tables.case import PowerTables

Component = tuple[str, int]
"""Kind (`bus`, `branch` or `gen`) and row in the grid, which has the buses of the file and what is kept of the rest."""

DAMAGED_SHARE = 0.3
"""Of generators and branches."""

DAMAGED_BUS_SHARE = 0.09

HOURS = 24.0

CREW = "crew"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrderingInstance:
    """A grid and what is damaged in it.

    `damaged` is sorted by kind and row; all else is whole. `rate_mw` (branch,) are the ratings by which branches are
    judged big or small; the limits in the grid may be lower, by angle.
    """

    grid: Grid
    damaged: tuple[Component, ...]
    rate_mw: Floats

    @property
    def load_pu(self) -> float:
        """All load."""
        return float(self.grid.load_mw.sum()) / self.grid.base_mva

    def size_mw(self, component: Component) -> float:
        """A branch's rating, a generator's maximum, or the load at a bus."""
        kind, row = component
        sizes = {"bus": self.grid.load_mw, "branch": self.rate_mw, "gen": self.grid.generator_max_mw}
        return float(sizes[kind][row])

    def buses_of(self, component: Component) -> tuple[int, ...]:
        """The bus itself, or the buses at which a branch or a generator is connected."""
        kind, row = component
        if kind == "bus":
            return (row,)
        if kind == "branch":
            return tuple(sorted({int(self.grid.branch_from[row]), int(self.grid.branch_to[row])}))
        return (int(self.grid.generator_bus[row]),)


def drawn_instance(power: PowerTables, angle_limits_deg: Floats, seed: int) -> OrderingInstance:
    """A network with damage drawn at random: 30 % of generators and branches, and 9 % of buses with all at them.

    Args:
        power: the network, its buses in the order of the file.
        angle_limits_deg: (branch, 2), least and most difference of angles.
        seed: of Python's `random.Random`.

    Raises:
        ValueError: a branch's limit is not the same both ways.
    """
    grid = dc_grid(power)
    rng = Random(seed)  # noqa: S311 - not for secrets
    parts: list[Component] = [("gen", row) for row in range(grid.generator_bus.size)]
    parts += [("branch", row) for row in range(grid.branch_from.size)]
    damaged = set(rng.sample(parts, round(DAMAGED_SHARE * len(parts))))
    buses = rng.sample(range(grid.bus_count), round(DAMAGED_BUS_SHARE * grid.bus_count))
    return OrderingInstance(
        grid=with_angle_limits(grid, _either_way(power, angle_limits_deg)),
        damaged=with_dependants(grid, [*sorted(damaged), *(("bus", row) for row in buses)]),
        rate_mw=grid.limit_mw,
    )


def with_dependants(grid: Grid, damaged: Sequence[Component]) -> tuple[Component, ...]:
    """These components and all branches and generators at the buses among them, sorted."""
    buses = [row for kind, row in damaged if kind == "bus"]
    ends = np.isin(grid.branch_from, buses) | np.isin(grid.branch_to, buses)
    found = {*damaged, *(("branch", row) for row in np.flatnonzero(ends).tolist())}
    found |= {("gen", row) for row in np.flatnonzero(np.isin(grid.generator_bus, buses)).tolist()}
    return tuple(sorted(found))


def dc_grid(power: PowerTables) -> Grid:
    """The network as PowerModels' DC form sees it, without angle limits.

    Only branches and generators that are in service in the file and can give something are rows of it.
    """
    raw = grid_of(power)
    branches = raw.intact.branch_share > 0.0
    generators = (raw.intact.generator_share > 0.0) & (raw.generator_max_mw > 0.0)
    r, x = power.branches["r_pu"].to_numpy()[branches], power.branches["x_pu"].to_numpy()[branches]
    return Grid(
        base_mva=raw.base_mva,
        bus_ids=raw.bus_ids,
        load_mw=raw.load_mw,
        injection_mw=raw.injection_mw,
        branch_from=frozen(raw.branch_from[branches]),
        branch_to=frozen(raw.branch_to[branches]),
        reactance_pu=frozen((r * r + x * x) / x),
        shift_rad=frozen(np.zeros(r.size)),
        limit_mw=frozen(raw.limit_mw[branches]),
        generator_bus=frozen(raw.generator_bus[generators]),
        generator_max_mw=frozen(raw.generator_max_mw[generators]),
        intact=_whole(raw.intact.bus_up, r.size, int(generators.sum())),
    )


def _either_way(power: PowerTables, angle_limits_deg: Floats) -> Floats:
    """The angle limits of the branches that are rows of the grid, in radians."""
    limits: Floats = np.deg2rad(angle_limits_deg[grid_of(power).intact.branch_share > 0.0])
    least, most = limits[:, 0], limits[:, 1]
    if not np.array_equal(-least, most):
        raise ValueError("an angle limit that is not the same both ways is not a limit on the flow's size")
    return most


def _whole(bus_up: Bools, branch_count: int, generator_count: int) -> Condition:
    return Condition(
        bus_up=frozen(bus_up.copy()),
        branch_share=frozen(np.ones(branch_count)),
        generator_share=frozen(np.ones(generator_count)),
    )


def situation_of_ordering(instance: OrderingInstance) -> Situation:
    """The same as a situation: a task for each component, in their order, and ENS (pu x periods) as the objective.

    Row i of tasks and of outages is component i; the horizon is one day longer than there are components.
    """
    grid = instance.grid
    items = tuple(_outage(instance, component) for component in instance.damaged)
    outages = Outages(items=items, out_from_day=frozen(np.zeros(len(items), dtype=np.int64)))
    tasks = tuple(
        Task(
            work=Work(asset=row, asset_id=item.asset_id, crew_kind=CREW, days=1, first_day=0, needs=()),
            needs=(),
        )
        for row, item in enumerate(items)
    )
    days = len(items) + 1
    return Situation(
        days=days,
        grid=grid,
        people=_people(grid),
        demand=Demand(
            block_names=("day",),
            hours=frozen(np.array([HOURS])),
            load_factor=frozen(np.ones((days, 1))),
            weight=frozen(np.full((days, 1), 1.0 / HOURS)),
        ),
        outages=outages,
        tasks=tasks,
        sources=(),
        supply_count={},
        crews={CREW: frozen(np.ones(days, dtype=np.int64))},
    )


def _people(grid: Grid) -> People:
    """As many people behind each load as it has per unit, so that a person-hour is a per-unit hour."""
    bus: Ints = np.flatnonzero((grid.load_mw > 0.0) & grid.intact.bus_up)
    load_mw = grid.load_mw[bus]
    return People(
        place_ids=tuple(UNNAMED + grid.bus_ids[row] for row in bus.tolist()),
        bus=frozen(bus),
        load_mw=frozen(load_mw),
        people=frozen(load_mw / grid.base_mva),
        weight=frozen(np.ones(bus.size)),
    )


def _outage(instance: OrderingInstance, component: Component) -> Outage:
    """A damaged component; ids are numbered so that they sort as the components do."""
    kind, row = component
    return Outage(
        asset_id=f"power/{kind}/{row:06d}",
        kind=kind,
        severity="destroyed",
        kv=0.0,
        length_km=None,
        out_from_day=0,
        size_mw=instance.size_mw(component),
        end_buses=instance.buses_of(component),
        bus_rows=(row,) if kind == "bus" else (),
        branch_rows=(row,) if kind == "branch" else (),
        generator_rows=(row,) if kind == "gen" else (),
    )
