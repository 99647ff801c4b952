"""What every reader of a power network shares: reading text, collecting problems, and one set of checks on the frames.

A reader turns its file into plain columns; here they become the three frames of `PowerTables` and are checked by the
same rules whatever program wrote the file.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svitlo.tables.case import POWER_BRANCH_COLUMNS, POWER_BUS_COLUMNS, POWER_GENERATOR_COLUMNS, PowerTables
from svitlo.tables.errors import BadInput, Problem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Columns = Mapping[str, Sequence[object]]
Spot = tuple[int, str, str]
"""Where a cell of a frame came from: line of the file (0: none), its column there, and what the row is called."""
Locate = Callable[[str, int, str], Spot]
"""From table (`buses`, `branches`, `generators`), row number and column of a frame to the spot in the file."""

SHOWN_OF_A_KIND = 20
"""Problems of one kind that are listed; of the others only the number is told."""

LARGEST = 1e12
"""No figure of a power network is larger than this, in any of its units."""

SMALLEST_REACTANCE_PU = 1e-12
"""A reactance nearer to zero than this counts as zero: its inverse would drown every other number."""


class Findings:
    """Collects the problems of one file; repeated ones of a kind are cut after the first `SHOWN_OF_A_KIND`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._kinds: dict[str, list[Problem]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def add(self, kind: str, what: str, *, row: int = 0, column: str = "", hint: str = "") -> None:
        """One more problem; those of the same `kind` are repetitions of each other."""
        self._kinds[kind].append(Problem(self.file, row, column, what, hint))

    def problems(self) -> tuple[Problem, ...]:
        """What is shown: the first of each kind, and a line that says how many more there are."""
        shown: list[Problem] = []
        for found in self._kinds.values():
            found.sort()
            shown += found[:SHOWN_OF_A_KIND]
            more = found[SHOWN_OF_A_KIND:]
            if more:
                what = f"and {len(more)} more like the {SHOWN_OF_A_KIND} before"
                shown.append(Problem(self.file, more[0].row, more[0].column, what))
        return tuple(shown)

    def raise_if_any(self) -> None:
        """Raise `BadInput` with everything found, if there is anything."""
        if self:
            raise BadInput(self.problems())


def read_utf8(path: Path) -> str:
    """The text of a file; raises `BadInput` where there is none, it is not text, or not UTF-8 (a BOM is fine)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput.of(path.name, f"cannot be read: {error.strerror or error}") from error
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise BadInput.of(
            path.name, "this is a binary file, not text", row=line, hint="save the network as text (UTF-8)"
        )
    if not data.strip():
        raise BadInput.of(path.name, "the file is empty")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} is not UTF-8 text"
        raise BadInput.of(path.name, what, row=line, hint="save the file with UTF-8 encoding") from error


def power_tables(
    base_mva: float, buses: Columns, branches: Columns, generators: Columns, locate: Locate, findings: Findings
) -> PowerTables:
    """The frames of a network; `branches` come without `kv`, which is the higher base voltage of the two ends.

    Raises `BadInput` with what `findings` holds already and everything that is wrong here.
    """
    if not (math.isfinite(base_mva) and 0.0 < base_mva < LARGEST):
        row, column, _ = locate("network", 0, "base_mva")
        findings.add("base_mva", f"the base power must be above 0 MVA, not {base_mva:g}", row=row, column=column)
    _check_ids(buses, branches, generators, locate, findings)
    kv_of = dict(zip(buses["bus_id"], buses["kv"], strict=True))
    ends = zip(branches["from_bus_id"], branches["to_bus_id"], strict=True)
    highest = [max(_real(kv_of.get(start)), _real(kv_of.get(end))) for start, end in ends]
    tables = {
        "buses": _frame(POWER_BUS_COLUMNS, buses),
        "branches": _frame(POWER_BRANCH_COLUMNS, {**branches, "kv": highest}),
        "generators": _frame(POWER_GENERATOR_COLUMNS, generators),
    }
    _check_numbers(tables, locate, findings)
    findings.raise_if_any()
    return PowerTables(
        base_mva=base_mva, buses=tables["buses"], branches=tables["branches"], generators=tables["generators"]
    )


def _real(value: object) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _frame(schema: Mapping[str, type[pl.DataType]], columns: Columns) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series(name, columns[name], dtype=dtype) for name, dtype in schema.items()})


def _check_ids(buses: Columns, branches: Columns, generators: Columns, locate: Locate, findings: Findings) -> None:
    """Bus ids are unique, every end of a branch and every generator is at one, and no branch ends where it starts."""
    if not buses["bus_id"]:
        findings.add("no buses", "the network has no buses")
    if not generators["bus_id"]:
        findings.add("no generators", "the network has no generators, so nothing could ever be served")
    first: dict[object, int] = {}
    for number, bus_id in enumerate(buses["bus_id"]):
        row, column, called = locate("buses", number, "bus_id")
        if bus_id in first:
            what = f"{called}bus {bus_id} is there a second time"
            findings.add("duplicate bus", what, row=row, column=column, hint="every bus has its own number")
        first.setdefault(bus_id, number)
    for table, name, ids in (
        ("branches", "from_bus_id", branches["from_bus_id"]),
        ("branches", "to_bus_id", branches["to_bus_id"]),
        ("generators", "bus_id", generators["bus_id"]),
    ):
        for number, bus_id in enumerate(ids):
            if bus_id not in first:
                row, column, called = locate(table, number, name)
                findings.add(f"unknown {table} {name}", f"{called}there is no bus {bus_id}", row=row, column=column)
    for number, (start, end) in enumerate(zip(branches["from_bus_id"], branches["to_bus_id"], strict=True)):
        if start == end:
            row, column, called = locate("branches", number, "to_bus_id")
            findings.add("loop", f"{called}it starts and ends at the same bus {start}", row=row, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    table: str
    column: str
    bad: Callable[[Floats], Bools]
    what: str
    hint: str = ""


def _not_finite(values: Floats) -> Bools:
    return ~np.isfinite(values)


def _too_large(values: Floats) -> Bools:
    return np.isfinite(values) & (np.abs(values) > LARGEST)


def _negative(values: Floats) -> Bools:
    return np.isfinite(values) & (values < 0.0)


def _not_positive(values: Floats) -> Bools:
    return np.isfinite(values) & (values <= 0.0)


def _no_reactance(values: Floats) -> Bools:
    return np.abs(values) < SMALLEST_REACTANCE_PU


def _rules() -> tuple[_Rule, ...]:
    rules = []
    for table, schema in (
        ("buses", POWER_BUS_COLUMNS),
        ("branches", {k: v for k, v in POWER_BRANCH_COLUMNS.items() if k != "kv"}),
        ("generators", POWER_GENERATOR_COLUMNS),
    ):
        for column, dtype in schema.items():
            if dtype is pl.Float64:
                rules.append(_Rule(table=table, column=column, bad=_not_finite, what="must be a finite number"))
                rules.append(_Rule(table=table, column=column, bad=_too_large, what="is too large to be real"))
    below_zero = (("buses", "kv"), ("branches", "length_km"), ("generators", "pmax_mw"))
    rules += [_Rule(table=t, column=c, bad=_negative, what="must not be negative") for t, c in below_zero]
    above_zero = (("branches", "tap"), ("branches", "rate_mva"), ("generators", "vm_pu"))
    rules += [_Rule(table=t, column=c, bad=_not_positive, what="must be above 0") for t, c in above_zero]
    hint = "DC power flow divides by it; give the real reactance, or join the two buses in the file"
    rules.append(_Rule(table="branches", column="x_pu", bad=_no_reactance, what="must not be 0", hint=hint))
    return tuple(rules)


_RULES = _rules()


def _check_numbers(tables: Mapping[str, pl.DataFrame], locate: Locate, findings: Findings) -> None:
    """Every rule on every cell that is given; empty cells mean "none" and are never wrong here."""
    for rule in _RULES:
        column = tables[rule.table][rule.column]
        given = column.is_not_null().to_numpy()
        values = column.fill_null(1.0).to_numpy()
        for number in np.flatnonzero(rule.bad(values) & given):
            row, name, called = locate(rule.table, int(number), rule.column)
            what = f"{called}{rule.what}; it is {values[number]:g}"
            findings.add(f"{rule.table} {rule.column} {rule.what} {name}", what, row=row, column=name, hint=rule.hint)
