"""The flow on one screen: files in, a plan out, each stage handing tables to the next."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from svitlo import __version__
from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_bytes
from svitlo.adapters.plan_folder import read_plan, write_plan
from svitlo.aid.ledger import support_of
from svitlo.assets.heat import heat_notes
from svitlo.assets.power import Floats
from svitlo.coupling import Comparison, Waterworks
from svitlo.damage.outages import kind_of
from svitlo.desk import Desk
from svitlo.plan.bound import Bound
from svitlo.plan.changes import changes_of
from svitlo.plan.coupled_bound import bound_of_case
from svitlo.plan.day_values import values_of
from svitlo.plan.explain import explain, limit_of
from svitlo.plan.kept import kept_of
from svitlo.plan.known import changed_facts, known_from, known_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.placed import MOST_UNITS
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, PLANNERS
from svitlo.plan.replan import Replanned, replanned
from svitlo.plan.schedule import Schedule
from svitlo.plan.situation import NOTHING_KEPT, Situation
from svitlo.proof.audit import Breach, audit
from svitlo.report.bundle import report_file
from svitlo.report.changes import told
from svitlo.report.curves import KEY as CURVES_KEY
from svitlo.report.curves import LARGEST_KEY, Compared, curves_of, objective_of
from svitlo.report.document import document_of
from svitlo.report.results import (
    Physics,
    Run,
    Services,
    account_of,
    objective_by_block,
    plan_of,
    proven_objective,
    services_heat,
)
from svitlo.rounds import Choice, last_bound, options_for, planned
from svitlo.tables.case import Case
from svitlo.tables.changes import FACTS_KEY
from svitlo.tables.changes import KEY as REPLAN_KEY
from svitlo.tables.errors import BadInput
from svitlo.tables.explanation import KEY
from svitlo.tables.results import Decisions, Plan
from svitlo.tables.schema import PLACE_SERVICE, PLACED, PURCHASES, REPAIRS, SERVICE, USES

__all__ = ["Choice", "audit_plan", "make_plan", "plan_files", "read_case", "read_plan", "remake_plan", "save_plan"]

CHOSEN_BUS_COUNT = 500
"""Networks up to this size have time for a few plans to be checked by physics, and the best of them taken."""

WORTHWHILE_SHARE = 1e-3
"""Where proven person-hours fall by less than this share, the model's best plan is kept."""

NOT_COMPARED = "The comparison with repairing the largest assets first was stopped and is left out."

WATER_ENGINES = ("owa-epanet",)
ENGINES = ("highspy", "lightsim2grid", "scipy", "numpy", "polars", "pandapower")


def make_plan(case: Case, choice: Choice, stage: Callable[[str], None] = lambda _: None) -> Plan:
    """Plan a case, have physics confirm it and gather the figures; `stage` hears what is being done.

    Raises:
        BadInput: the planner's name is unknown.
        EngineFailed: an engine failed.
    """
    _check_planner(choice)
    began = time.monotonic()
    if case.water:
        stage("learning from EPANET")
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=choice.count_announced)
        schedule, bound, raw = planned(desk, choice, stage)
        stage("checking by AC power flow" + (" and EPANET" if case.water else ""))
        checked = chosen(desk, schedule, raw)
        if case.water:
            stage("bounding")
        bound = last_bound(case, checked.situation, bound, choice)
        if_nothing = desk.settled(Schedule()).services
        stage("comparing")
        largest_first = _largest_first(desk, checked, choice)
        heated = services_heat(case, account_of(case), checked.services)
        stage("explaining")
        explained = _explained(case, checked.situation, checked.schedule, choice, heated)
    curves = _curves(desk, checked, if_nothing, bound, largest_first)
    notes = (
        *case.notes,
        *plan_notes(case, checked.situation, schedule),
        *checked.notes,
        *stopped_notes(bound, explained),
        *(() if largest_first else (NOT_COMPARED,)),
    )
    run = _run(case, choice, began, (*notes, *checked.physics.power.notes))
    plan = plan_of(case, checked.decisions, (checked.services, if_nothing), checked.physics, bound.value, run)
    facts = known_of(case, count_announced=choice.count_announced)
    return replace(plan, summary={**plan.summary, **curves, **explained, FACTS_KEY: facts})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """A schedule, its decisions, what it serves, and what physics confirms of it.

    `unconfirmed`: the objective if only that counts.
    """

    situation: Situation
    schedule: Schedule
    decisions: Decisions
    services: Services
    physics: Physics
    unconfirmed: float
    notes: tuple[str, ...] = ()


def _checked(desk: Desk, schedule: Schedule, raw: Comparison | None) -> Checked:
    settled = desk.settled(schedule, raw)
    decisions = decisions_of(settled.situation, schedule)
    physics = desk.proven(decisions, settled)
    return Checked(
        situation=settled.situation,
        schedule=schedule,
        decisions=decisions,
        services=settled.services,
        physics=physics,
        unconfirmed=proven_objective(desk.case, account_of(desk.case), physics),
    )


def chosen(desk: Desk, schedule: Schedule, raw: Comparison | None) -> Checked:
    """Of a schedule and its alternatives the one of which most is confirmed; Ctrl-C keeps to those checked by then."""
    own = best = _checked(desk, schedule, raw)
    count = 1
    has_time = own.situation.grid.bus_count <= CHOSEN_BUS_COUNT and not schedule.cut_short
    for other in schedule.alternatives if has_time else ():
        try:
            checked = _checked(desk, other, raw)
        except KeyboardInterrupt:
            break
        count += 1
        if checked.unconfirmed < (1.0 - WORTHWHILE_SHARE) * best.unconfirmed:
            best = checked
    if best is own:
        return own
    figure = f"{own.unconfirmed:,.0f}".replace(",", " ")
    without = "power or water" if desk.case.water else "power"
    said = (
        f"Of {count} good plans that were found this is the one of which physics confirms most; "
        f"with the best by the model alone, {figure} weighted person-hours would be without {without}."
    )
    kept = replace(best.schedule, cut_short=schedule.cut_short, near_best=schedule.near_best)
    return replace(best, schedule=kept, notes=(said,))


def _largest_first(desk: Desk, checked: Checked, choice: Choice) -> Services | None:
    """What is served if the largest assets are repaired first, what desks do by habit, for comparison.

    With water it is settled like the plan itself. None if the user stops it (Ctrl-C).
    """
    if choice.planner == "largest":
        return checked.services
    try:
        return desk.settled(PLANNERS["largest"](checked.situation, choice.options)).services
    except KeyboardInterrupt:
        return None


def _curves(
    desk: Desk, checked: Checked, nothing: Services, bound: Bound, largest: Services | None = None
) -> dict[str, Any]:
    """What curves are drawn from. A re-plan has no `largest`: what has begun was begun by another plan."""
    compared = Compared(
        planned=checked.services, proven=checked.physics, nothing=nothing, bound_by_day=bound.by_day, largest=largest
    )
    return {LARGEST_KEY: objective_of(desk.case, largest), CURVES_KEY: curves_of(desk.case, compared)}


def _explained(case: Case, situation: Situation, schedule: Schedule, choice: Choice, served: Floats) -> dict[str, Any]:
    """The explanation under its key in `summary`; nothing if the user stops it (Ctrl-C)."""
    effort = choice.options.effort if choice.planner == "search" else 0
    limit = limit_of(situation, effort, choice.options.time_limit_s)
    try:
        said = explain(case, situation, schedule, limit, count_announced=choice.count_announced, served=served)
    except KeyboardInterrupt:
        return {}
    return {KEY: said.as_json()}


def _run(case: Case, choice: Choice, began: float, notes: tuple[str, ...]) -> Run:
    return Run(
        planner=choice.planner,
        seed=choice.options.seed,
        effort=choice.options.effort,
        bound_effort=choice.options.bound_effort,
        count_announced=choice.count_announced,
        seconds=round(time.monotonic() - began, 3),
        svitlo=__version__,
        engines={name: version(name) for name in (*ENGINES, *(WATER_ENGINES if case.water else ()))},
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
        BadInput: what has begun contradicts the case, or the day is not in the horizon.
        EngineFailed: a solver failed.
    """
    on_day = _day_in(case, on)
    announced = choice.count_announced or old.summary.get("count_announced") is True
    choice = replace(choice, planner=REPLAN_KEY, count_announced=announced)
    kept = kept_of(case, old.decisions, on_day, count_announced=announced)
    known_from(old.summary)
    began = time.monotonic()
    with Waterworks(case) as works:
        desk = Desk(case=case, works=works, count_announced=announced, kept=kept)
        situation = desk.situation()
        stage("bounding")
        bound = bound_of_case(situation, choice.options.bound_effort)
        stage("planning anew")
        found = replanned(situation, old.decisions, options_for(choice, bound))
        stage("checking by AC power flow" + (" and EPANET" if case.water else ""))
        checked = _checked(desk, found.schedule, None)
        bound = last_bound(case, checked.situation, bound, choice)
        if_nothing = replace(desk, kept=NOTHING_KEPT).settled(Schedule()).services
    services = checked.services, if_nothing
    least = _least_of_all(case, bound, on_day, services)
    situation = checked.situation
    stage("telling what changed")
    record = _replan_record(case, old, situation, found, announced=announced)
    heated = services_heat(case, account_of(case), checked.services)
    stage("explaining")
    explained = _explained(case, situation, found.schedule, choice, heated)
    held = f"The bound holds for plans that keep what had begun and what was ordered before {on}."
    stopped = stopped_notes(bound, explained)
    notes = (*case.notes, *plan_notes(case, situation, found.schedule), held, *stopped, *checked.physics.power.notes)
    plan = plan_of(case, checked.decisions, services, checked.physics, least, _run(case, choice, began, notes))
    record["objective"] = {**record["objective"], "now": plan.summary["objective"]}
    record = {REPLAN_KEY: {"on": on.isoformat(), **record}, FACTS_KEY: known_of(case, count_announced=announced)}
    curves = _curves(desk, checked, if_nothing, bound)
    return replace(plan, summary={**plan.summary, **curves, **explained, **record})


def _day_in(case: Case, on: date) -> int:
    """The model day of a date. Raises BadInput where it is not in the horizon."""
    on_day = case.day_of(on)
    if not 0 <= on_day < case.settings.days:
        last = case.date_of(case.settings.days - 1)
        hint = f"a day from {case.settings.start} to {last}"
        raise BadInput.of("--on", f"{on} is not a day of the case", hint=hint)
    return on_day


def _least_of_all(case: Case, bound: Bound, on_day: int, services: tuple[Services, Services]) -> float:
    """The bound of all plans that keep what has begun: until a new work can be back, every such plan is the same.

    A work that has begun may do harm, so that doing nothing at all is better; the bound then is no higher than that.
    """
    account = account_of(case)
    served, if_nothing = (objective_by_block(case, account, one) for one in services)
    same = on_day + 1
    return min(
        float(served.sum(axis=1)[:same].sum() + bound.by_day[same:].sum()) + bound.extra, float(if_nothing.sum())
    )


def _replan_record(case: Case, old: Plan, situation: Situation, found: Replanned, *, announced: bool) -> dict[str, Any]:
    """What changed, since when, and the objective then and now."""
    pledges = {pledge.pledge_id: pledge for pledge in support_of(case, count_announced=announced)}
    known, now = known_from(old.summary), known_of(case, count_announced=announced)
    facts = None if known is None else changed_facts(known, now, case.settings.days)
    values = values_of(situation, FINAL_TOLERANCE_SHARE)
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
        "report.html": report_file(document_of(case, plan, pledges)),
    }


def save_plan(case: Case, plan: Plan, folder: Path, *, replace: bool) -> None:
    """Write a plan folder, all of it or nothing."""
    write_plan(plan_files(case, plan), folder, replace=replace)


def audit_plan(case_folder: Path, plan_folder: Path) -> tuple[Breach, ...]:
    """Every breach of the contract by a plan on disk; none: the plan keeps it."""
    return audit(read_case(case_folder), read_plan(plan_folder))


def _check_planner(choice: Choice) -> None:
    if choice.planner not in PLANNERS:
        known = ", ".join(PLANNERS)
        raise BadInput.of("", f"{choice.planner!r} is not a planner", column="--planner", hint=f"one of {known}")


def stopped_notes(bound: Bound, explained: dict[str, Any]) -> list[str]:
    """What the user stopped before or after the search."""
    notes = []
    if bound.cut_short:
        notes.append("The bound was stopped before its effort was spent: it holds, and a longer run may raise it.")
    if not explained:
        notes.append("The explanation was stopped and is left out.")
    return notes


def plan_notes(case: Case, situation: Situation, schedule: Schedule) -> list[str]:
    """What a reader of the plan must know that its figures do not say."""
    notes = [*heat_notes(case)]
    kinds = {kind_of(asset_id) for asset_id in case.damage["asset_id"].to_list()}
    if not kinds:
        notes.append("Nothing is damaged.")
    if situation.crowded:
        notes.append(
            f"At {len(situation.crowded)} places and pumps more than {MOST_UNITS} units of one equipment could serve "
            "something: plans with more of them are not looked for, and the bound is of plans without."
        )
    if schedule.cut_short:
        notes.append("The search was stopped before its effort was spent: the same call may give another plan.")
    return notes
