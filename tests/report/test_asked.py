"""A report as somebody asks for it: with a ledger's donors, with an outline, or refused in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from svitlo.ledger.view import View
from svitlo.report.asked import Asked, report_of
from svitlo.report.donor_funnels import STAGES, funnels_of
from svitlo.tables.case import Case
from svitlo.tables.errors import BadInput
from tests.report.builders import START, pledges_of, small_case, small_plan
from tests.report.ledger_reports.by_hand import DAY, NORTH, QUIET, WEST, book_of


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    with book_of(tmp_path_factory.mktemp("funnels")).view(DAY) as found:
        yield found


def document_of_report(case: Case, asked: Asked) -> Any:
    page = report_of(case, small_plan(case), pledges_of(case), asked).decode()
    found = re.search(r'id="svitlo-document">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_each_stage_of_a_donor_is_told_by_itself_and_military_support_is_left_out(view: View) -> None:
    found = funnels_of(view, [NORTH, WEST, QUIET, "A", "state:nowhere"])
    assert sorted(found) == [NORTH, WEST]
    north = {(row["stage"], row["currency"]): row["amount_minor"] for row in found[NORTH]}
    assert [row["stage"] for row in found[NORTH]] == list(STAGES)
    assert north["pledged", "EUR"] == 10_000_000
    assert north["committed", "EUR"] == 7_000_000
    assert north["received", "EUR"] == 2_000_000
    assert {row["digits"] for row in found[NORTH]} == {2}
    west = {(row["stage"], row["currency"]): row["amount_minor"] for row in found[WEST]}
    assert west["pledged", "EUR"] == 5_000_000, "without the 7,000 of its pledge for arms"


def test_donors_of_the_case_are_matched_by_id(view: View) -> None:
    rows = [
        {"actor_id": NORTH, "name": "Northmark", "role": "member"},
        {"actor_id": "B", "name": "Beland", "role": "partner"},
    ]
    given = {"form": "cash", "available": START, "amount": 1e6, "currency": "USD"}
    pledges = [{"pledge_id": "P1", "actor_id": NORTH, **given}, {"pledge_id": "P2", "actor_id": "B", **given}]
    case = small_case(actors=rows, pledges=pledges)
    document = document_of_report(case, Asked(view=view))
    donors = {donor["actor_id"]: donor["ledger"] for donor in document["donors"]}
    assert donors["B"] is None
    assert donors[NORTH][0] == {"stage": "pledged", "currency": "EUR", "amount_minor": 10_000_000, "digits": 2}
    assert document["ledger_head"] == str(view.reader.head())
    assert document_of_report(case, Asked())["ledger_head"] is None


def test_the_public_version_is_asked_for_alone(view: View, tmp_path: Path) -> None:
    case = small_case()
    assert document_of_report(case, Asked(public=True))["is_public"] is True
    for asked, said in (
        (Asked(public=True, outline="UKR"), "no map"),
        (Asked(public=True, view=view), "no donors' page"),
        (Asked(outline=str(tmp_path)), "no longitudes and latitudes"),
    ):
        with pytest.raises(BadInput, match=said):
            document_of_report(case, asked)


def test_a_plan_of_another_case_is_refused() -> None:
    case = small_case()
    with pytest.raises(BadInput, match="another case"):
        report_of(replace(case, sha256="cd" * 32), small_plan(case), pledges_of(case), Asked())
