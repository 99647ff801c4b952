"""The flow as a whole: of plans that the model hardly tells apart, physics chooses."""

from dataclasses import replace

import pytest

from svitlo.pipeline import Choice, make_plan
from svitlo.plan.bound import bound_of
from svitlo.plan.outcome import decisions_of, power_share_of
from svitlo.plan.planners import PLANNERS, Options
from svitlo.plan.situation import situation_of
from svitlo.proof.audit import audit
from svitlo.proof.power_ac import prove_power
from svitlo.report.results import account_of
from tests.plan.small_case import branch_damage, branch_work, crews
from tests.support.coupled import coupled_case
from tests.support.generated import generated_case

OPTIONS = Options(effort=800, bound_effort=0)


@pytest.mark.parametrize("seed", range(4))
def test_no_alternative_is_confirmed_to_serve_more(seed: int) -> None:
    case = generated_case(seed, buses=30, damaged=20, days=30)
    plan = make_plan(case, Choice(options=OPTIONS))
    assert audit(case, plan) == ()
    situation = situation_of(case)
    bound = bound_of(situation, 0)
    best = PLANNERS["search"](situation, replace(OPTIONS, aims=bound.targets, floor=bound.value))
    account = account_of(case)

    unconfirmed = []
    for schedule in (best, *best.alternatives):
        share = prove_power(case, decisions_of(situation, schedule), power_share_of(situation, schedule)).power_share
        unconfirmed.append(float(account.weighted_person_hours(share).sum()))
    objective = plan.summary["objective_proven"]
    assert isinstance(objective, float)
    assert objective <= min(unconfirmed) * (1.0 + 1.1e-3)
    notes = plan.summary["notes"]
    assert isinstance(notes, list)
    said = any("physics confirms most" in note for note in notes)
    assert said == (objective < unconfirmed[0] * (1.0 - 1e-9))


@pytest.mark.parametrize("word", ["planning", "bounding"])
def test_ctrl_c_between_rounds_with_water_keeps_the_best_plan_so_far(word: str) -> None:
    """The user stops it as the second round begins: what the first has found is settled, proven and written."""
    case = coupled_case(days=5, damage=branch_damage(1, 2), works=[branch_work(2)], crews=[crews()])
    heard: list[str] = []

    def stage(said: str) -> None:
        heard.append(said)
        if said == word and heard.count(word) == 2:
            raise KeyboardInterrupt

    choice = Choice(options=Options(effort=60, bound_effort=200))
    plan = make_plan(case, choice, stage)
    assert plan.decisions.repairs.height == 2
    assert audit(case, plan) == ()
    notes = plan.summary["notes"]
    assert isinstance(notes, list)
    assert any("The search was stopped" in note for note in notes)
    # Before the first round has found anything there is nothing to keep.
    heard[:] = [word]
    with pytest.raises(KeyboardInterrupt):
        make_plan(case, choice, stage)
