"""What stands on which day, told from a plan's tables."""

from datetime import timedelta

import polars as pl

from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.proof.states import capacity_shares, conditions_of, repaired_shares
from svitlo.tables import schema
from svitlo.tables.case import Case
from tests.proof.ac_cases import START, case_of, decisions, power_tables

BRANCH = "power/branch/1"


def case() -> Case:
    power = power_tables(
        [{"bus": "1"}, {"bus": "2", "load_mw": 50.0}],
        [{"ends": ("1", "2"), "x_pu": 0.1, "rate_mva": 100.0}],
        [{"at": "1", "pmax_mw": 70.0, "vm_pu": 1.0}],
    )
    need = {"asset_kind": "branch", "severity": "destroyed"}
    work = need | {"crew_kind": "c", "crew_days": 2.0}
    needs = [need | {"equipment_id": "trafo", "quantity": 1.0}, need | {"equipment_id": "mast", "quantity": 2.0}]
    return case_of(
        power,
        days=6,
        damaged={BRANCH: START + timedelta(days=1), "power/bus/2": START - timedelta(days=9)},
        works=_table(schema.WORKS, [work]),
        needs=_table(schema.NEEDS, needs),
        substitutes=_table(
            schema.SUBSTITUTES,
            [
                {"equipment_id": "mobile", "stands_in_for": "trafo", "capacity_share": 0.6},
                {"equipment_id": "mobile", "stands_in_for": "mast", "capacity_share": 0.3},
                {"equipment_id": "mast", "stands_in_for": "trafo", "capacity_share": 0.1},
            ],
        ),
    )


def _table(spec: schema.Spec, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(spec.names) | row for row in rows], schema=spec.dtypes)


def use(equipment_id: str, quantity: int, origin: str = "pledge:p") -> dict[str, object]:
    return {"asset_id": BRANCH, "equipment_id": equipment_id, "quantity": quantity, "origin": origin}


def repair(asset_id: str, start_day: int, service_day: int) -> dict[str, object]:
    return {"asset_id": asset_id, "crew_kind": "c", "start_day": start_day, "service_day": service_day}


def shares(repairs: list[dict[str, object]], uses: list[dict[str, object]]) -> dict[str, list[float]]:
    one = case()
    outages = outages_of(one, grid_of(one.power))
    found = capacity_shares(one, outages, decisions(repairs, uses))
    return {item.asset_id: found[:, asset].tolist() for asset, item in enumerate(outages.items)}


def test_out_from_the_report_or_from_the_first_day() -> None:
    assert shares([], []) == {BRANCH: [1.0, 0, 0, 0, 0, 0], "power/bus/2": [0.0] * 6}


def test_back_on_the_service_day_with_what_was_needed() -> None:
    done = shares([repair(BRANCH, 2, 4)], [use("trafo", 1), use("mast", 1), use("mast", 1, "purchase:1")])
    assert done[BRANCH] == [1.0, 0, 0, 0, 1.0, 1.0]


def test_a_substitute_leaves_its_share() -> None:
    assert shares([repair(BRANCH, 2, 3)], [use("mobile", 1), use("mast", 2)])[BRANCH] == [1.0, 0, 0, 0.6, 0.6, 0.6]


def test_the_smallest_share_counts() -> None:
    assert shares([repair(BRANCH, 2, 5)], [use("mobile", 3)])[BRANCH][5] == 0.3


def test_more_of_what_is_needed_can_be_a_substitute_too() -> None:
    one = case()
    outages = outages_of(one, grid_of(one.power))
    assert repaired_shares(one, outages, decisions([], [use("mast", 3)]))[BRANCH] == 0.1
    assert repaired_shares(one, outages, decisions([], [use("mast", 2), use("trafo", 1)]))[BRANCH] == 1.0


def test_a_repair_before_the_damage_repairs_nothing() -> None:
    assert shares([repair(BRANCH, 0, 2)], [])[BRANCH] == [1.0, 0, 0, 0, 0, 0]


def test_a_repair_of_what_is_not_damaged_changes_nothing() -> None:
    assert shares([repair("power/gen/1", 0, 2)], []) == shares([], [])


def test_days_with_the_same_shares_share_a_condition() -> None:
    one = case()
    grid = grid_of(one.power)
    outages = outages_of(one, grid)
    conditions = conditions_of(grid, outages, capacity_shares(one, outages, decisions()))
    assert conditions[1] is conditions[5]
    assert conditions[0] is not conditions[1]
    assert conditions[0].branch_share.tolist() == [0.0]
    assert conditions[0].bus_up.tolist() == [True, False]
