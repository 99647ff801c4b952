from datetime import date

from svitlo.aid.decisions import Blocker, Outcome, outcomes_of

from .builders import Rows, actor, decision, ledger, position

D1, D2, D3, D5, D8, D9, D10, D12, D20 = (date(2022, 12, day) for day in (1, 2, 3, 5, 8, 9, 10, 12, 20))
ALBA, BREN = actor("alba", "member"), actor("bren", "member")
OUT = actor("outland", "outsider")


def outcome(actors: Rows, positions: Rows, *, closes: date | None = D10, sovereign: str | None = None) -> Outcome:
    (only,) = outcomes_of(
        ledger(actors=actors, decisions=[decision(D1, closes, sovereign=sovereign)], positions=positions)
    )
    return only


def test_silence_becomes_consent_on_the_day_it_closes() -> None:
    result = outcome([ALBA, BREN], [])
    assert (result.state, result.adopted_on, result.blockers, result.silent) == ("adopted", D10, (), ())


def test_the_last_member_to_speak_ends_it_early() -> None:
    assert outcome([ALBA, BREN], [position("alba", "support", D2), position("bren", "abstain", D5)]).adopted_on == D5


def test_positions_stated_before_tabling_count_from_the_tabling() -> None:
    early = date(2022, 11, 20)
    assert outcome([ALBA], [position("alba", "support", early)]).adopted_on == D1
    assert outcome([ALBA], [position("alba", "oppose", early)]).blockers == (Blocker(actor_id="alba", since=D1),)


def test_a_members_opposition_blocks_whoever_else_supports() -> None:
    result = outcome([ALBA, BREN], [position("alba", "support", D2), position("bren", "oppose", D3)])
    assert (result.state, result.adopted_on) == ("blocked", None)
    assert result.blockers == (Blocker(actor_id="bren", since=D3),)


def test_opposition_lifted_before_closing_leaves_the_closing_day() -> None:
    said = [position("bren", "oppose", D3), position("bren", "abstain", D5)]
    assert outcome([ALBA, BREN], said).adopted_on == D10


def test_opposition_lifted_after_closing_adopts_on_that_day() -> None:
    said = [position("bren", "oppose", D3), position("bren", "support", D12)]
    assert outcome([ALBA, BREN], said).adopted_on == D12


def test_opposition_on_the_closing_day_itself_blocks() -> None:
    assert outcome([ALBA], [position("alba", "oppose", D10)]).state == "blocked"


def test_opposition_after_adoption_comes_too_late() -> None:
    result = outcome([ALBA, BREN], [position("bren", "oppose", D12)])
    assert result.adopted_on == D10
    assert [statement.standing for statement in result.statements] == ["late"]


def test_blocking_is_counted_anew_after_it_was_interrupted() -> None:
    said = [position("bren", "oppose", D2), position("bren", "support", D3), position("bren", "oppose", D5)]
    result = outcome([ALBA, BREN], said)
    assert result.blockers == (Blocker(actor_id="bren", since=D5),)
    assert [statement.standing for statement in result.statements] == ["replaced", "replaced", "counts"]


def test_an_invitee_does_not_count_the_day_before_accession() -> None:
    joins = [actor("cyr", "invitee", None, D10), actor("cyr", "member", date(2022, 12, 11))]
    result = outcome([ALBA, *joins], [position("cyr", "oppose", D2)])
    assert result.adopted_on == D10
    assert [(said.actor_id, said.role) for said in result.heard] == [("cyr", "invitee")]


def test_an_invitees_opposition_blocks_from_the_day_of_accession() -> None:
    joins = [actor("cyr", "invitee", None, D9), actor("cyr", "member", D10)]
    result = outcome([ALBA, *joins], [position("cyr", "oppose", D2)])
    assert result.blockers == (Blocker(actor_id="cyr", since=D10),)
    assert result.heard == ()


def test_a_new_member_must_be_heard_too() -> None:
    joins = [actor("cyr", "invitee", None, D2), actor("cyr", "member", D3)]
    before = outcome([ALBA, *joins], [position("alba", "support", D2)])
    after = outcome([ALBA, *joins], [position("alba", "support", D3)])
    assert (before.adopted_on, after.adopted_on) == (D2, D10)


def test_a_member_that_leaves_no_longer_blocks_and_is_still_shown() -> None:
    leaves = [actor("bren", "member", None, D12), actor("bren", "partner", date(2022, 12, 13))]
    result = outcome([ALBA, *leaves], [position("bren", "oppose", D3)])
    assert result.adopted_on == date(2022, 12, 13)
    assert [(said.actor_id, said.position, said.role) for said in result.heard] == [("bren", "oppose", "partner")]


def test_an_outsider_is_heard_and_never_counted() -> None:
    alone = outcome([ALBA, OUT], [])
    loud = outcome([ALBA, OUT], [position("outland", "oppose", D2), position("outland", "oppose", D9)])
    assert loud.adopted_on == alone.adopted_on == D10
    assert [said.standing for said in loud.heard] == ["outside", "outside"]


def test_without_a_closing_day_it_waits_for_the_silent() -> None:
    result = outcome([ALBA, BREN], [position("alba", "support", D2)], closes=None)
    assert (result.state, result.silent, result.blockers) == ("pending", ("bren",), ())


def test_where_nobody_is_a_member_nobody_consents() -> None:
    result = outcome([OUT], [position("outland", "support", D2)])
    assert (result.state, result.adopted_on, result.silent) == ("pending", None, ())


def test_a_decision_that_closed_long_before_the_case_is_adopted_then() -> None:
    (result,) = outcomes_of(ledger(actors=[ALBA], decisions=[decision(date(2022, 1, 1), date(2022, 2, 1))]))
    assert result.adopted_on == date(2022, 2, 1)


def test_sovereign_is_the_actors_own_word_alone() -> None:
    said = [position("alba", "oppose", D2), position("outland", "abstain", D2), position("outland", "support", D5)]
    result = outcome([ALBA, OUT], said, closes=None, sovereign="outland")
    assert result.adopted_on == D5
    assert [said.actor_id for said in result.heard] == ["alba"]


def test_sovereign_blocked_and_pending() -> None:
    blocked = outcome([ALBA], [position("alba", "oppose", D2)], closes=None, sovereign="alba")
    assert (blocked.state, blocked.blockers) == ("blocked", (Blocker(actor_id="alba", since=D2),))
    pending = outcome([ALBA], [position("alba", "abstain", D2)], closes=None, sovereign="alba")
    assert (pending.state, pending.silent) == ("pending", ("alba",))
    silent_until_closing = outcome([ALBA], [], closes=D10, sovereign="alba")
    assert silent_until_closing.state == "pending"


def test_sovereign_support_that_is_withdrawn_later_was_adopted() -> None:
    said = [position("alba", "support", D2), position("alba", "oppose", D3)]
    assert outcome([ALBA], said, closes=None, sovereign="alba").adopted_on == D2


def test_sovereign_support_before_tabling_counts_from_the_tabling() -> None:
    early = [position("alba", "support", date(2022, 11, 1))]
    assert outcome([ALBA], early, closes=None, sovereign="alba").adopted_on == D1


def test_each_decision_hears_its_own_positions_only() -> None:
    case = ledger(
        actors=[ALBA],
        decisions=[decision(D1, D20, decision_id="b"), decision(D1, D20, decision_id="a")],
        positions=[position("alba", "oppose", D2, decision_id="b")],
    )
    assert [(result.decision_id, result.state) for result in outcomes_of(case)] == [("a", "adopted"), ("b", "blocked")]
