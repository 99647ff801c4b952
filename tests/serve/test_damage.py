"""Damage reports: what is known goes out, what comes back makes another case, every mistake is told in place."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.serve import damage, uploads
from svitlo.serve.guard import MOST_BODY_BYTES
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from tests.conftest import EXAMPLES
from tests.serve.running import Server
from tests.serve.workbooks import HEADER, lying, repacked, workbook

LINE = "asset_id,severity,reported,source,note\n"
GOOD = f"{LINE}power/branch/1,minor,2030-01-08,patrol,\npower/gen/1,major,2030-01-07,,Генератор стоїть\n"
ROWS = (("power/branch/1", "minor", date(2030, 1, 8), "patrol"), ("power/gen/1", "major", date(2030, 1, 7), "", ""))


@pytest.fixture
def case_id(server: Server) -> str:
    return next(str(case["case_id"]) for case in server.library()["cases"] if case["parent"] is None)


def kept(library: Path, case_id: str) -> Case:
    return read_case(library / "cases" / case_id / "case")


def refused(
    server: Server, case_id: str, content: bytes, status: int, name: str = "damage.csv"
) -> list[dict[str, Any]]:
    """The problems of an upload, after which nothing is there that was not before."""
    before = server.library()
    answer = server.upload(case_id, content, name)
    assert answer.status == status, answer.body
    assert server.library() == before
    return answer.problems


# ---- what is known


def test_the_damage_of_a_case_and_its_assets(server: Server, case_id: str) -> None:
    known = server.get(f"/api/cases/{case_id}/damage").json
    case = read_case(EXAMPLES / "first-light")
    assert [row["asset_id"] for row in known["rows"]] == case.damage["asset_id"].to_list()
    assert set(known["rows"][0]) == set(HEADER)
    ids = [asset["asset_id"] for asset in known["assets"]]
    assert len(set(ids)) == len(ids)
    assert set(case.damage["asset_id"].to_list()) <= set(ids)
    bus = next(asset for asset in known["assets"] if asset["kind"] == "bus")
    assert (bus["sector"], bus["network"], f"power/bus/{bus['id']}") == ("power", None, bus["asset_id"])
    assert any(asset["name"] for asset in known["assets"]), "places at buses are named"


def test_assets_of_water_networks_are_among_them() -> None:
    found = list(damage.assets(read_case(EXAMPLES / "together")))
    pipe = next(asset for asset in found if asset["kind"] == "pipe")
    assert (pipe["sector"], pipe["network"]) == ("water", "town")
    assert pipe["asset_id"] == f"water/town/pipe/{pipe['id']}"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_back_as_the_same_case(
    server: Server, case_id: str, kind: str, served_library: Path
) -> None:
    sent = server.get(f"/api/cases/{case_id}/damage.{kind}")
    assert sent.headers["content-disposition"] == f'attachment; filename="damage-{case_id}.{kind}"'
    made = server.upload(case_id, sent.body, f"damage.{kind}")
    assert made.status == 201, made.body
    case = read_case(EXAMPLES / "first-light")
    assert kept(served_library, made.json["case_id"]).damage.equals(case.damage)


def test_the_workbook_has_lists_to_choose_from(server: Server, case_id: str) -> None:
    sent = server.get(f"/api/cases/{case_id}/damage.xlsx").body
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name}
    rules = next(text for text in sheets.values() if "dataValidation" in text)
    assert "minor,major,destroyed" in rules
    assert "_lists!" in rules


# ---- what comes back


@pytest.mark.parametrize(
    ("content", "name"), [(GOOD.encode(), "d.csv"), (workbook(ROWS), "d.xlsx"), (workbook(ROWS, others=["Notes"]), "d")]
)
def test_an_upload_makes_a_case_beside_its_parent(
    server: Server, case_id: str, served_library: Path, content: bytes, name: str
) -> None:
    made = server.upload(case_id, content, name, name=f"Night of the 8th, {name}")
    assert made.status == 201, made.body
    assert made.json["damaged_count"] == 2
    case = kept(served_library, made.json["case_id"])
    assert case.damage["asset_id"].to_list() == ["power/branch/1", "power/gen/1"]
    assert case.settings.name == f"Night of the 8th, {name}"
    listed = {case["case_id"]: case for case in server.library()["cases"]}
    assert listed[made.json["case_id"]]["parent"] == case_id
    assert listed[made.json["case_id"]]["name"] == f"Night of the 8th, {name}"
    assert listed[case_id]["damaged_count"] == 4, "the parent is as it was"


def test_rows_may_come_to_those_of_the_parent(server: Server, case_id: str, served_library: Path) -> None:
    parent = read_case(EXAMPLES / "first-light").damage
    first = parent["asset_id"][0]
    content = f"{LINE}{first},minor,2030-01-09,,again\npower/gen/1,major,2030-01-07,,\n".encode()
    made = server.upload(case_id, content, mode="add")
    case = kept(served_library, made.json["case_id"])
    assert made.json["damaged_count"] == parent.height + 1
    changed = case.damage.filter(case.damage["asset_id"] == first)
    assert changed["note"].to_list() == ["again"]


def test_a_form_does_the_same(server: Server, case_id: str, served_library: Path) -> None:
    rows = [{"asset_id": "power/branch/1", "severity": "minor", "reported": "2030-01-08", "source": "patrol"}]
    rows.append({"asset_id": "power/gen/1", "severity": "major", "reported": "2030-01-07", "note": "Генератор стоїть"})
    made = server.post(f"/api/cases/{case_id}/damage", {"rows": rows, "mode": "replace", "name": "Форма"})
    assert made.status == 201, made.body
    case = kept(served_library, made.json["case_id"])
    assert case.settings.name == "Форма"
    assert case.damage["note"].to_list() == [None, "Генератор стоїть"]


def test_the_same_damage_makes_the_same_case_once(server: Server, case_id: str) -> None:
    made = [server.upload(case_id, GOOD.encode(), name="Once").json["case_id"] for _ in range(2)]
    assert made[0] == made[1]
    assert [case["case_id"] for case in server.library()["cases"]].count(made[0]) == 1


def test_a_file_named_like_a_path_names_nothing(server: Server, case_id: str) -> None:
    content = b"asset_id\npower/bus/9999\n"
    problems = refused(server, case_id, content, 422, "../../../etc/passwd.csv")
    assert {problem["file"] for problem in problems} == {"passwd.csv"}
    assert uploads.file_name("C:\\Users\\x\\damage\x00.xlsx") == "damage?.xlsx"
    assert uploads.file_name(None) == "the file"


# ---- what is wrong with it


def test_every_problem_is_told_at_once_in_its_place(server: Server, case_id: str) -> None:
    content = (
        f"{LINE}"
        "power/branch/1,minor,2030-01-08,,\n"
        "power/branch/999,minor,2030-01-08,,\n"
        "power/gen/1,broken,2030-01-07,,\n"
        "\n"
        "power/bus/2,minor,8.1.2030,,\n"
        "power/branch/1,major,2030-01-08,,\n"
        "power/gen/2,major,2031-01-08,,\n"
        "power/bus/3,major,2030-01-07,=HYPERLINK(1),\n"
        "power/bus/3\n"
    ).encode()
    problems = refused(server, case_id, content, 422, "night.csv")
    assert {problem["file"] for problem in problems} == {"night.csv"}
    places = {(problem["row"], problem["column"]) for problem in problems}
    assert {
        (3, "asset_id"),
        (4, "severity"),
        (6, "reported"),
        (7, "asset_id"),
        (8, "reported"),
        (9, "source"),
        (10, ""),
    } <= places


def test_rows_that_are_added_keep_their_numbers(server: Server, case_id: str) -> None:
    content = f"{LINE}power/gen/1,major,2030-01-07,,\npower/branch/3,major,2031-01-08,,\n".encode()
    answer = server.upload(case_id, content, "more.csv", mode="add")
    assert [(one["file"], one["row"], one["column"]) for one in answer.problems] == [("more.csv", 3, "reported")]


def test_a_form_is_told_by_its_rows(server: Server, case_id: str) -> None:
    rows = [{"asset_id": "power/gen/1", "severity": "major", "reported": "2030-01-07"}, {"asset_id": "power/gen/1"}]
    answer = server.post(f"/api/cases/{case_id}/damage", {"rows": rows})
    assert answer.status == 422
    assert {(one["file"], one["row"], one["column"]) for one in answer.problems} >= {
        ("form", 3, "severity"),
        ("form", 3, "reported"),
    }


@pytest.mark.parametrize(
    ("value", "row", "column"),
    [
        ({}, 0, ""),
        ([], 0, ""),
        ({"rows": "x"}, 0, ""),
        ({"rows": [1]}, 2, ""),
        ({"rows": [{"asset": "x"}]}, 2, "asset"),
        ({"rows": [{"asset_id": 7}]}, 2, "asset_id"),
        ({"rows": [], "mode": "merge"}, 0, "mode"),
        ({"rows": [], "name": "\u202ename"}, 0, "name"),
        ({"rows": [], "name": "n" * 101}, 0, "name"),
        ({"rows": [], "name": 5}, 0, "name"),
    ],
    ids=repr,
)
def test_a_form_must_be_one(server: Server, case_id: str, value: object, row: int, column: str) -> None:
    answer = server.post(f"/api/cases/{case_id}/damage", value)
    assert answer.status == 422
    assert [(one["row"], one["column"]) for one in answer.problems] == [(row, column)]


def test_a_formula_is_refused_with_its_cell(server: Server, case_id: str) -> None:
    rows = [("power/branch/1", "minor", date(2030, 1, 8), ""), ("power/gen/1", '="min"&"or"', date(2030, 1, 7), "=1+1")]
    problems = refused(server, case_id, workbook(rows), 422, "night.xlsx")
    assert [(one["file"], one["row"], one["column"], one["what"]) for one in problems] == [
        ("night.xlsx, sheet damage", 3, "severity", "holds a formula"),
        ("night.xlsx, sheet damage", 3, "source", "holds a formula"),
    ]


def test_a_workbook_needs_the_sheet(server: Server, case_id: str) -> None:
    problems = refused(server, case_id, workbook(ROWS, sheet="Sheet1"), 422, "d.xlsx")
    assert any("has no sheet `damage`" in one["what"] for one in problems)
    assert any("Sheet1" in one["what"] for one in problems)


def test_wrong_columns_are_told(server: Server, case_id: str) -> None:
    problems = refused(server, case_id, b"asset,severity,reported\npower/gen/1,minor,2030-01-07\n", 422)
    assert {"asset", "asset_id"} <= {one["column"] for one in problems}


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b'a,"b\n', "asset_id\n\xe9".encode("latin-1"), LINE.encode("utf-16")]
)
def test_text_that_is_no_table_is_told(server: Server, case_id: str, content: bytes) -> None:
    assert refused(server, case_id, content, 422)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .xls",
        b"\x1f\x8b\x08 gzip",
        b"a,b\0c\n",
        repacked(workbook(ROWS), xl_workbook__xml=b"").replace(b"xl/workbook.xml", b"xl/sorkbook.xml"),
    ],
    ids=["pdf", "png", "xls", "gzip", "nul", "zip"],
)
def test_other_files_are_refused_by_what_is_in_them(server: Server, case_id: str, content: bytes) -> None:
    for name in ("damage.csv", "damage.xlsx"):
        assert refused(server, case_id, content, 415, name)


def test_another_type_of_body_is_refused(server: Server, case_id: str) -> None:
    headers = {**server.own, "Content-Type": "text/csv", "X-Svitlo": "1"}
    answer = server.ask("POST", f"/api/cases/{case_id}/damage", headers, GOOD.encode())
    assert answer.status == 415
    assert answer.problems


def test_a_cut_off_workbook_is_told(server: Server, case_id: str) -> None:
    assert refused(server, case_id, workbook(ROWS)[:-30], 422, "d.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(server: Server, case_id: str) -> None:
    bomb = repacked(workbook(ROWS), xl_media_a__bin=bytes(200 * 1024 * 1024))
    assert len(bomb) < MOST_BODY_BYTES
    assert "unpacks to more" in refused(server, case_id, bomb, 413, "d.xlsx")[0]["what"]


def test_many_parts_are_refused(server: Server, case_id: str) -> None:
    many = repacked(workbook(ROWS), **{f"xl_media_{number}": b"" for number in range(uploads.MOST_ENTRIES)})
    assert refused(server, case_id, many, 413, "d.xlsx")


def test_a_part_that_lies_about_its_size_is_refused(server: Server, case_id: str) -> None:
    bomb = repacked(workbook(ROWS), xl_worksheets_sheet1__xml=bytes(100 * 1024 * 1024))
    assert refused(server, case_id, lying(bomb, "xl/worksheets/sheet1.xml", 1000), 422, "d.xlsx")


def test_too_many_rows_are_refused(server: Server, case_id: str) -> None:
    content = LINE.encode() + b"power/gen/1,minor,2030-01-07,,\n" * uploads.MOST_ROWS
    assert "more than" in refused(server, case_id, content, 413)[0]["what"]


def test_a_body_that_says_it_is_too_long_is_not_read(server: Server, case_id: str) -> None:
    headers = {**server.own, "Content-Length": str(MOST_BODY_BYTES + 1)}
    answer = server.ask("POST", f"/api/cases/{case_id}/damage", headers, b"{")
    assert answer.status == 413
    assert answer.problems


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_a_body_that_does_not_say_its_length_is_counted(server: Server, case_id: str, kind: str) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    body = chunk * (MOST_BODY_BYTES // 0x10000 + 2) + b"0\r\n\r\n"
    if kind.startswith("multipart"):
        start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        body = f"{len(start):x}\r\n".encode() + start + b"\r\n" + body
    headers = {**server.own, "Content-Type": kind, "Transfer-Encoding": "chunked"}
    answer = server.ask("POST", f"/api/cases/{case_id}/damage", headers, body)
    assert answer.status == 413
    assert answer.problems


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b'{"rows": NaN}', b"[" * 100_000])
def test_what_is_not_json_is_told(server: Server, case_id: str, body: bytes) -> None:
    for path in (f"/api/cases/{case_id}/damage", "/api/jobs"):
        answer = server.ask("POST", path, server.own, body)
        assert answer.status == 400
        assert answer.problems


def test_a_form_without_a_file_is_told(server: Server, case_id: str) -> None:
    headers = {**server.own, "Content-Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n'
    answer = server.ask("POST", f"/api/cases/{case_id}/damage", headers, body)
    assert (answer.status, answer.problems[0]["column"]) == (422, "file")
    headers["Content-Type"] = "multipart/form-data"
    assert server.ask("POST", f"/api/cases/{case_id}/damage", headers, body).status == 400


def test_damage_of_a_case_that_is_not_there(server: Server) -> None:
    assert server.upload("not-there", GOOD.encode()).status == 404
    assert server.get("/api/cases/not-there/damage").status == 404


# ---- parts


def test_columns_have_the_names_of_spreadsheets() -> None:
    assert [uploads.xl_name(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_only_a_formula_in_the_damage_sheet_counts() -> None:
    content = workbook(ROWS, others=["_sums"])
    assert uploads.damage_grid(content, "d.xlsx")[2] == ()
    with pytest.raises(BadInput):
        uploads.form_grid(json.loads('[{"asset_id": true}]'))
