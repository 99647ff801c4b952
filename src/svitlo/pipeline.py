"""The flow on one screen: files in, a plan out, each stage handing tables to the next."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import polars as pl

from svitlo import __version__
from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.plan_folder import read_plan, write_plan
from svitlo.aid.ledger import support_of
from svitlo.damage.outages import kind_of
from svitlo.plan.bound import lower_bound
from svitlo.plan.outcome import decisions_of, power_share_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import situation_of
from svitlo.proof.audit import Breach, audit
from svitlo.proof.power_ac import prove_power
from svitlo.report.page import report_html
from svitlo.report.results import Run, plan_of
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.results import Plan
from svitlo.tables.schema import PLACE_SERVICE, PLACED, PURCHASES, REPAIRS, SERVICE, USES

__all__ = ["Choice", "audit_plan", "make_plan", "plan_files", "read_case", "read_plan", "save_plan"]

ENGINES = ("highspy", "lightsim2grid", "scipy", "numpy", "polars", "pandapower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the user chose for one plan."""

    planner: str = "search"
    options: Options = field(default_factory=Options)
    count_announced: bool = False


def make_plan(case: Case, choice: Choice, stage: Callable[[str], None] = lambda _: None) -> Plan:
    """Plan a case, have physics confirm it and gather the figures; `stage` hears what is being done.

    Raises:
        BadInput: the case needs what this version does not plan (water, installs), or the planner's name is unknown.
        EngineFailed: a solver failed.
    """
    refuse_what_is_not_planned(case, choice)
    began = time.monotonic()
    stage("planning")
    situation = situation_of(case, count_announced=choice.count_announced)
    schedule = PLANNERS[choice.planner](situation, choice.options)
    decisions = decisions_of(situation, schedule)
    served, if_nothing = power_share_of(situation, schedule), power_share_of(situation, Schedule())
    stage("checking by AC power flow")
    proven = prove_power(case, decisions, served)
    stage("bounding")
    bound = lower_bound(situation)
    run = Run(
        planner=choice.planner,
        seed=choice.options.seed,
        effort=choice.options.effort,
        count_announced=choice.count_announced,
        seconds=round(time.monotonic() - began, 3),
        svitlo=__version__,
        engines={name: version(name) for name in ENGINES},
        notes=(*case.notes, *plan_notes(case, schedule), *proven.notes),
    )
    return plan_of(case, decisions, (served, if_nothing), proven, bound, run)


def plan_files(case: Case, plan: Plan) -> dict[str, bytes]:
    """The files of a plan folder."""
    pledges = support_of(case, count_announced=bool(plan.summary["count_announced"]))
    decisions = plan.decisions
    return {
        "summary.json": (json.dumps(plan.summary, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode(),
        "purchases.csv": csv_bytes(decisions.purchases, PURCHASES),
        "repairs.csv": csv_bytes(decisions.repairs, REPAIRS),
        "installs.csv": csv_bytes(decisions.installs, PLACED),
        "uses.csv": csv_bytes(decisions.uses, USES),
        "service.csv": csv_bytes(plan.service, SERVICE),
        "places.csv": csv_bytes(plan.places, PLACE_SERVICE),
        "report.html": report_html(case, plan, pledges).encode(),
    }


def save_plan(case: Case, plan: Plan, folder: Path, *, replace: bool) -> None:
    """Write a plan folder, all of it or nothing."""
    write_plan(plan_files(case, plan), folder, replace=replace)


def audit_plan(case_folder: Path, plan_folder: Path) -> tuple[Breach, ...]:
    """Every breach of the contract by a plan on disk; none: the plan keeps it."""
    return audit(read_case(case_folder), read_plan(plan_folder))


def refuse_what_is_not_planned(case: Case, choice: Choice) -> None:
    """Say plainly what this version cannot plan, rather than leave it out."""
    problems = []
    hint = "this version plans power alone; leave the table out to plan the power side of the case"
    if case.settings.water:
        names = ", ".join(network.name for network in case.settings.water)
        problems.append(Problem("case.toml", 0, "water", f"water networks are not planned yet: {names}", hint))
    for name, table in (("links", case.links), ("installs", case.installs)):
        if table.height:
            problems.append(Problem(name, 0, "", f"is not planned yet ({table.height} rows)", hint))
    water = case.damage.filter(pl.col("asset_id").str.starts_with("water/")).height
    if water:
        problems.append(Problem("damage", 0, "asset_id", f"water assets are not repaired yet ({water} rows)", hint))
    supplied = case.places["water_node_id"].drop_nulls().len()
    if supplied:
        problems.append(Problem("places", 0, "water_node_id", f"water is not served yet ({supplied} places)", hint))
    if choice.planner not in PLANNERS:
        known = ", ".join(PLANNERS)
        problems.append(Problem("", 0, "--planner", f"{choice.planner!r} is not a planner", f"one of {known}"))
    if problems:
        raise BadInput(problems)


def plan_notes(case: Case, schedule: Schedule) -> list[str]:
    """What a reader of the plan must know that its figures do not say."""
    notes = []
    if (case.places["kind"] == "heat").any():
        notes.append(
            "Heat is not followed yet: heat places count as power places; hours without heat and drained buildings are "
            "left empty, not zero."
        )
    kinds = {kind_of(asset_id) for asset_id in case.damage["asset_id"].to_list()}
    if not kinds:
        notes.append("Nothing is damaged.")
    if schedule.cut_short:
        notes.append("The search was stopped before its effort was spent: the same call may give another plan.")
    return notes
