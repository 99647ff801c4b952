"""Rows of givers that share one verb: `A gave 28 lorries and B fourteen`, `A and B gave 4 and 6 respectively`."""

from collections.abc import Sequence

from svitlo.reading.gifts import agent_at
from svitlo.reading.lexicon import GIVE, GIVE_GOODS, one_of
from svitlo.reading.memory import Actor
from svitlo.reading.pieces import Piece

_LOOSE = one_of("a an another further some about up to nearly almost over more than just the additional")
_LINKS = frozenset({"and", ";", "while"})
_ORDERS = ("in that order", "in this order", "in the same order")


def gapped(pieces: Sequence[Piece], first: int) -> Actor | None:
    """The name right before a sum or a thing, where it leaves out the verb of the gift before it."""
    spot = first - 1
    while spot > 0 and pieces[spot].low in _LOOSE:
        spot -= 1
    if spot < 2 or pieces[spot].tag not in "SO":
        return None
    link = spot - 2 if pieces[spot - 1].low == "the" else spot - 1
    before = pieces[:link]
    is_verb = any(piece.low in GIVE | GIVE_GOODS for piece in before)
    has_gift = any(piece.tag in "MQ" for piece in before)
    return agent_at(pieces, spot) if pieces[link].low in _LINKS and is_verb and has_gift else None


def in_order(pieces: Sequence[Piece], place: int) -> int:
    """Where the giver of this sum stands, where as many sums as givers are told in the same order; -1 if none are."""
    words = " ".join(piece.low for piece in pieces)
    if "respectively" not in words and not any(order in words for order in _ORDERS):
        return -1
    sums = [spot for spot, piece in enumerate(pieces) if piece.tag in "MQ"]
    givers = [
        spot for spot, piece in enumerate(pieces[: sums[0]]) if piece.tag in "SON" and not _is_seat_of(pieces, spot)
    ]
    return givers[sums.index(place)] if place in sums and len(givers) == len(sums) else -1


def _is_seat_of(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether a name only opens a dateline: `THE HAGUE, 18 January - ...`."""
    return pieces[spot].text.isupper() and any(piece.tag in {"-", "–", "—"} for piece in pieces[spot : spot + 8])
