"""Signs are weighed as written here: a rule's finding is kept, given up, or found where no rule speaks."""

from datetime import date

import pytest
from bench._reading_fit import as_text, learned

from svitlo.reading.givers import candidates, signs_of_givers
from svitlo.reading.memory import Memory
from svitlo.reading.read import read_report
from svitlo.reading.report import report_of
from svitlo.reading.signs import CLASSES, Fact, classes_of, signs_of, stem
from svitlo.reading.weighing import GIVER, Judge, Weighing, Weights, shipped
from tests.reading.score import Mark, Marked

SENTENCE = "Ottawa was good for 115 million Canadian dollars."
ALWAYS_YES: Weights = {"support": {"always": 9.0}, "goods": {"always": 9.0}, GIVER: {"b:first0": 9.0}}
ALWAYS_NO: Weights = {"support": {"always": -9.0}, "goods": {"always": -9.0}, GIVER: {"b:first0": 9.0}}


def fact_of(text: str) -> Fact:
    report = report_of(text, date(2022, 11, 29))
    (line,) = report.lines
    first = next(place for place, piece in enumerate(line.pieces) if piece.money is not None)
    return Fact(kind="support", report=report, line=line, first=first, end=first + 1)


def donors(text: str, weights: Weights) -> list[object]:
    found = read_report(text, published=date(2022, 11, 29), judge=Judge(weights=weights))
    return [one.fields.get("donor") for one in found if one.is_money]


def test_signs_name_the_words_on_both_sides() -> None:
    signs = signs_of(fact_of("Norway gave 5 million euros for pumps."), Memory())
    assert {"p1:gave", "n1:for", "Lc:give", "Lc:@S", "mode:asserted", "digits:7", "always"} <= signs
    assert "mode:hoped" in signs_of(fact_of("Norway gave 5 million euros for pumps."), Memory(), "hoped")


def test_forms_of_one_word_share_a_stem_and_a_class() -> None:
    assert {stem(word) for word in ("donates", "donated", "donating")} == {"donat"}
    assert set(classes_of("pledged")) == {name for name, words in CLASSES.items() if "pledged" in words}


def test_all_who_may_give_are_candidates_each_with_its_signs() -> None:
    fact, memory = fact_of("The mayor of Oslo said Norway will give Moldova 5 million euros."), Memory(giver="SWE")
    found = candidates(fact, memory)
    assert {"NOR", "MDA", "SWE"} <= {one.actor.value for one in found}
    signs = signs_of_givers(fact, found, memory)
    assert len(signs) == len(found)
    assert all(("m:giver" in own) == (one.form == "giver") for one, own in zip(found, signs, strict=True))


def test_signs_find_a_gift_where_no_rule_speaks() -> None:
    assert donors(SENTENCE, {}) == []
    assert donors(SENTENCE, ALWAYS_YES) == ["CAN"]


def test_signs_take_a_gift_back_that_a_rule_found() -> None:
    text = "Norway gave Ukraine 5 million euros."
    assert donors(text, {}) == ["NOR"]
    assert donors(text, ALWAYS_NO) == []


def test_who_is_aided_is_no_giver_by_signs_alone() -> None:
    assert donors("In Ukraine we hear of 115 million dollars.", ALWAYS_YES) == []


def test_what_is_weighed_is_shown_to_the_one_who_learns() -> None:
    seen: list[Weighing] = []
    read_report(SENTENCE, judge=Judge(weights={}, watch=seen.append))
    assert [one.fact.kind for one in seen] == ["support"]
    assert len(seen[0].found) == len(seen[0].givers) == len(seen[0].values)


def test_learning_tells_what_is_given_from_what_is_not_and_gives_the_same_each_time() -> None:
    reports = [marked(f"{state} gave Ukraine {size} million euros.", code, size) for state, code, size in GIVEN]
    reports += [marked(f"A bridge in {state} cost {size} million euros.", "", size) for state, _, size in GIVEN]
    weights = learned(reports)
    assert weights["support"]["p3:@S"] > 0 > weights["support"]["Lc:cost"]
    assert as_text(weights) == as_text(learned(reports))


GIVEN = (("Norway", "NOR", 5), ("Spain", "ESP", 7), ("Malta", "MLT", 9), ("Japan", "JPN", 4), ("Italy", "ITA", 6))


def marked(text: str, donor: str, size: int) -> Marked:
    fields = {"donor": donor, "amount": f"{size}000000", "currency": "EUR"}
    mark = Mark(kind="support", mode="asserted", start=0, end=len(text) - 1, fields=fields)
    return Marked(name=text, text=text, published=date(2022, 11, 29), marks=(mark,) if donor else ())


@pytest.mark.parametrize("name", ["support", "goods", GIVER])
def test_the_weights_that_ship_are_small_numbers_under_known_names(name: str) -> None:
    weights = shipped()[name]
    assert len(weights) > 100
    assert all(-10 < weight < 10 for weight in weights.values())
