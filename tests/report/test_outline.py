"""The outline behind a map: the atlas where its borders matter, and GeoJSON that is not what it should be."""

import json
from collections.abc import Sequence
from typing import Any

import pycountry
import pytest

from svitlo.report.outline import MOST_POINTS, Outline, country_outline, own_outline
from svitlo.report.texts import asset
from svitlo.tables.errors import BadInput

KYIV, DONETSK = (30.52, 50.45), (37.80, 48.00)
SIMFEROPOL, SEVASTOPOL = (34.10, 44.95), (33.53, 44.60)
MOSCOW, WARSAW = (37.62, 55.75), (21.01, 52.23)
SQUARE = [[30.0, 50.0], [31.0, 50.0], [31.0, 51.0], [30.0, 50.0]]


def holds(rings: Sequence[Sequence[float]], point: tuple[float, float]) -> bool:
    """Whether flat rings hold a point: a ray to the east, counted here anew."""
    x, y = point
    inside = False
    for ring in rings:
        corners = list(zip(ring[::2], ring[1::2], strict=True))
        for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
            if min(y1, y2) <= y < max(y1, y2) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
                inside = not inside
    return inside


@pytest.fixture(scope="module")
def ukraine() -> Outline:
    return country_outline("UKR", [KYIV, DONETSK, SIMFEROPOL])


@pytest.mark.parametrize("city", [KYIV, DONETSK, SIMFEROPOL, SEVASTOPOL])
def test_ukraine_holds_its_cities_and_no_neighbour_does(ukraine: Outline, city: tuple[float, float]) -> None:
    assert holds(ukraine["own"], city)
    assert not holds(ukraine["near"], city)


def test_neighbours_are_there_as_far_as_they_may_be_seen(ukraine: Outline) -> None:
    assert holds(ukraine["near"], WARSAW)
    assert not holds(ukraine["own"], WARSAW)
    xs = [x for ring in ukraine["near"] for x in ring[::2]]
    assert min(xs) > 0.0
    assert max(xs) < 65.0
    points = sum(len(ring) // 2 for ring in (*ukraine["own"], *ukraine["near"]))
    assert points < 8000


def test_every_ring_is_closed(ukraine: Outline) -> None:
    for ring in (*ukraine["own"], *ukraine["near"]):
        assert ring[:2] == ring[-2:]


def test_codes_of_the_atlas_are_those_of_iso() -> None:
    """What has no code there is no member state, but a shape on the map all the same."""
    codes = set(json.loads(asset("atlas.json"))["countries"])
    known = {country.alpha_3 for country in pycountry.countries}
    assert codes - known == {"SOL", "XKX", "CYN", "IOA", "KAS"}
    assert {"UKR", "POL", "MDA", "ROU", "HUN", "SVK", "BLR", "RUS"} <= codes


def test_a_country_across_the_line_of_dates_is_in_one_piece_on_either_side() -> None:
    fiji = country_outline("FJI", [(178.0, -17.8)])
    assert holds(fiji["own"], (178.0, -17.8))
    far_east = country_outline("RUS", [(-173.0, 65.0)])
    assert max(abs(b - a) for ring in far_east["own"] for a, b in zip(ring[::2], ring[2::2], strict=False)) < 30.0


def test_only_the_parts_of_a_country_near_the_network_are_shown() -> None:
    france = country_outline("FRA", [(2.35, 48.86)])
    assert holds(france["own"], (2.35, 48.86))
    assert not holds(france["own"], (-53.0, 4.0))


@pytest.mark.parametrize(
    ("code", "points", "said"),
    [
        ("XYZ", [KYIV], "is no country of the atlas"),
        ("UKR", [WARSAW], "no bus lies in UKR"),
        ("UKR", [KYIV[::-1]], "no bus lies in UKR"),
    ],
)
def test_a_country_that_is_none_or_another_is_told(code: str, points: list[tuple[float, float]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        country_outline(code, points)


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def feature(geometry: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "kept out"}, "geometry": geometry}


POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    "given",
    [
        POLYGON,
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        feature(POLYGON),
        {"type": "FeatureCollection", "features": [feature(POLYGON)]},
        {"type": "Polygon", "coordinates": [[[*point, 120.0] for point in SQUARE]]},
    ],
)
def test_the_users_own_outline(given: object) -> None:
    expected = {"own": [[30.0, 50.0, 31.0, 50.0, 31.0, 51.0, 30.0, 50.0]], "near": []}
    assert own_outline(text(given), "land.geojson") == expected
    assert own_outline(b"\xef\xbb\xbf" + text(given), "land.geojson") == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "nested too deep|is not JSON"),
        (b'{"type":' * 5000 + b"1" + b"}" * 5000, "nested too deep|not an object"),
        (b'{"type":"Polygon","coordinates":[[[NaN,1],[1,1],[1,0],[0,0]]]}', "NaN is not a number"),
        (b'{"type":"Polygon","coordinates":[[[1e999,1],[1,1],[1,0],[0,0]]]}', r"coordinates\[0\]\[0\] is not a longi"),
        (b" " * 20_000_001, "larger than 20 MB"),
        (text([]), "is not an object with a type"),
        (text({"type": ["Polygon"]}), "is not an object with a type"),
        (text({"type": "Point", "coordinates": [1, 2]}), "'?Point'? is not an outline"),
        (text({"type": "Topology"}), "is not an outline"),
        (text({"type": "GeometryCollection", "geometries": []}), "is not an outline"),
        (text({"type": "Polygon"}), "coordinates is not a list"),
        (text({"type": "Polygon", "coordinates": []}), "has no polygon"),
        (text({"type": "Polygon", "coordinates": {"0": SQUARE}}), "coordinates is not a list"),
        (text({"type": "Polygon", "coordinates": [SQUARE[:3]]}), r"coordinates\[0\] is not a ring"),
        (text({"type": "Polygon", "coordinates": [[*SQUARE, [200, 0]]]}), r"coordinates\[0\]\[4\] is not a longitude"),
        (text({"type": "Polygon", "coordinates": [[*SQUARE, [True, 0]]]}), r"coordinates\[0\]\[4\] is not a longitude"),
        (text({"type": "Polygon", "coordinates": [[*SQUARE, ["1", 0]]]}), r"coordinates\[0\]\[4\] is not a longitude"),
        (text({"type": "Polygon", "coordinates": [[*SQUARE, [1]]]}), r"coordinates\[0\]\[4\] is not a longitude"),
        (text({"type": "MultiPolygon", "coordinates": [SQUARE, 7]}), r"coordinates\[0\]\[0\] is not a ring"),
        (text({"type": "MultiPolygon", "coordinates": [7]}), r"coordinates\[0\] is not a list of rings"),
        (text({"type": "FeatureCollection", "features": [feature(POLYGON), 7]}), r"features\[1\] is not a Feature"),
        (text({"type": "FeatureCollection", "features": [POLYGON]}), r"features\[0\] is not a Feature"),
        (text(feature(None)), "geometry is not a Polygon"),
        (text(feature(feature(POLYGON))), "geometry is not a Polygon"),
        (text({"type": "Polygon", "coordinates": [SQUARE * (MOST_POINTS // 4 + 1)]}), "simplify it to"),
    ],
)
def test_what_is_no_outline_is_told_with_its_place(given: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        own_outline(given, "land.geojson")
