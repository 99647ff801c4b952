"""Both physics on one plan: EPANET says what pumps draw, AC power flow what of it they get, EPANET what that serves."""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, grid_of
from svitlo.assets.waterworks import Pumps, plants_of, pumps_of
from svitlo.damage.outages import outages_of
from svitlo.proof.power_ac import prove_power
from svitlo.proof.states import capacity_shares
from svitlo.proof.water import SimulatedWater, proven_water, simulated
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Proven, ProvenWater, WaterShort

SAME_SHARE = 0.02
"""How far a pump's power by hydraulics may lie above what the power flow carries for it."""

LEAST_MW = 1e-6

MOST_ROUNDS = 6

SAME_WATER = 1e-3
"""Plants that lose no more of their water than this have not lost any."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """What a plan says that it serves: `power_share` (day, block, place), `pump_share` (day, block, linked pump) and
    `water_m3h` (day, block).
    """

    power_share: Floats
    pump_share: Floats
    water_m3h: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """What both physics confirm; `water` is None in a case without water networks."""

    power: Proven
    water: ProvenWater | None


def prove(case: Case, decisions: Decisions, claim: Claim) -> Together:
    """What physics confirms of a plan.

    Pumps run as long as the plan gives them power, which tells what they draw and what plants get of their water; AC
    power flow tells how much of that power they get; what is then served is run again where it is less, and where a
    plant has lost water by it, so is the power flow. Each round only takes away; after `MOST_ROUNDS` what a plant may
    still have lost stays unseen, and is found as water that was planned. Raises EngineFailed where an engine gives no
    answer.
    """
    if not case.water:
        return Together(power=prove_power(case, decisions, claim.power_share), water=None)
    network = _Network(case, decisions)
    said, powered = network.run(claim.pump_share), claim.pump_share
    watered = said.plant_share(network.plants)
    for _ in range(MOST_ROUNDS):
        drawn_mw = said.pump_mw(case, network.pumps)
        plant_share = watered if network.plants.generator.size else None
        power = prove_power(case, decisions, claim.power_share, drawn_mw, plant_share)
        carried_mw = drawn_mw * power.pump_share
        said, powered = network.held(said, powered, carried_mw)
        less = np.minimum(watered, said.plant_share(network.plants))
        if bool((watered - less <= SAME_WATER).all()):
            break
        watered = less
    found = _pump_findings(case, network.pumps, said, carried_mw)
    return Together(power=power, water=proven_water(case, said, claim.water_m3h, found))


class _Network:
    """The water of a plan's repairs, to be run with this power or that."""

    def __init__(self, case: Case, decisions: Decisions) -> None:
        grid = grid_of(case.power)
        outages = outages_of(case, grid)
        self._case, self._items = case, outages.items
        self._shares = capacity_shares(case, outages, decisions)
        self.pumps, self.plants = pumps_of(case, grid.bus_ids), plants_of(case)

    def run(self, powered: Floats) -> SimulatedWater:
        """All days when pumps have this share of each block with power (day, block, pump)."""
        return simulated(self._case, self._items, self._shares, (self.pumps, powered))

    def held(self, said: SimulatedWater, powered: Floats, carried_mw: Floats) -> tuple[SimulatedWater, Floats]:
        """The days again, until no pump draws more than is carried for it, and the power with which they then run.

        A pump that stands still for a part of the block anyway has to lose more time than power.
        """
        for _ in range(MOST_ROUNDS):
            drawn_mw = said.pump_mw(self._case, self.pumps)
            over = drawn_mw > (1.0 + 0.5 * SAME_SHARE) * carried_mw + LEAST_MW
            if not over.any():
                break
            powered = powered * np.divide(carried_mw, drawn_mw, out=np.ones_like(drawn_mw), where=over)
            said = self.run(powered)
        return said, powered


def _pump_findings(case: Case, pumps: Pumps, said: SimulatedWater, carried_mw: Floats) -> list[WaterShort]:
    """Pumps that draw more by their hydraulics than the power flow carries for them, each once, at its worst."""
    drawn_mw = said.pump_mw(case, pumps)
    over = drawn_mw - (1.0 + SAME_SHARE) * carried_mw
    names = [block.name for block in case.settings.blocks]
    found = []
    for row, pump_id in enumerate(pumps.pump_ids):
        day, block = np.unravel_index(int(over[:, :, row].argmax()), over.shape[:2])
        if over[day, block, row] > LEAST_MW:
            found.append(
                WaterShort(
                    day=int(day),
                    block=names[block],
                    what="pump_power",
                    where=pump_id,
                    value=float(drawn_mw[day, block, row]),
                    limit=float(carried_mw[day, block, row]),
                )
            )
    return found
