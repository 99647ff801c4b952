"""Plan, simulate, correct: planned water comes to agree with EPANET, and promises no more than the planner's day."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.coupling import Settled, Waterworks, settle
from svitlo.plan.day_values import days_served, values_of
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, on, small_case
from tests.support.coupled import LAKE, RIVER, coupled_case


def settled(case: Case) -> Settled:
    with Waterworks(case) as works:

        def remade() -> Situation:
            return situation_of(case, behaviours=works.behaviours)

        return settle(case, works, remade, Schedule())


def struck(*, own_h: tuple[float, float] = (0.0, 0.0), pipes: tuple[str, ...] = (), days: int = 2) -> Case:
    """Both pumps are cut off; each has a set of its own for some hours of the day; pipes are out."""
    links = [
        {"pump_id": LAKE, "bus_id": "1", "backup_h": own_h[0]},
        {"pump_id": RIVER, "bus_id": "2", "backup_h": own_h[1]},
    ]
    damage = [{"asset_id": f"water/Net3/pipe/{pipe}", "severity": "major", "reported": on(0)} for pipe in pipes]
    return coupled_case(days=days, links=links, damage=[*branch_damage(1, 2), *damage])


@settings(max_examples=8, deadline=None)
@given(
    lake_h=st.sampled_from([0.0, 6.0, 24.0]),
    river_h=st.sampled_from([0.0, 3.0, 12.0]),
    pipes=st.sets(st.sampled_from(["101", "20", "173", "60"]), max_size=2),
)
def test_planned_and_simulated_days_agree(lake_h: float, river_h: float, pipes: set[str]) -> None:
    found = settled(struck(own_h=(lake_h, river_h), pipes=tuple(sorted(pipes))))
    agreement = found.agreement["Net3"]
    assert agreement.corrected_points <= 2.0
    assert agreement.zone_points <= 5.0
    assert found.round_count <= 5


def test_without_pumps_nothing_is_promised_from_the_second_day_on() -> None:
    found = settled(struck())
    assert found.water is not None
    assert found.water.served_m3h.max() == pytest.approx(0.0, abs=1.0)
    assert found.water.people_without.min() == pytest.approx(found.water.people.sum(), rel=1e-3)


def test_what_is_planned_costs_no_less_than_the_planners_own_day() -> None:
    """So that no bound of the planning model can lie above the objective."""
    case = struck(own_h=(6.0, 3.0), pipes=("101", "60"))
    found = settled(case)
    assert found.water is not None
    own = values_of(found.situation, every_kind=True).of(Schedule())
    hours = found.situation.demand.hours
    people = found.situation.people
    power = float((((1.0 - found.power_share) @ (people.people * people.weight)) @ hours).sum())
    water = float((found.water.weighted_without @ hours).sum())
    assert power + water >= own * (1.0 - 1e-9)


def test_days_that_were_run_are_learnt_once() -> None:
    case = struck(own_h=(6.0, 3.0))
    with Waterworks(case) as works:
        first = len(works.behaviours["Net3"].cuts)
        situation = situation_of(case, behaviours=works.behaviours)
        served = days_served(situation, Schedule())
        works.learn(situation, served)
        once = len(works.behaviours["Net3"].cuts)
        works.learn(situation, served)
        assert first < once == len(works.behaviours["Net3"].cuts)


def test_shares_of_pumps_are_what_their_sets_give() -> None:
    found = settled(struck(own_h=(6.0, 12.0)))
    assert found.water is not None
    hours = found.situation.demand.hours
    by_pump = dict(zip(found.water.pump_ids, (hours @ found.water.pump_share[0]).tolist(), strict=True))
    assert by_pump[RIVER] <= 12.0 + 1e-9
    assert by_pump[LAKE] <= 6.0 + 1e-9
    assert by_pump[RIVER] > 1.0


def test_a_case_without_water_has_nothing_to_learn() -> None:
    case = small_case(damage=branch_damage(1), links=[])
    with Waterworks(case) as works:
        situation = situation_of(case, behaviours=works.behaviours)
        assert works.behaviours == {}
        assert situation.coupled is None


def test_what_was_apart_at_first_is_told_once_it_agrees() -> None:
    found = settled(struck(own_h=(6.0, 3.0)))
    assert found.raw.points("Net3") == found.agreement["Net3"].raw_points > 2.0
    assert found.agreement["Net3"].corrected_points <= 2.0
