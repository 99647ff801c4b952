"""Support in the document: what can be used and why not, what was taken of it, and what was decided."""

from datetime import timedelta
from typing import Any

import pytest

from svitlo import support_of
from svitlo.report.document import document_of
from svitlo.report.document.aid import NO_ROLE, taken_of
from svitlo.report.document.events import events
from svitlo.report.document.scene import scene_of
from svitlo.report.document.works import works
from tests.report.builders import START, TABLES, pledges_of, small_case, small_plan
from tests.report.coupled import coupled_case, coupled_plan
from tests.report.document.conftest import Made


def document(**tables: list[dict[str, Any]]) -> dict:
    case = small_case(**tables)
    return document_of(case, small_plan(case), pledges_of(case))


def pledge(**given: Any) -> dict[str, Any]:
    cash = {"pledge_id": "X", "actor_id": "A", "form": "cash", "available": START, "amount": 10.0, "currency": "USD"}
    return cash | given


def test_pledges_by_hand() -> None:
    found = {one["pledge_id"]: one for one in document()["pledges"]}
    assert list(found) == ["C1", "G1", "P1", "P2", "P3"]
    fund, gift, crew = found["P1"], found["G1"], found["C1"]
    assert (fund["actor"], fund["usable_day"], fund["spent_usd"], fund["used_count"]) == ("Aland", 0, 130_000.5, 2)
    assert (fund["amount"], fund["currency"], fund["amount_usd"]) == (1e6, "USD", 1e6)
    assert (gift["quantity"], gift["used_count"], gift["earmark"]) == (3, 3, ["kind:branch"])
    assert (gift["amount"], gift["amount_usd"], gift["why_not"]) == (None, None, None)
    assert (crew["usable_day"], crew["why_not"], crew["crew_kind"], crew["quantity"]) == (None, "after_end", "line", 2)
    assert (found["P3"]["why_not"], found["P2"]["usable_day"], found["P2"]["spent_usd"]) == ("military", 0, 0.0)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, []),
        ({"category": "military"}, ["military"]),
        ({"stage": "announced"}, ["announced"]),
        ({"category": "military", "stage": "announced"}, ["military", "announced"]),
        ({"available": START + timedelta(days=10)}, ["after_end"]),
        ({"available": START + timedelta(days=9)}, []),
        ({"decision_id": "open"}, ["pending"]),
        ({"decision_id": "held"}, ["blocked"]),
        ({"decision_id": "done"}, []),
        ({"form": "crew", "crew_kind": "line", "quantity": 1, "earmark": "kind:bus"}, ["crew_earmark"]),
        ({"form": "crew", "crew_kind": "line", "quantity": 1, "earmark": "sector:power"}, []),
    ],
)
def test_why_a_pledge_cannot_be_used(given: dict[str, Any], why: list[str]) -> None:
    decision = {"rule": "consensus", "subject": "Money", "tabled": START - timedelta(days=9)}
    decisions = [decision | {"decision_id": name} for name in ("done", "held", "open")]
    said = {"actor_id": "A", "date": START - timedelta(days=2)}
    positions = [
        said | {"decision_id": "done", "position": "support"},
        said | {"decision_id": "held", "position": "oppose", "quote": "Not yet."},
        said | {"decision_id": "held", "actor_id": "B", "position": "support"},
    ]
    found = document(pledges=[pledge(**given)], decisions=decisions, positions=positions)
    one = found["pledges"][0]
    assert (one["why_not_all"], one["why_not"]) == (why, why[0] if why else None)
    assert (one["usable_day"] is None) == bool(why)


def test_announced_support_that_was_counted_is_usable() -> None:
    case = small_case(pledges=[pledge(stage="announced")])
    plan = small_plan(case, count_announced=True)
    one = document_of(case, plan, support_of(case, count_announced=True))["pledges"][0]
    assert (one["usable_day"], one["why_not"]) == (0, None)


def test_decisions_by_hand() -> None:
    decision = {"rule": "consensus", "subject": "Money", "tabled": START - timedelta(days=3)}
    positions = [
        {"decision_id": "D", "actor_id": "A", "position": "oppose", "date": START, "quote": "Not yet."},
        {"decision_id": "D", "actor_id": "A", "position": "support", "date": START + timedelta(days=4)},
        {"decision_id": "D", "actor_id": "B", "position": "oppose", "date": START},
        {"decision_id": "E", "actor_id": "A", "position": "oppose", "date": START},
    ]
    decisions = [decision | {"decision_id": name} for name in "DE"]
    found = document(decisions=decisions, positions=positions)
    adopted, blocked = found["decisions"]
    assert (adopted["adopted_day"], adopted["blocked_by"], adopted["tabled"]) == (4, [], "2030-01-04")
    said = [(one["actor"], one["role"], one["position"], one["counts"]) for one in adopted["positions"]]
    assert said == [
        ("Aland", "member", "oppose", False),
        ("Beland", "partner", "oppose", False),
        ("Aland", "member", "support", True),
    ]
    assert (blocked["adopted_day"], blocked["blocked_by"]) == (None, ["Aland"])
    assert {"day": 4, "kind": "decision", "decision_id": "D", "subject": "Money"} in found["events"]


def test_an_actor_without_a_role_on_the_day_that_counts_has_none() -> None:
    actors = [*TABLES["actors"], {"actor_id": "C", "name": "Celand", "role": "partner", "until": START}]
    decision = {"decision_id": "D", "rule": "consensus", "subject": "Money", "tabled": START}
    said = {"decision_id": "D", "position": "support"}
    positions = [
        said | {"actor_id": "A", "date": START + timedelta(days=2)},
        said | {"actor_id": "C", "date": START},
    ]
    found = document(actors=actors, decisions=[decision], positions=positions)
    assert [one["role"] for one in found["decisions"][0]["positions"]] == [NO_ROLE, "member"]


def test_what_is_taken_of_each_pledge() -> None:
    case = coupled_case()
    scene = scene_of(case, coupled_plan(case), pledges_of(case))
    taken = taken_of(scene, works(scene))
    # A mast, a breaker and two generators of the fund's money; three masts and two generators as gifts.
    assert (taken.spent_usd["P1"], taken.bought_count["P1"], taken.used_count["P1"]) == (230_000.5, 4, 4)
    assert (taken.used_count["G1"], taken.used_count["G2"]) == (3, 2)
    assert {pledge_id: len(rows) for pledge_id, rows in taken.works.items()} == {"G1": 1, "G2": 2, "P1": 3}


def test_donors_by_hand() -> None:
    aland, beland = document()["donors"]
    assert (aland["actor"], aland["role"], aland["pledges"]) == ("Aland", "member", ["C1", "P1"])
    assert (aland["given_usd"], aland["usable_usd"], aland["spent_usd"]) == (1e6, 1e6, 130_000.5)
    # A mast and a breaker are bought and used, in two works.
    assert (aland["unit_count"], aland["used_count"], aland["work_count"]) == (2, 2, 2)
    assert (beland["given_usd"], beland["usable_usd"], beland["spent_usd"]) == (7_050_000.0, 50_000.0, 0.0)
    assert (beland["unit_count"], beland["used_count"], beland["work_count"]) == (3, 3, 1)
    assert (aland["ledger"], beland["ledger"]) == (None, None)


def test_what_the_ledger_says_of_a_donor_is_told() -> None:
    case = small_case()
    funnel = [{"stage": "pledged", "currency": "USD", "amount_minor": 1_000_000_00, "digits": 2}]
    aland, beland = document_of(case, small_plan(case), pledges_of(case), ledger_funnels={"A": funnel})["donors"]
    assert (aland["ledger"], beland["ledger"]) == (funnel, None)


@pytest.mark.parametrize("name", ["first-light", "together", "winter-53m"])
def test_money_and_units_add_up(everything: dict[str, Made], name: str) -> None:
    found = everything[name].document
    spent = found["summary"]["spent_usd"]
    for table, key in (("purchases", "cost_usd"), ("pledges", "spent_usd"), ("donors", "spent_usd")):
        assert sum(row[key] for row in found[table]) == pytest.approx(spent), table
    used = sum(use["quantity"] for work in found["works"] for use in work["uses"])
    for table in ("pledges", "donors"):
        assert sum(row["used_count"] for row in found[table]) == used, table
    usable = sum(one["amount_usd"] or 0.0 for one in found["pledges"] if one["usable_day"] is not None)
    assert usable == pytest.approx(found["summary"]["usable_usd"])


def test_works_by_hand() -> None:
    case = coupled_case()
    found = document_of(case, coupled_plan(case), pledges_of(case))["works"]
    rows = [(work["at"], work["crew_kind"], work["start_day"], work["service_day"]) for work in found]
    assert rows == [
        ("power/branch/2", "line", 2, 5),
        ("place:H1", "substation", 1, 2),
        ("pump:town/P1", "substation", 2, 3),
        ("place:H1", "substation", 3, 4),
        ("power/bus/4", "substation", 4, 6),
    ]
    mast, placed = found[0], found[3]
    assert mast["uses"] == [
        {"equipment_id": "mast", "quantity": 3, "origin": "pledge:G1", "pledge_id": "G1", "arrival_day": 0},
        {"equipment_id": "mast", "quantity": 1, "origin": "purchase:B1", "pledge_id": "P1", "arrival_day": 2},
    ]
    assert (placed["is_install"], placed["equipment_id"], placed["quantity"]) == (True, "genset", 2)
    assert (mast["is_install"], mast["equipment_id"], mast["quantity"]) == (False, None, 1)


def test_what_holds_from_the_first_day_is_no_event() -> None:
    case = small_case(decisions=[], pledges=[pledge(), pledge(pledge_id="Y", available=START - timedelta(days=9))])
    plan = small_plan(case)
    found = events(scene_of(case, plan, pledges_of(case)))
    assert {event["kind"] for event in found} == {"delivery"}


def test_events_by_hand() -> None:
    later = [
        {"crew_kind": "line", "count": 1, "from": START},
        {"crew_kind": "line", "count": 2, "from": START + timedelta(days=3), "to": START + timedelta(days=5)},
    ]
    given = [*TABLES["pledges"], pledge(available=START + timedelta(days=2))]
    strike = {"asset_id": "power/gen/1", "severity": "minor", "reported": START + timedelta(days=7)}
    found = document(crews=later, pledges=given, damage=[*TABLES["damage"], strike])
    assert [(event["day"], event["kind"]) for event in found["events"]] == [
        (2, "delivery"),
        (2, "pledge"),
        (3, "crew"),
        (4, "delivery"),
        (6, "crew"),
        (7, "damage"),
    ]
    delivery, cash, joins, _, leaves, struck = found["events"]
    assert delivery == {
        "day": 2,
        "kind": "delivery",
        "equipment_id": "mast",
        "quantity": 1,
        "pledge_id": "P1",
        "actor": "Aland",
    }
    assert (cash["amount_usd"], cash["pledge_id"]) == (10.0, "X")
    assert (joins["count"], leaves["count"], struck["count"]) == (2, -2, 1)
    line = next(crew for crew in found["crews"] if crew["crew_kind"] == "line")
    assert line["count_by_day"] == [1, 1, 1, 3, 3, 3, 1, 1, 1, 1]
