"""What several tests share: the program run as a user runs it, and one plan of the smallest example."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from svitlo.adapters.case_folder import read_case
from svitlo.tables.case import Case

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
QUICK = ("--effort", "200")
"""Enough for the smallest example; the tests of planners see to the rest."""


class Program(Protocol):
    """The program: arguments in, what it said and its exit status out."""

    def __call__(
        self, *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]: ...


def command(*arguments: str | Path) -> list[str]:
    """The program as a command line."""
    return [sys.executable, "-m", "svitlo", *map(str, arguments)]


def run(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end with both outputs piped; `env` adds to the environment."""
    surroundings = {**os.environ, **(env or {})}
    return subprocess.run(
        command(*arguments), capture_output=True, stdin=subprocess.DEVNULL, env=surroundings, cwd=cwd, check=False
    )


@pytest.fixture(scope="session")
def svitlo() -> Program:
    """`svitlo(...)`: one real run of the program."""
    return run


@pytest.fixture(scope="session")
def first_light() -> Path:
    """The case folder of the smallest example."""
    return EXAMPLES / "first-light"


@pytest.fixture(scope="session")
def first_light_case(first_light: Path) -> Case:
    """The smallest example, read."""
    return read_case(first_light)


@pytest.fixture(scope="session")
def first_light_plan(tmp_path_factory: pytest.TempPathFactory, first_light: Path) -> Path:
    """A plan of the smallest example, made by the program; not to be written to."""
    folder = tmp_path_factory.mktemp("plans") / "first-light"
    done = run("plan", first_light, "-o", folder, *QUICK)
    assert done.returncode == 0, done.stderr.decode()
    return folder
