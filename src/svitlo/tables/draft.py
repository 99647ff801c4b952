"""What could be read of a case, before anybody knows whether it is right: the input of the checks.

Whatever could not be read is None or `blind`, so that one mistake is told once: a check that needs it stays silent
rather than finding a second fault in the gap that the first one left.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from svitlo.tables.case import PowerTables, Settings, WaterNetwork
from svitlo.tables.columns import Spec
from svitlo.tables.errors import Problem
from svitlo.tables.water import WaterTables

Line = tuple[int, dict[str, Any]]
"""A row number as a person sees it, and the row's values by column."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadTable:
    """A table as read: `frame` has the rows without a fault, `rows` their numbers in the file (header: 1).

    `seen` has every value that each column holds, those of faulty rows too; `blind` are the columns in which some
    value could not be read, so that a value not seen there may still exist.
    """

    spec: Spec
    file: str
    frame: pl.DataFrame
    rows: tuple[int, ...]
    seen: Mapping[str, frozenset[object]]
    blind: frozenset[str] = frozenset()

    @classmethod
    def absent(cls, spec: Spec) -> "ReadTable":
        """A table that the case does not have: no rows."""
        return cls(spec=spec, file=f"{spec.name}.csv", frame=spec.empty(), rows=(), seen={})

    def known(self, column: str) -> frozenset[object] | None:
        """All values of a column; None if some could not be read."""
        return None if column in self.blind else self.seen.get(column, frozenset())

    def lines(self) -> Iterator[Line]:
        """The rows without a fault, with their numbers."""
        return zip(self.rows, self.frame.iter_rows(named=True), strict=True)

    def problem(self, row: int, column: str, what: str, hint: str = "") -> Problem:
        """A problem of one row of this table."""
        return Problem(self.file, row, column, what, hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """`case.toml` as far as it could be read; `settings` is None as soon as anything in it is wrong."""

    settings: Settings | None = None
    start: date | None = None
    days: int | None = None
    has_cold: bool | None = None
    currencies: frozenset[str] | None = None
    water_names: frozenset[str] | None = None
    network: str | None = None
    water: tuple[WaterNetwork, ...] = ()
    version: int | None = None

    @property
    def last(self) -> date | None:
        """The last day of the horizon."""
        if self.start is None or self.days is None:
            return None
        return self.start + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One asset of a network: voltage (higher side; None: water), length, and whether the file has it in service."""

    kv: float | None
    length_km: float | None
    in_service: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """All that could be read of a case: every table of `schema.CASE_SPECS` by name, and the networks' assets by id.

    `assets` are those of the power network, None where it could not be read; `water` and `water_assets` have those
    water networks that could be read.
    """

    heading: Heading
    tables: Mapping[str, ReadTable]
    power: PowerTables | None = None
    assets: Mapping[str, Asset] | None = None
    water: Mapping[str, WaterTables] = field(default_factory=dict)
    water_assets: Mapping[str, Asset] = field(default_factory=dict)

    def __getitem__(self, table: str) -> ReadTable:
        return self.tables[table]

    def asset_of(self, asset_id: str) -> Asset | None:
        """An asset of any network that could be read; None where there is none."""
        return (self.assets or {}).get(asset_id) or self.water_assets.get(asset_id)


def draft_of(
    heading: Heading,
    tables: Mapping[str, ReadTable],
    power: PowerTables | None,
    water: Mapping[str, WaterTables] | None = None,
) -> Draft:
    """A draft with the networks' assets looked up once."""
    assets = None if power is None else assets_of(power)
    water = water or {}
    return Draft(
        heading=heading,
        tables=tables,
        power=power,
        assets=assets,
        water=water,
        water_assets={asset_id: asset for network in water.values() for asset_id, asset in water_assets_of(network)},
    )


def water_assets_of(water: WaterTables) -> Iterator[tuple[str, Asset]]:
    """Every asset of a water network with its id; pipes have a length. What the file has closed is in service."""
    for asset_id in water.nodes["asset_id"]:
        yield asset_id, Asset(kv=None, length_km=None, in_service=True)
    for asset_id, kind, length_m in water.links.select("asset_id", "kind", "length_m").iter_rows():
        km = length_m / 1000.0 if kind == "pipe" else None
        yield asset_id, Asset(kv=None, length_km=km, in_service=True)


def assets_of(power: PowerTables) -> dict[str, Asset]:
    """Every asset of a network by id; one with several rows counts as in service while any of them is."""
    found: dict[str, Asset] = {}
    kv_of: dict[str, float] = dict(power.buses.select("bus_id", "kv").iter_rows())
    for asset_id, kv, in_service in power.buses.select("asset_id", "kv", "in_service").iter_rows():
        _add(found, asset_id, Asset(kv=kv, length_km=None, in_service=in_service))
    for asset_id, kv, km, in_service in power.branches.select("asset_id", "kv", "length_km", "in_service").iter_rows():
        _add(found, asset_id, Asset(kv=kv, length_km=km, in_service=in_service))
    for asset_id, bus_id, in_service in power.generators.select("asset_id", "bus_id", "in_service").iter_rows():
        _add(found, asset_id, Asset(kv=kv_of[bus_id], length_km=None, in_service=in_service))
    return found


def _add(found: dict[str, Asset], asset_id: str | None, asset: Asset) -> None:
    if asset_id is None:
        return
    other = found.get(asset_id, asset)
    found[asset_id] = Asset(
        kv=max(asset.kv or 0.0, other.kv or 0.0),
        length_km=asset.length_km,
        in_service=asset.in_service or other.in_service,
    )


def shown(value: object, most: int = 40) -> str:
    """A value from a file as it may stand in a message: quoted, without control characters, not too long."""
    text = str(value)
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def printable(path: object) -> str:
    """A path or file name that can be printed, whatever bytes the file system holds."""
    text = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def did_you_mean(value: object, known: Iterable[object]) -> str:
    """A hint that names the closest known value, or the few that there are; empty where neither helps."""
    names = sorted({str(name) for name in known})
    close = difflib.get_close_matches(str(value)[:100], names[:5000], n=1, cutoff=0.75)
    if close:
        return f"did you mean {shown(close[0])}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 16 else ""
