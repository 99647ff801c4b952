"""The drain clock by hand, and what must hold of it whatever the weather and the power."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.adapters.case_folder import read_case
from svitlo.assets.heat import ColdSpell, Heat, heat_notes, heat_of, heat_places_of, moment_of
from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.tables.case import Block, Case
from tests.conftest import EXAMPLES
from tests.support.heating import heating_case, shares

FROST, MILD = -10.0, -9.9


def heat(case: Case, share: np.ndarray) -> Heat:
    places = heat_places_of(case, people_of(case, grid_of(case.power)))
    return heat_of(case, places, share)


def only(found: Heat) -> ColdSpell:
    assert len(found.spells) == 1
    return found.spells[0]


def test_a_place_is_drained_once_its_hours_have_passed_even_inside_a_block(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 5)
    found = heat(case, shares("#. .# ## ## ##"))
    spell = only(found)
    assert (spell.first_h, spell.drain_at_h, spell.power_back_h, spell.is_drained) == (12.0, 30.0, 36.0, True)
    assert spell.heat_back_h == 36.0 + 48.0
    assert found.people_drained == 1000.0
    assert found.hours_without.tolist() == [84.0 - 12.0]
    assert found.person_hours_without_heat == 72_000.0


def test_power_in_time_stops_the_clock(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 3)
    found = heat(case, shares("#. ## .#"))
    first, second = found.spells
    assert (first.drain_at_h, first.power_back_h, first.heat_back_h, first.is_drained) == (30.0, 24.0, 24.0, False)
    assert (second.first_h, second.drain_at_h, second.is_drained) == (48.0, 66.0, False)
    assert found.people_drained == 0.0
    assert found.person_hours_without_heat == 24_000.0


def test_power_at_the_very_moment_is_too_late(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 2, [12.0])
    spell = only(heat(case, shares("#. ##")))
    assert spell.drain_at_h == spell.power_back_h == 24.0
    assert spell.is_drained


def test_warmer_days_stop_the_clock_and_do_not_set_it_back(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST, MILD, FROST, FROST])
    spell = only(heat(case, shares("#. .. .. ..")))
    assert spell.drain_at_h == 48.0 + 6.0
    warm = heating_case(first_light_case, [MILD] * 4)
    assert only(heat(warm, shares("#. .. .. .."))).drain_at_h is None


def test_heat_sets_the_clock_back(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 4)
    found = heat(case, shares(".# .# .# .#"))
    assert found.people_drained == 0.0
    assert [spell.drain_at_h for spell in found.spells] == [18.0, 42.0, 66.0, 90.0]


def test_a_loss_of_power_begins_the_refill_anew_and_drains_nobody_twice(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 7)
    found = heat(case, shares(".. #. ## ## #. ## ##"))
    spell, later = found.spells
    assert (spell.drain_at_h, spell.power_back_h, spell.heat_back_h) == (18.0, 24.0, 48.0 + 48.0)
    assert (later.first_h, later.is_drained) == (108.0, False)
    assert found.people_drained == 1000.0
    assert found.hours_without.tolist() == [96.0 + 12.0]


def test_a_place_may_stay_cold_to_the_end(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 3)
    spell = only(heat(case, shares(".. .# ##")))
    assert (spell.power_back_h, spell.heat_back_h) == (36.0, None)
    spell = only(heat(case, shares("## .. ..")))
    assert (spell.power_back_h, spell.heat_back_h, spell.is_drained) == (None, None, True)


@pytest.mark.parametrize(("refill_days", "heat_back_h"), [(0.0, 24.0), (0.25, 30.0), (1.0, 48.0)])
def test_a_refill_may_end_inside_a_block(first_light_case: Case, refill_days: float, heat_back_h: float) -> None:
    case = heating_case(first_light_case, [FROST] * 2, refill_days=refill_days)
    assert only(heat(case, shares(".. ##"))).heat_back_h == heat_back_h


def test_without_hours_no_frost_may_pass_without_heat(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [MILD, FROST, FROST], [0.0])
    assert only(heat(case, shares("## #. ##"))).drain_at_h == 36.0
    first, second = heat(case, shares(".. #. ##")).spells
    assert (first.is_drained, second.is_drained) == (False, True)


def test_half_of_its_power_is_enough(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 2)
    assert heat(case, np.full((2, 2, 1), 0.5)).spells == ()
    assert heat(case, np.full((2, 2, 1), 0.5 - 1e-9)).spells == ()
    assert only(heat(case, np.full((2, 2, 1), 0.4999))).is_drained


def test_where_nothing_is_asked_for_nothing_is_missing(first_light_case: Case) -> None:
    idle = (Block(name="off", hours=12.0, load_share=0.0), Block(name="day", hours=12.0))
    case = heating_case(first_light_case, [FROST] * 2, blocks=idle)
    assert [spell.first_h for spell in heat(case, np.zeros((2, 2, 1))).spells] == [12.0, 36.0]


def test_who_is_never_drained(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 3, [None, 18.0])
    dark = np.zeros((3, 2, 2))
    found = heat(case, dark)
    assert found.place_ids == ("h0", "h1")
    assert found.people_drained == 2000.0
    assert [spell.drain_at_h for spell in found.spells] == [None, 18.0]
    no_weather = replace(case, settings=replace(case.settings, cold=None))
    found = heat(no_weather, dark)
    assert found.people_drained == 0.0
    assert found.person_hours_without_heat == 72.0 * 3000.0


def test_places_without_a_bus_are_left_aside_and_said_to_be(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST] * 2, [None, 18.0])
    bus = pl.when(pl.col("place_id") == "h0").then(None).otherwise(pl.col("bus_id"))
    wells = replace(case, places=case.places.with_columns(bus_id=bus))
    assert heat_places_of(wells, people_of(wells, grid_of(wells.power))).place_ids == ("h1",)
    assert heat_notes(wells) == (
        "Heat places without a bus are not followed: 1 of 2.",
        "Heat places without drain_h are never counted as drained: 1 of 2.",
    )
    assert heat_notes(heating_case(first_light_case, [FROST])) == ()
    assert heat_notes(first_light_case) == ()
    unweathered = replace(case, settings=replace(case.settings, cold=None))
    assert heat_notes(unweathered) == ("Without [cold] and weather no heat place is ever counted as drained.",)


def test_a_case_without_heat_places_has_no_heat_figures(first_light_case: Case) -> None:
    case = heating_case(first_light_case, [FROST], [])
    found = heat(case, np.zeros((1, 2, 0)))
    assert (found.spells, found.person_hours_without_heat, found.people_drained) == ((), 0.0, 0.0)


def test_moments_are_cut_down_to_the_minute(first_light_case: Case) -> None:
    start = first_light_case.settings.start
    assert moment_of(first_light_case, 0.0) == f"{start} 00:00"
    assert moment_of(first_light_case, 30.0).endswith(" 06:00")
    assert moment_of(first_light_case, 7.999) == f"{start} 07:59"
    assert moment_of(first_light_case, 0.1 + 0.2 - 0.3 + 7.0) == f"{start} 07:00"


# ---- laws

DAYS = st.lists(st.sampled_from((FROST, MILD)), min_size=1, max_size=9)
FIRST_LIGHT = read_case(EXAMPLES / "first-light")
UNEVEN = (Block(name="a", hours=7.3), Block(name="b", hours=10.1), Block(name="c", hours=6.6))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Case, np.ndarray]:
    """A case with one boiler house, and shares of its power."""
    mean_c = draw(DAYS)
    drain_h = draw(st.sampled_from((None, 0.0, 6.6, 7.3, 18.0, 24.0, 30.5)))
    refill_days = draw(st.sampled_from((0.0, 0.3, 1.0, 2.0)))
    case = heating_case(FIRST_LIGHT, mean_c, [drain_h], blocks=UNEVEN, refill_days=refill_days)
    count = 3 * len(mean_c)
    given_shares = draw(st.lists(st.sampled_from((0.0, 0.4, 0.5, 1.0)), min_size=count, max_size=count))
    return case, np.array(given_shares).reshape(-1, 3, 1)


@settings(deadline=None)
@given(situations(), st.data())
def test_more_power_never_makes_more_cold(situation: tuple[Case, np.ndarray], data: st.DataObject) -> None:
    case, share = situation
    added = data.draw(st.lists(st.booleans(), min_size=share.size, max_size=share.size))
    more = np.maximum(share, np.array(added).reshape(share.shape))
    less_heat, more_heat = heat(case, share), heat(case, more)
    assert more_heat.people_drained <= less_heat.people_drained
    assert more_heat.person_hours_without_heat <= less_heat.person_hours_without_heat + 1e-3


@settings(deadline=None)
@given(situations())
def test_spells_do_not_overlap_and_add_up(situation: tuple[Case, np.ndarray]) -> None:
    case, share = situation
    found = heat(case, share)
    end_h = 24.0 * case.settings.days
    total_h, last_h = 0.0, -1.0
    for spell in found.spells:
        back_h = end_h if spell.heat_back_h is None else spell.heat_back_h
        power_h = end_h if spell.power_back_h is None else spell.power_back_h
        assert last_h - 1e-6 < spell.first_h < power_h <= back_h < end_h + 1e-6
        assert not spell.is_drained or (spell.drain_at_h is not None and spell.drain_at_h < power_h + 1e-6)
        assert spell.is_drained or spell.drain_at_h is None or spell.drain_at_h > power_h - 1e-6
        assert spell.is_drained or spell.heat_back_h == spell.power_back_h
        last_h, total_h = back_h, total_h + back_h - spell.first_h
    assert math.isclose(found.person_hours_without_heat, 1000.0 * total_h, abs_tol=1e-3)
    dark_h = float(((share[:, :, 0] < 0.5) * [block.hours for block in UNEVEN]).sum())
    assert total_h >= dark_h - 1e-6


@settings(deadline=None)
@given(situations())
def test_colder_days_never_drain_fewer(situation: tuple[Case, np.ndarray]) -> None:
    case, share = situation
    colder = replace(case, weather=case.weather.with_columns(mean_c=pl.col("mean_c") - 5.0))
    assert heat(colder, share).people_drained >= heat(case, share).people_drained
