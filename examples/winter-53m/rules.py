"""What a repair takes in this case: crews, days and equipment by kind, voltage and severity.

All quantities and days are this example's own estimates. They are per asset, never per km: the network has no true line
lengths. Days lie between those of Hazus (as packed in InfraRisk: spares at hand) and slower published views.
A generating unit that is destroyed is not rebuilt within one winter; a mobile gas turbine of 28 MW can stand in for a
fifth of it.
"""

LOW, MIDDLE, HIGH = (None, 100), (101, 200), (201, 300)
"""Voltage ranges, kV: 13.8, 115 and 230."""
NO_VOLTAGE = (None, None)
"""Water assets have none."""

WORKS = (
    ("line", MIDDLE, "minor", "line", 2),
    ("line", MIDDLE, "major", "line", 5),
    ("line", MIDDLE, "destroyed", "line", 10),
    ("line", HIGH, "minor", "line", 3),
    ("line", HIGH, "major", "line", 7),
    ("line", HIGH, "destroyed", "line", 14),
    ("trafo", MIDDLE, "minor", "substation", 4),
    ("trafo", MIDDLE, "major", "substation", 9),
    ("trafo", MIDDLE, "destroyed", "heavy", 14),
    ("trafo", HIGH, "minor", "substation", 5),
    ("trafo", HIGH, "major", "substation", 11),
    ("trafo", HIGH, "destroyed", "heavy", 20),
    ("bus", LOW, "minor", "substation", 2),
    ("bus", LOW, "major", "substation", 4),
    ("bus", LOW, "destroyed", "substation", 8),
    ("bus", MIDDLE, "minor", "substation", 3),
    ("bus", MIDDLE, "major", "substation", 7),
    ("bus", MIDDLE, "destroyed", "substation", 16),
    ("bus", HIGH, "minor", "substation", 4),
    ("bus", HIGH, "major", "substation", 9),
    ("bus", HIGH, "destroyed", "substation", 21),
    ("gen", LOW, "minor", "plant", 6),
    ("gen", LOW, "major", "plant", 18),
    ("gen", LOW, "destroyed", "plant", 21),
    ("pipe", NO_VOLTAGE, "minor", "pipe", 1),
    ("pipe", NO_VOLTAGE, "major", "pipe", 2),
    ("pipe", NO_VOLTAGE, "destroyed", "pipe", 6),
    ("pump", NO_VOLTAGE, "minor", "pipe", 1),
    ("pump", NO_VOLTAGE, "major", "pipe", 3),
    ("pump", NO_VOLTAGE, "destroyed", "pipe", 10),
    ("tank", NO_VOLTAGE, "minor", "pipe", 2),
    ("tank", NO_VOLTAGE, "major", "pipe", 8),
    ("tank", NO_VOLTAGE, "destroyed", "pipe", 30),
)

NEEDS = (
    ("line", MIDDLE, "minor", {"insulators": 3}),
    ("line", MIDDLE, "major", {"conductor-115": 6, "tower-115": 4, "insulators": 8}),
    ("line", MIDDLE, "destroyed", {"conductor-115": 20, "tower-115": 18, "insulators": 24}),
    ("line", HIGH, "minor", {"insulators": 4}),
    ("line", HIGH, "major", {"conductor-230": 6, "tower-230": 4, "insulators": 10}),
    ("line", HIGH, "destroyed", {"conductor-230": 15, "tower-230": 12, "insulators": 25}),
    ("trafo", MIDDLE, "minor", {"oil": 10, "sa-115": 1}),
    ("trafo", MIDDLE, "major", {"oil": 25, "sa-115": 2, "ct-115": 2, "rp-115": 2, "cb-115": 2, "ds-115": 2}),
    ("trafo", MIDDLE, "destroyed", {"pt-115-63": 1, "oil": 30, "sa-115": 2, "cb-115": 1, "rp-115": 1, "ds-115": 1}),
    ("trafo", HIGH, "minor", {"oil": 20, "sa-230": 1}),
    ("trafo", HIGH, "major", {"oil": 45, "sa-230": 2, "ct-230": 2, "rp-230": 2, "cb-230": 2, "ds-230": 2}),
    ("trafo", HIGH, "destroyed", {"at-230-200": 2, "oil": 90, "sa-230": 2, "cb-230": 1, "rp-230": 1, "ds-230": 1}),
    ("bus", LOW, "minor", {"cb-14": 2}),
    ("bus", LOW, "major", {"cb-14": 6, "rp-115": 1}),
    ("bus", LOW, "destroyed", {"cb-14": 12, "rp-115": 2, "dc-battery": 1, "control-house": 1}),
    ("bus", MIDDLE, "minor", {"cb-115": 1, "ds-115": 2}),
    ("bus", MIDDLE, "major", {"cb-115": 6, "ds-115": 10, "ct-115": 5, "vt-115": 2, "rp-115": 5}),
    (
        "bus",
        MIDDLE,
        "destroyed",
        {"cb-115": 10, "ds-115": 24, "ct-115": 10, "vt-115": 2, "rp-115": 10, "dc-battery": 1, "control-house": 1},
    ),
    ("bus", HIGH, "minor", {"cb-230": 1, "ds-230": 2}),
    ("bus", HIGH, "major", {"cb-230": 3, "ds-230": 6, "ct-230": 3, "vt-230": 1, "rp-230": 3}),
    (
        "bus",
        HIGH,
        "destroyed",
        {"cb-230": 6, "ds-230": 12, "ct-230": 6, "vt-230": 2, "rp-230": 6, "dc-battery": 1, "control-house": 1},
    ),
    ("gen", LOW, "minor", {"cb-14": 2, "oil": 5}),
    ("gen", LOW, "destroyed", {"unit-rebuild": 1, "cb-14": 4, "rp-115": 2}),
    ("gen", LOW, "major", {"cb-14": 4, "rp-115": 2, "dc-battery": 2, "control-house": 1}),
    ("pipe", NO_VOLTAGE, "minor", {"clamp": 2}),
    ("pipe", NO_VOLTAGE, "major", {"clamp": 4, "pipe-300": 30}),
    ("pipe", NO_VOLTAGE, "destroyed", {"clamp": 4, "pipe-300": 200}),
    ("pump", NO_VOLTAGE, "major", {"pump-55": 1}),
    ("pump", NO_VOLTAGE, "destroyed", {"pump-250": 1}),
    ("tank", NO_VOLTAGE, "major", {"pipe-300": 20, "clamp": 4}),
    ("tank", NO_VOLTAGE, "destroyed", {"pipe-300": 60, "clamp": 8}),
)

SUBSTITUTES = (
    ("at-230-125", "at-230-200", 0.6),
    ("gas-turbine-28", "unit-rebuild", 0.2),
    ("ms-115-25", "pt-115-63", 0.4),
    ("mast", "tower-115", 1.0),
    ("mast", "tower-230", 1.0),
)

CREWS = (
    ("line", 3, "2022-11-29", None),
    ("substation", 4, "2022-11-29", None),
    ("heavy", 1, "2022-11-29", None),
    ("plant", 2, "2022-11-29", None),
    ("pipe", 2, "2022-11-29", None),
    ("generator", 2, "2022-11-29", None),
)
