"""Laws of time, on told histories: the same words give the same ledger, and a past day never changes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.ledger.entities import entity_of
from svitlo.ledger.events import GENESIS, Event, hash_of
from svitlo.ledger.postings import Posting, moved, postings_of
from svitlo.ledger.store import Store, Total
from svitlo.ledger.verify import verify
from svitlo.ledger.view import View
from tests.ledger.laws.histories import Story, replayed, what_if
from tests.ledger.laws.shelves import LONG, SEEDS, SHORT, Shelf, Tale, seeds, tales
from tests.ledger.laws.told import standing

few = settings(max_examples=10, deadline=None, derandomize=True)
shares = st.floats(0, 1)


def shown(view: View, subjects: Iterable[str]) -> dict[str, object]:
    """All that a view says of entities."""
    found: dict[str, object] = {}
    for subject in subjects:
        one = view.entity(subject)
        found[subject] = (
            one.state,
            dict(one.since),
            dict(one.data),
            [(fact.seq, fact.kind, fact.said) for fact in one.facts],
            [
                (claim.kind, claim.taken.seq, [fact.seq for fact in claim.others], claim.resolved)
                for claim in one.claims
            ],
        )
    return found


def subjects_of(events: Iterable[Event]) -> list[str]:
    return sorted({event.subject for event in events})


def state_of(store: Store, upto: int | None = None) -> tuple[object, ...]:
    """All that a ledger shows, by events up to one."""
    with store.reading() as reader:
        events = list(reader.events(upto=upto))
        everything = shown(View(reader=reader, upto=upto), subjects_of(events))
        return events, everything, reader.totals(upto=upto, pools=True)


def refused_alone(story: Story) -> bool:
    return all(refusal.left_alone for refusal in story.refused)


@few
@given(tales)
def test_what_is_refused_leaves_the_ledger_as_it_was_and_says_why(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    assert refused_alone(story)
    assert story.refused
    for refusal in story.refused:
        assert refusal.problems
        assert all(problem.what and problem.column for problem in refusal.problems)
    with story.store.reading() as reader:
        assert list(reader.events()) == story.events


@few
@given(tales)
def test_the_chain_holds(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    before = GENESIS
    for number, event in enumerate(story.events, start=1):
        assert event.seq == number
        assert event.hash == hash_of(before, event)
        before = event.hash
    assert story.head.hash == before
    assert verify(story.store, str(story.head)) == []


@settings(max_examples=4, deadline=None, derandomize=True)
@given(tales)
def test_the_same_drafts_at_the_same_times_give_the_same_ledger(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    with shelf.empty() as again:
        assert replayed(story.drafts, again) == story.events
        assert state_of(again) == state_of(story.store)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(tales, shares)
def test_a_ledger_cut_at_any_event_is_a_ledger_and_what_was_seen_then(shelf: Shelf, tale: Tale, share: float) -> None:
    """The first events alone are accepted again, one by one; they show what the whole ledger says it showed then."""
    story = shelf.story(tale)
    seq = 1 + int(share * (len(story.events) - 1))
    with shelf.empty() as prefix:
        assert replayed(story.drafts[:seq], prefix) == story.events[:seq]
        assert state_of(prefix) == state_of(story.store, upto=seq)
        assert verify(prefix) == []


@few
@given(tales)
def test_what_moves_adds_up_to_the_kept_sums(shelf: Shelf, tale: Tale) -> None:
    """The events folded in recorded order, entity by entity, give the sums by party and by day that are kept."""
    story = shelf.story(tale)
    events_of: dict[str, list[Event]] = defaultdict(list)
    by_party: Counter[tuple[str, str, str, str]] = Counter()
    by_day: Counter[tuple[str, date, str, str]] = Counter()
    for event in story.events:
        own = events_of[event.subject]
        for one in moved(own, [*own, event]):
            by_party[one.account, one.party, one.category, one.measure] += one.amount
            by_day[one.pool, one.held_on, one.account, one.measure] += one.amount
        own.append(event)
    with story.store.reading() as reader:
        kept = {(one.account, one.party, one.category, one.measure): one.amount for one in reader.party_totals()}
        for pool in {pool for pool, *_ in by_day}:
            mine = {key[1:]: amount for key, amount in by_day.items() if key[0] == pool and amount}
            days = {(day, account, measure): amount for day, account, measure, amount in reader.days_of(pool)}
            assert {key: amount for key, amount in days.items() if amount} == mine
    nonzero = {key: amount for key, amount in by_party.items() if amount}
    assert {key: amount for key, amount in kept.items() if amount} == nonzero


@few
@given(tales)
def test_reversals_leave_what_the_entity_moves_now(shelf: Shelf, tale: Tale) -> None:
    """All that was ever posted for an entity is, in sum, what its facts move now."""
    story = shelf.story(tale)
    sums: Counter[Posting] = Counter()
    events_of: dict[str, list[Event]] = defaultdict(list)
    for event in story.events:
        own = events_of[event.subject]
        for one in moved(own, [*own, event]):
            sums[replace(one, amount=0)] += one.amount
        own.append(event)
    now: Counter[Posting] = Counter()
    for own in events_of.values():
        for one in postings_of(own).elements():
            now[replace(one, amount=0)] += one.amount
    assert {key: amount for key, amount in sums.items() if amount} == {k: n for k, n in now.items() if n}


@few
@given(seeds)
def test_a_past_sight_never_changes_when_more_is_recorded(shelf: Shelf, seed: int) -> None:
    """By two times: what held on a day, as known after an event. Later events, also about that day, change nothing."""
    early, late = shelf.story(Tale(seed, SHORT)), shelf.story(Tale(seed, LONG))
    seq = len(early.events)
    assert late.events[:seq] == early.events
    subjects = subjects_of(early.events)
    for day in early.days(6):
        with early.store.reading() as then, late.store.reading() as now:
            assert shown(View(reader=then, on=day), subjects) == shown(View(reader=now, on=day, upto=seq), subjects)
            assert then.totals(on=day, pools=True) == now.totals(on=day, upto=seq, pools=True)
            for entity_type in ("pledge", "allocation"):
                older = [one.subject for one in View(reader=then, on=day).entities(entity_type)]
                assert [one.subject for one in View(reader=now, on=day, upto=seq).entities(entity_type)] == older


@few
@given(tales)
def test_what_was_known_at_the_end_of_a_day_is_what_was_recorded_by_then(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    for day in (story.today - timedelta(days=back) for back in (0, 3, 11, 400)):
        by_then = [at for at, _ in story.drafts if at.date() <= day]
        with story.book.view(known=day) as view:
            assert view.upto == len(by_then)


@few
@given(tales)
def test_a_corrected_ledger_shows_what_it_would_if_the_right_thing_had_been_recorded_at_first(
    shelf: Shelf, tale: Tale
) -> None:
    """But for numbers: each entity by its facts as they stand, told plainly, and without the events about events."""
    story = shelf.story(tale)
    by_subject: dict[str, list[Event]] = defaultdict(list)
    for event in story.events:
        by_subject[event.subject].append(event)
    told = standing(story.events)
    for subject, events in by_subject.items():
        facts = sorted(told.get(subject, []), key=lambda fact: fact.place)
        right = [
            Event(
                seq=fact.place, kind=fact.kind, subject=subject, held_on=fact.day, recorded_at="", author="",
                body=_body(dict(fact.data)), hash="",
            )
            for fact in facts
        ]  # fmt: skip
        assert postings_of(right) == postings_of(events)
        for day in (None, *story.days(3)):
            one, other = entity_of(subject, events, day), entity_of(subject, right, day)
            assert (one.state, one.since, one.data) == (other.state, other.since, other.data)
            assert [(fact.kind, fact.said) for fact in one.facts] == [(fact.kind, fact.said) for fact in other.facts]


def _body(data: dict[str, object]) -> str:
    from svitlo.ledger.events import body_of

    return body_of(data, ())


@settings(max_examples=4, deadline=None, derandomize=True)
@given(tales)
def test_undoing_the_last_event_again_and_again_leads_back_to_each_earlier_ledger(shelf: Shelf, tale: Tale) -> None:
    """Voidings reverse exactly, from the last event to the first: at the end nothing has ever moved."""
    story = shelf.story(tale)
    from svitlo.ledger.events import Draft

    with story.store.reading() as reader:
        earlier = {event.seq: reader.totals(upto=event.seq, pools=True) for event in story.events[::7]}
    with what_if(story) as book, book.store.writing() as writer:
        for event in reversed(story.events):
            if event.seq in earlier:
                assert writer.totals(pools=True) == earlier[event.seq]
            said = {"event": event.seq, "reason": "undone"}
            book.add([Draft(kind="event.voided", subject=event.subject, held_on=event.held_on, data=said)], "a clerk")
        assert writer.totals(pools=True) == []
        assert all(one.amount == 0 for one in writer.party_totals())
        view = View(reader=writer)
        assert not [subject for subject in subjects_of(story.events) if view.entity(subject).facts]


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_independent_stories_does_not_matter(shelf: Shelf, seed: int, dice: "object") -> None:
    """Two stories with their own names, shuffled into each other in two ways: the same balances on every day."""
    import random

    assert isinstance(dice, random.Random)
    first = shelf.story(Tale(seed, SHORT))
    second = shelf.story(Tale((seed + 1) % len(SEEDS), SHORT))
    mixes = []
    for _ in range(2):
        with shelf.empty() as store:
            _mixed(first, second, store, dice)
            with store.reading() as reader:
                mixes.append([_named(reader.totals(on=day, pools=True)) for day in first.days(5)])
    assert mixes[0] == mixes[1]


def _mixed(first: Story, second: Story, store: Store, dice: "object") -> None:
    """Both stories' facts about events are numbered anew; the second one's names get a mark of their own."""
    import random

    from svitlo.ledger.book import Book
    from tests.ledger.laws.histories import Clock

    assert isinstance(dice, random.Random)
    book = Book(store=store, clock=Clock())
    queues = [list(first.drafts), list(second.drafts)]
    numbers: list[dict[int, int]] = [{}, {}]
    done = [0, 0]
    while any(queues):
        which = dice.randrange(2) if all(queues) else int(not queues[0])
        _, draft = queues[which].pop(0)
        data = dict(draft.data)
        if draft.kind.startswith(("event.", "claim.")):
            data["event"] = numbers[which][data["event"]]
        mark = "-too" if which else ""
        [event] = book.add([replace(draft, subject=_marked(draft.subject, mark), data=_marked(data, mark))], "a clerk")
        done[which] += 1
        numbers[which][done[which]] = event.seq


def _marked(said: object, mark: str) -> object:
    """The same words with other names of entities."""
    if isinstance(said, dict):
        return {name: _marked(value, mark) for name, value in said.items()}
    if isinstance(said, list):
        return [_marked(value, mark) for value in said]
    if isinstance(said, str) and ":" in said and said.split(":")[0].isalpha() and " " not in said and mark:
        kind, name = said.split(":", 1)
        if kind not in ("sector", "equipment"):
            return f"{kind}:" + "/".join(part + mark for part in name.split("/"))
    return said


def _named(totals: list[Total]) -> Counter[tuple[str, str, str, str, str]]:
    return Counter({(one.account, one.pool, one.party, one.category, one.measure): one.amount for one in totals})
