"""Everything about a case that one cell alone cannot show: references, sums, dates, forms.

Each check takes a `Draft` and yields problems; it never changes anything and stays silent on what could not be read.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from svitlo.tables.checks_aid import check_actors, check_decisions, check_earmarks, check_pledges
from svitlo.tables.checks_damage import check_damage, check_lengths
from svitlo.tables.checks_places import check_links, check_places, check_shares
from svitlo.tables.checks_water import check_plants, check_pumps, check_water_nodes, check_water_service
from svitlo.tables.checks_works import check_crews, check_needs, check_substitutes, check_voltages, check_works
from svitlo.tables.draft import Draft, did_you_mean, shown
from svitlo.tables.errors import Problem

Check = Callable[[Draft], Iterable[Problem]]


def check_references(draft: Draft) -> Iterator[Problem]:
    """Every column that refers to another table's ids finds its row there."""
    for table in draft.tables.values():
        for column in table.spec:
            if not column.refers:
                continue
            other, _, key = column.refers.partition(".")
            known = draft[other].known(key)
            if known is None:
                continue
            for row, values in table.lines():
                value = values[column.name]
                if value is not None and value not in known:
                    what = f"{shown(value)} is not a {key} of the table {other}"
                    yield table.problem(row, column.name, what, did_you_mean(value, known))


def check_weather(draft: Draft) -> Iterator[Problem]:
    """With cold, every day of the horizon has a temperature; missing days are told as runs."""
    table, start, last = draft["weather"], draft.heading.start, draft.heading.last
    known = table.known("date")
    if not draft.heading.has_cold or start is None or last is None or known is None:
        return
    days = ((last - start).days + 1) if last >= start else 0
    missing = [start + timedelta(days=day) for day in range(days)]
    for first, end in _runs([day for day in missing if day not in known]):
        span = f"{first}" if first == end else f"{first} to {end}"
        what = f"no temperature for {span}"
        yield table.problem(0, "date", what, "with [cold] every day of the horizon needs one")


def _runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """First and last day of each run of days that follow each other."""
    first = None
    for before, day in zip([None, *days], days, strict=False):
        if before is not None and first is not None and (day - before).days > 1:
            yield first, before
            first = day
        first = first or day
    if first is not None:
        yield first, days[-1]


CHECKS: tuple[Check, ...] = (
    check_references,
    check_places,
    check_shares,
    check_links,
    check_pumps,
    check_plants,
    check_water_nodes,
    check_water_service,
    check_damage,
    check_lengths,
    check_voltages,
    check_works,
    check_needs,
    check_substitutes,
    check_crews,
    check_weather,
    check_actors,
    check_decisions,
    check_pledges,
    check_earmarks,
)


def check_case(draft: Draft) -> list[Problem]:
    """All problems that the tables, the network and `case.toml` have with one another, sorted."""
    return sorted({problem for check in CHECKS for problem in check(draft)})
