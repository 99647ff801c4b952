"""The best of all plans, proved: one mixed-integer program over start days and states, for small cases.

The horizon is cut into spells between the days on which any work could be back. In each spell every state that the
damaged assets could then be in is a column, `state`, that costs what the spell costs in it (`Values`), and the columns
of a spell add up to one. What holds them to the works:

- `begin` (task, day, level): the task starts on that day and brings its asset back at that capacity. A level is 1, or
  the share that a substitute leaves; no option below it may be used.
- in each spell, the states with an asset at a level weigh as much as the `begin` that have brought it there by then;
- crews: works under way on a day are no more than the crews of their kind;
- `units` (task, need, option) cover what a work uses up, from what has arrived when it starts, within gifts, money and
  supply.

With whole `begin` one state is left in each spell, the true one. A state whose works could not all be complete by its
spell, crews allowing, has no column there: that is most of them early on, and it draws the relaxation to the truth.

Source: G. B. Dantzig, P. Wolfe, Decomposition principle for linear programs, Operations Research 8 (1960), for columns
that stand for whole states.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.columns import hopeful, of_columns
from svitlo.plan.day_values import values_of
from svitlo.plan.schedule import MONEY_TOLERANCE_USD, Grant, Job, Ledger, Schedule
from svitlo.plan.situation import Need, Option, Situation, Task
from svitlo.plan.solve import Until, solve_mixed
from svitlo.tables.errors import BadInput, EngineFailed

MOST_STATES = 20_000
"""States of the damaged assets beyond which a case is not small."""

MOST_COLUMNS = 400_000
"""States, counted in every spell, beyond which a case is not small."""

NODE_LIMIT = 1_000_000
"""Branch-and-bound nodes after which the proof is given up."""

PROVED_SHARE = 1e-6
"""How close plan and bound must be, and the program's value and the plan's own, in shares of it."""

SOUGHT_SHARE = 1e-7
"""How close the solver brings plan and bound before it stops, in shares of the plan's value."""

NOISE_SHARE = 1e-8
"""The solver's noise, in shares of a total blackout's cost: values below are not told apart."""

BLACKOUT_COST = 1e4
"""What a total blackout over the whole horizon costs in the program, so that the solver's tolerances mean something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begin:
    """One way to do a task: its first day, and the least capacity share of what it may use (row of `_Ways.levels`)."""

    task: int
    level: int
    start_day: int
    service_day: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """Every way to do every task, and the `levels` of capacity that each task could bring back, highest first."""

    levels: tuple[tuple[float, ...], ...]
    begins: tuple[_Begin, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Spell:
    """Days from `first` to before `last` on which no asset can come back.

    `level_count` (state, task): 0 where the task is not done, else 1 + the row of its level. `share` (state, asset).
    """

    first: int
    last: int
    level_count: Ints
    share: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Program:
    """Column numbers of the program: `begin` (row of `_Ways.begins`), `units` by task, need and option."""

    blocks: Blocks
    begin: Ints
    units: tuple[tuple[Ints, ...], ...]


def proved_best(situation: Situation, known: Schedule, *, time_limit_s: float | None = None) -> Schedule:
    """The schedule that leaves least unserved of all that keep the contract, proved to `PROVED_SHARE`.

    Args:
        situation: a small case.
        known: a good schedule; the better it is, the sooner the proof is there.
        time_limit_s: seconds after which the proof is given up.

    Raises:
        BadInput: the case is too large.
        EngineFailed: the solver failed or found no proof within its limits.
    """
    ways = _ways(situation)
    blackout_cost = _blackout_cost(situation)
    if not ways.begins or blackout_cost <= 0.0:
        return Schedule()
    spells = _spells(situation, ways)
    values = values_of(situation, every_kind=True)
    scale = BLACKOUT_COST / blackout_cost
    program = _program(situation, ways)
    idle = []
    for spell in spells:
        cost = [values.spell(share, spell.first, spell.last) * scale for share in spell.share]
        idle.append(_add_states(program, ways, spell, np.array(cost)))
    known_cost = values.of(known) * scale
    slack = PROVED_SHARE * known_cost + NOISE_SHARE * BLACKOUT_COST
    model = program.blocks.build()
    kept = hopeful(model, np.array(idle), known_cost + slack)
    whole = np.concatenate([program.begin, *(columns for task in program.units for columns in task)])
    found = solve_mixed(
        of_columns(model, kept),
        np.flatnonzero(np.isin(kept, whole)),
        Until(NODE_LIMIT, SOUGHT_SHARE, np.inf if time_limit_s is None else time_limit_s),
    )
    if found is None:
        raise EngineFailed("the exact planner found no plan within its limits")
    if found.objective - found.bound > slack:
        gap = (found.objective - found.bound) / found.objective
        raise EngineFailed(f"the exact planner has no proof within its limits: the best plan may be {gap:.2%} better")
    x = np.zeros(model.cost.size)
    x[kept] = found.x
    schedule = Schedule(_jobs(situation, ways, program, x))
    agrees = abs(values.of(schedule) * scale - found.objective) <= slack and found.objective <= known_cost + slack
    if not agrees or not _can_be_had(situation, schedule):
        raise EngineFailed("the exact planner's program and its plan do not agree")
    return schedule


def check_size(situation: Situation) -> None:
    """Refuse a case that is too large, before any work on it.

    Raises:
        BadInput: it is.
    """
    ways = _ways(situation)
    if ways.begins:
        _spells(situation, ways)


def _blackout_cost(situation: Situation) -> float:
    """Weighted person-hours if nothing is served over the whole horizon."""
    demand, people, coupled = situation.demand, situation.people, situation.coupled
    with_demand = demand.load_factor > 0.0
    hours = float((demand.weight * demand.hours * with_demand).sum())
    cost = hours * float(people.cost_per_mw @ people.load_mw)
    if coupled is not None:
        water_hours = coupled.water_weight * situation.days * float(demand.hours.sum())
        cost += water_hours * sum(float(zones.weighted.sum()) for zones in coupled.zones)
    return cost


def _ways(situation: Situation) -> _Ways:
    levels, begins = [], []
    for row, task in enumerate(situation.tasks):
        shares = {1.0} | {option.capacity_share for need in task.needs for option in need.options}
        levels.append(tuple(sorted(shares, reverse=True)))
        crews = situation.crews.get(task.work.crew_kind)
        if crews is None:
            continue
        for level, share in enumerate(levels[-1]):
            for start in range(task.work.first_day, situation.days - task.work.days):
                service = start + task.work.days
                if crews[start:service].min() > 0 and _can_start(situation, task, start, share):
                    begins.append(_Begin(task=row, level=level, start_day=start, service_day=service))
    return _Ways(levels=tuple(levels), begins=tuple(begins))


def _can_start(situation: Situation, task: Task, start_day: int, share: float) -> bool:
    """Whether each need could be covered by this day if it had every source to itself."""
    return all(
        sum(
            _most_units(situation, need, option)
            for option in need.options
            if option.ready_day <= start_day and option.capacity_share >= share
        )
        >= need.quantity
        for need in task.needs
    )


def _most_units(situation: Situation, need: Need, option: Option) -> int:
    """Units that the option could bring if it had its source to itself, up to the need."""
    source = situation.sources[option.source]
    if not source.is_money:
        return min(need.quantity, int(source.stock))
    most = min(need.quantity, situation.supply_count.get(option.equipment_id, need.quantity))
    if option.price_usd > MONEY_TOLERANCE_USD:
        most = min(most, int((source.stock + MONEY_TOLERANCE_USD) / option.price_usd))
    return max(0, most)


def _spells(situation: Situation, ways: _Ways) -> list[_Spell]:
    """The horizon cut where an asset may come back or be struck, with the states of each part.

    Raises:
        BadInput: there are too many.
    """
    given = [situation.given_share(day) for day in range(situation.days)]
    cuts = {0, situation.days} | {begin.service_day for begin in ways.begins}
    cuts |= {day for day in range(1, situation.days) if (given[day] != given[day - 1]).any()}
    state_count = 1
    for task, levels in enumerate(ways.levels):
        state_count *= 1 + len({begin.level for begin in ways.begins if begin.task == task} & set(range(len(levels))))
    if state_count > MOST_STATES:
        raise _too_large(f"the damaged assets could be in {state_count:,} states, more than {MOST_STATES:,}")
    spells = [_spell(situation, ways, first, last) for first, last in pairwise(sorted(cuts))]
    column_count = sum(len(spell.share) for spell in spells)
    if column_count > MOST_COLUMNS:
        raise _too_large(f"{column_count:,} states, counted over the days, are more than {MOST_COLUMNS:,}")
    return spells


def _too_large(why: str) -> BadInput:
    hint = "search plans cases of any size, and the bound says how far its plan can be from the best"
    return BadInput.of("", f"the case is too large for exact: {why}", column="--planner", hint=hint)


def _spell(situation: Situation, ways: _Ways, first: int, last: int) -> _Spell:
    """The states that there could be on these days, each asset as it is given or at a level that could be reached."""
    soonest: list[dict[int, int]] = [{} for _ in situation.tasks]
    for begin in ways.begins:
        if begin.service_day <= first:
            known = soonest[begin.task].get(begin.level, begin.start_day)
            soonest[begin.task][begin.level] = min(known, begin.start_day)
    choices = [np.array([0, *(level + 1 for level in sorted(levels))], dtype=np.int64) for levels in soonest]
    state = np.stack([axis.ravel() for axis in np.meshgrid(*choices, indexing="ij")], axis=1)
    state = state[_within_crews(situation, soonest, state, first)]
    share = np.repeat(situation.given_share(first)[None, :], len(state), axis=0)
    for row, task in enumerate(situation.tasks):
        done = state[:, row] > 0
        share[done, task.work.asset] = np.array(ways.levels[row])[state[done, row] - 1]
    return _Spell(first=first, last=last, level_count=state, share=share)


def _within_crews(situation: Situation, soonest: list[dict[int, int]], state: Ints, day: int) -> Ints:
    """States (rows of `state`) whose works fit into the crew-days before a day, since any day on which some may start.

    `soonest`: by task, the first start day of each level.
    """
    fits = np.ones(len(state), dtype=np.bool_)
    for kind, crews in situation.crews.items():
        members = [row for row, task in enumerate(situation.tasks) if task.work.crew_kind == kind and soonest[row]]
        for start in sorted({start for row in members for start in soonest[row].values()}):
            crew_days = np.zeros(len(state), dtype=np.int64)
            for row in members:
                late = [level + 1 for level, sooner in soonest[row].items() if sooner >= start]
                crew_days += np.isin(state[:, row], late) * situation.tasks[row].work.days
            fits &= crew_days <= np.maximum(crews[start:day], 0).sum()
    return np.flatnonzero(fits)


def _program(situation: Situation, ways: _Ways) -> _Program:
    """Start days, crews and equipment; the states come after."""
    blocks = Blocks()
    begin = blocks.columns("begin", np.zeros(len(ways.begins)), 1.0)
    once = blocks.rows("once", np.zeros(len(situation.tasks)), 1.0)
    blocks.add(once[[way.task for way in ways.begins]], begin, 1.0)
    for kind, crews in situation.crews.items():
        at_work = blocks.rows("crews", -np.inf, np.maximum(crews, 0).astype(np.float64))
        for column, way in zip(begin.tolist(), ways.begins, strict=True):
            if situation.tasks[way.task].work.crew_kind == kind:
                blocks.add(at_work[way.start_day : way.service_day], column, 1.0)
    units = tuple(
        tuple(_add_need(blocks, situation, ways, begin, (row, need)) for need in task.needs)
        for row, task in enumerate(situation.tasks)
    )
    _limit_sources(blocks, situation, units)
    return _Program(blocks=blocks, begin=begin, units=units)


def _add_need(blocks: Blocks, situation: Situation, ways: _Ways, begin: Ints, of: tuple[int, Need]) -> Ints:
    """Units by each option of one need of one task, as many as it takes if it is done, none that come too late.

    What arrives from some day on and leaves at most some capacity is used only by ways that start from then on and
    bring back no more.
    """
    task, need = of
    most = [float(_most_units(situation, need, option)) for option in need.options]
    units = blocks.columns("units", np.zeros(len(most)), np.array(most))
    covered = blocks.rows("needs_are_covered", 0.0, 0.0)
    quantity = float(need.quantity)
    mine = [(column, way) for column, way in zip(begin.tolist(), ways.begins, strict=True) if way.task == task]
    blocks.add(covered, units, 1.0)
    blocks.add(covered, [column for column, _ in mine], -quantity)
    for option in need.options:
        alike = [
            column
            for column, other in zip(units.tolist(), need.options, strict=True)
            if other.ready_day >= option.ready_day and other.capacity_share <= option.capacity_share
        ]
        users = [
            column
            for column, way in mine
            if way.start_day >= option.ready_day and ways.levels[task][way.level] <= option.capacity_share
        ]
        in_time = blocks.rows("in_time", -np.inf, 0.0)
        blocks.add(in_time, alike, 1.0)
        blocks.add(in_time, users, -quantity)
    return units


def _limit_sources(blocks: Blocks, situation: Situation, units: tuple[tuple[Ints, ...], ...]) -> None:
    """No more units of a gift, USD of a pledge or units of a supply than there are; money in its dearest unit."""
    sources = situation.sources
    taken = [
        (column, option)
        for task, of_task in zip(situation.tasks, units, strict=True)
        for need, columns in zip(task.needs, of_task, strict=True)
        for column, option in zip(columns.tolist(), need.options, strict=True)
    ]
    dearest = np.ones(len(sources))
    for _, option in taken:
        dearest[option.source] = max(dearest[option.source], option.price_usd)
    limits = [
        (source.stock + MONEY_TOLERANCE_USD) / dearest[row] if source.is_money else float(int(source.stock))
        for row, source in enumerate(sources)
    ]
    stock = blocks.rows("stock", -np.inf, np.array(limits))
    supplied = {equipment: row for row, equipment in enumerate(situation.supply_count)}
    supply = blocks.rows("supply", -np.inf, np.array([float(count) for count in situation.supply_count.values()]))
    for column, option in taken:
        is_money = sources[option.source].is_money
        blocks.add(stock[option.source], column, option.price_usd / dearest[option.source] if is_money else 1.0)
        if is_money and option.equipment_id in supplied:
            blocks.add(supply[supplied[option.equipment_id]], column, 1.0)


def _add_states(program: _Program, ways: _Ways, spell: _Spell, cost: Floats) -> int:
    """One spell's states: one of them, and the one that the works have led to. Returns the column of no work done."""
    blocks = program.blocks
    state = blocks.columns("state", np.zeros(cost.size), 1.0, cost)
    blocks.add(blocks.rows("one_state", 1.0, 1.0), state, 1.0)
    back: dict[tuple[int, int], list[int]] = {}
    for column, way in zip(program.begin.tolist(), ways.begins, strict=True):
        if way.service_day <= spell.first:
            back.setdefault((way.task, way.level), []).append(column)
    for (task, level), columns in sorted(back.items()):
        at_level = blocks.rows("state_is_true", 0.0, 0.0)
        blocks.add(at_level, state[spell.level_count[:, task] == level + 1], 1.0)
        blocks.add(at_level, columns, -1.0)
    return int(state[np.flatnonzero((spell.level_count == 0).all(axis=1))[0]])


def _jobs(situation: Situation, ways: _Ways, program: _Program, x: Floats) -> tuple[Job, ...]:
    """The works of a solution, by start day and asset."""
    jobs = []
    for column, way in zip(program.begin.tolist(), ways.begins, strict=True):
        if x[column] > 0.5:
            task = situation.tasks[way.task]
            grants = tuple(
                Grant(option=option, quantity=quantity)
                for need, columns in zip(task.needs, program.units[way.task], strict=True)
                for option, quantity in zip(need.options, np.rint(x[columns]).astype(int).tolist(), strict=True)
                if quantity > 0
            )
            jobs.append(
                Job(
                    task=way.task,
                    start_day=way.start_day,
                    service_day=way.service_day,
                    capacity_share=min([1.0, *(grant.option.capacity_share for grant in grants)]),
                    grants=grants,
                )
            )
    return tuple(sorted(jobs, key=lambda job: (job.start_day, situation.tasks[job.task].work.asset_id)))


def _can_be_had(situation: Situation, schedule: Schedule) -> bool:
    """Whether crews and stocks allow every work, all needs are met and nothing is used before it is there."""
    ledger = Ledger(situation)
    for job in schedule.jobs:
        task = situation.tasks[job.task]
        needed = sum(need.quantity for need in task.needs)
        in_time = all(grant.option.ready_day <= job.start_day for grant in job.grants)
        if not in_time or sum(grant.quantity for grant in job.grants) != needed or not ledger.allows(job):
            return False
        ledger.take(job)
    return True
