"""The two stores beside each other: one history told into each is the same ledger; and a history that is far longer."""

from collections import Counter

from hypothesis import given, settings

from svitlo.ledger.verify import verify
from tests.ledger.laws.histories import Story, replayed, told_into
from tests.ledger.laws.shelves import LONG, Shelf, Tale, seeds, tales
from tests.ledger.laws.test_laws_time import state_of
from tests.ledger.laws.told import Held, held, standing


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tales)
def test_a_history_is_the_same_ledger_in_each_store(sqlite_shelf: Shelf, postgres_shelf: Shelf, tale: Tale) -> None:
    """Event by event and hash by hash, refusals too; and so is all that follows from the events, now and earlier."""
    mine, theirs = sqlite_shelf.story(tale), postgres_shelf.story(tale)
    assert mine.events == theirs.events
    assert mine.drafts == theirs.drafts
    assert [(one.draft, one.problems) for one in mine.refused] == [(one.draft, one.problems) for one in theirs.refused]
    for seq in (None, 1, 60, len(mine.events) - 1):
        assert state_of(mine.store, seq) == state_of(theirs.store, seq)
    with mine.store.reading() as one, theirs.store.reading() as other:
        assert one.party_totals() == other.party_totals()
        assert list(one.by_entity()) == list(other.by_entity())
        for words in ("links", "postings"):
            assert Counter(getattr(one, words)()) == Counter(getattr(other, words)())


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seeds)
def test_what_one_store_recorded_is_accepted_by_the_other(
    sqlite_shelf: Shelf, postgres_shelf: Shelf, seed: int
) -> None:
    """A ledger that moves from a file to a server and back is the same ledger: the same head, and sound."""
    for here, there in ((sqlite_shelf, postgres_shelf), (postgres_shelf, sqlite_shelf)):
        story = here.story(Tale(seed, LONG))
        with there.empty() as moved:
            assert replayed(story.drafts, moved) == story.events
            assert verify(moved, str(story.head)) == []


def test_a_long_history_of_thousands_of_attempts(shelf: Shelf) -> None:
    """More than a thousand events from one seed, by all that the other laws look at in shorter ones."""
    with shelf.empty() as store:
        story = told_into(store, 77, 2600)
        assert len(story.events) > 1200
        assert len(story.refused) > 1000
        assert all(one.left_alone for one in story.refused)
        assert verify(store, str(story.head)) == []
        assert_sums_are_retold(story)


def assert_sums_are_retold(story: Story) -> None:
    """On a few days the store's sums are those of a plain retelling."""
    told = standing(story.events)
    for day in story.days(4):
        sums: Held = Counter()
        with story.store.reading() as reader:
            for one in reader.totals(on=day, pools=True):
                sums[one.account, one.pool, one.measure] += one.amount
        assert {key: amount for key, amount in sums.items() if amount} == held(told, day)
