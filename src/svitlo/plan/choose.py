"""Which repairs to have complete by a day, so that the day leaves least unserved: one day, taken apart from all others.

As a linear program (divisible repairs, gaps left open) it is quick and gives a floor under what the day leaves
unserved. As a program in whole repairs it gives a higher floor, and a set of repairs worth aiming at.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.day_program import DayColumns, DayProgram, Limits, worth_of
from svitlo.plan.formulation import cost_of_worth
from svitlo.plan.gated import GatedGrid
from svitlo.plan.situation import Situation
from svitlo.plan.solve import Solver, Until, solve_mixed
from svitlo.tables.errors import EngineFailed

ROUNDING_SHARE = 1e-9
"""Taken off for the solver's rounding, in shares of all demand: what comes out is never above the truth."""

MIXED_ROUNDING_SHARE = 1e-6
"""The same where whole numbers are looked for, which the solver does less exactly."""

TIE_WORTH = 1.0
"""What a repair costs up to where ties are broken: a thousandth of what the mean MW served earns."""

TIE_GAP_SHARE = 1e-4
"""How close to the best a set has to be then: the sets that follow on it make up for it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """A day's answer.

    `floor_cost`: what is not served costs at least this, whatever is done. `found_cost`: what it costs with the repairs
    found, `done_share` (task,). `effort`: iterations of the simplex method spent on whole repairs.
    """

    floor_cost: float
    found_cost: float
    done_share: Floats
    effort: int = 0

    @property
    def tasks(self) -> frozenset[int]:
        """The repairs found that are more than half done."""
        return frozenset(np.flatnonzero(self.done_share > 0.5).tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One program to solve in whole repairs, within some branch-and-bound nodes."""

    day: int
    block: int
    factor: float
    node_limit: int


class Chooser:
    """The program of one day and demand factor; `kirchhoff` closes gaps as branches come back, for whole repairs.

    Costs are weighted people without power. Of a mean day (`mean_day`) power and water count together: costs are then
    what one hour of the day counts in the objective; with `water_alone` power counts nothing.
    """

    def __init__(self, situation: Situation, *, kirchhoff: bool, water_alone: bool = False) -> None:
        self._situation, self._kirchhoff = situation, kirchhoff
        people = situation.people
        self._water_alone = water_alone
        self._is_mean = situation.coupled is not None and situation.coupled.is_mean
        self._program = DayProgram(situation, kirchhoff=kirchhoff)
        self.gated: GatedGrid = self._program.gated
        self._cost_of_worth = cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0
        blocks = Blocks()
        self._columns: DayColumns = self._program.add(blocks, worth_of(situation))
        self._done, self._after_repair = self._columns.done, self._columns.after_repair
        self._model = blocks.build()
        self._load_entries = _entries_at(
            self._model, self._columns.network.load_gate, self._columns.up[self.gated.load_asset]
        )
        self._solver: Solver | None = None
        self._zone_cost = self._costs_of_zones()

    def _costs_of_zones(self) -> tuple[Floats, ...]:
        """What each m3/h that is not served costs in each zone of each network, per hour."""
        coupled = self._situation.coupled
        if coupled is None or not self._columns.water:
            return ()
        costs = []
        for zones in coupled.zones:
            demand = zones.demand_m3_per_h[0]
            per_m3_per_h = np.divide(zones.weighted, demand, out=np.zeros(demand.size), where=demand > 0.0)
            costs.append(coupled.water_weight * per_m3_per_h)
        return tuple(costs)

    def _power_counts(self, day: int, factor: float) -> float:
        """What cost of power, in people at base demand, counts on a day: 1 where power is all there is."""
        if not self._is_mean:
            return 1.0
        if self._water_alone or factor <= 0.0:
            return 0.0
        return float(self._situation.demand.weight[day, 0]) / factor

    def relaxed(self, day: int, factor: float, *, idle: bool = False) -> Choice:
        """The floor by divisible repairs (`idle`: by none); a solver is kept warm from day to day."""
        model = self.at(day, factor)
        if idle:
            model.upper[self._done] = 0.0
        if self._solver is None:
            self._solver = Solver(self._model)
        self._solver.become(model)
        solution = self._solver.solve()
        if solution is None:
            # Phase shifters stall every state of this day: nothing is served.
            nothing = np.zeros(self._done.size)
            blackout_cost = self._unserved_cost((day, factor), 0.0, 0.0)
            return Choice(floor_cost=blackout_cost, found_cost=blackout_cost, done_share=nothing)
        return Choice(
            floor_cost=self._unserved_cost((day, factor), solution.objective, ROUNDING_SHARE),
            found_cost=self._unserved_cost((day, factor), solution.objective, 0.0),
            done_share=solution.x[self._done],
        )

    def look(self, look: Look) -> Choice | None:
        """`whole` for a look."""
        return self.whole(look.day, look.factor, node_limit=look.node_limit)

    def whole(
        self,
        day: int,
        factor: float,
        *,
        node_limit: int,
        within: tuple[Collection[int], Collection[int]] | None = None,
        ties: Floats | None = None,
    ) -> Choice | None:
        """The floor by whole repairs, and the best set found within a number of branch-and-bound nodes.

        Args:
            day: by which repairs are complete.
            factor: of demand.
            node_limit: branch-and-bound nodes.
            within: tasks that must be done, and tasks that may be; None: all may.
            ties: where given, a set for its own sake, quickly: of sets that serve alike the one whose repairs have the
                least sum of these (task,), which are between -1 and 1. The floor is then 0.

        Returns:
            None if no set was found.
        """
        model = self.at(day, factor)
        lower, upper = model.lower.copy(), model.upper.copy()
        if within is not None:
            must, may = (np.array(sorted(tasks), dtype=np.int64) for tasks in within)
            allowed = np.zeros(self._done.size)
            allowed[must] = allowed[may] = 1.0
            upper[self._done] = np.minimum(upper[self._done], allowed)
            lower[self._done[must]] = upper[self._done[must]]
        row_lower = model.row_lower.copy()
        if self._kirchhoff:
            row_lower[self._after_repair] = model.row_upper[self._after_repair]
        cost = plain_cost = model.cost
        if ties is not None:
            cost = cost.copy()
            cost[self._done] += TIE_WORTH * ties
        model = replace(model, cost=cost, lower=lower, upper=upper, row_lower=row_lower)
        hurried = ties is not None
        gap_share = TIE_GAP_SHARE if hurried else 0.0
        try:
            found = solve_mixed(model, self._done, Until(node_limit, gap_share), hurried=hurried)
        except EngineFailed:
            # Seen with numerically hard closing gaps; a look that fails lifts nothing, and the floor by parts stays.
            return None
        if found is None:
            return None
        return Choice(
            floor_cost=0.0 if hurried else self._unserved_cost((day, factor), found.bound, MIXED_ROUNDING_SHARE),
            found_cost=self._unserved_cost((day, factor), float(plain_cost @ found.x), 0.0),
            done_share=np.round(found.x[self._done]),
            effort=found.iteration_count,
        )

    def _unserved_cost(self, when: tuple[int, float], objective: float, rounding_share: float) -> float:
        """What an objective of the program means on a day and at a demand factor."""
        people, (day, factor) = self._situation.people, when
        demand_cost = float(people.cost_per_mw @ people.load_mw) * factor * self._power_counts(day, factor)
        coupled = self._situation.coupled
        if coupled is not None:
            for cost, zones in zip(self._zone_cost, coupled.zones, strict=bool(self._zone_cost)):
                demand_cost += float(cost @ zones.demand_m3_per_h[0])
        return max(0.0, demand_cost * (1.0 - rounding_share) + objective * self._cost_of_worth)

    def at(self, day: int, factor: float) -> LinearModel:
        """The program with the bounds of a day and a demand factor."""
        model = self._model
        limits = Limits(lower=model.lower.copy(), upper=model.upper.copy(), row_upper=model.row_upper.copy())
        self._program.limit(self._columns, day, factor, limits)
        entry = self._model.entry.copy()
        entry[self._load_entries] = -self.gated.demand_mw(factor)[self.gated.load_row]
        cost = model.cost
        if self._is_mean:
            cost = cost.copy()
            cost[self._columns.network.power.served] *= self._power_counts(day, factor)
            for columns, zone_cost in zip(self._columns.water, self._zone_cost, strict=True):
                cost[columns.served] = -zone_cost / self._cost_of_worth
        return replace(
            model, cost=cost, lower=limits.lower, upper=limits.upper, row_upper=limits.row_upper, entry=entry
        )


def _entries_at(model: LinearModel, rows: Ints, columns: Ints) -> Ints:
    """Where the entries of these cells are kept."""
    places = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        first, last = int(model.start[column]), int(model.start[column + 1])
        places.append(first + int(np.flatnonzero(model.row[first:last] == row)[0]))
    return np.array(places, dtype=np.int64)
