"""How much of the base load is asked for in each block of each day, and what a person-hour weighs then."""

from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats, frozen
from svitlo.tables.case import Case


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Shapes: `hours` (block,); `load_factor` (day, block), demand over base load; `weight` (day, block), what one
    person-hour without power weighs in the objective before the place's own weight.
    """

    block_names: tuple[str, ...]
    hours: Floats
    load_factor: Floats
    weight: Floats


def demand_of(case: Case) -> Demand:
    """Load and weight factors of a case: block shares times the cold's."""
    settings = case.settings
    below_c = np.zeros(settings.days)
    load_per_c = weight_per_c = 0.0
    if settings.cold is not None:
        mean_c = dict(case.weather.select("date", "mean_c").iter_rows())
        mean_by_day = np.array([mean_c[case.date_of(day)] for day in range(settings.days)])
        below_c = np.maximum(0.0, settings.cold.below_c - mean_by_day)
        load_per_c, weight_per_c = settings.cold.load_share_per_c, settings.cold.weight_per_c
    share = np.array([block.load_share for block in settings.blocks])
    return Demand(
        block_names=tuple(block.name for block in settings.blocks),
        hours=frozen(np.array([block.hours for block in settings.blocks])),
        load_factor=frozen((1.0 + load_per_c * below_c)[:, None] * share),
        weight=frozen(settings.objective_power * (1.0 + weight_per_c * below_c)[:, None] * np.ones_like(share)),
    )
