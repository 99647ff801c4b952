"""Generated cases are what the benchmarks say they are, and what the reader of case folders takes."""

from pathlib import Path

import polars as pl
import pytest
from bench._damage import _Target
from bench.generate import generated_case, main, write_case
from polars.testing import assert_frame_equal

from svitlo.adapters.case_folder import read_case
from svitlo.aid.ledger import support_of
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.damage.works import works_of
from svitlo.pipeline import Choice, make_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import audit
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import CASE_SPECS

NETWORKS = ("case14_ieee", "case24_ieee_rts", "case39_epri", "case118_ieee", "case300_ieee")
SEEDS = (1, 2, 3)
DRAWN = [(network, seed) for network in NETWORKS for seed in SEEDS]


@pytest.fixture(scope="module")
def cases() -> dict[tuple[str, int], Case]:
    return {(network, seed): generated_case(network, seed) for network, seed in DRAWN}


def _same(a: Case, b: Case) -> None:
    assert a.settings == b.settings
    for name in ("buses", "branches", "generators"):
        assert_frame_equal(getattr(a.power, name), getattr(b.power, name))
    for spec in CASE_SPECS:
        assert_frame_equal(getattr(a, spec.name), getattr(b, spec.name))


@pytest.mark.parametrize(("network", "seed"), DRAWN)
def test_what_is_written_is_read_back_as_it_was(
    network: str, seed: int, cases: dict[tuple[str, int], Case], tmp_path: Path
) -> None:
    write_case(cases[network, seed], tmp_path / "case")
    _same(cases[network, seed], read_case(tmp_path / "case"))


def test_the_same_seed_gives_the_same_case_and_another_seed_another(cases: dict[tuple[str, int], Case]) -> None:
    again = generated_case("case118_ieee", 1)
    _same(cases["case118_ieee", 1], again)
    assert again.sha256 == cases["case118_ieee", 1].sha256
    assert not again.damage.equals(cases["case118_ieee", 2].damage)
    assert again.sha256 != cases["case118_ieee", 2].sha256


def test_the_draw_is_the_same_on_every_machine(cases: dict[tuple[str, int], Case]) -> None:
    """A change of the generator changes every published table: it must be meant."""
    case = cases["case24_ieee_rts", 1]
    assert case.settings.days == 83
    assert case.damage["asset_id"].to_list()[:4] == [f"power/branch/{row}" for row in (24, 25, 26, 27)]


def test_a_plan_of_a_generated_case_passes_the_audit(tmp_path: Path, cases: dict[tuple[str, int], Case]) -> None:
    write_case(cases["case14_ieee", 2], tmp_path / "case")
    case = read_case(tmp_path / "case")
    plan = make_plan(case, Choice(options=Options(effort=50)))
    assert plan.decisions.repairs.height > 0
    assert audit(case, plan) == ()


@pytest.mark.parametrize(("network", "seed"), DRAWN)
def test_money_lies_between_40_and_100_percent_of_the_needs(
    network: str, seed: int, cases: dict[tuple[str, int], Case]
) -> None:
    case = cases[network, seed]
    price_usd = dict(case.catalogue.select("equipment_id", "cost_usd").iter_rows())
    works = works_of(case, outages_of(case, grid_of(case.power)))
    needed_usd = sum(price_usd[name] * count for work in works for name, count in work.needs)
    pledges = support_of(case)
    usable_usd = sum(pledge.amount_usd for pledge in pledges if pledge.usable_from_day is not None)
    assert 0.399 <= usable_usd / needed_usd <= 1.001
    assert len(works) == case.damage.height, "every damaged asset has a work"
    blocked = [pledge.pledge_id for pledge in pledges if pledge.usable_from_day is None]
    assert blocked == ["reserve"]
    assert any(pledge.earmark.allowed for pledge in pledges)
    assert any(pledge.form == "goods" for pledge in pledges)
    assert sum(pledge.form == "crew" for pledge in pledges) == 1


@pytest.mark.parametrize(("network", "seed"), DRAWN)
def test_sizes_are_in_the_ranges_of_the_benchmark(network: str, seed: int, cases: dict[tuple[str, int], Case]) -> None:
    case = cases[network, seed]
    assert 30 <= case.settings.days <= 90
    assert case.catalogue["lead_days"].is_between(5, 60).all()
    assert set(case.works["crew_kind"]) == set(case.crews["crew_kind"]) == {"line", "plant", "substation"}
    component_count = sum(frame.height for frame in (case.power.buses, case.power.branches, case.power.generators))
    assert 0.06 <= case.damage.height / component_count <= 0.15
    assert (case.places["kind"] == "hospital").sum() == 1
    assert case.weather.height == case.settings.days
    assert case.weather["mean_c"].min() < 0.0


@pytest.mark.parametrize(("network", "seed"), DRAWN)
def test_the_damage_leaves_a_good_part_of_the_demand_unserved(
    network: str, seed: int, cases: dict[tuple[str, int], Case]
) -> None:
    case = cases[network, seed]
    assert 0.08 <= _Target(case.power).unserved_share(case.damage["asset_id"].to_list()) <= 0.5


def test_a_transformer_is_destroyed_and_a_line_is_not(cases: dict[tuple[str, int], Case]) -> None:
    case = cases["case118_ieee", 2]
    kv = dict(case.power.buses.select("bus_id", "kv").iter_rows())
    branches = case.damage.join(case.power.branches, on="asset_id").filter(pl.col("tap") == 1.0)
    for row in branches.iter_rows(named=True):
        is_transformer = kv[row["from_bus_id"]] != kv[row["to_bus_id"]]
        assert (row["severity"] == "destroyed") == is_transformer


def test_size_and_horizon_can_be_set() -> None:
    case = generated_case("case24_ieee_rts", 5, damaged=10, days=30)
    assert case.damage.height == 10
    assert case.settings.days == 30
    assert case.catalogue["lead_days"].max() <= 15, "in half the horizon, everything can still come"


def test_a_large_network_has_at_most_200_damaged_assets() -> None:
    case = generated_case("case1354_pegase", 1)
    assert case.damage.height == 200


def test_the_command_writes_a_folder_that_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["case14_ieee", "3", str(tmp_path / "case"), "--damaged", "4", "--days", "40"])
    assert "4 damaged assets, 40 days" in capsys.readouterr().out
    assert read_case(tmp_path / "case").damage.height == 4


def test_a_network_that_pglib_does_not_have_is_an_error() -> None:
    with pytest.raises(BadInput):
        generated_case("case1_nowhere", 1)
