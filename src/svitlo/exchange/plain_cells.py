"""What cells of money tables say: dates, exact amounts, numbers as published; raises `Fault` with what is wrong."""

import re
from datetime import date
from decimal import Decimal, localcontext

from svitlo.adapters.cells import ISO_DATE, NUMBER_HINTS, Fault, in_calendar
from svitlo.ledger.money import Money
from svitlo.tables.draft import shown

_AMOUNT = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_PUBLISHED = re.compile(r"[+-]?(\d{1,12}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)
_DIGITS = 80


def day(text: str) -> date:
    """A date of the calendar."""
    if not ISO_DATE.fullmatch(text):
        raise Fault(f"{shown(text)} is not a date", "ISO dates only, as 2022-11-29")
    try:
        return in_calendar(date.fromisoformat(text))
    except Fault:
        raise
    except ValueError:
        raise Fault(f"{shown(text)} is not a day of the calendar", "ISO dates only, as 2022-11-29") from None


def money(text: str, currency: str) -> Money:
    """An exact amount; never rounded."""
    if not _AMOUNT.fullmatch(text):
        raise Fault(f"{shown(text)} is not an amount", _hint(text))
    try:
        return Money.parse(text, currency)
    except ValueError as error:
        raise Fault(str(error), "write it with the digits of its currency") from None


def published(text: str) -> Decimal:
    """A number as a tracker prints it, with an exponent if need be."""
    if not _PUBLISHED.fullmatch(text):
        raise Fault(f"{shown(text)} is not a number", _hint(text))
    with localcontext(prec=_DIGITS):
        return Decimal(text)


def _hint(text: str) -> str:
    return next((hint for pattern, hint in NUMBER_HINTS if pattern.fullmatch(text)), "a plain decimal number")
