"""The pages: complete, fresh, free of dead links, and loading nothing from a network."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import click
import pytest
import typer

from svitlo.adapters.case_folder import read_case
from svitlo.cli import app
from svitlo.plan.planners import PLANNERS
from svitlo.tables.schema import CASE_SPECS, PLAN_SPECS
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FRONT = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
LOADING = {("link", "href"), ("source", "src"), ("source", "srcset"), ("object", "data"), ("use", "href")}
"""Elements that load what they name, beside everything with `src`; a plain link to elsewhere loads nothing."""


def script(name: str) -> ModuleType:
    """A script of the docs folder as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as built, warnings being errors."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    mkdocs = Path(sys.executable).with_name("mkdocs")
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [mkdocs, "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


# ---- complete


def commands() -> list[tuple[str, click.Command]]:
    group = typer.main.get_command(app)
    assert hasattr(group, "commands")
    found = sorted(group.commands.items())
    inner = [(f"{name} {one}", sub) for name, command in found for one, sub in getattr(command, "commands", {}).items()]
    assert inner
    return found + sorted(inner)


def section(page: str, title: str) -> str:
    """The text from one heading of the second level to the next."""
    found = re.search(rf"^## {title}\b.*?(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found is not None, f"no section {title!r}"
    return found[0]


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_told(name: str, command: click.Command) -> None:
    told = section((DOCS / "reference" / "cli.md").read_text(encoding="utf-8"), f"svitlo {name}")
    options = [name for parameter in command.params for name in parameter.opts if name.startswith("-")]
    assert [option for option in options if f"`{option}" not in told] == []


def test_no_option_is_told_that_is_not_there() -> None:
    for name, command in commands():
        told = section((DOCS / "reference" / "cli.md").read_text(encoding="utf-8"), f"svitlo {name}")
        one_of = [command, *getattr(command, "commands", {}).values()]
        known = {option for each in one_of for parameter in each.params for option in parameter.opts}
        assert set(re.findall(r"`(--?[a-z][a-z-]*)", told)) <= known


def test_every_exit_status_is_told() -> None:
    told = section((DOCS / "reference" / "cli.md").read_text(encoding="utf-8"), "Exit statuses")
    assert re.findall(r"^\| (\d) \|", told, re.MULTILINE) == ["0", "1", "2", "3"]


def test_every_planner_is_told() -> None:
    for page in ("reference/cli.md", "explanation/planning.md"):
        text = (DOCS / page).read_text(encoding="utf-8")
        assert [name for name in PLANNERS if f"`{name}`" not in text] == []


def test_every_public_name_is_told() -> None:
    import svitlo

    text = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    assert [name for name in svitlo.__all__ if name != "__version__" and not re.search(rf"\b{name}\b", text)] == []


def test_the_page_of_tables_is_fresh() -> None:
    maker = script("make_tables")
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page(), "run: python docs/make_tables.py"


def test_the_page_of_kinds_is_fresh() -> None:
    maker = script("make_kinds")
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page(), "run: python docs/make_kinds.py"


def test_every_table_and_column_is_told() -> None:
    text = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    case, plan = text.split("## A plan")
    for part, specs in ((case, CASE_SPECS), (plan, PLAN_SPECS)):
        for spec in specs:
            found = re.search(rf"^### {spec.name}\n.*?(?=^### |\Z)", part, re.DOTALL | re.MULTILINE)
            assert found is not None, spec.name
            assert [column.name for column in spec if f"`{column.name}`" not in found[0]] == []


def test_every_summary_key_is_told(first_light_plan: Path) -> None:
    text = (DOCS / "reference" / "plan-folder.md").read_text(encoding="utf-8")
    summary = json.loads((first_light_plan / "summary.json").read_text(encoding="utf-8"))
    assert [key for key in summary if f"`{key}`" not in text and f"`{key}." not in text] == []


def settings_keys() -> list[str]:
    """The keys of case.toml, out of the dataclasses that hold them."""
    from dataclasses import fields

    from svitlo.tables.case import Block, Cold

    return [field.name for kind in (Block, Cold) for field in fields(kind)]


def test_every_key_of_case_toml_is_told() -> None:
    text = (DOCS / "reference" / "case-toml.md").read_text(encoding="utf-8")
    assert [key for key in settings_keys() if key not in text] == []


# ---- fresh


@pytest.mark.parametrize("page", [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")])
def test_commands_on_pages_say_what_they_say_now(page: Path) -> None:
    fresh = script("make_console").run_page(page)
    assert page.read_text(encoding="utf-8") == fresh, "run: python docs/make_console.py"


@pytest.mark.parametrize("number", [0, 1])
def test_python_on_pages_runs(number: int, tmp_path: Path) -> None:
    blocks = re.findall(
        r"```python\n(.*?)```", (DOCS / "reference" / "python.md").read_text(encoding="utf-8"), re.DOTALL
    )
    shutil.copytree(ROOT / "examples" / "first-light", tmp_path / "examples" / "first-light")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", blocks[number]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ("()" if number == 0 else "40.0") in done.stdout


def test_the_readme_has_the_two_commands_and_ci_runs_one_of_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake demo" in readme
    assert "\nmake test" in readme
    assert "\nmake test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_constraints_are_exact_and_name_no_place() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 30
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+-]+", line)] == []


# ---- links and loads


@pytest.mark.parametrize("page", FRONT, ids=lambda page: page.name)
def test_links_of_the_front_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not urlsplit(target).scheme:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


class Page(HTMLParser):
    """What a built page links to, what it loads, and what can be linked to on it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            if tag == "a" and name == "href":
                self.links.append(value)
            if name == "src" or (tag, name) in LOADING:
                self.loads.append(value)


def test_every_internal_link_of_the_built_pages_resolves(site: Path) -> None:
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    assert len(pages) >= len(PAGES)
    dead = []
    for path, page in pages.items():
        for target in [*page.links, *page.loads]:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            goal = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            goal = goal / "index.html" if goal.is_dir() else goal
            lost = not goal.exists() or (
                parts.fragment and goal in pages and unquote(parts.fragment) not in pages[goal].anchors
            )
            # The theme's own links to the top of a page and to its search box.
            if lost and path.name != "404.html" and parts.fragment not in {"__search", "__toc"}:
                dead.append(f"{path.relative_to(site)}: {target}")
    assert dead == []


def test_the_built_pages_load_nothing_from_a_network(site: Path) -> None:
    abroad = [
        f"{path.relative_to(site)}: {target}"
        for path in sorted(site.rglob("*.html"))
        for target in Page(path).loads
        if urlsplit(target).scheme not in {"", "data"} or urlsplit(target).netloc
    ]
    assert abroad == []
    for path in sorted(site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)]*", text) == [], path.name


def test_the_report_of_a_plan_loads_nothing_either(first_light_plan: Path) -> None:
    page = Page(first_light_plan / "report.html")
    assert page.loads == []
    assert [link for link in page.links if not link.startswith("#")] == []


def test_the_picture_of_the_readme_is_one_that_a_run_drew() -> None:
    picture = DOCS / "pictures" / "winter-53m.svg"
    text = picture.read_text(encoding="utf-8")
    assert text.startswith(("<svg", "<?xml"))
    assert re.findall(r"(?:href|src)\s*=\s*['\"](?!#)[^'\"]*", text) == []
    assert "<script" not in text


def test_the_figures_of_the_readme_are_those_of_the_run() -> None:
    maker = script("make_picture")
    summary = json.loads((DOCS / "pictures" / "winter-53m.json").read_text(encoding="utf-8"))
    shown = maker.FIGURES.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown is not None
    assert shown[0] == maker.figures(summary), "run: make picture"


def test_the_kept_run_is_of_the_case_as_it_stands() -> None:
    """A case that was changed needs a new picture; so does a new planner, which only `make picture` itself can tell."""
    summary = json.loads((DOCS / "pictures" / "winter-53m.json").read_text(encoding="utf-8"))
    assert summary["case_sha256"] == read_case(ROOT / "examples" / "winter-53m").sha256, "run: make picture"


def test_no_page_names_a_machine_or_a_registry() -> None:
    """No path of a developer's machine and no package registry's host in anything that is shipped as text."""
    hosts = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian", "org"))
    folders = [f"{folder}/" for folder in (ROOT.parent, Path.home()) if len(folder.parts) > 1]
    words = (*folders, "/home/", *(".".join(parts) for parts in hosts))
    files = [*PAGES, *FRONT, ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "constraints.txt", ROOT / "pyproject.toml"]
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
