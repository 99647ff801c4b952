"""Which buses are dark: against a walk along the branches, and against what places get."""

from collections import deque

import numpy as np
import pytest

from svitlo.report.document import document_of
from svitlo.report.document.dark import dark_by_day
from svitlo.report.document.scene import scene_of
from svitlo.report.document.series import unpacked
from tests.report.builders import pledges_of, small_case, small_plan
from tests.report.document.conftest import Made


def dark_sets(document: dict) -> list[set[int]]:
    """The dark buses of each day, as the browser replays them."""
    dark = document["network"]["dark"]
    now, changes = set(dark["first"]), {change["day"]: change for change in dark["changes"]}
    days = []
    for day in range(document["case"]["days"]):
        if day in changes:
            change = changes[day]
            assert not now & set(change["dark"])
            assert set(change["lit"]) <= now
            now = (now | set(change["dark"])) - set(change["lit"])
        days.append(set(now))
    return days


def walked(document: dict, injecting: set[int], day: int) -> set[int]:
    """The buses that no walk from a source reaches, from the document's own tables."""
    network = document["network"]
    out = {
        one["asset_id"]
        for one in document["damage"]
        if day >= one["reported_day"] and (one["service_day"] is None or day < one["service_day"])
    }
    bus_assets = [f"power/bus/{bus_id}" for bus_id in network["buses"]["id"]]
    up = {row for row, asset_id in enumerate(bus_assets) if asset_id not in out}
    near: dict[int, list[int]] = {row: [] for row in up}
    branches = network["branches"]
    for asset_id, start, end in zip(branches["asset"], branches["from"], branches["to"], strict=True):
        if asset_id not in out and start in up and end in up:
            near[start].append(end)
            near[end].append(start)
    generators = network["generators"]
    running = {
        bus
        for asset_id, bus, pmax in zip(generators["asset"], generators["bus"], generators["pmax_mw"], strict=True)
        if asset_id not in out and bus in up and (pmax is None or pmax > 0.0)
    }
    reached = running | (injecting & up)
    waiting = deque(reached)
    while waiting:
        for other in near[waiting.popleft()]:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return set(range(len(bus_assets))) - reached


@pytest.mark.parametrize("name", ["first-light", "together", "winter-53m"])
def test_dark_buses_are_those_that_no_source_reaches(everything: dict[str, Made], name: str) -> None:
    one = everything[name]
    injecting = set(np.flatnonzero((one.case.power.buses["injection_mw"] > 0.0).to_numpy()).tolist())
    for day, dark in enumerate(dark_sets(one.document)):
        assert dark == walked(one.document, injecting, day), day


@pytest.mark.parametrize("name", ["first-light", "together"])
def test_places_at_dark_buses_get_nothing_from_the_grid(everything: dict[str, Made], name: str) -> None:
    document = everything[name].document
    blocks = len(document["case"]["blocks"])
    own = {work["at"].removeprefix("place:") for work in document["works"] if work["is_install"]}
    seen = 0
    for place in document["places"]:
        if place["power_share"] is None or place["place_id"] in own:
            continue
        share = unpacked(place["power_share"], document["case"]["days"] * blocks).reshape(-1, blocks)
        for day, dark in enumerate(dark_sets(document)):
            if place["bus"] in dark:
                seen += 1
                assert (share[day] == 0.0).all(), (place["place_id"], day)
    assert seen


def test_dark_buses_by_hand() -> None:
    """Branches 2-3 and 2-4 and bus 4 are out; bus 3 is back on day 5, bus 4 is repaired but its branch never is."""
    case = small_case()
    assert document_of(case, small_plan(case), pledges_of(case))["network"]["dark"] == {
        "first": [2, 3],
        "changes": [{"day": 5, "dark": [], "lit": [2]}],
    }
    by_day = [rows.tolist() for rows in dark_by_day(scene_of(case, small_plan(case), pledges_of(case)))]
    assert by_day == [[False, False, True, True]] * 5 + [[False, False, False, True]] * 5


def test_a_bus_goes_dark_on_the_day_of_its_damage() -> None:
    case = small_case()
    later = [{"asset_id": "power/gen/1", "severity": "minor", "reported": case.date_of(3)}]
    case = small_case(damage=later)
    dark = document_of(case, small_plan(case), pledges_of(case))["network"]["dark"]
    assert dark == {"first": [], "changes": [{"day": 3, "dark": [0, 1, 2, 3], "lit": []}]}
