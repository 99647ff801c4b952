"""What stands after corrections, voidings and contradicting words."""

from datetime import date

from tests.ledger.core.small import DAY, PAPER, Ledger, commitment, draft, first, pledge, receipt


def test_a_correction_says_another_amount_or_another_day(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p", 500))
    right = {**event.data, "amount_minor": 700}
    ledger.add(draft("event.corrected", "pledge:p", event=event.seq, data=right, reason="a slip"))
    ledger.add(draft("event.corrected", "pledge:p", event=event.seq, held_on="2030-11-08", reason="the day too"))
    assert ledger.held("pledged", "pledge:p", "2030-11-08") == {"EUR": 700}
    assert ledger.held("pledged", "pledge:p", "2030-11-07") == {}
    assert ledger.entity("pledge:p").facts[0].data["amount_minor"] == 700


def test_a_correction_that_was_voided_is_undone(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p", 500))
    [fix] = ledger.add(
        draft("event.corrected", "pledge:p", event=event.seq, data={**event.data, "amount_minor": 7}, reason="x")
    )
    [undo] = ledger.add(draft("event.voided", "pledge:p", event=fix.seq, reason="it was right"))
    assert ledger.held("pledged", "pledge:p") == {"EUR": 500}
    ledger.add(draft("event.voided", "pledge:p", event=undo.seq, reason="it was not"))
    assert ledger.held("pledged", "pledge:p") == {"EUR": 7}


def test_a_correction_says_all_that_the_event_should_have_said(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p"))

    def corrected(**more: object) -> object:
        return draft("event.corrected", "pledge:p", event=event.seq, reason="x", **more)

    ledger.refuses(corrected(), "it says neither other data nor another day")  # type: ignore[arg-type]
    ledger.refuses(corrected(data={"donor": "state:aland"}), "pledge.announced needs it: ", column="data.category")  # type: ignore[arg-type]
    ledger.refuses(corrected(data={**event.data, "donor": {"a": 1}}), "does not name an entity", column="data.donor")  # type: ignore[arg-type]
    ledger.refuses(corrected(data={**event.data, "donor": "state:none"}), "the ledger knows no state:none")  # type: ignore[arg-type]
    ledger.refuses(corrected(data={**event.data, "form": "goods"}), "a pledge of goods needs it")  # type: ignore[arg-type]


def test_a_malformed_list_in_a_correction_is_a_problem_and_no_crash(ledger: Ledger) -> None:
    [fund] = [fact.seq for fact in ledger.entity("fund:hub").facts]
    said = {"name": "Hub", "manager": "org:desk", "currency": "EUR", "rule": "consensus", "roll": 5}
    ledger.refuses(
        draft("event.corrected", "fund:hub", event=fund, data=said, reason="x"), "it is not a list of entities"
    )


def test_only_events_of_the_entity_that_stand_are_corrected_voided_or_named(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p"))
    [other] = ledger.add(pledge("q"))
    ledger.refuses(draft("event.voided", "pledge:p", event=other.seq, reason="x"), f"pledge:p has no event {other.seq}")
    [gone] = ledger.add(draft("event.voided", "pledge:p", event=event.seq, reason="x"))
    ledger.refuses(draft("event.voided", "pledge:p", event=event.seq, reason="x"), "was voided")
    fix = draft("event.corrected", "pledge:p", event=event.seq, held_on=DAY, reason="x")
    ledger.refuses(fix, f"event {event.seq} (pledge.announced) was voided")
    ledger.refuses(
        draft("event.corrected", "pledge:p", event=gone.seq, held_on=DAY, reason="x"), "is itself about another"
    )
    assert ledger.entity("pledge:p").facts == ()
    assert ledger.held("pledged", "pledge:p") == {}


def test_what_others_rest_on_is_not_corrected_or_voided_away(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p", 500))
    ledger.add(commitment("c", 400, pledge="pledge:p"))
    ledger.refuses(
        draft("event.voided", "pledge:p", event=event.seq, reason="x"), "more is converted than was pledged by 4.00 EUR"
    )
    less = {**event.data, "amount_minor": 399}
    fix = draft("event.corrected", "pledge:p", event=event.seq, data=less, reason="x")
    ledger.refuses(fix, "more is converted than was pledged by 0.01 EUR on 2030-11-10")
    late = draft("event.corrected", "pledge:p", event=event.seq, held_on="2030-11-11", reason="x")
    ledger.refuses(late, "more is converted than was pledged by 4.00 EUR on 2030-11-10")
    other = {**event.data, "donor": "state:bland"}
    fix = draft("event.corrected", "pledge:p", event=event.seq, data=other, reason="x")
    ledger.refuses(fix, "commitment.signed of commitment:c) rests on it", "void that one first")


def test_what_is_named_is_not_voided_away(ledger: Ledger) -> None:
    """Found by reading: a state could go while its pledges stayed, and a fund under a proposal ended in a traceback."""
    ledger.add(first("org.named", "org:new", name="New"))
    seqs = {name: ledger.entity(name).facts[0].seq for name in ("org:new", "org:desk", "fund:hub")}
    ledger.refuses(
        draft("event.voided", "org:desk", event=seqs["org:desk"], reason="x"), "names org:desk", "void that one first"
    )
    said = {"pool": "fund:hub", "amount_minor": 5, "currency": "EUR"}
    ledger.add(draft("allocation.proposed", "allocation:a", **said))
    undo = draft("event.voided", "fund:hub", event=seqs["fund:hub"], reason="x")
    ledger.refuses(undo, "allocation.proposed of allocation:a) names fund:hub")
    ledger.add(draft("event.voided", "org:new", event=seqs["org:new"], reason="x"))


def test_a_name_that_many_use_may_be_corrected(ledger: Ledger) -> None:
    ledger.add(pledge("p"))
    [named] = [fact.seq for fact in ledger.entity("state:aland").facts]
    right = {"name": "Åland"}
    ledger.add(draft("event.corrected", "state:aland", event=named, data=right, reason="its own spelling"))
    assert ledger.entity("state:aland").data["name"] == "Åland"


def test_of_words_that_contradict_each_other_the_one_named_last_counts(ledger: Ledger) -> None:
    """Found by reading: of several that were named, the one recorded last counted, not the one named last."""
    [one] = ledger.add(pledge("p", 500))
    ledger.refuses(pledge("p", 600), f"event {one.seq} says pledge.announced of pledge:p already", "give the source")
    [two] = ledger.add(draft("pledge.announced", "pledge:p", DAY, sources=PAPER, **{**one.data, "amount_minor": 600}))
    assert ledger.held("pledged", "pledge:p") == {"EUR": 500}
    for event, amount in ((two, 600), (one, 500), (two, 600)):
        ledger.add(draft("claim.resolved", "pledge:p", event=event.seq, reason="its own paper"))
        [claim] = ledger.entity("pledge:p").claims
        assert claim.resolved
        assert ledger.held("pledged", "pledge:p") == {"EUR": amount}


def test_only_a_contradiction_is_settled(ledger: Ledger) -> None:
    [event] = ledger.add(pledge("p"))
    ledger.refuses(
        draft("claim.resolved", "pledge:p", event=event.seq, reason="x"), "(pledge.announced) contradicts nothing"
    )
    [same] = ledger.add(draft("pledge.announced", "pledge:p", sources=PAPER, **event.data))
    assert ledger.entity("pledge:p").claims == ()
    ledger.refuses(draft("claim.resolved", "pledge:p", event=same.seq, reason="x"), "contradicts nothing")


def test_a_word_taken_later_stands_where_the_first_stood(ledger: Ledger) -> None:
    """Found by reading: what followed on the first word on the same day did not follow on the second."""
    [one] = ledger.add(pledge("p", 500))
    ledger.add(draft("pledge.confirmed", "pledge:p"))
    [two] = ledger.add(draft("pledge.announced", "pledge:p", DAY, sources=PAPER, **{**one.data, "amount_minor": 600}))
    ledger.add(draft("claim.resolved", "pledge:p", event=two.seq, reason="its own paper"))
    assert [fact.kind for fact in ledger.entity("pledge:p").facts] == ["pledge.announced", "pledge.confirmed"]
    assert ledger.entity("pledge:p").state == "confirmed"


def test_a_word_that_cannot_stand_is_kept_and_not_taken(ledger: Ledger) -> None:
    [one] = ledger.add(pledge("p", 500))
    ledger.add(commitment("c", 500, pledge="pledge:p"))
    [two] = ledger.add(draft("pledge.announced", "pledge:p", DAY, sources=PAPER, **{**one.data, "amount_minor": 400}))
    taken = draft("claim.resolved", "pledge:p", event=two.seq, reason="x")
    ledger.refuses(taken, "more is converted than was pledged by 1.00 EUR")
    assert [fact.seq for fact in ledger.entity("pledge:p").claims[0].others] == [two.seq]


def test_amounts_that_were_said_first_stay(ledger: Ledger) -> None:
    ledger.add(receipt("r", 500), draft("receipt.returned", "receipt:r", "2030-11-12", amount_minor=200, note="a slip"))
    entity = ledger.entity("receipt:r")
    assert (entity.data["amount_minor"], entity.data["note"], entity.first) == (500, "a slip", date(2030, 11, 10))
    last = entity.last("receipt.returned")
    assert last is not None
    assert last.data["amount_minor"] == 200
    assert entity.last("receipt.none") is None
