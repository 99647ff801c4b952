"""Checks of where people and pumps hang on the networks."""

from collections.abc import Iterator, Mapping
from typing import Any

from svitlo.tables.draft import Draft, ReadTable, did_you_mean, shown
from svitlo.tables.errors import Problem

PEOPLE_ON_EARTH = 1e10
"""More people than this at one place is a slip of the keyboard."""

SUM_TOLERANCE = 1e-9

TAKEN: Mapping[str, str] = {
    "bus/": "'bus/<id>' stands for the people at a bus that no place names",
    "pump:": "'pump:<network>/<id>' stands for a pump in the tables of a plan",
    "zone/": "'zone/<network>/<node>' stands for a part of a water network in the tables of a plan",
}
"""What no id of a place may begin with, and what stands behind it."""


def check_places(draft: Draft) -> Iterator[Problem]:
    """Each place hangs on something that exists and can supply it."""
    table = draft["places"]
    buses = _buses(draft)
    for row, place in table.lines():
        yield from _place_alone(table, row, place)
        if place["bus_id"] is not None and buses is not None:
            yield from _place_bus(table, row, place["bus_id"], buses)
        yield from node_problems(draft, table, row, "water_node_id", place["water_node_id"])


def _place_alone(table: ReadTable, row: int, place: dict[str, Any]) -> Iterator[Problem]:
    for start, hint in TAKEN.items():
        if place["place_id"].startswith(start):
            yield table.problem(row, "place_id", f"{shown(place['place_id'])} may not begin with '{start}'", hint)
    without_bus = place["bus_id"] is None and "bus_id" not in table.blind
    if without_bus and place["water_node_id"] is None:
        yield table.problem(row, "bus_id", "the place has neither a bus_id nor a water_node_id", "give at least one")
    if without_bus and place["load_share"] is not None:
        yield table.problem(row, "load_share", "a load_share without a bus_id", "it is a part of a bus's load")
    if place["drain_h"] is not None and place["kind"] != "heat":
        hint = "only places of kind heat are drained"
        yield table.problem(row, "drain_h", f"drain_h is given for a place of kind {place['kind']}", hint)
    if place["people"] > PEOPLE_ON_EARTH:
        yield table.problem(row, "people", f"{place['people']:g} are more people than live on Earth")


def _place_bus(table: ReadTable, row: int, bus_id: str, buses: dict[str, tuple[float, bool]]) -> Iterator[Problem]:
    if bus_id not in buses:
        hint = did_you_mean(bus_id, buses) or "the last part of the asset id alone, as the network file has it"
        yield table.problem(row, "bus_id", f"no bus {shown(bus_id)} in the network", hint)
        return
    load_mw, in_service = buses[bus_id]
    if not in_service:
        yield table.problem(row, "bus_id", f"bus {shown(bus_id)} is out of service in the network file")
    elif not load_mw > 0.0:
        hint = "people can be placed only where the network has a load"
        yield table.problem(row, "bus_id", f"bus {shown(bus_id)} has no positive load", hint)


def check_shares(draft: Draft) -> Iterator[Problem]:
    """The shares of one bus's load sum to at most 1, and leave something for the places that give none."""
    table = draft["places"]
    given: dict[str, float] = {}
    for row, place in table.lines():
        bus_id, share = place["bus_id"], place["load_share"]
        if bus_id is None or share is None:
            continue
        before = given.get(bus_id, 0.0)
        given[bus_id] = before + share
        if before <= 1.0 + SUM_TOLERANCE < given[bus_id]:
            what = f"the load shares at bus {shown(bus_id)} sum to more than 1 ({given[bus_id]:.6g} up to this row)"
            yield table.problem(row, "load_share", what)
    for row, place in table.lines():
        taken = given.get(place["bus_id"], 0.0) if place["bus_id"] is not None else 0.0
        if place["load_share"] is None and abs(taken - 1.0) <= SUM_TOLERANCE:
            what = f"nothing is left of the load at bus {shown(place['bus_id'])}: other places take all of it"
            yield table.problem(row, "load_share", what, "lower their shares, or give this place one")


def check_links(draft: Draft) -> Iterator[Problem]:
    """Each linked pump is named as it must be and its bus exists."""
    table = draft["links"]
    buses = _buses(draft)
    for row, link in table.lines():
        yield from node_problems(draft, table, row, "pump_id", link["pump_id"])
        if buses is not None and link["bus_id"] not in buses:
            hint = did_you_mean(link["bus_id"], buses)
            yield table.problem(row, "bus_id", f"no bus {shown(link['bus_id'])} in the network", hint)


def node_problems(draft: Draft, table: ReadTable, row: int, column: str, value: str | None) -> Iterator[Problem]:
    """A water node or pump is `<network>/<id>` with a network that case.toml names."""
    if value is None:
        return
    network, slash, node = value.partition("/")
    if not (network and slash and node):
        yield table.problem(row, column, f"{shown(value)} is not <network>/<id>", "for example city/J12")
        return
    names = draft.heading.water_names
    if names is not None and network not in names:
        hint = did_you_mean(network, names) if names else "case.toml has no [[water]]"
        yield table.problem(row, column, f"no water network {shown(network)} in case.toml", hint)


def _buses(draft: Draft) -> dict[str, tuple[float, bool]] | None:
    """Load in MW and whether the bus is in service, by bus id."""
    if draft.power is None:
        return None
    rows = draft.power.buses.select("bus_id", "load_mw", "in_service").iter_rows()
    return {bus_id: (load_mw, in_service) for bus_id, load_mw, in_service in rows}
