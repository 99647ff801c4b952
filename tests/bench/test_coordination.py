"""The benchmark on planning together runs, and its strategies differ in what they should."""

import json

import pytest
from bench._water_side import coupled_case

from bench import coordination
from svitlo.proof.audit_support import support_by_id


def test_it_prints_json_in_which_no_plan_is_below_the_bound(capsys: pytest.CaptureFixture[str]) -> None:
    coordination.main(["--quick", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert set(row["planned"]) == {"jointly", "power first", "each alone", "greedy"}
    assert row["bound"] <= min(row["planned"].values()) * (1.0 + 1e-6)
    assert row["planned"]["jointly"] <= min(row["planned"].values()) * 1.02


def test_a_case_has_both_sides_and_is_drawn_alike_each_time() -> None:
    first, second = (coupled_case("case14_ieee", 2) for _ in range(2))
    assert first.damage.equals(second.damage)
    assert first.pledges.equals(second.pledges)
    assert first.water.keys() == second.water.keys()
    assert first.damage["asset_id"].str.starts_with("water/").any()
    assert first.links.height >= 2
    assert {"pump", "hospital"} == set(first.installs["at"].to_list())
    assert support_by_id(first, count_announced=False)
