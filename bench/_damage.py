"""Damage that matters: strikes around buses that many depend on, so that areas lose supply.

Where a draw leaves too little or too much of the demand unserved it is drawn anew, aimed at heavier or lighter buses.
"""

import math
from random import Random

import numpy as np

from svitlo.assets.power import grid_of, settled
from svitlo.proof.power_dc import least_unserved
from svitlo.tables.case import PowerTables

DAMAGED_SHARES = (0.10, 0.15)
MOST_DAMAGED = 200
LEAST_UNSERVED_SHARES = (0.10, 0.30)
"""Share of all demand that goes unserved if nothing is repaired: at least one drawn from here is aimed at."""

UNSERVED_SPAN = 0.2
"""And no more than this above it."""

ATTEMPT_COUNTS = ((2000, 12), (5000, 4), (1_000_000, 1))
"""Draws that are looked at on networks of up to so many buses: a look takes seconds on large ones."""

FIRST_AIM, FIRST_AIM_IF_FEW = 1.0, 2.0
AIM_STEP = 0.5
KIND_WEIGHTS = (("branch", 0.62), ("bus", 0.16), ("gen", 0.22))
ASSETS_PER_STRIKE = 7
SEVERITY_WEIGHTS = (("minor", 0.35), ("major", 0.40), ("destroyed", 0.25))


def drawn_damage(rng: Random, power: PowerTables, damaged: int | None) -> list[tuple[str, str]]:
    """Damaged assets with their severity, sorted by id; `damaged` None draws 10 to 15 % of all, at most 200."""
    target = _Target(power)
    if damaged is None:
        damaged = min(MOST_DAMAGED, max(3, round(rng.uniform(*DAMAGED_SHARES) * target.component_count)))
    low = rng.uniform(*LEAST_UNSERVED_SHARES)
    high = low + UNSERVED_SPAN
    best: tuple[float, list[str]] = (math.inf, [])
    attempt_count = next(count for most, count in ATTEMPT_COUNTS if target.grid.bus_count <= most)
    aim = FIRST_AIM if attempt_count == ATTEMPT_COUNTS[0][1] else FIRST_AIM_IF_FEW
    for _ in range(attempt_count):
        chosen = target.struck(rng, damaged, aim)
        unserved = target.unserved_share(chosen) if attempt_count > 1 else low
        best = min(best, (max(low - unserved, unserved - high, 0.0), chosen))
        if best[0] == 0.0:
            break
        aim = max(0.0, aim + (AIM_STEP if unserved < low else -AIM_STEP))
    return [(asset_id, _severity(rng, target, asset_id)) for asset_id in sorted(best[1])]


def _severity(rng: Random, target: "_Target", asset_id: str) -> str:
    """A transformer counts as destroyed and a line never does (see `bench._equipment`)."""
    if asset_id in target.transformers:
        return "destroyed"
    names = SEVERITY_WEIGHTS[:2] if asset_id.startswith("power/branch/") else SEVERITY_WEIGHTS
    return rng.choices([name for name, _ in names], [weight for _, weight in names])[0]


class _Target:
    """A network as what can be struck at each bus, and what then goes unserved."""

    def __init__(self, power: PowerTables) -> None:
        self.grid = grid = grid_of(power)
        intact = grid.intact
        self._rows: dict[str, tuple[str, int]] = {}
        self._at: list[dict[str, list[str]]] = [{kind: [] for kind, _ in KIND_WEIGHTS} for _ in grid.bus_ids]
        self._beside: list[list[int]] = [[] for _ in grid.bus_ids]
        self.transformers: set[str] = set()
        self._plants: dict[str, float] = {}
        kv = power.buses["kv"].to_list()
        for row, asset_id in enumerate(power.buses["asset_id"].to_list()):
            if intact.bus_up[row]:
                self._add("bus", row, asset_id, {row})
        for row, (asset_id, tap) in enumerate(power.branches.select("asset_id", "tap").iter_rows()):
            a, b = int(grid.branch_from[row]), int(grid.branch_to[row])
            if intact.branch_share[row] > 0.0:
                self._add("branch", row, asset_id, {a, b})
                self._beside[a].append(b)
                self._beside[b].append(a)
                if kv[a] != kv[b] or tap != 1.0:
                    self.transformers.add(asset_id)
        for row, asset_id in enumerate(power.generators["asset_id"].to_list()):
            if intact.generator_share[row] > 0.0 and grid.generator_max_mw[row] > 0.0:
                self._add("gen", row, asset_id, {int(grid.generator_bus[row])})
                self._plants[asset_id] = min(float(grid.generator_max_mw[row]), float(grid.load_mw.sum()))

    @property
    def component_count(self) -> int:
        """Buses, branches and generators that can be damaged."""
        return len(self._rows)

    def _add(self, kind: str, row: int, asset_id: str, buses: set[int]) -> None:
        self._rows[asset_id] = kind, row
        for bus in sorted(buses):
            self._at[bus][kind].append(asset_id)

    def struck(self, rng: Random, count: int, aim: float) -> list[str]:
        """So many assets around centres; a bus is a centre with chances that grow with its load to the power `aim`.

        Where a centre has no generator left, one is struck elsewhere, with chances that grow with what it can give.
        """
        grid = self.grid
        up = np.flatnonzero(grid.intact.bus_up).tolist()
        heavy = [(float(grid.load_mw[bus]) + 1e-3 * float(grid.load_mw.mean()) + 1e-9) ** aim for bus in up]
        chosen: set[str] = set()
        while len(chosen) < min(count, len(self._rows)):
            area = self._area(rng.choices(up, heavy)[0])
            for _ in range(min(ASSETS_PER_STRIKE, count - len(chosen))):
                kind = rng.choices([kind for kind, _ in KIND_WEIGHTS], [weight for _, weight in KIND_WEIGHTS])[0]
                nearest = next((found for bus in area if (found := self._left(bus, kind, chosen))), [])
                if nearest:
                    chosen.add(rng.choice(nearest))
                elif kind == "gen" and (away := [asset_id for asset_id in self._plants if asset_id not in chosen]):
                    chosen.add(rng.choices(away, [self._plants[asset_id] for asset_id in away])[0])
        return sorted(chosen)

    def _area(self, centre: int) -> list[int]:
        """The bus, its neighbours and theirs, in the order of the distance."""
        area, ring = [centre], [centre]
        for _ in range(2):
            ring = sorted({beside for bus in ring for beside in self._beside[bus]} - set(area))
            area += ring
        return area

    def _left(self, bus: int, kind: str, chosen: set[str]) -> list[str]:
        return [asset_id for asset_id in self._at[bus][kind] if asset_id not in chosen]

    def unserved_share(self, chosen: list[str]) -> float:
        """Share of all base demand that goes unserved when these assets are out."""
        grid = self.grid
        bus_up = grid.intact.bus_up.copy()
        share = {"branch": grid.intact.branch_share.copy(), "gen": grid.intact.generator_share.copy()}
        for kind, row in (self._rows[asset_id] for asset_id in chosen):
            if kind == "bus":
                bus_up[row] = False
            else:
                share[kind][row] = 0.0
        condition = settled(grid, bus_up, share["branch"], share["gen"])
        load = np.flatnonzero((grid.load_mw > 0.0) & grid.intact.bus_up)
        demand_mw, worth = grid.load_mw[load], np.ones(load.size)
        dispatch = least_unserved(grid, condition, demand_mw, worth, load, grid.injection_mw)
        return 1.0 if dispatch is None else dispatch.cost / float(demand_mw.sum())
