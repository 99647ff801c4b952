"""Laws of exact money, against fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svitlo.ledger.money import MOST_MINOR, Money
from tests.ledger.laws.histories import DIGITS, rounded

some = settings(max_examples=200, deadline=None, derandomize=True)
currencies = st.sampled_from(tuple(DIGITS))
minors = st.integers(-MOST_MINOR + 1, MOST_MINOR - 1)
rates = st.builds(lambda whole, part: f"{whole}.{part}", st.integers(0, 10**18 - 1), st.integers(1, 10**18 - 1))


@some
@given(minors, currencies)
def test_what_is_written_is_read_back_to_the_minor_unit(minor: int, currency: str) -> None:
    money = Money(currency, minor)
    assert Money.parse(money.plain(), currency) == money
    assert Fraction(money.plain()) == Fraction(minor, 10 ** DIGITS[currency])
    assert str(money).replace(",", "") == f"{money.plain()} {currency}"


@some
@given(minors, currencies, rates, currencies)
def test_a_conversion_is_the_exact_product_rounded_once_half_to_even(
    minor: int, source: str, rate: str, target: str
) -> None:
    exact = Fraction(minor, 10 ** DIGITS[source]) * Fraction(rate) * 10 ** DIGITS[target]
    assert Money(source, minor).converted(Decimal(rate), target) == Money(target, rounded(exact))


@some
@given(st.integers(-1000, 1000), st.sampled_from(("USD", "EUR")))
def test_halves_go_to_the_even_one(minor: int, currency: str) -> None:
    """Half a cent is nothing, one and a half cents are two: no side gains in the long run."""
    found = Money(currency, minor).converted(Decimal("0.5"), currency).minor
    assert abs(2 * found - minor) <= 1
    assert found % 2 == 0 or 2 * found == minor


@some
@given(st.text("0123456789.,-+eE_ \u0663x", max_size=12), currencies)
def test_only_a_plain_decimal_number_is_an_amount(text: str, currency: str) -> None:
    try:
        money = Money.parse(text, currency)
    except ValueError:
        return
    assert set(text) <= set("0123456789.-+ ")
    assert Fraction(text.strip()) == Fraction(money.minor, 10 ** DIGITS[currency])


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("1e3", "USD", "not a plain decimal"),
        ("1_000", "USD", "not a plain decimal"),
        ("NaN", "USD", "not a plain decimal"),
        ("", "USD", "not a plain decimal"),
        ("0.005", "USD", "more digits than USD has"),
        ("1.5", "JPY", "more digits than JPY has"),
        ("1." + "0" * 60 + "1", "USD", "not a plain decimal"),
        ("9" * 16, "USD", "too large"),
        ("1", "XXY", "no currency"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text: str, currency: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Money.parse(text, currency)
