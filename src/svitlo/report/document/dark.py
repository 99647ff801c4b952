"""Which buses have no power on a day, told from the plan's tables alone."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from svitlo.assets.power import Bools, Condition, Grid
from svitlo.proof.states import capacity_shares, conditions_of
from svitlo.report.document.scene import Scene


def dark_days(scene: Scene) -> dict[str, object]:
    """`Network.dark`: buses without power at the start of day 0, then what changes on later days."""
    states = list(dark_by_day(scene))
    changes = []
    for day in range(1, len(states)):
        dark, lit = (np.flatnonzero(rows).tolist() for rows in _changed(states[day - 1], states[day]))
        if dark or lit:
            changes.append({"day": day, "dark": dark, "lit": lit})
    return {"first": np.flatnonzero(states[0]).tolist() if states else [], "changes": changes}


def dark_by_day(scene: Scene) -> Iterator[Bools]:
    """For each day the buses without power (bus,): out, or on an island in which nothing can generate."""
    shares = capacity_shares(scene.case, scene.outages, scene.plan.decisions)
    found: dict[int, Bools] = {}
    for condition in conditions_of(scene.grid, scene.outages, shares):
        if id(condition) not in found:
            found[id(condition)] = without_source(scene.grid, condition)
        yield found[id(condition)]


def without_source(grid: Grid, condition: Condition) -> Bools:
    """Buses that are out or on an island with no generator in service and no negative load (bus,)."""
    up = condition.branch_share > 0.0
    count = grid.bus_count
    ends = (grid.branch_from[up], grid.branch_to[up])
    graph = csr_array((np.ones(ends[0].size), ends), shape=(count, count))
    islands, island_of = connected_components(graph, directed=False)
    feeds = condition.bus_up & (grid.injection_mw > 0.0)
    running = (condition.generator_share > 0.0) & (grid.generator_max_mw > 0.0)
    feeds[grid.generator_bus[running]] = True
    is_fed = np.bincount(island_of, weights=feeds, minlength=islands) > 0.0
    return ~condition.bus_up | ~is_fed[island_of]


def _changed(before: Bools, after: Bools) -> tuple[Bools, Bools]:
    """Buses that go dark, and buses that are lit."""
    return after & ~before, before & ~after
