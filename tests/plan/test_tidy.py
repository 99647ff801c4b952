"""Plans without sets that bring nothing, and alike units in the order of their numbers."""

from svitlo.plan.day_values import values_of
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.situation import situation_of
from svitlo.plan.tidy import tidied
from tests.plan.small_case import branch_damage, branch_work
from tests.plan.test_placed import dark_hospital


def test_a_set_that_brings_nothing_is_left_out_and_a_repair_that_brings_nothing_stays() -> None:
    # Branch 3 has no load behind it once its place is gone: its repair brings nothing, and is wanted all the same.
    case = dark_hospital(damage=branch_damage(3), works=[branch_work(1)])
    situation = situation_of(case)
    repairs = [row for row, task in enumerate(situation.tasks) if not task.work.asset_id.startswith("install/")]
    schedule = schedule_of(situation, Order((*repairs, 1, 2)))
    assert len(schedule.jobs) == 3
    kept = tidied(values_of(situation), schedule)
    assert [job.task for job in kept.jobs] == repairs


def test_sets_that_bring_something_stay_and_the_first_placed_is_number_one() -> None:
    situation = situation_of(dark_hospital())
    schedule = schedule_of(situation, Order((1, 0)))
    assert [job.task for job in schedule.jobs] == [1, 0]
    kept = tidied(values_of(situation), schedule)
    assert [(job.task, job.start_day) for job in kept.jobs] == [(0, 2), (1, 3)]


def test_a_plan_without_sets_is_returned_as_it_is() -> None:
    situation = situation_of(dark_hospital(installs=[]))
    empty = Schedule()
    assert tidied(values_of(situation), empty) is empty
