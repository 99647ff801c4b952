"""Where something happens: the place named nearest behind it, or the last one spoken of."""

from collections.abc import Sequence

from svitlo.reading.lexicon import one_of
from svitlo.reading.memory import Memory, body_start
from svitlo.reading.pieces import Piece

_INTO = one_of("in near at around outside across of over to for throughout within inside from beside")
_HERE = one_of("city capital town region")
_ARMS = one_of("drone drones missile missiles rocket rockets cruise ballistic shells tanks")
REACH = 12


def named_place(piece: Piece) -> str:
    """A state's code; a town, even a capital, as written."""
    if piece.tag != "S":
        return piece.value
    return (piece.text.title() if piece.text.isupper() else piece.text) if piece.is_seat else piece.value


def place_between(pieces: Sequence[Piece], start: int, end: int) -> str:
    """The first place that a preposition points at from `start` on."""
    for spot in range(max(0, start), min(len(pieces), end)):
        if pieces[spot].tag in ",;" and spot > end - REACH:
            break
        if pieces[spot].low in _INTO:
            for after in range(spot + 1, min(len(pieces), spot + 7, end)):
                piece = pieces[after]
                if piece.tag in "SN":
                    return named_place(piece)
                if piece.tag in "DMQCPO" or piece.tag in ".;:()" or piece.low in _INTO:
                    break
    return ""


def place_of(pieces: Sequence[Piece], start: int, end: int, memory: Memory) -> str:
    """The place of a fact between two pieces: behind its start, else before it in the sentence, else the last one."""
    found = place_between(pieces, start, end + REACH)
    if found:
        return found
    if any(piece.low in _HERE for piece in pieces[start : end + 1]) and memory.main_place:
        return memory.main_place
    for spot in range(start, body_start(pieces) - 1, -1):
        piece = pieces[spot]
        if piece.tag in ";":
            break
        if piece.tag == "N" and spot + 1 < len(pieces) and pieces[spot + 1].low in _ARMS:
            continue
        if piece.tag in "SN" and not (spot + 1 < len(pieces) and pieces[spot + 1].low == "'s" and not piece.is_seat):
            return named_place(piece)
    return memory.place
