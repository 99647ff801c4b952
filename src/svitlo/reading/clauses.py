"""Clauses of a sentence: where they begin and end, and which asides they hold."""

from collections.abc import Sequence

from svitlo.reading.lexicon import AUXILIARIES, GIVE, GIVE_GOODS, PRONOUNS, SAY, one_of
from svitlo.reading.pieces import Piece

HARD = frozenset(";:—–?!.•")


QUOTES = frozenset('"“”„«»')


_OPENERS = one_of(
    "that which who whom whose but while whereas although though because if unless when where whether"
    " since after before as until so and or than adding saying"
)


REACH = 45


def clause_start(pieces: Sequence[Piece], place: int) -> int:
    """The first piece of the clause that holds the piece at `place`; asides between commas do not begin one."""
    spot = place - 1
    while spot > max(-1, place - REACH):
        piece = pieces[spot]
        if piece.tag in HARD or (piece.tag in QUOTES and spot < place - 1):
            return spot + 1
        aside = aside_start(pieces, spot) if piece.tag == "," else -1
        if aside >= 0:
            spot = aside - 1
            continue
        if piece.low in _OPENERS and piece.tag == "w" and not _is_inside(pieces, spot, place):
            return spot + 1
        spot -= 1
    return max(0, spot + 1)


def aside_start(pieces: Sequence[Piece], comma: int) -> int:
    """Where `, which ... ,` or `, who ... ,` begins that this comma closes; -1 if it closes none."""
    for spot in range(comma - 1, max(-1, comma - 24), -1):
        if pieces[spot].tag == "," and spot + 1 < comma:
            return spot if pieces[spot + 1].low in _RELATIVES else -1
        if pieces[spot].tag in HARD:
            return -1
    return -1


_RELATIVES = one_of("which who whose where whom not no asked for despite unlike contrary")


def own_of(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """The pieces of a clause without its asides."""
    kept: list[Piece] = []
    spot = end - 1
    while spot >= start:
        aside = aside_start(pieces, spot) if pieces[spot].tag == "," else -1
        if aside >= start:
            spot = aside - 1
            continue
        kept.append(pieces[spot])
        spot -= 1
    return _without_opening(kept[::-1])


def _without_opening(kept: list[Piece]) -> list[Piece]:
    """`Asked for @M, @S gave`: what the opening participle says is not what the clause says."""
    if not kept or kept[0].low not in _OPENING:
        return kept
    comma = next((spot for spot, piece in enumerate(kept) if piece.tag == ","), -1)
    return kept[comma + 1 :] if 0 < comma < len(kept) - 1 else kept


_OPENING = one_of("asked urged pressed requested invited begged implored petitioned approached")


def _is_inside(pieces: Sequence[Piece], spot: int, place: int) -> bool:
    """Whether a linking word joins nouns or stands within a phrase (`and` in a list, `since` before a date)."""
    low = pieces[spot].low
    after = pieces[spot + 1] if spot + 1 < len(pieces) else None
    if low == "or":
        return True
    if low == "and":
        return not _starts_clause(pieces, spot + 1, place) or not _has_verb_before(pieces, spot)
    if low in {"since", "after", "before", "until", "than", "as", "so"}:
        return after is None or after.tag in "DMQC" or not _has_verb(pieces[spot + 1 : place + 1])
    if low == "that":
        return spot == 0 or (after is not None and pieces[spot - 1].low in {"by", "of", "with", "in", "for", "to"})
    return False


def _has_verb_before(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether a verb stands between the last boundary and `spot`: `and` joins clauses only if so."""
    for before in range(spot - 1, max(-1, spot - REACH), -1):
        piece = pieces[before]
        if piece.tag in HARD or (piece.tag == "w" and piece.low in {"that", "which", "who", "while", "but"}):
            return False
        if piece.tag == "w" and (piece.low in GIVE | GIVE_GOODS | SAY | _FINITE or piece.low.endswith("ed")):
            return True
    return False


def _starts_clause(pieces: Sequence[Piece], start: int, place: int) -> bool:
    """After `and`: a subject with its verb, or a verb."""
    if start < len(pieces) and pieces[start].low in GIVE | GIVE_GOODS | SAY | one_of("will would has have is was are"):
        return True
    return _has_verb(pieces[start : min(place + 1, start + 8)])


def _has_verb(pieces: Sequence[Piece]) -> bool:
    return any(piece.tag == "w" and piece.low in GIVE | GIVE_GOODS | SAY | _FINITE for piece in pieces)


_FINITE = one_of(
    "will would has have had is are was were can could may might shall did does do must should hopes hoped"
)


def clause_end(pieces: Sequence[Piece], place: int) -> int:
    """One past the last piece of the clause that holds the piece at `place`."""
    for spot in range(place + 1, min(len(pieces), place + REACH)):
        piece = pieces[spot]
        if piece.tag in HARD and not (piece.tag == "." and spot + 1 < len(pieces)):
            return spot
        if piece.tag == "w" and piece.low in {"but", "while", "whereas", "although", "though"}:
            return spot
        if piece.low == "and" and _starts_clause(pieces, spot + 1, spot + 6):
            return spot
    return min(len(pieces), place + REACH)


def words_of(pieces: Sequence[Piece]) -> str:
    """Their text with single spaces, for short quotations of the report."""
    return " ".join(piece.text for piece in pieces)


def is_auxiliary(piece: Piece) -> bool:
    """Whether a piece may stand between a subject and its verb."""
    return piece.tag == "w" and (piece.low in AUXILIARIES or piece.low.endswith("ly")) and piece.low not in PRONOUNS
