"""Reads a MATPOWER case file (`.m`, version 1 or 2) into the tables of a power network.

Columns and their meaning are those of the MATPOWER manual's appendix on case data. What power flow does not need
(costs, areas, names) is left aside with a note; direct-current lines and other parts that Svitlo does not model are
problems, for a plan that silently lacks them would be wrong.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from svitlo.adapters.m_file import SAVE_HINT, Value, number, values_of
from svitlo.adapters.power_tables import Columns, Findings, Locate, Spot, power_tables, read_utf8
from svitlo.tables.case import PowerTables


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BUS = _names("BUS_I BUS_TYPE PD QD GS BS BUS_AREA VM VA BASE_KV ZONE VMAX VMIN LAM_P LAM_Q MU_VMAX MU_VMIN")
_GEN = _names(
    "GEN_BUS PG QG QMAX QMIN VG MBASE GEN_STATUS PMAX PMIN PC1 PC2 QC1MIN QC1MAX QC2MIN QC2MAX RAMP_AGC RAMP_10 "
    "RAMP_30 RAMP_Q APF MU_PMAX MU_PMIN MU_QMAX MU_QMIN"
)
_BRANCH = _names(
    "F_BUS T_BUS BR_R BR_X BR_B RATE_A RATE_B RATE_C TAP SHIFT BR_STATUS ANGMIN ANGMAX PF QF PT QT MU_SF MU_ST "
    "MU_ANGMIN MU_ANGMAX"
)
_MATRICES: Mapping[str, tuple[tuple[str, ...], int]] = {"bus": (_BUS, 13), "gen": (_GEN, 10), "branch": (_BRANCH, 11)}
"""Names of the columns, and how many of them a file must have at least."""

_NOT_MODELLED = (
    "busdc", "convdc", "branchdc", "dcbus", "dcconv", "dcbranch", "storage", "switch", "trafo3w", "svc", "tcsc",
)  # fmt: skip
"""Parts that change what the network can serve, in files of MATPOWER's relatives; rows of them are a problem."""

_PQ, _PV, _SLACK, _ISOLATED = 1.0, 2.0, 3.0, 4.0

_COLUMN_OF: Mapping[str, Mapping[str, str]] = {
    "network": {"base_mva": "baseMVA"},
    "buses": {
        "bus_id": "BUS_I", "kv": "BASE_KV", "load_mw": "PD", "load_mvar": "QD", "injection_mw": "PD",
        "injection_mvar": "QD", "shunt_mw": "GS", "shunt_mvar": "BS",
    },
    "branches": {
        "from_bus_id": "F_BUS", "to_bus_id": "T_BUS", "r_pu": "BR_R", "x_pu": "BR_X", "b_pu": "BR_B", "tap": "TAP",
        "shift_deg": "SHIFT", "rate_mva": "RATE_A",
    },
    "generators": {
        "bus_id": "GEN_BUS", "pmax_mw": "PMAX", "p_mw": "PG", "q_mvar": "QG", "vm_pu": "VG", "qmin_mvar": "QMIN",
        "qmax_mvar": "QMAX",
    },
}  # fmt: skip

_Row = tuple[int, dict[str, float]]
"""Line of the file, and the row's numbers by MATPOWER's column names."""


def read(path: Path) -> tuple[PowerTables, tuple[str, ...]]:
    """The network of a MATPOWER case file, and notes on what was left aside or read in a way worth knowing.

    Buses are sorted by number; branches and generators keep the order of their rows, which their ids count from 1.
    Raises `BadInput` with every problem found; its `row` is the line of the file, its `column` MATPOWER's name.
    """
    findings = Findings(path.name)
    values = values_of(read_utf8(path), findings)
    if not values:
        findings.raise_if_any()
    base_mva = _base_mva(values, findings)
    _check_version(values, findings)
    _check_not_modelled(values, findings)
    matrices = {name: _matrix(name, values, findings) for name in _MATRICES}
    bus, gen, branch = matrices["bus"], matrices["gen"], matrices["branch"]
    if bus is None or gen is None or branch is None:
        findings.raise_if_any()
        raise AssertionError("a matrix that cannot be read is a problem")
    bus.sort(key=lambda row: row[1]["BUS_I"])
    _check_codes(bus, gen, branch, findings)
    notes: list[str] = _unused(values)
    forced_mw = _forced_mw(gen, notes)
    tables = power_tables(
        base_mva,
        _bus_columns(bus, forced_mw),
        _branch_columns(branch, notes),
        _generator_columns(gen, bus),
        _locate(values, bus, branch, gen),
        findings,
    )
    if any(kv == 0.0 for kv in tables.buses["kv"]):
        notes.append("some buses have BASE_KV 0 (unknown): rows of works and needs with kv_min do not fit them")
    return tables, tuple(notes)


def _locate(values: dict[str, Value], bus: list[_Row], branch: list[_Row], gen: list[_Row]) -> Locate:
    rows = {"buses": bus, "branches": branch, "generators": gen}

    def spot(table: str, row: int, column: str) -> Spot:
        line = values["baseMVA"].line if table == "network" else rows[table][row][0]
        return line, _COLUMN_OF[table].get(column, column), ""

    return spot


def _base_mva(values: dict[str, Value], findings: Findings) -> float:
    """The base power; 1.0 stands in where there is none, after the problem was told."""
    value = values.get("baseMVA")
    if value is None:
        findings.add("missing", "mpc.baseMVA is missing", column="baseMVA")
        return 1.0
    base = number(value.text)
    if base is None:
        findings.add("base_mva", "mpc.baseMVA must be one number", row=value.line, column="baseMVA")
        return 1.0
    return base


def _check_version(values: dict[str, Value], findings: Findings) -> None:
    value = values.get("version")
    if value is not None and value.text.strip("'\"") not in ("1", "2"):
        what = f"version {value.text or '[...]'} is not known; versions '1' and '2' are read"
        findings.add("version", what, row=value.line, column="version", hint=SAVE_HINT)


def _check_not_modelled(values: dict[str, Value], findings: Findings) -> None:
    """Parts of the network that would be lost: an in-service direct-current line, storage, converters, switches."""
    for name in _NOT_MODELLED:
        if name in values and values[name].rows:
            value = values[name]
            what = f"mpc.{name} has {len(value.rows)} rows, and Svitlo does not model them"
            findings.add("not modelled", what, row=value.line, column=name, hint="remove them or model them otherwise")
    for line, cells in values["dcline"].rows if "dcline" in values else ():
        status = number(cells[2]) if len(cells) > 2 else None
        if status is None or status != 0.0:
            what = "a direct-current line in service is not modelled"
            hint = "set its BR_STATUS to 0, or put what it delivers as negative load (PD) at its end"
            findings.add("dcline", what, row=line, column="dcline", hint=hint)


def _matrix(name: str, values: dict[str, Value], findings: Findings) -> list[_Row] | None:
    """The rows of one matrix as numbers, or None where a row cannot be read."""
    names, least = _MATRICES[name]
    value = values.get(name)
    if value is None:
        findings.add("missing", f"mpc.{name} is missing", column=name)
        return None
    if value.broken or value.closer != "]":
        if not value.broken:
            findings.add("shape", f"mpc.{name} must be a matrix of numbers", row=value.line, column=name)
        return None
    widths = Counter(len(cells) for _, cells in value.rows)
    width = max(widths, key=lambda found: (widths[found], found), default=least)
    if not least <= width <= len(names):
        what = f"mpc.{name} has {width} columns; MATPOWER's has {least} to {len(names)}"
        findings.add("width", what, row=value.rows[0][0], column=name)
        return None
    rows: list[_Row] = []
    for line, cells in value.rows:
        numbers = [number(cell) for cell in cells]
        if len(cells) != width:
            what = f"this row of mpc.{name} has {len(cells)} values, the others have {width}"
            findings.add(f"ragged {name}", what, row=line, column=name)
        for column, cell, found in zip(names, cells, numbers, strict=False):
            if found is None:
                what = f"{cell} is not a plain number"
                findings.add(f"not a number {name}", what, row=line, column=column, hint=SAVE_HINT)
        rows.append((line, {n: v for n, v in zip(names, numbers, strict=False) if v is not None}))
    clean = all(len(row) == width for _, row in rows) and all(len(cells) == width for _, cells in value.rows)
    return rows if clean else None


def _check_codes(bus: list[_Row], gen: list[_Row], branch: list[_Row], findings: Findings) -> None:
    """Whole bus numbers, known bus types, and clear in-service flags."""
    for line, row in bus:
        if not (1.0 <= row["BUS_I"] < 1e15 and row["BUS_I"] == math.floor(row["BUS_I"])):
            what = f"a bus number must be a whole number from 1, not {row['BUS_I']:g}"
            findings.add("bus number", what, row=line, column="BUS_I")
        if row["BUS_TYPE"] not in (_PQ, _PV, _SLACK, _ISOLATED):
            what = f"a bus type must be 1, 2, 3 or 4, not {row['BUS_TYPE']:g}"
            findings.add("bus type", what, row=line, column="BUS_TYPE")
    for line, row in branch:
        if row["BR_STATUS"] not in (0.0, 1.0):
            what = f"a branch's status must be 1 (in service) or 0, not {row['BR_STATUS']:g}"
            findings.add("branch status", what, row=line, column="BR_STATUS")
    for line, row in gen:
        if not math.isfinite(row["GEN_STATUS"]):
            what = f"a generator's status must be a number, not {row['GEN_STATUS']:g}"
            findings.add("generator status", what, row=line, column="GEN_STATUS")


def _unused(values: dict[str, Value]) -> list[str]:
    known = {"version", "baseMVA", "dcline", *_MATRICES, *_NOT_MODELLED}
    unused = sorted(name for name in values if name not in known)
    return [f"not used: {', '.join(unused)}"] if unused else []


def _forced_mw(gen: list[_Row], notes: list[str]) -> dict[str, float]:
    """MW that units in service with a negative PMAX draw at least, by bus: load, for they cannot do otherwise."""
    forced: dict[str, float] = defaultdict(float)
    count = elastic = 0
    for _, row in gen:
        if row["GEN_STATUS"] > 0.0 and -math.inf < row["PMAX"] < 0.0:
            forced[_bus_id(row["GEN_BUS"])] -= row["PMAX"]
            count += 1
        elastic += row["GEN_STATUS"] > 0.0 and row["PMAX"] == 0.0 and row["PMIN"] < 0.0
    if count:
        total = sum(forced.values())
        notes.append(f"{count} generators with negative PMAX count as {total:g} MW of load and give nothing")
    if elastic:
        notes.append(f"{elastic} dispatchable loads (PMAX 0, PMIN below 0) are not counted as demand")
    return forced


def _bus_id(value: float) -> str:
    return str(int(value)) if math.isfinite(value) and value == math.floor(value) else f"{value:g}"


def _bus_columns(bus: list[_Row], forced_mw: dict[str, float]) -> Columns:
    """A negative PD is an injection, and its QD goes with it."""
    rows = [row for _, row in bus]
    ids = [_bus_id(row["BUS_I"]) for row in rows]
    injects = [row["PD"] < 0.0 for row in rows]
    return {
        "bus_id": ids,
        "asset_id": [f"power/bus/{bus_id}" for bus_id in ids],
        "kv": [row["BASE_KV"] for row in rows],
        "load_mw": [
            (0.0 if out else row["PD"]) + forced_mw.get(bus_id, 0.0)
            for bus_id, row, out in zip(ids, rows, injects, strict=True)
        ],
        "load_mvar": [0.0 if out else row["QD"] for row, out in zip(rows, injects, strict=True)],
        "injection_mw": [-row["PD"] if out else 0.0 for row, out in zip(rows, injects, strict=True)],
        "injection_mvar": [-row["QD"] if out else 0.0 for row, out in zip(rows, injects, strict=True)],
        "shunt_mw": [row["GS"] for row in rows],
        "shunt_mvar": [row["BS"] for row in rows],
        "in_service": [row["BUS_TYPE"] != _ISOLATED for row in rows],
        "x": [None] * len(rows),
        "y": [None] * len(rows),
    }


def _branch_columns(branch: list[_Row], notes: list[str]) -> Columns:
    rows = [row for _, row in branch]
    series = sum(row["BR_X"] < 0.0 for row in rows)
    if series:
        notes.append(f"{series} branches have negative BR_X (series capacitors): kept as they are")
    return {
        "asset_id": [f"power/branch/{count}" for count in range(1, len(rows) + 1)],
        "from_bus_id": [_bus_id(row["F_BUS"]) for row in rows],
        "to_bus_id": [_bus_id(row["T_BUS"]) for row in rows],
        "r_pu": [row["BR_R"] for row in rows],
        "x_pu": [row["BR_X"] for row in rows],
        "b_pu": [row["BR_B"] for row in rows],
        "g_pu": [0.0] * len(rows),
        "tap": [row["TAP"] if row["TAP"] != 0.0 else 1.0 for row in rows],
        "shift_deg": [row["SHIFT"] for row in rows],
        "rate_mva": [None if row["RATE_A"] in (0.0, math.inf) else row["RATE_A"] for row in rows],
        "length_km": [None] * len(rows),
        "in_service": [row["BR_STATUS"] == 1.0 for row in rows],
    }


def _generator_columns(gen: list[_Row], bus: list[_Row]) -> Columns:
    """A generator at a bus of type 1 does not hold its voltage, as in MATPOWER's own power flow."""
    rows = [row for _, row in gen]
    type_of = {row["BUS_I"]: row["BUS_TYPE"] for _, row in bus}
    types = [type_of.get(row["GEN_BUS"], _PQ) for row in rows]
    draws = [-math.inf < row["PMAX"] < 0.0 for row in rows]
    return {
        "asset_id": [f"power/gen/{count}" for count in range(1, len(rows) + 1)],
        "bus_id": [_bus_id(row["GEN_BUS"]) for row in rows],
        "pmax_mw": [0.0 if out else row["PMAX"] for row, out in zip(rows, draws, strict=True)],
        "p_mw": [0.0 if out else row["PG"] for row, out in zip(rows, draws, strict=True)],
        "q_mvar": [row["QG"] for row in rows],
        "vm_pu": [row["VG"] if kind in (_PV, _SLACK) else None for row, kind in zip(rows, types, strict=True)],
        "qmin_mvar": [None if row["QMIN"] == -math.inf else row["QMIN"] for row in rows],
        "qmax_mvar": [None if row["QMAX"] == math.inf else row["QMAX"] for row in rows],
        "slack": [kind == _SLACK for kind in types],
        "in_service": [row["GEN_STATUS"] > 0.0 for row in rows],
    }
