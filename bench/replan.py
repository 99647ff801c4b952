"""Planning anew after one changed fact: how long it takes, that what has begun stays, and what changed in words.

    bench/replan                                            # 118 and 1354 buses, seeds 1 and 2
    bench/replan --case case118_ieee --seeds 1,2,3 --json

Each case is planned, one fact is changed on a day in the first third of the horizon (a delivery that the plan waits for
is 10 days late; one more line is struck), and planned anew. Before anything is shown: works that had begun and orders
that were placed are the same in both plans, nothing new starts or is ordered before that day, and the new plan passes
its audit, AC power flow included. The seconds are those of the whole command but reading and writing: planning, AC
power flow, bound and words. Above 300 buses AC power flow is left out of both, and the audit judges works, crews,
money, stock and earmarks alone.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from bench._runs import Spent, measured, objective_of, planned
from bench.generate import generated_case
from svitlo.aid.ledger import support_of
from svitlo.pipeline import Choice, remake_plan
from svitlo.plan.bound import bound_of
from svitlo.plan.changes import changes_of
from svitlo.plan.kept import kept_of
from svitlo.plan.known import changed_facts, known_from, known_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, Options
from svitlo.plan.replan import default_efforts, replanned
from svitlo.plan.situation import situation_of
from svitlo.plan.value import Values
from svitlo.proof.audit import Breach, audit
from svitlo.proof.audit_money import purchase_breaches
from svitlo.proof.audit_scene import scene_of
from svitlo.proof.audit_stock import lots_of, stock_breaches
from svitlo.proof.audit_support import support_by_id
from svitlo.proof.audit_works import crew_breaches, repairs_of
from svitlo.report.changes import change_lines, told
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.changes import FACTS_KEY, KEY
from svitlo.tables.results import Decisions, Plan

CASES = ("case118_ieee", "case1354_pegase")
QUICK = ("case24_ieee_rts",)
QUICK_EFFORT = 60
SEEDS = (1, 2)
LATE_DAYS = 10
AUDITED_BUS_COUNT = 300
"""Larger networks take minutes to prove by AC power flow, once in the plan and once in its audit."""

FACTS = ("delivery late", "one more strike")
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case and one changed fact; `objective` is the old plan's, what is left of it, and the new one's."""

    case: str
    seed: int
    fact: str
    bus_count: int
    damaged_count: int
    day: int
    begun_count: int
    objective: dict[str, float]
    change_count: int
    without_reason_count: int
    spent: Spent
    lines: list[str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parsed(arguments)
    cases = tuple(options.case or (QUICK if options.quick else CASES))
    seeds = [int(part) for part in options.seeds.split(",")] if options.seeds else list(SEEDS)
    effort = options.effort or (QUICK_EFFORT if options.quick else None)
    rows: list[Row] = []
    for name in cases:
        for seed in seeds[:1] if options.quick else seeds:
            for row in compared(name, seed, effort, options.first_effort):
                rows.append(row)
                if not options.json:
                    print(_text(row), flush=True)
    print(json.dumps([asdict(row) for row in rows], indent=1) if options.json else _summary(rows))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/replan", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", nargs="+", help="PGLib networks; without it, 118 and 1354 buses")
    parser.add_argument("--seeds", help="seeds of the cases, e.g. 1,4 (default 1,2)")
    parser.add_argument("--effort", type=int, help="of the re-plan (default: its own)")
    parser.add_argument("--first-effort", type=int, help="of the first plan (default: as the re-plan's)")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes")
    return parser.parse_args(arguments)


def compared(name: str, seed: int, effort: int | None, first_effort: int | None) -> list[Row]:
    """Both changed facts on one case."""
    case = generated_case(name, seed)
    situation = situation_of(case)
    own_effort, bound_effort = default_efforts(situation.grid.bus_count)
    choice = Choice(options=Options(effort=effort or own_effort, bound_effort=bound_effort))
    schedule, _ = planned(situation, "search", first_effort or choice.options.effort)
    old = old_plan(case, decisions_of(situation, schedule), objective_of(situation, schedule))
    day = case.settings.days // 3
    rows = []
    for fact in FACTS:
        edited = late(case, old, day) if fact == FACTS[0] else struck(case, day)
        made = remake_plan if situation.grid.bus_count <= AUDITED_BUS_COUNT else remake_unproven
        (new, spent) = measured(lambda: made(edited, old, case.date_of(day), choice))  # noqa: B023 - run at once
        begun = check(edited, old, new, day)
        record = new.summary[KEY]
        assert isinstance(record, dict)
        rows.append(
            Row(
                case=name,
                seed=seed,
                fact=fact,
                bus_count=situation.grid.bus_count,
                damaged_count=len(situation.outages.items),
                day=day,
                begun_count=begun,
                objective=record["objective"],
                change_count=len(record["changes"]),
                without_reason_count=sum(not change["why"] for change in record["changes"]),
                spent=spent,
                lines=change_lines(new.summary, None),
            )
        )
    return rows


def remake_unproven(case: Case, old: Plan, on: date, choice: Choice) -> Plan:
    """What `remake_plan` does but for AC power flow and the tables of service."""
    kept = kept_of(case, old.decisions, case.day_of(on))
    situation = situation_of(case, kept=kept)
    bound = bound_of(situation, choice.options.bound_effort)
    options = replace(choice.options, aims=bound.targets, floor=bound.value)
    found = replanned(situation, old.decisions, options)
    values = Values(situation, FINAL_TOLERANCE_SHARE)
    support = {pledge.pledge_id: pledge for pledge in support_of(case)}
    known = known_from(old.summary)
    assert known is not None
    changes = changes_of(situation, (old.decisions, found.schedule), support, known, values)
    facts = changed_facts(known, known_of(case), case.settings.days)
    record = {
        "on": on.isoformat(),
        "begun_count": len(kept.begun),
        "order_count": len(kept.orders),
        "objective": {
            "old_plan": old.summary["objective"],
            "carried_on": values.of(found.carried_on),
            "now": values.of(found.schedule),
        },
        **told(case, facts, changes),
    }
    return replace(old, decisions=decisions_of(situation, found.schedule), summary={**old.summary, KEY: record})


def rule_breaches(case: Case, plan: Plan) -> tuple[Breach, ...]:
    """The auditor's findings on works, crews, money, stock and earmarks; nothing that needs power flow."""
    decisions, scene, support = plan.decisions, scene_of(case), support_by_id(case, count_announced=False)
    repairs = repairs_of(case, scene.grid, scene.outages, decisions.repairs, decisions.uses)
    record = plan.summary[KEY]
    assert isinstance(record, dict)
    on_day = case.day_of(date.fromisoformat(record["on"]))
    lots = lots_of(case, support, decisions.purchases)
    return (
        *repairs.breaches,
        *purchase_breaches(case, support, decisions.purchases),
        *stock_breaches(case, lots, repairs.draws, on_day),
        *crew_breaches(case, support, list(repairs.jobs.values())),
    )


def old_plan(case: Case, decisions: Decisions, objective: float) -> Plan:
    """The first plan, as far as a re-plan reads it."""
    summary = {"case_sha256": case.sha256, "objective": objective, "count_announced": False}
    return Plan(
        decisions=decisions,
        service=schema.SERVICE.empty(),
        places=schema.PLACE_SERVICE.empty(),
        summary={**summary, FACTS_KEY: known_of(case)},
    )


def late(case: Case, old: Plan, day: int) -> Case:
    """The case with one delivery late: the gift that most works after the day use.

    Without such a gift, all that is bought of one equipment that none of the works begun has used.
    """
    start_of = dict(old.decisions.repairs.select("asset_id", "start_day").iter_rows())
    uses = list(old.decisions.uses.iter_rows(named=True))
    early = {row["origin"] for row in uses if start_of[row["asset_id"]] < day}
    gifts = [row["origin"] for row in uses if row["origin"].startswith("pledge:") and row["origin"] not in early]
    if gifts:
        name = max(sorted(set(gifts)), key=gifts.count).removeprefix("pledge:")
        moved = pl.when(pl.col("pledge_id") == name).then(pl.col("available") + timedelta(days=LATE_DAYS))
        return _edited(case, "pledges", case.pledges.with_columns(available=moved.otherwise(pl.col("available"))))
    used_early = {row["equipment_id"] for row in uses if start_of[row["asset_id"]] < day}
    bought = [name for name in old.decisions.purchases["equipment_id"].to_list() if name not in used_early]
    name = max(sorted(set(bought)), key=bought.count)
    longer = pl.when(pl.col("equipment_id") == name).then(pl.col("lead_days") + LATE_DAYS)
    return _edited(case, "catalogue", case.catalogue.with_columns(lead_days=longer.otherwise(pl.col("lead_days"))))


def struck(case: Case, day: int) -> Case:
    """The case with one more branch struck on the day: the one with the highest limit of those that stand."""
    damaged = set(case.damage["asset_id"].to_list())
    standing = case.power.branches.filter(
        pl.col("in_service") & pl.col("asset_id").is_not_null() & ~pl.col("asset_id").is_in(sorted(damaged))
    ).sort("rate_mva", "asset_id", nulls_last=False)
    row = {"asset_id": standing["asset_id"][-1], "severity": "major", "reported": case.date_of(day)}
    return _edited(case, "damage", pl.concat([case.damage, pl.DataFrame([row], schema=case.damage.schema)]))


def _edited(case: Case, name: str, table: pl.DataFrame) -> Case:
    edited: dict[str, Any] = {name: table}
    return replace(case, sha256=case.sha256[::-1], **edited)


def check(edited: Case, old: Plan, new: Plan, day: int) -> int:
    """Raises AssertionError where what had begun is not kept, or the audit finds anything; works begun."""
    begun = [plan.decisions.repairs.filter(pl.col("start_day") < day).sort("asset_id") for plan in (old, new)]
    assert begun[0].equals(begun[1])
    assets = begun[0]["asset_id"].to_list()
    keys = ["asset_id", "equipment_id", "origin"]
    uses = [plan.decisions.uses.filter(pl.col("asset_id").is_in(assets)).sort(keys) for plan in (old, new)]
    assert uses[0].equals(uses[1])
    placed = [
        plan.decisions.purchases.filter(pl.col("order_day") < day).sort("purchase_id").drop("arrival_day")
        for plan in (old, new)
    ]
    assert placed[0].equals(placed[1])
    breaches = audit(edited, new) if new.service.height else rule_breaches(edited, new)
    assert breaches == (), breaches[:5]
    return begun[0].height


def _text(row: Row) -> str:
    then, carried_on, now = (row.objective[key] / 1e6 for key in ("old_plan", "carried_on", "now"))
    lines = [
        f"{row.case}, seed {row.seed}, {row.fact} on day {row.day}: {row.spent.cpu_s:.1f} CPU s, "
        f"{row.spent.wall_s:.1f} s; {row.begun_count} works of {row.damaged_count} begun and kept; "
        f"objective in millions {then:.2f} then, {carried_on:.2f} carried on, {now:.2f} anew; "
        f"{row.change_count} changes, {row.without_reason_count} of them without a reason",
        *(f"    {line}" for line in row.lines[:SHOWN]),
    ]
    more = len(row.lines) - SHOWN
    return "\n".join([*lines, *([f"    and {more} lines more"] if more > 0 else [])])


def _summary(rows: Sequence[Row]) -> str:
    lines = ["", f"{'case':<17}{'re-plans':>9}{'CPU s':>9}{'worst':>9}{'wall s':>9}{'worst':>9}"]
    for name in dict.fromkeys(row.case for row in rows):
        spent = [row.spent for row in rows if row.case == name]
        cpu_s, wall_s = [one.cpu_s for one in spent], [one.wall_s for one in spent]
        lines.append(
            f"{name:<17}{len(spent):>9}{statistics.median(cpu_s):>9.1f}{max(cpu_s):>9.1f}"
            f"{statistics.median(wall_s):>9.1f}{max(wall_s):>9.1f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
