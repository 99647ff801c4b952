"""Ledgers for tests of the bridge: a book in a folder, drafts in short, and the example's own events."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from svitlo.ledger.book import Book
from svitlo.ledger.drafts import read_drafts
from svitlo.ledger.events import Draft, Source
from svitlo.ledger.sqlite_store import SqliteStore
from tests.conftest import EXAMPLES

WINTER = EXAMPLES / "ledger-winter" / "events.jsonl"
NOW = datetime(2030, 3, 1, tzinfo=UTC)


def book_in(folder: Path) -> Book:
    """An empty ledger; its clock stands still."""
    return Book(store=SqliteStore(folder / "ledger.svitlo", create=True), clock=lambda: NOW)


def said(kind: str, subject: str, day: str, *sources: Source, **data: Any) -> Draft:
    """A draft."""
    return Draft(kind=kind, subject=subject, held_on=date.fromisoformat(day), data=data, sources=sources)


def winter_drafts() -> list[Draft]:
    """All events of the example."""
    return list(read_drafts(WINTER))


def winter_book(folder: Path) -> Book:
    """The example's ledger."""
    book = book_in(folder)
    book.add(winter_drafts(), "example")
    return book
