"""The register of kinds: complete, without doubles, and each state that one comes from is led to by another."""

from collections import Counter

from svitlo.ledger.chain_kinds import CHAIN_KINDS
from svitlo.ledger.coalition_kinds import COALITION_KINDS
from svitlo.ledger.kinds import ENTITY_TYPES, KINDS, META
from svitlo.ledger.report_kinds import REPORT_KINDS
from svitlo.ledger.vocabulary import Kind, kind, money, reference
from tests.ledger.laws.told import AGAIN

ALL = (*COALITION_KINDS, *CHAIN_KINDS, *REPORT_KINDS)


def test_every_kind_is_in_the_register_once() -> None:
    assert [name for name, count in Counter(one.name for one in ALL).items() if count > 1] == []
    assert set(KINDS) == {one.name for one in ALL}
    assert not set(KINDS) & set(META)
    assert {one.subject for one in ALL} == ENTITY_TYPES


def test_each_state_is_led_to_by_a_kind_of_the_same_entity() -> None:
    for one in ALL:
        led_to = {other.to for other in ALL if other.subject == one.subject} | {""}
        assert set(one.after) <= led_to, one.name
        assert "" in {state for other in ALL if other.subject == one.subject for state in other.after}


def test_fields_have_one_name_and_words_and_what_their_type_needs() -> None:
    for one in (*ALL, *META.values()):
        names = [field.name for field in one.fields]
        assert len(names) == len(set(names)), one.name
        for field in one.fields:
            assert field.words
            assert bool(field.choices) == (field.type == "choice")
            assert bool(field.refers) == (field.type in ("reference", "references"))
            assert set(field.refers) <= ENTITY_TYPES, (one.name, field.name)
            assert one.field(field.name) is field


def test_what_may_be_said_again_is_what_the_laws_think() -> None:
    assert {one.name for one in ALL if not one.once} == AGAIN


def test_a_kind_in_short_words() -> None:
    pay = reference("payer", "Who pays.", "state fund", required=True)
    found = kind("payment.made", "Money moved.", (pay, *money("Amount")), "- made", "made", once=False)
    assert found == Kind(
        name="payment.made", subject="payment", words="Money moved.", fields=(pay, *money("Amount")),
        after=("", "made"), to="made", once=False,
    )  # fmt: skip
    assert kind("answer.given", "", (), "tabled").subject == "proposal"
    assert found.field("payee") is None
