"""The one door: all drafts or none, each problem told, and times that never go back."""

from datetime import UTC, date, datetime

import pytest

from svitlo.ledger.book import Book
from svitlo.tables.errors import BadInput
from tests.ledger.core.small import Ledger, commitment, draft, pledge, receipt


def test_all_drafts_or_none(ledger: Ledger) -> None:
    with pytest.raises(BadInput) as refused:
        ledger.add(pledge("p"), pledge("q", 0), receipt("r", fund="fund:none"))
    assert sorted(problem.column for problem in refused.value.problems) == ["amount_minor", "data"]
    assert ledger.entity("pledge:p").facts == ()


def test_what_rests_on_a_refused_draft_is_not_accused_too(ledger: Ledger) -> None:
    with pytest.raises(BadInput) as refused:
        ledger.add(pledge("p", 0), commitment("c", pledge="pledge:p"), receipt("r", commitment="commitment:c"))
    assert [problem.column for problem in refused.value.problems] == ["amount_minor"]


def test_later_drafts_rest_on_earlier_ones(ledger: Ledger) -> None:
    ledger.add(pledge("p"), commitment("c", 600, pledge="pledge:p"))
    with pytest.raises(BadInput, match=r"more is converted than was pledged by 2\.00 EUR"):
        ledger.add(commitment("d", 300, pledge="pledge:p"), commitment("e", 300, pledge="pledge:p"))
    ledger.add(commitment("d", 300, pledge="pledge:p"))


def test_an_author_is_a_name(ledger: Ledger) -> None:
    for author in ("", "  ", "a\nb", "x" * 201):
        with pytest.raises(BadInput, match="an event needs an author"):
            ledger.book.add([pledge("p")], author)


def test_recorded_times_never_go_back_and_say_what_was_known_when(ledger: Ledger) -> None:
    def at(day: int) -> Book:
        return Book(store=ledger.book.store, clock=lambda: datetime(2030, 12, day, tzinfo=UTC))

    [first] = at(5).add([pledge("p", on="2030-11-01")], "a clerk")
    [second] = at(3).add([pledge("q", on="2030-11-01")], "a clerk")
    assert second.recorded_at == first.recorded_at == "2030-12-05T00:00:00.000000+00:00"
    for known, there in ((4, False), (5, True)):
        with at(9).view(date(2030, 11, 2), known=date(2030, 12, known)) as view:
            assert bool(view.entity("pledge:p").facts) is there


def test_a_fact_recorded_late_is_held_against_all_later_days(ledger: Ledger) -> None:
    """What is recorded afterwards for an earlier day must not overdraw the pool on a later one."""
    ledger.add(receipt("a", 100, on="2030-11-10"))
    for name, amount, on in (("x", 60, "2030-11-12"), ("y", 60, "2030-11-20")):
        said = {"pool": "fund:hub", "amount_minor": amount, "currency": "EUR"}
        ledger.add(draft("allocation.proposed", f"allocation:{name}", on, **said))
    ledger.add(receipt("b", 40, on="2030-11-15"), draft("allocation.approved", "allocation:y", "2030-11-20"))
    said = {"pool": "fund:hub", "amount_minor": 90, "currency": "EUR"}
    ledger.add(draft("allocation.proposed", "allocation:z", "2030-11-11", **said))
    early = draft("allocation.approved", "allocation:z", "2030-11-11")
    ledger.refuses(early, "more is given out than came in or can be called by 0.10 EUR on 2030-11-20")
    ledger.add(draft("allocation.approved", "allocation:x", "2030-11-12"))
    back = draft("receipt.returned", "receipt:a", "2030-11-13", amount_minor=50)
    ledger.refuses(back, "by 0.10 EUR on 2030-11-13")
