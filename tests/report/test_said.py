"""Whatever the program says of input and plans has words in both languages: all of its source, and all that it says."""

import json
import random
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.adapters.case_folder import read_case
from svitlo.pipeline import make_plan
from svitlo.plan.planners import Options
from svitlo.report.document.notes import note_of, notes_of
from svitlo.report.said import AREAS, MOST_CHARACTERS, Area, Template, said_of, said_problem, templates
from svitlo.report.texts import asset
from svitlo.rounds import Choice
from svitlo.tables.errors import BadInput, Problem
from tests.bad_inputs.corpus import CORPUS, materialise
from tests.bad_inputs.good_case import GOOD, write_good
from tests.report.said_samples import UNFOLLOWED, of_others, of_tables
from tests.report.said_texts import Found, source

EXAMPLES = Path(__file__).parents[2] / "examples"
GARBLE = (
    "",
    "nan",
    "1e309",
    "\0",
    "'",
    '"',
    ",",
    ";",
    "\n",
    "[",
    "]",
    "-5",
    "0x1f",
    "1_0",
    "ё",
    "2022-13-01",
    "x",
    "bus/",
)
PLURALS = {"one", "few", "many", "other"}


def of_source() -> Iterator[Found]:
    yield from source()[0]


@cache
def of_bad_inputs() -> tuple[tuple[str, Problem], ...]:
    """The problems of all malformed cases."""
    found = []
    for number, malformed in enumerate(CORPUS):
        with tempfile.TemporaryDirectory() as place:
            materialise(number, Path(place) / "case")
            with pytest.raises(BadInput) as caught:
                read_case(Path(place) / "case")
            found += [(malformed.name, problem) for problem in caught.value.problems]
    return tuple(found)


def area_of(name: str) -> Area:
    return next(area for area in AREAS if area == name)


def in_english(said: dict[str, object]) -> str:
    """A sentence from its key and values, as a page would write it in English (without marks between thousands)."""
    key, values = said["key"], said["values"]
    assert isinstance(key, str)
    assert isinstance(values, dict)
    template = next(one for area in AREAS for one in templates(area) if one.key == key)
    parts = [template.literals[0]]
    for hole, literal in zip(template.holes, template.literals[1:], strict=True):
        parts += [str(values[hole]), literal]
    return "".join(parts)


def without_words(found: Iterator[Found]) -> list[str]:
    return [f"{one.where}: {one.area}: {one.text}" for one in found if "text" in said_of(one.text, area_of(one.area))]


# ---- nothing is without words


def test_every_text_of_the_source_has_words() -> None:
    """Where this fails: give the sentence a key in web/words/notes.json or problems.json, and build the bundle."""
    lost = without_words(of_source())
    assert not lost, "\n".join(lost)


def test_every_text_made_from_tables_has_words() -> None:
    lost = without_words(iter([*of_tables(), *of_others()]))
    assert not lost, "\n".join(lost)


def test_what_the_source_does_not_show_is_known() -> None:
    """Where this fails: let the reader of the source follow it, or add samples of it here."""
    known = {f"{module}: {text}" for module, texts in UNFOLLOWED.items() for text in texts}
    lost = source()[1] - known
    assert not lost, "\n".join(sorted(lost))


def test_the_source_is_read_at_all() -> None:
    found = list(of_source())
    assert len(found) > 500
    assert {one.area for one in found} == set(AREAS)


def test_every_problem_of_the_malformed_cases_has_words() -> None:
    lost = [
        f"{name}: {problem}"
        for name, problem in of_bad_inputs()
        for said in [said_problem(problem)]
        if any(said[part] and said[f"{part}_uk"] is None for part in ("what", "hint"))
    ]
    assert len(of_bad_inputs()) > 90
    assert not lost, "\n".join(lost)


def test_every_problem_of_garbled_cases_has_words(tmp_path: Path) -> None:
    """Files of the good case with some bytes replaced: what nobody thought of is told in words too."""
    chance = random.Random(6)
    files = sorted(name for name in GOOD if name.endswith((".csv", ".toml", ".m")))
    lost, seen = set(), 0
    for number in range(40):
        name = chance.choice(files)
        content = bytearray(GOOD[name].encode())
        for _ in range(chance.randint(1, 4)):
            place = chance.randint(0, len(content))
            content[place : place + chance.randint(0, 12)] = chance.choice(GARBLE).encode()
        folder = write_good(tmp_path / str(number))
        (folder / name).write_bytes(content)
        for problem in _problems(folder):
            seen += 1
            said = said_problem(problem)
            lost |= {str(problem) for part in ("what", "hint") if said[part] and said[f"{part}_uk"] is None}
    assert seen > 40
    assert not lost, "\n".join(sorted(lost))


def _problems(folder: Path) -> tuple[Problem, ...]:
    try:
        read_case(folder)
    except BadInput as error:
        return error.problems
    return ()


def test_every_template_is_said_somewhere() -> None:
    """A sentence that nobody says any more has no words either."""
    said = [said_of(one.text, area_of(one.area)) for one in (*of_source(), *of_tables(), *of_others())]
    for _, problem in of_bad_inputs():
        said += [said_of(problem.what, "problem"), said_of(problem.hint, "hint")]
    unused = {one.key for area in AREAS for one in templates(area)} - {str(one.get("key")) for one in said}
    assert not unused, "\n".join(sorted(unused))


@pytest.mark.parametrize("name", ["first-light", "from-matpower"])
def test_every_note_of_an_example_has_words(name: str) -> None:
    case = read_case(EXAMPLES / name)
    plan = make_plan(case, Choice(options=Options(effort=50, bound_effort=50)))
    notes = plan.summary["notes"]
    assert all("key" in note_of(str(note)) for note in (*case.notes, *notes)), notes


@pytest.mark.parametrize("name", ["together", "winter-53m"])
def test_every_note_of_a_large_case_has_words(name: str) -> None:
    notes = read_case(EXAMPLES / name).notes
    assert all("key" in note for note in notes_of(notes)), notes


# ---- the words themselves


@cache
def words_of(area: Area) -> dict[str, dict[str, str | dict[str, str]]]:
    return {key: said for key, said in json.loads(asset("words.json")).items() if key.startswith(f"{area}.")}


def forms(said: str | dict[str, str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said.values())


def holes(text: str) -> list[str]:
    return sorted(Template.of("", text).holes)


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_holes(area: Area) -> None:
    for key, said in words_of(area).items():
        for template in forms(said["en"]):
            wanted = holes(template)
            assert len(set(wanted)) == len(wanted), key
            assert all(holes(form) == wanted for form in forms(said["uk"])), key


@pytest.mark.parametrize("area", AREAS)
def test_holes_are_apart_and_only_counts_choose_words(area: Area) -> None:
    for template in templates(area):
        assert all(template.literals[1:-1]), template
        said = words_of(area)[template.key]
        if isinstance(said["uk"], dict):
            assert set(said["uk"]) == PLURALS, template.key
            assert "n" in template.holes, template.key


def test_problems_have_no_plural_forms() -> None:
    """So that the server can write them in any language too (`report.texts.text`)."""
    assert all(
        isinstance(text, str) for area in AREAS[1:] for said in words_of(area).values() for text in said.values()
    )


@pytest.mark.parametrize("area", AREAS)
def test_ukrainian_is_ukrainian(area: Area) -> None:
    """In Cyrillic, with the letters of Ukrainian alone; what is the same in both has no words to translate."""
    for key, said in words_of(area).items():
        for form in forms(said["uk"]):
            assert not set(form.lower()) & set("ыэъё"), key
            if form == said["en"]:
                continue
            assert any("а" <= char <= "я" or char in "іїєґ" for char in form.lower()), key


# ---- how they are recognised


@given(st.data())
def test_what_is_recognised_is_said_again_word_for_word(data: st.DataObject) -> None:
    """Whatever stands in the holes: the key and the values give the same sentence, by this template or another."""
    area = data.draw(st.sampled_from(AREAS))
    template = data.draw(st.sampled_from(templates(area)))
    words = st.text(st.sampled_from("ab 'x\"\\:;,.{n}(7)–і"), min_size=1, max_size=12)
    parts = [template.literals[0]]
    for hole, literal in zip(template.holes, template.literals[1:], strict=True):
        drawn = st.integers(0, 10**9 - 1).map(str) if hole == "n" else words
        value = data.draw(drawn)
        parts += [repr(value) if hole.startswith("shown") else value, literal]
    text = "".join(parts)
    said = said_of(text, area)
    assert said == {"text": text} or in_english(said) == text
    assert said == said_of(text, area)
    if all(hole.startswith("shown") for hole in template.holes):
        assert "key" in said


@given(st.text(max_size=200), st.sampled_from(AREAS))
def test_any_text_is_given_back(text: str, area: Area) -> None:
    said = said_of(text, area)
    assert said == {"text": text} or in_english(said) == text


@pytest.mark.parametrize(
    "text",
    [
        "'" * MOST_CHARACTERS,
        "'\\" * (MOST_CHARACTERS // 2),
        (" is not a " * MOST_CHARACTERS)[:MOST_CHARACTERS],
        (", ordered on " * MOST_CHARACTERS)[:MOST_CHARACTERS],
        ("Water network a: pumps " * MOST_CHARACTERS)[:MOST_CHARACTERS],
        "'a'" + " in water network" * 200,
        "x" * 10_000_000,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    for area in AREAS:
        said_of("", area)
    began = time.perf_counter()
    for area in AREAS:
        said = said_of(text, area)
        assert said == {"text": text} or in_english(said) == text
    assert time.perf_counter() - began < 2.0


def test_quotes_hold_words_of_the_program() -> None:
    """A value that looks like a sentence of the program stays one value."""
    hostile = "x' is not a number' is not a bus_id of the table places"
    said = said_of(f"{hostile!r} is not a day of the calendar", "problem")
    assert said["values"] == {"shown": repr(hostile)}
    assert said["key"] == "problem.is_not_a_day_of_the"


def test_counts_are_numbers_and_all_else_is_text() -> None:
    said = note_of("3 generators with negative PMAX count as 1.5e+03 MW of load and give nothing")
    assert said["values"] == {"n": 3, "mw": "1.5e+03"}


@pytest.mark.parametrize("count", ["03", "three", "-3", "3.5", "٣", "9" * 40])
def test_what_is_no_count_is_left_as_it_is(count: str) -> None:
    text = f"{count} lines give no max_i_ka: they have no limit"
    assert note_of(text) == {"text": text}


def test_more_names_than_are_told_are_counted() -> None:
    said = note_of("No row of works fits a, b, c, d, e and 12 more: damaged to the end.")
    assert said["values"] == {"assets": "a, b, c, d, e", "n": 12}
    said = note_of("No row of works fits salt and pepper: damaged to the end.")
    assert said["values"] == {"assets": "salt and pepper"}


def test_a_note_of_several_warnings_is_taken_apart() -> None:
    text = "Water network town: in the undamaged day some step did not balance; some pressure was negative."
    keys = ["note.water_network_step_not_balanced", "note.water_network_negative_pressure"]
    assert notes_of([text]) == [{"key": key, "values": {"network": "town"}} for key in keys]
    strange = "Water network town: in the undamaged day some pressure was negative; who knows."
    assert notes_of([strange]) == [{"text": strange}]


def test_a_problem_is_told_with_its_words() -> None:
    problem = Problem("places.csv", 3, "people", "'many' is not a number", "no underscores")
    said = said_problem(problem)
    assert said == {**problem.as_dict(), "what_uk": "'many' — не число", "hint_uk": "без підкреслень"}
    assert said_problem(problem.as_dict()) == said
    assert said_problem(Problem("x.csv", what="quite new"))["what_uk"] is None
    assert said_problem(Problem("x.csv", what="is missing"))["hint_uk"] is None
    assert json.loads(json.dumps(said)) == said
