"""Heat on the terminal: figures that can be counted on fingers, and the words for each fate."""

from dataclasses import replace

import pytest
from rich.console import Console

from svitlo.report.explained_views import HEAT_LISTED, explained_screen
from svitlo.report.facts import Facts, facts_of
from svitlo.report.heat import heat_lines, heat_sentence, tally_of
from svitlo.report.summary import screen
from svitlo.report.words import PLAIN, THIN
from svitlo.tables.case import Case, Cold
from svitlo.tables.explanation import HeatExplained
from svitlo.tables.results import Plan
from tests.report.builders import TABLES, bare_case, pledges_of, small_case, small_plan
from tests.report.explanations import by_hand

PLACES = [
    {"place_id": "H1", "name": "Boilers <North>", "kind": "heat", "people": 400.0, "bus_id": "3", "drain_h": 30.0},
    {"place_id": "T1", "name": "Lowfield boilers", "kind": "heat", "people": 9600.0, "bus_id": "3", "drain_h": 200.0},
    {"place_id": "W1", "name": "Wells", "kind": "water_utility", "people": 2000.0, "bus_id": "4"},
]


def heated(*, drain_below_c: float = -1.0, **summary: object) -> tuple[Case, Plan]:
    """Both boiler houses are dark for five days; the first three are cold enough: day d has d - 3 degrees."""
    case = small_case(places=PLACES)
    cold = Cold(below_c=0.0, drain_below_c=drain_below_c, refill_days=2.0)
    case = replace(case, settings=replace(case.settings, cold=cold))
    return case, small_plan(case, **summary)


def facts(case: Case, plan: Plan) -> Facts:
    return facts_of(case, plan, pledges_of(case))


def plain(text: str) -> str:
    return text.replace(THIN, " ").replace(PLAIN, " ")


def test_what_is_drained_and_what_is_not() -> None:
    case, plan = heated(people_drained_proven=400.0, person_hours_without_heat_proven=2e6)
    found = facts(case, plan)
    tally = tally_of(found)
    assert (tally.place_count, tally.drained_count, tally.saved_count) == (2, 1, 0)
    drained, other = found.heat.spells
    assert (drained.place_id, drained.drain_at_h, drained.heat_back_h) == ("H1", 30.0, 120.0 + 48.0)
    assert (other.drain_at_h, other.heat_back_h) == (None, 120.0)
    assert [plain(line) for line in heat_lines(plan, found)] == [
        "Heat: of 2 heat places 1 is drained, 400 people; 1 219 200 person-hours without heat.",
        "With what AC power flow confirms: 400 people are drained, 2 000 000 person-hours without heat.",
    ]


def test_power_in_time_is_told_with_its_deadline() -> None:
    case, plan = heated(drain_below_c=5.0)
    places = case.places.with_columns(drain_h=case.places["drain_h"] + 100.0)
    found = facts(replace(case, places=places), plan)
    assert [spell.drain_at_h for spell in found.heat.spells] == [130.0, None]
    (line,) = heat_lines(plan, found)
    assert plain(line).startswith("Heat: of 2 heat places none is drained; 1 more would be had its power come later;")


def test_the_screen_says_it() -> None:
    case, plan = heated()
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        console.print(screen(case, plan, pledges_of(case)))
    assert "Heat: of 2 heat places 1 is drained, 400 people" in captured.get()


def test_a_case_without_heat_places_says_nothing_of_heat() -> None:
    for case in (small_case(), bare_case()):
        plan = small_plan(case)
        assert heat_lines(plan, facts(case, plan)) == ()


def test_who_never_lacks_heat_is_told_so() -> None:
    bus_of = {"H1": "3", "W1": "4"}
    rows = [row | {"kind": "heat"} for row in TABLES["places"] if row["place_id"] in bus_of]
    case = small_case(places=rows)
    plan = small_plan(case)
    lit = replace(plan, places=plan.places.with_columns(power_share=1.0))
    assert heat_lines(lit, facts(case, lit)) == ("Heat: 2 heat places, none is ever without heat.",)


IN_TIME = HeatExplained(
    place_id="h",
    place="Boilers",
    people=6000.0,
    without_power_from="2027-01-13 12:00",
    drained_unless_before="2027-01-14 06:00",
    power_back="2027-01-14 00:00",
    heat_back="2027-01-14 00:00",
    is_drained=False,
    back_with=("power/line/7",),
)


def test_of_many_reasons_some_are_told_and_the_rest_counted() -> None:
    console = Console(width=400, highlight=False)
    with console.capture() as captured:
        console.print(explained_screen(replace(by_hand(), heat=(IN_TIME,) * (HEAT_LISTED + 2))))
    assert captured.get().count("line 7 is back") == HEAT_LISTED
    assert "2 times without heat, in summary.json." in captured.get()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {},
            "It must have power before 2027-01-14 06:00 or the buildings of 6 000 people are drained; it is without "
            "power from 2027-01-13 12:00 until 2027-01-14 00:00, when line 7 is back.",
        ),
        (
            {"back_with": (), "people": 1.0},
            "It must have power before 2027-01-14 06:00 or the buildings of 1 person are drained; it is without "
            "power from 2027-01-13 12:00 until 2027-01-14 00:00, when it is back without any work of that day.",
        ),
        (
            {"is_drained": True, "heat_back": "2027-01-17 00:00", "back_with": None},
            "It should have had power before 2027-01-14 06:00, and has not: the buildings of 6 000 people are drained; "
            "it is without power from 2027-01-13 12:00 until 2027-01-14 00:00, and is warm again from 2027-01-17 "
            "00:00.",
        ),
        (
            {"is_drained": True, "heat_back": None, "power_back": None, "back_with": ()},
            "It should have had power before 2027-01-14 06:00, and has not: the buildings of 6 000 people are drained; "
            "it is without power from 2027-01-13 12:00 to the end.",
        ),
        (
            {"back_with": ("install/place:H1/set/1",)},
            "It must have power before 2027-01-14 06:00 or the buildings of 6 000 people are drained; it is without "
            "power from 2027-01-13 12:00 until 2027-01-14 00:00, when line 7 is in use.",
        ),
        (
            {"is_drained": True, "heat_back": None, "back_with": ("power/line/7", "power/bus/2")},
            "It should have had power before 2027-01-14 06:00, and has not: the buildings of 6 000 people are drained; "
            "it is without power from 2027-01-13 12:00 until 2027-01-14 00:00, when line 7 are back, and is not warm "
            "again by the end.",
        ),
    ],
)
def test_each_fate_has_its_sentence(change: dict[str, object], words: str) -> None:
    assert plain(heat_sentence(replace(IN_TIME, **change), "line 7")) == words  # type: ignore[arg-type]
