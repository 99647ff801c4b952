"""Laws that hold for every ledger."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from svitlo.aid.decisions import Outcome, outcomes_of
from svitlo.tables.case import Case

from .builders import actor, decision, ledger, position

ACTORS = ("alba", "bren", "cyr", "outland", "penn")
WORDS = ("support", "oppose", "abstain")
DAYS = st.integers(0, 14).map(lambda day: date(2022, 12, 1) + timedelta(days=day))
SAID = st.dictionaries(st.tuples(st.sampled_from(ACTORS), DAYS), st.sampled_from(WORDS), max_size=10)


@st.composite
def rolls(draw: st.DrawFn) -> list[dict[str, object]]:
    """Two members for good or for a time, one that joins, one outsider, one partner."""
    joins, leaves = draw(DAYS), draw(st.none() | DAYS)
    return [
        actor("alba", "member"),
        actor("bren", "member", None, leaves),
        actor("cyr", "invitee", None, joins - timedelta(days=1)),
        actor("cyr", "member", joins),
        actor("outland", "outsider"),
        actor("penn", "partner"),
    ]


DECISIONS = st.builds(
    lambda tabled, closes, own: decision(tabled, closes if own is None else None, sovereign=own),
    DAYS,
    st.none() | DAYS,
    st.none() | st.sampled_from(("alba", "cyr")),
)


def one(case: Case) -> Outcome:
    (only,) = outcomes_of(case)
    return only


def built(roll: list[dict[str, object]], tabled: dict[str, object], said: dict[tuple[str, date], str]) -> Case:
    rows = [position(who, word, day) for (who, day), word in said.items()]
    return ledger(actors=roll, decisions=[tabled], positions=rows)


def counted(result: Outcome) -> tuple[object, ...]:
    return result.state, result.adopted_on, result.blockers, result.silent


@given(rolls(), DECISIONS, SAID)
def test_outsiders_and_partners_never_change_anything(roll, tabled, said) -> None:
    without = {key: word for key, word in said.items() if key[0] not in ("outland", "penn")}
    assert counted(one(built(roll, tabled, said))) == counted(one(built(roll, tabled, without)))


@given(rolls(), DECISIONS, SAID, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(roll, tabled, said, random) -> None:
    shuffled_roll, keys = roll.copy(), list(said)
    random.shuffle(shuffled_roll)
    random.shuffle(keys)
    again = one(built(shuffled_roll, tabled, {key: said[key] for key in keys}))
    assert again == one(built(roll, tabled, said))


@given(rolls(), DECISIONS, SAID, st.sampled_from(("alba", "bren", "cyr")), DAYS)
def test_one_more_opposition_never_brings_adoption_forward(roll, tabled, said, who, day) -> None:
    before = one(built(roll, tabled, said)).adopted_on
    after = one(built(roll, tabled, said | {(who, day): "oppose"})).adopted_on
    assert after is None or (before is not None and before <= after)


@given(rolls(), DECISIONS, SAID)
def test_nothing_is_adopted_over_a_member_that_opposes_that_day(roll, tabled, said) -> None:
    """Said again from the contract, day by day."""
    result = one(built(roll, tabled, said))
    days = [date(2022, 12, 1) + timedelta(days=day) for day in range(30)]
    assert result.adopted_on == next((day for day in days if _may_adopt(roll, tabled, said, day)), None)


def _may_adopt(roll, tabled, said, day: date) -> bool:
    def latest(who: str) -> str | None:
        words = [word for (actor_id, when), word in sorted(said.items()) if actor_id == who and when <= day]
        return words[-1] if words else None

    if day < tabled["tabled"]:
        return False
    if tabled["rule"] == "sovereign":
        return latest(tabled["actor_id"]) == "support"
    members = {
        row["actor_id"]
        for row in roll
        if row["role"] == "member"
        and (row["since"] is None or row["since"] <= day)
        and (row["until"] is None or day <= row["until"])
    }
    words = [latest(who) for who in members]
    over = None not in words or (tabled["closes"] is not None and day >= tabled["closes"])
    return over and "oppose" not in words
