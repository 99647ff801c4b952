"""Placed equipment: allowed there, by the right crew, with the right dates, drawn from the same stock as repairs."""

import math

import polars as pl

from svitlo.proof.audit_breach import Breach
from svitlo.proof.audit_form import Row
from svitlo.proof.audit_stock import Draw
from svitlo.proof.audit_support import Facts
from svitlo.proof.audit_works import Job, equipment_facts
from svitlo.proof.own_sets import rule_of
from svitlo.tables.case import Case


def installs_of(case: Case, installs: pl.DataFrame) -> tuple[list[Job], list[Draw], list[Breach]]:
    """The jobs and draws of placed equipment, and what is wrong with it; each unit takes a crew of its own."""
    jobs, draws, found = [], [], []
    for row in installs.iter_rows(named=True):
        where = f"installs.csv {row['at']} {row['equipment_id']}"
        facts, kind = _where_it_stands(case, row["at"])
        if not kind:
            found.append(Breach("installs", where, f"there is no {row['at']} at which equipment can be placed"))
            continue
        job, breaches = _job(case, where, row, facts, kind)
        found += breaches
        if job is not None:
            jobs.append(job)
        draws.append(
            Draw(
                where=where,
                origin=row["origin"],
                equipment_id=row["equipment_id"],
                quantity=row["quantity"],
                start_day=row["start_day"],
                facts=facts,
            )
        )
    return jobs, draws, found


def _where_it_stands(case: Case, at: str) -> tuple[Facts, str]:
    """The spot in the words of an earmark, and its kind as the table `installs` names it (empty: no such spot)."""
    what, _, spot = at.partition(":")
    if what == "pump" and spot in case.links["pump_id"].to_list():
        network, _, pump = spot.partition("/")
        return {"kind": frozenset({"pump"}), "asset": frozenset({f"water/{network}/pump/{pump}"})}, "pump"
    if what == "place":
        for row in case.places.filter(pl.col("place_id") == spot).iter_rows(named=True):
            return {"kind": frozenset({row["kind"]}), "place": frozenset({spot})}, row["kind"]
    return {}, ""


def _job(case: Case, where: str, row: Row, facts: Facts, kind: str) -> tuple[Job | None, list[Breach]]:
    rule = rule_of(case, row["equipment_id"], kind)
    if rule is None:
        return None, [Breach("installs", where, f"the case does not allow {row['equipment_id']} at a {kind}")]
    days, found = math.ceil(rule["crew_days"]), []
    start_day = row["start_day"]
    if row["crew_kind"] != rule["crew_kind"]:
        what = f"takes a crew of kind {rule['crew_kind']}, not {row['crew_kind']}"
        found.append(Breach("crew kind", where, what))
    if row["service_day"] != start_day + days:
        found.append(Breach("dates", where, f"is in use on day {start_day + days}, not on day {row['service_day']}"))
    if start_day >= case.settings.days:
        found.append(Breach("dates", where, f"starts on day {start_day}, after the horizon"))
    facts = {**facts, **equipment_facts(case, [row["equipment_id"]])}
    crew_kind, count = rule["crew_kind"], row["quantity"]
    return Job(where=where, crew_kind=crew_kind, start_day=start_day, days=days, facts=facts, count=count), found
