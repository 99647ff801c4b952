from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.aid import ledger as ledger_module
from svitlo.aid.ledger import Pledge, support_of

from .builders import START, actor, cash, decision, ledger, position

ALBA, OUT = actor("alba", "member"), actor("outland", "outsider")


def only(*, count_announced: bool = False, decisions=(), positions=(), **more: object) -> Pledge:
    case = ledger(actors=[ALBA, OUT], decisions=decisions, positions=positions, pledges=[cash("p", 1000.0) | more])
    (pledge,) = support_of(case, count_announced=count_announced)
    return pledge


@pytest.mark.parametrize(
    ("available", "day"), [(date(2020, 1, 1), 0), (START, 0), (date(2022, 12, 4), 5), (date(2022, 12, 28), 29)]
)
def test_usable_from_the_day_it_is_available_but_not_before_the_start(available: date, day: int) -> None:
    pledge = only(available=available)
    assert (pledge.usable_from_day, pledge.why) == (day, "")


def test_usable_only_after_the_horizon_says_so_and_keeps_its_day() -> None:
    pledge = only(available=date(2022, 12, 29))
    assert (pledge.usable_from_day, pledge.why) == (30, ledger_module.AFTER_HORIZON)


@pytest.mark.parametrize("category", [None, "humanitarian", "financial", "energy"])
@pytest.mark.parametrize("stage", [None, "committed", "allocated", "received"])
def test_every_other_category_and_stage_is_usable(category: str | None, stage: str | None) -> None:
    assert only(category=category, stage=stage).usable_from_day == 0


def test_military_support_never_buys_anything() -> None:
    for stage in (None, "announced", "received"):
        assert only(category="military", stage=stage, count_announced=True).usable_from_day is None
    assert only(category="military").why == "military support buys nothing for the networks"


def test_announced_counts_only_when_asked_for() -> None:
    assert (only(stage="announced").usable_from_day, only(stage="announced").why) == (None, "only announced")
    assert only(stage="announced", count_announced=True).usable_from_day == 0


def test_every_reason_is_told() -> None:
    assert only(category="military", stage="announced").why == (
        "military support buys nothing for the networks; only announced"
    )


def test_it_waits_for_its_decision() -> None:
    closes = date(2022, 12, 9)
    tabled = [decision(START, closes)]
    assert only(decision_id="fund", decisions=tabled).usable_from_day == 10
    assert only(decision_id="fund", decisions=tabled, available=date(2022, 12, 20)).usable_from_day == 21
    assert only(decisions=tabled).usable_from_day == 0


def test_blocked_support_is_not_usable_even_if_announced_counts() -> None:
    blocked = only(
        decision_id="fund",
        decisions=[decision(START, date(2022, 12, 9))],
        positions=[position("alba", "oppose", date(2022, 12, 3))],
        count_announced=True,
    )
    assert (blocked.usable_from_day, blocked.why) == (None, "blocked by Alba since 2022-12-03")


def test_pending_support_says_who_is_waited_for() -> None:
    consensus = only(decision_id="fund", decisions=[decision(START)])
    assert consensus.why == "waits for decision fund, without a closing day; not heard: Alba"
    sovereign = only(decision_id="fund", decisions=[decision(START, date(2023, 1, 5), sovereign="outland")])
    assert sovereign.why == "waits for decision fund, open until 2023-01-05; not heard: Outland"


def test_support_counts_whoever_gives_it() -> None:
    assert only(actor_id="outland").usable_from_day == 0


def test_an_earmarked_crew_is_not_sent() -> None:
    crew = {"form": "crew", "amount": None, "currency": None, "crew_kind": "line", "quantity": 2}
    assert only(**crew).usable_from_day == 0
    assert (only(**crew).crew_kind, only(**crew).quantity, only(**crew).amount_usd) == ("line", 2, 0.0)
    assert only(**crew, earmark="place:mill").usable_from_day is None


def test_a_crew_for_the_power_sector_is_sent() -> None:
    crew = {"form": "crew", "crew_kind": "line", "quantity": 2}
    assert only(**crew, earmark="sector:power").usable_from_day is not None
    assert only(**crew, earmark="sector:water").usable_from_day is None
    assert only(**crew, earmark="sector:power; kind:line").usable_from_day is None


def test_amounts_are_converted_and_goods_have_none() -> None:
    assert only(currency="EUR").amount_usd == pytest.approx(1060.0, rel=1e-15)
    goods = only(form="goods", amount=None, currency=None, equipment_id="pt-40", quantity=3)
    assert (goods.amount_usd, goods.equipment_id, goods.quantity, goods.crew_kind) == (0.0, "pt-40", 3, "")


def test_pledges_are_sorted_by_id_in_any_order_of_rows() -> None:
    rows = [cash("c", 1.0), cash("a", 2.0), cash("b", 3.0)]
    first = support_of(ledger(actors=[ALBA], pledges=rows))
    assert [pledge.pledge_id for pledge in first] == ["a", "b", "c"]
    assert support_of(ledger(actors=[ALBA], pledges=rows[::-1])) == first


@given(
    st.lists(
        st.tuples(
            st.sampled_from((None, "military", "energy")),
            st.sampled_from((None, "announced", "committed")),
            st.integers(-5, 40),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_counting_what_is_announced_only_ever_adds(rows: list[tuple[str | None, str | None, int, bool]]) -> None:
    pledges = [
        cash(f"p{number}", 10.0, category=category, stage=stage, available=date.fromordinal(START.toordinal() + day))
        | ({"decision_id": "fund"} if waits else {})
        for number, (category, stage, day, waits) in enumerate(rows)
    ]
    case = ledger(actors=[ALBA], decisions=[decision(START, date(2022, 12, 9))], pledges=pledges)
    for firm, counted in zip(support_of(case), support_of(case, count_announced=True), strict=True):
        assert (firm.usable_from_day, firm.why) == (counted.usable_from_day, counted.why) or firm.stage == "announced"
        assert counted.usable_from_day is None or counted.usable_from_day >= 0
        assert (counted.usable_from_day is None) <= bool(counted.why)
