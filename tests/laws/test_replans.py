"""What every re-plan must keep, on generated cases with one fact changed at random."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import polars as pl
import pytest

from svitlo.pipeline import Choice, remake_plan
from svitlo.plan.carried import wanted_of
from svitlo.plan.kept import kept_of
from svitlo.plan.known import known_of
from svitlo.plan.outcome import decisions_of
from svitlo.plan.planners import FINAL_TOLERANCE_SHARE, PLANNERS, Options
from svitlo.plan.replan import replanned
from svitlo.plan.situation import Situation, situation_of
from svitlo.plan.value import Values
from svitlo.proof.audit import audit
from svitlo.report.explained import work_sentences
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.explanation import explanation_of
from svitlo.tables.results import Decisions, Plan
from tests.laws.recount import breaches
from tests.support.generated import START, generated_case

SEEDS = range(60)
QUICK = Options(effort=80, bound_effort=2_000)
BOUGHT_IN_VAIN = "bought and not used"
Edit = Callable[[Case, int, Random], Case]


def _moved(case: Case, form: str, day: int, days: int) -> Case:
    """Pledges of a form that are available from a day on, so many days later, though not before that day."""
    fresh = (pl.col("available") + pl.duration(days=days)).cast(pl.Date)
    fresh = pl.max_horizontal(fresh, pl.lit(START + timedelta(days=day)))
    touched = (pl.col("form") == form) & (pl.col("available") >= START + timedelta(days=day))
    return replace(
        case,
        pledges=case.pledges.with_columns(available=pl.when(touched).then(fresh).otherwise(pl.col("available"))),
    )


def _strike(case: Case, day: int, rng: Random) -> Case:
    taken = set(case.damage["asset_id"].to_list())
    standing = [asset_id for asset_id in case.power.branches["asset_id"].to_list() if asset_id not in taken]
    row = {"asset_id": rng.choice(standing), "severity": "major", "reported": START + timedelta(days=day)}
    return replace(case, damage=pl.concat([case.damage, pl.DataFrame([row], schema=case.damage.schema)]))


def _crews_pause(case: Case, day: int, rng: Random) -> Case:
    """From some days on no own crew for five days."""
    stop = day + rng.randint(3, 6)
    before = case.crews.with_columns(pl.lit(START + timedelta(days=stop)).alias("to"))
    after = case.crews.with_columns(pl.lit(START + timedelta(days=stop + 6)).alias("from"))
    return replace(case, crews=pl.concat([before, after]))


EDITS: dict[str, Edit] = {
    "nothing": lambda case, _day, _rng: case,
    "gifts later": lambda case, day, _rng: _moved(case, "goods", day, 4),
    "gifts sooner": lambda case, day, _rng: _moved(case, "goods", day, -4),
    "money later": lambda case, day, _rng: _moved(case, "cash", day, 4),
    "one more strike": _strike,
    "crews pause": _crews_pause,
    "longer lead times": lambda case, _day, _rng: replace(
        case, catalogue=case.catalogue.with_columns(pl.col("lead_days") + 4)
    ),
    "less money": lambda case, _day, _rng: replace(case, pledges=case.pledges.with_columns(pl.col("amount") * 0.8)),
    "something was whole": lambda case, _day, rng: replace(
        case, damage=case.damage.filter(pl.col("asset_id") != rng.choice(case.damage["asset_id"].to_list()))
    ),
}


@cache
def first_plan(seed: int) -> tuple[Case, Decisions, float]:
    """A case and its greedy plan."""
    case = generated_case(seed, buses=5 + seed % 10, damaged=3 + seed % 8, days=20)
    situation = situation_of(case)
    schedule = PLANNERS["greedy"](situation, QUICK)
    return case, decisions_of(situation, schedule), Values(situation).of(schedule)


def edited(seed: int) -> tuple[str, int, Case]:
    """The name of an edit, the day, and the case as it is then."""
    rng = Random(seed)
    name = sorted(EDITS)[seed % len(EDITS)]
    day = rng.randint(0, 14)
    return name, day, EDITS[name](first_plan(seed)[0], day, rng)


def situation_anew(seed: int) -> Situation | None:
    """The situation of the re-plan; None where what has begun contradicts the case."""
    _, day, case = edited(seed)
    try:
        return situation_of(case, kept=kept_of(case, first_plan(seed)[1], day))
    except BadInput:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_are_kept_and_what_has_begun_is_the_same(seed: int) -> None:
    _, day, case = edited(seed)
    old = first_plan(seed)[1]
    situation = situation_anew(seed)
    if situation is None:
        return
    found = replanned(situation, old, QUICK)
    new = decisions_of(situation, found.schedule)
    assert [text for text in breaches(case, new) if BOUGHT_IN_VAIN not in text] == []
    begun = [plan.repairs.filter(pl.col("start_day") < day) for plan in (old, new)]
    assert begun[0].equals(begun[1])
    assets = begun[0]["asset_id"].to_list()
    keys = ["asset_id", "equipment_id", "origin"]
    uses = [plan.uses.filter(pl.col("asset_id").is_in(assets)).sort(keys) for plan in (old, new)]
    assert uses[0].equals(uses[1])
    placed = [plan.purchases.filter(pl.col("order_day") < day).drop("arrival_day") for plan in (old, new)]
    assert placed[0].equals(placed[1])
    # Whatever is bought anew is used.
    vain = {text.split(":")[1] for text in breaches(case, new) if BOUGHT_IN_VAIN in text}
    assert vain <= set(placed[0]["purchase_id"].to_list())
    assert new.purchases["purchase_id"].is_unique().all()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_re_plan_is_worse_than_going_on_with_the_old_one(seed: int) -> None:
    situation = situation_anew(seed)
    if situation is None:
        return
    old = first_plan(seed)[1]
    found = replanned(situation, old, QUICK)
    values = Values(situation)
    carried_on = values.of(found.carried_on)
    assert values.of(found.schedule) <= carried_on * (1.0 + 10.0 * FINAL_TOLERANCE_SHARE) + 1e-6
    if edited(seed)[0] == "nothing":
        assert len(found.carried_on.jobs) == len(wanted_of(situation, old))
        assert carried_on == pytest.approx(first_plan(seed)[2], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_the_audit_passes_and_words_are_made_of_every_change(seed: int) -> None:
    _, day, case = edited(seed)
    old_case, decisions, objective = first_plan(seed)
    summary = {"case_sha256": old_case.sha256, "objective": objective, "facts": known_of(old_case)}
    old = Plan(
        decisions=decisions,
        service=schema.SERVICE.empty(),
        places=schema.PLACE_SERVICE.empty(),
        summary={**summary, "count_announced": False},
    )
    problems: Sequence[Problem] = ()
    try:
        new = remake_plan(case, old, START + timedelta(days=day), Choice(options=QUICK))
    except BadInput as error:
        problems = error.problems
    if problems:
        assert all(problem.hint for problem in problems)
        return
    assert audit(case, new) == ()
    told = new.summary["replan"]
    assert isinstance(told, dict)
    moved = {change["id"] for change in told["changes"] if change["what"].startswith("work")}
    differing = _days_and_equipment(decisions) ^ _days_and_equipment(new.decisions)
    assert moved == {asset_id for asset_id, *_ in differing}
    assert all(entry["text"].strip() for entry in [*told["changes"], *told["facts"]])
    explanation = explanation_of(new.summary)
    assert [work.asset_id for work in explanation.works] == sorted(
        new.decisions.repairs["asset_id"],
        key=lambda asset_id: _dates_of(new.decisions, asset_id),
    )
    assert {work.asset_id for work in explanation.works if work.waited_for == ("begun",)} == {
        asset_id
        for asset_id, start, *_ in new.decisions.repairs.select("asset_id", "start_day").iter_rows()
        if start < day
    }
    for work in explanation.works:
        assert all(sentence.strip() for sentence in work_sentences(explanation, work))


def _dates_of(decisions: Decisions, asset_id: str) -> tuple[int, int, str]:
    row = decisions.repairs.filter(decisions.repairs["asset_id"] == asset_id).row(0, named=True)
    return row["start_day"], row["service_day"], asset_id


def _days_and_equipment(decisions: Decisions) -> set[tuple[str, int, int, tuple[tuple[str, int], ...]]]:
    """What tells one work from another: asset, days and equipment, wherever it comes from."""
    used: dict[str, dict[str, int]] = {}
    for asset_id, equipment_id, quantity, _ in decisions.uses.iter_rows():
        used.setdefault(asset_id, {})[equipment_id] = used.get(asset_id, {}).get(equipment_id, 0) + quantity
    return {
        (asset_id, start, service, tuple(sorted(used.get(asset_id, {}).items())))
        for asset_id, _, start, service in decisions.repairs.iter_rows()
    }


def test_the_edits_reach_both_answers() -> None:
    """The laws above would mean little if no re-plan moved anything, or if none was ever refused."""
    seen = set()
    for seed in SEEDS:
        situation = situation_anew(seed)
        seen.add("refused" if situation is None else "begun" if situation.begun else "")
        if situation is not None:
            seen.add("order under way" if any(source.purchase_id for source in situation.sources) else "")
    assert seen >= {"refused", "begun", "order under way"}
