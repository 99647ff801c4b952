"""The tracker's monthly table: made-up rows in its shape, and the one published month that the arithmetic rests on."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.exchange.kiel_in import COLUMNS, drafts_from_kiel, outstanding
from svitlo.exchange.kiel_out import CATEGORY, kiel_of
from svitlo.exchange.parties import fresh
from svitlo.ledger.arithmetic import Month, months, to_be_allocated
from svitlo.ledger.events import Draft
from svitlo.ledger.money import Money
from svitlo.tables.errors import BadInput
from tests.exchange.histories import CURRENCIES, START, history, ledger, seen
from tests.exchange.hostile import check_no_plain_file, check_packed, mangled, refused_or_right

TRACKER = "Made-up tracker, release 1"
HEAD = ",".join(COLUMNS) + "\n"
ROWS = (
    "Germany,DEU,2022,10,0.75,0.50,0.25,0.00,1.00,0.25,3600.0,0.02083\n"
    "Germany,DEU,2022,11,0.9,0.5,0.3,0.1,0,-0.9,3600.0,0.025\n"
    "EU Institutions,EU,2022,11,2.5,2.5,0,0,1.25e+00,-1.25,NA,NA\n"
    "Kosovo,XKX,2022,December,0.001,0,0.001,0,1e-03,0,,\n"
)


def read(text: str, tracker: str = TRACKER) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data_explorer.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return drafts_from_kiel(path, tracker)


def quoted(drafts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.kind == "tracker.quoted"]


def test_rows_are_quoted_as_published() -> None:
    drafts, notes = read(HEAD + ROWS)
    assert notes == ()
    first, second, eu, last = quoted(drafts)
    assert first.data == {
        "donor": "state:deu",
        "month": "2022-10",
        "tracker": TRACKER,
        "currency": "EUR",
        "total": "0.75",
        "financial": "0.50",
        "humanitarian": "0.25",
        "military": "0.00",
        "commitments": "1.00",
        "to_be_allocated": "0.25",
        "pct_gdp": "0.02083",
    }
    assert (first.held_on, first.row) == (date(2022, 10, 31), 2)
    assert {second.data["donor"], eu.data["donor"]} == {"state:deu", "group:eu"}
    assert last.data["month"] == "2022-12"
    with ledger(drafts) as book, book.view() as view:
        assert fresh(view, drafts)[0] == ()
        # Quotes move nothing.
        assert view.reader.totals() == []


def test_a_new_release_stands_beside_the_old_one() -> None:
    old, new = read(HEAD + ROWS)[0], read(HEAD + ROWS, "Made-up tracker, release 2")[0]
    assert not {draft.subject for draft in quoted(old)} & {draft.subject for draft in quoted(new)}
    with ledger(old) as book:
        with book.view() as view:
            kept, _ = fresh(view, new)
        book.add(kept, "a test")


def test_net_first_and_clip_last_as_the_published_month_asks() -> None:
    """Kiel's release 29 has the United States in November 2022 with 5.61 allocated and nothing newly committed.

    From the tracker's public table (`data_explorer.csv`); the other month is made up.
    """
    published = "United States,USA,2022,11,5.61,,,,0,-5.61,,\n"
    earlier = "United States,USA,2022,10,1,,,,7.11,6.11,,\n"
    drafts, _ = read(HEAD + published + earlier)
    assert outstanding(drafts) == {"state:usa": Decimal("0.50")}
    # Clipped month by month it would be 6.11.
    assert outstanding(read(HEAD + published)[0]) == {"state:usa": Decimal(0)}
    rows = [
        Month(donor="state:usa", month="2022-11", category="", currency="EUR", committed=0, allocated=561),
        Month(donor="state:usa", month="2022-10", category="", currency="EUR", committed=711, allocated=100),
    ]
    assert to_be_allocated(rows) == 50


def test_a_month_clipped_at_zero_is_refused() -> None:
    with pytest.raises(BadInput, match="clipped at zero") as caught:
        read(HEAD + "United States,USA,2022,11,5.61,,,,0,0,,\n")
    assert caught.value.problems[0].column == "to_be_allocated"


@pytest.mark.parametrize(
    ("row", "fine"),
    [
        ("1.00,0.33,0.33,0.33,1.00,0.00", True),
        ("1.00,0.33,0.33,0.30,1.00,0.00", False),
        ("1,0.333,0.333,0.333,1,0", True),
        ("1,0.33,0.33,0.3,1,0", True),
        ("1,0.333,0.333,0.33,1,0", True),
        ("1,0.333,0.333,0.320,1,0", False),
        ("2,1,0,0,2,0", False),
        ("0.30000000000000004,0.1,0.2,0,0,-0.30000000000000004", True),
        ("1e-03,0,0.001,0,0,-1E-3", True),
        ("1.00,1.00,0,0,3.00,2.01", True),
        ("1.00,1.00,0,0,3.00,2.02", False),
        ("-0.5,-0.5,0,0,0,0.5", True),
    ],
)
def test_sums_must_add_up_within_rounding(row: str, fine: bool) -> None:
    text = f"{HEAD}Germany,DEU,2022,11,{row},,\n"
    if fine:
        assert len(quoted(read(text)[0])) == 1
    else:
        with pytest.raises(BadInput, match=r"off the sum of its parts|not commitments less total"):
            read(text)


def test_every_problem_is_told_at_once() -> None:
    rows = [
        "Germany,DEU,2022,13,1,1,0,0,1,0,,",
        "Germany,DEU,22,12,1,1,0,0,1,0,,",
        "Germany,DEU,2022,11,1,1,0,0,1,0,,",
        "Germany,DEU,2022,11,2,2,0,0,2,0,,",
        ",,2022,11,1,1,0,0,1,0,,",
        'Japan,JPN,2022,11,"1,5",1,0,0,1,0,,',
        "Japan,JPN,2022,0,nan,1,0,0,1,0,,",
        "Japan,JPN,2022,١,1,1,0,0,1,0,,",
        "Japan,JPN,2022,12,3,1,0,0,1,0,abc,",
        "Japan,JPN,2022,12,1,1,0,0,1,0,,,,9",
    ]
    with pytest.raises(BadInput) as caught:
        read(HEAD + "\n".join(rows) + "\n")
    found = [(problem.row, problem.column) for problem in caught.value.problems]
    assert found == [
        (2, "month"),
        (3, "year"),
        (5, "month"),
        (6, "country"),
        (7, "total"),
        (8, "month"),
        (8, "total"),
        (9, "month"),
        (10, "gdp"),
        (10, "to_be_allocated"),
        (10, "total"),
        (11, ""),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "holds no row"),
        (HEAD.replace("total,", "", 1), "the column is missing"),
        (HEAD.replace("gdp,", "total,", 1), "comes more than once"),
        (HEAD.replace(",", ";"), "semicolons"),
        (HEAD + '=HYPERLINK("x"),DEU,2022,11,1,1,0,0,1,0,,\n', "looks like a formula|not a CSV"),
        (HEAD + "Germany,DEU,2022,11,=1,1,0,0,1,0,,\n", "looks like a formula"),
        (HEAD + "Germany,DEU,2022,11,\0,1,0,0,1,0,,\n", "NUL"),
    ],
)
def test_what_is_no_such_table_is_refused(text: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        read(text)


def test_a_tracker_must_be_named() -> None:
    with pytest.raises(BadInput, match="no tracker is named"):
        read(HEAD, " \n")


def test_a_row_without_a_sum_is_left_out_and_told() -> None:
    assert read(HEAD + "Germany,DEU,2022,11,,,,,,,3600,\n") == ((), ("1 rows without any sum were left out",))


def test_latin_1_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data_explorer.csv"
    path.write_bytes((HEAD + ROWS.replace("Kosovo", "Türkiye")).encode("latin-1"))
    with pytest.raises(BadInput, match="not UTF-8") as caught:
        drafts_from_kiel(path, TRACKER)
    assert caught.value.problems[0].row == 5


def test_packed_and_outsized_files_are_refused(tmp_path: Path) -> None:
    check_packed(lambda path: drafts_from_kiel(path, TRACKER), tmp_path)
    check_no_plain_file(lambda path: drafts_from_kiel(path, TRACKER), tmp_path)


def test_damage_is_refused_or_read_rightly(tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv"
    read_count = 0
    for seed in range(600):
        path.write_bytes(mangled((HEAD + ROWS).encode(), seed))
        read_count += refused_or_right(lambda path: drafts_from_kiel(path, TRACKER), path)
    assert 0 < read_count < 500


# ---- our own sums in the same columns


def rates(day: date = START) -> list[Draft]:
    """Made-up rates into EUR."""
    found = []
    for place, currency in enumerate(CURRENCIES):
        if currency != "EUR":
            data = {"base": currency, "quote": "EUR", "rate": ("0.95", "0.0068", "3.1")[place % 3]}
            found.append(Draft(kind="rate.quoted", subject=f"rate:{currency}/EUR/{day}/x", held_on=day, data=data))
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 8))
def test_our_table_reads_back_and_is_exact(seed: int, gifts: int) -> None:
    with seen([*rates(), *history(seed, gifts)]) as view:
        text, notes = kiel_of(view)
        rows = months(view)
    drafts, _ = read(text)
    frame = pl.read_csv(io.StringIO(text), infer_schema=False)
    assert tuple(frame.columns) == COLUMNS
    assert len(quoted(drafts)) == len(frame) == len({(row.donor, row.month) for row in rows})
    wanted: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    rate = {one.data["base"]: Decimal(one.data["rate"]) for one in rates()} | {"EUR": Decimal(1)}
    by_currency: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in rows:
        by_currency[row.donor, row.month, CATEGORY[row.category], row.currency] += row.allocated
        by_currency[row.donor, row.month, "commitments", row.currency] += row.committed
    for (donor, month, column, currency), minor in by_currency.items():
        euros = Money(currency, minor).converted(rate[currency], "EUR").decimal()
        wanted[donor, month, column] += euros.scaleb(-9)
    for draft in quoted(drafts):
        data = draft.data
        for column in ("financial", "humanitarian", "military", "commitments"):
            assert Decimal(data[column]) == wanted[data["donor"], data["month"], column]
        assert Decimal(data["to_be_allocated"]) == Decimal(data["commitments"]) - Decimal(data["total"])
        assert Decimal(data["total"]) == sum(Decimal(data[name]) for name in ("financial", "humanitarian", "military"))
    for donor, left in outstanding(drafts).items():
        assert (
            f"{donor} has {Money('EUR', int(left.scaleb(11)))} to be allocated in all (net first, clipped last)"
            in notes
        )


def euros(category: str = "energy", **more: object) -> list[Draft]:
    said = {"donor": "state:deu", "recipient": "state:ukr", "category": category, "currency": "USD", **more}
    return [
        Draft(kind="state.named", subject="state:deu", held_on=START, data={"name": "Germany"}),
        Draft(kind="state.named", subject="state:ukr", held_on=START, data={"name": "Ukraine"}),
        Draft(
            kind="commitment.signed",
            subject="commitment:c",
            held_on=START,
            data={**said, "amount_minor": 100_000_000_000},
        ),
    ]


def test_a_missing_rate_is_a_problem_and_never_a_guess() -> None:
    with seen(euros()) as view, pytest.raises(BadInput, match="no rate from USD to EUR is known on 2022-11-30"):
        kiel_of(view)
    # A rate of a later month is not known yet at the end of this one.
    with seen([*euros(), *rates(START + timedelta(days=40))]) as view, pytest.raises(BadInput, match="no rate"):
        kiel_of(view)


def test_the_rate_is_the_last_one_known_at_the_end_of_the_month_or_on_the_day() -> None:
    later = [
        Draft(
            kind="rate.quoted",
            subject=f"rate:USD/EUR/{day}/x",
            held_on=day,
            data={"base": "USD", "quote": "EUR", "rate": rate},
        )
        for day, rate in ((date(2022, 11, 20), "0.5"), (date(2022, 12, 1), "0.7"))
    ]
    story = [*euros(), *rates(), *later]
    for on, commitments in ((None, "0.5"), (date(2022, 11, 19), "0.95"), (date(2023, 1, 1), "0.5")):
        with seen(story, on=on) as view:
            (row,) = csv.DictReader(io.StringIO(kiel_of(view)[0]))
        assert Decimal(row["commitments"]) == Decimal(commitments)
        assert (row["country"], row["iso"], row["year"], row["month"]) == ("Germany", "DEU", "2022", "11")


def test_shares_of_gdp_are_given_where_gdp_is() -> None:
    money = {"amount_minor": 40_000_000_000, "currency": "USD"}
    allocation = [
        Draft(kind=kind, subject="allocation:a", held_on=START, data=data)
        for kind, data in (
            ("allocation.proposed", {"pool": "commitment:c", **money}),
            ("allocation.approved", {}),
        )
    ]
    with seen([*euros(), *rates(), *allocation]) as view:
        (row,) = csv.DictReader(io.StringIO(kiel_of(view, gdp={"state:deu": Decimal("3600")})[0]))
        _, notes = kiel_of(view)
    # 400 M USD at 0.95 of 1,000 M: 0.38 of 0.95 EUR bn.
    assert {name: Decimal(row[name]) for name in ("total", "humanitarian", "commitments", "to_be_allocated")} == {
        "total": Decimal("0.38"),
        "humanitarian": Decimal("0.38"),
        "commitments": Decimal("0.95"),
        "to_be_allocated": Decimal("0.57"),
    }
    assert (row["gdp"], row["pct_gdp"]) == ("3600", "0.010555556")
    assert notes == (
        "state:deu has 570,000,000.00 EUR to be allocated in all (net first, clipped last)",
        "energy support is under humanitarian: the tracker has no column for it",
    )


def test_an_unknown_reporting_currency_is_refused() -> None:
    with seen(euros()) as view, pytest.raises(BadInput, match="'XXY' is no currency"):
        kiel_of(view, "XXY")
