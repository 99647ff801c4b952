"""Between the ledger and the planner: a case's tables out, a plan's uses back, and the way from a pledge to people."""

import json
from pathlib import Path
from typing import Annotated

import typer

from svitlo.answers import print_json, print_lines
from svitlo.ledger_cli.app import AsJson, Known, Ledger, On, app, head_line, view_of, write_whole


@app.command()
def case(
    ledger: Ledger,
    on: Annotated[str, typer.Option("--on", help="The day from which is planned.", metavar="DATE")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Case folder, or a new folder.", metavar="CASE")],
    known: Known = None,
    group: Annotated[str, typer.Option("--group", help="The coalition; else the only alliance.")] = "",
) -> None:
    """Write `actors`, `decisions`, `positions` and `pledges` of a case: what is really usable on a day."""
    from svitlo.exchange.case_out import write_case_tables

    with view_of(ledger, on, known) as view:
        written = write_case_tables(view, output, group)
        print_lines([*written.lines(), head_line(view)])


@app.command()
def propose(
    ledger: Ledger,
    case_folder: Annotated[Path, typer.Argument(help="Case folder.", metavar="CASE")],
    plan: Annotated[Path, typer.Argument(help="Plan folder.", metavar="PLAN")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Proposals to write.", metavar="FILE")],
    on: On = None,
) -> None:
    """Propose a plan's purchases, uses and effects as events; `svitlo ledger accept` records them."""
    from svitlo.adapters.case_folder import read_case
    from svitlo.exchange.plan_back import drafts_from_plan
    from svitlo.exchange.report_in import offers_from

    with view_of(ledger, on) as view:
        offers = offers_from(drafts_from_plan(view, read_case(case_folder), plan))
    lines = [json.dumps(offer.as_dict(), ensure_ascii=False) for offer in offers]
    write_whole(output, ("\n".join(lines) + "\n").encode())
    print_lines([f"{len(offers)} proposals: {output}", "svitlo ledger accept records those that you choose."])


@app.command()
def trace(
    ledger: Ledger,
    entity: Annotated[str, typer.Argument(help="pledge:ID, asset:ID, place:ID or NAME, ...", metavar="ENTITY")],
    on: On = None,
    known: Known = None,
    public: Annotated[bool, typer.Option("--public", help="Who gave, places and people; nothing between.")] = False,
    as_json: AsJson = False,
) -> None:
    """From a pledge to places and people served, and from a place or a piece back to who gave."""
    from svitlo.exchange.trace import trace as traced
    from svitlo.exchange.trace_public import public as shown
    from svitlo.exchange.trace_text import trace_lines, trace_record

    with view_of(ledger, on, known) as view:
        tree = traced(view, entity)
        tree = shown(tree) if public else tree
        if as_json:
            print_json({"head": str(view.reader.head()), "trace": trace_record(tree)})
        else:
            print_lines([*trace_lines(tree), head_line(view)])


@app.command()
def template(
    output: Annotated[Path, typer.Argument(help="Workbook to write, e.g. events.xlsx.", metavar="FILE")],
    ledger: Annotated[str | None, typer.Option("--ledger", help="Offer its entities in drop-downs.")] = None,
) -> None:
    """Write an empty workbook for events, with drop-downs and what each column means."""
    from svitlo.exchange.templates import write_ledger_template

    if ledger is None:
        write_ledger_template(output)
    else:
        with view_of(ledger, None) as view:
            write_ledger_template(output, view)
    print_lines([f"Template: {output}"])
