"""The tables of a pandapower network, checked, become the columns of a power network.

pandapower itself is not needed here: per-unit values of branches and shunts come in from `pandapower_net`.
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from svitlo.adapters.pandapower_tables import WINDINGS, Record, Rows
from svitlo.adapters.power_tables import Findings, Locate, Spot

SWITCH_REACTANCE_PU = 1e-4
"""Reactance of a closed switch between two buses, on 100 MVA: small beside a line, large enough for Newton's method."""

SWITCH_RX_RATIO = 2.0
"""Resistance over reactance of a switch that has an impedance, as pandapower assumes by default."""

NO_LIMIT_KA = 9999.0
NO_LIMIT_MVA = 99999.0
"""From these on a rating stands for "none": converters write 99999 kA or MVA where a file has no limit."""

_FIELD: Mapping[str, Mapping[str, str]] = {
    "bus": {"kv": "vn_kv", "x": "geo", "y": "geo"},
    "line": {
        "from_bus_id": "from_bus", "to_bus_id": "to_bus", "r_pu": "r_ohm_per_km", "x_pu": "x_ohm_per_km",
        "b_pu": "c_nf_per_km", "g_pu": "g_us_per_km", "rate_mva": "max_i_ka",
    },
    "trafo": {
        "from_bus_id": "hv_bus", "to_bus_id": "lv_bus", "r_pu": "vkr_percent", "x_pu": "vk_percent",
        "b_pu": "i0_percent", "g_pu": "pfe_kw", "tap": "tap_pos", "shift_deg": "shift_degree",
        "rate_mva": "max_loading_percent",
    },
    "trafo3w": {"rate_mva": "max_loading_percent", "to_bus_id": "lv_bus"},
    "switch": {"from_bus_id": "bus", "to_bus_id": "element", "r_pu": "z_ohm", "x_pu": "z_ohm"},
    "gen": {"pmax_mw": "max_p_mw", "qmin_mvar": "min_q_mvar", "qmax_mvar": "max_q_mvar"},
    "sgen": {"pmax_mw": "p_mw"},
    "ext_grid": {"pmax_mw": "max_p_mw", "qmin_mvar": "min_q_mvar", "qmax_mvar": "max_q_mvar"},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """pandapower's own values: by table, one (r, x, b, g, tap, shift_deg) a row (of three-winding transformers all hv
    branches, then all mv, then all lv); by bus index, (MW drawn, Mvar injected) by shunts at 1 pu.
    """

    branches: Mapping[str, Sequence[tuple[float, ...]]]
    shunts: Mapping[int, tuple[float, float]]


class Sheet:
    """Columns that grow row by row, and where each row came from: (table, index)."""

    def __init__(self, *names: str) -> None:
        self.columns: dict[str, list[object]] = {name: [] for name in names}
        self.origin: list[tuple[str, int]] = []

    def add(self, table: str, index: int, cells: Mapping[str, object]) -> None:
        """One more row."""
        self.origin.append((table, index))
        for name, column in self.columns.items():
            column.append(cells[name])


def locator(sheets: Mapping[str, Sheet]) -> Locate:
    """Names the pandapower table, column and index behind a cell of the frames."""

    def spot(table: str, row: int, column: str) -> Spot:
        if table == "network":
            return 0, "sn_mva", ""
        source, index = sheets[table].origin[row]
        return 0, f"{source}.{_FIELD.get(source, {}).get(column, column)}", f"{source} {index}: "

    return spot


def bus_sheet(tables: Mapping[str, Rows], per_unit: PerUnit, findings: Findings, notes: list[str]) -> Sheet:
    """Buses with what is drawn and injected at them, and an auxiliary bus for each three-winding transformer."""
    sheet = Sheet(
        "bus_id", "asset_id", "kv", "load_mw", "load_mvar", "injection_mw", "injection_mvar", "shunt_mw", "shunt_mvar",
        "in_service", "x", "y",
    )  # fmt: skip
    power = _power_at(tables, notes)
    for index, row in tables["bus"]:
        load_mw, load_mvar, injection_mw, injection_mvar = power[index]
        shunt_mw, shunt_mvar = per_unit.shunts.get(index, (0.0, 0.0))
        x, y = _place(index, row.get("geo"), findings)
        cells = {
            "bus_id": str(index), "asset_id": f"power/bus/{index}", "kv": row["vn_kv"], "load_mw": load_mw,
            "load_mvar": load_mvar, "injection_mw": injection_mw, "injection_mvar": injection_mvar,
            "shunt_mw": shunt_mw, "shunt_mvar": shunt_mvar, "in_service": bool(row["in_service"]), "x": x, "y": y,
        }  # fmt: skip
        sheet.add("bus", index, cells)
    kv_of = {index: row["vn_kv"] for index, row in tables["bus"]}
    nothing = dict.fromkeys(("load_mw", "load_mvar", "injection_mw", "injection_mvar", "shunt_mw", "shunt_mvar"), 0.0)
    for index, row in tables["trafo3w"]:
        cells = {"bus_id": _star(index), "asset_id": None, "kv": kv_of[int(row["hv_bus"])], "x": None, "y": None}
        sheet.add("trafo3w", index, {**nothing, **cells, "in_service": bool(row["in_service"])})
    return sheet


def _star(index: int) -> str:
    return f"trafo3w/{index}"


def _power_at(tables: Mapping[str, Rows], notes: list[str]) -> Mapping[int, list[float]]:
    """By bus: load MW and Mvar, injection MW and Mvar. What draws power whatever the plan decides is load."""
    power: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for _, row in tables["load"]:
        p_mw, q_mvar = row["p_mw"] * row["scaling"], row["q_mvar"] * row["scaling"]
        if row["in_service"]:
            shift = 2 if p_mw < 0.0 else 0
            sign = -1.0 if p_mw < 0.0 else 1.0
            power[int(row["bus"])][shift] += sign * p_mw
            power[int(row["bus"])][shift + 1] += sign * q_mvar
    drawn: list[float] = []
    for table in ("gen", "sgen"):
        for _, row in tables[table]:
            draw_mw = _forced_mw(table, row)
            if row["in_service"] and draw_mw > 0.0:
                drawn.append(draw_mw)
                power[int(row["bus"])][0] += draw_mw
                power[int(row["bus"])][1] -= row["q_mvar"] * row["scaling"] if table == "sgen" else 0.0
    if drawn:
        notes.append(f"{len(drawn)} generators that draw power count as {sum(drawn):g} MW of load and give nothing")
    return power


def _forced_mw(table: str, row: Record) -> float:
    """MW that a generator cannot but draw: the negative maximum of a gen, the negative output of a sgen."""
    top = row["p_mw"] * row["scaling"] if table == "sgen" else _gen_pmax_mw(row)
    return max(0.0, -top) if top is not None else 0.0


def _gen_pmax_mw(row: Record) -> float | None:
    top = row.get("max_p_mw")
    top = row["p_mw"] * row["scaling"] if top is None else top
    return None if top == math.inf else float(top)


def _place(index: int, geo: Any, findings: Findings) -> tuple[float | None, float | None]:
    """Coordinates of a bus from its GeoJSON point."""
    if geo is None or geo == "":
        return None, None
    try:
        x, y = (json.loads(geo) if isinstance(geo, str) else geo)["coordinates"][:2]
        return float(x), float(y)
    except (KeyError, TypeError, ValueError):
        what = f"bus {index}: the coordinates are not a GeoJSON point"
        findings.add("geo", what, column="bus.geo", hint='{"type": "Point", "coordinates": [X, Y]}')
        return None, None


def branch_sheet(
    tables: Mapping[str, Rows], switches: Rows, per_unit: PerUnit, base_mva: float, notes: list[str]
) -> Sheet:
    """Lines, transformers, the three branches of each three-winding transformer, and closed switches between buses."""
    sheet = Sheet(
        "asset_id", "from_bus_id", "to_bus_id", "r_pu", "x_pu", "b_pu", "g_pu", "tap", "shift_deg", "rate_mva",
        "length_km", "in_service",
    )  # fmt: skip
    kv_of = {index: row["vn_kv"] for index, row in tables["bus"]}
    cut = _opened(switches)
    for (index, row), values in zip(tables["line"], per_unit.branches["line"], strict=True):
        ends = str(int(row["from_bus"])), str(int(row["to_bus"]))
        rate, up = _line_mva(row, kv_of[int(row["from_bus"])]), ("line", index) not in cut
        sheet.add("line", index, _branch(f"power/line/{index}", ends, values, (rate, row["length_km"]), row, up))
    for (index, row), values in zip(tables["trafo"], per_unit.branches["trafo"], strict=True):
        ends = str(int(row["hv_bus"])), str(int(row["lv_bus"]))
        rate, up = _trafo_mva(row, row["sn_mva"], row["df"] * row["parallel"]), ("trafo", index) not in cut
        sheet.add("trafo", index, _branch(f"power/trafo/{index}", ends, values, (rate, None), row, up))
    count = len(tables["trafo3w"])
    for place, (index, row) in enumerate(tables["trafo3w"]):
        for turn, side in enumerate(WINDINGS):
            bus = int(row[f"{side}_bus"])
            ends = (str(bus), _star(index)) if side == "hv" else (_star(index), str(bus))
            values = per_unit.branches["trafo3w"][turn * count + place]
            rate, up = _trafo_mva(row, row[f"sn_{side}_mva"], 1.0), ("trafo3w", index, bus) not in cut
            sheet.add("trafo3w", index, _branch(f"power/trafo3w/{index}", ends, values, (rate, None), row, up))
    _add_switches(sheet, switches, kv_of, base_mva, notes)
    if cut:
        notes.append(f"{len(cut)} lines or transformers with an open switch at an end are out of service as a whole")
    _note_lines(tables["line"], notes)
    return sheet


def _opened(switches: Rows) -> set[tuple[str, int] | tuple[str, int, int]]:
    """Branches that an open switch takes out; of a three-winding transformer only the winding at the switch's bus."""
    cut: set[tuple[str, int] | tuple[str, int, int]] = set()
    for _, row in switches:
        element = int(row["element"])
        if row["closed"] or row["et"] == "b":
            continue
        if row["et"] == "t3":
            cut.add(("trafo3w", element, int(row["bus"])))
        else:
            cut.add(("line" if row["et"] == "l" else "trafo", element))
    return cut


def _branch(
    asset_id: str | None,
    ends: tuple[str, str],
    values: Sequence[float],
    rate_and_length: tuple[float | None, float | None],
    row: Record,
    up: bool,
) -> dict[str, object]:
    r_pu, x_pu, b_pu, g_pu, tap, shift_deg = values
    return {
        "asset_id": asset_id, "from_bus_id": ends[0], "to_bus_id": ends[1], "r_pu": r_pu, "x_pu": x_pu, "b_pu": b_pu,
        "g_pu": g_pu, "tap": tap, "shift_deg": shift_deg, "rate_mva": rate_and_length[0],
        "length_km": rate_and_length[1], "in_service": bool(row["in_service"]) and up,
    }  # fmt: skip


def _loading(row: Record) -> float:
    percent = row.get("max_loading_percent")
    return 1.0 if percent is None else float(percent) / 100.0


def _line_mva(row: Record, kv: float) -> float | None:
    current_ka = row.get("max_i_ka")
    if current_ka is None or current_ka >= NO_LIMIT_KA or _loading(row) == math.inf:
        return None
    return float(current_ka * row["df"] * row["parallel"] * math.sqrt(3.0) * kv * _loading(row))


def _trafo_mva(row: Record, size_mva: float, factor: float) -> float | None:
    return None if size_mva >= NO_LIMIT_MVA or _loading(row) == math.inf else float(size_mva * factor * _loading(row))


def _add_switches(sheet: Sheet, switches: Rows, kv_of: Mapping[int, float], base_mva: float, notes: list[str]) -> None:
    """A closed switch keeps its two buses apart, for each may be damaged: a branch of next to no reactance."""
    ideal = 0
    for index, row in switches:
        if row["et"] != "b" or not row["closed"]:
            continue
        z_ohm = row.get("z_ohm") or 0.0
        if z_ohm > 0.0:
            z_pu = z_ohm * base_mva / kv_of[int(row["bus"])] ** 2
            x_pu = z_pu / math.hypot(1.0, SWITCH_RX_RATIO)
            r_pu = x_pu * SWITCH_RX_RATIO
        else:
            ideal += 1
            r_pu, x_pu = 0.0, SWITCH_REACTANCE_PU * base_mva / 100.0
        ends = str(int(row["bus"])), str(int(row["element"]))
        values = (r_pu, x_pu, 0.0, 0.0, 1.0, 0.0)
        sheet.add("switch", index, _branch(None, ends, values, (None, None), {"in_service": True}, True))
    if ideal:
        notes.append(
            f"{ideal} closed switches between buses are branches without a limit and with a reactance of "
            f"{SWITCH_REACTANCE_PU:g} pu on 100 MVA, so that both buses stay"
        )


def _note_lines(lines: Rows, notes: list[str]) -> None:
    unrated = sum(row.get("max_i_ka") is None for _, row in lines)
    if unrated:
        notes.append(f"{unrated} lines give no max_i_ka: they have no limit")
    if len(lines) > 1 and all(row["length_km"] == 1.0 for _, row in lines):
        notes.append("every line is 1 km long, as converters write where the length is unknown: needs per km see 1 km")


def generator_sheet(tables: Mapping[str, Rows]) -> Sheet:
    """Generators (gen), static generators (sgen) and external grids, whose output is at most their largest."""
    sheet = Sheet(
        "asset_id", "bus_id", "pmax_mw", "p_mw", "q_mvar", "vm_pu", "qmin_mvar", "qmax_mvar", "slack", "in_service"
    )
    largest: dict[str, Callable[[Record], float | None]] = {
        "gen": _gen_pmax_mw,
        "sgen": _sgen_pmax_mw,
        "ext_grid": lambda row: _limit(row, "max_p_mw"),
    }
    for table, pmax_mw in largest.items():
        for index, row in tables[table]:
            draws = table != "ext_grid" and (_forced_mw(table, row) > 0.0)
            given = 0.0 if draws else row.get("scaling", 1.0)
            cells = {
                "asset_id": f"power/{table}/{index}", "bus_id": str(int(row["bus"])),
                "pmax_mw": 0.0 if draws else pmax_mw(row), "p_mw": row.get("p_mw", 0.0) * given,
                "q_mvar": row.get("q_mvar", 0.0) * given if table == "sgen" else 0.0,
                "vm_pu": None if table == "sgen" else row["vm_pu"],
                "qmin_mvar": _limit(row, "min_q_mvar"), "qmax_mvar": _limit(row, "max_q_mvar"),
                "slack": table == "ext_grid" or bool(row.get("slack")), "in_service": bool(row["in_service"]),
            }  # fmt: skip
            sheet.add(table, index, cells)
    return sheet


def _sgen_pmax_mw(row: Record) -> float | None:
    """What it gives in the file, or what it could give where that may be chosen."""
    if row.get("controllable") and row.get("max_p_mw") is not None:
        return _limit(row, "max_p_mw")
    return float(row["p_mw"] * row["scaling"])


def _limit(row: Record, name: str) -> float | None:
    value: float | None = row.get(name)
    return None if value is None or math.isinf(value) else float(value)
