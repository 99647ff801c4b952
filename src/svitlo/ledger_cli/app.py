"""The sub-command, the options that its commands share, and how they open a ledger."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svitlo.answers import day_from
from svitlo.tables.errors import BadInput

if TYPE_CHECKING:
    from svitlo.ledger.book import Book
    from svitlo.ledger.view import View

app = typer.Typer(
    help="The support ledger: from a pledge to what it lit. Facts are only ever added.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Ledger = Annotated[str, typer.Argument(help="Ledger file, or postgresql://...", metavar="LEDGER")]
Author = Annotated[str, typer.Option("--author", help="Who records it.", metavar="NAME")]
On = Annotated[str | None, typer.Option("--on", help="What held on this day; else all.", metavar="DATE")]
Known = Annotated[
    str | None, typer.Option("--known", help="By what was recorded up to the end of this day (UTC).", metavar="DATE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="File to write.", metavar="FILE")]


@contextmanager
def book_in(ledger: str, *, create: bool = False) -> Iterator["Book"]:
    """The book of a ledger, let go of at the end."""
    from svitlo.ledger.book import Book
    from svitlo.ledger.stores import open_store

    with closing(open_store(ledger, create=create)) as store:
        yield Book(store=store)


@contextmanager
def view_of(ledger: str, on: str | None, known: str | None = None) -> Iterator["View"]:
    """A ledger as it stood, by the options of a command."""
    with book_in(ledger) as book, book.view(_day(on, "--on"), _day(known, "--known")) as view:
        yield view


def head_line(view: "View") -> str:
    """What a report rests on: the ledger's last event by number and hash, the day shown and until when it was known."""
    day = f"on {view.on}" if view.on else "on any day"
    upto = f", by events up to {view.upto}" if view.upto is not None else ""
    return f"Ledger {view.reader.head()}, {day}{upto}"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that is there already stays. Raises BadInput."""
    if path.exists():
        raise BadInput.of(str(path), "exists already", hint="choose another name")
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.rename(path)


def plain_record(value: object) -> object:
    """Values as JSON knows them: days as text, exact numbers as text."""
    if isinstance(value, dict):
        return {str(name): plain_record(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_record(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _day(text: str | None, option: str) -> date | None:
    return None if text is None else day_from(text, option)
