"""What a pump can do at most: how much it moves and how much power it draws."""

import math

import numpy as np

from svitlo.engines.epanet import Floats, Project
from svitlo.engines.epanet_library import LinkValue, Option, PumpKind

KW_PER_M3_PER_H_M = 9.81 / 3600.0
"""Power in kW that lifts 1 m3/h of water by 1 m."""

_GRID_POINTS_COUNT = 201
_WORST_PERCENT, _BEST_PERCENT = 1.0, 100.0
_NO_SPEED = 1e9
"""EPANET writes 1e10 where a control opens a pump and gives it no speed."""

_POINTS_OF_A_FIT_COUNT = 3


def pump_limits(project: Project, link: int) -> tuple[float | None, float | None]:
    """The most a pump moves, in m3/h (where its head reaches 0; None: no limit), and the most it draws, in kW.

    Both at the highest speed that the file ever gives it. A pump of constant power has no largest flow.
    """
    kind = project.pump_kind(link)
    if kind == PumpKind.CONSTANT_POWER:
        share = _efficiency_share(project, link, np.zeros(1))[0]
        return None, float(project.link_value(link, LinkValue.POWER_KW) / share)
    points = project.curve(int(project.link_value(link, LinkValue.HEAD_CURVE)))
    most, flows, heads = _fitted(points) if _is_fitted(points) else _custom(points)
    speed = _highest_speed(project, link)
    gravity = project.option(Option.SPECIFIC_GRAVITY)
    drawn_kw = KW_PER_M3_PER_H_M * gravity * flows * heads / _efficiency_share(project, link, flows)
    return float(most * speed), float(drawn_kw.max() * speed**3)


def _is_fitted(points: Floats) -> bool:
    """Whether EPANET lays a power function through the points (before a run it does not say so itself)."""
    if len(points) == 1:
        return True
    heads_fall = bool((np.diff(points[:, 1]) < 0.0).all())
    return len(points) == _POINTS_OF_A_FIT_COUNT and points[0, 0] == 0.0 and heads_fall


def _fitted(points: Floats) -> tuple[float, Floats, Floats]:
    """Most flow, and flows and heads along the power function that EPANET lays through one or three points."""
    if len(points) == 1:
        flow, head = points[0]
        points = np.array([[0.0, head * 4.0 / 3.0], [flow, head], [2.0 * flow, 0.0]])
    (_, shut_head), (flow_1, head_1), (flow_2, head_2) = points[:_POINTS_OF_A_FIT_COUNT]
    power = math.log((shut_head - head_2) / (shut_head - head_1)) / math.log(flow_2 / flow_1)
    factor = (shut_head - head_1) / flow_1**power
    most = (shut_head / factor) ** (1.0 / power)
    flows = np.linspace(0.0, most, _GRID_POINTS_COUNT)
    return most, flows, np.maximum(shut_head - factor * flows**power, 0.0)


def _custom(points: Floats) -> tuple[float, Floats, Floats]:
    """The same along straight lines between points; the last one goes on until the head is 0, as in EPANET."""
    flow, head = points[:, 0], points[:, 1]
    most = float(flow[-1])
    if len(points) > 1 and head[-1] > 0.0 and head[-2] > head[-1]:
        most += float(head[-1] * (flow[-1] - flow[-2]) / (head[-2] - head[-1]))
        flow, head = np.append(flow, most), np.append(head, 0.0)
    flows = np.linspace(0.0, most, _GRID_POINTS_COUNT)
    return most, flows, np.maximum(np.interp(flows, flow, head), 0.0)


def _highest_speed(project: Project, link: int) -> float:
    """The highest relative speed that the start, a pattern, a control or a rule gives a pump; 1 where none does."""
    pattern = int(project.link_value(link, LinkValue.SPEED_PATTERN))
    speeds = [project.link_value(link, LinkValue.START_SETTING)]
    if pattern:
        speeds = project.pattern(pattern).tolist()
    speeds += [control.setting for control in project.controls() if control.link == link]
    for rule in project.rules():
        speeds += [action.setting for action in (*rule.then_actions, *rule.else_actions) if action.link == link]
    usable = [speed for speed in speeds if 0.0 < speed < _NO_SPEED]
    return max(usable, default=1.0)


def _efficiency_share(project: Project, link: int, flows: Floats) -> Floats:
    """Efficiency at these flows, 0..1, as EPANET bounds it."""
    number = int(project.link_value(link, LinkValue.EFFICIENCY_CURVE))
    if number:
        points = project.curve(number)
        percent = np.interp(flows, points[:, 0], points[:, 1])
    else:
        percent = np.full(len(flows), project.option(Option.EFFICIENCY_PERCENT))
    bounded: Floats = np.clip(percent, _WORST_PERCENT, _BEST_PERCENT) / 100.0
    return bounded
