"""Rich histories of a ledger: hundreds of attempts, most of them plausible, many to be refused, all from one seed.

A shorter history of a seed is the beginning of a longer one, so that what breaks a law can be cut down.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from svitlo.ledger.book import Book
from svitlo.ledger.events import Draft, Event, Head, Source
from svitlo.ledger.store import Reader, Store, Writer
from svitlo.tables.errors import BadInput, Problem
from tests.ledger.laws.told import AGAIN, Told, standing

FIRST = date(2030, 11, 1)
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
STATES = ("aland", "bland", "cland", "dland", "eland", "needland", "newland", "farland")
"""Farland is an outsider in all groups, Needland is aided."""

AIDED, OUTSIDER = "state:needland", "state:farland"
AUTHOR = "a clerk"


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = datetime(2030, 11, 1, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Refusal:
    """What was tried and refused; `left_alone`: the ledger's end was the same before and after."""

    draft: Draft
    problems: tuple[Problem, ...]
    left_alone: bool


@dataclass(repr=False)
class Story:
    """A ledger while its history is told."""

    store: Store
    seed: int
    dice: random.Random
    clock: Clock = field(default_factory=Clock)
    today: date = FIRST
    events: list[Event] = field(default_factory=list)
    drafts: list[tuple[datetime, Draft]] = field(default_factory=list)
    """What was accepted, and the time at which it was recorded."""
    refused: list[Refusal] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Names of entities by type."""
    said: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The first word on each entity."""
    last: dict[str, str] = field(default_factory=dict)
    """The last kind of fact that was recorded of each entity."""
    _count: int = 0

    def __repr__(self) -> str:
        return f"<seed {self.seed}: {len(self.events)} events, {len(self.refused)} refused>"

    @property
    def book(self) -> Book:
        return Book(store=self.store, clock=self.clock)

    @property
    def head(self) -> Head:
        with self.store.reading() as reader:
            return reader.head()

    def new(self, entity_type: str) -> str:
        """A name that is not taken."""
        self._count += 1
        return f"{entity_type}:{entity_type[0]}{self._count}"

    def one_of(self, entity_type: str, *last: str) -> str | None:
        """An entity of a type, rather a late one; most often one of which such a fact was the last."""
        names = self.known[entity_type]
        if last and self.chance(0.85):
            names = [name for name in names if self.last[name] in last]
        return names[-1 - int(len(names) * self.dice.random() ** 2)] if names else None

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def day(self) -> date:
        """Today; often enough a day before it: a fact that is recorded late."""
        return self.today - timedelta(days=self.dice.choice((0,) * 12 + (1, 2, 5, 20)))

    def tell(
        self, kind: str, subject: str, *, on: date | None = None, sources: tuple[Source, ...] = (), **data: Any
    ) -> bool:
        """Try to record a fact; what is refused is kept apart."""
        said = {name: value for name, value in data.items() if value is not None}
        draft = Draft(kind=kind, subject=subject, held_on=on or self.day(), data=said, sources=sources)
        before = self.head
        try:
            [event] = self.book.add([draft], AUTHOR)
        except BadInput as error:
            self.refused.append(Refusal(draft, error.problems, self.head == before))
            return False
        self.events.append(event)
        self.drafts.append((self.clock.now, draft))
        if not kind.startswith(("event.", "claim.")):
            self.last[subject] = kind
        if subject not in self.said:
            self.said[subject] = said
            self.known[subject.split(":", maxsplit=1)[0]].append(subject)
        return True

    def pass_time(self) -> None:
        """Recorded times grow with each attempt; days pass now and then."""
        self.clock.now += timedelta(minutes=self.dice.randint(1, 30))
        if self.chance(0.12):
            self.today += timedelta(days=self.dice.randint(1, 3))
            self.clock.now = max(self.clock.now, datetime(*self.today.timetuple()[:3], 6, tzinfo=UTC))

    @property
    def told(self) -> dict[str, list[Told]]:
        """What stands, re-told."""
        return standing(self.events)

    def days(self, count: int = 9) -> list[date]:
        """Days to look at, from before the first to long after the last, always the same for one history."""
        seen = sorted({event.held_on for event in self.events} | {self.today + timedelta(days=40)})
        return sorted({FIRST - timedelta(days=1), *random.Random(len(seen)).sample(seen, min(count, len(seen)))})


def rounded(amount: Fraction) -> int:
    """To the nearest whole number, halves to the even one."""
    below = amount.numerator // amount.denominator
    rest = amount - below
    return below + int(rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1))


def exchanged(minor: int, source: str, rate: str, target: str) -> int:
    """Minor units of one currency in another's, by units of `target` for one of `source`."""
    return rounded(Fraction(minor, 10 ** DIGITS[source]) * Fraction(rate) * 10 ** DIGITS[target])


def drawn(story: Story, amount: int, currency: str, source: str) -> dict[str, Any]:
    """An amount of about this size that comes from another currency (or the same), with all that is to be said."""
    if currency == source:
        return {"amount_minor": amount, "currency": currency}
    rate = (
        f"{story.dice.randint(1, 300)}.{story.dice.randint(0, 999):03d}"
        if currency == "JPY"
        else (f"{story.dice.randint(0, 2)}.{story.dice.randint(1, 9999):04d}")
    )
    got = exchanged(amount, source, rate, currency)
    if story.chance(0.04):
        got += 1  # money from nothing
    return {
        "amount_minor": max(got, 1), "currency": currency, "drawn_minor": amount, "drawn_currency": source,
        "rate": rate, "rate_date": story.today.isoformat(), "rate_source": "a bank",
    }  # fmt: skip


@dataclass(frozen=True)
class Unsaved:
    """A store over a transaction that is never to be saved."""

    writer: Writer

    def writing(self) -> AbstractContextManager[Writer]:
        return nullcontext(self.writer)

    def reading(self) -> AbstractContextManager[Reader]:
        return nullcontext(self.writer)

    def damage(self) -> list[str]:
        return []

    def close(self) -> None:
        pass


class _UndoneError(Exception):
    pass


@contextmanager
def what_if(story: Story) -> Iterator[Book]:
    """The story's ledger, to which may be added: at the end all that was added is undone."""
    with suppress(_UndoneError), story.store.writing() as writer:
        yield Book(store=Unsaved(writer), clock=story.clock)
        raise _UndoneError


def problems_of(book: Book, draft: Draft) -> tuple[Problem, ...]:
    """Why a draft is refused; none: it was recorded."""
    try:
        book.add([draft], AUTHOR)
    except BadInput as error:
        return error.problems
    return ()


def replayed(drafts: Iterable[tuple[datetime, Draft]], store: Store) -> list[Event]:
    """The same drafts recorded at the same times in another ledger, one by one."""
    clock = Clock()
    book = Book(store=store, clock=clock)
    events = []
    for at, draft in drafts:
        clock.now = at
        events += book.add([draft], AUTHOR)
    return events


def is_once(kind: str) -> bool:
    """Whether a second word of this kind contradicts the first."""
    return kind not in AGAIN and not kind.startswith(("event.", "claim."))


def told_into(store: Store, seed: int, length: int) -> Story:
    """The history of a seed in an empty store."""
    from tests.ledger.laws.moves import MOVES, prologue

    story = Story(store=store, seed=seed, dice=random.Random(seed))
    prologue(story)
    moves, weights = zip(*MOVES, strict=True)
    while len(story.events) + len(story.refused) < length:
        story.pass_time()
        story.dice.choices(moves, weights)[0](story)
    return story
