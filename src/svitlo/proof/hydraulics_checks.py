"""What a day's hydraulics must keep, whichever engine they come from: tanks, water balance, demand, pumps."""

from collections.abc import Iterator

import numpy as np

from svitlo.proof.hydraulics_records import Floats, WaterDay, WaterFinding

VOLUME_SHARE = 5e-3
"""A tank may seem to give this share of what it can hold more than it had: a step may end a second late."""

BALANCE_SHARE = 5e-3
"""Of a day's demand: what the solver's own accuracy leaves open."""

ABOVE_DEMAND_SHARE = 5e-3
"""EPANET's demand curve is steep above the required pressure, not upright: junctions get a little more than all."""

LEAST_M3 = 0.1
"""Below this nothing is a finding."""


def tank_findings(day: WaterDay, tank_ids: tuple[str, ...], min_m3: Floats, max_m3: Floats) -> Iterator[WaterFinding]:
    """Tanks that gave more than what they held above their floor and what flowed in; `min_m3`, `max_m3` (tank,).

    EPANET before 2.3 lets tanks go on when they are empty; this is what sees it.
    """
    had_m3 = np.maximum(day.start_m3 - min_m3, 0.0) + day.tank_in_m3
    over_m3 = day.tank_out_m3 - had_m3
    for tank in np.flatnonzero(over_m3 > VOLUME_SHARE * (max_m3 - min_m3) + LEAST_M3):
        yield WaterFinding(
            what="tank_volume",
            where=tank_ids[tank],
            block=None,
            value=float(day.tank_out_m3[tank]),
            limit=float(had_m3[tank]),
        )


def balance_findings(day: WaterDay) -> Iterator[WaterFinding]:
    """Water that was served or lost but that nothing gave, or the other way round.

    A junction with negative demand pushes its inflow in even where nothing can take it: so much may go missing.
    """
    came_m3 = day.reservoir_m3 + day.inflow_m3 + float((day.tank_out_m3 - day.tank_in_m3).sum())
    went_m3 = float(day.served_m3.sum()) + day.lost_m3
    limit_m3 = BALANCE_SHARE * float(day.demand_m3.sum()) + LEAST_M3
    if not -limit_m3 <= came_m3 - went_m3 <= limit_m3 + day.inflow_m3:
        yield WaterFinding(what="water_balance", where="", block=None, value=abs(came_m3 - went_m3), limit=limit_m3)


def demand_findings(day: WaterDay, node_ids: tuple[str, ...]) -> Iterator[WaterFinding]:
    """Junctions that were served more than they asked for in a block, by more than what inflows may push on them."""
    limit_m3 = day.demand_m3 * (1.0 + ABOVE_DEMAND_SHARE) + LEAST_M3 + day.inflow_m3
    for block, node in np.argwhere(~(day.served_m3 <= limit_m3)):
        yield WaterFinding(
            what="served_above_demand",
            where=node_ids[node],
            block=int(block),
            value=float(day.served_m3[block, node]),
            limit=float(day.demand_m3[block, node]),
        )


def pump_findings(dark_m3: Floats, dark_kwh: Floats, pump_ids: tuple[str, ...]) -> Iterator[WaterFinding]:
    """Pumps that moved water or drew power while they had none; both (block, pump)."""
    worst = np.maximum(dark_m3, dark_kwh)
    for block, pump in np.argwhere(~(worst <= LEAST_M3)):
        yield WaterFinding(
            what="pump_without_power",
            where=pump_ids[pump],
            block=int(block),
            value=float(worst[block, pump]),
            limit=0.0,
        )


def solver_findings(day: WaterDay) -> Iterator[WaterFinding]:
    """Steps that were not solved to the accuracy asked for."""
    count = sum(day.warned_count.get(name, 0) for name in ("unbalanced", "unstable"))
    if count:
        yield WaterFinding(what="unbalanced", where="", block=None, value=float(count), limit=0.0)
