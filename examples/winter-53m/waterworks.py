"""The water of the oblast: three networks that WNTR ships, where their pumps hang, and the sets that can be placed.

Which network stands for which town, and on which bus a pump hangs, was chosen; what of it is struck is drawn by lot.
"""

from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

NETWORKS = {"orvell": "Net3", "greymarrow": "ky4", "pellowby": "Net1"}
"""The networks of `case.toml`, by name, and what WNTR calls them."""

SHIPPED = "wntr/library/networks"

LINKS = (
    # pump, bus, hours of each day that a set of its own carries it
    ("greymarrow/~@Pump-1", 156, 6),
    ("greymarrow/~@Pump-2", 156, None),
    ("orvell/10", 197, 8),
    ("orvell/335", 157, None),
    ("pellowby/9", 130, None),
)

INSTALLS = (
    # equipment, where, kW (0.8 of its kVA), crew, days, hours of each day
    ("genset-100", "pump", 80, "generator", 1, 16),
    ("genset-220", "hospital", 176, "generator", 1, None),
    ("genset-220", "heat", 176, "generator", 1, None),
    ("genset-400", "pump", 320, "generator", 2, 16),
)
"""A 400 kVA set burns about 60 L/h at three quarters of its load (0.25 L/kWh), a 100 kVA set 15 L/h: one tank of 1,000
or 250 L a day is 16 h. Sets of hospitals and boiler houses are refuelled at any hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The ids of a network's pipes, pumps and tanks, in the order of its file."""

    pipes: tuple[str, ...]
    pumps: tuple[str, ...]
    tanks: tuple[str, ...]

    def of(self, kind: str) -> tuple[str, ...]:
        """The pumps or the tanks."""
        return {"pump": self.pumps, "tank": self.tanks}[kind]


def ids() -> dict[str, Ids]:
    """The ids of all three networks, from the files themselves."""
    folder = Path(str(distribution("wntr").locate_file(SHIPPED)))
    return {name: _ids((folder / f"{shipped}.inp").read_text(encoding="latin-1")) for name, shipped in NETWORKS.items()}


def _ids(text: str) -> Ids:
    found: dict[str, list[str]] = {"[PIPES]": [], "[PUMPS]": [], "[TANKS]": []}
    section = ""
    for line in text.splitlines():
        words = line.split(";")[0].split()
        if words and words[0].startswith("["):
            section = words[0].upper()
        elif words and section in found:
            found[section].append(words[0])
    return Ids(pipes=tuple(found["[PIPES]"]), pumps=tuple(found["[PUMPS]"]), tanks=tuple(found["[TANKS]"]))
