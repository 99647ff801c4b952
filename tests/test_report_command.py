"""`svitlo report` as a user runs it: what it writes, what it refuses, and that it writes whole or not at all."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES, Program
from tests.test_cli import said

WINTER = EXAMPLES / "ledger-winter" / "events.jsonl"
GEOGRAPHIC = """[case]
version = 1
name = "Upper Rhine"
start = 2030-01-07
days = 2

[power]
network = "pandapower:mv_oberrhein"
people_per_mw = 1000
"""


def document_in(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    found = re.search(r'id="svitlo-document">(.*?)</script>', text, flags=re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def rhine(tmp_path_factory: pytest.TempPathFactory, svitlo: Program) -> tuple[Path, Path]:
    """A case whose network knows where on earth it is, and a plan of it."""
    case = tmp_path_factory.mktemp("cases") / "rhine"
    case.mkdir()
    (case / "case.toml").write_text(GEOGRAPHIC, encoding="utf-8")
    plan = case.parent / "plan"
    done = svitlo("plan", case, "-o", plan, "--planner", "nothing", "--bound-effort", "0")
    assert done.returncode == 0, said(done)
    return case, plan


def test_a_report_is_the_one_in_the_plan_folder(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    file = tmp_path / "report.html"
    done = svitlo("report", first_light, first_light_plan, "-o", file)
    assert (done.returncode, said(done)) == (0, (f"Report: {file}\n", ""))
    assert file.read_bytes() == (first_light_plan / "report.html").read_bytes()
    assert document_in(file)["is_public"] is False


def test_the_public_version_names_no_asset(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    file = tmp_path / "public.html"
    done = svitlo("report", first_light, first_light_plan, "-o", file, "--public")
    assert done.returncode == 0, said(done)
    document = document_in(file)
    assert document["is_public"] is True
    assert document["network"] is None
    assert "power/" not in json.dumps(document)
    beside = file.read_text(encoding="utf-8").partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Do not publish" not in beside


def test_a_file_that_is_there_is_replaced_only_if_it_is_a_report_and_one_says_so(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text("my own page", encoding="utf-8")
    for more, what in (((), "exists already"), (("--replace",), "is no report of a plan")):
        done = svitlo("report", first_light, first_light_plan, "-o", file, *more)
        assert done.returncode == 2
        assert what in said(done)[1]
        assert file.read_text(encoding="utf-8") == "my own page"
    shutil.copy(first_light_plan / "report.html", file)
    done = svitlo("report", first_light, first_light_plan, "-o", file, "--replace", "--public")
    assert done.returncode == 0, said(done)
    assert document_in(file)["is_public"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("-o", "{folder}"), "is a folder"),
        (("-o", "{folder}/none/report.html"), "the folder above it does not exist"),
        (("-o", "{folder}/r.html", "--public", "--outline", "UKR"), "the public version has no map"),
        (("-o", "{folder}/r.html", "--outline", "UKR"), "gives no longitudes and latitudes"),
        (("-o", "{folder}/r.html", "--ledger", "{folder}/none"), "there is no ledger"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    svitlo: Program,
    tmp_path: Path,
    first_light: Path,
    first_light_plan: Path,
    arguments: tuple[str, ...],
    what: str,
) -> None:
    given = [argument.format(folder=tmp_path) for argument in arguments]
    done = svitlo("report", first_light, first_light_plan, *given)
    assert done.returncode == 2
    out, err = said(done)
    assert out == ""
    assert what in err
    assert list(tmp_path.iterdir()) == []


def test_a_plan_of_another_case_is_refused(
    svitlo: Program, tmp_path: Path, first_light: Path, first_light_plan: Path
) -> None:
    case = tmp_path / "case"
    shutil.copytree(first_light, case)
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    done = svitlo("report", case, first_light_plan, "-o", tmp_path / "r.html")
    assert done.returncode == 2
    assert "the plan was made for another case, or the case was changed since" in said(done)[1]
    assert not (tmp_path / "r.html").exists()


def test_a_country_of_the_atlas_is_drawn_behind_the_map(
    svitlo: Program, tmp_path: Path, rhine: tuple[Path, Path]
) -> None:
    file = tmp_path / "r.html"
    done = svitlo("report", *rhine, "-o", file, "--outline", "deu")
    assert done.returncode == 0, said(done)
    network = document_in(file)["network"]
    assert network["coordinates"] == "geographic"
    assert len(network["outline"]["own"]) > 3
    assert len(network["outline"]["near"]) > 8
    done = svitlo("report", *rhine, "-o", tmp_path / "other.html", "--outline", "UKR")
    assert done.returncode == 2
    assert "no bus lies in UKR" in said(done)[1]


def test_an_outline_of_ones_own(svitlo: Program, tmp_path: Path, rhine: tuple[Path, Path]) -> None:
    own = tmp_path / "own.geojson"
    ring = [[7.5, 48.2], [8.0, 48.2], [8.0, 48.6], [7.5, 48.2]]
    own.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    file = tmp_path / "r.html"
    done = svitlo("report", *rhine, "-o", file, "--outline", own)
    assert done.returncode == 0, said(done)
    outline = document_in(file)["network"]["outline"]
    assert outline == {"own": [[value for point in ring for value in point]], "near": []}
    own.write_text('{"type": "Point", "coordinates": [7, 48]}', encoding="utf-8")
    for asked, what in ((own, "is not an outline"), (tmp_path / "none.json", "cannot be read"), (tmp_path, "cannot")):
        done = svitlo("report", *rhine, "-o", tmp_path / "other.html", "--outline", asked)
        assert done.returncode == 2, said(done)
        assert what in said(done)[1]


def test_donors_have_their_funnel_from_the_ledger(svitlo: Program, tmp_path: Path, first_light: Path) -> None:
    """A donor that the case and the ledger both know, and one that only the case knows."""
    ledger, case, plan = tmp_path / "ledger", tmp_path / "case", tmp_path / "plan"
    assert svitlo("ledger", "init", ledger).returncode == 0
    assert svitlo("ledger", "add", ledger, WINTER, "--author", "desk").returncode == 0
    shutil.copytree(first_light, case)
    for name in ("actors", "pledges", "positions", "decisions"):
        path = case / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?<![a-z])alba(?![a-z])", "state:aurelia", text), encoding="utf-8")
    assert "state:aurelia" in (case / "actors.csv").read_text(encoding="utf-8")
    done = svitlo("plan", case, "-o", plan, "--effort", "50", "--bound-effort", "0")
    assert done.returncode == 0, said(done)
    file = tmp_path / "r.html"
    done = svitlo("report", case, plan, "-o", file, "--ledger", ledger)
    assert done.returncode == 0, said(done)
    document = document_in(file)
    donors = {donor["actor_id"]: donor["ledger"] for donor in document["donors"]}
    stages = {(row["stage"], row["currency"]): row["amount_minor"] for row in donors.pop("state:aurelia")}
    shown = json.loads(said(svitlo("ledger", "report", ledger, "state:aurelia", "--json"))[0])
    for stage in ("pledged", "committed", "paid"):
        for currency in {currency for _, currency in stages}:
            own = [row for row in shown["money"] if row["currency"] == currency and row["category"] != "military"]
            assert stages[stage, currency] == sum(row[stage] for row in own)
    assert set(donors.values()) == {None}
    head = said(svitlo("ledger", "verify", ledger))[0].splitlines()[-1].split()[1].rstrip(",")
    assert document["ledger_head"] == head
