"""A file that breaks, blocks or starves EPANET takes down a process of its own, not this one."""

import pytest

from svitlo.engines.epanet_facts import facts_of
from svitlo.engines.epanet_guard import guarded_facts
from tests.engines.networks import shipped


def test_the_answer_from_the_other_process_is_the_answer_of_this_one() -> None:
    there, here = guarded_facts(shipped("Net1")), facts_of(shipped("Net1"))
    assert there == here | {"faults": []}


def test_a_run_without_end_is_a_fault() -> None:
    facts = guarded_facts(shipped("ky4"), seconds=0.01)
    assert "did not get through" in facts["faults"][0][2]


@pytest.mark.parametrize("old", [b"Pattern Timestep   \t2:00", b"Hydraulic Timestep \t1:00"])
def test_no_step_of_time_breaks_this_process(old: bytes) -> None:
    content = shipped("Net1")
    assert old in content
    facts = guarded_facts(content.replace(old, old[:19] + b"0:00:00"))
    assert facts["faults"] or facts["served_share"] > 0.99
