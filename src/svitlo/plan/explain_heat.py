"""Which heat places the clock runs against, until when each must have power, and the works that bring it back."""

from collections.abc import Callable, Sequence

import numpy as np

from svitlo.assets.heat import DAY_H, HALF_SHARE, ColdSpell, heat_of, heat_places_of, moment_of
from svitlo.assets.power import Floats
from svitlo.plan.day_model import DayModel
from svitlo.plan.day_values import DayKinds
from svitlo.plan.schedule import Schedule
from svitlo.plan.service import ServiceModel
from svitlo.plan.situation import Situation
from svitlo.plan.value import spells
from svitlo.tables.case import Case
from svitlo.tables.explanation import HeatExplained

Returns = Sequence[tuple[int, str]]
"""Works that are back on one day: row of the asset and its id."""


class HeatWatch:
    """Answers for the heat places of one plan; `served` is the share that each place gets (day, block, place)."""

    def __init__(self, case: Case, situation: Situation, schedule: Schedule, served: Floats) -> None:
        self._case, self._situation, self._schedule = case, situation, schedule
        self._places = heat_places_of(case, situation.people)
        self._heat = heat_of(case, self._places, served[:, :, self._places.row])
        people = situation.people
        self._service = ServiceModel(situation.grid, people.bus, people.load_mw, people.cost_per_mw)
        self._kinds = DayKinds.of(situation)
        self._days: dict[int, DayModel] = {}
        self._runs = spells(situation, schedule.jobs)

    @property
    def solve_count(self) -> int:
        """Linear programs solved so far."""
        blocks = self._situation.demand.hours.size
        return self._service.solve_count + blocks * sum(model.solve_count for model in self._days.values())

    def answers(self, may_go_on: Callable[[], bool]) -> tuple[HeatExplained, ...]:
        """Every time without heat whose clock runs out within the case, or would have, by its beginning.

        What brings the power back is not worked out once `may_go_on` says no.
        """
        name_of = dict(self._case.places.select("place_id", "name").iter_rows())
        found = []
        for spell in self._heat.spells:
            if spell.drain_at_h is not None:
                back_with = self._back_with(spell) if may_go_on() else None
                found.append(self._told(spell, str(name_of[spell.place_id]), spell.drain_at_h, back_with))
        return tuple(found)

    def _told(self, spell: ColdSpell, name: str, drain_at_h: float, back_with: tuple[str, ...] | None) -> HeatExplained:
        def moment(hour: float | None) -> str | None:
            return None if hour is None else moment_of(self._case, hour)

        return HeatExplained(
            place_id=spell.place_id,
            place=name,
            people=spell.people,
            without_power_from=moment_of(self._case, spell.first_h),
            drained_unless_before=moment_of(self._case, drain_at_h),
            power_back=moment(spell.power_back_h),
            heat_back=moment(spell.heat_back_h),
            is_drained=spell.is_drained,
            back_with=back_with,
        )

    def _back_with(self, spell: ColdSpell) -> tuple[str, ...]:
        """Works that are back on the day of its power, without any one of which it would get less than half then.

        Where no single one is needed but all together are, all of them; none where its power comes back without them.
        """
        if spell.power_back_h is None:
            return ()
        day = int(spell.power_back_h // DAY_H)
        returns = self._returns(day)
        at = day, self._block_at(spell.power_back_h - day * DAY_H), self._row(spell.place_id)
        if not returns or self._has_power(at, returns):
            return ()
        ids = [one[1] for one in returns if len(returns) == 1 or not self._has_power(at, [one])]
        return tuple(sorted(ids or [asset_id for _, asset_id in returns]))

    def _returns(self, day: int) -> Returns:
        tasks = self._situation.tasks
        works = [tasks[job.task].work for job in self._schedule.jobs if job.service_day == day]
        works += [begun.work for begun in self._situation.begun if begun.service_day == day]
        return [(work.asset, work.asset_id) for work in works]

    def _block_at(self, hour: float) -> int:
        hours = self._situation.demand.hours
        return int(np.argmin(np.abs(np.cumsum(hours) - hours - hour)))

    def _row(self, place_id: str) -> int:
        return int(self._places.row[self._places.place_ids.index(place_id)])

    def _has_power(self, at: tuple[int, int, int], without: Returns) -> bool:
        """Whether a place (day, block, row) would get half its power with these assets still out."""
        day, block, row = at
        share = next(share for first, last, share in self._runs if first <= day < last).copy()
        share[[asset for asset, _ in without]] = 0.0
        situation = self._situation
        if situation.coupled is not None:
            kind = int(self._kinds.kind[day])
            if kind not in self._days:
                self._days[kind] = self._kinds.model(situation, kind)
            return bool(self._days[kind].serve(share).load_share[block, row] >= HALF_SHARE)
        factor = float(situation.demand.load_factor[day, block])
        condition = situation.outages.condition(situation.grid, share)
        served_mw = self._service.serve(condition, factor).served_mw
        return bool(served_mw[row] >= HALF_SHARE * situation.people.load_mw[row] * factor)
