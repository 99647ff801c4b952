"""What there is to serve and with which network, day by day, as the auditor reads it from the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.people import People, people_of
from svitlo.assets.power import Bools, Floats, Grid, frozen, grid_of
from svitlo.damage.outages import Outages, outages_of
from svitlo.proof.power_dc import can_serve, least_unserved
from svitlo.tables.case import Case

Shares = tuple[float, ...]
"""The share of its capacity that each damaged asset has on a day, in the order of the outages: 0 out, 1 whole."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Shapes: `hours` (block,); `factor` (day, block), demand over base load; `weight` (day, block), what one
    person-hour weighs beside the place's own weight; `demand_mw` (day, block, place).
    """

    grid: Grid
    outages: Outages
    people: People
    block_names: tuple[str, ...]
    hours: Floats
    factor: Floats
    weight: Floats

    @property
    def demand_mw(self) -> Floats:
        """Demand of each place (day, block, place)."""
        return np.asarray(self.factor[:, :, None] * self.people.load_mw)

    def unserved_people(self, share: Floats) -> Floats:
        """People behind the unserved shares (day, block, place); where nothing is asked for, nothing is missing."""
        return np.where(self.factor[:, :, None] > 0.0, (1.0 - share) * self.people.people, 0.0)

    def weighted_person_hours(self, share: Floats) -> Floats:
        """Each block's part of the objective (day, block)."""
        return np.asarray((self.unserved_people(share) @ self.people.weight) * self.hours * self.weight)


def scene_of(case: Case) -> Scene:
    """The scene of a case."""
    settings, grid = case.settings, grid_of(case.power)
    degrees = np.zeros(settings.days)
    load_per_c = weight_per_c = 0.0
    if settings.cold is not None:
        mean_c = dict(case.weather.select("date", "mean_c").iter_rows())
        degrees = np.array(
            [max(0.0, settings.cold.below_c - mean_c[case.date_of(day)]) for day in range(settings.days)]
        )
        load_per_c, weight_per_c = settings.cold.load_share_per_c, settings.cold.weight_per_c
    load_share = np.array([block.load_share for block in settings.blocks])
    return Scene(
        grid=grid,
        outages=outages_of(case, grid),
        people=people_of(case, grid),
        block_names=tuple(block.name for block in settings.blocks),
        hours=frozen(np.array([block.hours for block in settings.blocks])),
        factor=frozen(np.outer(1.0 + load_per_c * degrees, load_share)),
        weight=frozen(np.outer(1.0 + weight_per_c * degrees, np.full(load_share.size, settings.objective_power))),
    )


def shares_by_day(
    scene: Scene, service_day: Mapping[str, int], capacity_share: Mapping[str, float]
) -> tuple[Shares, ...]:
    """The state of the damaged assets on each day, given when each repaired one is back and with which capacity."""
    items = scene.outages.items
    days = []
    for day in range(scene.factor.shape[0]):
        shares = []
        for item in items:
            back_day = service_day.get(item.asset_id)
            if day < item.out_from_day:
                shares.append(1.0)
            elif back_day is not None and day >= back_day:
                shares.append(capacity_share[item.asset_id])
            else:
                shares.append(0.0)
        days.append(tuple(shares))
    return tuple(days)


class Physics:
    """What the network of a day can serve, each distinct question solved once.

    Where no flow keeps the limits whatever is shed (a phase shifter drives more around a loop than it may carry), the
    network cannot be run as the contract says, and serves nothing.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._least: dict[tuple[Shares, float], float] = {}
        self._short: dict[tuple[Shares, float, bytes], float] = {}

    def least_weighted_people(self, shares: Shares, factor: float) -> float:
        """The least sum of weight times people without power."""
        if (shares, factor) not in self._least:
            self._least[shares, factor] = self._solve_least(shares, factor)
        return self._least[shares, factor]

    def shortfall_mw(self, shares: Shares, factor: float, share: Floats) -> float:
        """How many MW of the claimed shares (place,) no dispatch can carry."""
        key = (shares, factor, share.tobytes())
        if key not in self._short:
            scene = self._scene
            claimed_mw = share * scene.people.load_mw * factor
            short_mw = can_serve(
                scene.grid,
                scene.outages.condition(scene.grid, shares),
                claimed_mw,
                scene.people.bus,
                scene.grid.injection_mw * factor,
            )
            self._short[key] = float(claimed_mw.sum()) if short_mw is None else short_mw
        return self._short[key]

    def _solve_least(self, shares: Shares, factor: float) -> float:
        scene, people = self._scene, self._scene.people
        if factor <= 0.0:
            return 0.0
        dispatch = least_unserved(
            scene.grid,
            scene.outages.condition(scene.grid, shares),
            people.load_mw * factor,
            people.people * people.weight / (people.load_mw * factor),
            people.bus,
            scene.grid.injection_mw * factor,
        )
        return float(people.people @ people.weight) if dispatch is None else dispatch.cost


def least_weighted_person_hours(scene: Scene, physics: Physics, days: Sequence[Shares]) -> Floats:
    """The least that each block's part of the objective can be (day, block)."""
    least = np.zeros(scene.factor.shape)
    for day, shares in enumerate(days):
        for block, hours in enumerate(scene.hours):
            people = physics.least_weighted_people(shares, float(scene.factor[day, block]))
            least[day, block] = people * hours * scene.weight[day, block]
    return least


def everywhere(mask: Bools) -> list[tuple[int, int]]:
    """The (day, block) rows where a mask (day, block) holds, in order."""
    return [(int(day), int(block)) for day, block in np.argwhere(mask)]
