"""The program of one day, taken apart from all others: what could be served if certain repairs were complete by then.

- `done` (task,) says which repairs are complete: none before the soonest day on which it could be;
- crews: the works complete by the day fit into the crew-days since they could start, for each such day and kind;
- equipment: what they use up has arrived as a gift or was bought in time, within stock, money and supply;
- `up` (asset,) switches the network (`gated`).

What a feasible plan serves on the day is a point of it. Several of them may stand in one model (`couple`).
"""

from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.formulation import NUDGE_WORTH, cost_of_worth
from svitlo.plan.gated import GatedColumns, GatedGrid, add_gated, gated_grid, set_bounds
from svitlo.plan.resources import ResourceRows, add_resources, soonest_service_days
from svitlo.plan.situation import Situation
from svitlo.plan.water_rows import PumpPower, WaterColumns, add_cuts, add_gates, add_plants, add_pump_power, add_water


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayColumns:
    """One day in a model: columns `done` (task,) and `up` (asset,), rows `after_repair` (task,) `up - done <= 0`.

    `water`: the networks of a mean day (`mean_day`); none elsewhere.
    """

    done: Ints
    up: Ints
    after_repair: Ints
    network: GatedColumns
    resources: ResourceRows
    water: tuple[WaterColumns, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limits:
    """Bounds of a model under change: `lower`, `upper` (column,), `row_upper` (row,)."""

    lower: Floats
    upper: Floats
    row_upper: Floats


class DayProgram:
    """Adds days of a situation to models; `kirchhoff` closes gaps as branches come back, for whole repairs.

    `repaired` (task,): the row of the asset that each task brings back; `soonest` (task,): the first day on which.
    """

    def __init__(self, situation: Situation, *, kirchhoff: bool) -> None:
        self._situation, self._kirchhoff = situation, kirchhoff
        self.gated: GatedGrid = gated_grid(situation)
        self.repaired = np.array([task.work.asset for task in situation.tasks], dtype=np.int64)
        self.soonest = soonest_service_days(situation)

    def add(self, blocks: Blocks, worth_per_mw: Floats, factor: float = 1.0) -> DayColumns:
        """A day in which each MW served (load,) earns its worth; what gates loads is made for a demand factor."""
        situation = self._situation
        done = blocks.columns("done", np.zeros(len(situation.tasks)), 1.0)
        up = blocks.columns("up", np.zeros(len(situation.outages.items)), 1.0)
        after_repair = blocks.rows("up_after_repair", np.full(len(situation.tasks), -np.inf), 0.0)
        blocks.add(after_repair, up[self.repaired], 1.0)
        blocks.add(after_repair, done, -1.0)
        network = add_gated(blocks, self.gated, up, worth_per_mw, factor, kirchhoff=self._kirchhoff)
        return DayColumns(
            done=done,
            up=up,
            after_repair=after_repair,
            network=network,
            resources=add_resources(blocks, situation, done),
            water=self._add_water(blocks, (network.power.served, network.power.generation), up),
        )

    def _add_water(self, blocks: Blocks, power: tuple[Ints, Ints], up: Ints) -> tuple[WaterColumns, ...]:
        """The water of a mean day; `power` are the columns of what loads get and machines give. What it earns is set
        later.
        """
        served, generation = power
        coupled = self._situation.coupled
        if coupled is None or not coupled.is_mean:
            return ()
        found = []
        for zones, pumps in zip(coupled.zones, coupled.pump_power, strict=True):
            demand = zones.demand_m3_per_h[0]
            columns = add_water(blocks, zones, demand, np.zeros(demand.size), tanks=False)
            add_gates(blocks, zones, columns, up, (demand, 0.0))
            arcs = zones.pump_arc[pumps.pumps]
            flow, drawn = columns.flow[arcs], served[pumps.loads]
            add_pump_power(blocks, (flow, drawn), zones.arc_most_m3_per_h[arcs], pumps.rated_mw)
            hours = self._situation.demand.hours
            shares = PumpPower(pumps=pumps.pumps, columns=drawn[None, :], rated_mw=pumps.rated_mw)
            add_cuts(blocks, zones, [columns.served], up, (hours, shares))
            found.append(columns)
        demands = [zones.demand_m3_per_h[0] for zones in coupled.zones]
        add_plants(
            blocks,
            coupled.plants,
            (generation, [columns.served for columns in found]),
            demands,
            self._situation.grid.generator_max_mw,
        )
        return tuple(found)

    def limit(self, columns: DayColumns, day: int, factor: float, limits: Limits) -> None:
        """Write the bounds of a day and a demand factor."""
        situation = self._situation
        lower, upper = limits.lower, limits.upper
        set_bounds(self.gated, columns.network.power, factor, (lower, upper), kirchhoff=self._kirchhoff)
        whole = situation.outages.out_from_day > day
        has_task = np.zeros(whole.size, dtype=np.bool_)
        has_task[self.repaired] = True
        # What a substitute brought back counts as whole: gates are cut to what can flow, not to what is rated.
        given = (situation.given_share(day) > 0.0).astype(np.float64)
        upper[columns.up] = np.where(has_task, 1.0, given)
        lower[columns.up] = given
        # What is still whole needs no repair; its own comes later.
        upper[columns.done] = ((self.soonest <= day) & ~whole[self.repaired]).astype(np.float64)
        columns.resources.limit_by_day(day, upper, limits.row_upper)
        limits.row_upper[columns.after_repair] = whole[self.repaired].astype(np.float64)


def worth_of(situation: Situation) -> Floats:
    """What each MW served earns in the programs (load,): the user's cost, scaled so that the mean is fixed."""
    people = situation.people
    if situation.coupled is not None:
        nothing = np.zeros(situation.loads.bus.size - people.bus.size)
        return np.concatenate((worth_of(replace(situation, coupled=None)), nothing))
    worth = people.cost_per_mw / (cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0)
    return np.where(worth > 0.0, np.maximum(worth, NUDGE_WORTH), 0.0)
