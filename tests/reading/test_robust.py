"""Any text gives a result: spans lie inside it, twice the same, and time grows in step with length."""
# ruff: noqa: E501 - a table of words

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svitlo.reading.facts import KINDS, MODES
from svitlo.reading.read import read_report
from svitlo.reading.sentences import LONGEST, sentences_of
from tests.reading.score import marked_reports

PARTS = st.sampled_from(
    [
        "Germany", "Norland", "pledged", "gave", "5 million", "euros", "$3bn", "SEK", "to", "Ukraine", ",", ".", '"', "“", "said",
        "if", "not", "missiles hit", "a substation", "in Kyiv", "40,000 people", "without power", "half of", "opposes", "\n", "\n\n",
        "NATO", "ratified", "Finland's", "accession", "promised that", "20 generators", "(", ")", "-", ":", "Mr", "2014", "May 3",
        "\x00", "\u202e", "é́", "ÿ", "\ud83d\ude00", "@x", "…", "it", "we", "which", "from", "of which",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PARTS, max_size=60).map(" ".join), st.text(max_size=300))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, published=st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_every_proposal_rests_on_its_words(text: str, published: date | None) -> None:
    found = read_report(text, published=published)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert one.kind in KINDS
        assert one.mode in MODES
        assert 0.0 <= one.confidence <= 1.0
    assert read_report(text, published=published) == found


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab .!?\n\"'A1,", max_size=3000))
def test_sentences_do_not_overlap_and_lose_only_spaces(text: str) -> None:
    found = sentences_of(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start : one.end] == one.text and one.end - one.start <= LONGEST for one in found)
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ud800", "é" * 500, bytes(range(256)).decode("latin-1") * 20])
def test_odd_texts_give_nothing(text: str) -> None:
    assert read_report(text) == ()


@pytest.mark.parametrize(
    "piece", ["1", "1,000 ", "Norland, Vestria and ", "a " * 50, '"', ". ", "(", "twenty-", "US$", "5 percent of ", "-"]
)
def test_a_long_row_of_one_thing_is_read(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert all(text[one.start : one.end] == one.text for one in read_report(text, published=date(2023, 1, 1)))


def test_hundreds_of_thousands_of_letters_give_the_facts_of_their_parts() -> None:
    report = next(iter(marked_reports("dev")))
    once = len(read_report(report.text, published=report.published))
    times = 400_000 // len(report.text) + 1
    found = read_report("\n\n".join([report.text] * times), published=report.published)
    assert len(found) >= once * times * 0.9


@pytest.mark.parametrize("text", ["Germany 5 million euros -", "Norland gave, $3bn -", "Ukraine, $3bn: -"])
def test_a_dash_at_the_end_of_a_text_is_no_dateline_to_trip_over(text: str) -> None:
    assert all(text[one.start : one.end] == one.text for one in read_report(text))
