"""The explanation in words: every sentence says what its figures say."""

from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from svitlo.report.explained import (
    Calendar,
    at_most,
    bring_sentences,
    core_sentence,
    delay_sentence,
    left_sentence,
    money_sentence,
    named,
    rest_sentences,
    wait_sentences,
    weighty,
    work_sentences,
)
from svitlo.report.explained_views import asset_of, asset_screen, explained_screen
from svitlo.report.words import THIN
from svitlo.tables.errors import BadInput
from svitlo.tables.explanation import Core, CrewWait, Name, WorkExplained
from tests.report.explanations import FUND, GIFT, by_hand, delay, part, work

NASTY = "<script>alert(1)</script>"


def plain(text: str) -> str:
    """With ordinary spaces, on one line."""
    return " ".join(text.replace(THIN, " ").replace("\u00a0", " ").split())


def said_of(one: WorkExplained) -> str:
    return plain(" ".join(work_sentences(by_hand(), one)))


def shown(screen: RenderableType) -> str:
    console = Console(width=400, highlight=False)
    with console.capture() as captured:
        console.print(screen)
    return captured.get()


# ---- what a work brings


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            work("power/line/1", 0, 5, without_it=2_160_000.0, helps_from_day=5, people_switched_on=10_000.0),
            "Without it, all else as planned: 2 160 000 weighted person-hours more. On its return 10 000 "
            "people get power by it alone.",
        ),
        (
            work("power/line/1", 0, 5, without_it=2_400.0, helps_from_day=9, people_switched_on=1.2),
            "On its return 1 person gets power by it alone. It helps from 2030-01-16 on.",
        ),
        (
            work(
                "power/line/1",
                0,
                5,
                without_it=2_400.0,
                helps_from_day=9,
                only_together_with=("power/line/2", "power/bus/3"),
            ),
            "nobody gets power by it alone. It helps from 2030-01-16 on, and only together with line 2 and bus 3.",
        ),
        (
            work(
                "power/line/1", 0, 5, returns_with=("power/line/2", "power/bus/3"), people_switched_on_together=2_000.0
            ),
            "nobody gets power by it alone; together with line 2 and bus 3, back the same day, 2 000 people get power.",
        ),
        (work("power/line/1", 0, 5), "By the planning model the plan would lose nothing without it."),
        (
            work("power/line/1", 0, 5, without_it=-24.0),
            "By the planning model the plan would be better without it, by 24 weighted person-hours.",
        ),
        (work("power/line/1", 0, 5, people_switched_on=-30.0), "30 people lose power by it alone"),
        (work("power/line/1", 0, 5, capacity_share=0.4), "It has 40 % of its capacity, by a substitute."),
        (work("power/line/1", 0, 5, without_it=None, people_switched_on=None), "What it brings was not worked out"),
    ],
    ids=range(9),
)
def test_what_a_work_brings(one: WorkExplained, words: str) -> None:
    assert words in said_of(one)


def test_its_share_of_the_good_plans_is_said_where_it_is_known() -> None:
    assert "75 % have it in their first half" in said_of(work("power/line/1", 0, 5, in_first_half_share=0.75))
    assert "first half" not in said_of(work("power/line/1", 0, 5))


def test_the_figure_is_not_said_twice_where_it_stands_beside() -> None:
    one = by_hand().works[0]
    assert len(bring_sentences(by_hand(), one, figure=False)) == len(bring_sentences(by_hand(), one)) - 1


# ---- why a work starts then


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (work("power/line/1", 0, 5), "It starts at once, on 2030-01-07."),
        (
            work("power/line/1", 4, 5, waited_for=("damage",)),
            "Its damage was reported on 2030-01-11, and it starts that day.",
        ),
        (
            work("power/line/1", 2, 5, waited_for=("begun",), without_it=None, people_switched_on=None),
            "It had begun on 2030-01-09, before this plan was made, and goes on.",
        ),
        (
            work("power/line/1", 3, 5, waited_for=("part",), parts=(part(GIFT, order_day=3, arrival_day=3),)),
            "It waited for 2 \u00d7 Breaker, there on 2030-01-10: a gift of Bren (pledge gift), usable from "
            "2030-01-10, the date that the pledge gives.",
        ),
        (
            work("power/line/1", 6, 9, waited_for=("part",), parts=(part(FUND, order_day=2, arrival_day=6),)),
            "there on 2030-01-13: bought with Alba's pledge fund, ordered on 2030-01-09, 4 days on the way; the money "
            "is usable from 2030-01-09, when decision d1 was adopted by consensus.",
        ),
        (
            work(
                "power/line/1",
                3,
                5,
                waited_for=("part",),
                parts=(part(replace(GIFT, usable_day=0), order_day=3, arrival_day=3, went_to=("power/bus/2",)),),
            ),
            "usable from the first day. Others would have been there sooner, but went to bus 2.",
        ),
        (
            work(
                "power/line/1",
                5,
                8,
                waited_for=("crew",),
                crew=CrewWait(ready_day=4, busy_on=("power/line/2", "power/line/3"), more_crews=0, givers=()),
            ),
            "All else was ready on 2030-01-11, but it waited for a crew (line): none was free until line 2 and line 3 "
            "were done, on 2030-01-12.",
        ),
        (
            work(
                "power/line/1",
                5,
                8,
                waited_for=("crew",),
                crew=CrewWait(ready_day=5, busy_on=(), more_crews=2, givers=(replace(GIFT, usable_day=5),)),
            ),
            "It waited for a crew (line): 2 more crews of the kind begin on 2030-01-12 (Bren, pledge gift, usable from "
            "2030-01-12, the date that the pledge gives).",
        ),
        (
            work("power/line/1", 5, 8, waited_for=("choice",), could_start_day=2),
            "It could start on 2030-01-09; the plan takes it up later.",
        ),
        (work("power/line/1", 5, 8, waited_for=("choice",)), "No single thing keeps it from an earlier start."),
        (
            work("power/line/1", 4, 5, waited_for=("damage",), ready_with_substitute_day=1),
            "With a substitute it could start on 2030-01-08",
        ),
    ],
    ids=range(11),
)
def test_why_a_work_starts_then(one: WorkExplained, words: str) -> None:
    assert words in said_of(one)


def test_of_a_begun_work_nothing_is_said_to_be_missing() -> None:
    begun = work("power/line/1", 2, 5, waited_for=("begun",), without_it=None, people_switched_on=None)
    assert work_sentences(by_hand(), begun) == wait_sentences(by_hand(), begun)


# ---- the rest


def test_what_is_left() -> None:
    found = by_hand()
    said = [plain(left_sentence(found, left)) for left in found.left]
    assert said == [
        "It could be repaired, but the planning model gains nothing by it before the last day.",
        "What it needs cannot be had in time, even if no other work took any: 2 \u00d7 Breaker (nobody gives or pays "
        "for it); 1 \u00d7 Mast (there on 2030-01-21 at the soonest, after the last day).",
        "It could be repaired beside the others, and the plan does not do it; adding it would save 1 200 weighted "
        "person-hours.",
    ]


def test_the_core_is_said_or_said_to_be_unknown() -> None:
    found = by_hand()
    assert "1 work is in the first half of each of the 12 plans" in plain(core_sentence(found))
    assert "are not known" in core_sentence(replace(found, core=None))
    assert found.core is not None
    assert core_sentence(replace(found, core=replace(found.core, asset_ids=()))).startswith("No work is in")


def test_rounding_keeps_at_least_and_at_most_true() -> None:
    found = by_hand()
    assert plain(money_sentence(found, found.money[0])) == "At least 24 000 weighted person-hours."
    assert plain(delay_sentence(found.delays[0])) == "At most 4 200 001 weighted person-hours."
    assert at_most(999.0) == "999"


def test_nothing_is_said_with_its_reason() -> None:
    found = by_hand()
    assert "9 000 000 USD of it are left as it is" in plain(money_sentence(found, found.money[1]))
    assert delay_sentence(found.delays[2]) == "Nothing: the first work that uses it starts 9 days after it is there."
    assert delay_sentence(found.delays[3]) == "Nothing: no work uses it."
    assert delay_sentence(found.delays[1]) == "Not worked out."
    assert delay_sentence(delay(0.0, "found", 0)) == "Nothing: planned anew, 7 days later cost nothing."


def test_the_weightiest_come_first_and_nothing_last() -> None:
    _, equipment, delays = weighty(by_hand())
    assert [one.worth for one in equipment] == [1_500.9, None, 0.0]
    assert [one.cost for one in delays] == [4_200_000.2, None, 0.0, 0.0]
    assert [plain(said) for said in rest_sentences(by_hand())] == [
        "One more million, as equipment: nothing found for 1 other kind.",
        "A delay of a week costs nothing for 2 other deliveries.",
    ]


def test_many_assets_are_counted() -> None:
    ids = [f"power/line/{row}" for row in range(9)]
    assert named(ids[:1]) == "line 0"
    assert named(ids[:5]) == "line 0, line 1, line 2, line 3 and line 4"
    assert named(ids) == "line 0, line 1, line 2, line 3 and 5 more assets"


def test_a_day_beyond_any_calendar_is_a_day() -> None:
    assert Calendar.of(by_hand())(10**9) == "day 1000000000"


# ---- the screen


def test_the_screen_says_every_sentence() -> None:
    found = by_hand()
    screen = plain(shown(explained_screen(found)))
    for one in found.works:
        for sentence in bring_sentences(found, one, figure=False):
            assert plain(sentence) in screen
        for sentence in wait_sentences(found, one):
            assert plain(sentence) in screen
    for left in found.left:
        assert plain(left_sentence(found, left)) in screen
    for said in (core_sentence(found), money_sentence(found, found.money[0]), delay_sentence(found.delays[0])):
        assert plain(said) in screen


def test_names_from_files_are_text_and_never_markup() -> None:
    found = by_hand()
    nasty = replace(found, money=(replace(found.money[0], actor=NASTY, pledge_id=f"[red]{NASTY}[/red]"),))
    assert "[red]" in shown(explained_screen(nasty))


def test_one_asset() -> None:
    found = by_hand()
    assert asset_of(found, "power/line/2") == found.works[2]
    assert "none was free until line 1 was done" in plain(shown(asset_screen(found, "power/line/2")))
    assert "nobody gives or pays for it" in shown(asset_screen(found, "power/line/8"))
    with pytest.raises(BadInput, match="no damaged asset 'power/lime/2'") as caught:
        asset_of(found, "power/lime/2")
    assert "power/line/2" in caught.value.problems[0].hint
    with pytest.raises(BadInput) as caught:
        asset_of(found, "\u202e???")
    assert "only damaged assets" in caught.value.problems[0].hint


# ---- water, and what is placed

SET = "install/place:H1/genset/1"
NAMES = (Name(id="equipment:genset", name="400 kVA generator"), Name(id="place:H1", name="Alderby hospital"))


def test_people_who_get_water_are_told_where_there_is_any() -> None:
    both = work("power/line/1", 0, 5, people_switched_on=10.0, people_given_water=1.0, people_given_water_together=1.0)
    assert "On its return 10 people get power and 1 person gets water by it alone." in said_of(both)
    neither = replace(both, people_switched_on=0.0, people_given_water=0.0)
    assert "nobody gets power or water by it alone." in said_of(neither)
    worse = replace(neither, people_given_water=-20.0)
    assert "On its return, by the planning model, 20 people lose water by it alone." in said_of(worse)
    together = replace(neither, returns_with=("water/town/pipe/1",), people_given_water_together=300.0)
    assert "together with pipe 1 (town), back the same day, 300 people get water." in said_of(together)


def test_equipment_that_is_placed_has_the_names_of_the_case() -> None:
    found = replace(
        by_hand(),
        works=(work(SET, 0, 2, returns_with=(SET,), people_switched_on_together=9.0),),
        money=(replace(by_hand().money[0], more_back=("power/line/7", SET)),),
        core=Core(plan_count=3, asset_ids=(SET,)),
        names=NAMES,
    )
    name = "400 kVA generator at Alderby hospital"
    assert plain(money_sentence(found, found.money[0])).endswith(
        f"Then also repaired: line 7. Then also placed: {name}."
    )
    assert core_sentence(found).endswith(f": {name}.")
    screen = " ".join(shown(asset_screen(found, SET)).split())
    assert f"{name}: starts 2030-01-07, in use from 2030-01-09" in screen
    assert f"together with {name}, back the same day, 9 people get power" in screen
    assert "install/" not in shown(explained_screen(found))
