"""How far apart the ends of an open branch can be: the big-M that lets Ohm's law wait for a repair."""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from svitlo.assets.power import Bools, Floats, Ints

ALL_PAIRS_BUS_COUNT = 1500
"""Up to here the distances between all buses are worth their time."""


def open_spreads(ends: Ints, spread: Floats, certain: Bools, bus_count: int) -> Floats:
    """How far apart the ends of each branch need to be when it is open (branch,), in the unit of `spread`; inf: any.

    What is certain to be closed keeps its spread.

    Buses that certainly hang together are apart by no more than the shortest way between them allows. Where a way leads
    over other branches, one that crosses each part of the grid once does, with one branch fewer than there are parts.
    Buses with no way between them are in islands whose angles are free: with the least of each at 0, no two are further
    apart than one island is wide.

    Args:
        ends: (branch, 2), bus rows.
        spread: (branch,), how far apart its ends can be when it is closed; inf if not known.
        certain: (branch,), which are closed in every state.
        bus_count: number of buses.
    """
    graph, all_known = _certain_grid(ends[certain], spread[certain], bus_count)
    part: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    start, end = ends[~certain].T
    touched = np.unique(np.concatenate((part[start], part[end])))
    # Across a branch of unknown spread angles may differ by anything, and so may those of parts that it holds together.
    across = np.inf
    if all_known:
        links = np.sort(spread[~certain])[::-1][: max(0, touched.size - 1)]
        across = _widths(graph, part, touched) + float(links.sum())
    apart = spread.copy()
    if start.size:
        sources, where = np.unique(start, return_inverse=True)
        far = dijkstra(graph, directed=False, indices=sources)[where, end]
        apart[~certain] = np.where(part[start] == part[end], far, across)
    return apart


def _certain_grid(ends: Ints, spread: Floats, bus_count: int) -> tuple[csr_array, bool]:
    """The branches that are always closed, of parallel ones that of least spread; whether all spreads are known."""
    pairs = np.sort(ends, axis=1)
    order = np.lexsort((spread, pairs[:, 1], pairs[:, 0]))
    pair, first = np.unique(pairs[order], axis=0, return_index=True)
    # A zero would be no entry at all.
    least = np.maximum(spread[order][first], 1e-12)
    graph = coo_array((least, (pair[:, 0], pair[:, 1])), shape=(bus_count, bus_count)).tocsr()
    return graph, bool(np.all(np.isfinite(least)))


def _widths(graph: csr_array, part: Ints, counted: Ints) -> float:
    """The widths of some parts of the grid together."""
    if part.size <= ALL_PAIRS_BUS_COUNT:
        distance = dijkstra(graph, directed=False)
        widest = np.where(np.isfinite(distance), distance, 0.0).max(axis=1)
        return float(sum(widest[part == number].max() for number in counted.tolist()))
    # A part is no wider than twice its distance from any one of its buses.
    _, roots = np.unique(part, return_index=True)
    distance = dijkstra(graph, directed=False, indices=roots[counted])
    return 2.0 * float(np.where(np.isfinite(distance), distance, 0.0).max(axis=1).sum())
