"""Power and water planned apart, as places to begin from: the plan for both is never worse than either put first."""

from svitlo.plan.day_values import values_of
from svitlo.plan.one_side import is_of_water, sides_of
from svitlo.plan.planners import Options, search
from svitlo.plan.schedule import Order, Schedule, schedule_of
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


def test_a_case_of_one_side_has_no_two() -> None:
    dry = situation_of(small_case(damage=branch_damage(1), works=[branch_work(1)], crews=[crews()]))
    assert sides_of(dry) is None
    assert values_of(dry).of(Schedule()) > 0.0
    assert sides_of(struck(days=5, reach=(1,), works=[branch_work(2)], installs=[])) is None
