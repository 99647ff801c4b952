"""Groups and accessions on a ledger that can be checked by hand."""

from datetime import date
from typing import Any

from svitlo.ledger.coalition import members, mutual_defence, open_ratifications, ratifications
from svitlo.ledger.events import Draft
from tests.ledger.core.small import DAY, PAPER, Ledger, draft, first, member


def step(name: str, on: str = DAY, state: str = "far") -> Draft:
    return draft(f"accession.{name}", f"accession:pact/{state}", on, group="group:pact", state=f"state:{state}")


def ratified(ally: str, name: str = "deposited", on: str = DAY, **more: Any) -> Draft:
    said = {"accession": "accession:pact/far", "ally": f"state:{ally}"}
    return draft(f"ratification.{name}", f"ratification:pact/far/{ally}", on, **said, **more)


def inside(ledger: Ledger, on: str) -> tuple[str, ...]:
    with ledger.book.view(date.fromisoformat(on)) as view:
        return members(view, "group:pact")


def test_who_is_a_member_on_which_day(ledger: Ledger) -> None:
    ledger.add(member("cland", "former", "2030-11-20"), member("cland", on="2030-11-25"), member("far", "partner", DAY))
    assert inside(ledger, "2030-10-31") == ()
    assert inside(ledger, "2030-11-19") == ("state:aland", "state:bland", "state:cland")
    assert inside(ledger, "2030-11-20") == ("state:aland", "state:bland")
    assert inside(ledger, "2030-11-25") == ("state:aland", "state:bland", "state:cland")


def test_a_membership_is_named_after_what_it_is_between(ledger: Ledger) -> None:
    said = {"group": "group:pact", "state": "state:far", "role": "member"}
    ledger.refuses(draft("membership.held", "membership:pact/aland", **said), "must be membership:pact/far")
    ledger.refuses(
        draft("membership.held", "membership:pact/far", **{**said, "role": "observer"}), "is not one of member"
    )
    ledger.refuses(
        draft("membership.held", "membership:pact/none", **{**said, "state": "state:none"}), "knows no state:none"
    )


def test_an_id_of_several_parts_is_of_the_group_that_its_facts_name(ledger: Ledger) -> None:
    """`a` and `b/c` give the same name as `a/b` and `c`: the roles of one must not be those of the other."""
    ledger.add(
        first("group.formed", "group:a", name="A", form="group"),
        first("group.formed", "group:a/b", name="B", form="group"),
        first("state.named", "state:b/c", name="BC"),
        first("state.named", "state:c", name="C"),
        first("membership.held", "membership:a/b/c", group="group:a", state="state:b/c", role="member"),
        first("membership.held", "membership:a/b/c", group="group:a/b", state="state:c", role="member"),
    )
    with ledger.book.view(date(2030, 11, 10)) as view:
        assert members(view, "group:a") == ("state:b/c",)
        assert members(view, "group:a/b") == ("state:c",)


def test_an_accession_goes_step_by_step_and_ally_by_ally(ledger: Ledger) -> None:
    ledger.refuses(step("joined"), "does not follow: accession:pact/far is not there yet then")
    ledger.add(step("applied"), step("invited", "2030-11-11"))
    ledger.refuses(ratified("aland", on="2030-11-12"), "no protocol of accession:pact/far was signed by 2030-11-12")
    ledger.add(step("protocol_signed", "2030-11-13"))
    ledger.refuses(ratified("needland", on="2030-11-14"), "state:needland was not a member on 2030-11-14")
    ledger.add(ratified("aland", on="2030-11-14"), ratified("bland", "voted", "2030-11-14"))
    ledger.refuses(
        step("invited_to_accede", "2030-11-15"),
        "2 members had not deposited their ratification on 2030-11-15: state:bland, state:cland",
        "record what each member did first",
    )
    with ledger.book.view(date(2030, 11, 15)) as view:
        assert open_ratifications(view, "accession:pact/far") == ["state:bland", "state:cland"]
        assert [one.state for one in ratifications(view, "accession:pact/far")] == ["deposited", "voted", ""]
    ledger.add(ratified("bland", on="2030-11-16"), ratified("cland", on="2030-11-17"))
    ledger.refuses(step("invited_to_accede", "2030-11-16"), "1 members had not deposited")
    ledger.add(step("invited_to_accede", "2030-11-17"), step("joined", "2030-11-18"))
    assert "state:far" not in inside(ledger, "2030-11-17")
    assert "state:far" in inside(ledger, "2030-11-18")


def acceded(ledger: Ledger) -> int:
    """All have ratified; the number of the last deposit."""
    ledger.add(step("invited"), step("protocol_signed"), ratified("aland"), ratified("bland"))
    [deposit] = ledger.add(ratified("cland", on="2030-11-12"))
    ledger.add(step("invited_to_accede", "2030-11-13"))
    return deposit.seq


def test_a_deposit_is_not_voided_under_the_invitation_that_rests_on_it(ledger: Ledger) -> None:
    """Found by reading: what an accession rests on was not looked at when it was taken away."""
    deposit = acceded(ledger)
    undo = draft("event.voided", "ratification:pact/far/cland", event=deposit, reason="x")
    ledger.refuses(undo, "accession.invited_to_accede of accession:pact/far) rests on it", "state:cland")
    later = draft("event.corrected", "ratification:pact/far/cland", event=deposit, held_on="2030-11-14", reason="x")
    ledger.refuses(later, "accession.invited_to_accede of accession:pact/far) rests on it")
    ledger.refuses(member("needland", on="2030-11-13"), "accession.invited_to_accede", "state:needland")
    ledger.add(draft("event.corrected", "ratification:pact/far/cland", event=deposit, held_on="2030-11-13", reason="x"))


def test_two_sources_that_disagree_on_a_deposit_stand_side_by_side(ledger: Ledger) -> None:
    deposit = acceded(ledger)
    [rival] = ledger.add(draft(
        "ratification.deposited", "ratification:pact/far/cland", "2030-11-14",
        accession="accession:pact/far", ally="state:cland", sources=PAPER,
    ))  # fmt: skip
    [claim] = ledger.entity("ratification:pact/far/cland").claims
    assert (claim.taken.seq, [fact.seq for fact in claim.others], claim.resolved) == (deposit, [rival.seq], False)
    name = draft("claim.resolved", "ratification:pact/far/cland", event=rival.seq, reason="x")
    ledger.refuses(name, "accession.invited_to_accede of accession:pact/far) rests on it")


def test_mutual_defence_holds_between_members_only(ledger: Ledger) -> None:
    ledger.add(step("invited"), draft("group.mandated", "group:pact", article="5", mandate="mutual_defence"))
    with ledger.book.view(date(2030, 11, 10)) as view:
        assert mutual_defence(view, "state:aland", "state:bland") == ["group:pact"]
        for other in ("state:needland", "state:far", "state:aland"):
            assert mutual_defence(view, "state:aland", other) == []
            assert mutual_defence(view, other, "state:aland") == []
    with ledger.book.view(date(2030, 11, 9)) as view:
        assert mutual_defence(view, "state:aland", "state:bland") == []
