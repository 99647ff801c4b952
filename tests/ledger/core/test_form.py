"""The form of an event: each type of field, and every problem at once."""

from dataclasses import replace
from typing import Any

import pytest

from svitlo.ledger.events import Source
from svitlo.ledger.form import form_problems, names_in
from tests.ledger.core.small import draft, pledge

FUND = {"name": "F", "manager": "org:desk", "currency": "EUR", "rule": "consensus"}


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"donor": "aland"}, "donor", "does not name an entity of type state or org or group"),
        ({"donor": "pledge:p"}, "donor", "does not name an entity of type state"),
        ({"donor": ["state:aland"]}, "donor", "does not name an entity"),
        ({"form": "promise"}, "form", "'promise' is not one of cash, goods, crew"),
        ({"amount_minor": 0}, "amount_minor", "0 is below 1"),
        ({"amount_minor": 1.5}, "amount_minor", "1.5 is not a whole number"),
        ({"amount_minor": True}, "amount_minor", "True is not a whole number"),
        ({"amount_minor": 10**17}, "amount_minor", "is too large"),
        ({"currency": "XXY"}, "currency", "'XXY' is no currency of ISO 4217"),
        ({"currency": ["EUR"]}, "currency", "is no currency"),
        ({"expires": "soon"}, "expires", "'soon' is not a date such as 2022-11-29"),
        ({"expires": 20301101}, "expires", "is not a date"),
        ({"note": "a\x00b"}, "note", "a control character"),
        ({"note": "\ud800"}, "note", "a control character"),
        ({"note": "x" * 20_001}, "note", "more than 20000 characters"),
        ({"earmark": "colour:red"}, "earmark", "the earmark 'colour:red' is not known"),
        ({"earmark": "sector:power; kind:pump"}, "earmark", "write 'kind:pump;sector:power'"),
        ({"colour": "red"}, "colour", "pledge.announced has no field of this name"),
    ],
)
def test_a_field_that_is_not_of_its_type(more: dict[str, Any], column: str, words: str) -> None:
    assert form_problems(pledge("p")) == []
    problems = form_problems(pledge("p", **more))
    assert [problem.column for problem in problems] == [column]
    assert words in problems[0].what


@pytest.mark.parametrize(
    "subject", ["pledge", "pledge:", "pledge:a b", "pledge:a#b", "pledge:a\x00", "pledge:\ud800", "p:" + "x" * 201]
)
def test_a_name_that_no_entity_has(subject: str) -> None:
    [problem] = form_problems(replace(pledge("p"), subject=subject))
    assert (problem.column, "is not the name of an entity" in problem.what) == ("subject", True)


def test_every_problem_at_once() -> None:
    broken = draft("pledge.announced", "fund:p", donor="x", amount_minor=-1)
    columns = sorted(problem.column for problem in form_problems(broken))
    assert columns == ["amount_minor", "category", "donor", "form", "subject"]


def test_a_kind_that_is_none_is_told_its_neighbours() -> None:
    [problem] = form_problems(draft("pledge.promised", "pledge:p"))
    assert "'pledge.promised' is not a kind of event" in problem.what
    assert "pledge.announced" in problem.hint


def test_lists_goods_and_rates() -> None:
    assert form_problems(draft("fund.opened", "fund:f", **FUND, roll=["state:a", "state:b"])) == []
    for roll, words in (
        (["state:a", "state:a"], "comes twice"),
        ([], "not a list"),
        (["org:a"], "type state"),
        (5, "not a list"),
    ):
        [problem] = form_problems(draft("fund.opened", "fund:f", **FUND, roll=roll))
        assert words in problem.what
    for items in ({}, {"pump": 0}, {"pump": True}, {" ": 1}, ["pump"]):
        [problem] = form_problems(draft("consignment.packed", "consignment:c", origin="pledge:p", items=items))
        assert problem.column == "items"
    for rate in ("0", "-1", "1e3", "NaN", 1.5, "\u0661", "1" * 19):
        [problem] = form_problems(draft("rate.quoted", "rate:r", base="EUR", quote="USD", rate=rate))
        assert "is not a plain decimal number above zero" in problem.what


def test_sources_are_checked() -> None:
    for source, words in (
        (Source(publisher=" "), "a source needs a publisher"),
        (Source(publisher="P", confidence=101), "confidence is from 0 to 100, not 101"),
        (Source(publisher="P", quote="a\x01"), "a control character"),
    ):
        [problem] = form_problems(replace(pledge("p"), sources=(source,)))
        assert (problem.column, words in problem.what) == ("sources", True)


def test_which_entities_an_event_names() -> None:
    assert names_in("fund.opened", {**FUND, "roll": ["state:b", "state:a"]}) == ["org:desk", "state:a", "state:b"]
    assert names_in("event.voided", {"event": 1}) == []
