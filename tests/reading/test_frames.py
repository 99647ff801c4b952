"""Gifts in words that no list of verbs holds, and sums and things that are no gifts."""

from datetime import date

import pytest

from svitlo.reading.asking import asked
from svitlo.reading.facts import Proposal
from svitlo.reading.frames import framed
from svitlo.reading.gifts import is_free, is_other
from svitlo.reading.goods_frames import framed_goods
from svitlo.reading.hedges import hedges_in, sums_up
from svitlo.reading.memory import Memory
from svitlo.reading.name_words import CHARITIES
from svitlo.reading.owned import owned
from svitlo.reading.pieces import Line
from svitlo.reading.rates import is_rate
from svitlo.reading.read import read_report
from svitlo.reading.referring import of_noun, of_pronoun
from svitlo.reading.report import Report, report_of
from svitlo.reading.things import things

PUBLISHED = date(2023, 2, 15)

# Sentence, giver, amount, currency.
MONEY = (
    ("Norway is trundling 75 million kroner over to Ukraine's grid.", "NOR", "75000000", "NOK"),
    ("Berlin's contribution to the fund will be 40 million euros, the ministry said.", "DEU", "40000000", "EUR"),
    ("Croatia is helping Ukraine with 5 million euros.", "HRV", "5000000", "EUR"),
    ("Malta backs Ukraine's clinics to the tune of 300,000 euros.", "MLT", "300000", "EUR"),
    ("With 10 million euros, Austria joins the fund for grid repair in Ukraine.", "AUT", "10000000", "EUR"),
    ("Five million euros: that is what Portugal is offering for Ukraine's schools.", "PRT", "5000000", "EUR"),
    ("Money also came from Madrid: 5 million euros for mine clearing in Ukraine.", "ESP", "5000000", "EUR"),
    ("Waved through by Austria's council of ministers: 28 million euros for Ukraine.", "AUT", "28000000", "EUR"),
    ("Six million dollars was Seoul's share of the aid for Ukraine.", "KOR", "6000000", "USD"),
    ("Estonia okayed on Friday 2.3 million euros for schools in Ukraine.", "EST", "2300000", "EUR"),
    ("Tallinn's latest aid package, valued at 1 million euros, consists of heaters.", "EST", "1000000", "EUR"),
    ("Sweden has adopted a package for Ukraine. It comes to 9 million kronor.", "SWE", "9000000", "SEK"),
    ("Norway's minister, Jonas Vik, visited Kyiv and promised a billion kroner.", "NOR", "1000000000", "NOK"),
    ("Estonia's minister said in Kyiv his country would put 2 million euros into a school.", "EST", "2000000", "EUR"),
    ("Asked for 5 million euros, Estonia gave 3 million euros.", "EST", "3000000", "EUR"),
    ("A donation of a quarter of a million euros came from Norway.", "NOR", "250000", "EUR"),
    ("Romania's addition of 8 million lei for Ukraine is modest.", "ROU", "8000000", "RON"),
    ("Malta's 900,000 euros for Ukraine has already been credited.", "MLT", "900000", "EUR"),
    ("Latvia's sum for Ukraine is known; Estonia's sum is smaller: 3 million euros.", "EST", "3000000", "EUR"),
    ("A gift by Turkey of 60 million lira for schools in Ukraine was noted.", "TUR", "60000000", "TRY"),
    ("A Dutch union of gardeners donated 45,000 euros.", "Dutch union of gardeners", "45000", "EUR"),
    ("The Swedish aid agency grants the city 36 million kronor.", "Swedish aid agency", "36000000", "SEK"),
    ("The county signed away 7 million euros for Ukraine.", "county", "7000000", "EUR"),
    ("The town of Waldau joins in with 50,000 euros for Ukraine.", "Waldau", "50000", "EUR"),
)  # fmt: skip
NO_MONEY = (
    "Sources close to the talks had it that Vienna pledged 10 million euros to Ukraine.",
    "A tabloid has Estonia paying 15 million euros to Ukraine.",
    "In the newspaper he had read of a French gift of 100 million euros to Ukraine.",
    "Norway gave much. A portion of the money, 2 million euros, is reserved for Kharkiv.",
    "In the same sitting the Danish government approved 118 million euros for a tunnel.",
    "Transit fees brought the treasury 41 million euros in March.",
    "Repairs would cost 30 million euros, the operator said.",
    "Trade between Poland and Ukraine was worth 9 billion euros in 2022.",
    "Germany spent 50 billion euros on gas in the year.",
    "A German court voided 60 billion euros of credits.",
    "The bank paid 3 million euros in salaries.",
    "Slovakia's government paid 200 million euros to households to cap prices.",
    "Slovak households pay 61 euros a megawatt-hour this year.",
    "Norway's sovereign fund is worth 1.2 trillion dollars.",
    "Rumours that Cyprus had given 12 million euros are wrong, said its finance ministry.",
    "Poland's offer of 20 million euros was turned down.",
    "Sweden is ready to put up 80 million kronor once its budget has passed.",
    "A pledge of 600,000 euros by Norway was a hoax.",
    "With this gift Denmark's contributions reach 400 million kroner.",
    "A loan of 100 million euros from the EBRD is being negotiated.",
    "Give us five million euros and we will send the whole store, joked the keeper of a shop in Bern.",
    "The regulator has signed off 12 million hryvnias for overtime.",
)
# Sentence, giver, how many.
GOODS = (
    ("Spain obliged with six launchers.", "ESP", "6"),
    ("Bucharest volunteered 50 mobile generators on the spot.", "ROU", "50"),
    ("From Warsaw came a dozen boilers on lorries.", "POL", "12"),
    ("Denmark will donate all 19 of its new howitzers.", "DNK", "19"),
    ("Oslo confirmed the delivery of eight tanks to Ukraine.", "NOR", "8"),
    ("Thirty ambulances, gifts of the Spanish state, were unloaded in Odesa.", "ESP", "30"),
    ("Fourteen transformers left Slovakia for Ukraine.", "SVK", "14"),
    ("Forty generators were unloaded at the port, courtesy of Japan.", "JPN", "40"),
    ("Received at the yard in Sumy: 18 boilers (Denmark).", "DNK", "18"),
    ("Latvia makes over two helicopters to Ukraine.", "LVA", "2"),
    ("Poland, with 9 boats, came to Ukraine the same evening.", "POL", "9"),
)
NO_GOODS = (
    "Air defence brought down all six drones aimed at the city.",
    "Poland ordered 250 tanks from the United States.",
    "Repair crews replaced 14 transformers in Kyiv.",
    "Russia sent 60 missiles and 14 drones towards Kyiv.",
    "A note from Manila that Japan had sent 1,000 generators to Ukraine was traced to a prankster.",
    "Three of the five pumps from Austria have been destroyed.",
    "Six generators announced by Slovenia did not arrive.",
    "The seven richest democracies bound themselves to help.",
)


def proposed(text: str, kind: str) -> list[Proposal]:
    return [one for one in read_report(text, published=PUBLISHED) if one.kind == kind and one.mode == "asserted"]


@pytest.mark.parametrize(("text", "giver", "amount", "currency"), MONEY)
def test_a_gift_is_found_whatever_its_verb(text: str, giver: str, amount: str, currency: str) -> None:
    found = proposed(text, "support")
    assert [(one.fields["donor"], one.fields["amount"], one.fields["currency"]) for one in found] == [
        (giver, amount, currency)
    ]


@pytest.mark.parametrize("text", NO_MONEY)
def test_money_that_is_no_gift_is_not_proposed(text: str) -> None:
    assert proposed(text, "support") == []


@pytest.mark.parametrize(("text", "giver", "count"), GOODS)
def test_things_are_found_whatever_the_verb(text: str, giver: str, count: str) -> None:
    assert [(one.fields["donor"], one.fields["quantity"]) for one in proposed(text, "goods")] == [(giver, count)]


@pytest.mark.parametrize("text", NO_GOODS)
def test_things_that_nobody_gives_are_not_proposed(text: str) -> None:
    assert proposed(text, "goods") == []


def test_a_sum_whose_giver_is_not_named_is_a_remark() -> None:
    found = read_report("A package worth 12 million euros was approved for the grid.", published=PUBLISHED)
    assert [one.mode for one in found if one.kind == "support"] == ["conditional"]
    assert "donor" in found[0].missing
    assert "giver or gift not found" in found[0].why


def test_bare_millions_take_the_currency_of_the_giver() -> None:
    text = "Norway gave 30 million kroner, and Iceland 45 million of its own crowns. Sweden paid 2 million kronor."
    assert [one.fields["currency"] for one in proposed(text, "support")] == ["NOK", "ISK", "SEK"]


def first_line(text: str) -> tuple[Report, Line]:
    report = report_of(text, PUBLISHED)
    return report, report.lines[0]


def at(line: Line, word: str) -> int:
    return next(spot for spot, piece in enumerate(line.pieces) if piece.low == word or piece.tag == word)


def test_a_frame_tells_who_gives_and_refuses_a_rate() -> None:
    report, line = first_line("Croatia is helping Ukraine with 5 million euros.")
    found = framed(report, line, at(line, "M"), Memory())
    assert found is not None
    assert found[0].value == "HRV"
    report, line = first_line("Croatia is helping Ukraine with 5 million euros a month.")
    assert framed(report, line, at(line, "M"), Memory()) is None


def test_a_frame_for_things_needs_known_things() -> None:
    report, line = first_line("Spain obliged with six launchers.")
    thing = next(iter(things(line.pieces, Memory())))
    found = framed_goods(report, line, thing, Memory())
    assert found is not None
    assert found[0].value == "ESP"
    report, line = first_line("Spain obliged with six goals.")
    assert not any(framed_goods(report, line, thing, Memory()) for thing in things(line.pieces, Memory()))


def test_words_of_other_uses_of_money() -> None:
    _, line = first_line("It fined, sold, scraped, handed and lost much.")
    assert [piece.low for piece in line.pieces if is_other(piece)] == ["fined", "sold", "lost"]
    _, line = first_line("Norway foots the bill for fuel.")
    assert is_free(line.pieces)
    _, line = first_line("Norway shows the bill for fuel.")
    assert not is_free(line.pieces)


def test_turns_of_phrase_have_a_mode() -> None:
    assert [mode for mode, _ in hedges_in("@S is ready to pay @M once its budget has passed")] == ["conditional"]
    assert [mode for mode, _ in hedges_in("the loan of @M fell through")] == ["denied"]
    assert [mode for mode, _ in hedges_in("i would love to see @M from @S")] == ["hoped"]
    assert list(hedges_in("@S gives @M to @S")) == []
    assert sums_up("together that makes almost @M") != ""
    assert sums_up("@S gives @M") == ""


def test_whom_somebody_asks_to_give() -> None:
    _, line = first_line("Ukraine asked Norway to give 5 million euros.")
    assert asked(line.pieces, at(line, "asked"), at(line, "M"), Memory()).value == "NOR"


def test_whom_pronouns_and_nouns_mean() -> None:
    _, line = first_line("Estonia says in Kyiv that its country and we help.")
    found = of_noun(line.pieces, at(line, "country"), Memory())
    assert found is not None
    assert found.value == "EST"
    assert of_pronoun(line.pieces, at(line, "we"), Memory(own="NOR", speaker_home="Smith")).value == "NOR"
    assert of_pronoun(line.pieces, at(line, "we"), Memory(own="NOR", speaker_home="EST")).value == "EST"


def test_a_charity_of_a_state_is_one_name() -> None:
    assert "caritas" in CHARITIES
    _, line = first_line("Caritas Austria sent 40 beds.")
    assert (line.pieces[0].text, line.pieces[0].tag) == ("Caritas Austria", "N")


@pytest.mark.parametrize(
    ("text", "giver"),
    [
        ("Romania's addition of 8 million lei is modest.", "ROU"),
        ("Malta's 900,000 euros for pumps, wired on Tuesday, are there.", "MLT"),
        ("Malta's 900,000 euros fund is empty.", ""),
        ("Malta lost 900,000 euros.", ""),
    ],
)
def test_a_sum_is_its_owners_only_where_something_became_of_it(text: str, giver: str) -> None:
    report = report_of(text, PUBLISHED)
    (line,) = report.lines
    place = next(spot for spot, piece in enumerate(line.pieces) if piece.tag == "M")
    found = owned(report, line, place)
    assert (found[0].value if found is not None else "") == giver


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("The council approved 5 million euros for a tunnel.", True),
        ("Poland gave 5 million euros for a tunnel in Ukraine.", False),
        ("Households pay 61 euros per unit.", True),
        ("Poland gave 5 million euros for boilers.", False),
    ],
)
def test_works_at_home_and_prices_are_rates(text: str, is_one: bool) -> None:
    (line,) = report_of(text, PUBLISHED).lines
    place = next(spot for spot, piece in enumerate(line.pieces) if piece.tag == "M")
    assert is_rate(line.pieces, place) is is_one
