"""The parts of an explanation, each by itself: changed situations, works tried again, questions and their order."""

from itertools import count

import pytest

from svitlo.plan.explain_changes import LATE_DAYS, Replanner, with_delay, with_money, with_units
from svitlo.plan.explain_questions import Questions
from svitlo.plan.explain_waits import Lookup, Retrial
from svitlo.plan.schedule import Order, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values
from svitlo.tables.case import Case
from tests.plan.small_case import branch_damage, branch_need, branch_work, cash, crews, good, goods, small_case


def case_of() -> Case:
    """Branches 1 and 2 need a mast each; one comes as a gift on day 1, money buys others from day 2 on, 3 days away."""
    return small_case(
        days=20,
        damage=branch_damage(1, 2),
        works=[branch_work(2)],
        needs=[branch_need("mast", 1)],
        catalogue=[good("mast", 400_000.0, 3), good("pole", 100_000.0, 1)],
        substitutes=[{"equipment_id": "pole", "stands_in_for": "mast", "capacity_share": 0.5}],
        pledges=[goods("gift", "mast", 1, available=1), cash("money", 1e6, available=2)],
        crews=[crews(2)],
    )


def ways(situation: Situation) -> list[tuple[str, str, int]]:
    """The options of branch 1, soonest first: source, equipment, first day."""
    names = [source.pledge_id or "new" for source in situation.sources]
    (need,) = situation.tasks[0].needs
    return [(names[option.source], option.equipment_id, option.ready_day) for option in need.options]


def test_changed_situations_differ_in_one_thing() -> None:
    situation = situation_of(case_of())
    before = [("gift", "mast", 1), ("money", "pole", 3), ("money", "mast", 5)]
    assert ways(situation) == before
    richer = with_money(situation, 1)
    assert [source.stock for source in richer.sources] == [1.0, 2e6]
    assert ways(richer) == before
    assert ways(with_delay(situation, 0, "mast")) == [*before[1:], ("gift", "mast", 1 + LATE_DAYS)]
    assert ways(with_delay(situation, 1, "mast")) == [*before[:2], ("money", "mast", 5 + LATE_DAYS)]
    more = with_units(situation, "pole", (10, 3), {"mast": 0.5})
    assert ways(more) == [before[0], ("new", "pole", 3), *before[1:]]
    assert more.sources[-1].stock == 10.0
    # None of them touched the situation as it is.
    assert ways(situation) == before


def test_the_order_behind_a_plan_leads_to_its_dates() -> None:
    situation = situation_of(case_of())
    schedule = schedule_of(situation, Order((1, 0)))
    replanner = Replanner(situation, schedule, Values(situation))
    late = replanner.with_late(with_delay(situation, 0, "mast"))
    # Branch 2 started on day 1 with the gift, and now starts on day 3 with a pole or on day 5 with a bought mast.
    assert 0.0 < replanner.cost(late) <= 4 * 24 * 16_000 * (1 + 1e-9)
    assert replanner.worth(late, replanner.known_best) == 0.0
    assert replanner.more_back(late) == ()


def test_trying_a_work_again_changes_nothing() -> None:
    case = case_of()
    situation = situation_of(case)
    schedule = schedule_of(situation, Order((1, 0)))
    retrial = Retrial(situation, schedule, Lookup(case, count_announced=False))
    first = [retrial.waits(job) for job in schedule.jobs]
    assert first == [retrial.waits(job) for job in schedule.jobs]
    assert [waits.waited_for for waits in first] == [("part",), ("part",)]
    assert first[1].parts[0].sooner_units_went_to == ("power/branch/2",)
    assert first[1].ready_with_substitute_day == 3


@pytest.mark.parametrize("enough", [0, 1, 2, 9])
def test_the_weightiest_questions_are_asked_first(enough: int) -> None:
    case = case_of()
    situation = situation_of(case)
    schedule = schedule_of(situation, Order((1, 0)))
    brings = {"power/branch/1": 1.0, "power/branch/2": 2.0}
    questions = Questions(case, situation, schedule, Lookup(case, count_announced=False), brings)
    asked = count()
    replanner = Replanner(situation, schedule, Values(situation))
    money, equipment, delays = questions.answered(replanner, lambda: next(asked) < enough)
    answered = [one for one in (*delays, *money, *equipment) if one.why == "found"]
    # Two deliveries without slack and two kinds; the 600,000 left of the pledge pay for any mast.
    assert [one.why for one in money] == ["unspent"]
    assert len(answered) == min(enough, 4)
    if enough == 1:
        # Branch 2 brings more, and it stands on the gift.
        assert [one.why for one in delays if one.pledge_id == "gift"] == ["found"]
    assert {one.why for one in (*delays, *equipment)} <= {"found", "not worked out"}
