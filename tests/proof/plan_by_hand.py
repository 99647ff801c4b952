"""A good plan for the case by hand, decided by hand: no planner comes near it.

What is out on which day is written down here and not computed.
"""

import numpy as np

from svitlo.assets.people import people_of
from svitlo.assets.power import grid_of
from svitlo.damage.outages import outages_of
from svitlo.proof.power_ac import prove_power
from svitlo.proof.power_dc import least_unserved
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Plan
from tests.proof.case_by_hand import DAYS, HOURS, LOAD_SHARE, MEAN_C, hand_case, on, table

__all__ = ["hand_case", "hand_decisions", "hand_plan", "on", "share_of_assets", "table"]


def hand_decisions() -> Decisions:
    def buy(row: int, equipment: str, count: int, pledge: str, order: int, lead: int, usd: float) -> dict[str, object]:
        bought = {"purchase_id": f"P{row}", "equipment_id": equipment, "quantity": count, "pledge_id": pledge}
        dated = {"order_day": order, "arrival_day": order + lead}
        return bought | dated | {"unit_cost_usd": usd, "cost_usd": count * usd}

    def repair(asset: str, crew_kind: str, start_day: int, service_day: int) -> dict[str, object]:
        dated = {"start_day": start_day, "service_day": service_day}
        return {"asset_id": f"power/{asset}", "crew_kind": crew_kind} | dated

    def use(asset: str, equipment: str, count: int, origin: str) -> dict[str, object]:
        return {"asset_id": f"power/{asset}", "equipment_id": equipment, "quantity": count, "origin": origin}

    return Decisions(
        purchases=table(
            schema.PURCHASES,
            buy(1, "breaker", 2, "bilateral", 0, 3, 60000.0),
            buy(2, "insulator", 3, "small", 0, 0, 500.0),
            buy(3, "conductor", 2, "fund", 2, 2, 4000.0),
            buy(4, "tower", 1, "fund", 2, 1, 15000.0),
            buy(5, "breaker", 1, "fund", 5, 3, 60000.0),
            buy(6, "insulator", 4, "fund", 2, 0, 500.0),
            buy(7, "mast", 1, "fund", 3, 1, 5000.0),
        ),
        repairs=table(
            schema.REPAIRS,
            repair("bus/6", "substation", 8, 9),
            repair("gen/1", "substation", 6, 8),
            repair("line/0", "line", 0, 1),
            repair("line/2", "line", 4, 5),
            repair("line/3", "line", 4, 6),
            repair("trafo/0", "substation", 3, 6),
        ),
        installs=schema.PLACED.empty(),
        uses=table(
            schema.USES,
            use("bus/6", "breaker", 1, "purchase:P5"),
            use("line/0", "insulator", 3, "purchase:P2"),
            use("line/2", "insulator", 3, "purchase:P6"),
            use("line/3", "conductor", 2, "purchase:P3"),
            use("line/3", "conductor", 5, "pledge:gift_wire"),
            use("line/3", "mast", 1, "purchase:P7"),
            use("line/3", "tower", 1, "purchase:P4"),
            use("trafo/0", "at200", 1, "pledge:gift_trafo"),
            use("trafo/0", "breaker", 2, "purchase:P1"),
        ),
    )


SPENT_USD = 120000.0 + 1500.0 + 8000.0 + 15000.0 + 60000.0 + 2000.0 + 5000.0


def share_of_assets(day: int, *, repaired: bool = True) -> list[float]:
    """What each damaged asset can do on a day, in the order of the ids: bus/6, gen/1, line/0, line/2, line/3, trafo/0.

    Written down by hand: (first day out, first day back, share of its capacity when it is back).
    """
    spans = ((4, 9, 1.0), (2, 8, 1.0), (0, 1, 1.0), (4, 5, 1.0), (0, 6, 0.9), (0, 6, 0.5))
    return [1.0 if day < out else after if repaired and day >= back else 0.0 for out, back, after in spans]


def served_shares(case: Case, *, repaired: bool = True) -> np.ndarray:
    """The share of its demand that each place gets (day, block, place), by the auditor's DC model."""
    grid = grid_of(case.power)
    people, outages = people_of(case, grid), outages_of(case, grid)
    share = np.ones((DAYS, len(HOURS), len(people.place_ids)))
    for day in range(DAYS):
        condition = outages.condition(grid, share_of_assets(day, repaired=repaired))
        for block, part in enumerate(LOAD_SHARE):
            factor = part * (1.0 + 0.01 * max(0.0, -MEAN_C[day]))
            demand_mw = people.load_mw * factor
            cost = people.people * people.weight / demand_mw
            dispatch = least_unserved(grid, condition, demand_mw, cost, people.bus, grid.injection_mw * factor)
            assert dispatch is not None
            share[day, block] = 1.0 - dispatch.unserved_mw / demand_mw
    return share


def person_hours(case: Case, share: np.ndarray, *, weighted: bool = True) -> np.ndarray:
    """Person-hours without power (day, block), weighted as in the objective or not."""
    people = people_of(case, grid_of(case.power))
    weight = people.weight if weighted else np.ones_like(people.weight)
    hours = np.zeros(share.shape[:2])
    for day in range(DAYS):
        for block in range(len(HOURS)):
            cold = 2.0 * (1.0 + 0.05 * max(0.0, -MEAN_C[day])) if weighted else 1.0
            hours[day, block] = HOURS[block] * cold * sum(people.people * weight * (1.0 - share[day, block]))
    return hours


def hand_plan(case: Case) -> Plan:
    """The good plan: its decisions, its figures, and what AC power flow says of them."""
    decisions = hand_decisions()
    share = served_shares(case)
    people = people_of(case, grid_of(case.power))
    proven = prove_power(case, decisions, share)
    weighted = person_hours(case, share)
    service, places = [], []
    for day in range(DAYS):
        for block, name in enumerate(("day", "night")):
            factor = LOAD_SHARE[block] * (1.0 + 0.01 * max(0.0, -MEAN_C[day]))
            service.append(
                {
                    "day": day,
                    "block": name,
                    "hours": HOURS[block],
                    "load_mw": 160.0 * factor,
                    "served_mw": sum(share[day, block] * people.load_mw) * factor,
                    "proven_mw": sum(proven.power_share[day, block] * people.load_mw) * factor,
                    "people_without_power": sum((1.0 - share[day, block]) * people.people),
                    "water_demand_m3h": 0.0,
                    "water_served_m3h": 0.0,
                    "water_proven_m3h": 0.0,
                    "people_without_water": 0.0,
                    "weighted_person_hours": weighted[day, block],
                }
            )
            places += [
                {"day": day, "block": name, "place_id": place_id, "power_share": share[day, block, place]}
                for place, place_id in enumerate(people.place_ids)
            ]
            places.append({"day": day, "block": name, "place_id": "school"})
    objective = float(weighted.sum())
    summary = {
        "version": 1,
        "case_sha256": case.sha256,
        "objective": objective,
        "bound": 0.8 * objective,
        "gap_share": 0.2,
        "objective_proven": float(person_hours(case, proven.power_share).sum()),
        "do_nothing": float(person_hours(case, served_shares(case, repaired=False)).sum()),
        "person_hours_without_power": float(person_hours(case, share, weighted=False).sum()),
        "person_hours_without_water": None,
        "person_hours_without_heat": None,
        "people_drained": None,
        "spent_usd": SPENT_USD,
        "planner": "by hand",
        "seed": 0,
        "effort": 0,
        "seconds": 0.5,
        "count_announced": False,
        "notes": ["decided by hand"],
        "proof": {"power": {"verdict": proven.verdict}, "water": None},
        "svitlo": "0",
        "engines": {},
    }
    return Plan(
        decisions=decisions,
        service=table(schema.SERVICE, *service),
        places=table(schema.PLACE_SERVICE, *places),
        summary=summary,
    )
