"""Is a ledger as it was written? Everything that a store holds is worked out anew and compared, in bounded memory."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from svitlo.ledger.events import GENESIS, Event, Head, hash_of
from svitlo.ledger.form import names_in
from svitlo.ledger.kinds import CORRECTED, KINDS, META
from svitlo.ledger.pending import posting_row
from svitlo.ledger.postings import difference, postings_of
from svitlo.ledger.store import Reader, Store
from svitlo.tables.errors import BadInput

MOST = 10
"""Findings of one sort that are told."""

SPAN = 1_024
"""Events whose links and postings are compared together."""

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def verify(store: Store, head: str | None = None) -> list[str]:
    """Everything that is not as it was written, in plain words; sound: an empty list.

    `head`, as `SEQ:HASH`, is of an older report: whether that event is in the ledger, unchanged. Raises BadInput where
    it is no head.
    """
    wanted = None if head is None else head_from(head)
    found = store.damage()
    try:
        with store.reading() as reader:
            # One by one, so that what was found stays when the next thing cannot be read at all.
            for finding in _findings(reader, wanted):
                found.append(finding)
    except BadInput as error:
        found += [str(problem) for problem in error.problems]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # What is written there cannot be read as an event.
        found.append(f"the ledger cannot be read further: {type(error).__name__}: {error}")
    return found


def head_from(text: str) -> Head:
    """A head as reports print it."""
    match = _HEAD.fullmatch(text.strip())
    if match is None:
        raise BadInput.of("", f"{text!r} is not a head", column="--head", hint="SEQ:HASH, as a report prints it")
    return Head(int(match[1]), match[2])


def _findings(reader: Reader, wanted: Head | None) -> Iterator[str]:
    yield from _chain_findings(reader, wanted)
    yield from _derived_findings(reader)
    for what in reader.unequal_sums():
        yield f"a sum does not follow from the postings: {what}"


# ---- the chain


def _chain_findings(reader: Reader, wanted: Head | None) -> Iterator[str]:
    told = 0
    before, recorded_at, seq = GENESIS, "", 0
    contained = wanted is None or (wanted.seq == 0 and wanted.hash == GENESIS)
    for event in reader.events():
        seq += 1
        for finding in _link_findings(event, before, recorded_at, seq) if told < MOST else ():
            told += 1
            yield finding
        contained = contained or (wanted is not None and event.seq == wanted.seq and event.hash == wanted.hash)
        before, recorded_at, seq = event.hash, event.recorded_at, event.seq
    if Head(seq, before) != reader.head():
        yield f"the events end at {seq}, not at {reader.head().seq}"
    if wanted is not None and not contained:
        what = "has other content here" if wanted.seq <= seq else f"is not here: the last event is {seq}"
        yield f"the head {wanted} is not in this ledger: event {wanted.seq} {what}"


def _link_findings(event: Event, before: str, recorded_at: str, expected: int) -> Iterator[str]:
    if event.seq != expected:
        yield f"event {expected} is missing: {event.seq} is the next one"
    elif hash_of(before, event) != event.hash:
        yield f"event {event.seq} is not what was recorded, or the one before it is not: its hash differs"
    if event.recorded_at < recorded_at:
        yield f"event {event.seq} is recorded before the one before it"
    if event.kind not in KINDS and event.kind not in META:
        yield f"event {event.seq} is of an unknown kind {event.kind!r}"
    elif _canonical(event.body) != event.body:
        yield f"event {event.seq} is not written in the one form that it may have"


def _canonical(body: str) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


# ---- what follows from the events


class _Sums:
    """Rows without their order, in little memory: for each span of events, the sum of the digests of their rows."""

    def __init__(self) -> None:
        self._sums: Counter[int] = Counter()

    def add(self, row: Sequence[Any], sign: int) -> None:
        digest = hashlib.blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._sums[(int(row[0]) - 1) // SPAN] += sign * int.from_bytes(digest, "big")

    def unequal(self) -> list[tuple[int, int]]:
        """First and last event of each span whose rows are not the same."""
        spans = sorted(span for span, total in self._sums.items() if total)
        return [(span * SPAN + 1, (span + 1) * SPAN) for span in spans]


def _derived_findings(reader: Reader) -> list[str]:
    """Links and postings against those that follow from each entity's events."""
    links, postings = _Sums(), _Sums()
    for events in reader.by_entity():
        for link, posting in _followed(events):
            for row in link:
                links.add(row, 1)
            for row in posting:
                postings.add(row, 1)
    for row in reader.links():
        links.add(row, -1)
    for row in reader.postings():
        postings.add(row, -1)
    return [
        f"{name} of events {first} to {last} do not follow from the events"
        for name, sums in (("links", links), ("postings", postings))
        for first, last in sums.unequal()[:MOST]
    ]


def _followed(events: list[Event]) -> Iterator[tuple[Iterable[Sequence[Any]], Iterable[Sequence[Any]]]]:
    """Links and postings that each event of one entity brought."""
    old = postings_of(())
    for place, event in enumerate(events):
        new = postings_of(events[: place + 1])
        yield (
            [(event.seq, event.subject, name) for name in _names(event, events[:place])],
            [(event.seq, *posting_row(one)) for one in difference(old, new)],
        )
        old = new


def _names(event: Event, before: Sequence[Event]) -> list[str]:
    if event.kind not in META:
        return names_in(event.kind, event.data)
    if event.kind != CORRECTED:
        return []
    target = next(one for one in before if one.seq == event.data["event"])
    return names_in(target.kind, event.data.get("data", {}))
