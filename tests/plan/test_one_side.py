"""Power and water planned apart, as places to begin from: the plan for both is never worse than either put first."""

import numpy as np

from svitlo.plan.day_values import values_of
from svitlo.plan.one_side import is_of_water, rest_after, sides_of, that_count
from svitlo.plan.planners import Options, search
from svitlo.plan.schedule import Ledger, Order, Schedule, schedule_of
from svitlo.plan.situation import situation_of
from tests.plan.small_case import branch_damage, branch_work, crews, small_case
from tests.plan.test_coupled_bound import struck


def test_works_fall_on_one_side_or_the_other() -> None:
    situation = struck(days=6, reach=(1, 2))
    sides = sides_of(situation)
    assert sides is not None
    named = {row: task.work.asset_id for row, task in enumerate(situation.tasks)}
    assert {named[row] for row in sides.power_tasks} == {"power/branch/1", "power/branch/2"}
    assert {named[row].split("/")[0] for row in sides.water_tasks} == {"water", "install"}
    assert sorted((*sides.power_tasks, *sides.water_tasks)) == sorted(named)
    assert [is_of_water(situation, task) for task in sides.water.tasks] == [True] * len(sides.water_tasks)
    assert sides.power.coupled is None
    assert sides.water.demand.weight.max() == 0.0


def test_orders_hold_the_works_of_both_plans() -> None:
    situation = struck(days=6, reach=(1,))
    sides = sides_of(situation)
    assert sides is not None
    power = schedule_of(sides.power, Order(tuple(range(len(sides.power_tasks)))))
    water = schedule_of(sides.water, Order(tuple(range(len(sides.water_tasks)))))
    orders = list(sides.orders(power, water))
    assert len(orders) == 3
    works = {sides.power_tasks[job.task] for job in power.jobs} | {sides.water_tasks[job.task] for job in water.jobs}
    assert all(set(order.tasks[: len(works)]) == works for order in orders)
    assert all(sorted(order.tasks) == list(range(len(situation.tasks))) for order in orders)
    assert orders[0].tasks[0] in sides.power_tasks
    assert orders[1].tasks[0] in sides.water_tasks


def test_the_search_is_no_worse_than_one_side_first() -> None:
    situation = struck(days=8, reach=(1, 2, 3))
    sides = sides_of(situation)
    assert sides is not None
    effort = 300
    values = values_of(situation)
    found = values.of(search(situation, Options(effort=effort)))
    part = Options(effort=round(0.2 * effort))
    for order in sides.orders(search(sides.power, part), search(sides.water, part)):
        assert found <= values.of(schedule_of(situation, order)) * (1.0 + 1e-6)


def test_what_is_planned_of_the_rest_keeps_the_rules_of_the_whole_and_brings_something() -> None:
    situation = struck(days=10, reach=(1, 2, 3))
    sides = sides_of(situation)
    assert sides is not None
    first = sides.power_jobs(search(sides.power, Options(effort=60)).jobs)
    assert {job.task for job in first} <= set(sides.power_tasks)
    rest = rest_after(situation, first)
    assert sorted((*rest.tasks, *(job.task for job in first))) == list(range(len(situation.tasks)))
    whole = rest.whole(search(rest.situation, Options(effort=60)))
    ledger = Ledger(situation)
    for job in whole.jobs:
        assert ledger.allows(job)
        ledger.take(job)
    values = values_of(situation)
    assert len(whole.jobs) > len(first)
    assert values.of(whole) < values.of(Schedule(first)) < values.of(Schedule())
    # The dates of the works that came first count in the rest as they do in the whole.
    alone = values_of(rest.situation)
    assert np.isclose(alone.of(Schedule()), values.of(Schedule(first)), rtol=1e-9)


def test_what_one_plan_has_used_up_is_gone() -> None:
    situation = struck(days=8, reach=(1, 2))
    everything = schedule_of(situation, Order(tuple(range(len(situation.tasks)))))
    rest = rest_after(situation, everything.jobs)
    spent_usd = sum(grant.quantity * grant.option.price_usd for job in everything.jobs for grant in job.grants)
    assert spent_usd > 0.0
    money = [row for row, source in enumerate(situation.sources) if source.is_money]
    before, after = (sum(one.sources[row].stock for row in money) for one in (situation, rest.situation))
    assert np.isclose(before - after, spent_usd)
    busy = sum(job.service_day - job.start_day for job in everything.jobs)
    assert sum(int(situation.crews[kind].sum() - rest.situation.crews[kind].sum()) for kind in situation.crews) == busy


def test_only_works_that_bring_something_count() -> None:
    """With the branch to the pump out for good there is no water to bring through the main."""
    situation = struck(days=6, reach=(1, 2), installs=[])
    sides = sides_of(situation)
    assert sides is not None
    for side, count in ((sides.water, 0), (sides.water_if_whole(situation), 1), (sides.power, 2)):
        values = values_of(side)
        every = schedule_of(side, Order(tuple(range(len(side.tasks)))))
        assert len(every.jobs) == len(side.tasks)
        counting = that_count(values, every)
        assert len(counting) == count
        assert np.isclose(values.of(Schedule(counting)), values.of(every), rtol=1e-6)


def test_water_can_be_planned_as_if_power_were_whole() -> None:
    situation = struck(days=6, reach=(1, 2))
    sides = sides_of(situation)
    assert sides is not None
    whole = sides.water_if_whole(situation)
    power = {situation.tasks[row].work.asset for row in sides.power_tasks}
    assert {asset for asset in power if whole.given_share(0)[asset] == 1.0} == power
    assert {asset for asset in power if sides.water.given_share(0)[asset] == 0.0} == power
    assert values_of(whole).of(Schedule()) < values_of(sides.water).of(Schedule())


def test_the_search_tells_what_it_begins_from_and_ends_no_worse() -> None:
    situation = struck(days=8, reach=(1, 2, 3))
    begun: list[Schedule] = []
    found = search(situation, Options(effort=200, started=begun.append))
    assert len(begun) >= 5
    values = values_of(situation)
    assert all(values.of(found) <= values.of(one) * (1.0 + 1e-6) for one in begun)
    assert found.dates == search(situation, Options(effort=200)).dates


def test_a_case_of_one_side_has_no_two() -> None:
    dry = situation_of(small_case(damage=branch_damage(1), works=[branch_work(1)], crews=[crews()]))
    assert sides_of(dry) is None
    assert values_of(dry).of(Schedule()) > 0.0
    assert sides_of(struck(days=5, reach=(1,), works=[branch_work(2)], installs=[])) is None
