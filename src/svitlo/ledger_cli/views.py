"""Sums and decisions on any day."""

from typing import Annotated

import typer

from svitlo.answers import print_json, print_lines
from svitlo.ledger_cli.app import AsJson, Known, Ledger, On, app, head_line, plain_record, view_of


@app.command()
def balances(ledger: Ledger, on: On = None, known: Known = None, as_json: AsJson = False) -> None:
    """Each donor's stages, by category and currency; stages are never added together."""
    from dataclasses import asdict

    from svitlo.ledger.arithmetic import funnel
    from svitlo.ledger.money import Money

    with view_of(ledger, on, known) as view:
        rows = funnel(view)
        if as_json:
            print_json({"head": str(view.reader.head()), "rows": [asdict(row) for row in rows]})
            return
        columns = ("pledged", "converted", "committed", "paid_in", "allocated", "received")
        lines = [f"{'donor':<24} {'category':<13}{'':<4}" + "".join(f"{name:>20}" for name in columns)]
        for row in rows:
            cells = "".join(f"{Money(row.currency, getattr(row, name)).decimal():>20,f}" for name in columns)
            lines.append(f"{row.donor:<24} {row.category:<13}{row.currency:<4}{cells}")
        print_lines([*lines, head_line(view)])


@app.command()
def flows(
    ledger: Ledger,
    inside: Annotated[
        list[str], typer.Option("--inside", help="A fund, organisation or state inside the boundary; may be repeated.")
    ],
    on: On = None,
    known: Known = None,
    as_json: AsJson = False,
) -> None:
    """Money across a boundary: each sum once, whatever it does inside."""
    from dataclasses import asdict

    from svitlo.ledger.arithmetic import crossing
    from svitlo.ledger.money import Money

    with view_of(ledger, on, known) as view:
        found = crossing(view, frozenset(inside))
        if as_json:
            print_json({"head": str(view.reader.head()), **asdict(found)})
            return
        lines = []
        for name in ("incoming", "outgoing", "internal"):
            sums = ", ".join(str(Money(currency, minor)) for currency, minor in getattr(found, name).items())
            lines.append(f"{name}: {sums or 'nothing'}")
        print_lines([*lines, head_line(view)])


@app.command()
def decisions(ledger: Ledger, on: On = None, known: Known = None, as_json: AsJson = False) -> None:
    """Each proposal: adopted, blocked by whom since when, or what it waits for."""
    from dataclasses import asdict

    from svitlo.ledger.consent import Decision, decision_of

    with view_of(ledger, on, known) as view:
        found = [decision_of(view, entity.subject) for entity in view.entities("proposal")]
        rows: list[Decision] = [decision for decision in found if decision is not None]
        if as_json:
            print_json({"head": str(view.reader.head()), "decisions": [plain_record(asdict(row)) for row in rows]})
            return
        lines = []
        for row in rows:
            lines.append(
                f"{row.proposal}: {row.topic}: {row.state}" + (f" on {row.adopted_on}" if row.adopted_on else "")
            )
            lines += [f"  blocked by {one.actor_id} since {one.since}" for one in row.blockers]
            lines += [f"  not heard: {', '.join(row.silent)}"] if row.silent and row.state != "adopted" else []
            lines += [f"  {actor} on {day}, without a say: {words}" for day, actor, words in row.objections]
        print_lines([*lines, head_line(view)])
