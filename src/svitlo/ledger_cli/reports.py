"""Reports that people read: the coalition on a day, a donor's page, what contradicts itself, what is late."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from svitlo.answers import print_json, print_lines
from svitlo.ledger_cli.app import (
    AsJson,
    Author,
    Known,
    Ledger,
    On,
    Output,
    app,
    book_in,
    head_line,
    plain_record,
    view_of,
    write_whole,
)
from svitlo.tables.errors import BadInput

Subject = Annotated[
    str, typer.Argument(help="A donor such as state:usa, or `coalition`, `conflicts`, `late`.", metavar="WHAT")
]


@app.command()
def history(
    ledger: Ledger,
    author: Author,
    which: Annotated[Literal["nato"], typer.Option("--of", help="Whose history.")] = "nato",
) -> None:
    """Record the published history of an alliance: members, accessions, ratifications, each with its source."""
    from svitlo.ledger.history import nato_drafts

    with book_in(ledger) as book:
        with book.view() as view:
            if view.entity(f"group:{which}").facts:
                raise BadInput.of("", f"the ledger knows group:{which} already")
            named = view.reader.subjects("state")
        recorded = book.add(nato_drafts(named), author)
        with book.view() as view:
            print_lines([f"{len(recorded)} events recorded.", head_line(view)])


@app.command()
def coalition(
    ledger: Ledger,
    group: Annotated[str, typer.Argument(help="The group, e.g. group:nato.", metavar="GROUP")],
    on: On = None,
    known: Known = None,
    as_json: AsJson = False,
) -> None:
    """Who is a member on a day, who still has to ratify, who could block what, whom mutual defence covers."""
    from svitlo.ledger.coalition_view import coalition_lines, coalition_on, coalition_record

    with view_of(ledger, on or _today(), known) as view:
        if not view.entity(group).facts:
            raise BadInput.of("", f"the ledger knows no {group} on {view.on}")
        found = coalition_on(view, group)
        if as_json:
            print_json(coalition_record(found))
        else:
            print_lines(coalition_lines(found))


@app.command()
def report(
    ledger: Ledger,
    what: Subject,
    on: On = None,
    known: Known = None,
    group: Annotated[str, typer.Option("--group", help="Coalition table: roles in this group.")] = "",
    currency: Annotated[str, typer.Option("--in", help="Coalition table: sums in this currency too.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Donor: sums and counts only.")] = False,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Write or show a report: a donor's page, the coalition's table, contradictions, or what is late."""
    from dataclasses import asdict

    from svitlo.report import ledger_page, ledger_text
    from svitlo.report.ledger_coalition import coalition_table
    from svitlo.report.ledger_conflicts import conflicts_on
    from svitlo.report.ledger_donor import donor_page
    from svitlo.report.ledger_late import late_on

    with view_of(ledger, on or _today(), known) as view:
        if what == "coalition":
            table = coalition_table(view, group, currency)
            record, lines, html = (
                asdict(table),
                ledger_text.coalition_table_lines(table),
                ledger_page.coalition_html(table),
            )
        elif what == "conflicts":
            conflicts = conflicts_on(view)
            record, lines = asdict(conflicts), ledger_text.conflict_lines(conflicts)
            html = ledger_page.conflicts_html(conflicts)
        elif what == "late":
            late = late_on(view)
            record, lines, html = asdict(late), ledger_text.late_lines(late), ledger_page.late_html(late)
        elif view.entity(what).facts:
            page = donor_page(view, what, public=public)
            record, lines, html = asdict(page), ledger_text.donor_lines(page), ledger_page.donor_html(page)
        else:
            raise BadInput.of(
                "", f"the ledger knows no {what} on {view.on}", hint="a donor, or coalition, conflicts, late"
            )
    if output is not None:
        write_whole(output, html.encode())
    if as_json:
        print_json(plain_record(record))
    else:
        print_lines([*lines, *([f"Report: {output}"] if output else [])])


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
