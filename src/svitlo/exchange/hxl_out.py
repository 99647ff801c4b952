"""The donors' funnel and the flows of a ledger as CSV with HXL tags: a row of headings, a row of tags, then rows."""

from collections.abc import Iterable, Sequence

from svitlo.exchange.csv_cells import table_text
from svitlo.exchange.flows import Flow, flows_of, unvalued
from svitlo.exchange.hxl_tags import FLOWS, FUNNEL, TagColumn
from svitlo.exchange.parties import clean, iso3, names_for
from svitlo.ledger.arithmetic import Funnel, funnel
from svitlo.ledger.money import Money
from svitlo.ledger.view import View


def hxl_of(view: View) -> tuple[str, tuple[str, ...]]:
    """The flows on the view's day, each with what it rests on, and notes on what the table does not hold.

    Amounts that take back are negative. Earmarks and notes are left out, as they may name places.
    """
    flows = flows_of(view)
    names = names_for(view, (name for flow in flows for name in (flow.payer, flow.payee)))
    text = _table(FLOWS, (_flow_row(flow, names.get(flow.payer, ""), names.get(flow.payee, "")) for flow in flows))
    return text, unvalued(view)


def hxl_funnel_of(view: View) -> str:
    """The donors' funnel on the view's day."""
    rows = funnel(view)
    names = names_for(view, (row.donor for row in rows))
    day = view.on.isoformat() if view.on else ""
    return _table(FUNNEL, (_funnel_row(row, names[row.donor], day) for row in rows))


def _table(columns: Sequence[TagColumn], rows: Iterable[Sequence[str]]) -> str:
    headings = [column.heading for column in columns]
    return table_text([headings, [str(column.tag) for column in columns], *rows])


def _flow_row(flow: Flow, payer: str, payee: str) -> list[str]:
    drawn = flow.drawn
    taken = Money(drawn["drawn_currency"], drawn["drawn_minor"]).plain() if "drawn_minor" in drawn else ""
    return [
        flow.subject,
        flow.kind,
        flow.held_on.isoformat(),
        flow.payer,
        clean(payer),
        flow.payee,
        clean(payee),
        iso3(flow.recipient),
        flow.category,
        flow.purpose,
        "goods" if flow.in_kind else "cash",
        flow.amount.plain(),
        flow.amount.currency,
        flow.origin,
        taken,
        *(str(drawn.get(name, "")) for name in ("drawn_currency", "rate", "rate_date", "rate_source")),
    ]


def _funnel_row(row: Funnel, name: str, day: str) -> list[str]:
    amounts = (
        row.pledged,
        row.converted,
        row.committed,
        row.paid_in,
        row.allocated,
        row.received,
        row.open_pledge,
        row.open_commitment,
    )
    plain = (Money(row.currency, amount).plain() for amount in amounts)
    return [row.donor, clean(name), iso3(row.donor), row.category, row.currency, *plain, day]
