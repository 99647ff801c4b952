"""The benchmark of water: Svitlo and a bare loop over the toolkit agree before they are timed; WNTR stands beside."""

import json

import pytest
from bench._water_peers import Answer, Bare, by_wntr

from bench import water


def test_a_quick_run_compares_svitlo_with_the_bare_loop(capsys: pytest.CaptureFixture[str]) -> None:
    water.main(["--quick", "--json", "--peer", "-"])
    (result,) = json.loads(capsys.readouterr().out)
    assert (result["case"], result["junction_count"], result["pump_count"]) == ("Net1", 9, 1)
    assert list(result["ways"]) == [water.OURS, water.BARE]
    assert result["apart"] <= water.AGREEMENT
    assert result["ways"][water.OURS]["served_share"] == pytest.approx({"whole": 1.0, "all off": 0.1892}, abs=1e-3)
    assert len(result["ways"][water.OURS]["ms"]) == 2 * water.QUICK_REPEATS


def test_the_table_in_words_shows_what_wntr_says(capsys: pytest.CaptureFixture[str]) -> None:
    water.main(["--case", "Net3", "--repeats", "1", "--peer", "2.2"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Net3: 92 junctions, 2 pumps"
    assert [line.split("  ")[0] for line in lines[2:5]] == [water.OURS, water.BARE, "WNTR, EPANET 2.2"]
    assert lines[2].endswith("30.14%")
    assert lines[4].endswith("100.00%")


def test_what_would_take_minutes_is_left_out_and_said() -> None:
    notes: list[str] = []
    options = water._parsed([])
    assert water._peers_for("ky4", 959, options, notes) == ["WNTR, EPANET 2.2"]
    assert notes == ["WNTR, its own: left out on ky4, where a day takes it minutes; `--peer` runs it."]
    assert water._peers_for("Net1", 9, options, notes) == list(water.PEERS)


def test_wntrs_own_simulator_closes_empty_tanks() -> None:
    answer, _ = by_wntr("Net1", ["9"], "WNTRSimulator")
    assert answer.served_share < 0.3


def test_answers_that_differ_are_seen() -> None:
    one = Answer(demand_m3=10.0, served_m3=5.0, tanks_m3=1.0, pump_kwh=2.0)
    assert water._apart(one, one) == 0.0
    assert water._apart(Answer(demand_m3=10.0, served_m3=5.0, tanks_m3=1.5, pump_kwh=2.0), one) == pytest.approx(0.05)


def test_outages_of_networks_with_one_pump_and_with_many() -> None:
    assert list(water.outages_of(["9"])) == ["whole", "all off"]
    bare = Bare("ky10")
    try:
        outages = water.outages_of(bare.pump_ids)
    finally:
        bare.close()
    assert [len(off) for off in outages.values()] == [0, 1, 1, 1, 7, 13]
