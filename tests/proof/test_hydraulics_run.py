"""The moments of a day, and days that never end."""

from dataclasses import replace

import pytest

from svitlo.proof.hydraulics_records import WaterCondition
from svitlo.proof.hydraulics_run import MOST_STEPS_COUNT, Switch, switches
from svitlo.tables.errors import EngineFailed
from tests.proof.water_networks import opened, powered, small

BLOCKS_S = (28_800, 28_800, 28_800)
WHOLE = WaterCondition.whole(block_count=3, pump_count=1, link_count=4, node_count=3)
PUMP = 7


@pytest.mark.parametrize(
    ("share", "moments"),
    [
        ((1.0, 1.0, 1.0), {}),
        ((0.0, 0.0, 0.0), {}),
        ((0.0, 1.0, 0.0), {28_800: "gain", 57_600: "lose"}),
        ((0.5, 0.5, 1.0), {14_400: "lose", 28_800: "gain", 43_200: "lose", 57_600: "gain"}),
        ((0.5, 0.0, 0.0), {14_400: "lose"}),
        ((1e-6, 0.0, 0.0), {0: "lose"}),
    ],
)
def test_moments_at_which_power_comes_and_goes(share: tuple[float, ...], moments: dict[int, str]) -> None:
    condition = replace(WHOLE, pump_share=WHOLE.pump_share * [[value] for value in share])
    found = switches(condition, (PUMP,), BLOCKS_S)
    assert {second: switch.block for second, switch in found.items() if switch.block is not None} == {
        0: 0,
        28_800: 1,
        57_600: 2,
    }
    assert {second for second, switch in found.items() if switch.gain or switch.lose} == set(moments)
    assert all(getattr(found[second], what) == (PUMP,) for second, what in moments.items())
    assert list(found) == sorted(found)


def test_a_whole_condition_knows_itself() -> None:
    assert switches(WHOLE, (PUMP,), BLOCKS_S)[0] == Switch(block=0)
    assert WHOLE.is_whole
    assert not replace(WHOLE, node_up=~WHOLE.node_up).is_whole
    # A pipe that a substitute narrows still is whole: all of the file's controls act.
    assert replace(WHOLE, link_share=WHOLE.link_share / 2).is_whole
    assert replace(WHOLE, link_share=WHOLE.link_share / 2).key != WHOLE.key


def test_a_day_of_endless_steps_is_given_up() -> None:
    """Two rules that undo each other every second."""
    never = (
        "[RULES]\nRULE on\nIF PUMP p STATUS IS CLOSED\nTHEN PUMP p STATUS IS OPEN\n"
        "RULE off\nIF PUMP p STATUS IS OPEN\nTHEN PUMP p STATUS IS CLOSED\n"
        "[TIMES]\nRule Timestep 0:00:01\n"
    )
    with opened(small(never)) as hydraulics:
        with pytest.raises(EngineFailed, match=f"more than {MOST_STEPS_COUNT} steps"):
            hydraulics.day(hydraulics.whole())
        # Under emergency operation neither rule acts, as both look at a pump.
        assert hydraulics.day(powered(hydraulics, {"p": (1.0, 1.0, 0.5)})).served_share > 0.9
