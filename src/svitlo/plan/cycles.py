"""Fundamental cycles of a grid, found once for the undamaged network."""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Grid, Ints, frozen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycles:
    """One cycle for each branch outside a spanning forest.

    Entries are triplets `cycle`, `branch`, `sign` (+1 where the cycle runs from -> to). `branches`: rows of the
    branches that lie on any cycle; `gap_of` (branch,): their place in `branches`, -1 for branches on no cycle.
    """

    count: int
    cycle: Ints
    branch: Ints
    sign: Floats
    branches: Ints
    gap_of: Ints


def fundamental_cycles(grid: Grid) -> Cycles:
    """The cycles that a breadth-first spanning forest leaves (short trees make short cycles).

    Branches that the file has out of service stay in, as they may hold a place in a cycle; their gap is free.
    """
    parent, parent_branch, depth = _spanning_forest(grid)
    in_tree = np.zeros(grid.branch_from.size, dtype=np.bool_)
    in_tree[parent_branch[parent_branch >= 0]] = True
    cycle: list[int] = []
    branch: list[int] = []
    sign: list[float] = []
    chords = np.flatnonzero(~in_tree)
    for number, chord in enumerate(chords.tolist()):
        cycle.append(number)
        branch.append(chord)
        sign.append(1.0)
        # Back from the chord's end to its start along the tree, through their lowest common ancestor.
        ahead, back = int(grid.branch_to[chord]), int(grid.branch_from[chord])
        while ahead != back:
            climb_ahead = depth[ahead] >= depth[back]
            node = ahead if climb_ahead else back
            row = int(parent_branch[node])
            upward = 1.0 if int(grid.branch_from[row]) == node else -1.0
            cycle.append(number)
            branch.append(row)
            sign.append(upward if climb_ahead else -upward)
            if climb_ahead:
                ahead = int(parent[ahead])
            else:
                back = int(parent[back])
    rows = np.unique(np.array(branch, dtype=np.int64))
    gap_of = np.full(grid.branch_from.size, -1, dtype=np.int64)
    gap_of[rows] = np.arange(rows.size)
    return Cycles(
        count=int(chords.size),
        cycle=frozen(np.array(cycle, dtype=np.int64)),
        branch=frozen(np.array(branch, dtype=np.int64)),
        sign=frozen(np.array(sign, dtype=np.float64)),
        branches=frozen(rows),
        gap_of=frozen(gap_of),
    )


def _spanning_forest(grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Parent bus, branch to it (-1 at a root) and depth of each bus, breadth first from the best-connected buses."""
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(grid.bus_count)]
    for row, (start, end) in enumerate(zip(grid.branch_from.tolist(), grid.branch_to.tolist(), strict=True)):
        neighbours[start].append((end, row))
        neighbours[end].append((start, row))
    parent = np.full(grid.bus_count, -1, dtype=np.int64)
    parent_branch = np.full(grid.bus_count, -1, dtype=np.int64)
    depth = np.full(grid.bus_count, -1, dtype=np.int64)
    for root in sorted(range(grid.bus_count), key=lambda bus: -len(neighbours[bus])):
        if depth[root] >= 0:
            continue
        depth[root] = 0
        queue = [root]
        for bus in queue:
            for other, row in neighbours[bus]:
                if depth[other] < 0:
                    depth[other] = depth[bus] + 1
                    parent[other], parent_branch[other] = bus, row
                    queue.append(other)
    return parent, parent_branch, depth
