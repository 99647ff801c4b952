"""The published history: members by year, accession steps as they stood on three days, and two sources that disagree.

Figures: nato.int's page of members (text of October 2022) for members by year; the NATO Parliamentary Assembly's list
of ratifications; nato.int on enlargement. The days looked at are those of the public record, not of our data set.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.ledger.book import Book
from svitlo.ledger.coalition import members, mutual_defence, open_ratifications
from svitlo.ledger.coalition_view import Coalition, coalition_lines, coalition_on
from svitlo.ledger.events import Draft
from svitlo.ledger.history import NATO, nato_drafts
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.store import Store
from svitlo.tables.errors import BadInput

FIN, SWE = "accession:nato/fin", "accession:nato/swe"
NOV = date(2022, 11, 29)
DRAFTS = nato_drafts()
BY_YEAR = {1949: 12, 1951: 12, 1952: 14, 1955: 15, 1982: 16, 1999: 19, 2004: 26, 2009: 28, 2017: 29, 2020: 30}
BY_YEAR |= {2022: 30, 2023: 31, 2024: 32}
days = st.dates(min_value=date(1949, 1, 1), max_value=date(2025, 12, 31))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    made = Book(store=SqliteStore(tmp_path_factory.mktemp("nato") / "ledger.svitlo", create=True))
    made.add(DRAFTS, "tester")
    yield made
    made.store.close()


def on(book: Book, day: date) -> Coalition:
    with book.view(day) as view:
        return coalition_on(view, NATO)


def ally(draft: Draft) -> str:
    return str(draft.data["ally"]).removeprefix("state:")


# ---- the data set


def test_every_fact_names_where_it_is_from() -> None:
    assert all(draft.sources and all(source.publisher for source in draft.sources) for draft in DRAFTS)
    assert {draft.kind for draft in DRAFTS} <= KINDS.keys()


def test_a_day_that_no_source_gives_is_marked_and_explained() -> None:
    marked = [draft for draft in DRAFTS if draft.data.get("dating") == "latest"]
    assert all(draft.data["note"] for draft in marked)
    deposits = [draft for draft in DRAFTS if draft.kind == "ratification.deposited"]
    exact = {(ally(one), one.held_on) for one in deposits if "dating" not in one.data}
    assert exact == {("grc", date(2022, 10, 14))}
    assert {one.held_on for one in deposits if "dating" in one.data} == {date(2023, 4, 4), date(2024, 3, 7)}


def test_states_that_have_a_name_keep_it_without_a_contradiction(tmp_path: Path) -> None:
    ledger = Book(store=SqliteStore(tmp_path / "ledger.svitlo", create=True))
    mine = Draft(kind="state.named", subject="state:usa", held_on=NOV, data={"name": "USA"})
    ledger.add([mine], "tester")
    ledger.add(nato_drafts({"state:usa"}), "tester")
    found = on(ledger, NOV)
    assert "USA" in {one.name for one in found.members}
    assert len(found.members) == 30
    with ledger.view(NOV) as view:
        assert view.entity("state:usa").claims == ()


@pytest.mark.parametrize("place", [0, 57, 120])
def test_it_is_recorded_whole_or_not_at_all(place: int, tmp_path: Path) -> None:
    """A broken line anywhere: nothing of the history is in the ledger."""
    broken = [*DRAFTS]
    broken[place] = replace(broken[place], kind="membership.wished")
    ledger = Book(store=SqliteStore(tmp_path / "broken.svitlo", create=True))
    with pytest.raises(BadInput):
        ledger.add(broken, "tester")
    with ledger.store.reading() as reader:
        assert reader.head().seq == 0


def test_both_stores_hold_the_same_history(any_store: Store) -> None:
    ledger = Book(store=any_store)
    ledger.add(DRAFTS, "tester")
    with ledger.view(NOV) as view:
        found = coalition_on(view, NATO)
    assert len(found.members) == 30
    assert [one.ally for one in found.accessions[0].those("open")] == ["state:hun", "state:tur"]


# ---- members


@pytest.mark.parametrize(
    ("year", "count"),
    BY_YEAR.items(),
)
def test_members_by_year(book: Book, year: int, count: int) -> None:
    assert len(on(book, date(year, 12, 31)).members) == count


def test_a_state_is_a_member_from_its_day_on(book: Book) -> None:
    for state, day in (("mkd", date(2020, 3, 27)), ("fin", date(2023, 4, 4)), ("swe", date(2024, 3, 7))):
        assert f"state:{state}" not in {one.state for one in on(book, day - timedelta(days=1)).members}
        mine = next(one for one in on(book, day).members if one.state == f"state:{state}")
        assert mine.since == day


@settings(max_examples=60, deadline=None)
@given(days)
def test_replay_to_any_day_gives_the_members_of_that_day(book: Book, day: date) -> None:
    """Against a fold of the plain lines, without the ledger."""
    expected = set()
    for draft in DRAFTS:
        joins = draft.kind == "accession.joined" or draft.data.get("role") == "member"
        if joins and draft.held_on <= day:
            expected.add(draft.data["state"])
    with book.view(day) as view:
        assert set(members(view, NATO)) == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=0, max_value=len(DRAFTS)), days)
def test_a_history_cut_anywhere_is_a_valid_history(
    tmp_path_factory: pytest.TempPathFactory, cut: int, day: date
) -> None:
    ledger = Book(store=SqliteStore(tmp_path_factory.mktemp("cut") / "ledger.svitlo", create=True))
    if cut:
        ledger.add(DRAFTS[:cut], "tester")
    with ledger.view(day) as view:
        known = view.entity(NATO).facts
        assert bool(known) == any(draft.subject == NATO and draft.held_on <= day for draft in DRAFTS[:cut])
        if known:
            found = coalition_on(view, NATO)
            states = {one.state for one in (*found.members, *found.others)}
            assert states <= {draft.data.get("state") for draft in DRAFTS[:cut]}
    ledger.store.close()


# ---- accession


def test_29_november_2022(book: Book) -> None:
    found = on(book, NOV)
    assert [(one.name, one.step) for one in found.accessions] == [
        ("Finland", "protocol_signed"),
        ("Sweden", "protocol_signed"),
    ]
    for one in found.accessions:
        assert one.since == date(2022, 7, 5)
        assert [each.name for each in one.those("open")] == ["Hungary", "Türkiye"]
        assert all(each.seen_open == NOV for each in one.those("open"))
        assert len(one.those("voted")) == 27
        assert [(each.name, each.since) for each in one.those("deposited")] == [("Greece", date(2022, 10, 14))]
        assert len(one.can_block) == 29
        assert {"state:hun", "state:tur"} <= set(one.can_block)
        assert "state:grc" not in one.can_block


def test_the_steps_of_2022(book: Book) -> None:
    steps = {
        date(2022, 5, 17): "",
        date(2022, 5, 18): "applied",
        date(2022, 6, 28): "applied",
        date(2022, 6, 29): "invited",
        date(2022, 7, 4): "talks",
        date(2022, 7, 5): "protocol_signed",
    }
    for day, step in steps.items():
        with book.view(day) as view:
            assert [view.entity(one).state for one in (FIN, SWE)] == [step, step]


def test_before_the_protocol_every_member_can_hold_it_up(book: Book) -> None:
    for accession in on(book, date(2022, 6, 1)).accessions:
        assert len(accession.can_block) == 30
        assert accession.ratifiers == ()


def test_votes_come_in_one_by_one(book: Book) -> None:
    counts = {date(2022, 7, 4): 0, date(2022, 7, 5): 4, date(2022, 8, 3): 23, date(2022, 9, 15): 25, NOV: 28}
    for day, count in counts.items():
        with book.view(day) as view:
            voted = [one for one in view.naming(FIN, "ratification") if one.state in ("voted", "deposited")]
        assert len(voted) == count, day


def test_4_april_2023_the_two_bids_part(book: Book) -> None:
    before, after = on(book, date(2023, 4, 3)), on(book, date(2023, 4, 4))
    assert [one.name for one in before.accessions] == ["Finland", "Sweden"]
    assert before.accessions[0].those("open") == ()
    assert [one.name for one in before.accessions[1].those("open")] == ["Hungary", "Türkiye"]
    assert [one.name for one in after.accessions] == ["Sweden"]
    assert len(after.members) == 31
    # Finland is now one of those who ratify, and nothing is on record of it.
    assert [one.name for one in after.accessions[0].those("unknown")] == ["Finland"]
    with book.view(date(2023, 4, 4)) as view:
        assert open_ratifications(view, FIN) == []


def test_7_march_2024(book: Book) -> None:
    assert [one.name for one in on(book, date(2024, 3, 6)).accessions] == ["Sweden"]
    found = on(book, date(2024, 3, 7))
    assert found.accessions == ()
    assert len(found.members) == 32


def test_a_vote_is_not_a_deposit(book: Book) -> None:
    between = on(book, date(2022, 10, 1)).accessions[0]
    assert "Greece" in [one.name for one in between.those("voted")]
    after = on(book, date(2022, 10, 14)).accessions[0]
    assert [one.name for one in after.those("deposited")] == ["Greece"]


def test_a_state_is_not_invited_to_accede_before_all_have_deposited(tmp_path: Path) -> None:
    """The rule stays as it is: the history is recorded within it."""
    ledger = Book(store=SqliteStore(tmp_path / "ledger.svitlo", create=True))
    ledger.add([draft for draft in DRAFTS if draft.held_on <= NOV], "tester")
    said = {"group": NATO, "state": "state:fin"}
    with pytest.raises(BadInput, match="29 members had not deposited"):
        ledger.add([Draft(kind="accession.invited_to_accede", subject=FIN, held_on=NOV, data=said)], "tester")


def test_what_was_found_open_was_not_voted_before(tmp_path: Path) -> None:
    ledger = Book(store=SqliteStore(tmp_path / "ledger.svitlo", create=True))
    ledger.add([draft for draft in DRAFTS if draft.held_on <= NOV], "tester")
    said = {"accession": FIN, "ally": "state:hun"}
    early = Draft(kind="ratification.voted", subject="ratification:nato/fin/hun", held_on=date(2022, 11, 1), data=said)
    with pytest.raises(BadInput, match="does not follow"):
        ledger.add([early], "tester")
    ledger.add([replace(early, held_on=date(2022, 12, 1))], "tester")


# ---- mutual defence


@settings(max_examples=40, deadline=None)
@given(days)
def test_article_5_covers_two_members_and_nobody_else(book: Book, day: date) -> None:
    with book.view(day) as view:
        inside = set(members(view, NATO)) if day >= date(1949, 8, 24) else set()
        for state in ("fin", "swe", "ukr", "geo", "tur", "usa", "mne"):
            covered = mutual_defence(view, f"state:{state}", "state:fra") == [NATO]
            assert covered == ({f"state:{state}", "state:fra"} <= inside)


def test_article_5_never_covers_who_is_invited_aspires_or_is_helped(book: Book) -> None:
    for day in (date(2008, 4, 3), date(2022, 5, 18), date(2022, 7, 5), NOV, date(2023, 4, 3), date(2023, 4, 4)):
        with book.view(day) as view:
            for state in ("state:ukr", "state:geo", "state:swe"):
                assert mutual_defence(view, state, "state:usa") == []
    for day, expected in ((date(2023, 4, 3), []), (date(2023, 4, 4), [NATO])):
        with book.view(day) as view:
            assert mutual_defence(view, "state:fin", "state:usa") == expected
    for day, expected in ((date(2024, 3, 6), []), (date(2024, 3, 7), [NATO])):
        with book.view(day) as view:
            assert mutual_defence(view, "state:swe", "state:usa") == expected


def test_the_promise_of_2008_is_no_invitation(book: Book) -> None:
    for day in (date(2008, 4, 3), NOV, date(2024, 3, 7)):
        found = on(book, day)
        for state in ("state:ukr", "state:geo"):
            mine = next(one for one in found.others if one.state == state)
            assert (mine.role, mine.since, mine.step) == ("aspirant", date(2008, 4, 3), "")
            assert "no invitation" in mine.basis


# ---- two sources on Denmark


def test_both_words_on_denmark_stand_until_one_is_named(tmp_path: Path) -> None:
    ledger = Book(store=SqliteStore(tmp_path / "ledger.svitlo", create=True))
    events = ledger.add(DRAFTS, "tester")
    denmark = "ratification:nato/fin/dnk"

    def disputed(day: date) -> tuple[date, ...]:
        one = on(ledger, day).accessions[0]
        return next(each.disputed for each in one.ratifiers if each.ally == "state:dnk")

    both = (date(2022, 7, 5), date(2022, 7, 7))
    assert disputed(NOV) == both
    assert "sources say 2022-07-05 or 2022-07-07" in "\n".join(coalition_lines(on(ledger, NOV)))
    later = next(one.seq for one in events if one.subject == denmark and one.held_on == both[1])
    ledger.add(
        [Draft(kind="claim.resolved", subject=denmark, held_on=NOV, data={"event": later, "reason": "the archive"})],
        "tester",
    )
    assert disputed(NOV) == ()
    one = next(each for each in on(ledger, NOV).accessions[0].ratifiers if each.ally == "state:dnk")
    assert one.since == both[1]
    # The other bid has a word of its own on Denmark.
    assert next(each.disputed for each in on(ledger, NOV).accessions[1].ratifiers if each.ally == "state:dnk") == both
    with ledger.view(NOV) as view:
        assert len(view.entity(denmark).claims) == 1
        assert view.entity(denmark).claims[0].resolved
