"""The case's side of the ledger: `actors`, `decisions`, `positions` and `pledges` as they stand on a day.

A pledge's id is the name of the ledger's entity and, after `#`, which part of it the row is; so `svitlo trace` finds
what a plan uses. Amounts are written exactly, in the currency of the ledger.
"""

import csv
import io
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.csv_table import csv_grid
from svitlo.adapters.plan_folder import PATH_ERRORS, write_folder
from svitlo.exchange.case_decisions import Row, actor_rows, agreed, coalition_of
from svitlo.exchange.case_goods import goods_of
from svitlo.exchange.case_money import Balances, cash_of
from svitlo.ledger.view import View
from svitlo.tables.columns import Spec
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput
from svitlo.tables.schema import ACTORS, DECISIONS, PLEDGES, POSITIONS_TABLE

SPECS = (ACTORS, DECISIONS, POSITIONS_TABLE, PLEDGES)
CASE_FILE = "case.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: rows by file, and how many rows each file had that was replaced."""

    folder: Path
    rows: Mapping[str, int]
    replaced: Mapping[str, int]

    def lines(self) -> list[str]:
        """The same for people."""
        said = []
        for file, count in self.rows.items():
            before = f", in place of {self.replaced[file]}" if file in self.replaced else ""
            said.append(f"{file}: {count} rows{before}")
        return said


def case_tables(view: View, coalition: str = "") -> dict[str, pl.DataFrame]:
    """The tables `actors`, `decisions`, `positions` and `pledges` on the view's day.

    Args:
        view: the ledger on a day.
        coalition: the group whose members are the case's members; empty: the only group, or the only alliance.

    Raises:
        BadInput: the view has no day, or it is not clear whose members agree.
    """
    rows = _rows(view, coalition)
    frames = {}
    for spec in SPECS:
        columns = {name: [_plain(row.get(name)) for row in rows[spec.name]] for name in spec.names}
        frames[spec.name] = pl.DataFrame(columns, schema=spec.dtypes)
    return frames


def write_case_tables(view: View, folder: Path, coalition: str = "") -> Written:
    """Write the four tables into a case folder, or into a new folder: all of them or none, whatever stops the run.

    A folder that is a case (it has a `case.toml`) is checked as it would be, with the new tables in it.

    Raises:
        BadInput: as `case_tables`; or the folder cannot be written, or the case would not be in order.
    """
    rows = _rows(view, coalition)
    files = {f"{spec.name}.csv": _csv(spec, rows[spec.name]) for spec in SPECS}
    replaced = _there(folder, files)
    try:
        write_folder(folder, lambda fresh: _fill(fresh, folder, files))
    except PATH_ERRORS as error:
        raise BadInput.of(printable(folder), f"cannot be written ({error})") from None
    counts = {f"{spec.name}.csv": len(rows[spec.name]) for spec in SPECS}
    return Written(folder=folder, rows=counts, replaced=replaced)


def _rows(view: View, group: str) -> dict[str, list[Row]]:
    if view.on is None:
        raise BadInput.of("", "a case is of one day", column="--on", hint="a date such as 2022-12-20")
    coalition = coalition_of(view, group)
    balances = Balances.of(view)
    cash = cash_of(view, balances)
    pledges = sorted([*cash.rows, *goods_of(view, balances)], key=lambda row: str(row["pledge_id"]))
    said = agreed(view, coalition)
    known = [*said.decisions, *cash.waiting]
    decisions = sorted([*known, *_to_come(view.on, pledges, known)], key=lambda row: str(row["decision_id"]))
    named = _others(view, pledges, decisions, said.positions)
    return {
        "actors": actor_rows(view, coalition, named, said.extra),
        "decisions": decisions,
        "positions": list(said.positions),
        "pledges": pledges,
    }


def _to_come(on: date, pledges: Iterable[Row], known: Iterable[Row]) -> list[Row]:
    """Decisions that pledges wait for and that nobody has tabled by the day: open, as their giver's own."""
    tabled = {row["decision_id"] for row in known}
    givers = {str(row["decision_id"]): row["actor_id"] for row in pledges if row.get("decision_id")}
    return [
        {
            "decision_id": decision_id,
            "rule": "sovereign",
            "subject": f"{decision_id}, not tabled by {on}",
            "tabled": on,
            "actor_id": actor,
        }
        for decision_id, actor in sorted(givers.items())
        if decision_id not in tabled
    ]


def _others(view: View, pledges: Iterable[Row], decisions: Iterable[Row], positions: Iterable[Row]) -> dict[str, str]:
    """Everybody whom the tables name, with the role of those who are on no roll."""
    roles = {str(row["actor_id"]): "outsider" for row in (*decisions, *positions) if row["actor_id"]}
    roles |= {str(row["actor_id"]): "partner" for row in pledges}
    managers = {str(fund.data["manager"]): "partner" for fund in view.entities("fund")}
    roles |= {actor: role for actor, role in managers.items() if actor in roles}
    helped = {str(one.data.get("recipient")) for kind in ("pledge", "commitment") for one in view.entities(kind)}
    return roles | dict.fromkeys(helped - {"None"}, "recipient")


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _csv(spec: Spec, rows: Iterable[Row]) -> bytes:
    """A table as a CSV file, with all digits of each amount."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(spec.names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in spec.names])
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


# ---- the folder


def _there(folder: Path, files: Iterable[str]) -> dict[str, int]:
    """Files that would be replaced, and how many rows each has."""
    try:
        if not folder.exists():
            return {}
        if not folder.is_dir():
            raise BadInput.of(printable(folder), "is there already and is not a folder")
        found = {name: (folder / name).read_bytes() for name in files if (folder / name).is_file()}
        if any(folder.iterdir()) and not found and not (folder / CASE_FILE).is_file():
            hint = "name a new folder, or that of a case"
            raise BadInput.of(printable(folder), "is there already and is not a case", hint=hint)
    except PATH_ERRORS as error:
        raise BadInput.of(printable(folder), f"cannot be looked at ({error})") from None
    return {name: _count(content, name) for name, content in found.items()}


def _count(content: bytes, name: str) -> int:
    """Rows of a table that is to be replaced; 0 where it cannot be read."""
    try:
        return max(0, len(csv_grid(content, name)) - 1)
    except BadInput:
        return 0


def _fill(fresh: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder as it is, with the new tables in it."""
    if folder.is_dir():
        shutil.copytree(folder, fresh, symlinks=True, copy_function=_linked, dirs_exist_ok=True)
    for name, content in files.items():
        path = fresh / name
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    if (fresh / CASE_FILE).is_file():
        read_case(fresh)


def _linked(source: str, target: str) -> None:
    """A file under a second name; a copy where the file system cannot."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
