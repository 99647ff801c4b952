"""What a ledger costs as it grows, on both stores, beside the same sums as bare SQL.

    bench/ledger                                   # SQLite and PostgreSQL, 10 000 and 100 000 events
    bench/ledger --sizes 10000,100000,1000000 --stores sqlite
    bench/ledger --writers 1,8 --seconds 60        # writers at once, one event a transaction

Before any time is shown, our sums and SQL's have to agree to the last minor unit, and the ledger has to verify.
PostgreSQL is a throw-away server with its default settings, reached through a socket.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import _ledger_runs as runs
from bench._ledger_history import OPENING, drafts
from bench._postgres import cluster
from bench._table import table, text
from svitlo.ledger.book import Book
from svitlo.ledger.stores import open_store

STORES = ("sqlite", "postgres")
REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One store at one size. Seconds are medians of three runs, each in a process of its own."""

    store: str
    events: int
    batch_per_s: float
    batch_per_cpu_s: float
    single_ms: float
    balances_s: float
    balances_sql_s: float
    balances_mib: float
    day_s: float
    day_sql_s: float
    verify_s: float
    verify_cpu_s: float
    verify_mib: float
    size_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WritersRow:
    """So many writers at once."""

    store: str
    writers: int
    seconds: float
    events: int
    per_s: float
    median_ms: float
    worst_ms: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of sizes, or that of writers."""
    options = _parsed(arguments)
    sizes = [1_000, 3_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    seconds = 2.0 if options.quick else options.seconds
    rows: list[Row] = []
    writers_rows: list[WritersRow] = []
    for store in options.stores.split(","):
        with _place(store, options.folder) as name:
            if options.writers:
                writers_rows += [
                    _writers(store, f"{name}{n}", n, seconds) for n in map(int, options.writers.split(","))
                ]
                continue
            for row in _sizes(store, name, sizes):
                rows.append(row)
                print(f"{store}: {row.events} events done", file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps([*map(asdict, rows), *map(asdict, writers_rows)]))
    else:
        print(_words(rows) if rows else _writers_words(writers_rows))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/ledger", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="10000,100000", help="events, e.g. 10000,100000,1000000")
    parser.add_argument("--stores", default=",".join(STORES), help="sqlite, postgres or both")
    parser.add_argument("--writers", default="", help="instead of sizes: writers at once, e.g. 1,8")
    parser.add_argument("--seconds", type=float, default=60.0, help="for which writers write")
    parser.add_argument("--folder", type=Path, help="where ledgers and the server's files are made")
    parser.add_argument("--json", action="store_true", help="JSON alone")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes")
    return parser.parse_args(arguments)


@contextmanager
def _place(store: str, folder: Path | None) -> Iterator[str]:
    """Where a ledger may be made; a number may be added to the name."""
    if store == "postgres":
        with cluster(folder) as address:
            yield f"{address}#bench"
    else:
        with tempfile.TemporaryDirectory(prefix="svitlo-bench-", dir=folder) as home:
            yield str(Path(home) / "ledger.svitlo")


def _sizes(store: str, name: str, sizes: Sequence[int]) -> Iterator[Row]:
    runs.spent(runs.make, name)
    have = 0
    for size in sizes:
        adding_s, adding_cpu_s = runs.spent(runs.grow, name, have, size).said
        ours, theirs = runs.spent(runs.balances, name), runs.spent(runs.balances_by_sql, name)
        assert ours.said == theirs.said, (ours.said, theirs.said)
        day, day_sql = runs.spent(runs.on_a_day, name), runs.spent(runs.on_a_day_by_sql, name)
        assert day.said == day_sql.said, (day.said, day_sql.said)
        checked = runs.spent(runs.verified, name)
        assert checked.said == [], checked.said
        yield Row(
            store=store,
            events=size,
            batch_per_s=(size - have) / adding_s,
            batch_per_cpu_s=(size - have) / adding_cpu_s,
            single_ms=1_000 * runs.spent(runs.one_by_one, f"{name}", f"n{size}x").said,
            balances_s=_median(runs.balances, name),
            balances_sql_s=_median(runs.balances_by_sql, name),
            balances_mib=ours.memory_mib,
            day_s=_median(runs.on_a_day, name),
            day_sql_s=_median(runs.on_a_day_by_sql, name),
            verify_s=checked.wall_s,
            verify_cpu_s=checked.cpu_s,
            verify_mib=checked.memory_mib,
            size_mib=runs.size_mib(name),
        )
        have = size


def _median(task: runs.Task, name: str) -> float:
    return statistics.median(runs.spent(task, name).wall_s for _ in range(REPEATS))


def _writers(store: str, name: str, writers: int, seconds: float) -> WritersRow:
    store_made = open_store(name, create=True)
    Book(store=store_made).add(drafts(OPENING), "a clerk")
    store_made.close()
    times, _ = runs.many_writers(name, writers, seconds, f"k{writers}y")
    assert runs.verified(name) == []
    return WritersRow(
        store=store,
        writers=writers,
        seconds=seconds,
        events=len(times),
        per_s=len(times) / seconds,
        median_ms=1_000 * statistics.median(times),
        worst_ms=1_000 * max(times),
    )


def _words(rows: Sequence[Row]) -> str:
    heads = (
        "store", "events", "added/s", "by CPU", "one, ms", "donors, s", "SQL, s", "MiB", "past day, s", "SQL, s",
        "verify, s", "CPU, s", "MiB", "on disk, MiB",
    )  # fmt: skip
    return table(
        heads,
        [
            (
                row.store,
                f"{row.events:,}".replace(",", " "),
                text(row.batch_per_s, ".0f"),
                text(row.batch_per_cpu_s, ".0f"),
                text(row.single_ms, ".1f"),
                text(row.balances_s, ".3f"),
                text(row.balances_sql_s, ".3f"),
                text(row.balances_mib, ".0f"),
                text(row.day_s, ".2f"),
                text(row.day_sql_s, ".2f"),
                text(row.verify_s, ".1f"),
                text(row.verify_cpu_s, ".1f"),
                text(row.verify_mib, ".0f"),
                text(row.size_mib, ".1f"),
            )
            for row in rows
        ],
    )


def _writers_words(rows: Sequence[WritersRow]) -> str:
    heads = ("store", "writers", "seconds", "events", "events/s", "median, ms", "worst, ms")
    return table(
        heads,
        [
            (
                row.store,
                str(row.writers),
                text(row.seconds, ".0f"),
                str(row.events),
                text(row.per_s, ".0f"),
                text(row.median_ms, ".1f"),
                text(row.worst_ms, ".0f"),
            )
            for row in rows
        ],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
