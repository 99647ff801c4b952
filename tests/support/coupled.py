"""Cases with a real water network beside the star of `small_case`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from svitlo.adapters.epanet_inp import read_builtin
from svitlo.tables.case import Block, Case
from svitlo.tables.water import WaterTables
from tests.plan.small_case import small_case

RIVER, LAKE = "Net3/335", "Net3/10"
"""The pumps of Net3: the one at the river moves most of the water."""


@cache
def shipped(name: str) -> WaterTables:
    """A network that WNTR ships."""
    return read_builtin(name, name)[0]


def coupled_case(
    network: str = "Net3", *, blocks: Sequence[tuple[float, float]] = ((8.0, 1.0), (16.0, 1.0)), **tables: Any
) -> Case:
    """A network whose pumps hang on buses 1, 2, ... of the star, unless `links` says otherwise.

    Blocks are (hours, load share). The branches of the star have room for the pumps.
    """
    water = shipped(network)
    pumps = water.links.filter(water.links["kind"] == "pump")["link_id"].to_list()
    links = [{"pump_id": f"{network}/{pump}", "bus_id": str(row + 1)} for row, pump in enumerate(pumps)]
    given: Mapping[str, Any] = {"links": links, "load_mw": [10.0] * max(3, len(pumps)), **tables}
    case = small_case(**given)
    roomy = replace(
        case.power,
        branches=case.power.branches.with_columns(rate_mva=case.power.branches["rate_mva"] + 5.0),
        generators=case.power.generators.with_columns(pmax_mw=case.power.generators["pmax_mw"] + 20.0),
    )
    parts = tuple(Block(name=f"b{row}", hours=hours, load_share=share) for row, (hours, share) in enumerate(blocks))
    return replace(case, power=roomy, settings=replace(case.settings, blocks=parts), water={network: water})
