"""What the reader proposes from single sentences: who, how much, in what mode, on which words."""

from datetime import date

import pytest

from svitlo.reading.facts import Proposal
from svitlo.reading.read import read_report

DAY = date(2023, 2, 15)


def only(text: str, kind: str) -> Proposal:
    found = [one for one in read_report(text, published=DAY) if one.kind == kind]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "donor", "amount", "currency"),
    [
        ("Denmark has committed 300 million kroner to the fund.", "DNK", "300000000", "DKK"),
        ("Ottawa will contribute C$115 million to repair the grid.", "CAN", "115000000", "CAD"),
        (
            "A first tranche of 500 million euros was disbursed by the European Commission.",
            "European Commission",
            "500000000",
            "EUR",
        ),
        ("Ukraine received a $2 billion loan from the International Monetary Fund.", "IMF", "2000000000", "USD"),
        ("Norway, which is not an EU member, said it would provide 75 billion kroner.", "NOR", "75000000000", "NOK"),
        ("Norland's parliament approved half a million euros for stoves.", "Norland", "500000", "EUR"),
        ("We are sending Ukraine SEK 20m, said Anna Berg, Sweden's aid minister.", "SWE", "20000000", "SEK"),
    ],
)
def test_support_names_giver_sum_and_currency(text: str, donor: str, amount: str, currency: str) -> None:
    found = only(text, "support")
    assert found.mode == "asserted"
    assert (found.fields["donor"], found.fields["amount"], found.fields["currency"]) == (donor, amount, currency)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("If the Bundestag agrees, Germany will give another 2 billion euros.", "conditional"),
        ("Latvia is considering 5 million euros.", "conditional"),
        ("Iceland would like to add 3 million euros.", "hoped"),
        ("The envoy urged France to give 38 million euros.", "hoped"),
        ("The ministry denied that Hungary had offered 10 million euros.", "denied"),
        ("Keldia has cancelled a pledge of 22 million euros.", "denied"),
        ("Estonia did not give 100 million euros.", "denied"),
        ("In 2014 the United States provided $1 billion in loan guarantees.", "past"),
        ("Last year Spain gave 20 million euros to the fund.", "past"),
        ("That brings Germany's total contribution to 160 million euros.", "total"),
        ("In all, allies have given 96 million euros.", "total"),
    ],
)
def test_what_is_not_given_is_never_money(text: str, mode: str) -> None:
    found = only(text, "support")
    assert found.mode == mode
    assert not found.is_money
    assert found.why


@pytest.mark.parametrize(
    "text",
    [
        "Damage to the grid has reached $6.8 billion, the UN said.",
        "The operator's loss in the third quarter was 84 million euros.",
        "A transformer costs over 2.5 million euros.",
        "The national bank kept its rate, and budget revenue was 110 billion hryvnias.",
    ],
)
def test_prices_losses_and_budgets_are_no_support(text: str) -> None:
    assert [one for one in read_report(text, published=DAY) if one.kind == "support"] == []


def test_ranges_and_limits_are_kept() -> None:
    found = only("Japan will add between 30 and 40 million dollars.", "support")
    assert (found.fields["amount"], found.fields["amount_to"], found.fields["qualifier"]) == (
        "30000000",
        "40000000",
        "range",
    )
    assert only("Britain offers up to 50 million pounds.", "support").fields["qualifier"] == "up_to"


def test_a_bare_dollar_is_said_to_be_a_guess() -> None:
    assert "currency" in only("Norland gave 3 million dollars to Vestria.", "support").missing
    assert "currency" not in only("Norland gave 3 million US dollars to Vestria.", "support").missing


def test_givers_that_share_a_verb_are_kept_apart() -> None:
    text = "Germany pledged 50 million euros, the Netherlands 35 million and Belgium 12.5 million."
    found = [(one.fields["donor"], one.fields["amount"]) for one in read_report(text, published=DAY)]
    assert found == [("DEU", "50000000"), ("NLD", "35000000"), ("BEL", "12500000")]


def test_things_are_counted_and_lists_share_their_giver() -> None:
    found = read_report("Luxembourg donated 4 mobile boilers and 10 ambulances to Mykolaiv.", published=DAY)
    assert [(one.fields["donor"], one.fields["item"], one.fields["quantity"]) for one in found] == [
        ("LUX", "mobile boilers", "4"),
        ("LUX", "ambulances", "10"),
    ]


def test_speech_belongs_to_its_speaker() -> None:
    found = only('"We have allocated 12 million euros," Estonian Foreign Minister Urmas Reinsalu said.', "support")
    assert (found.speaker, found.fields["donor"]) == ("Urmas Reinsalu", "EST")


def test_membership_says_who_of_what_and_by_whom() -> None:
    found = only("The Turkish parliament approved Finland's NATO membership.", "membership")
    assert dict(found.fields).items() >= {"state": "FIN", "group": "NATO", "status": "ratified", "by": "TUR"}.items()
    assert only("Austria is not a NATO member.", "membership").mode == "denied"


def test_positions_turn_with_a_negation() -> None:
    assert only("France objected to the price cap.", "position").fields["stance"] == "oppose"
    assert only("Turkey said it would not support Sweden's bid.", "position").fields["stance"] == "oppose"
    assert only("Austria abstained in the vote.", "position").fields["stance"] == "abstain"


def test_strikes_and_what_they_cut_off() -> None:
    text = "Missiles struck a pumping station in Nikopol, leaving 40,000 residents without water and heating."
    found = read_report(text, published=DAY)
    assert [(one.kind, one.fields.get("target") or one.fields.get("service")) for one in found] == [
        ("strike", "water"),
        ("impact", "heat"),
        ("impact", "water"),
    ]
    assert {one.fields["place"] for one in found} == {"Nikopol"}
    assert read_report("Water was restored to 150,000 people in Mykolaiv.", published=DAY) == ()


def test_a_promise_that_is_not_money() -> None:
    found = only("Denmark promised to train Ukrainian engineers.", "promise")
    assert (found.fields["by"], found.fields["what"]) == ("DNK", "train Ukrainian engineers")


def test_days_are_told_from_the_day_of_the_report() -> None:
    found = only("Norway gave Ukraine 5 million kroner on Monday.", "support")
    assert found.fields["date"] == "2023-02-13"
