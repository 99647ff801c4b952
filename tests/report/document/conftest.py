"""Plans of the three examples, made once: two by the planner, the large one drawn."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from svitlo import support_of
from svitlo.adapters.case_folder import read_case
from svitlo.aid.ledger import Pledge
from svitlo.pipeline import make_plan
from svitlo.plan.planners import Options
from svitlo.report.document import document_of
from svitlo.report.results import Services, account_of, place_table
from svitlo.rounds import Choice
from svitlo.tables.case import Case
from svitlo.tables.results import Decisions, Plan
from svitlo.tables.schema import PLACED, PURCHASES, REPAIRS, SERVICE, USES
from tests.conftest import EXAMPLES
from tests.report.builders import SUMMARY, frame

QUICK = Options(effort=200, bound_effort=200)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """A case, its plan, and the two documents of it."""

    case: Case
    plan: Plan
    pledges: tuple[Pledge, ...]
    document: dict
    public: dict


def made(case: Case, plan: Plan) -> Made:
    pledges = support_of(case)
    documents = {public: document_of(case, plan, pledges, public=public) for public in (False, True)}
    return Made(case=case, plan=plan, pledges=pledges, document=documents[False], public=documents[True])


@pytest.fixture(scope="session")
def first_light_made(first_light_case: Case) -> Made:
    return made(first_light_case, make_plan(first_light_case, Choice(options=QUICK)))


@pytest.fixture(scope="session")
def together_made() -> Made:
    case = read_case(EXAMPLES / "together")
    return made(case, make_plan(case, Choice(options=QUICK)))


def drawn_decisions(case: Case) -> Decisions:
    """Every damaged asset is repaired, the first with something bought and the second with a gift; a set is placed."""
    bought = case.catalogue.sort("equipment_id").head(3).to_dicts()
    fund = case.pledges.filter(pl.col("form") == "cash").sort("pledge_id")["pledge_id"][-1]
    gift = case.pledges.filter(pl.col("form") == "goods").sort("pledge_id").to_dicts()[0]
    purchases = [
        {
            "purchase_id": f"P{number:03d}",
            "equipment_id": row["equipment_id"],
            "quantity": number,
            "pledge_id": fund,
            "order_day": number,
            "arrival_day": number + row["lead_days"],
            "unit_cost_usd": row["cost_usd"],
            "cost_usd": number * row["cost_usd"],
        }
        for number, row in enumerate(bought, start=1)
    ]
    damage = case.damage.sort("asset_id")
    damaged = damage["asset_id"].to_list()
    starts = [max(row, case.day_of(reported)) for row, reported in enumerate(damage["reported"].to_list())]
    repairs = [
        {"asset_id": asset_id, "crew_kind": case.crews["crew_kind"][0], "start_day": day, "service_day": day + 5}
        for asset_id, day in zip(damaged, starts, strict=True)
    ]
    uses = [
        {"asset_id": damaged[0], "equipment_id": bought[0]["equipment_id"], "quantity": 1, "origin": "purchase:P001"},
        {
            "asset_id": damaged[1],
            "equipment_id": gift["equipment_id"],
            "quantity": 1,
            "origin": f"pledge:{gift['pledge_id']}",
        },
    ]
    placed = {"at": f"place:{case.places['place_id'][0]}", "quantity": 2, "origin": "purchase:P002"}
    days = {"crew_kind": case.crews["crew_kind"][0], "start_day": 4, "service_day": 5}
    return Decisions(
        purchases=frame(purchases, PURCHASES.dtypes),
        repairs=frame(repairs, REPAIRS.dtypes),
        installs=frame([placed | days | {"equipment_id": bought[1]["equipment_id"]}], PLACED.dtypes),
        uses=frame(uses, USES.dtypes),
    )


@pytest.fixture(scope="session")
def winter_made() -> Made:
    """The large example, with decisions and services that are drawn: planning it takes minutes."""
    case = read_case(EXAMPLES / "winter-53m")
    account = account_of(case)
    blocks = case.settings.blocks
    share = np.random.default_rng(1).choice(
        [0.0, 0.25, 1.0], (case.settings.days, len(blocks), len(account.people.place_ids))
    )
    service = [
        {"day": day, "block": block.name, "hours": block.hours, **dict.fromkeys(SERVICE.names[3:], 1.0)}
        for day in range(case.settings.days)
        for block in blocks
    ]
    decisions = drawn_decisions(case)
    figures = {"person_hours_without_heat": 0.0, "people_drained": 0.0, "case_sha256": case.sha256}
    plan = Plan(
        decisions=decisions,
        service=frame(service, SERVICE.dtypes),
        places=place_table(case, account, Services(power_share=share)),
        summary={**SUMMARY, **figures, "spent_usd": float(decisions.purchases["cost_usd"].sum())},
    )
    return made(case, plan)


@pytest.fixture(scope="session")
def everything(first_light_made: Made, together_made: Made, winter_made: Made) -> dict[str, Made]:
    return {"first-light": first_light_made, "together": together_made, "winter-53m": winter_made}
