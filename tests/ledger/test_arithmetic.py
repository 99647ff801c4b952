"""Sums that trackers get wrong, on ledgers small enough to add up on paper."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svitlo.ledger.arithmetic import Month, crossing, funnel, months, rate_on, sum_in, to_be_allocated
from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft
from svitlo.ledger.money import Money
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.tables.errors import BadInput

DAY = "2030-11-01"


def draft(kind: str, subject: str, held_on: str = DAY, **data: Any) -> Draft:
    return Draft(kind=kind, subject=subject, held_on=date.fromisoformat(held_on), data=data)


NAMED = [draft("state.named", f"state:{name}", name=name.title()) for name in ("aland", "bland", "midland")]
FUND = draft(
    "fund.opened", "fund:grid", name="Grid fund", manager="state:midland", currency="EUR", rule="manager"
)  # fmt: skip
OTHER_FUND = draft("fund.opened", "fund:hub", name="Hub", manager="state:midland", currency="EUR", rule="manager")


def commitment(name: str, donor: str, amount: int, held_on: str = DAY, **more: Any) -> Draft:
    said = {"donor": donor, "category": "energy", "amount_minor": amount, "currency": "EUR", **more}
    return draft("commitment.signed", f"commitment:{name}", held_on, **said)


def allocated(name: str, pool: str, amount: int, held_on: str) -> list[Draft]:
    subject = f"allocation:{name}"
    asked = draft("allocation.proposed", subject, held_on, pool=pool, amount_minor=amount, currency="EUR")
    return [asked, draft("allocation.approved", subject, held_on)]


@contextmanager
def ledger(tmp_path: Path, *drafts: Draft) -> Iterator[Book]:
    with closing(SqliteStore(tmp_path / "ledger", create=True)) as store:
        book = Book(store=store)
        book.add([*NAMED, FUND, OTHER_FUND, *drafts], "test")
        yield book


def test_an_allocation_draws_down_what_was_committed_earlier(tmp_path: Path) -> None:
    """In the second month 5.61 is allocated and nothing committed: its own net is negative, and must not be clipped."""
    drafts = [commitment("a", "state:aland", 900), *allocated("a1", "commitment:a", 561, "2030-12-05")]
    with ledger(tmp_path, *drafts) as book, book.view(date(2030, 12, 31)) as view:
        rows = months(view)
        assert [(row.month, row.committed, row.allocated, row.net) for row in rows] == [
            ("2030-11", 900, 0, 900),
            ("2030-12", 0, 561, -561),
        ]
        assert to_be_allocated(rows) == 339
        assert sum(max(0, row.net) for row in rows) == 900, "what clipping month by month would say"


def test_what_was_given_out_beyond_commitments_is_clipped_only_in_the_end() -> None:
    row = Month(donor="d", month="2030-01", category="", currency="EUR", committed=5, allocated=9)
    assert to_be_allocated([row]) == 0
    with pytest.raises(ValueError, match="several currencies"):
        to_be_allocated([row, Month(donor="d", month="2030-01", category="", currency="USD", committed=1, allocated=0)])


def test_stages_stand_beside_each_other(tmp_path: Path) -> None:
    said = {"donor": "state:aland", "form": "cash", "category": "energy", "amount_minor": 1000, "currency": "EUR"}
    drafts = [
        draft("pledge.announced", "pledge:p", **said),
        commitment("a", "state:aland", 600, pledge="pledge:p", fund="fund:grid"),
        draft(
            "receipt.booked",
            "receipt:r",
            "2030-11-10",
            donor="state:aland",
            fund="fund:grid",
            commitment="commitment:a",
            amount_minor=200,
            currency="EUR",
        ),
    ]
    with ledger(tmp_path, *drafts) as book:
        with book.view(date(2030, 11, 9)) as view:
            (row,) = funnel(view)
            assert (row.pledged, row.converted, row.committed, row.paid_in) == (1000, 600, 600, 0)
        with book.view(date(2030, 11, 10)) as view:
            energy, paid = sorted(funnel(view), key=lambda one: one.category, reverse=True)
            assert (energy.open_pledge, energy.open_commitment, energy.paid_in) == (400, 400, 200)
            assert paid.received == 200


def test_what_a_donor_pays_and_a_fund_pays_on_counts_once_at_each_boundary(tmp_path: Path) -> None:
    euros = {"amount_minor": 500, "currency": "EUR"}
    drafts = [
        draft("receipt.booked", "receipt:r", donor="state:aland", fund="fund:grid", **euros),
        *allocated("on", "fund:grid", 500, "2030-11-02"),
        draft(
            "payment.made",
            "payment:on",
            "2030-11-03",
            payer="fund:grid",
            payee="fund:hub",
            allocation="allocation:on",
            **euros,
        ),
        *allocated("out", "fund:hub", 300, "2030-11-04"),
        draft(
            "payment.made",
            "payment:out",
            "2030-11-05",
            payer="fund:hub",
            payee="state:midland",
            allocation="allocation:out",
            amount_minor=300,
            currency="EUR",
        ),
    ]
    with ledger(tmp_path, *drafts) as book, book.view(date(2030, 12, 1)) as view:
        funds = crossing(view, frozenset({"fund:grid", "fund:hub"}))
        assert (funds.incoming, funds.internal, funds.outgoing) == ({"EUR": 500}, {"EUR": 500}, {"EUR": 300})
        recipient = crossing(view, frozenset({"state:midland"}))
        assert (recipient.incoming, recipient.internal) == ({"EUR": 300}, {})


def test_rates_are_those_of_the_day_and_never_guessed(tmp_path: Path) -> None:
    rates = [
        draft("rate.quoted", f"rate:eur/usd/{day}/bank", day, base="EUR", quote="USD", rate=rate)
        for day, rate in (("2030-11-01", "1.05"), ("2030-12-01", "1.10"))
    ]
    with ledger(tmp_path, *rates) as book:
        with book.view(date(2030, 11, 30)) as view:
            assert rate_on(view, "EUR", "USD") == Decimal("1.05")
            assert sum_in(view, [Money("EUR", 100), Money("EUR", 1), Money("USD", 7)], "USD") == Money("USD", 113)
        with book.view(date(2030, 12, 1)) as view:
            assert rate_on(view, "EUR", "USD") == Decimal("1.10")
            assert sum_in(view, [Money("USD", 110)], "EUR") == Money("EUR", 100)
        with book.view(date(2030, 10, 1)) as view, pytest.raises(BadInput, match="no rate from EUR to USD"):
            rate_on(view, "EUR", "USD")
