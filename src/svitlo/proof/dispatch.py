"""Which generator runs how hard: a linear program over the DC model of one island.

A plan's tables hold what is served, not who generates it, so the physics check makes its own dispatch and an auditor
makes the same one. It serves what it can of the load at the least weighted people shed, spreads the rest evenly over
the generators' capacities (which leaves each of them headroom for losses) and keeps branches off their limits where it
can.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix, vstack

from svitlo.assets.power import Floats, Ints
from svitlo.proof.ac_model import ON_MW, Island
from svitlo.proof.linear import Program, minimised

SOFT_SHARE = 0.85
"""Share of a branch's limit above which flow costs a little."""

_SHED_COST = 100.0
_WEIGHT_COST = 900.0
_SOFT_COST = 0.5
_CURTAIL_COST = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margins:
    """What the dispatch must leave room for, learnt from AC solutions.

    `most_mw` (place,) that may be served, `loss_mw` (bus,) drawn by losses, `limit_mw` (branch,) of active power, and
    cuts on what is served: `cut_rows` (cut, place) times served MW is at most `cut_high_mw` (cut,), and all together at
    most `total_mw`.
    """

    most_mw: Floats
    loss_mw: Floats
    limit_mw: Floats
    cut_rows: Floats
    cut_high_mw: Floats
    total_mw: float = np.inf

    def eased(self, share: float, served_mw: Floats) -> "Margins":
        """Cuts moved by this share of the way towards what they would be if they let `served_mw` (place,) through."""
        through_mw = np.maximum(self.cut_rows @ served_mw, self.cut_high_mw)
        total_mw = max(float(served_mw.sum()), self.total_mw)
        return replace(
            self,
            cut_high_mw=self.cut_high_mw + share * (through_mw - self.cut_high_mw),
            total_mw=self.total_mw + share * (total_mw - self.total_mw) if np.isfinite(self.total_mw) else np.inf,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dispatch:
    """(generator,) `generator_mw`, (bus,) `injection_mw`, `angle_rad`, (place,) `served_mw`, (branch,) `flow_mw`."""

    generator_mw: Floats
    injection_mw: Floats
    served_mw: Floats
    flow_mw: Floats
    angle_rad: Floats

    def scaled(self, share: float) -> "Dispatch":
        """The same pattern at a share of its size."""
        return Dispatch(
            generator_mw=share * self.generator_mw,
            injection_mw=share * self.injection_mw,
            served_mw=share * self.served_mw,
            flow_mw=share * self.flow_mw,
            angle_rad=share * self.angle_rad,
        )


def no_margins(island: Island) -> Margins:
    """All of the wanted load, no losses, the limits as they are."""
    return Margins(
        most_mw=island.wanted_mw,
        loss_mw=np.zeros(island.bus_count),
        limit_mw=island.limit_mva,
        cut_rows=np.zeros((0, len(island.places))),
        cut_high_mw=np.zeros(0),
    )


def dispatch(island: Island, margins: Margins) -> Dispatch | None:
    """The dispatch of an island, or None where even serving nothing breaks a limit (or the solver gives no answer)."""
    columns = _Columns.of(island)
    base = island.base_mva
    cost, low, high = _bounds(island, margins, columns)
    even, cuts, balance = _even_loading(island, columns), _cuts(margins, columns), _balance(island, columns)
    even_high = np.concatenate(
        [np.zeros(len(island.generators)), [margins.total_mw / base], margins.cut_high_mw / base]
    )
    needs = np.concatenate([margins.loss_mw / base, -_shift_rad(island)])
    x = minimised(
        Program(
            cost=cost,
            low=low,
            high=high,
            rows=csr_matrix(vstack([even, cuts, balance])),
            row_low=np.concatenate([np.full(len(even_high), -np.inf), needs]),
            row_high=np.concatenate([even_high, needs]),
        )
    )
    if x is None:
        return None
    injection_mw = np.zeros(island.bus_count)
    injection_mw[columns.injecting] = x[columns.injection] * base
    served_mw = x[columns.served] * base
    nearly_all = served_mw >= margins.most_mw - 1e-7
    return Dispatch(
        generator_mw=x[columns.generator] * base,
        injection_mw=injection_mw,
        served_mw=np.where(nearly_all, margins.most_mw, served_mw),
        flow_mw=(x[columns.flow] + x[columns.over] - x[columns.under]) * base,
        angle_rad=x[columns.angle],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Columns:
    """Where each kind of variable lies: all in pu but angles (rad) and the last one, the largest generator loading."""

    injecting: Ints
    generator: slice
    injection: slice
    served: slice
    flow: slice
    over: slice
    under: slice
    angle: slice
    count: int

    @classmethod
    def of(cls, island: Island) -> "_Columns":
        injecting = np.flatnonzero(island.injection_mw > ON_MW)
        branch_count = len(island.branches)
        counts = [len(island.generators), len(injecting), len(island.places)]
        ends = np.cumsum([0, *counts, branch_count, branch_count, branch_count, island.bus_count]).tolist()
        parts = [slice(start, end) for start, end in pairwise(ends)]
        return cls(
            injecting=injecting,
            generator=parts[0],
            injection=parts[1],
            served=parts[2],
            flow=parts[3],
            over=parts[4],
            under=parts[5],
            angle=parts[6],
            count=ends[-1] + 1,
        )


def _shift_rad(island: Island) -> Floats:
    return island.network.grid.shift_rad[island.branches]


def _bounds(island: Island, margins: Margins, columns: _Columns) -> tuple[Floats, Floats, Floats]:
    """Cost, lower and upper bound of each variable."""
    base = island.base_mva
    cost, low, high = np.zeros(columns.count), np.zeros(columns.count), np.full(columns.count, np.inf)
    high[columns.generator] = island.pmax_mw / base
    high[columns.injection] = island.injection_mw[columns.injecting] / base
    cost[columns.injection] = -_CURTAIL_COST
    high[columns.served] = margins.most_mw / base
    dearest = max(float(island.cost_per_mw.max(initial=0.0)), 1e-12)
    cost[columns.served] = -_SHED_COST - _WEIGHT_COST * island.cost_per_mw / dearest
    limit = margins.limit_mw / base
    low[columns.flow], high[columns.flow] = -SOFT_SHARE * limit, SOFT_SHARE * limit
    for part in (columns.over, columns.under):
        high[part] = np.where(np.isinf(limit), 0.0, (1.0 - SOFT_SHARE) * limit)
        cost[part] = _SOFT_COST
    low[columns.angle] = -np.inf
    low[columns.angle.start] = high[columns.angle.start] = 0.0
    cost[-1] = min(1.0, float(_capacity_mw(island).min(initial=base)) / base)
    return cost, low, high


def _capacity_mw(island: Island) -> Floats:
    """What "evenly loaded" means (generator,); one without a limit counts as large enough for the whole island."""
    whole = max(float(island.wanted_mw.sum()), float(island.pmax_mw[np.isfinite(island.pmax_mw)].sum()), 1.0)
    return np.maximum(np.where(np.isinf(island.pmax_mw), whole, island.pmax_mw), 1e-4 * whole)


def _even_loading(island: Island, columns: _Columns) -> csr_matrix:
    """Rows `generator - loading * capacity <= 0`."""
    rows = np.arange(len(island.generators))
    last = np.full(len(rows), columns.count - 1)
    values = np.concatenate([np.ones(len(rows)), -_capacity_mw(island) / island.base_mva])
    places = (np.concatenate([rows, rows]), np.concatenate([rows + columns.generator.start, last]))
    return csr_matrix((values, places), shape=(len(rows), columns.count))


def _cuts(margins: Margins, columns: _Columns) -> csr_matrix:
    """Rows of the cuts on what is served, the total first."""
    all_rows = np.vstack([np.ones((1, margins.cut_rows.shape[1])), margins.cut_rows])
    cut, place = np.nonzero(all_rows)
    values = all_rows[cut, place]
    shape = (len(all_rows), columns.count)
    return csr_matrix((values, (cut, columns.served.start + place)), shape=shape)


def _balance(island: Island, columns: _Columns) -> csr_matrix:
    """Rows of the buses (what comes in less what goes out), then of the branches (`x * flow = angle difference`)."""
    entries: list[tuple[Ints, Ints, Floats]] = []

    def add(row: Ints, column: Ints, value: Floats) -> None:
        entries.append((row, column, value))

    def numbers(part: slice) -> Ints:
        return np.arange(part.start, part.stop)

    ones = np.ones(len(island.branches))
    add(island.generator_bus, numbers(columns.generator), np.ones(len(island.generators)))
    add(columns.injecting, numbers(columns.injection), np.ones(len(columns.injecting)))
    add(island.place_bus, numbers(columns.served), -np.ones(len(island.places)))
    reactance = island.network.grid.reactance_pu[island.branches]
    law = island.bus_count + np.arange(len(island.branches))
    for part, sign in ((columns.flow, 1.0), (columns.over, 1.0), (columns.under, -1.0)):
        add(island.branch_from, numbers(part), -sign * ones)
        add(island.branch_to, numbers(part), sign * ones)
        add(law, numbers(part), sign * reactance)
    add(law, columns.angle.start + island.branch_from, -ones)
    add(law, columns.angle.start + island.branch_to, ones)
    row, column = (np.concatenate([entry[part] for entry in entries]) for part in (0, 1))
    value = np.concatenate([entry[2] for entry in entries])
    shape = (island.bus_count + len(island.branches), columns.count)
    return csr_matrix((value, (row, column)), shape=shape)
