"""Spoilt shares, figures, summaries and proofs."""

import math
from dataclasses import replace

import numpy as np
import polars as pl

from svitlo.proof.audit_scene import scene_of
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.proof.corruption_tools import Row, breaks, rows_of, scaled, with_row, with_summary, with_table

# --- who has power ---------------------------------------------------------------------------------------------------


def refigured(case: Case, plan: Plan, places: pl.DataFrame) -> Plan:
    """The plan with other shares and with figures that follow from them."""
    scene = scene_of(case)
    days, blocks = scene.factor.shape
    row_of = {place_id: row for row, place_id in enumerate(scene.people.place_ids)}
    block_of = {name: row for row, name in enumerate(scene.block_names)}
    share = np.ones((days, blocks, len(row_of)))
    for day, block, place_id, value in places.select("day", "block", "place_id", "power_share").iter_rows():
        if place_id in row_of:
            share[day, block_of[block], row_of[place_id]] = value
    served_mw = (scene.demand_mw * share).sum(axis=2)
    people = scene.unserved_people(share).sum(axis=2)
    weighted = scene.weighted_person_hours(share)
    rows = rows_of(plan.service)
    for row in rows:
        at = row["day"], block_of[row["block"]]
        row |= {"served_mw": served_mw[at], "people_without_power": people[at], "weighted_person_hours": weighted[at]}
    objective = float(weighted.sum())
    bound = min(float(plan.summary["bound"]), objective)
    return with_summary(
        with_table(with_table(plan, "places", places), "service", rows),
        objective=objective,
        bound=bound,
        gap_share=(objective - bound) / objective if objective else 0.0,
        person_hours_without_power=float((people @ scene.hours).sum()),
    )


def _shares(plan: Plan) -> list[tuple[int, Row]]:
    return [(index, row) for index, row in enumerate(rows_of(plan.places)) if row["power_share"] is not None]


def _weighty(case: Case) -> set[str]:
    people = scene_of(case).people
    cost = people.people * people.weight
    return {place_id for place_id, value in zip(people.place_ids, cost, strict=True) if value >= 0.01 * cost.max()}


@breaks("physics")
def power_that_no_line_brings(case: Case, plan: Plan) -> Plan | None:
    weighty = _weighty(case)
    poor = [pair for pair in _shares(plan) if pair[1]["power_share"] < 0.9 and pair[1]["place_id"] in weighty]
    if not poor:
        return None
    return refigured(case, plan, with_row(plan, "places", poor[0][0], power_share=1.0).places)


@breaks("optimum")
def power_kept_back(case: Case, plan: Plan) -> Plan | None:
    weighty = _weighty(case)
    rich = [pair for pair in _shares(plan) if pair[1]["power_share"] > 0.5 and pair[1]["place_id"] in weighty]
    if not rich:
        return None
    return refigured(case, plan, with_row(plan, "places", rich[0][0], power_share=0.4).places)


@breaks("form")
def more_than_all_of_the_power(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "places", _shares(plan)[0][0], power_share=1.5)


@breaks("form")
def a_share_that_is_no_number(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "places", _shares(plan)[0][0], power_share=math.nan)


@breaks("places")
def a_share_left_empty(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "places", _shares(plan)[0][0], power_share=None)


@breaks("places")
def a_place_left_out(_case: Case, plan: Plan) -> Plan | None:
    lost = _shares(plan)[0][1]["place_id"]
    return with_table(plan, "places", plan.places.filter(pl.col("place_id") != lost))


@breaks("places")
def a_place_told_twice(_case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "places", pl.concat([plan.places, plan.places.head(1)]))


@breaks("places")
def a_place_that_is_not_there(_case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "places", [*rows_of(plan.places), _shares(plan)[0][1] | {"place_id": "nowhere"}])


@breaks("water")
def water_shares_without_water(case: Case, plan: Plan) -> Plan | None:
    return None if case.settings.water else with_row(plan, "places", 0, water_share=1.0)


@breaks("service")
def a_block_left_out(_case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "service", plan.service.slice(1))


@breaks("service")
def a_block_told_twice(_case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "service", pl.concat([plan.service, plan.service.head(1)]))


@breaks("service")
def a_day_beyond_the_horizon(case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "service", [*rows_of(plan.service), rows_of(plan.service)[0] | {"day": case.settings.days}])


@breaks("service")
def a_block_of_another_name(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "service", 0, block="no such block")


@breaks("service")
def a_longer_day(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "service", 0, hours=rows_of(plan.service)[0]["hours"] + 1.0)


def _service_row(plan: Plan, column: str, factor: float) -> Plan | None:
    for index, row in enumerate(rows_of(plan.service)):
        if row[column] > 0.0:
            return with_row(plan, "service", index, **{column: row[column] * factor})
    return None


@breaks("service")
def a_smaller_demand(_case: Case, plan: Plan) -> Plan | None:
    return _service_row(plan, "load_mw", 0.99)


@breaks("service")
def more_served_than_the_shares_say(_case: Case, plan: Plan) -> Plan | None:
    return _service_row(plan, "served_mw", 1.00001)


@breaks("people")
def people_left_out(_case: Case, plan: Plan) -> Plan | None:
    return _service_row(plan, "people_without_power", 0.9999)


@breaks("objective")
def a_block_that_weighs_less(_case: Case, plan: Plan) -> Plan | None:
    return _service_row(plan, "weighted_person_hours", 0.9)


@breaks("form")
def a_demand_that_is_no_number(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "service", 0, load_mw=math.nan)


@breaks("form")
def a_demand_without_end(_case: Case, plan: Plan) -> Plan | None:
    return with_row(plan, "service", 0, load_mw=math.inf)


@breaks("form")
def a_column_left_out(_case: Case, plan: Plan) -> Plan | None:
    return with_table(plan, "service", plan.service.drop("served_mw"))


@breaks("water")
def water_figures_without_water(case: Case, plan: Plan) -> Plan | None:
    return None if case.settings.water else with_row(plan, "service", 0, water_served_m3h=3.0)


# --- the summary -----------------------------------------------------------------------------------------------------


@breaks("objective")
def a_better_objective(_case: Case, plan: Plan) -> Plan | None:
    return scaled(plan, "objective", 0.9999)


@breaks("person hours")
def fewer_person_hours(_case: Case, plan: Plan) -> Plan | None:
    return scaled(plan, "person_hours_without_power", 0.9999)


@breaks("do nothing")
def a_worse_start(_case: Case, plan: Plan) -> Plan | None:
    return scaled(plan, "do_nothing", 1.01)


@breaks("bound")
def a_bound_above_the_plan(_case: Case, plan: Plan) -> Plan | None:
    objective = float(plan.summary["objective"])
    return with_summary(plan, bound=objective * 1.001, gap_share=-0.001) if objective else None


@breaks("gap")
def a_smaller_gap(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, gap_share=float(plan.summary["gap_share"]) - 0.01)


@breaks("case")
def a_plan_for_another_case(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, case_sha256="0" * 64)


@breaks("case")
def a_plan_of_another_version(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, version=2)


@breaks("summary")
def an_objective_that_is_no_number(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, objective=math.nan)


@breaks("summary")
def a_bound_without_end(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, bound=-math.inf)


@breaks("summary")
def a_number_as_text(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, do_nothing=str(plan.summary["do_nothing"]))


@breaks("summary")
def a_key_left_out(_case: Case, plan: Plan) -> Plan | None:
    return replace(plan, summary={key: value for key, value in plan.summary.items() if key != "bound"})


@breaks("summary")
def a_truth_value_as_number(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, seed=True)


@breaks("summary")
def no_word_on_announced_money(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, count_announced=None)


@breaks("water")
def thirst_without_water(case: Case, plan: Plan) -> Plan | None:
    return None if case.settings.water else with_summary(plan, person_hours_without_water=5.0)


# --- what physics says -----------------------------------------------------------------------------------------------


@breaks("proven")
def a_better_proof(_case: Case, plan: Plan) -> Plan | None:
    return scaled(plan, "objective_proven", 0.99)


@breaks("proven")
def more_proven_than_stands(_case: Case, plan: Plan) -> Plan | None:
    return _service_row(plan, "proven_mw", 1.01)


@breaks("proven")
def a_kinder_verdict(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, proof={"power": {"verdict": "could not be better"}, "water": None})


# --- heat ------------------------------------------------------------------------------------------------------------


@breaks("heat")
def people_drained_whom_nobody_heats(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, people_drained=(plan.summary["people_drained"] or 0.0) + 10.0)


@breaks("heat")
def hours_without_heat_made_up(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, person_hours_without_heat=(plan.summary["person_hours_without_heat"] or 0.0) + 10.0)


@breaks("proven")
def people_drained_by_proof_alone(_case: Case, plan: Plan) -> Plan | None:
    return with_summary(plan, people_drained_proven=10.0)
