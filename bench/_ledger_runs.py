# ruff: noqa: S608 - our own SQL
"""Work on a ledger that `bench/ledger` measures, each in a process of its own with its own memory and caches."""

import gc
import multiprocessing
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import psycopg

from bench._ledger_history import STEPS, above, way_of
from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft
from svitlo.ledger.postgres_store import SCHEMA
from svitlo.ledger.stores import open_store
from svitlo.ledger.verify import verify

PAST_DAY = date(2023, 6, 1)
BATCH = STEPS * 700
"""Events of one transaction, in whole ways."""

ONE_BY_ONE = 300
ASK = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a task said, how long it took, its own work on a core, and the most memory its process ever held."""

    said: Any
    wall_s: float
    cpu_s: float
    memory_mib: float


Task = Callable[..., Any]


def spent(task: Task, *arguments: Any, wait_s: float = 7_200.0) -> Spent:
    """Run a task in a process of its own."""
    context = multiprocessing.get_context("spawn")
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(writing, task, arguments))
    process.start()
    writing.close()
    if not reading.poll(wait_s):
        process.kill()
        raise RuntimeError(f"{task.__name__} took longer than {wait_s:g} s")
    answer = reading.recv()
    process.join()
    if not isinstance(answer, Spent):
        raise RuntimeError(f"{task.__name__}: {answer}")
    return answer


def _measured(answer: Connection, task: Task, arguments: tuple[Any, ...]) -> None:
    try:
        gc.collect()
        start, cpu = time.monotonic(), time.process_time()
        said = task(*arguments)
        wall_s, cpu_s = time.monotonic() - start, time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answer.send(Spent(said=said, wall_s=wall_s, cpu_s=cpu_s, memory_mib=memory))
    except BaseException as error:
        answer.send(f"{type(error).__name__}: {error}")
        raise


# ---- tasks


def make(name: str) -> None:
    """An empty ledger."""
    open_store(name, create=True).close()


def grow(name: str, have: int, want: int) -> tuple[float, float]:
    """Events in large batches; gives seconds and seconds on a core in `Book.add` alone, without making the drafts."""
    adding_s = adding_cpu_s = 0.0
    with closing(open_store(name)) as store:
        book = Book(store=store)
        for said in _batches(have, want):
            start, cpu = time.monotonic(), time.process_time()
            book.add(said, "a clerk")
            adding_s += time.monotonic() - start
            adding_cpu_s += time.process_time() - cpu
    return adding_s, adding_cpu_s


def _batches(have: int, want: int) -> Iterator[list[Draft]]:
    """The events above `have` up to `want`, so many at once."""
    said = above(have)
    while have < want:
        batch = list(islice(said, min(BATCH, want - have)))
        yield batch
        have += len(batch)


def one_by_one(name: str, series: str) -> float:
    """Single events, each on the disk before the next; gives the median seconds of one."""
    said = [draft for way in range(ONE_BY_ONE // STEPS + 1) for draft in way_of(way, series)][:ONE_BY_ONE]
    times = []
    with closing(open_store(name)) as store:
        book = Book(store=store)
        for draft in said:
            start = time.monotonic()
            book.add([draft], "a clerk")
            times.append(time.monotonic() - start)
    return sorted(times)[len(times) // 2]


def balances(name: str) -> tuple[int, int]:
    """Open a ledger and sum by donor: how many sums, and their amounts together."""
    with closing(open_store(name)) as store, store.reading() as reader:
        totals = reader.party_totals()
    return len(totals), sum(total.amount for total in totals)


def balances_by_sql(name: str) -> tuple[int, int]:
    """The same as a bare question of SQL over all postings, without a line of ours."""
    rows = _bare(
        name,
        "SELECT account, party, category, measure, sum(amount) FROM postings "
        "GROUP BY account, party, category, measure HAVING sum(amount) <> 0",
    )
    return len(rows), sum(int(row[-1]) for row in rows)


def on_a_day(name: str) -> tuple[int, int]:
    """All sums on a day in the past."""
    with closing(open_store(name)) as store, store.reading() as reader:
        totals = reader.totals(on=PAST_DAY)
    return len(totals), sum(total.amount for total in totals)


def on_a_day_by_sql(name: str) -> tuple[int, int]:
    """The same as a bare question of SQL."""
    rows = _bare(
        name,
        "SELECT account, party, category, measure, sum(amount) FROM postings "
        f"WHERE held_on <= '{PAST_DAY}' GROUP BY account, party, category, measure HAVING sum(amount) <> 0",
    )
    return len(rows), sum(int(row[-1]) for row in rows)


def verified(name: str) -> list[str]:
    """What verification finds."""
    with closing(open_store(name)) as store:
        return verify(store)


def size_mib(name: str) -> float:
    """All that the ledger's tables take on the disk."""
    if name.startswith("postgresql"):
        found = _bare(
            name,
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = "
            "(SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind = 'r'",
        )
        return float(found[0][0]) / 2**20
    found = _bare(name, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return float(found[0][0]) / 2**20


def _bare(name: str, sql: str) -> list[tuple[Any, ...]]:
    if name.startswith("postgresql"):
        address, _, schema = name.partition("#")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {schema or SCHEMA}".encode())
            return connection.execute(sql.encode()).fetchall()
    with closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as file:
        return file.execute(sql).fetchall()


# ---- many writers


def write_for(name: str, series: str, seconds: float, done: Connection) -> None:
    """Single events, one transaction each, for so long; tells the seconds that each took, or what went wrong."""
    try:
        times = []
        with closing(open_store(name)) as store:
            book = Book(store=store)
            ends, way = time.monotonic() + seconds, 0
            while time.monotonic() < ends:
                for draft in way_of(way, series):
                    start = time.monotonic()
                    book.add([draft], series)
                    times.append(time.monotonic() - start)
                way += 1
        done.send(times)
    except BaseException as error:
        done.send(f"{type(error).__name__}: {error}")
        raise


def many_writers(name: str, writers: int, seconds: float, series: str) -> tuple[list[float], int]:
    """Seconds of each event of so many writers at once. Raises where any of them met an error or an event is lost."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(writers)]
    before = _count(name)
    processes = [
        context.Process(target=write_for, args=(name, f"{series}{number}x", seconds, writing))
        for number, (_, writing) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    times: list[float] = []
    for reading, _ in pipes:
        if not reading.poll(seconds + ASK):
            raise RuntimeError("a writer is stuck")
        answer = reading.recv()
        if isinstance(answer, str):
            raise RuntimeError(f"a writer failed: {answer}")
        times += answer
    for process in processes:
        process.join()
    if _count(name) - before != len(times):
        raise RuntimeError(f"{len(times)} events were acknowledged, {_count(name) - before} are there")
    return times, before


def _count(name: str) -> int:
    with closing(open_store(name)) as store, store.reading() as reader:
        return reader.head().seq
