"""What the ledger says of a case's donors, stage by stage, for the document of a plan."""

from collections import defaultdict
from collections.abc import Iterable

from svitlo.ledger.money import digits_of
from svitlo.ledger.view import View
from svitlo.report.ledger_donor import donor_page
from svitlo.tables.errors import BadInput

STAGES = ("pledged", "committed", "received", "allocated", "contracted", "paid")

LEFT_OUT = "military"
"""The category that buys nothing for networks, and is no part of what is told here."""

Funnel = list[dict[str, object]]


def funnels_of(view: View, donors: Iterable[str]) -> dict[str, Funnel]:
    """The money of each donor that the ledger knows, by stage and currency, in minor units; stages are never added."""
    found: dict[str, Funnel] = {}
    for donor in sorted(set(donors)):
        try:
            page = donor_page(view, donor)
        except BadInput:
            continue  # the ledger knows of nothing from it
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for row in page.money:
            for at, stage in enumerate(STAGES):
                if row.category != LEFT_OUT:
                    sums[at, row.currency] += getattr(row, stage)
        found[donor] = [
            {"stage": STAGES[at], "currency": currency, "amount_minor": minor, "digits": digits_of(currency)}
            for (at, currency), minor in sorted(sums.items())
        ]
    return found
