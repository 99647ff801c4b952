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
    assert row["proven"].keys() == row["planned"].keys()
    assert max(row["planned"].values()) <= row["nothing"] * (1.0 + 1e-6)


def test_a_case_has_both_sides_and_is_drawn_alike_each_time() -> None:
    first, second = (coupled_case("case14_ieee", 2) for _ in range(2))
    assert first.damage.equals(second.damage)
    assert first.pledges.equals(second.pledges)
    assert first.water.keys() == second.water.keys()
    assert first.damage["asset_id"].str.starts_with("water/").any()
    assert {"pump", "hospital"} == set(first.installs["at"].to_list())
    assert support_by_id(first, count_announced=False)


@pytest.mark.parametrize("seed", range(1, 7))
def test_stations_hang_on_feeders_of_their_own(seed: int) -> None:
    """All pumps of a network stand in one or two stations, where nobody lives, each at the end of one line."""
    case = coupled_case("case14_ieee", seed)
    pumps = {
        f"{name}/{link}"
        for name, tables in case.water.items()
        for link in tables.links.filter(tables.links["kind"] == "pump")["link_id"]
    }
    assert set(case.links["pump_id"].to_list()) == pumps
    load_mw = dict(case.power.buses.select("bus_id", "load_mw").iter_rows())
    for name in case.water:
        stations = set(case.links.filter(case.links["pump_id"].str.starts_with(f"{name}/"))["bus_id"].to_list())
        assert len(stations) in (1, 2)
        for station in stations:
            assert load_mw[station] == 0.0
            branches = case.power.branches
            feeders = branches.filter((branches["from_bus_id"] == station) | (branches["to_bus_id"] == station))
            assert feeders.height == 1
            assert feeders["rate_mva"][0] > 1.0


def test_a_set_carries_as_small_a_part_of_the_pumps_as_in_a_region() -> None:
    """0.4 kWh/m3 at 150 litres for 60 % of the people: what a set gives over what all pumps draw."""
    case = coupled_case("case24_ieee_rts", 1)
    people = 0.6 * 800.0 * float(case.power.buses["load_mw"].sum())
    region_kw = people * 0.150 * 0.4 / 24.0
    drawn_kw = sum(
        float(tables.links.filter(tables.links["kind"] == "pump")["rated_kw"].sum()) for tables in case.water.values()
    )
    sets = case.installs.filter(case.installs["at"] == "pump").sort("rated_kw")
    for given_kw, rated_kw in zip((320.0, 800.0), sets["rated_kw"].to_list(), strict=True):
        assert rated_kw / drawn_kw == pytest.approx(given_kw / region_kw, rel=0.1)
    assert set(case.installs.filter(case.installs["at"] == "hospital")["rated_kw"].to_list()) == {320.0}
