"""Reads an uploaded table in a process of its own, with bounds on its time and memory.

The engine that reads workbooks takes what it needs and ends its whole process where there is no more, and a search by
pattern holds up every other thread. Whatever a file does there, the server goes on.
"""

import pickle
import subprocess
import sys
from pathlib import Path

from svitlo.adapters.csv_table import Grid
from svitlo.serve import uploads
from svitlo.tables.errors import BadInput, Problem

if sys.platform != "win32":
    import resource

MOST_S = 20
"""A workbook of 2 MB takes well under a second."""

MORE_MEMORY_BYTES = 2 * 1024**3
"""Of addresses, beside those that libraries reserve as they are loaded: the more cores, the more."""

SIZES = Path("/proc/self/statm")
"""Where Linux tells, first of all, how many pages of addresses the process has."""

Read = tuple[Grid, str, tuple[Problem, ...]]


def damage_grid(content: bytes, file: str) -> Read:
    """As `uploads.damage_grid`; BadInput too where the file costs its reader more time or memory than it may take."""
    if not content.startswith(uploads.ZIP):
        return uploads.damage_grid(content, file)
    command = [sys.executable, "-P", "-m", __name__, file]
    try:
        done = subprocess.run(command, input=content, stdout=subprocess.PIPE, timeout=MOST_S, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        raise BadInput.of(file, "is not a spreadsheet that can be read", hint="save it again as .xlsx") from None
    kind, found = pickle.loads(done.stdout)  # noqa: S301 - of our own process
    if kind is not None:
        raise kind(found)
    read: Read = found
    return read


def main() -> None:
    """Read a file from the standard input, and write what came out as (kind of error or None, value)."""
    _bound()
    try:
        said: tuple[type[BadInput] | None, object] = None, uploads.damage_grid(sys.stdin.buffer.read(), sys.argv[1])
    except BadInput as error:
        said = type(error), error.problems
    sys.stdout.buffer.write(pickle.dumps(said))


def _bound() -> None:
    """Take no more from here on, where the system can see to that."""
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_S, MOST_S))
    if SIZES.exists():
        most = int(SIZES.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + MORE_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
