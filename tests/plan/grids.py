"""Small grids written down by hand."""

from collections.abc import Sequence

import numpy as np

from svitlo.assets.power import Condition, Grid, frozen, settled

INF = float("inf")


def grid_by_hand(
    load_mw: Sequence[float],
    branches: Sequence[tuple[float, ...]],
    generators: Sequence[tuple[int, float]],
    *,
    injection_mw: Sequence[float] | None = None,
    base_mva: float = 100.0,
) -> Grid:
    """A grid of buses 0, 1, ...: branches are (from, to, reactance_pu, limit_mw[, shift_rad]), generators (bus, MW)."""
    ends = np.array([branch[:2] for branch in branches], dtype=np.int64).reshape(-1, 2)
    count = len(load_mw)
    return Grid(
        base_mva=base_mva,
        bus_ids=tuple(str(bus + 1) for bus in range(count)),
        load_mw=frozen(np.array(load_mw, dtype=np.float64)),
        injection_mw=frozen(np.array(injection_mw or np.zeros(count), dtype=np.float64)),
        branch_from=frozen(ends[:, 0].copy()),
        branch_to=frozen(ends[:, 1].copy()),
        reactance_pu=frozen(np.array([branch[2] for branch in branches], dtype=np.float64)),
        shift_rad=frozen(np.array([branch[4] if len(branch) > 4 else 0.0 for branch in branches], dtype=np.float64)),
        limit_mw=frozen(np.array([branch[3] for branch in branches], dtype=np.float64)),
        generator_bus=frozen(np.array([bus for bus, _ in generators], dtype=np.int64)),
        generator_max_mw=frozen(np.array([most for _, most in generators], dtype=np.float64)),
        intact=Condition(
            bus_up=frozen(np.ones(count, dtype=np.bool_)),
            branch_share=frozen(np.ones(len(branches))),
            generator_share=frozen(np.ones(len(generators))),
        ),
    )


def condition(
    grid: Grid,
    *,
    buses_out: Sequence[int] = (),
    branches: dict[int, float] | None = None,
    generators: dict[int, float] | None = None,
) -> Condition:
    """The grid's condition with some buses out and some branches and generators at a share of their capacity."""
    bus_up = grid.intact.bus_up.copy()
    bus_up[list(buses_out)] = False
    branch_share, generator_share = grid.intact.branch_share.copy(), grid.intact.generator_share.copy()
    for row, share in (branches or {}).items():
        branch_share[row] *= share
    for row, share in (generators or {}).items():
        generator_share[row] *= share
    return settled(grid, bus_up, branch_share, generator_share)
