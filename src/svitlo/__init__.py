"""Svitlo: what to buy, where it goes and in which order crews repair, for struck power and water systems.

The names below are the public Python interface. They load on first use, so that `import svitlo` is instant.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svitlo.aid.ledger import Pledge, support_of
    from svitlo.notebook import PlanView, open_plan
    from svitlo.pipeline import Choice, make_plan, read_case, read_plan, remake_plan, save_plan
    from svitlo.plan.planners import PLANNERS, Options
    from svitlo.plan.service import Service, ServiceModel, least_unserved
    from svitlo.proof.audit import Breach, audit
    from svitlo.tables.case import Case
    from svitlo.tables.errors import BadInput, EngineFailed, Problem, SvitloError
    from svitlo.tables.results import Plan

__version__ = "0.1.0"

__all__ = [
    "PLANNERS",
    "BadInput",
    "Breach",
    "Case",
    "Choice",
    "EngineFailed",
    "Options",
    "Plan",
    "PlanView",
    "Pledge",
    "Problem",
    "Service",
    "ServiceModel",
    "SvitloError",
    "__version__",
    "audit",
    "least_unserved",
    "make_plan",
    "open_plan",
    "read_case",
    "read_plan",
    "remake_plan",
    "save_plan",
    "support_of",
]

_HOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "svitlo.aid.ledger": ("Pledge", "support_of"),
        "svitlo.notebook": ("PlanView", "open_plan"),
        "svitlo.pipeline": ("Choice", "make_plan", "read_case", "read_plan", "remake_plan", "save_plan"),
        "svitlo.plan.planners": ("PLANNERS", "Options"),
        "svitlo.plan.service": ("Service", "ServiceModel", "least_unserved"),
        "svitlo.proof.audit": ("Breach", "audit"),
        "svitlo.tables.case": ("Case",),
        "svitlo.tables.errors": ("BadInput", "EngineFailed", "Problem", "SvitloError"),
        "svitlo.tables.results": ("Plan",),
    }
)
"""The module in which each public name is defined."""


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'svitlo' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
