"""How much of what each place and pump is to get comes from sets of its own, so that the grid carries the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Condition, Floats, Grid, Ints
from svitlo.proof.own_sets import OwnSets
from svitlo.proof.power_dc import DayTask, least_unserved_in_day

NOISE_MW = 1e-7
"""A tenth of a watt that a linear program leaves open is none."""

OWN_WORTH = 1e-6
"""By so much more a MWh from a set is worth than one from the grid: what sets can give need not be carried."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claims:
    """What is to be supplied.

    Shapes: `hours` (block,); `factor` (day, block), demand over base load; `bus` (load,), bus rows; `asked_mw` and
    `wanted_mw` (day, block, load), the demand in full (a pump's rated power) and how much of it is to be supplied.
    """

    hours: Floats
    factor: Floats
    bus: Ints
    asked_mw: Floats
    wanted_mw: Floats


def own_supply_mw(grid: Grid, conditions: Sequence[Sequence[Condition]], claims: Claims, sets: OwnSets) -> Floats:
    """What each load gets from sets of its own (day, block, load), never more than it is to get.

    `conditions` are those of each block of each day; those of one day differ in what machines can give alone.

    Sets that run all day give all they can. Where some run only for hours, the parts of the day share these, and a
    linear program of the day finds how least MWh stay unsupplied. Each different day is solved once. Raises
    EngineFailed if SciPy reaches no verdict.
    """
    own_mw = np.zeros_like(claims.wanted_mw)
    known: dict[tuple[bytes, ...], Floats] = {}
    for day, parts in enumerate(conditions):
        standing = sets.on(day)
        if len(standing) == 0:
            continue
        if not standing.is_limited.any():
            own_mw[day] = np.minimum(_all_day_mw(standing, claims.bus.size), claims.wanted_mw[day])
            continue
        asked = (claims.factor[day], claims.asked_mw[day], claims.wanted_mw[day])
        key = (standing.key, *map(_key, parts), *(part.tobytes() for part in asked))
        if key not in known:
            known[key] = _in_day(grid, parts, claims, standing, day)
        own_mw[day] = known[key]
    return own_mw


def _all_day_mw(sets: OwnSets, load_count: int) -> Floats:
    return np.asarray(np.bincount(sets.load, weights=sets.count * sets.size_mw, minlength=load_count))


def _key(condition: Condition) -> bytes:
    parts = (condition.bus_up, condition.branch_share, condition.generator_share)
    return b"".join(part.tobytes() for part in parts)


def _in_day(grid: Grid, parts: Sequence[Condition], claims: Claims, sets: OwnSets, day: int) -> Floats:
    """What sets give in each part of one day (block, load)."""
    wanted_mw = claims.wanted_mw[day]
    task = DayTask(
        hours=claims.hours,
        bus=claims.bus,
        asked_mw=claims.asked_mw[day],
        wanted_mw=wanted_mw,
        cost_per_mw=np.broadcast_to(claims.hours[:, None], wanted_mw.shape),
        injection_mw=claims.factor[day][:, None] * grid.injection_mw,
    )
    found = least_unserved_in_day(grid, parts, task, sets, OWN_WORTH)
    if found is None:
        # A grid that cannot be run at all carries nothing, and the sets do what they can.
        found = least_unserved_in_day(grid, [_nothing_up(part) for part in parts], task, sets)
    own_mw = np.zeros_like(wanted_mw) if found is None else found.own_mw
    return np.where(own_mw >= wanted_mw - NOISE_MW, wanted_mw, np.where(own_mw > NOISE_MW, own_mw, 0.0))


def _nothing_up(condition: Condition) -> Condition:
    return Condition(
        bus_up=np.zeros_like(condition.bus_up),
        branch_share=np.zeros_like(condition.branch_share),
        generator_share=np.zeros_like(condition.generator_share),
    )
