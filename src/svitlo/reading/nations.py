"""States, their people and seats, and the bodies that news names: what a known name stands for."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pycountry
from countryinfo import all_countries

from svitlo.reading.lexicon import one_of

NameKind = Literal["state", "adj", "seat", "org"]

# Spoken names that the registers of names lack, or hold otherwise.
_STATES: Mapping[str, str] = {
    "US": "USA", "U.S.": "USA", "USA": "USA", "U.S": "USA", "America": "USA", "UK": "GBR", "U.K.": "GBR",
    "Britain": "GBR", "Great Britain": "GBR", "Turkey": "TUR", "Türkiye": "TUR", "Czech Republic": "CZE",
    "Russia": "RUS", "South Korea": "KOR", "Korea": "KOR", "North Korea": "PRK", "Moldova": "MDA", "Holland": "NLD", "Iran": "IRN",
    "Syria": "SYR", "Vietnam": "VNM", "Venezuela": "VEN", "Bolivia": "BOL", "Tanzania": "TZA", "Laos": "LAO",
    "Brunei": "BRN", "Ivory Coast": "CIV", "Macedonia": "MKD", "Swaziland": "SWZ", "Bosnia": "BIH", "UAE": "ARE",
    "Emirates": "ARE", "Vatican": "VAT", "Palestine": "PSE", "Taiwan": "TWN", "Kosovo": "XKX",
}  # fmt: skip
_ADJECTIVES: Mapping[str, str] = {
    "U.S.": "USA", "US": "USA", "American": "USA", "Americans": "USA", "Argentine": "ARG", "Bosnian": "BIH",
    "Cypriot": "CYP", "Dane": "DNK", "Danes": "DNK", "Finns": "FIN", "Swedes": "SWE", "Poles": "POL", "Turks": "TUR",
    "Czechs": "CZE", "Britons": "GBR", "Brits": "GBR", "UK": "GBR", "English": "GBR", "Scottish": "GBR", "Scots": "GBR",
    "Kazakh": "KAZ", "Uzbek": "UZB", "Kyrgyz": "KGZ", "Tajik": "TJK", "Slovenian": "SVN", "Slovakian": "SVK",
    "Icelandic": "ISL", "Icelanders": "ISL", "Saudi": "SAU", "Azeri": "AZE", "Belarusan": "BLR", "Belarussian": "BLR",
    "Luxembourgish": "LUX", "Korean": "KOR", "Philippine": "PHL", "Singaporean": "SGP", "Kosovar": "XKX",
    "Austrians": "AUT", "Spaniards": "ESP", "Irishmen": "IRL", "North Macedonian": "MKD", "EU": "European Union", "European": "European Union",
}  # fmt: skip
_SEATS: Mapping[str, str] = {
    "Washington": "USA", "Kiev": "UKR", "Kyiv": "UKR", "Berne": "CHE", "The Hague": "NLD", "Chisinau": "MDA",
    "Kremlin": "RUS", "White House": "USA", "State Department": "USA", "Pentagon": "USA", "Downing Street": "GBR",
    "Bundestag": "DEU", "Congress": "USA", "Capitol Hill": "USA", "Riksdag": "SWE", "Storting": "NOR", "Sejm": "POL",
    "Saeima": "LVA", "Seimas": "LTU", "Riigikogu": "EST", "Folketing": "DNK", "Knesset": "ISR", "Duma": "RUS",
    "Verkhovna Rada": "UKR", "Rada": "UKR", "Elysee": "FRA", "Élysée": "FRA", "Brussels": "European Union",
    "House of Representatives": "USA", "House of Commons": "GBR", "Whitehall": "GBR",
}  # fmt: skip
_BODIES: Mapping[str, str] = {
    "NATO": "NATO", "Nato": "NATO", "North Atlantic Treaty Organization": "NATO", "Atlantic alliance": "NATO",
    "North Atlantic Council": "NATO", "Atlantic Alliance": "NATO", "Alliance": "NATO",
    "European Union": "European Union", "EU": "European Union", "Union": "European Union",
    "European Commission": "European Commission", "Commission": "European Commission",
    "EU Commission": "European Commission", "European Council": "European Council",
    "European Parliament": "European Parliament", "European Investment Bank": "European Investment Bank", "EIB": "European Investment Bank",
    "European Bank for Reconstruction and Development": "EBRD", "EBRD": "EBRD", "World Bank": "World Bank",
    "World Bank Group": "World Bank", "International Monetary Fund": "IMF", "IMF": "IMF", "UN": "United Nations", "U.N.": "United Nations",
    "United Nations": "United Nations", "UNDP": "UNDP", "United Nations Development Programme": "UNDP", "UNICEF": "UNICEF", "Unicef": "UNICEF", "UNHCR": "UNHCR", "WHO": "WHO",
    "USAID": "USAID", "G7": "G7", "G20": "G20", "Group of Seven": "G7", "Red Cross": "Red Cross",
    "International Committee of the Red Cross": "ICRC", "ICRC": "ICRC", "Ukrenergo": "Ukrenergo", "DTEK": "DTEK",
    "OSCE": "OSCE", "IAEA": "IAEA", "Council of Europe": "Council of Europe", "Energy Community": "Energy Community",
    "Nordic Council": "Nordic Council", "African Union": "African Union", "Arab League": "Arab League",
}  # fmt: skip
GROUP_NAMES: Mapping[str, str] = {
    "alliance": "NATO",
    "bloc": "European Union",
    "union": "European Union",
    "pact": "NATO",
}
# Also everyday English words or given names when they stand alone: too risky as names of a seat.
_NOT_SEATS = frozenset({"Victoria", "Stanley", "Hamilton", "Kingston", "Douglas", "Santiago", "Georgetown", "Nassau"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a name stands for: a state's code, or a body's usual name."""

    kind: NameKind
    value: str


@lru_cache(maxsize=1)
def known_names() -> Mapping[tuple[str, ...], Known]:
    """Names as tuples of words, written as in a text."""
    names: dict[tuple[str, ...], Known] = {}
    for name, known in _all_names():
        names[tuple(name.split())] = known
    return names


def _all_names() -> Iterator[tuple[str, Known]]:
    """Later ones outweigh earlier ones."""
    for country in all_countries():
        yield from _of_register(country)
    for record in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            name = getattr(record, field, "")
            if name and "," not in name:
                yield name.removeprefix("The "), Known(kind="state", value=record.alpha_3)
    for kind, table in (("seat", _SEATS), ("adj", _ADJECTIVES), ("state", _STATES), ("org", _BODIES)):
        for name, value in table.items():
            if kind == "adj":
                yield name, Known(kind="adj", value=value)
            else:
                yield name, Known(kind=_kind(kind), value=value)


def _kind(kind: str) -> NameKind:
    return "seat" if kind == "seat" else "state" if kind == "state" else "org"


def _of_register(country: object) -> Iterator[tuple[str, Known]]:
    """Seat and people of one state; territories that share another's adjective do not take it over."""
    try:
        code, demonym, capital = country.iso(3), country.demonym(), country.capital()  # type: ignore[attr-defined]
    except (KeyError, TypeError, AttributeError):
        return
    record = pycountry.countries.get(alpha_3=code) if isinstance(code, str) else None
    if record is None:
        return
    if isinstance(capital, str) and capital and capital not in _NOT_SEATS:
        yield capital, Known(kind="seat", value=code)
    if isinstance(demonym, str) and code not in _SHARERS:
        for word in demonym.split(","):
            yield word.strip(), Known(kind="adj", value=code)
            if not word.strip().endswith(("s", "sh", "se", "ch")):
                yield f"{word.strip()}s", Known(kind="adj", value=code)


_SHARERS = one_of("HKG MAC MTQ MYT REU SPM ATF SJM MNP IOT COG DMA SCG ASM UMI VIR GUF PYF GLP NCL WLF CXR CCK NFK")


@lru_cache(maxsize=1)
def first_words() -> frozenset[str]:
    """The words that known names begin with."""
    return frozenset(words[0] for words in known_names() if words)


@lru_cache(maxsize=1)
def longest_name() -> int:
    """In words."""
    return max(len(words) for words in known_names())


def alpha2_of(alpha3: str) -> str:
    """`SE` of `SWE`; empty if it is no state's code."""
    record = pycountry.countries.get(alpha_3=alpha3)
    return str(record.alpha_2) if record is not None else ""


@lru_cache(maxsize=256)
def state_of_currency(currency: str) -> str:
    """The state whose money this is, by the rule of ISO 4217 that a code begins with the state's; none for joint money."""
    record = None if currency[:1] in {"X", "E"} else pycountry.countries.get(alpha_2=currency[:2])
    return str(record.alpha_3) if record is not None else ""
