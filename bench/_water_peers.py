"""A day of a water network by EPANET's own Python module in a plain loop, and by WNTR's two simulators."""

import ctypes
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import numpy as np

from svitlo.engines.epanet import REQUIRED_PRESSURE_M
from svitlo.proof.hydraulics_records import Floats

DAY_S = 86_400


def network_path(name: str) -> Path:
    """The file of a network that WNTR ships."""
    return Path(str(distribution("wntr").locate_file(f"wntr/library/networks/{name}.inp")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a way says of a day: m3 and kWh; `tanks_m3` is what tanks gave, less what they took."""

    demand_m3: float
    served_m3: float
    tanks_m3: float
    pump_kwh: float

    @property
    def served_share(self) -> float:
        """Of the demand."""
        return self.served_m3 / self.demand_m3


class Bare:
    """The yardstick: `epanet.toolkit` held open, whole arrays at a time, nothing checked, nothing solved again.

    As in Svitlo a step in which a tank runs dry or full within a second lasts a second; and a step's flows are kept for
    each node. The toolkit copies arrays into its own; NumPy looks at their memory.
    """

    def __init__(self, name: str) -> None:
        self.en: Any = import_module("epanet.toolkit")
        en = self.en
        self._folder = tempfile.TemporaryDirectory()
        self.handle = en.createproject()
        en.open(self.handle, str(network_path(name)), str(Path(self._folder.name) / "report"), "")
        en.setflowunits(self.handle, en.CMH)
        en.setoption(self.handle, en.PRESS_UNITS, en.METERS)
        en.setstatusreport(self.handle, en.NO_REPORT)
        en.setdemandmodel(self.handle, en.PDA, 0.0, REQUIRED_PRESSURE_M, 0.5)
        en.settimeparam(self.handle, en.DURATION, DAY_S)
        en.settimeparam(self.handle, en.REPORTSTEP, 3600)
        en.setoption(self.handle, en.UNBALANCED, 10)
        en.setoption(self.handle, en.TRIALS, max(40, en.getoption(self.handle, en.TRIALS)))
        nodes, links = en.getcount(self.handle, en.NODECOUNT), en.getcount(self.handle, en.LINKCOUNT)
        kinds = np.array([en.getnodetype(self.handle, row + 1) for row in range(nodes)])
        self.junctions, self.tanks = kinds == en.JUNCTION, np.flatnonzero(kinds == en.TANK)
        self.pumps = [row for row in range(links) if en.getlinktype(self.handle, row + 1) == en.PUMP]
        self.pump_ids = [en.getlinkid(self.handle, row + 1) for row in self.pumps]
        control_count = en.getcount(self.handle, en.CONTROLCOUNT)
        self.controls = [en.getcontrol(self.handle, row + 1)[1] for row in range(control_count)]
        self._is_open = False
        self._arrays = {what: _seen(en.doubleArray(nodes), nodes) for what in (en.FULLDEMAND, en.DEMANDFLOW, en.DEMAND)}
        self._volumes, self._drawn = _seen(en.doubleArray(nodes), nodes), _seen(en.doubleArray(links), links)
        self.low_m3, self.high_m3 = (self._nodes(what)[self.tanks].copy() for what in (en.MINVOLUME, en.MAXVOLUME))

    def close(self) -> None:
        """Let go of it."""
        self.en.close(self.handle)
        self.en.deleteproject(self.handle)
        self._folder.cleanup()

    def _nodes(self, what: int) -> Floats:
        buffer, values = self._arrays.get(what, self._volumes)
        self.en.getnodevalues(self.handle, what, buffer)
        return values

    def day(self, off: Sequence[str]) -> Answer:
        """A day with these pumps off."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._day(off)

    def _day(self, off: Sequence[str]) -> Answer:
        en, handle = self.en, self.handle
        out = [self.pumps[self.pump_ids.index(pump)] + 1 for pump in off]
        for row, link in enumerate(self.controls):
            en.setcontrolenabled(handle, row + 1, int(link not in out))
        if not self._is_open:
            en.openH(handle)
            self._is_open = True
        en.initH(handle, 10)
        for pump in out:
            en.setlinkvalue(handle, pump, en.STATUS, 0)
        demand, served = np.zeros(len(self.junctions)), np.zeros(len(self.junctions))
        tanks_m3 = kwh = 0.0
        now_s = 0
        while now_s < DAY_S:
            en.runH(handle)
            asked, given, outflow = (self._nodes(what) for what in (en.FULLDEMAND, en.DEMANDFLOW, en.DEMAND))
            inflow, volume = outflow[self.tanks], self._nodes(en.TANKVOLUME)[self.tanks]
            en.getlinkvalues(handle, en.ENERGY, self._drawn[0])
            room = np.where(inflow < 0.0, volume - self.low_m3, self.high_m3 - volume)
            ends = ((room > 0.0) & (room * 3600.0 < np.abs(inflow))).any()
            en.settimeparam(handle, en.HYDSTEP, 1 if ends else min(3600, DAY_S - now_s))
            kw = float(self._drawn[1][self.pumps].sum())
            demand_now, served_now, tanks_now = asked.copy(), given.copy(), float(inflow.sum())
            step_s = en.nextH(handle)
            hours = step_s / 3600.0
            demand += np.maximum(demand_now, 0.0) * hours
            served += np.maximum(served_now, 0.0) * hours
            tanks_m3 -= tanks_now * hours
            kwh += kw * hours
            now_s += step_s
        asked_m3, served_m3 = demand[self.junctions], np.minimum(served, demand)[self.junctions]
        return Answer(
            demand_m3=float(asked_m3.sum()), served_m3=float(served_m3.sum()), tanks_m3=tanks_m3, pump_kwh=kwh
        )


def _seen(buffer: Any, count: int) -> tuple[Any, Floats]:
    """A toolkit's array and its memory as NumPy sees it."""
    pointer = ctypes.cast(int(buffer.cast()), ctypes.POINTER(ctypes.c_double))
    return buffer, np.ctypeslib.as_array(pointer, (count,))


def by_wntr(name: str, off: Sequence[str], simulator: str) -> tuple[Answer, float]:
    """A day by `EpanetSimulator` (EPANET 2.2) or `WNTRSimulator`, and the CPU seconds of its run without reading.

    Both report whole hours only, so what changes within an hour counts as if it had changed at its end.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wntr = import_module("wntr")
        network = wntr.network.WaterNetworkModel(str(network_path(name)))
        network.options.hydraulic.demand_model = "PDD"
        network.options.hydraulic.required_pressure = REQUIRED_PRESSURE_M
        network.options.time.duration = DAY_S
        for control_name, control in list(network.controls()):
            if any(str(pump) in off for pump in (target.name for target in _targets(control))):
                network.remove_control(control_name)
        for pump in off:
            network.get_link(pump).initial_status = wntr.network.LinkStatus.Closed
        sim = getattr(wntr.sim, simulator)(network)
        with tempfile.TemporaryDirectory() as folder:
            extra = {"file_prefix": f"{folder}/run"} if simulator == "EpanetSimulator" else {}
            start = time.process_time()
            results = sim.run_sim(**extra)
            took_s = time.process_time() - start
        demand = results.node["demand"].loc[: DAY_S - 1]
        hours = np.diff([*demand.index, DAY_S]) / 3600.0
        asked = wntr.metrics.expected_demand(network, 0, DAY_S - 3600, 3600).clip(lower=0.0)
    junctions, tanks = list(network.junction_name_list), list(network.tank_name_list)
    return Answer(
        demand_m3=float(asked.to_numpy().sum()) * 3600.0,
        served_m3=float(hours @ demand[junctions].clip(lower=0.0).to_numpy().sum(axis=1)) * 3600.0,
        tanks_m3=-float(hours @ demand[tanks].to_numpy().sum(axis=1)) * 3600.0,
        pump_kwh=float("nan"),
    ), took_s


def _targets(control: Any) -> list[Any]:
    return [action.target()[0] for action in control.actions()]
