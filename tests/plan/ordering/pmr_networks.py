"""The small restoration networks on which PowerModelsRestoration.jl tests itself.

Source of the figures: lanl-ansi/PowerModelsRestoration.jl, test/data/case5_restoration*.m and
case3_restoration_total_dmg.m (BSD-style licence, (c) Triad National Security, LLC). MW and per unit on 100 MVA; taps
and phase shifts, which the DC form there ignores, are left out, and so is everything reactive.
"""

from collections.abc import Sequence

import numpy as np

from svitlo.plan.ordering.instance import Component
from svitlo.plan.ordering.network import RestorationNetwork, with_dependants_of

BASE_MVA = 100.0
ANGLE_DEG = 30.0

# Five buses (in the files 1, 2, 3, 4 and 10): load in MW; units as (bus, most MW); branches as (ends, r, x, MW).
LOADS_5 = ((1, 300.0), (2, 300.0), (3, 400.0))
UNITS_5 = ((0, 40.0), (0, 170.0), (2, 520.0), (3, 200.0), (4, 600.0))
BRANCHES_5 = (
    (0, 1, 0.00281, 0.0281, 400.0),
    (0, 3, 0.00304, 0.0304, 426.0),
    (0, 4, 0.00064, 0.0064, 426.0),
    (1, 2, 0.00108, 0.0108, 426.0),
    (2, 3, 0.00297, 0.0297, 426.0),
    (2, 3, 0.00297, 0.0297, 426.0),
    (3, 4, 0.00297, 0.0297, 240.0),
)
# bus, energy, most energy (MWh), charge, discharge (MW), their efficiencies, converter (MVA)
STORES_5 = ((3, 20.0, 100.0, 50.0, 70.0, 0.8, 0.9, 100.0), (4, 30.0, 100.0, 50.0, 70.0, 0.9, 0.8, 100.0))

LOADS_3 = ((0, 110.0), (1, 110.0), (2, 95.0))
UNITS_3 = ((0, 2000.0), (1, 1500.0), (2, 0.0))
BRANCHES_3 = ((0, 2, 0.065, 0.62, 9000.0), (2, 1, 0.025, 0.75, 50.0), (0, 1, 0.042, 0.9, 9000.0))


def network(
    bus_count: int,
    loads: Sequence[tuple[int, float]],
    units: Sequence[tuple[int, float]],
    branches: Sequence[tuple[int, int, float, float, float]],
    damaged: Sequence[Component],
    *,
    stores: Sequence[tuple[int, float, float, float, float, float, float, float]] = (),
    shunts: Sequence[tuple[int, float]] = (),
) -> RestorationNetwork:
    """Damage spreads from buses to what is connected to them."""
    table = np.array([store[1:] for store in stores], dtype=np.float64).reshape(-1, 7)
    r, x = np.array([branch[2:4] for branch in branches]).T
    found = RestorationNetwork(
        bus_count=bus_count,
        load_bus=np.array([bus for bus, _ in loads], dtype=np.int64),
        load_pu=np.array([load for _, load in loads]) / BASE_MVA,
        load_weight=np.ones(len(loads)),
        shunt_bus=np.array([bus for bus, _ in shunts], dtype=np.int64),
        shunt_pu=np.array([shunt for _, shunt in shunts], dtype=np.float64) / BASE_MVA,
        gen_bus=np.array([bus for bus, _ in units], dtype=np.int64),
        gen_min_pu=np.zeros(len(units)),
        gen_max_pu=np.array([most for _, most in units]) / BASE_MVA,
        branch_ends=np.array([branch[:2] for branch in branches], dtype=np.int64),
        branch_reactance_pu=(r * r + x * x) / x,
        branch_rate_pu=np.array([branch[4] for branch in branches]) / BASE_MVA,
        branch_angle_rad=np.deg2rad(np.tile([-ANGLE_DEG, ANGLE_DEG], (len(branches), 1))),
        storage_bus=np.array([store[0] for store in stores], dtype=np.int64),
        storage_energy_puh=table[:, 0] / BASE_MVA,
        storage_most_puh=table[:, 1] / BASE_MVA,
        storage_charge_pu=table[:, 2] / BASE_MVA,
        storage_discharge_pu=table[:, 3] / BASE_MVA,
        storage_charge_share=table[:, 4],
        storage_discharge_share=table[:, 5],
        storage_rate_pu=table[:, 6] / BASE_MVA,
        damaged=tuple(damaged),
    )
    return replaced(found, with_dependants_of(found))


def replaced(network: RestorationNetwork, damaged: Sequence[Component]) -> RestorationNetwork:
    """The same network with other damage."""
    from dataclasses import replace

    return replace(network, damaged=tuple(sorted(damaged)))


def all_of(kind: str, count: int) -> tuple[Component, ...]:
    return tuple((kind, row) for row in range(count))


def case5() -> RestorationNetwork:
    damaged = [*all_of("gen", 3), *all_of("branch", 3)]
    return network(5, LOADS_5, UNITS_5, BRANCHES_5, damaged)


def case5_storage() -> RestorationNetwork:
    damaged = [("bus", 3), *all_of("gen", 2), *all_of("branch", 4)]
    return network(5, LOADS_5, UNITS_5, BRANCHES_5, damaged, stores=STORES_5)


def case5_shunt() -> RestorationNetwork:
    """The shunt of the file draws no active power; it is there to be switched."""
    damaged = [("bus", 0), *all_of("gen", 3), ("branch", 0), ("storage", 0)]
    return network(5, LOADS_5, UNITS_5, BRANCHES_5, damaged, stores=STORES_5, shunts=((0, 0.0),))


def case5_total() -> RestorationNetwork:
    damaged = [*all_of("bus", 5), *all_of("gen", 5), *all_of("branch", 7), *all_of("storage", 2)]
    return network(5, LOADS_5, UNITS_5, BRANCHES_5, damaged, stores=STORES_5)


def case3_total() -> RestorationNetwork:
    damaged = [*all_of("bus", 3), *all_of("gen", 3), *all_of("branch", 3)]
    return network(3, LOADS_3, UNITS_3, BRANCHES_3, damaged)
