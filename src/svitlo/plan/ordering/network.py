"""The network of a restoration ordering problem as others state it: with storage, shunts, minima and weights, in pu."""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Bools, Floats, Ints
from svitlo.plan.ordering.instance import Component, OrderingInstance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RestorationNetwork:
    """All values per unit and in radians; energies in per-unit hours, a period of one repair lasting `period_h`.

    Shapes: (load,) for `load_bus` and those after it up to `load_weight`; (shunt,) for `shunt_bus` and `shunt_pu`, what
    a shunt draws; (gen,) for `gen_*`; (branch,) for `branch_*`, the angles being (branch, 2): least and most from the
    first end to the second; (storage,) for `storage_*`. `damaged` lists `bus`, `branch`, `gen` and `storage` rows; what
    is at a damaged bus is damaged (`with_dependants_of`).
    """

    bus_count: int
    load_bus: Ints
    load_pu: Floats
    load_weight: Floats
    shunt_bus: Ints
    shunt_pu: Floats
    gen_bus: Ints
    gen_min_pu: Floats
    gen_max_pu: Floats
    branch_ends: Ints
    branch_reactance_pu: Floats
    branch_rate_pu: Floats
    branch_angle_rad: Floats
    storage_bus: Ints
    storage_energy_puh: Floats
    storage_most_puh: Floats
    storage_charge_pu: Floats
    storage_discharge_pu: Floats
    storage_rate_pu: Floats
    storage_charge_share: Floats
    storage_discharge_share: Floats
    damaged: tuple[Component, ...]
    period_h: float = 1.0

    def size_mw(self, component: Component) -> float:
        """What utilisation goes by: rating, maximum, energy or load (pu; only their order matters)."""
        kind, row = component
        if kind == "bus":
            return float(self.load_pu[self.load_bus == row].sum())
        sizes = {"branch": self.branch_rate_pu, "gen": self.gen_max_pu, "storage": self.storage_energy_puh}
        return float(sizes[kind][row])

    def buses_of(self, component: Component) -> tuple[int, ...]:
        """The buses that must be back for the component to count."""
        kind, row = component
        if kind == "bus":
            return (row,)
        if kind == "branch":
            return tuple(sorted(set(self.branch_ends[row].tolist())))
        return (int((self.gen_bus if kind == "gen" else self.storage_bus)[row]),)

    @property
    def certain_branches(self) -> Bools:
        """Branches that are whole, and their buses too (branch,)."""
        buses = [row for kind, row in self.damaged if kind == "bus"]
        start, end = self.branch_ends.T
        certain = ~(np.isin(start, buses) | np.isin(end, buses))
        certain[[row for kind, row in self.damaged if kind == "branch"]] = False
        return certain

    def twins(self) -> tuple[tuple[Component, Component], ...]:
        """Pairs of damaged components alike in everything; the first may wait for the second without loss."""
        found: list[tuple[Component, Component]] = []
        seen: dict[tuple[object, ...], Component] = {}
        for component in self.damaged:
            kind, row = component
            if kind == "branch":
                key = (kind, *self.branch_ends[row].tolist(), self.branch_reactance_pu[row], self.branch_rate_pu[row])
                key += tuple(self.branch_angle_rad[row].tolist())
            elif kind == "gen":
                key = (kind, self.gen_bus[row], self.gen_min_pu[row], self.gen_max_pu[row])
            else:
                continue
            if key in seen:
                found.append((component, seen[key]))
            seen[key] = component
        return tuple(found)


def network_of(instance: OrderingInstance) -> RestorationNetwork:
    """An ordering instance without negative loads as such a network.

    Raises:
        ValueError: there is negative load, or a branch without a limit (which the problem needs).
    """
    grid, base = instance.grid, instance.grid.base_mva
    if np.any(grid.injection_mw) or not np.all(np.isfinite(grid.limit_mw)):
        raise ValueError("the restoration problem knows no negative load and no branch without a limit")
    loads = np.flatnonzero(grid.load_mw > 0.0)
    none, no_rows = np.zeros(0), np.zeros(0, dtype=np.int64)
    rate_pu = grid.limit_mw / base
    angle_rad = np.abs(grid.reactance_pu) * rate_pu
    return RestorationNetwork(
        bus_count=grid.bus_count,
        load_bus=loads,
        load_pu=grid.load_mw[loads] / base,
        load_weight=np.ones(loads.size),
        shunt_bus=no_rows,
        shunt_pu=none,
        gen_bus=grid.generator_bus,
        gen_min_pu=np.zeros(grid.generator_bus.size),
        gen_max_pu=grid.generator_max_mw / base,
        branch_ends=np.stack([grid.branch_from, grid.branch_to], axis=1),
        branch_reactance_pu=grid.reactance_pu,
        branch_rate_pu=rate_pu,
        branch_angle_rad=np.stack([-angle_rad, angle_rad], axis=1),
        storage_bus=no_rows,
        storage_energy_puh=none,
        storage_most_puh=none,
        storage_charge_pu=none,
        storage_discharge_pu=none,
        storage_rate_pu=none,
        storage_charge_share=none,
        storage_discharge_share=none,
        damaged=instance.damaged,
    )


def with_dependants_of(network: RestorationNetwork) -> tuple[Component, ...]:
    """What is damaged, with the branches, generators and storage at damaged buses, sorted."""
    buses = [row for kind, row in network.damaged if kind == "bus"]
    found = set(network.damaged)
    for kind, at in (("gen", network.gen_bus), ("storage", network.storage_bus)):
        found |= {(kind, row) for row in np.flatnonzero(np.isin(at, buses)).tolist()}
    ends = np.isin(network.branch_ends, buses).any(axis=1)
    return tuple(sorted(found | {("branch", row) for row in np.flatnonzero(ends).tolist()}))


def period_totals(repair_count: int, period_count: int) -> tuple[int, ...]:
    """Repairs done by the end of each period 0, 1, ... when they are shared out evenly (rounded half to even)."""
    totals = [0]
    for period in range(1, period_count + 1):
        totals.append(totals[-1] + round(repair_count / period_count * period - totals[-1]))
    totals[-1] = repair_count
    return tuple(totals)
