"""Checks of what hangs on water networks, and of the networks themselves."""

from collections.abc import Iterator

from svitlo.tables.checks_places import node_problems
from svitlo.tables.draft import Draft, ReadTable, did_you_mean, shown
from svitlo.tables.errors import Problem
from svitlo.tables.water import WaterTables

LEAST_SERVED_SHARE = 0.99
"""A network that serves less of its own demand undamaged cannot tell what damage does to it."""


def check_pumps(draft: Draft) -> Iterator[Problem]:
    """Each linked pump is a pump of its network."""
    table = draft["links"]
    for row, link in table.lines():
        network, water, pump = _part(draft, link["pump_id"])
        if water is None:
            continue
        kinds = dict(water.links.select("link_id", "kind").iter_rows())
        if pump not in kinds:
            pumps = [name for name, kind in kinds.items() if kind == "pump"]
            hint = did_you_mean(pump, pumps) or ("" if pumps else "the network has no pumps")
            yield table.problem(row, "pump_id", f"no pump {shown(pump)} in water network {network}", hint)
        elif kinds[pump] != "pump":
            yield table.problem(row, "pump_id", f"{shown(pump)} is a {kinds[pump]} of water network {network}, no pump")
        elif link["rated_kw"] == 0.0 or (link["rated_kw"] is None and not _rated_kw(water, pump) > 0.0):
            what = f"the power of pump {shown(pump)} of water network {network} is not known"
            yield table.problem(row, "rated_kw", what, "how many kW it draws at full duty")


def _rated_kw(water: WaterTables, pump: str) -> float:
    return float(water.links.filter(water.links["link_id"] == pump)["rated_kw"].fill_null(0.0)[0])


def check_plants(draft: Draft) -> Iterator[Problem]:
    """Plants that need water are machines of the grid, in a case whose version knows of them."""
    table = draft["plants"]
    known = None if draft.power is None else draft.power.generators["asset_id"].to_list()
    for row, plant in table.lines():
        if draft.heading.version == 1:
            yield table.problem(row, "", "plants that need water belong to version 2", "version = 2 in case.toml")
        if known is not None and plant["asset_id"] not in known:
            what = f"{shown(plant['asset_id'])} is no machine of the power network"
            yield table.problem(row, "asset_id", what, did_you_mean(plant["asset_id"], known))
        yield from node_problems(draft, table, row, "water_node_id", plant["water_node_id"])


def check_water_nodes(draft: Draft) -> Iterator[Problem]:
    """The water node of each place and plant is a junction from which water is drawn."""
    for name in ("places", "plants"):
        yield from _node_problems(draft, draft[name])


def _node_problems(draft: Draft, table: ReadTable) -> Iterator[Problem]:
    for row, place in table.lines():
        network, water, node = _part(draft, place["water_node_id"])
        if water is None:
            continue
        nodes = {name: rest for name, *rest in water.nodes.select("node_id", "kind", "demand_m3_per_h").iter_rows()}
        if node not in nodes:
            hint = did_you_mean(node, nodes)
            yield table.problem(row, "water_node_id", f"no node {shown(node)} in water network {network}", hint)
            continue
        kind, demand_m3_per_h = nodes[node]
        if kind != "junction":
            what = f"{shown(node)} is a {kind} of water network {network}, no junction"
            yield table.problem(row, "water_node_id", what, "people draw water from junctions")
        elif not demand_m3_per_h > 0.0:
            what = f"junction {shown(node)} of water network {network} has no demand"
            yield table.problem(row, "water_node_id", what, "people can be placed only where the network has a demand")


def check_water_service(draft: Draft) -> Iterator[Problem]:
    """Each water network serves its own demand while nothing is damaged."""
    for name, water in draft.water.items():
        if water.served_share < LEAST_SERVED_SHARE:
            what = (
                f"water network {name} serves only {100.0 * water.served_share:.1f} % of its demand undamaged "
                "(EPANET, one day, driven by pressure)"
            )
            hint = f"at least {100.0 * LEAST_SERVED_SHARE:g} % is needed; look at its tanks' levels, pumps and valves"
            yield Problem("case.toml", 0, "water.network", what, hint)


def _part(draft: Draft, value: str | None) -> tuple[str, WaterTables | None, str]:
    """The network that `<network>/<id>` names, its tables (None: not readable, or none), and the id."""
    network, _, name = (value or "").partition("/")
    return network, draft.water.get(network) if name else None, name
