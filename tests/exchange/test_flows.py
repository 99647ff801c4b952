"""Money of a ledger as flows: every fact that moves money, once, with what it rests on."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.exchange.flows import STAGES, flows_of, unvalued
from svitlo.exchange.hxl_out import hxl_of
from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.events import Draft
from tests.exchange.histories import START, history, seen


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 8))
def test_flows_add_up_to_the_funnel_and_to_what_the_ledger_posted(seed: int, gifts: int) -> None:
    with seen(history(seed, gifts)) as view:
        flows, rows, totals = flows_of(view), funnel(view), view.reader.totals()
    assert flows == sorted(flows, key=lambda flow: (flow.held_on, STAGES.index(flow.stage), flow.seq))

    def summed(stage: str, currency: str) -> int:
        found = (flow for flow in flows if flow.stage == stage and flow.amount.currency == currency)
        return sum(flow.amount.minor for flow in found if not flow.in_kind)

    for currency in {flow.amount.currency for flow in flows} | {row.currency for row in rows}:
        mine = [row for row in rows if row.currency == currency]
        assert summed("pledge", currency) == sum(row.pledged for row in mine)
        assert summed("commitment", currency) == sum(row.committed for row in mine)
        for stage, account in (("receipt", "received"), ("allocation", "allocated"), ("contract", "owed")):
            posted = sum(one.amount for one in totals if (one.account, one.measure) == (account, currency))
            assert summed(stage, currency) == posted


def test_goods_and_crews_without_a_value_are_told() -> None:
    donor = Draft(kind="state.named", subject="state:usa", held_on=START, data={"name": "United States"})
    said = {"donor": "state:usa", "category": "energy", "quantity": 3}
    pledges = [
        Draft(kind="pledge.announced", subject=f"pledge:{form}", held_on=START, data={**said, "form": form, **more})
        for form, more in (("goods", {"equipment_id": "pump"}), ("crew", {"crew_kind": "line"}))
    ]
    with seen([donor, *pledges]) as view:
        assert flows_of(view) == []
        assert unvalued(view) == ("2 pledges of goods or crews without a declared value were left out",)
        assert hxl_of(view)[1] == unvalued(view)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_a_flow_names_where_it_comes_from(seed: int) -> None:
    story = history(seed, 6)
    with seen(story) as view:
        flows = flows_of(view)
        early = [flow for flow in flows if flow.held_on <= date(2022, 11, 25)]
        assert [flow.seq for flow in flows_of(view.at(date(2022, 11, 25)))] == [flow.seq for flow in early]
    first = {draft.subject: draft for draft in reversed(story)}
    for flow in flows:
        if flow.stage == "receipt":
            commitment = first[flow.origin].data
            assert (flow.category, flow.payer) == (commitment["category"], commitment["donor"])
        if flow.stage == "payment":
            assert flow.owner == flow.payer
            assert flow.origin in first
