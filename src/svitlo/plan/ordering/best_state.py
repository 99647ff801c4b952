"""Which of some repairs serve most load together: a mixed-integer program in bus angles with on-off branches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Bools, Grid, Ints
from svitlo.plan.angles import open_spreads
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.ordering.instance import Component, OrderingInstance


def best_state_model(
    instance: OrderingInstance, before: Sequence[Component], items: Sequence[Component], count: int
) -> tuple[LinearModel, Ints]:
    """The program that chooses at most `count` of some repairs when those before are done and no others.

    The whole columns are the items in their order; the objective is minus the load served (pu). A branch that is open
    leaves its ends apart by no more than the buses between them can be (`open_spreads`).
    """
    parts = _Parts.of(instance, {*before, *items})
    grid, base = instance.grid, instance.grid.base_mva
    blocks = Blocks()
    chosen = blocks.columns("repaired", np.zeros(len(items)), 1.0)
    blocks.add(blocks.rows("repairs", -np.inf, count)[0], chosen, 1.0)
    gates = Gates(blocks, dict(zip(items, chosen.tolist(), strict=True)))
    load_pu = np.where(parts.bus_there, grid.load_mw, 0.0) / base
    served = blocks.columns("served_pu", 0.0, load_pu, -1.0)
    given_pu = np.where(parts.bus_there, grid.injection_mw, 0.0) / base
    injection = blocks.columns("injection_pu", 0.0, given_pu)
    most_pu = np.minimum(grid.generator_max_mw[parts.machines] / base, float(load_pu.sum()))
    generation = blocks.columns("generation_pu", 0.0, most_pu)
    rate_pu = grid.limit_mw[parts.branches] / base
    flow = blocks.columns("flow_pu", -rate_pu, rate_pu)
    angle = blocks.columns("angle_rad", np.full(grid.bus_count, -np.inf), np.inf)
    balance = blocks.rows("balance_pu", np.zeros(grid.bus_count), 0.0)
    for rows, columns, sign in (
        (balance, served, -1.0),
        (balance, injection, 1.0),
        (balance[grid.generator_bus[parts.machines]], generation, 1.0),
        (balance[grid.branch_from[parts.branches]], flow, -1.0),
        (balance[grid.branch_to[parts.branches]], flow, 1.0),
    ):
        blocks.add(rows, columns, sign)
    for bus in np.flatnonzero(parts.bus_there).tolist():
        gates.limit(int(served[bus]), float(load_pu[bus]), ("bus", bus))
        gates.limit(int(injection[bus]), float(given_pu[bus]), ("bus", bus))
    for place, machine in enumerate(parts.machines.tolist()):
        bus = int(grid.generator_bus[machine])
        gates.limit(int(generation[place]), float(most_pu[place]), ("gen", machine), ("bus", bus))
    _add_branches(grid, gates, parts.branches, flow, angle)
    return blocks.build(), chosen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Parts:
    """What is there at all: buses (bus,), and the rows of branches and generators whose buses are there."""

    bus_there: Bools
    branches: Ints
    machines: Ints

    @classmethod
    def of(cls, instance: OrderingInstance, present: set[Component]) -> "_Parts":
        """What is whole or among these components."""
        grid = instance.grid
        there = {
            "bus": grid.intact.bus_up.copy(),
            "branch": np.ones(grid.branch_from.size, dtype=np.bool_),
            "gen": np.ones(grid.generator_bus.size, dtype=np.bool_),
        }
        for kind, row in instance.damaged:
            there[kind][row] &= (kind, row) in present
        bus_there = there["bus"]
        return cls(
            bus_there=bus_there,
            branches=np.flatnonzero(there["branch"] & bus_there[grid.branch_from] & bus_there[grid.branch_to]),
            machines=np.flatnonzero(there["gen"] & bus_there[grid.generator_bus]),
        )


@dataclass(frozen=True, slots=True)
class Gates:
    """Adds rows that let a column work only when the repairs it waits for are chosen."""

    blocks: Blocks
    column_of: dict[Component, int]

    def waits_for(self, *components: Component) -> list[int]:
        """The columns of those components that are to be repaired."""
        return [self.column_of[component] for component in components if component in self.column_of]

    def limit(self, column: int, most: float, *components: Component, both_ways: bool = False) -> None:
        """A column is at most `most` with all of these, and 0 without any one; `both_ways`: its size."""
        if most > 0.0:
            for gate in self.waits_for(*components):
                for sign in (1.0, -1.0) if both_ways else (1.0,):
                    self.blocks.add(self.blocks.rows("gate", -np.inf, 0.0), [column, gate], [sign, -most])


def _add_branches(grid: Grid, gates: Gates, branches: Ints, flow: Ints, angle: Ints) -> None:
    """Ohm's law where a branch is certain to be there, on and off where it is not."""
    blocks = gates.blocks
    ends = np.stack([grid.branch_from[branches], grid.branch_to[branches]], axis=1)
    components = [
        (("branch", row), ("bus", start), ("bus", end))
        for row, (start, end) in zip(branches.tolist(), ends.tolist(), strict=True)
    ]
    waits = [gates.waits_for(*members) for members in components]
    fixed = np.array([not columns for columns in waits], dtype=np.bool_)
    reactance = grid.reactance_pu[branches]
    rate_pu = grid.limit_mw[branches] / grid.base_mva
    law = blocks.rows("law", np.zeros(int(fixed.sum())), 0.0)
    blocks.add(law, flow[fixed], reactance[fixed])
    blocks.add(law, angle[ends[fixed, 0]], -1.0)
    blocks.add(law, angle[ends[fixed, 1]], 1.0)
    open_rad = open_spreads(ends, np.abs(reactance) * rate_pu, fixed, grid.bus_count)
    for place in np.flatnonzero(~fixed).tolist():
        gates.limit(int(flow[place]), float(rate_pu[place]), *components[place], both_ways=True)
        for sign in (1.0, -1.0):
            # sign x (reactance x flow - difference of angles) <= open_rad x (parts of the branch that are missing)
            row = blocks.rows("law_if_closed", -np.inf, float(open_rad[place]) * len(waits[place]))
            blocks.add(row, int(flow[place]), sign * float(reactance[place]))
            blocks.add(row, angle[ends[place]], [-sign, sign])
            blocks.add(row, waits[place], float(open_rad[place]))
