"""One day in EPANET, step by step: power comes and goes at exact moments, and what flows is summed block by block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svitlo.engines.epanet import Project
from svitlo.engines.epanet_calls import EpanetFailed
from svitlo.engines.epanet_library import LinkValue, NodeKind, NodeValue, Option, Statistic, Time, Warned
from svitlo.proof.hydraulics_operations import Operations
from svitlo.proof.hydraulics_records import Floats, WaterCondition, WaterDay
from svitlo.tables.errors import EngineFailed

DAY_S = 86_400
LONGEST_STEP_S, SHORTEST_STEP_S = 3_600, 300
MOST_STEPS_COUNT = 10_000
"""A day that takes more steps than this is given up: its controls open and close something for ever."""

LAST_SECOND_CUTS_COUNT = 500
"""So many steps of a day may be cut to a second because a tank runs dry or full in it."""

UNSOLVED = frozenset({Warned.UNBALANCED, Warned.UNSTABLE})
STILL_SHARE, STILL_M3_PER_H = 1e-3, 1e-2
PATIENCE: tuple[tuple[int, float], ...] = ((40, 0.0), (100, 0.01), (100, 0.0), (200, 0.1), (200, 1.0), (400, 0.0))
"""Trials, and the accuracy from which flows change by half steps only, of further attempts at a step."""

STEPS_AT_ONCE_COUNT = 64
"""Steps that are summed together: cheaper than one by one, and little is held in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Rows of the kinds of nodes and links of an open network."""

    junctions: NDArray[np.bool_]
    tanks: NDArray[np.int64]
    reservoirs: NDArray[np.int64]
    pumps: NDArray[np.int64]
    min_m3: Floats
    max_m3: Floats
    step_s: int
    demand_multiplier: float

    @classmethod
    def of(cls, project: Project, pumps: Sequence[int]) -> "Layout":
        """Read it; `min_m3` and `max_m3` are (tank,), `step_s` is the file's hydraulic step, not too long or short."""
        kinds = np.array(project.node_kinds, dtype=np.int64)
        tanks = np.flatnonzero(kinds == NodeKind.TANK)
        return cls(
            junctions=kinds == NodeKind.JUNCTION,
            tanks=tanks,
            reservoirs=np.flatnonzero(kinds == NodeKind.RESERVOIR),
            pumps=np.array(pumps, dtype=np.int64),
            min_m3=project.node_values(NodeValue.MIN_VOLUME_M3)[tanks],
            max_m3=project.node_values(NodeValue.MAX_VOLUME_M3)[tanks],
            step_s=min(max(project.time(Time.HYDRAULIC_STEP_S), SHORTEST_STEP_S), LONGEST_STEP_S),
            demand_multiplier=project.option(Option.DEMAND_MULTIPLIER),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """What changes at a moment: the block that begins (None: none), pumps that get and lose power (rows of links)."""

    block: int | None = None
    gain: tuple[int, ...] = ()
    lose: tuple[int, ...] = ()


def switches(condition: WaterCondition, pumps: Sequence[int], block_s: Sequence[int]) -> dict[int, Switch]:
    """The moments of a day, in s, and what happens then, in order of time.

    In each block a pump has power from the start of the block for its share of it. Power that a pump has already, or
    lacks already, is left aside.
    """
    blocks: dict[int, int] = {}
    gain: dict[int, list[int]] = {}
    lose: dict[int, list[int]] = {}
    start_s = 0
    powered = {row: bool(condition.pump_share[0, pump] > 0.0) for pump, row in enumerate(pumps)}
    for block, length_s in enumerate(block_s):
        blocks[start_s] = block
        for pump, row in enumerate(pumps):
            on_s = round(float(condition.pump_share[block, pump]) * length_s)
            if (on_s > 0) != powered[row]:
                (gain if on_s > 0 else lose).setdefault(start_s, []).append(row)
            if 0 < on_s < length_s:
                lose.setdefault(start_s + on_s, []).append(row)
            powered[row] = on_s >= length_s
        start_s += length_s
    moments = sorted({*blocks, *gain, *lose})
    return {
        moment: Switch(block=blocks.get(moment), gain=tuple(gain.get(moment, ())), lose=tuple(lose.get(moment, ())))
        for moment in moments
    }


class _State(NamedTuple):
    """What EPANET has solved for a moment; a plain tuple, as there is one a step.

    Flows of nodes (node,) in m3/h: asked for and served (below 0: an inflow), and `outflow_m3_per_h`, all that leaves a
    junction, or the net inflow of a tank or reservoir. `flow_m3_per_h` and `drawn_kw` are (link,). `tank_m3_per_h`
    (tank,) is the net inflow, `room_m3` (tank,) what it can still take, or give where it gives. `is_tight`: some tank
    has no room for one more second.
    """

    demand_m3_per_h: Floats
    served_m3_per_h: Floats
    outflow_m3_per_h: Floats
    flow_m3_per_h: Floats
    drawn_kw: Floats
    tank_m3_per_h: Floats
    room_m3: Floats
    is_tight: bool


def _state(project: Project, layout: Layout) -> _State:
    outflow = project.node_values(NodeValue.OUTFLOW_M3_PER_H)
    tank_m3_per_h = outflow[layout.tanks]
    volume_m3 = project.node_values(NodeValue.TANK_VOLUME_M3)[layout.tanks]
    room_m3 = np.where(tank_m3_per_h < 0.0, volume_m3 - layout.min_m3, layout.max_m3 - volume_m3)
    return _State(
        project.node_values(NodeValue.DEMAND_M3_PER_H),
        project.node_values(NodeValue.SERVED_M3_PER_H),
        outflow,
        project.link_values(LinkValue.FLOW_M3_PER_H),
        project.link_values(LinkValue.DRAWN_KW),
        tank_m3_per_h,
        room_m3,
        bool((room_m3 * 3600.0 < np.abs(tank_m3_per_h)).any()),
    )


class Moment(NamedTuple):
    """A solved moment and the step that begins with it.

    `dark` (pump,): pumps without power. `warned` is the code of a warning, 0 for none.
    """

    state: _State
    dark: NDArray[np.bool_]
    block: int
    hours: float
    warned: int


@dataclass(kw_only=True, eq=False)
class Sums:
    """What flows on a day, summed some steps at a time.

    `dark_m3` and `dark_kwh` (block, pump): moved and drawn without power. `feeds` (node,): reservoirs, tanks, and
    junctions with negative demand.
    """

    layout: Layout
    block_count: int
    demand_m3: Floats
    served_m3: Floats
    pump_m3: Floats
    pump_kwh: Floats
    dark_m3: Floats
    dark_kwh: Floats
    tank_in_m3: Floats
    tank_out_m3: Floats
    feeds: NDArray[np.bool_]
    reservoir_m3: float = 0.0
    inflow_m3: float = 0.0
    lost_m3: float = 0.0
    step_count: int = 0
    warned: dict[str, int] = field(default_factory=dict)
    waiting: list[Moment] = field(default_factory=list)

    @classmethod
    def nothing(cls, layout: Layout, block_count: int) -> "Sums":
        """All zero."""
        node, pump = (block_count, len(layout.junctions)), (block_count, len(layout.pumps))
        return cls(
            layout=layout,
            block_count=block_count,
            demand_m3=np.zeros(node),
            served_m3=np.zeros(node),
            pump_m3=np.zeros(pump),
            pump_kwh=np.zeros(pump),
            dark_m3=np.zeros(pump),
            dark_kwh=np.zeros(pump),
            tank_in_m3=np.zeros(len(layout.tanks)),
            tank_out_m3=np.zeros(len(layout.tanks)),
            feeds=~layout.junctions,
        )

    def add(self, moment: Moment) -> None:
        """Add a step."""
        self.waiting.append(moment)
        if len(self.waiting) >= STEPS_AT_ONCE_COUNT:
            self.settle()

    def settle(self) -> None:
        """Sum what waits."""
        some, layout = self.waiting, self.layout
        if not some:
            return
        hours = np.array([moment.hours for moment in some])
        in_block = np.zeros((self.block_count, len(some)))
        in_block[[moment.block for moment in some], range(len(some))] = hours
        demand = np.stack([moment.state.demand_m3_per_h for moment in some])
        delivered = np.stack([moment.state.served_m3_per_h for moment in some])
        outflow = np.stack([moment.state.outflow_m3_per_h for moment in some])
        flow = np.stack([moment.state.flow_m3_per_h[layout.pumps] for moment in some])
        drawn = np.stack([moment.state.drawn_kw[layout.pumps] for moment in some])
        dark = np.stack([moment.dark for moment in some])
        self.demand_m3 += in_block @ np.maximum(demand, 0.0) * layout.junctions
        self.served_m3 += in_block @ np.maximum(delivered, 0.0) * layout.junctions
        self.pump_m3 += in_block @ flow
        self.pump_kwh += in_block @ drawn
        self.dark_m3 += in_block @ (np.abs(flow) * dark)
        self.dark_kwh += in_block @ (drawn * dark)
        self.tank_in_m3 += hours @ np.maximum(outflow[:, layout.tanks], 0.0)
        self.tank_out_m3 -= hours @ np.minimum(outflow[:, layout.tanks], 0.0)
        self.reservoir_m3 -= float(hours @ outflow[:, layout.reservoirs].sum(axis=1))
        self.inflow_m3 -= float(hours @ np.minimum(delivered[:, layout.junctions], 0.0).sum(axis=1))
        self.lost_m3 += float(hours @ (outflow - delivered)[:, layout.junctions].sum(axis=1))
        self.feeds |= (demand < 0.0).any(axis=0)
        self.step_count += len(some)
        for moment in some:
            if moment.warned:
                name = Warned(moment.warned).name.lower()
                self.warned[name] = self.warned.get(name, 0) + 1
        some.clear()

    def day(self, start_m3: Floats, levels_m3: Floats) -> WaterDay:
        """The day so far, without findings."""
        self.settle()
        return WaterDay(
            demand_m3=self.demand_m3,
            served_m3=self.served_m3,
            start_m3=start_m3,
            levels_m3=levels_m3,
            tank_in_m3=self.tank_in_m3,
            tank_out_m3=self.tank_out_m3,
            pump_kwh=self.pump_kwh,
            pump_m3=self.pump_m3,
            reservoir_m3=self.reservoir_m3,
            inflow_m3=self.inflow_m3,
            lost_m3=self.lost_m3,
            step_count=self.step_count,
            warned_count=dict(sorted(self.warned.items())),
        )


def run(
    project: Project, operations: Operations, layout: Layout, moments: Mapping[int, Switch], demand_share: Floats
) -> Sums:
    """Run the day that `operations` prepared and that was started, and sum it.

    `moments` come from `switches`; `demand_share` (block,) multiplies the file's demand. Raises `EngineFailed` where
    EPANET cannot solve a step or the day does not come to its end.
    """
    sums = Sums.nothing(layout, len(demand_share))
    ends = [*list(moments)[1:], DAY_S]
    cuts_left, step_count, block, set_s, now_s = LAST_SECOND_CUTS_COUNT, 0, 0, 0, 0
    for switch, end_s in zip(moments.values(), ends, strict=True):
        _switch(operations, switch)
        if switch.block is not None:
            block = switch.block
            project.set_option(Option.DEMAND_MULTIPLIER, layout.demand_multiplier * float(demand_share[block]))
        dark = np.array([operations.is_closed(link) for link in layout.pumps.tolist()], dtype=np.bool_)
        while now_s < end_s:
            step_count += 1
            if step_count > MOST_STEPS_COUNT:
                raise EngineFailed(f"a day takes EPANET more than {MOST_STEPS_COUNT} steps: its controls never settle")
            at_s, warned, state = _solved(project, layout)
            is_cut = cuts_left > 0 and _ends_within_a_second(state)
            cuts_left -= is_cut
            step_s = 1 if is_cut else min(layout.step_s, end_s - now_s)
            if step_s != set_s:
                project.set_time(Time.HYDRAULIC_STEP_S, step_s)
                set_s = step_s
            taken_s = project.next_step()
            if at_s != now_s or not 0 < taken_s <= end_s - now_s:
                raise EngineFailed(f"EPANET went from second {at_s} on by {taken_s} s instead of {step_s} s")
            now_s += taken_s
            sums.add(Moment(state, dark, block, taken_s / 3600.0, warned))
    return sums


def _switch(operations: Operations, switch: Switch) -> None:
    for link in switch.lose:
        operations.take_power(link)
    for link in switch.gain:
        operations.give_power(link)


def _solved(project: Project, layout: Layout) -> tuple[int, int, _State]:
    """Solve the present moment: its time in s, the code of a warning that matters, and what flows.

    EPANET judges by the change of all flows in shares of them. Where next to nothing flows that says nothing, so a
    step counts as unbalanced only if some flow still changes by more than a share of what is asked for. And it may call
    a step solved in which a tank gives what it no longer has: solving it again lets it see that the tank is empty.
    """
    try:
        at_s, warned = project.run_step()
    except EpanetFailed as error:
        return _patiently(project, layout, error)
    state = _state(project, layout)
    if not _is_solved(project, state, warned):
        return _patiently(project, layout, None)
    return at_s, Warned.NONE if warned in UNSOLVED else warned, state


def _patiently(project: Project, layout: Layout, failed: EpanetFailed | None) -> tuple[int, int, _State]:
    """Solve the present moment again with more trials and other damping; the last attempt is taken as it is.

    Raises `EpanetFailed` where even that one fails.
    """
    trials_count, damping = project.option(Option.TRIALS_COUNT), project.option(Option.DAMPING)
    at_s = 0
    try:
        for patience_count, damping_from in PATIENCE:
            project.set_option(Option.TRIALS_COUNT, patience_count)
            project.set_option(Option.DAMPING, damping_from)
            try:
                at_s, warned = project.run_step()
                failed = None
            except EpanetFailed as error:
                # Flows that ran away in one attempt are where the next one starts; mostly it finds back.
                failed = error
                continue
            state = _state(project, layout)
            if _is_solved(project, state, warned):
                return at_s, Warned.NONE if warned in UNSOLVED else warned, state
    finally:
        project.set_option(Option.TRIALS_COUNT, trials_count)
        project.set_option(Option.DAMPING, damping)
    if failed is not None:
        raise failed
    return at_s, Warned.UNBALANCED, _state(project, layout)


def _is_solved(project: Project, state: _State, warned: int) -> bool:
    if state.is_tight and ((state.room_m3 <= 0.0) & (state.tank_m3_per_h < -STILL_M3_PER_H)).any():
        return False
    if warned not in UNSOLVED:
        return True
    asked = float(np.maximum(state.demand_m3_per_h, 0.0).sum())
    return project.statistic(Statistic.MAX_FLOW_CHANGE_M3_PER_H) <= STILL_SHARE * asked + STILL_M3_PER_H


def _ends_within_a_second(state: _State) -> bool:
    """Whether a tank runs dry or full in less than a second, which EPANET rounds to never within the whole step.

    It then serves for up to an hour from a tank that holds a bucket: 1,344 m3 of Net3's blackout day.
    """
    return state.is_tight and bool(
        ((state.room_m3 > 0.0) & (state.room_m3 * 3600.0 < np.abs(state.tank_m3_per_h))).any()
    )
