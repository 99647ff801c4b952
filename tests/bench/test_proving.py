"""The benchmark on proving both physics runs and says what it did."""

import json

import pytest

from bench import proving


def test_it_prints_json_of_the_whole_and_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    proving.main(["--quick", "--days", "3", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["part"] for row in rows] == ["AC power flow and EPANET", "EPANET alone, once", "AC power flow alone"]
    assert all(row["cpu_s"] >= 0.0 for row in rows)
    assert "states" in rows[0]["distinct"]
