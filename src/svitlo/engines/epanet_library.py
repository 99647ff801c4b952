"""EPANET's shared library and the numbers that its toolkit gives to things.

The library is the one in the wheel `owa-epanet`, called through ctypes and not through the wheel's own Python module:
that one turns each warning of a step into a Python warning without its code, copies arrays value by value, and keeps
Python's lock while it computes. Here a step gives its code, arrays are NumPy's, and two networks run side by side.
"""

import ctypes
from enum import IntEnum
from functools import cache
from pathlib import Path

import epanet

from svitlo.tables.errors import EngineFailed

LIBRARY_NAMES = ("libepanet2.so", "libepanet2.dylib", "epanet2.dll")
OLDEST_VERSION = 20300
"""EPANET before 2.3 keeps serving from empty tanks: it cannot judge an outage."""


class NodeKind(IntEnum):
    """Kinds of node."""

    JUNCTION = 0
    RESERVOIR = 1
    TANK = 2


class LinkKind(IntEnum):
    """Kinds of link; a check-valve pipe is a pipe that lets water through one way, from PRV on they are valves."""

    CVPIPE = 0
    PIPE = 1
    PUMP = 2
    PRV = 3
    PSV = 4
    PBV = 5
    FCV = 6
    TCV = 7
    GPV = 8
    PCV = 9


class NodeValue(IntEnum):
    """What can be asked of a node; in metres, m3 and m3/h. Those above the line are of the file, the rest of a run."""

    ELEVATION_M = 0
    EMITTER = 3
    TANK_START_LEVEL_M = 8
    START_VOLUME_M3 = 14
    TANK_DIAMETER_M = 17
    MIN_VOLUME_M3 = 18
    VOLUME_CURVE = 19
    MIN_LEVEL_M = 20
    MAX_LEVEL_M = 21
    MAX_VOLUME_M3 = 25
    CAN_OVERFLOW = 26
    # of a run:
    OUTFLOW_M3_PER_H = 9  # junctions: all that leaves; tanks and reservoirs: net inflow
    HEAD_M = 10
    PRESSURE_M = 11
    TANK_VOLUME_M3 = 24
    DEFICIT_M3_PER_H = 27
    SERVED_M3_PER_H = 31
    DEMAND_M3_PER_H = 32


class LinkValue(IntEnum):
    """What can be asked of a link; in mm, m, m3/h and kW. A status is 0 closed, 1 open."""

    DIAMETER_MM = 0
    LENGTH_M = 1
    ROUGHNESS = 2
    MINOR_LOSS = 3
    START_STATUS = 4
    START_SETTING = 5
    SPEED_PATTERN = 15
    POWER_KW = 18
    HEAD_CURVE = 19
    EFFICIENCY_CURVE = 20
    # of a run:
    FLOW_M3_PER_H = 8
    HEAD_LOSS_M = 10
    STATUS = 11
    SETTING = 12
    DRAWN_KW = 13
    PUMP_STATE = 16
    EFFICIENCY_PERCENT = 17


class Count(IntEnum):
    """What can be counted."""

    NODES = 0
    TANKS = 1
    LINKS = 2
    PATTERNS = 3
    CURVES = 4
    CONTROLS = 5
    RULES = 6


class Time(IntEnum):
    """Times of a run, in whole seconds."""

    DURATION_S = 0
    HYDRAULIC_STEP_S = 1
    PATTERN_STEP_S = 3
    PATTERN_START_S = 4
    REPORT_STEP_S = 5
    REPORT_START_S = 6
    RULE_STEP_S = 7
    START_CLOCK_S = 10


class Option(IntEnum):
    """Options of a run."""

    TRIALS_COUNT = 0
    ACCURACY = 1
    DEMAND_MULTIPLIER = 4
    HEAD_ERROR_M = 5
    FLOW_CHANGE_M3_PER_H = 6
    EFFICIENCY_PERCENT = 8
    UNBALANCED_TRIALS_COUNT = 14
    CHECK_EVERY_COUNT = 15
    CHECK_UP_TO_COUNT = 16
    DAMPING = 17
    SPECIFIC_GRAVITY = 12
    DEMAND_PATTERN = 23
    PRESSURE_UNITS = 25


class Statistic(IntEnum):
    """Figures of the last step's solution."""

    ITERATIONS_COUNT = 0
    RELATIVE_ERROR = 1
    MAX_HEAD_ERROR_M = 2
    MAX_FLOW_CHANGE_M3_PER_H = 3
    DEFICIENT_NODES_COUNT = 5


class Warned(IntEnum):
    """What a step may say though it went on."""

    NONE = 0
    UNBALANCED = 1
    UNSTABLE = 2
    DISCONNECTED = 3
    PUMP_BEYOND_CURVE = 4
    VALVE_CANNOT_DELIVER = 5
    NEGATIVE_PRESSURE = 6


class PumpKind(IntEnum):
    """How a pump is described."""

    CONSTANT_POWER = 0
    POWER_FUNCTION = 1
    CUSTOM = 2
    NO_CURVE = 3


class ControlKind(IntEnum):
    """What a simple control waits for."""

    LOW_LEVEL = 0
    HIGH_LEVEL = 1
    TIMER = 2
    CLOCK = 3


class RuleObject(IntEnum):
    """What a premise of a rule looks at."""

    NODE = 6
    LINK = 7
    SYSTEM = 8


class RuleVariable(IntEnum):
    """Which quantity a premise of a rule looks at."""

    DEMAND = 0
    HEAD = 1
    GRADE = 2
    LEVEL = 3
    PRESSURE = 4
    FLOW = 5
    STATUS = 6
    SETTING = 7
    POWER = 8
    TIME = 9
    CLOCK = 10
    FILL_TIME = 11
    DRAIN_TIME = 12


class RuleStatus(IntEnum):
    """A status in a rule."""

    OPEN = 1
    CLOSED = 2
    ACTIVE = 3


FLOW_UNITS = ("CFS", "GPM", "MGD", "IMGD", "AFD", "LPS", "LPM", "MLD", "CMH", "CMD", "CMS")
"""Names of the units of flow that a file may be in, by EPANET's number."""

METRES = 2
PRESSURE_DRIVEN = 1
MISSING = -1e10


@cache
def library() -> ctypes.CDLL:
    """The loaded library. Raises `EngineFailed` where it is missing or too old to judge an outage."""
    folder = Path(epanet.__file__).parent
    paths = [folder / name for name in LIBRARY_NAMES if (folder / name).is_file()]
    if not paths:
        raise EngineFailed("EPANET's library is missing; install owa-epanet 2.3.5 or newer")
    loaded = ctypes.CDLL(str(paths[0]))
    version = ctypes.c_int()
    loaded.EN_getversion(ctypes.byref(version))
    if version.value < OLDEST_VERSION:
        raise EngineFailed(f"EPANET {version.value} keeps serving from empty tanks; 2.3 or newer is needed")
    return loaded


def version_text() -> str:
    """EPANET's version, for example 2.3.5. Raises `EngineFailed` where there is no usable library."""
    version = ctypes.c_int()
    library().EN_getversion(ctypes.byref(version))
    return f"{version.value // 10000}.{version.value // 100 % 100}.{version.value % 100}"
