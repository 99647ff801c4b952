"""A shelf of told histories for each kind of store, kept for the session: laws come back to them many times."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from tests.ledger.laws.shelves import Shelf


@pytest.fixture(scope="session")
def sqlite_shelf() -> Iterator[Shelf]:
    """Ledgers in files."""
    in_memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it, where there is one: commits cost less
    with (
        TemporaryDirectory(prefix="svitlo-laws-", dir=in_memory if in_memory.is_dir() else None) as folder,
        closing(Shelf("sqlite", lambda: str(Path(folder) / uuid4().hex))) as shelf,
    ):
        yield shelf


@pytest.fixture(scope="session")
def postgres_shelf(postgres_address: str) -> Iterator[Shelf]:
    """Ledgers on the server of the session."""
    address = _where_words_sort_otherwise(postgres_address)
    with closing(Shelf("postgres", lambda: f"{address}#law_{uuid4().hex}")) as shelf:
        yield shelf


def _where_words_sort_otherwise(address: str) -> str:
    """A database that sorts as most do, not by code point; a plain one where the server cannot."""
    kind = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C' ENCODING 'UTF8' TEMPLATE template0"
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE laws {kind}")
    except (errors.SyntaxError, errors.FeatureNotSupported):
        return address  # before version 15, or built without ICU
    return address.replace("/postgres?", "/laws?")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """Each law is asked of each kind of store."""
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found
