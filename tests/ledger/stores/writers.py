"""Processes that write into a ledger, for tests that kill them and tests that let many write at once.

They come from one server of processes that has everything loaded, so that two hundred of them cost seconds.
"""

import multiprocessing
from contextlib import closing
from multiprocessing.connection import Connection

from bench._ledger_history import STEPS, way_of

from svitlo.ledger.book import Book
from svitlo.ledger.stores import open_store

PRELOADED = [
    "bench._ledger_history",
    "svitlo.ledger.book",
    "svitlo.ledger.seal",
    "svitlo.ledger.sqlite_store",
    "svitlo.ledger.postgres_store",
    "tests.ledger.stores.writers",
]


def from_a_server() -> "multiprocessing.context.ForkServerContext":
    """Where such processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def write_until_killed(name: str, series: str, acknowledged: Connection) -> None:
    """Ways one after the other, each in one piece; tells the head after each. Lets go of the ledger now and then."""
    way = 0
    while True:
        with closing(open_store(name)) as store:
            book = Book(store=store)
            for _ in range(3):
                events = book.add(list(way_of(way, series)), "a writer")
                assert len(events) == STEPS
                acknowledged.send((events[-1].seq, events[-1].hash))
                way += 1


def write_ways(name: str, series: str, ways: int, done: Connection) -> None:
    """So many ways, then their events' numbers, or what went wrong in words."""
    try:
        with closing(open_store(name)) as store:
            book = Book(store=store)
            seqs = [[event.seq for event in book.add(list(way_of(way, series)), series)] for way in range(ways)]
        done.send(seqs)
    except BaseException as error:
        done.send(f"{type(error).__name__}: {error}")
        raise
