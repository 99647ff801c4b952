"""A case small enough to plan by hand: one machine in the middle, each load at the end of its own branch."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from svitlo.plan.schedule import Job, Order, Schedule, schedule_of
from svitlo.plan.situation import Situation, situation_of
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Case,
    PowerTables,
    Settings,
)
from svitlo.tables.schema import CASE_SPECS

START = date(2026, 1, 5)
Rows = Sequence[Mapping[str, Any]]


def on(day: int) -> date:
    """The date of a model day."""
    return START + timedelta(days=day)


def star(load_mw: Sequence[float]) -> PowerTables:
    """Bus 0 with the machine; branch `power/branch/<i>` from it to bus <i> with the i-th load, 10 km each."""
    buses = [
        {"bus_id": str(bus), "asset_id": f"power/bus/{bus}", "kv": 110.0, "load_mw": load, "injection_mw": 0.0}
        | {"load_mvar": 0.0, "injection_mvar": 0.0, "shunt_mw": 0.0, "shunt_mvar": 0.0, "in_service": True}
        for bus, load in enumerate((0.0, *load_mw))
    ]
    branches = [
        {"asset_id": f"power/branch/{bus}", "from_bus_id": "0", "to_bus_id": str(bus), "kv": 110.0, "r_pu": 0.001}
        | {"x_pu": 0.02, "b_pu": 0.0, "g_pu": 0.0, "tap": 1.0, "shift_deg": 0.0, "rate_mva": load, "length_km": 10.0}
        | {"in_service": True}
        for bus, load in enumerate(load_mw, start=1)
    ]
    generator = {"asset_id": "power/gen/1", "bus_id": "0", "pmax_mw": sum(load_mw), "p_mw": 0.0, "q_mvar": 0.0}
    generator |= {"vm_pu": 1.0, "slack": True, "in_service": True}
    return PowerTables(
        base_mva=100.0,
        buses=pl.DataFrame(buses, schema=POWER_BUS_COLUMNS),
        branches=pl.DataFrame(branches, schema=POWER_BRANCH_COLUMNS),
        generators=pl.DataFrame([generator], schema=POWER_GENERATOR_COLUMNS),
    )


def branch_damage(*branches: int, severity: str = "major", reported: int = 0) -> list[dict[str, Any]]:
    """Rows of `damage` for branches of the star."""
    return [{"asset_id": f"power/branch/{row}", "severity": severity, "reported": on(reported)} for row in branches]


def branch_work(crew_days: float, severity: str = "major", crew_kind: str = "line") -> dict[str, Any]:
    """A row of `works` for branches."""
    return {"asset_kind": "branch", "severity": severity, "crew_kind": crew_kind, "crew_days": crew_days}


def branch_need(equipment_id: str, quantity: float, severity: str = "major", per: str | None = None) -> dict[str, Any]:
    """A row of `needs` for branches."""
    need = {"asset_kind": "branch", "severity": severity, "equipment_id": equipment_id, "quantity": quantity}
    return need | {"per": per}


def good(equipment_id: str, cost_usd: float, lead_days: int, supply_count: int | None = None) -> dict[str, Any]:
    """A row of `catalogue`."""
    row = {"equipment_id": equipment_id, "name": equipment_id, "sector": "power", "cost_usd": cost_usd}
    return row | {"lead_days": lead_days, "supply_count": supply_count}


def cash(pledge_id: str, amount: float, available: int = 0, **more: Any) -> dict[str, Any]:
    """A row of `pledges` that gives money."""
    row = {"pledge_id": pledge_id, "actor_id": "giver", "form": "cash", "available": on(available)}
    return row | {"amount": amount, "currency": "USD"} | more


def goods(pledge_id: str, equipment_id: str, quantity: int, available: int = 0, **more: Any) -> dict[str, Any]:
    """A row of `pledges` that gives equipment."""
    row = {"pledge_id": pledge_id, "actor_id": "giver", "form": "goods", "available": on(available)}
    return row | {"equipment_id": equipment_id, "quantity": quantity} | more


def crew(pledge_id: str, quantity: int, available: int, crew_kind: str = "line") -> dict[str, Any]:
    """A row of `pledges` that gives crews."""
    row = {"pledge_id": pledge_id, "actor_id": "giver", "form": "crew", "available": on(available)}
    return row | {"crew_kind": crew_kind, "quantity": quantity}


def crews(count: int = 1, first: int = 0, last: int | None = None, crew_kind: str = "line") -> dict[str, Any]:
    """A row of `crews`."""
    return {"crew_kind": crew_kind, "count": count, "from": on(first), "to": None if last is None else on(last)}


def small_case(*, days: int = 12, load_mw: Sequence[float] = (10.0, 20.0, 30.0), **tables: Rows) -> Case:
    """A star with these tables; whatever is not given is empty, except one giver."""
    given: dict[str, Rows] = {"actors": [{"actor_id": "giver", "name": "Giver", "role": "partner"}], **tables}
    frames = {
        spec.name: pl.DataFrame(
            [dict.fromkeys(spec.names) | dict(row) for row in given.get(spec.name, ())], schema=spec.dtypes
        )
        for spec in CASE_SPECS
    }
    unknown = set(given) - set(frames)
    if unknown:
        raise ValueError(f"no such tables: {unknown}")
    settings = Settings(name="small", start=START, days=days, power_network="star.m")
    return Case(settings=settings, power=star(load_mw), sha256="0" * 64, **frames)


def planned(case: Case, *order: int, hasty: Sequence[int] = ()) -> tuple[Situation, Schedule]:
    """The schedule of a priority order of works (rows by asset id), all of them by default."""
    situation = situation_of(case)
    tasks = order or tuple(range(len(situation.tasks)))
    return situation, schedule_of(situation, Order(tasks, frozenset(hasty)))


def days_of(schedule: Schedule) -> dict[int, tuple[int, int]]:
    """First day of work and day of service by task."""
    return {job.task: (job.start_day, job.service_day) for job in schedule.jobs}


def taken(situation: Situation, job: Job) -> list[tuple[str, str, int]]:
    """What a work takes: pledge, equipment, units; sorted."""
    return sorted(
        (situation.sources[grant.option.source].pledge_id, grant.option.equipment_id, grant.quantity)
        for grant in job.grants
    )
