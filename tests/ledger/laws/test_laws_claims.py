"""Laws of what is said twice, of goods, and of military support, on told histories."""

from collections import Counter, defaultdict
from datetime import date

from hypothesis import given, settings

from svitlo.ledger.events import Draft, Event, Source
from svitlo.ledger.view import View
from tests.ledger.laws.histories import Story, is_once, problems_of, what_if
from tests.ledger.laws.shelves import LONG, SEEDS, Shelf, Tale, tales
from tests.ledger.laws.test_laws_time import shown, subjects_of
from tests.ledger.laws.told import Told, held, standing, upto

few = settings(max_examples=10, deadline=None, derandomize=True)


def alive(story: Story) -> list[Event]:
    """Events that were not voided, by a walk from the end."""
    dead: set[int] = set()
    for event in reversed(story.events):
        if event.kind == "event.voided" and event.seq not in dead:
            dead.add(event.data["event"])
    return [event for event in story.events if event.seq not in dead]


def words(events: list[Event]) -> dict[int, tuple[date, object]]:
    """What each event says now, by its number, with what was corrected."""
    found: dict[int, tuple[date, object]] = {}
    for event in events:
        if event.kind == "event.corrected" and event.data["event"] in found:
            day, data = found[event.data["event"]]
            new = event.data.get("held_on")
            found[event.data["event"]] = (date.fromisoformat(new) if new else day, event.data.get("data", data))
        elif not event.kind.startswith(("event.", "claim.")):
            found[event.seq] = (event.held_on, event.data)
    return found


@few
@given(tales)
def test_words_that_contradict_each_other_are_all_shown(shelf: Shelf, tale: Tale) -> None:
    """Whatever is said of one thing by several is there with its sources, resolved or not; one of them counts."""
    story = shelf.story(tale)
    events = alive(story)
    say = words(events)
    rivals: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if is_once(event.kind):
            rivals[event.subject, event.kind].append(event)
    with story.book.view() as view:
        for (subject, kind), several in rivals.items():
            claims = [claim for claim in view.entity(subject).claims if claim.kind == kind]
            disputed = any(say[one.seq] != say[several[0].seq] for one in several)
            assert len(claims) == int(disputed)
            for claim in claims:
                shown_words = [fact.said for fact in (claim.taken, *claim.others)]
                assert all(say[one.seq] in shown_words for one in several)
                assert all(fact.event.sources for fact in (claim.taken, *claim.others) if fact.seq != several[0].seq)
                named = [one.data["event"] for one in events if one.kind == "claim.resolved"]
                assert claim.resolved == any(one.seq in named for one in several)
                if not claim.resolved:
                    assert claim.taken.seq == several[0].seq


@few
@given(tales)
def test_settling_a_claim_changes_that_claim_only(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    with story.book.view() as view:
        open_claims = [
            claim
            for subject in subjects_of(story.events)
            for claim in view.entity(subject).claims
            if not claim.resolved
        ]
    for claim in open_claims:
        other = claim.others[0]
        said = {"event": other.seq, "reason": "it is the state's own paper"}
        with what_if(story) as book, book.store.writing() as writer:
            subjects = subjects_of(story.events)
            first = View(reader=writer)
            before = shown(first, subjects)
            mine = before.pop(claim.subject)
            rest = {one.kind: one.taken.seq for one in first.entity(claim.subject).claims if one.kind != claim.kind}
            draft = Draft(kind="claim.resolved", subject=claim.subject, held_on=story.today, data=said)
            if problems_of(book, draft):
                continue
            view = View(reader=writer)
            after = shown(view, subjects)
            assert after.pop(claim.subject) != mine
            assert after == before
            now = [one for one in view.entity(claim.subject).claims if one.kind == claim.kind]
            assert [(one.taken.seq, one.resolved) for one in now] == [(other.seq, True)]
            others = [one for one in view.entity(claim.subject).claims if one.kind != claim.kind]
            assert {one.kind: one.taken.seq for one in others} == rest


@few
@given(tales)
def test_a_second_word_without_a_source_is_taken_for_a_slip(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for facts in list(told.values())[::9]:
        first = facts[0]
        if not is_once(first.kind):
            continue
        bare = Draft(kind=first.kind, subject=first.subject, held_on=first.day, data={**first.data})
        with_source = Draft(
            kind=first.kind,
            subject=first.subject,
            held_on=first.day,
            data={**first.data},
            sources=(Source(publisher="A paper"),),
        )
        with what_if(story) as book:
            assert ["already" in problem.what for problem in problems_of(book, bare)] == [True]
            assert problems_of(book, with_source) == ()


@few
@given(tales)
def test_an_asset_is_in_one_place_at_a_time(shelf: Shelf, tale: Tale) -> None:
    """The last place that was said by the day, whatever the order of recording; and it came with one consignment."""
    story = shelf.story(tale)
    told = story.told
    for day in story.days(6):
        now = upto(told, day)
        with story.book.view(day) as view:
            for name in (name for name in told if name.startswith("asset:")):
                places = [fact.data["place"] for fact in now.get(name, []) if "place" in fact.data]
                assert view.entity(name).data.get("place") == (places[-1] if places else None)
        sums = held(told, day)
        for name in (name for name in now if name.startswith("asset:")):
            came = now[name][0].data["consignment"]
            kind = "item:" + now[name][0].data["equipment_id"]
            assert sums["packed", came, kind] >= sums["unpacked", came, kind] > 0


@few
@given(tales)
def test_nothing_comes_out_of_a_consignment_that_was_lost(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for name, facts in told.items():
        if name.startswith("asset:"):
            came = told[facts[0].data["consignment"]]
            assert not [fact for fact in came if fact.kind == "consignment.lost" and fact.day <= facts[0].day]


@few
@given(tales)
def test_military_support_is_recorded_and_never_usable(shelf: Shelf, tale: Tale) -> None:
    """It is in the funnel as pledged and committed, and in no pool from which anything may be allocated."""
    story = shelf.story(tale)
    told = story.told
    last = max(fact.day for facts in told.values() for fact in facts)
    sums = held(told, last)
    for name, facts in told.items():
        first = facts[0].data
        if name.startswith("commitment:") and first["category"] == "military":
            assert ("committed", name, first["currency"]) in sums or any(f.kind == "commitment.reduced" for f in facts)
            for account in ("drawn", "reserved", "allocated"):
                assert sums[account, name, first["currency"]] == 0
    callable_now: Counter[tuple[str, str]] = Counter()
    for name, facts in told.items():
        first = facts[0].data
        if name.startswith("commitment:") and "fund" in first and first["category"] != "military":
            part = first["fund"] + ("#" + first["earmark"] if first.get("earmark") else "")
            callable_now[part, first["currency"]] += (
                sums["committed", name, first["currency"]] - sums["drawn", name, first["currency"]]
            )
    found: Counter[tuple[str, str]] = Counter()
    with story.store.reading() as reader:
        for one in reader.totals(on=last, pools=True):
            if one.account == "callable":
                found[one.pool, one.measure] += one.amount
    assert {key: n for key, n in found.items() if n} == {key: n for key, n in callable_now.items() if n}


def test_the_stories_have_what_these_laws_are_about(shelf: Shelf) -> None:
    claims, resolved, assets, military, corrected = 0, 0, 0, 0, 0
    for seed in SEEDS:
        story = shelf.story(Tale(seed, LONG))
        told: dict[str, list[Told]] = standing(story.events)
        military += sum(facts[0].data.get("category") == "military" for facts in told.values())
        assets += sum(name.startswith("asset:") and len(facts) > 2 for name, facts in told.items())
        corrected += sum(event.kind == "event.corrected" for event in story.events)
        with story.book.view() as view:
            found = [claim for name in told for claim in view.entity(name).claims]
        claims += len(found)
        resolved += sum(claim.resolved for claim in found)
    assert min(claims - resolved, resolved, assets, military) > 10
    assert corrected > 100
