"""Sums of money in a text: amount, upper end of a range, currency, and whether the currency was guessed."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol, get_territory_currencies

from svitlo.reading.amounts import NUMBER, SCALE, number_of, plain, qualifier_before, scaled
from svitlo.reading.lexicon import one_of

# Names that several currencies share: what a wire report means when it adds no nation.
_BARE: Mapping[str, str] = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "pounds sterling": "GBP",
    "sterling": "GBP",
    "franc": "CHF",
    "yen": "JPY",
    "yuan": "CNY",
    "zloty": "PLN",
    "hryvnia": "UAH",
    "hryvnya": "UAH",
    "forint": "HUF",
    "lira": "TRY",
    "leu": "RON",
    "lev": "BGN",
    "koruna": "CZK",
    "krona": "SEK",
    "krone": "NOK",
    "crown": "SEK",
    "won": "KRW",
    "rupee": "INR",
    "shekel": "ILS",
    "rand": "ZAR",
    "ruble": "RUB",
    "rouble": "RUB",
    "lari": "GEL",
    "dirham": "AED",
    "riyal": "SAR",
    "real": "BRL",
    "denar": "MKD",
    "dinar": "RSD",
    "peso": "MXN",
    "tenge": "KZT",
    "schilling": "ATS",
    "litas": "LTL",
}
_PLURALS: Mapping[str, str] = {
    "kronor": "krona",
    "kroner": "krone",
    "lei": "leu",
    "leva": "lev",
    "koruny": "koruna",
    "krónur": "krona",
    "kronur": "krona",
    "hryvni": "hryvnia",
    "zlotych": "zloty",
    "zlotey": "zloty",
    "reais": "real",
    "lire": "lira",
}
_NATIONAL: Mapping[str, str] = {
    "czech crown": "CZK",
    "swedish crown": "SEK",
    "norwegian crown": "NOK",
    "danish crown": "DKK",
    "icelandic krona": "ISK",
    "icelandic crown": "ISK",
    "u.s. dollar": "USD",
    "american dollar": "USD",
    "new zealand dollar": "NZD",
    "hong kong dollar": "HKD",
    "singapore dollar": "SGD",
    "uk pound": "GBP",
    "british pound": "GBP",
}
_SYMBOLS: Mapping[str, str] = {
    "US$": "USD",
    "C$": "CAD",
    "Can$": "CAD",
    "A$": "AUD",
    "NZ$": "NZD",
    "AU$": "AUD",
    "$": "USD",
}
_SHARED = frozenset("$£¥")
_BARE_WORDS = frozenset((*_BARE, *(f"{word}s" for word in _BARE), *_PLURALS))
_KINDS_OF_MANY = one_of(
    "dollar dollars pound pounds franc francs krona kronor krone kroner crown crowns koruna korunas"
    " koruny rupee rupees dirham dirhams lira liras lire leu lei dinar dinars peso pesos won kronur krónur"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum where it stands. `is_guess` tells that its currency was taken from habit, not from the text."""

    start: int
    end: int
    amount: Decimal
    amount_to: Decimal | None
    currency: str
    qualifier: str
    wide_start: int
    is_guess: bool

    @property
    def fields(self) -> dict[str, str]:
        """As a proposal has them."""
        found = {"amount": plain(self.amount), "currency": self.currency, "qualifier": self.qualifier}
        return found if self.amount_to is None else found | {"amount_to": plain(self.amount_to)}


@lru_cache(maxsize=1)
def currency_names() -> Mapping[str, str]:
    """Every English name of a currency that CLDR knows, in singular and plural, with its code."""
    names: dict[str, str] = {}
    for code in sorted(Locale("en").currencies):
        if _is_money_of_today(code):
            for count in (1, 2):
                names[get_currency_name(code, count=count, locale="en").lower()] = code
    for word, code in (*_NATIONAL.items(), *_BARE.items()):
        names[word] = code
        names[f"{word}s"] = code
    for plural, word in _PLURALS.items():
        names.setdefault(plural, _BARE[word])
        for name, code in [*names.items()]:
            if name.endswith(f" {word}"):
                names.setdefault(f"{name.removesuffix(word)}{plural}", code)
    return names


@lru_cache(maxsize=1)
def _codes_of_today() -> frozenset[str]:
    territories = (str(name) for name in Locale("en").territories if len(str(name)) == 2)
    return frozenset(code for territory in territories for code in get_territory_currencies(territory, tender=True))


def _is_money_of_today(code: str) -> bool:
    return code in _codes_of_today()


@lru_cache(maxsize=1)
def symbols() -> Mapping[str, str]:
    """Currency signs, from CLDR and from news style."""
    found = {}
    for code in sorted(_codes_of_today()):
        sign = get_currency_symbol(code, locale="en")
        if not sign.isascii() or sign.endswith("$"):
            found[sign] = code
    return found | dict(_SYMBOLS) | {"₴": "UAH"}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in sorted(symbols(), key=len, reverse=True))
    codes = "|".join(sorted(_codes_of_today()))
    names = "|".join(re.escape(name) for name in sorted(currency_names(), key=len, reverse=True))
    before = rf"(?:(?<![\w$])(?:{signs})\s?|\b(?:{codes})[\s\u00a0]?)"
    after = rf"(?:\b(?:{codes})\b|(?i:\b(?:{names})\b)|€|₴)"
    gap = r"[\s\u00a0-]?"
    low = rf"(?P<pre1>{before})?(?P<num1>(?i:{NUMBER}))(?:{gap}(?P<scale1>(?i:{SCALE})))?(?:{gap}(?P<post1>{after}))?"
    high = rf"(?P<pre2>{before})?(?P<num2>(?i:{NUMBER}))(?:{gap}(?P<scale2>(?i:{SCALE})))?(?:{gap}(?:of\s)?(?P<post2>{after}))?"
    return re.compile(rf"{low}(?:\s?(?P<sep>-|–|—|\bto\b|\band\b|\bor\b)\s?{high})?")


def find_money(text: str) -> Iterator[Money]:
    """All sums with a currency, left to right."""
    position = 0
    pattern = _pattern()
    while (found := pattern.search(text, position)) is not None:
        money = _range_in(text, found) or _single_in(text, found)
        if money is not None:
            yield money
        position = max(
            money.end if money else found.end("post1") if found["post1"] else _after_low(found), position + 1
        )


def _after_low(found: re.Match[str]) -> int:
    return max(found.end(name) for name in ("pre1", "num1", "scale1", "post1"))


def _range_in(text: str, found: re.Match[str]) -> Money | None:
    """Two numbers with a currency between them: `40 to 50 million euros`, `between $3m and $4m`."""
    if not found["sep"] or not (found["pre1"] or found["post1"] or found["post2"] or found["pre2"]):
        return None
    if found["sep"] in {"and", "or"} and not re.search(
        r"\bbetween\s$", text[max(0, found.start() - 9) : found.start()]
    ):
        return None
    low, high = number_of(found["num1"]), number_of(found["num2"])
    currency, is_guess = _currency(found, "2") if found["pre2"] or found["post2"] else _currency(found, "1")
    if low is None or high is None or not currency:
        return None
    scale2 = found["scale2"] or (found["scale1"] if found["scale1"] and not found["post2"] else "")
    low, high = scaled(low, found["scale1"] or scale2), scaled(high, scale2)
    if low >= high:
        return None
    _, wide = qualifier_before(text, found.start())
    return Money(
        start=found.start(), end=found.end(), amount=low, amount_to=high, currency=currency, qualifier="range",
        wide_start=wide, is_guess=is_guess,
    )  # fmt: skip


def _single_in(text: str, found: re.Match[str]) -> Money | None:
    if not (found["pre1"] or found["post1"]):
        return None
    number = number_of(found["num1"])
    currency, is_guess = _currency(found, "1")
    if number is None or not currency:
        return None
    qualifier, wide = qualifier_before(text, found.start())
    return Money(
        start=found.start(), end=_after_low(found), amount=scaled(number, found["scale1"] or ""), amount_to=None,
        currency=currency, qualifier=qualifier, wide_start=wide, is_guess=is_guess,
    )  # fmt: skip


def _currency(found: re.Match[str], which: str) -> tuple[str, bool]:
    """The code, and whether the words leave a choice. A name after the number outweighs a sign before it."""
    for part in (found[f"post{which}"], found[f"pre{which}"]):
        if part:
            word = part.strip()
            code = symbols().get(word) or currency_names().get(word.lower()) or word
            last = word.lower().split()[-1]
            return code, word in _SHARED or (word.lower() in _BARE_WORDS and last in _KINDS_OF_MANY)
    return "", False


@lru_cache(maxsize=1024)
def of_giver(currency: str, said: str, alpha2: str) -> str:
    """The giver's own currency where the text names only its kind: `crowns` from Prague are koruny."""
    words = said.lower().split()
    kind = words[-1] if words else ""
    if not alpha2 or kind not in _KINDS:
        return currency
    for code in get_territory_currencies(alpha2):
        name = get_currency_name(code, count=1, locale="en").lower()
        if any(name.endswith(unit) for unit in _KINDS[kind]):
            return str(code)
    return currency


@lru_cache(maxsize=1024)
def own_currency(alpha2: str, used: frozenset[str]) -> str:
    """The giver's own currency, if the report uses it; empty otherwise."""
    if not alpha2:
        return ""
    return next((str(code) for code in get_territory_currencies(alpha2) if code in used), "")


_CROWNS = ("krona", "krone", "koruna", "króna")
_KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("kronur", "krónur", "crown", "crowns", "kronor", "kroner", "krone", "krona", "koruna", "korunas"), _CROWNS
    ),
    **dict.fromkeys(("franc", "francs"), ("franc",)),
    **dict.fromkeys(("pound", "pounds"), ("pound",)),
    **dict.fromkeys(("rupee", "rupees"), ("rupee",)),
    **dict.fromkeys(("dinar", "dinars"), ("dinar",)),
    **dict.fromkeys(("lei", "leu"), ("leu",)),
    **dict.fromkeys(("peso", "pesos"), ("peso",)),
    **dict.fromkeys(("denar", "denars"), ("denar",)),
}
