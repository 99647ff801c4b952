"""Checks of who takes part, what was decided and what is given."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from svitlo.tables.checks_damage import asset_faults
from svitlo.tables.draft import Draft, Line, ReadTable, did_you_mean, shown
from svitlo.tables.errors import Problem
from svitlo.tables.schema import EARMARKS, PLACE_KINDS, POWER_KINDS, SECTORS, WATER_KINDS

FORM_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cash": ("amount", "currency"),
    "goods": ("equipment_id", "quantity"),
    "crew": ("crew_kind", "quantity"),
}
"""What a pledge of each form says, all of it and nothing else."""

EARMARK_KINDS = (*POWER_KINDS, *WATER_KINDS, *PLACE_KINDS)


def check_actors(draft: Draft) -> Iterator[Problem]:
    """An actor has one name, and at most one role on any day."""
    table = draft["actors"]
    rows: dict[str, list[Line]] = defaultdict(list)
    for row, actor in table.lines():
        rows[actor["actor_id"]].append((row, actor))
        since, until = actor["since"], actor["until"]
        if since is not None and until is not None and since > until:
            yield table.problem(row, "until", f"the last day {until} is before the first day {since}")
        if actor["iso3"] is not None and not re.fullmatch("[A-Z]{3}", actor["iso3"]):
            yield table.problem(row, "iso3", f"{shown(actor['iso3'])} is not three capital letters", "for example FIN")
    for lines in rows.values():
        yield from _same(table, lines, "name")
        yield from _same(table, lines, "iso3")
        yield from _overlaps(table, lines)


def _same(table: ReadTable, lines: list[Line], column: str) -> Iterator[Problem]:
    given = [(row, actor) for row, actor in lines if actor[column] is not None]
    for row, actor in given[1:]:
        first_row, first = given[0]
        if actor[column] != first[column]:
            what = f"actor {shown(actor['actor_id'])} is {shown(first[column])} in row {first_row}"
            yield table.problem(row, column, f"{what} and {shown(actor[column])} here", "one actor, one value")


def _overlaps(table: ReadTable, lines: list[Line]) -> Iterator[Problem]:
    dated = ((actor["since"] or date.min, actor["until"] or date.max, row) for row, actor in lines)
    spans = sorted(span for span in dated if span[0] <= span[1])
    reach, reach_row = date.min, 0
    for since, until, row in spans:
        if reach_row and since <= reach:
            first, second = sorted((reach_row, row))
            hint = "both days are inclusive: end the one before the other begins"
            yield table.problem(second, "since", f"the actor has two roles at once, here and in row {first}", hint)
        if not reach_row or until > reach:
            reach, reach_row = until, row


def check_decisions(draft: Draft) -> Iterator[Problem]:
    """A decision has what its rule needs; nothing about it comes before it is tabled."""
    table, positions = draft["decisions"], draft["positions"]
    tabled: dict[str, date] = {}
    for row, decision in table.lines():
        tabled[decision["decision_id"]] = decision["tabled"]
        sovereign, actor_id = decision["rule"] == "sovereign", decision["actor_id"]
        if sovereign and actor_id is None:
            yield table.problem(row, "actor_id", "a sovereign decision needs the actor_id that decides")
        if not sovereign and actor_id is not None:
            hint = "leave it empty, or make the rule sovereign"
            yield table.problem(row, "actor_id", "a consensus decision has no actor_id of its own", hint)
        if decision["closes"] is not None and decision["closes"] < decision["tabled"]:
            what = f"it closes on {decision['closes']}, before it is tabled on {decision['tabled']}"
            yield table.problem(row, "closes", what)
    for row, position in positions.lines():
        first = tabled.get(position["decision_id"])
        if first is not None and position["date"] < first:
            what = f"{position['date']} is before the decision is tabled, {first}"
            yield positions.problem(row, "date", what)


def check_pledges(draft: Draft) -> Iterator[Problem]:
    """A pledge says what its form needs and nothing of another form; its currency has a rate."""
    table, currencies = draft["pledges"], draft.heading.currencies
    given_columns = sorted({column for columns in FORM_COLUMNS.values() for column in columns})
    for row, pledge in table.lines():
        form = pledge["form"]
        for column in given_columns:
            belongs, given = column in FORM_COLUMNS[form], pledge[column] is not None
            if belongs and not given and column not in table.blind:
                yield table.problem(row, column, f"a pledge of form {form} needs {column}")
            if given and not belongs:
                hint = f"{form}: {' and '.join(FORM_COLUMNS[form])}"
                yield table.problem(row, column, f"a pledge of form {form} has no {column}", hint)
        if pledge["quantity"] is not None and pledge["quantity"] < 1:
            yield table.problem(row, "quantity", f"{pledge['quantity']} is below 1")
        currency = pledge["currency"]
        if currency is not None and currencies is not None and currency not in currencies:
            hint = f"add it to [fx] in case.toml; it has {', '.join(sorted(currencies))}"
            yield table.problem(row, "currency", f"no rate for {shown(currency)}", hint)


def check_earmarks(draft: Draft) -> Iterator[Problem]:
    """Every part of an earmark is `prefix:value` with a value that exists."""
    table = draft["pledges"]
    for row, pledge in table.lines():
        for part in pledge["earmark"].split(";") if pledge["earmark"] is not None else ():
            for what, hint in _earmark_faults(draft, part.strip()):
                yield table.problem(row, "earmark", what, hint)


def _earmark_faults(draft: Draft, part: str) -> Iterator[tuple[str, str]]:
    prefix, colon, value = part.partition(":")
    prefix, value = prefix.strip(), value.strip()
    if not colon or not value or prefix not in EARMARKS:
        known = ", ".join(f"{name}:..." for name in EARMARKS)
        yield f"{shown(part)} is not an earmark", known
        return
    if prefix == "asset":
        yield from asset_faults(draft, value)
        return
    known_values = _known(draft, prefix)
    if known_values is not None and value not in known_values:
        yield f"no {prefix} {shown(value)}", did_you_mean(value, known_values)


def _known(draft: Draft, prefix: str) -> Iterable[object] | None:
    if prefix == "equipment":
        return draft["catalogue"].known("equipment_id")
    if prefix == "place":
        return draft["places"].known("place_id")
    return SECTORS if prefix == "sector" else EARMARK_KINDS
