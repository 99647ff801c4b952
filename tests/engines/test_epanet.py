"""The door to EPANET: what is read, what is run, and that the door gives what the toolkit itself gives."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from svitlo.engines.epanet import REQUIRED_PRESSURE_M, Project
from svitlo.engines.epanet_calls import EpanetFailed
from svitlo.engines.epanet_library import (
    ControlKind,
    Count,
    LinkKind,
    LinkValue,
    NodeKind,
    NodeValue,
    Option,
    Statistic,
    Time,
    version_text,
)
from svitlo.engines.epanet_pumps import pump_limits
from tests.engines.networks import shipped

M3_PER_H_IN_GPM = 4.402867539


def served_and_demand_m3(project: Project) -> tuple[np.ndarray, np.ndarray]:
    project.set_time(Time.DURATION_S, 86_400)
    served, demand = np.zeros(project.node_count), np.zeros(project.node_count)
    project.start_run()
    while True:
        project.run_step()
        now = project.node_values(NodeValue.SERVED_M3_PER_H), project.node_values(NodeValue.DEMAND_M3_PER_H)
        step_s = project.next_step()
        if not step_s:
            return served, demand
        served += now[0] * step_s / 3600.0
        demand += now[1] * step_s / 3600.0


def test_the_engine_is_new_enough_to_judge_an_outage() -> None:
    assert tuple(int(part) for part in version_text().split(".")) >= (2, 3, 0)


def test_what_the_file_says_is_read_in_metric_units() -> None:
    with Project(shipped("Net1")) as project:
        assert project.file_units == "GPM"
        assert not project.file_demand_model[0]
        assert project.node_ids[:2] == ("10", "11")
        assert project.node_kinds[-2:] == (NodeKind.RESERVOIR, NodeKind.TANK)
        assert project.link_kinds[-1] == LinkKind.PUMP
        assert [project.node_ids[end] for end in project.link_ends[-1]] == ["9", "10"]
        assert project.node_value(0, NodeValue.ELEVATION_M) == pytest.approx(710 * 0.3048)
        assert project.link_value(0, LinkValue.LENGTH_M) == pytest.approx(10530 * 0.3048)
        assert project.link_value(0, LinkValue.DIAMETER_MM) == pytest.approx(18 * 25.4)
        assert project.demands(1)[0][0] == pytest.approx(150 / M3_PER_H_IN_GPM, rel=1e-5)
        assert project.curve(1) == pytest.approx(np.array([[1500 / M3_PER_H_IN_GPM, 250 * 0.3048]]), rel=1e-5)
        assert project.coordinates(0) == (20.0, 70.0)
        low, high = project.controls()
        assert (low.kind, high.kind) == (ControlKind.LOW_LEVEL, ControlKind.HIGH_LEVEL)
        assert (low.level, high.level) == pytest.approx((110 * 0.3048, 140 * 0.3048))


def test_a_run_is_that_of_the_toolkit_itself(tmp_path: Path) -> None:
    """The same day of Net3 with the wheel's own Python module, in the file's own units."""
    toolkit = pytest.importorskip("epanet.toolkit")
    (tmp_path / "net.inp").write_bytes(shipped("Net3"))
    handle = toolkit.createproject()
    toolkit.open(handle, str(tmp_path / "net.inp"), str(tmp_path / "net.rpt"), "")
    toolkit.setdemandmodel(handle, toolkit.PDA, 0.0, REQUIRED_PRESSURE_M / 0.3048 * 0.4333, 0.5)
    toolkit.settimeparam(handle, toolkit.DURATION, 86_400)
    count = toolkit.getcount(handle, toolkit.NODECOUNT)
    served = np.zeros(count)
    toolkit.openH(handle)
    toolkit.initH(handle, 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while True:
            toolkit.runH(handle)
            now = [toolkit.getnodevalue(handle, row + 1, toolkit.DEMANDFLOW) for row in range(count)]
            step_s = toolkit.nextH(handle)
            if not step_s:
                break
            served += np.array(now) * step_s / 3600.0 / M3_PER_H_IN_GPM
    toolkit.closeH(handle)
    toolkit.close(handle)
    toolkit.deleteproject(handle)
    with Project(shipped("Net3")) as project:
        ours, _ = served_and_demand_m3(project)
    junction = slice(0, 92)
    assert ours[junction] == pytest.approx(served[junction], rel=1e-5, abs=1e-4)


def test_without_its_pumps_net3_serves_what_its_tanks_and_gravity_give() -> None:
    """A blackout of a day: an engine that serves from empty tanks says 100 %."""
    with Project(shipped("Net3")) as project:
        pumps = [row for row, kind in enumerate(project.link_kinds) if kind == LinkKind.PUMP]
        for row in range(project.count(Count.CONTROLS) - 1, -1, -1):
            if project.controls()[row].link in pumps:
                project.delete_control(row)
        for row in pumps:
            project.set_link_value(row, LinkValue.START_STATUS, 0.0)
        served, demand = served_and_demand_m3(project)
        assert 0.30 <= served[:92].sum() / demand[:92].sum() <= 0.33


def test_the_same_run_gives_the_same_bytes_whatever_ran_before() -> None:
    with Project(shipped("Net3")) as project:
        first, _ = served_and_demand_m3(project)
        project.set_link_value(117, LinkValue.START_STATUS, 0.0)
        served_and_demand_m3(project)
        project.set_link_value(117, LinkValue.START_STATUS, 1.0)
        again, _ = served_and_demand_m3(project)
    with Project(shipped("Net3")) as project:
        fresh, _ = served_and_demand_m3(project)
    assert first.tobytes() == fresh.tobytes()
    assert again == pytest.approx(first, rel=1e-4, abs=1e-3)


def test_a_network_can_be_changed_while_it_is_open() -> None:
    with Project(shipped("Net1")) as project:
        project.set_demand(1, 0, 10.0)
        project.set_pattern(1, [1.0, 2.0])
        project.set_start_level(10, 40.0)
        assert project.demands(1)[0][0] == pytest.approx(10.0)
        assert project.pattern(1).tolist() == [1.0, 2.0]
        assert project.node_value(10, NodeValue.TANK_START_LEVEL_M) == pytest.approx(40.0)
        kept = project.controls()[0]
        project.delete_control(0)
        row = project.add_control(kept)
        assert project.controls()[row] == kept
        project.enable_control(0, enabled=False)
        project.set_option(Option.DEMAND_MULTIPLIER, 2.0)
        assert project.option(Option.DEMAND_MULTIPLIER) == 2.0
        assert project.time(Time.HYDRAULIC_STEP_S) == 3600
        project.start_run()
        project.run_step()
        assert project.statistic(Statistic.ITERATIONS_COUNT) >= 1
        assert b"CMH" in project.save()
        project.end_run()


RULES = b"""
[RULES]
RULE one
IF TANK 2 LEVEL ABOVE 130
AND SYSTEM CLOCKTIME >= 8 AM
THEN PUMP 9 STATUS IS CLOSED
ELSE PUMP 9 STATUS IS OPEN
PRIORITY 3
[END]
"""


def test_rules_are_read_and_may_be_kept_from_acting() -> None:
    with Project(shipped("Net1").replace(b"[END]", RULES)) as project:
        (rule,) = project.rules()
        assert (rule.name, rule.priority, rule.links) == ("one", 3.0, frozenset({12}))
        assert [premise.variable for premise in rule.premises] == [3, 10]
        assert rule.premises[0].value == pytest.approx(130 * 0.3048, rel=1e-3)
        assert (rule.then_actions[0].status, rule.else_actions[0].status) == (2, 1)
        project.enable_rule(0, enabled=False)
        project.delete_rule(0)
        assert project.rules() == ()


def test_what_the_engine_refuses_is_told_with_its_code_and_lines() -> None:
    with pytest.raises(EpanetFailed) as caught:
        Project(shipped("Net1").replace(b"10530", b"-10530"))
    assert caught.value.code == 200
    assert any("illegal numeric value -10530" in line for line in caught.value.report)


def test_a_closed_network_answers_no_more() -> None:
    project = Project(shipped("Net1"))
    folder = Path(project._folder.name)
    assert folder.is_dir()
    project.close()
    project.close()
    assert not folder.exists()
    with pytest.raises(EpanetFailed, match="closed"):
        project.controls()


@pytest.mark.parametrize("name", ["Net1", "Net3", "ky4", "Net6"])
def test_no_pump_does_more_than_its_limits_in_an_undamaged_day(name: str) -> None:
    """In Net6 EPANET leaves a pump off its curve for a moment: 1 in 1,000 of a pump's moments may be like that."""
    with Project(shipped(name)) as project:
        pumps = [row for row, kind in enumerate(project.link_kinds) if kind == LinkKind.PUMP]
        limits = [pump_limits(project, row) for row in pumps]
        most = np.array([np.inf if flow is None else flow for flow, _ in limits])
        most_kw = np.array([kw for _, kw in limits])
        project.set_time(Time.DURATION_S, 86_400)
        project.start_run()
        beyond, moments, step_s = 0, 0, 1
        while step_s:
            project.run_step()
            flows, drawn = project.link_values(LinkValue.FLOW_M3_PER_H), project.link_values(LinkValue.DRAWN_KW)
            step_s = project.next_step()
            beyond += int(((drawn[pumps] > most_kw * 1.01) | (flows[pumps] > most * 1.001)).sum())
            moments += len(pumps)
        assert beyond <= moments // 1000


def test_many_threads_open_and_run_networks_side_by_side() -> None:
    """EPANET reads its files with functions that are not made for threads: opening takes turns."""
    contents = [shipped(name) for name in ("Net1", "Net3", "Net2")] * 20

    def nodes(content: bytes) -> int:
        with Project(content) as project:
            project.start_run()
            project.run_step()
            return project.node_count

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(nodes, contents)) == [11, 97, 36] * 20
