"""What EPANET confirms of a plan's water, told from the plan's tables alone: every day in turn, tanks carried on."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from svitlo.assets.power import Floats
from svitlo.assets.waterworks import Drinkers, Plants, Pumps, drinkers_of
from svitlo.damage.outages import Outage
from svitlo.engines.epanet_library import version_text
from svitlo.proof.hydraulics import Hydraulics
from svitlo.proof.hydraulics_records import WaterCondition, WaterDay
from svitlo.tables.case import Case
from svitlo.tables.results import ProvenWater, WaterShort
from svitlo.tables.water import WaterTables

THREAD_COUNT = 2
"""Networks simulated side by side: EPANET leaves Python's lock while it works."""

KEPT_SHARE = 0.02
"""Water counts as served as planned where a day serves no less than planned by more than this share of its demand."""

NOISE_SHARE = 1e-9


def hydraulics_of(case: Case, name: str) -> Hydraulics:
    """A network of a case, open in EPANET for days of the case's blocks."""
    blocks = case.settings.blocks
    return Hydraulics(case.water[name], [block.hours for block in blocks], [block.water_share for block in blocks])


def water_demand(case: Case) -> dict[str, Floats]:
    """What the nodes of each network ask for on an undamaged day, as (block, node) in m3/h; inflows are negative."""
    hours = np.array([block.hours for block in case.settings.blocks])
    found = {}
    for name in sorted(case.water):
        with hydraulics_of(case, name) as hydraulics:
            found[name] = hydraulics.day(hydraulics.whole()).demand_m3 / hours[:, None]
    return found


def pump_rows(tables: WaterTables) -> dict[int, int]:
    """The place of each pump among the pumps, by its row among the links."""
    rows = np.flatnonzero((tables.links["kind"] == "pump").to_numpy()).tolist()
    return {row: place for place, row in enumerate(rows)}


def conditions_of(
    tables: WaterTables, items: Sequence[Outage], shares: Floats, power: tuple[Pumps, Floats]
) -> list[WaterCondition]:
    """The condition of a network on each day.

    Args:
        tables: the network.
        items: all damaged assets; those of other networks do not matter here.
        shares: the share of its capacity that each of them has (day, asset).
        power: all linked pumps of the case, and the share of each block in which each has power (day, block, pump).
            Pumps without a link always have it.
    """
    pumps, pump_share = power
    place_of = pump_rows(tables)
    mine = [row for row, network in enumerate(pumps.networks) if network == tables.name]
    places = [place_of[int(pumps.link[row])] for row in mine]
    found = []
    for day in range(len(shares)):
        powered = np.ones((pump_share.shape[1], len(place_of)))
        powered[:, places] = np.clip(pump_share[day][:, mine], 0.0, 1.0)
        link_share, node_up = np.ones(tables.links.height), np.ones(tables.nodes.height, dtype=np.bool_)
        for item, share in zip(items, shares[day].tolist(), strict=True):
            if item.network == tables.name:
                link_share[list(item.link_rows)] *= share
                node_up[list(item.node_rows)] &= share > 0.0
        found.append(WaterCondition(pump_share=powered, link_share=link_share, node_up=node_up))
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedWater:
    """Every day of every network, by its name."""

    days: Mapping[str, tuple[WaterDay, ...]]
    distinct_count: int

    def pump_mw(self, case: Case, pumps: Pumps) -> Floats:
        """The mean power that each linked pump draws (day, block, pump)."""
        hours = np.array([block.hours for block in case.settings.blocks])
        found = np.zeros((case.settings.days, hours.size, len(pumps.pump_ids)))
        for row, (name, link) in enumerate(zip(pumps.networks, pumps.link.tolist(), strict=True)):
            place = pump_rows(case.water[name])[link]
            for day, said in enumerate(self.days[name]):
                found[day, :, row] = said.pump_kwh[:, place] / hours / 1000.0
        return found

    def plant_share(self, plants: Plants) -> Floats:
        """What each plant's node gets of its water (day, block, plant)."""
        found = []
        for name, node in zip(plants.networks, plants.node.tolist(), strict=True):
            found.append([served_share(day)[:, node] for day in self.days[name]])
        days = len(next(iter(self.days.values())))
        return np.moveaxis(np.array(found), 0, 2) if found else np.ones((days, 1, 0))


def simulated(case: Case, items: Sequence[Outage], shares: Floats, power: tuple[Pumps, Floats]) -> SimulatedWater:
    """All days of all networks, each network from the file's tank levels on; arguments as in `conditions_of`.

    Raises EngineFailed where EPANET cannot solve a day.
    """
    names = sorted(case.water)

    def run(name: str) -> tuple[tuple[WaterDay, ...], int]:
        with hydraulics_of(case, name) as hydraulics:
            days = hydraulics.simulate(conditions_of(case.water[name], items, shares, power))
            return days, hydraulics.day_count

    with ThreadPoolExecutor(THREAD_COUNT) as pool:
        found = dict(zip(names, pool.map(run, names), strict=True))
    return SimulatedWater(
        days={name: days for name, (days, _) in found.items()}, distinct_count=sum(count for _, count in found.values())
    )


def proven_water(case: Case, said: SimulatedWater, planned_m3h: Floats, more: Sequence[WaterShort] = ()) -> ProvenWater:
    """The figures of a simulated horizon; `planned_m3h` (day, block) is what the plan says is served.

    `more`: what other checks found.
    """
    hours = np.array([block.hours for block in case.settings.blocks])
    shape = (case.settings.days, hours.size)
    demand, served = np.zeros(shape), np.zeros(shape)
    people, weighted = np.zeros(shape), np.zeros(shape)
    names = sorted(case.water)
    network_share = np.ones((len(names), shape[0]))
    place_share: dict[str, Floats] = {}
    for row, name in enumerate(names):
        drinkers = drinkers_of(case, case.water[name])
        for place_id in drinkers.place_ids:
            place_share[place_id] = np.ones(shape)
        for day, one in enumerate(said.days[name]):
            share = served_share(one)
            demand[day] += one.demand_m3.sum(axis=1) / hours
            served[day] += one.served_m3.sum(axis=1) / hours
            people[day] += (1.0 - share) @ drinkers.people
            weighted[day] += (1.0 - share) @ drinkers.weighted
            network_share[row, day] = one.served_share
            _note_places(place_share, drinkers, day, share)
    findings = (*_breaches(case, said), *more, *_short(case, demand, served, planned_m3h))
    broken = any(finding.what not in ("planned_more", "unbalanced") for finding in findings)
    short = any(finding.what == "planned_more" for finding in findings)
    return ProvenWater(
        names=tuple(names),
        demand_m3h=demand,
        served_m3h=served,
        people_without=people,
        weighted_without=weighted,
        network_share=network_share,
        place_share=place_share,
        verdict="fails" if broken else "stands after shedding" if short else "stands",
        findings=findings,
        day_count=said.distinct_count,
        engine=f"EPANET {version_text()}",
    )


def served_share(day: WaterDay) -> Floats:
    """The part of its demand that each node gets (block, node); 1 where it asks for none."""
    asked = day.demand_m3 > 0.0
    share = np.divide(day.served_m3, day.demand_m3, out=np.ones_like(day.demand_m3), where=asked)
    share[share > 1.0 - NOISE_SHARE] = 1.0
    return np.asarray(np.clip(share, 0.0, 1.0))


def _note_places(place_share: dict[str, Floats], drinkers: Drinkers, day: int, share: Floats) -> None:
    for place_id, node in zip(drinkers.place_ids, drinkers.place_node.tolist(), strict=True):
        place_share[place_id][day] = share[:, node]


def _breaches(case: Case, said: SimulatedWater) -> list[WaterShort]:
    """What the engine's own checks found, each kind once for a network and place, at its first day and worst value."""
    names = [block.name for block in case.settings.blocks]
    worst: dict[tuple[str, str, str], WaterShort] = {}
    for network in sorted(said.days):
        for day, one in enumerate(said.days[network]):
            for found in one.findings:
                key = (network, found.what, found.where)
                if key not in worst or found.value > worst[key].value:
                    worst[key] = WaterShort(
                        day=day,
                        block="" if found.block is None else names[found.block],
                        what=found.what,
                        where=f"{network}/{found.where}" if found.where else network,
                        value=found.value,
                        limit=found.limit,
                    )
    return [worst[key] for key in sorted(worst)]


def _short(case: Case, demand: Floats, served: Floats, planned: Floats) -> list[WaterShort]:
    """Days on which less is served than planned, the worst first."""
    hours = np.array([block.hours for block in case.settings.blocks])
    asked, given, wanted = (figure @ hours for figure in (demand, served, planned))
    missing = np.divide(wanted - given, asked, out=np.zeros_like(asked), where=asked > 0.0)
    days = np.flatnonzero(missing > KEPT_SHARE)
    return [
        WaterShort(
            day=int(day),
            block="",
            what="planned_more",
            where="",
            value=float(given[day] / asked[day]),
            limit=float(wanted[day] / asked[day]),
        )
        for day in days[np.argsort(-missing[days], kind="stable")]
    ]
