"""Dates in a text, resolved against the day the report was published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import dateparser

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAYS = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:19|20)\d\d"
_NUMBER = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a few|several)"
_SEASON = r"(?:spring|summer|autumn|winter)"
_PATTERN = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<dotted>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})"
    rf"|(?P<full>(?:{_DAYS},?\s)?(?:(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?\s{_MONTHS}(?!\w)(?:,?\s{_YEAR})?"
    rf"|{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d,.]*\d)(?:,?\s{_YEAR})?))"
    rf"|(?P<month>{_MONTHS}(?:\sof)?\s{_YEAR})"
    rf"|(?P<ago>{_NUMBER}\s(?:day|week|month|year|decade)s?\s(?:ago|earlier|before))"
    rf"|(?P<span>(?:last|past|previous|this|next|the\sprevious)\s(?:week|month|year|night|evening|{_SEASON})(?:'s|’s)?)"
    rf"|(?P<weekday>(?:last\s|next\s|this\s)?{_DAYS})"
    rf"|(?P<same>the\s(?:same|very\ssame|next|following|previous)\s(?:day|evening|afternoon|morning)|that\s(?:day|same\sday)|at\sfirst|this\stime)"
    rf"|(?P<day>yesterday|today|tonight|tomorrow)"
    rf"|(?P<season>{_SEASON}\sof\s{_YEAR})"
    rf"|(?P<year>(?<=in\s){_YEAR}|(?<=between\s){_YEAR}|(?<=(?:19|20)\d\d\sand\s){_YEAR}|(?<=since\s){_YEAR}|(?<=of\s){_YEAR}|(?<=from\s){_YEAR}|(?<=until\s){_YEAR}|(?<=the\s){_YEAR}(?=\s[a-z])|(?<=for\s){_YEAR})(?![,.]\d)"
    rf"|(?P<bare>(?<=[Ii]n\s)(?:late\s|early\s|mid-)?{_MONTHS}|(?<=[Ss]ince\s){_MONTHS}|(?<=[Ll]ast\s){_MONTHS}|(?<=[Uu]ntil\s){_MONTHS}"
    rf"|(?<=[Bb]y\s){_MONTHS}|(?<=of\s){_MONTHS}))(?!\w)",
    re.IGNORECASE,
)
MONTH_FORM, YEAR_FORM, DAY_FORM = 7, 4, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date where it stands: `iso` is a day, a month or a year, or empty where it cannot be told."""

    start: int
    end: int
    form: str
    iso: str

    def days_before(self, published: date | None) -> int | None:
        """How long before the report, at the least; negative for what is to come."""
        if published is None or not self.iso:
            return None
        if len(self.iso) == YEAR_FORM:
            last = date(int(self.iso), 12, 31)
        elif len(self.iso) == MONTH_FORM:
            year, month = (int(part) for part in self.iso.split("-"))
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        else:
            last = date.fromisoformat(self.iso)
        return (published - last).days


def find_dates(text: str, published: date | None) -> Iterator[When]:
    """All dates, left to right."""
    for found in _PATTERN.finditer(text):
        form = str(found.lastgroup)
        if form == "bare" and found[0].lower() == "may" and not found[0][0].isupper():
            continue
        yield When(start=found.start(), end=found.end(), form=form, iso=_resolved(found[0], form, published))


@lru_cache(maxsize=4096)
def _resolved(text: str, form: str, published: date | None) -> str:
    year = re.search(_YEAR, text)
    if form in {"year", "season"} and year is not None:
        return year[0]
    if form == "same":
        return ""
    if published is None and (year is None or form in {"ago", "span", "weekday", "day"}):
        return ""
    base = published or date(2000, 1, 1)
    if form == "span":
        return _span(text.lower(), base)
    # A weekday that is the day of publication means that day: the past of the next morning.
    shift = 1 if form == "weekday" and not re.match(r"(?i)last|next", text) else 0
    plain = re.sub(r"(?i)\b(?:the|of|late|early|mid-|this)\b-?\s?|(?<=\d)(?:st|nd|rd|th)\b|^last\s(?=\w+day)", "", text)
    settings = {
        "RELATIVE_BASE": datetime(base.year, base.month, base.day) + timedelta(days=shift),
        "PREFER_DATES_FROM": "future" if text.lower().startswith("next") else "past",
        "PREFER_DAY_OF_MONTH": "first",
        "DATE_ORDER": "DMY",
    }
    found = dateparser.parse(plain.removeprefix("next ").strip(), languages=["en"], settings=settings)
    if found is None:
        return ""
    if form in {"month", "bare"}:
        return str(found.date().isoformat())[:MONTH_FORM]
    if (form == "ago" and "year" in text) or (form == "ago" and "decade" in text):
        return str(found.year)
    return str(found.date().isoformat())


def _span(text: str, base: date) -> str:
    """`last year`, `this month`, `last winter`: no closer than they say."""
    if "night" in text or "evening" in text:
        return (base - timedelta(days=1)).isoformat() if "last" in text else base.isoformat()
    back = text.startswith(("last", "past", "previous", "the previous"))
    ahead = text.startswith("next")
    if "year" in text:
        return str(base.year - back + ahead)
    if "month" in text:
        index = base.year * 12 + base.month - 1 - back + ahead
        return f"{index // 12}-{index % 12 + 1:02d}"
    return ""
