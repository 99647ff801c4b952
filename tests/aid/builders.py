"""Cases with nothing but a ledger, written as rows."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from svitlo.tables import schema
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Case,
    PowerTables,
    Settings,
)

START = date(2022, 11, 29)
Rows = Sequence[Mapping[str, object]]


def ledger(
    *,
    actors: Rows = (),
    decisions: Rows = (),
    positions: Rows = (),
    pledges: Rows = (),
    days: int = 30,
    fx_eur: float = 1.06,
) -> Case:
    given = {"actors": actors, "decisions": decisions, "positions": positions, "pledges": pledges}
    tables = {spec.name: frame(spec, given.get(spec.name, ())) for spec in schema.CASE_SPECS}
    settings = Settings(
        name="ledger", start=START, days=days, power_network="none.m", fx_usd={"USD": 1.0, "EUR": fx_eur}
    )
    power = PowerTables(
        base_mva=100.0,
        buses=pl.DataFrame(schema=POWER_BUS_COLUMNS),
        branches=pl.DataFrame(schema=POWER_BRANCH_COLUMNS),
        generators=pl.DataFrame(schema=POWER_GENERATOR_COLUMNS),
    )
    return Case(settings=settings, power=power, sha256="0" * 64, **tables)


def frame(spec: schema.Spec, rows: Rows) -> pl.DataFrame:
    for row in rows:
        assert set(row) <= set(spec.names), f"{spec.name} has no column {set(row) - set(spec.names)}"
    return pl.DataFrame([{name: row.get(name) for name in spec.names} for row in rows], schema=spec.dtypes)


def actor(actor_id: str, role: str, since: date | None = None, until: date | None = None) -> dict[str, object]:
    return {"actor_id": actor_id, "name": actor_id.title(), "role": role, "since": since, "until": until}


def decision(
    tabled: date, closes: date | None = None, *, decision_id: str = "fund", sovereign: str | None = None
) -> dict[str, object]:
    return {
        "decision_id": decision_id,
        "rule": "consensus" if sovereign is None else "sovereign",
        "subject": "Winter fund",
        "tabled": tabled,
        "closes": closes,
        "actor_id": sovereign,
    }


def position(actor_id: str, word: str, day: date, *, decision_id: str = "fund") -> dict[str, object]:
    return {"decision_id": decision_id, "actor_id": actor_id, "position": word, "date": day}


def cash(pledge_id: str, amount: float, **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "pledge_id": pledge_id,
        "actor_id": "alba",
        "form": "cash",
        "available": START,
        "amount": amount,
        "currency": "USD",
    }
    return row | more
