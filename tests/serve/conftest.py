"""A server on the smallest example and a plan of it, shared by the tests that leave it as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.running import Server, kill_workers, serving


@pytest.fixture(scope="session")
def served_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "library"


@pytest.fixture(scope="session")
def server(served_library: Path, first_light: Path, first_light_plan: Path) -> Iterator[Server]:
    with serving(first_light, first_light_plan, "--library", served_library) as running:
        yield running
    kill_workers(served_library)


@pytest.fixture(scope="session")
def plan_id(server: Server) -> str:
    return next(str(plan["plan_id"]) for plan in server.library()["plans"] if plan["made"] is None)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    """A library of a test's own, in which no worker is left."""
    folder = tmp_path / "library"
    yield folder
    kill_workers(folder)
