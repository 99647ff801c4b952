"""Fundamental cycles of a grid, found once for the undamaged network, and made short."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from svitlo.assets.power import Floats, Grid, Ints, frozen

WORTH_SHORTENING_COUNT = 400
"""From so many cycles on, shorter ones save more in a linear program than they take to find."""

SHORTENING_ROUNDS = 3
"""The first two bring nearly all there is to gain."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycles:
    """As many independent cycles as there are branches outside a spanning forest.

    Entries are triplets `cycle`, `branch`, `sign` (how often the cycle runs from -> to, nearly always +1 or -1).
    `branches`: rows of the branches that lie on any cycle; `gap_of` (branch,): their place in `branches`, -1 for
    branches on no cycle.
    """

    count: int
    cycle: Ints
    branch: Ints
    sign: Floats
    branches: Ints
    gap_of: Ints


def fundamental_cycles(grid: Grid) -> Cycles:
    """The cycles that a breadth-first spanning forest leaves (short trees make short cycles), shortened where many.

    Branches that the file has out of service stay in, as they may hold a place in a cycle; their gap is free.
    """
    branch_count = grid.branch_from.size
    position, parent, parent_branch = _spanning_forest(grid)
    in_tree = np.zeros(branch_count, dtype=np.bool_)
    in_tree[parent_branch[parent_branch >= 0]] = True
    chords = np.flatnonzero(~in_tree)
    cycle, branch, sign = _closed_by(grid, chords, (position, parent, parent_branch))
    if chords.size >= WORTH_SHORTENING_COUNT:
        short = _shortened(csr_array((sign, (cycle, branch)), shape=(chords.size, branch_count))).tocoo()
        cycle, branch, sign = short.row.astype(np.int64), short.col.astype(np.int64), short.data
    on_cycle = np.zeros(branch_count, dtype=np.bool_)
    on_cycle[branch] = True
    rows = np.flatnonzero(on_cycle)
    gap_of = np.full(branch_count, -1, dtype=np.int64)
    gap_of[rows] = np.arange(rows.size)
    return Cycles(
        count=int(chords.size),
        cycle=frozen(cycle),
        branch=frozen(branch),
        sign=frozen(sign),
        branches=frozen(rows),
        gap_of=frozen(gap_of),
    )


def _spanning_forest(grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Of each bus its place in the search, its parent and the branch to it (-1 at a root).

    Breadth first from the best-connected bus of each connected part.
    """
    count, branch_count = grid.bus_count, grid.branch_from.size
    start = np.concatenate((grid.branch_from, grid.branch_to))
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.concatenate((grid.branch_to, grid.branch_from))[order]
    degree = np.bincount(start, minlength=count)
    first = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(degree, out=first[1:])
    graph = csr_array((np.ones(end.size), end.astype(np.int32), first), shape=(count, count))
    parent = np.full(count, -1, dtype=np.int64)
    position = np.full(count, -1, dtype=np.int64)
    done = 0
    for root in np.argsort(-degree, kind="stable").tolist():
        if done == count:
            break
        if position[root] >= 0:
            continue
        reached: Ints = np.array([root])
        if degree[root] > 0:
            found, before = breadth_first_order(graph, root)
            reached = found.astype(np.int64)
            parent[reached[1:]] = before[reached[1:]]
        position[reached] = np.arange(done, done + reached.size)
        done += reached.size
    # Of parallel branches the first one is in the tree: written last.
    up = np.flatnonzero(parent[start] == end)[::-1]
    parent_branch = np.full(count, -1, dtype=np.int64)
    parent_branch[start[up]] = order[up] % max(1, branch_count)
    return position, parent, parent_branch


def _closed_by(grid: Grid, chords: Ints, forest: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Floats]:
    """The cycle of each chord: back from its end to its start along the tree, through their lowest common ancestor.

    All chords climb at once; the end that the search found later goes up, as no ancestor was found later.
    """
    position, parent, parent_branch = forest
    cycle, branch, sign = [np.arange(chords.size)], [chords], [np.ones(chords.size)]
    number = np.arange(chords.size)
    ahead, back = grid.branch_to[chords], grid.branch_from[chords]
    while True:
        apart = ahead != back
        number, ahead, back = number[apart], ahead[apart], back[apart]
        if not number.size:
            return np.concatenate(cycle), np.concatenate(branch), np.concatenate(sign)
        climbs = position[ahead] > position[back]
        node = np.where(climbs, ahead, back)
        row = parent_branch[node]
        cycle.append(number)
        branch.append(row)
        sign.append(np.where((grid.branch_from[row] == node) == climbs, 1.0, -1.0))
        ahead, back = np.where(climbs, parent[ahead], ahead), np.where(climbs, back, parent[back])


def _shortened(cycles: csr_array) -> csr_array:
    """The same space of cycles by shorter ones: (cycle, branch) with the sign of each branch.

    In each round every cycle is joined with the one that takes most branches out of it. It takes only from cycles that
    are shorter (or as long, and earlier), so that one round is a triangular change of basis: none is lost.
    """
    for _ in range(SHORTENING_ROUNDS):
        length = np.diff(cycles.indptr)
        common = (cycles @ cycles.T).tocoo()
        one, other, agreeing = common.row, common.col, common.data
        saved = 2 * np.abs(agreeing) - length[other]
        first = (length[other] < length[one]) | ((length[other] == length[one]) & (other < one))
        kept = np.flatnonzero((saved > 0) & first)
        if not kept.size:
            break
        kept = kept[np.lexsort((other[kept], -saved[kept], one[kept]))]
        best = kept[np.diff(one[kept], prepend=-1) > 0]
        joins = csr_array((-np.sign(agreeing[best]), (one[best], other[best])), shape=common.shape)
        cycles = csr_array(cycles + joins @ cycles)
        cycles.eliminate_zeros()
    return cycles
