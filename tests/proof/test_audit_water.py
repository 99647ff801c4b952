"""The auditor on cases with water: zones told again, pumps as loads, and what EPANET says."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.pipeline import Choice, make_plan
from svitlo.plan.planners import Options
from svitlo.proof.audit import RULES, Breach, audit
from svitlo.proof.audit_water import Zones, zones_of
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.plan.small_case import branch_damage, branch_work, crews, good, goods, on
from tests.proof.corruption_tools import Row, rows_of, with_row, with_summary, with_table
from tests.proof.test_audit import NUMBERS, put
from tests.support.coupled import LAKE, RIVER, coupled_case

PIPE = "water/Net3/pipe/101"
SCHOOL = {"place_id": "school", "name": "School", "kind": "school", "people": 900.0, "water_node_id": "Net3/103"}


def water_good(equipment_id: str) -> dict[str, object]:
    return good(equipment_id, 1000.0, 1) | {"sector": "water"}


def struck(*, earmark: str | None = None, **tables: object) -> Case:
    """Both pumps are cut off, one of them with a set of its own; a pipe is out; sets and pipes are given."""
    links = [{"pump_id": LAKE, "bus_id": "1", "backup_h": 9.0}, {"pump_id": RIVER, "bus_id": "2"}]
    line = {"crew_kind": "line", "crew_days": 1.0}
    given = {
        "days": 5,
        "links": links,
        "places": [SCHOOL],
        "damage": [*branch_damage(1, 2), {"asset_id": PIPE, "severity": "major", "reported": on(0)}],
        "works": [branch_work(2), {"asset_kind": "pipe", "severity": "major", **line}],
        "needs": [{"asset_kind": "pipe", "severity": "major", "equipment_id": "length", "quantity": 2.0}],
        "installs": [{"equipment_id": "set", "at": "pump", "rated_kw": 300.0, **line, "hours_per_day": 12.0}],
        "catalogue": [water_good("length"), good("set", 1000.0, 1)],
        "pledges": [goods("pipes", "length", 2, earmark=earmark), goods("sets", "set", 2)],
        "crews": [crews(1)],
    }
    return coupled_case(**{**given, **tables})


@cache
def planned() -> tuple[Case, Plan]:
    case = struck()
    plan = make_plan(case, Choice(options=Options(effort=60, bound_effort=5)))
    assert plan.decisions.installs.height > 0
    assert PIPE in plan.decisions.repairs["asset_id"].to_list()
    return case, plan


def rules_of(breaches: tuple[Breach, ...]) -> set[str]:
    return {breach.rule for breach in breaches}


def row_where(plan: Plan, wanted: Callable[[Row], bool]) -> int:
    return next(index for index, row in enumerate(rows_of(plan.places)) if wanted(row))


def changed(plan: Plan, wanted: Callable[[Row], bool], **values: object) -> Plan:
    return with_row(plan, "places", row_where(plan, wanted), **values)


def is_zone(row: Row) -> bool:
    return row["place_id"].startswith("zone/") and row["water_share"] > 0.5


def is_pump(row: Row) -> bool:
    return row["place_id"].startswith("pump:")


def test_a_plan_with_water_passes() -> None:
    assert audit(*planned()) == ()


def test_the_zones_are_those_of_the_plan() -> None:
    case, plan = planned()
    zones = zones_of(case)
    named = set(plan.places.filter(pl.col("place_id").str.starts_with("zone/"))["place_id"].to_list())
    assert set(zones.names) == named
    assert zones.zone_of_place == {"school": zones.names.index(zones_name_of(case, zones, "103"))}
    assert zones.weighted == pytest.approx(zones.people)


def zones_name_of(case: Case, zones: Zones, node_id: str) -> str:
    node = case.water["Net3"].nodes["node_id"].to_list().index(node_id)
    return zones.names[int(zones.zone_of_node["Net3"][node])]


def test_a_damaged_pipe_or_node_parts_the_zones() -> None:
    """Pipe 101 is the only way from the lake to node 103; with node 103 itself out, all pipes at it are out too."""
    whole = zones_of(coupled_case())
    parted = zones_of(coupled_case(damage=[{"asset_id": PIPE, "severity": "major", "reported": on(0)}]))
    assert len(parted.names) >= len(whole.names)
    node = {"asset_id": "water/Net3/junction/103", "severity": "major", "reported": on(0)}
    alone = zones_of(coupled_case(damage=[node]))
    row = coupled_case().water["Net3"].nodes["node_id"].to_list().index("103")
    label = alone.zone_of_node["Net3"]
    assert (label == label[row]).sum() == 1
    for zones in (whole, parted, alone):
        assert zones.demand_m3h.sum() == pytest.approx(whole.demand_m3h.sum())
        assert zones.people.sum() == pytest.approx(whole.people.sum(), rel=1e-9)


FIGURES = [
    ("service", "water_demand_m3h", "water"),
    ("service", "water_served_m3h", "water"),
    ("service", "people_without_water", "water"),
    ("service", "weighted_person_hours", "objective"),
    ("service", "water_proven_m3h", "proven"),
    ("summary", "person_hours_without_water", "water"),
    ("summary", "objective", "objective"),
    ("summary", "person_hours_without_water_proven", "proven"),
    ("summary", "objective_proven", "proven"),
]


@pytest.mark.parametrize(("table", "name", "rule"), FIGURES)
def test_a_figure_that_is_not_true_is_seen(table: str, name: str, rule: str) -> None:
    case, plan = planned()
    rel = 2e-3 if rule == "proven" else 1e-5
    if table == "summary":
        value = plan.summary[name]
        assert isinstance(value, float)
        assert value > 0.0
        spoilt = with_summary(plan, **{name: value * (1.0 + rel)})
    else:
        index = int(plan.service[name].arg_max() or 0)
        spoilt = with_row(plan, "service", index, **{name: rows_of(plan.service)[index][name] * (1.0 + rel)})
    assert rule in rules_of(audit(case, spoilt))


@pytest.mark.parametrize("name", ["water_demand_m3h", "water_served_m3h", "water_proven_m3h", "people_without_water"])
def test_a_figure_of_water_may_not_be_left_open(name: str) -> None:
    case, plan = planned()
    assert "form" in rules_of(audit(case, with_row(plan, "service", 0, **{name: None})))


def test_a_verdict_on_water_is_judged() -> None:
    case, plan = planned()
    proof = plan.summary["proof"]
    assert isinstance(proof, dict)
    kinder = {**proof, "water": {**proof["water"], "verdict": "could not be better"}}
    assert rules_of(audit(case, with_summary(plan, proof=kinder))) == {"proven"}
    assert rules_of(audit(case, with_summary(plan, proof={**proof, "water": None}))) == {"proven"}


def test_a_plan_that_is_worse_than_nothing_is_seen() -> None:
    case, plan = planned()
    objective = plan.summary["objective"]
    assert isinstance(objective, float)
    assert "do nothing" in rules_of(audit(case, with_summary(plan, do_nothing=0.999 * objective)))
    assert rules_of(audit(case, with_summary(plan, person_hours_without_water=None))) == {"water"}


def test_each_zone_and_pump_has_its_share() -> None:
    case, plan = planned()
    for name in ("zone/", "pump:"):
        fewer = plan.places.filter(~pl.col("place_id").str.starts_with(name))
        assert "places" in rules_of(audit(case, with_table(plan, "places", fewer)))
    assert "places" in rules_of(audit(case, changed(plan, is_zone, water_share=None)))
    assert "places" in rules_of(audit(case, changed(plan, is_zone, power_share=1.0)))
    assert "places" in rules_of(audit(case, changed(plan, is_pump, water_share=1.0)))
    assert "places" in rules_of(audit(case, changed(plan, is_pump, power_share=None)))
    assert "form" in rules_of(audit(case, changed(plan, is_zone, water_share=1.01)))
    nowhere = [*rows_of(plan.places), rows_of(plan.places)[0] | {"place_id": "zone/Net3/none"}]
    assert "places" in rules_of(audit(case, with_table(plan, "places", nowhere)))


def test_a_place_drinks_with_its_zone() -> None:
    case, plan = planned()

    def is_school(row: Row) -> bool:
        return bool(row["place_id"] == "school")

    value = rows_of(plan.places)[row_where(plan, is_school)]["water_share"]
    found = audit(case, changed(plan, is_school, water_share=abs(value - 0.25)))
    assert {(breach.rule, breach.what) for breach in found} == {("places", "not the water share of its zone: school")}
    assert "places" in rules_of(audit(case, changed(plan, is_school, water_share=None)))


def test_a_zone_that_gets_more_than_it_says_changes_the_figures() -> None:
    case, plan = planned()
    assert rules_of(audit(case, changed(plan, is_zone, water_share=0.1))) >= {"water", "objective"}


def test_a_pump_has_no_more_power_than_reaches_it() -> None:
    """The river's pump is cut off and has nothing of its own on the first day."""
    case, plan = planned()
    found = audit(case, changed(plan, lambda row: row["place_id"] == f"pump:{RIVER}", power_share=0.5))
    assert [breach.where for breach in found if breach.rule == "physics"] == ["day 0"]


def test_hours_of_a_pumps_own_set_are_a_limit() -> None:
    """The lake's pump runs 9 hours of each day while it is cut off, in whichever part of the day."""
    case, plan = planned()
    shares = plan.places.filter((pl.col("place_id") == f"pump:{LAKE}") & (pl.col("day") == 0))["power_share"]
    hours = float(np.array([8.0, 16.0]) @ shares.to_numpy())
    assert hours <= 9.0 + 1e-6

    def is_lake(row: Row) -> bool:
        return bool(row["place_id"] == f"pump:{LAKE}")

    spoilt = changed(plan, is_lake, power_share=1.0)
    spoilt = changed(spoilt, lambda row: is_lake(row) and row["block"] == "b1", power_share=0.25)
    assert "physics" in rules_of(audit(case, spoilt))


def test_equipment_at_pumps_is_judged() -> None:
    case, plan = planned()
    fewer = with_table(plan, "installs", plan.decisions.installs.clear())
    assert "physics" in rules_of(audit(case, fewer))
    nowhere = with_row(plan, "installs", 0, at="pump:Net3/none")
    assert "installs" in rules_of(audit(case, nowhere))


@pytest.mark.parametrize(
    ("earmark", "kept"),
    [
        (f"asset:{PIPE}", True),
        ("kind:pipe", True),
        ("kind:pump", False),
        ("sector:water", True),
        ("sector:power", False),
        ("place:school", None),
    ],
)
def test_what_is_given_for_water_is_used_for_it(earmark: str, kept: bool | None) -> None:
    """The school is at a node; whether that is an end of the pipe, the network itself says."""
    case, plan = planned()
    links = case.water["Net3"].links.filter(pl.col("asset_id") == PIPE)
    ends = {*links["from_node_id"].to_list(), *links["to_node_id"].to_list()}
    marked = pl.when(pl.col("pledge_id") == "pipes").then(pl.lit(earmark)).otherwise(pl.col("earmark"))
    found = rules_of(audit(replace(case, pledges=case.pledges.with_columns(earmark=marked)), plan))
    assert ("earmark" not in found) is (("103" in ends) if kept is None else kept)


def test_a_crew_that_is_given_for_water_works_on_water() -> None:
    case, plan = planned()
    days = {row["asset_id"]: row["start_day"] for row in rows_of(plan.decisions.repairs)}
    busy = case.date_of(days[PIPE])
    own = pl.DataFrame(
        [
            {"crew_kind": "line", "count": 1, "from": on(-9), "to": on(days[PIPE] - 1)},
            {"crew_kind": "line", "count": 1, "from": on(days[PIPE] + 1), "to": None},
        ],
        schema=schema.CREWS.dtypes,
    )
    for earmark, rules in (("sector:water", set()), ("sector:power", {"crews"})):
        row = dict.fromkeys(schema.PLEDGES.names) | {"pledge_id": "crew", "actor_id": "giver", "form": "crew"}
        row |= {"available": busy, "crew_kind": "line", "quantity": 1, "earmark": earmark}
        more = pl.concat([case.pledges, pl.DataFrame([row], schema=schema.PLEDGES.dtypes)])
        assert rules_of(audit(replace(case, crews=own, pledges=more), plan)) == rules


def test_works_for_some_voltages_are_not_for_pipes() -> None:
    case, plan = planned()
    volts = pl.when(pl.col("asset_kind") == "pipe").then(110.0).otherwise(pl.col("kv_min"))
    found = audit(replace(case, works=case.works.with_columns(kv_min=volts)), plan)
    assert Breach("repair", f"repairs.csv {PIPE}", "no row of works says how to repair it") in found


def test_a_machine_that_needs_water_gives_no_more_than_it_gets() -> None:
    """In the driest block of the zones the only machine has next to nothing to give, and the plan says otherwise."""
    case, plan = planned()
    zones = plan.places.filter(pl.col("place_id").str.starts_with("zone/")).sort("water_share")
    assert zones["water_share"][0] < 0.3
    node_id = zones["place_id"][0].removeprefix("zone/")
    plants = pl.DataFrame([{"asset_id": "power/gen/1", "water_node_id": node_id}], schema=schema.PLANTS.dtypes)
    small = case.power.generators.with_columns(pmax_mw=pl.lit(31.0))
    power = replace(case.power, generators=small)
    assert "physics" not in rules_of(audit(replace(case, power=power), plan))
    assert "physics" in rules_of(audit(replace(case, power=power, plants=plants), plan))


# --- nothing that a plan may hold makes the auditor fall over --------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_edit_of_a_plan_makes_the_auditor_fall_over(data: st.DataObject) -> None:
    case, plan = planned()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(["installs", "repairs", "uses", "service", "places"]))
        frame = getattr(plan.decisions if name in ("installs", "repairs", "uses") else plan, name)
        row = data.draw(st.integers(0, frame.height - 1))
        column = data.draw(st.sampled_from(frame.columns))
        plan = with_table(plan, name, put(frame, row, column, data.draw(NUMBERS)))
    assert rules_of(audit(case, plan)) <= set(RULES)
