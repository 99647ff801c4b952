"""A small case for audits.

Six buses, seven branches, two machines; twelve days of two blocks; money with and without earmarks, gifts, a
substitute transformer, a crew that is given from day 3, a fund that a member blocks until day 2.
"""

from datetime import date, timedelta

import polars as pl

from svitlo.tables import schema
from svitlo.tables.case import (
    POWER_BRANCH_COLUMNS,
    POWER_BUS_COLUMNS,
    POWER_GENERATOR_COLUMNS,
    Block,
    Case,
    Cold,
    PowerTables,
    Settings,
)
from svitlo.tables.columns import Spec

START = date(2026, 1, 5)
DAYS = 12
HOURS = (16.0, 8.0)
LOAD_SHARE = (1.0, 0.6)
MEAN_C = (-2.0, -4.0, 0.0, 3.0, -1.0, -6.0, -6.0, 2.0, 5.0, -3.0, -8.0, 1.0)


def on(day: int) -> date:
    return START + timedelta(days=day)


def table(spec: Spec, *rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(spec.names) | row for row in rows], schema=spec.dtypes)


def network() -> PowerTables:
    load_mw = {"1": 0.0, "2": 20.0, "3": 0.0, "4": 40.0, "5": 55.0, "6": 45.0}
    buses = [
        {
            "bus_id": bus,
            "asset_id": f"power/bus/{bus}",
            "kv": 330.0 if bus in "123" else 110.0,
            "load_mw": load,
            "load_mvar": 0.2 * load,
            "injection_mw": 5.0 if bus == "3" else 0.0,
            "injection_mvar": 0.0,
            "shunt_mw": 0.0,
            "shunt_mvar": 0.0,
            "in_service": True,
        }
        for bus, load in load_mw.items()
    ]
    branches = [
        {
            "asset_id": f"power/{asset}",
            "from_bus_id": ends[0],
            "to_bus_id": ends[1],
            "kv": kv,
            "r_pu": x_pu / 20,
            "x_pu": x_pu,
            "b_pu": 0.02 if km else 0.0,
            "g_pu": 0.0,
            "tap": 1.0,
            "shift_deg": 0.0,
            "rate_mva": rate,
            "length_km": km,
            "in_service": True,
        }
        for asset, ends, kv, x_pu, rate, km in (
            ("line/0", "12", 330.0, 0.04, 200.0, 20.5),
            ("line/1", "23", 330.0, 0.05, 60.0, 31.0),
            ("line/2", "13", 330.0, 0.08, 100.0, 55.0),
            ("trafo/0", "34", 330.0, 0.10, 120.0, None),
            ("trafo/1", "26", 330.0, 0.10, 80.0, None),
            ("line/3", "45", 110.0, 0.12, 50.0, 12.3),
            ("line/4", "56", 110.0, 0.15, 40.0, 18.0),
        )
    ]
    machines = [
        {
            "asset_id": f"power/gen/{row}",
            "bus_id": bus,
            "pmax_mw": pmax_mw,
            "p_mw": pmax_mw / 2,
            "q_mvar": 0.0,
            "vm_pu": 1.02,
            "qmin_mvar": -pmax_mw,
            "qmax_mvar": pmax_mw,
            "slack": row == 0,
            "in_service": True,
        }
        for row, bus, pmax_mw in ((0, "1", 220.0), (1, "6", 25.0))
    ]
    return PowerTables(
        base_mva=100.0,
        buses=pl.DataFrame([dict.fromkeys(POWER_BUS_COLUMNS) | row for row in buses], schema=POWER_BUS_COLUMNS),
        branches=pl.DataFrame(branches, schema=POWER_BRANCH_COLUMNS),
        generators=pl.DataFrame(machines, schema=POWER_GENERATOR_COLUMNS),
    )


def _places() -> pl.DataFrame:
    def place(place_id: str, kind: str, people: float, bus: str | None, share: float | None) -> dict[str, object]:
        named = {"place_id": place_id, "name": place_id, "kind": kind, "people": people}
        return named | {"bus_id": bus, "load_share": share}

    return table(
        schema.PLACES,
        place("hospital", "hospital", 900.0, "5", 0.1),
        place("east", "households", 30000.0, "5", None),
        place("west", "households", 25000.0, "4", None),
        place("shelter", "shelter", 400.0, "6", 0.2),
        place("mill", "industry", 500.0, "2", 0.5),
        place("school", "school", 300.0, None, None),
    )


def _repair_tables() -> dict[str, pl.DataFrame]:
    def damage(asset: str, severity: str, day: int) -> dict[str, object]:
        return {"asset_id": f"power/{asset}", "severity": severity, "reported": on(day)}

    def rule(kind: str, low: float | None, high: float | None, severity: str, **more: object) -> dict[str, object]:
        return {"asset_kind": kind, "kv_min": low, "kv_max": high, "severity": severity} | more

    return {
        "damage": table(
            schema.DAMAGE,
            damage("trafo/0", "destroyed", -3),
            damage("line/3", "major", 0),
            damage("gen/1", "minor", 2),
            damage("line/0", "minor", -1),
            damage("line/2", "minor", 4),
            damage("bus/6", "minor", 4),
        ),
        "works": table(
            schema.WORKS,
            rule("trafo", 300.0, 400.0, "destroyed", crew_kind="substation", crew_days=2.5),
            rule("line", None, 150.0, "major", crew_kind="line", crew_days=2.0),
            rule("line", 200.0, None, "minor", crew_kind="line", crew_days=0.5),
            rule("gen", None, None, "minor", crew_kind="substation", crew_days=1.5),
            rule("bus", None, None, "minor", crew_kind="substation", crew_days=1.0),
            rule("trafo", None, 299.0, "destroyed", crew_kind="line", crew_days=9.0),
        ),
        "needs": table(
            schema.NEEDS,
            rule("trafo", 330.0, 330.0, "destroyed", equipment_id="at330", quantity=1.0),
            rule("trafo", 330.0, None, "destroyed", equipment_id="breaker", quantity=2.0),
            rule("line", None, 110.0, "major", equipment_id="conductor", quantity=0.5, per="km"),
            rule("line", None, 110.0, "major", equipment_id="tower", quantity=2.0, per="asset"),
            rule("line", 111.0, None, "minor", equipment_id="insulator", quantity=3.0),
            rule("line", None, 110.0, "minor", equipment_id="tower", quantity=1.0),
            rule("bus", None, None, "minor", equipment_id="breaker", quantity=1.0),
        ),
        "crews": table(
            schema.CREWS,
            {"crew_kind": "line", "count": 1, "from": on(-30)},
            {"crew_kind": "substation", "count": 1, "from": on(-30), "to": on(7)},
            {"crew_kind": "substation", "count": 1, "from": on(8), "to": on(20)},
        ),
    }


def _goods_tables() -> dict[str, pl.DataFrame]:
    def item(
        equipment_id: str, cost_usd: float, lead_days: int, supply: int | None, sector: str = "power"
    ) -> dict[str, object]:
        named = {"equipment_id": equipment_id, "name": equipment_id, "sector": sector}
        return named | {"cost_usd": cost_usd, "lead_days": lead_days, "supply_count": supply}

    return {
        "catalogue": table(
            schema.CATALOGUE,
            item("at330", 2.5e6, 60, None),
            item("at200", 1.2e6, 30, None),
            item("breaker", 60000.0, 3, 4),
            item("conductor", 4000.0, 2, None),
            item("tower", 15000.0, 1, 10),
            item("mast", 5000.0, 1, None),
            item("insulator", 500.0, 0, None),
            item("pumpset", 9000.0, 1, None, sector="water"),
            item("genset", 30000.0, 1, None),
        ),
        "substitutes": table(
            schema.SUBSTITUTES,
            {"equipment_id": "at200", "stands_in_for": "at330", "capacity_share": 0.5},
            {"equipment_id": "mast", "stands_in_for": "tower", "capacity_share": 0.9},
        ),
        "installs": table(
            schema.INSTALLS,
            {"equipment_id": "genset", "at": "hospital", "rated_kw": 500.0, "crew_kind": "line", "crew_days": 1.0},
        ),
    }


def _coalition() -> dict[str, pl.DataFrame]:
    def actor(actor_id: str, role: str, since: int | None = None, until: int | None = None) -> dict[str, object]:
        term = {"since": None if since is None else on(since), "until": None if until is None else on(until)}
        return {"actor_id": actor_id, "name": actor_id, "role": role} | term

    def position(decision: str, actor_id: str, said: str, day: int) -> dict[str, object]:
        return {"decision_id": decision, "actor_id": actor_id, "position": said, "date": on(day)}

    return {
        "actors": table(
            schema.ACTORS,
            actor("alba", "member"),
            actor("borea", "member"),
            actor("cyan", "partner"),
            actor("dusk", "outsider"),
        ),
        "decisions": table(
            schema.DECISIONS,
            {"decision_id": "fund", "rule": "consensus", "subject": "a", "tabled": on(-10), "closes": on(1)},
            {"decision_id": "blocked", "rule": "consensus", "subject": "b", "tabled": on(-10), "closes": on(0)},
            {"decision_id": "own", "rule": "sovereign", "subject": "c", "tabled": on(-9), "actor_id": "cyan"},
        ),
        "positions": table(
            schema.POSITIONS_TABLE,
            position("fund", "borea", "oppose", -5),
            position("fund", "borea", "support", 2),
            position("fund", "dusk", "oppose", -4),
            position("blocked", "alba", "oppose", -3),
            position("own", "cyan", "abstain", -3),
            position("own", "cyan", "support", 1),
        ),
    }


def _pledges() -> pl.DataFrame:
    def cash(pledge_id: str, amount: float, day: int, earmark: str | None = None, **more: object) -> dict[str, object]:
        given = {"pledge_id": pledge_id, "actor_id": "alba", "form": "cash", "available": on(day)}
        return given | {"amount": amount, "currency": "USD", "earmark": earmark} | more

    def goods(pledge_id: str, equipment: str, count: int, day: int, **more: object) -> dict[str, object]:
        given = {"pledge_id": pledge_id, "actor_id": "cyan", "form": "goods", "available": on(day)}
        return given | {"equipment_id": equipment, "quantity": count} | more

    return table(
        schema.PLEDGES,
        cash("fund", 300000.0, -20, currency="EUR", decision_id="fund", stage="committed"),
        cash("bilateral", 200000.0, 0, "sector:power; kind:trafo;kind:bus"),
        cash("small", 5000.0, -2, "equipment:insulator;place:mill;"),
        cash("military", 1e6, 0, category="military"),
        cash("announced", 1e6, 0, stage="announced"),
        cash("blocked", 1e6, 0, decision_id="blocked"),
        cash("only_water", 1e6, 0, "sector:water"),
        cash("only_pumps", 1e6, 0, "equipment:pumpset"),
        cash("only_asset", 1e6, 0, "asset:power/trafo/1"),
        cash("only_kind", 1e6, 0, "kind:gen"),
        cash("only_place", 1e6, 0, "place:shelter"),
        goods("gift_trafo", "at200", 1, -5, decision_id="own", earmark="asset:power/trafo/0", stage="allocated"),
        goods("gift_wire", "conductor", 5, 4),
        goods("gift_late", "tower", 2, 40),
        {
            "pledge_id": "crew",
            "actor_id": "cyan",
            "form": "crew",
            "available": on(3),
            "quantity": 1,
            "crew_kind": "line",
            "earmark": "kind:line",
        },
    )


def hand_case() -> Case:
    return Case(
        settings=Settings(
            name="by hand",
            start=START,
            days=DAYS,
            power_network="by hand",
            people_per_mw=700.0,
            blocks=(
                Block(name="day", hours=HOURS[0], load_share=LOAD_SHARE[0]),
                Block(name="night", hours=HOURS[1], load_share=LOAD_SHARE[1]),
            ),
            objective_power=2.0,
            cold=Cold(below_c=0.0, load_share_per_c=0.01, weight_per_c=0.05),
            fx_usd={"USD": 1.0, "EUR": 1.1},
        ),
        power=network(),
        sha256="5e" * 32,
        places=_places(),
        links=schema.LINKS.empty(),
        plants=schema.PLANTS.empty(),
        weather=table(schema.WEATHER, *({"date": on(day), "mean_c": mean_c} for day, mean_c in enumerate(MEAN_C))),
        pledges=_pledges(),
        **_repair_tables(),
        **_goods_tables(),
        **_coalition(),
    )
