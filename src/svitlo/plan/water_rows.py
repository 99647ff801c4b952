"""The equations of water between zones as blocks, for one part of the day or several with tanks between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, Ints
from svitlo.plan.blocks import Blocks
from svitlo.plan.coupled import WateredPlant
from svitlo.plan.zones import WaterZones

HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaterColumns:
    """Columns of one network in one part of the day, all in m3/h: `served` (zone,), `flow` (arc,), `drawn` (tank,) what
    tanks give (negative: take), `source` (source,).
    """

    served: Ints
    flow: Ints
    drawn: Ints
    source: Ints


def add_water(
    blocks: Blocks, zones: WaterZones, demand_m3_per_h: Floats, worth: Floats, *, tanks: bool
) -> WaterColumns:
    """One network in one part of the day; each m3/h served in a zone (zone,) earns its worth.

    Without `tanks` they neither give nor take, as on the mean of a day that ends as it began.
    """
    backward = np.where(zones.arc_both_ways, zones.arc_most_m3_per_h, 0.0)
    room = np.inf if tanks else 0.0
    columns = WaterColumns(
        served=blocks.columns("water_m3_per_h", np.zeros(zones.zone_count), demand_m3_per_h, -worth),
        flow=blocks.columns("water_flow_m3_per_h", -backward, zones.arc_most_m3_per_h),
        drawn=blocks.columns("drawn_m3_per_h", np.full(zones.tank_zone.size, -room), room),
        source=blocks.columns("source_m3_per_h", np.zeros(zones.source_zone.size), zones.source_most_m3_per_h),
    )
    balance = blocks.rows("water_balance_m3_per_h", np.zeros(zones.zone_count), 0.0)
    blocks.add(balance, columns.served, -1.0)
    blocks.add(balance[zones.arc_from], columns.flow, -1.0)
    blocks.add(balance[zones.arc_to], columns.flow, 1.0)
    blocks.add(balance[zones.tank_zone], columns.drawn, 1.0)
    blocks.add(balance[zones.source_zone], columns.source, 1.0)
    return columns


def add_pump_power(blocks: Blocks, columns: tuple[Ints, Ints], most_m3_per_h: Floats, rated_mw: Floats) -> None:
    """A pump moves no more than the power that it gets allows: `columns` are its flow and its power (pump,)."""
    flow, power = columns
    limited = np.isfinite(most_m3_per_h)
    rows = blocks.rows("pump_power", np.full(int(limited.sum()), -np.inf), 0.0)
    blocks.add(rows, flow[limited], 1.0)
    blocks.add(rows, power[limited], -most_m3_per_h[limited] / rated_mw[limited])


def add_gates(blocks: Blocks, zones: WaterZones, columns: WaterColumns, up: Ints, limits: tuple[Floats, float]) -> None:
    """What hangs on a damaged asset works at most at the asset's share, column `up` (asset,).

    `limits`: what zones ask for (zone,), and the most that all tanks can give or take, in m3/h. No arc need carry more
    than both together, so that a limit of that size is none.
    """
    demand_m3_per_h, tanks_m3_per_h = limits
    most = float(demand_m3_per_h.sum()) + tanks_m3_per_h
    for arc, asset in zones.arc_gates:
        limit = min(float(zones.arc_most_m3_per_h[arc]), most)
        _gate(blocks, int(columns.flow[arc]), int(up[asset]), limit, both_ways=bool(zones.arc_both_ways[arc]))
    for tank, asset in zones.tank_gates:
        _gate(blocks, int(columns.drawn[tank]), int(up[asset]), most, both_ways=True)
    for source, asset in zones.source_gates:
        limit = min(float(zones.source_most_m3_per_h[source]), most)
        _gate(blocks, int(columns.source[source]), int(up[asset]), limit, both_ways=False)
    for zone, asset, share in zones.demand_gates:
        demand = float(demand_m3_per_h[zone])
        # served <= demand x (1 - share) + demand x share x up
        row = blocks.rows("water_gate", -np.inf, [demand * (1.0 - share)])
        blocks.add(row, columns.served[zone], 1.0)
        blocks.add(row, up[asset], -demand * share)


def _gate(blocks: Blocks, column: int, up: int, limit: float, *, both_ways: bool) -> None:
    for sign in (1.0, -1.0) if both_ways else (1.0,):
        row = blocks.rows("water_gate", -np.inf, [0.0])
        blocks.add(row, column, sign)
        blocks.add(row, up, -limit)


def add_tanks(blocks: Blocks, zones: WaterZones, drawn: Sequence[Ints], hours: Floats) -> None:
    """Levels between the parts of a day: what is drawn lowers them, and the day ends no lower than it began."""
    count = zones.tank_zone.size
    levels = [blocks.columns("level_m3", zones.tank_min_m3, zones.tank_max_m3) for _ in range(hours.size + 1)]
    for block, block_h in enumerate(hours.tolist()):
        rows = blocks.rows("tank_m3", np.zeros(count), 0.0)
        blocks.add(rows, levels[block + 1], 1.0)
        blocks.add(rows, levels[block], -1.0)
        blocks.add(rows, drawn[block], block_h)
    rows = blocks.rows("tank_ends_m3", np.zeros(count), np.inf)
    blocks.add(rows, levels[-1], 1.0)
    blocks.add(rows, levels[0], -1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PumpPower:
    """Who powers a network's pumps: `pumps` are rows among its pumps, `columns` (block, pump) their power in MW."""

    pumps: Ints
    columns: Ints
    rated_mw: Floats


def add_cuts(
    blocks: Blocks, zones: WaterZones, served: Sequence[Ints], up: Ints, days: tuple[Floats, PumpPower]
) -> None:
    """No zone is promised more than days that hydraulics has run allow; `days`: hours of each part, and pump power.

    A pump without a link has its own supply, so it always has power.
    """
    hours, power = days
    place = {pump: row for row, pump in enumerate(power.pumps.tolist())}
    for cut in zones.cuts:
        per_day = float((hours @ zones.demand_m3_per_h[:, cut.zones]).sum())
        linked = [pump in place for pump in cut.pumps.tolist()]
        always = float(cut.slope[np.logical_not(linked)].sum())
        row = blocks.rows("water_cut", -np.inf, [per_day * (cut.base_share + always)])
        for pump, slope in zip(cut.pumps[linked].tolist(), cut.slope[linked].tolist(), strict=True):
            at = place[pump]
            per_mwh = per_day * slope / (HOURS_PER_DAY * float(power.rated_mw[at]))
            blocks.add(row, power.columns[:, at], -per_mwh * hours)
        blocks.add(row, up[cut.assets], -per_day * cut.lift_share)
        for block, block_h in enumerate(hours.tolist()):
            blocks.add(row, served[block][cut.zones], block_h)


def add_plants(
    blocks: Blocks,
    plants: Sequence[WateredPlant],
    columns: tuple[Ints, Sequence[Ints]],
    demand_m3_per_h: Sequence[Floats],
    most_mw: Floats,
) -> None:
    """A plant gives no more of its capacity than its zone gets of its water, in one part of the day.

    `columns` are generation (generator,) and, for each network, what its zones are served (zone,); `demand_m3_per_h`
    what they ask for; `most_mw` (generator,) the capacities, of which one without limit stays so. What asks for nothing
    lacks nothing.
    """
    generation, served = columns
    for plant in plants:
        size_mw = float(most_mw[plant.generator])
        if not np.isfinite(size_mw):
            continue
        demand = demand_m3_per_h[plant.network][plant.zones]
        asks = demand > 0.0
        row = blocks.rows("plant_water", -np.inf, [size_mw * float(plant.parts[~asks].sum())])
        blocks.add(row, generation[plant.generator], 1.0)
        per_m3_per_h = size_mw * plant.parts[asks] / demand[asks]
        blocks.add(row, served[plant.network][plant.zones[asks]], -per_m3_per_h)
