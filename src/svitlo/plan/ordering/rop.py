"""The restoration ordering problem of PowerModelsRestoration, exactly: one mixed-integer program over its periods.

Periods 0 to K: nothing is repaired in period 0, everything in period K, and so many repairs as an even share allows in
between. A repair stays; a load once served (in part) stays served so far; in the last period every load and shunt is
on. Storage carries energy from period to period and never charges and discharges at once. The objective is the load
served, weighted, times the length of each period: the repairs made in the next one, and 1 for the last.

Its sisters are here too: the smallest set of repairs that serves everything, and the service of a given order.

Source: lanl-ansi/PowerModelsRestoration.jl, whose DC form this is; the code is our own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.angles import open_spreads
from svitlo.plan.blocks import Blocks, LinearModel
from svitlo.plan.ordering.instance import Component
from svitlo.plan.ordering.network import RestorationNetwork, period_totals
from svitlo.plan.solve import MixedSolution, Until, solve_mixed

NODE_LIMIT = 2**30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Restoration:
    """A restoration over periods: `objective` with its proven `bound` (no better plan is above it).

    `served_pu` and `weight` (period,); `repaired[t]` are the components that come back in period t.
    """

    objective: float
    bound: float
    served_pu: Floats
    weight: Floats
    repaired: tuple[tuple[Component, ...], ...]
    node_count: int


def restoration_order(
    network: RestorationNetwork, period_count: int, *, loads_may_fall: bool = False, node_limit: int = NODE_LIMIT
) -> Restoration | None:
    """The ordering problem over periods 0 to `period_count`; None if nothing serves all in the end.

    With `loads_may_fall`, loads may also be partly off in the end: then it is about energy not served and nothing else.
    """
    totals = period_totals(len(network.damaged), period_count)
    steps = np.array([*np.diff(totals), 1.0]) * network.period_h
    periods = _Periods(network, steps)
    periods.choose_repairs()
    periods.count_repairs(totals)
    periods.keep_what_came_back()
    if not loads_may_fall:
        periods.keep_loads()
    periods.finish(in_full=not loads_may_fall)
    solution = solve_mixed(periods.blocks.build(), periods.whole, Until(node_limit))
    return None if solution is None else periods.read(solution)


def minimum_repairs(network: RestorationNetwork, *, node_limit: int = NODE_LIMIT) -> tuple[Component, ...] | None:
    """The fewest repairs that serve every load in one period; None if none do."""
    periods = _Periods(network, np.array([network.period_h]))
    periods.choose_repairs()
    model = periods.fewest()
    solution = solve_mixed(model, periods.whole, Until(node_limit))
    return None if solution is None else periods.read(solution).repaired[0]


def served_by_order(network: RestorationNetwork, order: Sequence[Component], *, loads_may_fall: bool = True) -> Floats:
    """What an order of repairs, one a period, serves in periods 0 to D if all is dispatched together (pu, period).

    Loads may fall again and need not all be served in the end, unless that is ruled out as in the problem.

    Raises:
        ValueError: no dispatch keeps every limit.
    """
    periods = _Periods(network, np.full(len(order) + 1, network.period_h))
    for period in range(len(order) + 1):
        periods.fix(period, order[:period])
    if not loads_may_fall:
        periods.keep_loads()
        periods.finish(in_full=True)
    solution = solve_mixed(periods.blocks.build(), periods.whole, Until(NODE_LIMIT))
    if solution is None:
        raise ValueError("no dispatch keeps every limit in every period")
    return periods.read(solution).served_pu


def unserved_by_state(network: RestorationNetwork, repaired: Sequence[Component]) -> float:
    """Weighted load not served in one period in which these components are back (pu).

    Raises:
        ValueError: no dispatch keeps every limit.
    """
    periods = _Periods(network, np.array([network.period_h]))
    periods.fix(0, repaired)
    solution = solve_mixed(periods.blocks.build(), periods.whole, Until(NODE_LIMIT))
    if solution is None:
        raise ValueError("no dispatch keeps every limit")
    return float(network.load_weight @ network.load_pu) - periods.read(solution).objective / network.period_h


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Columns:
    """Column numbers of one period: `up` by damaged component; `load` and `shunt` are shares."""

    up: Ints
    load: Ints
    shunt: Ints
    gen: Ints
    flow: Ints
    angle: Ints
    charge: Ints
    discharge: Ints
    charging: Ints
    energy: Ints


class _Periods:
    """The program of several periods; rules are added to it one by one."""

    def __init__(self, network: RestorationNetwork, steps: Floats) -> None:
        self._network, self._steps = network, steps
        self.blocks = Blocks()
        self._row = {component: row for row, component in enumerate(network.damaged)}
        certain = network.certain_branches
        reactance = np.abs(network.branch_reactance_pu)
        spread = np.minimum(reactance * network.branch_rate_pu, np.abs(network.branch_angle_rad).max(axis=1))
        self._certain = certain
        self._open_rad = open_spreads(network.branch_ends, spread, certain, network.bus_count)
        self._periods = [self._columns(float(step)) for step in steps]
        for period, columns in enumerate(self._periods):
            self._balance(columns)
            self._gates(columns)
            self._branches(columns)
            self._storage(period)

    @property
    def whole(self) -> Ints:
        """The columns that take whole numbers."""
        return np.concatenate([part for columns in self._periods for part in (columns.up, columns.charging)])

    def _columns(self, step: float) -> _Columns:
        network, blocks = self._network, self.blocks
        ones = np.ones(network.load_bus.size)
        stores = network.storage_bus.size
        worth = step * network.load_weight * np.abs(network.load_pu)
        return _Columns(
            up=blocks.columns("up", np.zeros(len(network.damaged)), 1.0),
            load=blocks.columns("load", 0.0 * ones, 1.0, -worth),
            shunt=blocks.columns("shunt", np.zeros(network.shunt_bus.size), 1.0),
            gen=blocks.columns("gen_pu", np.minimum(network.gen_min_pu, 0.0), network.gen_max_pu),
            flow=blocks.columns("flow_pu", -network.branch_rate_pu, network.branch_rate_pu),
            angle=blocks.columns("angle_rad", np.full(network.bus_count, -np.inf), np.inf),
            charge=blocks.columns("charge_pu", np.zeros(stores), network.storage_charge_pu),
            discharge=blocks.columns("discharge_pu", np.zeros(stores), network.storage_discharge_pu),
            charging=blocks.columns("charging", np.zeros(stores), 1.0),
            energy=blocks.columns("energy_puh", np.zeros(stores), network.storage_most_puh),
        )

    def _balance(self, columns: _Columns) -> None:
        """What comes into each bus goes out of it."""
        network, blocks = self._network, self.blocks
        balance = blocks.rows("balance_pu", np.zeros(network.bus_count), 0.0)
        blocks.add(balance[network.load_bus], columns.load, -network.load_pu)
        blocks.add(balance[network.shunt_bus], columns.shunt, -network.shunt_pu)
        blocks.add(balance[network.gen_bus], columns.gen, 1.0)
        blocks.add(balance[network.branch_ends[:, 0]], columns.flow, -1.0)
        blocks.add(balance[network.branch_ends[:, 1]], columns.flow, 1.0)
        blocks.add(balance[network.storage_bus], columns.charge, -1.0)
        blocks.add(balance[network.storage_bus], columns.discharge, 1.0)

    def choose_repairs(self) -> None:
        """What is at a damaged bus is not repaired before it; of two that are alike, the first is repaired first."""
        pairs: list[tuple[Component, Component]] = list(self._network.twins())
        for component in self._network.damaged:
            buses = [("bus", bus) for bus in self._network.buses_of(component)]
            pairs += [(component, bus) for bus in buses if bus != component and bus in self._row]
        for columns in self._periods:
            self._not_above(columns, pairs)

    def _not_above(self, columns: _Columns, pairs: Sequence[tuple[Component, Component]]) -> None:
        """The first of each pair is back only if the second is."""
        rows = self.blocks.rows("not_before", np.full(len(pairs), -np.inf), 0.0)
        self.blocks.add(rows, columns.up[[self._row[first] for first, _ in pairs]], 1.0)
        self.blocks.add(rows, columns.up[[self._row[second] for _, second in pairs]], -1.0)

    def _waits(self, columns: _Columns, component: Component) -> list[int]:
        """The `up` column of a component that is damaged. (What is at a damaged bus is damaged.)"""
        return [int(columns.up[self._row[component]])] if component in self._row else []

    def _gate(self, column: int, factor: float, gate: int) -> None:
        """`column` is at most (a negative factor: at least) so many times the gate."""
        row = self.blocks.rows("gate", -np.inf, 0.0)
        sign = 1.0 if factor >= 0.0 else -1.0
        self.blocks.add(row, [column, gate], [sign, -abs(factor)])

    def _gates(self, columns: _Columns) -> None:
        """Nothing works without its repair, nor without its buses."""
        network = self._network
        for shares, buses in ((columns.load, network.load_bus), (columns.shunt, network.shunt_bus)):
            for column, bus in zip(shares.tolist(), buses.tolist(), strict=True):
                for gate in self._waits(columns, ("bus", bus)):
                    self._gate(column, 1.0, gate)
        for row, column in enumerate(columns.gen.tolist()):
            gates = self._waits(columns, ("gen", row))
            for gate in gates:
                self._gate(column, float(network.gen_max_pu[row]), gate)
            least = float(network.gen_min_pu[row])
            if least != 0.0:
                # At least its minimum when all it waits for is there.
                floor = self.blocks.rows("least", least * (1.0 - len(gates)), np.inf)
                self.blocks.add(floor, [column, *gates], [1.0, *[-least] * len(gates)])
        for row in range(network.storage_bus.size):
            for gate in self._waits(columns, ("storage", row)):
                self._gate(int(columns.charge[row]), float(network.storage_charge_pu[row]), gate)
                self._gate(int(columns.discharge[row]), float(network.storage_discharge_pu[row]), gate)

    def _branches(self, columns: _Columns) -> None:
        """Ohm's law and the angle limits, on and off where the branch is not certain to be there."""
        network, blocks = self._network, self.blocks
        for row, (start, end) in enumerate(network.branch_ends.tolist()):
            ends = [int(columns.angle[start]), int(columns.angle[end])]
            gates = self._waits(columns, ("branch", row))
            apart = float(self._open_rad[row])
            reactance, flow = float(network.branch_reactance_pu[row]), int(columns.flow[row])
            least, most = network.branch_angle_rad[row].tolist()
            for gate in gates:
                self._gate(flow, float(network.branch_rate_pu[row]), gate)
                self._gate(flow, -float(network.branch_rate_pu[row]), gate)
            # sign x (reactance x flow - difference) <= apart x (parts that are missing); so too for the limits.
            for sign, limit in ((1.0, -least), (-1.0, most)):
                law = blocks.rows("law", -np.inf, apart * len(gates))
                blocks.add(law, [flow, *ends, *gates], [sign * reactance, -sign, sign, *[apart] * len(gates)])
                angle = blocks.rows("angle", -np.inf, limit + apart * len(gates))
                blocks.add(angle, [*ends, *gates], [-sign, sign, *[apart] * len(gates)])

    def _storage(self, period: int) -> None:
        """Energy from period to period, one direction at a time, and no more than the converter carries."""
        network, blocks, columns = self._network, self.blocks, self._periods[period]
        step = float(self._steps[period])
        stores = np.arange(network.storage_bus.size)
        start = network.storage_energy_puh if period == 0 else np.zeros(stores.size)
        state = blocks.rows("state", start, start)
        blocks.add(state, columns.energy, 1.0)
        blocks.add(state, columns.charge, -step * network.storage_charge_share)
        blocks.add(state, columns.discharge, step / network.storage_discharge_share)
        if period:
            blocks.add(state, self._periods[period - 1].energy, -1.0)
        in_way = blocks.rows("charges", np.full(stores.size, -np.inf), 0.0)
        blocks.add(in_way, columns.charge, 1.0)
        blocks.add(in_way, columns.charging, -network.storage_charge_pu)
        out_way = blocks.rows("discharges", np.full(stores.size, -np.inf), network.storage_discharge_pu)
        blocks.add(out_way, columns.discharge, 1.0)
        blocks.add(out_way, columns.charging, network.storage_discharge_pu)
        through = blocks.rows("through", -network.storage_rate_pu, network.storage_rate_pu)
        blocks.add(through, columns.discharge, 1.0)
        blocks.add(through, columns.charge, -1.0)

    def count_repairs(self, totals: Sequence[int]) -> None:
        """At most so many repairs by each period."""
        for columns, total in zip(self._periods, totals, strict=True):
            self.blocks.add(self.blocks.rows("repairs", -np.inf, total)[0], columns.up, 1.0)

    def keep_what_came_back(self) -> None:
        """A repair stays."""
        for before, after in zip(self._periods, self._periods[1:], strict=False):
            self._not_below(before.up, after.up)

    def keep_loads(self) -> None:
        """No load falls again."""
        for before, after in zip(self._periods, self._periods[1:], strict=False):
            self._not_below(before.load, after.load)

    def _not_below(self, before: Ints, after: Ints) -> None:
        rows = self.blocks.rows("not_below", np.zeros(before.size), np.inf)
        self.blocks.add(rows, after, 1.0)
        self.blocks.add(rows, before, -1.0)

    def finish(self, *, in_full: bool) -> None:
        """In the last period everything is repaired and, if in full, every load and shunt is on."""
        last = self._periods[-1]
        for part in (last.up, last.load, last.shunt) if in_full else (last.up,):
            self._hold(part, np.ones(part.size))

    def fix(self, period: int, repaired: Sequence[Component]) -> None:
        """In this period exactly these components are back, and of them those count whose buses are back."""
        back = set(repaired)
        up = np.zeros(len(self._row))
        for component in repaired:
            buses = [("bus", bus) for bus in self._network.buses_of(component)]
            up[self._row[component]] = all(bus in back or bus not in self._row for bus in buses)
        self._hold(self._periods[period].up, up)

    def _hold(self, columns: Ints, values: Floats) -> None:
        self.blocks.add(self.blocks.rows("held", values, values), columns, 1.0)

    def fewest(self) -> LinearModel:
        """The program of one period that serves everything with as few repairs as there can be."""
        only = self._periods[0]
        self._hold(only.load, np.ones(only.load.size))
        self._hold(only.shunt, np.ones(only.shunt.size))
        model = self.blocks.build()
        cost = np.zeros(model.cost.size)
        cost[only.up] = 1.0
        return replace(model, cost=cost)

    def read(self, solution: MixedSolution) -> Restoration:
        """The restoration that a solution stands for."""
        served = [float(solution.x[columns.load] @ self._network.load_pu) for columns in self._periods]
        up = np.array([solution.x[columns.up] > 0.5 for columns in self._periods], dtype=np.int64)
        new = np.diff(up, axis=0, prepend=0) > 0
        return Restoration(
            objective=-solution.objective,
            bound=-solution.bound,
            served_pu=np.array(served),
            weight=self._steps,
            repaired=tuple(
                tuple(self._network.damaged[row] for row in np.flatnonzero(period).tolist()) for period in new
            ),
            node_count=solution.node_count,
        )
