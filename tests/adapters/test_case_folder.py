"""Reading whole case folders: what comes out of good ones, the same from CSV and from a spreadsheet."""

import dataclasses
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.xlsx import write_tables
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import CASE_SPECS
from tests.bad_inputs.good_case import GOOD, write_good

SMALLEST = '[case]\nversion = 1\nname = "a"\nstart = 2022-11-29\ndays = 1\n[power]\nnetwork = "tiny.m"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_good(tmp_path / "case")


def same_tables(one: Case, other: Case) -> None:
    for spec in CASE_SPECS:
        assert_frame_equal(getattr(one, spec.name), getattr(other, spec.name))
    assert one.settings == other.settings


def test_every_table_of_the_good_case_has_rows_and_the_columns_of_its_spec(folder: Path) -> None:
    case = read_case(folder)
    for spec in CASE_SPECS:
        frame = getattr(case, spec.name)
        assert frame.height > 0
        assert dict(frame.schema) == spec.dtypes


def test_cells_are_read_as_what_they_say(folder: Path) -> None:
    case = read_case(folder)
    clinic = case.places.row(0, named=True)
    assert clinic == {
        "place_id": "clinic",
        "name": "Clinic, east",
        "kind": "hospital",
        "people": 300.0,
        "bus_id": "2",
        "load_share": 0.1,
        "water_node_id": "town/J1",
        "weight": None,
        "drain_h": None,
    }
    assert case.damage["note"].to_list() == [None, "two\nlines", None, None]
    assert case.damage["reported"][1] == date(2022, 12, 1)
    assert case.catalogue["supply_count"].to_list() == [40, 1, None, 10, None]
    assert case.positions["quote"][1] == 'We said "no".'


def test_csv_and_spreadsheet_give_the_same_case(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    other = write_good(tmp_path / "other")
    for spec in CASE_SPECS:
        (other / f"{spec.name}.csv").unlink()
    write_tables(other / "case.xlsx", {spec.name: getattr(case, spec.name) for spec in CASE_SPECS})
    again = read_case(other)
    same_tables(case, again)
    assert again.notes == case.notes


def test_tables_may_be_split_between_csv_and_spreadsheet(folder: Path) -> None:
    case = read_case(folder)
    (folder / "crews.csv").unlink()
    write_tables(folder / "case.xlsx", {"crews": case.crews})
    same_tables(case, read_case(folder))


def test_written_tables_read_back_unchanged(folder: Path) -> None:
    case = read_case(folder)
    for spec in CASE_SPECS:
        (folder / f"{spec.name}.csv").write_bytes(csv_bytes(getattr(case, spec.name), spec))
    same_tables(case, read_case(folder))


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\n\n\n").encode(),
        lambda text: (text + ",\n" * 3).encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "rows of commas", "no newline at the end"],
)
def test_what_editors_do_to_csv_files_changes_nothing(folder: Path, dress: object) -> None:
    case = read_case(folder)
    assert callable(dress)
    for name in ("crews.csv", "actors.csv", "weather.csv"):
        (folder / name).write_bytes(dress(GOOD[name]))
    same_tables(case, read_case(folder))


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_absent(folder: Path) -> None:
    case = read_case(folder)
    (folder / "crews.csv").write_text("from,crew_kind,count\n2022-11-29,lines,2\n2022-11-29,substation,1\n")
    again = read_case(folder)
    assert again.crews.columns == case.crews.columns
    assert again.crews["to"].to_list() == [None, None]


def test_the_smallest_case_has_the_defaults_of_the_contract(folder: Path) -> None:
    for name in GOOD:
        if name != "tiny.m":
            (folder / name).unlink()
    (folder / "case.toml").write_text(SMALLEST)
    case = read_case(folder)
    settings = case.settings
    assert (settings.people_per_mw, settings.litres_per_person_day) == (800.0, 150.0)
    assert (settings.objective_power, settings.objective_water) == (1.0, 1.0)
    assert [dataclasses.astuple(block)[1:] for block in settings.blocks] == [(24.0, 1.0, 1.0)]
    assert settings.water == ()
    assert settings.cold is None
    assert settings.fx_usd == {"USD": 1.0}
    assert all(getattr(case, spec.name).is_empty() for spec in CASE_SPECS)
    assert "Nothing is damaged: the table damage has no rows." in case.notes


def test_header_only_is_a_table_without_rows(folder: Path) -> None:
    (folder / "installs.csv").write_text(GOOD["installs.csv"].split("\n")[0] + "\n")
    assert read_case(folder).installs.is_empty()


def test_water_may_be_one_table(folder: Path) -> None:
    toml = GOOD["case.toml"].replace("[[water]]", "[water]")
    (folder / "case.toml").write_text(toml)
    assert read_case(folder).settings == read_case(write_good(folder.parent / "other")).settings


def test_files_of_other_kinds_are_left_alone(folder: Path) -> None:
    sha256 = read_case(folder).sha256
    for name in ("README.md", "map.geojson", "photo.jpg", ".places.csv", "~$case.xlsx"):
        (folder / name).write_text("anything")
    (folder / "sources").mkdir()
    assert read_case(folder).sha256 == sha256


def test_the_hash_is_that_of_the_files_that_count(folder: Path, tmp_path: Path) -> None:
    first = read_case(folder).sha256
    assert read_case(write_good(tmp_path / "elsewhere")).sha256 == first
    for name in ("case.toml", "tiny.m", "crews.csv", "town.inp"):
        other = write_good(tmp_path / name)
        sign = "%" if name == "tiny.m" else "#" if name == "case.toml" else ""
        (other / name).write_text(GOOD[name] + sign + "\n")
        assert read_case(other).sha256 != first


def test_a_network_may_lie_outside_the_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "tiny.m").rename(tmp_path / "net.m")
    toml = GOOD["case.toml"]
    (folder / "case.toml").write_text(toml.replace('"tiny.m"', '"../net.m"'))
    assert read_case(folder).notes == ()
    (folder / "case.toml").write_text(toml.replace('"tiny.m"', f'"{(tmp_path / "net.m").as_posix()}"'))
    assert ["absolute path" in note for note in read_case(folder).notes] == [True]


def test_a_network_that_pandapower_ships(folder: Path) -> None:
    for name in GOOD:
        (folder / name).unlink()
    (folder / "case.toml").write_text(SMALLEST.replace("tiny.m", "pandapower:case9"))
    assert read_case(folder).power.buses.height == 9


@pytest.mark.parametrize("name", ["nowhere", "a\0b", "x" * 5000])
def test_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        read_case(tmp_path / name)


def test_a_file_is_not_a_folder(folder: Path) -> None:
    with pytest.raises(BadInput, match="not a folder"):
        read_case(folder / "case.toml")


def test_the_order_of_rows_decides_nothing_but_the_order_of_rows(folder: Path) -> None:
    case = read_case(folder)
    for spec in CASE_SPECS:
        (folder / f"{spec.name}.csv").write_bytes(csv_bytes(getattr(case, spec.name).reverse(), spec))
    again = read_case(folder)
    for spec in CASE_SPECS:
        assert_frame_equal(getattr(case, spec.name), getattr(again, spec.name).reverse())
    assert again.notes == case.notes


def test_frames_hold_no_nan(folder: Path) -> None:
    case = read_case(folder)
    for spec in CASE_SPECS:
        floats = getattr(case, spec.name).select(pl.selectors.float())
        assert not any(floats[name].is_nan().any() for name in floats.columns)
