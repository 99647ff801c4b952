"""A grid of cells against the description of its table: the table as read, and everything that is wrong with it."""

from collections.abc import Sequence

import polars as pl

from svitlo.adapters.cells import BadCell, Cell, Fault, Value, value_of
from svitlo.adapters.csv_table import Grid
from svitlo.tables.columns import Spec
from svitlo.tables.draft import ReadTable, did_you_mean, shown
from svitlo.tables.errors import Problem

Values = dict[str, Value]


def read_table(spec: Spec, file: str, grid: Grid) -> tuple[ReadTable, list[Problem]]:
    """The rows of a table that are without a fault, and every problem of all the others."""
    if not grid:
        return unreadable(spec, file), [Problem(file, 0, "", "is empty: not even a header", _header_hint(spec))]
    problems: list[Problem] = []
    position, blind = _header(spec, file, grid, problems)
    seen: dict[str, set[object]] = {name: set() for name in spec.names}
    rows: list[int] = []
    records: list[Values] = []
    for row, cells in grid[1:]:
        if len(cells) != len(grid[0][1]):
            what = f"{len(cells)} cells, but the header has {len(grid[0][1])}"
            hint = "a value with a comma needs quotes" if len(cells) > len(grid[0][1]) else "is the row cut off?"
            problems.append(Problem(file, row, "", what, hint))
            blind |= set(spec.names)
            continue
        values, faults = _row(spec, position, cells)
        problems += [Problem(file, row, name, fault.what, fault.hint) for name, fault in faults.items()]
        blind |= set(faults)
        for name, value in values.items():
            seen[name].add(value)
        if len(values) == len(spec.columns):
            rows.append(row)
            records.append(values)
    problems += _repeated(spec, file, rows, records)
    frame = pl.DataFrame({name: [record[name] for record in records] for name in spec.names}, schema=spec.dtypes)
    kept = {name: frozenset(values - {None}) for name, values in seen.items()}
    table = ReadTable(spec=spec, file=file, frame=frame, rows=tuple(rows), seen=kept, blind=frozenset(blind))
    return table, problems


def unreadable(spec: Spec, file: str) -> ReadTable:
    """A table of which nothing is known."""
    return ReadTable(spec=spec, file=file, frame=spec.empty(), rows=(), seen={}, blind=frozenset(spec.names))


def _header_hint(spec: Spec) -> str:
    return f"the first row names the columns: {', '.join(spec.names)}"


def _header(spec: Spec, file: str, grid: Grid, problems: list[Problem]) -> tuple[dict[str, int], set[str]]:
    """Where each column stands, and the columns of which nothing can be known."""
    row, header = grid[0]
    position: dict[str, int] = {}
    unknown = False
    for place, cell in enumerate(header):
        name = str(cell)
        if isinstance(cell, BadCell):
            unknown = True
            problems.append(Problem(file, row, "", f"the name of column {place + 1} {cell.what}", cell.hint))
        elif name == "":
            if any(place < len(cells) and cells[place] != "" for _, cells in grid[1:]):
                unknown = True
                problems.append(Problem(file, row, "", f"column {place + 1} has values but no name"))
        elif name not in spec.names:
            unknown = True
            hint = "remove the blanks" if name.strip() in spec.names else did_you_mean(name, spec.names)
            what = f"the table {spec.name} has no column {shown(name)}"
            problems.append(Problem(file, row, name[:60], what, hint or _header_hint(spec)))
        elif name in position:
            problems.append(Problem(file, row, name, "the column is there twice"))
        else:
            position[name] = place
    problems += [
        Problem(file, row, column.name, "the column is missing", column.doc)
        for column in spec
        if column.required and column.name not in position
    ]
    missing = {column.name for column in spec if column.name not in position and (unknown or column.required)}
    return position, missing


def _row(spec: Spec, position: dict[str, int], cells: Sequence[Cell]) -> tuple[Values, dict[str, Fault]]:
    values: Values = {}
    faults: dict[str, Fault] = {}
    for column in spec:
        place = position.get(column.name)
        if place is None:
            if not column.required:
                values[column.name] = None
            continue
        try:
            values[column.name] = value_of(cells[place], column)
        except Fault as fault:
            faults[column.name] = fault
    return values, faults


def _repeated(spec: Spec, file: str, rows: list[int], records: list[Values]) -> list[Problem]:
    if not spec.key:
        return []
    problems = []
    first: dict[tuple[Value, ...], int] = {}
    for row, record in zip(rows, records, strict=True):
        key = tuple(record[name] for name in spec.key)
        if key in first:
            given = ", ".join(shown(part) for part in key)
            what = f"{given} is there twice, first in row {first[key]}"
            problems.append(Problem(file, row, spec.key[0], what, f"one row for each {', '.join(spec.key)}"))
        first.setdefault(key, row)
    return problems
