"""Who decides, who blocks, and what moves: each rule on a ledger that can be checked by hand."""

from datetime import date
from typing import Any

from svitlo.ledger.consent import Decision, adopted_by, decision_of, may_answer
from svitlo.ledger.events import Draft
from tests.ledger.core.small import DAY, Ledger, approved, asked, commitment, draft, first, member, pledge, receipt

MEMBERS = ("aland", "bland", "cland")


def tabled(name: str = "p", on: str = DAY, **more: Any) -> Draft:
    return draft("proposal.tabled", f"proposal:{name}", on, **{"topic": "A tranche", **more})


def answer(actor: str, word: str = "support", on: str = DAY, proposal: str = "p") -> Draft:
    return draft("answer.given", f"proposal:{proposal}", on, actor=actor, answer=word)


def objection(actor: str, on: str = DAY) -> Draft:
    return draft("objection.quoted", "proposal:p", on, actor=actor, quote="Not with us.")


def all_support(*but: str, on: str = DAY) -> list[Draft]:
    return [answer(f"state:{name}", on=on) for name in MEMBERS if name not in but]


def decision(ledger: Ledger, on: str, proposal: str = "p") -> Decision:
    with ledger.book.view(date.fromisoformat(on)) as view:
        found = decision_of(view, f"proposal:{proposal}")
    assert found is not None
    return found


def test_an_outsider_has_no_say_and_its_objection_changes_nothing(ledger: Ledger) -> None:
    ledger.add(tabled(fund="fund:joint"))
    ledger.refuses(answer("state:far", "oppose"), "state:far has no say", "record its words as objection.quoted")
    ledger.refuses(answer("state:needland"), "state:needland has no say")
    ledger.add(objection("state:far"), *all_support())
    found = decision(ledger, DAY)
    assert (found.state, found.blockers, found.may_answer) == (
        "adopted",
        (),
        tuple(f"state:{name}" for name in MEMBERS),
    )
    assert found.objections == ((date(2030, 11, 10), "state:far", "Not with us."),)


def test_an_objection_does_not_make_its_speaker_the_one_who_decides(ledger: Ledger) -> None:
    """Found by reading: the actor of an objection became the actor of the proposal, and could decide it."""
    ledger.add(tabled(fund="fund:hub"), objection("state:far"))
    ledger.refuses(answer("state:far"), "state:far has no say")
    with ledger.book.view(date(2030, 11, 10)) as view:
        assert may_answer(view, "proposal:p", date(2030, 11, 10)) == ("org:desk",)
    ledger.add(answer("org:desk"), objection("state:far"))
    assert decision(ledger, DAY).adopted_on == date(2030, 11, 10)


def test_a_proposal_says_how_it_is_decided_once(ledger: Ledger) -> None:
    ledger.refuses(tabled(), "neither a fund nor a rule says how it is decided", column="rule")
    ledger.refuses(tabled(rule="consensus"), "consensus needs a roll", column="roll")
    ledger.refuses(tabled(rule="sovereign"), "nobody is named who decides", column="actor")
    ledger.refuses(tabled(fund="fund:joint", rule="manager"), "the rule of fund:joint is consensus", column="rule")
    ledger.refuses(tabled(fund="fund:hub", actor="state:far"), "org:desk decides for fund:hub", column="actor")
    ledger.refuses(tabled(rule="silence", group="group:pact"), "a silence procedure needs its last day")
    ledger.refuses(tabled(fund="fund:hub", closes="2030-11-09"), "it closes before it is tabled", column="closes")
    ledger.refuses(tabled(fund="fund:hub", amount_minor=5), "an amount and its currency go together")
    both = {"group": "group:pact", "roll": ["state:far"]}
    ledger.refuses(tabled(rule="consensus", **both), "the members of group:pact are the roll", column="roll")
    ledger.refuses(tabled(fund="fund:joint", on="2030-10-31"), "fund:joint is not open on 2030-10-31", column="fund")
    ledger.add(tabled(rule="sovereign", actor="state:aland"))


def test_a_fund_that_decides_together_needs_one_roll(ledger: Ledger) -> None:
    fund = {"name": "F", "manager": "org:desk", "currency": "EUR", "rule": "consensus"}
    ledger.refuses(first("fund.opened", "fund:f", **fund), "a fund that decides by consensus needs a roll")
    both = {**fund, "group": "group:pact", "roll": ["state:far"]}
    ledger.refuses(first("fund.opened", "fund:f", **both), "name a group or the states, not both")
    ledger.add(first("fund.opened", "fund:f", **fund, roll=["state:aland"]))


def test_a_blocked_tranche_moves_nothing_and_says_who_blocks_it_since_when(ledger: Ledger) -> None:
    ledger.add(receipt("r", fund="fund:joint"), tabled(fund="fund:joint", amount_minor=600, currency="EUR"))
    ledger.add(
        asked("a", 500, "fund:joint", decision="proposal:p"), asked("b", 200, "fund:joint", decision="proposal:p")
    )
    ledger.add(answer("state:bland", "oppose", "2030-11-12"), *all_support("bland", on="2030-11-12"))
    ledger.refuses(
        approved("a", "2030-11-13"),
        "proposal:p is blocked on 2030-11-13 (by state:bland since 2030-11-12)",
        "it moves nothing",
    )
    reserve = draft("allocation.reserved", "allocation:a", "2030-11-13", expires="2030-11-20")
    ledger.refuses(reserve, "proposal:p is blocked")
    assert decision(ledger, "2030-11-13").state == "blocked"
    ledger.add(answer("state:bland", "abstain", "2030-11-15"))
    assert decision(ledger, "2030-11-15").adopted_on == date(2030, 11, 15)
    ledger.refuses(approved("a", "2030-11-14"), "proposal:p is blocked on 2030-11-14")
    ledger.add(approved("a", "2030-11-15"))
    ledger.refuses(approved("b", "2030-11-15"), "7.00 EUR would be taken of the 6.00 EUR of proposal:p")


def test_a_tranche_is_free_again_when_a_reserve_has_run_out(ledger: Ledger) -> None:
    """Found by reading: an expired reserve filled its tranche for ever."""
    ledger.add(
        receipt("r", fund="fund:joint"), tabled(fund="fund:joint", amount_minor=600, currency="EUR"), *all_support()
    )
    ledger.add(*(asked(name, 500, "fund:joint", decision="proposal:p") for name in "ab"))
    ledger.add(draft("allocation.reserved", "allocation:a", expires="2030-11-12"))
    ledger.refuses(approved("b", "2030-11-12"), "10.00 EUR would be taken of the 6.00 EUR")
    ledger.add(approved("b", "2030-11-13"))


def test_a_fund_is_not_moved_by_somebody_elses_decision(ledger: Ledger) -> None:
    """Found by reading: a proposal with a roll of its own could move a fund that decides together."""
    ledger.add(receipt("r", fund="fund:joint"), tabled("own", rule="consensus", roll=["state:far"]))
    ledger.add(answer("state:far", proposal="own"), asked("a", 5, "fund:joint", decision="proposal:own"))
    ledger.refuses(approved("a"), "proposal:own is not about fund:joint", "its own members decide")
    ledger.add(asked("b", 5, "fund:joint"), tabled("other", fund="fund:hub"), answer("org:desk", proposal="other"))
    ledger.refuses(approved("b"), "fund:joint decides by consensus: nothing moves without a proposal")
    ledger.add(asked("c", 5, "fund:joint", decision="proposal:other"))
    ledger.refuses(approved("c"), "proposal:other is about fund:hub")


def test_what_waits_on_a_decision_is_not_bypassed_by_a_correction(ledger: Ledger) -> None:
    """Found by reading: only the corrected fact was looked at, not what had been decided on it."""
    ledger.add(
        receipt("r", fund="fund:joint"), tabled(fund="fund:joint", amount_minor=600, currency="EUR"), *all_support()
    )
    [proposed, _] = ledger.add(asked("a", 500, "fund:joint", decision="proposal:p"), approved("a"))
    free = {name: value for name, value in proposed.data.items() if name != "decision"}
    correct = draft("event.corrected", "allocation:a", event=proposed.seq, data=free, reason="x")
    ledger.refuses(correct, "allocation.approved of allocation:a) rests on it", "nothing moves without a proposal")
    more = {**proposed.data, "amount_minor": 601}
    correct = draft("event.corrected", "allocation:a", event=proposed.seq, data=more, reason="x")
    ledger.refuses(correct, "6.01 EUR would be taken of the 6.00 EUR")


def test_a_pledge_that_waits_on_a_decision_becomes_binding_after_it(ledger: Ledger) -> None:
    ledger.add(tabled(rule="sovereign", actor="state:aland"), pledge("g", decision="proposal:p"))
    ledger.refuses(commitment("c", pledge="pledge:g"), "proposal:p is pending on 2030-11-10")
    ledger.add(answer("state:aland", on="2030-11-12"))
    ledger.refuses(commitment("c", pledge="pledge:g", on="2030-11-11"), "proposal:p is pending on 2030-11-11")
    ledger.add(commitment("c", pledge="pledge:g", on="2030-11-12"))
    late = answer("state:aland", "oppose", on="2030-11-12")
    ledger.refuses(late, "commitment.signed of commitment:c) rests on it", "void that one first")


def test_silence_adopts_on_its_last_day_and_not_before(ledger: Ledger) -> None:
    ledger.add(tabled(rule="silence", group="group:pact", closes="2030-11-20"), *all_support())
    assert decision(ledger, "2030-11-19").state == "pending"
    assert decision(ledger, "2030-11-20").adopted_on == date(2030, 11, 20)


def test_an_objection_of_a_member_on_the_last_day_breaks_the_silence(ledger: Ledger) -> None:
    ledger.add(
        tabled(rule="silence", group="group:pact", closes="2030-11-20"), answer("state:cland", "oppose", "2030-11-20")
    )
    found = decision(ledger, "2030-12-01")
    assert (found.state, [one.actor_id for one in found.blockers]) == ("blocked", ["state:cland"])


def test_where_all_must_answer_the_last_day_is_the_last(ledger: Ledger) -> None:
    """Found by a law: an answer, or a member who left, after the last day could bring a lapsed proposal back."""
    ledger.add(tabled(rule="unanimity_with_abstention", group="group:pact", closes="2030-11-20"), *all_support("cland"))
    assert decision(ledger, "2030-11-20").state == "pending"
    assert decision(ledger, "2030-11-21").state == "lapsed"
    ledger.refuses(answer("state:cland", on="2030-11-21"), "the last day for answers to proposal:p was 2030-11-20")
    ledger.add(member("cland", "former", "2030-11-25"))
    assert decision(ledger, "2030-11-30").state == "lapsed"
    ledger.add(answer("state:cland", "abstain", "2030-11-20"))
    assert decision(ledger, "2030-11-30").adopted_on == date(2030, 11, 20)


def test_what_was_adopted_stays_adopted_when_it_is_withdrawn_or_the_roll_changes(ledger: Ledger) -> None:
    ledger.add(tabled(rule="consensus", group="group:pact"), *all_support(), commitment("c", decision="proposal:p"))
    ledger.add(draft("proposal.withdrawn", "proposal:p", "2030-11-15"), member("far", on="2030-11-15"))
    assert decision(ledger, "2030-12-01").adopted_on == date(2030, 11, 10)
    with ledger.book.view() as view:
        assert adopted_by(view, "proposal:p", date(2030, 12, 1))
    ledger.refuses(member("far", on="2030-11-10"), "commitment.signed of commitment:c) rests on it")


def test_a_withdrawn_proposal_moves_nothing(ledger: Ledger) -> None:
    ledger.add(tabled(rule="consensus", group="group:pact"), *all_support("cland"))
    ledger.add(draft("proposal.withdrawn", "proposal:p", "2030-11-15"))
    assert decision(ledger, "2030-11-16").state == "withdrawn"
    ledger.refuses(answer("state:cland", on="2030-11-16"), "proposal:p is withdrawn then")
    ledger.refuses(commitment("c", decision="proposal:p", on="2030-11-16"), "proposal:p is withdrawn on 2030-11-16")


def test_a_membership_is_not_voided_under_what_its_state_has_decided(ledger: Ledger) -> None:
    """Found by reading: voidings and corrections of memberships were not held against answers and decisions."""
    ledger.add(tabled(rule="consensus", group="group:pact"), *all_support())
    [held] = [fact.seq for fact in ledger.entity("membership:pact/cland").facts]
    undo = draft("event.voided", "membership:pact/cland", event=held, reason="x")
    ledger.refuses(undo, "answer.given of proposal:p) rests on it: state:cland has no say")
    later = draft("event.corrected", "membership:pact/cland", event=held, held_on="2030-11-11", reason="x")
    ledger.refuses(later, "answer.given of proposal:p) rests on it")
    ledger.add(draft("event.corrected", "membership:pact/cland", event=held, held_on="2030-11-09", reason="x"))
