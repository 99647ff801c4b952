"""A writer of case tables that is killed leaves the tables of one day, never a mixture."""

import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from svitlo.adapters.case_folder import read_case
from svitlo.exchange.case_out import SPECS, write_case_tables
from svitlo.ledger.sqlite_store import SqliteStore
from svitlo.ledger.view import View
from tests.conftest import ROOT
from tests.exchange.bridge import first_light_ledger

DAYS = (date(2030, 1, 2), date(2030, 1, 9))
ROUNDS = 6

WRITER = """
import sys
from datetime import date
from pathlib import Path
from svitlo.exchange.case_out import write_case_tables
from svitlo.ledger.book import Book
from svitlo.ledger.sqlite_store import SqliteStore
book = Book(store=SqliteStore(Path(sys.argv[1])))
print("ready", flush=True)
while True:
    for day in sys.argv[3:]:
        with book.view(date.fromisoformat(day)) as view:
            write_case_tables(view, Path(sys.argv[2]))
"""


def tables(folder: Path) -> tuple[bytes, ...]:
    return tuple((folder / f"{spec.name}.csv").read_bytes() for spec in SPECS)


def test_a_killed_writer_leaves_the_tables_of_one_day(tmp_path: Path, first_light: Path) -> None:
    book = first_light_ledger(tmp_path)
    ledger, folder = tmp_path / "ledger.svitlo", tmp_path / "case"
    shutil.copytree(first_light, folder)
    whole = set()
    for day in DAYS:
        with book.view(day) as view:
            write_case_tables(view, folder)
        whole.add(tables(folder))
    assert len(whole) == 2
    random = np.random.default_rng(7)
    for _ in range(ROUNDS):
        arguments = [sys.executable, "-c", WRITER, ledger, folder, *map(str, DAYS)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(float(random.uniform(0.05, 1.0)))
            writer.send_signal(signal.SIGKILL)
        assert tables(folder) in whole
        read_case(folder)
    with SqliteStore(ledger).reading() as reader:
        write_case_tables(View(reader=reader, on=DAYS[0]), folder)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
