"""The AC proof with sets of their own, pumps as loads, and machines that need water."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from svitlo.proof.power_ac import prove_power
from svitlo.tables import schema
from svitlo.tables.case import Block, Case, PowerTables
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Decisions
from tests.plan.small_water import NAME, water_tables
from tests.proof.ac_cases import START, case_of, decisions, full_share, power_tables

BLOCKS = (Block(name="night", hours=8.0, load_share=0.5), Block(name="day", hours=16.0))
PUMP = f"{NAME}/intake"


def table(spec: schema.Spec, *rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(spec.names) | row for row in rows], schema=spec.dtypes)


def grid(pmax_mw: float = 200.0) -> PowerTables:
    """A machine at bus 1; 40 MW at bus 2; nothing at bus 3."""
    return power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": 40.0, "load_mvar": 8.0}, {"bus": "3"}],
        [{"ends": ("1", "2"), "x_pu": 0.02}, {"ends": ("1", "3"), "x_pu": 0.02}],
        [{"at": "1", "pmax_mw": pmax_mw, "vm_pu": 1.0, "slack": True}],
    )


def hospital_case(hours_per_day: float | None, *, damaged: str = "power/branch/1", days: int = 1) -> Case:
    """A hospital with a quarter of bus 2, which is cut off; sets of 10 MW can be placed at it."""
    rule = {"equipment_id": "set", "at": "hospital", "rated_kw": 10_000.0, "crew_kind": "c", "crew_days": 1.0}
    hospital = {"place_id": "hospital", "name": "Hospital", "kind": "hospital", "people": 900.0, "bus_id": "2"}
    return case_of(
        grid(),
        blocks=BLOCKS,
        days=days,
        damaged={damaged: START},
        places=table(schema.PLACES, hospital | {"load_share": 0.25}),
        installs=table(schema.INSTALLS, rule | {"hours_per_day": hours_per_day}),
    )


def placed(start_day: int = -1) -> Decisions:
    row = {"at": "place:hospital", "equipment_id": "set", "quantity": 1, "origin": "pledge:g", "crew_kind": "c"}
    frame = table(schema.PLACED, row | {"start_day": start_day, "service_day": start_day + 1})
    return replace(decisions(), installs=frame)


@pytest.mark.parametrize("damaged", ["power/branch/1", "power/bus/2"])
def test_a_set_carries_its_place_where_the_grid_is_gone(damaged: str) -> None:
    case = hospital_case(None, damaged=damaged)
    proven = prove_power(case, placed(), full_share(case))
    hospital, town = proven.power_share[0, :, 0], proven.power_share[0, :, 1]
    assert hospital.tolist() == [1.0, 1.0]
    assert town.tolist() == [0.0, 0.0]
    assert proven.verdict == "stands after shedding"
    without = prove_power(case, decisions(), full_share(case))
    assert not without.power_share.any()


def test_a_set_gives_nothing_before_it_is_in_use() -> None:
    case = hospital_case(None, days=3)
    proven = prove_power(case, placed(0), full_share(case))
    assert proven.power_share[:, 1, 0].tolist() == [0.0, 1.0, 1.0]


def test_a_set_with_hours_proves_what_its_hours_bring() -> None:
    """5 MW by night and 10 by day; a set for 12 hours can carry a night of 8 and 4 hours of the day."""
    case = hospital_case(12.0)
    share = full_share(case)
    share[0, :, 0] = 1.0, 0.25
    share[0, :, 1] = 0.0
    proven = prove_power(case, placed(), share)
    assert proven.power_share[0, :, 0].tolist() == [1.0, 0.25]
    assert proven.verdict == "stands"
    share[0, :, 0] = 1.0, 1.0
    proven = prove_power(case, placed(), share)
    # By day 10 MWh take an hour, by night only 5 MWh: the 12 hours are the day's.
    assert float(np.array([8 * 5.0, 16 * 10.0]) @ proven.power_share[0, :, 0]) == pytest.approx(120.0, rel=1e-6)


def test_where_the_grid_carries_all_a_set_changes_no_share() -> None:
    case = hospital_case(None, damaged="power/branch/2")
    assert (prove_power(case, placed(), full_share(case)).power_share == 1.0).all()


# --- pumps -----------------------------------------------------------------------------------------------------------


def pump_case(bus: str = "3", *, pmax_mw: float = 200.0, damaged: str | None = None, **link: object) -> Case:
    links = table(schema.LINKS, {"pump_id": PUMP, "bus_id": bus, "rated_kw": 6000.0} | link)
    case = case_of(grid(pmax_mw), blocks=BLOCKS, damaged={} if damaged is None else {damaged: START}, links=links)
    return replace(case, water={NAME: water_tables()})


def test_a_pump_alone_at_its_bus_is_carried_and_follows_no_hour() -> None:
    case = pump_case()
    proven = prove_power(case, decisions(), full_share(case), np.full((1, 2, 1), 6.0))
    assert (proven.power_share == 1.0).all()
    assert proven.pump_share.tolist() == [[[1.0], [1.0]]]
    assert proven.verdict == "stands"


def test_a_pump_that_nothing_reaches_gets_nothing_and_one_that_draws_nothing_lacks_nothing() -> None:
    case = pump_case(damaged="power/branch/2")
    drawn_mw = np.array([[[6.0], [0.0]]])
    proven = prove_power(case, decisions(), full_share(case), drawn_mw)
    assert proven.pump_share.tolist() == [[[0.0], [1.0]]]
    assert (proven.power_share == 1.0).all()
    assert {(finding.what, finding.block) for finding in proven.findings} == {("no_generation", "night")}


def test_a_pumps_own_set_carries_it_for_its_hours() -> None:
    case = pump_case(damaged="power/branch/2", backup_h=6.0)
    night = prove_power(case, decisions(), full_share(case), np.array([[[4.5], [0.0]]]))
    # Three quarters of the rated power all night are six hours of it.
    assert night.pump_share.tolist() == [[[1.0], [1.0]]]
    assert night.verdict == "stands"
    both = prove_power(case, decisions(), full_share(case), np.array([[[4.5], [6.0]]]))
    carried_mwh = float(np.array([8 * 4.5, 16 * 6.0]) @ both.pump_share[0, :, 0])
    assert carried_mwh == pytest.approx(36.0, rel=1e-6)


def test_pumps_are_not_the_first_to_be_shed() -> None:
    """43 MW for 46: what is missing is taken from the town, for a MW of a pump is worth two of it."""
    case = pump_case("2", pmax_mw=43.0)
    proven = prove_power(case, decisions(), full_share(case), np.full((1, 2, 1), 6.0))
    assert proven.pump_share[0, 1, 0] == 1.0
    assert 0.9 < proven.power_share[0, 1, 0] < 1.0
    assert proven.verdict == "stands after shedding"


def test_a_rated_power_of_nothing_is_no_error() -> None:
    case = pump_case(rated_kw=0.0)
    proven = prove_power(case, decisions(), full_share(case), np.full((1, 2, 1), 0.5))
    assert (proven.pump_share == 1.0).all()


def test_pumps_of_another_shape_are_refused() -> None:
    case = pump_case()
    with pytest.raises(BadInput, match="pumps' power"):
        prove_power(case, decisions(), full_share(case), np.zeros((1, 2, 2)))


# --- machines that need water ----------------------------------------------------------------------------------------


def test_a_machine_gives_no_more_of_its_capacity_than_it_gets_of_its_water() -> None:
    plants = table(schema.PLANTS, {"asset_id": "power/gen/1", "water_node_id": f"{NAME}/town"})
    case = replace(pump_case(pmax_mw=80.0), plants=plants)
    nothing = np.zeros((1, 2, 1))
    half = prove_power(case, decisions(), full_share(case), nothing, np.array([[[0.25], [0.25]]]))
    assert half.power_share[0, 0, 0] == pytest.approx(1.0)
    assert 0.49 < half.power_share[0, 1, 0] <= 0.501
    assert (prove_power(case, decisions(), full_share(case), nothing).power_share == 1.0).all()
    dry = prove_power(case, decisions(), full_share(case), nothing, np.array([[[0.0], [1.0]]]))
    assert dry.power_share[0, :, 0].tolist() == [0.0, 1.0]
    assert dry.verdict == "fails"
