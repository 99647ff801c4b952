"""Parts of the IATI formats: code lists, the schema's say, files that another program wrote."""

from pathlib import Path

import pytest
from okfn_iati import models
from okfn_iati.xml_generator import IatiXmlGenerator

from svitlo.exchange import iati_codes as codes
from svitlo.exchange.iati_in import drafts_from_iati
from svitlo.exchange.iati_read import reading_of
from svitlo.exchange.iati_schema import written
from svitlo.exchange.iati_xml import Node
from svitlo.ledger.arithmetic import funnel
from svitlo.tables.errors import BadInput
from tests.exchange.histories import ledger


def test_every_transaction_type_of_the_standard_is_known() -> None:
    known = [*codes.STAGE_OF, *codes.NOT_OURS]
    assert sorted(known, key=int) == [str(code) for code in range(1, 14)]
    assert {*codes.OUTGOING.values(), *codes.INCOMING.values(), codes.EXPENDITURE} == set(codes.STAGE_OF)
    assert set(codes.INTO_ACTIVITY) == set(codes.INCOMING.values())


@pytest.mark.parametrize(
    ("found", "humanitarian", "category"),
    [
        ({"23630"}, False, "energy"),
        ({"23630"}, True, "energy"),
        ({"23630", "72010"}, True, "humanitarian"),
        ({"23630", "14021"}, False, "financial"),
        ({"720"}, False, "humanitarian"),
        (set(), False, "financial"),
        (set(), True, "humanitarian"),
    ],
)
def test_categories(found: set[str], humanitarian: bool, category: str) -> None:
    assert codes.category_of(frozenset(found), humanitarian=humanitarian) == category


def test_what_the_schema_refuses_is_not_written() -> None:
    activity = Node("iati-activity", inside=[Node("iati-identifier", text="X-1")])
    with pytest.raises(BadInput, match=r"not valid by the schema of IATI 2\.03"):
        written(Node("iati-activities", {"version": "2.03"}, inside=[activity]))


def of_others() -> str:
    """A file as the kept library writes it for others."""
    usaid = models.OrganizationRef(ref="US-GOV-1", type="10", narratives=[models.Narrative(text="Agency")])
    ukraine = models.OrganizationRef(ref="", type="10", narratives=[models.Narrative(text="Ukraine")])
    transactions = [
        models.Transaction(
            type=code, date="2022-11-29", value=value, receiver_org=ukraine, currency="USD", value_date="2022-11-29"
        )
        for code, value in (("12", 53000000.0), ("2", 13000000.25), ("3", 12345.67))
    ]
    activity = models.Activity(
        iati_identifier="US-GOV-1-GRID",
        reporting_org=usaid,
        title=[models.Narrative(text="Grid equipment")],
        description=[{"type": "1", "narratives": [models.Narrative(text="Equipment.")]}],
        participating_orgs=[models.ParticipatingOrg(role="1", ref="US-GOV-1", type="10")],
        activity_dates=[models.ActivityDate(type="2", iso_date="2022-11-29")],
        recipient_countries=[{"code": "UA", "percentage": 100}],
        sectors=[{"code": "23630", "vocabulary": "1", "percentage": 100}],
        transactions=transactions,
        default_currency="USD",
    )
    return IatiXmlGenerator().generate_iati_activities_xml(models.IatiActivities(activities=[activity]))


def test_a_file_that_another_program_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "others.xml"
    path.write_text(of_others(), encoding="utf-8")
    reading = reading_of(path)
    assert not reading.problems
    assert [one.identifier for one in reading.programmes] == ["US-GOV-1-GRID"]
    drafts, _ = drafts_from_iati(path)
    amounts = {one.kind: one.data["amount_minor"] for one in drafts if "amount_minor" in one.data}
    assert amounts == {"pledge.announced": 5_300_000_000, "commitment.signed": 1_300_000_025, "payment.made": 1_234_567}
    with ledger(drafts) as book, book.view() as view:
        (row,) = funnel(view)
    assert (row.category, row.currency, row.pledged, row.committed) == ("energy", "USD", 5_300_000_000, 1_300_000_025)
