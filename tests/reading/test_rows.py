"""Facts told without a verb of their own: rows of givers, bare numbers, minutes of a vote."""

from datetime import date
from decimal import Decimal

from svitlo.reading.ballots import ballots
from svitlo.reading.bare_sums import first_money
from svitlo.reading.read import read_report
from svitlo.reading.report import report_of
from svitlo.reading.rows import gapped, in_order

DAY = date(2023, 1, 18)


def test_sums_told_in_the_order_of_their_givers() -> None:
    text = "Denmark and the Netherlands will contribute 40 and 65 million euros respectively to the repair."
    given = {
        (one.fields["donor"], one.fields["amount"])
        for one in read_report(text, published=DAY)
        if one.kind == "support" and one.mode == "asserted"
    }
    assert given == {("DNK", "40000000"), ("NLD", "65000000")}
    pieces = report_of(text, DAY).lines[0].pieces
    sums = [spot for spot, piece in enumerate(pieces) if piece.tag in "MQ"]
    assert [pieces[in_order(pieces, spot)].value for spot in sums] == ["DNK", "NLD"]


def test_a_giver_that_leaves_out_the_verb() -> None:
    pieces = report_of("Slovenia offered 28 lorries and Croatia fourteen helicopters.", DAY).lines[0].pieces
    counts = [spot for spot, piece in enumerate(pieces) if piece.tag == "Q"]
    found = [gapped(pieces, spot) for spot in counts]
    assert found[0] is None
    assert found[1] is not None
    assert found[1].value == "HRV"


def test_the_first_sum_names_the_currency() -> None:
    money = first_money(report_of("Spain gave 35 million euros.", DAY))
    assert money is not None
    assert (money.amount, money.currency) == (Decimal(35_000_000), "EUR")


def test_stands_in_minutes() -> None:
    line = report_of("Against: Hungary, Slovakia.", DAY).lines[0]
    assert [(stance, line.pieces[who].value) for stance, _, who in ballots(line)] == [
        ("oppose", "HUN"),
        ("oppose", "SVK"),
    ]
