"""The public Python interface: complete, importable, typed, and cheap to import."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import svitlo
from tests.conftest import ROOT

SRC = ROOT / "src"
HEAVY = ("pandapower", "pandas", "highspy", "lightsim2grid", "polars", "numpy", "scipy", "networkx")


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((SRC / "svitlo").rglob("*.py"))}


def listed(path: Path) -> list[str] | None:
    """The names in a module's `__all__`, None where it has none."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


WITH_ALL = {name: names for name, path in MODULES.items() if (names := listed(path)) is not None}


def test_the_package_and_its_doors_have_all() -> None:
    assert {"svitlo", "svitlo.pipeline", "svitlo.plan.planners", "svitlo.plan.service", "svitlo.proof.audit"} <= set(
        WITH_ALL
    )


@pytest.mark.parametrize("name", sorted(WITH_ALL))
def test_every_listed_name_is_there_once(name: str) -> None:
    module = importlib.import_module(name)
    assert len(set(WITH_ALL[name])) == len(WITH_ALL[name])
    assert [entry for entry in WITH_ALL[name] if not hasattr(module, entry)] == []


def test_no_module_imports_a_name_that_another_keeps_out_of_its_all() -> None:
    taken = []
    for user, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in WITH_ALL:
                for alias in node.names:
                    is_module = f"{node.module}.{alias.name}" in MODULES
                    if not is_module and alias.name not in WITH_ALL[node.module]:
                        taken.append(f"{user} takes {alias.name} from {node.module}")
    assert taken == []


def test_what_type_checkers_see_is_what_loads() -> None:
    tree = ast.parse(MODULES["svitlo"].read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert sorted([*seen, "__version__"]) == sorted(svitlo.__all__)
    for name, home in seen.items():
        assert home is not None
        assert getattr(svitlo, name) is getattr(importlib.import_module(home), name)
    assert set(svitlo.__all__) <= set(dir(svitlo))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'mend'"):
        svitlo.mend  # noqa: B018 - the access is the test


def test_the_package_says_that_it_is_typed() -> None:
    assert (SRC / "svitlo" / "py.typed").is_file()


def test_the_version_is_that_of_the_installed_package() -> None:
    assert importlib.import_module("importlib.metadata").version("svitlo") == svitlo.__version__


@pytest.mark.parametrize("name", ["svitlo", "svitlo.cli"])
def test_importing_it_starts_no_engine(name: str) -> None:
    code = f"import sys, {name}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {module.split(".")[0] for module in done.stdout.split()}
    assert "svitlo" in loaded
    assert loaded.isdisjoint(HEAVY), sorted(loaded.intersection(HEAVY))
