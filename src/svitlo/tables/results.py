"""What a planner decides, what physics confirms, and the plan that is written: frames and small records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decisions:
    """A plan's decisions as tables (`schema.PURCHASES`, `REPAIRS`, `PLACED`, `USES`), sorted by their keys."""

    purchases: pl.DataFrame
    repairs: pl.DataFrame
    installs: pl.DataFrame
    uses: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing for which the physics check had to shed load in one block of one day.

    `what` is one of `voltage_low`, `voltage_high` (pu), `overload`, `generation` (shares of the rating: losses count),
    `reactive_low`, `reactive_high` (pu of the base MVA), `no_solution` (the voltage where it collapses, pu), `dispatch`
    (the DC model itself cannot serve it), `no_generation`, `no_voltage_source`; `where` is an asset id. `value` and
    `limit` are what was met at worst and what is allowed. `shed_mw` is what was shed for it.
    """

    day: int
    block: str
    what: str
    where: str
    value: float
    limit: float
    shed_mw: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proven:
    """What AC power flow confirms: share of its demand that each place gets, (day, block, place); never above served.

    `verdict` is `stands` (every state as planned), `stands after shedding` or `fails` (in a block of a day nothing of
    what was served stands). `findings` are the worst first; `notes` say what of the network's data could not be used.
    `pump_share`: share of what each linked pump draws that it gets, (day, block, pump), 1 where it draws nothing.
    """

    power_share: NDArray[np.float64]
    verdict: str
    findings: tuple[Finding, ...]
    state_count: int
    engine: str
    notes: tuple[str, ...] = ()
    pump_share: NDArray[np.float64] = field(default_factory=lambda: np.ones((0, 0, 0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlannedWater:
    """What the planning model serves of water, and with which power at the pumps.

    A zone is what pipes that never fail join; `zone_ids` are `<network>/<its first node>`, of zones that ask for water.
    Shapes: `demand_m3h` (block, zone), `people` and `weighted` (zone,), `zone_share` (day, block, zone), `pump_share`
    (day, block, pump) over `pump_ids`, the linked pumps. `zone_of`: for each place that drinks the row of its zone.
    """

    zone_ids: tuple[str, ...]
    demand_m3h: NDArray[np.float64]
    people: NDArray[np.float64]
    weighted: NDArray[np.float64]
    zone_share: NDArray[np.float64]
    pump_ids: tuple[str, ...]
    pump_share: NDArray[np.float64]
    zone_of: Mapping[str, int]

    @property
    def place_share(self) -> dict[str, NDArray[np.float64]]:
        """The share of its water that each place gets (day, block)."""
        return {place_id: self.zone_share[:, :, zone] for place_id, zone in self.zone_of.items()}

    @property
    def served_m3h(self) -> NDArray[np.float64]:
        """Water served (day, block)."""
        served: NDArray[np.float64] = (self.zone_share * self.demand_m3h).sum(axis=2)
        return served

    @property
    def people_without(self) -> NDArray[np.float64]:
        """People without water (day, block)."""
        without: NDArray[np.float64] = (1.0 - self.zone_share) @ self.people
        return without

    @property
    def weighted_without(self) -> NDArray[np.float64]:
        """The same with the weights of their places (day, block)."""
        without: NDArray[np.float64] = (1.0 - self.zone_share) @ self.weighted
        return without


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterAgreement:
    """How far planned and simulated served shares of one network lie apart at worst, in points of its demand.

    On days as they would go on for ever: `raw_points` before anything was learnt from the plan's own days,
    `learnt_points` after, `corrected_points` after each day was brought to what hydraulics gives, `zone_points` the
    same for the worst zone.
    """

    raw_points: float
    learnt_points: float
    corrected_points: float
    zone_points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterShort:
    """One thing that EPANET says against a plan's water.

    `what` is `planned_more` (on that day `limit` of the demand was planned and `value` is served), `pump_power` (a pump
    draws `value` MW by its hydraulics and has `limit` in the power flow), `unbalanced` (steps that were not solved as
    closely as asked for) or a breach of physics, after which the figures prove nothing: `tank_volume`, `water_balance`,
    `served_above_demand`, `pump_without_power` (all m3). `where` is `<network>/<id>`; `block` is empty for a whole day.
    """

    day: int
    block: str
    what: str
    where: str
    value: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProvenWater:
    """What EPANET confirms of a plan's water.

    Shapes: (day, block) for `demand_m3h`, `served_m3h`, `people_without` and `weighted_without` (with the weights of
    their places, without the objective's weight of water); `network_share` (network, day), the served part of each
    day's demand, networks as in `names`; `place_share`: (day, block) for each place that drinks. `day_count` different
    days were simulated.
    """

    names: tuple[str, ...]
    demand_m3h: NDArray[np.float64]
    served_m3h: NDArray[np.float64]
    people_without: NDArray[np.float64]
    weighted_without: NDArray[np.float64]
    network_share: NDArray[np.float64]
    place_share: Mapping[str, NDArray[np.float64]]
    verdict: str
    findings: tuple[WaterShort, ...]
    day_count: int
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A plan folder in memory: the tables of `schema.PLAN_SPECS` and `summary.json`."""

    decisions: Decisions
    service: pl.DataFrame
    places: pl.DataFrame
    summary: Mapping[str, object]
