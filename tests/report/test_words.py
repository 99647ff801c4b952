"""Numbers, money and dates as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svitlo.report.markup import Markup, element, plain
from svitlo.report.words import (
    THIN,
    AssetNames,
    at_least,
    counted,
    grouped,
    is_placed,
    money,
    number,
    percent,
    percent_at_most,
    placed_parts,
    short_asset,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (12.0, "12"),
        (12.34, "12.3"),
        (0.034567, "0.035"),
        (999.96, "1_000.0"),
        (1234.5, "1_234"),
        (53_000_000, "53_000_000"),
        (-1234567.0, "\u22121_234_567"),
        (None, "not known"),
        (float("nan"), "not known"),
        (float("inf"), "not known"),
    ],
)
def test_numbers(value: float | None, said: str) -> None:
    assert number(value) == said.replace("_", THIN)


def test_money_shows_cents_only_where_there_are_any() -> None:
    assert money(1_250_000.0) == f"1{THIN}250{THIN}000{THIN}USD"
    assert money(0.5) == f"0.50{THIN}USD"
    assert money(-0.001) == f"0{THIN}USD"
    assert money(float("nan")) == "not known"


@given(st.floats(0.0, 1.0))
def test_at_most_is_never_below_the_truth_and_at_least_never_above(share: float) -> None:
    said = float(percent_at_most(share).removesuffix(f"{THIN}%"))
    assert share * 100.0 - 1e-6 <= said < share * 100.0 + 0.1001
    floor = at_least(share * 1e9).replace(THIN, "")
    if share * 1e9 >= 1000.0:
        assert float(floor) <= share * 1e9 < float(floor) + 1.0


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_grouped_numbers_read_back(value: float, digits: int) -> None:
    said = grouped(value, digits).replace(THIN, "").replace("\u2212", "-")
    assert float(said) == pytest.approx(value, abs=0.500001 * 10.0**-digits + 1e-12 * abs(value))


def test_per_cent() -> None:
    assert percent(0.5) == f"50.0{THIN}%"
    assert percent(None) == "not known"
    assert percent_at_most(0.001) == f"0.1{THIN}%", "a tenth is not rounded up to two for the last digit of a float"


def test_counts_agree_with_their_nouns() -> None:
    assert counted(1, "work") == "1 work"
    assert counted(2, "bus", "buses") == "2 buses"
    assert counted(0, "work") == "0 works"


def test_assets_are_named_short() -> None:
    assert short_asset("power/line/7") == "line 7"
    assert short_asset("water/net/pump/P 1") == "pump P 1 (net)"


@given(st.text())
def test_text_can_only_be_text(text: str) -> None:
    said = element("p", text, title=text)
    assert said.count("<") == 2
    assert said.count(">") == 2
    assert said.count('"') == 2
    assert plain(plain(text)) == plain(text)


def test_markup_is_kept_and_nothing_is_left_out_but_none() -> None:
    assert element("p", Markup("<b>x</b>"), None, "&", ["a", ["b"]]) == "<p><b>x</b>&amp;ab</p>"
    assert element("path", d="M0 0", stroke_width=1.25, class_="x", hidden=None) == (
        '<path d="M0 0" stroke-width="1.2" class="x"></path>'
    )
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_placed_equipment_is_named_by_the_case_or_by_its_ids() -> None:
    names = AssetNames(equipment={"g": "400 kVA generator"}, places={"h1": "Alderby hospital"})
    assert names("install/place:h1/g/1") == "400 kVA generator at Alderby hospital"
    assert names("install/pump:town/9/g/2") == "400 kVA generator at pump 9 (town), unit 2"
    assert short_asset("install/place:h1/g/1") == "g at place h1"
    assert placed_parts("install/pump:town/9/g/2") == ("pump:town/9", "g", "2")
    assert is_placed("install/place:h1/g/1")
    assert not is_placed("power/line/7")


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    for asset_id in (text, f"install/{text}", f"water/{text}"):
        assert isinstance(short_asset(asset_id), str)
