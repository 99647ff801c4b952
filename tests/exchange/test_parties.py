"""Ids for whatever files call people, and what is left out when a file is read again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.exchange.parties import alpha2, clean, fresh, giver_of, iso3, slug, state_of
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.form import SUBJECT, form_problems
from tests.exchange.histories import ledger

DAY = date(2022, 12, 1)
SOURCE = Source(publisher="A file")
NAMES = [Draft(kind="state.named", subject="state:usa", held_on=DAY, data={"name": "United States"})]
PLEDGE = Draft(
    kind="pledge.announced",
    subject="pledge:p",
    held_on=DAY,
    data={"donor": "state:usa", "form": "cash", "category": "energy", "amount_minor": 500, "currency": "USD"},
    sources=(SOURCE,),
)
LAPSE = Draft(kind="pledge.lapsed", subject="pledge:p", held_on=DAY, data={"amount_minor": 100}, sources=(SOURCE,))


@given(st.text())
def test_an_id_is_safe_whatever_the_name(name: str) -> None:
    assert SUBJECT.fullmatch(f"org:{slug(name)}")
    cleaned = clean(name)
    assert cleaned.isprintable()
    if cleaned:
        assert not form_problems(Draft(kind="org.named", subject="org:x", held_on=DAY, data={"name": cleaned}))


@given(st.text(), st.text())
def test_names_that_differ_have_ids_that_differ(one: str, other: str) -> None:
    same = " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    assert (slug(one) == slug(other)) == same


@pytest.mark.parametrize(
    ("code", "name", "subject"),
    [
        ("USA", "", "state:usa"),
        ("", "Ukraine", "state:ukr"),
        ("UA", "whoever", "state:ukr"),
        ("XM-DAC-41122", "", "org:xm-dac-41122-" + slug("XM-DAC-41122")[-8:]),
        ("100", "A registered body", "org:100"),
        ("", "Atlantis", "org:atlantis"),
    ],
)
def test_givers_are_states_where_code_or_name_is_one(code: str, name: str, subject: str) -> None:
    assert giver_of(code, name) == subject


def test_codes_of_states() -> None:
    assert (alpha2("state:ukr"), iso3("state:ukr"), state_of("de")) == ("UA", "UKR", "state:deu")
    assert (alpha2("org:ukr"), iso3("state:xxx"), state_of("")) == ("", "", "")


def test_what_the_ledger_has_is_left_out_once_for_each_time_that_it_has_it() -> None:
    with ledger([*NAMES, PLEDGE, LAPSE]) as book:
        with book.view() as view:
            assert fresh(view, [*NAMES, PLEDGE, LAPSE])[0] == ()
            kept, notes = fresh(view, [LAPSE, LAPSE])
        assert kept == (LAPSE,)
        assert notes == ("1 of 2 events are in the ledger already and were left out",)
        book.add(kept, "a test")
        with book.view() as view:
            assert fresh(view, [LAPSE, LAPSE]) == ((), ("2 of 2 events are in the ledger already and were left out",))


def test_less_detail_is_nothing_new_and_another_amount_contradicts() -> None:
    told = replace(PLEDGE, data={**PLEDGE.data, "note": "more words"})
    other = replace(PLEDGE, data={**PLEDGE.data, "amount_minor": 501})
    with ledger([*NAMES, told]) as book:
        with book.view() as view:
            assert fresh(view, [PLEDGE])[0] == ()
            kept, _ = fresh(view, [other])
        assert kept == (other,)
        book.add(kept, "a test")
        with book.view() as view:
            (claim,) = view.entity("pledge:p").claims
            assert claim.taken.data["amount_minor"] == 500
            assert fresh(view, [other])[0] == ()


def test_what_somebody_voided_does_not_come_back() -> None:
    with ledger([*NAMES, PLEDGE]) as book:
        void = Draft(kind="event.voided", subject="pledge:p", held_on=DAY, data={"event": 2, "reason": "a mistake"})
        book.add([void], "a test")
        with book.view() as view:
            assert fresh(view, [PLEDGE])[0] == ()


def test_names_that_the_ledger_knows_are_left_alone() -> None:
    with ledger(NAMES) as book, book.view() as view:
        renamed = replace(NAMES[0], data={"name": "Another name"}, sources=(SOURCE,))
        assert fresh(view, [renamed])[0] == ()
