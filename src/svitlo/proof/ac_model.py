"""The network as AC power flow sees it: admittances, islands, and what a voltage profile means for each asset.

MATPOWER's branch model: a series impedance with half of the charging and half of the conductance at each end, behind an
ideal transformer at the from end (MATPOWER User's Manual, section 3.2). All admittances are in pu on `base_mva`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from svitlo.assets.people import People
from svitlo.assets.power import Condition, Floats, Grid, Ints, frozen
from svitlo.tables.case import PowerTables

Complexes = NDArray[np.complex128]

ON_MW = 1e-9
"""Smaller capacities and loads count as none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AcNetwork:
    """What the AC equations add to a `Grid`, over the same rows.

    Shapes: (bus,) `load_mvar` and `injection_mvar` at full load, `shunt_mw` drawn and `shunt_mvar` injected at 1 pu;
    (branch,) the four admittances `y_ff`, `y_ft`, `y_tf`, `y_tt`; (generator,) `p_mw`, `q_mvar` as scheduled, `vm_pu`
    (NaN: does not hold its voltage), `qmin_mvar` <= 0 <= `qmax_mvar` (inf: no limit).
    """

    grid: Grid
    bus_names: tuple[str, ...]
    branch_names: tuple[str, ...]
    generator_names: tuple[str, ...]
    load_mvar: Floats
    injection_mvar: Floats
    shunt_mw: Floats
    shunt_mvar: Floats
    y_ff: Complexes
    y_ft: Complexes
    y_tf: Complexes
    y_tt: Complexes
    p_mw: Floats
    q_mvar: Floats
    vm_pu: Floats
    qmin_mvar: Floats
    qmax_mvar: Floats


def ac_network_of(power: PowerTables, grid: Grid) -> AcNetwork:
    """The AC data of a network's tables.

    A reactive range that excludes zero (some files have `qmin_mvar` > 0, which is a schedule and not a machine's limit)
    is widened to include it.
    """
    buses, branches, generators = power.buses, power.branches, power.generators
    y_ff, y_ft, y_tf, y_tt = _branch_admittances(power)
    return AcNetwork(
        grid=grid,
        bus_names=_names(buses["asset_id"].to_list(), [f"bus {bus_id}" for bus_id in grid.bus_ids]),
        branch_names=_names(
            branches["asset_id"].to_list(),
            [f"switch {a} - {b}" for a, b in branches.select("from_bus_id", "to_bus_id").iter_rows()],
        ),
        generator_names=tuple(generators["asset_id"].to_list()),
        load_mvar=_floats(buses["load_mvar"].to_numpy()),
        injection_mvar=_floats(buses["injection_mvar"].to_numpy()),
        shunt_mw=_floats(buses["shunt_mw"].to_numpy()),
        shunt_mvar=_floats(buses["shunt_mvar"].to_numpy()),
        y_ff=y_ff,
        y_ft=y_ft,
        y_tf=y_tf,
        y_tt=y_tt,
        p_mw=_floats(generators["p_mw"].fill_null(0.0).to_numpy()),
        q_mvar=_floats(generators["q_mvar"].fill_null(0.0).to_numpy()),
        vm_pu=_floats(generators["vm_pu"].fill_null(np.nan).to_numpy()),
        qmin_mvar=_floats(np.minimum(generators["qmin_mvar"].fill_null(-np.inf).to_numpy(), 0.0)),
        qmax_mvar=_floats(np.maximum(generators["qmax_mvar"].fill_null(np.inf).to_numpy(), 0.0)),
    )


def _branch_admittances(power: PowerTables) -> tuple[Complexes, Complexes, Complexes, Complexes]:
    """The 2 x 2 admittance of each branch as four arrays (branch,)."""
    column = {name: power.branches[name].to_numpy() for name in ("r_pu", "x_pu", "b_pu", "g_pu", "tap", "shift_deg")}
    series = 1.0 / (column["r_pu"] + 1j * column["x_pu"])
    y_tt = series + 0.5 * (column["g_pu"] + 1j * column["b_pu"])
    ratio = column["tap"] * np.exp(1j * np.deg2rad(column["shift_deg"]))
    return (
        frozen(y_tt / (ratio * ratio.conj())),
        frozen(-series / ratio.conj()),
        frozen(-series / ratio),
        frozen(y_tt),
    )


def _names(asset_ids: list[str | None], instead: list[str]) -> tuple[str, ...]:
    return tuple(other if asset_id is None else asset_id for asset_id, other in zip(asset_ids, instead, strict=True))


def _floats(values: NDArray[np.generic]) -> Floats:
    return frozen(values.astype(np.float64))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Island:
    """One electrically connected part of a condition, with the load that it is to carry; bus numbers are local.

    Shapes: (bus,) `buses` (network rows), `injection_mw` that may be used, `injection_mvar` with it, `fixed_mvar`
    (drawn at buses that have no active load); (branch,) `branches` (network rows), `branch_from`, `branch_to`,
    `limit_mva`;
    (generator,) `generators` (network rows), `generator_bus`, `pmax_mw`, `qmin_mvar`, `qmax_mvar`; (place,) `places`
    (rows of `People`, linked pumps among them), `place_bus`, `wanted_mw`, `mvar_per_mw`, `cost_per_mw` (weighted
    people).
    """

    network: AcNetwork
    buses: Ints
    injection_mw: Floats
    injection_mvar: Floats
    fixed_mvar: Floats
    branches: Ints
    branch_from: Ints
    branch_to: Ints
    limit_mva: Floats
    generators: Ints
    generator_bus: Ints
    pmax_mw: Floats
    qmin_mvar: Floats
    qmax_mvar: Floats
    places: Ints
    place_bus: Ints
    wanted_mw: Floats
    mvar_per_mw: Floats
    cost_per_mw: Floats

    @property
    def bus_count(self) -> int:
        """Number of buses."""
        return len(self.buses)

    @property
    def base_mva(self) -> float:
        """MVA of 1 pu."""
        return self.network.grid.base_mva

    @property
    def vm_pu(self) -> Floats:
        """Set-points of the generators (generator,), NaN where one does not hold its voltage."""
        return self.network.vm_pu[self.generators]

    @property
    def key(self) -> tuple[bytes, ...]:
        """Two islands of one network with the same key are the same problem."""
        rows = (self.buses, self.branches, self.generators, self.places, self.limit_mva, self.pmax_mw)
        loads = (np.round(self.wanted_mw, 9), np.round(self.injection_mw, 9), np.round(self.fixed_mvar, 9))
        return tuple(part.tobytes() for part in rows + loads)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """A condition of the network and what it is to carry (`wanted_mw`, (place,)) at a demand over base load."""

    condition: Condition
    load_factor: float
    wanted_mw: Floats


def islands_of(network: AcNetwork, people: People, situation: Situation) -> tuple[Island, ...]:
    """The islands of a situation, in the order of their first buses; buses that are out belong to none."""
    grid, condition = network.grid, situation.condition
    on = condition.branch_share > 0.0
    links = csr_matrix(
        (np.ones(int(on.sum())), (grid.branch_from[on], grid.branch_to[on])), shape=(grid.bus_count, grid.bus_count)
    )
    _, label = connected_components(links, directed=False)
    label = np.where(condition.bus_up, label, -1)
    first = {int(value): row for row, value in reversed(list(enumerate(label))) if value >= 0}
    return tuple(_island(network, people, situation, label == value) for value in sorted(first, key=first.__getitem__))


def _island(network: AcNetwork, people: People, situation: Situation, inside: NDArray[np.bool_]) -> Island:
    grid, condition, factor = network.grid, situation.condition, situation.load_factor
    buses = np.flatnonzero(inside)
    local = np.full(grid.bus_count, -1, dtype=np.int64)
    local[buses] = np.arange(len(buses))
    branches = np.flatnonzero((condition.branch_share > 0.0) & inside[grid.branch_from])
    generators = np.flatnonzero((condition.generator_share > 0.0) & inside[grid.generator_bus])
    share = condition.generator_share[generators]
    places = np.flatnonzero(inside[people.bus])
    at = people.bus[places]
    return Island(
        network=network,
        buses=buses,
        injection_mw=grid.injection_mw[buses] * factor,
        injection_mvar=network.injection_mvar[buses] * factor,
        fixed_mvar=np.where(grid.load_mw[buses] > 0.0, 0.0, network.load_mvar[buses]) * factor,
        branches=branches,
        branch_from=local[grid.branch_from[branches]],
        branch_to=local[grid.branch_to[branches]],
        limit_mva=grid.limit_mw[branches] * condition.branch_share[branches],
        generators=generators,
        generator_bus=local[grid.generator_bus[generators]],
        pmax_mw=grid.generator_max_mw[generators] * share,
        qmin_mvar=network.qmin_mvar[generators] * share,
        qmax_mvar=network.qmax_mvar[generators] * share,
        places=places,
        place_bus=local[at],
        wanted_mw=situation.wanted_mw[places],
        mvar_per_mw=_mvar_per_mw(network, at),
        cost_per_mw=people.cost_per_mw[places],
    )


def _mvar_per_mw(network: AcNetwork, at: Ints) -> Floats:
    """Reactive power with each MW at buses (place,): as the bus's own load has it.

    Only a pump can hang on a bus without load; nothing is known of its motor, and it is taken to draw as the network's
    load does as a whole.
    """
    load_mw, load_mvar = network.grid.load_mw, network.load_mvar
    loaded = load_mw > 0.0
    overall = float(load_mvar[loaded].sum()) / float(load_mw[loaded].sum()) if loaded.any() else 0.0
    ratio: Floats = np.divide(load_mvar[at], load_mw[at], out=np.full(at.size, overall), where=loaded[at])
    return ratio


def admittance(island: Island, shunt_on: NDArray[np.bool_]) -> csc_matrix:
    """The bus admittance matrix of an island in pu; `shunt_on` (bus,) tells which bus shunts are switched in."""
    network, rows = island.network, island.branches
    from_bus, to_bus, all_buses = island.branch_from, island.branch_to, np.arange(island.bus_count)
    shunt = (network.shunt_mw[island.buses] + 1j * network.shunt_mvar[island.buses]) / island.base_mva
    values = np.concatenate(
        [network.y_ff[rows], network.y_ft[rows], network.y_tf[rows], network.y_tt[rows], np.where(shunt_on, shunt, 0.0)]
    )
    row = np.concatenate([from_bus, from_bus, to_bus, to_bus, all_buses])
    column = np.concatenate([from_bus, to_bus, from_bus, to_bus, all_buses])
    return csc_matrix((values, (row, column)), shape=(island.bus_count, island.bus_count))


def branch_flows_mva(island: Island, voltage: Complexes) -> tuple[Complexes, Complexes]:
    """Complex power that enters each branch at its from end and at its to end, in MVA (branch,)."""
    network, rows = island.network, island.branches
    at_from, at_to = voltage[island.branch_from], voltage[island.branch_to]
    into_from = at_from * (network.y_ff[rows] * at_from + network.y_ft[rows] * at_to).conj()
    into_to = at_to * (network.y_tf[rows] * at_from + network.y_tt[rows] * at_to).conj()
    return into_from * island.base_mva, into_to * island.base_mva
