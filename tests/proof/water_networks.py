"""Water networks for tests of hydraulics: those that WNTR ships, small ones by hand, and EPANET's own module, bare."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import polars as pl

from svitlo.proof.hydraulics import Hydraulics
from svitlo.proof.hydraulics_records import WaterCondition
from svitlo.tables.water import WaterTables

THREE_BLOCKS_H = (8.0, 8.0, 8.0)
EVEN = (1.0, 1.0, 1.0)


def path_of(name: str) -> Path:
    return Path(str(distribution("wntr").locate_file(f"wntr/library/networks/{name}.inp")))


def tables_of(inp: bytes, name: str = "here") -> WaterTables:
    """As much of a network's tables as hydraulics reads: the file."""
    none = pl.DataFrame()
    return WaterTables(name=name, inp=inp, nodes=none, links=none, controls={}, served_share=1.0)


def shipped(name: str) -> WaterTables:
    return tables_of(path_of(name).read_bytes(), name)


@contextmanager
def opened(
    tables: WaterTables, demand_share: Sequence[float] = EVEN, *, keep_timers: bool = False
) -> Iterator[Hydraulics]:
    with Hydraulics(tables, THREE_BLOCKS_H, demand_share, keep_timers=keep_timers) as hydraulics:
        yield hydraulics


def powered(hydraulics: Hydraulics, share: dict[str, float | Sequence[float]]) -> WaterCondition:
    """Pumps with these shares of power (of every block, or one a block); all others have power."""
    whole = hydraulics.whole()
    pump_share = whole.pump_share.copy()
    for pump, value in share.items():
        pump_share[:, hydraulics.pump_ids.index(pump)] = value
    return replace(whole, pump_share=pump_share)


def without_links(hydraulics: Hydraulics, rows: Sequence[int], share: float = 0.0) -> WaterCondition:
    whole = hydraulics.whole()
    link_share = whole.link_share.copy()
    link_share[list(rows)] = share
    return replace(whole, link_share=link_share)


def without_nodes(hydraulics: Hydraulics, rows: Sequence[int]) -> WaterCondition:
    whole = hydraulics.whole()
    node_up = whole.node_up.copy()
    node_up[list(rows)] = False
    return replace(whole, node_up=node_up)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bare:
    """What a plain loop over EPANET's own Python module gives; tanks (tank,) in m3."""

    demand_m3: float
    served_m3: float
    tank_in_m3: np.ndarray
    tank_out_m3: np.ndarray
    start_m3: np.ndarray
    end_m3: np.ndarray
    min_m3: np.ndarray
    pump_kwh: float


def bare_day(name: str, off: Sequence[str], *, stop_at_empty: bool) -> Bare:
    """A day with these pumps off all day, by `epanet.toolkit` alone; the others follow the file.

    With `stop_at_empty` a step in which a tank runs dry or full within a second lasts a second.
    """
    from epanet import toolkit as en

    ph = en.createproject()
    en.open(ph, str(path_of(name)), "", "")
    en.setstatusreport(ph, en.NO_REPORT)
    en.setflowunits(ph, en.CMH)
    en.setoption(ph, en.PRESS_UNITS, en.METERS)
    en.setdemandmodel(ph, en.PDA, 0.0, 14.07, 0.5)
    en.settimeparam(ph, en.DURATION, 86_400)
    nodes = range(1, en.getcount(ph, en.NODECOUNT) + 1)
    links = range(1, en.getcount(ph, en.LINKCOUNT) + 1)
    junctions, tanks = ([node for node in nodes if en.getnodetype(ph, node) == kind] for kind in (en.JUNCTION, en.TANK))
    pumps = [link for link in links if en.getlinktype(ph, link) == en.PUMP]
    out = [en.getlinkindex(ph, pump) for pump in off]
    for number in range(1, en.getcount(ph, en.CONTROLCOUNT) + 1):
        if en.getcontrol(ph, number)[1] in out:
            en.setcontrolenabled(ph, number, 0)

    def of_tanks(what: int) -> np.ndarray:
        return np.array([en.getnodevalue(ph, tank, what) for tank in tanks])

    floor, top, start = of_tanks(en.MINVOLUME), of_tanks(en.MAXVOLUME), of_tanks(en.INITVOLUME)
    demand = served = kwh = 0.0
    gave, took = np.zeros(len(tanks)), np.zeros(len(tanks))
    step = en.gettimeparam(ph, en.HYDSTEP)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        en.openH(ph)
        en.initH(ph, en.NOSAVE)
        for pump in out:
            en.setlinkvalue(ph, pump, en.STATUS, 0)
        while True:
            en.runH(ph)
            asked = sum(en.getnodevalue(ph, node, en.FULLDEMAND) for node in junctions)
            given = sum(en.getnodevalue(ph, node, en.DEMANDFLOW) for node in junctions)
            drawn = sum(en.getlinkvalue(ph, pump, en.ENERGY) for pump in pumps)
            inflow, volume = of_tanks(en.DEMAND), of_tanks(en.TANKVOLUME)
            room = np.where(inflow < 0.0, volume - floor, top - volume)
            ends = ((room > 0.0) & (room * 3600.0 < np.abs(inflow))).any()
            en.settimeparam(ph, en.HYDSTEP, 1 if ends and stop_at_empty else step)
            hours = en.nextH(ph) / 3600.0
            if hours <= 0.0:
                break
            demand, served, kwh = demand + asked * hours, served + given * hours, kwh + drawn * hours
            gave, took = gave - np.minimum(inflow, 0.0) * hours, took + np.maximum(inflow, 0.0) * hours
    end = of_tanks(en.TANKVOLUME)
    en.closeH(ph)
    en.close(ph)
    en.deleteproject(ph)
    return Bare(
        demand_m3=demand,
        served_m3=served,
        tank_in_m3=took,
        tank_out_m3=gave,
        start_m3=start,
        end_m3=end,
        min_m3=floor,
        pump_kwh=kwh,
    )


SMALL = """
[JUNCTIONS]
 a  10  0
 b  10  10
 c  10  10
[RESERVOIRS]
 r  15
[TANKS]
 t  40  5  0  10  20  0
[PIPES]
 ra  r  a  10   300  100  0  {pipe_status}
 at  b  t  100  300  100  0  Open
 bc  b  c  100  200  100  0  CV
[PUMPS]
 p  a  b  HEAD 1 {speed}
[CURVES]
 1  60  50
{more}
[TIMES]
 Duration  24:00
 Hydraulic Timestep 1:00
 Pattern Timestep 1:00
[OPTIONS]
 Units CMH
 Headloss H-W
 Demand Model PDA
 Minimum Pressure 0
 Required Pressure 10
[END]
"""
"""A reservoir lifts 20 m3/h through pump `p` to two junctions and a tank of 3,142 m3; pipe `bc` has a check valve."""


def small(more: str = "", *, pipe_status: str = "Open", speed: str = "") -> WaterTables:
    return tables_of(SMALL.format(more=more, pipe_status=pipe_status, speed=speed).encode())
