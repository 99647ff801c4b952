"""The ledger in formats that others write and read."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from svitlo.answers import print_lines
from svitlo.ledger_cli.app import Author, Known, Ledger, On, app, book_in, head_line, view_of, write_whole
from svitlo.tables.errors import BadInput

ImportFormat = Annotated[Literal["iati", "hxl", "kiel"], typer.Option("--as", help="Its format.")]
ExportFormat = Annotated[Literal["iati", "hxl", "hxl-funnel", "kiel"], typer.Option("--as", help="The format.")]


@app.command("import")
def import_file(
    ledger: Ledger,
    file: Annotated[Path, typer.Argument(help="File to read.", metavar="FILE")],
    form: ImportFormat,
    author: Author,
    tracker: Annotated[str, typer.Option("--tracker", help="kiel: which tracker and release.")] = "",
) -> None:
    """Record what a file of IATI activities, HXL rows or a tracker says; what the ledger has already is skipped."""
    from svitlo.exchange.hxl_in import drafts_from_hxl
    from svitlo.exchange.iati_in import drafts_from_iati
    from svitlo.exchange.kiel_in import drafts_from_kiel
    from svitlo.exchange.parties import fresh

    if form == "kiel":
        if not tracker:
            raise BadInput.of("--tracker", "which tracker and release is it?", hint='--tracker "Tracker, release 29"')
        drafts, notes = drafts_from_kiel(file, tracker=tracker)
    else:
        drafts, notes = (drafts_from_iati if form == "iati" else drafts_from_hxl)(file)
    with book_in(ledger) as book:
        with book.view() as view:
            new, skipped = fresh(view, drafts)
        recorded = book.add(new, author)
        with book.view() as view:
            told = [f"Note: {note}" for note in (*notes, *skipped)]
            print_lines([*told, f"{len(recorded)} events recorded.", head_line(view)])


@app.command()
def export(
    ledger: Ledger,
    file: Annotated[Path, typer.Argument(help="File to write.", metavar="FILE")],
    form: ExportFormat,
    on: On = None,
    known: Known = None,
    publisher_id: Annotated[str, typer.Option("--publisher-id", help="iati: your organisation identifier.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="iati: your organisation's name.")] = "",
    helped: Annotated[str, typer.Option("--helped", help="iati: the state that is helped.")] = "state:ukr",
    currency: Annotated[str, typer.Option("--in", help="kiel: the currency.")] = "EUR",
) -> None:
    """Write the ledger on a day as IATI 2.03 activities, as CSV with HXL tags, or in a tracker's public shape."""
    with view_of(ledger, on, known) as view:
        if form == "iati":
            from svitlo.exchange.iati_out import Reporter, iati_of

            if not publisher_id or not publisher:
                raise BadInput.of(
                    "--publisher-id", "IATI needs who publishes it", hint="--publisher-id and --publisher"
                )
            content, notes = iati_of(view, Reporter(ref=publisher_id, name=publisher, helped=helped))
        elif form == "kiel":
            from svitlo.exchange.kiel_out import kiel_of

            text, notes = kiel_of(view, currency)
            content = text.encode()
        else:
            from svitlo.exchange.hxl_out import hxl_funnel_of, hxl_of

            text, notes = hxl_of(view) if form == "hxl" else (hxl_funnel_of(view), ())
            content = text.encode()
        write_whole(file, content)
        print_lines([*(f"Note: {note}" for note in notes), f"Written: {file}", head_line(view)])
