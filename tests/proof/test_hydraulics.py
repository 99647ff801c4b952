"""Days of water networks: the blackout oracles, agreement with a bare loop, outages of every kind, laws."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.proof.hydraulics import Hydraulics
from svitlo.proof.hydraulics_records import Floats
from svitlo.tables.errors import BadInput, EngineFailed
from tests.proof.water_networks import (
    EVEN,
    THREE_BLOCKS_H,
    bare_day,
    opened,
    powered,
    shipped,
    small,
    tables_of,
    without_links,
    without_nodes,
)


def usable_m3(hydraulics: Hydraulics) -> float:
    return float((hydraulics.start_m3 - hydraulics.min_m3).sum())


@pytest.mark.parametrize(
    ("name", "off", "low", "high"),
    [("Net1", ["9"], 0.189, 0.190), ("Net3", ["10", "335"], 0.30, 0.33), ("Net3", ["335"], 0.512, 0.532)],
)
def test_blackouts_serve_what_the_tanks_hold_and_no_more(name: str, off: list[str], low: float, high: float) -> None:
    with opened(shipped(name), keep_timers=True) as hydraulics:
        day = hydraulics.day(powered(hydraulics, dict.fromkeys(off, 0.0)))
        assert low <= day.served_share <= high
        assert day.served_m3.sum() <= usable_m3(hydraulics) + day.reservoir_m3 + 1.0
        assert day.findings == ()


@pytest.mark.parametrize(("name", "off"), [("Net1", []), ("Net1", ["9"]), ("Net3", []), ("Net3", ["10", "335"])])
def test_a_plain_loop_over_the_toolkit_gives_the_same(name: str, off: list[str]) -> None:
    with opened(shipped(name), keep_timers=True) as hydraulics:
        day = hydraulics.day(powered(hydraulics, dict.fromkeys(off, 0.0)))
    bare = bare_day(name, off, stop_at_empty=True)
    assert day.demand_m3.sum() == pytest.approx(bare.demand_m3, rel=1e-6)
    assert day.served_m3.sum() == pytest.approx(min(bare.served_m3, bare.demand_m3), rel=1e-6)
    assert day.levels_m3 == pytest.approx(bare.end_m3, rel=1e-6)
    assert day.pump_kwh.sum() == pytest.approx(bare.pump_kwh, rel=1e-6)


def test_whole_days_are_served_whole_and_balance() -> None:
    for name in ("Net1", "Net3", "ky4"):
        with opened(shipped(name)) as hydraulics:
            day = hydraulics.day(hydraulics.whole())
            assert day.served_share == pytest.approx(1.0, abs=1e-6)
            assert day.reservoir_m3 - day.tank_change_m3 == pytest.approx(float(day.demand_m3.sum()), rel=1e-3)
            assert day.findings == ()


def test_large_networks_without_any_power() -> None:
    for name, share in (("ky10", 0.586), ("Net6", 0.998)):
        with opened(shipped(name)) as hydraulics:
            day = hydraulics.day(powered(hydraulics, dict.fromkeys(hydraulics.pump_ids, 0.0)))
            assert day.served_share == pytest.approx(share, abs=0.01)
            assert day.findings == ()
            assert day.pump_m3.sum() == day.pump_kwh.sum() == 0.0


def test_emergency_operation_sets_a_pumps_timer_aside_and_keeps_its_level_control() -> None:
    """Net3's pump 10 runs from hour 1 to 15 by the clock; pump 335 from 17.1 to 19.1 ft in a tank."""
    whole: dict[str, float] = {"335": 0.0}
    with opened(shipped("Net3"), keep_timers=True) as hydraulics:
        by_clock = hydraulics.day(powered(hydraulics, {**whole}))
        lake = hydraulics.pump_ids.index("10")
        assert by_clock.pump_m3[2, lake] == 0.0
    with opened(shipped("Net3")) as hydraulics:
        emergency = hydraulics.day(powered(hydraulics, {**whole}))
        assert (emergency.pump_m3[:, lake] > 0.0).all()
        assert emergency.served_share == pytest.approx(0.703, abs=0.01)
        full = hydraulics.day(powered(hydraulics, {"10": 0.0}))
        assert full.pump_m3[:, 1].min() < full.pump_m3[:, 1].max() / 2
        assert hydraulics.day(hydraulics.whole()).pump_m3[2, lake] == 0.0


def test_a_pump_runs_in_the_part_of_a_block_that_has_power() -> None:
    with opened(small()) as hydraulics:
        whole = hydraulics.day(hydraulics.whole())
        part = hydraulics.day(powered(hydraulics, {"p": (0.5, 0.0, 1.0)}))
    assert whole.pump_m3[0, 0] > 100.0
    # The tank is lower when the pump comes back, so it moves a little more.
    assert part.pump_m3[0, 0] == pytest.approx(whole.pump_m3[0, 0] / 2, rel=0.1)
    assert part.pump_m3[1, 0] == part.pump_kwh[1, 0] == 0.0
    assert part.pump_m3[2, 0] >= whole.pump_m3[2, 0]
    assert part.findings == ()


def test_a_second_of_power_is_a_second() -> None:
    with opened(small()) as hydraulics:
        all_day = hydraulics.day(hydraulics.whole()).pump_m3[0, 0]
        second = hydraulics.day(powered(hydraulics, {"p": (1 / 28_800, 0.0, 0.0)}))
        assert second.pump_m3[0, 0] == pytest.approx(all_day / 28_800, rel=0.1)
        none = hydraulics.day(powered(hydraulics, {"p": (0.4 / 28_800, 0.0, 0.0)}))
        assert none.pump_m3.sum() == 0.0


def test_demand_follows_the_cases_share_of_each_block() -> None:
    with opened(shipped("Net3")) as even, opened(shipped("Net3"), (1.0, 0.5, 0.25)) as uneven:
        first, second = even.day(even.whole()), uneven.day(uneven.whole())
    assert second.demand_m3 == pytest.approx(first.demand_m3 * np.array([[1.0], [0.5], [0.25]]), rel=1e-9)


def test_a_pump_that_is_out_does_not_start_when_power_comes() -> None:
    with opened(small()) as hydraulics:
        pump = hydraulics.link_ids.index("p")
        condition = powered(hydraulics, {"p": (0.5, 1.0, 0.5)})
        day = hydraulics.day(replace(condition, link_share=without_links(hydraulics, [pump]).link_share))
        assert day.pump_m3.sum() == day.pump_kwh.sum() == 0.0


def test_a_node_that_is_out_is_asked_for_and_served_nothing() -> None:
    with opened(small()) as hydraulics:
        node = hydraulics.node_ids.index("b")
        day = hydraulics.day(without_nodes(hydraulics, [node]))
        assert day.demand_m3[:, node] == pytest.approx(80.0)
        assert day.served_m3[:, node].sum() == 0.0
        assert day.served_m3.sum() == pytest.approx(0.0, abs=1e-6)
        assert day.pump_m3.sum() == pytest.approx(0.0, abs=1e-3)
        assert day.findings == ()


def test_a_tank_that_is_out_keeps_its_water_and_a_reservoir_gives_none() -> None:
    with opened(small()) as hydraulics:
        tank, reservoir = (hydraulics.node_ids.index(node) for node in ("t", "r"))
        day = hydraulics.day(without_nodes(hydraulics, [tank]))
        assert day.levels_m3 == pytest.approx(hydraulics.start_m3)
        assert day.served_share > 0.9
        dry = hydraulics.day(without_nodes(hydraulics, [tank, reservoir]))
        assert dry.served_share == pytest.approx(0.0, abs=1e-3)
        assert dry.reservoir_m3 == pytest.approx(0.0, abs=0.1)
        assert dry.findings == ()


@pytest.mark.parametrize("name", ["Net1", "Net2", "Net3", "ky4"])
def test_nothing_stands(name: str) -> None:
    with opened(shipped(name)) as hydraulics:
        day = hydraulics.day(without_links(hydraulics, range(len(hydraulics.link_ids))))
        # Net2 is fed by a junction with negative demand, which then pushes on closed links.
        assert day.served_share == 0.0
        assert not any(finding.is_breach for finding in day.findings)


def test_a_pipe_with_a_check_valve_can_be_out_and_comes_back() -> None:
    with opened(small()) as hydraulics:
        before = hydraulics.day(hydraulics.whole())
        node = hydraulics.node_ids.index("c")
        day = hydraulics.day(without_links(hydraulics, [hydraulics.link_ids.index("bc")]))
        assert day.served_m3[:, node].sum() == 0.0
        assert before.served_m3[:, node].sum() == pytest.approx(240.0)
        after = hydraulics.day(hydraulics.whole())
        assert after.served_m3.tobytes() == before.served_m3.tobytes()


def test_a_substitute_pipe_carries_its_share() -> None:
    """At equal head loss flow goes with the diameter to the 2.63: a junction that only a long pipe feeds shows it."""
    inp = small().inp.replace(b"bc  b  c  100  200  100  0  CV", b"bc  b  c  3000  60  100  0  Open")
    with opened(tables_of(inp)) as hydraulics:
        pipe, node = hydraulics.link_ids.index("bc"), hydraulics.node_ids.index("c")
        whole = hydraulics.day(hydraulics.whole())
        half = hydraulics.day(without_links(hydraulics, [pipe], share=0.5))
        ratio = half.served_m3[:, node].sum() / whole.served_m3[:, node].sum()
        assert 0.5 <= ratio < 0.65  # the lower pressure at its end draws a little more through it
        again = hydraulics.day(hydraulics.whole())
        assert again.served_m3.tobytes() == whole.served_m3.tobytes()


@pytest.mark.parametrize("name", ["Net3", "ky10"])
def test_a_day_does_not_depend_on_the_days_before_it(name: str) -> None:
    rng = np.random.default_rng(3)
    with opened(shipped(name)) as hydraulics, opened(shipped(name)) as fresh:
        broken = rng.choice(len(hydraulics.link_ids), 5, replace=False).tolist()
        condition = powered(hydraulics, {hydraulics.pump_ids[0]: (0.0, 0.5, 1.0)})
        first = hydraulics.day(condition)
        hydraulics.day(without_links(hydraulics, broken))
        hydraulics.day(without_links(hydraulics, broken, share=0.5))
        again, alone = hydraulics.day(condition), fresh.day(condition)
        for day in (again, alone):
            assert day.served_m3.tobytes() == first.served_m3.tobytes()
            assert day.levels_m3.tobytes() == first.levels_m3.tobytes()


def test_tanks_carry_on_from_day_to_day_and_equal_days_run_once() -> None:
    with opened(shipped("Net3")) as hydraulics:
        off = powered(hydraulics, dict.fromkeys(hydraulics.pump_ids, 0.0))
        days = hydraulics.simulate([off] * 30 + [hydraulics.whole()] * 2)
        assert days[0].served_share == pytest.approx(0.3014, abs=0.003)
        assert [day.served_share for day in days[1:30]] == pytest.approx([0.0] * 29, abs=1e-3)
        assert days[2] is days[29]
        assert hydraulics.day_count <= 6
        assert days[30].served_share > 0.9
        for day, following in pairwise(days):
            room_m3 = hydraulics.max_m3 - hydraulics.min_m3
            assert (following.start_m3 <= np.maximum(day.levels_m3, hydraulics.min_m3) + 1e-6).all()
            assert (following.start_m3 >= day.levels_m3 - 1.1e-3 * room_m3).all()


def test_a_lasting_condition_is_followed_until_the_tanks_recur() -> None:
    with opened(shipped("Net3")) as hydraulics:
        lasting = hydraulics.sustained(powered(hydraulics, {"335": 0.0}))
        assert (lasting.recurs, lasting.day_count) == (True, 2)
        assert lasting.day.served_m3.sum() == pytest.approx(lasting.day.reservoir_m3, rel=1e-2)
        assert lasting.day.served_share == pytest.approx(0.4575, abs=0.01)


def test_calls_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadInput, match="do not make a day of 24 h"):
        Hydraulics(shipped("Net1"), (8.0, 8.0), (1.0, 1.0))
    with opened(shipped("Net1")) as hydraulics, pytest.raises(BadInput, match="tank volumes have the shape"):
        hydraulics.day(hydraulics.whole(), np.zeros(2))
    with pytest.raises(EngineFailed):
        Hydraulics(tables_of(b"[PIPES]\n 1 a b 1 1 1\n"), THREE_BLOCKS_H, EVEN)


@pytest.mark.parametrize("name", ["Net1", "Net3"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_laws(name: str, data: st.DataObject) -> None:
    """Whatever has power and however full the tanks are: no water from nowhere, no pump without power."""
    shares = st.sampled_from([0.0, 0.1, 0.5, 1.0])
    with opened(shipped(name), (1.0, 0.8, 0.6)) as hydraulics:
        pump_share = np.array([[data.draw(shares) for _ in hydraulics.pump_ids] for _ in THREE_BLOCKS_H])
        full = np.array([data.draw(st.floats(0.0, 1.0)) for _ in hydraulics.tank_ids])
        start_m3: Floats = hydraulics.min_m3 + full * (hydraulics.max_m3 - hydraulics.min_m3)
        day = hydraulics.day(replace(hydraulics.whole(), pump_share=pump_share), start_m3)
    assert day.findings == ()
    assert day.start_m3 == pytest.approx(start_m3)
    assert (day.served_m3 <= day.demand_m3).all()
    assert (day.pump_m3[pump_share == 0.0] == 0.0).all()
    assert (day.pump_kwh[pump_share == 0.0] == 0.0).all()
    assert (day.tank_out_m3 <= day.tank_in_m3 + day.start_m3 - hydraulics.min_m3 + 1.0).all()
    assert (day.levels_m3 >= hydraulics.min_m3 - 1.0).all()
    assert day.served_m3.sum() <= day.reservoir_m3 + day.tank_out_m3.sum() - day.tank_in_m3.sum() + 5e-3 * 6e4
