"""Rows of water programs that other tests do not show: cuts over parts of a day, and plants without a known size."""

import numpy as np
import pytest

from svitlo.plan.blocks import Blocks
from svitlo.plan.coupled import WateredPlant
from svitlo.plan.water_rows import add_plants, add_pump_power


def test_a_plant_without_a_limit_is_left_without_one() -> None:
    blocks = Blocks()
    generation, served = blocks.columns("generation_mw", np.zeros(2), np.inf), blocks.columns("water", 0.0, [40.0])
    plants = [WateredPlant(generator=row, network=0, zones=np.array([0]), parts=np.ones(1)) for row in range(2)]
    add_plants(blocks, plants, (generation, [served]), [np.array([40.0])], np.array([np.inf, 80.0]))
    model = blocks.build()
    assert model.row_upper.tolist() == [0.0]
    # generation - 80 / 40 x served <= 0
    assert model.entry.tolist() == pytest.approx([1.0, -2.0])


def test_a_plant_whose_node_asks_for_nothing_lacks_nothing() -> None:
    blocks = Blocks()
    generation, served = blocks.columns("generation_mw", 0.0, [np.inf]), blocks.columns("water", 0.0, [0.0])
    plant = WateredPlant(generator=0, network=0, zones=np.array([0]), parts=np.ones(1))
    add_plants(blocks, [plant], (generation, [served]), [np.zeros(1)], np.array([80.0]))
    assert blocks.build().row_upper.tolist() == [80.0]


def test_pumps_without_a_known_limit_are_held_by_nothing() -> None:
    blocks = Blocks()
    flow, power = blocks.columns("flow", np.zeros(2), np.inf), blocks.columns("power", np.zeros(2), [0.5, 0.5])
    add_pump_power(blocks, (flow, power), np.array([90.0, np.inf]), np.array([0.5, 0.5]))
    model = blocks.build()
    assert model.row_upper.tolist() == [0.0]
    assert sorted(model.entry.tolist()) == [-180.0, 1.0]
