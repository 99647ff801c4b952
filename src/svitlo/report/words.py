"""How numbers, dates and assets are written for people."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from svitlo.report.markup import plain
from svitlo.tables.case import Case

THIN = "\u202f"
"""Narrow no-break space: groups the digits of numbers on the page."""
PLAIN = "\u00a0"
"""No-break space: does the same on a terminal, where every font has it."""


def number(value: float | None, *, space: str = THIN) -> str:
    """A number to read: whole from 1000 upwards, else with the digits that tell it apart; `not known` without one."""
    if value is None or not math.isfinite(value):
        return "not known"
    if value == 0.0:
        return "0"
    size = abs(value)
    if size >= 1000.0 or math.isclose(value, round(value), rel_tol=1e-12):
        digits = 0
    elif size >= 1.0:
        digits = 1
    else:
        digits = 1 - math.floor(math.log10(size))
    return grouped(value, digits).replace(THIN, space)


def grouped(value: float, digits: int = 0) -> str:
    """A number with this many decimals, its whole part in groups of three."""
    text = f"{value:,.{digits}f}".replace(",", THIN)
    return "0" if float(f"{value:.{digits}f}") == 0.0 else text.replace("-", "\u2212")


def money(value: float | None) -> str:
    """An amount in US dollars, cents only where there are any."""
    if value is None or not math.isfinite(value):
        return "not known"
    digits = 0 if abs(value - round(value)) < 0.005 else 2
    return f"{grouped(value, digits)}{THIN}USD"


def percent(share: float | None, *, digits: int = 1) -> str:
    """A share of one as per cent."""
    if share is None or not math.isfinite(share):
        return "not known"
    return f"{grouped(100.0 * share, digits)}{THIN}%"


def percent_at_most(share: float | None) -> str:
    """A share of one as per cent, rounded up, so that `at most` stays true; beyond a billionth nothing is counted."""
    if share is None or not math.isfinite(share):
        return "not known"
    return f"{grouped(math.ceil(max(0.0, share) * 1000.0 - 1e-6) / 10.0, 1)}{THIN}%"


def at_least(value: float | None) -> str:
    """A number rounded down, so that `not below` stays true."""
    if value is not None and math.isfinite(value) and abs(value) >= 1000.0:
        value = float(math.floor(value))
    return number(value)


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 work`, `2 works`."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def spoken(word: str) -> str:
    """An identifier of the contract as words: `water_utility` -> `water utility`."""
    return plain(word).replace("_", " ")


def day_date(case: Case, day: int) -> str:
    """A model day as an ISO date."""
    return case.date_of(day).isoformat()


INSTALL = "install/"
"""What the id of equipment that is placed begins with: `install/place:H1/generator-400/1`."""


def short_asset(asset_id: str) -> str:
    """An asset without the names of a case: `power/line/7` -> `line 7`, `water/town/pump/P1` -> `pump P1 (town)`."""
    return AssetNames()(asset_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetNames:
    """Turns ids of assets into words: `400 kVA generator at Alderby hospital` for equipment that is placed.

    `equipment` and `places` are names by id; what has no name there keeps its id.
    """

    equipment: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> "AssetNames":
        """With the names of a case."""
        return cls(
            equipment=dict(case.catalogue.select("equipment_id", "name").iter_rows()),
            places=dict(case.places.select("place_id", "name").iter_rows()),
        )

    def __call__(self, asset_id: str) -> str:
        """One asset in words."""
        asset_id = plain(asset_id)
        if is_placed(asset_id):
            return self._placed(asset_id)
        parts = asset_id.split("/")
        if parts[0] == "water" and len(parts) > 3:
            return f"{parts[2]} {'/'.join(parts[3:])} ({parts[1]})"
        kind, _, last = asset_id.rpartition("/")
        return f"{kind.rpartition('/')[2]} {last}"

    def spot(self, at: str) -> str:
        """Where equipment stands: `place:H1` -> `Hospital North`, `pump:town/P1` -> `pump P1 (town)`."""
        what, _, name = plain(at).partition(":")
        if what == "pump":
            network, _, pump = name.partition("/")
            return f"pump {pump} ({network})"
        return plain(self.places.get(name, f"place {name}"))

    def _placed(self, asset_id: str) -> str:
        at, equipment_id, unit = placed_parts(asset_id)
        said = f"{plain(self.equipment.get(equipment_id, equipment_id))} at {self.spot(at)}"
        return said if unit in ("", "1") else f"{said}, unit {unit}"


def is_placed(asset_id: str) -> bool:
    """Whether an id means equipment that is placed rather than something that was damaged."""
    return asset_id.startswith(INSTALL)


def placed_parts(asset_id: str) -> tuple[str, str, str]:
    """Where, which equipment and the number of the unit there, of the id of equipment that is placed."""
    at, _, rest = asset_id.removeprefix(INSTALL).rpartition("/")
    at, _, equipment_id = at.rpartition("/")
    return at, equipment_id, rest
