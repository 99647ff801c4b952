"""The benchmark prints the table by kind, and the same as JSON."""

import json

import pytest
from bench.reading import AIMS, main

from svitlo.reading.facts import KINDS


def test_it_prints_a_row_for_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])
    said = capsys.readouterr().out
    assert all(f"\n{name} " in said for name in (*KINDS, *AIMS, "remarks"))


def test_it_prints_counts_that_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--json"])
    (counts,) = json.loads(capsys.readouterr().out)["parts"].values()
    assert counts["money"] == counts["support"]
    assert counts["the rest"]["marked"] == sum(counts[kind]["marked"] for kind in KINDS if kind != "support")
    assert all(one["matched"] <= min(one["proposed"], one["marked"]) for one in counts.values())
