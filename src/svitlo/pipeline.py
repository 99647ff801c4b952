"""The flow on one screen: files in, a plan out, each stage handing tables to the next."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from svitlo import __version__
from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.plan_folder import read_plan, write_plan
from svitlo.aid.ledger import support_of
from svitlo.assets.power import Floats
from svitlo.damage.outages import kind_of
from svitlo.plan.bound import Bound, bound_of
from svitlo.plan.changes import changes_of
from svitlo.plan.explain import explain, limit_of
from svitlo.plan.kept import kept_of
from svitlo.plan.known import changed_facts, known_from, known_of
from svitlo.plan.outcome import decisions_of, power_share_of
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, PLANNERS, Options
from svitlo.plan.replan import Replanned, replanned
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import NOTHING_KEPT, Situation, situation_of
from svitlo.plan.value import Values
from svitlo.proof.audit import Breach, audit
from svitlo.proof.power_ac import prove_power
from svitlo.report.changes import told
from svitlo.report.page import report_html
from svitlo.report.results import Run, account_of, plan_of
from svitlo.tables.case import Case
from svitlo.tables.changes import FACTS_KEY
from svitlo.tables.changes import KEY as REPLAN_KEY
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.explanation import KEY
from svitlo.tables.results import Decisions, Plan, Proven
from svitlo.tables.schema import PLACE_SERVICE, PLACED, PURCHASES, REPAIRS, SERVICE, USES

__all__ = ["Choice", "audit_plan", "make_plan", "plan_files", "read_case", "read_plan", "remake_plan", "save_plan"]

CHOSEN_BUS_COUNT = 500
"""Networks up to this size have time for a few plans to be checked by physics, and the best of them taken."""

WORTHWHILE_SHARE = 1e-3
"""Where proven person-hours fall by less than this share, the model's best plan is kept."""

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
    situation = situation_of(case, count_announced=choice.count_announced)
    stage("bounding")
    bound = bound_of(situation, choice.options.bound_effort)
    stage("planning")
    schedule = PLANNERS[choice.planner](situation, _options(choice, bound))
    stage("checking by AC power flow")
    checked = _chosen(case, situation, schedule)
    stage("explaining")
    explained = _explained(case, situation, checked.schedule, choice)
    notes = (*case.notes, *plan_notes(case, schedule), *checked.notes, *stopped_notes(bound, explained))
    shares = checked.served, power_share_of(situation, Schedule())
    run = _run(choice, began, (*notes, *checked.proven.notes))
    plan = plan_of(case, checked.decisions, shares, checked.proven, bound.value, run)
    facts = known_of(case, count_announced=choice.count_announced)
    return replace(plan, summary={**plan.summary, **explained, FACTS_KEY: facts})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Checked:
    """A schedule, its decisions, what it serves (day, block, place), and what AC power flow confirms of it.

    `unconfirmed`: weighted person-hours without power if only that counts.
    """

    schedule: Schedule
    decisions: Decisions
    served: Floats
    proven: Proven
    unconfirmed: float
    notes: tuple[str, ...] = ()


def _checked(case: Case, situation: Situation, schedule: Schedule) -> _Checked:
    decisions, served = decisions_of(situation, schedule), power_share_of(situation, schedule)
    proven = prove_power(case, decisions, served)
    unconfirmed = float(account_of(case).weighted_person_hours(proven.power_share).sum())
    return _Checked(schedule=schedule, decisions=decisions, served=served, proven=proven, unconfirmed=unconfirmed)


def _chosen(case: Case, situation: Situation, schedule: Schedule) -> _Checked:
    """Of a schedule and its alternatives the one of which most is confirmed; Ctrl-C keeps to those checked by then."""
    own = best = _checked(case, situation, schedule)
    count = 1
    has_time = situation.grid.bus_count <= CHOSEN_BUS_COUNT and not schedule.cut_short
    for other in schedule.alternatives if has_time else ():
        try:
            checked = _checked(case, situation, other)
        except KeyboardInterrupt:
            break
        count += 1
        if checked.unconfirmed < (1.0 - WORTHWHILE_SHARE) * best.unconfirmed:
            best = checked
    if best is own:
        return own
    figure = f"{own.unconfirmed:,.0f}".replace(",", " ")
    said = (
        f"Of {count} plans that the planning model hardly tells apart this is the one of which AC power flow confirms "
        f"most; with the best by the model alone, {figure} weighted person-hours would be without power."
    )
    kept = replace(best.schedule, cut_short=schedule.cut_short, near_best=schedule.near_best)
    return replace(best, schedule=kept, notes=(said,))


def _options(choice: Choice, bound: Bound) -> Options:
    """What the planner is told; who stops the bound (Ctrl-C) wants a plan now, if not a proved one."""
    options = replace(choice.options, aims=bound.targets, floor=bound.value)
    return replace(options, time_limit_s=0.0) if bound.cut_short and choice.planner != "exact" else options


def _explained(case: Case, situation: Situation, schedule: Schedule, choice: Choice) -> dict[str, Any]:
    """The explanation under its key in `summary`; nothing if the user stops it (Ctrl-C)."""
    effort = choice.options.effort if choice.planner == "search" else 0
    limit = limit_of(situation, effort, choice.options.time_limit_s)
    try:
        return {KEY: explain(case, situation, schedule, limit, count_announced=choice.count_announced).as_json()}
    except KeyboardInterrupt:
        return {}


def _run(choice: Choice, began: float, notes: tuple[str, ...]) -> Run:
    return Run(
        planner=choice.planner,
        seed=choice.options.seed,
        effort=choice.options.effort,
        bound_effort=choice.options.bound_effort,
        count_announced=choice.count_announced,
        seconds=round(time.monotonic() - began, 3),
        svitlo=__version__,
        engines={name: version(name) for name in ENGINES},
        notes=notes,
    )


def remake_plan(case: Case, old: Plan, on: date, choice: Choice, stage: Callable[[str], None] = lambda _: None) -> Plan:
    """Plan a case anew from a plan that was followed so far; `stage` hears what is being done.

    Works that the old plan begins before a day, and orders that it places before it, stay; no other work starts and
    nothing else is ordered before that day. `summary` tells under `replan` what changed and why.

    Args:
        case: the case as it is now.
        old: the plan of the case as it was.
        on: the day of the re-plan.
        choice: how to search; the planner's name is not used. Announced support that the old plan counted is counted.
        stage: hears what is being done.

    Raises:
        BadInput: what has begun contradicts the case, the day is not in the horizon, or the case is not planned yet.
        EngineFailed: a solver failed.
    """
    refuse_what_is_not_planned(case, choice)
    on_day = case.day_of(on)
    if not 0 <= on_day < case.settings.days:
        last = case.date_of(case.settings.days - 1)
        hint = f"a day from {case.settings.start} to {last}"
        raise BadInput.of("--on", f"{on} is not a day of the case", hint=hint)
    announced = choice.count_announced or old.summary.get("count_announced") is True
    choice = replace(choice, planner=REPLAN_KEY, count_announced=announced)
    kept = kept_of(case, old.decisions, on_day, count_announced=announced)
    known_from(old.summary)
    began = time.monotonic()
    situation = situation_of(case, count_announced=announced, kept=kept)
    stage("bounding")
    bound = bound_of(situation, choice.options.bound_effort)
    stage("planning anew")
    found = replanned(situation, old.decisions, _options(choice, bound))
    decisions = decisions_of(situation, found.schedule)
    served = power_share_of(situation, found.schedule)
    if_nothing = power_share_of(replace(situation, kept=NOTHING_KEPT), Schedule())
    stage("checking by AC power flow")
    proven = prove_power(case, decisions, served)
    least = _least_of_all(case, bound, on_day, (served, if_nothing))
    stage("telling what changed")
    record = _replan_record(case, old, situation, found, announced=announced)
    stage("explaining")
    explained = _explained(case, situation, found.schedule, choice)
    held = f"The bound holds for plans that keep what had begun and what was ordered before {on}."
    notes = (*case.notes, *plan_notes(case, found.schedule), held, *stopped_notes(bound, explained), *proven.notes)
    plan = plan_of(case, decisions, (served, if_nothing), proven, least, _run(choice, began, notes))
    record["objective"] = {**record["objective"], "now": plan.summary["objective"]}
    facts = known_of(case, count_announced=announced)
    changed = {REPLAN_KEY: {"on": on.isoformat(), **record}}
    return replace(plan, summary={**plan.summary, **explained, **changed, FACTS_KEY: facts})


def _least_of_all(case: Case, bound: Bound, on_day: int, shares: tuple[Floats, Floats]) -> float:
    """The bound of all plans that keep what has begun: until a new work can be back, every such plan is the same.

    A work that has begun may do harm, so that doing nothing at all is better; the bound then is no higher than that.
    """
    account = account_of(case)
    served, if_nothing = (account.weighted_person_hours(share) for share in shares)
    same = on_day + 1
    return min(
        float(served.sum(axis=1)[:same].sum() + bound.by_day[same:].sum()) + bound.extra, float(if_nothing.sum())
    )


def _replan_record(case: Case, old: Plan, situation: Situation, found: Replanned, *, announced: bool) -> dict[str, Any]:
    """What changed, since when, and the objective then and now."""
    pledges = {pledge.pledge_id: pledge for pledge in support_of(case, count_announced=announced)}
    known, now = known_from(old.summary), known_of(case, count_announced=announced)
    facts = None if known is None else changed_facts(known, now, case.settings.days)
    values = Values(situation, FINAL_TOLERANCE_SHARE)
    carried_on = values.of(found.carried_on)
    changes = changes_of(situation, (old.decisions, found.schedule), pledges, known, values)
    return {
        "since": old.summary["case_sha256"],
        "begun_count": len(situation.begun),
        "order_count": len(situation.kept.orders),
        "objective": {"old_plan": old.summary["objective"], "carried_on": carried_on},
        **told(case, facts, changes),
    }


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


def stopped_notes(bound: Bound, explained: dict[str, Any]) -> list[str]:
    """What the user stopped before or after the search."""
    notes = []
    if bound.cut_short:
        notes.append("The bound was stopped before its effort was spent: it holds, and a longer run may raise it.")
    if not explained:
        notes.append("The explanation was stopped and is left out.")
    return notes


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
