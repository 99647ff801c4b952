"""The benchmark on planned and simulated water runs, and says what it should."""

import json

import pytest
from bench.agreement import Row, check, struck

from bench import agreement
from tests.support.coupled import shipped


def test_it_prints_json_that_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    agreement.main(["--case", "Net3", "--seeds", "3,10", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["seed"] for row in rows] == [3, 10]
    assert max(row["raw_points"] for row in rows) > 10.0
    assert max(row["corrected_points"] for row in rows) <= 2.0


def test_it_prints_medians(capsys: pytest.CaptureFixture[str]) -> None:
    agreement.main(["--quick"])
    said = capsys.readouterr().out
    assert "worst zone" in said
    assert said.count("Net1") == 3


def test_an_outage_is_drawn_alike_each_time() -> None:
    first, second = (struck(shipped("Net3"), 7) for _ in range(2))
    assert first[1:] == second[1:]
    assert first[0].damage.equals(second[0].damage)
    assert first[0].links.equals(second[0].links)


def test_water_that_does_not_agree_is_found() -> None:
    good = Row(
        case="Net3",
        seed=1,
        pumps_off_count=1,
        pipes_out_count=0,
        planned_share=0.5,
        raw_points=30.0,
        learnt_points=3.0,
        corrected_points=1.0,
        zone_points=4.0,
        round_count=2,
    )
    check([good])
    bad = Row(**{name: getattr(good, name) for name in Row.__slots__} | {"corrected_points": 2.5})
    with pytest.raises(AssertionError):
        check([bad])
