"""Checks of what repairs take: works, needs, substitutes, crews."""

import math
from collections import defaultdict
from collections.abc import Iterator

from svitlo.tables.draft import Draft, Line, shown
from svitlo.tables.errors import Problem
from svitlo.tables.schema import WATER_KINDS


def check_voltages(draft: Draft) -> Iterator[Problem]:
    """No range of voltages is upside down, and none is asked of what has no voltage."""
    for name in ("works", "needs"):
        table = draft[name]
        for row, rule in table.lines():
            low, high = rule["kv_min"], rule["kv_max"]
            if rule["asset_kind"] in WATER_KINDS and (low is not None or high is not None):
                column = "kv_max" if low is None else "kv_min"
                what = f"a {rule['asset_kind']} has no voltage"
                yield table.problem(row, column, what, "leave kv_min and kv_max empty for water assets")
            if low is not None and high is not None and low > high:
                yield table.problem(row, "kv_min", f"kv_min {low:g} is above kv_max {high:g}")


def check_works(draft: Draft) -> Iterator[Problem]:
    """No asset fits two rows of `works`: within a kind and severity the voltages do not overlap (both ends count)."""
    table = draft["works"]
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for row, work in table.lines():
        groups[work["asset_kind"], work["severity"]].append((row, work))
    for (kind, severity), lines in sorted(groups.items()):
        reach, reach_row = -math.inf, 0
        for low, high, row in sorted(_range(line) for line in lines):
            if reach_row and low <= reach:
                first, second = sorted((reach_row, row))
                what = f"overlaps row {first}: an asset of kind {kind}, {severity}, may fit both"
                yield table.problem(second, "kv_min", what, "make the voltages disjoint; both ends are inclusive")
            if not reach_row or high > reach:
                reach, reach_row = high, row


def _range(line: Line) -> tuple[float, float, int]:
    row, work = line
    low = -math.inf if work["kv_min"] is None else work["kv_min"]
    high = math.inf if work["kv_max"] is None else work["kv_max"]
    return low, high, row


def check_needs(draft: Draft) -> Iterator[Problem]:
    """No need is written twice: the same work, equipment and way of counting."""
    table = draft["needs"]
    first: dict[tuple[object, ...], int] = {}
    for row, need in table.lines():
        names = ("asset_kind", "kv_min", "kv_max", "severity", "equipment_id")
        key = (*(need[name] for name in names), need["per"] or "asset")
        if key in first:
            what = f"the same need of {shown(need['equipment_id'])} as in row {first[key]}"
            yield table.problem(row, "equipment_id", what, "write one row with the whole quantity")
        first.setdefault(key, row)


def check_substitutes(draft: Draft) -> Iterator[Problem]:
    """Nothing stands in for itself, nor for equipment of the other sector."""
    table, catalogue = draft["substitutes"], draft["catalogue"]
    sector = dict(catalogue.frame.select("equipment_id", "sector").iter_rows())
    for row, pair in table.lines():
        used, needed = pair["equipment_id"], pair["stands_in_for"]
        if used == needed:
            yield table.problem(row, "stands_in_for", f"{shown(used)} stands in for itself")
        elif used in sector and needed in sector and sector[used] != sector[needed]:
            what = f"{shown(used)} is of sector {sector[used]}, {shown(needed)} of sector {sector[needed]}"
            yield table.problem(row, "stands_in_for", what)


def check_crews(draft: Draft) -> Iterator[Problem]:
    """No crew leaves before it comes."""
    table = draft["crews"]
    for row, crew in table.lines():
        if crew["to"] is not None and crew["from"] > crew["to"]:
            yield table.problem(row, "to", f"the last day {crew['to']} is before the first day {crew['from']}")
