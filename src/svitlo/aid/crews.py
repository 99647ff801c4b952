"""How many crews of each kind can be at work on each day: the case's own and those that are pledged."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svitlo.aid.ledger import Pledge
from svitlo.tables.case import Case


def crews_by_day(case: Case, pledges: Sequence[Pledge]) -> dict[str, NDArray[np.int64]]:
    """Crews of each kind on each day of the horizon, read-only arrays (day,); kinds sorted."""
    days = case.settings.days
    found: dict[str, NDArray[np.int64]] = {}

    def add(kind: str, first: int, end: int, count: int) -> None:
        found.setdefault(kind, np.zeros(days, dtype=np.int64))[max(0, first) : max(0, end)] += count

    for row in case.crews.iter_rows(named=True):
        end = days if row["to"] is None else case.day_of(row["to"]) + 1
        add(row["crew_kind"], case.day_of(row["from"]), end, row["count"])
    for pledge in pledges:
        if pledge.form == "crew" and pledge.usable_from_day is not None:
            add(pledge.crew_kind, pledge.usable_from_day, days, pledge.quantity)
    for crews in found.values():
        crews.setflags(write=False)
    return {kind: found[kind] for kind in sorted(found)}
