# ruff: noqa: S608 - the tests' own SQL
"""Whatever is changed behind the ledger's back is found, in every table of both stores, even where triggers are off."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from bench._ledger_history import drafts

from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft
from svitlo.ledger.store import Store
from svitlo.ledger.verify import SPAN, verify
from svitlo.tables.errors import BadInput
from tests.ledger.conftest import Place
from tests.ledger.stores.raw import run_sql

COUNT = 1_200


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def pattern(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A ledger with a correction and a voiding in it, to be copied."""
    if request.param == "sqlite":
        place = Place("sqlite", str(tmp_path_factory.mktemp("pattern") / "ledger.svitlo"))
    else:
        address = request.getfixturevalue("postgres_address")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE pattern")
        place = Place("postgres", address.replace("/postgres?", "/pattern?"))
    with closing(place.open(create=True)) as store:
        book = Book(store=store)
        book.add(drafts(COUNT - 3), "a clerk")
        book.add(corrections(), "a clerk")
    return place


@pytest.fixture
def place(pattern: Place, tmp_path: Path) -> Place:
    """A copy of it."""
    if pattern.kind == "sqlite":
        for suffix in ("", ".seal"):
            shutil.copy(f"{pattern.name}{suffix}", tmp_path / f"ledger.svitlo{suffix}")
        return Place("sqlite", str(tmp_path / "ledger.svitlo"))
    name = f"copy_{uuid4().hex}"
    with psycopg.connect(pattern.name.replace("/pattern?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE pattern".encode())
    return Place("postgres", pattern.name.replace("/pattern?", f"/{name}?"))


def corrections() -> list[Draft]:
    day = date(2024, 1, 1)
    about = {"reason": "mistyped"}
    said = drafts(COUNT)
    lapse = next(n for n, draft in enumerate(said, start=1) if draft.kind == "pledge.lapsed")
    moved = next(n for n, draft in enumerate(said, start=1) if draft.kind == "consignment.at_border")
    pledge, consignment = said[lapse - 1].subject, said[moved - 1].subject
    less = {"amount_minor": 1}
    return [
        Draft(kind="event.corrected", subject=pledge, held_on=day, data={"event": lapse, "data": less, **about}),
        Draft(kind="event.voided", subject=consignment, held_on=day, data={"event": moved, **about}),
        Draft(kind="pledge.lapsed", subject=pledge, held_on=day, data={"amount_minor": 2}),
    ]


def findings(place: Place) -> list[str]:
    with closing(place.open()) as store:
        return verify(store)


def test_a_ledger_with_corrections_is_sound(place: Place) -> None:
    assert findings(place) == []


SHIFT = "(SELECT min(seq) FROM postings WHERE amount > 1)"
CHANGES = {
    "a word of an event": ("UPDATE events SET body = replace(body, 'Made-up', 'Made up') WHERE seq = 700", "event 700"),
    "an amount of an event": (
        "UPDATE events SET body = replace(body, '\"amount_minor\":', '\"amount_minor\":1') "
        "WHERE seq = (SELECT max(seq) FROM events WHERE kind = 'contract.signed')",
        "its hash differs",
    ),
    "its day": ("UPDATE events SET held_on = '2022-12-31' WHERE seq = 500", "event 500"),
    "its author": ("UPDATE events SET author = 'nobody' WHERE seq = 1", "event 1 "),
    "its kind": ("UPDATE events SET kind = 'no.such' WHERE seq = 800", "event 800"),
    "its time": ("UPDATE events SET recorded_at = '2020-01-01' WHERE seq = 900", "recorded before"),
    "its hash": (f"UPDATE events SET hash = '{'0' * 64}' WHERE seq = 1000", "event 1000"),
    "a day that is none": ("UPDATE events SET held_on = '2022-13-31' WHERE seq = 500", "cannot be read"),
    "a text that is no JSON": ("UPDATE events SET body = '{' WHERE seq = 500", "event 500"),
    "an event less": ("DELETE FROM events WHERE seq = 600", "event 600 is missing"),
    "the last event less": (f"DELETE FROM events WHERE seq = {COUNT}", "postings of events"),
    "two events changed places": (
        "UPDATE events SET seq = CASE seq WHEN 300 THEN -1 ELSE seq END; "
        "UPDATE events SET seq = 300 WHERE seq = 301; UPDATE events SET seq = 301 WHERE seq = -1",
        "event 300",
    ),
    "a posting's amount": (f"UPDATE postings SET amount = amount + 1 WHERE seq = {SHIFT}", "postings of events 1 to"),
    "a posting's day": (f"UPDATE postings SET held_on = '2030-01-01' WHERE seq = {SHIFT}", "postings of events 1 to"),
    "a posting twice": (
        f"INSERT INTO postings SELECT * FROM postings WHERE seq = {SHIFT}",
        "postings of events 1 to",
    ),
    "a posting less": ("DELETE FROM postings WHERE seq > 1100", f"postings of events {SPAN + 1} to"),
    "postings swapped": (
        "UPDATE postings SET party = CASE party WHEN 'state:d01' THEN 'state:d02' WHEN 'state:d02' THEN 'state:d01' "
        "ELSE party END",
        "postings of events",
    ),
    "a link more": ("INSERT INTO links VALUES (5, 'state:d01', 'state:d02')", "links of events 1 to"),
    "a link less": ("DELETE FROM links WHERE seq = 100", "links of events 1 to"),
    "a link elsewhere": ("UPDATE links SET name = name || 'x' WHERE seq = 1100", f"links of events {SPAN + 1} to"),
    "a sum of a pool": (
        "UPDATE pool_days SET amount = amount + 1 WHERE pool = 'pledge:w3'",
        "pool_days has pledge:w3",
    ),
    "a sum of a pool less": ("DELETE FROM pool_days WHERE pool = 'pledge:w3'", "pool_days lacks pledge:w3"),
    "a sum of a donor": ("UPDATE party_totals SET amount = amount - 1 WHERE party = 'state:d05'", "party_totals has"),
    "a sum of nobody": (
        "INSERT INTO party_totals VALUES ('pledged', 'state:zzz', '', 'USD', 1)",
        "party_totals has pledged state:zzz",
    ),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_change_behind_its_back_is_told(place: Place, what: str) -> None:
    sql, words = CHANGES[what]
    if place.kind == "sqlite":
        # SQLite's own check of `seq` is off as well: the worst that somebody with the file can do.
        run_sql(place, "PRAGMA ignore_check_constraints = ON", *sql.split("; "), powers=True)
    else:
        run_sql(place, "ALTER TABLE events DROP CONSTRAINT events_seq_check", *sql.split("; "), powers=True)
    found = findings(place)
    assert any(words in one for one in found), found


def test_one_bit_of_a_row_on_the_server_is_told(postgres_address: str) -> None:
    place = Place("postgres", f"{postgres_address}#one_bit")
    with closing(place.open(create=True)) as store:
        Book(store=store).add(drafts(200), "a clerk")
    columns = {
        "events": ("kind", "subject", "held_on", "recorded_at", "author", "body", "hash"),
        "links": ("subject", "name"),
        "postings": ("account", "pool", "party", "measure", "held_on"),
        "pool_days": ("pool", "held_on", "account", "measure"),
        "party_totals": ("account", "party", "measure"),
    }
    address, _, schema = place.name.rpartition("#")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {schema}".encode())
        connection.execute("SET session_replication_role = replica")
        for table, names in columns.items():
            for name in names:
                # The lowest bit of the last byte of one row's text, and back.
                row = f"ctid = (SELECT ctid FROM {table} WHERE {name} <> '' LIMIT 1 OFFSET 7)"
                found = connection.execute(f"SELECT ctid, {name} FROM {table} WHERE {row}".encode()).fetchone()
                assert found is not None
                value = found[1]
                other = value[:-1] + chr(ord(value[-1]) ^ 1)
                change = f"UPDATE {table} SET {name} = %s WHERE ctid = %s RETURNING ctid".encode()
                moved = connection.execute(change, (other, found[0])).fetchone()
                assert moved is not None
                assert findings(place), f"{table}.{name}"
                connection.execute(change, (value, moved[0]))
                assert findings(place) == [], f"{table}.{name}"


def test_triggers_that_are_off_or_gone_are_told(any_place: Place) -> None:
    with closing(any_place.open(create=True)) as store:
        Book(store=store).add(drafts(60), "a clerk")
        assert verify(store) == []
        if any_place.kind == "sqlite":
            run_sql(any_place, "DROP TRIGGER events_keep_DELETE")
            assert any("triggers" in what for what in verify(store))
            return
        run_sql(any_place, "ALTER TABLE events DISABLE TRIGGER events_keep_delete")
        assert verify(store) == ["the trigger events_keep_delete is missing or off"]
        run_sql(
            any_place, "ALTER TABLE events ENABLE TRIGGER events_keep_delete", "DROP TRIGGER links_keep_update ON links"
        )
        assert verify(store) == ["the trigger links_keep_update is missing or off"]


def test_a_head_of_an_older_report_is_in_the_ledger_or_is_told(any_store: Store) -> None:
    added = Book(store=any_store).add(drafts(60), "a clerk")
    for event in (added[0], added[30], added[-1]):
        assert verify(any_store, f"{event.seq}:{event.hash}") == []
    assert verify(any_store, f"0:{'0' * 64}") == []
    (said,) = verify(any_store, f"31:{added[29].hash}")
    assert "event 31 has other content here" in said
    (said,) = verify(any_store, f"61:{added[-1].hash}")
    assert "is not here: the last event is 60" in said


@pytest.mark.parametrize(
    "head", ["", "5", "5:xyz", f"-1:{'0' * 64}", f"5:{'G' * 64}", f"1 2:{'0' * 64}", "5:" + "0" * 65]
)
def test_what_is_no_head_is_refused(any_store: Store, head: str) -> None:
    with pytest.raises(BadInput, match="is not a head"):
        verify(any_store, head)


def test_a_ledger_cut_at_any_event_is_a_sound_ledger(any_place: Place, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with closing(any_place.open(create=True)) as store:
        Book(store=store).add(drafts(60), "a clerk")
        with store.reading() as reader:
            events = list(reader.events())
            links, postings = list(reader.links()), list(reader.postings())
    from svitlo.ledger.postings import Posting

    for cut in (1, 42, 45, 51, 58):
        shorter = Place("sqlite", str(tmp_path / f"{cut}.svitlo"))
        with closing(shorter.open(create=True)) as store:
            with store.writing() as writer:
                for event in events[:cut]:
                    named = [name for seq, _, name in links if seq == event.seq]
                    rows = [row[1:] for row in postings if row[0] == event.seq]
                    writer.add(event, named, [Posting(*r[:5], date.fromisoformat(r[5]), r[6]) for r in rows])
            assert verify(store) == []
