"""Writes `case.xlsx` of this example: `python make.py [FOLDER]` (default: this folder).

The network is the file of the Power Grid Library beside this script. Which of its assets are damaged is drawn by lot,
by kind of asset, with the first seed that was tried.
"""

import random
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Cell = str | int | float | date | None
START = date(2030, 2, 1)
AGAIN = date(2030, 2, 9)
SEED = 24
KINDS = {"branch": (7, 38), "bus": (2, 24), "gen": (2, 33)}
"""How many of how many assets are damaged."""
TRANSFORMERS = (7, 14, 15, 16, 17)
"""Rows of `mpc.branch` that are transformers: in MATPOWER a line and a transformer are one kind of asset."""
PLEDGE_COLUMNS = (
    "pledge_id",
    "actor_id",
    "form",
    "available",
    "category",
    "stage",
    "amount",
    "currency",
    "equipment_id",
)
PLEDGE_COLUMNS += ("quantity", "crew_kind", "earmark", "decision_id", "source")


def _damage() -> list[tuple[Cell, ...]]:
    """Assets drawn by lot; a transformer that is hit is destroyed, all else is damaged a little or much."""
    rng = random.Random(SEED)
    rows: list[tuple[Cell, ...]] = []
    for kind, (count, total) in KINDS.items():
        left = list(range(1, total + 1))
        for number in sorted(left.pop(int(rng.random() * len(left))) for _ in range(count)):
            severity = "minor" if rng.random() < 0.4 else "major"
            if kind == "branch" and number in TRANSFORMERS:
                severity = "destroyed"
            reported = AGAIN if rng.random() < 0.25 else START
            rows.append((f"power/{kind}/{number}", severity, reported, "drawn by lot"))
    return rows


def _pledge(pledge_id: str, actor_id: str, form: str, available: date, **more: Cell) -> tuple[Cell, ...]:
    stated = {"category": "energy", "stage": "allocated", "source": "made up"}
    row = {"pledge_id": pledge_id, "actor_id": actor_id, "form": form, "available": available} | stated | more
    return tuple(row.get(column) for column in PLEDGE_COLUMNS)


TABLES: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]] = {
    "places": (
        ("place_id", "name", "kind", "people", "bus_id", "load_share"),
        (
            ("amber", "Amberholm", "households", 84_000, 1, None),
            ("amber-hospital", "Amberholm hospital", "hospital", 2_400, 1, 0.03),
            ("bracken", "Brackenford", "households", 77_600, 2, None),
            ("birch", "Birchwick", "households", 144_000, 3, None),
            ("cedar", "Cedarmoor", "households", 59_200, 4, None),
            ("drift", "Driftmere", "households", 56_800, 5, None),
            ("elder", "Elderfirth", "households", 100_000, 6, 0.9),
            ("elder-water", "Elderfirth waterworks", "water_utility", 8_800, 6, 0.1),
            ("fallow", "Fallowgate", "households", 100_000, 7, None),
            ("glen", "Glenhaven", "households", 134_000, 8, None),
            ("glen-hospital", "Glenhaven hospital", "hospital", 2_800, 8, 0.02),
            ("hazel", "Hazelthorpe", "households", 140_000, 9, None),
            ("iron", "Ironquay", "households", 100_000, 10, 0.65),
            ("iron-mill", "Ironquay rolling mill", "industry", 4_000, 10, 0.35),
            ("juniper", "Junipercross", "households", 150_000, 14, None),
            ("juniper-heat", "Junipercross heat plant", "heat", 5_200, 14, 0.04),
            ("larch", "Larchminster", "households", 250_000, 15, None),
            ("larch-shelter", "Larchminster halls", "shelter", 1_500, 15, 0.005),
            ("mallow", "Mallowfield", "households", 144_000, 19, 0.97),
            ("mallow-schools", "Mallowfield schools", "school", 3_000, 19, 0.03),
            ("nettle", "Nettlebridge", "households", 102_000, 20, None),
        ),
    ),
    "damage": (("asset_id", "severity", "reported", "source"), _damage()),
    "works": (
        ("asset_kind", "kv_min", "kv_max", "severity", "crew_kind", "crew_days"),
        (
            ("branch", 100, 200, "minor", "line", 2),
            ("branch", 100, 200, "major", "line", 4),
            ("branch", 201, 300, "minor", "line", 3),
            ("branch", 201, 300, "major", "line", 6),
            ("branch", 201, 300, "destroyed", "substation", 12),
            ("bus", None, None, "minor", "substation", 3),
            ("bus", None, None, "major", "substation", 6),
            ("gen", None, None, "minor", "plant", 5),
            ("gen", None, None, "major", "plant", 14),
        ),
    ),
    "needs": (
        ("asset_kind", "kv_min", "kv_max", "severity", "equipment_id", "quantity"),
        (
            ("branch", 100, 200, "major", "conductor-138", 6),
            ("branch", 201, 300, "minor", "insulators", 4),
            ("branch", 201, 300, "major", "conductor-230", 5),
            ("branch", 201, 300, "major", "tower-230", 2),
            ("branch", 201, 300, "destroyed", "transformer-400", 1),
            ("branch", 201, 300, "destroyed", "oil", 40),
            ("bus", 100, 200, "major", "breaker-138", 2),
            ("bus", 201, 300, "minor", "insulators", 6),
            ("gen", None, None, "major", "controls", 1),
        ),
    ),
    "catalogue": (
        ("equipment_id", "name", "sector", "cost_usd", "lead_days", "unit", "supply_count"),
        (
            ("breaker-138", "Circuit breaker 138 kV", "power", 90_000, 14, "set", 6),
            ("conductor-138", "Conductor 138 kV", "power", 35_000, 7, "km", None),
            ("conductor-230", "Conductor 230 kV", "power", 70_000, 10, "km", None),
            ("controls", "Unit controls and auxiliaries", "power", 300_000, 10, "set", 2),
            ("insulators", "Insulator strings, one tower", "power", 10_000, 5, "set", None),
            ("oil", "Transformer oil", "power", 1_800, 5, "tonne", None),
            ("tower-230", "Tower 230 kV", "power", 120_000, 14, "unit", 10),
            ("transformer-400", "Transformer 230/138 kV, 400 MVA", "power", 2_900_000, 300, "unit", None),
            ("transformer-200", "Transformer 230/138 kV, 200 MVA, used", "power", 1_500_000, 8, "unit", 1),
        ),
    ),
    "substitutes": (
        ("equipment_id", "stands_in_for", "capacity_share"),
        (("transformer-200", "transformer-400", 0.5),),
    ),
    "crews": (
        ("crew_kind", "count", "from", "to"),
        (
            ("line", 1, START, None),
            ("line", 1, date(2030, 2, 6), date(2030, 2, 20)),
            ("plant", 1, START, None),
            ("substation", 1, START, None),
        ),
    ),
    "actors": (
        ("actor_id", "name", "role", "since", "until"),
        (
            ("aurelia", "Aurelia", "member", None, None),
            ("kaldora", "Kaldora", "invitee", None, date(2030, 2, 4)),
            ("kaldora", "Kaldora", "member", date(2030, 2, 5), None),
            ("northmark", "Northmark", "member", None, None),
            ("outland", "Outland", "outsider", None, None),
            ("utility", "The struck utility", "recipient", None, None),
        ),
    ),
    "decisions": (
        ("decision_id", "rule", "subject", "tabled", "closes", "actor_id"),
        (
            ("grid-fund", "consensus", "A common fund for the grid", date(2030, 1, 28), date(2030, 2, 4), None),
            ("spare", "sovereign", "Northmark lends a spare transformer", date(2030, 1, 30), None, "northmark"),
        ),
    ),
    "positions": (
        ("decision_id", "actor_id", "position", "date", "source", "quote"),
        (
            ("grid-fund", "outland", "oppose", date(2030, 1, 29), "made up", None),
            ("grid-fund", "kaldora", "oppose", date(2030, 1, 30), "made up", None),
            ("spare", "northmark", "support", date(2030, 2, 3), "made up", None),
        ),
    ),
    "pledges": (
        PLEDGE_COLUMNS,
        (
            _pledge("fund", "aurelia", "cash", START, amount=1_500_000, currency="EUR", decision_id="grid-fund"),
            _pledge("lines", "kaldora", "cash", START, amount=900_000, currency="USD", earmark="kind:branch"),
            _pledge("riggers", "northmark", "crew", date(2030, 2, 8), quantity=1, crew_kind="substation"),
            _pledge(
                "spare", "northmark", "goods", START, equipment_id="transformer-200", quantity=1, decision_id="spare"
            ),
        ),
    ),
}


def write(folder: Path) -> None:
    """One sheet a table; dates are cells of their own kind. No time of writing is kept: the same file every time."""
    with xlsxwriter.Workbook(folder / "case.xlsx") as book:
        book.set_properties({"title": "Svitlo example", "created": datetime(2030, 2, 1)})
        bold = book.add_format({"bold": True})
        iso = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, (columns, rows) in TABLES.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                if len(row) != len(columns):
                    raise SystemExit(f"{name}, row {number}: {len(row)} cells for {len(columns)} columns")
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), iso)
                    elif cell is not None:
                        sheet.write(number, place, cell)
            sheet.autofit()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
