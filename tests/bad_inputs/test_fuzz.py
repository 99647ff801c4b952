"""Whatever bytes a case folder holds, the answer is a case or `BadInput`: never anything else."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.xlsx import write_tables
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from tests.bad_inputs.good_case import GOOD, write_good

FILES = sorted(name for name in GOOD if name.endswith((".csv", ".toml", ".m")))
TABLES = sorted(name for name in GOOD if name.endswith(".csv"))
NASTY = [
    *(
        "",
        "nan",
        "-inf",
        "1e309",
        "\0",
        "\ufeff",
        '"',
        "'",
        ",",
        ";",
        "\r",
        "\u2028",
        "=1+1",
        "\x1b[31m",
        "0x1f",
        "1_0",
    ),
    *("ё", "\U0001f600", "-0", "2022-13-01", "bus/", "power/bus/", "town/", "a" * 3000, "TRUE", "#REF!", "9" * 400),
]
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def outcome(folder: Path) -> Case | BadInput:
    """A case or `BadInput` with at least one problem that can be printed; any other exception passes through."""
    try:
        return read_case(folder)
    except BadInput as error:
        found = error
    assert found.problems
    assert str(found).encode()
    return found


def with_file(name: str, content: bytes) -> Case | BadInput:
    with tempfile.TemporaryDirectory() as place:
        folder = write_good(Path(place))
        (folder / name).write_bytes(content)
        return outcome(folder)


@FUZZ
@given(name=st.sampled_from([*FILES, "case.xlsx"]), content=st.binary(max_size=300))
def test_random_bytes(name: str, content: bytes) -> None:
    with_file(name, content)


@FUZZ
@given(name=st.sampled_from(FILES), data=st.data())
def test_random_edits(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 12))
        content[place : place + length] = data.draw(st.sampled_from(NASTY) | st.text(max_size=8)).encode()
    with_file(name, bytes(content))


@FUZZ
@given(name=st.sampled_from(TABLES), data=st.data())
def test_random_cells(name: str, data: st.DataObject) -> None:
    rows = [line.split(",") for line in GOOD[name].splitlines()]
    row = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[row]) - 1))
    rows[row][place] = data.draw(st.sampled_from(NASTY) | st.text(max_size=8))
    with_file(name, "\n".join(",".join(cells) for cells in rows).encode())


@pytest.mark.parametrize("name", ["case.toml", "places.csv", "pledges.csv", "damage.csv"])
def test_files_cut_at_each_length(name: str, tmp_path: Path) -> None:
    folder = write_good(tmp_path / "case")
    content = GOOD[name].encode()
    for length in range(0, len(content), 3):
        (folder / name).write_bytes(content[:length])
        outcome(folder)


def _book(folder: Path) -> bytes:
    tables = {name.removesuffix(".csv"): getattr(read_case(folder), name.removesuffix(".csv")) for name in TABLES}
    for name in TABLES:
        (folder / name).unlink()
    write_tables(folder / "case.xlsx", tables)
    return (folder / "case.xlsx").read_bytes()


def test_spreadsheets_cut_anywhere(tmp_path: Path) -> None:
    folder = write_good(tmp_path / "case")
    content = _book(folder)
    for length in range(0, len(content), 701):
        (folder / "case.xlsx").write_bytes(content[:length])
        assert isinstance(outcome(folder), BadInput)


def test_spreadsheets_with_flipped_bytes(tmp_path: Path) -> None:
    folder = write_good(tmp_path / "case")
    content = _book(folder)
    for place in range(0, len(content), 397):
        (folder / "case.xlsx").write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        outcome(folder)


PARTS = [
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
]
XML = [b"", b"<", b">", b"&", b"&#0;", b'"', b"</c>", b"<c>", b"999999999", b"-1", b"e", b"A1", b"ZZZZ9", b"\xff"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a good `case.xlsx`."""
    content = _book(write_good(tmp_path_factory.mktemp("book") / "case"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@FUZZ
@given(part=st.sampled_from([*PARTS, *(f"xl/worksheets/sheet{n}.xml" for n in (1, 4, 13, 14))]), data=st.data())
def test_spreadsheets_with_broken_parts(book: dict[str, bytes], part: str, data: st.DataObject) -> None:
    """Well-packed files with bad XML inside, which no check sum gives away."""
    content = book[part]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 20))
        content = content[:place] + data.draw(st.sampled_from(XML)) + content[place + length :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, old in book.items():
            archive.writestr(name, content if name == part else old)
    with tempfile.TemporaryDirectory() as place_name:
        folder = write_good(Path(place_name))
        for name in TABLES:
            (folder / name).unlink()
        (folder / "case.xlsx").write_bytes(out.getvalue())
        outcome(folder)
