"""How a server is started: what it is given, whose library it is, what the public version shows."""

import json
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from svitlo.serve import given
from svitlo.serve.documents import document_in, own_document
from svitlo.serve.entries import title_of
from svitlo.serve.library import Library
from svitlo.tables.errors import BadInput
from tests.conftest import EXAMPLES, Program, command
from tests.serve.running import Server, serving
from tests.test_report_command import GEOGRAPHIC

FIRST_LIGHT = EXAMPLES / "first-light"


def refused(svitlo: Program, *arguments: str | Path) -> str:
    done = svitlo("serve", *arguments, "--port", "0")
    assert (done.returncode, done.stdout) == (2, b"")
    return done.stderr.decode()


# ---- what is given


def test_everything_wrong_with_everything_given_is_told(svitlo: Program, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "case.toml").write_text("[case]\n")
    (tmp_path / "empty").mkdir()
    said = refused(svitlo, tmp_path / "bad", tmp_path / "empty", tmp_path / "missing", FIRST_LIGHT)
    assert f"{tmp_path / 'bad'}/case.toml" in said
    assert "neither a case nor a plan" in said
    assert "is not a folder" in said
    assert list(tmp_path.glob("*library*")) == []


def test_nothing_given_is_told(svitlo: Program) -> None:
    assert "nothing to show" in refused(svitlo)


def test_a_taken_port_and_a_host_that_is_not_there(svitlo: Program, server: Server) -> None:
    done = svitlo("serve", FIRST_LIGHT, "--port", str(server.port))
    assert done.returncode == 2
    assert f"127.0.0.1:{server.port} cannot be used" in done.stderr.decode()
    assert "cannot be used" in refused(svitlo, FIRST_LIGHT, "--host", "no.such.host.invalid")


def test_the_same_case_is_listed_once(tmp_path: Path) -> None:
    shutil.copytree(FIRST_LIGHT, tmp_path / "copy")
    library = given.library_of([FIRST_LIGHT, tmp_path / "copy", FIRST_LIGHT], tmp_path / "library")
    assert len(library.cases()) == 1
    entry = next(iter(library.cases().values()))
    kept = library.keep(entry)
    assert (kept.case_id, kept.sha256) == (entry.case_id, entry.sha256)
    assert library.keep(kept) == kept
    assert len(library.cases()) == 1
    assert library.case(kept).sha256 == entry.sha256
    library.release()


def test_the_library_is_beside_the_first_folder_and_made_when_it_is_needed(tmp_path: Path) -> None:
    shutil.copytree(FIRST_LIGHT, tmp_path / "case")
    with serving(tmp_path / "case") as server:
        assert server.get("/").status == 200
        assert not (tmp_path / given.LIBRARY).exists()
        content = b"asset_id,severity,reported\npower/branch/1,major,2030-01-08\n"
        assert server.upload(server.case_id("first"), content).status == 201
        assert (tmp_path / given.LIBRARY / "cases").is_dir()
        assert server.end(signal.SIGTERM) == "svitlo: Ctrl-C ends the server\n"
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == sorted(p.name for p in FIRST_LIGHT.iterdir())
    with serving("--library", tmp_path / given.LIBRARY) as server:
        assert len(server.library()["cases"]) == 1, "a library alone can be shown"


def test_what_is_no_item_of_this_version_is_left_alone(tmp_path: Path) -> None:
    for name, content in {
        "empty": None,
        "torn": "{",
        "other": '{"case_id": "other", "new": 1}',
        "NOT-AN-ID": "{}",
    }.items():
        folder = tmp_path / "library" / "cases" / name
        folder.mkdir(parents=True)
        if content is not None:
            (folder / "item.json").write_text(content)
    library = given.library_of([FIRST_LIGHT], tmp_path / "library")
    assert len(library.cases()) == 1
    half_written = tmp_path / "library" / "plans" / ".some-plan.svitlo-new"
    half_written.mkdir(parents=True)
    library.claim()
    assert not half_written.exists()
    assert len(list((tmp_path / "library" / "cases").iterdir())) == 4
    library.release()


def test_a_folder_that_changes_under_the_server_is_told(tmp_path: Path) -> None:
    shutil.copytree(FIRST_LIGHT, tmp_path / "case")
    library = given.library_of([tmp_path / "case"], tmp_path / "library")
    entry = next(iter(library.cases().values()))
    fresh = Library(tmp_path / "library", [entry])
    with (tmp_path / "case" / "damage.csv").open("a") as file:
        file.write("power/gen/1,minor,2030-01-07,,\n")
    with pytest.raises(BadInput, match="has changed since the server started"):
        fresh.case(entry)


def test_a_plan_without_its_case_shows_its_own_report(first_light_plan: Path, tmp_path: Path) -> None:
    with serving(first_light_plan, "--library", tmp_path / "library") as server:
        plan = server.library()["plans"][0]
        assert plan["case_id"] is None
        assert server.get(f"/api/plans/{plan['plan_id']}/document").json == own_document(first_light_plan)
        public = server.get(f"/api/plans/{plan['plan_id']}/document?public=1")
        assert public.status == 422
        assert "not at hand" in public.problems[0]["what"]


def test_a_plan_with_neither_case_nor_document_is_refused(
    svitlo: Program, first_light_plan: Path, tmp_path: Path
) -> None:
    shutil.copytree(first_light_plan, tmp_path / "plan")
    (tmp_path / "plan" / "report.html").write_text("<p>an old report</p>")
    assert "holds no document" in refused(svitlo, tmp_path / "plan")
    (tmp_path / "plan" / "report.html").unlink()
    assert "cannot be read" in refused(svitlo, tmp_path / "plan")


@pytest.mark.parametrize(
    "inside",
    [
        "{",
        "[]",
        "NaN",
        '{"format": "svitlo-view", "version": 2}',
        '{"format": "svitlo-view", "version": 1}',
        '{"format": "other", "version": 1, "case": 1, "summary": 1, "is_public": true}',
    ],
)
def test_what_is_no_document_is_not_taken_for_one(inside: str) -> None:
    assert document_in(f'<script type="application/json" id="svitlo-document">{inside}</script>') is None
    assert document_in(f"<script>{inside}</script>") is None
    good = {"format": "svitlo-view", "version": 1, "case": {"name": "<\\/script>"}, "summary": {}, "is_public": True}
    text = json.dumps(good).replace("<", "\\u003c")
    assert (
        document_in(f'<p><script id="svitlo-document">{text}</script><script id="svitlo-document">1</script>') == good
    )


def test_a_plan_has_a_title() -> None:
    assert title_of({"planner": "search", "seed": 4}) == "search, 4"


# ---- whose library it is


def test_two_servers_do_not_share_a_library(server: Server, served_library: Path, svitlo: Program) -> None:
    content = b"asset_id,severity,reported\npower/branch/2,major,2030-01-08\n"
    assert server.upload(server.case_id("first-light-55"), content).status == 201
    said = refused(svitlo, FIRST_LIGHT, "--library", served_library)
    assert "the library is in use by" in said
    assert server.address in said


def test_a_server_that_finds_the_library_taken_later_only_shows(library: Path) -> None:
    content = b"asset_id,severity,reported\npower/branch/2,major,2030-01-08\n"
    with serving(FIRST_LIGHT, "--library", library) as one, serving(FIRST_LIGHT, "--library", library) as other:
        case_id = one.case_id("first")
        assert one.upload(case_id, content).status == 201
        late = other.upload(case_id, content)
        assert late.status == 409
        assert "in use by" in late.problems[0]["what"]
        assert other.post("/api/jobs", {"case_id": case_id}).status == 409
        assert len(other.library()["cases"]) == 2, "what the first made is seen by both"
        one.kill()
        assert other.upload(case_id, content, name="Now it is free").status == 201


def test_another_address_is_served_with_a_warning(library: Path) -> None:
    arguments = command("serve", FIRST_LIGHT, "--library", library, "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        server = Server(process)
        try:
            assert server.get("/", Host=f"127.0.0.1:{server.port}").status == 200
            assert server.get("/", Host=f"192.168.7.7:{server.port}").status == 200
            assert server.get("/", Host=f"evil.example:{server.port}").status == 421
            assert "anybody who can reach this machine" in server.end()
        finally:
            process.kill()


# ---- the public version


def test_the_public_version_shows_places_and_hours_and_takes_nothing(first_light_plan: Path, tmp_path: Path) -> None:
    with serving(FIRST_LIGHT, first_light_plan, "--library", tmp_path / "library", "--public") as server:
        listed = server.library()
        assert (listed["public"], listed["cases"], listed["jobs"]) == (True, [], [])
        plan = listed["plans"][0]
        assert (plan["case_id"], plan["job_id"]) == (None, None)
        assert 'data-public="true"' in server.get("/").body.decode()
        for path in (f"/api/plans/{plan['plan_id']}/document", f"/api/plans/{plan['plan_id']}/report.html"):
            answer = server.get(path)
            assert answer.status == 200
            assert b"power/branch" not in answer.body
            assert server.get(f"{path}?public=0").body == answer.body
        assert server.get(f"/api/plans/{plan['plan_id']}/document").json["is_public"] is True
        for path in (f"/api/plans/{plan['plan_id']}/plan.zip", "/api/cases/any/damage", "/cases/any", "/jobs/any"):
            assert server.get(path).status == 404
        for path in ("/api/jobs", "/api/cases/any/damage", "/api/jobs/any/stop"):
            assert server.post(path).status in (404, 405)
        assert not (tmp_path / "library").exists()


def test_a_restricted_report_is_not_published(svitlo: Program, first_light_plan: Path) -> None:
    assert "not at hand" in refused(svitlo, first_light_plan, "--public")


def test_a_library_that_was_not_named_is_not_published(tmp_path: Path) -> None:
    shutil.copytree(FIRST_LIGHT, tmp_path / "case")
    (tmp_path / given.LIBRARY / "plans").mkdir(parents=True)
    assert given.library_of([tmp_path / "case"], None, public=True).root == given.NOWHERE
    assert given.library_of([tmp_path / "case"], None).root == tmp_path / given.LIBRARY


def test_an_outline_is_drawn_where_the_network_has_its_place_on_earth(
    svitlo: Program, tmp_path: Path, first_light_plan: Path
) -> None:
    case, plan = tmp_path / "rhine", tmp_path / "plan"
    case.mkdir()
    (case / "case.toml").write_text(GEOGRAPHIC, encoding="utf-8")
    assert svitlo("plan", case, "-o", plan, "--planner", "nothing", "--bound-effort", "0").returncode == 0
    with serving(case, plan, FIRST_LIGHT, first_light_plan, "--outline", "DEU", "--library", tmp_path / "l") as server:
        documents = {
            row["case_name"]: server.get(f"/api/plans/{row['plan_id']}/document").json["network"]
            for row in server.library()["plans"]
        }
    drawn = {network["coordinates"]: network["outline"] for network in documents.values()}
    assert drawn["geographic"]["own"]
    assert [outline for kind, outline in drawn.items() if kind != "geographic"] == [None]
    said = refused(svitlo, case, plan, "--outline", "UKR", "--library", tmp_path / "l")
    assert "no bus lies in UKR" in said


def test_a_ledger_says_what_donors_gave(svitlo: Program, tmp_path: Path) -> None:
    ledger, case, plan = tmp_path / "ledger", tmp_path / "case", tmp_path / "plan"
    events = FIRST_LIGHT.parent / "ledger-winter" / "events.jsonl"
    assert svitlo("ledger", "init", ledger).returncode == 0
    assert svitlo("ledger", "add", ledger, events, "--author", "desk").returncode == 0
    shutil.copytree(FIRST_LIGHT, case)
    for path in case.glob("*.csv"):
        path.write_text(re.sub(r"\balba\b", "state:aurelia", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert svitlo("plan", case, "-o", plan, "--planner", "largest", "--bound-effort", "0").returncode == 0
    with serving(case, plan, "--ledger", ledger, "--library", tmp_path / "l") as server:
        [row] = server.library()["plans"]
        document = server.get(f"/api/plans/{row['plan_id']}/document").json
        public = server.get(f"/api/plans/{row['plan_id']}/document?public=1").json
    donors = {donor["actor_id"]: donor["ledger"] for donor in document["donors"]}
    assert {row["stage"] for row in donors["state:aurelia"]} >= {"pledged", "committed", "paid"}
    assert document["ledger_head"]
    assert public["donors"] == []
    assert public["ledger_head"] is None
    assert "no ledger" in refused(svitlo, case, plan, "--ledger", tmp_path / "none", "--library", tmp_path / "l")
