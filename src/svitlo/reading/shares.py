"""Shares of a whole in figures and words: `40 percent`, `two thirds`, `one home in four`, `every second household`."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from svitlo.reading.amounts import NUMBER, number_of

_NAMES: tuple[str, ...] = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_COUNTS: Mapping[str, int] = {"a": 1, "an": 1, **{name: place for place, name in enumerate(_NAMES, 1)}}
_PARTS: Mapping[str, int] = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20, "second": 2, "other": 2,
}  # fmt: skip
_FEW = "|".join(sorted(_COUNTS, key=len, reverse=True)[:-2])
_HEADS = (
    r"(?:people|persons?|residents?|inhabitants?|citizens?|households?|homes?|houses?|flats?|apartments?|famil(?:y|ies)|customers?|consumers?"
    r"|subscribers?|users?|buildings?|taps?|radiators?|dwellings?|schools?|hospitals?|streets?|villages?|towns?|boilers?|substations?|pumps?)"
)
SHARE = re.compile(
    rf"(?P<number>(?i:{NUMBER}))(?:\s?%|\s?-?(?i:per\s?cent|percent|pct)\b)"
    rf"|\b(?P<few>(?i:{_FEW})|\d{{1,2}})\s(?:(?i:{_HEADS})\s(?i:in|out\sof|of|in\severy)|(?i:out\sof|of\severy|in\severy))\s(?P<all>(?i:{_FEW})|\d{{1,3}})\b"
    rf"|\b(?P<one>(?i:{_FEW}))\s(?i:in)\s(?P<of>(?i:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty))\b(?=\s)"
    rf"|\b(?i:every)\s(?P<each>(?i:second|other|third|fourth|fifth|sixth|tenth))\s(?={_HEADS}\b)"
    r"|\b(?P<top>(?i:two|three|four|five|six|seven|eight|nine))[\s-](?P<bottoms>(?i:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s)\b(?=\s(?!of\sa\s(?:billion|million)))"
    r"|\b(?P<a>(?i:one|an?))[\s-](?P<bottom>(?i:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth))\b(?=\s(?!(?:of\s)?a\s(?:billion|million|dozen)))"
    r"|\b(?P<half>(?i:half))\b(?=\s(?!a\s(?:billion|million|dozen)))"
)


def find_shares(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Where each share stands, and how many percent it is."""
    for found in SHARE.finditer(text):
        percent = _percent(found)
        if percent is not None:
            yield found.start(), found.end(), percent


def _percent(found: re.Match[str]) -> Decimal | None:
    if found["number"]:
        return number_of(found["number"])
    if found["half"]:
        return Decimal(50)
    if found["each"]:
        return _of(1, _PARTS[found["each"].lower()])
    if found["top"]:
        return _of(_COUNTS[found["top"].lower()], _PARTS[found["bottoms"].lower().removesuffix("s")])
    if found["a"]:
        return _of(1, _PARTS[found["bottom"].lower()])
    few, whole = (found["few"], found["all"]) if found["few"] else (found["one"], found["of"])
    return _of(_count(few), _count(whole))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text.lower()]


def _of(part: int, whole: int) -> Decimal | None:
    """To one place; none where the part is more than the whole."""
    if not 0 < part <= whole:
        return None
    percent = (Decimal(100) * part / whole).quantize(Decimal("0.1"))
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent
