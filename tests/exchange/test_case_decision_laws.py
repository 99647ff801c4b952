"""A law over generated proposals: a case's two rules come to what the ledger decided, and nobody gains a say.

Five rules, rolls that are the coalition's or others, members who come and go, answers and objections in any order.
"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svitlo.aid.decisions import outcomes_of
from svitlo.exchange.case_out import case_tables
from svitlo.ledger.consent import decision_of
from svitlo.ledger.events import Draft
from svitlo.tables.errors import BadInput
from tests.aid.builders import ledger
from tests.exchange.case_ledgers import book_in, said

FIRST = date(2030, 1, 1)
LAST = 20
STATES = ("alba", "bren", "cor", "dell")
ROLES = ("member", "member", "partner", "former", "outsider")
RULES = ("sovereign", "consensus", "unanimity_with_abstention", "silence", "manager")
ROLLS: dict[str, dict[str, Any]] = {
    "the coalition's": {"group": "group:g"},
    "another group's": {"group": "group:h"},
    "a list": {"roll": ["state:alba", "state:dell"]},
}


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def who(draw: Any) -> str:
    return f"state:{draw(st.sampled_from(STATES))}"


def opening(draw: Any) -> list[Draft]:
    """Four states, two groups with members from the start and some who come or go, and one proposal."""
    drafts = [said("state.named", f"state:{one}", day(0), name=one.title()) for one in STATES]
    for group, members in (("g", ("alba", "bren", "cor")), ("h", ("bren", "dell"))):
        drafts.append(said("group.formed", f"group:{group}", day(0), name=group, form="group"))
        for one in members:
            own = {"group": f"group:{group}", "state": f"state:{one}"}
            drafts.append(said("membership.held", f"membership:{group}/{one}", day(0), role="member", **own))
    for _ in range(draw(st.integers(0, 3))):
        state = draw(st.sampled_from(STATES))
        own = {"group": "group:g", "state": f"state:{state}", "role": draw(st.sampled_from(ROLES))}
        drafts.append(said("membership.held", f"membership:g/{state}", day(draw(st.integers(1, LAST))), **own))
    rule = draw(st.sampled_from(RULES))
    roll = ROLLS[draw(st.sampled_from(sorted(ROLLS)))]
    tabled = draw(st.integers(0, 5))
    closes = {"closes": day(tabled + draw(st.integers(0, 10)))} if rule == "silence" or draw(st.booleans()) else {}
    asked = {"topic": "T", **closes}
    if draw(st.booleans()):
        fund = {"name": "F", "manager": who(draw), "currency": "USD", "rule": rule}
        drafts.append(said("fund.opened", "fund:f", day(0), **fund, **roll))
        asked |= {"fund": "fund:f"}
    else:
        asked |= {"rule": rule, **({"actor": who(draw)} if rule in ("sovereign", "manager") else roll)}
    return [*drafts, said("proposal.tabled", "proposal:p", day(tabled), **asked)]


def later(draw: Any) -> Draft:
    """Something that is said of the proposal."""
    on = day(draw(st.integers(0, LAST)))
    kind = draw(st.sampled_from(("answer", "answer", "answer", "objection", "withdrawn")))
    if kind == "answer":
        answer = draw(st.sampled_from(("support", "support", "oppose", "abstain")))
        return said("answer.given", "proposal:p", on, actor=who(draw), answer=answer)
    if kind == "objection":
        return said("objection.quoted", "proposal:p", on, actor=who(draw), quote="No.")
    return said("proposal.withdrawn", "proposal:p", on)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_case_decides_as_the_ledger_does(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    book = book_in(tmp_path_factory.mktemp("law"))
    book.add(opening(data.draw), "test")
    for draft in [later(data.draw) for _ in range(data.draw(st.integers(0, 8)))]:
        with suppress(BadInput):
            book.add([draft], "test")
    for number in sorted(data.draw(st.sets(st.integers(5, LAST + 10), min_size=1, max_size=4))):
        on = FIRST + timedelta(days=number)
        with book.view(on) as view:
            decision = decision_of(view, "proposal:p")
            tables = {name: frame.to_dicts() for name, frame in case_tables(view, "group:g").items()}
        assert decision is not None
        (outcome,) = outcomes_of(ledger(**tables))
        if decision.adopted_on is not None:
            assert outcome.adopted_on == decision.adopted_on
            continue
        # What is open may only be adopted by a silence that is still to end, as the ledger would have it too.
        assert outcome.adopted_on is None or (outcome.adopted_on == decision.closes and outcome.adopted_on > on)
        if decision.state == "blocked":
            first = decision.blockers[0]
            assert (first.actor_id, first.since) in {(one.actor_id, one.since) for one in outcome.blockers}
        else:
            assert outcome.blockers == ()
        if outcome.adopted_on is not None:
            with book.view(outcome.adopted_on) as view:
                assert decision_of(view, "proposal:p").state in ("adopted", "blocked", "withdrawn")  # type: ignore[union-attr]
