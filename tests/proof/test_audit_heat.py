"""The auditor's drain clock against the planner's, and the room that a proven figure has."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.adapters.case_folder import read_case
from svitlo.assets.heat import heat_of, heat_places_of
from svitlo.pipeline import Choice, make_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import audit
from svitlo.proof.audit_breach import Breach
from svitlo.proof.audit_heat import heat_breaches, proven_heat_breaches
from svitlo.proof.audit_scene import scene_of
from svitlo.tables.case import Block, Case
from svitlo.tables.results import Plan
from tests.conftest import EXAMPLES
from tests.support.heating import heating_case, shares

FIRST_LIGHT = read_case(EXAMPLES / "first-light")
UNEVEN = (Block(name="a", hours=7.3), Block(name="b", hours=10.1), Block(name="c", hours=6.6))


def told(case: Case, share: np.ndarray) -> dict[str, object]:
    """The figures of a summary, by the planner's clock; `share` is that of the heat places alone."""
    places = heat_places_of(case, scene_of(case).people)
    heat = heat_of(case, places, share)
    hours, drained = heat.person_hours_without_heat, heat.people_drained
    return {
        "person_hours_without_heat": hours,
        "people_drained": drained,
        "person_hours_without_heat_proven": hours,
        "people_drained_proven": drained,
    }


def everybody(case: Case, share: np.ndarray) -> np.ndarray:
    """Shares of all places that draw power (day, block, place), from those of the heat places."""
    people = scene_of(case).people
    whole = np.ones((*share.shape[:2], len(people.place_ids)))
    whole[:, :, heat_places_of(case, people).row] = share
    return whole


def breaches(case: Case, share: np.ndarray, summary: dict[str, object]) -> list[Breach]:
    scene, whole = scene_of(case), everybody(case, share)
    found = heat_breaches(case, scene, summary, whole, {})
    return found + proven_heat_breaches(case, scene, summary, whole, {})


@settings(deadline=None)
@given(st.data())
def test_two_tellings_of_the_rule_agree(data: st.DataObject) -> None:
    mean_c = data.draw(st.lists(st.sampled_from((-10.0, -9.0, -20.0)), min_size=1, max_size=9))
    drain_h = data.draw(st.lists(st.sampled_from((None, 0.0, 6.6, 7.3, 18.0, 24.0, 30.5)), min_size=0, max_size=3))
    refill_days = data.draw(st.sampled_from((0.0, 0.3, 1.0, 2.0)))
    case = heating_case(FIRST_LIGHT, mean_c, drain_h, blocks=UNEVEN, refill_days=refill_days)
    shape = (len(mean_c), 3, len(drain_h))
    count = int(np.prod(shape))
    marks = data.draw(st.lists(st.sampled_from((0.0, 0.4, 0.5, 1.0)), min_size=count, max_size=count))
    share = np.array(marks).reshape(shape)
    assert breaches(case, share, told(case, share)) == []


def test_each_false_figure_is_a_breach() -> None:
    case = heating_case(FIRST_LIGHT, [-12.0] * 3)
    share = shares("#. .. ##")
    true = told(case, share)
    assert true["people_drained"] == 1000.0
    for name, value in true.items():
        assert isinstance(value, float)
        rule = "proven" if name.endswith("proven") else "heat"
        for wrong in (0.0, value * 1.01):
            found = breaches(case, share, true | {name: wrong})
            assert [(breach.rule, breach.where) for breach in found] == [(rule, f"summary.json {name}")]


def test_a_proven_share_near_a_half_may_be_read_either_way() -> None:
    case = heating_case(FIRST_LIGHT, [-12.0] * 3)
    near, cold, warm = (np.where(shares("#. .. ##") > 0.5, 1.0, value) for value in (0.4999, 0.0, 1.0))
    for claimed in (cold, warm):
        assert proven_heat_breaches(case, scene_of(case), told(case, claimed), everybody(case, near), {}) == []
    assert heat_breaches(case, scene_of(case), told(case, warm), everybody(case, near), {})
    assert proven_heat_breaches(case, scene_of(case), told(case, warm), everybody(case, cold), {})


def test_a_proven_figure_may_be_left_out_but_is_a_number() -> None:
    case = heating_case(FIRST_LIGHT, [-12.0] * 2)
    share = shares("## ##")
    given_keys = {name: value for name, value in told(case, share).items() if not name.endswith("proven")}
    assert breaches(case, share, given_keys) == []
    found = breaches(case, share, given_keys | {"people_drained_proven": "nobody"})
    assert [breach.rule for breach in found] == ["summary"]


# ---- whole plans


@cache
def planned() -> tuple[Case, Plan]:
    """First light in frost, its clinic and its town each a boiler house."""
    weather = pl.DataFrame(
        {
            "date": [FIRST_LIGHT.date_of(day) for day in range(FIRST_LIGHT.settings.days)],
            "mean_c": [-12.0] * FIRST_LIGHT.settings.days,
        }
    )
    cold = heating_case(FIRST_LIGHT, [0.0]).settings.cold
    heats = pl.col("place_id").is_in(["clinic", "east"])
    case = replace(
        FIRST_LIGHT,
        settings=replace(FIRST_LIGHT.settings, cold=cold),
        weather=weather,
        places=FIRST_LIGHT.places.with_columns(
            kind=pl.when(heats).then(pl.lit("heat")).otherwise(pl.col("kind")),
            drain_h=pl.when(heats).then(pl.lit(18.0)).otherwise(None),
        ),
    )
    return case, make_plan(case, Choice(options=Options(effort=200)))


def test_a_plan_with_heat_places_passes_and_says_who_is_drained() -> None:
    case, plan = planned()
    assert audit(case, plan) == ()
    drained, nothing = plan.summary["people_drained"], plan.summary["people_drained_do_nothing"]
    assert isinstance(drained, float)
    assert isinstance(nothing, float)
    assert 0.0 < drained <= nothing <= 42_000.0


@pytest.mark.parametrize("name", ["person_hours_without_heat", "people_drained"])
def test_not_telling_is_a_breach_where_there_are_heat_places(name: str) -> None:
    case, plan = planned()
    silent = replace(plan, summary={**plan.summary, name: None})
    assert {breach.rule for breach in audit(case, silent)} == {"heat"}
    false = replace(plan, summary={**plan.summary, f"{name}_proven": 1.0})
    assert {breach.rule for breach in audit(case, false)} == {"proven"}
