"""Water as the planner sees it: zones that only what can be closed keeps apart, and what moves water between them.

Pipes that are never out are drawn together: what they join is one zone, served alike, for nobody can give a hospital
water and leave its street dry. Between zones water goes through pumps, valves, check valves and the pipes that are or
will be damaged; tanks keep it for a later block; reservoirs give as much as is asked. No pressure is known here, so a
zone promises too much rather than too little, and days that hydraulics has run (`cuts`) say where it does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from svitlo.assets.power import Bools, Floats, Ints, frozen
from svitlo.assets.waterworks import Drinkers
from svitlo.damage.outages import Outage
from svitlo.tables.water import WaterBehaviour, WaterCut, WaterTables

STEEPEST = 100.0
"""No plane is steeper: a hundredth of a pump's day then serves all."""

SHARE_NOISE = 1e-6
"""Shares closer than this are the same."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """The served share of a zone's day is no more than `base_share` + the sum of `slope` x pump + `lift_share` x asset.

    `zones` are its rows (more than one where its demand is told in parts); `pumps` are rows among the network's pumps,
    whose power counts as a share of the day; `assets` are rows of the outages, of which each that is repaired lifts the
    limit by `lift_share`.
    """

    zones: Ints
    base_share: float
    pumps: Ints
    slope: Floats
    assets: Ints
    lift_share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterZones:
    """One network in zones.

    Shapes: (block, zone) `demand_m3_per_h`; (zone,) `people` and `weighted` people; (node,) `zone_of`; (arc,)
    `arc_from`, `arc_to` (zones), `arc_most_m3_per_h` (inf: no limit), `arc_both_ways`; (pump,) `pump_arc` in the order
    of the pumps among the links; (tank,) `tank_zone`, `tank_min_m3`, `tank_max_m3`; (source,) `source_zone` and
    `source_most_m3_per_h`.
    Pairs (row, asset of the outages): `arc_gates`, `tank_gates`, `source_gates`, `demand_gates` (zone, asset, share of
    the zone's demand that stands at the asset's node).
    """

    name: str
    zone_of: Ints
    demand_m3_per_h: Floats
    people: Floats
    weighted: Floats
    arc_from: Ints
    arc_to: Ints
    arc_most_m3_per_h: Floats
    arc_both_ways: Bools
    pump_arc: Ints
    tank_zone: Ints
    tank_min_m3: Floats
    tank_max_m3: Floats
    source_zone: Ints
    source_most_m3_per_h: Floats
    arc_gates: tuple[tuple[int, int], ...]
    tank_gates: tuple[tuple[int, int], ...]
    source_gates: tuple[tuple[int, int], ...]
    demand_gates: tuple[tuple[int, int, float], ...]
    cuts: tuple[Cut, ...]

    @property
    def zone_count(self) -> int:
        """Number of zones."""
        return self.weighted.size


def zones_of(
    tables: WaterTables, drinkers: Drinkers, behaviour: WaterBehaviour, items: Sequence[Outage], hours: Floats
) -> WaterZones:
    """The zones of a network, given which of its assets (rows of `items`) are or will be damaged."""
    network = _Network(tables, items)
    zone_of = network.zones()
    count = int(zone_of.max(initial=-1)) + 1
    demand = np.stack([_by_zone(zone_of, np.maximum(row, 0.0), count) for row in behaviour.demand_m3_per_h])
    arcs = np.flatnonzero(~network.joins)
    kind = tables.links["kind"].to_numpy()
    pump_rows = np.flatnonzero(kind == "pump")
    arc_of = {link: arc for arc, link in enumerate(arcs.tolist())}
    most = np.full(arcs.size, np.inf)
    pump_arc = np.array([arc_of[row] for row in pump_rows.tolist()], dtype=np.int64)
    most[pump_arc] = behaviour.pump_m3_per_h
    most[~network.is_open[arcs]] = 0.0
    tanks = np.flatnonzero((tables.nodes["kind"] == "tank").to_numpy())
    sources, source_most = network.sources(behaviour)
    gates = network.gates
    return WaterZones(
        name=tables.name,
        zone_of=frozen(zone_of),
        demand_m3_per_h=frozen(demand),
        people=frozen(_by_zone(zone_of, drinkers.people, count)),
        weighted=frozen(_by_zone(zone_of, drinkers.weighted, count)),
        arc_from=frozen(zone_of[network.start[arcs]]),
        arc_to=frozen(zone_of[network.end[arcs]]),
        arc_most_m3_per_h=frozen(most),
        arc_both_ways=frozen(~network.one_way[arcs]),
        pump_arc=frozen(pump_arc),
        tank_zone=frozen(zone_of[tanks]),
        tank_min_m3=frozen(tables.nodes["min_m3"].to_numpy()[tanks].astype(np.float64)),
        tank_max_m3=frozen(tables.nodes["max_m3"].to_numpy()[tanks].astype(np.float64)),
        source_zone=frozen(zone_of[sources]),
        source_most_m3_per_h=frozen(source_most),
        arc_gates=tuple((arc_of[link], asset) for link, asset in gates.of_links(network)),
        tank_gates=_rows_of(tanks, gates.of_nodes),
        source_gates=_rows_of(sources, gates.of_nodes),
        demand_gates=tuple(_demand_gates(zone_of, behaviour.demand_m3_per_h, gates.of_nodes, hours)),
        cuts=tuple(_cuts(behaviour, (network, zone_of, count), hours)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Gates:
    """Damaged links and nodes with the rows of their outages."""

    links: tuple[tuple[int, int], ...]
    of_nodes: tuple[tuple[int, int], ...]

    def of_links(self, network: "_Network") -> list[tuple[int, int]]:
        """Links that hang on a damaged asset: their own, or a node at either end."""
        found = list(self.links)
        for node, asset in self.of_nodes:
            hanging = np.flatnonzero((network.start == node) | (network.end == node))
            found += [(link, asset) for link in hanging.tolist()]
        return sorted(set(found))


class _Network:
    """A network's links by rows, and which of them join their ends whatever happens."""

    def __init__(self, tables: WaterTables, items: Sequence[Outage]) -> None:
        links, nodes = tables.links, tables.nodes
        row_of = {node_id: row for row, node_id in enumerate(nodes["node_id"].to_list())}
        self.node_count = nodes.height
        self.start = np.array([row_of[node] for node in links["from_node_id"].to_list()], dtype=np.int64)
        self.end = np.array([row_of[node] for node in links["to_node_id"].to_list()], dtype=np.int64)
        self.one_way = links["one_way"].to_numpy().astype(np.bool_)
        self.is_open = links["is_open"].to_numpy().astype(np.bool_)
        self.reservoirs = np.flatnonzero((nodes["kind"] == "reservoir").to_numpy())
        mine = [(asset, item) for asset, item in enumerate(items) if item.network == tables.name]
        self.gates = _Gates(
            links=tuple((row, asset) for asset, item in mine for row in item.link_rows),
            of_nodes=tuple((row, asset) for asset, item in mine for row in item.node_rows),
        )
        can_be_out = np.zeros(links.height, dtype=np.bool_)
        can_be_out[[link for link, _ in self.gates.of_links(self)]] = True
        self.joins = (links["kind"] == "pipe").to_numpy() & self.is_open & ~self.one_way & ~can_be_out

    def zones(self) -> Ints:
        """The zone of each node (node,), numbered by their first nodes."""
        joins = np.flatnonzero(self.joins)
        graph = csr_array(
            (np.ones(joins.size), (self.start[joins], self.end[joins])), shape=(self.node_count, self.node_count)
        )
        _, label = connected_components(graph, directed=False)
        return np.asarray(label, dtype=np.int64)

    def sources(self, behaviour: WaterBehaviour) -> tuple[Ints, Floats]:
        """Nodes that give water, and how much at most: reservoirs, and inflows of the file (negative demand)."""
        inflow = np.maximum(-behaviour.demand_m3_per_h, 0.0).max(axis=0)
        inflow[self.reservoirs] = np.inf
        nodes = np.flatnonzero(inflow > 0.0)
        return nodes, inflow[nodes]


def _by_zone(zone_of: Ints, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(zone_of, weights=values, minlength=count), dtype=np.float64)


def _rows_of(nodes: Ints, gates: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    row_of = {node: row for row, node in enumerate(nodes.tolist())}
    return tuple((row_of[node], asset) for node, asset in gates if node in row_of)


def _demand_gates(
    zone_of: Ints, demand: Floats, gates: Sequence[tuple[int, int]], hours: Floats
) -> list[tuple[int, int, float]]:
    by_node = np.maximum(hours @ demand, 0.0)
    by_zone = np.bincount(zone_of, weights=by_node)
    found = []
    for node, asset in gates:
        zone = int(zone_of[node])
        if by_node[node] > 0.0:
            found.append((zone, asset, float(by_node[node] / by_zone[zone])))
    return found


# ---- days that hydraulics has run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Days:
    """The days run so far: `power` (day, pump), `served` (day, zone), and the damaged assets that were out on each."""

    power: Floats
    served: Floats
    out: tuple[frozenset[int], ...]


def _cuts(behaviour: WaterBehaviour, zones: tuple[_Network, Ints, int], hours: Floats) -> list[Cut]:
    """The limits that the days run so far put on each zone."""
    network, zone_of, count = zones
    if not behaviour.cuts:
        return []
    by_node = np.maximum(hours @ behaviour.demand_m3_per_h, 0.0)
    by_zone = _by_zone(zone_of, by_node, count)
    given = [_by_zone(zone_of, by_node * np.clip(cut.served_share, 0.0, 1.0), count) for cut in behaviour.cuts]
    served = np.divide(np.stack(given), by_zone, out=np.ones((len(given), count)), where=by_zone > 0.0)
    days = _Days(
        power=np.stack([cut.pump_share for cut in behaviour.cuts]),
        served=served,
        out=tuple(_out_in(cut, network.gates) for cut in behaviour.cuts),
    )
    found = []
    could_move = behaviour.pump_m3_per_h * float(hours.sum())
    for day, zone in zip(*np.nonzero(served < 1.0 - SHARE_NOISE), strict=True):
        assets = np.array(sorted(days.out[day]), dtype=np.int64)
        cut = _cut(int(zone), float(served[day, zone]), (days.power[day], could_move / by_zone[zone]), assets)
        found.append(_lifted(cut, days, int(zone)))
    return found


def _lifted(cut: Cut, days: _Days, zone: int) -> Cut:
    """The limit raised so far that no day that was run refutes it: hydraulics does not always lose with every loss."""
    repaired = np.array([sum(asset not in out for asset in cut.assets.tolist()) for out in days.out])
    allows = cut.base_share + days.power[:, cut.pumps] @ cut.slope + cut.lift_share * repaired
    refuted = float((days.served[:, zone] - allows).max())
    return replace(cut, base_share=cut.base_share + refuted) if refuted > 0.0 else cut


def _out_in(cut: WaterCut, gates: _Gates) -> frozenset[int]:
    """The damaged assets that were out on a day that was run."""
    out = {asset for link, asset in gates.links if cut.link_share[link] <= 0.0}
    out |= {asset for node, asset in gates.of_nodes if not cut.node_up[node]}
    return frozenset(out)


def _cut(zone: int, share: float, pumps: tuple[Floats, Floats], assets: Ints) -> Cut:
    """The plane through what was served on the day that was run, rising with the power of each pump.

    A pump with more power brings no more than it can move, but at full power it may well serve all: the plane rises by
    the larger of the two. With less power it falls likewise, but not below nothing, or no such day could keep it: it is
    made less steep where it would, down to what serves all at full power, and where that does not do it is lifted, and
    promises more than hydraulics has found.

    `pumps`: the share of the day in which each had power, and the share of the zone's demand that each could move in
    a whole day (pump,).
    """
    power, could_move = pumps
    lacking = np.flatnonzero(power < 1.0 - SHARE_NOISE)
    had = power[lacking]
    # What the least steep plane falls by, down to no power, for each part of the demand that is not served.
    drop = float((had / (1.0 - had)).sum())
    share = max(share, drop / (1.0 + drop))
    least = (1.0 - share) / (1.0 - had)
    most = np.clip(could_move[lacking], least, np.maximum(least, STEEPEST))
    slope = most
    if had.any():
        low, high = (float(steep[had > 0.0] @ had[had > 0.0]) for steep in (least, most))
        if high > share:
            slope = least + (most - least) * ((share - low) / (high - low) if high > low else 0.0)
    base = share - float(slope[had > 0.0] @ had[had > 0.0])
    return Cut(
        zones=frozen(np.array([zone])),
        base_share=max(0.0, base),
        pumps=frozen(lacking),
        slope=frozen(slope),
        assets=frozen(assets),
        lift_share=1.0 - share,
    )
