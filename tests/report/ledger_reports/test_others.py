"""The coalition's table, the conflict list and what is late, against a ledger by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svitlo.ledger.view import View
from svitlo.report.ledger_coalition import GivenRow, coalition_table
from svitlo.report.ledger_conflicts import conflicts_on
from svitlo.report.ledger_late import Late, late_on
from svitlo.report.ledger_text import coalition_table_lines, conflict_lines, late_lines
from svitlo.tables.errors import BadInput
from tests.report.ledger_reports.by_hand import DAY, GAZETTE, NORTH, WEST, WIRE, book_of, cash, draft, seen


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    with book_of(tmp_path_factory.mktemp("others")).view(DAY) as found:
        yield found


def spaced(lines: list[str]) -> str:
    return "\n".join(lines).replace("\u00a0", " ")


# ---- the coalition's table


def given_row(donor: str, name: str, category: str, **sums: int) -> GivenRow:
    role = "member" if donor else ""
    return GivenRow(donor=donor, name=name, role=role, category=category, currency="EUR", **sums)


def test_own_and_joint_by_donor(view: View) -> None:
    table = coalition_table(view, "group:accord")
    assert table.rows == (
        given_row(
            NORTH,
            "Northmark",
            "energy",
            pledged=10_000_000,
            own=4_000_000,
            joint=3_000_000,
            received=2_000_000,
            allocated=2_500_000,
        ),
        given_row(WEST, "Westria", "energy", pledged=5_000_000, joint=5_000_000, received=5_000_000),
        given_row(WEST, "Westria", "military", pledged=700_000),
    )


def test_totals_are_sums_over_donors_of_one_stage_each(view: View) -> None:
    table = coalition_table(view)
    assert table.totals == (
        given_row(
            "",
            "",
            "energy",
            pledged=15_000_000,
            own=4_000_000,
            joint=8_000_000,
            received=7_000_000,
            allocated=2_500_000,
        ),
        given_row("", "", "military", pledged=700_000),
    )
    assert {row.role for row in table.rows} == {""}


def test_each_payment_counts_once_across_the_funds(view: View) -> None:
    across = coalition_table(view).across_funds
    assert (across.incoming, across.outgoing, across.internal) == ({"EUR": 7_000_000}, {"EUR": 3_000_000}, {})


def test_a_fund_that_pays_a_fund_is_no_donor(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    opened = {"name": "B", "manager": "org:office", "currency": "EUR", "rule": "manager"}
    paid = {"payer": "fund:grid", "payee": "fund:second", "allocation": "allocation:on"}
    more = [
        draft("fund.opened", "fund:second", "2030-01-01", **opened),
        draft("allocation.proposed", "allocation:on", "2030-03-01", pool="fund:grid", **cash(1)),
        draft("allocation.approved", "allocation:on", "2030-03-01"),
        draft("payment.made", "payment:on", "2030-03-02", **paid, **cash(1)),
    ]
    with book.view(DAY) as before:
        rows = coalition_table(before).rows
    book.add(more, "tester")
    with book.view(DAY) as after:
        table = coalition_table(after)
    assert table.rows == rows
    assert table.across_funds.internal == {"EUR": 100}
    assert table.across_funds.incoming == {"EUR": 7_000_000}


def test_gdp_only_where_every_month_has_it_and_only_months_that_are_over(view: View) -> None:
    north, west = coalition_table(view).trackers
    assert (north.months, north.total, north.gdp_percent) == (2, Decimal("0.30"), Decimal("0.012"))
    assert (west.months, west.total, west.gdp_percent) == (1, Decimal("0.1"), None)


def test_in_one_currency_by_the_rate_of_the_day_or_not_at_all(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    with book.view(DAY) as before, pytest.raises(BadInput, match="no rate from EUR to USD"):
        coalition_table(before, currency="USD")
    rate = {"base": "EUR", "quote": "USD", "rate": "1.1"}
    book.add([draft("rate.quoted", "rate:EUR/USD/2030-03-01/bank", "2030-03-01", **rate)], "tester")
    with book.view(DAY) as after:
        table = coalition_table(after, currency="USD")
    assert [row.one_currency for row in table.rows] == [7_700_000, 5_500_000, 0]
    assert [row.one_currency for row in table.totals] == [13_200_000, 0]
    assert "commitments are 77 000 USD" in spaced(coalition_table_lines(table))


def test_who_gave_nothing_is_said(view: View) -> None:
    table = coalition_table(view, "group:accord")
    assert table.silent == ("Quietland",)
    with pytest.raises(BadInput, match="knows no group:moon"):
        coalition_table(view, "group:moon")


def test_an_empty_day(view: View) -> None:
    table = coalition_table(view.at(date(2029, 1, 1)))
    assert table.rows == ()
    assert "Nothing." in coalition_table_lines(table)


# ---- what does not agree


def test_contradicting_words_stand_with_their_sources(view: View) -> None:
    (conflict,) = conflicts_on(view).conflicts
    assert (conflict.subject, conflict.kind, conflict.resolved) == ("pledge:n-cash", "pledge.announced", False)
    first, second = conflict.sides
    assert (first.says, first.sources, first.taken) == ((("amount", "100\u202f000\u202fEUR"),), (GAZETTE,), True)
    assert (second.says, second.sources, second.taken) == ((("amount", "120\u202f000\u202fEUR"),), (WIRE,), False)
    assert first.seq < second.seq


def test_a_resolution_names_one_and_the_other_stays_on_the_list(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    with book.view(DAY) as before:
        second = conflicts_on(before).conflicts[0].sides[1].seq
    said = {"event": second, "reason": "the law gazette was mistaken"}
    book.add([draft("claim.resolved", "pledge:n-cash", "2030-03-30", **said)], "tester")
    with book.view(DAY) as after:
        found = conflicts_on(after)
    (conflict,) = found.conflicts
    assert found.open == ()
    assert conflict.reason == "the law gazette was mistaken"
    assert [side.taken for side in conflict.sides] == [False, True]
    assert "resolved: the law gazette was mistaken" in spaced(conflict_lines(found))


def test_a_word_that_was_voided_contradicts_nothing(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    with book.view(DAY) as before:
        second = conflicts_on(before).conflicts[0].sides[1].seq
    book.add([draft("event.voided", "pledge:n-cash", "2030-03-30", event=second, reason="another pledge")], "tester")
    with book.view(DAY) as after:
        assert conflicts_on(after).conflicts == ()


def test_before_anybody_said_anything_nothing_disagrees(view: View) -> None:
    found = conflicts_on(view.at(date(2030, 1, 4)))
    assert (found.conflicts, found.misfits) == ((), ())


def test_facts_that_do_not_fit(view: View) -> None:
    assert [(one.subject, one.what, one.since) for one in conflicts_on(view).misfits] == [
        ("consignment:g1", "delivered with 3 × tr-110, of which 1 never received as pieces", date(2030, 2, 12)),
        (
            "asset:G-2",
            "installed on record, found: differs (by org:inspector, visit on site)",
            date(2030, 3, 10),
        ),
    ]


def test_what_was_seen_again_and_fits_is_off_the_list(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    book.add([seen("G-2", "2030-03-30", "as recorded")], "tester")
    with book.view(DAY) as after:
        assert [one.subject for one in conflicts_on(after).misfits] == ["consignment:g1"]
    with book.view(date(2030, 3, 29)) as day_before:
        assert len(conflicts_on(day_before).misfits) == 2


# ---- what is late


def late(view: View, day: date | None = None, **asked: int) -> dict[str, Late]:
    return {one.subject: one for one in late_on(view.at(day) if day else view, **asked).items}


def test_what_is_late_and_what_will_be(view: View) -> None:
    found = late(view)
    assert {name: (one.matter, one.days, one.open_amount) for name, one in found.items()} == {
        "contract:own": ("contract", 31, "2 × breaker"),
        "pledge:n-goods": ("pledge", 81, "1 × tr-110"),
        "pledge:n-cash": ("pledge", -19, "30\u202f000\u202fEUR"),
        "allocation:kept": ("reserve", -4, "5\u202f000\u202fEUR"),
        "consignment:g2": ("consignment", 41, "1 × tr-110"),
        "need:h1": ("need", 17, "6 × tr-110"),
    }
    assert [found[name].when for name in ("pledge:n-cash", "need:h1")] == ["in 19 days", "17 days late"]
    assert found["contract:own"].who == "Maker"


def test_nearness_and_patience_are_asked_for(view: View) -> None:
    assert "allocation:kept" not in late(view, near_days=3)
    assert late(view, near_days=3)["pledge:n-cash"].what == "could be used, and is not"
    assert "consignment:g2" in late(view, stuck_days=54)
    assert "consignment:g2" not in late(view, stuck_days=55)


def test_days_before_and_after(view: View) -> None:
    assert "contract:own" not in late(view, date(2030, 3, 1))
    assert late(view, date(2030, 3, 2))["contract:own"].when == "1 day late"
    after = late(view, date(2030, 5, 2))
    assert after["pledge:n-cash"].what == "expired, and not recorded as lapsed"
    assert after["allocation:kept"].what == "expired: the money went back"
    assert after["contract:joint"].days == 1
    assert late(view, date(2030, 4, 5))["allocation:kept"].when == "today"


def test_what_came_in_the_end_is_not_late(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    packed = {"origin": "contract:own", "items": {"breaker": 2}}
    more = [
        draft("consignment.packed", "consignment:c2", "2030-03-20", **packed),
        draft("consignment.delivered", "consignment:c2", "2030-03-25"),
        draft("consignment.delivered", "consignment:g2", "2030-03-25"),
        draft("need.met", "need:h1", "2030-03-25"),
        draft("allocation.approved", "allocation:kept", "2030-03-25"),
    ]
    book.add(more, "tester")
    with book.view(DAY) as after:
        assert sorted(late(after)) == ["pledge:n-cash", "pledge:n-goods"]
    with book.view(date(2030, 3, 24)) as day_before:
        assert {"contract:own", "consignment:g2", "need:h1"} <= late(day_before).keys()


def test_a_contract_that_was_cancelled_is_not_late(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    # What was paid stays owed: a contract of which all that was left is cancelled is only late for what was paid.
    book.add([draft("contract.reduced", "contract:joint", "2030-03-01", amount_minor=2_500_000)], "tester")
    with book.view(date(2030, 5, 2)) as after:
        assert "contract:joint" in late(after)
    other = {"allocation": "allocation:own", "supplier": "org:maker", "items": {"breaker": 1}, "due": "2030-03-01"}
    book.add(
        [
            draft("contract.signed", "contract:gone", "2030-02-01", **other, **cash(100)),
            draft("contract.reduced", "contract:gone", "2030-02-05", amount_minor=10_000),
        ],
        "tester",
    )
    with book.view(DAY) as after:
        assert "contract:gone" not in late(after)


@pytest.mark.parametrize("lines", ["table", "conflicts", "late"])
def test_each_text_ends_with_the_head_and_the_day(view: View, lines: str) -> None:
    text = {
        "table": coalition_table_lines(coalition_table(view)),
        "conflicts": conflict_lines(conflicts_on(view)),
        "late": late_lines(late_on(view)),
    }[lines]
    head = view.reader.head()
    assert text[-1].startswith(f"Ledger {head.seq}:{head.hash}; shows 2030-04-01; by all that was recorded up to 20")
