"""IATI 2.03: read back by the kept validator and by lxml, exact, and back into a ledger without loss of an amount."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from okfn_iati.iati_schema_validator import IatiValidator

from svitlo.exchange.iati_in import drafts_from_iati
from svitlo.exchange.iati_out import Reporter, iati_of
from svitlo.exchange.parties import fresh
from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.events import Draft
from svitlo.ledger.money import Money, digits_of
from svitlo.ledger.view import View
from svitlo.tables.errors import BadInput
from tests.exchange.histories import DONORS, SECRETS, history, ledger, seen

REPORTER = Reporter(ref="XX-TEST-1", name="A ministry & <its> office")
SEEDS = st.integers(0, 10**9)
SIGN = {"lapsed": -1, "reduced": -1, "returned": -1}


def read_back(content: bytes) -> tuple[Sequence[Draft], tuple[str, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.xml"
        path.write_bytes(content)
        return drafts_from_iati(path)


def tree(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def amounts_in(content: bytes) -> Counter[tuple[str, str]]:
    """Sums by transaction type and currency, in minor units, as lxml and decimal read them."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in tree(content).iter("transaction"):
        value = one.find("value")
        currency = value.get("currency")
        minor = Decimal(value.text).scaleb(digits_of(currency))
        assert minor == int(minor)
        sums[one.find("transaction-type").get("code"), currency] += int(minor)
    return Counter({key: minor for key, minor in sums.items() if minor})


def amounts_of(drafts: Sequence[Draft]) -> Counter[tuple[str, str]]:
    """The same sums, straight from the history."""
    first: dict[str, Draft] = {}
    sums: Counter[tuple[str, str]] = Counter()
    for draft in drafts:
        data = first.setdefault(draft.subject, draft).data
        kind = draft.subject.split(":")[0]
        if kind in ("pledge", "commitment") and data["category"] != "military":
            sign = SIGN.get(draft.kind.split(".")[1], 1)
            cash = data.get("form", "cash") == "cash"
            minor = draft.data["amount_minor"] if cash else data["declared_minor"]
            currency = data["currency"] if cash else data["declared_currency"]
            out, into = {"pledge": ("12", "13"), "commitment": ("2", "11")}[kind]
            sums[out, currency] += sign * minor
            if "fund" in data:
                sums[into, currency] += sign * minor
        elif kind == "receipt":
            for code in ("3", "1"):
                sums[code, data["currency"]] += SIGN.get(draft.kind.split(".")[1], 1) * draft.data["amount_minor"]
        elif kind == "payment":
            sums["4" if "contract" in data else "3", data["currency"]] += data["amount_minor"]
        elif kind == "contract" and first[data["allocation"]].data["pool"].startswith("fund:"):
            sums["2", data["currency"]] += data["amount_minor"]
    return Counter({key: minor for key, minor in sums.items() if minor})


def stages(view: View) -> list[tuple[object, ...]]:
    """The funnel's civil part, without what is spent: allocations are not part of the standard."""
    rows = [
        (row.donor, row.category, row.currency, row.pledged, row.converted, row.committed, row.paid_in)
        for row in funnel(view)
        if row.category not in ("military", "")
    ]
    return [row for row in rows if any(row[3:])]


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(1, 8))
def test_every_file_is_valid_and_exact(seed: int, gifts: int) -> None:
    drafts = history(seed, gifts)
    with seen(drafts) as view:
        try:
            content, _ = iati_of(view, REPORTER)
        except BadInput:
            assert not amounts_of(drafts)
            return
    valid, faults = IatiValidator("2.03").validate(content.decode())
    assert valid, faults
    assert amounts_in(content) == amounts_of(drafts)
    assert not [word for word in SECRETS if word in content.decode()]


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 8))
def test_a_round_trip_keeps_every_stage_to_the_minor_unit(seed: int, gifts: int) -> None:
    story = [*history(seed, gifts), *gift()[2:]]
    with seen(story) as view:
        content, _ = iati_of(view, REPORTER)
        drafts, _ = read_back(content)
        # A file of one's own brings nothing new.
        assert fresh(view, drafts)[0] == ()
        assert read_back(content)[0] == drafts
        with ledger(drafts) as book, book.view() as again:
            assert stages(again) == stages(view)
            kept, notes = fresh(again, drafts)
            assert kept == ()
            assert notes == (f"{len(drafts)} of {len(drafts)} events are in the ledger already and were left out",)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_chain_can_be_followed(seed: int) -> None:
    with seen(history(seed, 6)) as view:
        root = tree(iati_of(view, REPORTER)[0])
    activities = {one.findtext("iati-identifier"): one for one in root.iter("iati-activity")}
    assert len(activities) == len(list(root.iter("iati-activity")))
    for identifier, activity in activities.items():
        assert identifier.startswith("XX-TEST-1-")
        for one in activity.iter("transaction"):
            if one.find("transaction-type").get("code") not in ("1", "11", "13"):
                continue
            giver = activities[one.find("provider-org").get("provider-activity-id")]
            assert giver is not activity
            twins = [
                other
                for other in giver.iter("transaction")
                if other.get("ref") == one.get("ref")
                and other.find("transaction-type").get("code") in ("12", "2", "3")
                and other.find("provider-org").get("provider-activity-id") == giver.findtext("iati-identifier")
                and other.find("receiver-org").get("receiver-activity-id") == identifier
                and other.findtext("value") == one.findtext("value")
            ]
            assert twins


def gift(**more: object) -> list[Draft]:
    day = date(2022, 12, 1)
    said = {"donor": "state:usa", "recipient": "state:ukr", "form": "cash", "category": "energy", "currency": "USD"}
    return [
        Draft(kind="state.named", subject="state:usa", held_on=day, data={"name": "United States"}),
        Draft(kind="state.named", subject="state:ukr", held_on=day, data={"name": "Ukraine"}),
        Draft(
            kind="pledge.announced",
            subject="pledge:us-53m",
            held_on=day,
            data={**said, "amount_minor": 5_300_000_000, **more},
        ),
    ]


def test_an_activity_says_sector_country_dates_and_status() -> None:
    with seen(gift(purpose="23630")) as view:
        activity = tree(iati_of(view, REPORTER)[0]).find("iati-activity")
    assert activity.findtext("iati-identifier") == "XX-TEST-1-state:usa:state:ukr:energy:23630"
    assert dict(activity.find("sector").attrib) == {"vocabulary": "1", "code": "23630", "percentage": "100"}
    assert activity.find("recipient-country").get("code") == "UA"
    assert activity.find("activity-status").get("code") == "1"
    assert activity.find("activity-date").get("iso-date") == "2022-12-01"
    assert activity.get("default-currency") == "USD"
    assert activity.get("humanitarian") is None
    assert activity.findtext("transaction/value") == "53000000.00"


def test_humanitarian_support_is_flagged() -> None:
    with seen(gift(category="humanitarian", purpose="72010")) as view:
        activity = tree(iati_of(view, REPORTER)[0]).find("iati-activity")
    assert activity.get("humanitarian") == "1"


def test_military_support_is_left_out_and_told() -> None:
    arms = gift(category="military", amount_minor=123_456_789)[2]
    with seen([*gift(), replace(arms, subject="pledge:arms")]) as view:
        content, notes = iati_of(view, REPORTER)
    assert notes == ("1 amounts of military support were left out",)
    assert b"1234567.89" not in content
    assert b"arms" not in content
    assert b"military" not in content
    with seen(gift(category="military")) as view, pytest.raises(BadInput, match="1 amounts of military support"):
        iati_of(view, REPORTER)


def test_only_what_held_by_the_day_is_written() -> None:
    with seen(gift(), on=date(2022, 11, 30)) as view, pytest.raises(BadInput, match="nothing to write"):
        iati_of(view, REPORTER)


@pytest.mark.parametrize("ref", ["", "two words", "a/b", "x" * 200])
def test_a_reporter_needs_an_identifier(ref: str) -> None:
    with seen(gift()) as view, pytest.raises(BadInput, match="cannot identify"):
        iati_of(view, Reporter(ref=ref, name="A ministry"))


def test_whom_the_ledger_does_not_name_as_helped_is_a_state() -> None:
    with seen(gift()) as view, pytest.raises(BadInput, match="no state of ISO 3166"):
        iati_of(view, Reporter(ref="XX-1", name="A ministry", helped="org:x"))


def test_names_are_the_givers_of_the_history() -> None:
    with seen(history(5, 12)) as view:
        drafts, _ = read_back(iati_of(view, REPORTER)[0])
    named = {one.subject for one in drafts if one.kind in ("state.named", "org.named", "group.formed")}
    assert named & set(DONORS)
    assert all(
        Money(one.data["currency"], one.data["amount_minor"]).minor > 0
        for one in drafts
        if "currency" in one.data and "amount_minor" in one.data
    )
