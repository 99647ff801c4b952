"""The plan in sentences: every verdict and finding in words, and what is not known said to be so."""

from dataclasses import replace

import pytest

from svitlo.report.facts import facts_of
from svitlo.report.story import against_best, cards, finding_lines, notes, proof_sentences
from svitlo.report.words import THIN
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.report.builders import bare_case, empty_plan, pledges_of, small_case, small_plan


def plain(text: str) -> str:
    return text.replace(THIN, " ")


def cards_of(case: Case, plan: Plan) -> dict[str, tuple[str, str]]:
    found = cards(case, plan, facts_of(case, plan, pledges_of(case)))
    return {card.what: (plain(card.value), plain(card.more)) for card in found}


def test_headline_figures_are_those_of_the_plan() -> None:
    case = small_case()
    found = cards_of(case, small_plan(case))
    assert found["People without power"][0] == "12 000 \u2192 2 000"
    assert found["Person-hours without power"][0] == "1 680 000"
    assert found["Weighted person-hours (objective)"] == ("2 345 678", "proven 2 400 000; do nothing 4 691 356")
    assert found["From the best possible"][0] == "at most 14.8 %", "a gap of 14.736 % rounded up"
    assert found["Money spent"] == ("130 000.50 USD", "of 1 050 000 USD usable before the end")
    assert found["Damaged assets back"][0] == "2 of 3"


def test_a_bound_is_rounded_down_and_what_is_taken_away_is_told() -> None:
    case = small_case()
    assert "No plan can be better than 2 000 000 weighted" in plain(against_best(small_plan(case)))
    (said,) = map(plain, proof_sentences(small_plan(case)))
    assert "80 MWh (4.00 %) of the planned supply is not confirmed, which makes 2 400 000 weighted" in said
    (line,) = finding_lines(case, small_plan(case))
    expected = "low voltage at bus 3: 0.888 pu (limit 0.900), 2030-01-12, block day; 1 MW shed for it"
    assert plain(line) == expected


def test_every_kind_of_finding_is_said_in_words() -> None:
    case = small_case()
    kinds = ("overload", "generation", "reactive_low", "no_solution", "dispatch", "no_generation", "no_voltage_source")
    findings = [
        {"day": 0, "block": "day", "what": kind, "where": "power/gen/1", "value": 1.25, "limit": 1.0, "shed_mw": 2.5}
        for kind in kinds
    ]
    proof = {"power": {"verdict": "fails", "finding_count": 9, "findings": findings}, "water": None}
    plan = small_plan(case, proof=proof)
    lines = finding_lines(case, plan)
    assert lines[0] == "overload at gen 1: 1.250 of the rating (limit 1.000), 2030-01-07, block day; 2.5 MW shed for it"
    assert lines[-1] == "3 findings more"
    assert not any("_" in line for line in lines)
    assert "AC power flow does not confirm the plan" in proof_sentences(plan)[0]


def test_a_work_that_ends_after_the_last_day_does_not_count_as_back() -> None:
    case = small_case()
    plan = small_plan(case)
    repairs = plan.decisions.repairs.with_columns(service_day=plan.decisions.repairs["service_day"] + 4)
    late = replace(plan, decisions=replace(plan.decisions, repairs=repairs))
    assert facts_of(case, late, pledges_of(case)).back_ids == frozenset({"power/branch/2"})


def test_people_without_power_are_the_means_of_days() -> None:
    case = small_case()
    daily = facts_of(case, small_plan(case), pledges_of(case)).daily
    assert daily["people_without_power"].to_list() == pytest.approx([12_000.0] * 5 + [2_000.0] * 5)


def test_a_case_with_nothing_damaged_and_nobody_without_power() -> None:
    case = bare_case()
    plan = empty_plan(case, objective=0.0, bound=0.0, gap_share=0.0, do_nothing=0.0, proof={}, notes=[])
    assert against_best(plan) == "Nobody is ever without power: no plan can be better."
    assert proof_sentences(plan) == ("This plan was not checked against physics.",)


def test_a_summary_without_figures_says_so() -> None:
    case = small_case()
    plan = replace(small_plan(case), summary={})
    assert against_best(plan) == "How far this plan is from the best possible is not known."
    assert cards_of(case, plan)["Person-hours without power"][0] == "not known"


def test_each_note_is_told_once() -> None:
    case = small_case()
    said = notes(case, small_plan(case, count_announced=True, notes=["One.", "One.", *case.notes]))
    assert said == ("Pledges that are only announced were counted as firm.", "One.", *case.notes)
