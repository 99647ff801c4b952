"""Ordering instances so small that every order can be tried."""

from dataclasses import replace
from random import Random

import numpy as np

from svitlo.assets.power import frozen
from svitlo.plan.ordering.instance import OrderingInstance, dc_grid, with_dependants
from tests.support.generated import generated_grid

LARGEST_MW = 300.0


def tiny_instance(seed: int, *, components: int) -> OrderingInstance:
    """So many damaged components on five buses: a bus and what is there, or none, and others to make up the number."""
    rng = Random(seed)
    while True:
        grid = dc_grid(generated_grid(rng, 5))
        grid = replace(
            grid,
            injection_mw=frozen(np.zeros(grid.bus_count)),
            limit_mw=frozen(np.minimum(grid.limit_mw, LARGEST_MW)),
        )
        parts = [("gen", row) for row in range(grid.generator_bus.size)]
        parts += [("branch", row) for row in range(grid.branch_from.size)]
        buses = [("bus", rng.randrange(grid.bus_count))] if rng.random() < 0.6 else []
        damaged = set(with_dependants(grid, buses))
        others = [part for part in parts if part not in damaged]
        if 0 <= components - len(damaged) <= len(others) and grid.load_mw.sum() > 0.0:
            damaged |= set(rng.sample(others, components - len(damaged)))
            return OrderingInstance(grid=grid, damaged=tuple(sorted(damaged)), rate_mw=grid.limit_mw)
