"""One case on the desk: made ready for planning with all that was learnt of it, settled with hydraulics, proven."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from svitlo.coupling import Comparison, Waterworks, settle
from svitlo.plan.outcome import power_share_of
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import NOTHING_KEPT, Kept, Situation, situation_of
from svitlo.proof.together import Claim, prove
from svitlo.report.results import Physics, Services
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, WaterAgreement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SettledServices:
    """What a schedule serves, the situation by which that was worked out, and how far water agrees with hydraulics.

    `raw`: how far before anything was learnt; None where each part of the day stands for itself.
    """

    situation: Situation
    services: Services
    raw: Comparison | None = None
    agreement: Mapping[str, WaterAgreement] = field(default_factory=dict)
    round_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """A case, its water networks held open, and what of an older plan is kept."""

    case: Case
    works: Waterworks
    count_announced: bool
    kept: Kept = NOTHING_KEPT

    def situation(self) -> Situation:
        """The case made ready for planning, with what was learnt of water so far."""
        return situation_of(
            self.case, count_announced=self.count_announced, kept=self.kept, behaviours=self.works.behaviours
        )

    def settled(self, schedule: Schedule, raw: Comparison | None = None) -> SettledServices:
        """What a schedule serves; `raw` as in `coupling.settle`."""
        situation = self.situation()
        if situation.coupled is None:
            return SettledServices(
                situation=situation, services=Services(power_share=power_share_of(situation, schedule))
            )
        found = settle(self.case, self.works, self.situation, schedule, raw)
        return SettledServices(
            situation=found.situation,
            services=Services(power_share=found.power_share, water=found.water),
            raw=found.raw,
            agreement=found.agreement,
            round_count=found.round_count,
        )

    def proven(self, decisions: Decisions, settled: SettledServices) -> Physics:
        """What physics confirms of what a schedule serves. Raises EngineFailed where an engine gives no answer."""
        services = settled.services
        water = services.water
        nothing = np.zeros((*services.power_share.shape[:2], 0))
        claim = Claim(
            power_share=services.power_share,
            pump_share=nothing if water is None else water.pump_share,
            water_m3h=nothing.sum(axis=2) if water is None else water.served_m3h,
        )
        found = prove(self.case, decisions, claim)
        return Physics(
            power=found.power, water=found.water, agreement=settled.agreement, round_count=settled.round_count
        )
