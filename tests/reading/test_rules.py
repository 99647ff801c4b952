"""The rules one by one, each on the pieces of one sentence."""

from datetime import date
from decimal import Decimal

import pytest

from svitlo.reading.actors import subject_of
from svitlo.reading.amounts import number_of, plain, qualifier_before, scaled
from svitlo.reading.clauses import aside_start, clause_end, clause_start
from svitlo.reading.given import governed
from svitlo.reading.goods import find_goods
from svitlo.reading.governing import goods_governor, is_verb_here, money_governor
from svitlo.reading.impacts import find_impacts
from svitlo.reading.lexicon import ASK, DENY, GIVE, MAYBE, one_of
from svitlo.reading.membership import find_membership
from svitlo.reading.memory import Memory, first_actor, is_code
from svitlo.reading.modes import mode_at
from svitlo.reading.names import Lore, Words, find_names
from svitlo.reading.nations import alpha2_of, known_names, state_of_currency
from svitlo.reading.pieces import Line
from svitlo.reading.places import place_of
from svitlo.reading.promises import find_promises
from svitlo.reading.report import Report, report_of
from svitlo.reading.speech import speaker_of
from svitlo.reading.stances import find_positions
from svitlo.reading.strikes import find_strikes
from svitlo.reading.support import find_support
from svitlo.reading.things import things
from svitlo.reading.uses import category_of, purpose_of, recipient_of
from svitlo.reading.weighing import Judge, shipped


def read(text: str) -> tuple[Report, Line]:
    report = report_of(text, date(2023, 2, 15))
    return report, report.lines[0]


def at(line: Line, word: str) -> int:
    return next(place for place, piece in enumerate(line.pieces) if piece.text == word or piece.tag == word)


@pytest.mark.parametrize(
    ("text", "number"), [("1,200.5", "1200.5"), ("half a", "0.5"), ("two and a half", "2.5"), ("forty", "40")]
)
def test_numbers(text: str, number: str) -> None:
    assert number_of(text) == Decimal(number)


def test_scales_and_qualifiers() -> None:
    assert plain(scaled(Decimal("1.5"), "hundred thousand")) == "150000"
    assert qualifier_before("they gave up to 5", 16) == ("up_to", 10)


def test_subjects_are_found_over_asides_and_chains() -> None:
    _, line = read("Norway, which is not an EU member, agreed on Monday to give 5 million euros.")
    assert subject_of(line.pieces, at(line, "give"), Memory()).value == "NOR"


def test_clauses_leave_asides_out() -> None:
    _, line = read("Austria, which gave nothing, opposes it, but France will help.")
    second = next(place for place, piece in enumerate(line.pieces) if piece.text == "," and place > 2)
    assert aside_start(line.pieces, second) == 1
    assert clause_start(line.pieces, at(line, "opposes")) == 0
    assert line.pieces[clause_end(line.pieces, at(line, "opposes"))].text == "but"


def test_governors_are_verbs_not_nouns() -> None:
    _, line = read("The grant office will grant 5 million euros and send 3 pumps.")
    assert not is_verb_here(line.pieces, 1)
    money = money_governor(line.pieces, at(line, "M"))
    assert money is not None
    assert line.pieces[money.verb].text == "grant"
    (thing,) = things(line.pieces, Memory())
    goods = goods_governor(line.pieces, thing.first, thing.end)
    assert goods is not None
    assert (line.pieces[goods.verb].text, thing.item, thing.quantity) == ("send", "pumps", "3")


def test_a_sum_has_a_giver_and_a_mode() -> None:
    report, line = read("Spain might give 5 million euros.")
    found = governed(report, line, at(line, "M"), Memory())
    assert found is not None
    assert (found[0].value, found[1].mode) == ("ESP", "conditional")
    assert mode_at(report, line, at(line, "give"), at(line, "M")).why == ("might",)


def test_word_classes_do_not_contradict() -> None:
    assert not GIVE & DENY
    assert not GIVE & ASK
    assert not GIVE & MAYBE
    assert one_of("a b") == {"a", "b"}


def test_states_currencies_and_codes() -> None:
    assert known_names()[("Türkiye",)].value == "TUR"
    assert (alpha2_of("SWE"), state_of_currency("SEK"), state_of_currency("EUR")) == ("SE", "SWE", "")
    assert is_code("NOR")
    assert not is_code("Norland")


def test_names_and_first_actors() -> None:
    words = Words(words=["The", "Danish", "Red", "Cross"], taken=[False] * 4, lore=Lore())
    assert [(name.tag, name.value) for name in find_names(words)] == [("O", "Danish Red Cross")]
    _, line = read("In Kyiv the parliament of Norland met.")
    assert first_actor(line.pieces).value == "Norland"


def test_places_and_speakers() -> None:
    _, line = read("A plant in western Vestria was hit, said Kari Holm.")
    assert place_of(line.pieces, 1, 2, Memory()) == "Vestria"
    assert speaker_of(line, Memory())[0] == "Kari Holm"


def test_uses() -> None:
    _, line = read("Norway gave 5 million kroner to Moldova for water works.")
    place = at(line, "M")
    assert recipient_of(line.pieces, place, "NOR") == "MDA"
    assert purpose_of(line.pieces, line.pieces[place:]) == "water"
    assert category_of(line.pieces) == "energy"


def test_each_kind_is_found_by_its_own_rules() -> None:
    report, line = read("Spain gave 5 million euros and 3 pumps.")
    assert [one.kind for one, _ in find_support(report, line, Memory(), None, Judge(weights=shipped()))] == ["support"]
    assert [one.kind for one in find_goods(report, line, Memory(), Judge(weights=shipped()))] == ["goods"]
    report, line = read("Finland became a member of NATO.")
    assert [one.kind for one in find_membership(report, line, Memory())] == ["membership"]
    report, line = read("Malta opposes the plan and promised to help.")
    assert [one.kind for one in find_positions(report, line, Memory())] == ["position"]
    assert [one.kind for one in find_promises(report, line, Memory(), ("", ""))] == ["promise"]
    report, line = read("Missiles hit a substation and 5,000 people lost power.")
    assert [one.kind for one in find_strikes(report, line, Memory())] == ["strike"]
    assert [one.kind for one in find_impacts(report, line, Memory())] == ["impact"]
