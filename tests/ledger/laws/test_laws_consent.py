"""Laws of consent and of the coalition, on told histories: against a day-by-day telling of who could say what."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.ledger.coalition import members, mutual_defence, open_ratifications
from svitlo.ledger.consent import adopted_by, decision_of, may_answer
from svitlo.ledger.events import Draft
from tests.ledger.laws.histories import AIDED, OUTSIDER, STATES, problems_of, what_if
from tests.ledger.laws.shelves import LONG, SEEDS, Shelf, Tale, tales
from tests.ledger.laws.told import Told, roles, standing, upto, voters

few = settings(max_examples=10, deadline=None, derandomize=True)
ACTORS = (*(f"state:{name}" for name in STATES), "org:desk", "org:maker")


def adoption(told: dict[str, list[Told]], proposal: str, on: date) -> date | None:
    """The day by which a proposal was adopted, walking each day up to one with what had held by then."""
    facts = told[proposal]
    asked = facts[0].data
    source = told[asked["fund"]][0].data if "fund" in asked else asked
    closes = date.fromisoformat(asked["closes"]) if "closes" in asked else None
    withdrawn = next((fact.day for fact in facts if fact.kind == "proposal.withdrawn"), None)
    alone = source["rule"] in ("sovereign", "manager")
    day = facts[0].day
    while day <= on:
        if withdrawn is not None and withdrawn < day:
            return None
        if source["rule"] == "unanimity_with_abstention" and closes is not None and day > closes:
            return None
        words = {
            fact.data["actor"]: fact.data["answer"] for fact in facts if fact.kind == "answer.given" and fact.day <= day
        }
        may = voters(told, asked, day)
        said = {actor: words.get(actor) for actor in may}
        if alone:
            adopted = "support" in said.values()
        else:
            all_said = None not in said.values()
            over = closes is not None and day >= closes
            enough = {"silence": over, "consensus": over or all_said}.get(source["rule"], all_said)
            adopted = bool(may) and enough and "oppose" not in said.values()
        if adopted:
            return day
        day += timedelta(days=1)
    return None


@few
@given(tales)
def test_decisions_are_what_a_walk_through_the_days_finds(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for day in story.days(6):
        now = upto(told, day)
        with story.book.view(day) as view:
            for name in (name for name in told if name.startswith("proposal:")):
                found = decision_of(view, name)
                assert (found is None) == (name not in now)
                if found is not None:
                    mine = adoption(now, name, day)
                    assert found.adopted_on == mine
                    assert (found.state == "adopted") == (mine is not None)
                    assert adopted_by(view, name, day) == (mine is not None)
                    if mine is None and found.state != "withdrawn":
                        against = {blocker.actor_id for blocker in found.blockers}
                        assert (found.state == "blocked") == bool(against)
                        assert against <= {actor for _, actor, answer in found.answers if answer == "oppose"}


def _rested_on(told: dict[str, list[Told]]) -> Iterator[tuple[date, str]]:
    """Each day on which money or goods moved that wait on a proposal, and the proposal."""
    for facts in told.values():
        first = facts[0]
        for fact in facts:
            if (
                fact.kind in ("allocation.reserved", "allocation.approved", "commitment.signed")
                and "decision" in first.data
            ):
                yield fact.day, first.data["decision"]
        if first.kind == "commitment.signed" and "pledge" in first.data:
            word = told[first.data["pledge"]][0].data
            if "decision" in word:
                yield first.day, word["decision"]
        if first.kind == "consignment.packed" and "decision" in told[first.data["origin"]][0].data:
            yield first.day, told[first.data["origin"]][0].data["decision"]


@few
@given(tales)
def test_a_proposal_that_is_not_adopted_moves_nothing(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for day, proposal in _rested_on(told):
        assert proposal in upto(told, day)
        assert adoption(upto(told, day), proposal, day) is not None


@few
@given(tales)
def test_a_fund_that_decides_together_gives_nothing_without_its_own_decision(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for facts in told.values():
        first = facts[0].data
        moved = any(fact.kind in ("allocation.reserved", "allocation.approved") for fact in facts)
        if moved and first["pool"].startswith("fund:"):
            fund = told[first["pool"]][0].data
            if fund["rule"] not in ("manager", "sovereign"):
                assert told[first["decision"]][0].data["fund"] == first["pool"]


@few
@given(tales)
def test_all_that_rests_on_a_proposal_is_within_its_amount_on_every_day(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for name, facts in told.items():
        asked = facts[0].data
        if not name.startswith("proposal:") or "amount_minor" not in asked:
            continue
        resting = [
            own for own in told.values() if own[0].data.get("decision") == name and own[0].kind == "allocation.proposed"
        ]
        for day in {fact.day for own in resting for fact in own}:
            assert sum(_taken(own, day) for own in resting) <= asked["amount_minor"]


def _taken(facts: list[Told], day: date) -> int:
    now = [fact for fact in facts if fact.day <= day]
    last = [fact for fact in now if fact.kind != "allocation.reduced"][-1:]
    if not last or last[0].kind not in ("allocation.reserved", "allocation.approved"):
        return 0
    if last[0].kind == "allocation.reserved" and date.fromisoformat(last[0].data["expires"]) < day:
        return 0
    back = sum(fact.data["amount_minor"] for fact in now if fact.kind == "allocation.reduced")
    return int(facts[0].data["amount_minor"]) - back


@few
@given(tales)
def test_whoever_has_no_say_is_on_no_roll_and_has_never_answered(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for name, facts in told.items():
        if not name.startswith("proposal:"):
            continue
        asked = facts[0].data
        rule = told[asked["fund"]][0].data["rule"] if "fund" in asked else asked["rule"]
        for fact in facts:
            if fact.kind == "answer.given":
                assert fact.data["actor"] in voters(told, asked, fact.day)
                assert rule != "unanimity_with_abstention" or fact.day.isoformat() <= asked.get("closes", "9999")
        with story.book.view() as view:
            for day in story.days(3):
                may = set(may_answer(view.at(day), name, day))
                assert may == voters(told, asked, day)
                assert not may & {OUTSIDER, AIDED}


@few
@given(tales, st.sampled_from(ACTORS), st.sampled_from(("support", "oppose", "abstain")))
def test_an_answer_is_taken_from_those_with_a_say_only(shelf: Shelf, tale: Tale, actor: str, word: str) -> None:
    """Tried on every open proposal; an objection of the same actor is kept and changes no decision."""
    story = shelf.story(tale)
    told = story.told
    day = story.today
    for name in [name for name in told if name.startswith("proposal:")][-12:]:
        asked = told[name][0].data
        draft = Draft(kind="answer.given", subject=name, held_on=day, data={"actor": actor, "answer": word})
        quote = Draft(kind="objection.quoted", subject=name, held_on=day, data={"actor": actor, "quote": word})
        with what_if(story) as book:
            with book.view(day) as view:
                before = decision_of(view, name)
            assert problems_of(book, draft) or actor in voters(told, asked, day)
        with what_if(story) as book:
            if problems_of(book, quote):
                continue
            with book.view(day) as view:
                after = decision_of(view, name)
            assert before is not None
            assert after is not None
            assert (after.state, after.adopted_on, after.may_answer, after.blockers, after.answers) == (
                before.state, before.adopted_on, before.may_answer, before.blockers, before.answers,
            )  # fmt: skip
            assert len(after.objections) == len(before.objections) + 1


@few
@given(tales)
def test_members_and_mutual_defence_are_what_a_plain_telling_finds(shelf: Shelf, tale: Tale) -> None:
    """It holds between two members of a group with such an article: never for an aided state, partner or invitee."""
    story = shelf.story(tale)
    told = story.told
    for day in story.days(5):
        now = upto(told, day)
        with story.book.view(day) as view:
            inside = {}
            for group in ("group:pact", "group:club"):
                held = roles(now, group, day)
                inside[group] = {state for state, role in held.items() if role == "member"}
                assert set(members(view, group)) == inside[group]
            for one, other in pairwise(sorted(ACTORS[: len(STATES)] * 2)):
                both = {one, other} <= inside["group:pact"] and one != other and "group:pact" in now
                mandated = any(fact.kind == "group.mandated" for fact in now.get("group:pact", ()))
                assert mutual_defence(view, one, other) == (["group:pact"] if both and mandated else [])
            for state in ACTORS[: len(STATES)]:
                assert mutual_defence(view, AIDED, state) == []
                assert mutual_defence(view, state, OUTSIDER) == []


@few
@given(tales)
def test_nobody_joins_while_an_ally_has_not_deposited(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    told = story.told
    for name, facts in told.items():
        for fact in facts if name.startswith("accession:") else ():
            if fact.kind == "accession.invited_to_accede":
                now = upto(told, fact.day)
                needed = {
                    state for state, role in roles(now, facts[0].data["group"], fact.day).items() if role == "member"
                }
                deposited = {
                    own[0].data["ally"]
                    for one, own in now.items()
                    if one.startswith("ratification:") and own[0].data["accession"] == name
                    and any(step.kind == "ratification.deposited" for step in own)
                }  # fmt: skip
                assert needed - {facts[0].data["state"]} <= deposited
                with story.book.view(fact.day) as view:
                    assert open_ratifications(view, name) == []


def test_the_stories_have_what_these_laws_are_about(shelf: Shelf) -> None:
    """Proposals in each state, money that moved by them, and accessions that ended well."""
    states, moved, joined = set(), 0, 0
    for seed in SEEDS:
        story = shelf.story(Tale(seed, LONG))
        told = standing(story.events)
        moved += len(list(_rested_on(told)))
        joined += sum(fact.kind == "accession.joined" for facts in told.values() for fact in facts)
        with story.book.view(story.today) as view:
            found = [decision_of(view, name) for name in told if name.startswith("proposal:")]
        states |= {one.state for one in found if one is not None}
    assert states == {"adopted", "blocked", "pending", "lapsed", "withdrawn"}
    assert moved > 20
    assert joined > 0
