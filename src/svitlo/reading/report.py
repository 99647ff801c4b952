"""A report as rules see it: its lines in pieces, what it teaches about names, what is quoted."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from svitlo.reading.lexicon import SAY
from svitlo.reading.names import Lore
from svitlo.reading.pieces import Line, Piece, line_of
from svitlo.reading.sentences import quoted_spans, sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report, read once."""

    text: str
    published: date | None
    lines: tuple[Line, ...]
    quotes: tuple[tuple[int, int], ...]
    _quote_starts: tuple[int, ...] = field(default=(), repr=False)

    def quote_at(self, place: int) -> tuple[int, int] | None:
        """The quotation around a letter of the text."""
        found = bisect_right(self._quote_starts, place) - 1
        if found < 0 or self.quotes[found][1] <= place:
            return None
        return self.quotes[found]


def report_of(text: str, published: date | None) -> Report:
    """Read twice: once to learn the names, once to use them."""
    sentences = sentences_of(text)
    lower = frozenset(re.findall(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*", text))
    first = [line_of(sentence, published, Lore(lower=lower)) for sentence in sentences]
    lore = _lore(first, lower)
    lines = tuple(line_of(sentence, published, lore) for sentence in sentences)
    quotes = quoted_spans(text, sentences)
    return Report(
        text=text, published=published, lines=lines, quotes=quotes, _quote_starts=tuple(start for start, _ in quotes)
    )


def _lore(lines: Sequence[Line], lower: frozenset[str]) -> Lore:
    persons: dict[str, str] = {}
    names: Counter[str] = Counter()
    inner: set[str] = set()
    for line in lines:
        for place, piece in enumerate(line.pieces):
            if piece.tag == "P":
                surname = piece.value.split()[-1]
                persons[surname] = persons.get(surname) or piece.home or _home_beside(line.pieces, place)
            elif piece.tag == "N":
                names[piece.value] += 1
                if place > 0:
                    inner.update(piece.text.split())
    plain = frozenset(name for name in names if " " not in name and name not in persons)
    return Lore(persons=persons, names=plain, inner=frozenset(inner), lower=lower)


def _home_beside(pieces: Sequence[Piece], place: int) -> str:
    """The state or body that words beside a name tie the person to: `Norway's minister, NAME`, `NAME of Norway`."""
    after = pieces[place + 1 : place + 9]
    if len(after) > 1 and after[0].low in {"of", "from"} and after[1].tag in "SNO":
        return after[1].value
    if after and after[0].low == ",":
        for spot, piece in enumerate(after[1:], 1):
            is_verb = piece.tag == "w" and (piece.low.endswith("ed") or piece.low in {"will", "is", "was", "has", "to"})
            if is_verb or piece.low in {",", "who", ":", '"', "“", "”", ".", ";"} or piece.low in SAY:
                break
            if piece.tag in "SANO" and (piece.tag != "N" or after[spot - 1].low in {"of", "the", "for"}):
                return piece.value
    for spot in range(place - 1, max(-1, place - 8), -1):
        piece = pieces[spot]
        if piece.tag in "SO" and spot and pieces[spot - 1].low in {"to", "in", "at", "from", "with", "against"}:
            continue
        if piece.tag in "SAO" and not _is_separate(pieces[spot + 1 : place]):
            return piece.value
    return ""


def _is_separate(between: Sequence[Piece]) -> bool:
    """Whether words between a state and a person belong to a sentence, not to an office."""
    verbs = {"said", "says", "will", "would", "has", "have", "was", "is", "and", "told", "that", "but", ";", "."}
    return any(piece.low in verbs or piece.tag in "MDQC" for piece in between)
