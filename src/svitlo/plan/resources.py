"""What crews, gifts and money allow to be complete by a day, as rows over divisible repairs: the bound's other half."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.situation import Need, Option, Situation, Task


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResourceRows:
    """The parts that change with the day.

    `unit_columns` may be used from `unit_days` on. Row `crew_rows[i]` allows the crew-days `crew_days[i]` (day + 1,)
    spent before a day.
    """

    unit_columns: Ints
    unit_days: Ints
    crew_rows: tuple[int, ...]
    crew_days: tuple[Floats, ...]

    def limit_by_day(self, day: int, upper: Floats, row_upper: Floats) -> None:
        """Write what could have arrived and been worked by the start of a day into the bounds of columns and rows."""
        upper[self.unit_columns] = np.where(self.unit_days <= day, np.inf, 0.0)
        for row, crew_days in zip(self.crew_rows, self.crew_days, strict=True):
            row_upper[row] = crew_days[day]


def add_resources(blocks: Blocks, situation: Situation, done: Ints) -> ResourceRows:
    """Rows that hold the repairs that are done (task,) within crews, gifts, money and supply."""
    unit_columns, unit_days = _add_equipment(blocks, situation, done)
    crew_rows, crew_days = _add_crews(blocks, situation, done)
    return ResourceRows(unit_columns=unit_columns, unit_days=unit_days, crew_rows=crew_rows, crew_days=crew_days)


def _add_equipment(blocks: Blocks, situation: Situation, done: Ints) -> tuple[Ints, Ints]:
    """`units` cover what the repairs use up; sources and supply limit them.

    Needs with the same options are one need here. An option serves a work that is complete by a day if it is ready at
    least the shortest such work before it.
    """
    alike: dict[tuple[Option, ...], list[tuple[int, int]]] = {}
    for row, task in enumerate(situation.tasks):
        for need in task.needs:
            alike.setdefault(need.options, []).append((row, need.quantity))
    options = [option for key in alike for option in key]
    units = blocks.columns("units", np.zeros(len(options)), np.inf)
    cover = blocks.rows("needs_are_covered", np.zeros(len(alike)), np.inf)
    days: list[int] = []
    first = 0
    for row, (key, needs) in zip(cover.tolist(), alike.items(), strict=True):
        blocks.add(row, units[first : first + len(key)], 1.0)
        blocks.add(row, done[[task for task, _ in needs]], [-float(quantity) for _, quantity in needs])
        shortest = min(situation.tasks[task].work.days for task, _ in needs)
        days += [option.ready_day + shortest for option in key]
        first += len(key)
    _limit_sources(blocks, situation, options, units)
    return units, np.array(days, dtype=np.int64)


def _limit_sources(blocks: Blocks, situation: Situation, options: Sequence[Option], units: Ints) -> None:
    """No more units of a gift, USD of a pledge or units of a supply than there are."""
    stock = blocks.rows("stock", -np.inf, [source.stock for source in situation.sources])
    supplied = {equipment: row for row, equipment in enumerate(situation.supply_count)}
    supply = blocks.rows("supply", -np.inf, [float(count) for count in situation.supply_count.values()])
    for column, option in zip(units.tolist(), options, strict=True):
        is_money = situation.sources[option.source].is_money
        blocks.add(stock[option.source], column, option.price_usd if is_money else 1.0)
        if is_money and option.equipment_id in supplied:
            blocks.add(supply[supplied[option.equipment_id]], column, 1.0)


def _add_crews(blocks: Blocks, situation: Situation, done: Ints) -> tuple[tuple[int, ...], tuple[Floats, ...]]:
    """For each kind and each first day: works that cannot start sooner fit into the crew-days since then."""
    soonest = soonest_service_days(situation)
    rows: list[int] = []
    crew_days: list[Floats] = []
    for kind, crews in situation.crews.items():
        members = [row for row, task in enumerate(situation.tasks) if task.work.crew_kind == kind]
        length = {row: situation.tasks[row].work.days for row in members}
        start = {row: int(soonest[row]) - length[row] for row in members}
        before = np.concatenate(([0.0], np.cumsum(crews, dtype=np.float64)))
        for first in sorted({start[row] for row in members if soonest[row] < situation.days}):
            late = [row for row in members if start[row] >= first]
            fits = blocks.rows("crew_days", -np.inf, 0.0)
            blocks.add(fits, done[late], [float(length[row]) for row in late])
            rows.append(int(fits[0]))
            crew_days.append(np.maximum(0.0, before - before[first]))
    return tuple(rows), tuple(crew_days)


def soonest_service_days(situation: Situation) -> Ints:
    """The first day on which each task could be back if it were the only one (task,); the horizon if never."""
    return np.array([_soonest(situation, task) for task in situation.tasks], dtype=np.int64)


def _soonest(situation: Situation, task: Task) -> int:
    never = situation.days
    ready = max([task.work.first_day, *(_ready_day(situation, need) for need in task.needs)])
    crews = situation.crews.get(task.work.crew_kind)
    if crews is None or ready >= never:
        return never
    run = 0
    for day in range(ready, never):
        run = run + 1 if crews[day] > 0 else 0
        if run == task.work.days:
            return day + 1
    return never


def _ready_day(situation: Situation, need: Need) -> int:
    """The first day on which enough units could be there if this need had every source to itself."""
    left = float(need.quantity)
    for option in need.options:
        stock = situation.sources[option.source].stock
        if situation.sources[option.source].is_money:
            left -= stock / option.price_usd + 1e-9 if option.price_usd > 0.0 else left
        else:
            left -= stock
        if left <= 0.0:
            return option.ready_day
    return situation.days
