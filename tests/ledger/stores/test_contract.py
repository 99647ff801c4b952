"""One contract for both stores: what is added is there, whole, in order, for good, and never changes."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from bench._ledger_history import drafts

from svitlo.ledger.book import Book
from svitlo.ledger.events import GENESIS, Draft, Event, Head, event_of, hash_of
from svitlo.ledger.postings import Posting
from svitlo.ledger.store import Store, Total
from svitlo.ledger.verify import verify
from svitlo.tables.errors import BadInput
from tests.ledger.conftest import Place
from tests.ledger.stores.raw import run_sql

DAY = date(2022, 11, 29)


class Refused(Exception):
    """What a test raises on purpose."""


def ticking(start: datetime = datetime(2023, 1, 1, 12, tzinfo=UTC), step: timedelta = timedelta(hours=7)):  # type: ignore[no-untyped-def]
    now = start - step

    def clock() -> datetime:
        nonlocal now
        now += step
        return now

    return clock


def told(store: Store) -> list[Event]:
    with store.reading() as reader:
        return list(reader.events())


def filled(store: Store, count: int = 300, each: int = 20) -> list[Event]:
    book = Book(store=store, clock=ticking())
    said = drafts(count)
    return [event for first in range(0, count, each) for event in book.add(said[first : first + each], "a clerk")]


def an_event(head: Head, subject: str = "state:usa", quote: str = "") -> Event:
    draft = Draft(kind="state.named", subject=subject, held_on=DAY, data={"name": f"A{quote}"})
    return event_of(draft, head, "2022-11-30T10:00:00.000000+00:00", "a clerk")


def a_posting(amount: int, *, day: date = DAY, pool: str = "pledge:x") -> Posting:
    return Posting("pledged", pool, "state:usa", "energy", "USD", day, amount)


def test_a_new_ledger_has_no_events(any_store: Store) -> None:
    with any_store.reading() as reader:
        assert reader.head() == Head(0, GENESIS)
        assert list(reader.events()) == []
        assert reader.events_of("state:usa") == []
        assert reader.subjects("state") == []
        assert reader.party_totals() == reader.totals() == []
        assert reader.recorded_upto(date.max) == 0
    assert verify(any_store) == []


def test_what_is_added_is_read_back_as_it_was(any_store: Store) -> None:
    added = filled(any_store)
    assert told(any_store) == added
    assert [event.seq for event in added] == list(range(1, 301))
    before = GENESIS
    for event in added:
        assert event.hash == hash_of(before, event)
        before = event.hash
    with any_store.reading() as reader:
        assert reader.head() == Head(300, before)
        assert list(reader.events(after=17, upto=40)) == added[17:40]
        assert list(reader.events(after=300)) == list(reader.events(after=5, upto=5)) == []


def test_words_of_every_script_and_large_numbers_come_back(any_store: Store) -> None:
    quote = " Вінниця 'quoted' \"twice\" 100 % ? \\ \u200b 𐍈 \n\t"
    event = an_event(Head(), quote=quote)
    big = 999_999_999_999_999_999
    with any_store.writing() as writer:
        writer.add(event, ["group:g"], [a_posting(big), a_posting(-big)])
    (back,) = told(any_store)
    assert back == event
    assert back.data == {"name": f"A{quote}"}


def test_an_entitys_events_its_names_and_all_of_its_type(any_store: Store) -> None:
    added = filled(any_store)
    with any_store.reading() as reader:
        mine = [event for event in added if event.subject == "pledge:w3"]
        assert len(mine) == 2
        assert reader.events_of("pledge:w3") == mine
        assert reader.events_of("pledge:w3", upto=mine[0].seq) == mine[:1]
        assert reader.named_by("pledge:w3") == ["commitment:w3"]
        pledges = sorted({event.subject for event in added if event.subject.startswith("pledge:")})
        assert reader.subjects("pledge") == pledges
        # By code point, not by the server's language: 10 comes before 2.
        assert pledges.index("pledge:w10") < pledges.index("pledge:w2")


def test_several_entities_at_once_are_as_one_by_one(any_store: Store) -> None:
    filled(any_store)
    with any_store.writing() as writer:
        for number in range(700):
            writer.add(an_event(writer.head(), f"state:x{number % 650}"), [], [])
        names = [*writer.subjects("state"), "pledge:w3", "contract:w7", "pledge:nobody"]
        writer.add(an_event(writer.head(), "pledge:w3"), [], [])
        assert len(names) > 650
        for upto in (None, 150, 700):
            assert writer.events_of_all(names, upto) == {name: writer.events_of(name, upto) for name in names}
        assert len(writer.events_of_all(["pledge:w3"])["pledge:w3"]) == 3
        assert writer.events_of_all([]) == {}


def test_sums_are_those_of_the_postings_by_any_day_and_event(any_store: Store) -> None:
    filled(any_store)
    with any_store.reading() as reader:
        everything = list(reader.postings())
        assert everything
        for on, upto in ((None, None), (date(2022, 6, 1), None), (None, 150), (date(2022, 7, 1), 222)):
            sums: dict[tuple[str, ...], int] = {}
            for seq, account, pool, party, category, measure, held_on, amount in everything:
                if (on is None or held_on <= on.isoformat()) and (upto is None or seq <= upto):
                    key = (account, pool, party, category, measure)
                    sums[key] = sums.get(key, 0) + amount
            by_pool = {(t.account, t.pool, t.party, t.category, t.measure): t.amount for t in _totals(reader, on, upto)}
            assert by_pool == {key: amount for key, amount in sums.items() if amount}
        assert reader.party_totals() == reader.totals()
        for pool in ("pledge:w3", "commitment:w4"):
            upto_150 = [row for row in everything if row[2] == pool and row[0] <= 150]
            assert sum(row[3] for row in reader.days_of(pool, 150)) == sum(row[7] for row in upto_150)
            assert sum(row[3] for row in reader.days_of(pool)) == sum(row[7] for row in everything if row[2] == pool)


def _totals(reader, on: date | None, upto: int | None) -> list[Total]:  # type: ignore[no-untyped-def]
    return list(reader.totals(on=on, upto=upto, pools=True))


def test_the_last_event_recorded_by_a_day(any_store: Store) -> None:
    added = filled(any_store)
    with any_store.reading() as reader:
        for offset in range(-1, 8):
            day = date(2023, 1, 1) + timedelta(days=offset)
            known = [event.seq for event in added if event.recorded_at[:10] <= day.isoformat()]
            assert reader.recorded_upto(day) == max(known, default=0)
        assert reader.recorded_upto(date.max) == 300


def test_a_writer_sees_what_it_adds_at_once(any_store: Store) -> None:
    with any_store.writing() as writer:
        first = an_event(writer.head())
        writer.add(first, ["group:g"], [a_posting(5), a_posting(-2, day=DAY + timedelta(days=1))])
        assert writer.head() == Head(1, first.hash)
        assert writer.events_of("state:usa") == [first]
        assert writer.named_by("group:g") == ["state:usa"]
        assert writer.days_of("pledge:x") == [
            (DAY, "pledged", "USD", 5),
            (DAY + timedelta(days=1), "pledged", "USD", -2),
        ]
        assert list(writer.events()) == [first]
        assert [total.amount for total in writer.totals()] == [3]
        second = an_event(writer.head(), "state:deu")
        writer.add(second, ["group:g"], [a_posting(7)])
        assert writer.named_by("group:g") == ["state:deu", "state:usa"]
        assert writer.days_of("pledge:x")[0] == (DAY, "pledged", "USD", 12)
        assert writer.subjects("state") == ["state:deu", "state:usa"]
    assert told(any_store) == [first, second]


def test_nothing_is_left_of_a_transaction_that_fails(any_store: Store) -> None:
    with any_store.writing() as writer:
        kept = an_event(writer.head())
        writer.add(kept, [], [a_posting(5)])

    def fail() -> None:
        with any_store.writing() as writer:
            writer.add(an_event(writer.head(), "state:deu"), ["group:g"], [a_posting(7)])
            assert len(list(writer.events())) == 2
            raise Refused

    with pytest.raises(Refused):
        fail()
    assert told(any_store) == [kept]
    with any_store.reading() as reader:
        assert [total.amount for total in reader.party_totals()] == [5]
        assert reader.named_by("group:g") == []
    assert len(filled(any_store, count=3)) == 3


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(any_place: Place) -> None:
    with closing(any_place.open(create=True)) as writing, closing(any_place.open()) as early:
        filled(writing, 100)
        with early.reading() as old:
            before = (old.head(), old.party_totals(), old.totals())
            book = Book(store=writing)
            book.add(drafts(200)[100:], "another clerk")
            with closing(any_place.open()) as late, late.reading() as new:
                assert new.head().seq == 200
                assert len(list(new.events())) == 200
                assert (old.head(), old.party_totals(), old.totals()) == before
                assert [event.seq for event in old.events()] == list(range(1, 101))
                assert old.recorded_upto(date.max) == 100
        with early.reading() as again:
            assert again.head().seq == 200


def test_nothing_is_seen_of_a_transaction_that_is_open(any_place: Place) -> None:
    with closing(any_place.open(create=True)) as one, closing(any_place.open()) as other:
        with one.writing() as writer:
            writer.add(an_event(writer.head()), [], [a_posting(5)])
            assert len(list(writer.events())) == 1
            with other.reading() as reader:
                assert (reader.head().seq, list(reader.events()), reader.party_totals()) == (0, [], [])
        assert len(told(other)) == 1


def test_all_is_there_after_opening_again(any_place: Place) -> None:
    with closing(any_place.open(create=True)) as store:
        added = filled(store)
        with store.reading() as reader:
            sums = reader.party_totals()
    with closing(any_place.open()) as store:
        assert told(store) == added
        with store.reading() as reader:
            assert reader.party_totals() == sums
        assert verify(store) == []
    # Making a ledger where there is one leaves it as it is.
    with closing(any_place.open(create=True)) as store:
        assert told(store) == added


def test_the_same_events_have_the_same_hash_in_every_store(any_store: Store, tmp_path: Path) -> None:
    added = filled(any_store)
    with closing(Place("sqlite", str(tmp_path / "other.svitlo")).open(create=True)) as other:
        assert filled(other, each=7)[-1].seq == 300
        with any_store.reading() as one, other.reading() as two:
            # Other batches were recorded at other times, so by their hashes these are other ledgers; their sums agree.
            assert one.head() != two.head()
            assert (one.party_totals(), one.totals(pools=True)) == (two.party_totals(), two.totals(pools=True))
    with closing(Place("sqlite", str(tmp_path / "same.svitlo")).open(create=True)) as other:
        assert filled(other) == added
        with any_store.reading() as one, other.reading() as two:
            assert one.head() == two.head()
            assert sorted(one.postings()) == sorted(two.postings())
            assert sorted(one.links()) == sorted(two.links())
            assert [events[0].subject for events in one.by_entity()] == [e[0].subject for e in two.by_entity()]


def test_the_hash_is_what_its_definition_says(any_store: Store) -> None:
    """The chain is worked out here a second time, from the words of the definition: it must never change."""
    filled(any_store, 60)
    before = "0" * 64
    for event in told(any_store):
        said = [before, event.seq, event.kind, event.subject, str(event.held_on), event.recorded_at, event.author]
        text = json.dumps([*said, event.body], ensure_ascii=False, separators=(",", ":"))
        before = hashlib.sha256(text.encode()).hexdigest()
        assert event.hash == before


@pytest.mark.parametrize("table", ["events", "links", "postings"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET seq = seq + 1000", "DELETE FROM {}", "DELETE FROM {} WHERE seq = 50"])
def test_change_is_refused_by_the_database_itself(any_place: Place, table: str, sql: str) -> None:
    with closing(any_place.open(create=True)) as store:
        added = filled(store, 100)
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="only added to"):
            run_sql(any_place, sql.format(table))
        assert told(store) == added
        assert verify(store) == []


@pytest.mark.parametrize("table", ["pool_days", "party_totals"])
def test_sums_are_never_taken_away(any_place: Place, table: str) -> None:
    with closing(any_place.open(create=True)) as store:
        filled(store, 100)
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="only added to"):
            run_sql(any_place, "DELETE FROM {}".format(table))  # noqa: S608, UP032


def test_an_event_cannot_be_put_in_the_place_of_another(any_place: Place) -> None:
    sql = {
        "sqlite": "INSERT OR REPLACE INTO events SELECT seq, kind, subject, held_on, recorded_at, 'x', body, hash "
        "FROM events WHERE seq = 50",
        "postgres": "INSERT INTO events SELECT * FROM events WHERE seq = 50 "
        "ON CONFLICT (seq) DO UPDATE SET author = 'x'",
    }
    with closing(any_place.open(create=True)) as store:
        added = filled(store, 100)
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="only added to"):
            run_sql(any_place, sql[any_place.kind])
        assert told(store) == added


@pytest.mark.parametrize("table", ["events", "links", "postings", "pool_days", "party_totals"])
def test_a_server_refuses_to_empty_a_table(postgres_address: str, table: str) -> None:
    place = Place("postgres", f"{postgres_address}#truncated_{table}")
    with closing(place.open(create=True)) as store:
        filled(store, 60)
        with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
            run_sql(place, f"TRUNCATE {table}")
        assert len(told(store)) == 60


def test_a_batch_larger_than_what_waits_in_memory(any_store: Store) -> None:
    added = Book(store=any_store, clock=ticking()).add(drafts(4_500), "a clerk")
    assert [event.seq for event in told(any_store)] == list(range(1, 4_501))
    with any_store.reading() as reader:
        assert reader.head() == Head(4_500, added[-1].hash)
        assert reader.party_totals() == reader.totals()
    assert verify(any_store) == []


def test_sums_that_are_too_large_are_refused_and_nothing_is_left(any_store: Store) -> None:
    def add(*amounts: int) -> None:
        with any_store.writing() as writer:
            writer.add(an_event(writer.head()), [], [a_posting(amount) for amount in amounts])

    with pytest.raises(BadInput, match="larger than the ledger can hold"):
        add(2**62, 2**62)
    add(2**62)
    with pytest.raises(BadInput, match="larger than the ledger can hold"):
        add(2**62)
    assert len(told(any_store)) == 1
    with any_store.reading() as reader:
        assert [total.amount for total in reader.party_totals()] == [2**62]
