"""One flipped byte anywhere in the file is noticed, and nothing that Svitlo itself does is taken for one."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from bench._ledger_history import drafts

from svitlo.ledger.book import Book
from svitlo.ledger.seal import BrokenSealError, differences, read_seal, seal_of
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.verify import verify
from svitlo.ledger.wal_file import read_wal, wal_of
from svitlo.tables.errors import BadInput
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of 1500 events that was let go of; not to be written to."""
    path = tmp_path_factory.mktemp("sealed") / "ledger.svitlo"
    for first in range(0, 1_500, 300):
        with closing(SqliteStore(path, create=True)) as store:
            Book(store=store).add(drafts(1_500)[first : first + 300], "a clerk")
    return path


@pytest.fixture
def ledger(sealed: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    path = tmp_path / "ledger.svitlo"
    for suffix in ("", ".seal"):
        shutil.copy(f"{sealed}{suffix}", f"{path}{suffix}")
    return path


def add(path: Path, first: int, count: int) -> None:
    with closing(SqliteStore(path)) as store:
        Book(store=store).add(drafts(first + count)[first:], "a clerk")


def found_in(path: Path) -> list[str]:
    """What a whole verification says, also where the file cannot be opened any more."""
    try:
        with closing(SqliteStore(path)) as store:
            return verify(store)
    except BadInput as error:
        return [str(error)]


def flipped(path: Path, position: int, bit: int) -> Iterator[None]:
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        for value in (byte ^ (1 << bit), byte):
            file.seek(position)
            file.write(bytes([value]))
            file.flush()
            yield


def test_a_ledger_that_was_let_go_of_is_one_sealed_file(sealed: Path) -> None:
    assert not wal_of(sealed).exists()
    seal = read_seal(sealed)
    assert seal is not None
    assert seal.page_count * seal.page_bytes == sealed.stat().st_size
    assert seal.number == 5
    assert differences(sealed) == []
    with closing(SqliteStore(sealed)) as store:
        assert verify(store) == []
        with store.reading() as reader:
            assert reader.head() == seal.head
    assert read_seal(sealed) == seal


def test_every_flipped_byte_of_the_header_and_anywhere_else_is_noticed(ledger: Path) -> None:
    size = ledger.stat().st_size
    draw = random.Random(5)
    anywhere = [draw.randrange(100, size) for _ in range(600)]
    for position in [*range(100), *anywhere, size - 1]:
        flip = flipped(ledger, position, draw.randrange(8))
        next(flip)
        assert differences(ledger), f"byte {position} is not noticed"
        next(flip)
    assert differences(ledger) == []


def test_flipped_bytes_that_sqlite_itself_never_looks_at_are_noticed(ledger: Path) -> None:
    """The reason for the seal: such bytes exist, and a whole verification tells of them."""
    draw = random.Random(7)
    size = ledger.stat().st_size
    unseen = 0
    for _ in range(20):
        position, bit = draw.randrange(100, size), draw.randrange(8)
        flip = flipped(ledger, position, bit)
        next(flip)
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro&immutable=1", uri=True)) as connection:
            try:
                said = connection.execute("PRAGMA integrity_check").fetchall()
            except sqlite3.DatabaseError:
                said = []
        unseen += said == [("ok",)]
        assert found_in(ledger), f"byte {position} is not noticed"
        next(flip)
    assert unseen > 3
    assert found_in(ledger) == []


@pytest.mark.parametrize("position", [0, 16, 18, 19, 20, 21, 24, 28, 31, 36, 40, 47, 59, 63, 68, 71, 72, 92, 99])
def test_a_flipped_byte_of_the_header_is_told_by_a_whole_verification(ledger: Path, position: int) -> None:
    next(flipped(ledger, position, 1))
    assert found_in(ledger)


def test_bytes_added_at_the_end_or_taken_away_are_noticed(ledger: Path) -> None:
    content = ledger.read_bytes()
    for other in (content + b"\0", content + bytes(4096), content[:-1], content[:-4096]):
        ledger.write_bytes(other)
        assert found_in(ledger)


def test_a_flipped_byte_of_the_seal_is_noticed(ledger: Path) -> None:
    seal = seal_of(ledger)
    draw = random.Random(3)
    size = seal.stat().st_size
    for position in [*range(200), *(draw.randrange(size) for _ in range(200)), size - 1]:
        flip = flipped(seal, position, draw.randrange(8))
        next(flip)
        assert differences(ledger), f"byte {position} of the seal is not noticed"
        next(flip)
    assert differences(ledger) == []


def test_a_missing_seal_is_told_and_not_made_anew_in_silence(ledger: Path) -> None:
    seal_of(ledger).unlink()
    assert any("there is no seal" in what for what in found_in(ledger))
    add(ledger, 1_500, 20)
    assert not seal_of(ledger).exists()
    assert any("there is no seal" in what for what in found_in(ledger))


def test_a_damaged_seal_stays_as_it_is(ledger: Path) -> None:
    next(flipped(seal_of(ledger), 300, 1))
    before = seal_of(ledger).read_bytes()
    add(ledger, 1_500, 20)
    assert seal_of(ledger).read_bytes() == before
    with pytest.raises(BrokenSealError):
        read_seal(ledger)


@pytest.mark.parametrize("how", ["lost", "damaged"])
def test_a_lost_seal_can_be_made_anew_on_purpose(ledger: Path, how: str) -> None:
    if how == "lost":
        seal_of(ledger).unlink()
    else:
        next(flipped(seal_of(ledger), 300, 1))
    with closing(SqliteStore(ledger)) as store:
        assert len(verify(store)) == 1
        store.seal_anew()
        assert verify(store) == []
    assert found_in(ledger) == []
    add(ledger, 1_500, 20)
    assert found_in(ledger) == []
    again = read_seal(ledger)
    assert again is not None
    assert again.head.seq == 1_520


def test_nothing_is_sealed_anew_while_somebody_reads_an_older_state(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svitlo.ledger.sqlite_store.WAIT_MS", 200)
    with closing(SqliteStore(ledger)) as reader, reader.reading() as sight:
        add(ledger, 1_500, 20)
        with closing(SqliteStore(ledger)) as store, pytest.raises(BadInput, match="somebody reads it"):
            store.seal_anew()
        assert sight.head().seq == 1_500


def test_a_seal_that_cannot_be_written_now_is_written_later(ledger: Path) -> None:
    obstacle = Path(f"{seal_of(ledger)}.new")
    obstacle.mkdir()
    add(ledger, 1_500, 20)
    seal = read_seal(ledger)
    assert seal is not None
    assert seal.head.seq == 1_500
    # The events are there, in the log, which nobody has written into the ledger yet.
    assert wal_of(ledger).stat().st_size > 0
    assert found_in(ledger) == []
    add(ledger, 1_520, 20)
    obstacle.rmdir()
    add(ledger, 1_540, 20)
    seal = read_seal(ledger)
    assert seal is not None
    assert seal.head.seq == 1_560
    assert not wal_of(ledger).exists()
    assert found_in(ledger) == []


def test_a_ledger_behind_a_link_is_sealed_where_it_lies(ledger: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "link.svitlo"
    link.symlink_to(ledger)
    add(link, 1_500, 20)
    assert [path.name for path in folder.iterdir()] == ["link.svitlo"]
    assert found_in(ledger) == found_in(link) == []


def test_damage_in_a_page_stays_told_when_other_pages_are_written(ledger: Path) -> None:
    # A page in the middle of the oldest events: nothing that is added changes it.
    position = 40 * 4096 + 2000
    next(flipped(ledger, position, 3))
    assert found_in(ledger)
    add(ledger, 1_500, 100)
    assert any("pages of the file are not as they were sealed" in what for what in found_in(ledger))


def test_a_seal_of_an_older_ledger_does_not_fit(ledger: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.seal"
    shutil.copy(seal_of(ledger), old)
    add(ledger, 1_500, 20)
    assert found_in(ledger) == []
    shutil.copy(old, seal_of(ledger))
    assert found_in(ledger)


def test_a_change_by_another_program_is_noticed(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("INSERT INTO links VALUES (1, 'state:d00', 'state:d01')")
        connection.commit()
    found = found_in(ledger)
    assert any("sealed" in what for what in found)
    assert any("links of events 1 to" in what for what in found)


def test_many_short_openings_stay_sound(tmp_path: Path) -> None:
    path = tmp_path / "ledger.svitlo"
    SqliteStore(path, create=True).close()
    assert found_in(path) == []
    said = drafts(200)
    for first in range(0, 200, 5):
        with closing(SqliteStore(path)) as store:
            Book(store=store).add(said[first : first + 5], "a clerk")
        assert differences(path) == []
        assert not wal_of(path).exists()
    assert found_in(path) == []


def test_stores_that_are_open_at_once_leave_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.svitlo"
    said = drafts(400)
    draw = random.Random(11)
    SqliteStore(path, create=True).close()
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(SqliteStore(path))) for _ in range(3)]
        for first in range(0, 400, 10):
            place = draw.randrange(3)
            Book(store=stores[place]).add(said[first : first + 10], "a clerk")
            if draw.random() < 0.4:
                stores[draw.randrange(3)].close()
                stores = [s if s.is_open else stack.enter_context(closing(SqliteStore(path))) for s in stores]
            if draw.random() < 0.2:
                assert verify(stores[place]) == []
    assert not wal_of(path).exists()
    assert differences(path) == []
    assert found_in(path) == []


def test_a_reader_of_an_older_state_does_not_spoil_the_seal(tmp_path: Path) -> None:
    path = tmp_path / "ledger.svitlo"
    said = drafts(300)
    with closing(SqliteStore(path, create=True)) as reader:
        add(path, 0, 100)
        with reader.reading() as sight:
            add(path, 100, 100)
            add(path, 200, 100)
            assert sight.head().seq == 100
            assert wal_of(path).stat().st_size > 0
            with closing(SqliteStore(path)) as third:
                assert verify(third) == []
        assert len(said) == 300
    assert not wal_of(path).exists()
    assert found_in(path) == []


@pytest.fixture
def short_log(monkeypatch: pytest.MonkeyPatch) -> int:
    """Logs of 400 kB count as long."""
    for module in ("sqlite_file", "sqlite_store"):
        monkeypatch.setattr(f"svitlo.ledger.{module}.MOST_LOG_BYTES", 400_000)
    return 400_000


def test_a_long_log_is_written_into_the_ledger_meanwhile(tmp_path: Path, short_log: int) -> None:
    path = tmp_path / "ledger.svitlo"
    said = drafts(3_000)
    with closing(SqliteStore(path, create=True)) as store:
        book = Book(store=store)
        for first in range(0, 3_000, 100):
            book.add(said[first : first + 100], "a clerk")
            assert wal_of(path).stat().st_size < 2 * short_log
        seal = read_seal(path)
        assert seal is not None
        assert seal.head.seq >= 2_000
        assert verify(store) == []
    assert differences(path) == []


def test_readers_that_come_and_go_leave_the_seal_as_it_is(ledger: Path) -> None:
    with closing(SqliteStore(ledger)) as writer:
        Book(store=writer).add(drafts(1_520)[1_500:], "a clerk")
        SqliteStore(ledger).close()
        seal = read_seal(ledger)
        assert seal is not None
        assert seal.head.seq == 1_520
        for _ in range(3):
            SqliteStore(ledger).close()
            assert read_seal(ledger) == seal
        Book(store=writer).add(drafts(1_540)[1_520:], "a clerk")
        SqliteStore(ledger).close()
        assert read_seal(ledger) != seal
    assert found_in(ledger) == []


def test_after_a_long_log_the_next_small_one_is_not_sealed_at_every_event(tmp_path: Path, short_log: int) -> None:
    path = tmp_path / "ledger.svitlo"
    said = drafts(2_020)
    with closing(SqliteStore(path, create=True)) as store:
        book = Book(store=store)
        book.add(said[:2_000], "a clerk")
        seal = read_seal(path)
        assert seal is not None
        assert seal.head.seq == 2_000
        for first in range(2_000, 2_020, 10):
            book.add(said[first : first + 10], "a clerk")
        assert read_seal(path) == seal
        assert wal_of(path).stat().st_size < short_log
    assert found_in(path) == []


FORGETS = """
import os, sys
from pathlib import Path
from bench._ledger_history import drafts
from svitlo.ledger.book import Book
from svitlo.ledger.sqlite_store import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
Book(store=store).add(drafts(1_520)[1_500:], "a clerk")
if sys.argv[2] == "raises":
    raise SystemExit(3)
if sys.argv[2] == "stops":
    os._exit(0)
"""


@pytest.mark.parametrize("way", ["ends", "raises", "stops"])
def test_a_program_that_never_lets_go_leaves_a_sound_ledger(ledger: Path, way: str) -> None:
    subprocess.run(
        [sys.executable, "-c", FORGETS, str(ledger), way],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        check=False,
    )
    assert wal_of(ledger).exists() == (way == "stops")
    assert differences(ledger) == []
    assert found_in(ledger) == []
    assert not wal_of(ledger).exists()
    seal = read_seal(ledger)
    assert seal is not None
    assert seal.head.seq == 1_520


def test_the_log_is_read_as_sqlite_reads_it(tmp_path: Path) -> None:
    """Frames of transactions that were taken back, and frames left behind by an older log, count for nothing."""
    path = tmp_path / "some.db"
    draw = random.Random(2)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA cache_size = 5")  # Frames reach the log before their transaction ends.
        connection.execute("CREATE TABLE t (x BLOB)")
        for turn in range(60):
            connection.execute("BEGIN")
            for _ in range(draw.randrange(1, 30)):
                connection.execute("INSERT INTO t VALUES (?)", (draw.randbytes(draw.randrange(1, 6_000)),))
            connection.execute("COMMIT" if draw.random() < 0.6 else "ROLLBACK")
            wal = read_wal(path)
            if turn % 13 == 12:
                connection.execute("PRAGMA wal_checkpoint(RESTART)")
                continue
            frames = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
            assert (0 if wal is None else wal.frames) == frames
            if wal is not None:
                assert wal.page_count == connection.execute("PRAGMA page_count").fetchone()[0]


def test_a_flipped_byte_of_the_log_ends_it_there(tmp_path: Path) -> None:
    path = tmp_path / "ledger.svitlo"
    with closing(SqliteStore(path, create=True)) as store:
        book, said = Book(store=store), drafts(100)
        for first in range(0, 100, 10):
            book.add(said[first : first + 10], "a clerk")
        whole = read_wal(path)
        assert whole is not None
        copy = tmp_path / "copy"
        content = wal_of(path).read_bytes()
        for position in range(40, len(content), 4_099):
            wal_of(copy).write_bytes(content[:position] + bytes([content[position] ^ 4]) + content[position + 1 :])
            cut = read_wal(copy)
            assert cut is None or cut.frames <= (position - 32) // 4_120


STOPS = """
import os, sys
from pathlib import Path
from bench._ledger_history import drafts
from svitlo.ledger.book import Book
from svitlo.ledger.seal import sealed_anew
from svitlo.ledger.sqlite_file import head_of
from svitlo.ledger.sqlite_store import SqliteStore
path, last = Path(sys.argv[1]), sys.argv[2]
said = drafts(1_560)
store = SqliteStore(path)
connection = store._connection
Book(store=store).add(said[1_500:1_520], "a clerk")

def counted():
    number = connection.execute("PRAGMA user_version").fetchone()[0] + 1
    connection.execute(f"PRAGMA user_version = {number}")

def sealed():
    sealed_anew(path, connection.execute("PRAGMA user_version").fetchone()[0], head_of(connection))

def written():
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

def added():
    Book(store=store).add(said[1_520:1_540], "a clerk")

def sealed_again():
    counted()
    sealed()

def added_again():
    Book(store=store).add(said[1_540:], "a clerk")

for step in (counted, sealed, written, added, sealed_again, added_again):
    step()
    if step.__name__ == last:
        os._exit(0)
"""


@pytest.mark.parametrize("last", ["counted", "sealed", "written", "added", "sealed_again", "added_again"])
def test_a_program_that_stops_between_any_two_steps_leaves_a_seal_that_fits(ledger: Path, last: str) -> None:
    subprocess.run(
        [sys.executable, "-c", STOPS, str(ledger), last],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        check=True,
    )
    assert wal_of(ledger).stat().st_size > 0
    wal = read_wal(ledger)
    assert wal is not None
    assert differences(ledger) == []
    # What the log does not bring is sealed all the while.
    page = next(page for page in range(20, 60) if page not in wal.frame_of)
    flip = flipped(ledger, page * 4096 - 100, 2)
    next(flip)
    assert differences(ledger)
    next(flip)
    assert found_in(ledger) == []
    assert not wal_of(ledger).exists()
    assert differences(ledger) == []
    seal = read_seal(ledger)
    assert seal is not None
    assert seal.head.seq == {"added": 1_540, "sealed_again": 1_540, "added_again": 1_560}.get(last, 1_520)
