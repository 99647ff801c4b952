"""What people are without, step by step, under a plan and under what it is held against: for `summary.json`.

A step is `day * blocks + block`. A figure that was not worked out is null, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svitlo.assets.heat import DAY_H, heat_of, heat_places_of, heat_share
from svitlo.assets.power import Floats
from svitlo.report.results import Account, Physics, Services, account_of
from svitlo.tables.case import Case
from svitlo.tables.results import PlannedWater, ProvenWater

KEY = "curves"
LARGEST_KEY = "largest_first"
"""The objective of repairing the largest assets first, by the planning model; null where it was not worked out."""

DIGITS = 1
"""Digits kept of people and of person-hours: a tenth of a person is finer than any picture."""

Line = list[float] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A plan and what it is held against.

    `bound_by_day` (day,): what no plan can go below on that day, each day taken apart. What days gain by standing
    together belongs to no single day, so these add up to no more than the bound itself.
    """

    planned: Services
    proven: Physics
    nothing: Services
    bound_by_day: Floats
    largest: Services | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Given:
    """What people get in one of the cases that are compared."""

    power_share: Floats
    water: PlannedWater | ProvenWater | None

    @property
    def place_water(self) -> Mapping[str, Floats]:
        """The share of its water that each place gets (day, block)."""
        return {} if self.water is None else self.water.place_share


def curves_of(case: Case, compared: Compared) -> dict[str, object]:
    """The record under `KEY`: people without power, water and heat by step, weighted person-hours by day."""
    account = account_of(case)
    planned, nothing, largest = compared.planned, compared.nothing, compared.largest
    given: dict[str, _Given | None] = {
        "planned": _Given(power_share=planned.power_share, water=planned.water),
        "proven": _Given(power_share=compared.proven.power.power_share, water=compared.proven.water),
        "nothing": _Given(power_share=nothing.power_share, water=nothing.water),
        "largest": None if largest is None else _Given(power_share=largest.power_share, water=largest.water),
    }
    has_heat = bool(heat_places_of(case, account.people).place_ids)
    return {
        "power": {name: one and _line(account.people_without(one.power_share)) for name, one in given.items()},
        "water": {name: one and _dry(one) for name, one in given.items()} if case.water else None,
        "heat": {name: one and _line(_cold(case, account, one)) for name, one in given.items()} if has_heat else None,
        "weighted_by_day": {
            **{name: one and _line(_weighted(case, account, one).sum(axis=1)) for name, one in given.items()},
            "bound": _line(compared.bound_by_day),
        },
    }


def objective_of(case: Case, services: Services | None) -> float | None:
    """The objective of what is served; None of nothing known."""
    if services is None:
        return None
    given = _Given(power_share=services.power_share, water=services.water)
    return float(_weighted(case, account_of(case), given).sum())


def _line(values: Floats) -> Line:
    """Figures in the order of their steps; adding nought turns -0.0 into 0.0."""
    found: list[float] = (np.round(values.ravel(), DIGITS) + 0.0).tolist()
    return found


def _dry(given: _Given) -> Line:
    return None if given.water is None else _line(given.water.people_without)


def _weighted(case: Case, account: Account, given: _Given) -> Floats:
    """Weighted person-hours (day, block), the unit of the objective."""
    weighted = account.weighted_person_hours(given.power_share)
    if given.water is not None:
        weighted = weighted + case.settings.objective_water * given.water.weighted_without * account.demand.hours
    return weighted


def _cold(case: Case, account: Account, given: _Given) -> Floats:
    """People without heat by step, the mean over its hours: a drained place is cold until it is refilled."""
    places = heat_places_of(case, account.people)
    share = heat_share(case, account.people, given.power_share, given.place_water)
    heat = heat_of(case, places, share[:, :, places.row])
    hours = account.demand.hours
    days = case.settings.days
    start_h = (np.arange(days)[:, None] * DAY_H + (np.cumsum(hours) - hours)).ravel()
    length_h = np.tile(hours, days)
    cold = np.zeros(start_h.size)
    for spell in heat.spells:
        end_h = days * DAY_H if spell.heat_back_h is None else spell.heat_back_h
        within_h = np.minimum(end_h, start_h + length_h) - np.maximum(spell.first_h, start_h)
        cold += spell.people * np.maximum(0.0, within_h) / length_h
    return cold
