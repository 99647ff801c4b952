"""One open water network in EPANET: the only door to that engine.

Rows count from 0, in EPANET's own order of nodes and links. Whatever units the file is in, all that passes here is in
m3/h, m3, m, kW and s (diameters: mm), because the engine itself converts the network when it is opened. A `Project`
belongs to one thread at a time; different projects may run in different threads.
"""

import ctypes
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from svitlo.engines.epanet_calls import TEXT_BYTES, Calls, EpanetFailed
from svitlo.engines.epanet_controls import Action, Control, Premise, Rule
from svitlo.engines.epanet_library import (
    FLOW_UNITS,
    METRES,
    PRESSURE_DRIVEN,
    ControlKind,
    Count,
    LinkKind,
    LinkValue,
    NodeKind,
    NodeValue,
    Option,
    PumpKind,
    Statistic,
    Time,
)

Floats = NDArray[np.float64]

REQUIRED_PRESSURE_M = 14.07
"""20 psi: at this pressure a junction gets all that it asks for, at none nothing, by the square root in between."""

_RESET_FLOWS = 10


_ONE_READS = threading.Lock()


class Project(Calls):
    """A network that EPANET holds open; close it, or use it in a `with`.

    Opening sets m3/h, metres of pressure, pressure-driven demand and no water quality, whatever the file says;
    `file_units` keeps its units of flow, `file_demand_model` whether demand was driven by pressure in it, and then the
    pressures in m for none and all of it and the exponent.
    """

    def __init__(self, content: bytes) -> None:
        """Open the content of an .inp file. Raises `EpanetFailed` with the lines of EPANET's report."""
        super().__init__()
        self._solving = False
        self._folder = tempfile.TemporaryDirectory(prefix="svitlo-water-")
        try:
            self._open(content)
        except BaseException:
            self.close()
            raise

    def _open(self, content: bytes) -> None:
        folder = Path(self._folder.name)
        source, report = folder / "network.inp", folder / "report.txt"
        source.write_bytes(content)
        try:
            # EPANET reads files with functions of C that share their place: two at once spoil each other.
            with _ONE_READS:
                self.call("open", bytes(source), bytes(report), b"")
        except EpanetFailed as failed:
            self.release()  # only then is the report on disk
            raise EpanetFailed(failed.code, failed.words, _lines(report)) from None
        self.file_units = FLOW_UNITS[self.int_of("getflowunits")]
        self.call("setflowunits", FLOW_UNITS.index("CMH"))
        self.set_option(Option.PRESSURE_UNITS, METRES)
        self.file_demand_model = self._demand_model()
        self.call("setqualtype", 0, b"", b"", b"")
        self.call("setstatusreport", 0)
        self.set_demand_model()
        self.node_count, self.link_count = self.count(Count.NODES), self.count(Count.LINKS)
        # One place each for the engine to write to: to ask NumPy for an address takes longer than to copy an array.
        self._node_buffer, self._link_buffer = np.zeros(self.node_count), np.zeros(self.link_count)
        self._node_address = ctypes.c_void_p(self._node_buffer.ctypes.data)
        self._link_address = ctypes.c_void_p(self._link_buffer.ctypes.data)
        nodes, links = range(self.node_count), range(self.link_count)
        self.node_ids = tuple(self.text_of("getnodeid", row + 1) for row in nodes)
        self.link_ids = tuple(self.text_of("getlinkid", row + 1) for row in links)
        self.node_kinds = tuple(NodeKind(self.int_of("getnodetype", row + 1)) for row in nodes)
        self.link_kinds = tuple(LinkKind(self.int_of("getlinktype", row + 1)) for row in links)
        self.link_ends = tuple(self._ends(row) for row in links)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine and the temporary files; may be called twice."""
        self.end_run()
        self.release()
        self._folder.cleanup()

    def _demand_model(self) -> tuple[bool, float, float, float]:
        model, values = ctypes.c_int(), [ctypes.c_double() for _ in range(3)]
        self.call("getdemandmodel", ctypes.byref(model), *[ctypes.byref(value) for value in values])
        lowest, required, exponent = (value.value for value in values)
        return model.value == PRESSURE_DRIVEN, lowest, required, exponent

    def _ends(self, row: int) -> tuple[int, int]:
        first, second = ctypes.c_int(), ctypes.c_int()
        self.call("getlinknodes", row + 1, ctypes.byref(first), ctypes.byref(second))
        return first.value - 1, second.value - 1

    # What the network is.

    def count(self, what: Count) -> int:
        """How many there are."""
        return self.int_of("getcount", int(what))

    def coordinates(self, node: int) -> tuple[float, float] | None:
        """East and north of a node; None where the file has none."""
        x, y = ctypes.c_double(), ctypes.c_double()
        try:
            self.call("getcoord", node + 1, ctypes.byref(x), ctypes.byref(y))
        except EpanetFailed:
            return None
        return x.value, y.value

    def demands(self, node: int) -> tuple[tuple[float, int], ...]:
        """The demand categories of a junction: base demand in m3/h, number of its pattern (0: none)."""
        count = self.int_of("getnumdemands", node + 1)
        return tuple(
            (self.float_of("getbasedemand", node + 1, part), self.int_of("getdemandpattern", node + 1, part))
            for part in range(1, count + 1)
        )

    def set_demand(self, node: int, part: int, base_m3_per_h: float) -> None:
        """Set the base demand of one category (from 0) of a junction."""
        self.call("setbasedemand", node + 1, part + 1, ctypes.c_double(base_m3_per_h))

    def pattern(self, number: int) -> Floats:
        """The factors of a pattern (numbers count from 1)."""
        count = self.int_of("getpatternlen", number)
        return np.array([self.float_of("getpatternvalue", number, step) for step in range(1, count + 1)])

    def set_pattern(self, number: int, factors: Sequence[float] | Floats) -> None:
        """Set all factors of a pattern; it may become longer or shorter."""
        values = np.ascontiguousarray(factors, dtype=np.float64)
        self.call("setpattern", number, ctypes.c_void_p(values.ctypes.data), len(values))

    def curve(self, number: int) -> Floats:
        """The points (x, y) of a curve (numbers count from 1), flows in m3/h, heads in m, volumes in m3."""
        count = self.int_of("getcurvelen", number)
        points = np.zeros((2, count))
        name, length = ctypes.create_string_buffer(TEXT_BYTES), ctypes.c_int()
        addresses = [ctypes.c_void_p(row.ctypes.data) for row in points]
        self.call("getcurve", number, name, ctypes.byref(length), *addresses)
        return points.T.copy()

    def pump_kind(self, link: int) -> PumpKind:
        """How a pump is described."""
        return PumpKind(self.int_of("getpumptype", link + 1))

    # Values of nodes and links.

    def node_values(self, what: NodeValue) -> Floats:
        """One value of every node (node,)."""
        self.call("getnodevalues", int(what), self._node_address)
        return self._node_buffer.copy()

    def link_values(self, what: LinkValue) -> Floats:
        """One value of every link (link,)."""
        self.call("getlinkvalues", int(what), self._link_address)
        return self._link_buffer.copy()

    def node_value(self, node: int, what: NodeValue) -> float:
        """One value of one node."""
        return self.float_of("getnodevalue", node + 1, int(what))

    def link_value(self, link: int, what: LinkValue) -> float:
        """One value of one link."""
        return self.float_of("getlinkvalue", link + 1, int(what))

    def set_node_value(self, node: int, what: NodeValue, value: float) -> None:
        """Set a value of a node, for example a tank's level at the start of the next run."""
        self.call("setnodevalue", node + 1, int(what), ctypes.c_double(value))

    def set_link_value(self, link: int, what: LinkValue, value: float) -> None:
        """Set a value of a link: of the network, or (STATUS, SETTING) of the run from here on."""
        self.call("setlinkvalue", link + 1, int(what), ctypes.c_double(value))

    def set_check_valve(self, link: int, *, present: bool) -> None:
        """Make a pipe one with a check valve (which nothing can close) or without. Not amid a run."""
        row, kind = ctypes.c_int(link + 1), LinkKind.CVPIPE if present else LinkKind.PIPE
        self.call("setlinktype", ctypes.byref(row), int(kind), 0)

    def set_start_level(self, node: int, level_m: float) -> None:
        """Set the level above its floor at which a tank starts the next run."""
        self.set_node_value(node, NodeValue.TANK_START_LEVEL_M, level_m)

    # Options and times.

    def option(self, what: Option) -> float:
        """An option of runs."""
        return self.float_of("getoption", int(what))

    def set_option(self, what: Option, value: float) -> None:
        """Set an option of runs."""
        self.call("setoption", int(what), ctypes.c_double(value))

    def time(self, what: Time) -> int:
        """A time of runs, in s."""
        return self.long_of("gettimeparam", int(what))

    def set_time(self, what: Time, seconds: int) -> None:
        """Set a time of runs, in s."""
        self.call("settimeparam", int(what), ctypes.c_long(seconds))

    def set_demand_model(self, required_m: float = REQUIRED_PRESSURE_M, exponent: float = 0.5) -> None:
        """Demand driven by pressure: all of it from `required_m` up, none at 0 and below."""
        values = (ctypes.c_double(0.0), ctypes.c_double(required_m), ctypes.c_double(exponent))
        self.call("setdemandmodel", PRESSURE_DRIVEN, *values)

    def statistic(self, what: Statistic) -> float:
        """A figure of the last step's solution."""
        return self.float_of("getstatistic", int(what))

    # Controls and rules.

    def controls(self) -> tuple[Control, ...]:
        """All simple controls, in the file's order."""
        return tuple(self._control(number) for number in range(1, self.count(Count.CONTROLS) + 1))

    def _control(self, number: int) -> Control:
        kind, link, node = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
        setting, level = ctypes.c_double(), ctypes.c_double()
        found = [ctypes.byref(value) for value in (kind, link, setting, node, level)]
        self.call("getcontrol", number, *found)
        return Control(
            kind=ControlKind(kind.value),
            link=link.value - 1,
            setting=setting.value,
            node=node.value - 1 if node.value > 0 else None,
            level=level.value,
        )

    def add_control(self, control: Control) -> int:
        """Add a simple control; its row among the controls."""
        node = 0 if control.node is None else control.node + 1
        setting, level = ctypes.c_double(control.setting), ctypes.c_double(control.level)
        return self.int_of("addcontrol", int(control.kind), control.link + 1, setting, node, level) - 1

    def delete_control(self, control: int) -> None:
        """Delete a simple control by its row; those after it move up."""
        self.call("deletecontrol", control + 1)

    def enable_control(self, control: int, *, enabled: bool) -> None:
        """Let a simple control act, or keep it from acting."""
        self.call("setcontrolenabled", control + 1, int(enabled))

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the file's order."""
        return tuple(self._rule(number) for number in range(1, self.count(Count.RULES) + 1))

    def _rule(self, number: int) -> Rule:
        counts, priority = [ctypes.c_int() for _ in range(3)], ctypes.c_double()
        self.call("getrule", number, *[ctypes.byref(count) for count in counts], ctypes.byref(priority))
        premises, thens, elses = (range(1, count.value + 1) for count in counts)
        return Rule(
            name=self.text_of("getruleID", number),
            priority=priority.value,
            premises=tuple(self._premise(number, part) for part in premises),
            then_actions=tuple(self._action("getthenaction", number, part) for part in thens),
            else_actions=tuple(self._action("getelseaction", number, part) for part in elses),
        )

    def _premise(self, rule: int, part: int) -> Premise:
        found, value = [ctypes.c_int() for _ in range(6)], ctypes.c_double()
        self.call("getpremise", rule, part, *[ctypes.byref(number) for number in found], ctypes.byref(value))
        logic, kind, row, variable, relation, status = (number.value for number in found)
        return Premise(
            logic=logic,
            object_kind=kind,
            row=row - 1,
            variable=variable,
            relation=relation,
            status=status,
            value=value.value,
        )

    def _action(self, name: str, rule: int, part: int) -> Action:
        link, status, setting = ctypes.c_int(), ctypes.c_int(), ctypes.c_double()
        self.call(name, rule, part, ctypes.byref(link), ctypes.byref(status), ctypes.byref(setting))
        return Action(link=link.value - 1, status=status.value, setting=setting.value)

    def set_action(self, rule: int, part: int, action: Action, *, otherwise: bool) -> None:
        """Replace what a rule does: its action number `part` (from 0) if it holds, or `otherwise`. Also amid a run."""
        name = "setelseaction" if otherwise else "setthenaction"
        self.call(name, rule + 1, part + 1, action.link + 1, action.status, ctypes.c_double(action.setting))

    def delete_rule(self, rule: int) -> None:
        """Delete a rule by its row; those after it move up."""
        self.call("deleterule", rule + 1)

    def enable_rule(self, rule: int, *, enabled: bool) -> None:
        """Let a rule act, or keep it from acting."""
        self.call("setruleenabled", rule + 1, int(enabled))

    # A run, step by step: start_run, then run_step and next_step until the latter gives 0.

    def start_run(self, *, reset_flows: bool = True) -> None:
        """Go to time 0 with the tanks' start levels and the links' start statuses.

        With `reset_flows` the first solution starts from the same flows whatever ran before: the same run, the same
        bytes.
        """
        if not self._solving:
            self.call("openH")
            self._solving = True
        self.call("initH", _RESET_FLOWS if reset_flows else 0)

    def run_step(self) -> tuple[int, int]:
        """Solve the present moment: its time in s, and the code of a warning (`Warned`; 0: none)."""
        time = ctypes.c_long()
        code = self.call("runH", ctypes.byref(time))
        return time.value, code

    def next_step(self) -> int:
        """Go on to the next moment, filling and emptying tanks on the way: the step in s, 0 at the end of the run."""
        return self.long_of("nextH")

    def end_run(self) -> None:
        """Leave the solver, so that the network itself may be changed (curves, patterns, what is connected)."""
        if self._solving:
            self._solving = False
            self.call("closeH")

    def save(self) -> bytes:
        """The network as EPANET writes it, in the units of this object."""
        target = Path(self._folder.name) / "saved.inp"
        self.call("saveinpfile", bytes(target))
        return target.read_bytes()


def _lines(report: Path) -> tuple[str, ...]:
    try:
        return tuple(report.read_bytes().decode("utf-8", "replace").splitlines())
    except OSError:
        return ()
