"""The auditor's own reading of the coalition: by hand, and against the planner's side of the house."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.aid.ledger import support_of
from svitlo.proof.audit_support import broken_prefixes, earmark_of, support_by_id
from svitlo.tables import schema
from svitlo.tables.case import Case
from tests.proof.plan_by_hand import hand_case, on, table


def usable(case: Case, *, count_announced: bool = False) -> dict[str, int | None]:
    found = support_by_id(case, count_announced=count_announced)
    return {name: pledge.usable_from_day for name, pledge in found.items()}


def coalition(actors, decision, positions) -> Case:
    """A case with one cash pledge that waits for one decision."""
    return replace(
        hand_case(),
        actors=table(schema.ACTORS, *({"name": "x"} | actor for actor in actors)),
        decisions=table(schema.DECISIONS, {"decision_id": "d", "subject": "x"} | decision),
        positions=table(
            schema.POSITIONS_TABLE,
            *(
                {"decision_id": "d", "actor_id": actor, "position": said, "date": on(day)}
                for actor, said, day in positions
            ),
        ),
        pledges=table(
            schema.PLEDGES,
            {
                "pledge_id": "p",
                "actor_id": actors[0]["actor_id"],
                "form": "cash",
                "available": on(0),
                "amount": 1.0,
                "currency": "USD",
                "decision_id": "d",
            },
        ),
    )


def test_the_case_by_hand():
    assert usable(hand_case()) == {
        "announced": None,
        "bilateral": 0,
        "blocked": None,
        "crew": 3,
        "fund": 2,
        "gift_late": 40,
        "gift_trafo": 1,
        "gift_wire": 4,
        "military": None,
        "only_asset": 0,
        "only_kind": 0,
        "only_place": 0,
        "only_pumps": 0,
        "only_water": 0,
        "small": 0,
    }
    assert usable(hand_case(), count_announced=True)["announced"] == 0
    assert support_by_id(hand_case(), count_announced=False)["fund"].amount_usd == pytest.approx(330000.0)


MEMBERS = ({"actor_id": "a", "role": "member"}, {"actor_id": "b", "role": "member"})
OUT = {"actor_id": "z", "role": "outsider"}


@pytest.mark.parametrize(
    ("actors", "closes", "positions", "day"),
    [
        (MEMBERS, 5, [], 5),
        (MEMBERS, None, [], None),
        (MEMBERS, 5, [("a", "support", 1), ("b", "abstain", 3)], 3),
        (MEMBERS, None, [("a", "support", 1), ("b", "abstain", 3)], 3),
        (MEMBERS, 5, [("a", "oppose", 1), ("b", "support", 3)], None),
        (MEMBERS, 5, [("a", "oppose", 1), ("a", "support", 8)], 8),
        (MEMBERS, 5, [("a", "support", 1), ("a", "oppose", 6)], 5),
        (MEMBERS, 5, [("a", "support", 1), ("a", "oppose", 5)], None),
        ((*MEMBERS, OUT), 5, [("z", "oppose", 1)], 5),
        ((*MEMBERS, OUT), None, [("a", "support", 1), ("b", "support", 2), ("z", "oppose", 1)], 2),
        ((*MEMBERS, {"actor_id": "c", "role": "member", "since": on(4)}), 5, [("c", "oppose", 1)], None),
        ((*MEMBERS, {"actor_id": "c", "role": "member", "since": on(6)}), 5, [("c", "oppose", 1)], 5),
        ((*MEMBERS, {"actor_id": "c", "role": "member", "until": on(6)}), 5, [("c", "oppose", 1)], 7),
        ((*MEMBERS, {"actor_id": "c", "role": "member", "until": on(4)}), 5, [("c", "oppose", 1)], 5),
        ((OUT,), 5, [("z", "support", 1)], None),
    ],
)
def test_consensus(actors, closes, positions, day):
    decision = {"rule": "consensus", "tabled": on(0), "closes": None if closes is None else on(closes)}
    assert usable(coalition(actors, decision, positions)) == {"p": day}


@pytest.mark.parametrize(
    ("positions", "day"),
    [
        ([], None),
        ([("a", "support", 2)], None),
        ([("z", "oppose", 1)], None),
        ([("z", "abstain", 1), ("z", "support", 4), ("a", "oppose", 2)], 4),
        ([("z", "support", 1), ("z", "oppose", 4)], 1),
    ],
)
def test_a_sovereign_decision_is_its_actors_alone(positions, day):
    decision = {"rule": "sovereign", "tabled": on(0), "actor_id": "z"}
    assert usable(coalition((*MEMBERS, OUT), decision, positions)) == {"p": day}


def test_earmarks():
    facts = {"sector": frozenset({"power"}), "kind": frozenset({"line"}), "place": frozenset({"a", "b"})}
    assert broken_prefixes(earmark_of(None), facts) == []
    assert broken_prefixes(earmark_of(" sector:power ; kind:trafo;kind:line;"), facts) == []
    assert broken_prefixes(earmark_of("sector:water;kind:trafo;place:b"), facts) == ["kind", "sector"]
    assert broken_prefixes(earmark_of("asset:power/line/1"), facts) == ["asset"]


DAYS = st.integers(-4, 8)
MAYBE = st.none() | DAYS
NAMES = ("a", "b", "c")


def _roles(draw, actor: str):
    """Terms of one actor that do not overlap."""
    role = st.sampled_from((*schema.ROLES[:3], "member", "member"))
    if draw(st.booleans()):
        return [{"actor_id": actor, "role": draw(role), "since": None, "until": None}]
    turn = draw(DAYS)
    return [
        {"actor_id": actor, "role": draw(role), "since": None, "until": turn},
        {"actor_id": actor, "role": draw(role), "since": turn + draw(st.integers(1, 3)), "until": None},
    ]


@st.composite
def coalitions(draw):
    actors = [row for actor in NAMES for row in _roles(draw, actor)]
    for row in actors:
        row |= {key: None if row[key] is None else on(row[key]) for key in ("since", "until")}
    tabled = draw(DAYS)
    decision = {"rule": draw(st.sampled_from(schema.RULES)), "tabled": on(tabled)}
    if decision["rule"] == "consensus":
        closes = draw(st.none() | st.integers(0, 6))
        decision["closes"] = None if closes is None else on(tabled + closes)
    else:
        decision["actor_id"] = draw(st.sampled_from(NAMES))
    said = st.tuples(st.sampled_from(NAMES), st.sampled_from(schema.POSITIONS), st.integers(tabled, tabled + 8))
    positions = draw(st.lists(said, max_size=6, unique_by=lambda item: (item[0], item[2])))
    case = coalition(actors, decision, positions)
    pledge = {
        "category": draw(st.none() | st.sampled_from(schema.CATEGORIES)),
        "stage": draw(st.none() | st.sampled_from(schema.STAGES)),
        "decision_id": draw(st.sampled_from([None, "d", "d"])),
        "currency": draw(st.sampled_from(["USD", "EUR"])),
        "available": on(draw(DAYS)),
    }
    literals = [pl.lit(value, dtype=case.pledges.schema[name]).alias(name) for name, value in pledge.items()]
    return replace(case, pledges=case.pledges.with_columns(literals))


@settings(max_examples=300, deadline=None)
@given(case=coalitions(), count_announced=st.booleans())
def test_two_readings_of_the_contract_agree(case, count_announced):
    """The planner's ledger and the auditor were written apart from each other."""
    ours = support_by_id(case, count_announced=count_announced)["p"]
    (theirs,) = support_of(case, count_announced=count_announced)
    assert (ours.usable_from_day, ours.amount_usd) == (theirs.usable_from_day, theirs.amount_usd)


def test_a_role_ends_on_its_last_day():
    case = coalition(
        [{"actor_id": "a", "role": "member"}, {"actor_id": "b", "role": "member", "until": on(5)}],
        {"rule": "consensus", "tabled": on(0), "closes": on(5)},
        [("b", "oppose", 2)],
    )
    assert usable(case) == {"p": 6}
    assert case.date_of(6) == on(5) + timedelta(days=1)
