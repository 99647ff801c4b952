"""The tables of a pandapower network as plain rows, and what must hold of them before anything is computed."""

import math
from collections.abc import Mapping
from typing import Any, TypeGuard

from svitlo.adapters.power_tables import Findings

Record = Mapping[str, Any]
Rows = tuple[tuple[int, Record], ...]
"""(index, row) sorted by index; cells that pandapower leaves empty are None."""

MODELLED = ("bus", "line", "trafo", "trafo3w", "load", "sgen", "gen", "ext_grid", "shunt")
_ENDS: Mapping[str, tuple[str, ...]] = {
    "line": ("from_bus", "to_bus"),
    "trafo": ("hv_bus", "lv_bus"),
    "trafo3w": ("hv_bus", "mv_bus", "lv_bus"),
    **dict.fromkeys(("load", "sgen", "gen", "ext_grid", "shunt"), ("bus",)),
}
WINDINGS = ("hv", "mv", "lv")
"""Sides of a three-winding transformer, in the order of its three branches."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "bus": ("vn_kv",),
    "line": ("length_km", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km", "parallel", "df"),
    "trafo": ("sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "vkr_percent", "pfe_kw", "i0_percent", "parallel", "df"),
    "trafo3w": tuple(f"{what}_{side}_{unit}" for side in WINDINGS for what, unit in (
        ("sn", "mva"), ("vn", "kv"), ("vk", "percent"), ("vkr", "percent"))),
    "load": ("p_mw", "q_mvar", "scaling"),
    "sgen": ("p_mw", "q_mvar", "scaling"),
    "gen": ("p_mw", "vm_pu", "scaling"),
    "ext_grid": ("vm_pu",),
    "shunt": ("p_mw", "q_mvar", "step"),
}  # fmt: skip
_POSITIVE: Mapping[str, tuple[str, ...]] = {
    "bus": ("vn_kv",),
    "line": ("parallel", "df"),
    "trafo": ("sn_mva", "vn_hv_kv", "vn_lv_kv", "parallel", "df"),
    "trafo3w": tuple(f"{what}_{side}_{unit}" for side in WINDINGS for what, unit in (("sn", "mva"), ("vn", "kv"))),
}
_LIMITS = ("max_p_mw", "min_q_mvar", "max_q_mvar")
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "line": ("max_i_ka", "max_loading_percent"),
    "trafo": ("max_loading_percent",),
    "trafo3w": ("max_loading_percent",),
    **dict.fromkeys(("gen", "sgen", "ext_grid"), _LIMITS),
}
_SWITCHED: Mapping[str, str] = {"l": "line", "t": "trafo", "t3": "trafo3w", "b": "bus"}


def records(frame: Any) -> Rows:
    """A pandas table as plain rows; NaN, NA and None become None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return tuple(sorted((int(index), row) for index, row in plain.to_dict("index").items()))


def check_tables(tables: Mapping[str, Rows], switches: Rows, findings: Findings) -> None:
    """Every reference leads somewhere and every figure that the conversion needs is a finite number."""
    known = {table: {index for index, _ in tables[table]} for table in _SWITCHED.values()}
    for table in MODELLED:
        for index, row in tables[table]:
            _check_row(table, index, row, known["bus"], findings)
    for index, row in switches:
        target = _SWITCHED.get(str(row.get("et")))
        if target is None or not isinstance(row.get("closed"), bool | int | float):
            _bad(findings, "switch", index, "et", "has an unknown type or is neither open nor closed")
        elif not _refers(row.get("element"), known[target]):
            _bad(findings, "switch", index, "element", f"there is no {target} {row.get('element')}")
        elif not _refers(row.get("bus"), known["bus"]):
            _bad(findings, "switch", index, "bus", f"there is no bus {row.get('bus')}")


def _check_row(table: str, index: int, row: Record, buses: set[int], findings: Findings) -> None:
    for name in _ENDS.get(table, ()):
        if not _refers(row.get(name), buses):
            _bad(findings, table, index, name, f"there is no bus {row.get(name)}")
    if row.get("in_service") not in (True, False):
        _bad(findings, table, index, "in_service", "must be true or false")
    for name in _NEEDED[table]:
        value = row.get(name)
        if not _is_number(value):
            _bad(findings, table, index, name, f"must be a finite number; it is {_shown(value)}")
        elif name in _POSITIVE.get(table, ()) and value <= 0.0:
            _bad(findings, table, index, name, f"must be above 0; it is {value:g}")
    for name in _OPTIONAL.get(table, ()):
        value = row.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            _bad(findings, table, index, name, f"must be a number or empty; it is {_shown(value)}")


def _bad(findings: Findings, table: str, index: int, name: str, what: str) -> None:
    findings.add(f"{table}.{name}", f"{table} {index}: {what}", column=f"{table}.{name}")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _shown(value: object) -> str:
    return "empty" if value is None else f"`{str(value)[:40]}`"


def _refers(value: object, known: set[int]) -> bool:
    return isinstance(value, int | float) and value in known
