"""Water on the screen: figures, what EPANET says, and what is said where there is none."""

from collections.abc import Mapping

import numpy as np
import pytest

from svitlo.report.facts import facts_of
from svitlo.report.story import cards as all_cards
from svitlo.report.story import finding_lines, proof_sentences
from svitlo.report.water import (
    error_line,
    network_figures,
    water_cards,
    water_finding,
    water_proof,
)
from svitlo.report.words import THIN
from svitlo.tables.results import PlannedWater, ProvenWater
from tests.report.builders import pledges_of, small_case, small_plan
from tests.report.coupled import NAME, coupled_case, coupled_plan, water_summary

CASE = coupled_case()
PLAN = coupled_plan(CASE)
FACTS = facts_of(CASE, PLAN, pledges_of(CASE))


def plain(text: str) -> str:
    return text.replace(THIN, " ")


def test_a_case_without_water_says_nothing_of_it() -> None:
    case = small_case()
    plan = small_plan(case)
    facts = facts_of(case, plan, pledges_of(case))
    assert (water_cards(case, plan, facts), error_line(plan)) == ((), "")
    assert not any("water" in card.what for card in all_cards(case, plan, facts))


def test_headline_figures_and_sentences() -> None:
    cards = {card.what: plain(f"{card.value}; {card.more}") for card in water_cards(CASE, PLAN, FACTS)}
    assert cards["People without water"].startswith("800 \u2192 0; 2030-01-07")
    assert cards["Person-hours without water"] == "57 600; unweighted, as planned; by EPANET 69 120"
    told = plain(" ".join(proof_sentences(PLAN)))
    assert "makes" not in told, "the proven figure holds water too, so power alone does not make it"


def test_the_check_by_epanet_is_told_with_what_it_takes_away() -> None:
    _, water, error = map(plain, proof_sentences(PLAN))
    assert water == (
        "EPANET 2.3.5 serves less water than planned on some days (4 different days run, tanks carried on); by it "
        "69 120 person-hours are without water, 11 520 more than planned."
    )
    assert error == (
        f"Planned water is at most 1.3 points of a day's demand off ({NAME}; 8.3 before learning from EPANET); day "
        "after day, with tanks carried on, 10.0 too much and 0 too little."
    )
    assert [plain(line) for line in finding_lines(CASE, PLAN)] == [
        "EPANET serves less than planned: 40.0 % of the demand (planned 50.0 %), 2030-01-08"
    ]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("stands", "confirms the planned water of every day"),
        ("fails", "prove nothing"),
        ("odd", "EPANET 2.3.5: odd"),
    ],
)
def test_every_verdict_is_told(verdict: str, words: str) -> None:
    record = water_summary()["proof"]["water"] | {"verdict": verdict}
    assert words in water_proof(PLAN, record)


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (
            {"what": "pump_power", "where": "town/P1", "value": 0.06, "limit": 0.05, "block": "night"},
            "a pump draws more power than the power flow carries for it, town/P1: 0.060 MW (has 0.050), 2030-01-10, "
            "block night",
        ),
        (
            {"what": "tank_volume", "where": "town/T", "value": 2.0, "limit": 0.0},
            "holds, town/T: 2 m\u00b3, 2030-01-10",
        ),
        ({"what": "unbalanced", "where": "town", "value": 0.1, "limit": 0.0}, "as closely as asked for, town, 2030"),
        ({"what": "new_kind", "where": "", "value": None, "limit": None}, "new kind, 2030-01-10"),
    ],
)
def test_every_kind_of_finding_is_told(finding: Mapping[str, object], words: str) -> None:
    assert words in water_finding(CASE, {"day": 3, "block": "", **finding})


def test_shares_of_a_network_count_by_demand() -> None:
    planned = PlannedWater(
        zone_ids=("a/1", "a/2", "b/1"),
        demand_m3h=np.array([[1.0, 3.0, 5.0]]),
        people=np.ones(3),
        weighted=np.ones(3),
        zone_share=np.array([[[1.0, 0.0, 1.0]], [[1.0, 1.0, 1.0]]]),
        pump_ids=(),
        pump_share=np.zeros((2, 1, 0)),
        zone_of={},
    )
    flat = np.zeros((2, 1))
    proven = ProvenWater(
        names=("a", "b"),
        demand_m3h=flat,
        served_m3h=flat,
        people_without=flat,
        weighted_without=flat,
        network_share=np.array([[0.25, 0.75], [1.0, 1.0]]),
        place_share={},
        verdict="stands",
        findings=(),
        day_count=2,
        engine="",
    )
    assert network_figures(planned, proven) == {
        "a": {"planned_share": 5.0 / 8.0, "proven_share": 0.5},
        "b": {"planned_share": 1.0, "proven_share": 1.0},
    }
