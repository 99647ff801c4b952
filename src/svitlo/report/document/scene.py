"""What every part of the document reads: the case, the plan, and what was worked out of both, once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from svitlo.aid.decisions import Outcome, outcomes_of
from svitlo.aid.ledger import Pledge
from svitlo.aid.roles import Roll, roll_of
from svitlo.assets.people import People, people_of
from svitlo.assets.power import Floats, Grid, grid_of
from svitlo.damage.outages import Outages, outages_of
from svitlo.report.facts import Facts, facts_of
from svitlo.tables.case import Case
from svitlo.tables.results import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A case and its plan; `pledges` are those that the plan counted, by id."""

    case: Case
    plan: Plan
    pledges: Mapping[str, Pledge]
    facts: Facts
    grid: Grid
    people: People
    outages: Outages
    roll: Roll
    outcomes: Mapping[str, Outcome]
    payers: Mapping[str, str]
    """The pledge that pays for each purchase."""

    @property
    def days(self) -> int:
        """Days of the case."""
        return self.case.settings.days

    @property
    def step_count(self) -> int:
        """Blocks of all days."""
        return self.days * len(self.case.settings.blocks)

    def usable_day(self, pledge_id: str) -> int | None:
        """The first day on which a pledge can be used; None where there is none in the case."""
        pledge = self.pledges.get(pledge_id)
        day = None if pledge is None else pledge.usable_from_day
        return day if day is not None and day < self.days else None

    def pledge_of(self, origin: str) -> str:
        """The pledge behind `purchase:ID` or `pledge:ID`."""
        form, _, key = origin.partition(":")
        return self.payers.get(key, "") if form == "purchase" else key

    def actor(self, pledge_id: str) -> str:
        """The name of who gives a pledge."""
        pledge = self.pledges.get(pledge_id)
        return "" if pledge is None else self.roll.names.get(pledge.actor_id, pledge.actor_id)

    def shares(self, column: str, place_ids: Sequence[str]) -> Floats:
        """A column of shares of `places.csv` as (place, step), NaN where there is none."""
        row_of = {place_id: row for row, place_id in enumerate(place_ids)}
        found = np.full((len(row_of), self.step_count), math.nan)
        rows = self.plan.places.filter(pl.col("place_id").is_in(list(row_of)) & pl.col(column).is_not_null())
        if not row_of or rows.is_empty():
            return found
        place = rows["place_id"].replace_strict(row_of, return_dtype=pl.Int64).to_numpy()
        found[place, self.steps(rows)] = rows[column].to_numpy()
        return found

    def steps(self, rows: pl.DataFrame) -> np.ndarray:
        """The step of each row with a day and a block."""
        blocks = {block.name: row for row, block in enumerate(self.case.settings.blocks)}
        block = rows["block"].replace_strict(blocks, return_dtype=pl.Int64).to_numpy()
        return np.asarray(rows["day"].to_numpy() * len(blocks) + block)


def scene_of(case: Case, plan: Plan, pledges: tuple[Pledge, ...]) -> Scene:
    """Everything that is worked out once."""
    grid = grid_of(case.power)
    return Scene(
        case=case,
        plan=plan,
        pledges={pledge.pledge_id: pledge for pledge in sorted(pledges, key=lambda pledge: pledge.pledge_id)},
        facts=facts_of(case, plan, pledges),
        grid=grid,
        people=people_of(case, grid),
        outages=outages_of(case, grid),
        roll=roll_of(case),
        outcomes={outcome.decision_id: outcome for outcome in outcomes_of(case)},
        payers=dict(plan.decisions.purchases.select("purchase_id", "pledge_id").iter_rows()),
    )


def finite(value: object) -> float | None:
    """A number as JSON can hold it, None where it is not known."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value
