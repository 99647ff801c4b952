"""The outline behind a map: a country of the atlas with its neighbours, or what the user gives as GeoJSON.

Outlines are rings of longitudes and latitudes, each flat: `[x, y, x, y, ...]`. They show where things are and say
nothing about borders; the atlas follows the United Nations' view of them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from svitlo.report.texts import asset
from svitlo.tables.draft import shown
from svitlo.tables.errors import BadInput

MOST_BYTES = 20_000_000
MOST_POINTS = 50_000
"""More than any screen shows, and about a megabyte of the report."""

DIGITS = 4
"""Digits kept of a degree: ten metres."""

NEAR_SHARE = 0.3
"""Neighbours are shown this far around what is looked at, as a share of its size, and at least `LEAST_DEGREES`."""
LEAST_DEGREES = 0.5

CLIP_FACTOR = 3.0
"""They are cut this many times further out, so that the cut is not seen."""

TURN, HALF_TURN = 360.0, 180.0

Point = tuple[float, float]
Ring = list[Point]
Outline = dict[str, list[list[float]]]


class Box(NamedTuple):
    """A rectangle of degrees."""

    west: float
    south: float
    east: float
    north: float

    @staticmethod
    def around(points: Sequence[Point]) -> "Box":
        """The least that holds all points."""
        x, y = zip(*points, strict=True)
        return Box(min(x), min(y), max(x), max(y))

    def meets(self, other: "Box") -> bool:
        """Whether two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def grown(self, factor: float = 1.0) -> "Box":
        """The surroundings within which neighbours are shown, or `factor` times as far."""
        size = max(self.east - self.west, self.north - self.south)
        more = factor * max(LEAST_DEGREES, NEAR_SHARE * size)
        return Box(self.west - more, self.south - more, self.east + more, self.north + more)


# ---- a country of the atlas


def country_outline(code: str, points: Sequence[Point]) -> Outline:
    """A country by its ISO 3166 code of three letters, and its neighbours, around a network's buses.

    Of the country the parts near the network and what lies about them: no islands far away. Raises BadInput where the
    atlas has no such country, or the network does not lie in it.
    """
    countries = _countries()
    if code.upper() not in countries:
        hint = "an ISO 3166 code of three letters such as UKR, or a GeoJSON file"
        raise BadInput.of("--outline", f"{shown(code)} is no country of the atlas", hint=hint)
    network = Box.around(points)
    about = [ring for ring in countries[code.upper()] if Box.around(ring).meets(network.grown())]
    if not any(_inside(point, about) for point in points):
        hint = "perhaps longitude and latitude are exchanged"
        raise BadInput.of("--outline", f"no bus lies in {code.upper()}", hint=hint)
    view = Box.around([*points, *(point for ring in about for point in ring)])
    own = [ring for ring in countries[code.upper()] if Box.around(ring).meets(view.grown())]
    near = [
        _clipped(ring, view.grown(CLIP_FACTOR))
        for other, rings in countries.items()
        if other != code.upper()
        for ring in rings
        if Box.around(ring).meets(view.grown())
    ]
    return {"own": [_flat(ring) for ring in own], "near": [_flat(ring) for ring in near if len(ring) > 2]}


@cache
def _countries() -> Mapping[str, list[Ring]]:
    """The rings of every country by its code, all of them closed."""
    atlas: dict[str, Any] = json.loads(asset("atlas.json"))
    arcs = [_arc(steps, atlas["per_degree"]) for steps in atlas["arcs"]]
    return {
        code: [copy for ring in rings for copy in _unrolled(_joined(ring, arcs))]
        for code, rings in atlas["countries"].items()
    }


def _arc(steps: Sequence[int], per_degree: int) -> Ring:
    """An arc from its first point and steps, as points."""
    x = y = 0
    found = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x / per_degree, y / per_degree))
    return found


def _joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring from its arcs, as TopoJSON numbers them: the complement of a number is the same arc backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _unrolled(ring: Ring) -> Iterator[Ring]:
    """A ring across the line of dates in one piece, on both sides of the map; none for one around a pole."""
    turn = 0.0
    found = [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        turn += TURN * ((before - x > HALF_TURN) - (x - before > HALF_TURN))
        found.append((x + turn, y))
    if turn:
        return
    yield found
    box = Box.around(found)
    for shift, is_over in ((-TURN, box.east > HALF_TURN), (TURN, box.west < -HALF_TURN)):
        if is_over:
            yield [(x + shift, y) for x, y in found]


def _inside(point: Point, rings: Sequence[Ring]) -> bool:
    """Whether a point lies within rings, holes left out."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def _clipped(ring: Ring, box: Box) -> Ring:
    """The part of a ring within a box (Sutherland and Hodgman 1974), closed."""
    for axis, limit, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1)):
        kept: Ring = []
        for start, end in pairwise(ring):
            is_in = (sign * start[axis] >= sign * limit, sign * end[axis] >= sign * limit)
            if is_in[0]:
                kept.append(start)
            if is_in[0] != is_in[1]:
                part = (limit - start[axis]) / (end[axis] - start[axis])
                kept.append((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        if not kept:
            return []
        ring = [*kept, kept[0]]
    return ring


def _flat(ring: Ring) -> list[float]:
    return [round(value, DIGITS) for point in ring for value in point]


# ---- the user's own


def own_outline(content: bytes, file: str) -> Outline:
    """The outline in a GeoJSON file: Polygon, MultiPolygon, or features of them. Raises BadInput with the place."""
    if len(content) > MOST_BYTES:
        raise BadInput.of(file, f"is larger than {MOST_BYTES // 1_000_000} MB", hint="simplify the outline")
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
        rings = [ring for polygon in _polygons(found, "", file) for ring in polygon]
    except (ValueError, RecursionError) as error:
        said = "is nested too deep" if isinstance(error, RecursionError) else f"is not JSON ({str(error)[:80]})"
        raise BadInput.of(file, said) from None
    count = sum(len(ring) for ring in rings)
    if not count:
        raise BadInput.of(file, "has no polygon")
    if count > MOST_POINTS:
        raise BadInput.of(file, f"has {count} points", hint=f"simplify it to {MOST_POINTS} at most")
    return {"own": [_flat(ring) for ring in rings], "near": []}


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _polygons(value: object, at: str, file: str) -> Iterator[list[Ring]]:
    """The rings of each polygon; `at` is where in the file this value stands."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str):
        raise _wrong(file, at, "is not an object with a type of GeoJSON")
    if kind == "FeatureCollection":
        for row, feature in enumerate(_listed(value, "features", at, file)):
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                raise _wrong(file, f"{at}.features[{row}]", "is not a Feature")
            yield from _polygons(feature, f"{at}.features[{row}]", file)
    elif kind == "Feature":
        geometry = value.get("geometry")
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise _wrong(file, f"{at}.geometry", "is not a Polygon or MultiPolygon")
        yield from _polygons(geometry, f"{at}.geometry", file)
    elif kind == "Polygon":
        yield _rings(_listed(value, "coordinates", at, file), f"{at}.coordinates", file)
    elif kind == "MultiPolygon":
        for row, polygon in enumerate(_listed(value, "coordinates", at, file)):
            yield _rings(polygon, f"{at}.coordinates[{row}]", file)
    else:
        hint = "a Polygon, MultiPolygon, Feature or FeatureCollection"
        raise _wrong(file, at, f"{shown(kind)} is not an outline", hint)


def _listed(value: Mapping[str, object], key: str, at: str, file: str) -> list[object]:
    found = value.get(key)
    if not isinstance(found, list):
        raise _wrong(file, f"{at}.{key}", "is not a list")
    return found


def _rings(polygon: object, at: str, file: str) -> list[Ring]:
    if not isinstance(polygon, list):
        raise _wrong(file, at, "is not a list of rings")
    return [_ring(ring, f"{at}[{row}]", file) for row, ring in enumerate(polygon)]


def _ring(ring: object, at: str, file: str) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _wrong(file, at, "is not a ring of at least four positions")
    found: Ring = []
    for row, position in enumerate(ring):
        point = _position(position)
        if point is None:
            raise _wrong(file, f"{at}[{row}]", "is not a longitude and a latitude in degrees")
        found.append(point)
    return found


def _position(position: object) -> Point | None:
    """Longitude and latitude, None where it is none; a height is left out."""
    if not isinstance(position, list) or len(position) < 2:
        return None
    x, y = position[:2]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (x, y)):
        return None
    return (float(x), float(y)) if abs(x) <= HALF_TURN and abs(y) <= HALF_TURN / 2.0 else None


def _wrong(file: str, at: str, what: str, hint: str = "") -> BadInput:
    return BadInput.of(file, f"{at.removeprefix('.')} {what}".strip(), hint=hint)
