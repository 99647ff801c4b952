"""Controls, rules and speed patterns of a file, on whole days and under emergency operation."""

import numpy as np
import pytest

from svitlo.engines.epanet import Project
from svitlo.proof.hydraulics_operations import looks_at_levels_alone
from tests.proof.water_networks import opened, powered, small, without_links

CLOCK = """
[RULES]
RULE night
IF SYSTEM CLOCKTIME >= 8 AM
THEN PUMP p STATUS IS CLOSED
PRIORITY 1
"""
LEVEL = """
[RULES]
RULE full
IF TANK t LEVEL ABOVE 5.2
THEN PUMP p STATUS IS CLOSED
RULE low
IF TANK t LEVEL BELOW 5.1
THEN PUMP p STATUS IS OPEN
"""
BOTH = """
[RULES]
RULE mixed
IF TANK t LEVEL BELOW 9
AND SYSTEM CLOCKTIME >= 8 AM
THEN PUMP p STATUS IS CLOSED
AND PIPE ra STATUS IS CLOSED
ELSE PUMP p SETTING IS 1
"""
TIMERS = "[CONTROLS]\nLINK p CLOSED AT TIME 8\nLINK p OPEN AT TIME 20\n"
OPENER = "[RULES]\nRULE always\nIF TANK t LEVEL ABOVE 0\nTHEN PUMP p STATUS IS OPEN\nAND PIPE ra STATUS IS OPEN\n"
BRIEF = (1.0, 1.0, 27_000 / 28_800)
"""Power for all but the last half hour of the day: enough for emergency operation."""


def moved(more: str, share: tuple[float, float, float], **options: str) -> np.ndarray:
    with opened(small(more, **options)) as hydraulics:
        return hydraulics.day(powered(hydraulics, {"p": share})).pump_m3[:, 0]


@pytest.mark.parametrize("more", [CLOCK, BOTH, TIMERS], ids=["rule by the clock", "rule by both", "timers"])
def test_what_goes_by_the_clock_stops_a_pump_on_whole_days_alone(more: str) -> None:
    whole, emergency = moved(more, (1.0, 1.0, 1.0)), moved(more, BRIEF)
    assert whole[0] > 100.0
    assert whole[1] == pytest.approx(0.0, abs=0.1 * whole[0])
    if more != BOTH:  # this one also closes a pipe, which is none of emergency operation's business
        assert emergency[1] == pytest.approx(whole[0], rel=0.2)
        assert emergency[2] == pytest.approx(emergency[1] * BRIEF[2], rel=0.1)


def test_a_rule_that_looks_at_levels_still_stops_a_pump() -> None:
    free, held = moved("", BRIEF), moved(LEVEL, BRIEF)
    assert held.sum() < 0.8 * free.sum()
    assert held.sum() > 240.0  # it keeps the tank where it is


def test_no_control_or_rule_starts_a_pump_without_power_or_opens_what_is_out() -> None:
    for more in (OPENER, TIMERS, "[CONTROLS]\nLINK p OPEN IF NODE t BELOW 9\n", LEVEL):
        assert moved(more, (0.0, 0.0, 0.0)).tolist() == [0.0, 0.0, 0.0]
        late = moved(more, (0.0, 1.0, 0.0))
        assert late[0] == late[2] == 0.0
        with opened(small(more)) as hydraulics:
            pipe = hydraulics.link_ids.index("ra")
            day = hydraulics.day(without_links(hydraulics, [pipe]))
            assert day.reservoir_m3 == pytest.approx(0.0, abs=0.1)
            after = hydraulics.day(hydraulics.whole())
            assert after.reservoir_m3 > 100.0


def test_a_speed_pattern_is_a_clock_too() -> None:
    more = "[PATTERNS]\n half 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n"
    whole = moved(more, (1.0, 1.0, 1.0), speed="PATTERN half")
    emergency = moved(more, BRIEF, speed="PATTERN half")
    assert (whole[0], moved(more, (0.0, 0.0, 0.0), speed="PATTERN half").sum()) == (0.0, 0.0)
    assert whole[1] > 100.0
    assert emergency[0] > 100.0


def test_a_pump_keeps_its_own_speed_when_power_comes_back() -> None:
    share = (0.0, 1.0, 1.0)
    assert moved("", share, speed="SPEED 0.9")[1] < 0.95 * moved("", share)[1]


def test_a_pump_that_nothing_in_the_file_opens_stays_closed() -> None:
    assert moved("[STATUS]\n p Closed\n", BRIEF).sum() == 0.0
    assert moved("[STATUS]\n p Closed\n" + TIMERS, BRIEF)[0] > 100.0


def test_valves_of_every_kind_close_and_come_back() -> None:
    for kind, setting in (("PRV", "20"), ("FCV", "5"), ("TCV", "3"), ("PBV", "1"), ("PSV", "5"), ("GPV", "2")):
        more = f"[JUNCTIONS]\n d  10  5\n[VALVES]\n v  b  d  100  {kind}  {setting}  0\n"
        more += "[CURVES]\n 2  0  0\n 2  10  1\n 2  100  20\n"
        with opened(small(more)) as hydraulics:
            before = hydraulics.day(hydraulics.whole())
            node = hydraulics.node_ids.index("d")
            day = hydraulics.day(without_links(hydraulics, [hydraulics.link_ids.index("v")]))
            assert before.served_m3[:, node].sum() > 60.0, kind
            assert day.served_m3[:, node].sum() == 0.0, kind
            assert day.findings == (), kind
            assert hydraulics.day(hydraulics.whole()).served_m3.tobytes() == before.served_m3.tobytes(), kind


def test_rules_that_look_at_levels_alone() -> None:
    with Project(small(CLOCK).inp) as clock, Project(small(LEVEL).inp) as level, Project(small(BOTH).inp) as both:
        assert [looks_at_levels_alone(rule) for rule in clock.rules()] == [False]
        assert [looks_at_levels_alone(rule) for rule in level.rules()] == [True, True]
        assert [looks_at_levels_alone(rule) for rule in both.rules()] == [False]
