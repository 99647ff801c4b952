"""What has begun, held against the case as it is now: every contradiction is told, with a hint."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from svitlo.pipeline import Choice, make_plan, remake_plan
from svitlo.plan.kept import covers, kept_of
from svitlo.plan.known import known_from
from svitlo.plan.planners import Options
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from svitlo.tables.results import Decisions, Plan
from tests.plan.small_case import branch_damage, branch_need, branch_work, cash, crews, good, goods, on, small_case

QUICK = Choice(options=Options(effort=20, bound_effort=100))


def case_of(**tables: Any) -> Case:
    """Three broken branches; the largest gets a gift, the next a mast that is bought on day 0 and there on day 4."""
    given = {
        "damage": branch_damage(2, 3),
        "works": [branch_work(3)],
        "needs": [branch_need("mast", 1)],
        "catalogue": [good("mast", 100.0, 4)],
        "crews": [crews(1)],
        "pledges": [goods("gift", "mast", 1), cash("fund", 100.0)],
    }
    return small_case(days=20, **{**given, **tables})


@pytest.fixture(scope="module")
def old() -> Plan:
    """Branch 3 from day 0 with the gift, branch 2 from day 4 with what is bought."""
    plan = make_plan(case_of(), QUICK)
    assert plan.decisions.uses.rows() == [
        ("power/branch/2", "mast", 1, "purchase:P001"),
        ("power/branch/3", "mast", 1, "pledge:gift"),
    ]
    return plan


def problems(case: Case, decisions: Decisions, day: int) -> list[str]:
    with pytest.raises(BadInput) as caught:
        kept_of(case, decisions, day)
    assert all(problem.hint for problem in caught.value.problems)
    return [f"{problem.file}: {problem.column}: {problem.what}" for problem in caught.value.problems]


def test_what_has_begun_and_what_is_left_of_orders(old: Plan) -> None:
    early, late = (kept_of(case_of(), old.decisions, day) for day in (1, 5))
    assert [item.work.asset_id for item in early.begun] == ["power/branch/3"]
    assert [order.left_count for order in early.orders] == [1]
    assert [item.work.asset_id for item in late.begun] == ["power/branch/2", "power/branch/3"]
    assert [order.left_count for order in late.orders] == [0]
    assert kept_of(case_of(), old.decisions, 0).begun == ()


REPAIRS, USES, PURCHASES = (f"{name}.csv of the old plan" for name in ("repairs", "uses", "purchases"))

CONTRADICTIONS: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "not damaged",
        {"damage": branch_damage(2)},
        [f"{REPAIRS}: asset_id: power/branch/3, begun on 2026-01-05, is not in `damage` of the case now"],
    ),
    (
        "struck later",
        {"damage": [*branch_damage(2), *branch_damage(3, reported=3)]},
        [f"{REPAIRS}: start_day: power/branch/3, begun on 2026-01-05, is reported on 2026-01-08 only now"],
    ),
    (
        "takes longer",
        {"works": [branch_work(5)]},
        [
            f"{REPAIRS}: service_day: power/branch/2, begun on 2026-01-09, takes 3 days, and by `works` and `damage` 5 "
            "now",
            f"{REPAIRS}: service_day: power/branch/3, begun on 2026-01-05, takes 3 days, and by `works` and `damage` 5 "
            "now",
        ],
    ),
    (
        "another crew",
        {"works": [branch_work(3, crew_kind="tower")], "damage": branch_damage(2, 3)},
        [
            f"{REPAIRS}: crew_kind: power/branch/2, begun on 2026-01-09, is done by a line crew, and `works` asks for "
            "tower now",
            f"{REPAIRS}: crew_kind: power/branch/3, begun on 2026-01-05, is done by a line crew, and `works` asks for "
            "tower now",
        ],
    ),
    (
        "no work",
        {"works": [branch_work(3, severity="minor")]},
        [
            f"{REPAIRS}: asset_id: power/branch/2, begun on 2026-01-09, fits no row of `works` now (branch, major)",
            f"{REPAIRS}: asset_id: power/branch/3, begun on 2026-01-05, fits no row of `works` now (branch, major)",
        ],
    ),
    (
        "needs more",
        {"needs": [branch_need("mast", 2)]},
        [
            f"{USES}: quantity: power/branch/2 took 1 mast, and by `needs` and `damage` takes 2 mast now",
            f"{USES}: quantity: power/branch/3 took 1 mast, and by `needs` and `damage` takes 2 mast now",
        ],
    ),
    (
        "gift later",
        {"pledges": [goods("gift", "mast", 1, 9), cash("fund", 100.0)]},
        [f"{USES}: origin: pledge:gift was used for power/branch/3 on 2026-01-05, which is usable from 2026-01-14 now"],
    ),
    (
        "gift not usable",
        {"pledges": [goods("gift", "mast", 1, category="military"), cash("fund", 100.0)]},
        [
            f"{USES}: origin: pledge:gift was used for power/branch/3 on 2026-01-05, which cannot be used now "
            "(military support buys nothing for the networks)"
        ],
    ),
    (
        "gift gone",
        {"pledges": [cash("fund", 100.0)]},
        [f"{USES}: origin: pledge:gift was used for power/branch/3 on 2026-01-05 and is no pledge of goods now"],
    ),
    (
        "gift of none",
        {"pledges": [goods("gift", "mast", 0), cash("fund", 100.0)]},
        [f"{USES}: quantity: 1 units of pledge:gift were used, and it brings 0 now"],
    ),
    (
        "gift of another thing",
        {
            "pledges": [goods("gift", "pole", 1), cash("fund", 100.0)],
            "catalogue": [good("mast", 100.0, 4), good("pole", 1.0, 1)],
        },
        [f"{USES}: equipment_id: pledge:gift was used for power/branch/3 on 2026-01-05 as mast and brings pole now"],
    ),
    (
        "gift for another",
        {"pledges": [goods("gift", "mast", 1, earmark="asset:power/branch/1"), cash("fund", 100.0)]},
        [
            f"{USES}: origin: pledge:gift was used for power/branch/3 on 2026-01-05, for which gift is not now "
            "(asset:power/branch/1)"
        ],
    ),
    (
        "longer lead time",
        {"catalogue": [good("mast", 100.0, 6)]},
        [
            f"{USES}: origin: purchase:P001 was used for power/branch/2 on 2026-01-09 and arrives on 2026-01-11 by the "
            "lead time of the case now"
        ],
    ),
    (
        "dearer",
        {"catalogue": [good("mast", 120.0, 4)], "pledges": [goods("gift", "mast", 1), cash("fund", 500.0)]},
        [f"{PURCHASES}: unit_cost_usd: P001, ordered on 2026-01-05, cost 100.00 USD a unit, and mast costs 120.00"],
    ),
    (
        "money later",
        {"pledges": [goods("gift", "mast", 1), cash("fund", 100.0, 2)]},
        [f"{PURCHASES}: pledge_id: P001, ordered on 2026-01-05, was paid by fund, which is usable from 2026-01-07 now"],
    ),
    (
        "money less",
        {"pledges": [goods("gift", "mast", 1), cash("fund", 60.0)]},
        [f"{PURCHASES}: cost_usd: orders for 100.00 USD were paid by fund, which gives 60.00 USD now"],
    ),
    (
        "money gone",
        {"pledges": [goods("gift", "mast", 1)]},
        [f"{PURCHASES}: pledge_id: P001, ordered on 2026-01-05, was paid by fund, which is no cash pledge now"],
    ),
    (
        "supply",
        {"catalogue": [good("mast", 100.0, 4, supply_count=0)]},
        [f"{PURCHASES}: quantity: 1 mast were ordered, and 0 can be had now"],
    ),
    (
        "crews",
        {"crews": [crews(1, 0, 5)]},
        [
            f"{REPAIRS}: crew_kind: works that had begun hold 1 line crews on 2026-01-11 (power/branch/2), and "
            "the case has 0 now"
        ],
    ),
]


@pytest.mark.parametrize(
    ("tables", "said"), [entry[1:] for entry in CONTRADICTIONS], ids=[e[0] for e in CONTRADICTIONS]
)
def test_a_contradiction_is_told(old: Plan, tables: dict[str, Any], said: list[str]) -> None:
    assert problems(case_of(**tables), old.decisions, 5) == said


def test_the_same_facts_contradict_nothing_that_has_not_begun(old: Plan) -> None:
    """On day 1 branch 2 has not begun, so what it was to use may change."""
    for tables in ({"catalogue": [good("mast", 100.0, 6)]}, {"crews": [crews(1, 0, 5)]}):
        assert len(kept_of(case_of(**tables), old.decisions, 1).begun) == 1


def test_all_contradictions_are_told_at_once(old: Plan) -> None:
    found = problems(case_of(damage=branch_damage(2), pledges=[], crews=[]), old.decisions, 5)
    assert len(found) == 3
    assert [text.split(":")[0] for text in found] == [PURCHASES, REPAIRS, REPAIRS]


def test_an_unknown_equipment_and_origins_that_are_no_orders(old: Plan) -> None:
    uses = old.decisions.uses.with_columns(origin=pl.Series(["purchase:P007", "purchase:"]))
    found = problems(case_of(), replace(old.decisions, uses=uses), 5)
    assert [text.rsplit(" and ", 1)[1] for text in found] == ["is no order that stands", "is no order that stands"]
    purchases = old.decisions.purchases.with_columns(equipment_id=pl.lit("kite"))
    found = problems(case_of(), replace(old.decisions, purchases=purchases), 1)
    assert found == [f"{PURCHASES}: equipment_id: P001, ordered on 2026-01-05, is kite, which the case does not know"]


def test_a_use_before_its_order(old: Plan) -> None:
    purchases = old.decisions.purchases.with_columns(order_day=pl.lit(9, pl.Int64))
    found = problems(case_of(), replace(old.decisions, purchases=purchases), 5)
    assert [text.rsplit(" and ", 1)[1] for text in found] == ["is ordered only later"]


@pytest.mark.parametrize("day", [-1, 20, 400])
def test_the_day_must_be_one_of_the_case(old: Plan, day: int) -> None:
    with pytest.raises(BadInput, match="is not a day of the case"):
        remake_plan(case_of(), old, on(day), QUICK)


@pytest.mark.parametrize(
    "facts",
    [
        [],
        {},
        {"damage": {}, "pledges": {}, "lead_days": {}},
        {"damage": {"a": [1]}, "pledges": {}, "lead_days": {}, "crews": {}},
        {"damage": {}, "pledges": {"a": ["x", 1]}, "lead_days": {}, "crews": {}},
        {"damage": {}, "pledges": {}, "lead_days": {"a": 1.5}, "crews": {}},
        {"damage": {}, "pledges": {}, "lead_days": {}, "crews": {"line": [[0]]}},
        {"damage": {}, "pledges": {}, "lead_days": {}, "crews": {"line": [[True, 1]]}},
    ],
)
def test_facts_that_no_plan_writes_are_refused(old: Plan, facts: object) -> None:
    with pytest.raises(BadInput, match="is not what a plan writes"):
        remake_plan(case_of(), replace(old, summary={**old.summary, "facts": facts}), on(1), QUICK)


def test_a_plan_writes_facts_that_can_be_read(old: Plan) -> None:
    assert known_from(old.summary) == old.summary["facts"]


@pytest.mark.parametrize(
    ("units", "needs", "enough"),
    [
        ({}, {}, True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"b": 1}, {"a": 1}, True),
        ({"a": 1, "b": 1}, {"a": 1, "c": 1}, False),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}, True),
        ({"a": 2, "b": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_units_cover_needs_that_they_fit(units: dict[str, int], needs: dict[str, int], *, enough: bool) -> None:
    """`b` stands in for `a`, and nothing else for anything."""
    assert covers(units, needs, {("a", "a"), ("b", "b"), ("c", "c"), ("b", "a")}) is enough
