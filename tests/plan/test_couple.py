"""Days that stand together: by hand, against every order, and what they leave alone."""

from datetime import timedelta
from itertools import pairwise, permutations

import numpy as np
import pytest

from svitlo.plan.bound import bound_of, lower_bound
from svitlo.plan.couple import Floors, together
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, branch_work, crews, small_case
from tests.support.generated import generated_case

DAY_OF_A_MW = 24 * 800


def at_odds() -> Case:
    """10 MW come back with branch 1; 30 MW with bus 3 and its branch; one crew does one of the three a day."""
    start = small_case().settings.start
    damage = [*branch_damage(1, 3), {"asset_id": "power/bus/3", "severity": "major", "reported": start}]
    works = [branch_work(1), {"asset_kind": "bus", "severity": "major", "crew_kind": "line", "crew_days": 1}]
    return small_case(days=4, damage=damage, works=works, crews=[crews(1)])


def test_a_day_cannot_have_what_the_next_one_does_without() -> None:
    """Taken apart, day 1 has branch 1 (30 MW are out) and day 2 the other two (10 MW are out): no plan has both.

    The best plan has 40, 40, 10 and 0 MW out on days 0 to 3; days apart would have 40, 30, 10 and 0.
    """
    situation = situation_of(at_odds())
    values = Values(situation)
    best = min(values.of(schedule_of(situation, Order(tasks))) for tasks in permutations(range(3)))
    assert best / DAY_OF_A_MW == pytest.approx(90.0, abs=1e-6)
    bound = bound_of(situation)
    assert bound.by_day.sum() / DAY_OF_A_MW == pytest.approx(80.0, abs=1e-3)
    assert bound.value / DAY_OF_A_MW == pytest.approx(90.0, abs=1e-2)
    assert bound.value == pytest.approx(bound.by_day.sum() + bound.extra)
    assert bound.value <= best


def test_what_is_aimed_at_stays_aimed_at() -> None:
    situation = situation_of(at_odds())
    targets = bound_of(situation).targets
    assert [target.day for target in targets] == sorted(target.day for target in targets)
    for earlier, later in pairwise(targets):
        assert earlier.tasks <= later.tasks


def test_what_hangs_on_a_bus_counts_until_a_later_strike_takes_the_bus() -> None:
    """Branch 3 (30 MW) is back on day 1; its bus is struck on day 3 and back on day 4: 30, 0, 0, 30, 0 MW are out."""
    start = small_case().settings.start
    damage = [
        *branch_damage(3),
        {"asset_id": "power/bus/3", "severity": "major", "reported": start + timedelta(days=3)},
    ]
    works = [branch_work(1), {"asset_kind": "bus", "severity": "major", "crew_kind": "line", "crew_days": 1}]
    situation = situation_of(small_case(days=5, damage=damage, works=works, crews=[crews(1)]))
    best = Values(situation).of(schedule_of(situation, Order((0, 1))))
    assert best / DAY_OF_A_MW == pytest.approx(60.0, abs=1e-6)
    assert lower_bound(situation) / DAY_OF_A_MW == pytest.approx(60.0, abs=1e-2)
    assert lower_bound(situation) <= best


@pytest.mark.parametrize("seed", range(12))
def test_no_order_is_below_the_bound_of_days_together(seed: int) -> None:
    situation = situation_of(generated_case(seed, buses=8, damaged=5, phase_shift=seed % 4 == 3))
    values = Values(situation)
    count = len(situation.tasks)
    best = min(
        values.of(schedule_of(situation, Order(tasks, haste)))
        for tasks in permutations(range(count))
        for haste in (frozenset(), frozenset(tasks))
    )
    assert lower_bound(situation, 100_000) <= best * (1.0 + 1e-6) + 1e-6


def test_without_floors_the_days_say_it_all_themselves() -> None:
    """From day 1 on, as no repair can be back before: 40, 10 and 0 MW; phase shifters would make it untrue."""
    situation = situation_of(at_odds())
    demand = situation.demand
    floors = Floors(
        cost=np.zeros_like(demand.load_factor),
        factor=demand.load_factor,
        weight=demand.hours * demand.weight / demand.load_factor,
        first_day=1,
        era=np.zeros(situation.days, dtype=np.int64),
    )
    found = together(situation, floors, 50_000)
    assert found.extra / DAY_OF_A_MW == pytest.approx(50.0, abs=1e-2)
    assert [len(tasks) for _, tasks in found.done][1:] == [2, 3]
    assert together(situation, floors, 0).extra == 0.0
