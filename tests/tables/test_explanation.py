"""Explanations as they are written and read: nothing lost, nothing guessed."""

import json
from dataclasses import replace

import pytest

from svitlo.tables.errors import BadInput
from svitlo.tables.explanation import Explanation, explanation_of, plain_record
from tests.report.explanations import by_hand


def test_what_is_written_is_read_back() -> None:
    written = json.loads(json.dumps(by_hand().as_json(), allow_nan=False))
    assert explanation_of({"explanation": written}) == by_hand()


def test_whole_numbers_may_stand_for_real_ones() -> None:
    written = by_hand().as_json()
    written["works"][0]["without_it"] = 7
    assert explanation_of({"explanation": written}).works[0].without_it == 7.0


def test_a_plan_without_one_says_what_to_do() -> None:
    with pytest.raises(BadInput, match="has no explanation") as caught:
        explanation_of({"version": 1})
    assert "plan again" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"works": 3}, "explanation.works is not a list"),
        ({"works": [3]}, "explanation.works is not an object"),
        ({"first_date": "soon"}, "soon"),
        ({"first_date": 3}, "explanation.first_date is not str"),
        ({"days": "3"}, "explanation.days is not int"),
        ({"days": True}, "explanation.days is not int"),
        ({"days": 1.5}, "explanation.days is not int"),
        ({"core": {"plan_count": 3}}, "explanation.core.asset_ids is missing"),
        ({"core": {"plan_count": None, "asset_ids": []}}, "explanation.core.plan_count is not int"),
    ],
    ids=str,
)
def test_a_broken_one_is_refused(change: dict[str, object], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        explanation_of({"explanation": {**by_hand().as_json(), **change}})


@pytest.mark.parametrize("key", list(by_hand().as_json()))
def test_every_key_is_needed(key: str) -> None:
    written = by_hand().as_json()
    del written[key]
    with pytest.raises(BadInput, match=f"explanation.{key} is missing"):
        explanation_of({"explanation": written})


def test_no_core_is_null_and_not_nought() -> None:
    assert replace(by_hand(), core=None).as_json()["core"] is None


def test_a_part_of_it_is_the_same_values() -> None:
    whole: Explanation = by_hand()
    assert plain_record(whole.works[0]) == whole.as_json()["works"][0]
