"""The score counts each fact once, and only where kind, words, class of mode and key fields agree."""

import pytest

from svitlo.reading.facts import Proposal, Value
from tests.reading.score import Counts, Mark, counts_in, marked_reports, matches, pairs


def mark(**changes: object) -> Mark:
    fields: dict[str, object] = {"donor": ["European Union", "EU"], "amount": "5", "currency": "EUR"}
    fields |= changes
    return Mark(kind="support", mode="asserted", start=10, end=20, fields=fields)


def proposal(start: int = 15, mode: str = "asserted", **changes: Value) -> Proposal:
    fields: dict[str, Value] = {"donor": "the european union", "amount": "5", "currency": "EUR"}
    fields |= changes
    return Proposal(kind="support", mode=mode, fields=fields, start=start, end=start + 9, text="", confidence=0.5)  # type: ignore[arg-type]


def test_names_agree_without_article_and_case() -> None:
    assert matches(mark(), proposal())


@pytest.mark.parametrize(
    "other",
    [
        proposal(start=20),
        proposal(mode="hoped"),
        proposal(amount="6"),
        proposal(currency="USD"),
        proposal(donor="Norway"),
        proposal(amount_to="7"),
    ],
)
def test_any_key_that_differs_is_no_match(other: Proposal) -> None:
    assert not matches(mark(), other)


def test_a_giver_that_the_text_does_not_name_must_not_be_made_up() -> None:
    assert not matches(mark(donor=""), proposal())
    assert matches(mark(donor=""), proposal(donor=""))


def test_facts_are_matched_one_to_one() -> None:
    assert len(pairs([mark()], [proposal(), proposal()])) == 1
    assert len(pairs([mark(), mark()], [proposal()])) == 1
    counts = counts_in([mark()], [proposal(), proposal(), proposal(mode="hoped")])
    assert counts["money"] == Counts(proposed=2, marked=1, matched=1)
    assert counts["remarks"] == Counts(proposed=1, marked=0, matched=0)


@pytest.mark.parametrize("part", ["dev", "held_out"])
def test_every_mark_rests_on_words_of_its_report(part: str) -> None:
    for report in marked_reports(part):
        assert all(0 <= one.start < one.end <= len(report.text) for one in report.marks)
