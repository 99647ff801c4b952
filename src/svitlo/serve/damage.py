"""The damage of a case: what is known of it, as a form, a workbook or a CSV file, and a new case from what comes back.

A case that is given or kept never changes: another damage table makes another case, beside its parent.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import Grid, csv_bytes
from svitlo.adapters.table_reader import read_table
from svitlo.adapters.xlsx import write_filled
from svitlo.serve.copying import files_with_damage
from svitlo.serve.entries import CaseEntry
from svitlo.serve.library import Library
from svitlo.tables.case import Case
from svitlo.tables.draft import Asset, assets_of, shown, water_assets_of
from svitlo.tables.errors import BadInput, Problem
from svitlo.tables.schema import DAMAGE

Mode = Literal["replace", "add"]
TABLE = "damage.csv"
MOST_NAME = 100

FORMULA_BEGINS = r"(?s)^(?:[=@]|[+\-].*[(!|])"
"""How a formula begins that a spreadsheet runs; a telephone number or a temperature may begin with a sign."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the reading direction: what is seen is not what is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A damage table that came in: its cells, the file's name, problems of the file, and what is to be done with it.

    `add`: its rows come to those of the parent and override the same asset; `replace`: they are all there is.
    """

    grid: Grid
    file: str
    mode: Mode = "replace"
    name: str | None = None
    problems: tuple[Problem, ...] = ()


def new_case(library: Library, parent: CaseEntry, report: Report) -> tuple[CaseEntry, tuple[str, ...]]:
    """The case with this damage, in the library, and notes on it.

    Raises BadInput with every problem of the table and of the case that it makes; then nothing is written.
    """
    case = library.case(parent)
    table, problems = read_table(DAMAGE, report.file, report.grid)
    problems += [*report.problems, *_unfit(report)]
    rows: list[int | None] = list(table.rows)
    damage = table.frame
    if report.mode == "add":
        damage, rows = _added(case.damage, table.frame, table.rows)
    files = files_with_damage(parent.folder, case, damage, report.name)
    with tempfile.TemporaryDirectory(prefix="svitlo-") as scratch:
        for name, content in files.items():
            path = Path(scratch) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            made = read_case(Path(scratch))
        except BadInput as error:
            raise BadInput([*problems, *(_placed(problem, report, rows) for problem in error.problems)]) from None
    if problems:
        raise BadInput(problems)
    # The same damage as before is the same case, and no case is its own parent.
    source = parent.parent if made.sha256 == parent.sha256 else parent.case_id
    return library.add_case(made, files, parent=source), made.notes


def _added(known: pl.DataFrame, more: pl.DataFrame, rows: Sequence[int]) -> tuple[pl.DataFrame, list[int | None]]:
    """The rows known so far with those that came in, and for each row that came in its number."""
    kept = known.filter(~known["asset_id"].is_in(more["asset_id"].to_list()))
    return pl.concat([kept, more]), [*[None] * kept.height, *rows]


def _placed(problem: Problem, report: Report, rows: Sequence[int | None]) -> Problem:
    """A problem of the table as it would be kept, at the row that the sender sees."""
    if problem.file != TABLE or not 2 <= problem.row < len(rows) + 2:
        return problem
    row = rows[problem.row - 2]
    return problem if row is None else replace(problem, file=report.file, row=row)


def _unfit(report: Report) -> Iterator[Problem]:
    """Texts that a spreadsheet would take for a formula when the table is opened in one, or that read otherwise."""
    header = report.grid[0][1] if report.grid else ()
    for row, cells in report.grid[1:]:
        for name, cell in zip(header, cells, strict=False):
            if not isinstance(cell, str):
                continue
            if re.match(FORMULA_BEGINS, cell):
                what = f"{shown(cell)} begins like a formula"
                yield Problem(report.file, row, str(name)[:60], what, "write the value")
            elif TURNING.search(cell):
                what = f"{shown(cell)} has an invisible character"
                yield Problem(report.file, row, str(name)[:60], what, "write it again by hand")


def checked_name(name: object) -> str | None:
    """The name of a new case; None where none is given. Raises BadInput where it cannot be one."""
    if name is None or name == "":
        return None
    if not isinstance(name, str) or not name.isprintable() or not name.strip() or len(name) > MOST_NAME:
        raise BadInput.of("", f"{shown(name)} is not a name", column="name", hint=f"up to {MOST_NAME} characters")
    return name.strip()


def checked_mode(mode: object) -> Mode:
    """What is to be done with the rows. Raises BadInput where it is not known."""
    if mode in (None, "", "replace"):
        return "replace"
    if mode == "add":
        return "add"
    raise BadInput.of("", f"{shown(mode)} is not a mode", column="mode", hint="replace or add")


# ---- what is known


def damage_rows(case: Case) -> list[dict[str, Any]]:
    """The damage table as plain values."""
    rows = case.damage.iter_rows(named=True)
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]


def assets(case: Case) -> Iterator[dict[str, Any]]:
    """Every asset that may be reported damaged; `name`: the places at a bus."""
    names = _places_at(case)
    for asset_id, asset in _known(case):
        sector, *middle, own_id = asset_id.split("/", 3 if asset_id.startswith("water/") else 2)
        network, kind = (middle[0], middle[1]) if sector == "water" else (None, middle[0])
        yield {
            "asset_id": asset_id,
            "sector": sector,
            "kind": kind,
            "id": own_id,
            "network": network,
            "kv": asset.kv,
            "name": names.get(own_id) if (sector, kind) == ("power", "bus") else None,
        }


def _known(case: Case) -> Iterator[tuple[str, Asset]]:
    """Assets in service: what stands out of service in the network file cannot be damaged."""
    yield from ((asset_id, asset) for asset_id, asset in assets_of(case.power).items() if asset.in_service)
    for water in case.water.values():
        yield from water_assets_of(water)


def _places_at(case: Case) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, bus_id in case.places.select("name", "bus_id").iter_rows():
        if bus_id is not None:
            found.setdefault(bus_id, []).append(name)
    return {bus_id: ", ".join(names) for bus_id, names in found.items()}


def damage_csv(case: Case) -> bytes:
    """The damage table as a CSV file; a text that a spreadsheet would run has an apostrophe before it."""
    texts = [
        pl.when(pl.col(name).str.contains(FORMULA_BEGINS)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in ("source", "note")
    ]
    return csv_bytes(case.damage.with_columns(texts), DAMAGE)


def damage_xlsx(case: Case) -> bytes:
    """The damage table as a workbook to go on with: drop-downs for severities and for every asset of the networks."""
    with tempfile.TemporaryDirectory(prefix="svitlo-") as scratch:
        path = Path(scratch) / "damage.xlsx"
        write_filled(path, DAMAGE, case.damage, {"asset_id": [asset_id for asset_id, _ in _known(case)]})
        return path.read_bytes()
