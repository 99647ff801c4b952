"""From a news report to proposals, and from proposals to events by a person's word."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from svitlo.answers import day_from, print_lines, say
from svitlo.ledger_cli.app import AsJson, Author, Ledger, Output, app, book_in, head_line, write_whole
from svitlo.tables.errors import BadInput

MOST_BYTES = 5_000_000


@app.command()
def read(
    report: Annotated[Path, typer.Argument(help="Plain text of a report (UTF-8).", metavar="REPORT")],
    published: Annotated[str | None, typer.Option("--published", help="Its day.", metavar="DATE")] = None,
    publisher: Annotated[str, typer.Option("--publisher", help="Who published it.", metavar="NAME")] = "",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Propose events found in a plain news report; nothing is recorded before `svitlo ledger accept`."""
    from svitlo.exchange.report_in import offers_of
    from svitlo.reading.read import read_report

    if report.stat().st_size > MOST_BYTES:
        raise BadInput.of(report.name, f"more than {MOST_BYTES} bytes", hint="a report is a few pages of text")
    try:
        text = report.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput.of(report.name, f"byte {error.start + 1} is not UTF-8", hint="save it as UTF-8 text") from None
    day = None if published is None else day_from(published, "--published")
    proposals = read_report(text, published=day, source=publisher)
    offers = offers_of(
        proposals, publisher=publisher or report.stem, title=report.name, published=day or date.fromordinal(1)
    )
    if day is None and any(offer.draft for offer in offers):
        raise BadInput.of("--published", "the day of the report is not given", hint="--published 2022-11-29")
    lines = [json.dumps(offer.as_dict(), ensure_ascii=False) for offer in offers]
    if output is not None:
        write_whole(output, ("\n".join(lines) + "\n").encode())
    if as_json:
        say("".join(f"{line}\n" for line in lines))
        return
    shown = []
    for offer in offers:
        what = f"{offer.draft.kind} {offer.draft.subject}" if offer.draft else f"no event ({offer.mode})"
        shown.append(f"{offer.number:>3}  {offer.confidence:.0%}  {what}")
        shown.append(f"       “{' '.join(offer.text.split())}”" + (f" ({offer.speaker})" if offer.speaker else ""))
        shown += [f"       missing: {', '.join(offer.missing)}"] if offer.missing else []
    wrote = [f"Proposals: {output}; svitlo ledger accept records those that you choose."] if output else []
    print_lines([*shown, *wrote] or ["Nothing found."])


@app.command()
def accept(
    ledger: Ledger,
    proposals: Annotated[Path, typer.Argument(help="Proposals that `read` or `propose` wrote.", metavar="FILE")],
    author: Author,
    only: Annotated[str | None, typer.Option("--only", help="Numbers, e.g. 2,5.", metavar="NUMBERS")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that offer an event and lack nothing.")] = False,
) -> None:
    """Record the proposals that a person chose."""
    from svitlo.exchange.report_in import accepted

    if (only is None) == (not everything):
        raise BadInput.of("", "say which proposals are accepted", hint="--only 2,5 or --all")
    chosen = None if only is None else _numbers(only)
    lines = proposals.read_text(encoding="utf-8").splitlines()
    with book_in(ledger) as book:
        with book.view() as view:
            known = frozenset({*view.reader.subjects("state"), *view.reader.subjects("org")})
        recorded = book.add(accepted(lines, proposals.name, chosen, known), author)
        with book.view() as view:
            print_lines([f"{len(recorded)} events recorded.", head_line(view)])


def _numbers(text: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in parts if not part.isdecimal()]
    if wrong or not parts:
        raise BadInput.of("--only", f"{(wrong or [text])[0]!r} is not a number", hint="numbers such as 2,5")
    return frozenset(int(part) for part in parts)
