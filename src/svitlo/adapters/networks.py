"""Which reader reads which network file.

A new format is a module with `read(path) -> (tables, notes)` and one line in `READERS`. Readers are imported when they
are needed: some engines take seconds to load.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from svitlo.tables.case import PowerTables
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput
from svitlo.tables.water import WaterTables

Read = tuple[PowerTables, tuple[str, ...]]
ReadWater = tuple[WaterTables, tuple[str, ...]]

READERS: Mapping[str, tuple[str, str]] = {
    ".m": ("svitlo.adapters.matpower", "read"),
    ".json": ("svitlo.adapters.pandapower_net", "read_json"),
}
"""Module and function that read a file with this suffix."""

BUILTIN = "pandapower:"
BUILTIN_READER = ("svitlo.adapters.pandapower_net", "read_builtin")
WATER_BUILTIN = "wntr:"
WATER_SUFFIXES = (".inp",)
WATER_READER = ("svitlo.adapters.epanet_inp", "read")
WATER_BUILTIN_READER = ("svitlo.adapters.epanet_inp", "read_builtin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a network comes from: a file, or (`path` None) one that a program ships under `name`."""

    name: str
    path: Path | None


def power_source(text: str, folder: Path) -> Source:
    """The file or built-in network that `power.network` names. Raises `BadInput`."""
    if text.startswith(BUILTIN):
        return _builtin(text, BUILTIN)
    return _file(text, folder, tuple(READERS), "power.network", "MATPOWER .m, pandapower .json or pandapower:NAME")


def water_source(text: str, folder: Path) -> Source:
    """The file or built-in network that an entry of `[[water]]` names. Raises `BadInput`."""
    if text.startswith(WATER_BUILTIN):
        return _builtin(text, WATER_BUILTIN)
    return _file(text, folder, WATER_SUFFIXES, "water.network", "EPANET .inp or wntr:NAME")


def _builtin(text: str, prefix: str) -> Source:
    if not text.removeprefix(prefix).strip():
        raise BadInput.of("case.toml", f"{shown(text)} names no network", hint=f"{prefix}NAME")
    return Source(name=text, path=None)


def _file(text: str, folder: Path, suffixes: tuple[str, ...], column: str, hint: str) -> Source:
    path = folder / text
    try:
        exists, is_file = path.exists(), path.is_file()
    except (OSError, ValueError):
        exists = is_file = False
    if path.suffix.lower() not in suffixes:
        what = f"{shown(text)}: networks of this format are not supported yet"
        raise BadInput.of("case.toml", what, column=column, hint=hint)
    if not is_file:
        what = f"{shown(text)} {'is not a file' if exists else 'does not exist'}"
        raise BadInput.of("case.toml", what, column=column, hint="a relative path starts at the case folder")
    return Source(name=text, path=path)


def read_power(source: Source) -> Read:
    """The tables of a power network and notes on it. Raises `BadInput`."""
    if source.path is None:
        return cast("Read", _function(BUILTIN_READER)(source.name.removeprefix(BUILTIN)))
    return cast("Read", _function(READERS[source.path.suffix.lower()])(source.path))


def read_water(source: Source, name: str) -> ReadWater:
    """The tables of a water network that the case calls `name`, and notes on it. Raises `BadInput`."""
    if source.path is None:
        return cast("ReadWater", _function(WATER_BUILTIN_READER)(source.name.removeprefix(WATER_BUILTIN), name))
    return cast("ReadWater", _function(WATER_READER)(source.path, name))


def _function(name: tuple[str, str]) -> Callable[..., object]:
    module, function = name
    return cast("Callable[..., object]", getattr(importlib.import_module(module), function))
