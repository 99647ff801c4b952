"""Schedules worked out by hand. Works are branches 1, 2, 3 of a star, so task 0 is branch 1."""

from dataclasses import replace

import polars as pl
import pytest

from svitlo.plan.outcome import decisions_of
from svitlo.plan.resources import soonest_service_days
from svitlo.plan.situation import situation_of
from tests.plan.small_case import (
    branch_damage,
    branch_need,
    branch_work,
    cash,
    crew,
    crews,
    days_of,
    good,
    goods,
    planned,
    small_case,
    taken,
)


class TestCrews:
    def test_when_all_crews_are_at_work_the_next_free_days_count(self) -> None:
        case = small_case(damage=branch_damage(1, 2, 3), works=[branch_work(2)], crews=[crews(1)])
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 2), 1: (2, 4), 2: (4, 6)}

    def test_two_crews_work_side_by_side(self) -> None:
        case = small_case(damage=branch_damage(1, 2, 3), works=[branch_work(2)], crews=[crews(2)])
        _, schedule = planned(case, 2, 0, 1)
        assert days_of(schedule) == {2: (0, 2), 0: (0, 2), 1: (2, 4)}

    def test_parts_of_a_day_are_rounded_up(self) -> None:
        case = small_case(damage=branch_damage(1), works=[branch_work(2.1)], crews=[crews(1)])
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 3)}

    def test_a_later_work_fills_a_hole_that_it_fits(self) -> None:
        # Branch 1 waits for its gift until day 3 and works to day 7; the two days before are too short for three.
        works = [branch_work(4), branch_work(3, "minor"), branch_work(2, "destroyed")]
        damage = [
            *branch_damage(1),
            *branch_damage(2, severity="minor"),
            *branch_damage(3, severity="destroyed"),
        ]
        case = small_case(
            damage=damage,
            works=works,
            needs=[branch_need("mast", 1)],
            catalogue=[good("mast", 1.0, 0)],
            pledges=[goods("gift", "mast", 1, available=2)],
            crews=[crews(1)],
        )
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (2, 6), 1: (6, 9), 2: (0, 2)}

    def test_work_goes_on_without_a_break(self) -> None:
        # A crew on days 0 and 1, none on day 2, one from day 3: three days in a row begin on day 3.
        case = small_case(damage=branch_damage(1), works=[branch_work(3)], crews=[crews(1, 0, 1), crews(1, 3)])
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (3, 6)}

    def test_a_crew_stays_through_its_last_day(self) -> None:
        case = small_case(damage=branch_damage(1, 2), works=[branch_work(2)], crews=[crews(1, 0, 3)])
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 2), 1: (2, 4)}

    def test_a_pledged_crew_counts_from_its_day_to_the_end(self) -> None:
        case = small_case(
            damage=branch_damage(1, 2, 3), works=[branch_work(3)], crews=[crews(1)], pledges=[crew("help", 1, 2)]
        )
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 3), 1: (2, 5), 2: (3, 6)}

    def test_a_kind_of_crew_that_nobody_has_does_nothing(self) -> None:
        case = small_case(
            damage=branch_damage(1), works=[branch_work(1, crew_kind="diver")], crews=[crews(1, crew_kind="line")]
        )
        assert planned(case)[1].jobs == ()

    def test_another_kind_of_crew_is_not_in_the_way(self) -> None:
        works = [branch_work(2), branch_work(2, "minor", crew_kind="station")]
        case = small_case(
            damage=[*branch_damage(1), *branch_damage(2, severity="minor")],
            works=works,
            crews=[crews(1), crews(1, crew_kind="station")],
        )
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 2), 1: (0, 2)}


class TestDates:
    def test_an_order_arrives_after_its_lead_time_and_the_work_starts_then(self) -> None:
        case = small_case(
            damage=branch_damage(1),
            works=[branch_work(2)],
            needs=[branch_need("mast", 3)],
            catalogue=[good("mast", 100.0, 4)],
            pledges=[cash("fund", 300.0, available=1)],
            crews=[crews(1)],
        )
        situation, schedule = planned(case)
        assert days_of(schedule) == {0: (5, 7)}
        decisions = decisions_of(situation, schedule)
        assert decisions.purchases.rows() == [("P001", "mast", 3, "fund", 1, 5, 100.0, 300.0)]
        assert decisions.repairs.rows() == [("power/branch/1", "line", 5, 7)]
        assert decisions.uses.rows() == [("power/branch/1", "mast", 3, "purchase:P001")]

    def test_nothing_starts_before_its_damage_is_reported(self) -> None:
        case = small_case(
            damage=[*branch_damage(1, reported=4), *branch_damage(2, reported=-3)],
            works=[branch_work(2)],
            crews=[crews(1)],
        )
        _, schedule = planned(case)
        assert days_of(schedule) == {0: (4, 6), 1: (0, 2)}

    @pytest.mark.parametrize(("days", "starts"), [(6, True), (5, False)])
    def test_what_cannot_be_back_before_the_end_is_not_begun_and_takes_nothing(self, days: int, starts: bool) -> None:
        case = small_case(
            days=days,
            damage=[*branch_damage(1), *branch_damage(2, severity="minor")],
            works=[branch_work(5), branch_work(1, "minor")],
            needs=[branch_need("mast", 1), branch_need("mast", 1, "minor")],
            catalogue=[good("mast", 1.0, 0)],
            pledges=[goods("gift", "mast", 1)],
            crews=[crews(1)],
        )
        _, schedule = planned(case)
        assert days_of(schedule) == ({0: (0, 5)} if starts else {1: (0, 1)})

    def test_money_that_comes_after_the_end_buys_nothing(self) -> None:
        case = small_case(
            damage=branch_damage(1),
            works=[branch_work(1)],
            needs=[branch_need("mast", 1)],
            catalogue=[good("mast", 1.0, 0)],
            pledges=[cash("late", 10.0, available=12)],
            crews=[crews(1)],
        )
        assert planned(case)[1].jobs == ()


class TestWhatIsTaken:
    def needy(self, **more: object) -> dict[str, object]:
        return {
            "damage": branch_damage(1, 2),
            "works": [branch_work(1)],
            "needs": [branch_need("mast", 2)],
            "catalogue": [good("mast", 100.0, 0)],
            "crews": [crews(2)],
        } | more

    def test_gifts_go_before_money(self) -> None:
        case = small_case(**self.needy(pledges=[cash("a-fund", 400.0), goods("z-gift", "mast", 2)]))
        situation, schedule = planned(case)
        assert [taken(situation, job) for job in schedule.jobs] == [[("z-gift", "mast", 2)], [("a-fund", "mast", 2)]]

    def test_tightly_earmarked_money_goes_before_free_money(self) -> None:
        pledges = [
            cash("a-free", 200.0),
            cash("b-tight", 200.0, earmark="equipment:mast; kind:branch"),
            cash("c-loose", 200.0, earmark="sector:power"),
        ]
        situation, schedule = planned(small_case(**self.needy(pledges=pledges)))
        assert [taken(situation, job) for job in schedule.jobs] == [[("b-tight", "mast", 2)], [("c-loose", "mast", 2)]]

    def test_what_came_last_goes_before_what_has_been_there(self) -> None:
        pledges = [goods("early", "mast", 2), goods("late", "mast", 2, available=1)]
        situation, schedule = planned(small_case(**self.needy(pledges=pledges, crews=[crews(2, first=1)])))
        assert [taken(situation, job) for job in schedule.jobs] == [[("late", "mast", 2)], [("early", "mast", 2)]]

    def test_an_earmark_for_something_else_is_kept(self) -> None:
        pledges = [
            cash("asset", 1000.0, earmark="asset:power/branch/2"),
            cash("kind", 1000.0, earmark="kind:bus"),
            cash("equipment", 1000.0, earmark="equipment:trafo"),
        ]
        case = small_case(**self.needy(pledges=pledges, catalogue=[good("mast", 100.0, 0), good("trafo", 1.0, 0)]))
        situation, schedule = planned(case)
        assert days_of(schedule) == {1: (0, 1)}
        assert taken(situation, schedule.jobs[0]) == [("asset", "mast", 2)]

    def test_one_need_may_be_bought_from_two_pledges(self) -> None:
        case = small_case(**self.needy(damage=branch_damage(1), pledges=[cash("a", 150.0), cash("b", 150.0)]))
        situation, schedule = planned(case)
        assert taken(situation, schedule.jobs[0]) == [("a", "mast", 1), ("b", "mast", 1)]
        assert decisions_of(situation, schedule).uses.rows() == [
            ("power/branch/1", "mast", 1, "purchase:P001"),
            ("power/branch/1", "mast", 1, "purchase:P002"),
        ]

    def test_money_in_two_pledges_does_not_add_up_to_a_unit(self) -> None:
        case = small_case(**self.needy(damage=branch_damage(1), pledges=[cash("a", 150.0), cash("b", 99.0)]))
        assert planned(case)[1].jobs == ()

    def test_no_more_is_bought_than_the_supply(self) -> None:
        catalogue = [good("mast", 100.0, 0, supply_count=3)]
        case = small_case(**self.needy(catalogue=catalogue, pledges=[cash("a", 1000.0), cash("b", 1000.0)]))
        situation, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 1)}
        assert sum(grant.quantity for job in schedule.jobs for grant in job.grants) == 2
        assert situation.supply_count == {"mast": 3}

    def test_a_gift_does_not_count_against_the_supply(self) -> None:
        catalogue = [good("mast", 100.0, 0, supply_count=2)]
        pledges = [cash("a", 1000.0), goods("gift", "mast", 2)]
        _, schedule = planned(small_case(**self.needy(catalogue=catalogue, pledges=pledges)))
        assert days_of(schedule) == {0: (0, 1), 1: (0, 1)}

    def test_no_unit_is_used_twice(self) -> None:
        pledges = [goods("gift", "mast", 3), cash("fund", 100.0)]
        situation, schedule = planned(small_case(**self.needy(damage=branch_damage(1, 2, 3), pledges=pledges)))
        assert [taken(situation, job) for job in schedule.jobs] == [
            [("gift", "mast", 2)],
            [("fund", "mast", 1), ("gift", "mast", 1)],
        ]

    def test_two_needs_of_one_work_share_one_purse(self) -> None:
        needs = [branch_need("mast", 1), branch_need("wire", 1)]
        catalogue = [good("mast", 100.0, 0), good("wire", 60.0, 0)]
        for amount, done in ((159.0, 0), (160.0, 1)):
            pledges = [cash("fund", amount)]
            case = small_case(**self.needy(damage=branch_damage(1), needs=needs, catalogue=catalogue, pledges=pledges))
            assert len(planned(case)[1].jobs) == done

    def test_what_one_equipment_that_is_missing_takes_along_is_given_back(self) -> None:
        # Branch 1 (major) needs masts and wire and there is no wire; branch 2 (minor) needs the masts.
        case = small_case(
            damage=[*branch_damage(1), *branch_damage(2, severity="minor")],
            works=[branch_work(1), branch_work(1, "minor")],
            needs=[branch_need("mast", 2), branch_need("wire", 1), branch_need("mast", 2, "minor")],
            catalogue=[good("mast", 100.0, 0), good("wire", 60.0, 0, supply_count=0)],
            pledges=[cash("fund", 260.0)],
            crews=[crews(1)],
        )
        _, schedule = planned(case)
        assert days_of(schedule) == {1: (0, 1)}

    def test_length_times_need_is_rounded_up(self) -> None:
        needs = [branch_need("mast", 0.25, per="km")]
        case = small_case(**self.needy(damage=branch_damage(1), needs=needs, pledges=[goods("gift", "mast", 5)]))
        situation, schedule = planned(case)
        assert taken(situation, schedule.jobs[0]) == [("gift", "mast", 3)]

    def test_a_length_of_nothing_needs_nothing(self) -> None:
        case = small_case(**self.needy(damage=branch_damage(1), needs=[branch_need("mast", 0.25, per="km")]))
        branches = case.power.branches.with_columns(length_km=pl.lit(0.0))
        case = replace(case, power=replace(case.power, branches=branches))
        situation, schedule = planned(case)
        assert days_of(schedule) == {0: (0, 1)}
        assert schedule.jobs[0].grants == ()
        assert soonest_service_days(situation).tolist() == [1]

    @pytest.mark.parametrize("cost_usd", [1e-9, 1e-310])
    def test_a_price_close_to_nothing_is_a_price(self, cost_usd: float) -> None:
        pledges = [cash("fund", 10.0)]
        case = small_case(**self.needy(catalogue=[good("mast", cost_usd, 1)], pledges=pledges))
        assert days_of(planned(case)[1]) == {0: (1, 2), 1: (1, 2)}

    def test_free_equipment_is_bought_without_money(self) -> None:
        case = small_case(**self.needy(catalogue=[good("mast", 0.0, 1)], pledges=[cash("fund", 0.0)]))
        situation, schedule = planned(case)
        assert days_of(schedule) == {0: (1, 2), 1: (1, 2)}
        assert decisions_of(situation, schedule).purchases["cost_usd"].to_list() == [0.0]


class TestSubstitutes:
    def case(self, **more: object) -> dict[str, object]:
        return {
            "damage": branch_damage(1),
            "works": [branch_work(1)],
            "needs": [branch_need("trafo", 2)],
            "catalogue": [good("trafo", 100.0, 6), good("mobile", 150.0, 1)],
            "substitutes": [{"equipment_id": "mobile", "stands_in_for": "trafo", "capacity_share": 0.4}],
            "crews": [crews(1)],
            "pledges": [cash("fund", 1000.0)],
        } | more

    def test_a_patient_work_waits_for_what_it_needs(self) -> None:
        situation, schedule = planned(small_case(**self.case()))
        assert days_of(schedule) == {0: (6, 7)}
        assert schedule.jobs[0].capacity_share == 1.0
        assert taken(situation, schedule.jobs[0]) == [("fund", "trafo", 2)]

    def test_a_hasty_work_takes_what_is_there_sooner(self) -> None:
        situation, schedule = planned(small_case(**self.case()), hasty=[0])
        assert days_of(schedule) == {0: (1, 2)}
        assert schedule.jobs[0].capacity_share == 0.4
        assert taken(situation, schedule.jobs[0]) == [("fund", "mobile", 2)]

    def test_a_hasty_work_keeps_to_its_own_when_that_is_as_soon(self) -> None:
        situation, schedule = planned(small_case(**self.case(crews=[crews(1, first=7)])), hasty=[0])
        assert days_of(schedule) == {0: (7, 8)}
        assert taken(situation, schedule.jobs[0]) == [("fund", "trafo", 2)]

    def test_a_hasty_work_mixes_and_has_the_smaller_share(self) -> None:
        pledges = [cash("fund", 1000.0), goods("gift", "trafo", 1)]
        situation, schedule = planned(small_case(**self.case(pledges=pledges)), hasty=[0])
        assert days_of(schedule) == {0: (1, 2)}
        assert taken(situation, schedule.jobs[0]) == [("fund", "mobile", 1), ("gift", "trafo", 1)]
        assert schedule.jobs[0].capacity_share == 0.4

    def test_only_a_hasty_work_is_done_where_its_own_cannot_be_had(self) -> None:
        catalogue = [good("trafo", 100.0, 6, supply_count=0), good("mobile", 150.0, 1)]
        case = small_case(**self.case(catalogue=catalogue))
        assert planned(case)[1].jobs == ()
        assert days_of(planned(case, hasty=[0])[1]) == {0: (1, 2)}

    @pytest.mark.parametrize(("amount", "done"), [(249.0, False), (250.0, True)])
    def test_a_need_met_by_two_kinds_is_paid_for_whole(self, amount: float, done: bool) -> None:
        # Only one of each can be bought, both from one purse: 100 + 150.
        catalogue = [good("trafo", 100.0, 6, supply_count=1), good("mobile", 150.0, 1, supply_count=1)]
        case = small_case(**self.case(catalogue=catalogue, pledges=[cash("fund", amount)]))
        situation, schedule = planned(case, hasty=[0])
        assert days_of(schedule) == ({0: (6, 7)} if done else {})  # the trafo takes six days
        assert sum(decisions_of(situation, schedule).purchases["cost_usd"].to_list()) <= amount


def test_orders_of_one_thing_from_one_pledge_are_one_purchase() -> None:
    case = small_case(
        damage=branch_damage(1, 2),
        works=[branch_work(1)],
        needs=[branch_need("mast", 2)],
        catalogue=[good("mast", 100.0, 0)],
        crews=[crews(1)],
        pledges=[cash("fund", 400.0)],
    )
    situation, schedule = planned(case)
    decisions = decisions_of(situation, schedule)
    assert decisions.purchases.rows() == [("P001", "mast", 4, "fund", 0, 0, 100.0, 400.0)]
    assert decisions.uses.rows() == [
        ("power/branch/1", "mast", 2, "purchase:P001"),
        ("power/branch/2", "mast", 2, "purchase:P001"),
    ]


def test_military_and_announced_support_is_no_source() -> None:
    pledges = [
        cash("arms", 1e6, category="military"),
        cash("words", 1e6, stage="announced"),
        cash("aid", 1e6, category="humanitarian", stage="committed"),
    ]
    case = small_case(pledges=pledges)
    assert [source.pledge_id for source in situation_of(case).sources] == ["aid"]
    assert [source.pledge_id for source in situation_of(case, count_announced=True).sources] == ["aid", "words"]
