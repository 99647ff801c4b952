"""What somebody would send or leave lying about who wants the server to end, to freeze or to tell what it must not."""

import asyncio
import io
import json
import socket
import threading
import zipfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_bytes
from svitlo.report.document.public import EMPTY
from svitlo.serve import apart, app, damage, given, guard, library, uploads
from svitlo.serve.disk import Unwritable
from svitlo.serve.documents import is_publishable
from svitlo.serve.job_queue import Queue
from svitlo.serve.library import Library
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import DAMAGE
from tests.conftest import EXAMPLES
from tests.serve.running import Server, serving
from tests.serve.workbooks import parts_of, replaced, workbook

Result = TypeVar("Result")

FIRST_LIGHT = EXAMPLES / "first-light"
ROWS = (("power/branch/1", "minor", date(2030, 1, 8), "patrol", ""),)
SHEET, BOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
"""A cell in the last corner: the rectangle up to it takes 400 GB."""


@pytest.fixture
def case_id(server: Server) -> str:
    return next(str(case["case_id"]) for case in server.library()["cases"] if case["parent"] is None)


def sheet(ending: str) -> str:
    return parts_of(workbook(ROWS))[SHEET].decode().replace("</sheetData>", ending)


# ---- workbooks that would end or freeze the process that reads them


def of_two_parts() -> bytes:
    return replaced(workbook(ROWS), **{"xl/worksheets/Sheet1.xml": sheet(FAR)})


def of_two_sheets() -> bytes:
    """Two sheets of one name: one reader takes the first, the other the last."""
    parts = parts_of(workbook(ROWS))
    book = parts[BOOK].decode().replace("<sheets>", '<sheets><sheet name="damage" sheetId="9" r:id="rId99"/>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet9.xml"/></Relationships>'
    relations = parts[RELATIONS].decode().replace("</Relationships>", relation)
    return replaced(workbook(ROWS), **{BOOK: book, RELATIONS: relations, "xl/worksheets/sheet9.xml": sheet(FAR)})


def of_many_strings() -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<?xml version="1.0"?><sst xmlns="{space}" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    return replaced(workbook(ROWS), **{"xl/sharedStrings.xml": strings})


@pytest.mark.parametrize("made", [of_two_parts, of_two_sheets, of_many_strings])
def test_a_workbook_that_ends_its_reader_does_not_end_the_server(server: Server, case_id: str, made: Any) -> None:
    answer = server.upload(case_id, made(), "d.xlsx")
    assert answer.status == 422
    assert answer.problems
    assert server.get("/").status == 200


def test_a_workbook_that_takes_longer_than_it_may_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_S", 0.001)
    with pytest.raises(BadInput, match="not a spreadsheet that can be read"):
        apart.damage_grid(workbook(ROWS), "d.xlsx")


def test_cells_that_never_end_are_read_in_no_time() -> None:
    """A million of them; a search that looked on to the end from each would never come back."""
    damage_rows, _, _ = apart.damage_grid(replaced(workbook(ROWS), **{SHEET: "<c>" * 1_000_000}), "d.xlsx")
    assert len(damage_rows) <= 1


def test_pages_are_answered_while_a_workbook_is_read(server: Server, case_id: str) -> None:
    slow = replaced(workbook(ROWS), **{SHEET: sheet('<row r="900000"><c r="E900000"><v>1</v></c></row></sheetData>')})
    assert pages_meanwhile(server, lambda: server.upload(case_id, slow, "d.xlsx").status) > 1


def test_pages_are_answered_while_thousands_of_problems_are_told(server: Server, case_id: str) -> None:
    content = b"asset_id,severity,reported\n" + b"x,y,z\n" * (uploads.MOST_ROWS - 10)
    assert pages_meanwhile(server, lambda: server.upload(case_id, content).status) > 1


def pages_meanwhile(server: Server, send: Any) -> int:
    """How many pages were answered while something was being refused."""
    found: list[int] = []
    sender = threading.Thread(target=lambda: found.append(send()))
    sender.start()
    count = 0
    while sender.is_alive():
        assert server.get("/").status == 200
        count += sender.is_alive()
    assert found == [422]
    return count


def test_what_is_read_apart_is_what_would_be_read_here() -> None:
    for content in (workbook(ROWS), workbook(ROWS, others=["_sums"]), b"asset_id\npower/gen/1\n"):
        assert apart.damage_grid(content, "d") == uploads.damage_grid(content, "d")
    bomb = replaced(workbook(ROWS), **{"xl/media/a.bin": bytes(60 * 1024 * 1024)})
    for wrong, kind in ((bomb, uploads.TooLarge), (b"PK\x03\x04", BadInput), (b"%PDF", uploads.WrongType)):
        with pytest.raises(kind) as apart_told:
            apart.damage_grid(wrong, "-c")
        with pytest.raises(kind) as told:
            uploads.damage_grid(wrong, "-c")
        assert apart_told.value.problems == told.value.problems


# ---- tables that say something else than they seem to


def test_a_formula_is_found_however_its_sheet_is_named(server: Server, case_id: str) -> None:
    content = workbook([("power/gen/1", "minor", date(2030, 1, 7), "=1+1", "")])
    book = parts_of(content)[BOOK].decode().replace('name="damage"', 'name="dam&#97;ge"')
    answer = server.upload(case_id, replaced(content, **{BOOK: book}), "d.xlsx")
    assert [(one["column"], one["what"]) for one in answer.problems] == [("source", "holds a formula")]


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("+cmd|' /C calc'!A0", False),
        ("-2+3+cmd|' /C calc'!A0", False),
        ('=HYPERLINK("x")', False),
        ("@SUM(1)", False),
        ("+380 44 123", True),
        ("-5 °C", True),
        ("a \u202ekcab", False),
        ("\u2066a", False),
    ],
)
def test_texts_that_a_spreadsheet_would_run_are_refused(text: str, is_taken: bool) -> None:
    report = damage.Report(grid=[(1, ["asset_id", "note"]), (2, ["power/gen/1", text])], file="d.csv")
    assert [problem.column for problem in damage._unfit(report)] == ([] if is_taken else ["note"])


def test_a_formula_in_a_case_that_was_given_does_not_go_out_as_one() -> None:
    case = read_case(FIRST_LIGHT)
    given_damage = case.damage.with_columns(pl.lit("=cmd|' /C calc'!A0").alias("note"))
    sent = damage.damage_csv(replace(case, damage=given_damage)).decode()
    assert ",'=cmd" in sent
    assert ",=cmd" not in sent
    assert damage.damage_csv(case) == csv_bytes(case.damage, DAMAGE), "all else is as it is"


def test_a_table_of_a_million_columns_is_refused(server: Server, case_id: str) -> None:
    assert server.upload(case_id, b"asset_id" + b",a" * 900_000 + b"\n").status == 413


@pytest.mark.parametrize(
    "body",
    [
        b'{"\\ud800": 1}',
        b'{"rows": [{"\\ud800": "x"}]}',
        b'{"rows": [], "name": "\\ud800"}',
        b'{"rows": [{"asset_id": "power/gen/1", "severity": "minor", "reported": "2030-01-08", "note": "\\ud800"}]}',
    ],
)
def test_half_a_character_is_no_text(server: Server, case_id: str, body: bytes) -> None:
    for path in (f"/api/cases/{case_id}/damage", "/api/jobs"):
        answer = server.ask("POST", path, server.own, body)
        assert answer.status == 400
        assert answer.problems


@pytest.mark.parametrize("planner", [[1], {"a": 1}, 5, True])
def test_a_planner_is_a_word(server: Server, case_id: str, planner: object) -> None:
    answer = server.post("/api/jobs", {"case_id": case_id, "planner": planner})
    assert (answer.status, answer.problems[0]["column"]) == (422, "planner")


# ---- connections


def ran(task: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """A task run to its end in a thread of its own: the browser's driver keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(task())).result()


def test_a_body_that_stalls_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BODY_S", 0.05)

    async def stalling() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    with pytest.raises(HTTPException) as told:
        ran(guard._limited(stalling))  # type: ignore[arg-type]
    assert told.value.status_code == 408

    async def whole() -> list[Message]:
        messages: list[Message] = [{"type": "http.request", "body": b"a"}, {"type": "http.disconnect"}]

        async def receive() -> Message:
            await asyncio.sleep(0.02 if len(messages) == 2 else 0.1)
            return messages.pop(0)

        receiving = guard._limited(receive)
        return [await receiving(), await receiving()]

    assert len(ran(whole)) == 2, "who has sent everything may wait for the answer"


def test_uploads_at_once_make_one_case_each(server: Server, case_id: str) -> None:
    statuses: list[int] = []

    def send(number: int) -> None:
        content = f"asset_id,severity,reported,note\npower/gen/1,minor,2030-01-08,wave {number % 3}\n".encode()
        statuses.append(server.upload(case_id, content, name=f"Wave {number % 3}").status)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 9
    assert sum(case["name"].startswith("Wave ") for case in server.library()["cases"]) == 3


def test_half_a_request_does_not_hold_up_others(server: Server) -> None:
    with socket.create_connection((server.host, server.port)) as slow:
        slow.sendall(b"POST /api/jobs HTTP/1.1\r\nHost: ")
        assert server.get("/").status == 200


# ---- disks and folders


def test_a_library_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with serving(FIRST_LIGHT, "--library", tmp_path / "file" / "library") as server:
        case_id = server.case_id("first")
        content = b"asset_id,severity,reported\npower/gen/1,minor,2030-01-08\n"
        for answer in (server.upload(case_id, content), server.post("/api/jobs", {"case_id": case_id})):
            assert answer.status == 507
            assert "cannot be written" in answer.problems[0]["what"]
        assert server.get("/api/library").status == 200


def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = given.library_of([FIRST_LIGHT], tmp_path / "library")
    entry = next(iter(kept.cases().values()))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(library, "write_bytes", full)
        with pytest.raises(Unwritable, match=r"cannot be written \(No space left on device\)"):
            kept.keep(entry)
    assert list((tmp_path / "library" / "cases").iterdir()) == []
    assert kept.keep(entry).case_id == entry.case_id
    kept.release()


def test_jobs_are_started_after_an_error_that_has_passed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(app, "STEP_EVERY_S", 0.01)
    queue, ended = Queue(Library(tmp_path)), threading.Event()
    steps: list[int] = []

    def step() -> None:
        steps.append(len(steps))
        if len(steps) > 3:
            ended.set()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(queue, "step", step)
    app._keep_going(queue, ended)
    assert len(steps) == 4


def test_an_item_that_calls_itself_otherwise_is_left_alone(tmp_path: Path) -> None:
    kept = given.library_of([FIRST_LIGHT], tmp_path / "library")
    entry = kept.keep(next(iter(kept.cases().values())))
    path = entry.folder.parent / "item.json"
    item = json.loads(path.read_text())
    path.write_text(json.dumps(item | {"case_id": '../../x"\r\nSet-Cookie: a=b'}))
    kept.release()
    assert given.library_of([], tmp_path / "library").cases() == {}


def test_a_link_in_a_plan_folder_is_not_followed(first_light_plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    for path in first_light_plan.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "secret").write_text("a key")
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(tmp_path / "secret")
    with serving(FIRST_LIGHT, folder, "--library", tmp_path / "library") as server:
        sent = server.get(f"/api/plans/{server.library()['plans'][0]['plan_id']}/plan.zip").body
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        names = {Path(name).name for name in archive.namelist()}
        assert b"a key" not in b"".join(archive.read(name) for name in archive.namelist())
    assert "report.html" not in names
    assert "summary.json" in names


# ---- what the public version must not say


def test_a_public_server_says_nothing_of_folders_assets_or_rows(first_light_plan: Path, tmp_path: Path) -> None:
    case, plan = tmp_path / "sector-7-target", tmp_path / "after-strike-on-line-330-5"
    for source, target in ((FIRST_LIGHT, case), (first_light_plan, plan)):
        target.mkdir()
        for path in source.iterdir():
            (target / path.name).write_bytes(path.read_bytes())
    with serving(case, plan, "--public") as server:
        listed = server.get("/api/library")
        plan_id = listed.json["plans"][0]["plan_id"]
        assert plan_id.startswith("first-light-")
        answers = [listed, *(server.get(f"/api/plans/{plan_id}/{name}") for name in ("document", "report.html"))]
        sha256 = json.loads((plan / "summary.json").read_bytes())["case_sha256"]
        for answer in answers:
            assert answer.status == 200
            said = answer.body + str(answer.headers).encode()
            for secret in ("sector-7", "after-strike", "330-5", sha256, str(tmp_path)):
                assert secret.encode() not in said
        assert answers[1].json["case"]["sha256"] == ""


def test_why_a_plan_cannot_be_shown_is_not_told_to_the_public(first_light_plan: Path, tmp_path: Path) -> None:
    """A library holds a plan whose case was damaged since, and whose documents another version made."""
    root = tmp_path / "library"
    kept = given.library_of([FIRST_LIGHT], root)
    entry = kept.keep(next(iter(kept.cases().values())))
    kept.release()
    summary = json.loads((first_light_plan / "summary.json").read_bytes())
    item: dict[str, Any] = {
        "plan_id": "a-plan",
        "case_sha256": entry.sha256,
        "case_id": entry.case_id,
        "case_name": entry.name,
    }
    item |= {"title": "t", "figures": {}, "made": "2030-01-01T00:00:00Z", "stopped": False, "job_id": "j"}
    folder = root / "plans" / "a-plan"
    (folder / "plan").mkdir(parents=True)
    (folder / "item.json").write_text(json.dumps(item))
    for path in first_light_plan.iterdir():
        (folder / "plan" / path.name).write_bytes(path.read_bytes())
    assert summary["case_sha256"] == entry.sha256
    with (entry.folder / "damage.csv").open("a") as file:
        file.write("power/branch/9999,minor,2030-01-07,,\n")
    with serving("--library", root, "--public") as server:
        for name in ("document", "report.html"):
            answer = server.get(f"/api/plans/a-plan/{name}")
            assert answer.status == 404
            assert b"9999" not in answer.body
            assert b"damage" not in answer.body
            assert str(tmp_path).encode() not in answer.body
    with serving("--library", root) as server:
        assert b"9999" in server.get("/api/plans/a-plan/document").body, "who works with it is told"


def test_a_document_that_only_says_that_it_is_public_is_not_published() -> None:
    good: dict[str, Any] = {"is_public": True, "network": None, "notes": [], **{key: [] for key in EMPTY}}
    assert is_publishable(good)
    for key in ("network", "damage", "works", "crews", "notes", "explanation"):
        assert not is_publishable(good | {key: ["x"]})
    assert not is_publishable(good | {"is_public": "true"})
