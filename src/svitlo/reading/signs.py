"""What stands around a sum or a thing, as signs for or against its being a gift that the text asserts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from svitlo.reading import lexicon
from svitlo.reading.amounts import plain
from svitlo.reading.clauses import clause_end, clause_start
from svitlo.reading.gifts import GIFT_NOUNS, GIVES_TOO, is_other
from svitlo.reading.governing import COSTS, is_cost
from svitlo.reading.lexicon import one_of
from svitlo.reading.memory import Memory
from svitlo.reading.modes import CLAIMS, EARLIER, FALSE, TOTALS, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.rates import is_rate
from svitlo.reading.report import Report
from svitlo.reading.things import EQUIPMENT
from svitlo.reading.uses import PURPOSES

CLASSES: Mapping[str, frozenset[str]] = {
    "give": lexicon.GIVE - lexicon.WEAK_GIVE,
    "weak": lexicon.WEAK_GIVE,
    "gives": GIVES_TOO,
    "goods": lexicon.GIVE_GOODS,
    "gift": GIFT_NOUNS,
    "ask": lexicon.ASK,
    "deny": lexicon.DENY,
    "maybe": lexicon.MAYBE,
    "not": lexicon.NEGATIONS,
    "if": lexicon.CONDITIONS,
    "say": lexicon.SAY,
    "get": lexicon.RECEIVE,
    "arrive": lexicon.ARRIVE,
    "total": TOTALS,
    "false": FALSE,
    "earlier": EARLIER,
    "claim": CLAIMS,
    "be": one_of("is are was were be been being"),
    "cost": COSTS,
    "state": lexicon.STATE_ACTORS,
    "body": lexicon.BODY_ACTORS,
    "pronoun": lexicon.PRONOUNS,
    "whose": one_of("its his her their our"),
    "thing": EQUIPMENT,
    "more": one_of("another further additional extra fresh new more"),
    "from": one_of("from"),
    "by": one_of("by"),
    "to": one_of("to for towards"),
    "each": one_of("each per apiece annually"),
    "span": one_of("year month week day"),
    **{f"for {purpose}": words for purpose, words in PURPOSES.items()},
}
REACH_LEFT, REACH_RIGHT = 25, 18
NEAR = 3
OLD_DAYS, RECENT_DAYS = 100, 20
SUMS = 3
SHORT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A sum or a thing where it stands: its pieces from `first` to before `end` of a line."""

    kind: str
    report: Report
    line: Line
    first: int
    end: int

    @property
    def pieces(self) -> Sequence[Piece]:
        """The sentence that it stands in."""
        return self.line.pieces


def reach(fact: Fact) -> tuple[int, int]:
    """The stretch of the sentence around a fact, up to the next hard stop on either side."""
    pieces, start, end = fact.pieces, fact.first, fact.end
    while start > 0 and fact.first - start < REACH_LEFT and not _parts(pieces, start - 1):
        start -= 1
    while end < len(pieces) and end - fact.end < REACH_RIGHT and pieces[end].tag not in _STOPS | {"."}:
        end += 1
    return start, end


_STOPS = frozenset(";?!•")


def _parts(pieces: Sequence[Piece], spot: int) -> bool:
    return pieces[spot].tag in _STOPS or (pieces[spot].tag == "." and spot > 0)


def stem(word: str) -> str:
    """A word without the ending of its form, so that forms of one verb count as one."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > NEAR:
            return word[: -len(ending)]
    return word


def token(piece: Piece) -> str:
    """A word's stem, or the letter of any other piece."""
    if piece.tag == "w":
        return stem(piece.low)
    return f"@{piece.tag}" if piece.tag.isalpha() else piece.tag


def signs_of(fact: Fact, memory: Memory, mode: str = "") -> frozenset[str]:
    """All signs of a fact, each a short name that may have a weight; `mode` is what the rules made of its clause."""
    pieces, first, end = fact.pieces, fact.first, fact.end
    start, stop = reach(fact)
    inner = max(clause_start(pieces, first), start)
    outer = min(clause_end(pieces, end - 1), stop)
    found = set(_around(fact))
    zones = (
        ("Lc", pieces[inner:first]),
        ("Ls", pieces[start:inner]),
        ("Rc", pieces[end:outer]),
        ("Rs", pieces[outer:stop] if outer >= end else ()),
        ("L3", pieces[max(start, first - NEAR) : first]),
        ("R3", pieces[end : end + NEAR]),
    )
    for zone, held in zones:
        for piece in held:
            found.update(f"{zone}:{sign}" for sign in _of_piece(fact.report, piece, is_near=zone in {"Lc", "L3", "R3"}))
        if zone in {"Lc", "Rc"}:
            found.update(f"w{zone}:{stem(piece.low)}" for piece in held if piece.tag == "w" and piece.low.isalpha())
    found.add(f"mode:{mode or mode_at(fact.report, fact.line, first, first).mode}")
    found.update(name for name, holds in (("list", memory.is_list), ("section", bool(memory.section))) if holds)
    return frozenset(found)


@lru_cache(maxsize=4096)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes that a word in lower case belongs to."""
    return tuple(name for name, words in CLASSES.items() if word in words)


def _of_piece(report: Report, piece: Piece, *, is_near: bool) -> Iterator[str]:
    if piece.tag == "w":
        yield from classes_of(piece.low)
        if is_other(piece):
            yield "other"
    elif piece.tag.isalpha():
        yield f"@{piece.tag}"
    elif is_near:
        yield piece.tag
    if piece.when is None or not piece.when.iso:
        return
    days = piece.when.days_before(report.published)
    if days is not None:
        yield "old" if days > OLD_DAYS else "mid" if days > RECENT_DAYS else "new" if days >= 0 else "ahead"


def _around(fact: Fact) -> Iterator[str]:
    """The next words on both sides, and what holds of the sentence as a whole."""
    pieces, first, end = fact.pieces, fact.first, fact.end
    for far in range(1, NEAR + 1):
        yield f"p{far}:{token(pieces[first - far]) if first >= far else '^'}"
        yield f"n{far}:{token(pieces[end + far - 1]) if end + far <= len(pieces) else '$'}"
    holds = (
        ("?", pieces[-1].low == "?"),
        ("start", first < NEAR),
        ("rate", is_rate(pieces, first)),
        ("price", is_cost(pieces, first)),
        ("bare", pieces[first].tag == "Q"),
        ("short", fact.end == first + 1 and pieces[first].tag == "Q" and (pieces[first].count or 0) < SHORT),
        ("quoted", fact.report.quote_at(pieces[first].start) is not None),
        ("always", True),
    )
    yield from (name for name, is_so in holds if is_so)
    money = pieces[first].money
    count = money.amount if money is not None else pieces[first].count
    yield f"digits:{len(plain(count.to_integral_value())) if count is not None else 0}"
    sums = sum(piece.tag == "M" for piece in pieces[max(0, first - REACH_LEFT) : end + REACH_RIGHT])
    yield f"sums:{min(SUMS, sums)}"
