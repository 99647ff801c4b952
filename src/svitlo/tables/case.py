"""A case as it was read: settings, tables at rest and the raw network, nothing computed and nothing repaired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from svitlo.tables.water import WaterTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the day with its own shares of the base load and of the base water demand."""

    name: str
    hours: float
    load_share: float = 1.0
    water_share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """How cold raises the load and the weight of a person-hour without power, per degree below `below_c`."""

    below_c: float
    load_share_per_c: float = 0.0
    weight_per_c: float = 0.0
    drain_below_c: float = -10.0
    refill_days: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterNetwork:
    """A water network that the case names; `network` is a path or `wntr:NAME`."""

    name: str
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`case.toml`, checked. From version 2 on plants and heat plants that need water give less without it."""

    name: str
    start: date
    days: int
    power_network: str
    people_per_mw: float = 800.0
    water: tuple[WaterNetwork, ...] = ()
    litres_per_person_day: float = 150.0
    blocks: tuple[Block, ...] = (Block(name="day", hours=24.0),)
    objective_power: float = 1.0
    objective_water: float = 1.0
    cold: Cold | None = None
    fx_usd: Mapping[str, float] = field(default_factory=lambda: {"USD": 1.0})
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PowerTables:
    """A power network as frames, the same columns whatever program wrote the file.

    `buses`: bus_id, asset_id (null for a bus inside a three-winding transformer), kv, load_mw (>= 0), load_mvar,
    injection_mw (>= 0: negative load), injection_mvar, shunt_mw (power drawn at 1 pu), shunt_mvar (power injected at
    1 pu), in_service, x, y (null without coordinates).

    `branches`: asset_id (null for a closed switch), from_bus_id, to_bus_id, kv (the higher side), r_pu, x_pu, b_pu
    (total charging), g_pu (total conductance), tap (1.0 where the file has none), shift_deg, rate_mva (null: no limit),
    length_km (null where unknown), in_service. A three-winding transformer is three rows with one asset_id.

    `generators`: asset_id, bus_id, pmax_mw (>= 0; null: no limit), p_mw and q_mvar (as scheduled in the file), vm_pu
    (null: does not hold its voltage), qmin_mvar, qmax_mvar (null: no limit), slack (bool), in_service.

    Per-unit values are on `base_mva` and on the buses' own base voltages. `in_service` is the file's own state.
    """

    base_mva: float
    buses: pl.DataFrame
    branches: pl.DataFrame
    generators: pl.DataFrame


POWER_BUS_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "bus_id": pl.String,
    "asset_id": pl.String,
    "kv": pl.Float64,
    "load_mw": pl.Float64,
    "load_mvar": pl.Float64,
    "injection_mw": pl.Float64,
    "injection_mvar": pl.Float64,
    "shunt_mw": pl.Float64,
    "shunt_mvar": pl.Float64,
    "in_service": pl.Boolean,
    "x": pl.Float64,
    "y": pl.Float64,
}
POWER_BRANCH_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "asset_id": pl.String,
    "from_bus_id": pl.String,
    "to_bus_id": pl.String,
    "kv": pl.Float64,
    "r_pu": pl.Float64,
    "x_pu": pl.Float64,
    "b_pu": pl.Float64,
    "g_pu": pl.Float64,
    "tap": pl.Float64,
    "shift_deg": pl.Float64,
    "rate_mva": pl.Float64,
    "length_km": pl.Float64,
    "in_service": pl.Boolean,
}
POWER_GENERATOR_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "asset_id": pl.String,
    "bus_id": pl.String,
    "pmax_mw": pl.Float64,
    "p_mw": pl.Float64,
    "q_mvar": pl.Float64,
    "vm_pu": pl.Float64,
    "qmin_mvar": pl.Float64,
    "qmax_mvar": pl.Float64,
    "slack": pl.Boolean,
    "in_service": pl.Boolean,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """Everything that a case folder says; tables have the columns of `schema.CASE_SPECS`, empty where absent.

    `row_of` in each table's frame is not kept: after the checks have passed no message needs it. `water` has the water
    networks by their name, in the order of `case.toml`.
    """

    settings: Settings
    power: PowerTables
    sha256: str
    places: pl.DataFrame
    links: pl.DataFrame
    plants: pl.DataFrame
    installs: pl.DataFrame
    damage: pl.DataFrame
    works: pl.DataFrame
    needs: pl.DataFrame
    catalogue: pl.DataFrame
    substitutes: pl.DataFrame
    crews: pl.DataFrame
    weather: pl.DataFrame
    actors: pl.DataFrame
    decisions: pl.DataFrame
    positions: pl.DataFrame
    pledges: pl.DataFrame
    notes: tuple[str, ...] = ()
    water: Mapping[str, WaterTables] = field(default_factory=dict)

    def day_of(self, when: date) -> int:
        """Model day of a date (negative before the start)."""
        return (when - self.settings.start).days

    def date_of(self, day: int) -> date:
        """Date of a model day."""
        return self.settings.start + timedelta(days=day)
