"""What is written down: facts with two times, an author and sources, in a chain of hashes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

GENESIS = "0" * 64
"""The hash before the first event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact is from. `locator`: where in it; `confidence`: from 0 to 100; empty: not given."""

    publisher: str
    title: str = ""
    published: date | None = None
    locator: str = ""
    quote: str = ""
    retrieved: date | None = None
    confidence: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is not given is left out."""
        given = {
            "publisher": self.publisher,
            "title": self.title,
            "published": self.published.isoformat() if self.published else "",
            "locator": self.locator,
            "quote": self.quote,
            "retrieved": self.retrieved.isoformat() if self.retrieved else "",
            "confidence": self.confidence,
        }
        return {name: value for name, value in given.items() if value not in ("", None)}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """The source that `as_dict` gave."""
        days = {name: date.fromisoformat(given[name]) for name in ("published", "retrieved") if given.get(name)}
        return cls(**{**given, **days})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event that is not in the ledger yet. `subject`: the entity it is about, `type:id`; `data` as in `kinds`.

    `file` and `row`: where a person finds it, for problems.
    """

    kind: str
    subject: str
    held_on: date
    data: Mapping[str, Any]
    sources: tuple[Source, ...] = ()
    file: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of a ledger, the `seq`-th from 1. `recorded_at`: UTC, to the microsecond, as in ISO 8601."""

    seq: int
    kind: str
    subject: str
    held_on: date
    recorded_at: str
    author: str
    body: str
    """What it says and its sources, as `body_of` writes them."""
    hash: str
    _read: dict[str, Any] | None = field(default=None, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says, field by field; read once."""
        if self._read is None:
            object.__setattr__(self, "_read", json.loads(self.body)["data"])
        return self._read or {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it is from."""
        return tuple(Source.from_dict(given) for given in json.loads(self.body).get("sources", ()))


@dataclass(frozen=True, slots=True)
class Head:
    """The last event's number and hash: what a ledger says is fixed by them. A ledger without events has number 0."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def body_of(data: Mapping[str, Any], sources: Sequence[Source]) -> str:
    """Data and sources in one canonical text: sorted keys, no spaces, no floating point."""
    body: dict[str, Any] = {"data": dict(data)}
    if sources:
        body["sources"] = [source.as_dict() for source in sources]
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(before: str, event: Event) -> str:
    """The chain's next link: SHA-256 over the hash before and all that the event says."""
    said = [
        event.seq,
        event.kind,
        event.subject,
        event.held_on.isoformat(),
        event.recorded_at,
        event.author,
        event.body,
    ]
    text = json.dumps([before, *said], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def event_of(draft: Draft, head: Head, recorded_at: str, author: str) -> Event:
    """The event that follows on `head`."""
    open_end = Event(
        seq=head.seq + 1,
        kind=draft.kind,
        subject=draft.subject,
        held_on=draft.held_on,
        recorded_at=recorded_at,
        author=author,
        body=body_of(draft.data, draft.sources),
        hash="",
    )
    return _sealed(open_end, head.hash)


def _sealed(event: Event, before: str) -> Event:
    return replace(event, hash=hash_of(before, event))
