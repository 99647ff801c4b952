"""Where the buses of a schematic map stand: the file's own coordinates, or positions that keep path lengths.

Without coordinates each island is laid out by stress majorization, so that the distance on the page is close to the
number of branches between two buses (Gansner, Koren and North 2004), against every bus of a small island and against a
few pivots of a large one (Ortmann, Klimenta and Brandes 2017), and the islands are set side by side. No randomness.
"""

import math
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from svitlo.tables.case import PowerTables

Points = NDArray[np.float64]

PIVOTS = 60
"""Buses of a large island that all others keep their distance to."""
SMALL = 250
"""Islands up to this many buses weigh every pair."""
STEPS: Mapping[bool, int] = {True: 200, False: 80}
"""Rounds for a small and for a large island."""
EDGE_WEIGHT = 4.0
"""What the length of a branch weighs in a large island, where pivots alone would tear neighbours apart."""
SETTLED = 1e-4
"""Lengths of a branch: moves below this are seen by nobody."""
GAP = 1.2
"""Free space between islands, in lengths of a branch."""


def positions(power: PowerTables) -> Points:
    """Positions (bus, 2) with y growing upwards, in no unit: only their proportions mean something."""
    row_of = {bus_id: row for row, bus_id in enumerate(power.buses["bus_id"].to_list())}
    ends = power.branches.select("from_bus_id", "to_bus_id").iter_rows()
    pairs = np.array([(row_of[a], row_of[b]) for a, b in ends if a != b], dtype=np.int64).reshape(-1, 2)
    given = _given(power.buses, pairs)
    return laid_out(power.buses.height, pairs) if given is None else given


def _given(buses: pl.DataFrame, pairs: NDArray[np.int64]) -> Points | None:
    """The file's own coordinates, None unless every bus of the file has them and they differ.

    The inner bus of a three-winding transformer has none in any file: it stands amid its neighbours.
    """
    place = buses.select(pl.col("x", "y").fill_null(math.nan)).to_numpy().astype(np.float64)
    known = np.isfinite(place).all(axis=1)
    for row in np.flatnonzero(~known & buses["asset_id"].is_null().to_numpy()):
        near = np.concatenate([pairs[pairs[:, 0] == row, 1], pairs[pairs[:, 1] == row, 0]])
        near = near[known[near]]
        if near.size:
            place[row] = place[near].mean(axis=0)
    differ = len(place) == 1 or (len(place) > 0 and float(np.ptp(place, axis=0).max()) > 0.0)
    return place if np.isfinite(place).all() and differ else None


def laid_out(count: int, pairs: NDArray[np.int64]) -> Points:
    """Positions (count, 2) of a graph's nodes; `pairs` (edge, 2) are node rows."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    graph = csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))
    graph.data[:] = 1.0
    parts, part_of = connected_components(graph, directed=False)
    shapes = []
    for part in range(parts):
        rows = np.flatnonzero(part_of == part)
        shapes.append((rows, _upright(_island(graph[rows][:, rows]))))
    return _side_by_side(count, shapes)


def _island(graph: csr_array) -> Points:
    """One connected graph by stress majorization from a start by classical scaling.

    A pivot stands for the buses around it and so weighs as many; in a large island branches pull for themselves too.
    """
    count = graph.shape[0]
    if count == 1:
        return np.zeros((1, 2))
    small = count <= SMALL
    pivots = np.arange(count) if small else _pivots(graph)
    apart = dijkstra(graph, unweighted=True, indices=pivots)
    weight = count / len(pivots) / np.where(apart > 0.0, apart, np.inf) ** 2
    total = weight.sum(axis=0) + (0.0 if small else EDGE_WEIGHT * np.diff(graph.indptr))
    edges = graph.tocoo()
    place = _scaled(apart)
    for _ in range(STEPS[small]):
        move = _pulled(place[pivots, None, :], place[None, :, :], apart, weight).sum(axis=1)
        if not small:
            pull = _pulled(place[edges.col], place[edges.row], np.ones(edges.nnz), np.full(edges.nnz, EDGE_WEIGHT))
            move += np.array([np.bincount(edges.row, along, count) for along in pull])
        # Half of the full step: moving all buses at once then never raises the stress of a small island.
        place = place + 0.5 * (move / total).T
        if np.abs(move / total).max() < SETTLED:
            break
    return place


def _pulled(others: Points, nodes: Points, want: Points, weight: Points) -> Points:
    """How each pair pulls its node towards the distance wanted: (2, pairs of any shape)."""
    reach_x, reach_y = nodes[..., 0] - others[..., 0], nodes[..., 1] - others[..., 1]
    now = np.maximum(np.sqrt(reach_x**2 + reach_y**2), 1e-9)
    force = weight * (want / now - 1.0)
    return np.stack([force * reach_x, force * reach_y])


def _pivots(graph: csr_array) -> NDArray[np.int64]:
    """Buses far from each other, each the farthest from those chosen before; the first is the best connected."""
    chosen = [int(np.argmax(np.diff(graph.indptr)))]
    nearest = dijkstra(graph, unweighted=True, indices=np.array(chosen))[0]
    while len(chosen) < PIVOTS:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, dijkstra(graph, unweighted=True, indices=np.array(chosen[-1:]))[0])
    return np.array(chosen, dtype=np.int64)


def _scaled(apart: Points) -> Points:
    """Pivot classical scaling of distances (pivot, node): the two directions in which the nodes differ most."""
    square = -0.5 * apart**2
    centred = square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean()
    _, vectors = np.linalg.eigh(centred @ centred.T)
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0.0, -1.0, 1.0)
    place: Points = centred.T @ axes
    if place.shape[1] < 2:
        place = np.column_stack([place, np.zeros(len(place))])
    reach = np.abs(place).max() or 1.0
    place = place * (apart.max() / 2.0 / reach)
    # Nodes that scaling puts on one spot (leaves of one bus) start a little apart, each in a direction of its own.
    angle = np.arange(len(place)) * math.pi * (3.0 - math.sqrt(5.0))
    return place + 0.05 * np.column_stack([np.cos(angle), np.sin(angle)])


def _upright(place: Points) -> Points:
    """The layout turned so that its longer direction lies along the page."""
    centred = place - place.mean(axis=0)
    if len(place) < 3:
        order = np.arange(len(place), dtype=np.float64)
        return np.column_stack([order - order.mean(), np.zeros(len(place))])
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0.0, -1.0, 1.0)
    turned: Points = centred @ axes
    return turned


def _side_by_side(count: int, shapes: list[tuple[NDArray[np.int64], Points]]) -> Points:
    """Islands in rows, the largest first, as wide together as the page is in proportion."""
    if not shapes:
        return np.zeros((count, 2))
    shapes = sorted(shapes, key=lambda shape: (-len(shape[0]), int(shape[0][0])))
    sizes = [np.ptp(place, axis=0) + GAP for _, place in shapes]
    width = max(*(float(size[0]) for size in sizes), math.sqrt(1.6 * sum(size[0] * size[1] for size in sizes)))
    out = np.zeros((count, 2))
    left, top, row_height = 0.0, 0.0, 0.0
    for (rows, place), size in zip(shapes, sizes, strict=True):
        if left > 0.0 and left + size[0] > width + 1e-9:
            left, top, row_height = 0.0, top - row_height, 0.0
        corner = np.array([place[:, 0].min(), place[:, 1].max()])
        out[rows] = place - corner + np.array([left, top])
        left += size[0]
        row_height = max(row_height, size[1])
    return out
