"""One whole day of power and water in one state: what leaves least unserved, over all parts of the day at once.

Each part of the day has the grid of the service model (`service`); what joins them are tanks, and sets that may run
only so many hours of the day. Pumps draw power like any load, and move water as far as it goes. What a state changes
are bounds of columns alone, so a solver stays warm from state to state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Condition, Floats, Ints
from svitlo.assets.waterworks import load_mw
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.coupled import Coupled
from svitlo.plan.cycles import Cycles, fundamental_cycles
from svitlo.plan.formulation import MEAN_WORTH, NUDGE_WORTH, PowerColumns, add_balance, add_cycles, add_power
from svitlo.plan.situation import Situation
from svitlo.plan.solve import Solver
from svitlo.plan.water_rows import (
    PumpPower,
    WaterColumns,
    add_cuts,
    add_gates,
    add_plants,
    add_pump_power,
    add_tanks,
    add_water,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayService:
    """What one day in one state serves.

    `unserved_cost` in weighted person-hours; `load_share` (block, load) for places and then pumps, 1 where nothing is
    asked for; `zone_share`: for each network (block, zone).
    """

    unserved_cost: float
    load_share: Floats
    zone_share: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """One part of the day in the model: columns, and the cost of each MW or m3/h that is not served in it."""

    power: PowerColumns
    water: tuple[WaterColumns, ...]
    load_mw: Floats
    load_cost: Floats
    zone_cost: tuple[Floats, ...]


class DayModel:
    """Days of one kind: with these demand factors (block,), and this weight (block,) of a person-hour without power."""

    def __init__(self, situation: Situation, load_factor: Floats, weight: Floats) -> None:
        coupled = situation.coupled
        if coupled is None:
            raise ValueError("a situation without water and limited sets has a service model for each block")
        self._situation, self._coupled = situation, coupled
        self._hours = situation.demand.hours
        self._load_mw = load_mw(coupled.loads.load_mw, situation.people.bus.size, load_factor)
        self._factor, self._weight = load_factor, weight
        self._cycles: Cycles = fundamental_cycles(situation.grid)
        costs = _Costs.of(situation, coupled, self._load_mw, weight)
        self._cost_of_worth = costs.cost_of_worth
        blocks = Blocks()
        self._up: Ints = blocks.columns("up", np.zeros(len(situation.outages.items)), 1.0)
        self._parts = [self._add_part(blocks, costs, block) for block in range(self._hours.size)]
        self._add_water(blocks)
        self._add_limited(blocks)
        self._model: LinearModel = blocks.build()
        self._solver = Solver(self._model)

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        return self._solver.solve_count

    @property
    def model(self) -> LinearModel:
        """The linear program, for reading and for tests."""
        return self._model

    def fresh(self) -> None:
        """Forget the warm basis, so that the next answer does not depend on what was asked before."""
        count = self._solver.solve_count
        self._solver = Solver(self._model)
        self._solver.solve_count = count

    def serve(self, share: Floats, zone_most: Sequence[Floats] | None = None) -> DayService:
        """The least weighted unserved of the day when each damaged asset has this share of its capacity (asset,).

        `zone_most`: for each network the most that each zone may be served of its water (block, zone).
        """
        lower, upper = self._bounds(share)
        for number, most in enumerate(zone_most or ()):
            for block, part in enumerate(self._parts):
                asked = self._coupled.zones[number].demand_m3_per_h[block]
                served = part.water[number].served
                upper[served] = np.minimum(upper[served], most[block] * asked)
        self._solver.bound_columns(lower, upper)
        solution = self._solver.solve()
        x = np.zeros(lower.size) if solution is None else np.clip(solution.x, lower, upper)
        cost = 0.0
        load_share = np.ones((self._hours.size, self._load_mw.shape[1]))
        zone_share = [np.ones_like(zones.demand_m3_per_h) for zones in self._coupled.zones]
        for block, part in enumerate(self._parts):
            served_mw = x[part.power.served]
            cost += float(part.load_cost @ (part.load_mw - served_mw))
            np.divide(served_mw, part.load_mw, out=load_share[block], where=part.load_mw > 0.0)
            for zones, columns, zone_cost, into in zip(
                self._coupled.zones, part.water, part.zone_cost, zone_share, strict=True
            ):
                demand, given = zones.demand_m3_per_h[block], x[columns.served]
                cost += float(zone_cost @ (demand - given))
                np.divide(given, demand, out=into[block], where=demand > 0.0)
        return DayService(unserved_cost=cost, load_share=load_share, zone_share=tuple(zone_share))

    # ---- bounds of a state

    def _bounds(self, share: Floats) -> tuple[Floats, Floats]:
        situation = self._situation
        condition = situation.outages.condition(situation.grid, share)
        lower, upper = self._model.lower.copy(), self._model.upper.copy()
        lower[self._up] = upper[self._up] = share
        for block, part in enumerate(self._parts):
            self._bound_power(part, block, condition, (lower, upper))
        return lower, upper

    def _bound_power(self, part: _Part, block: int, condition: Condition, bounds: tuple[Floats, Floats]) -> None:
        lower, upper = bounds
        grid, columns, factor = self._situation.grid, part.power, float(self._factor[block])
        bus_up, loads = condition.bus_up, self._coupled.loads
        upper[columns.served] = np.where(bus_up[loads.bus], part.load_mw, 0.0)
        injecting = columns.injection_bus
        upper[columns.injection] = np.where(bus_up[injecting], grid.injection_mw[injecting] * factor, 0.0)
        upper[columns.generation] = _scaled(grid.generator_max_mw, condition.generator_share)
        upper[columns.flow] = _scaled(grid.limit_mw, condition.branch_share)
        lower[columns.flow] = -_scaled(grid.backward_mw, condition.branch_share)
        gap = np.where(condition.branch_share[self._cycles.branches] > 0.0, 0.0, np.inf)
        lower[columns.gap], upper[columns.gap] = -gap, gap

    # ---- building

    def _add_part(self, blocks: Blocks, costs: "_Costs", block: int) -> _Part:
        grid, coupled = self._situation.grid, self._coupled
        load_mw = self._load_mw[block]
        columns = add_power(blocks, grid, load_mw, costs.load_worth(block), self._cycles)
        add_balance(blocks, grid, columns, coupled.loads.bus)
        add_cycles(blocks, grid, self._cycles, columns)
        water = []
        for number, zones in enumerate(coupled.zones):
            demand = zones.demand_m3_per_h[block]
            added = add_water(blocks, zones, demand, costs.zone_worth(block, number), tanks=True)
            tanks_m3_per_h = float((zones.tank_max_m3 - zones.tank_min_m3).sum()) / float(self._hours[block])
            add_gates(blocks, zones, added, self._up, (demand, tanks_m3_per_h))
            pumps = coupled.pump_power[number]
            flow = added.flow[zones.pump_arc[pumps.pumps]]
            most = zones.arc_most_m3_per_h[zones.pump_arc[pumps.pumps]]
            add_pump_power(blocks, (flow, columns.served[pumps.loads]), most, pumps.rated_mw)
            water.append(added)
        demands = [zones.demand_m3_per_h[block] for zones in coupled.zones]
        served = [one.served for one in water]
        add_plants(blocks, coupled.plants, (columns.generation, served), demands, grid.generator_max_mw)
        return _Part(
            power=columns,
            water=tuple(water),
            load_mw=load_mw,
            load_cost=costs.load_cost[block],
            zone_cost=tuple(cost[block] for cost in costs.zone_cost),
        )

    def _add_water(self, blocks: Blocks) -> None:
        for number, zones in enumerate(self._coupled.zones):
            pumps = self._coupled.pump_power[number]
            power = PumpPower(
                pumps=pumps.pumps,
                columns=np.stack([part.power.served[pumps.loads] for part in self._parts]),
                rated_mw=pumps.rated_mw,
            )
            add_tanks(blocks, zones, [part.water[number].drawn for part in self._parts], self._hours)
            served = [part.water[number].served for part in self._parts]
            add_cuts(blocks, zones, served, self._up, (self._hours, power))

    def _add_limited(self, blocks: Blocks) -> None:
        """A set that runs some hours of the day gives no more than in so many hours at full load."""
        for row, hours_per_day, load in self._coupled.limited:
            size_mw = float(self._situation.grid.generator_max_mw[row])
            most_mw = np.minimum(size_mw, self._load_mw[:, load])
            runs = most_mw > 0.0
            limit = blocks.rows("set_hours", -np.inf, [hours_per_day])
            for part, hours, most in zip(
                [part for part, on in zip(self._parts, runs, strict=True) if on],
                self._hours[runs].tolist(),
                most_mw[runs].tolist(),
                strict=True,
            ):
                blocks.add(limit, part.power.generation[row], hours / most)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Costs:
    """What each MW (block, load) and m3/h (block, zone) not served in each part of the day costs, in weighted
    person-hours; and what one unit of worth in the linear program stands for.
    """

    load_cost: Floats
    zone_cost: tuple[Floats, ...]
    cost_of_worth: float

    @staticmethod
    def of(situation: Situation, coupled: Coupled, load_mw: Floats, weight: Floats) -> "_Costs":
        """The costs of a day with these loads (block, load) and weights (block,)."""
        hours = situation.demand.hours
        weighted = coupled.loads.people * coupled.loads.weight
        per_load = np.divide(weighted, load_mw, out=np.zeros_like(load_mw), where=load_mw > 0.0)
        load_cost = (hours * weight)[:, None] * per_load
        zone_cost = []
        for zones in coupled.zones:
            demand = zones.demand_m3_per_h
            per_zone = np.divide(zones.weighted, demand, out=np.zeros_like(demand), where=demand > 0.0)
            zone_cost.append(hours[:, None] * coupled.water_weight * per_zone)
        total = float((load_cost * load_mw).sum())
        total += sum(
            float((cost * zones.demand_m3_per_h).sum()) for cost, zones in zip(zone_cost, coupled.zones, strict=True)
        )
        amount_mw = float(load_mw.sum())
        cost_of_worth = total / amount_mw / MEAN_WORTH if total > 0.0 and amount_mw > 0.0 else 1.0
        return _Costs(load_cost=load_cost, zone_cost=tuple(zone_cost), cost_of_worth=cost_of_worth)

    def load_worth(self, block: int) -> Floats:
        """What each MW served earns in one part of the day (load,)."""
        return np.asarray(np.maximum(self.load_cost[block] / self.cost_of_worth, NUDGE_WORTH))

    def zone_worth(self, block: int, number: int) -> Floats:
        """What each m3/h served in a network earns in one part of the day (zone,)."""
        return np.asarray(np.maximum(self.zone_cost[number][block] / self.cost_of_worth, NUDGE_WORTH))


def _scaled(limit: Floats, share: Floats) -> Floats:
    """A limit times a share, where infinity times nothing is nothing."""
    return np.multiply(limit, share, out=np.zeros_like(limit), where=share > 0.0)
