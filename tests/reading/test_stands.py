"""Membership, ratification, stands, promises, strikes and losses: each family of words, in its modes."""

from datetime import date
from decimal import Decimal

import pytest

from svitlo.reading.accession import find_ratified
from svitlo.reading.deeds import is_ahead, mode_of_deed, row_of
from svitlo.reading.facts import Proposal
from svitlo.reading.impacts import find_impacts
from svitlo.reading.joining import DOERS, NAMED
from svitlo.reading.memory import Memory
from svitlo.reading.pieces import Line
from svitlo.reading.promises import find_promises
from svitlo.reading.read import read_report
from svitlo.reading.report import Report, report_of
from svitlo.reading.shares import find_shares
from svitlo.reading.sides import PHRASES

DAY = date(2023, 3, 1)


def only(text: str, kind: str) -> list[Proposal]:
    return [one for one in read_report(text, published=DAY) if one.kind == kind]


def line_of(text: str) -> tuple[Report, Line]:
    report = report_of(text, DAY)
    return report, report.lines[0]


@pytest.mark.parametrize(
    ("text", "state", "group", "status"),
    [
        ("Montenegro acceded to NATO in June 2017.", "MNE", "NATO", "member"),
        ("Albania was admitted to NATO on Friday.", "ALB", "NATO", "member"),
        ("Kosovo submitted its bid for membership of the Council of Europe.", "XKX", "Council of Europe", "applied"),
        ("Georgia lodged a formal request to join the European Union.", "GEO", "European Union", "applied"),
        ("The European Union granted Moldova candidate status.", "MDA", "European Union", "aspirant"),
        ("NATO leaders extended an invitation to Sweden to join.", "SWE", "NATO", "invitee"),
        ("Britain left the European Union in 2020.", "GBR", "European Union", "leaving"),
        ("Iceland announced its withdrawal from the Council of Europe.", "ISL", "Council of Europe", "leaving"),
    ],
)
def test_who_comes_in_asks_and_goes(text: str, state: str, group: str, status: str) -> None:
    found = only(text, "membership")
    assert [(one.fields["state"], one.fields["group"], one.fields["status"], one.mode) for one in found] == [
        (state, group, status, "asserted")
    ]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Serbia has never applied for membership of NATO.", "denied"),
        ("Ukraine wants to join NATO.", "hoped"),
        ("Sweden could join NATO in July.", "conditional"),
        ("Belgium's parliament has not yet ratified Sweden's accession.", "denied"),
        ("Hungary said it would ratify Sweden's accession in the autumn.", "conditional"),
    ],
)
def test_what_has_not_come_about_is_not_asserted(text: str, mode: str) -> None:
    assert [one.mode for one in only(text, "membership")] == [mode]


def test_a_row_of_states_gives_one_membership_each() -> None:
    found = only(
        "Slovakia's parliament ratified the protocols on the accession of Finland and Sweden to NATO.", "membership"
    )
    assert [(one.fields["state"], one.fields["by"]) for one in found] == [("FIN", "SVK"), ("SWE", "SVK")]


def test_a_passive_ratification_names_its_parliament() -> None:
    report, line = line_of("Sweden's accession was ratified by the Turkish parliament.")
    found = list(find_ratified(report, line, Memory()))
    assert [(fields["state"], fields["by"]) for _, _, fields in found] == [("SWE", "TUR")]


@pytest.mark.parametrize(
    ("text", "actor", "stance"),
    [
        ("Hungary lifted its veto on the loan.", "HUN", "support"),
        ("Slovakia dug in its heels over the package.", "SVK", "oppose"),
        ("Austria sat on its hands.", "AUT", "abstain"),
        ("Turkey withheld its consent to the budget.", "TUR", "oppose"),
        ("Norway's finance minister called the plan a mistake.", "NOR", "oppose"),
        ("Poland is all for a quick decision.", "POL", "support"),
        ("Croatia would not support the mission.", "HRV", "oppose"),
        ("Denmark would not stand in the way.", "DNK", "support"),
    ],
)
def test_stands_by_family_of_words(text: str, actor: str, stance: str) -> None:
    assert [(one.fields["actor"], one.fields["stance"], one.mode) for one in only(text, "position")] == [
        (actor, stance, "asserted")
    ]


def test_all_that_and_joins_take_the_stand() -> None:
    found = only("Spain, Italy and Portugal backed the proposal.", "position")
    assert [one.fields["actor"] for one in found] == ["ESP", "ITA", "PRT"]


def test_a_stand_that_may_be_taken_is_not_asserted() -> None:
    assert [one.mode for one in only("Austria could veto the budget.", "position")] == ["conditional"]


def test_what_is_turned_down_takes_no_stand() -> None:
    assert only("Ukraine was turned down.", "position") == []


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Norway vowed to stand by Ukraine for as long as it takes.", "NOR"),
        ("Poland gave Ukraine its word that the border would stay open.", "POL"),
        ("Estonia bound itself to keep the railway open.", "EST"),
        ("Latvia answered with a pledge to keep the border open.", "LVA"),
    ],
)
def test_words_given(text: str, by: str) -> None:
    assert [(one.fields["by"], one.mode) for one in only(text, "promise")] == [(by, "asserted")]


def test_money_is_no_mere_word() -> None:
    report, line = line_of("Norway promised to give 20 million euros to Ukraine.")
    assert list(find_promises(report, line, Memory(), ("", ""))) == []


@pytest.mark.parametrize(
    ("text", "place", "target"),
    [
        ("Drones struck a power station in Kharkiv.", "Kharkiv", "power"),
        ("Power lines near Sumy came under rocket fire.", "Sumy", "power"),
        ("Kherson's waterworks took two rockets on Tuesday.", "Kherson", "water"),
        ("A drone raid set a boiler house in Konotop ablaze.", "Konotop", "heat"),
        ("Shells hit the gas network of Nikopol.", "Nikopol", "gas"),
        ("A hospital in Kherson was shelled.", "Kherson", "other"),
    ],
)
def test_strikes_by_family_of_words(text: str, place: str, target: str) -> None:
    found = only(text, "strike")
    assert [(one.fields["place"], one.fields["target"], one.mode) for one in found] == [(place, target, "asserted")]


def test_two_places_are_two_strikes() -> None:
    found = only("Missiles hit substations in Odesa and Vinnytsia.", "strike")
    assert [one.fields["place"] for one in found] == ["Odesa", "Vinnytsia"]


@pytest.mark.parametrize(
    "text",
    [
        "A strike on the power grid of Kyiv would leave the city in the dark.",
        "The army warned of strikes on substations in Odesa.",
        "Air defence foiled an attack on a power station in Kyiv.",
        "The ministry called reports of an attack on a gas store in Stryi an invention.",
        "Officials denied that drones had struck the waterworks in Lviv.",
    ],
)
def test_foiled_feared_and_denied_strikes_are_not_asserted(text: str) -> None:
    assert "asserted" not in {one.mode for one in only(text, "strike")}


def test_storms_and_workers_strike_otherwise() -> None:
    assert only("Power lines in Sumy were damaged by a storm.", "strike") == []
    assert only("Railway workers went on strike in Lviv.", "strike") == []


@pytest.mark.parametrize(
    ("text", "service", "key", "value"),
    [
        ("Half of Kharkiv is without water.", "water", "share_percent", "50"),
        ("One home in four in Sumy had no heating.", "heat", "share_percent", "25"),
        ("Power was cut to 40,000 residents in Sumy.", "power", "people", "40000"),
        ("The raid deprived 70 percent of Lviv of electricity.", "power", "share_percent", "70"),
        ("A blackout hit 300,000 people in Odesa.", "power", "people", "300000"),
        ("Not a household in Lviv had electricity.", "power", "share_percent", "100"),
        ("In Trostyanets 4,200 residents are unheated.", "heat", "people", "4200"),
    ],
)
def test_losses_by_family_of_words(text: str, service: str, key: str, value: str) -> None:
    found = only(text, "impact")
    assert [(one.fields["service"], one.fields[key], one.mode) for one in found] == [(service, value, "asserted")]


def test_a_town_without_a_number_is_a_loss_too() -> None:
    report, line = line_of("The town of Yavoriv is without electricity.")
    assert [one.fields for one in find_impacts(report, line, Memory())] == [{"service": "power", "place": "Yavoriv"}]


def test_what_is_back_or_only_feared_is_no_loss() -> None:
    assert only("Water was restored to 30,000 people in Kherson.", "impact") == []
    assert [one.mode for one in only("Some 100,000 people could be left without heat.", "impact")] == ["conditional"]


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("half of the city", "50"),
        ("two thirds of them", "66.7"),
        ("one customer in four", "25"),
        ("11 of every 20 taps", "55"),
        ("every second household", "50"),
        ("seven out of ten", "70"),
        ("12 per cent of", "12"),
    ],
)
def test_shares_in_words(text: str, percent: str) -> None:
    assert [share for _, _, share in find_shares(text)] == [Decimal(percent)]


def test_half_a_million_is_no_share() -> None:
    assert list(find_shares("half a million people")) == []


def test_the_mode_looks_past_the_words_of_the_deed() -> None:
    report, line = line_of("Hungary refused to sign the deal.")
    verb = next(place for place, piece in enumerate(line.pieces) if piece.low == "refused")
    assert mode_of_deed(report, line, verb, verb + 2).mode == "asserted"
    assert not is_ahead(line.pieces, verb)


def test_a_row_ends_where_no_and_closes_it() -> None:
    _, line = line_of("In Poland, Germany met Spain and Italy.")
    places = [place for place, piece in enumerate(line.pieces) if piece.tag == "S"]
    assert row_of(line.pieces, places[2], len(line.pieces)) == places[2:]
    assert row_of(line.pieces, places[1], places[2] - 1) == [places[1]]


def test_every_rule_names_its_verb() -> None:
    assert {status for status, _ in (*DOERS, *NAMED)} == {"member", "applied", "aspirant", "invitee", "leaving"}
    assert {stance for stance, _ in PHRASES} == {"support", "oppose", "abstain"}
    assert all("verb" in pattern.groupindex for _, pattern in (*DOERS, *NAMED, *PHRASES))
