"""A sentence as a row of pieces: names, sums, counts, shares, dates and plain words, and the tags that rules match on."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from svitlo.reading.amounts import NUMBER, SCALE, number_of, scaled
from svitlo.reading.dates import When, find_dates
from svitlo.reading.money import Money, find_money
from svitlo.reading.names import TOKEN, Lore, Name, Words, find_names
from svitlo.reading.sentences import Sentence
from svitlo.reading.shares import find_shares

_COUNT = re.compile(
    rf"(?<![\w.,:/-])(?:(?i:{NUMBER}))(?:[\s\u00a0-](?i:{SCALE}|dozen|score)(?![\w]))?(?![\d:/]|[.,]\d)"
)
_OLD_COUNTS: Mapping[str, int] = {"dozen": 12, "score": 20}


@dataclass(frozen=True, slots=True)
class Piece:
    """`tag` is a letter: S state, A its adjective, O body, P person, N other name, T title, M sum, Q count, C share, D date, w word.

    Punctuation has itself as tag. `value` is the state's code or the body's name; `home` the state or body of a person.
    """

    tag: str
    text: str
    low: str
    start: int
    end: int
    value: str = ""
    home: str = ""
    money: Money | None = None
    count: Decimal | None = None
    when: When | None = None

    @property
    def side(self) -> str:
        """The state or body that a name acts for: a ministry's state, else itself."""
        return self.home or self.value if self.tag != "S" else self.value

    @property
    def is_seat(self) -> bool:
        """Whether it is a capital or a house of government that stands for its state."""
        return self.tag == "S" and self.home == "seat"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in pieces. `tagged` is the same as one string that rules can search."""

    sentence: Sentence
    pieces: tuple[Piece, ...]
    tagged: str = field(repr=False, default="")
    starts: tuple[int, ...] = ()

    def at(self, offset: int) -> int:
        """The piece that a place in `tagged` belongs to."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def until(self, offset: int) -> int:
        """The last piece that begins before a place in `tagged`."""
        return max(0, bisect_left(self.starts, offset) - 1)


def line_of(sentence: Sentence, published: date | None, lore: Lore) -> Line:
    """The pieces of one sentence."""
    text, base = sentence.text, sentence.start
    fixed = _fixed(text, base, published)
    tokens = list(TOKEN.finditer(text))
    taken, owners = _owners(tokens, fixed, base)
    names = {
        name.first: name for name in find_names(Words(words=[found[0] for found in tokens], taken=taken, lore=lore))
    }
    pieces: list[Piece] = []
    place = 0
    while place < len(tokens):
        owner = owners[place]
        if owner is not None:
            if not pieces or pieces[-1] is not owner:
                pieces.append(owner)
            place += 1
            continue
        name = names.get(place)
        if name is not None:
            pieces.append(_named(name, tokens, text, base))
            place = name.last + 1
            continue
        pieces.append(_word(tokens[place], base))
        place += 1
    tagged, starts = _tagged(pieces)
    return Line(sentence, tuple(pieces), tagged, starts)


def _fixed(text: str, base: int, published: date | None) -> list[Piece]:
    """Sums, dates, shares and counts, each stretch of text in one of them only, the first of these that claims it."""
    found: list[Piece] = []
    found.extend(_piece("M", text, money.start, money.end, base, money=money) for money in find_money(text))
    found.extend(_piece("D", text, when.start, when.end, base, when=when) for when in find_dates(text, published))
    found.extend(_piece("C", text, start, end, base, count=count) for start, end, count in find_shares(text))
    for match in _COUNT.finditer(text):
        count = _counted(match[0])
        if count is not None:
            found.append(_piece("Q", text, match.start(), match.end(), base, count=count))
    free: list[Piece] = []
    ends: list[tuple[int, int]] = []
    for piece in found:
        place = bisect_left(ends, (piece.start, piece.end))
        before = place > 0 and ends[place - 1][1] > piece.start
        after = place < len(ends) and ends[place][0] < piece.end
        if not before and not after:
            ends.insert(place, (piece.start, piece.end))
            free.append(piece)
    return sorted(free, key=lambda piece: piece.start)


def _piece(tag: str, text: str, start: int, end: int, base: int, **rest: Money | When | Decimal) -> Piece:
    raw = text[start:end]
    return Piece(tag, raw, raw.lower(), base + start, base + end, **rest)  # type: ignore[arg-type]


def _counted(text: str) -> Decimal | None:
    words = re.fullmatch(rf"(?i)(?P<number>{NUMBER})(?:[\s\u00a0-](?P<scale>{SCALE}|dozen|score))?", text)
    if words is None:
        return None
    number = number_of(words["number"])
    scale = (words["scale"] or "").lower()
    return scaled(number * _OLD_COUNTS.get(scale, 1), scale) if number is not None else None


def _owners(
    tokens: Sequence[re.Match[str]], fixed: Sequence[Piece], base: int
) -> tuple[list[bool], list[Piece | None]]:
    """For each token, the fixed piece that it is part of."""
    owners: list[Piece | None] = []
    place = 0
    for token in tokens:
        while place < len(fixed) and fixed[place].end - base <= token.start():
            place += 1
        inside = place < len(fixed) and fixed[place].start - base < token.end()
        owners.append(fixed[place] if inside else None)
    return [owner is not None for owner in owners], owners


def _named(name: Name, tokens: Sequence[re.Match[str]], text: str, base: int) -> Piece:
    start, end = tokens[name.first].start(), tokens[name.last].end()
    raw = text[start:end]
    return Piece(name.tag, raw, raw.lower(), base + start, base + end, name.value, name.home)


def _word(token: re.Match[str], base: int) -> Piece:
    raw = token[0]
    low = raw.lower().replace("’", "'")
    tag = "w" if raw[0].isalnum() or len(low) > 1 else raw
    return Piece(tag, raw, low, base + token.start(), base + token.end())


def retagged(line: Line, pieces: Sequence[Piece]) -> Line:
    """The same sentence with other pieces."""
    tagged, starts = _tagged(pieces)
    return Line(line.sentence, tuple(pieces), tagged, starts)


def _tagged(pieces: Sequence[Piece]) -> tuple[str, tuple[int, ...]]:
    """Words as they are, all else as its letter: `@S will give @M to @S on @D .`"""
    parts, starts, length = [], [], 0
    for piece in pieces:
        part = piece.low if piece.tag == "w" or not piece.tag.isalpha() else f"@{piece.tag}"
        parts.append(part)
        starts.append(length)
        length += len(part) + 1
    return " ".join(parts), tuple(starts)
