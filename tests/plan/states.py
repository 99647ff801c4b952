"""Random grids, loads and conditions for laws and agreement."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from svitlo.assets.power import Condition, Floats, Grid, Ints, frozen, grid_of, settled
from tests.support.generated import generated_grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loads:
    """Loads on a grid: bus row, demand and cost of a MW that is not served, each (load,)."""

    load_bus: Ints
    load_mw: Floats
    cost_per_mw: Floats

    def keywords(self) -> dict[str, Floats | Ints]:
        return {"load_bus": self.load_bus, "load_mw": self.load_mw, "cost_per_mw": self.cost_per_mw}


def random_grid(seed: int, *, buses: int = 9, phase_shift: bool = False) -> Grid:
    """A generated grid; with `phase_shift` some branches shift, in some grids more than their loops may carry."""
    grid = grid_of(generated_grid(Random(seed), buses, phase_shift=phase_shift))
    return replace(grid, shift_rad=frozen(grid.shift_rad * Random(seed).choice([0.3, 1.0, 5.0])))


def random_loads(rng: Random, grid: Grid) -> Loads:
    """Up to three loads at each bus with demand; some count for nothing."""
    bus, load_mw, cost_per_mw = [], [], []
    for row in np.flatnonzero(grid.load_mw > 0.0).tolist():
        parts = [rng.uniform(0.1, 1.0) for _ in range(rng.randint(1, 3))]
        for part in parts:
            bus.append(row)
            load_mw.append(float(grid.load_mw[row]) * part / sum(parts))
            cost_per_mw.append(rng.choice([0.0, rng.uniform(1, 10), rng.uniform(100, 5000)]))
    return Loads(load_bus=np.array(bus, dtype=np.int64), load_mw=np.array(load_mw), cost_per_mw=np.array(cost_per_mw))


def random_condition(rng: Random, grid: Grid) -> Condition:
    """Anything from an intact grid to one in pieces: parts out, or at a share of their capacity."""
    loss = rng.choice([0.0, 0.1, 0.2, 0.4, 0.7])

    def shares(count: int) -> Floats:
        return np.array([rng.choice([0.0, 0.0, 0.5]) if rng.random() < loss else 1.0 for _ in range(count)])

    bus_up = np.array([rng.random() >= loss / 4 for _ in range(grid.bus_count)])
    return settled(
        grid,
        bus_up & grid.intact.bus_up,
        shares(grid.branch_from.size) * grid.intact.branch_share,
        shares(grid.generator_bus.size) * grid.intact.generator_share,
    )
