"""What is no ledger is refused with a reason: never a traceback, never a password."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from bench._ledger_history import drafts
from bench._postgres import GUARDED, PASSWORD

from svitlo.ledger.book import Book
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.stores import open_store
from svitlo.tables.errors import BadInput
from tests.conftest import ROOT
from tests.ledger.conftest import Place
from tests.ledger.stores.raw import run_sql


def refused(name: str, *, create: bool = False) -> str:
    with pytest.raises(BadInput) as caught:
        open_store(name, create=create).close()
    assert caught.value.exit_status == 2
    return str(caught.value)


def a_ledger(path: Path) -> Path:
    with closing(SqliteStore(path, create=True)) as store:
        Book(store=store).add(drafts(60), "a clerk")
    return path


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sheep (name TEXT)")
        connection.execute("INSERT INTO sheep VALUES ('Dolly')")
        connection.commit()


def newer(path: Path) -> None:
    a_ledger(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {0x53564C32}")


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("kind,subject\n" * 200), "is not a database"),
    "short": (lambda path: path.write_bytes(b"SQLite"), "is not a database"),
    "empty": (lambda path: path.touch(), "is empty"),
    "zeros": (lambda path: path.write_bytes(bytes(8192)), "is not a database"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "fifo": (os.mkfifo, "is not a file"),
    "foreign": (foreign, "another program"),
    "newer": (newer, "newer Svitlo"),
    "dangling": (lambda path: path.symlink_to(path.with_name("nowhere")), "cannot be opened"),
    "nothing": (str, "there is no ledger"),
}


@pytest.mark.parametrize("sort", sorted(FILES))
def test_a_file_that_is_no_ledger(tmp_path: Path, sort: str) -> None:
    make, words = FILES[sort]
    path = tmp_path / "ledger.svitlo"
    make(path)
    assert words in refused(str(path))


@pytest.mark.parametrize("sort", ["text", "folder", "foreign", "newer"])
def test_making_a_ledger_never_touches_what_is_there(tmp_path: Path, sort: str) -> None:
    make, words = FILES[sort]
    path = tmp_path / "ledger.svitlo"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    assert words in refused(str(path), create=True)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_no_such_folder(tmp_path: Path) -> None:
    assert "no such folder" in refused(str(tmp_path / "no" / "ledger.svitlo"), create=True)


def test_every_cut_of_a_ledger_is_refused_or_found(tmp_path: Path) -> None:
    from svitlo.ledger.verify import verify

    whole = a_ledger(tmp_path / "whole.svitlo")
    size = whole.stat().st_size
    for length in (1, 15, 16, 99, 100, 4095, 4096, 5000, size // 2, size - 4096, size - 1):
        path = tmp_path / f"cut{length}.svitlo"
        path.write_bytes(whole.read_bytes()[:length])
        shutil.copy(f"{whole}.seal", f"{path}.seal")
        try:
            with closing(open_store(str(path))) as store:
                found = verify(store)
        except BadInput:
            continue
        assert found, length


READ_ONLY = """
import os, sys
from contextlib import closing
from bench._ledger_history import drafts
from svitlo.ledger.book import Book
from svitlo.ledger.stores import open_store
from svitlo.ledger.verify import verify
from svitlo.tables.errors import BadInput
import svitlo.ledger.sqlite_store, encodings.idna
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with closing(open_store(sys.argv[1])) as store:
        with store.reading() as reader:
            print(reader.head().seq)
        print(verify(store))
        Book(store=store).add(drafts(80)[60:], "a clerk")
except BadInput as error:
    print("refused:", error)
"""


@pytest.mark.skipif(os.name != "posix", reason="users and rights as POSIX has them")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "expected"),
    [
        (0o755, 0o644, ["60", "[]", "refused:", "may only be read"]),
        (0o777, 0o644, ["60", "[]", "refused:", "may only be read"]),
        (0o755, 0o600, ["refused:", "may not be read"]),
    ],
    ids=["read-only folder", "read-only file", "unreadable"],
)
def test_without_the_rights(folder_mode: int, file_mode: int, expected: list[str]) -> None:
    import tempfile

    # Folders of a test are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="svitlo-rights-"))
    try:
        path = a_ledger(folder / "ledger.svitlo")
        (folder / "ledger.svitlo.lock").chmod(0o600)
        Path(f"{path}.seal").chmod(0o644)
        path.chmod(file_mode)
        folder.chmod(folder_mode)
        if os.geteuid() != 0:
            path.chmod(file_mode & 0o444 if file_mode != 0o600 else 0)
            folder.chmod(folder_mode & 0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(path)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for words in expected:
            assert words in done.stdout
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


# ---- servers


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    secret = "tell nobody"  # noqa: S105
    said = refused(f"postgresql://clerk:tell%20nobody@/db?host={tmp_path}")
    assert "cannot connect" in said
    assert secret not in said
    assert "tell%20nobody" not in said


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk:hush@localhost:port/db",
        "postgresql://clerk:hush@[::1/db",
        "postgresql://clerk:hush@localhost/db?nonsense=1",
        "postgresql://clerk:hush@%zz/db",
        "postgresql://clerk:hush@localhost/db#No Such Name",
        "postgresql://clerk:hush@localhost/db#x;drop",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    assert "hush" not in refused(address)


def test_a_wrong_password_a_right_one_and_a_user_without_rights(postgres_address: str) -> None:
    base, _, query = postgres_address.partition("svitlo@")
    wrong = refused(f"{base}{GUARDED}:hush@{query}")
    assert "cannot connect" in wrong
    assert "password" in wrong
    assert "hush" not in wrong
    right = f"{base}{GUARDED}:{PASSWORD.replace(' ', '%20')}@{query}"
    assert "there is no ledger" in refused(f"{right}#not_there")
    lacks = refused(f"{right}#guarded_one", create=True)
    assert "lacks a right" in lacks
    for said in (wrong, lacks):
        assert PASSWORD not in said


def test_a_schema_that_is_not_there_not_ours_or_newer(postgres_address: str) -> None:
    assert "there is no ledger: no schema svitlo_ledger" in refused(postgres_address)
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA sheep")
        connection.execute("CREATE SCHEMA from_the_future")
        connection.execute("COMMENT ON SCHEMA from_the_future IS 'svitlo ledger 2'")
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    for create in (False, True):
        assert "belongs to another program" in refused(f"{postgres_address}#sheep", create=create)
        assert "newer Svitlo" in refused(f"{postgres_address}#from_the_future", create=create)
    latin = postgres_address.replace("/postgres?", "/latin?")
    assert "UTF-8" in refused(latin, create=True)
    assert "cannot connect" in refused(postgres_address.replace("/postgres?", "/nowhere?"))


def test_a_server_that_goes_away_is_a_problem_not_a_traceback(postgres_address: str) -> None:
    place = Place("postgres", f"{postgres_address}#gone")
    with closing(place.open(create=True)) as store:
        run_sql(place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'svitlo'")
        with pytest.raises(BadInput, match="went away"):
            Book(store=store).add(drafts(5), "a clerk")
    with closing(place.open()) as store:
        assert len(Book(store=store).add(drafts(5), "a clerk")) == 5


def test_a_user_who_may_only_read_can_read(postgres_address: str) -> None:
    place = Place("postgres", f"{postgres_address}#shown")
    with closing(place.open(create=True)) as store:
        Book(store=store).add(drafts(5), "a clerk")
    run_sql(
        place, f"GRANT USAGE ON SCHEMA shown TO {GUARDED}", f"GRANT SELECT ON ALL TABLES IN SCHEMA shown TO {GUARDED}"
    )
    base, _, query = place.name.partition("svitlo@")
    with closing(open_store(f"{base}{GUARDED}:{PASSWORD.replace(' ', '%20')}@{query}")) as store:
        with store.reading() as reader:
            assert reader.head().seq == 5
        with pytest.raises(BadInput, match="lacks a right"):
            Book(store=store).add(drafts(6)[5:], "a clerk")
