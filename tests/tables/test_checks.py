"""Checks that the malformed corpus does not reach: what must be let through, and what stays silent."""

from pathlib import Path

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.tables.draft import did_you_mean, printable, shown
from svitlo.tables.errors import BadInput
from tests.bad_inputs.corpus import put, swap
from tests.bad_inputs.good_case import GOOD, write_good


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_good(tmp_path / "case")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_case(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("places.csv", "15000,2,,", "15000,2,0.9,"),  # sums to exactly 1
        ("places.csv", "8000,3,0.25", "8000,3,1"),
        ("places.csv", "9000,4,0.5", "9000,,"),  # water alone
        ("damage.csv", "2022-11-29,,\nwater", "2022-12-03,,\nwater"),  # the last day
        ("damage.csv", "2022-11-25", "2021-01-01"),  # before the start
        ("works.csv", "branch,,150,major", "branch,,150,destroyed"),
        ("needs.csv", "bus,,,destroyed,transformer,1,", "branch,,,major,wire,2,km"),
        ("crews.csv", "2022-11-29,2022-12-02", "2022-11-29,2022-11-29"),
        ("pledges.csv", "sector:power; equipment:wire", "equipment:wire;equipment:pump ; kind:hospital"),
        ("decisions.csv", "2022-12-01,", "2022-11-28,"),
        ("weather.csv", "2022-11-29,", "2022-11-01,3\n2022-11-29,"),
        ("catalogue.csv", "9000.5,1,", "9000.5,1.0,"),
    ],
)
def test_what_is_right_is_let_through(folder: Path, file: str, old: str, new: str) -> None:
    swap(file, old, new)(folder)
    if new.endswith("km"):
        assert any("length" in text for text in problems_of(folder))
    else:
        read_case(folder)


def test_works_may_touch_but_not_overlap(folder: Path) -> None:
    head = GOOD["works.csv"].split("\n")[0] + "\n"
    rest = "bus,,,destroyed,lines,1\n"
    put("works.csv", head + "branch,,109.9,major,lines,1\nbranch,110,,major,lines,2\n" + rest)(folder)
    read_case(folder)
    put("works.csv", head + "branch,200,,major,lines,1\nbranch,,110,major,lines,2\nbranch,110,120,major,lines,3\n")(
        folder
    )
    assert [text for text in problems_of(folder) if "overlaps row 3" in text and "row 4" in text]


def test_an_overlap_is_found_behind_a_short_range_too(folder: Path) -> None:
    head = GOOD["works.csv"].split("\n")[0] + "\n"
    put("works.csv", head + "branch,1,500,major,a,1\nbranch,2,3,minor,a,1\nbranch,400,600,major,a,1\n")(folder)
    assert [text for text in problems_of(folder) if "row 4" in text and "overlaps row 2" in text]


def test_missing_days_are_told_as_runs(folder: Path) -> None:
    put("weather.csv", "date,mean_c\n2022-12-01,3\n")(folder)
    spans = [text.split("temperature for ")[1].split(" (")[0] for text in problems_of(folder)]
    assert spans == ["2022-11-29 to 2022-11-30", "2022-12-02 to 2022-12-03"]


def test_a_table_that_cannot_be_read_accuses_no_other(folder: Path) -> None:
    for name in ("catalogue", "actors", "places", "decisions", "weather"):
        put(f"{name}.csv", b"\xff\xfe")(folder)
    assert len(problems_of(folder)) == 5


def test_a_network_that_cannot_be_read_accuses_no_table(folder: Path) -> None:
    swap("case.toml", "tiny.m", "lost.m")(folder)
    assert len(problems_of(folder)) == 1


def test_settings_that_cannot_be_read_accuse_no_table(folder: Path) -> None:
    put("case.toml", "not toml")(folder)
    assert len(problems_of(folder)) == 1
    assert problems_of(folder)[0].startswith("case.toml, row 1: not TOML")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("works.csv", "branch,,150,minor,lines,0.5\n", "",
         ["No row of works fits power/branch/4: damaged to the end."]),
        ("crews.csv", "substation,1,", "riggers,1,", ["Repairs need crews of kind substation, and there are none."]),
        ("needs.csv", "destroyed,transformer,1", "destroyed,pump,1", []),
        ("catalogue.csv", "power,600000,2", "power,600000,5", []),  # a gift of it still stands in
        ("catalogue.csv", "9000.5,1,line,km,40", "9000.5,1,line,km,0",
         ["Repairs need equipment that nobody gives and that cannot be bought in time: wire."]),
        ("case.toml", "[cold]\nbelow_c = 5\nload_share_per_c = 0.01\nweight_per_c = 0.05\n", "",
         ["The table weather is not used: case.toml has no [cold]."]),
    ],
)  # fmt: skip
def test_notes(folder: Path, file: str, old: str, new: str, says: list[str]) -> None:
    swap(file, old, new)(folder)
    assert list(read_case(folder).notes) == says


def test_empty_tables_that_matter_are_noted(folder: Path) -> None:
    for name in ("works", "crews", "pledges", "places"):
        (folder / f"{name}.csv").unlink()
    notes = " ".join(read_case(folder).notes)
    for words in ("Nothing can be repaired", "No crews", "No pledges", "No places"):
        assert words in notes


def test_words_in_messages() -> None:
    assert shown("a\nb\x1b") == r"'a\nb\x1b'"
    assert len(shown("x" * 500)) < 50
    assert printable("a\udcff\n") == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert did_you_mean("hospitl", ["hospital", "heat"]) == "did you mean 'hospital'?"
    assert did_you_mean("x", []) == ""
    assert did_you_mean("x", map(str, range(50))) == ""
