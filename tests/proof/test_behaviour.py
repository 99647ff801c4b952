"""What planning is told of a network: demand by part of the day, what pumps can do, and days that were run."""

import numpy as np
import pytest

from svitlo.proof.behaviour import behaviour_of, cut_of
from svitlo.proof.hydraulics import Hydraulics
from tests.support.coupled import shipped

HOURS = np.array([8.0, 16.0])


@pytest.mark.parametrize("network", ["Net1", "Net3"])
def test_demand_is_what_the_undamaged_day_asks_for(network: str) -> None:
    tables = shipped(network)
    with Hydraulics(tables, HOURS.tolist(), [0.5, 1.0]) as hydraulics:
        found, day = behaviour_of(tables, hydraulics, HOURS, [0])
    assert pytest.approx(day.demand_m3.sum(axis=0)) == found.demand_m3_per_h.T @ HOURS
    mean = tables.nodes["demand_m3_per_h"].to_numpy()
    asked = found.demand_m3_per_h
    # The first part has half the water of the file's own hours.
    assert (asked[0].sum() * 2 * 8 + asked[1].sum() * 16) / 24 == pytest.approx(mean.sum(), rel=1e-3)


def test_pumps_may_run_to_the_end_of_their_curves() -> None:
    tables = shipped("Net3")
    with Hydraulics(tables, HOURS.tolist(), [1.0, 1.0]) as hydraulics:
        found, _ = behaviour_of(tables, hydraulics, HOURS, [0, 1])
    pumps = tables.links.filter(tables.links["kind"] == "pump")
    assert found.pump_m3_per_h == pytest.approx(pumps["max_m3_per_h"].to_numpy())


def test_pumps_without_a_curve_may_move_more_than_was_seen() -> None:
    tables = shipped("ky4")
    with Hydraulics(tables, [24.0], [1.0]) as hydraulics:
        found, _ = behaviour_of(tables, hydraulics, np.array([24.0]), [])
    assert tables.links.filter(tables.links["kind"] == "pump")["max_m3_per_h"].null_count() == 2
    assert np.isfinite(found.pump_m3_per_h).all()
    assert (found.pump_m3_per_h > 0.0).all()


def test_days_without_a_pump_say_what_it_is_worth() -> None:
    """Without the river pump Net3 gets less than half of its water for good, without the lake's all of it."""
    tables = shipped("Net3")
    with Hydraulics(tables, HOURS.tolist(), [1.0, 1.0]) as hydraulics:
        found, day = behaviour_of(tables, hydraulics, HOURS, [0, 1])
        pump_ids = hydraulics.pump_ids
    asked = day.demand_m3.sum(axis=0)
    share = {
        tuple(name for name, power in zip(pump_ids, cut.pump_share, strict=True) if power == 0.0): float(
            asked @ cut.served_share / asked.sum()
        )
        for cut in found.cuts
    }
    assert share[()] == pytest.approx(1.0)
    assert share[("10",)] == pytest.approx(1.0)
    assert 0.4 < share[("335",)] < 0.55
    assert share[("10", "335")] == pytest.approx(0.0, abs=1e-3)


def test_a_cut_is_of_the_whole_day() -> None:
    tables = shipped("Net1")
    with Hydraulics(tables, HOURS.tolist(), [1.0, 1.0]) as hydraulics:
        whole = hydraulics.whole()
        cut = cut_of(whole, hydraulics.day(whole), HOURS)
    assert cut.pump_share.tolist() == [1.0]
    assert cut.served_share == pytest.approx(np.ones(cut.served_share.size))
