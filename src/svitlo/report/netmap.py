"""The schematic map: the network, what is damaged and whether it is back by the end, and the places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from svitlo.report.facts import Facts
from svitlo.report.figures import WIDE, picture
from svitlo.report.layout import Points
from svitlo.report.markup import Markup, element, join
from svitlo.report.words import counted, day_date, short_asset, spoken
from svitlo.tables.case import Case

GLYPHS: Mapping[str, str] = {
    "hospital": "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
    "water_utility": "M0-8C3-3.5 5.5-.5 5.5 2.2A5.5 5.5 0 0 1-5.5 2.2C-5.5-.5-3-3.5 0-8z",
    "heat": "M-6.5 6.5L0-7.5L6.5 6.5z",
    "shelter": "M-6 7v-8L0-7.5L6-1v8h-4v-5h-4v5z",
    "school": "M-6-6h12v12h-12zM-3-3v6h6v-6z",
    "transport": "M0-7L7 0L0 7L-7 0z",
    "industry": "M-7 6.5v-9l4.5 3v-3l4.5 3v-7h5v13z",
    "households": "M0-4.5A4.5 4.5 0 1 1-.01-4.5zM0-2A2 2 0 1 0 .01-2z",
}
"""Outline of each kind of place around its middle, 14 pixels wide."""
BADGES: Mapping[bool, tuple[str, str, str]] = {
    True: ("badge isback", "M0-7A7 7 0 1 1-.01-7z", "M-3.2.2L-.8 2.8L3.4-2.6"),
    False: ("badge isleft", "M-7-7h14v14h-14z", "M-3-3L3 3M3-3L-3 3"),
}
"""A damaged asset by whether it is back: class, outline (disc or square) and sign (tick or cross)."""
PLACE_LIFT = -13.0
NARROW_SCALE = 0.72
"""Signs on a telephone's map, of their size on a desk's."""
LABEL_HEIGHT = 13.0
LETTER = 6.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Something with a sign on the map: `rank` says who is named first where there is room for few names."""

    x: float
    y: float
    name: str
    rank: int


def network_map(case: Case, facts: Facts, place: Points, width: float) -> Markup:
    """The map drawn this wide; `place` (bus, 2) with y growing upwards, from `layout.positions`."""
    at, height = _fitted(place, width)
    row_of = {bus_id: row for row, bus_id in enumerate(case.power.buses["bus_id"].to_list())}
    damaged = {asset_id for asset_id in case.damage["asset_id"].to_list() if asset_id.startswith("power/")}
    scale = 1.0 if width >= WIDE else NARROW_SCALE
    badges, badge_spots = _badges(case, facts, at, row_of, scale)
    places, place_spots = _places(case, at, row_of, scale)
    parts = [
        _wires(case, at, row_of, damaged),
        _damaged_wires(case, facts, at, row_of, damaged),
        _dots(case, at, row_of),
        badges,
        places,
        _names(place_spots + badge_spots, width, height),
    ]
    said = (
        f"Schematic map: {counted(case.power.buses.height, 'bus', 'buses')}, {counted(len(damaged), 'damaged asset')}."
    )
    return picture(width, height, said, parts)


def legend(case: Case) -> Markup:
    """What the signs mean, those that the map has."""
    kinds = set(case.places.filter(case.places["bus_id"].is_not_null())["kind"].to_list())
    rows = [
        (_badge(None, back=True, said=None), "damaged, back in service by the last day"),
        (_badge(None, back=False, said=None), "damaged, not back by the last day"),
        (element("path", d="M-11 0H11", class_="wire high"), "branch (thicker: 220 kV and more)"),
        (element("path", d="M0 0h0", class_="dot"), "bus"),
        (element("path", d="M0 0h0", class_="plant"), "bus with a generator"),
    ]
    rows += [(element("path", d=path, class_="place"), spoken(kind)) for kind, path in GLYPHS.items() if kind in kinds]
    items = [
        element("li", element("svg", sign, viewBox="-12 -9 24 18", aria_hidden="true"), text) for sign, text in rows
    ]
    return element("ul", items, class_="legend")


def _fitted(place: Points, width: float) -> tuple[Points, float]:
    """Positions in pixels, y growing downwards, and the height that they need."""
    if not len(place):
        return place, 60.0
    edge = 34.0
    size = np.ptp(place, axis=0)
    tallest = width * (0.72 if width >= WIDE else 1.25)
    room = np.array([width - 2 * edge, tallest - 2 * edge])
    scale = min((r / s for r, s in zip(room, size, strict=True) if s > 0.0), default=0.0)
    drawn = (place - place.min(axis=0)) * scale
    used = np.ptp(drawn, axis=0)
    height = max(120.0, float(used[1]) + 2 * edge)
    corner = np.array([(width - used[0]) / 2.0, (height - used[1]) / 2.0])
    return np.column_stack([corner[0] + drawn[:, 0], corner[1] + used[1] - drawn[:, 1]]), height


def _line(a: Points, b: Points) -> str:
    return f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"


def _wires(case: Case, at: Points, row_of: Mapping[str, int], damaged: set[str]) -> Markup:
    """All whole branches, one path for each thickness."""
    paths: dict[str, list[str]] = defaultdict(list)
    for asset_id, first, second, kv in case.power.branches.select(
        "asset_id", "from_bus_id", "to_bus_id", "kv"
    ).iter_rows():
        if asset_id not in damaged:
            name = "wire high" if kv >= 220.0 else "wire" if kv >= 20.0 else "wire low"
            paths[name].append(_line(at[row_of[first]], at[row_of[second]]))
    return join(element("path", d="".join(lines), class_=name) for name, lines in sorted(paths.items()))


def _damaged_wires(case: Case, facts: Facts, at: Points, row_of: Mapping[str, int], damaged: set[str]) -> Markup:
    parts = []
    for asset_id, first, second in case.power.branches.select("asset_id", "from_bus_id", "to_bus_id").iter_rows():
        if asset_id in damaged:
            name = "back" if asset_id in facts.back_ids else "left"
            parts.append(element("path", d=_line(at[row_of[first]], at[row_of[second]]), class_=name))
    return join(parts)


def _dots(case: Case, at: Points, row_of: Mapping[str, int]) -> Markup:
    """Buses as round dots, buses with a generator as squares."""
    rows = {row_of[bus_id] for bus_id in case.power.generators["bus_id"].to_list()}
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for row, (x, y) in enumerate(at) if row not in rows)
    plants = "".join(f"M{at[row][0]:.1f} {at[row][1]:.1f}h0" for row in sorted(rows))
    return join(element("path", d=path, class_=name) for path, name in ((dots, "dot"), (plants, "plant")) if path)


def _seats(case: Case, at: Points, row_of: Mapping[str, int]) -> dict[str, Points]:
    """Where the sign of each power asset sits: at its bus, or amid its branch."""
    found: dict[str, list[Points]] = defaultdict(list)
    for bus_id, asset_id in case.power.buses.select("bus_id", "asset_id").iter_rows():
        found[asset_id].append(at[row_of[bus_id]])
    for asset_id, bus_id in case.power.generators.select("asset_id", "bus_id").iter_rows():
        found[asset_id].append(at[row_of[bus_id]])
    for asset_id, first, second in case.power.branches.select("asset_id", "from_bus_id", "to_bus_id").iter_rows():
        found[asset_id].extend((at[row_of[first]], at[row_of[second]]))
    return {asset_id: np.mean(points, axis=0) for asset_id, points in found.items()}


def _badges(case: Case, facts: Facts, at: Points, row_of: Mapping[str, int], scale: float) -> tuple[Markup, list[Spot]]:
    seats = _seats(case, at, row_of)
    back_day = {work.asset_id: work.service_day for work in facts.works}
    taken: dict[tuple[int, int], int] = defaultdict(int)
    parts, spots = [], []
    for asset_id, severity in case.damage.sort("asset_id").select("asset_id", "severity").iter_rows():
        if asset_id not in seats:
            continue
        x, y = _free_seat(seats[asset_id], taken, scale)
        back = asset_id in facts.back_ids
        until = f"back in service {day_date(case, back_day[asset_id])}" if back else "not back by the last day"
        parts.append(
            _badge(_move(x, y, scale), back=back, said=f"{short_asset(asset_id)}, {spoken(severity)}, {until}")
        )
        spots.append(Spot(x=x, y=y, name=short_asset(asset_id), rank=2 if back else 1))
    return join(parts), spots


def _free_seat(seat: Points, taken: dict[tuple[int, int], int], scale: float) -> tuple[float, float]:
    """The seat, or beside it where another sign sits already."""
    cell = (round(float(seat[0]) / 12.0), round(float(seat[1]) / 12.0))
    before = taken[cell]
    taken[cell] += 1
    return float(seat[0]) + 15.0 * scale * before, float(seat[1])


def _badge(move: str | None, *, back: bool, said: str | None) -> Markup:
    name, outline, sign = BADGES[back]
    parts = [element("path", d=outline, class_=name), element("path", d=sign, class_="sign")]
    title = element("title", said) if said else None
    return element("g", title, parts, transform=move)


def _move(x: float, y: float, scale: float) -> str:
    """The transform that puts a sign drawn around nothing in its place."""
    move = f"translate({x:.1f} {y:.1f})"
    return move if scale == 1.0 else f"{move} scale({scale})"


def _places(case: Case, at: Points, row_of: Mapping[str, int], scale: float) -> tuple[Markup, list[Spot]]:
    """Places above their buses, side by side where a bus has several."""
    at_bus: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for place in case.places.sort("place_id").iter_rows(named=True):
        if place["bus_id"] is not None:
            at_bus[place["bus_id"]].append(place)
    parts, spots = [], []
    for bus_id, places in sorted(at_bus.items()):
        for number, place in enumerate(places):
            x = float(at[row_of[bus_id]][0]) + 16.0 * scale * (number - (len(places) - 1) / 2.0)
            y = float(at[row_of[bus_id]][1]) + PLACE_LIFT * scale
            title = element("title", f"{place['name']} ({spoken(place['kind'])}), bus {bus_id}")
            sign = element("path", d=GLYPHS[place["kind"]], class_="place")
            parts.append(element("g", title, sign, transform=_move(x, y, scale)))
            spots.append(Spot(x=x, y=y, name=place["name"], rank=3 if place["kind"] == "households" else 0))
    return join(parts), spots


def _names(spots: Sequence[Spot], width: float, height: float) -> Markup:
    """Names beside their signs wherever they cover no sign and no other name; the others show on pointing."""
    boxes = [(spot.x - 8.0, spot.y - 8.0, spot.x + 8.0, spot.y + 8.0) for spot in spots]
    parts = []
    for spot in sorted(spots, key=lambda spot: (spot.rank, spot.name, spot.x, spot.y)):
        text = spot.name if len(spot.name) <= 28 else spot.name[:27] + "\u2026"
        size = LETTER * len(text)
        for x, y in ((spot.x + 10, spot.y + 4), (spot.x - 10 - size, spot.y + 4), (spot.x - size / 2, spot.y - 11)):
            box = (x, y - LABEL_HEIGHT + 3, x + size, y + 3)
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not _covers(box, boxes):
                boxes.append(box)
                parts.append(element("text", text, x=x, y=y, class_="name"))
                break
    return join(parts)


def _covers(box: tuple[float, ...], others: Iterable[tuple[float, ...]]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in others)
