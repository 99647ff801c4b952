"""Numbers as news writes them: digits, words, scales, and the words that loosen them."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from number_parser import parse_number

SCALES: Mapping[str, int] = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "millions": 6,
    "mln": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "bln": 9,
    "b": 9,
    "trillion": 12,
    "tn": 12,
}
ABOUT = (
    r"about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|just under|just over"
    r"|in the region of|something like|circa"
)
UP_TO = r"up to|as much as|as many as|at most|no more than|not more than|a maximum of|a ceiling of|as high as"
MORE_THAN = r"more than|over|at least|no less than|no fewer than|not less than|upwards of|in excess of|a minimum of"
UNITS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
WORDS = rf"(?:{UNITS})\b(?:(?:-|\s(?:and\s)?)(?:hundred|{UNITS})\b){{0,4}}"
DIGITS = r"(?<!\d)(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)(?!\d)"
HALF = r"half an?|a quarter of an?|three quarters of an?|an?(?=\s(?:quarter|hundred|thousand|million|billion|trillion|dozen)\b)"
NUMBER = rf"(?:{DIGITS}|\b(?:{HALF}|{WORDS})(?:\sand\sa\shalf)?)"
SCALE = r"(?:hundred\sthousand|hundred\smillion|hundred|thousand|millions?|mln|mn|billion|bln|bn|trillion|tn|[mbk](?![\w²³/]))"

_QUALIFIER = re.compile(
    rf"(?:\b(?:(?P<up_to>{UP_TO})|(?P<more_than>{MORE_THAN})|(?P<about>{ABOUT}))\s(?:a\s(?:further|additional)\s|an(?:other|\sadditional)\s)?)$",
    re.IGNORECASE,
)
_HALVES: Mapping[str, Decimal] = {
    "half a": Decimal("0.5"),
    "half an": Decimal("0.5"),
    "a": Decimal(1),
    "an": Decimal(1),
    "a quarter of a": Decimal("0.25"),
    "three quarters of a": Decimal("0.75"),
}


@lru_cache(maxsize=4096)
def number_of(text: str) -> Decimal | None:
    """`1,200.5`, `twenty-five`, `half a`, `two and a half` as a number; None if it is none."""
    low = " ".join(re.sub(r"[\u00a0\u202f]", " ", text.lower()).split())
    half = low.endswith(" and a half")
    low = low.removesuffix(" and a half")
    if low in _HALVES:
        return _HALVES[low]
    if low[:1].isdigit():
        try:
            value = Decimal(low.replace(",", "").replace(" ", ""))
        except InvalidOperation:
            return None
    else:
        spoken = parse_number(low, language="en")
        if spoken is None:
            return None
        value = Decimal(spoken)
    return value + Decimal("0.5") if half else value


def scaled(number: Decimal, scale: str) -> Decimal:
    """A number times its scale words (`hundred thousand` is two of them)."""
    power = sum(SCALES.get(word, 0) for word in scale.lower().split())
    return number.scaleb(power)


def plain(number: Decimal) -> str:
    """Without exponent or idle zeros: `53000000`, `1.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def qualifier_before(text: str, start: int) -> tuple[str, int]:
    """How loose a number that starts here is said to be, and where those words begin."""
    found = _QUALIFIER.search(text, max(0, start - 60), start)
    if found is None:
        return "exact", start
    return str(found.lastgroup), found.start()
