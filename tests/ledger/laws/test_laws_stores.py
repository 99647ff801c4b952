"""The laws on both stores: one history told into each is the same ledger, and each is sound."""

from collections import Counter

from svitlo.ledger.store import Store
from svitlo.ledger.verify import verify
from svitlo.ledger.view import View
from tests.ledger.laws.histories import empty_store, replayed, story_of, told_into, what_if
from tests.ledger.laws.test_laws_time import shown, state_of, subjects_of
from tests.ledger.laws.told import Held, held, standing

SEED, LENGTH = 3, 320


def test_a_history_is_the_same_ledger_in_each_store(any_store: Store) -> None:
    """Event by event and hash by hash, refusals too; and so is all that follows from the events."""
    mine, theirs = told_into(any_store, SEED, LENGTH), told_into(empty_store(), SEED, LENGTH)
    assert mine.events == theirs.events
    assert [one.problems for one in mine.refused] == [one.problems for one in theirs.refused]
    assert all(one.left_alone for one in mine.refused)
    assert state_of(any_store) == state_of(theirs.store)
    for seq in (1, 60, len(mine.events) - 1):
        assert state_of(any_store, seq) == state_of(theirs.store, seq)
    assert verify(any_store, str(mine.head)) == []


def test_each_store_holds_what_a_plain_retelling_finds(any_store: Store) -> None:
    story = told_into(any_store, SEED + 1, LENGTH)
    told = story.told
    for day in story.days(6):
        sums: Held = Counter()
        with any_store.reading() as reader:
            for one in reader.totals(on=day, pools=True):
                sums[one.account, one.pool, one.measure] += one.amount
        assert {key: amount for key, amount in sums.items() if amount} == held(told, day)


def test_a_ledger_cut_at_an_event_is_a_ledger_in_each_store(any_store: Store) -> None:
    story = story_of(SEED, 150)
    cut = 61
    replayed(story.drafts[:cut], any_store)
    assert state_of(any_store) == state_of(story.store, cut)
    assert verify(any_store) == []


def test_voiding_reverses_exactly_in_each_store(any_store: Store) -> None:
    from svitlo.ledger.events import Draft

    story = told_into(any_store, SEED, 140)
    with what_if(story) as book, book.store.writing() as writer:
        for event in reversed(story.events):
            said = {"event": event.seq, "reason": "undone"}
            book.add([Draft(kind="event.voided", subject=event.subject, held_on=event.held_on, data=said)], "a clerk")
        assert writer.totals(pools=True) == []
        assert not any(now[3] for now in map(list, shown(View(reader=writer), subjects_of(story.events)).values()))
    assert any_store_is_as_before(any_store, story.events[-1].hash)


def any_store_is_as_before(store: Store, last: str) -> bool:
    with store.reading() as reader:
        return reader.head().hash == last


def test_a_long_history_of_thousands_of_attempts() -> None:
    """More than a thousand events from one seed, by all that the other laws look at in shorter ones."""
    store = empty_store()
    story = told_into(store, 77, 2600)
    assert len(story.events) > 1200
    assert len(story.refused) > 1000
    assert all(one.left_alone for one in story.refused)
    assert verify(store, str(story.head)) == []
    told = standing(story.events)
    for day in story.days(4):
        sums: Held = Counter()
        with store.reading() as reader:
            for one in reader.totals(on=day, pools=True):
                sums[one.account, one.pool, one.measure] += one.amount
        assert {key: amount for key, amount in sums.items() if amount} == held(told, day)
    store.close()
