"""Crews by day: the case's own and those that are pledged."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from svitlo.aid.crews import crews_by_day
from svitlo.aid.ledger import support_of
from svitlo.tables import schema
from svitlo.tables.case import Case
from tests.aid.builders import START, actor, frame, ledger


def day(number: int) -> date:
    return START + timedelta(days=number)


def case(*crews: tuple[str, int, int, int | None], pledged: int | None = None) -> Case:
    """Five days, with crews (kind, count, first day, last day) and two pledged line crews from a day on."""
    pledge = {"pledge_id": "team", "actor_id": "alba", "form": "crew", "crew_kind": "line", "quantity": 2}
    made = ledger(
        days=5,
        actors=[actor("alba", "member")],
        pledges=[] if pledged is None else [pledge | {"available": day(pledged)}],
    )
    rows = [
        {"crew_kind": kind, "count": count, "from": day(first), "to": None if last is None else day(last)}
        for kind, count, first, last in crews
    ]
    return replace(made, crews=frame(schema.CREWS, rows))


def by_day(made: Case) -> dict[str, list[int]]:
    return {kind: crews.tolist() for kind, crews in crews_by_day(made, support_of(made)).items()}


def test_both_days_are_inclusive_and_rows_add_up() -> None:
    assert by_day(case(("line", 1, 1, 3), ("line", 2, 3, None), ("heavy", 1, -9, 0))) == {
        "heavy": [1, 0, 0, 0, 0],
        "line": [0, 1, 1, 3, 2],
    }


def test_pledged_crews_work_from_the_day_they_are_usable_to_the_end() -> None:
    assert by_day(case(("line", 1, 0, None), pledged=3)) == {"line": [1, 1, 1, 3, 3]}
    assert by_day(case(pledged=-4)) == {"line": [2, 2, 2, 2, 2]}


def test_crews_outside_the_horizon_are_nobody() -> None:
    assert by_day(case(("line", 1, -5, -1), ("line", 1, 5, None), pledged=7)) == {"line": [0, 0, 0, 0, 0]}


def test_the_arrays_cannot_be_changed() -> None:
    made = case(("line", 1, 0, None))
    with pytest.raises(ValueError, match="read-only"):
        crews_by_day(made, support_of(made))["line"][0] = 9
