"""Files of events: exact amounts, and every problem of every line at once."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.ledger.drafts import draft_line, drafts_from, read_drafts
from svitlo.tables.errors import BadInput

PLEDGE = {
    "kind": "pledge.announced",
    "subject": "pledge:aland-53m",
    "held_on": "2030-11-29",
    "data": {"donor": "state:aland", "form": "cash", "category": "energy", "amount": "53000000.05", "currency": "USD"},
    "sources": [{"publisher": "Aland Daily", "published": "2030-11-29", "confidence": 90}],
}


def line(**changes: object) -> str:
    return json.dumps({**PLEDGE, **changes})


def problems(*lines: str) -> list[str]:
    with pytest.raises(BadInput) as told:
        drafts_from(lines, "events.jsonl")
    return [str(problem) for problem in told.value.problems]


def test_a_line_is_a_draft_with_its_amount_in_minor_units() -> None:
    (draft,) = drafts_from([line()], "events.jsonl")
    assert draft.held_on == date(2030, 11, 29)
    assert draft.data["amount_minor"] == 5_300_000_005
    assert "amount" not in draft.data
    assert draft.sources[0].published == date(2030, 11, 29)
    assert draft.row == 1


@pytest.mark.parametrize(("amount", "currency", "minor"), [("7", "JPY", 7), ("7", "USD", 700), ("0.001", "KWD", 1)])
def test_an_amount_is_exact_in_the_digits_of_its_currency(amount: str, currency: str, minor: int) -> None:
    data = {**PLEDGE["data"], "amount": amount, "currency": currency}  # type: ignore[dict-item]
    (draft,) = drafts_from([line(data=data)], "events.jsonl")
    assert draft.data["amount_minor"] == minor


def test_every_problem_of_every_line_is_told_at_once() -> None:
    data = {**PLEDGE["data"], "amount": "0.001"}  # type: ignore[dict-item]
    told = problems(
        "{",
        "[]",
        line(held_on="29.11.2030"),
        line(data=data),
        line(data={"amount": 53e6, "currency": "USD"}),
        line(extra=1),
        line(sources=[{"title": "no publisher"}]),
        '{"kind": "a", "kind": "b"}',
        '{"kind": NaN}',
    )
    assert [f"row {row}" in "\n".join(told) for row in range(1, 10)] == [True] * 9
    text = "\n".join(told)
    assert "'29.11.2030' is not a date" in text
    assert "more digits than USD has (2)" in text
    assert "53000000.0 is not a plain decimal number as text" in text
    assert "this key is not known" in text
    assert "a key comes twice" in text
    assert "NaN is not a number of JSON" in text


def test_a_correction_may_say_decimal_amounts_too() -> None:
    said = {"kind": "event.corrected", "subject": "pledge:a", "held_on": "2030-01-01"}
    inner = {"amount": "5", "currency": "EUR"}
    (draft,) = drafts_from([json.dumps({**said, "data": {"event": 1, "reason": "slip", "data": inner}})], "f")
    assert draft.data["data"] == {"amount_minor": 500, "currency": "EUR"}


def test_what_is_written_is_read_back() -> None:
    (draft,) = drafts_from([line()], "events.jsonl")
    (again,) = drafts_from([draft_line(draft)], "events.jsonl")
    assert again == draft


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes("größe".encode("latin-1"))
    with pytest.raises(BadInput, match="byte 3 is not UTF-8"):
        read_drafts(path)


def read_or_told(text: str) -> tuple[object, ...]:
    try:
        return drafts_from([text], "f")
    except BadInput as told:
        return told.problems


@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_draft_or_a_problem(text: str) -> None:
    assert read_or_told(text) or not text.strip()


@given(st.dictionaries(st.sampled_from([*PLEDGE, "x"]), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_any_object_is_a_draft_or_a_problem(changes: dict[str, object]) -> None:
    assert read_or_told(json.dumps({**PLEDGE, **changes}))
