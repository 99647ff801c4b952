"""Make a ledger, add to it, look at it, verify it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svitlo.answers import print_json, print_lines
from svitlo.ledger_cli.app import AsJson, Author, Known, Ledger, On, app, book_in, head_line, view_of
from svitlo.tables.errors import BadInput

if TYPE_CHECKING:
    from svitlo.ledger.book import Book
    from svitlo.ledger.entities import Entity


@app.command()
def init(ledger: Ledger) -> None:
    """Make an empty ledger."""
    if "://" not in ledger and Path(ledger).exists():
        raise BadInput.of(ledger, "exists already", hint="choose another name")
    with book_in(ledger, create=True) as book, book.view() as view:
        print_lines([head_line(view)])


@app.command()
def add(
    ledger: Ledger,
    events: Annotated[Path, typer.Argument(help="Events: JSON lines, or a filled template (.xlsx).", metavar="FILE")],
    author: Author,
) -> None:
    """Record the events of a file, all of them or, with every problem told, none."""
    from svitlo.ledger.drafts import read_drafts

    if events.suffix.lower() == ".xlsx":
        from svitlo.exchange.templates import drafts_from_workbook as read_drafts
    drafts = read_drafts(events)
    with book_in(ledger) as book:
        recorded = book.add(drafts, author)
        with book.view() as view:
            print_lines([f"{len(recorded)} events recorded.", head_line(view)])


@app.command()
def show(
    ledger: Ledger,
    entity: Annotated[str | None, typer.Argument(help="One entity, e.g. pledge:us-53m.", metavar="[ENTITY]")] = None,
    on: On = None,
    known: Known = None,
    as_json: AsJson = False,
) -> None:
    """Show the events of a ledger, or one entity: its state, what it says, its sources and contradictions."""
    from svitlo.ledger.drafts import event_record

    with view_of(ledger, on, known) as view:
        if entity is None:
            chosen = (
                event for event in view.reader.events(upto=view.upto) if view.on is None or event.held_on <= view.on
            )
            for event in chosen:
                if as_json:
                    print_json(event_record(event))
                else:
                    print_lines([f"{event.seq:>7}  {event.held_on}  {event.kind:<28} {event.subject}"])
            if not as_json:
                print_lines([head_line(view)])
            return
        found = view.entity(entity)
        if not found.facts:
            raise BadInput.of("", f"the ledger knows no {entity}" + (f" on {on}" if on else ""))
        if as_json:
            print_json(_record(found) | {"events": [event_record(event) for event in view.events_of(entity)]})
            return
        print_lines([*_lines(found), "", head_line(view)])


@app.command()
def verify(
    ledger: Ledger,
    head: Annotated[
        str | None, typer.Option("--head", help="A head on an older report: is it in this ledger?", metavar="SEQ:HASH")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work out the whole chain and every sum anew; exit 1 if anything is not as it was written."""
    from svitlo.ledger.verify import verify as findings_of

    with book_in(ledger) as book:
        findings = findings_of(book.store, head)
        shown = _head_of(book, damaged=bool(findings))
    if as_json:
        print_json({"sound": not findings, "findings": findings, "head": shown})
    else:
        print_lines([*(findings or ["The ledger is as it was written."]), *([shown] if shown else [])])
    if findings:
        raise typer.Exit(1)


@app.command()
def seal(ledger: Ledger) -> None:
    """Seal a ledger's file anew, where its seal was lost and nothing else is found; exit 1 otherwise."""
    from svitlo.ledger.seal import seal_findings
    from svitlo.ledger.sqlite_store import SqliteStore
    from svitlo.ledger.verify import verify as findings_of

    with book_in(ledger) as book:
        if not isinstance(book.store, SqliteStore):
            raise BadInput.of("", "only a file has a seal", hint="a server looks after its own files")
        others = sorted(set(findings_of(book.store)) - set(seal_findings(book.store.path)))
        if others:
            print_lines([*others, "Not sealed: more than the seal is not as it was written."])
            raise typer.Exit(1)
        book.store.seal_anew()
        print_lines(["Sealed.", _head_of(book)])


@app.command()
def kinds(
    kind: Annotated[str | None, typer.Argument(help="One kind, e.g. pledge.announced.", metavar="[KIND]")] = None,
    as_json: AsJson = False,
) -> None:
    """List the kinds of events, or what one of them says."""
    from svitlo.ledger.kinds import KINDS, META

    known = {**KINDS, **META}
    if kind is not None and kind not in known:
        raise BadInput.of("", f"{kind!r} is not a kind of event", hint="svitlo ledger kinds lists them")
    if as_json:
        chosen = [known[kind]] if kind else list(known.values())
        print_json([{"kind": one.name, "words": one.words, "fields": [f.name for f in one.fields]} for one in chosen])
        return
    if kind is None:
        print_lines([f"{name:<28} {one.words}" for name, one in known.items()])
        return
    one = known[kind]
    fields = [
        f"  {field.name:<20} {field.type}{' (required)' if field.required else ''}: {field.words}"
        + (f" One of {', '.join(field.choices)}." if field.choices else "")
        for field in one.fields
    ]
    print_lines([f"{one.name}: {one.words}", *fields])


def _head_of(book: "Book", *, damaged: bool = False) -> str:
    """The line that every answer ends with; empty where a damaged ledger cannot tell it."""
    try:
        with book.view() as view:
            return head_line(view)
    except BadInput:
        if not damaged:
            raise
        return ""


def _record(entity: "Entity") -> dict[str, object]:
    return {
        "subject": entity.subject,
        "state": entity.state,
        "since": {state: day.isoformat() for state, day in entity.since.items()},
        "data": dict(entity.data),
        "contradictions": [
            {
                "kind": claim.kind,
                "taken": claim.taken.seq,
                "others": [fact.seq for fact in claim.others],
                "resolved": claim.resolved,
            }
            for claim in entity.claims
        ],
    }


def _lines(entity: "Entity") -> list[str]:
    lines = [f"{entity.subject}: {entity.state}"]
    lines += [f"  {name}: {value}" for name, value in entity.data.items()]
    for fact in entity.facts:
        sources = "; ".join(
            f"{source.publisher}{f', {source.published}' if source.published else ''}" for source in fact.event.sources
        )
        lines.append(f"  {fact.held_on}  event {fact.seq}  {fact.kind}" + (f"  [{sources}]" if sources else ""))
    for claim in entity.claims:
        others = ", ".join(f"event {fact.seq} ({fact.held_on})" for fact in claim.others)
        how = "was resolved for" if claim.resolved else "takes the first,"
        lines.append(f"  contradiction in {claim.kind}: {how} event {claim.taken.seq}; against it: {others}")
    return lines
