"""From word to money to goods: each rule refused and kept once, and what a person is told."""

from typing import Any

import pytest

from svitlo.ledger.chain_rules import CHAIN_RULES
from svitlo.ledger.kinds import KINDS
from svitlo.ledger.rules import RULES
from tests.ledger.core.small import (
    DAY,
    Ledger,
    approved,
    asked,
    changed,
    commitment,
    contract,
    draft,
    pledge,
    receipt,
)


def test_each_rule_is_of_a_kind_that_there_is() -> None:
    assert set(CHAIN_RULES) <= set(RULES) <= set(KINDS)


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"form": "goods"}, "equipment_id", "a pledge of goods needs it"),
        ({"quantity": 3}, "quantity", "a pledge of cash has none"),
        ({"declared_minor": 5}, "declared_minor", "a value and its currency go together"),
        ({"declared_minor": 5, "declared_currency": "EUR"}, "declared_minor", "only goods have a value"),
    ],
)
def test_a_pledge_is_money_goods_or_crews(ledger: Ledger, more: dict[str, Any], column: str, words: str) -> None:
    ledger.refuses(pledge("p", **more), words, column=column)
    ledger.add(pledge("p"))


def test_only_money_lapses_by_an_amount(ledger: Ledger) -> None:
    said = {"donor": "state:aland", "form": "goods", "category": "energy", "equipment_id": "pump", "quantity": 3}
    ledger.add(draft("pledge.announced", "pledge:goods", **said), pledge("cash"))
    ledger.refuses(draft("pledge.lapsed", "pledge:goods", amount_minor=1), "only a pledge of money lapses")
    ledger.add(draft("pledge.lapsed", "pledge:cash", amount_minor=400))
    ledger.refuses(commitment("c", 601, pledge="pledge:cash"), "more is converted than was pledged by 0.01 EUR")
    ledger.add(commitment("c", 600, pledge="pledge:cash"))


def test_a_commitment_fits_its_pledge(ledger: Ledger) -> None:
    ledger.add(pledge("p", fund="fund:hub"))
    fits = {"pledge": "pledge:p", "fund": "fund:hub"}
    ledger.refuses(commitment("c", **{**fits, "donor": "state:bland"}), "pledge:p says state:aland", column="donor")
    ledger.refuses(commitment("c", **{**fits, "category": "financial"}), "pledge:p says energy", column="category")
    ledger.refuses(commitment("c", pledge="pledge:p"), "pledge:p is for fund:hub", column="fund")
    ledger.add(commitment("c", **fits))


def test_a_pledge_lapses_after_its_day(ledger: Ledger) -> None:
    ledger.add(pledge("p", expires="2030-11-20"))
    ledger.refuses(commitment("c", 1, pledge="pledge:p", on="2030-11-21"), "lapsed after 2030-11-20")
    ledger.add(commitment("c", 1, pledge="pledge:p", on="2030-11-20"))


def test_another_currency_says_what_is_taken_and_at_which_rate(ledger: Ledger) -> None:
    ledger.add(pledge("p", 1000, "USD"))
    ledger.refuses(commitment("c", 900, pledge="pledge:p"), "it comes from USD: say what is taken and the rate")
    ledger.refuses(
        commitment("c", 901, pledge="pledge:p", **changed(1000, "USD", "0.9")),
        "10.00 USD at 0.9 is 9.00 EUR",
        column="rate",
    )
    ledger.refuses(commitment("c", 9, pledge="pledge:p", **changed(10, "GBP", "0.9")), "it comes from USD")
    ledger.add(commitment("c", 450, pledge="pledge:p", **changed(500, "USD", "0.9")))
    assert ledger.held("converted", "pledge:p") == {"USD": 500}
    assert ledger.held("committed", "commitment:c") == {"EUR": 450}
    ledger.add(pledge("e"))
    ledger.refuses(commitment("d", 9, pledge="pledge:e", rate="2"), "nothing is converted", column="rate")


def test_halves_of_a_yen_go_to_the_even_one(ledger: Ledger) -> None:
    """5 cents at 50.0 yen for a dollar are 2.5 yen: 2; 15 cents are 7.5 yen: 8."""
    ledger.add(pledge("p", 1000, "USD"))
    ledger.refuses(commitment("a", 3, "JPY", pledge="pledge:p", **changed(5, "USD", "50.0")), "is 2 JPY")
    ledger.add(commitment("a", 2, "JPY", pledge="pledge:p", **changed(5, "USD", "50.0")))
    ledger.add(commitment("b", 8, "JPY", pledge="pledge:p", **changed(15, "USD", "50.0")))


def test_a_cancelled_part_gives_back_what_it_took_at_its_rate(ledger: Ledger) -> None:
    """Found by a law: the amount that goes back was taken on trust, so a pledge could grow by a cancellation."""
    ledger.add(pledge("p", 1000, "USD"), commitment("c", 900, pledge="pledge:p", **changed(1000, "USD", "0.9")))
    cut = "commitment.reduced"
    ledger.refuses(draft(cut, "commitment:c", amount_minor=90), "say what goes back there", column="drawn_minor")
    ledger.refuses(draft(cut, "commitment:c", amount_minor=90, drawn_minor=900), "8.10 EUR would be left of 1.00 USD")
    ledger.refuses(draft(cut, "commitment:c", amount_minor=900, drawn_minor=1001), "more would go back than was taken")
    ledger.add(draft(cut, "commitment:c", amount_minor=90, drawn_minor=100))
    assert ledger.held("converted", "pledge:p") == {"USD": 900}
    ledger.add(draft(cut, "commitment:c", amount_minor=810, drawn_minor=900))
    assert ledger.held("converted", "pledge:p") == {}
    assert ledger.held("committed", "commitment:c") == {}
    ledger.add(commitment("d"))
    ledger.refuses(draft(cut, "commitment:d", amount_minor=1, drawn_minor=1), "nothing is converted")


def test_a_receipt_fits_its_commitment(ledger: Ledger) -> None:
    ledger.add(commitment("c", fund="fund:hub", earmark="sector:power"))
    ledger.refuses(receipt("r", commitment="commitment:c"), "commitment:c has sector:power", column="earmark")
    fits = {"commitment": "commitment:c", "earmark": "sector:power"}
    ledger.refuses(receipt("r", **{**fits, "donor": "state:bland"}), "says state:aland")
    ledger.refuses(receipt("r", 1001, **fits), "more is drawn than was committed by 0.01 EUR")
    ledger.add(receipt("r", 400, **fits))
    assert ledger.held("callable", "fund:hub#sector:power") == {"EUR": 600}
    assert ledger.held("received", "fund:hub#sector:power") == {"EUR": 400}
    assert ledger.held("received", "fund:hub") == {}


def test_no_more_goes_back_than_came(ledger: Ledger) -> None:
    """Found by reading: one donor's money could go back to another."""
    ledger.add(receipt("a", 100), receipt("b", 500, donor="state:bland"))
    back = draft("receipt.returned", "receipt:a", amount_minor=60)
    ledger.add(back)
    ledger.refuses(back, "1.20 EUR would go back of 1.00 EUR that came")
    ledger.add(draft("receipt.returned", "receipt:a", amount_minor=40))
    assert ledger.held("received", "fund:hub") == {"EUR": 500}


def test_a_closed_commitment_gives_nothing_more(ledger: Ledger) -> None:
    ledger.add(commitment("c", fund="fund:hub"), receipt("r", 400, commitment="commitment:c"))
    closed = draft("commitment.closed", "commitment:c")
    ledger.refuses(closed, "6.00 EUR of commitment:c was not paid", "reduce it by that first")
    ledger.add(draft("commitment.reduced", "commitment:c", amount_minor=600), closed)
    [booked] = [fact.seq for fact in ledger.entity("receipt:r").facts]
    undo = draft("event.voided", "receipt:r", event=booked, reason="it bounced")
    ledger.refuses(undo, "commitment.closed of commitment:c) rests on it")
    ledger.add(commitment("own"), asked("a", 500, pool="commitment:own"), draft("commitment.closed", "commitment:own"))
    ledger.refuses(approved("a"), "commitment:own is closed on 2030-11-10")
    ledger.add(commitment("late"), asked("b", 500, pool="commitment:late"), approved("b", "2030-11-15"))
    early = draft("commitment.closed", "commitment:late", "2030-11-14")
    ledger.refuses(early, "allocation.approved of allocation:b) rests on it")
    ledger.add(draft("commitment.closed", "commitment:late", "2030-11-16"))


def test_an_earmark_is_kept(ledger: Ledger) -> None:
    ledger.add(receipt("r", earmark="sector:water"))
    ledger.refuses(asked("a", pool_earmark="sector:water", sector="power"), "the earmark sector:water does not allow")
    ledger.refuses(asked("a", sector="gas"), "'gas' is not power or water", column="sector")
    ledger.add(asked("free", 1), asked("a", pool_earmark="sector:water", sector="water"), approved("a"))
    ledger.refuses(approved("free"), "fund:hub: more is given out than came in or can be called by 0.01 EUR")
    ledger.add(commitment("own"), commitment("through", fund="fund:hub"))
    ledger.refuses(asked("b", pool="commitment:own", pool_earmark="sector:water", sector="water"), "only a fund has")
    ledger.refuses(asked("b", pool="commitment:through"), "is paid into fund:hub", "allocate from the fund")
    ledger.refuses(asked("b", currency="USD"), "fund:hub counts in EUR")


def test_military_support_is_recorded_and_not_used(ledger: Ledger) -> None:
    """Found by reading: military money in a fund could be allocated to the networks."""
    ledger.add(commitment("own", category="military"), commitment("c", category="military", fund="fund:hub"))
    ledger.refuses(
        receipt("r", commitment="commitment:c"), "commitment:c is military support", "it is recorded, not used"
    )
    ledger.refuses(asked("a", pool="commitment:own"), "commitment:own is military support")
    assert ledger.held("committed", "commitment:c") == {"EUR": 1000}
    assert ledger.held("callable", "fund:hub") == {}
    ledger.add(asked("b", 1))
    ledger.refuses(approved("b"), "more is given out than came in or can be called by 0.01 EUR")


def test_a_reserve_ends_by_itself(ledger: Ledger) -> None:
    ledger.add(receipt("r"), asked("a", 600), asked("b", 500))
    ledger.refuses(
        draft("allocation.reserved", "allocation:a", expires="2030-11-09"), "it expires before it is reserved"
    )
    ledger.add(draft("allocation.reserved", "allocation:a", expires="2030-11-15"))
    ledger.refuses(
        approved("b", "2030-11-15"), "more is given out than came in or can be called by 1.00 EUR on 2030-11-15"
    )
    assert ledger.entity("allocation:a", "2030-11-15").state == "reserved"
    assert ledger.entity("allocation:a", "2030-11-16").state == "expired"
    assert ledger.held("reserved", "fund:hub", "2030-11-15") == {"EUR": 600}
    assert ledger.held("reserved", "fund:hub", "2030-11-16") == {}
    ledger.add(approved("b", "2030-11-16"))


def test_a_reserve_that_is_renewed_before_its_end_is_counted_once(ledger: Ledger) -> None:
    ledger.add(receipt("r"), asked("a", 600))
    ledger.add(draft("allocation.reserved", "allocation:a", expires="2030-11-15"))
    ledger.add(draft("allocation.reserved", "allocation:a", "2030-11-15", expires="2030-11-20"))
    assert ledger.held("reserved", "fund:hub", "2030-11-15") == {"EUR": 600}
    assert ledger.held("reserved", "fund:hub", "2030-11-20") == {"EUR": 600}
    assert ledger.held("reserved", "fund:hub", "2030-11-21") == {}
    ledger.add(draft("allocation.reserved", "allocation:a", "2030-11-25", expires="9999-12-31"))
    assert ledger.held("reserved", "fund:hub", "2030-11-24") == {}
    assert ledger.held("reserved", "fund:hub", "2040-01-01") == {"EUR": 600}


def test_only_what_is_approved_is_contracted_and_only_what_is_not_contracted_goes_back(ledger: Ledger) -> None:
    ledger.add(receipt("r"), asked("a", 900))
    ledger.refuses(contract("k", "a", 500), "allocation:a is proposed on 2030-11-10")
    ledger.add(approved("a"), contract("k", "a", 500))
    ledger.refuses(contract("l", "a", 401), "more is contracted than was approved by 0.01 EUR")
    back = draft("allocation.reduced", "allocation:a", amount_minor=401)
    ledger.refuses(back, "more is contracted than was approved by 0.01 EUR")
    ledger.add(draft("contract.reduced", "contract:k", amount_minor=100), back)
    assert ledger.held("allocated", "fund:hub") == {"EUR": 499}


def test_nothing_happens_to_an_allocation_that_is_not_there(ledger: Ledger) -> None:
    """Found by reading: this ended in a traceback."""
    for name in ("approved", "reduced", "rejected"):
        more = {"amount_minor": 5} if name == "reduced" else {}
        ledger.refuses(draft(f"allocation.{name}", "allocation:none", **more), "allocation:none is not there yet then")
    ledger.refuses(draft("receipt.returned", "receipt:none", amount_minor=5), "receipt:none is not there yet")
    ledger.refuses(draft("contract.reduced", "contract:none", amount_minor=5), "contract:none is not there yet")


def paid(name: str, payer: str, payee: str, amount: int, **more: Any) -> Any:
    return draft(
        "payment.made", f"payment:{name}", payer=payer, payee=payee, amount_minor=amount, currency="EUR", **more
    )


def test_a_payment_is_by_whom_the_money_is_and_to_whom_it_is_owed(ledger: Ledger) -> None:
    ledger.add(receipt("r"), asked("a", 900), approved("a"), contract("k", "a", 500))
    ledger.refuses(paid("p", "fund:hub", "org:desk", 1, contract="contract:k"), "contract:k is with org:maker")
    ledger.refuses(paid("p", "fund:hub", "state:needland", 1), "a fund pays only what was allocated from it")
    ledger.refuses(paid("p", "state:aland", "state:aland", 1), "nobody pays themselves")
    ledger.refuses(paid("p", "state:aland", "org:maker", 1, contract="contract:k"), "allocation:a is from fund:hub")
    ledger.refuses(paid("p", "fund:hub", "org:maker", 1, contract="contract:k", allocation="allocation:a"), "not both")
    ledger.refuses(paid("p", "fund:hub", "org:maker", 501, contract="contract:k"), "more is paid than was contracted")
    ledger.add(paid("p", "fund:hub", "org:maker", 500, contract="contract:k"))
    ledger.refuses(
        paid("q", "fund:hub", "state:needland", 401, allocation="allocation:a"), "more is contracted than was approved"
    )
    ledger.add(paid("q", "fund:hub", "fund:joint", 400, allocation="allocation:a"))
    assert ledger.held("received", "fund:joint") == {"EUR": 400}
    assert ledger.held("paid_out", "allocation:a") == {"EUR": 400}


def test_a_fund_that_is_closed_takes_nothing(ledger: Ledger) -> None:
    ledger.add(draft("fund.closed", "fund:hub", "2030-11-20"), receipt("r", on="2030-11-19"))
    ledger.refuses(receipt("s", on="2030-11-20"), "fund:hub is not open on 2030-11-20")
    ledger.refuses(commitment("c", fund="fund:hub", on="2030-11-20"), "fund:hub is not open on 2030-11-20")
    ledger.refuses(draft("proposal.tabled", "proposal:p", "2030-11-20", topic="t", fund="fund:hub"), "is not open")
    ledger.refuses(paid("p", "state:aland", "fund:none", 1), "the ledger knows no fund:none")


GIFT = {"donor": "state:aland", "form": "goods", "category": "energy", "equipment_id": "pump", "quantity": 3}


def test_goods_come_out_of_what_was_given_or_bought(ledger: Ledger) -> None:
    ledger.add(draft("pledge.announced", "pledge:g", **GIFT), pledge("cash"))

    def packed(name: str, origin: str, items: dict[str, int], on: str = DAY) -> Any:
        return draft("consignment.packed", f"consignment:{name}", on, origin=origin, items=items)

    ledger.refuses(packed("c", "pledge:cash", {"pump": 1}), "pledge:cash is a pledge of cash", "buy with a contract")
    ledger.refuses(packed("c", "pledge:g", {"pump": 4}), "more is shipped than was pledged by 1 of pump")
    ledger.refuses(packed("c", "pledge:g", {"breaker": 1}), "by 1 of breaker")
    ledger.refuses(packed("c", "pledge:g", {"pump": 1}, "2030-11-09"), "pledge:g was not there on 2030-11-09")
    ledger.add(packed("c", "pledge:g", {"pump": 2}))

    def arrived(name: str, on: str) -> Any:
        said = {"consignment": "consignment:c", "equipment_id": "pump", "place": "Store"}
        return draft("asset.received", f"asset:{name}", on, **said)

    ledger.add(arrived("one", "2030-11-12"))
    early = draft("consignment.lost", "consignment:c", "2030-11-11")
    ledger.refuses(early, "asset.received of asset:one) rests on it: consignment:c was lost by 2030-11-12")
    ledger.add(draft("consignment.lost", "consignment:c", "2030-11-14"))
    ledger.refuses(arrived("two", "2030-11-14"), "consignment:c was lost by 2030-11-14")
    ledger.add(arrived("two", "2030-11-13"))
    ledger.refuses(arrived("three", "2030-11-13"), "more is unpacked than was packed by 1 of pump")


def test_declared_and_catalogue_value_stand_apart(ledger: Ledger) -> None:
    values = {
        "declared_minor": 700, "declared_currency": "EUR", "catalogue_minor": 90000, "catalogue_currency": "JPY",
    }  # fmt: skip
    ledger.add(draft("pledge.announced", "pledge:g", **GIFT, **values))
    assert ledger.held("goods_declared", "pledge:g") == {"EUR": 700}
    assert ledger.held("goods_catalogue", "pledge:g") == {"JPY": 90000}
    assert ledger.held("promised", "pledge:g") == {"item:pump": 3}
    assert ledger.held("pledged", "pledge:g") == {}


def test_an_asset_is_where_it_was_last_said_to_be(ledger: Ledger) -> None:
    ledger.add(
        draft("pledge.announced", "pledge:g", **GIFT),
        draft("consignment.packed", "consignment:c", origin="pledge:g", items={"pump": 1}),
        draft("asset.received", "asset:one", consignment="consignment:c", equipment_id="pump", place="Store"),
        draft("asset.installed", "asset:one", "2030-11-20", place="Riverside"),
        draft("asset.moved", "asset:one", "2030-11-15", place="Depot"),
    )
    places = [ledger.entity("asset:one", f"2030-11-{day}").data["place"] for day in (14, 15, 19, 20)]
    assert places == ["Store", "Depot", "Depot", "Riverside"]
    late = draft("asset.moved", "asset:one", "2030-11-21", place="Depot")
    ledger.refuses(late, "does not follow: asset:one is installed then", "it may follow on: stored, damaged")
