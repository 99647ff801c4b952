"""The example of coordination: its comparison runs, and comes out as its page says."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.plan.kept import kept_of

FOLDER = Path(__file__).parents[2] / "examples" / "together"
EFFORT = 500


def loaded() -> ModuleType:
    """The script of the example as a module."""
    spec = importlib.util.spec_from_file_location("compare_together", FOLDER / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def compare() -> ModuleType:
    return loaded()


@pytest.fixture(scope="module")
def ways(compare: ModuleType) -> dict[str, float]:
    found = compare.ways(read_case(FOLDER), EFFORT, splits=(0.87,))
    return {way.name: way.proven for way in found}


def test_the_plan_together_is_proven_best_by_far(ways: dict[str, float]) -> None:
    together = ways.pop("together")
    assert len(ways) == 3
    assert 0.72 * min(ways.values()) > together


def test_the_page_says_what_comes_out(ways: dict[str, float]) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|") and re.search(r"\d{2},\d{3},\d{3}", line)]
    on_page = {figure for row in rows for figure in re.findall(r"[\d,]{9,}", row)}
    assert {f"{proven:,.0f}" for proven in ways.values()} <= on_page


def test_what_two_utilities_decide_apart_is_a_plan_of_the_whole_case(compare: ModuleType) -> None:
    case = read_case(FOLDER)
    choice = compare.Choice(options=compare.Options(effort=100, bound_effort=1000))
    power = compare.make_plan(compare.alone(case, "power", 0.65, has_gift=False), choice).decisions
    water = compare.make_plan(compare.alone(case, "water", 0.35, has_gift=True), choice).decisions
    both = compare.merged(power, water)
    assert both.purchases["purchase_id"].is_unique().all()
    assert {asset.split("/")[0] for asset in power.repairs["asset_id"]} == {"power"}
    assert {asset.split("/")[0] for asset in water.repairs["asset_id"]} == {"water"}
    kept = kept_of(case, both, case.settings.days)
    assert len(kept.begun) == both.repairs.height + both.installs.height
