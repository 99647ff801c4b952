"""Exact money: whole minor units of one currency. Floating point begins only at the planner's edge."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache
from typing import Self

from babel.numbers import get_currency_precision, list_currencies

MOST_MINOR = 10**17
"""Amounts are below this many minor units, so that sums of a great many still fit into the stores' 64 bits."""

_DIGITS = 60
"""Digits of decimal arithmetic: more than any amount times any rate has."""

_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes that are known (Unicode CLDR, by Babel)."""
    return frozenset(list_currencies())


@cache
def digits_of(currency: str) -> int:
    """Digits after the point that the currency's smallest unit takes: 2 for EUR, 0 for JPY (Unicode CLDR)."""
    if currency not in currencies():
        raise ValueError(f"{currency!r} is no currency of ISO 4217")
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents, for EUR) of one currency."""

    currency: str
    minor: int

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """An amount written as a plain decimal number, such as `53000000` or `0.05`.

        Raises ValueError where it is no such number, has more digits than the currency, or is out of range.
        """
        if not _PLAIN.fullmatch(amount.strip()) or len(amount) > _DIGITS // 2:
            raise ValueError(f"{amount!r} is not a plain decimal number")
        with localcontext(prec=_DIGITS):
            minor = Decimal(amount.strip()).scaleb(digits_of(currency))
            whole = int(minor.to_integral_value())
        if minor != whole:
            raise ValueError(f"{amount} has more digits than {currency} has ({digits_of(currency)})")
        if abs(whole) >= MOST_MINOR:
            raise ValueError(f"{amount} {currency} is too large")
        return cls(currency, whole)

    def decimal(self) -> Decimal:
        """The amount in whole units, exactly."""
        with localcontext(prec=_DIGITS):
            return Decimal(self.minor).scaleb(-digits_of(self.currency))

    def plain(self) -> str:
        """The amount as a plain decimal number, with all digits of the currency."""
        return f"{self.decimal():f}"

    def __str__(self) -> str:
        return f"{self.decimal():,f} {self.currency}"

    def converted(self, rate: Decimal, currency: str) -> "Money":
        """The amount in another currency at `rate` of its units for one of ours, rounded half to even once."""
        with localcontext(prec=_DIGITS):
            minor = (self.decimal() * rate).scaleb(digits_of(currency))
            return Money(currency, int(minor.to_integral_value(rounding=ROUND_HALF_EVEN)))
