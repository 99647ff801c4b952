"""Both physics on one plan: pumps that get less power serve less, and plants that get less water give less."""

from dataclasses import replace

import numpy as np
import pytest

from svitlo.proof.together import Claim, Together, prove
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions
from svitlo.tables.schema import PLACED, PURCHASES, REPAIRS, USES
from tests.support.coupled import RIVER, coupled_case

DAYS = 2
NOTHING = Decisions(purchases=PURCHASES.empty(), repairs=REPAIRS.empty(), installs=PLACED.empty(), uses=USES.empty())


def proven(case: Case, *, places: float = 1.0, pumps: float = 1.0) -> Together:
    """Every place and pump is said to get this share of its power, and nobody any water."""
    count = case.power.buses.filter(case.power.buses["load_mw"] > 0.0).height
    claim = Claim(
        power_share=np.full((DAYS, 2, count), places),
        pump_share=np.full((DAYS, 2, 2), pumps),
        water_m3h=np.zeros((DAYS, 2)),
    )
    return prove(case, NOTHING, claim)


def test_everything_stands_where_there_is_enough_of_all() -> None:
    found = proven(coupled_case(days=DAYS))
    assert found.water is not None
    assert found.power.verdict == "stands"
    assert found.power.pump_share.min() == pytest.approx(1.0)
    assert found.water.network_share.min() == pytest.approx(1.0)
    assert found.water.findings == ()


def test_pumps_that_ac_power_flow_sheds_serve_less() -> None:
    """The machine gives a third of what the pumps ask for, and no pump then runs on more than is carried for it."""
    case = coupled_case("Net1", days=DAYS)
    weak = replace(case.power, generators=case.power.generators.with_columns(pmax_mw=0.03))
    claim = Claim(power_share=np.zeros((DAYS, 2, 3)), pump_share=np.ones((DAYS, 2, 1)), water_m3h=np.zeros((DAYS, 2)))
    found = prove(replace(case, power=weak), NOTHING, claim)
    assert found.water is not None
    assert found.power.pump_share.min() < 0.5
    assert found.water.network_share[0, -1] < 0.9
    assert not [finding for finding in found.water.findings if finding.what == "pump_power"]


def test_a_plant_that_loses_its_water_gives_less_and_its_pumps_with_it() -> None:
    """The river pump lacks a branch: half of the water is gone, and from the machine that needs it as much power."""
    plants = [{"asset_id": "power/gen/1", "water_node_id": "Net3/15"}]
    case = coupled_case(days=DAYS, plants=plants)
    river = case.links["pump_id"].to_list().index(RIVER)
    count = case.power.buses.filter(case.power.buses["load_mw"] > 0.0).height
    pump_share = np.ones((DAYS, 2, 2))
    pump_share[:, :, river] = 0.0
    claim = Claim(power_share=np.ones((DAYS, 2, count)), pump_share=pump_share, water_m3h=np.zeros((DAYS, 2)))
    wet = prove(coupled_case(days=DAYS), NOTHING, claim)
    dry = prove(case, NOTHING, claim)
    assert wet.water is not None
    assert dry.water is not None
    assert wet.water.place_share == dry.water.place_share == {}
    assert dry.power.power_share.sum() < 0.9 * wet.power.power_share.sum()
    assert dry.water.served_m3h.sum() <= wet.water.served_m3h.sum() * (1.0 + 1e-6)
