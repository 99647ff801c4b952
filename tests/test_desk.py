"""A coupled case from the desk: settled with hydraulics, proven, and the same again."""

import numpy as np

from svitlo.coupling import Waterworks
from svitlo.desk import Desk
from svitlo.plan.outcome import decisions_of
from svitlo.plan.schedule import Order, Schedule, schedule_of
from tests.plan.small_case import branch_damage, branch_work, crews, small_case
from tests.support.coupled import coupled_case

DAYS = 6


def test_what_is_settled_is_what_is_proven_once_the_tanks_have_settled() -> None:
    case = coupled_case(days=DAYS, damage=branch_damage(2), works=[branch_work(3)], crews=[crews()])
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        schedule = schedule_of(desk.situation(), Order((0,)))
        settled = desk.settled(schedule)
        decisions = decisions_of(settled.situation, schedule)
        physics = desk.proven(decisions, settled)
    planned, proven = settled.services.water, physics.water
    assert planned is not None
    assert proven is not None
    assert physics.power.verdict == "stands"
    assert proven.verdict == "stands"
    # The tanks of the first day carry more than a day that goes on for ever may promise; afterwards both agree.
    assert (proven.served_m3h[0] >= planned.served_m3h[0] - 1e-6).all()
    assert np.allclose(proven.served_m3h[4:], planned.served_m3h[4:], rtol=0.02)
    assert planned.people_without[:3].max() > 0.0
    assert planned.people_without[3:].max() < 1.0


def test_a_case_without_water_is_settled_by_its_power_alone() -> None:
    case = small_case(days=4, damage=branch_damage(2))
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=False)
        settled = desk.settled(Schedule())
        physics = desk.proven(decisions_of(settled.situation, Schedule()), settled)
    assert works.behaviours == {}
    assert settled.services.water is None
    assert physics.water is None
    # The second of three places is cut off, the others are not.
    assert settled.services.power_share.sum(axis=2).tolist() == [[2.0]] * 4
    assert np.array_equal(physics.power.power_share, settled.services.power_share)


def test_the_same_desk_gives_the_same_again() -> None:
    case = coupled_case(days=3, damage=branch_damage(2))
    found = []
    for _ in range(2):
        with Waterworks(case) as works:
            settled = Desk(case=case, works=works, count_announced=False).settled(Schedule())
            assert settled.services.water is not None
            found.append((settled.services.power_share, settled.services.water.zone_share))
    assert all(np.array_equal(first, second) for first, second in zip(*found, strict=True))
