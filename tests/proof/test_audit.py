"""The auditor against a good plan made by hand and against every way to spoil it."""

import math
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.proof.audit import RULES, Breach, audit
from svitlo.tables import schema
from svitlo.tables.case import Case
from svitlo.tables.results import Plan
from tests.proof.corruptions import CORRUPTIONS, bought, respent, restarted, with_row, with_summary, with_table
from tests.proof.plan_by_hand import hand_case, hand_plan, on, share_of_assets, table

TABLES = ("purchases", "repairs", "uses", "service", "places")


@cache
def good() -> tuple[Case, Plan]:
    case = hand_case()
    return case, hand_plan(case)


def rules_of(breaches: tuple[Breach, ...]) -> set[str]:
    return {breach.rule for breach in breaches}


def row_of(plan: Plan, name: str, **wanted: object) -> int:
    frame = getattr(plan.decisions, name)
    found = [row for row, values in enumerate(frame.to_dicts()) if wanted.items() <= values.items()]
    assert len(found) == 1
    return found[0]


def test_a_good_plan_passes():
    assert audit(*good()) == ()


@pytest.mark.parametrize(("name", "corrupt", "rule"), CORRUPTIONS, ids=[name for name, _, _ in CORRUPTIONS])
def test_every_corruption_is_caught_and_named(name, corrupt, rule):
    case, plan = good()
    spoilt = corrupt(case, plan)
    assert spoilt is not None, f"the plan by hand has nothing to spoil for {name}"
    breaches = audit(case, spoilt)
    assert rule in rules_of(breaches)
    assert rules_of(breaches) <= set(RULES)
    assert list(breaches) == sorted(set(breaches))


def test_every_rule_is_broken_by_some_corruption():
    assert {rule for _, _, rule in CORRUPTIONS} | {"cannot judge"} == set(RULES)


def test_the_order_of_rows_does_not_matter():
    case, plan = good()
    for name in TABLES:
        frame = getattr(plan.decisions if name in ("purchases", "repairs", "uses") else plan, name)
        plan = with_table(plan, name, frame.sample(fraction=1.0, shuffle=True, seed=7))
    shuffled = {
        name: getattr(case, name).sample(fraction=1.0, shuffle=True, seed=3)
        for name in ("places", "damage", "works", "needs", "catalogue", "crews", "actors", "positions", "pledges")
    }
    assert audit(replace(case, **shuffled), plan) == ()


# --- noise -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["objective", "do_nothing", "person_hours_without_power", "spent_usd"])
def test_noise_below_a_millionth_is_no_breach_and_above_it_is(key):
    case, plan = good()
    for sign in (1.0, -1.0):
        near = with_summary(plan, **{key: plan.summary[key] * (1.0 + sign * 5e-7)})
        assert audit(case, near) == ()
        far = with_summary(plan, **{key: plan.summary[key] * (1.0 + sign * 3e-6)})
        assert audit(case, far) != ()


def test_proven_figures_may_be_a_thousandth_off_and_no_more():
    case, plan = good()
    proven = plan.summary["objective_proven"]
    assert audit(case, with_summary(plan, objective_proven=proven * 1.0009)) == ()
    assert rules_of(audit(case, with_summary(plan, objective_proven=proven * 1.0011))) == {"proven"}
    assert rules_of(audit(case, with_summary(plan, objective_proven=proven * 0.9989))) == {"proven"}


def test_the_last_cent_of_a_pledge_may_be_spent_and_not_one_more():
    case, plan = good()
    total_usd = 8000.0 + 15000.0 + 60000.0 + 2000.0 + 5000.0
    for change, rules in ((0.0, set()), (-0.01, {"money"})):
        amount = pl.when(pl.col("pledge_id") == "fund").then((total_usd + change) / 1.1).otherwise(pl.col("amount"))
        assert rules_of(audit(replace(case, pledges=case.pledges.with_columns(amount=amount)), plan)) == rules


# --- what it says of single rules ------------------------------------------------------------------------------------


def test_a_breach_says_where_and_what():
    case, plan = good()
    late = bought(case, plan, row_of(plan, "purchases", purchase_id="P3"), order_day=1)
    assert audit(case, late) == (Breach("pledge", "purchases.csv P3", "fund cannot pay on day 1: usable from day 2"),)


def test_announced_money_counts_where_the_summary_says_so():
    case, plan = good()
    changed = bought(case, plan, row_of(plan, "purchases", purchase_id="P7"), pledge_id="announced")
    assert audit(case, changed) == (
        Breach("pledge", "purchases.csv P7", "announced cannot pay on day 3: it is only announced"),
    )
    assert audit(case, with_summary(changed, count_announced=True)) == ()


def test_a_given_crew_counts_from_the_day_on_which_it_is_usable():
    case, plan = good()
    day = pl.when(pl.col("pledge_id") == "crew").then(pl.lit(on(5))).otherwise(pl.col("available"))
    later = replace(case, pledges=case.pledges.with_columns(available=day))
    assert audit(later, plan) == (Breach("crews", "day 4", "2 works need crews of kind line, more than there are"),)


@pytest.mark.parametrize(
    ("earmark", "enough"),
    [
        ("kind:line", True),
        ("kind:trafo", False),
        ("asset:power/line/2", True),
        ("asset:power/line/0", False),
        ("place:west", True),
        ("equipment:insulator", True),
        ("equipment:breaker", False),
        ("sector:water", False),
        (None, True),
    ],
)
def test_a_given_crew_works_only_on_what_it_was_given_for(earmark, enough):
    case, plan = good()
    marked = pl.when(pl.col("pledge_id") == "crew").then(pl.lit(earmark)).otherwise(pl.col("earmark"))
    changed = replace(case, pledges=case.pledges.with_columns(earmark=marked))
    assert rules_of(audit(changed, plan)) == (set() if enough else {"crews"})


def test_crews_that_have_left_do_not_work():
    case, plan = good()
    until = pl.when(pl.col("crew_kind") == "line").then(pl.lit(on(4))).otherwise(pl.col("to"))
    assert audit(replace(case, crews=case.crews.with_columns(to=until)), plan) == ()
    until = pl.when(pl.col("crew_kind") == "line").then(pl.lit(on(3))).otherwise(pl.col("to"))
    assert {breach.where for breach in audit(replace(case, crews=case.crews.with_columns(to=until)), plan)} == {"day 4"}


def test_a_substitute_leaves_the_asset_with_its_share_of_capacity():
    """With a whole transformer more could be served: the same shares are then no longer the least."""
    case, plan = good()
    half = case.substitutes.with_columns(
        capacity_share=pl.when(pl.col("equipment_id") == "at200").then(0.45).otherwise(pl.col("capacity_share"))
    )
    assert {"physics", "do nothing"} & rules_of(audit(replace(case, substitutes=half), plan)) == {"physics"}
    whole = case.substitutes.with_columns(capacity_share=pl.lit(1.0))
    assert rules_of(audit(replace(case, substitutes=whole), plan)) == {"optimum"}


def test_a_work_may_end_after_the_horizon():
    case, plan = good()
    moved = restarted(plan, row_of(plan, "repairs", asset_id="power/bus/6"), 11)
    assert "dates" not in rules_of(audit(case, moved))


def test_a_gift_that_is_usable_after_the_horizon_is_early_at_any_time():
    case, plan = good()
    row = row_of(plan, "uses", origin="purchase:P4")
    changed = with_row(plan, "uses", row, origin="pledge:gift_late")
    assert rules_of(audit(case, changed)) == {"early"}


def test_needs_per_km_are_rounded_up():
    """12.3 km at 0.5 a km are 6.15, so 7; the noise of 0.1 x 30 is not a fourth unit."""
    case, plan = good()
    km = pl.when(pl.col("asset_id") == "power/line/3").then(14.0).otherwise(pl.col("length_km"))
    exact = replace(case.power, branches=case.power.branches.with_columns(length_km=km))
    assert audit(replace(case, power=exact), plan) == ()
    km = pl.when(pl.col("asset_id") == "power/line/3").then(14.01).otherwise(pl.col("length_km"))
    longer = replace(case.power, branches=case.power.branches.with_columns(length_km=km))
    assert rules_of(audit(replace(case, power=longer), plan)) == {"needs"}
    quantity = pl.when(pl.col("per") == "km").then(0.7 / 3.0).otherwise(pl.col("quantity"))
    km = pl.when(pl.col("asset_id") == "power/line/3").then(30.0).otherwise(pl.col("length_km"))
    noisy = replace(case.power, branches=case.power.branches.with_columns(length_km=km))
    assert audit(replace(case, power=noisy, needs=case.needs.with_columns(quantity=quantity)), plan) == ()


def test_a_length_that_nobody_knows_cannot_be_judged():
    case, plan = good()
    unknown = replace(case.power, branches=case.power.branches.with_columns(length_km=pl.lit(None, pl.Float64)))
    assert rules_of(audit(replace(case, power=unknown), plan)) == {"cannot judge"}


def test_substitutes_are_matched_with_needs_and_the_best_match_counts():
    """Two units that may each stand for either need: capacity is that of the better way round."""
    case, plan = good()
    more = pl.concat(
        [
            case.substitutes,
            table(
                schema.SUBSTITUTES,
                {"equipment_id": "mast", "stands_in_for": "conductor", "capacity_share": 0.1},
                {"equipment_id": "tower", "stands_in_for": "conductor", "capacity_share": 0.1},
            ),
        ]
    )
    assert audit(replace(case, substitutes=more), plan) == ()


def test_an_earmark_of_kinds_wants_one_of_them():
    case, plan = good()
    for earmark, rules in (("kind:trafo", set()), ("kind:bus", {"earmark"}), ("kind:bus;kind:trafo", set())):
        marked = pl.when(pl.col("pledge_id") == "bilateral").then(pl.lit(earmark)).otherwise(pl.col("earmark"))
        assert rules_of(audit(replace(case, pledges=case.pledges.with_columns(earmark=marked)), plan)) == rules


def test_the_place_of_a_branch_is_at_either_of_its_ends():
    case, plan = good()
    for earmark, rules in (("place:west", set()), ("place:east", {"earmark"}), ("place:school", {"earmark"})):
        marked = pl.when(pl.col("pledge_id") == "bilateral").then(pl.lit(earmark)).otherwise(pl.col("earmark"))
        assert rules_of(audit(replace(case, pledges=case.pledges.with_columns(earmark=marked)), plan)) == rules


def test_a_spare_from_free_money_is_allowed_and_one_of_the_wrong_kind_from_bound_money_is_not():
    case, plan = good()
    spare = {"purchase_id": "P9", "equipment_id": "pumpset", "quantity": 1, "pledge_id": "only_pumps", "order_day": 0}
    spare |= {"arrival_day": 1, "unit_cost_usd": 9000.0, "cost_usd": 9000.0}
    for pledge_id, rules in (("only_pumps", set()), ("only_water", set()), ("only_place", {"earmark"})):
        rows = [*plan.decisions.purchases.to_dicts(), spare | {"pledge_id": pledge_id}]
        assert rules_of(audit(case, respent(case, with_table(plan, "purchases", rows)))) == rules
    rows = [*plan.decisions.purchases.to_dicts(), spare | {"pledge_id": "small"}]
    assert rules_of(audit(case, respent(case, with_table(plan, "purchases", rows)))) == {"earmark", "money"}


def with_genset(case: Case, plan: Plan, **change: object) -> Plan:
    """The plan with a set bought for the hospital and placed there, where the grid serves it whole anyway."""
    row = {"at": "place:hospital", "equipment_id": "genset", "quantity": 1, "origin": "purchase:P9"}
    row |= {"crew_kind": "line", "start_day": 8, "service_day": 9}
    genset = {"purchase_id": "P9", "equipment_id": "genset", "quantity": 1, "pledge_id": "fund", "order_day": 7}
    genset |= {"arrival_day": 8, "unit_cost_usd": 30000.0, "cost_usd": 30000.0}
    bought_too = with_table(plan, "purchases", [*plan.decisions.purchases.to_dicts(), genset])
    return with_table(respent(case, bought_too), "installs", [row | change])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"crew_kind": "substation"}, "crew kind"),
        ({"start_day": 7, "service_day": 8}, "early"),
        ({"service_day": 8}, "dates"),
        ({"start_day": 12, "service_day": 13}, "dates"),
        ({"at": "place:west"}, "installs"),
        ({"at": "pump:net/1"}, "installs"),
        ({"quantity": 2}, "stock"),
        ({"quantity": 3}, "crews"),
        ({"start_day": 4, "service_day": 5, "origin": "purchase:P9"}, "early"),
    ],
)
def test_placed_equipment_is_judged_like_a_repair(change, rule):
    case, plan = good()
    assert rules_of(audit(case, with_genset(case, plan))) <= {"optimum", "proven"}
    assert rule in rules_of(audit(case, with_genset(case, plan, **change)))


def test_units_take_a_crew_each():
    """Two line crews are there on day 8, one of them given for lines alone: one unit can be placed, not two."""
    case, plan = good()
    found = audit(case, with_genset(case, plan, quantity=2))
    assert Breach("crews", "day 8", "2 works need crews of kind line, more than there are") in found


def test_heat_figures_may_be_left_open_only_where_nothing_heats():
    case, plan = good()
    kind = pl.when(pl.col("place_id") == "hospital").then(pl.lit("heat")).otherwise(pl.col("kind"))
    heated = replace(case, places=case.places.with_columns(kind=kind))
    assert rules_of(audit(heated, plan)) == {"heat"}
    assert audit(case, with_summary(plan, people_drained=0, person_hours_without_heat=0.0)) == ()


def test_the_hand_written_states_are_those_of_the_case():
    """Guards the plan by hand itself: ids in their order, out from the report on."""
    case, _ = good()
    assert case.damage["asset_id"].sort().to_list() == [
        "power/bus/6",
        "power/gen/1",
        "power/line/0",
        "power/line/2",
        "power/line/3",
        "power/trafo/0",
    ]
    assert share_of_assets(4) == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert share_of_assets(11) == [1.0, 1.0, 1.0, 1.0, 0.9, 0.5]


# --- nothing that a plan may hold makes the auditor fall over --------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-(2**62), 2**62),
    st.integers(-3, 15),
    st.floats(allow_nan=True, allow_infinity=True),
    st.none(),
    st.booleans(),
    st.text(max_size=3),
)


def put(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    """The frame with one value changed; a value of another kind changes the column's type as a CSV reader would."""
    values = frame[column].to_list()
    values[row] = value
    kinds = {type(entry) for entry in values if entry is not None}
    if len(kinds) > 1:
        values = [None if entry is None else str(entry) for entry in values]
    return frame.with_columns(pl.Series(column, values, strict=False))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_edit_of_a_plan_makes_the_auditor_fall_over(data):
    case, plan = good()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(TABLES))
        frame = getattr(plan.decisions if name in ("purchases", "repairs", "uses") else plan, name)
        row = data.draw(st.integers(0, frame.height - 1))
        column = data.draw(st.sampled_from(frame.columns))
        value = data.draw(NUMBERS)
        plan = with_table(plan, name, put(frame, row, column, value))
    breaches = audit(case, plan)
    assert rules_of(breaches) <= set(RULES)


@settings(max_examples=20, deadline=None)
@given(key=st.sampled_from(sorted(good()[1].summary)), value=st.one_of(NUMBERS, st.lists(st.none()), st.just(10**400)))
def test_no_edit_of_a_summary_makes_the_auditor_fall_over(key, value):
    case, plan = good()
    breaches = audit(case, with_summary(plan, **{key: value}))
    assert rules_of(breaches) <= set(RULES)
    if isinstance(value, float) and math.isfinite(value) and key in ("objective", "do_nothing", "spent_usd"):
        assert breaches


@pytest.mark.parametrize("name", TABLES)
def test_tables_without_rows_or_columns_are_breaches(name):
    case, plan = good()
    decision = name in ("purchases", "repairs", "uses")
    frame = getattr(plan.decisions if decision else plan, name)
    assert audit(case, with_table(plan, name, frame.clear()))
    bare = audit(case, with_table(plan, name, pl.DataFrame()))
    assert "form" in rules_of(bare)
    nested = frame.with_columns(pl.Series(frame.columns[0], [[1]] * frame.height))
    assert "form" in rules_of(audit(case, with_table(plan, name, nested)))
    extra = frame.with_columns(comment=pl.lit("x"))
    assert rules_of(audit(case, with_table(plan, name, extra))) == {"form"}
