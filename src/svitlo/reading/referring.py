"""Whom a pronoun or a common noun means: `we`, `she`, `his country`, `the government`, `the company`."""

from collections.abc import Sequence

from svitlo.reading.clauses import aside_start
from svitlo.reading.lexicon import BODY_ACTORS, STATE_ACTORS, one_of
from svitlo.reading.memory import Actor, Memory, body_start, hangs, is_code, next_is_actor, of_state_actor
from svitlo.reading.nations import GROUP_NAMES
from svitlo.reading.pieces import Piece


def of_pronoun(pieces: Sequence[Piece], place: int, memory: Memory) -> Actor:
    """The one behind `we`, `she`, `it`."""
    piece = pieces[place]
    home = memory.speaker_home
    own = memory.own if not home or (is_code(memory.own) and _is_surname(home, memory)) else home
    value = {
        "we": own,
        "us": own,
        "our": own,
        "i": own,
        "he": _person_before(pieces, place) or _said_before(pieces, place) or memory.person_home or memory.state,
        "she": _person_before(pieces, place) or _said_before(pieces, place) or memory.person_home or memory.state,
        "it": _said_before(pieces, place) or memory.actor,
        "they": _said_before(pieces, place) or memory.actor,
    }.get(piece.low, "")
    return Actor(value=value, said=piece.text, place=place, tag="pronoun")


ATTRIBUTED = one_of(
    "member members ally allies summit meeting meetings bid membership ministers headquarters conference"
    " flag candidate standards aid funds"
)


def housed(actor: Actor, memory: Memory) -> Actor:
    """A house of government that names no state (`the Federal Council`) is the state last spoken of."""
    words = frozenset(actor.value.lower().split())
    if actor.tag not in {"O", "N"} or not words or not words <= _HOUSE_WORDS or not words & _HOUSES or not memory.state:
        return actor
    return Actor(value=memory.state, said=actor.said, place=actor.place, tag="noun")


_HOUSES = STATE_ACTORS | one_of("council deputies kingdom republic realm chancellery department")
_HOUSE_WORDS = _HOUSES | one_of(
    "federal national royal of the and for foreign affairs finance defence defense interior supreme lower upper general"
    " representatives development economic economy cooperation international grand great state energy health"
)


def _is_surname(home: str, memory: Memory) -> bool:
    """Whether the speaker is one plain word that nothing calls a state or a body: most likely a person."""
    return home.istitle() and " " not in home and home not in memory.realms


def _person_before(pieces: Sequence[Piece], place: int) -> str:
    return next((piece.home for piece in reversed(pieces[:place]) if piece.tag == "P"), "")


def _said_before(pieces: Sequence[Piece], place: int) -> str:
    """The last one who acts before a pronoun in the same sentence."""
    spot = place
    while spot > body_start(pieces):
        spot -= 1
        piece = pieces[spot]
        aside = aside_start(pieces, spot) if piece.tag == "," else -1
        if aside >= 0:
            spot = aside
            continue
        if piece.tag in "OA" and spot + 1 < len(pieces) and pieces[spot + 1].low in ATTRIBUTED:
            continue
        if piece.tag in "SON" and (not hangs(pieces, spot) or of_state_actor(pieces, spot)):
            return piece.side
        if piece.tag == "A" and next_is_actor(pieces, spot) and not hangs(pieces, spot):
            return piece.value
    return ""


def of_noun(pieces: Sequence[Piece], place: int, memory: Memory) -> Actor | None:
    """`the government`, `the company`, `the alliance`: who was meant last."""
    low = pieces[place].low
    if low in GROUP_NAMES and memory.body in {"NATO", "European Union", ""}:
        return Actor(value=GROUP_NAMES[low], said=low, place=place, tag="noun")
    before = [piece.low for piece in pieces[max(0, place - 2) : place]]
    if low in STATE_ACTORS and {"his", "her", "its", "their"} & set(before):
        said = _said_before(pieces, place) or memory.speaker_home
        if said:
            return Actor(value=said, said=low, place=place, tag="noun")
    seat = next((piece for piece in reversed(pieces[max(0, place - 4) : place]) if piece.is_seat), None)
    if seat is not None and low in STATE_ACTORS:
        return Actor(value=seat.value, said=low, place=place, tag="noun")
    own = bool({"our", "my"} & set(before)) or "this" in before
    if low in STATE_ACTORS:
        return Actor(
            value=(memory.speaker_home or memory.own) if own else memory.state, said=low, place=place, tag="noun"
        )
    if low in BODY_ACTORS:
        if not set(before) & {"the", "our", "this", "its", "their", "my"} or not (memory.own if own else memory.body):
            return None
        return Actor(value=memory.own if own else memory.body, said=low, place=place, tag="noun")
    return None
