"""Sums, dates, sentences and names, each alone."""

from datetime import date

import pytest

from svitlo.reading.dates import find_dates
from svitlo.reading.money import find_money
from svitlo.reading.report import report_of
from svitlo.reading.sentences import sentences_of


@pytest.mark.parametrize(
    ("text", "amount", "amount_to", "currency"),
    [
        ("53 million US dollars", "53000000", "", "USD"),
        ("€40m", "40000000", "", "EUR"),
        ("£3.5bn", "3500000000", "", "GBP"),
        ("SEK 300 million", "300000000", "", "SEK"),
        ("1.2 billion Swedish kronor", "1200000000", "", "SEK"),
        ("half a billion euros", "500000000", "", "EUR"),
        ("two and a half million pounds", "2500000", "", "GBP"),
        ("twenty-five million Swiss francs", "25000000", "", "CHF"),
        ("a 50-million-euro package", "50000000", "", "EUR"),
        ("USD 1,250,000", "1250000", "", "USD"),
        ("between 40 and 50 million euros", "40000000", "50000000", "EUR"),
        ("40–50 million euros", "40000000", "50000000", "EUR"),
        ("$53 million to $60 million", "53000000", "60000000", "USD"),
    ],
)
def test_sums_are_read_exactly(text: str, amount: str, amount_to: str, currency: str) -> None:
    (found,) = find_money(text)
    assert (found.fields["amount"], found.fields.get("amount_to", ""), found.currency) == (amount, amount_to, currency)


@pytest.mark.parametrize("text", ["5 million m3", "12 MW", "in 2015", "30 people", "EUR", "$", "kronor"])
def test_what_is_no_sum_is_not_read_as_one(text: str) -> None:
    assert list(find_money(text)) == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("on Tuesday", "2022-11-29"),
        ("on Wednesday", "2022-11-23"),
        ("yesterday", "2022-11-28"),
        ("29 November", "2022-11-29"),
        ("Nov. 5, 2022", "2022-11-05"),
        ("16.12.2022", "2022-12-16"),
        ("in September 2022", "2022-09"),
        ("in 2015", "2015"),
        ("two weeks ago", "2022-11-15"),
        ("last year", "2021"),
        ("last month", "2022-10"),
    ],
)
def test_dates_are_told_from_the_day_of_the_report(text: str, iso: str) -> None:
    (found,) = find_dates(text, date(2022, 11, 29))
    assert found.iso == iso


def test_sentences_keep_abbreviations_and_quotations_whole() -> None:
    text = 'Mr. Holm of the U.S. embassy said: "No." He left on Nov. 5. The rest stayed.'
    assert [one.text.strip() for one in sentences_of(text)] == [
        'Mr. Holm of the U.S. embassy said: "No."',
        "He left on Nov. 5.",
        "The rest stayed.",
    ]


def test_names_know_states_bodies_people_and_made_up_states() -> None:
    text = "Norwegian Prime Minister Kari Holm met Vestria's envoys. The Vestrian Energy Fund thanked Kyiv."
    pieces = [piece for line in report_of(text, None).lines for piece in line.pieces if piece.tag in "SANOPT"]
    assert [(piece.tag, piece.value) for piece in pieces] == [
        ("P", "Kari Holm"),
        ("N", "Vestria"),
        ("O", "Vestrian Energy Fund"),
        ("S", "UKR"),
    ]
    assert pieces[0].home == "NOR"
