"""What repairs take and what it costs, for the made-up cases of the benchmarks.

Prices (low, typical, high) and lead times lie in the orders of magnitude that are public: the transmission cost guide
of MISO (MTEP24), Ofgem's common network asset indices (CNAIM v2.1), and prices that agencies and operators told the
press in 2022 to 2025; `examples/winter-53m/prices.py` names the source of each. The shortest lead time is that of stock
that is at hand somewhere near; factory orders of a year and more would never come within a case. Days of work and
quantities are estimates.

MATPOWER files have one kind of branch. Here a branch that is a transformer is always damaged as `destroyed` and a line
never is, so that the two can have works and needs of their own: what `destroyed` means for a branch is that a
transformer burnt out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

KV_RANGES: tuple[tuple[float | None, float | None], ...] = ((None, 99.99), (100.0, 199.99), (200.0, None))
"""Distribution, the class of 110 kV, and the classes from 220 kV up."""

CREW_KINDS = ("line", "plant", "substation")

Quantities = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Equipment:
    """One entry of the catalogue; prices in USD, lead times in days."""

    name: str
    kind: str
    unit: str
    prices_usd: tuple[float, float, float]
    lead_days: tuple[int, int]


CATALOGUE: Mapping[str, Equipment] = {
    "at-330-125": Equipment("Autotransformer 125 MVA", "transformer", "unit", (860e3, 2.13e6, 3.0e6), (21, 50)),
    "at-330-200": Equipment("Autotransformer 200 MVA", "transformer", "unit", (1.38e6, 2.66e6, 4.0e6), (30, 60)),
    "cb-10": Equipment("Breaker cell 10 kV", "breaker", "unit", (12.8e3, 25e3, 43.1e3), (14, 30)),
    "cb-110": Equipment("Breaker 110 kV", "breaker", "set", (59.4e3, 86.5e3, 217e3), (14, 45)),
    "cb-330": Equipment("Breaker 330 kV", "breaker", "set", (120e3, 373e3, 429e3), (30, 60)),
    "conductor-10": Equipment("Conductor 10 kV", "conductor", "km", (3.5e3, 7.9e3, 21.8e3), (7, 20)),
    "conductor-110": Equipment("Conductor 110 kV", "conductor", "km", (12.1e3, 32e3, 46.6e3), (14, 40)),
    "conductor-330": Equipment("Conductor 330 kV", "conductor", "km", (36.8e3, 93.2e3, 115e3), (21, 50)),
    "control-house": Equipment("Control enclosure", "auxiliary", "unit", (120e3, 240e3, 356e3), (30, 60)),
    "dc-battery": Equipment("Battery and charger", "auxiliary", "set", (30e3, 60e3, 119e3), (14, 40)),
    "ds-110": Equipment("Disconnector 110 kV", "disconnector", "set", (14.8e3, 28.5e3, 44.8e3), (10, 30)),
    "ds-330": Equipment("Disconnector 330 kV", "disconnector", "set", (41.6e3, 71.2e3, 106e3), (21, 45)),
    "insulators": Equipment("Insulators of a tower", "fittings", "set", (5e3, 10.7e3, 38.3e3), (5, 20)),
    "mast": Equipment("Restoration mast", "tower", "unit", (25e3, 50e3, 90e3), (10, 25)),
    "mobile-25": Equipment("Mobile substation 25 MVA", "transformer", "unit", (1.5e6, 2.5e6, 4.0e6), (20, 45)),
    "oil": Equipment("Transformer oil", "consumable", "tonne", (1.2e3, 1.8e3, 3e3), (5, 15)),
    "pole-10": Equipment("Pole 10 kV", "tower", "unit", (600.0, 2.92e3, 3.5e3), (5, 15)),
    "pt-35-10": Equipment("Transformer 10 MVA", "transformer", "unit", (150e3, 250e3, 498e3), (25, 50)),
    "pt-110-63": Equipment("Transformer 63 MVA", "transformer", "unit", (840e3, 1.15e6, 1.49e6), (30, 60)),
    "relays-110": Equipment("Protection 110 kV", "protection", "cabinet", (27.8e3, 55.5e3, 83.3e3), (14, 45)),
    "relays-330": Equipment("Protection 330 kV", "protection", "cabinet", (57.9e3, 116e3, 174e3), (30, 60)),
    "tower-110": Equipment("Tower 110 kV", "tower", "unit", (20.5e3, 60.8e3, 140e3), (25, 50)),
    "tower-330": Equipment("Tower 330 kV", "tower", "unit", (54.6e3, 151e3, 420e3), (30, 60)),
}

SUBSTITUTES = (
    ("at-330-125", "at-330-200", 0.6),
    ("mast", "tower-110", 1.0),
    ("mast", "tower-330", 0.8),
    ("mobile-25", "pt-110-63", 0.4),
)

SCARCE = ("at-330-125", "at-330-200", "mast", "mobile-25", "pt-110-63")
"""Equipment of which no more can be bought than a part of what is needed."""

WORKS: Mapping[tuple[str, str], tuple[str, tuple[int, int, int]]] = {
    ("branch", "minor"): ("line", (1, 2, 3)),
    ("branch", "major"): ("line", (3, 5, 7)),
    ("branch", "destroyed"): ("substation", (8, 12, 16)),
    ("bus", "minor"): ("substation", (2, 3, 4)),
    ("bus", "major"): ("substation", (4, 7, 9)),
    ("bus", "destroyed"): ("substation", (8, 14, 18)),
    ("gen", "minor"): ("plant", (4, 5, 6)),
    ("gen", "major"): ("plant", (9, 11, 14)),
    ("gen", "destroyed"): ("plant", (14, 18, 21)),
}
"""Kind and severity: crew, and its days for each of `KV_RANGES`."""

NEEDS: Mapping[tuple[str, str], tuple[Quantities, Quantities, Quantities]] = {
    ("branch", "minor"): ({"insulators": 2}, {"insulators": 4}, {"insulators": 5}),
    ("branch", "major"): (
        {"conductor-10": 6, "pole-10": 20},
        {"conductor-110": 8, "tower-110": 5, "insulators": 10},
        {"conductor-330": 8, "tower-330": 4, "insulators": 12},
    ),
    ("branch", "destroyed"): (
        {"pt-35-10": 1, "oil": 10, "cb-10": 2},
        {"pt-110-63": 1, "oil": 30, "cb-110": 1, "relays-110": 1},
        {"at-330-200": 1, "oil": 70, "cb-330": 1, "relays-330": 1},
    ),
    ("bus", "minor"): ({"cb-10": 2}, {"cb-110": 1, "ds-110": 2}, {"cb-330": 1, "ds-330": 2}),
    ("bus", "major"): (
        {"cb-10": 6, "relays-110": 1},
        {"cb-110": 5, "ds-110": 8, "relays-110": 4},
        {"cb-330": 3, "ds-330": 6, "relays-330": 3},
    ),
    ("bus", "destroyed"): (
        {"cb-10": 12, "relays-110": 2, "dc-battery": 1, "control-house": 1},
        {"cb-110": 9, "ds-110": 18, "relays-110": 8, "dc-battery": 1, "control-house": 1},
        {"cb-330": 6, "ds-330": 12, "relays-330": 6, "dc-battery": 2, "control-house": 1},
    ),
    ("gen", "minor"): ({"cb-10": 2, "oil": 5}, {"cb-10": 2, "oil": 5}, {"cb-10": 4, "oil": 10}),
    ("gen", "major"): (
        {"cb-10": 4, "dc-battery": 1},
        {"cb-10": 6, "relays-110": 2, "dc-battery": 1},
        {"cb-10": 8, "relays-330": 2, "dc-battery": 1},
    ),
    ("gen", "destroyed"): (
        {"pt-35-10": 2, "oil": 20, "control-house": 1},
        {"pt-110-63": 2, "oil": 60, "relays-110": 2, "control-house": 1},
        {"at-330-200": 1, "oil": 90, "relays-330": 2, "control-house": 1},
    ),
}
"""Kind and severity: what one asset takes in each of `KV_RANGES`. A generator that is destroyed lost the transformer
between it and the grid and its control room; the machine stands."""
