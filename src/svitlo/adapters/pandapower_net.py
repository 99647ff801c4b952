"""Reads a pandapower network, from a `.json` file or one that pandapower ships, into the tables of a power network.

Branches and shunts take their per-unit values from pandapower's own conversion, so that its models of lines, taps,
phase shifters and three-winding transformers hold; everything else comes from its tables. pandapower is imported when
it is first needed, for that takes seconds.
"""

import copy
import difflib
import importlib
import inspect
import logging
import math
import random
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from svitlo.adapters.pandapower_columns import (
    SWITCH_RX_RATIO,
    PerUnit,
    branch_sheet,
    bus_sheet,
    generator_sheet,
    locator,
)
from svitlo.adapters.pandapower_json import checked_text
from svitlo.adapters.pandapower_tables import MODELLED, Rows, check_tables, records
from svitlo.adapters.power_tables import Findings, power_tables
from svitlo.tables.case import PowerTables
from svitlo.tables.errors import BadInput

_SEED = 53
"""pandapower draws some of its networks at random; the same name must give the same network each time."""

_REFUSALS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    Warning,
)
"""What pandapower raises when it cannot take an input: it has no error class of its own, and raises `UserWarning`."""

_NOT_SERVICE = ("bus_dc", "controller")
"""Tables with `in_service` that carry no power themselves."""


def read_json(path: Path) -> tuple[PowerTables, tuple[str, ...]]:
    """The network of a pandapower `.json` file, and notes on what was read in a way worth knowing.

    Raises `BadInput` with every problem found. `row` is 0 (no one edits such a file by line); `column` is
    `table.column` and the message starts with the table and the index of the row.
    """
    text = checked_text(path)
    with _quiet():
        pandapower = importlib.import_module("pandapower")
        try:
            net = pandapower.from_json_string(text, convert=True)
        except _REFUSALS as error:
            hint = "save it with pandapower.to_json"
            raise BadInput.of(path.name, f"pandapower cannot read it: {_first_line(error)}", hint=hint) from error
        if not isinstance(net, pandapower.pandapowerNet):
            raise BadInput.of(path.name, "this is not a pandapower network")
        return _read(net, path.name)


def read_builtin(name: str) -> tuple[PowerTables, tuple[str, ...]]:
    """A network that pandapower ships: `name` is a function of `pandapower.networks` that needs no argument.

    Raises `BadInput` for an unknown name (with the nearest known ones) and for what `read_json` refuses.
    """
    source = f"pandapower:{name}"
    with _quiet():
        pandapower = importlib.import_module("pandapower")
        builders = _builders(importlib.import_module("pandapower.networks"))
        if name not in builders:
            near = difflib.get_close_matches(name, sorted(builders), n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "for example case14 or case_illinois200"
            raise BadInput.of(source, "pandapower ships no network of this name that needs no argument", hint=hint)
        net, drawn = _same_each_time(builders[name])
        if not isinstance(net, pandapower.pandapowerNet):
            raise BadInput.of(source, "this function of pandapower does not give one network")
        tables, notes = _read(net, source)
    if drawn:
        notes = (*notes, f"pandapower draws this network at random; seed {_SEED} is used, always")
    return tables, notes


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pandapower quiet: it warns and logs about its own matters (numba, old formats); its errors come through."""
    logger = logging.getLogger("pandapower")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _builders(networks: Any) -> Mapping[str, Callable[[], Any]]:
    """The functions of `pandapower.networks` that can be called without an argument."""
    found = {}
    for name, function in inspect.getmembers(networks, inspect.isfunction):
        if name.startswith("_") or not function.__module__.startswith("pandapower.networks."):
            continue
        wanted = inspect.signature(function).parameters.values()
        if all(p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in wanted):
            found[name] = function
    return found


def _same_each_time(builder: Callable[[], Any]) -> tuple[Any, bool]:
    """What the builder gives from a fixed seed, and whether it drew at random; other users' random state is kept."""
    before, numpy_before = random.getstate(), np.random.get_state()
    random.seed(_SEED)
    np.random.seed(_SEED)
    start = random.getstate()
    try:
        return builder(), random.getstate() != start
    finally:
        random.setstate(before)
        np.random.set_state(numpy_before)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0][:200] if lines else "") or type(error).__name__


def _read(net: Any, source: str) -> tuple[PowerTables, tuple[str, ...]]:
    findings, notes = Findings(source), list[str]()
    base_mva = float(net.sn_mva) if isinstance(net.sn_mva, int | float) else math.nan
    if not (math.isfinite(base_mva) and base_mva > 0.0):
        findings.add("base_mva", f"the base power must be above 0 MVA, not {net.sn_mva}", column="sn_mva")
    try:
        tables: dict[str, Rows] = {name: records(net[name]) for name in MODELLED}
        switches = records(net["switch"])
    except _REFUSALS as error:
        raise BadInput.of(source, f"a table cannot be read: {_first_line(error)}") from error
    if not tables["bus"]:
        findings.add("no buses", "the network has no buses", column="bus")
    _check_not_modelled(net, findings)
    check_tables(tables, switches, findings)
    findings.raise_if_any()
    _note_unused(net, tables, notes)
    per_unit = _per_unit(net, source, notes)
    sheets = {
        "buses": bus_sheet(tables, per_unit, findings, notes),
        "branches": branch_sheet(tables, switches, per_unit, base_mva, notes),
        "generators": generator_sheet(tables),
    }
    frames = power_tables(
        base_mva,
        sheets["buses"].columns,
        sheets["branches"].columns,
        sheets["generators"].columns,
        locator(sheets),
        findings,
    )
    return frames, tuple(notes)


def _check_not_modelled(net: Any, findings: Findings) -> None:
    """Elements in service that Svitlo has no model for: a plan without them would be wrong."""
    for name in sorted(net.keys()):
        table = net[name]
        if name.startswith(("_", "res_")) or name in (*MODELLED, *_NOT_SERVICE) or not hasattr(table, "columns"):
            continue
        if "in_service" in table.columns:
            count = int(table["in_service"].fillna(True).astype(bool).sum())
            if count:
                what = f"{count} rows of {name} are in service, and Svitlo does not model them"
                findings.add("not modelled", what, column=name, hint="take them out of service or replace them")


def _note_unused(net: Any, tables: Mapping[str, Rows], notes: list[str]) -> None:
    parts = ("const_z_percent", "const_i_percent", *(f"const_{k}_{q}_percent" for k in "zi" for q in "pq"))
    bent = sum(any(row.get(part) for part in parts) for _, row in tables["load"])
    if bent:
        notes.append(f"{bent} loads depend on the voltage in the file; they are read as constant power")
    charging = sum(row["i0_percent"] < 0.0 for _, row in tables["trafo"])
    if charging:
        notes.append(
            f"{charging} transformers have a negative i0_percent, as converters write where one charges like a line; "
            "pandapower computes them as if it were positive, and so they are read: alternating-current results are off"
        )
    if len(net["controller"]):
        notes.append("controllers are not run: tap positions and set points are those in the file")
    if net.get("user_pf_options"):
        notes.append("the network's own power flow options are not used")


def _per_unit(net: Any, source: str, notes: list[str]) -> PerUnit:
    """What pandapower converts a copy to in which everything is in service, nothing is switched and one grid feeds it.

    So every row is converted, and buses that a switch joins stay apart. The transformer model is pandapower's default.
    """
    columns = importlib.import_module("pandapower.pypower.idx_brch")
    pandapower = importlib.import_module("pandapower")
    bare = copy.deepcopy(net)
    for name in ("load", "sgen", "gen", "ext_grid", "switch", "controller", "poly_cost", "pwl_cost"):
        bare[name] = bare[name].iloc[:0]
    for name in ("bus", "line", "trafo", "trafo3w"):
        bare[name] = bare[name].sort_index()
        bare[name]["in_service"] = True
    bare["user_pf_options"] = {}
    pandapower.create_ext_grid(bare, bare.bus.index[0])
    ppc = _converted(bare, source)
    branch, lookups = ppc["branch"], bare["_pd2ppc_lookups"]
    wanted = [columns.BR_R, columns.BR_X, columns.BR_B, columns.BR_G, columns.TAP, columns.SHIFT]
    values = {}
    for name in ("line", "trafo", "trafo3w"):
        start, end = lookups["branch"].get(name, (0, 0))
        values[name] = [tuple(float(cell) for cell in row) for row in branch[start:end, wanted].real]
    if np.any(np.abs(branch[:, [columns.BR_G_ASYM, columns.BR_B_ASYM]]) > 1e-9):
        notes.append("some transformers magnetise more at one end; the ends share it equally here")
    return PerUnit(branches=values, shunts=_shunts(bare, ppc))


def _converted(bare: Any, source: str) -> Mapping[str, Any]:
    """The arrays that pandapower computes a power flow with, all rows of them."""
    auxiliary = importlib.import_module("pandapower.auxiliary")
    conversion = importlib.import_module("pandapower.pd2ppc")
    bare["_options"] = {}
    options = {"trafo_model": "t", "switch_rx_ratio": SWITCH_RX_RATIO, "mode": "pf", "recycle": None}
    limits = {"enforce_q_lims": False, "enforce_p_lims": False, "check_connectivity": False}
    auxiliary._add_ppc_options(bare, calculate_voltage_angles=True, **options, **limits)
    try:
        converted: Mapping[str, Any] = conversion._pd2ppc(bare)[0]
    except _REFUSALS as error:
        raise BadInput.of(source, f"pandapower cannot convert it: {_first_line(error)}") from error
    return converted


def _shunts(bare: Any, ppc: Mapping[str, Any]) -> Mapping[int, tuple[float, float]]:
    """(MW drawn, Mvar injected) at 1 pu of each bus with a shunt, by bus index."""
    indices = importlib.import_module("pandapower.pypower.idx_bus")
    bus, lookup = ppc["bus"], bare["_pd2ppc_lookups"]["bus"]
    return {
        int(index): (float(bus[lookup[index], indices.GS]), float(bus[lookup[index], indices.BS]))
        for index in sorted(set(bare.shunt["bus"]))
    }
