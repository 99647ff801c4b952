"""Both stores for every test of the ledger: a file, and a real PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from bench._postgres import NoServerError, cluster

from svitlo.ledger.store import Store
from svitlo.ledger.stores import open_store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger of a test may lie: `kind` is sqlite or postgres, `name` what `open_store` takes."""

    kind: str
    name: str

    def open(self, *, create: bool = False) -> Store:
        """The store there."""
        return open_store(self.name, create=create)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A server of this session alone. Without PostgreSQL, and without the right to install it, this fails in CI."""
    server = cluster(settings=("fsync=off", "max_connections=50"))
    try:
        address = server.__enter__()
    except NoServerError as error:
        if os.environ.get("CI"):
            pytest.fail(f"the ledger on PostgreSQL cannot be tested: {error}")
        pytest.skip(f"NOT TESTED: the ledger on PostgreSQL: {error}")
    try:
        yield address
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgres"])
def any_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place where no ledger is yet, once in each store."""
    if request.param == "sqlite":
        return Place("sqlite", str(tmp_path / "ledger.svitlo"))
    address = request.getfixturevalue("postgres_address")
    return Place("postgres", f"{address}#t{uuid4().hex}")


@pytest.fixture
def any_store(any_place: Place) -> Iterator[Store]:
    """An empty ledger, once in each store."""
    with closing(any_place.open(create=True)) as store:
        yield store
