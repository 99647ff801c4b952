"""The one door to a ledger: drafts in, all of them or none, and the ledger as it stood on any day."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from svitlo.ledger.entities import type_of
from svitlo.ledger.events import Draft, Event, event_of
from svitlo.ledger.form import SUBJECT, form_problems, names_in
from svitlo.ledger.kinds import CORRECTED, META
from svitlo.ledger.money import Money
from svitlo.ledger.postings import GOODS, LIMITS, Posting, moved
from svitlo.ledger.rules import rests_on, rule_problems
from svitlo.ledger.store import Store, Writer
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput, Problem

Clock = Callable[[], datetime]

MOST_AUTHOR = 200

FORESEEN = 500
"""Drafts whose entities are asked for at once."""


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Book:
    """A ledger in a store."""

    store: Store
    clock: Clock = utc_now

    def add(self, drafts: Sequence[Draft], author: str) -> list[Event]:
        """Record drafts in their order, each checked against the ledger with those before it.

        Raises BadInput with every problem of every draft; nothing is recorded then.
        """
        if not author.strip() or len(author) > MOST_AUTHOR or not author.isprintable():
            raise BadInput.of("", "an event needs an author of up to 200 printable characters", column="author")
        with self.store.writing() as writer:
            return _recorded(writer, drafts, author.strip(), self.clock)

    @contextmanager
    def view(self, on: date | None = None, known: date | None = None) -> Iterator[View]:
        """The ledger by what held on a day, as recorded up to the end of another; None: at any time, and all of it."""
        with self.store.reading() as reader:
            upto = None if known is None else reader.recorded_upto(known)
            yield View(reader=reader, on=on, upto=upto)


def _recorded(writer: Writer, drafts: Sequence[Draft], author: str, clock: Clock) -> list[Event]:
    problems: list[Problem] = []
    refused: set[str] = set()
    events: list[Event] = []
    last = next(iter(writer.events(after=writer.head().seq - 1)), None)
    recorded_at = max(_stamp(clock()), last.recorded_at if last else "")
    # One view for all, so that what several drafts are about is asked of the store once.
    view = View(reader=writer)
    for place, draft in enumerate(drafts):
        if place % FORESEEN == 0:
            view.foresee(name for later in drafts[place : place + FORESEEN] for name in _looked_at(later))
        if refused & {draft.subject, *_named(draft)}:
            # What it rests on is refused: its own problems would be those of the other.
            refused.add(draft.subject)
            continue
        found = _add(writer, view, draft, (author, recorded_at))
        if isinstance(found, Event):
            events.append(found)
        else:
            problems += found
            refused.add(draft.subject)
    if problems:
        raise BadInput(problems)
    return events


def _looked_at(draft: Draft) -> list[str]:
    """The entities that a draft is about and names, as far as they can be any."""
    return [name for name in (draft.subject, *_named(draft)) if isinstance(name, str) and SUBJECT.fullmatch(name)]


def _named(draft: Draft) -> list[str]:
    """The entities that a draft names, also where it is not well formed."""
    try:
        return names_in(draft.kind, draft.data)
    except TypeError:
        return []


def _add(writer: Writer, view: View, draft: Draft, recorded: tuple[str, str]) -> Event | list[Problem]:
    """The event that was added, or why it was not."""
    problems = form_problems(draft)
    if problems:
        return problems
    author, recorded_at = recorded
    event = event_of(draft, writer.head(), recorded_at, author)
    problems = rule_problems(view, draft, event)
    if problems:
        return problems
    before = view.events_of(draft.subject)
    postings = moved(before, [*before, event])
    here = Problem(draft.file, draft.row)
    overdrawn = [replace(here, column="amount", what=what) for what in _overdrawn(writer, postings)]
    if overdrawn:
        return overdrawn
    resting = [replace(here, column=column, what=what, hint=hint) for column, what, hint in rests_on(view, event)]
    if resting:
        return resting
    writer.add(event, _all_names(draft, before), postings)
    view.added(event)
    return event


def _all_names(draft: Draft, before: Sequence[Event]) -> list[str]:
    if draft.kind not in META:
        return names_in(draft.kind, draft.data)
    target = next(event for event in before if event.seq == draft.data["event"])
    return names_in(target.kind, draft.data.get("data", {})) if draft.kind == CORRECTED else []


def _overdrawn(writer: Writer, postings: Sequence[Posting]) -> Iterator[str]:
    """Which laws of conservation these postings would break, on which day first, and by how much."""
    for pool in sorted({one.pool for one in postings}):
        limits = [limit for limit in LIMITS if limit.pool == type_of(pool)]
        if not limits:
            continue
        mine = [one for one in postings if one.pool == pool]
        days = [*writer.days_of(pool), *((one.held_on, one.account, one.measure, one.amount) for one in mine)]
        for limit in limits:
            for measure in sorted({one.measure for one in mine}):
                sums: Counter[date] = Counter()
                for day, account, in_measure, amount in days:
                    if in_measure == measure and account in limit.comes_in + limit.goes_out:
                        sums[day] += amount if account in limit.comes_in else -amount
                short = _first_short(sums)
                if short is not None:
                    yield f"{pool}: {limit.words} by {_told(short[1], measure)} on {short[0]}"


def _first_short(sums: Counter[date]) -> tuple[date, int] | None:
    left = 0
    for day in sorted(sums):
        left += sums[day]
        if left < 0:
            return day, -left
    return None


def _told(amount: int, measure: str) -> str:
    return f"{amount} of {measure.removeprefix(GOODS)}" if measure.startswith(GOODS) else str(Money(measure, amount))


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="microseconds")
