"""The auditor's judgement of power: it accepts what the planner's model of a day serves, and nothing more."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.assets.waterworks import plants_of
from svitlo.plan.day_model import DayModel
from svitlo.plan.placed import INSTALL, at_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.proof.audit_breach import Breach
from svitlo.proof.audit_physics import Claimed, Physics, least_weighted_person_hours, physics_breaches
from svitlo.proof.audit_scene import Scene, Shares, scene_of
from svitlo.proof.own_sets import own_sets_of
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions
from tests.plan.small_case import branch_damage, crews, good, goods
from tests.plan.small_water import NAME, water_case, water_situation
from tests.proof.ac_cases import decisions

HOSPITAL = {"place_id": "hospital", "name": "Hospital", "kind": "hospital", "people": 900.0, "bus_id": "1"}


def with_sets(
    hours_per_day: float | None, backup_h: float, blocks: Sequence[tuple[float, float]], *, water: bool
) -> Case:
    """Branches 1 and 2 can be out; sets can stand at the hospital at bus 1 and at the pump there."""
    rule = {"equipment_id": "set", "rated_kw": 400.0, "crew_kind": "line", "crew_days": 1.0}
    case = water_case(
        blocks=blocks,
        links=[{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": backup_h}] if water else [],
        places=[HOSPITAL | {"load_share": 0.1}],
        damage=branch_damage(1, 2),
        installs=[rule | {"at": at, "hours_per_day": hours_per_day} for at in ("hospital", "pump")],
        catalogue=[good("set", 1.0, 0)],
        pledges=[goods("gift", "set", 3)],
        crews=[crews()],
    )
    return case if water else replace(case, water={})


def placing(situation: Situation, share: Sequence[float]) -> Decisions:
    """Decisions that place the slots of which the share is 1, before the first day."""
    placed = [
        {"at": at_of(item.asset_id), "equipment_id": "set", "quantity": 1, "origin": "pledge:gift"}
        | {"crew_kind": "line", "start_day": -1, "service_day": 0}
        for item, value in zip(situation.outages.items, share, strict=True)
        if item.kind == INSTALL and value > 0.0
    ]
    return replace(decisions(), installs=pl.DataFrame(placed, schema=schema.PLACED.dtypes))


def found(case: Case, made: Decisions, states: Shares, share: np.ndarray, *, optimum: bool) -> list[Breach]:
    """What is wrong with these shares (block, load) on the first day."""
    scene = scene_of(case)
    plants = plants_of(case)
    claimed = Claimed(
        share=share[None],
        plants=plants,
        plant_share=np.ones((1, scene.hours.size, plants.generator.size)),
        sets=own_sets_of(case, made, scene.loads),
    )
    return physics_breaches(first_day(scene), Physics(scene), [states], claimed, judges_optimum=optimum)


def first_day(scene: Scene) -> Scene:
    return replace(scene, factor=scene.factor[:1], weight=scene.weight[:1])


@settings(max_examples=40, deadline=None)
@given(
    hours_per_day=st.sampled_from([2.0, 8.0, 23.0]),
    backup_h=st.sampled_from([0.0, 5.0, 24.0]),
    blocks=st.sampled_from([((24.0, 1.0),), ((8.0, 0.5), (16.0, 1.0)), ((8.0, 1.0), (8.0, 0.2), (8.0, 1.2))]),
    water=st.booleans(),
    data=st.data(),
)
def test_what_the_planners_day_serves_is_accepted_and_more_is_not(
    hours_per_day: float, backup_h: float, blocks: Sequence[tuple[float, float]], water: bool, data: st.DataObject
) -> None:
    case = with_sets(hours_per_day, backup_h, blocks, water=water)
    situation = water_situation(case) if water else situation_of(case)
    assert situation.coupled is not None
    share = [data.draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in range(2)]
    share += [data.draw(st.sampled_from([0.0, 1.0])) for _ in situation.outages.items[2:]]
    model = DayModel(situation, situation.demand.load_factor[0], situation.demand.weight[0])
    served = model.serve(np.array(share))
    made, states = placing(situation, share), (share[0], share[1])
    load_share = np.clip(served.load_share, 0.0, 1.0)
    assert found(case, made, states, load_share, optimum=not water) == []
    if not water and load_share[0, 0] < 0.9:
        more = load_share.copy()
        more[0, 0] += 0.05
        assert {breach.rule for breach in found(case, made, states, more, optimum=True)} == {"physics", "optimum"}


def test_a_set_need_not_run_where_its_load_is_better_carried_by_the_grid() -> None:
    """What the hospital takes from the grid may be any part of it: sets give up to their size, not all of it."""
    case = with_sets(None, 24.0, ((24.0, 1.0),), water=True)
    situation = water_situation(case)
    share = [1.0, 1.0] + [1.0] * (len(situation.outages.items) - 2)
    whole = np.ones((1, len(situation.loads.place_ids)))
    assert found(case, placing(situation, share), (1.0, 1.0), whole, optimum=False) == []


def test_with_the_grid_alone_each_block_stands_for_itself() -> None:
    case = with_sets(None, 0.0, ((8.0, 0.5), (16.0, 1.0)), water=False)
    scene = scene_of(case)
    physics = Physics(scene)
    least = least_weighted_person_hours(first_day(scene), physics, [(0.0, 1.0)])
    # 900 people of weight 5 and the 800 behind each MW of the other nine are cut off.
    assert least.tolist() == pytest.approx(np.array([[8.0, 16.0]]) * (900 * 5 + 800 * 9.0))
    nothing = np.ones((2, len(scene.people.place_ids)))
    nothing[:, scene.people.bus == 1] = 0.0
    assert found(case, decisions(), (0.0, 1.0), nothing, optimum=True) == []
    impossible = found(case, decisions(), (0.0, 1.0), np.ones_like(nothing), optimum=True)
    assert {(breach.rule, breach.where) for breach in impossible} == {
        (rule, f"day 0, {block}") for rule in ("physics", "optimum") for block in ("b0", "b1")
    }
