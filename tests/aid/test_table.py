from datetime import date

from svitlo.aid.table import COLUMNS, decision_texts, support_table

from .builders import START, actor, cash, decision, ledger, position

ACTORS = [
    actor("alba", "member"),
    actor("bren", "member"),
    actor("cyr", "invitee"),
    actor("outland", "outsider"),
]


def example():
    goods = {"pledge_id": "p2", "actor_id": "cyr", "form": "goods", "available": date(2022, 12, 5)}
    crew = {
        "pledge_id": "p5",
        "actor_id": "cyr",
        "form": "crew",
        "available": START,
        "crew_kind": "line",
        "quantity": 2,
    }
    return ledger(
        actors=ACTORS,
        decisions=[decision(START, date(2022, 12, 9)), decision(START, decision_id="slow")],
        positions=[
            position("bren", "oppose", date(2022, 12, 3)) | {"quote": "Not yet."},
            position("bren", "support", date(2022, 12, 6)),
            position("outland", "oppose", date(2022, 12, 7)) | {"source": "a speech"},
            position("bren", "oppose", date(2022, 12, 20)),
            position("alba", "oppose", date(2022, 12, 3), decision_id="slow"),
        ],
        pledges=[
            cash("p1", 50_000_000.0, currency="EUR", decision_id="fund", earmark="sector:power", stage="committed"),
            goods | {"equipment_id": "pt-110-10-40", "quantity": 1200, "category": "energy"},
            cash("p3", 12.5, stage="announced"),
            cash("p4", 1.0, decision_id="slow"),
            crew,
        ],
    )


def test_one_row_a_pledge_with_what_when_and_why_not() -> None:
    table = support_table(example())
    assert dict(table.schema) == COLUMNS
    assert table.rows() == [
        (
            "p1", "Alba", "50,000,000 EUR", 53_000_000.0, "sector:power", "committed", "",
            "fund: adopted 2022-12-09", True, date(2022, 12, 9), "",
        ),
        ("p2", "Cyr", "1,200 x pt-110-10-40", None, "", "", "energy", "", True, date(2022, 12, 5), ""),
        ("p3", "Alba", "12.50 USD", 12.5, "", "announced", "", "", False, None, "only announced"),
        ("p4", "Alba", "1 USD", 1.0, "", "", "", "slow: blocked", False, None, "blocked by Alba since 2022-12-03"),
        ("p5", "Cyr", "2 x line", None, "", "", "", "", True, START, ""),
    ]  # fmt: skip


def test_announced_support_can_be_counted() -> None:
    usable = support_table(example(), count_announced=True)["usable"].to_list()
    assert usable == [True, True, True, False, True]


def test_beyond_the_horizon_is_not_usable_but_has_a_date() -> None:
    case = ledger(actors=ACTORS, pledges=[cash("p", 1.0, available=date(2023, 6, 1))], days=30)
    row = support_table(case).row(0, named=True)
    assert (row["usable"], row["from"], row["why_not"]) == (False, date(2023, 6, 1), "usable only after the horizon")


def test_a_ledger_without_pledges_is_a_table_without_rows() -> None:
    assert dict(support_table(ledger()).schema) == COLUMNS
    assert support_table(ledger()).height == 0
    assert decision_texts(ledger()) == ()


def test_a_decision_shows_every_position_and_how_it_stands() -> None:
    fund, slow = decision_texts(example())
    assert fund.splitlines() == [
        "fund (consensus; tabled 2022-11-29, closes 2022-12-09): Winter fund. Adopted on 2022-12-09.",
        '  2022-12-03 Bren, member: oppose "Not yet.", replaced by a later word',
        "  2022-12-06 Bren, member: support",
        "  2022-12-07 Outland, outsider: oppose [a speech]: kept, does not count",
        "  2022-12-20 Bren, member: oppose, after the decision was adopted",
    ]
    assert slow.splitlines()[0] == (
        "slow (consensus; tabled 2022-11-29): Winter fund. Blocked by Alba since 2022-12-03."
    )


def test_a_sovereign_decision_names_its_actor() -> None:
    case = ledger(actors=ACTORS, decisions=[decision(START, sovereign="cyr")])
    assert decision_texts(case) == (
        "fund (sovereign, Cyr; tabled 2022-11-29): Winter fund. "
        "Waits for decision fund, without a closing day; not heard: Cyr.",
    )
