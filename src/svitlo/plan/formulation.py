"""The equations of DC power flow as blocks: arrays in, named rows out.

Cycles and spanning trees are two bases of one space, so Kirchhoff's voltage law around each fundamental cycle says the
same as bus angles do, with fewer columns.

Source: J. Hörsch, H. Ronellenfitsch, D. Witthaut, T. Brown, Linear optimal power flow using cycle flows, Electric Power
Systems Research 158 (2018), for the cycle form.
"""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Grid, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.cycles import Cycles

MEAN_WORTH = 1e3
"""What the mean MW served earns in the linear program, whatever it costs in the user's figures: far above the solver's
tolerances, below which it may miss an optimum or never end."""

NUDGE_WORTH = 1e-7 * MEAN_WORTH
"""What a load that counts for nothing earns: it is served where that takes nothing from others."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PowerColumns:
    """Column numbers: `served` (load,), `injection` (bus with negative load,), `generation` (generator,), `flow`
    (branch,), all in MW, and `gap` (branch on a cycle,). `injection_bus`: the bus rows with negative load.
    """

    served: Ints
    injection: Ints
    injection_bus: Ints
    generation: Ints
    flow: Ints
    gap: Ints


def cost_of_worth(load_mw: Floats, cost_per_mw: Floats) -> float:
    """What the user's figures cost for each unit that is earned in the linear program; 0 where nothing counts.

    The mean is over megawatts, so that all that is earned by nudges together stays below 1e-7 of a total blackout.
    """
    total_mw = float(load_mw.sum())
    return float(cost_per_mw @ load_mw) / total_mw / MEAN_WORTH if total_mw > 0.0 else 0.0


def add_power(blocks: Blocks, grid: Grid, load_mw: Floats, worth_per_mw: Floats, cycles: Cycles) -> PowerColumns:
    """The columns of an undamaged grid; each MW served of a load (load,) earns its worth."""
    injection_bus = np.flatnonzero(grid.injection_mw > 0.0)
    return PowerColumns(
        served=blocks.columns("served_mw", 0.0, load_mw, -worth_per_mw),
        injection=blocks.columns("injection_mw", np.zeros(injection_bus.size), grid.injection_mw[injection_bus]),
        injection_bus=injection_bus,
        generation=blocks.columns("generation_mw", 0.0, grid.generator_max_mw),
        flow=blocks.columns("flow_mw", -grid.backward_mw, grid.limit_mw),
        gap=blocks.columns("gap", np.zeros(cycles.branches.size), 0.0),
    )


def add_balance(blocks: Blocks, grid: Grid, columns: PowerColumns, load_bus: Ints) -> None:
    """Kirchhoff's current law: what comes into each bus goes out of it (MW)."""
    balance = blocks.rows("balance_mw", np.zeros(grid.bus_count), 0.0)
    blocks.add(balance[load_bus], columns.served, -1.0)
    blocks.add(balance[columns.injection_bus], columns.injection, 1.0)
    blocks.add(balance[grid.generator_bus], columns.generation, 1.0)
    blocks.add(balance[grid.branch_from], columns.flow, -1.0)
    blocks.add(balance[grid.branch_to], columns.flow, 1.0)


def add_cycles(blocks: Blocks, grid: Grid, cycles: Cycles, columns: PowerColumns) -> None:
    """Kirchhoff's voltage law: around each cycle, reactance x flow + shift + gap sums to zero (base power x rad)."""
    shift = grid.base_mva * np.bincount(
        cycles.cycle, weights=cycles.sign * grid.shift_rad[cycles.branch], minlength=cycles.count
    )
    around = blocks.rows("cycle", -shift, -shift)
    blocks.add(around[cycles.cycle], columns.flow[cycles.branch], cycles.sign * grid.reactance_pu[cycles.branch])
    blocks.add(around[cycles.cycle], columns.gap[cycles.gap_of[cycles.branch]], cycles.sign)
