"""The donor's page against a ledger by hand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.view import View
from svitlo.report.ledger_chain import amount, chain_of, told
from svitlo.report.ledger_donor import Age, DonorPage, GoodsRow, MoneyRow, donor_page
from svitlo.report.ledger_lit import lit_by
from svitlo.report.ledger_page import donor_html
from svitlo.report.ledger_text import donor_lines
from svitlo.tables.errors import BadInput
from tests.report.ledger_reports.by_hand import DAY, HELPED, NORTH, WEST, book_of, draft, everything


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    with book_of(tmp_path_factory.mktemp("donor")).view(DAY) as found:
        yield found


@pytest.fixture(scope="module")
def page(view: View) -> DonorPage:
    return donor_page(view, NORTH)


def test_money_stage_by_stage(page: DonorPage) -> None:
    assert page.money == (
        MoneyRow(
            category="energy",
            currency="EUR",
            pledged=10_000_000,
            committed=7_000_000,
            received=2_000_000,
            allocated=2_500_000,
            contracted=2_000_000,
            paid=800_000,
        ),
    )


def test_money_agrees_with_the_ledgers_own_funnel(view: View, page: DonorPage) -> None:
    (row,) = [one for one in funnel(view) if one.donor == NORTH and one.category]
    assert (row.pledged, row.committed, row.allocated) == (10_000_000, 7_000_000, 2_500_000)
    assert sum(one.received for one in funnel(view) if one.donor == NORTH) == page.money[0].received


def test_what_a_fund_does_is_joint_and_counted_nowhere_else(view: View, page: DonorPage) -> None:
    (fund,) = page.funds
    assert (fund.name, fund.given, fund.donors) == ("Grid fund", 2_000_000, 2)
    assert (fund.received, fund.allocated, fund.contracted, fund.paid) == (7_000_000, 6_000_000, 5_500_000, 3_000_000)
    west = donor_page(view, WEST)
    assert [(one.category, one.contracted, one.paid) for one in west.money] == [("energy", 0, 0), ("military", 0, 0)]
    assert west.funds[0].given == 5_000_000


def test_pieces_stage_by_stage(page: DonorPage) -> None:
    assert page.goods == (
        GoodsRow(
            way="given",
            equipment_id="tr-110",
            promised=5,
            packed=4,
            delivered=3,
            received=2,
            installed=2,
            energised=1,
            verified=1,
        ),
        GoodsRow(
            way="bought",
            equipment_id="breaker",
            promised=4,
            packed=2,
            delivered=2,
            received=2,
            installed=1,
            energised=1,
        ),
        GoodsRow(
            way="joint",
            equipment_id="tr-110",
            promised=2,
            packed=1,
            delivered=1,
            received=1,
            installed=1,
            energised=1,
        ),
    )
    assert page.installed("given", "bought") == (3, 4)
    assert page.installed("joint") == (1, 1)


def test_declared_and_catalogue_value_are_never_mixed(page: DonorPage) -> None:
    assert page.values == (("catalogue", "USD", 60_000_000), ("declared", "EUR", 50_000_000))


def test_ages_of_what_is_open(page: DonorPage) -> None:
    ages = {one.stage: one for one in page.ages}
    assert ages["pledged"] == Age(
        stage="pledged", count=2, median_days=86, oldest_days=86, oldest_name="pledge:n-goods"
    )
    assert ages["committed"] == Age(
        stage="committed", count=2, median_days=75, oldest_days=76, oldest_name="commitment:n1"
    )
    assert {stage: (one.count, one.oldest_name) for stage, one in ages.items()} == {
        "pledged": (2, "pledge:n-goods"),
        "committed": (2, "commitment:n1"),
        "allocated": (1, "allocation:own"),
        "contracted": (1, "contract:own"),
        "on the way": (1, "consignment:g2"),
        "stored": (1, "asset:C-2"),
        "installed, not energised": (1, "asset:G-2"),
        # Seen before it was built in: that says nothing of where it is now.
        "energised, not verified": (1, "asset:C-1"),
    }


def test_what_it_lit_counts_each_place_once_and_only_what_is_in_use(page: DonorPage) -> None:
    assert (page.lit.places, page.lit.people, page.lit.person_hours) == (1, 9_640, 150_000)
    # Wells takes two breakers at one spot, and one is there.
    assert (page.planned.places, page.planned.people, page.planned.person_hours) == (2, 2_400, 12_000)
    assert [(one.place, one.in_place, one.shared) for one in page.effects] == [
        ("Hospital North", False, False),
        ("Lowfield", True, False),
        ("Lowfield", True, False),
        ("Wells", False, True),
    ]


def test_on_an_earlier_day_less_had_happened(view: View) -> None:
    early = donor_page(view.at(date(2030, 3, 3)), NORTH)
    assert early.goods[0].installed == 2
    assert early.goods[0].energised == 0
    assert early.lit.places == 0
    assert early.planned.places == 3
    first = donor_page(view.at(date(2030, 1, 5)), NORTH)
    assert first.funds == ()
    assert [(one.pledged, one.committed) for one in first.money] == [(10_000_000, 0)]


def test_a_piece_that_was_damaged_lights_nothing_any_more(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    book.add([draft("asset.damaged", "asset:G-1", "2030-03-20")], "tester")
    with book.view(DAY) as later:
        page = donor_page(later, NORTH)
    assert (page.goods[0].installed, page.goods[0].verified) == (1, 0)
    # Lowfield still has what the breaker does.
    assert (page.lit.places, page.lit.person_hours) == (1, 30_000)


def test_a_contradiction_is_told_and_a_resolved_one_is_not(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    with book.view(DAY) as before:
        assert donor_page(before, NORTH).contested == 1
        second = next(one.seq for one in before.reader.events() if one.data.get("amount_minor") == 12_000_000)
    said = {"event": second, "reason": "the treaty says so"}
    book.add([draft("claim.resolved", "pledge:n-cash", "2030-03-30", **said)], "tester")
    with book.view(DAY) as after:
        page = donor_page(after, NORTH)
    assert page.contested == 0
    assert page.money[0].pledged == 12_000_000


def test_somebody_without_a_word_is_refused(view: View) -> None:
    with pytest.raises(BadInput, match="pledged and given nothing by 2030-04-01"):
        donor_page(view, HELPED)


# ---- the public page

SECRETS = ("G-1", "G-2", "C-1", "J-1", "Hollin", "Alderby", "Gate hub", "Lowfield", "Wells", "Hospital", "branch")


def test_the_public_page_names_no_asset_place_or_date(view: View) -> None:
    public = donor_page(view, NORTH, public=True)
    texts = ("\n".join(donor_lines(public)), donor_html(public))
    for text in texts:
        assert [one for one in SECRETS if one in text] == []
        days = set(re.findall(r"\d{4}-\d\d-\d\d", text))
        recorded = public.stamp.rsplit(" ", 1)[1][:10]
        assert days == {"2030-04-01", recorded}
    restricted = donor_html(donor_page(view, NORTH))
    assert "G-1" in restricted
    assert "substation Hollin" in restricted
    assert "2030-03-05" in restricted


def test_the_public_page_rounds_people_and_keeps_sums(view: View, page: DonorPage) -> None:
    public = donor_page(view, NORTH, public=True)
    assert (public.lit.people, public.planned.people) == (9_600, 2_400)
    assert public.lit.rounded
    assert public.money == page.money
    assert public.goods == page.goods
    assert (public.ages, public.pieces, public.effects) == ((), (), ())


@pytest.mark.parametrize(
    ("people", "rounded"), [(0, 0), (47, 50), (104, 100), (995, 1000), (9_640, 9_600), (125_000, 120_000)]
)
def test_rounding(page: DonorPage, people: int, rounded: int) -> None:
    one = replace(page.effects[0], people=people, person_hours=0, in_place=True)
    assert lit_by([one], rounded=True).people == rounded


# ---- words


def test_the_text(page: DonorPage) -> None:
    text = "\n".join(donor_lines(page)).replace("\u00a0", " ")
    assert "energy: pledged 100 000 EUR, committed 70 000 EUR, paid into funds 20 000 EUR" in text
    assert "stages are never added" in text
    assert "Its own: 3 of 4 pieces received are installed, 75 %" in text
    assert "Grid fund: 20 000 EUR of its own, of 2 donors" in text


def test_every_report_ends_with_the_head(view: View, page: DonorPage) -> None:
    head = view.reader.head()
    assert f"Ledger {head.seq}:{head.hash}; shows 2030-04-01; by all that was recorded up to" in donor_lines(page)[-1]
    assert f"{head.seq}:{head.hash}" in donor_html(page)


def test_what_was_known_then(tmp_path: Path) -> None:
    """The same day by fewer events: the page of then, with the head of then."""
    book = book_of(tmp_path)
    with book.view(DAY) as now:
        cut = View(reader=now.reader, on=DAY, upto=len(everything()) - 30)
        page = donor_page(cut, NORTH)
    assert page.stamp.startswith(f"Ledger {len(everything()) - 30}:")
    assert page.lit.places == 0
    assert page.contested == 0


def test_amounts_to_read() -> None:
    assert [amount(123_456_700, "EUR"), amount(5, "EUR"), amount(-100, "EUR"), amount(1_500, "JPY")] == [
        "1\u202f234\u202f567\u202fEUR",
        "0.05\u202fEUR",
        "\u22121\u202fEUR",
        "1\u202f500\u202fJPY",
    ]
    assert told({}) == "none"


def test_money_that_a_fund_paid_on_is_followed(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    more = [
        draft(
            "fund.opened", "fund:second", "2030-01-01", name="B", manager="org:office", currency="EUR", rule="manager"
        ),
        draft("allocation.proposed", "allocation:on", "2030-03-01", pool="fund:grid", amount_minor=100, currency="EUR"),
        draft("allocation.approved", "allocation:on", "2030-03-01"),
        draft(
            "payment.made",
            "payment:on",
            "2030-03-02",
            payer="fund:grid",
            payee="fund:second",
            allocation="allocation:on",
            amount_minor=100,
            currency="EUR",
        ),
    ]
    book.add(more, "tester")
    with book.view(DAY) as view:
        assert chain_of(view, NORTH).funds == ("fund:grid", "fund:second")
        page = donor_page(view, NORTH)
    assert [(one.name, one.given, one.received) for one in page.funds] == [
        ("Grid fund", 2_000_000, 7_000_000),
        ("B", 0, 100),
    ]
    # The donor's own money has not grown.
    assert page.money[0].received == 2_000_000


def test_what_funds_lit_is_told_apart(tmp_path: Path) -> None:
    """Whatever of a fund's chain a plan names as the origin."""
    book = book_of(tmp_path)
    more = []
    for place, origin in enumerate(("fund:grid", "allocation:joint", "contract:joint", "consignment:j1")):
        use = {"plan": "plan:p1", "work": "power/branch/5", "equipment_id": "tr-110", "quantity": 1, "origin": origin}
        effect = {"uses": [f"use:j{place}"], "place_id": f"J{place}", "place": f"Joint {place}", "people": 1_000}
        more += [
            draft("use.planned", f"use:j{place}", "2030-01-30", **use),
            draft("effect.reported", f"effect:j{place}", "2030-01-30", **effect),
        ]
    book.add(more, "tester")
    with book.view(DAY) as view:
        page, west = donor_page(view, NORTH), donor_page(view, WEST)
    assert (page.lit.places, page.lit_jointly.places, page.lit_jointly.people) == (1, 4, 4_000)
    assert (west.lit.places, west.lit_jointly.places) == (0, 4)
    assert "Lit jointly, with funds or others: 4 places" in "\n".join(donor_lines(page)).replace("\u00a0", " ")
