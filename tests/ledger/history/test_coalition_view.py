"""One command's worth of a coalition: open proposals of its funds, who blocks them, and both forms of output."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svitlo.ledger.book import Book
from svitlo.ledger.coalition_view import Coalition, coalition_lines, coalition_on, coalition_record
from svitlo.ledger.events import Draft
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.stamp import stamp_of
from svitlo.tables.errors import BadInput

DAY = date(2030, 3, 1)


def draft(kind: str, subject: str, held_on: str, **data: Any) -> Draft:
    return Draft(kind=kind, subject=subject, held_on=date.fromisoformat(held_on), data=data)


def drafts() -> list[Draft]:
    first = "2030-01-01"
    states = [
        draft("state.named", f"state:{name}", first, name=name.title())
        for name in ("north", "west", "south", "outside")
    ]
    held = [
        draft(
            "membership.held",
            f"membership:union/{name}",
            first,
            group="group:union",
            state=f"state:{name}",
            role="partner" if name == "outside" else "member",
        )
        for name in ("north", "west", "south", "outside")
    ]
    rule = {"currency": "EUR", "rule": "unanimity_with_abstention", "group": "group:union"}
    tranche = {"fund": "fund:peace", "amount_minor": 500, "currency": "EUR"}
    return [
        *states,
        draft("group.formed", "group:union", first, name="The Union", form="union"),
        *held,
        draft("fund.opened", "fund:peace", first, name="Peace fund", manager="state:north", **rule),
        draft("proposal.tabled", "proposal:t1", "2030-02-01", topic="first tranche", closes="2030-06-01", **tranche),
        draft("answer.given", "proposal:t1", "2030-02-02", actor="state:north", answer="support"),
        draft("answer.given", "proposal:t1", "2030-02-03", actor="state:south", answer="oppose"),
        draft("objection.quoted", "proposal:t1", "2030-02-04", actor="state:outside", quote="we are against"),
    ]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book(store=SqliteStore(tmp_path / "ledger.svitlo", create=True))
    made.add(drafts(), "tester")
    return made


def on(book: Book, day: date | None, known: date | None = None) -> Coalition:
    with book.view(day, known) as view:
        return coalition_on(view, "group:union")


def test_a_blocked_tranche_is_shown_with_who_blocks_it_and_since_when(book: Book) -> None:
    (waiting,) = on(book, DAY).waiting
    assert waiting.proposal == "proposal:t1"
    assert waiting.fund == "fund:peace"
    assert waiting.state == "blocked"
    assert waiting.blocking == (("state:south", date(2030, 2, 3)),)
    assert waiting.silent == ("state:west",)
    assert waiting.can_block == ("state:north", "state:south", "state:west")
    assert waiting.objections == (("state:outside", "we are against"),)


def test_what_is_decided_waits_no_more(book: Book) -> None:
    said = [
        draft("answer.given", "proposal:t1", "2030-03-02", actor="state:south", answer="abstain"),
        draft("answer.given", "proposal:t1", "2030-03-03", actor="state:west", answer="support"),
    ]
    book.add(said, "tester")
    assert [one.state for one in on(book, date(2030, 3, 2)).waiting] == ["pending"]
    assert on(book, date(2030, 3, 3)).waiting == ()
    # And on the day before, it still was blocked.
    assert [one.state for one in on(book, DAY).waiting] == ["blocked"]


def test_a_partner_is_no_member_and_has_no_say(book: Book) -> None:
    found = on(book, DAY)
    assert [one.name for one in found.members] == ["North", "South", "West"]
    assert [(one.name, one.role) for one in found.others] == [("Outside", "partner")]
    assert "state:outside" not in found.waiting[0].can_block


def test_the_text_says_it_all_and_ends_with_the_head(book: Book) -> None:
    found = on(book, DAY)
    text = coalition_lines(found)
    assert text[0] == "The Union on 2030-03-01: 3 members"
    assert "    blocked by state:south since 2030-02-03" in text
    assert "    no answer yet from 1 of 3: state:west" in text
    assert '    state:outside has no say and says: "we are against"' in text
    with book.view() as view:
        assert str(view.reader.head()) in text[-1]
    assert "shows 2030-03-01" in text[-1]


def test_the_record_is_plain_json(book: Book) -> None:
    found = on(book, DAY)
    record = json.loads(json.dumps(coalition_record(found)))
    assert record["on"] == "2030-03-01"
    assert record["waiting"][0]["blocking"] == [["state:south", "2030-02-03"]]
    assert [one["since"] for one in record["members"]] == ["2030-01-01"] * 3


def test_an_unknown_group_and_a_missing_day_are_said(book: Book) -> None:
    with book.view(DAY) as view, pytest.raises(BadInput, match="knows no group:moon"):
        coalition_on(view, "group:moon")
    with pytest.raises(BadInput, match="group:union on 2029"):
        on(book, date(2029, 12, 31))
    with pytest.raises(BadInput, match="on a day"):
        on(book, None)


def test_a_role_that_is_said_again_began_when_it_was_said_first(book: Book) -> None:
    said = {"group": "group:union", "state": "state:outside", "role": "partner"}
    book.add([draft("membership.held", "membership:union/outside", "2030-02-20", **said)], "tester")
    assert on(book, DAY).others[0].since == date(2030, 1, 1)


def test_who_left_is_not_listed(book: Book) -> None:
    said = {"group": "group:union", "state": "state:outside", "role": "former"}
    book.add([draft("membership.held", "membership:union/outside", "2030-02-20", **said)], "tester")
    assert on(book, DAY).others == ()
    assert len(on(book, date(2030, 2, 19)).others) == 1


def test_the_stamp_is_that_of_what_is_shown(book: Book) -> None:
    with book.view(DAY) as view:
        events = list(view.reader.events())
        whole, cut = stamp_of(view), stamp_of(type(view)(reader=view.reader, on=DAY, upto=5))
        empty = stamp_of(type(view)(reader=view.reader, on=DAY, upto=0))
    assert (whole.head.seq, whole.head.hash) == (events[-1].seq, events[-1].hash)
    assert (cut.head.seq, cut.head.hash, cut.recorded_at) == (5, events[4].hash, events[4].recorded_at)
    assert (empty.head.seq, empty.recorded_at) == (0, "")
    assert "nothing is recorded" in str(empty)
