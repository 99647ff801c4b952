"""Which repairs to have complete by a day, so that the day leaves least unserved: one day, taken apart from all others.

What a feasible plan serves on a day is a point of the day's program:

- `done` (task,) says which repairs are complete: none before the soonest day on which it could be;
- crews: the works complete by the day fit into the crew-days since they could start, for each such day and kind;
- equipment: what they use up has arrived as a gift or was bought in time, within stock, money and supply;
- `up` (asset,) switches the network (`gated`).

As a linear program (divisible repairs, gaps left open) it is quick and gives a floor under what the day leaves
unserved. As a program in whole repairs it gives a higher floor, and a set of repairs worth aiming at.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.formulation import NUDGE_WORTH, cost_of_worth
from svitlo.plan.gated import GatedColumns, GatedGrid, add_gated, gated_grid, set_bounds
from svitlo.plan.resources import add_resources, soonest_service_days
from svitlo.plan.situation import Situation
from svitlo.plan.solve import Solver, solve_mixed
from svitlo.tables.errors import EngineFailed

ROUNDING_SHARE = 1e-9
"""Taken off for the solver's rounding, in shares of all demand: what comes out is never above the truth."""

MIXED_ROUNDING_SHARE = 1e-6
"""The same where whole numbers are looked for, which the solver does less exactly."""

TIE_WORTH = 1.0
"""A repair costs up to this much where ties are broken at random: a thousandth of what the mean MW served earns."""

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
    """The program of one day and demand factor; `kirchhoff` closes gaps as branches come back, for whole repairs."""

    def __init__(self, situation: Situation, *, kirchhoff: bool) -> None:
        self._situation, self._kirchhoff = situation, kirchhoff
        people = situation.people
        self.gated: GatedGrid = gated_grid(situation)
        self._cost_of_worth = cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0
        blocks = Blocks()
        self._done = blocks.columns("done", np.zeros(len(situation.tasks)), 1.0)
        self._up = blocks.columns("up", np.zeros(len(situation.outages.items)), 1.0)
        self._repaired = np.array([task.work.asset for task in situation.tasks], dtype=np.int64)
        self._after_repair = blocks.rows("up_after_repair", np.full(len(situation.tasks), -np.inf), 0.0)
        blocks.add(self._after_repair, self._up[self._repaired], 1.0)
        blocks.add(self._after_repair, self._done, -1.0)
        worth = worth_of(situation)
        self._network: GatedColumns = add_gated(blocks, self.gated, self._up, worth, 1.0, kirchhoff=kirchhoff)
        self._resources = add_resources(blocks, situation, self._done)
        self._soonest = soonest_service_days(situation)
        self._model = blocks.build()
        self._load_entries = _entries_at(self._model, self._network.load_gate, self._up[self.gated.load_asset])
        self._solver: Solver | None = None

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
            blackout_cost = self._unserved_cost(factor, 0.0, 0.0)
            return Choice(floor_cost=blackout_cost, found_cost=blackout_cost, done_share=nothing)
        return Choice(
            floor_cost=self._unserved_cost(factor, solution.objective, ROUNDING_SHARE),
            found_cost=self._unserved_cost(factor, solution.objective, 0.0),
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
        ties: Random | None = None,
    ) -> Choice | None:
        """The floor by whole repairs, and the best set found within a number of branch-and-bound nodes.

        Args:
            day: by which repairs are complete.
            factor: of demand.
            node_limit: branch-and-bound nodes.
            within: tasks that must be done, and tasks that may be; None: all may.
            ties: where given, a set for its own sake: of sets that serve alike one of the smaller ones, at random, and
                quickly. The floor is then 0.

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
        cost = model.cost
        if ties is not None:
            cost = cost.copy()
            cost[self._done] += [TIE_WORTH * (0.5 + 0.5 * ties.random()) for _ in range(self._done.size)]
        model = replace(model, cost=cost, lower=lower, upper=upper, row_lower=row_lower)
        hurried = ties is not None
        gap_share = TIE_GAP_SHARE if hurried else 0.0
        try:
            found = solve_mixed(model, self._done, node_limit=node_limit, gap_share=gap_share, hurried=hurried)
        except EngineFailed:
            # Seen with numerically hard closing gaps; a look that fails lifts nothing, and the floor by parts stays.
            return None
        if found is None:
            return None
        return Choice(
            floor_cost=0.0 if hurried else self._unserved_cost(factor, found.bound, MIXED_ROUNDING_SHARE),
            found_cost=self._unserved_cost(factor, float(self._model.cost @ found.x), 0.0),
            done_share=np.round(found.x[self._done]),
            effort=found.iteration_count,
        )

    def _unserved_cost(self, factor: float, objective: float, rounding_share: float) -> float:
        people = self._situation.people
        demand_cost = float(people.cost_per_mw @ people.load_mw) * factor
        return max(0.0, demand_cost * (1.0 - rounding_share) + objective * self._cost_of_worth)

    def at(self, day: int, factor: float) -> LinearModel:
        """The program with the bounds of a day and a demand factor."""
        situation = self._situation
        lower, upper = self._model.lower.copy(), self._model.upper.copy()
        set_bounds(self.gated, self._network.power, factor, (lower, upper), kirchhoff=self._kirchhoff)
        whole = situation.outages.out_from_day > day
        has_task = np.zeros(whole.size, dtype=np.bool_)
        has_task[self._repaired] = True
        # What a substitute brought back counts as whole: gates are cut to what can flow, not to what is rated.
        given = (situation.given_share(day) > 0.0).astype(np.float64)
        upper[self._up] = np.where(has_task, 1.0, given)
        lower[self._up] = given
        # What is still whole needs no repair; its own comes later.
        upper[self._done] = ((self._soonest <= day) & ~whole[self._repaired]).astype(np.float64)
        row_upper = self._model.row_upper.copy()
        self._resources.limit_by_day(day, upper, row_upper)
        row_upper[self._after_repair] = whole[self._repaired].astype(np.float64)
        entry = self._model.entry.copy()
        entry[self._load_entries] = -self.gated.load_mw[self.gated.load_row] * factor
        return replace(self._model, lower=lower, upper=upper, row_upper=row_upper, entry=entry)


def worth_of(situation: Situation) -> Floats:
    """What each MW served earns in the programs (load,): the user's cost, scaled so that the mean is fixed."""
    people = situation.people
    worth = people.cost_per_mw / (cost_of_worth(people.load_mw, people.cost_per_mw) or 1.0)
    return np.where(worth > 0.0, np.maximum(worth, NUDGE_WORTH), 0.0)


def _entries_at(model: LinearModel, rows: Ints, columns: Ints) -> Ints:
    """Where the entries of these cells are kept."""
    places = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        first, last = int(model.start[column]), int(model.start[column + 1])
        places.append(first + int(np.flatnonzero(model.row[first:last] == row)[0]))
    return np.array(places, dtype=np.int64)
