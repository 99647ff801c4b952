"""What is lost: the damaged assets of a case as rows over the grid and over its water networks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from svitlo.assets.power import KW_PER_MW, Condition, Floats, Grid, Ints, frozen, settled
from svitlo.tables.case import Case, PowerTables
from svitlo.tables.water import WaterTables

M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One damaged asset. The rows are those of the grid's arrays (a three-winding transformer has three) or, where
    `network` names a water network, of its tables; a water asset has no voltage.
    """

    asset_id: str
    kind: str
    severity: str
    kv: float | None
    length_km: float | None
    out_from_day: int
    size_mw: float
    """Capacity, for judging size: the branch's limit, the generator's maximum, all load at the bus, a pump's power."""
    end_buses: tuple[int, ...]
    """The bus itself, or the buses that the branch or generator is connected to."""
    bus_rows: tuple[int, ...] = ()
    branch_rows: tuple[int, ...] = ()
    generator_rows: tuple[int, ...] = ()
    network: str = ""
    link_rows: tuple[int, ...] = ()
    node_rows: tuple[int, ...] = ()
    end_nodes: tuple[str, ...] = ()
    """Of a water asset: the node itself, or the ids of the nodes at the ends of the link, as `<network>/<id>`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outages:
    """All damaged assets, sorted by id. `out_from_day` (asset,)."""

    items: tuple[Outage, ...]
    out_from_day: Ints

    def condition(self, grid: Grid, share: Sequence[float] | Floats) -> Condition:
        """The grid when each damaged asset has this share of its capacity (asset,): 0 if out, 1 if whole."""
        bus_up = grid.intact.bus_up.copy()
        branch_share = grid.intact.branch_share.copy()
        generator_share = grid.intact.generator_share.copy()
        for item, value in zip(self.items, share, strict=True):
            for row in item.bus_rows:
                bus_up[row] &= value > 0.0
            for row in item.branch_rows:
                branch_share[row] *= value
            for row in item.generator_rows:
                generator_share[row] *= value
        return settled(grid, bus_up, branch_share, generator_share)


def kind_of(asset_id: str) -> str:
    """`power/line/7` -> `line`, `water/town/pump/a/1` -> `pump`."""
    return asset_id.split("/")[1 if asset_id.startswith("power/") else 2]


def outages_of(case: Case, grid: Grid) -> Outages:
    """The damaged assets of a case, sorted by id."""
    rows = _asset_rows(case.power)
    items = []
    for damage in case.damage.sort("asset_id").iter_rows(named=True):
        asset_id: str = damage["asset_id"]
        out_from_day = max(0, case.day_of(damage["reported"]))
        if asset_id.startswith("power/"):
            items.append(_power_outage(grid, asset_id, damage["severity"], out_from_day, rows[asset_id]))
        else:
            network = asset_id.split("/")[1]
            items.append(_water_outage(case.water[network], asset_id, damage["severity"], out_from_day))
    out_from = np.array([item.out_from_day for item in items], dtype=np.int64)
    return Outages(items=tuple(items), out_from_day=frozen(out_from))


def _power_outage(grid: Grid, asset_id: str, severity: str, out_from_day: int, found: "_Rows") -> Outage:
    return Outage(
        asset_id=asset_id,
        kind=kind_of(asset_id),
        severity=severity,
        kv=found.kv,
        length_km=found.length_km,
        out_from_day=out_from_day,
        size_mw=_size_mw(grid, found),
        end_buses=_end_buses(grid, found),
        bus_rows=tuple(found.buses),
        branch_rows=tuple(found.branches),
        generator_rows=tuple(found.generators),
    )


def _water_outage(tables: WaterTables, asset_id: str, severity: str, out_from_day: int) -> Outage:
    nodes = np.flatnonzero((tables.nodes["asset_id"] == asset_id).to_numpy()).tolist()
    links = np.flatnonzero((tables.links["asset_id"] == asset_id).to_numpy()).tolist()
    ends = tables.nodes["node_id"].gather(nodes).to_list()
    length_km, size_mw = None, 0.0
    for link in tables.links[links].iter_rows(named=True):
        ends += [link["from_node_id"], link["to_node_id"]]
        length_km = None if link["length_m"] is None else link["length_m"] / M_PER_KM
        size_mw += (link["rated_kw"] or 0.0) / KW_PER_MW
    return Outage(
        asset_id=asset_id,
        kind=asset_id.split("/")[2],
        severity=severity,
        kv=None,
        length_km=length_km,
        out_from_day=out_from_day,
        size_mw=size_mw,
        end_buses=(),
        network=tables.name,
        link_rows=tuple(links),
        node_rows=tuple(nodes),
        end_nodes=tuple(sorted({f"{tables.name}/{node}" for node in ends})),
    )


@dataclass(slots=True)
class _Rows:
    kv: float = 0.0
    length_km: float | None = None
    buses: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    generators: list[int] = field(default_factory=list)


def _asset_rows(power: PowerTables) -> Mapping[str, _Rows]:
    """The rows, voltage and length of every asset of the network."""
    found: dict[str, _Rows] = defaultdict(_Rows)
    kv_of: dict[str, float] = {}
    for row, (bus_id, asset_id, kv) in enumerate(power.buses.select("bus_id", "asset_id", "kv").iter_rows()):
        kv_of[bus_id] = kv
        if asset_id is not None:
            found[asset_id].buses.append(row)
            found[asset_id].kv = kv
    for row, (asset_id, kv, km) in enumerate(power.branches.select("asset_id", "kv", "length_km").iter_rows()):
        if asset_id is not None:
            found[asset_id].branches.append(row)
            found[asset_id].kv = max(kv, found[asset_id].kv)
            found[asset_id].length_km = km
    for row, (asset_id, bus_id) in enumerate(power.generators.select("asset_id", "bus_id").iter_rows()):
        found[asset_id].generators.append(row)
        found[asset_id].kv = kv_of[bus_id]
    return found


def _size_mw(grid: Grid, rows: _Rows) -> float:
    """Capacity of an asset: what its branches may carry, what its generator may give, or the load at its bus."""
    if rows.branches:
        return float(max(grid.limit_mw[rows.branches]))
    if rows.generators:
        return float(sum(grid.generator_max_mw[rows.generators]))
    return float(sum(grid.load_mw[rows.buses]))


def _end_buses(grid: Grid, rows: _Rows) -> tuple[int, ...]:
    buses = set(rows.buses)
    buses.update(grid.branch_from[rows.branches].tolist(), grid.branch_to[rows.branches].tolist())
    buses.update(grid.generator_bus[rows.generators].tolist())
    return tuple(sorted(buses))
