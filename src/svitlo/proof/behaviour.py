"""How a water network behaves, as planning needs to know it: learnt from days that EPANET has run."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from svitlo.assets.power import Floats
from svitlo.proof.hydraulics import Hydraulics
from svitlo.proof.hydraulics_records import WaterCondition, WaterDay
from svitlo.tables.water import WaterBehaviour, WaterCut, WaterTables

ALONE_COUNT = 12
"""Pumps that are tried without power alone, those that draw most first."""

LARGE_NODE_COUNT = 1500
LARGE_ALONE_COUNT = 3
"""The same in networks of so many nodes, where a day takes a second."""

SPARE = 3.0
"""How many times what was seen a pump without a curve may move: at constant power it moves more the less it lifts."""

ALMOST = 0.999
"""A share of the day that is all but the whole, with which a network counts as struck."""


def behaviour_of(
    tables: WaterTables, hydraulics: Hydraulics, hours: Floats, linked: Sequence[int]
) -> tuple[WaterBehaviour, WaterDay]:
    """What the planner needs of a network, and its undamaged day.

    Days that are run: undamaged; with power and empty tanks, for what pumps do then; and, as they would go on for ever,
    without power at each linked pump alone and at all of them (`linked`: places among the pumps).

    What a pump can move is where its curve ends: the emptier the network, the further out on it a pump runs. Of a pump
    without a curve it is three times what was seen.
    """
    whole = hydraulics.whole()
    first = hydraulics.day(whole)
    flow, kw = _most(first, hours, np.zeros(len(hydraulics.pump_ids)), np.zeros(len(hydraulics.pump_ids)))
    if len(hydraulics.pump_ids):
        struck = replace(whole, pump_share=np.full_like(whole.pump_share, ALMOST))
        flow, kw = _most(hydraulics.day(struck, np.zeros_like(hydraulics.start_m3)), hours, flow, kw)
    pumps = tables.links.filter(tables.links["kind"] == "pump")
    curve_end = pumps["max_m3_per_h"].fill_null(np.inf).to_numpy()
    without_curve = np.where(flow > 0.0, SPARE * flow, np.inf)
    flow = np.where(np.isfinite(curve_end), np.maximum(curve_end, flow), without_curve)
    kw = np.where(kw > 0.0, kw, pumps["rated_kw"].fill_null(0.0).to_numpy())
    conditions = [whole]
    most_alone = LARGE_ALONE_COUNT if tables.nodes.height >= LARGE_NODE_COUNT else ALONE_COUNT
    alone = sorted(linked, key=lambda pump: (-float(kw[pump]), pump))[:most_alone]
    groups = [[pump] for pump in alone] + ([list(linked)] if len(linked) > 1 else [])
    conditions += [_without(whole, pumps) for pumps in groups]
    behaviour = WaterBehaviour(
        demand_m3_per_h=first.demand_m3 / hours[:, None] - _inflow(tables, hours),
        pump_m3_per_h=flow,
        cuts=tuple(cut_of(condition, lasting(hydraulics, condition), hours) for condition in conditions),
    )
    return behaviour, first


def lasting(hydraulics: Hydraulics, condition: WaterCondition) -> WaterDay:
    """The day of a condition as it goes on for ever: of a struck network from empty tanks on, as outages leave them."""
    return hydraulics.sustained(condition, None if condition.is_whole else np.zeros_like(hydraulics.start_m3)).day


def cut_of(condition: WaterCondition, day: WaterDay, hours: Floats) -> WaterCut:
    """A day that was run, as a limit for the planner."""
    demand, served = day.demand_m3.sum(axis=0), day.served_m3.sum(axis=0)
    share = np.divide(served, demand, out=np.ones_like(demand), where=demand > 0.0)
    return WaterCut(
        pump_share=hours @ condition.pump_share / float(hours.sum()),
        link_share=condition.link_share,
        node_up=condition.node_up,
        served_share=share,
    )


def _inflow(tables: WaterTables, hours: Floats) -> Floats:
    """What nodes with negative demand give, (block, node)."""
    mean = np.minimum(tables.nodes["demand_m3_per_h"].fill_null(0.0).to_numpy(), 0.0)
    return np.tile(-mean, (hours.size, 1))


def _most(day: WaterDay, hours: Floats, flow: Floats, kw: Floats) -> tuple[Floats, Floats]:
    """The most that pumps were seen to move (m3/h) and draw (kW) in any block, this day included."""
    return (
        np.maximum(flow, (day.pump_m3 / hours[:, None]).max(axis=0)),
        np.maximum(kw, (day.pump_kwh / hours[:, None]).max(axis=0)),
    )


def _without(whole: WaterCondition, pumps: Sequence[int]) -> WaterCondition:
    powered = whole.pump_share.copy()
    powered[:, list(pumps)] = 0.0
    return replace(whole, pump_share=powered)
