"""Ten questions that a duty engineer, a minister, a donor and a citizen would ask, answered from the screen.

Each in at most three actions from the first page; an action is a click, a choice, or typing something and Enter. The
answers are worked out here from the plan's own tables.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Made, Open

MOST_ACTIONS = 3
CASE = "together"
START = date(2030, 11, 4)


@dataclass
class Person:
    """Somebody before the screen, and what they did."""

    page: Page
    did: list[str] = field(default_factory=list)

    def click(self, what: Locator) -> None:
        self.did.append(f"click {what.inner_text()}")
        what.click()

    def view(self, name: str) -> None:
        self.click(self.page.get_by_role("navigation", name="Views").get_by_role("link", name=name, exact=True))

    def choose(self, label: str, option: str) -> None:
        self.did.append(f"choose {option} in {label}")
        self.page.get_by_role("combobox", name=re.compile(f"^{label}")).select_option(label=option)

    def ask(self, label: str, text: str) -> None:
        self.did.append(f"type {text} in {label}")
        field_ = self.page.get_by_label(label)
        field_.fill(text)
        field_.press("Enter")

    def press(self, what: Locator, key: str) -> None:
        self.did.append(f"press {key}")
        what.press(key)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")


@pytest.fixture
def person(made: Made, open_page: Open) -> Iterator[Person]:
    one = Person(open_page(made.report(CASE)).page)
    yield one
    assert len(one.did) <= MOST_ACTIONS, one.did


Rows = Callable[[str], list[dict[str, str]]]


@pytest.fixture
def rows(made: Made) -> Rows:
    def read(name: str) -> list[dict[str, str]]:
        with (made.plan(CASE) / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def summary(made: Made) -> dict[str, float]:
    return json.loads((made.plan(CASE) / "summary.json").read_text(encoding="utf-8"))


def said(day: int) -> str:
    """A day as the page says it, without the year."""
    on = START + timedelta(days=day)
    return f"{on.day} {on:%b}"


def back_day(rows: Rows, place_id: str) -> int:
    lacking = [
        int(row["day"])
        for row in rows("places.csv")
        if row["place_id"] == place_id and float(row["power_share"]) < 0.999
    ]
    return max(lacking) + 1


def test_1_engineer_when_is_the_clinic_back_and_what_does_it_wait_for(person: Person, rows: Rows) -> None:
    person.ask("Find a place or an asset", "Westbank clinic")
    day = back_day(rows, "clinic")
    [work] = [row["asset_id"] for row in rows("repairs.csv") if int(row["service_day"]) == day]
    panel = person.page.locator(".map-details")
    expect(panel).to_contain_text(said(day))
    expect(panel).to_contain_text(work.removeprefix("power/").replace("/", " "))
    expect(panel).to_contain_text(re.compile("waited for|starts at once|could start"))


def test_2_engineer_what_does_the_line_crew_do(person: Person, rows: Rows) -> None:
    person.view("Works")
    table = person.main.get_by_role("table").first
    for row in (one for one in rows("repairs.csv") if one["crew_kind"] == "line"):
        shown = table.get_by_role("row").filter(has_text=row["asset_id"].removeprefix("power/").replace("/", " "))
        expect(shown).to_contain_text("line crew")
        expect(shown).to_contain_text(said(int(row["start_day"])))
        expect(shown).to_contain_text(said(int(row["service_day"])))


def test_3_engineer_what_is_to_be_ordered_and_when_does_it_arrive(person: Person, rows: Rows) -> None:
    person.view("Shopping list")
    for row in rows("purchases.csv"):
        shown = person.main.get_by_role("row").filter(has_text=row["purchase_id"]).first
        expect(shown).to_contain_text(said(int(row["order_day"])))
        expect(shown).to_contain_text(said(int(row["arrival_day"])))
        expect(shown).to_contain_text(f"{float(row['cost_usd']):,.0f}")


def test_4_engineer_where_is_the_worst_that_physics_found(made: Made, open_page: Open) -> None:
    name = "from-matpower"
    one = Person(open_page(made.report(name)).page)
    worst = json.loads((made.plan(name) / "summary.json").read_text(encoding="utf-8"))["proof"]["power"]["worst"]
    where = worst["where"].removeprefix("power/").replace("/", " ")
    one.view("Proof")
    first = one.main.get_by_role("region", name=re.compile("Findings")).locator("tbody tr").first
    expect(first).to_contain_text(where)
    one.click(first.get_by_role("button"))
    expect(one.page.locator(".map-details")).to_contain_text(where)
    assert len(one.did) <= MOST_ACTIONS


def test_5_engineer_why_does_the_line_to_millby_come_last(person: Person) -> None:
    person.view("Why")
    person.ask("Find an asset", "branch 4")
    row = person.main.get_by_role("region", name=re.compile("Each work")).locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(re.compile("waited for|could start|starts at once"))


def test_6_minister_how_many_are_without_power_on_the_last_day(person: Person, rows: Rows) -> None:
    person.press(person.page.get_by_role("slider"), "End")
    people = float(rows("service.csv")[-1]["people_without_power"])
    bar = person.page.locator(".timebar")
    expect(bar).to_contain_text(said(20))
    expect(bar.get_by_role("status")).to_contain_text(re.compile(rf"^{people:.0f} people without power"))


def test_7_minister_how_far_is_it_from_the_best(person: Person, summary: dict[str, float]) -> None:
    gap = math.ceil(1000 * summary["gap_share"] - 1e-6) / 10
    cards = person.main.get_by_role("list").filter(has_text="From the best possible").first
    expect(cards).to_contain_text(f"at most {gap:.1f}%")
    expect(cards).to_contain_text(f"{math.floor(summary['bound']):,}")


def test_8_minister_what_if_nothing_is_done_or_the_largest_first(person: Person, summary: dict[str, float]) -> None:
    table = person.main.get_by_role("region", name=re.compile("The plan beside others"))
    expect(table).to_contain_text(f"{summary['do_nothing']:,.0f}")
    expect(table).to_contain_text(f"{summary['largest_first']:,.0f}")


def test_9_minister_what_would_one_more_million_bring(person: Person) -> None:
    person.view("Why")
    table = person.main.get_by_role("region", name="In a pledge")
    expect(table).to_contain_text("fund")
    expect(table).to_contain_text(re.compile("At least|Nothing|Not worked out"))


def test_10_donor_what_became_of_our_gift(person: Person, rows: Rows) -> None:
    person.view("Donors")
    person.click(person.main.get_by_role("button", name="Dell").first)
    used = [row for row in rows("uses.csv") if row["origin"] == "pledge:store-poles"]
    assert used
    for row in used:
        expect(person.main).to_contain_text(row["asset_id"].removeprefix("power/").replace("/", " "))


def test_11_citizen_what_will_my_street_have_on_thursday(person: Person, rows: Rows) -> None:
    person.view("Outage timetable")
    person.choose("Place", "Ash")
    thursday = 3
    week = person.main.get_by_role("region", name="Power", exact=True)
    shown = [row.locator("td").nth(thursday).inner_text() for row in week.locator("tbody tr").all()]
    shares = [
        float(row["power_share"])
        for row in rows("places.csv")
        if row["place_id"] == "ash" and row["day"] == str(thursday)
    ]
    assert len(shown) == len(shares) == 2
    for text, share in zip(shown, shares, strict=True):
        assert ("on" in text.split()) == (share >= 0.999)
        assert ("off" in text.split()) == (share == 0.0)
