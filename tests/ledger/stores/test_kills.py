"""A writer may be killed at any moment, and many may write at once: nothing acknowledged is lost, nothing is half."""

import os
import random
import signal
import time
from contextlib import ExitStack, closing
from multiprocessing.connection import Connection

import pytest
from bench._ledger_history import OPENING, STEPS, drafts

from svitlo.ledger.book import Book
from svitlo.ledger.store import Store
from svitlo.ledger.verify import verify
from tests.ledger.conftest import Place
from tests.ledger.stores.writers import from_a_server, write_until_killed, write_ways

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

KILLS = 26
"""In each of the eight runs: 208 in all."""

LATEST_S = 0.12
"""A writer is killed at a random moment up to this after its first sign of life, or after its start."""


def opened(place: Place) -> None:
    with closing(place.open(create=True)) as store:
        Book(store=store).add(drafts(OPENING), "a clerk")


def told(acknowledged: Connection) -> list[tuple[int, str]]:
    """All that the writer said before it was killed; its last word may be cut off."""
    heads = []
    try:
        while acknowledged.poll():
            heads.append(acknowledged.recv())
    except (EOFError, OSError):
        pass
    return heads


def killed(place: Place, series: str, draw: random.Random) -> list[tuple[int, str]]:
    """What a writer acknowledged until it was killed."""
    context = from_a_server()
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=write_until_killed, args=(place.name, series, writing))
    process.start()
    writing.close()
    heads = []
    if draw.random() < 0.8:
        assert reading.poll(60), "the writer never wrote"
        heads.append(reading.recv())
    time.sleep(draw.random() * LATEST_S)
    process.kill()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    return heads + told(reading)


def check_whole(store: Store, acknowledged: dict[int, str]) -> int:
    """Every acknowledged event is there, each way is there in one piece or not at all, and the chain holds."""
    with store.reading() as reader:
        events = list(reader.events())
        sums = reader.party_totals()
        assert sums == reader.totals()
    hashes = {event.seq: event.hash for event in events}
    assert {seq: hashes.get(seq) for seq in acknowledged} == acknowledged
    assert (len(events) - OPENING) % STEPS == 0
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return len(events)


@pytest.mark.parametrize("watched", [False, True], ids=["alone", "others have it open"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(any_place: Place, seed: int, watched: bool) -> None:
    opened(any_place)
    draw = random.Random(seed)
    acknowledged: dict[int, str] = {}
    with ExitStack() as stack:
        # Where others have the ledger open, SQLite does not start afresh after the kill.
        watcher = stack.enter_context(closing(any_place.open())) if watched else None
        for turn in range(KILLS):
            acknowledged.update(killed(any_place, f"s{turn}", draw))
            if watcher is not None and turn % 3:
                check_whole(watcher, acknowledged)
                continue
            with closing(any_place.open()) as store:
                check_whole(store, acknowledged)
                if turn % 6 == 0:
                    assert verify(store) == []
    with closing(any_place.open()) as store:
        count = check_whole(store, acknowledged)
        assert verify(store) == []
    assert count >= OPENING + STEPS * len(acknowledged)
    assert len(acknowledged) > KILLS // 2
    with closing(any_place.open()) as store:
        assert verify(store) == []


def test_eight_writers_at_once_lose_no_update_and_see_no_lock(any_place: Place) -> None:
    opened(any_place)
    context = from_a_server()
    writers, ways = 8, 12
    pipes = [context.Pipe(duplex=False) for _ in range(writers)]
    processes = [
        context.Process(target=write_ways, args=(any_place.name, f"p{number}", ways, writing))
        for number, (_, writing) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    answers = []
    for reading, _ in pipes:
        assert reading.poll(120), "a writer is stuck"
        answers.append(reading.recv())
    for process in processes:
        process.join(60)
    assert [answer for answer in answers if isinstance(answer, str)] == []
    seqs = [seq for answer in answers for way in answer for seq in way]
    assert sorted(seqs) == list(range(OPENING + 1, OPENING + 1 + writers * ways * STEPS))
    for answer in answers:
        for way in answer:
            assert way == list(range(way[0], way[0] + STEPS))
    with closing(any_place.open()) as store:
        assert check_whole(store, {}) == OPENING + writers * ways * STEPS
        assert verify(store) == []
