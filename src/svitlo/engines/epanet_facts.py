"""What a water network is, read through EPANET: its parts, its pumps' limits, and one undamaged day.

The answer is plain values, so that it can pass between processes.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from svitlo.engines.epanet import Floats, Project
from svitlo.engines.epanet_calls import EpanetFailed
from svitlo.engines.epanet_library import (
    ControlKind,
    LinkKind,
    LinkValue,
    NodeKind,
    NodeValue,
    PumpKind,
    RuleStatus,
    RuleVariable,
    Time,
    Warned,
)
from svitlo.engines.epanet_pumps import pump_limits

DAY_S = 86_400
STEP_S = 3_600

VALVES_ONE_WAY = (LinkKind.PRV, LinkKind.PSV)
LARGEST = 1e12

Facts = dict[str, Any]
Fault = tuple[str, str, str, str]
"""Section of the file, id there (empty: the file), what is wrong, a hint."""


def facts_of(content: bytes) -> Facts:
    """Everything a reader needs of a network, or under `faults` what is wrong with it.

    Keys: `nodes` and `links` (a value of each by column), `controls`, `clocked`, `file_units`, `file_demand_model`,
    `served_share`, `warnings` (codes), `faults`, `report` (EPANET's lines where it refused the file). What EPANET
    refuses is a fault, not an exception.
    """
    try:
        with Project(content) as project:
            faults = list(_faults(project))
            if faults:
                return {"faults": faults}
            facts: Facts = {
                "nodes": _nodes(project),
                "links": _links(project),
                "controls": _controls(project),
                "clocked": _clocked(project),
                "file_units": project.file_units,
                "file_demand_model": list(project.file_demand_model),
            }
            return facts | _undamaged_day(project, facts["nodes"])
    except EpanetFailed as failed:
        return {"faults": [("", "", f"EPANET: {failed.words}", "")], "report": list(failed.report)}


def _faults(project: Project) -> Iterator[Fault]:
    """What would make a run fail or mean nothing, though EPANET has read the file."""
    if not project.node_count:
        yield "", "", "there are no nodes in it", "a network has [JUNCTIONS] and a [RESERVOIRS] or [TANKS] section"
        return
    if all(kind == NodeKind.JUNCTION for kind in project.node_kinds):
        yield "", "", "there is neither a reservoir nor a tank", "water must come from somewhere"
    linked = {end for ends in project.link_ends for end in ends}
    sections = {NodeKind.JUNCTION: "JUNCTIONS", NodeKind.RESERVOIR: "RESERVOIRS", NodeKind.TANK: "TANKS"}
    for row, (name, kind) in enumerate(zip(project.node_ids, project.node_kinds, strict=True)):
        if row not in linked:
            yield sections[kind], name, f"{kind.name.lower()} {name} is not connected to anything", ""
    for row, link_kind in enumerate(project.link_kinds):
        if link_kind == LinkKind.PUMP and project.pump_kind(row) == PumpKind.NO_CURVE:
            what = f"pump {project.link_ids[row]} has neither a curve nor a power"
            yield "PUMPS", project.link_ids[row], what, "HEAD <curve> or POWER <value>"
    yield from _tank_faults(project)
    yield from _number_faults(project, sections)


def _tank_faults(project: Project) -> Iterator[Fault]:
    asked = (NodeValue.MIN_LEVEL_M, NodeValue.TANK_START_LEVEL_M, NodeValue.MAX_LEVEL_M)
    for row, kind in enumerate(project.node_kinds):
        if kind != NodeKind.TANK:
            continue
        low, start, high = (project.node_value(row, value) for value in asked)
        if not low - 1e-6 <= start <= high + 1e-6:
            what = f"tank {project.node_ids[row]} starts at {start:.6g} m, outside its levels {low:.6g} to {high:.6g} m"
            yield "TANKS", project.node_ids[row], what, "the start lies between the lowest and the highest level"
        volumes = project.node_value(row, NodeValue.MIN_VOLUME_M3), project.node_value(row, NodeValue.MAX_VOLUME_M3)
        if volumes[0] > volumes[1] + 1e-6:
            what = f"tank {project.node_ids[row]} holds more at its lowest level than at its highest"
            yield "TANKS", project.node_ids[row], what, ""


def _number_faults(project: Project, sections: dict[NodeKind, str]) -> Iterator[Fault]:
    """Numbers that are none, or larger than anything in a water network."""
    for value in (NodeValue.ELEVATION_M, NodeValue.TANK_START_LEVEL_M, NodeValue.MAX_VOLUME_M3):
        for row in np.flatnonzero(~(np.abs(project.node_values(value)) < LARGEST)):
            kind, name = project.node_kinds[row], project.node_ids[row]
            yield sections[kind], name, f"{kind.name.lower()} {name} has a number that cannot be", "not finite, or huge"
    for junction, kind in enumerate(project.node_kinds):
        if kind == NodeKind.JUNCTION and not all(abs(base) < LARGEST for base, _ in project.demands(junction)):
            what = f"junction {project.node_ids[junction]} has a demand that cannot be"
            yield "DEMANDS", project.node_ids[junction], what, "not finite, or huge"
    for measure in (LinkValue.LENGTH_M, LinkValue.DIAMETER_MM, LinkValue.ROUGHNESS, LinkValue.MINOR_LOSS):
        for row in np.flatnonzero(~(np.abs(project.link_values(measure)) < LARGEST)):
            name, what = project.link_ids[row], _kind(project.link_kinds[row])
            yield f"{what.upper()}S", name, f"{what} {name} has a number that cannot be", "not finite, or huge"


def _kind(kind: LinkKind) -> str:
    if kind in (LinkKind.CVPIPE, LinkKind.PIPE):
        return "pipe"
    return "pump" if kind == LinkKind.PUMP else "valve"


def _nodes(project: Project) -> Facts:
    tank = np.array([kind == NodeKind.TANK for kind in project.node_kinds])
    volumes = {
        "min_m3": NodeValue.MIN_VOLUME_M3,
        "max_m3": NodeValue.MAX_VOLUME_M3,
        "start_m3": NodeValue.START_VOLUME_M3,
    }
    spots = [project.coordinates(row) or (None, None) for row in range(project.node_count)]
    return {
        "node_id": list(project.node_ids),
        "kind": [kind.name.lower() for kind in project.node_kinds],
        "elevation_m": project.node_values(NodeValue.ELEVATION_M).tolist(),
        **{name: _where(project.node_values(value), tank) for name, value in volumes.items()},
        "x": [x for x, _ in spots],
        "y": [y for _, y in spots],
    }


def _where(values: Floats, known: Any) -> list[float | None]:
    return [value if here else None for value, here in zip(values.tolist(), known, strict=True)]


def _links(project: Project) -> Facts:
    kinds = [_kind(kind) for kind in project.link_kinds]
    pipe = np.array([kind == "pipe" for kind in kinds])
    pump = np.array([kind == "pump" for kind in kinds])
    limits = [pump_limits(project, row) if is_pump else (None, None) for row, is_pump in enumerate(pump)]
    one_way = [kind in (LinkKind.CVPIPE, LinkKind.PUMP, *VALVES_ONE_WAY) for kind in project.link_kinds]
    opened = _ever_opened(project)
    return {
        "link_id": list(project.link_ids),
        "kind": kinds,
        "from_node_id": [project.node_ids[first] for first, _ in project.link_ends],
        "to_node_id": [project.node_ids[second] for _, second in project.link_ends],
        "length_m": _where(project.link_values(LinkValue.LENGTH_M), pipe),
        "diameter_m": _where(project.link_values(LinkValue.DIAMETER_MM) / 1000.0, ~pump),
        "one_way": one_way,
        "is_open": [row in opened for row in range(project.link_count)],
        "max_m3_per_h": [most for most, _ in limits],
        "rated_kw": [kw for _, kw in limits],
    }


def _ever_opened(project: Project) -> set[int]:
    """Links that are open at the start, or that a control, a rule or a pump's pattern may open."""
    status = project.link_values(LinkValue.START_STATUS)
    found = set(np.flatnonzero(status > 0.0).tolist())
    found |= {control.link for control in project.controls() if control.setting not in (0.0, -1e10)}
    for rule in project.rules():
        for action in (*rule.then_actions, *rule.else_actions):
            if action.status != RuleStatus.CLOSED and action.setting != 0.0:
                found.add(action.link)
    for row, kind in enumerate(project.link_kinds):
        if kind == LinkKind.PUMP:
            pattern = int(project.link_value(row, LinkValue.SPEED_PATTERN))
            if pattern and project.pattern(pattern).max() > 0.0:
                found.add(row)
    return found


def _controls(project: Project) -> dict[str, int]:
    """How many controls and rules act on each link, by its id."""
    counts: dict[str, int] = {}
    rows = [control.link for control in project.controls()]
    rows += [row for rule in project.rules() for row in sorted(rule.links)]
    for row in rows:
        name = project.link_ids[row]
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _clocked(project: Project) -> dict[str, int]:
    """How many controls and rules that look at anything but a tank act on each pump, by its id."""
    counts: dict[str, int] = {}
    rows = [control.link for control in project.controls() if control.kind in (ControlKind.TIMER, ControlKind.CLOCK)]
    tank_like = {RuleVariable.LEVEL, RuleVariable.FILL_TIME, RuleVariable.DRAIN_TIME, RuleVariable.PRESSURE}
    for rule in project.rules():
        if any(premise.variable not in tank_like for premise in rule.premises):
            rows += sorted(rule.links)
    for row in rows:
        if project.link_kinds[row] == LinkKind.PUMP:
            name = project.link_ids[row]
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _undamaged_day(project: Project, nodes: Facts) -> Facts:
    """Run the file's first day driven by pressure: the mean demand of each node, and how much of it is served."""
    project.set_time(Time.DURATION_S, DAY_S)
    project.set_time(Time.HYDRAULIC_STEP_S, STEP_S)
    project.set_time(Time.REPORT_STEP_S, STEP_S)
    project.set_time(Time.REPORT_START_S, 0)
    demand_m3, served_m3 = np.zeros(project.node_count), np.zeros(project.node_count)
    warnings: set[int] = set()
    project.start_run()
    while True:
        _, warned = project.run_step()
        warnings.add(warned)
        demand = project.node_values(NodeValue.DEMAND_M3_PER_H)
        served = project.node_values(NodeValue.SERVED_M3_PER_H)
        step_s = project.next_step()
        if step_s <= 0:
            break
        demand_m3 += demand * step_s / 3600.0
        served_m3 += np.clip(served, 0.0, np.maximum(demand, 0.0)) * step_s / 3600.0
    junction = np.array([kind == "junction" for kind in nodes["kind"]])
    mean = np.where(junction, demand_m3 * 3600.0 / DAY_S, 0.0)
    asked = float(demand_m3[junction & (demand_m3 > 0.0)].sum())
    faults: list[Fault] = []
    if not np.isfinite(demand_m3).all() or not np.isfinite(served_m3).all():
        faults.append(
            ("", "", "EPANET's figures of an undamaged day are not numbers", "look for numbers that cannot be")
        )
    elif asked <= 0.0:
        faults.append(("", "", "nobody draws water from it: there is no demand in its first day", ""))
    nodes["demand_m3_per_h"] = mean.tolist()
    share = min(1.0, float(served_m3[junction].sum()) / asked) if asked > 0.0 else 0.0
    warnings.discard(Warned.NONE)
    return {"served_share": share, "warnings": sorted(warnings), "faults": faults}
