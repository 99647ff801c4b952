"""Tables with HXL tags: read back by libhxl, exact, safe in a spreadsheet, and back into a ledger."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import hxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.exchange.csv_cells import guarded, restored
from svitlo.exchange.hxl_in import drafts_from_hxl
from svitlo.exchange.hxl_out import hxl_funnel_of, hxl_of
from svitlo.exchange.parties import fresh
from svitlo.ledger.arithmetic import funnel
from svitlo.ledger.events import Draft
from svitlo.ledger.money import Money, digits_of
from svitlo.tables.errors import BadInput
from tests.exchange.histories import SECRETS, history, ledger, seen
from tests.exchange.hostile import check_no_plain_file, check_packed, mangled, refused_or_right

SEEDS = st.integers(0, 10**9)


def read_back(text: str) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return drafts_from_hxl(path)


def by_libhxl(text: str) -> list[dict[str, str]]:
    """The rows as the library of the standard reads them, by tag."""
    table = hxl.data(list(csv.reader(io.StringIO(text, newline=""))))
    tags = [column.display_tag for column in table.columns]
    return [dict(zip(tags, row.values, strict=False)) for row in table]


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(1, 8))
def test_every_table_is_valid_and_exact(seed: int, gifts: int) -> None:
    drafts = history(seed, gifts)
    with seen(drafts) as view:
        text, _ = hxl_of(view)
    assert hxl.validate(hxl.data(list(csv.reader(io.StringIO(text, newline="")))))["is_valid"]
    sums: Counter[tuple[str, str]] = Counter()
    for row in by_libhxl(text):
        if row["#modality"] == "cash":
            minor = Decimal(row["#value+amount"]).scaleb(digits_of(row["#currency"]))
            assert minor == int(minor)
            sums[row["#status"], row["#currency"]] += int(minor)
    assert +sums + -sums == (told := amounts_of(drafts)), told
    assert not [word for word in SECRETS if word in text]


def amounts_of(drafts: Sequence[Draft]) -> Counter[tuple[str, str]]:
    """Sums by kind and currency, straight from the history."""
    first: dict[str, Draft] = {}
    sums: Counter[tuple[str, str]] = Counter()
    for draft in drafts:
        data = first.setdefault(draft.subject, draft).data
        money = "amount_minor" in data and draft.kind != "allocation.proposed"
        if money:
            back = draft.kind.endswith((".lapsed", ".reduced", ".returned"))
            minor = draft.data.get("amount_minor", data["amount_minor"])
            sums[draft.kind, data["currency"]] += -minor if back else minor
    # As above: what is above zero, and what is below it turned round.
    return +sums + -sums


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 8))
def test_a_round_trip_keeps_every_stage_to_the_minor_unit(seed: int, gifts: int) -> None:
    story = history(seed, gifts)
    with seen(story) as view:
        drafts, _ = read_back(hxl_of(view)[0])
        assert fresh(view, drafts)[0] == ()
        stages = [
            (row.donor, row.category, row.currency, row.pledged, row.committed, row.paid_in, row.received)
            for row in funnel(view)
        ]
    # Funds are not part of the table: the ledger must know them.
    known = [one for one in story if one.kind == "fund.opened" or one.subject == "org:bank"]
    with ledger([*known, *drafts]) as book, book.view() as again:
        back = [
            (row.donor, row.category, row.currency, row.pledged, row.committed, row.paid_in, row.received)
            for row in funnel(again)
        ]
        assert [row for row in back if any(row[3:])] == [row for row in stages if any(row[3:])]
        assert fresh(again, drafts)[0] == ()


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_funnel_is_the_ledgers(seed: int) -> None:
    with seen(history(seed, 6), on=date(2023, 1, 15)) as view:
        text = hxl_funnel_of(view)
        rows = funnel(view)
    read = by_libhxl(text)
    assert len(read) == len(rows)
    for row, cells in zip(rows, read, strict=True):
        assert cells["#org+id+provider"] == row.donor
        assert cells["#date"] == "2023-01-15"
        for name in ("pledged", "converted", "committed", "paid_in", "allocated", "received", "open_pledge"):
            assert cells[f"#value+{name}"] == Money(row.currency, getattr(row, name)).plain()


# ---- cells


@given(st.text())
def test_guards_come_off_again_and_no_text_is_a_formula(text: str) -> None:
    written = guarded(text)
    assert restored(written) == text
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_names_like_formulas_are_guarded_and_restored() -> None:
    name = '=HYPERLINK("http://x","y")'
    story = [
        Draft(kind="state.named", subject="state:usa", held_on=date(2022, 12, 1), data={"name": name}),
        Draft(
            kind="pledge.announced",
            subject="pledge:p",
            held_on=date(2022, 12, 1),
            data={"donor": "state:usa", "form": "cash", "category": "energy", "amount_minor": 1, "currency": "EUR"},
        ),
    ]
    with seen(story) as view:
        text, _ = hxl_of(view)
    assert by_libhxl(text)[0]["#org+name+provider"] == "'" + name
    assert read_back(text)[0][0].data["name"] == name


HEAD = "#meta+id,#status,#date,#org+id+provider,#org+id+receiver,#sector+category,#value+amount,#currency,#meta+note\n"


def test_tags_say_what_a_column_is_in_any_order() -> None:
    table = (
        "What we gave\n"
        "when,how much,in,who,what,why,which\n"
        "#date,#VALUE +amount,#currency,#org +provider +id,#status,#sector+category,#meta+id\n"
        "2022-12-01,0.5,KWD,Germany,pledge.announced,energy,pledge:x\n"
    )
    drafts, _ = read_back(table)
    assert [draft.subject for draft in drafts] == ["state:deu", "pledge:x"]
    assert drafts[1].data["amount_minor"] == 500
    assert drafts[1].row == 4


def test_every_problem_is_told_at_once() -> None:
    rows = [
        'pledge:a,pledge.announced,2022-12-01,state:usa,,energy,"1,000",USD,',
        "pledge:b,pledge.announced,01.12.2022,state:usa,,energy,5,USD,",
        "pledge b,pledge.announced,2022-12-01,state:usa,,energy,5,USD,",
        "commitment:b,pledge.announced,2022-12-01,state:usa,,energy,5,USD,",
        "pledge:c,pledge.anounced,2022-12-01,state:usa,,energy,5,USD,",
        "pledge:d,pledge.announced,2022-12-01,state:usa,,enrgy,5,USD,",
        "pledge:e,pledge.announced,2022-12-01,state:usa,,energy,-5,USD,",
        "pledge:f,pledge.lapsed,2022-12-01,state:usa,,energy,5,USD,",
        "pledge:g,pledge.announced,2022-12-01,state:usa,,energy,5.001,USD,",
        "pledge:h,pledge.announced,2022-12-01,state:usa,,energy,5,XYZ,",
        "pledge:i,pledge.announced,2022-12-01,,,energy,5,USD,",
    ]
    with pytest.raises(BadInput) as caught:
        read_back(HEAD + "\n".join(rows) + "\n")
    found = [(problem.row, problem.column) for problem in caught.value.problems]
    assert found == [
        (2, "amount"),
        (3, "date"),
        (4, "id"),
        (5, "id"),
        (6, "event"),
        (7, "category"),
        (8, "amount"),
        (9, "amount"),
        (10, "amount"),
        (11, "amount"),
        (12, "donor"),
    ]
    assert "did you mean 'pledge.announced'" in caught.value.problems[4].hint


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/C calc'!A0", "-x", "@SUM(A1)", " =2", "＝1", '"\t=1"', '"\r=1"'])
def test_formulas_are_refused(cell: str) -> None:
    with pytest.raises(BadInput, match="looks like a formula") as caught:
        read_back(f"{HEAD}pledge:a,pledge.announced,2022-12-01,state:usa,,energy,5,USD,{cell}\n")
    assert caught.value.problems[0].row == 2


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("", "no row of HXL tags"),
        ("a,b\n1,2\n", "no row of HXL tags"),
        ("#meta+id,#status\n", "the tag is missing"),
        (HEAD.replace("#meta+note", "#date"), "comes more than once"),
        (HEAD.replace(",", ";"), "semicolons"),
        (HEAD + '"open', "not a CSV record"),
        (HEAD + "x" * 200_000, "not a CSV record|characters in a cell"),
        ("," * 300, "no row of HXL tags|more than 200 columns"),
    ],
)
def test_what_is_no_such_table_is_refused(table: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        read_back(table)


@pytest.mark.parametrize("content", ["é".encode("latin-1"), b"a\0b", "é".encode("utf-16"), b"\xed\xa0\x80"])
def test_other_encodings_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(HEAD.encode() + content if content[:1] != b"\xff" else content)
    with pytest.raises(BadInput, match=r"UTF|NUL"):
        drafts_from_hxl(path)


def test_packed_files_are_refused(tmp_path: Path) -> None:
    check_packed(drafts_from_hxl, tmp_path)


def test_only_plain_files_of_a_bearable_size_are_read(tmp_path: Path) -> None:
    check_no_plain_file(drafts_from_hxl, tmp_path)


def test_damage_is_refused_or_read_rightly(tmp_path: Path) -> None:
    with seen(history(1, 6)) as view:
        content = hxl_of(view)[0].encode()
    path = tmp_path / "damaged.csv"
    read = 0
    for seed in range(600):
        path.write_bytes(mangled(content, seed))
        read += refused_or_right(drafts_from_hxl, path)
    assert 0 < read < 500
