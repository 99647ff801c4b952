"""From a report's proposals to events that a person chose."""

import json
from datetime import date
from pathlib import Path

import pytest

from svitlo.exchange.parties import giver_of
from svitlo.exchange.report_in import accepted, offers_from, offers_of
from svitlo.ledger.events import Draft
from svitlo.ledger.form import form_problems
from svitlo.reading.facts import Proposal
from svitlo.reading.read import read_report
from svitlo.tables.errors import BadInput

PUBLISHED = date(2022, 11, 29)
REPORTS = sorted((Path(__file__).parents[1] / "reading" / "reports" / "dev").glob("*.txt"))


def proposal(kind: str, mode: str = "asserted", **fields: str) -> Proposal:
    return Proposal(kind=kind, mode=mode, fields=fields, start=0, end=4, text="word", confidence=0.8)  # type: ignore[arg-type]


def drafts(*proposals: Proposal) -> list[Draft]:
    offers = offers_of(proposals, publisher="wire", title="r.txt", published=PUBLISHED)
    return [offer.draft for offer in offers if offer.draft is not None]


def test_money_is_a_pledge_with_its_source() -> None:
    said = {"donor": "USA", "recipient": "UKR", "amount": "53000000", "currency": "USD", "purpose": "power"}
    *named, pledge = drafts(proposal("support", **said))
    assert [one.subject for one in named] == ["state:ukr", "state:usa"]
    assert pledge.kind == "pledge.announced"
    assert pledge.data["donor"] == "state:usa"
    assert pledge.data["amount_minor"] == 5_300_000_000
    assert pledge.data["category"] == "energy"
    assert pledge.sources[0].quote == "word"
    assert form_problems(pledge) == []


def test_what_is_only_hoped_offers_no_event() -> None:
    hoped = proposal("support", "hoped", donor="USA", amount="5", currency="USD")
    assert drafts(hoped) == []
    (offer,) = offers_of([hoped], publisher="wire", title="r", published=PUBLISHED)
    assert (offer.mode, offer.draft) == ("hoped", None)


def test_a_range_keeps_its_lower_end_and_says_so() -> None:
    said = {"donor": "USA", "amount": "20", "amount_to": "25", "currency": "EUR", "category": "energy"}
    *_, pledge = drafts(proposal("support", **said))
    assert pledge.data["amount_minor"] == 2000
    assert "up to 25 EUR" in pledge.data["note"]


def test_what_is_missing_is_named() -> None:
    offers = offers_of([proposal("support", amount="5")], publisher="wire", title="r", published=PUBLISHED)
    assert set(offers[-1].missing) >= {"donor", "category"}


@pytest.mark.parametrize(
    ("said", "kind", "subject"),
    [
        ({"state": "FIN", "group": "NATO", "status": "applied"}, "accession.applied", "accession:nato/fin"),
        ({"state": "FIN", "group": "NATO", "status": "ratified", "by": "GRC"}, "ratification.voted", None),
        ({"state": "FIN", "group": "NATO", "status": "aspirant"}, "membership.held", "membership:nato/fin"),
    ],
)
def test_accession_becomes_its_step(said: dict[str, str], kind: str, subject: str | None) -> None:
    *_, step = drafts(proposal("membership", **said))
    assert step.kind == kind
    assert step.subject == (subject or "ratification:nato/fin/grc")
    assert form_problems(step) == []


def test_strikes_and_people_without_service_are_facts_that_move_nothing() -> None:
    strike = proposal("strike", place="Northtown", target="power", date="2022-11-23")
    people = proposal("impact", service="water", people="350000", place="Northtown")
    first, second = drafts(strike, people)
    assert (first.kind, first.held_on) == ("strike.reported", date(2022, 11, 23))
    assert (second.data["people"], second.data["service"]) == (350_000, "water")
    assert form_problems(first) == form_problems(second) == []


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem)
def test_every_offer_of_a_real_report_is_well_formed_or_says_what_it_lacks(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    offers = offers_of(read_report(text, published=PUBLISHED), publisher="wire", title="r", published=PUBLISHED)
    assert len({offer.number for offer in offers}) == len(offers)
    for offer in offers:
        assert json.loads(json.dumps(offer.as_dict()))["number"] == offer.number
        if offer.draft is not None:
            wrong = {problem.column for problem in form_problems(offer.draft)}
            assert wrong <= set(offer.missing), (offer.text, wrong, offer.missing)


# ---- a person's choice


def lines() -> list[str]:
    said = {"donor": "USA", "amount": "53", "currency": "USD", "category": "energy"}
    offers = offers_of(
        [proposal("support", **said), proposal("support", "hoped", amount="5"), proposal("support", amount="7")],
        publisher="wire",
        title="r",
        published=PUBLISHED,
    )
    return [json.dumps(offer.as_dict()) for offer in offers]


def test_a_chosen_proposal_brings_the_names_that_it_needs() -> None:
    chosen = accepted(lines(), "p.jsonl", frozenset({2}), frozenset())
    assert [one.kind for one in chosen] == ["state.named", "pledge.announced"]
    assert [one.kind for one in accepted(lines(), "p", frozenset({2}), frozenset({"state:usa"}))] == [
        "pledge.announced"
    ]


def test_all_takes_what_lacks_nothing() -> None:
    assert [one.kind for one in accepted(lines(), "p", None, frozenset())] == ["state.named", "pledge.announced"]


def test_a_choice_without_an_event_is_told() -> None:
    with pytest.raises(BadInput) as told:
        accepted([*lines(), "?"], "p", frozenset({3, 77}), frozenset())
    text = str(told.value)
    assert "proposal 3 offers no event" in text
    assert "row 5: this is no proposal" in text
    assert "there is no proposal 77" in text


def test_what_a_program_proposes_has_the_same_form() -> None:
    draft = Draft(kind="state.named", subject="state:usa", held_on=PUBLISHED, data={"name": "United States"})
    pledge = drafts(proposal("support", donor="USA", amount="5", currency="USD", category="energy"))[-1]
    written = [json.dumps(offer.as_dict()) for offer in offers_from([draft, pledge])]
    assert [one.subject for one in accepted(written, "p", None, frozenset())] == ["state:usa", pledge.subject]


@pytest.mark.parametrize("name", ["Orvell Énergie & Co.", "Harbour Bank", "—"])
def test_an_organisation_has_the_same_id_as_in_an_imported_file(name: str) -> None:
    named, *_ = drafts(proposal("support", donor=name, amount="5", currency="USD", category="energy"))
    assert named.subject == giver_of("", name)
    assert form_problems(named) == []
