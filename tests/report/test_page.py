"""The page: whole, escaped, closed to the outside, and true to the plan."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from svitlo.report.facts import facts_of
from svitlo.report.figures import curve_svg, save_curve_svg
from svitlo.report.page import RESTRICTED, report_html
from svitlo.report.story import finding_lines
from svitlo.report.words import THIN, money, number
from svitlo.tables.case import Case
from tests.report.builders import bare_case, empty_plan, pledges_of, small_case, small_plan, without_coordinates

NASTY = "<script>alert(1)</script>"
QUOTES = "\"&'"
VOID = {"meta", "br"}


class Balance(HTMLParser):
    """Every element that opens closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.extend(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)


def read(page: str) -> Balance:
    parser = Balance()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def page_of(case: Case) -> str:
    return report_html(case, small_plan(case), pledges_of(case))


def pictures(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)]  # noqa: S314


def nasty_case() -> Case:
    rows = small_case()
    spiced = {
        "name": rows.settings.name + NASTY,
        "place": NASTY + QUOTES,
        "actor": "A]]>" + NASTY,
        "equipment": '"><img src=x onerror=alert(1)>',
    }
    return replace(
        rows,
        settings=replace(rows.settings, name=spiced["name"]),
        places=rows.places.with_columns(rows.places["name"] + spiced["place"]),
        actors=rows.actors.with_columns(rows.actors["name"] + spiced["actor"]),
        catalogue=rows.catalogue.with_columns(rows.catalogue["name"] + spiced["equipment"]),
        notes=("a note " + NASTY, "a \x1b[31mred\x00 note \u202e turned"),
    )


def test_the_first_words_forbid_publishing() -> None:
    body = page_of(small_case()).partition("<body>")[2]
    assert re.sub(r"<[^>]*>", "", body).startswith(RESTRICTED)


@pytest.mark.parametrize("case", [small_case(), bare_case(), nasty_case(), without_coordinates(small_case())])
def test_html_is_balanced_and_every_picture_is_xml(case: Case) -> None:
    page = page_of(case)
    assert {"h1", "h2", "table", "svg"} <= read(page).tags
    assert len(pictures(page)) >= 4


def test_texts_of_the_user_stay_texts() -> None:
    case = nasty_case()
    page = page_of(case)
    parser = read(page)
    assert "script" not in parser.tags
    assert "img" not in parser.tags
    assert not [name for name, _ in parser.attributes if name.startswith("on")]
    said = "".join(parser.text)
    assert "Hospital North" + NASTY + QUOTES in said
    assert "Aland" + "A]]>" + NASTY in said
    assert not set("\x00\x1b\u202e") & set(page)
    titles = [title.text or "" for svg in pictures(page) for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    assert any(NASTY + QUOTES in title for title in titles)


@pytest.mark.parametrize("text", ["\ud800", "\ufffe", "\x0b", "\x7f", "\x9b31m"])
def test_characters_that_no_xml_holds_are_replaced(text: str) -> None:
    case = small_case()
    page = page_of(replace(case, places=case.places.with_columns(name=case.places["name"]), notes=(f"a{text}b",)))
    assert text not in page
    assert "a\ufffdb" in page or "a\ufffd31mb" in page
    page.encode()


def test_nothing_outside_is_referred_to() -> None:
    page = page_of(nasty_case())
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.replace("&#x27;", "'")
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg\")", page) == []
    names = {name for name, _ in read(page).attributes}
    assert not names & {"src", "href", "xlink:href", "srcset", "action", "style", "background"}
    assert "url(" not in page
    assert "@import" not in page


def test_the_same_input_gives_the_same_bytes_and_the_time_it_took_is_not_told() -> None:
    case = small_case()
    quick, slow = small_plan(case), small_plan(case, seconds=98_765.4321)
    assert report_html(case, quick, pledges_of(case)) == report_html(case, slow, pledges_of(case))


def test_the_order_of_rows_does_not_matter() -> None:
    case = small_case()
    turned = replace(
        case,
        **{
            name: getattr(case, name).reverse()
            for name in ("places", "damage", "works", "needs", "catalogue", "crews", "weather", "actors", "pledges")
        },
    )
    plan = small_plan(case)
    decisions = replace(
        plan.decisions,
        purchases=plan.decisions.purchases.reverse(),
        repairs=plan.decisions.repairs.reverse(),
        uses=plan.decisions.uses.reverse(),
    )
    other = replace(plan, decisions=decisions, service=plan.service.reverse(), places=plan.places.reverse())
    assert report_html(turned, other, pledges_of(turned)[::-1]) == page_of(case)


def test_headline_figures_are_those_of_the_plan() -> None:
    case = small_case()
    said = "".join(read(page_of(case)).text).replace(THIN, "")
    for figure in (
        "1680000",
        "2345678",
        "2400000",
        "4691356",
        "12000 \u2192 2000",
        "130000.50USD",
        "1050000USD",
        "2 of 3",
    ):
        assert figure in said, figure
    assert "at most 14.8%" in said, "a gap of 14.736 % rounded up"
    assert "No plan can be better than 2000000 weighted" in said, "a bound of 2 000 000.75 rounded down"
    assert "50.0% less" in said
    assert "80 MWh (4.00%) of the planned supply is not confirmed, which makes 2400000 weighted" in said
    assert "low voltage at bus 3: 0.888 pu (limit 0.900), 2030-01-12, block day; 1 MW shed for it" in said


def test_money_of_the_page_can_be_read_back() -> None:
    page = page_of(small_case())
    assert re.findall(r'<data value="([^"]*)">', page) == ["130000.5", "869999.5"]


def test_every_purchase_work_and_pledge_has_its_row() -> None:
    said = "|".join(read(page_of(small_case())).text)
    assert f"Emergency mast|1|2030-01-07|2030-01-09|{money(40_000.0)}|{money(40_000.0)}|B1" in said
    assert f"Breaker 110 kV|1|2030-01-08|2030-01-11|{money(90_000.5)}|{money(90_000.5)}|B2" in said
    assert (
        "branch 2|bus 2 \u2013 bus 3, 115 kV|destroyed|2030-01-09|2030-01-12|3|"
        "3 \u00d7 Emergency mast (gift G1, Beland)" in said
    )
    assert "1 \u00d7 Emergency mast (bought B1, Aland)" in said
    assert "branch 3|bus 2 \u2013 bus 4, 115 kV|minor|no repair" in said
    assert "Emergency mast|G1|Beland|2030-01-07|3|3|0" in said
    assert "P3|Beland|7" in said
    assert "military support buys nothing for the networks" in said
    assert "2 crews: line" in said


def test_places_say_when_power_is_back_for_good() -> None:
    said = "|".join(read(page_of(small_case())).text)
    assert "Hospital North |hospital|400|5|2030-01-12|28|100" in said
    assert f"Wells |water utility|{number(2000.0)}|\u2013|not by the end|0|0" in said


def test_a_work_that_ends_after_the_last_day_does_not_count_as_back() -> None:
    case = small_case()
    plan = small_plan(case)
    repairs = plan.decisions.repairs.with_columns(service_day=plan.decisions.repairs["service_day"] + 4)
    late = replace(plan, decisions=replace(plan.decisions, repairs=repairs))
    facts = facts_of(case, late, pledges_of(case))
    assert facts.back_ids == frozenset({"power/branch/2"})
    assert facts.left_ids == ("power/branch/3", "power/bus/4")
    assert "2030-01-17 (after the last day)" in report_html(case, late, pledges_of(case))


def test_a_plan_that_does_nothing() -> None:
    case = small_case(pledges=[])
    said = "".join(read(report_html(case, empty_plan(case), ())).text)
    for sentence in ("Nothing is bought.", "No usable gifts.", "No works.", "No pledges.", "0 of 3"):
        assert sentence in said, sentence


def test_a_case_with_nothing_damaged_and_nobody_without_power() -> None:
    case = bare_case()
    plan = empty_plan(case, objective=0.0, bound=0.0, gap_share=0.0, do_nothing=0.0, proof={}, notes=[])
    said = "".join(read(report_html(case, plan, ())).text)
    assert "Nothing is damaged" in said
    assert "Nobody is ever without power: no plan can be better." in said
    assert "The case names no places." in said
    assert "This plan was not checked against physics." in said
    assert "nan" not in said.lower()


def test_nobody_on_the_network() -> None:
    case = small_case(places=[])
    silent = replace(case, settings=replace(case.settings, people_per_mw=0.0))
    assert "nobody is on the network" in "".join(read(page_of(silent)).text)


def test_a_summary_without_figures_says_so() -> None:
    case = small_case()
    plan = replace(small_plan(case), summary={})
    said = "".join(read(report_html(case, plan, pledges_of(case))).text)
    assert "How far this plan is from the best possible is not known." in said
    assert "not known" in said


def test_the_curve_alone_is_a_file_that_names_no_place(tmp_path: Path) -> None:
    case = nasty_case()
    save_curve_svg(case, small_plan(case), tmp_path / "curve.svg")
    text = (tmp_path / "curve.svg").read_text(encoding="utf-8")
    assert text == curve_svg(case, small_plan(case))
    root = ElementTree.fromstring(text)  # noqa: S314 - our own picture
    assert root.attrib["width"] == "1112"
    assert "Hospital" not in text
    assert "branch" not in text
    assert "People without power by day, from 12\u202f000 on the first day to 2\u202f000 on the last." in text


def test_every_kind_of_finding_is_said_in_words() -> None:
    case = small_case()
    kinds = ("overload", "generation", "reactive_low", "no_solution", "dispatch", "no_generation", "no_voltage_source")
    findings = [
        {"day": 0, "block": "day", "what": kind, "where": "power/gen/1", "value": 1.25, "limit": 1.0, "shed_mw": 2.5}
        for kind in kinds
    ]
    proof = {"power": {"verdict": "fails", "finding_count": 9, "findings": findings}, "water": None}
    lines = finding_lines(case, small_plan(case, proof=proof))
    assert lines[0] == "overload at gen 1: 1.250 of the rating (limit 1.000), 2030-01-07, block day; 2.5 MW shed for it"
    assert lines[-1] == "3 findings more"
    assert not any("_" in line for line in lines)
    said = "".join(read(report_html(case, small_plan(case, proof=proof), pledges_of(case))).text)
    assert "AC power flow does not confirm the plan" in said
