"""When heat places are without heat, and when the buildings that they heat must be drained (contract, section 2).

A place is without heat while it gets less than half its power (from version 2 of the contract on: or of its water).
Its drain clock counts those hours on days at or below `cold.drain_below_c`, stands still on warmer days and starts anew
once there is heat again. When it reaches `drain_h` the place is drained, and stays cold until it has had power for
`refill_days` without a break.

Blocks follow each other from midnight in the order of the case. Every place has heat before the first day. Moments are
hours from the midnight at which day 0 begins.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from svitlo.assets.demand import demand_of
from svitlo.assets.people import People
from svitlo.assets.power import Bools, Floats, Ints, frozen
from svitlo.tables.case import Case

HALF_SHARE = 0.5 - 1e-6
"""Half of a place's power, but for the solver's last digits: with less it gives no heat."""

NOISE_H = 1e-6
"""Sums of hours that differ by less are the same."""

DAY_H = 24.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeatPlaces:
    """The heat places that draw power, by id.

    Shapes (heat place,): `row` (row among all places that draw power), `people`, `drain_h` (infinite: never drained).
    """

    place_ids: tuple[str, ...]
    row: Ints
    people: Floats
    drain_h: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdSpell:
    """One time without heat, from the loss of power until there is heat again.

    - `drain_at_h`: when the place is drained if its power is not back before; None: not within the case, or never.
    - `power_back_h`: when its power is first back; None: not by the end.
    - `heat_back_h`: when there is heat again; None: not by the end. Later than the power where the place was drained.
    """

    place_id: str
    people: float
    first_h: float
    drain_at_h: float | None
    power_back_h: float | None
    heat_back_h: float | None
    is_drained: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heat:
    """What becomes of heat under one plan: `spells` by their beginning, then by place.

    `hours_without` (heat place,) are the hours of each of `place_ids` without heat, `people_drained` those of places
    that are drained at least once.
    """

    place_ids: tuple[str, ...]
    spells: tuple[ColdSpell, ...]
    hours_without: Floats
    person_hours_without_heat: float
    people_drained: float


def heat_places_of(case: Case, people: People) -> HeatPlaces:
    """The heat places of a case; one without a bus draws no power, and is not among them."""
    row_of = {place_id: row for row, place_id in enumerate(people.place_ids)}
    own = case.places.filter((pl.col("kind") == "heat") & pl.col("place_id").is_in(list(row_of))).sort("place_id")
    row = np.array([row_of[place_id] for place_id in own["place_id"].to_list()], dtype=np.int64)
    return HeatPlaces(
        place_ids=tuple(own["place_id"].to_list()),
        row=frozen(row),
        people=frozen(people.people[row]),
        drain_h=frozen(own["drain_h"].cast(pl.Float64).fill_null(math.inf).to_numpy().copy()),
    )


def heat_share(case: Case, people: People, power_share: Floats, water_share: Mapping[str, Floats]) -> Floats:
    """What each place has of what it needs for heat, (day, block, place): of its power or, from version 2 of the
    contract on, of its water where a heat place draws some and gets less of it. `water_share` (day, block) by place.
    """
    if case.settings.version < 2:
        return power_share
    share = power_share.copy()
    places = heat_places_of(case, people)
    for place_id, row in zip(places.place_ids, places.row.tolist(), strict=True):
        if place_id in water_share:
            share[:, :, row] = np.minimum(share[:, :, row], water_share[place_id])
    return share


def heat_of(case: Case, places: HeatPlaces, power_share: Floats) -> Heat:
    """What becomes of heat where each heat place gets this share of its power, (day, block, heat place).

    Where nothing is asked for nothing is missing: such a block has heat, whatever its share.
    """
    if not places.place_ids:
        return Heat(
            place_ids=(), spells=(), hours_without=np.zeros(0), person_hours_without_heat=0.0, people_drained=0.0
        )
    timeline = _timeline_of(case)
    asked = demand_of(case).load_factor[:, :, None] > 0.0
    dark = ((power_share < HALF_SHARE) & asked).reshape(timeline.start_h.size, -1)
    spells: list[ColdSpell] = []
    hours_without = np.zeros(len(places.place_ids))
    is_drained = np.zeros(len(places.place_ids), dtype=np.bool_)
    for row in range(len(places.place_ids)):
        for spell in _spells(timeline, dark[:, row], places, row):
            end_h = timeline.end_h if spell.heat_back_h is None else spell.heat_back_h
            hours_without[row] += end_h - spell.first_h
            is_drained[row] |= spell.is_drained
            spells.append(spell)
    return Heat(
        place_ids=places.place_ids,
        spells=tuple(sorted(spells, key=lambda spell: (spell.first_h, spell.place_id))),
        hours_without=frozen(hours_without),
        person_hours_without_heat=float(hours_without @ places.people),
        people_drained=float(places.people[is_drained].sum()),
    )


def heat_notes(case: Case) -> tuple[str, ...]:
    """What a reader of heat figures must know of the case."""
    heat = case.places.filter(pl.col("kind") == "heat")
    if heat.is_empty():
        return ()
    notes = []
    unsupplied = heat["bus_id"].null_count()
    if unsupplied:
        notes.append(f"Heat places without a bus are not followed: {unsupplied} of {heat.height}.")
    if case.settings.cold is None:
        notes.append("Without [cold] and weather no heat place is ever counted as drained.")
    elif heat["drain_h"].null_count():
        count = heat["drain_h"].null_count()
        notes.append(f"Heat places without drain_h are never counted as drained: {count} of {heat.height}.")
    return tuple(notes)


def moment_of(case: Case, hour: float) -> str:
    """A moment as `2027-01-14 06:00`, cut down to the minute."""
    minutes = math.floor(hour * 60.0 + NOISE_H)
    day, minute = divmod(minutes, int(DAY_H) * 60)
    return f"{case.date_of(day).isoformat()} {minute // 60:02d}:{minute % 60:02d}"


# ---- one place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Timeline:
    """All blocks of all days one after the other.

    Shapes (step,): `start_h`, `stop_h`, `is_frost`, `frost_before_h` (hours of frost before a step).
    """

    start_h: Floats
    stop_h: Floats
    is_frost: Bools
    frost_before_h: Floats
    refill_h: float
    end_h: float


def _timeline_of(case: Case) -> _Timeline:
    days, cold = case.settings.days, case.settings.cold
    hours = np.array([block.hours for block in case.settings.blocks])
    start_h = (np.arange(days)[:, None] * DAY_H + (np.cumsum(hours) - hours)).ravel()
    is_frost = np.zeros(days, dtype=np.bool_)
    if cold is not None:
        mean_c = dict(case.weather.select("date", "mean_c").iter_rows())
        is_frost = np.array([mean_c[case.date_of(day)] <= cold.drain_below_c for day in range(days)])
    frost_h = (is_frost[:, None] * hours).ravel()
    return _Timeline(
        start_h=start_h,
        stop_h=start_h + np.tile(hours, days),
        is_frost=np.repeat(is_frost, hours.size),
        frost_before_h=np.cumsum(frost_h) - frost_h,
        refill_h=0.0 if cold is None else cold.refill_days * DAY_H,
        end_h=days * DAY_H,
    )


def _spells(timeline: _Timeline, dark: Bools, places: HeatPlaces, row: int) -> Iterator[ColdSpell]:
    """The times without heat of the place in a row, which is without power in these steps (step,), in order."""
    step = _next(dark, 0, is_dark=True)
    while step < dark.size:
        out_step, drain_at_h = _clock_end(timeline, step, float(places.drain_h[row]))
        back = _next(dark, step, is_dark=False)
        power_back_h = float(timeline.start_h[back]) if back < dark.size else None
        is_drained = out_step < back
        heat_back_h = _refilled_h(timeline, dark, back) if is_drained else power_back_h
        yield ColdSpell(
            place_id=places.place_ids[row],
            people=float(places.people[row]),
            first_h=float(timeline.start_h[step]),
            drain_at_h=drain_at_h,
            power_back_h=power_back_h,
            heat_back_h=heat_back_h,
            is_drained=is_drained,
        )
        if heat_back_h is None:
            return
        later = int(np.searchsorted(timeline.stop_h, heat_back_h + NOISE_H, side="right"))
        step = _next(dark, later, is_dark=True)


def _next(dark: Bools, first: int, *, is_dark: bool) -> int:
    """The first step from one on that is dark, or not; the number of steps where there is none."""
    found = np.flatnonzero(dark[first:] == is_dark)
    return first + int(found[0]) if found.size else dark.size


def _clock_end(timeline: _Timeline, first: int, drain_h: float) -> tuple[int, float | None]:
    """The step and the moment at which a clock that starts with a step runs out, were there no power from then on."""
    aim_h = timeline.frost_before_h[first] + drain_h
    lasts_h = timeline.stop_h[first:] - timeline.start_h[first:]
    reached = timeline.is_frost[first:] & (timeline.frost_before_h[first:] + lasts_h >= aim_h - NOISE_H)
    found = np.flatnonzero(reached)
    if not found.size:
        return timeline.start_h.size, None
    step = first + int(found[0])
    into_h = min(max(0.0, aim_h - float(timeline.frost_before_h[step])), float(lasts_h[found[0]]))
    return step, float(timeline.start_h[step]) + into_h


def _refilled_h(timeline: _Timeline, dark: Bools, back: int) -> float | None:
    """When a drained place is warm again: the end of its first refill that no loss of power breaks off."""
    while back < dark.size:
        lost = _next(dark, back, is_dark=True)
        warm_h = float(timeline.start_h[back]) + timeline.refill_h
        if warm_h <= float(timeline.stop_h[lost - 1]) + NOISE_H:
            return warm_h
        back = _next(dark, lost, is_dark=False)
    return None
