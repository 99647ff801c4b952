"""What there is to serve and with which network, day by day, as the auditor reads it from the case."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svitlo.assets.people import People, people_of
from svitlo.assets.power import Bools, Floats, Grid, frozen, grid_of
from svitlo.assets.waterworks import pumps_of, with_pumps
from svitlo.damage.outages import Outages, outages_of
from svitlo.tables.case import Case

Shares = tuple[float, ...]
"""The share of its capacity that each damaged asset has on a day, in the order of the outages: 0 out, 1 whole."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Shapes: `hours` (block,); `factor` (day, block), demand over base load; `weight` (day, block), what one
    person-hour weighs beside the place's own weight. `people` are the places, `loads` these and the linked pumps.
    """

    grid: Grid
    outages: Outages
    people: People
    loads: People
    block_names: tuple[str, ...]
    hours: Floats
    factor: Floats
    weight: Floats

    @property
    def demand_mw(self) -> Floats:
        """Demand of each place (day, block, place)."""
        return np.asarray(self.factor[:, :, None] * self.people.load_mw)

    @property
    def asked_mw(self) -> Floats:
        """Demand of each place and, whatever the hour and the cold, the rated power of each pump (day, block, load)."""
        count = len(self.people.place_ids)
        rated_mw = np.broadcast_to(self.loads.load_mw[count:], (*self.factor.shape, self.loads.bus.size - count))
        return np.concatenate((self.demand_mw, rated_mw), axis=2)

    def of_places(self, share: Floats) -> Floats:
        """The part of (day, block, load) that is about places."""
        return share[:, :, : len(self.people.place_ids)]

    def of_pumps(self, share: Floats) -> Floats:
        """The part of (day, block, load) that is about pumps."""
        return share[:, :, len(self.people.place_ids) :]

    def at(self, day: int, block: int) -> str:
        """A block of a day in the words of a breach."""
        return f"day {day}, {self.block_names[block]}"

    def unserved_people(self, share: Floats) -> Floats:
        """People behind the unserved shares (day, block, place); where nothing is asked for, nothing is missing."""
        return np.where(self.factor[:, :, None] > 0.0, (1.0 - share) * self.people.people, 0.0)

    def weighted_person_hours(self, share: Floats) -> Floats:
        """Each block's part of the objective (day, block)."""
        return np.asarray((self.unserved_people(share) @ self.people.weight) * self.hours * self.weight)


def scene_of(case: Case) -> Scene:
    """The scene of a case."""
    settings, grid = case.settings, grid_of(case.power)
    people = people_of(case, grid)
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
        people=people,
        loads=with_pumps(people, pumps_of(case, grid.bus_ids)),
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


def everywhere(mask: Bools | np.bool_) -> list[tuple[int, int]]:
    """The (day, block) rows where a mask (day, block) holds, in order."""
    return [(int(day), int(block)) for day, block in np.argwhere(mask)]
