"""The ordering benchmark runs, prints JSON alone, and its orders are worth what it says."""

import json
import os
import subprocess
import sys

import pytest
from bench._pglib import pglib_instance
from bench._recount import Recount
from bench.ordering import main

from tests.conftest import ROOT

METHODS = ["utilisation", "utilisation_descending", "greedy", "rad", "rrr", "rrr_best_of_2", "svitlo"]


def test_the_launcher_prints_json_that_anyone_can_check() -> None:
    done = subprocess.run(
        [ROOT / "bench" / "ordering", "--case", "case24_ieee_rts", "--seed", "2", "--json", "--quick"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        env={**os.environ, "SVITLO_PYTHON": sys.executable},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    instance = pglib_instance("case24_ieee_rts", 2)
    recount = Recount(instance)
    assert [tuple(component) for component in found["damaged"]] == list(instance.damaged)
    assert [entry["method"] for entry in found["methods"]][: len(METHODS)] == METHODS
    for entry in found["methods"]:
        order = [(kind, row) for kind, row in entry["order"]]
        assert recount.energy_not_served(order) == pytest.approx(entry["ens"], abs=1e-6)
        assert found["bound"] <= entry["ens"]
        assert entry["gap_share"] == pytest.approx((entry["ens"] - found["bound"]) / entry["ens"])


def test_the_table_has_ratios_to_every_peer(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])
    said = capsys.readouterr().out
    for method in METHODS[:-1]:
        assert f"svitlo / {method} " in said
    assert said.count("case24_ieee_rts") == 3


def test_an_order_that_lacks_a_component_is_not_counted() -> None:
    instance = pglib_instance("case24_ieee_rts", 1)
    with pytest.raises(ValueError, match="every damaged component"):
        Recount(instance).energy_not_served(instance.damaged[1:])
