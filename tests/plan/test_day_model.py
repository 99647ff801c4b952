"""One day of power and water by hand: pumps, tanks, sets of their own, damaged pipes and cuts."""

from collections.abc import Sequence

import numpy as np
import pytest

from svitlo.plan.day_model import DayModel, DayService
from svitlo.plan.situation import Situation
from svitlo.tables.case import Case
from svitlo.tables.water import WaterCut
from tests.plan.small_case import branch_damage, crews, good, goods
from tests.plan.small_water import NAME, water_case, water_situation

TOWN, BASIN = 3000.0, 1000.0
"""People behind the two nodes at 240 litres a day."""


def served(situation: Situation, share: Sequence[float]) -> DayService:
    model = DayModel(situation, situation.demand.load_factor[0], situation.demand.weight[0])
    return model.serve(np.array(share, dtype=np.float64))


def dark_pump(**tables: object) -> Case:
    """Bus 1, with the pump, is cut off."""
    return water_case(damage=branch_damage(1), **tables)


def test_a_pump_without_power_leaves_everybody_dry() -> None:
    situation = water_situation(dark_pump())
    dry = served(situation, [0.0])
    assert dry.zone_share[0][0, 0] == 0.0
    whole = served(situation, [1.0])
    assert whole.zone_share[0].min() == pytest.approx(1.0)
    # 10 MW at bus 1 are 8,000 people; nobody else is dark, and 4,000 have no water. The pump takes 0.22 MW from them.
    gained = 8000 + TOWN + BASIN - 800 * 0.5 * 40.0 / 90.0
    assert dry.unserved_cost - whole.unserved_cost == pytest.approx(24 * gained)


def test_the_pump_is_a_load_that_takes_from_others() -> None:
    """10 MW can come to bus 1 where 10 MW and the pump's 0.5 MW are asked for: the dearer is shed first."""
    situation = water_situation(water_case())
    day = served(situation, [])
    # 4,000 people hang on 0.5 MW of the pump (it needs 40 of 90 m3/h for them), 800 on a MW of the town.
    drawn = 0.5 * 40.0 / 90.0
    assert day.unserved_cost == pytest.approx(24 * 800 * drawn)
    pump = situation.loads.place_ids.index(f"pump:{NAME}/intake")
    assert day.load_share[0, pump] == pytest.approx(40.0 / 90.0)


def test_its_own_set_runs_so_many_hours_of_the_day() -> None:
    links = [{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": 8.0}]
    situation = water_situation(dark_pump(links=links, blocks=((8.0, 1.0), (16.0, 1.0))))
    # In 8 hours, whenever they are, the pump moves 720 m3 of the 960 m3 of the day.
    share = served(situation, [0.0]).zone_share[0][:, 0]
    assert 8.0 * 40.0 * share[0] + 16.0 * 40.0 * share[1] == pytest.approx(720.0)


def test_tanks_carry_water_from_hours_with_power_to_spare() -> None:
    """At night the town asks for nothing and the pump runs free; 240 m3 of it are kept for the day."""
    situation = water_situation(water_case(blocks=((8.0, 0.0), (16.0, 1.0))))
    day = served(situation, [])
    pump = situation.loads.place_ids.index(f"pump:{NAME}/intake")
    assert day.zone_share[0].min() == pytest.approx(1.0)
    assert day.load_share[1, pump] == pytest.approx((40.0 - 240.0 / 16.0) / 90.0)
    large = water_situation(water_case(blocks=((8.0, 0.0), (16.0, 1.0)), tank_m3=1000.0))
    # Now the night's limit is what the pump can move in it: 720 m3, of which 320 m3 are drunk at night.
    assert served(large, []).load_share[1, pump] == pytest.approx((40.0 - 400.0 / 16.0) / 90.0)


def test_a_set_placed_at_the_pump_moves_its_share_of_the_water() -> None:
    rule = {"equipment_id": "set", "at": "pump", "rated_kw": 100.0, "crew_kind": "line", "crew_days": 1.0}
    case = dark_pump(
        installs=[rule], crews=[crews()], catalogue=[good("set", 1.0, 0)], pledges=[goods("gift", "set", 2)]
    )
    situation = water_situation(case)
    assert [item.asset_id for item in situation.outages.items][1:] == [
        f"install/pump:{NAME}/intake/set/1",
        f"install/pump:{NAME}/intake/set/2",
    ]
    one, two = served(situation, [0.0, 1.0, 0.0]), served(situation, [0.0, 1.0, 1.0])
    # 100 kW of 500 move 18 of the 40 m3/h that are asked for.
    assert one.zone_share[0][0, 0] == pytest.approx(18.0 / 40.0)
    assert two.zone_share[0][0, 0] == pytest.approx(36.0 / 40.0)


def test_a_damaged_pipe_parts_the_zones() -> None:
    damage = [{"asset_id": f"water/{NAME}/pipe/main", "severity": "major", "reported": branch_damage(1)[0]["reported"]}]
    situation = water_situation(water_case(damage=damage))
    assert situation.coupled is not None
    zones = situation.coupled.zones[0]
    basin, town = int(zones.zone_of[0]), int(zones.zone_of[1])
    assert basin != town
    out = served(situation, [0.0])
    assert (out.zone_share[0][0, basin], out.zone_share[0][0, town]) == pytest.approx((1.0, 0.0))
    assert served(situation, [1.0]).zone_share[0].min() == pytest.approx(1.0)


def test_a_damaged_junction_is_not_served_and_parts_what_hangs_on_it() -> None:
    reported = branch_damage(1)[0]["reported"]
    damage = [{"asset_id": f"water/{NAME}/junction/town", "severity": "major", "reported": reported}]
    situation = water_situation(water_case(damage=damage))
    assert situation.coupled is not None
    zones = situation.coupled.zones[0]
    out = served(situation, [0.0]).zone_share[0][0]
    assert (out[zones.zone_of[0]], out[zones.zone_of[1]]) == pytest.approx((1.0, 0.0))


def test_a_cut_holds_on_its_day_and_on_worse_ones_and_lifts_with_power() -> None:
    cut = WaterCut(
        pump_share=np.array([0.25]),
        link_share=np.ones(3),
        node_up=np.ones(4, dtype=np.bool_),
        served_share=np.array([0.4, 0.4, 1.0, 1.0]),
    )
    links = [{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": 6.0}]
    # Without the cut six hours of pumping into a large tank serve 540 of 960 m3.
    free = served(water_situation(dark_pump(links=links, tank_m3=2000.0)), [0.0])
    assert free.zone_share[0][0, 0] == pytest.approx(540.0 / 960.0)
    held = served(water_situation(dark_pump(links=links, tank_m3=2000.0), [cut]), [0.0])
    assert held.zone_share[0][0, 0] == pytest.approx(0.4)
    # With twice the power twice as much, for the plane falls to nothing at no power and is no steeper.
    half = [{"pump_id": f"{NAME}/intake", "bus_id": "1", "backup_h": 12.0}]
    more = served(water_situation(dark_pump(links=half, tank_m3=2000.0), [cut]), [0.0])
    assert more.zone_share[0][0, 0] == pytest.approx(0.8)
    none = served(water_situation(dark_pump(tank_m3=2000.0), [cut]), [0.0])
    assert none.zone_share[0][0, 0] == 0.0
    assert served(water_situation(dark_pump(links=links), [cut]), [1.0]).zone_share[0].min() == pytest.approx(1.0)


def test_a_plant_without_water_gives_as_much_less() -> None:
    """The only machine, 60 MW for 60 MW of load, takes its water from the town's node; half of the water is there."""
    plants = [{"asset_id": "power/gen/1", "water_node_id": f"{NAME}/town"}]
    half = WaterCut(
        pump_share=np.ones(1),
        link_share=np.ones(3),
        node_up=np.ones(4, dtype=np.bool_),
        served_share=np.array([0.5, 0.5, 1.0, 1.0]),
    )
    situation = water_situation(water_case(plants=plants), [half])
    day = served(situation, [])
    places = situation.people.bus.size
    loads = situation.loads.load_mw
    assert day.zone_share[0][0, 0] == pytest.approx(0.5)
    assert float(day.load_share[0] @ loads) == pytest.approx(30.0)
    assert day.load_share[0, :places].min() >= 0.0
