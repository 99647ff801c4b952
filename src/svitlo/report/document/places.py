"""Places: those of the case, and the unnamed rest at buses and in zones of water, each with what it gets by step."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from svitlo.assets.heat import ColdSpell
from svitlo.assets.people import DEFAULT_WEIGHTS, UNNAMED
from svitlo.assets.waterworks import ZONE, drinkers_of
from svitlo.report.document.scene import Scene
from svitlo.report.document.series import packed
from svitlo.report.document.water import zones_of


def places(scene: Scene) -> list[dict[str, object]]:
    """`Place`, those of the case first, by id."""
    return [*named(scene), *_loads(scene), *_zones(scene)]


def named(scene: Scene) -> list[dict[str, object]]:
    """The places that the case names, by id."""
    rows = list(scene.case.places.sort("place_id").iter_rows(named=True))
    ids = [row["place_id"] for row in rows]
    power, water = (scene.shares(column, ids) for column in ("power_share", "water_share"))
    bus_of = {bus_id: row for row, bus_id in enumerate(scene.grid.bus_ids)}
    network_of = {name: row for row, name in enumerate(scene.case.water)}
    spells = _spells(scene)
    found = []
    for row, place in enumerate(rows):
        network, _, node_id = (place["water_node_id"] or "").partition("/")
        weight = place["weight"]
        found.append(
            _place(
                place_id=place["place_id"],
                name=place["name"],
                kind=place["kind"],
                people=place["people"],
                weight=DEFAULT_WEIGHTS.get(place["kind"], 1.0) if weight is None else weight,
                bus=bus_of.get(place["bus_id"]),
                water=network_of.get(network),
                water_node_id=node_id or None,
                power_share=packed(power[row]),
                water_share=packed(water[row]),
                heat=spells.get(place["place_id"]),
            )
        )
    return found


def _loads(scene: Scene) -> list[dict[str, object]]:
    """The people at buses that no place names."""
    people = scene.people
    rows = [row for row, place_id in enumerate(people.place_ids) if place_id.startswith(UNNAMED)]
    ids = [people.place_ids[row] for row in rows]
    return [
        _place(
            place_id=place_id,
            name=place_id,
            kind="load",
            people=float(people.people[row]),
            bus=int(people.bus[row]),
            power_share=packed(share),
        )
        for place_id, row, share in zip(ids, rows, scene.shares("power_share", ids), strict=True)
    ]


def _zones(scene: Scene) -> list[dict[str, object]]:
    """The people behind water nodes that no place names, those of a zone together: they are served alike."""
    found = []
    for number, (name, tables) in enumerate(scene.case.water.items()):
        drinkers = drinkers_of(scene.case, tables)
        people = drinkers.people.copy()
        people[drinkers.place_node] = 0.0
        zone_of, zone_ids = zones_of(scene, name)
        node_ids = tables.nodes["node_id"].to_list()
        shares = scene.shares("water_share", [ZONE + zone_id for zone_id in zone_ids])
        for zone, zone_id in enumerate(zone_ids):
            own = np.where(zone_of == zone, people, 0.0)
            if own.any():
                found.append(
                    _place(
                        place_id=ZONE + zone_id,
                        name=ZONE + zone_id,
                        kind="junction",
                        people=float(own.sum()),
                        water=number,
                        water_node_id=node_ids[int(own.argmax())],
                        water_share=packed(shares[zone]),
                    )
                )
    return found


def _place(**given: Any) -> dict[str, object]:
    blank: dict[str, object] = {
        "weight": 1.0,
        "bus": None,
        "water": None,
        "water_node_id": None,
        "power_share": None,
        "water_share": None,
        "heat": None,
    }
    return blank | given | {"people": round(float(given["people"]), 1)}


def _spells(scene: Scene) -> Mapping[str, list[dict[str, object]]]:
    """The times without heat of each heat place that is followed."""
    found: dict[str, list[dict[str, object]]] = {place_id: [] for place_id in scene.facts.heat.place_ids}
    for spell in scene.facts.heat.spells:
        found[spell.place_id].append(_spell(spell))
    return found


def _spell(spell: ColdSpell) -> dict[str, object]:
    return {
        "from_h": spell.first_h,
        "drain_at_h": spell.drain_at_h,
        "power_back_h": spell.power_back_h,
        "heat_back_h": spell.heat_back_h,
        "drained": spell.is_drained,
    }
