"""What help is for and for whom: purpose, category, recipient, from the words around a sum or a thing."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

from collections.abc import Mapping, Sequence

from svitlo.reading.lexicon import one_of
from svitlo.reading.pieces import Piece


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PURPOSES: Mapping[str, frozenset[str]] = {
    "military": _set("military weapons arms ammunition tanks tank missiles missile artillery defence defense army troops guns howitzers shells soldiers drones lethal"),
    "water": _set("water pumping sewage wastewater waterworks purification sanitation pumps"),
    "heat": _set("heat heating boiler boilers stoves stove warmth heaters heater gas-heating"),
    "power": _set(
        "power electricity grid energy transformers transformer generators generator substation substations"
        " electrical lines autotransformers cables turbine turbines high-voltage breakers ukrenergo lanterns"
    ),
    "budget": _set("budget macro-financial salaries pensions macro"),
    "humanitarian": _set("humanitarian shelter shelters blankets food refugees medical hospitals clinics medicine winter schools relief mine demining stoves ambulances"),
}  # fmt: skip
_CATEGORIES: Mapping[str, str] = {
    "military": "military",
    "water": "energy",
    "heat": "energy",
    "power": "energy",
    "budget": "financial",
    "humanitarian": "humanitarian",
}


def purpose_of(around: Sequence[Piece], after: Sequence[Piece]) -> str:
    """The first purpose that the words after the sum name, else the words around it; `other` if none does."""
    for pieces in (after, around):
        for piece in pieces:
            for purpose, words in PURPOSES.items():
                if piece.low in words:
                    return purpose
    return "other"


def category_of(around: Sequence[Piece]) -> str:
    """Military, humanitarian, energy or financial; financial if no word tells."""
    words = {piece.low for piece in around}
    for purpose, known in PURPOSES.items():
        if purpose == "military" and len(words & known) > 0 and not words & PURPOSES["power"]:
            return "military"
        if purpose != "military" and words & known:
            return _CATEGORIES[purpose]
    return "financial"


def recipient_of(pieces: Sequence[Piece], place: int, donor: str) -> str:
    """The first name that `to`, `for` or `help` points at, behind the fact or before it in the sentence."""
    for spots in (range(place + 1, min(len(pieces), place + 24)), range(place - 1, max(0, place - 12), -1)):
        for spot in spots:
            piece = pieces[spot]
            if piece.tag in "SNOA" and piece.value and piece.value != donor and _is_pointed_at(pieces, spot):
                return piece.side
    return ""


def _is_pointed_at(pieces: Sequence[Piece], spot: int) -> bool:
    before = spot - 1
    while before >= 0 and (pieces[before].low in {"the", "a", "help", "its"} or pieces[before].tag == "A"):
        if pieces[before].low == "help":
            return True
        before -= 1
    if before < 0:
        return False
    low = pieces[before].low
    return low in one_of("to for towards give gives gave send sends sending granted grants sent giving in help")
