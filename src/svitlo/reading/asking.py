"""Whom somebody asks to give."""

from collections.abc import Sequence

from svitlo.reading.actors import actor_in, subject_of
from svitlo.reading.lexicon import one_of
from svitlo.reading.memory import Actor, Memory
from svitlo.reading.pieces import Piece

_OWN_WISHES = one_of(
    "hope hopes hoped hoping want wants wanted wish wishes wished plan plans planned intend intends"
    " intended prepare prepares expect expects prefer propose proposes proposed"
)


def asked(pieces: Sequence[Piece], verb: int, fact: int, memory: Memory) -> Actor:
    """Whom somebody asks to give; with `hopes to give` the one who hopes."""
    after = pieces[verb + 1].low if verb + 1 < len(pieces) else ""
    if pieces[verb].low in _OWN_WISHES and after == "to":
        return subject_of(pieces, verb, memory)
    end = next(
        (
            spot
            for spot in range(verb + 1, fact)
            if pieces[spot].low in {"to", "for", "would", "should", "might", "could"}
        ),
        -1,
    )
    if end < 0 or end == verb + 1:
        return _asked_by_of(pieces, verb, fact)
    start = verb + 1
    while start < end - 1 and pieces[start].low in {"on", "that", "upon", "for"}:
        start += 1
    return actor_in(pieces, start, end - 1, memory)


def _asked_by_of(pieces: Sequence[Piece], verb: int, fact: int) -> Actor:
    for spot in range(verb + 1, fact):
        if pieces[spot].low in {"from", "of"} and spot + 1 < fact and pieces[spot + 1].tag in "SO":
            return Actor(value=pieces[spot + 1].value, said=pieces[spot + 1].text, place=spot + 1, tag="S")
    return Actor()
