"""What the server answers: pages, bundle, documents, files; with which headers, and to whom it does not."""

import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from svitlo.adapters.plan_folder import read_plan
from svitlo.serve.api import found
from svitlo.serve.app import STATUSES
from svitlo.serve.documents import own_document
from svitlo.serve.guard import HEADERS, Hosts, is_loopback, split
from svitlo.serve.pages import BUNDLE
from svitlo.serve.server import Settings
from svitlo.tables.errors import BadInput
from tests.serve.running import Server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def every_address(server: Server, plan_id: str) -> list[str]:
    case_id = server.case_id("first-light")
    pages = ["/", "/compare", f"/plans/{plan_id}", f"/cases/{case_id}"]
    data = ["/api/library", *(f"/api/plans/{plan_id}/{name}" for name in ("document", "report.html", "plan.zip"))]
    data += [f"/api/cases/{case_id}/{name}" for name in ("damage", "damage.csv", "damage.xlsx")]
    return [*pages, "/static/app.js", "/static/app.css", *data]


# ---- answers


def test_every_answer_has_the_headers(server: Server, plan_id: str) -> None:
    strangers = ["/no", "/api/no", "/plans/no", "/static/no.js", "/api/plans/no/document"]
    for path in [*every_address(server, plan_id), *strangers]:
        answer = server.get(path)
        assert answer.status == (404 if path in strangers else 200), path
        assert answer.headers["content-security-policy"] == POLICY
        assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["server"] is None
        if path.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store"


def test_headers_stand_on_refusals_too(server: Server) -> None:
    for answer in (
        server.get("/", Host="evil.example"),
        server.ask("POST", "/api/jobs", {}, b"{}"),
        server.ask("PUT", "/api/library", server.own, b"{}"),
        server.post("/api/jobs", {"nonsense": 1}),
    ):
        assert answer.status >= 400
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.problems


def test_pages_are_one_shell_without_script_or_style_in_it(server: Server, plan_id: str) -> None:
    shells = {server.get(path).body for path in ("/", "/compare", f"/plans/{plan_id}", "/plans/not-there", "/jobs/no")}
    assert len(shells) == 1
    page = shells.pop().decode()
    assert 'data-home="served"' in page
    assert '<div id="app"></div>' in page
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) == {"data:,", "/static/app.css", "/static/app.js"}


@pytest.mark.parametrize("name", sorted(BUNDLE))
def test_the_bundle_is_asked_about_again_and_sent_once(server: Server, name: str) -> None:
    first = server.get(f"/static/{name}")
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    assert first.headers["content-type"] == BUNDLE[name]
    again = server.get(f"/static/{name}", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_the_library_lists_what_was_given(server: Server, first_light_plan: Path) -> None:
    listed = server.library()
    case = next(case for case in listed["cases"] if case["parent"] is None)
    assert case["name"] == "First light"
    assert (case["start"], case["days"], case["damaged_count"]) == ("2030-01-07", 14, 4)
    plan = next(plan for plan in listed["plans"] if plan["made"] is None)
    summary = read_plan(first_light_plan).summary
    assert plan["case_id"] == case["case_id"]
    assert plan["title"] == first_light_plan.name
    for figure in ("objective", "bound", "gap_share", "objective_proven", "do_nothing", "spent_usd", "seed"):
        assert plan[figure] == summary[figure]


def test_a_document_comes_packed_or_plain(server: Server, plan_id: str) -> None:
    plain = server.get(f"/api/plans/{plan_id}/document")
    packed = server.get(f"/api/plans/{plan_id}/document", **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.json["format"] == "svitlo-view"
    assert plain.json["is_public"] is False
    assert plain.json["damage"]


def test_other_json_is_packed(server: Server) -> None:
    case_id = server.case_id("first-light")
    answer = server.get(f"/api/cases/{case_id}/damage", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["severities"] == ["minor", "major", "destroyed"]


def test_the_public_document_tells_no_asset(server: Server, plan_id: str) -> None:
    answer = server.get(f"/api/plans/{plan_id}/document?public=1")
    assert answer.json["is_public"] is True
    assert answer.json["network"] is None
    assert b"power/" not in answer.body


def test_the_report_is_a_file_that_opens_alone(server: Server, plan_id: str, tmp_path: Path) -> None:
    for query, name, public in (("", f"{plan_id}.html", False), ("?public=1&lang=uk", f"{plan_id}-public.html", True)):
        answer = server.get(f"/api/plans/{plan_id}/report.html{query}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        (tmp_path / "report.html").write_bytes(answer.body)
        assert own_document(tmp_path)["is_public"] is public
    assert b'<html lang="uk"' in answer.body
    assert server.get(f"/api/plans/{plan_id}/report.html?lang=xx").problems[0]["column"] == "lang"


def test_the_plan_folder_comes_as_it_is(server: Server, plan_id: str, first_light_plan: Path) -> None:
    answer = server.get(f"/api/plans/{plan_id}/plan.zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        sent = {Path(name).name: archive.read(name) for name in archive.namelist()}
        assert {Path(name).parent.as_posix() for name in archive.namelist()} == {plan_id}
    assert sent == {path.name: path.read_bytes() for path in first_light_plan.iterdir()}


# ---- who is answered


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost:99999999",
        "127.0.0.1:{port}.",
        "[::1",
    ],
)
def test_a_wrong_host_is_not_served(server: Server, host: str) -> None:
    answer = server.get("/api/library", Host=host.format(port=server.port))
    assert answer.status == 421
    assert answer.problems


def test_no_host_or_two_are_not_served(server: Server) -> None:
    assert server.get("/api/library", Host="").status == 400
    for name in ("127.0.0.1", "localhost", "[::1]", "LOCALHOST"):
        assert server.get("/api/library", Host=f"{name}:{server.port}").status == 200


def test_what_a_host_may_be_called() -> None:
    near, far = Hosts.of("127.0.0.1", 8642), Hosts.of("0.0.0.0", 8642)  # noqa: S104 - nothing listens
    assert [near.allow(host) for host in ("localhost:8642", "10.0.0.7:8642", "[::1]:8642")] == [True, False, True]
    assert [far.allow(host) for host in ("localhost:8642", "10.0.0.7:8642", "evil.example:8642")] == [True, True, False]
    assert Hosts.of("localhost", 80).allow("localhost")
    assert (split("[::1]"), split("[::1]:8"), split("a:b")) == (("[::1]", 80), ("[::1]", 8), ("a", -1))
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example.org")] == [  # noqa: S104
        True,
        True,
        True,
        False,
        False,
    ]
    assert is_loopback(Settings().host)


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Origin": "", "Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": ""},
    ],
    ids=str,
)
def test_what_other_pages_send_is_refused(server: Server, change: dict[str, str]) -> None:
    before = server.library()
    case_id = server.case_id("first-light")
    body = json.dumps({"case_id": case_id, "planner": "nothing"}).encode()
    for path in ("/api/jobs", f"/api/cases/{case_id}/damage", "/api/jobs/any/stop", "/api/jobs/any/resume"):
        answer = server.ask("POST", path, {**server.own, **change}, body)
        assert answer.status == 403
        assert answer.problems
    assert server.library() == before


def test_other_pages_cannot_read_either(server: Server) -> None:
    assert server.get("/api/library", **{"Sec-Fetch-Site": "cross-site"}).status == 403
    assert server.get("/", **{"Sec-Fetch-Site": "cross-site"}).status == 200, "a link from elsewhere leads to the page"
    assert "access-control-allow-origin" not in server.get("/api/library", Origin="http://evil.example").headers


def test_our_mark_counts_as_meant(server: Server) -> None:
    headers = {"Origin": server.address, "X-Svitlo": "1"}
    assert server.ask("POST", "/api/jobs/not-there/stop", headers, b"").status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_known(server: Server, method: str) -> None:
    assert server.ask(method, "/api/library", server.own, b"{}").status in (403, 405)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../summary.json",
        "/static/%2e%2e/%2e%2e/cli.py",
        "/static/..%2f..%2fcli.py",
        "/static/words.json",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/app.js%00",
        "/static/app.js/",
        "/plans/../..",
        "/plans/%2e%2e",
        "/api/plans/%2e%2e/document",
        "/api/plans/../cases/document",
        "/api/plans/..%2fcases/document",
        "/api/plans/%2fetc%2fpasswd/document",
        "/api/plans/C:%5cWindows/plan.zip",
        "/api/plans/.lock/plan.zip",
        "/api/plans/PLAN/plan.zip",
        "/api/plans/a%00b/document",
        "/api/cases/%2e/damage.csv",
        "/api/cases/..%2f..%2f..%2fetc/damage",
        "/api/jobs/%2e%2e",
        "/api/jobs/" + "a" * 65,
        "//etc/passwd",
    ],
)
def test_paths_lead_nowhere_else(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert b"root:" not in answer.body
    if not path.startswith("/plans"):
        assert answer.problems


def test_an_id_must_look_like_one_and_be_there() -> None:
    assert found({"a-1": "it"}, "a-1", "thing") == "it"  # type: ignore[type-var]
    for item_id in ("..", "a/../a", "A", "", "a" * 65, "b"):
        with pytest.raises(BadInput):
            found({"a-1": "it", "..": "no", "a/../a": "no", "A": "no"}, item_id, "thing")  # type: ignore[type-var]


def test_every_mistake_has_a_status() -> None:
    assert STATUSES[-1] == (BadInput, 422)
    assert {status for _, status in STATUSES} == {400, 404, 409, 413, 415, 422, 507}
