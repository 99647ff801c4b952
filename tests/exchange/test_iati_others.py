"""IATI files of others: every transaction type, both sides of a sum, amounts that take back, faults with lines."""

from pathlib import Path

import pytest

from svitlo.exchange.iati_in import drafts_from_iati
from svitlo.exchange.parties import fresh
from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.events import Draft
from svitlo.tables.errors import BadInput
from tests.exchange.histories import ledger

HEAD = """<?xml version="1.0"?>
<iati-activities version="2.03">
"""


def activity(identifier: str, *transactions: str, more: str = "", attributes: str = "") -> str:
    return f"""<iati-activity default-currency="USD" {attributes}>
<iati-identifier>{identifier}</iati-identifier>
<reporting-org ref="XX-DONOR" type="10"><narrative>Agency</narrative></reporting-org>
<title><narrative>Support of the grid</narrative></title>
{more}
{"".join(transactions)}
</iati-activity>
"""


def moved(code: str, amount: str, *, day: str = "2022-12-01", parties: str = "", ref: str = "", more: str = "") -> str:
    return f"""<transaction ref="{ref}"><transaction-type code="{code}"/><transaction-date iso-date="{day}"/>
<value value-date="{day}">{amount}</value>{parties}{more}</transaction>
"""


UKRAINE = "<receiver-org><narrative>Ukraine</narrative></receiver-org>"
INTO_FUND = '<receiver-org receiver-activity-id="XX-FUND-1"><narrative>Fund</narrative></receiver-org>'
FROM_DONOR = (
    '<provider-org ref="XX-DONOR" provider-activity-id="XX-DONOR-1"><narrative>Agency</narrative></provider-org>'
)


def read(folder: Path, *activities: str) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    path = folder / "others.xml"
    path.write_text(HEAD + "".join(activities) + "</iati-activities>", encoding="utf-8")
    return drafts_from_iati(path)


def kinds(drafts: tuple[Draft, ...]) -> list[str]:
    return [draft.kind for draft in drafts if not draft.kind.endswith((".named", ".opened"))]


def test_types_that_the_ledger_has_become_events(tmp_path: Path) -> None:
    drafts, notes = read(
        tmp_path,
        activity(
            "XX-DONOR-1",
            moved("12", "53000000", parties=UKRAINE),
            moved("2", "13000000.5", parties=UKRAINE),
            moved("3", "100", parties=UKRAINE),
            moved("4", "7.25", parties=UKRAINE),
            moved("12", "0", parties=UKRAINE),
        ),
        activity(
            "XX-FUND-1",
            moved("13", "5", parties=FROM_DONOR),
            moved("11", "4", parties=FROM_DONOR),
            moved("1", "3", parties=FROM_DONOR),
        ),
    )
    assert sorted(kinds(drafts)) == sorted(
        ["pledge.announced"] * 2 + ["commitment.signed"] * 2 + ["receipt.booked"] + ["payment.made"] * 2
    )
    assert notes[0] == "1 transactions left out: of amount 0 (lines 16)"
    assert notes[1].startswith("7 transactions have no ref")
    amounts = {draft.data["amount_minor"] for draft in drafts if "amount_minor" in draft.data}
    assert amounts == {5_300_000_000, 1_300_000_050, 10_000, 725, 500, 400, 300}
    first = next(draft for draft in drafts if draft.kind == "pledge.announced")
    assert first.data["recipient"] == "state:ukr"
    assert first.row == 8
    assert first.sources[0].publisher == "Agency"
    with ledger(drafts) as book, book.view() as view:
        assert funnel(view)
        assert fresh(view, drafts)[0] == ()


@pytest.mark.parametrize("code", ["5", "6", "7", "8", "9", "10"])
def test_types_that_are_no_gifts_are_left_out_and_told(code: str, tmp_path: Path) -> None:
    drafts, notes = read(tmp_path, activity("XX-DONOR-1", moved(code, "5", parties=UKRAINE)))
    assert drafts == ()
    assert len(notes) == 1
    assert f"of type {code} (" in notes[0]


@pytest.mark.parametrize("code", ["0", "14", "", "C", "３"])
def test_other_types_are_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no transaction type") as caught:
        read(tmp_path, activity("XX-DONOR-1", moved(code, "5", parties=UKRAINE)))
    assert caught.value.problems[0].row == 8


def test_a_sum_that_both_sides_report_is_taken_once(tmp_path: Path) -> None:
    out = activity("XX-DONOR-1", moved("3", "9", parties=INTO_FUND), moved("3", "9", parties=INTO_FUND))
    into = activity("XX-FUND-1", *[moved("1", "9", parties=FROM_DONOR)] * 3)
    drafts, notes = read(tmp_path, out, into)
    # Three came in, two of which the donor reports too.
    assert kinds(drafts) == ["receipt.booked"] * 3
    assert len({draft.subject for draft in drafts if draft.kind == "receipt.booked"}) == 3
    assert "2 transactions reported by both sides, taken once" in notes[0]


def test_negative_amounts_take_back_what_they_name_or_the_latest(tmp_path: Path) -> None:
    drafts, _ = read(
        tmp_path,
        activity(
            "XX-DONOR-1",
            moved("12", "50", parties=UKRAINE, ref="a"),
            moved("12", "60", parties=UKRAINE, ref="b", day="2022-12-02"),
            moved("12", "-5", parties=UKRAINE, ref="a", day="2022-12-03"),
            moved("12", "-55", parties=UKRAINE, day="2022-12-04"),
            moved("2", "20", parties=UKRAINE),
            moved("2", "-20", parties=UKRAINE, day="2022-12-04"),
        ),
    )
    by_amount = {draft.data.get("amount_minor"): draft for draft in drafts}
    assert by_amount[500].kind == "pledge.lapsed"
    assert by_amount[500].subject == by_amount[5000].subject
    assert by_amount[5500].subject == by_amount[6000].subject
    assert kinds(drafts).count("commitment.reduced") == 1
    with ledger(drafts) as book, book.view() as view:
        assert [(row.pledged, row.committed) for row in funnel(view)] == [(5000, 0)]


def test_many_amounts_are_taken_back_one_by_one(tmp_path: Path) -> None:
    given = [moved("12", "5", parties=UKRAINE)] * 300
    back = [moved("12", "-5", parties=UKRAINE, day="2022-12-02")] * 300
    drafts, _ = read(tmp_path, activity("XX-DONOR-1", *given, *back))
    lapsed = [draft.subject for draft in drafts if draft.kind == "pledge.lapsed"]
    assert len(set(lapsed)) == len(lapsed) == 300


@pytest.mark.parametrize(
    "before", [(), (moved("12", "4", parties=UKRAINE),), (moved("12", "9", parties=UKRAINE, day="2023-01-01"),)]
)
def test_a_negative_amount_that_takes_back_nothing_known_is_refused(before: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing before it that it could take back"):
        read(tmp_path, activity("XX-DONOR-1", *before, moved("12", "-5", parties=UKRAINE)))


def test_what_does_not_say_who_is_paid_is_left_out(tmp_path: Path) -> None:
    drafts, notes = read(tmp_path, activity("XX-DONOR-1", moved("4", "5"), moved("3", "6")))
    assert drafts == ()
    assert notes == ("2 transactions left out: that do not say who is paid (lines 8, 10)",)


def test_the_one_implementing_partner_is_paid_where_nobody_is_named(tmp_path: Path) -> None:
    partner = '<participating-org role="4" ref="XX-1"><narrative>Works</narrative></participating-org>'
    drafts, _ = read(tmp_path, activity("XX-DONOR-1", moved("4", "5"), more=partner))
    assert next(draft for draft in drafts if draft.kind == "payment.made").data["payee"].startswith("org:xx-1")


def test_a_fund_has_a_manager_and_a_state_its_name_where_the_file_has_neither(tmp_path: Path) -> None:
    code = '<provider-org ref="DE"/>'
    nobody = '<participating-org role="2"/>'
    drafts, _ = read(tmp_path, activity("XX-FUND-1", moved("1", "3", parties=code), more=nobody))
    fund = next(draft for draft in drafts if draft.kind == "fund.opened")
    assert fund.data["manager"].startswith("org:xx-donor")
    assert next(draft.data["name"] for draft in drafts if draft.subject == "state:deu") == "Germany"
    with ledger(drafts) as book, book.view() as view:
        assert [row.received for row in funnel(view)] == [300]


def test_categories_follow_the_purpose(tmp_path: Path) -> None:
    sectors = {"23630": "energy", "72010": "humanitarian", "51010": "financial"}
    for code, category in sectors.items():
        sector = f'<sector vocabulary="1" code="{code}"/>'
        drafts, _ = read(tmp_path, activity(f"XX-{code}", moved("12", "5", parties=UKRAINE), more=sector))
        pledge = next(draft for draft in drafts if draft.kind == "pledge.announced")
        assert (pledge.data["category"], pledge.data["purpose"]) == (category, code)
    drafts, _ = read(tmp_path, activity("XX-H", moved("12", "5", parties=UKRAINE), attributes='humanitarian="1"'))
    assert drafts[-1].data["category"] == "humanitarian"


def test_attributes_of_ours_count_only_under_our_name(tmp_path: Path) -> None:
    spoof = moved("12", "5", parties=UKRAINE).replace("<transaction ", '<transaction svitlo:subject="pledge:us-53m" ')
    path = tmp_path / "spoof.xml"
    body = activity("XX-DONOR-1", spoof) + "</iati-activities>"
    path.write_text('<iati-activities version="2.03" xmlns:svitlo="urn:other">\n' + body, encoding="utf-8")
    assert drafts_from_iati(path)[0][-1].subject != "pledge:us-53m"
    path.write_text('<iati-activities version="2.03" xmlns:svitlo="urn:svitlo:ledger">\n' + body, encoding="utf-8")
    assert drafts_from_iati(path)[0][-1].subject == "pledge:us-53m"


def test_ids_are_safe_whatever_a_file_calls_itself(tmp_path: Path) -> None:
    bad = "../../etc/passwd#x &amp; \u202e\u0000y".replace("\u0000", "")
    strange = '<receiver-org ref="a b#c/../d"><narrative>=cmd|x</narrative></receiver-org>'
    drafts, _ = read(tmp_path, activity(bad, moved("12", "5", parties=strange, ref="#;/ é")))
    for draft in drafts:
        assert draft.subject.isascii()
        assert not set(draft.subject.split(":", 1)[1]) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    with ledger(drafts) as book, book.view() as view:
        assert fresh(view, drafts)[0] == ()


def test_names_that_differ_have_ids_that_differ(tmp_path: Path) -> None:
    names = ["Ünited Aid", "United Aid", "United-Aid", "united  aid", "日本", "中国"]
    parties = [f"<receiver-org><narrative>{name}</narrative></receiver-org>" for name in names]
    drafts, _ = read(tmp_path, activity("XX-1", *(moved("12", "5", parties=party) for party in parties)))
    named = {draft.subject for draft in drafts if draft.kind == "org.named"}
    # `united  aid` is `United Aid`; the reporter is one more.
    assert len(named) == len(names) - 1 + 1


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(
            tmp_path,
            activity(
                "XX-DONOR-1",
                moved("12", "1,000", parties=UKRAINE),
                moved("12", "5.001", parties=UKRAINE),
                moved("12", "NaN", parties=UKRAINE),
                moved("12", "1e9", parties=UKRAINE),
                moved("12", "5", day="2022-02-30", parties=UKRAINE),
                moved("12", "5", day="0022-12-01", parties=UKRAINE),
                moved("99", "5", parties=UKRAINE),
                moved("12", "5", parties=UKRAINE).replace("<value ", '<value currency="ZZZ" '),
                moved("12", "9" * 19, parties=UKRAINE),
            ),
            activity("XX-DONOR-1"),
            activity(""),
        )
    found = [(problem.row, problem.column) for problem in caught.value.problems]
    assert found == [
        (9, "value"),
        (11, "value"),
        (13, "value"),
        (15, "value"),
        (16, "transaction-date"),
        (18, "transaction-date"),
        (20, "transaction-type"),
        (23, "value"),
        (25, "value"),
        (28, "iati-identifier"),
        (35, "iati-identifier"),
    ]


def test_digits_of_each_currency_are_kept(tmp_path: Path) -> None:
    values = {"JPY": ("7", 7), "KWD": ("1.005", 1005), "CLF": ("0.0001", 1), "EUR": ("10.10000", 1010)}
    for currency, (text, minor) in values.items():
        one = moved("12", text, parties=UKRAINE).replace("<value ", f'<value currency="{currency}" ')
        drafts, _ = read(tmp_path, activity("XX-1", one))
        assert (drafts[-1].data["amount_minor"], drafts[-1].data["currency"]) == (minor, currency)
    with pytest.raises(BadInput, match="more digits than JPY has"):
        read(tmp_path, activity("XX-1", moved("12", "7.5").replace("<value ", '<value currency="JPY" ')))


def test_version_1_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_text('<iati-activities version="1.05"></iati-activities>', encoding="utf-8")
    with pytest.raises(BadInput, match=r"version '1\.05'"):
        drafts_from_iati(path)
