"""The house rules as tests: budgets, layers, no shared state, words for all that is public, units in names."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from svitlo.tables.schema import CASE_SPECS, PLAN_SPECS
from tests.conftest import ROOT

SRC = ROOT / "src" / "svitlo"
TESTS = ROOT / "tests"
MODULES = sorted(SRC.rglob("*.py"))
STAGES = (
    "adapters",
    "aid",
    "assets",
    "damage",
    "engines",
    "exchange",
    "ledger",
    "ledger_cli",
    "plan",
    "proof",
    "reading",
    "report",
    "serve",
    "tables",
)

MODULE_LINES = 400
FUNCTION_LINES = 50
PARAMETERS = 6

MORE_PARAMETERS = {
    # A command's options are its parameters.
    "cli.py",
    "ledger_cli/formats.py",
    "ledger_cli/reports.py",
}

UNITS = {"mw", "mva", "kv", "kw", "m3h", "h", "day", "days", "usd", "share", "hours", "count", "c"}
FIXED_BY_THE_CONTRACT = {
    "places.people": "people",
    "places.weight": "weight of a person-hour, relative to others",
    "works.kv_min": "kV, the unit comes first",
    "works.kv_max": "kV, the unit comes first",
    "needs.kv_min": "kV, the unit comes first",
    "needs.kv_max": "kV, the unit comes first",
    "needs.quantity": "units of the equipment",
    "installs.hours_per_day": "hours",
    "crews.count": "crews",
    "pledges.amount": "in the currency of the row",
    "pledges.quantity": "units of the equipment, or crews",
    "purchases.quantity": "units of the equipment",
    "installs.quantity": "units of the equipment",
    "uses.quantity": "units of the equipment",
    "service.people_without_power": "people",
    "service.people_without_water": "people",
    "service.weighted_person_hours": "weighted person-hours",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def short(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


TREES = {short(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def functions() -> Iterator[tuple[str, Function]]:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield name, node


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 40
    assert sum(1 for _ in functions()) > 200


def test_modules_stay_short() -> None:
    lines = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    pages = sorted((ROOT / "web" / "src").rglob("*.ts*"))
    assert len(pages) > 40
    lines |= {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in pages}
    assert {name: count for name, count in lines.items() if count > MODULE_LINES} == {}


def test_functions_stay_short() -> None:
    long = {}
    for name, node in functions():
        assert node.end_lineno is not None
        first = node.body[0]
        docstring = first if ast.get_docstring(node) is not None else None
        words = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring is not None else 0
        lines = node.end_lineno - node.lineno + 1 - words
        if lines > FUNCTION_LINES:
            long[f"{name}: {node.name}"] = lines
    assert long == {}


def test_functions_take_few_parameters() -> None:
    many = {}
    for name, node in functions():
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = sum(argument.arg not in {"self", "cls"} for argument in given)
        if count > PARAMETERS and name not in MORE_PARAMETERS:
            many[f"{name}: {node.name}"] = count
    assert many == {}


def test_layers_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def is_mutable(value: ast.expr | None) -> bool:
    """Whether an expression makes a list, dict or set (comprehensions and calls of the built-in makers too)."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in {"list", "dict", "set", "defaultdict", "Counter"}
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def is_read_only(annotation: ast.expr) -> bool:
    """Whether mypy refuses to change what is declared so."""
    return ast.unparse(annotation).split("[")[0] in {"Mapping", "Sequence", "Set", "Collection"}


def shared_state(tree: ast.Module) -> Iterator[str]:
    """Names at module level that anyone could change: mutable values that no read-only type protects."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_mutable(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name) and target.id != "__all__")
        elif isinstance(node, ast.AnnAssign) and is_mutable(node.value) and not is_read_only(node.annotation):
            yield ast.unparse(node.target)


def test_the_check_for_shared_state_sees_it() -> None:
    tree = ast.parse("A = {}\nB: Mapping[str, int] = {}\nC: list[int] = []\nD = (1,)\nE = dict(a=1)\n__all__ = []\n")
    assert list(shared_state(tree)) == ["A", "C", "E"]


def test_no_module_keeps_state() -> None:
    found = [f"{name}: {variable}" for name, tree in TREES.items() for variable in shared_state(tree)]
    assert found == []
    changed = [name for name, tree in TREES.items() if any(isinstance(node, ast.Global) for node in ast.walk(tree))]
    assert changed == []


def without_words(tree: ast.Module) -> Iterator[str]:
    """Public classes, functions and methods (those of private classes aside) that say nothing about themselves."""
    if ast.get_docstring(tree) is None:
        yield "the module"
    for node in tree.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        members = node.body if isinstance(node, ast.ClassDef) else []
        for one in (node, *members):
            if isinstance(one, Function | ast.ClassDef) and not one.name.startswith("_") and not ast.get_docstring(one):
                yield one.name


def test_everything_public_says_what_it_is() -> None:
    assert [f"{name}: {what}" for name, tree in TREES.items() for what in without_words(tree)] == []


@pytest.mark.parametrize("spec", [*CASE_SPECS, *PLAN_SPECS], ids=lambda spec: spec.name)
def test_every_number_names_its_unit(spec) -> None:  # type: ignore[no-untyped-def]
    numbers = [column.name for column in spec if column.kind in {"int", "real"}]
    bare = [name for name in numbers if name.rsplit("_", 1)[-1] not in UNITS and name != "day"]
    assert [name for name in bare if f"{spec.name}.{name}" not in FIXED_BY_THE_CONTRACT] == []


def test_the_list_of_names_without_units_is_not_longer_than_it_must_be() -> None:
    numbers = {f"{spec.name}.{column.name}" for spec in (*CASE_SPECS, *PLAN_SPECS) for column in spec}
    assert sorted(set(FIXED_BY_THE_CONTRACT) - numbers) == []


TESTED_ELSEWHERE: Mapping[str, str] = {
    "plan/carried.py": "plan/test_replan.py",
    "plan/changes.py": "plan/test_replan.py",
    "plan/columns.py": "plan/test_exact_planner.py",
    "plan/known.py": "plan/test_replan.py",
    "plan/reasons.py": "plan/test_replan.py",
    "plan/replan.py": "plan/test_replan.py",
    "plan/sides.py": "plan/test_replan.py",
    "report/changes.py": "plan/test_replan.py",
    "tables/changes.py": "plan/test_replan.py",
    # Both stores are made by a fixture, and every test of the contract goes through what they share.
    "ledger/pending.py": "ledger/stores/test_seal.py",
    "ledger/postgres_store.py": "ledger/stores/test_bad_places.py",
    "ledger/sql_store.py": "ledger/stores/test_seal.py",
    "ledger/sqlite_file.py": "ledger/stores/test_seal.py",
    # The commands are started as processes.
    "ledger_cli/app.py": "test_ledger_cli.py",
    "ledger_cli/basics.py": "test_ledger_cli.py",
    "ledger_cli/bridge.py": "test_ledger_cli.py",
    "ledger_cli/formats.py": "test_ledger_cli.py",
    "ledger_cli/reading.py": "test_ledger_cli.py",
    "ledger_cli/reports.py": "test_ledger_cli.py",
    "ledger_cli/views.py": "test_ledger_cli.py",
    # Parts of a reader: malformed and well-formed files go through its door.
    "adapters/case_toml.py": "bad_inputs/test_corpus.py",
    "adapters/cells.py": "bad_inputs/test_corpus.py",
    "adapters/epanet_text.py": "adapters/test_epanet_inp.py",
    "adapters/networks.py": "adapters/test_case_folder.py",
    "adapters/power_tables.py": "adapters/test_matpower.py",
    "adapters/pandapower_columns.py": "adapters/test_pandapower_net.py",
    "adapters/pandapower_json.py": "adapters/test_pandapower_net.py",
    "adapters/pandapower_tables.py": "adapters/test_pandapower_net.py",
    "adapters/xlsx_scan.py": "adapters/test_xlsx.py",
    # Checks and notes need a whole case; each is met by a malformed one.
    "tables/checks.py": "bad_inputs/test_corpus.py",
    "tables/checks_aid.py": "bad_inputs/test_corpus.py",
    "tables/checks_damage.py": "bad_inputs/test_corpus.py",
    "tables/checks_places.py": "bad_inputs/test_corpus.py",
    "tables/checks_water.py": "bad_inputs/test_corpus.py",
    "tables/checks_works.py": "bad_inputs/test_corpus.py",
    "tables/notes.py": "adapters/test_case_folder.py",
    # The other end of the guarded process, and what passes through the door of EPANET.
    "engines/epanet_child.py": "engines/test_epanet_guard.py",
    "engines/epanet_controls.py": "engines/test_epanet.py",
    # The vocabulary: records and specs without behaviour of their own.
    "tables/case.py": "aid/builders.py",
    "tables/water.py": "adapters/test_epanet_inp.py",
    "tables/results.py": "proof/plan_by_hand.py",
    "tables/columns.py": "test_docs.py",
    "tables/schema.py": "test_docs.py",
    # The model is tested as it is solved, against other engines and as text.
    "plan/cycles.py": "agreement/test_dc_against_pypsa.py",
    "plan/formulation.py": "golden/models.py",
    # Parts of the audit: over fifty corrupted plans go through its door.
    "proof/audit_installs.py": "proof/test_audit.py",
    "proof/audit_money.py": "proof/test_audit.py",
    "proof/audit_scene.py": "proof/test_audit.py",
    "proof/audit_service.py": "proof/test_audit.py",
    "proof/audit_stock.py": "proof/test_audit.py",
    "proof/audit_summary.py": "proof/test_audit.py",
    "proof/audit_works.py": "proof/test_audit.py",
    "proof/linear.py": "proof/test_dispatch.py",
    "proof/relief.py": "proof/test_power_ac.py",
    # Parts of the ledger's pages and of the screen, and what only a run of the program shows.
    "report/plots.py": "test_notebook.py",
    "report/style.py": "report/ledger_reports/test_page.py",
    "report/tables.py": "report/test_summary.py",
    "report/progress.py": "test_cli.py",
    "report/reading.py": "test_cli.py",
    "report/results.py": "test_cli.py",
}
"""Modules that no test of their own stage imports, and the file that tests them."""


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports, by their path below it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            path = name.removeprefix("svitlo.").replace(".", "/")
            found |= {f"{path}.py", f"{path}/__init__.py"} if name.startswith("svitlo.") else set()
    return found & set(TREES)


def reached(doors: set[str]) -> set[str]:
    """Modules that these use, directly or through others."""
    seen, ahead = set(doors), sorted(doors)
    while ahead:
        new = imported(SRC / ahead.pop()) - seen
        ahead += sorted(new)
        seen |= new
    return seen


@pytest.mark.parametrize("stage", STAGES)
def test_every_module_has_a_test(stage: str) -> None:
    tested = set().union(*(imported(path) for path in sorted((TESTS / stage).rglob("test_*.py"))))
    modules = {name for name in TREES if name.startswith(f"{stage}/") and not name.endswith("__init__.py")}
    assert len(modules) > 1
    assert sorted(modules - tested - set(TESTED_ELSEWHERE)) == []


@pytest.mark.parametrize("module", sorted(TESTED_ELSEWHERE))
def test_what_is_tested_elsewhere_is_reached_from_there(module: str) -> None:
    assert module in TREES
    path = TESTS / TESTED_ELSEWHERE[module]
    doors = imported(path)
    # Tests of the program start it as a process: everything that the commands import is behind them.
    assert module in reached(doors | {"cli.py"} if path.name.endswith("_cli.py") else doors)
