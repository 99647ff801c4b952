"""Every malformed case is refused, and what is wrong with it is found where it is."""

from pathlib import Path

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.tables.errors import BadInput
from tests.bad_inputs.corpus import CELLS, CORPUS, Malformed, materialise
from tests.bad_inputs.good_case import write_good


def test_the_good_case_is_good(tmp_path: Path) -> None:
    case = read_case(write_good(tmp_path / "case"))
    assert case.notes == ()
    assert case.settings.name == "Tiny"


def test_the_corpus_is_large_and_its_names_are_distinct() -> None:
    assert len(CORPUS) >= 70
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("number", range(len(CORPUS)), ids=[str(case) for case in CORPUS])
def test_malformed_case_is_refused_where_it_is_wrong(number: int, tmp_path: Path) -> None:
    case = materialise(number, tmp_path / "case")
    with pytest.raises(BadInput) as caught:
        read_case(tmp_path / "case")
    problems = caught.value.problems
    texts = [str(problem) for problem in problems if (problem.file, problem.row, problem.column) == _place(case)]
    assert texts, f"nothing at {_place(case)}, but:\n{caught.value}"
    assert any(case.says in text for text in texts), "\n".join(texts)
    for line in str(caught.value).split("\n"):
        assert line.isprintable()
        assert len(line) < 600


def _place(case: Malformed) -> tuple[str, int, str]:
    return case.file, case.row, case.column


TWO_SIDED = {
    "places: place,name",
    "places: place_id,kind",
    "places: name,kind",
    "places: clinic,Homes",
    "places: bus/2,Homes",
}
"""A lost column is also missing under its right name; a lost id is also missed where it is used."""


@pytest.mark.parametrize("number", [CORPUS.index(case) for case in CELLS if case.name not in TWO_SIDED])
def test_one_mistake_is_told_once(number: int, tmp_path: Path) -> None:
    """A fault in one cell does not make other rows or tables look wrong."""
    materialise(number, tmp_path / "case")
    with pytest.raises(BadInput) as caught:
        read_case(tmp_path / "case")
    assert len(caught.value.problems) == 1, caught.value


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """A key, a table, the network and a reference between tables, in one report."""
    folder = write_good(tmp_path / "case")
    for name in ("toml: people_per_mw = nan", "places: 15000,7,", "crews: lines,-2,", "pledges: kind:cable"):
        next(case for case in CORPUS if case.name == name).change(folder)
    (folder / "damages.csv").write_text("x\n")
    with pytest.raises(BadInput) as caught:
        read_case(folder)
    found = {(problem.file, problem.row, problem.column) for problem in caught.value.problems}
    assert found == {
        ("case.toml", 0, "power.people_per_mw"),
        ("places.csv", 3, "bus_id"),
        ("crews.csv", 2, "count"),
        ("pledges.csv", 4, "earmark"),
        ("damages.csv", 0, ""),
    }
