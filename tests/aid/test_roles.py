from datetime import date

from svitlo.aid.roles import roll_of

from .builders import actor, ledger

ACCESSION = date(2023, 4, 4)


def test_both_ends_of_a_role_are_inclusive_and_roles_change_overnight() -> None:
    roll = roll_of(
        ledger(
            actors=[
                actor("fin", "member", ACCESSION),
                actor("fin", "invitee", date(2022, 6, 29), date(2023, 4, 3)),
                actor("alba", "member", date(1949, 4, 4)),
            ]
        )
    )
    assert roll.role("fin", date(2022, 6, 28)) is None
    assert roll.role("fin", date(2022, 6, 29)) == "invitee"
    assert roll.role("fin", date(2023, 4, 3)) == "invitee"
    assert roll.role("fin", ACCESSION) == "member"
    assert roll.members(date(2023, 4, 3)) == ("alba",)
    assert roll.members(ACCESSION) == ("alba", "fin")
    assert roll.role("nobody", ACCESSION) is None


def test_changes_are_first_days_of_a_new_state() -> None:
    roll = roll_of(ledger(actors=[actor("a", "member", date(2023, 1, 1), date(2023, 1, 31)), actor("b", "partner")]))
    assert roll.changes() == {date(2023, 1, 1), date(2023, 2, 1)}


def test_a_role_until_the_end_of_time_has_no_day_after() -> None:
    roll = roll_of(ledger(actors=[actor("a", "member", None, date.max)]))
    assert roll.changes() == frozenset()
    assert roll.members(date.max) == ("a",)


def test_member_wins_where_roles_overlap_and_the_latest_name_is_used() -> None:
    first = actor("a", "partner") | {"name": "Old name"}
    second = actor("a", "member", date(2020, 3, 27)) | {"name": "New name"}
    for rows in ([first, second], [second, first]):
        roll = roll_of(ledger(actors=rows))
        assert roll.role("a", date(2021, 1, 1)) == "member"
        assert roll.role("a", date(2019, 1, 1)) == "partner"
        assert roll.names == {"a": "New name"}
