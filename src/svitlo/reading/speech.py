"""Who says it: the speaker of a sentence, of a quotation, of a statement in the first person."""

from svitlo.reading.actors import subject_of
from svitlo.reading.lexicon import SAY, SPEAKER_NOUNS
from svitlo.reading.memory import Memory, first_actor
from svitlo.reading.pieces import Line

REACH = 14


def speaker_of(line: Line, memory: Memory) -> tuple[str, str]:
    """The one who speaks in this sentence, as written without title, and the state or body spoken for."""
    pieces = line.pieces
    for place, piece in enumerate(pieces):
        if piece.tag != "w" or (piece.low not in SAY and piece.low != "according"):
            continue
        found = _behind(line, place, memory) if piece.low == "according" or _speaks_after(line, place) else ("", "")
        found = found if found[0] else _subject(line, place, memory)
        if found[0]:
            return found
    return _before_quote(line)


def _speaks_after(line: Line, verb: int) -> bool:
    """`"...", said NAME`: the quotation or a comma ends right before the verb."""
    return verb > 0 and line.pieces[verb - 1].tag in '",”'


def _subject(line: Line, verb: int, memory: Memory) -> tuple[str, str]:
    actor = subject_of(line.pieces, verb, memory)
    if actor.tag == "P":
        return actor.said, actor.value
    if actor.tag == "pronoun" and actor.said.lower() in {"he", "she"}:
        return memory.person or actor.said, actor.value
    return (actor.said, actor.value) if actor.tag in {"S", "O", "A", "N", "noun", "words"} and actor.value else ("", "")


def _behind(line: Line, verb: int, memory: Memory) -> tuple[str, str]:
    """The person or body named after a verb of saying or after `according to`."""
    for spot in range(verb + 1, min(len(line.pieces), verb + REACH)):
        piece = line.pieces[spot]
        if piece.tag == "P":
            return piece.value, piece.home or memory.homes.get(piece.value.split()[-1], "")
        if piece.tag in '";:.“”?!' or piece.tag in "MQC":
            break
        if (
            piece.tag in "SO"
            and spot + 1 < len(line.pieces)
            and line.pieces[spot - 1].low not in {"in", "to", "at", "on"}
            and line.pieces[spot + 1].tag in ",."
        ):
            return piece.text, piece.side
        if piece.low in SPEAKER_NOUNS - {"he", "she", "they", "we", "it"}:
            return _body_phrase(line, spot), next(
                (one.value for one in line.pieces[verb:spot] if one.tag in "SA"), memory.state
            )
    return "", ""


def _before_quote(line: Line) -> tuple[str, str]:
    """`Luxembourg's minister in an interview: "We ..."`: the first to act before the colon."""
    for place, piece in enumerate(line.pieces[:-1]):
        if piece.tag == ":" and line.pieces[place + 1].tag in '"“':
            actor = first_actor(line.pieces[:place])
            return actor.said, actor.value
    return "", ""


def _person_beside(line: Line, verb: int, way: int, memory: Memory) -> tuple[str, str]:
    """The nearest person (or speaking body) on one side of a verb of saying, within its clause."""
    pieces = line.pieces
    last = ""
    spot = verb + way
    for _ in range(REACH):
        if not 0 <= spot < len(pieces):
            break
        piece = pieces[spot]
        if piece.tag == "P":
            home = piece.home or memory.homes.get(piece.value.split()[-1], "")
            return piece.value, home
        if piece.low in {"he", "she"} and memory.person:
            return memory.person, memory.person_home
        if piece.tag in '";:.“”?!' or piece.tag in "MQC":
            break
        if (
            piece.tag in "SO"
            and not last
            and pieces[spot - 1].low not in {"to", "for", "in", "at", "on", "of", "from", "that"}
        ):
            last = piece.text
        if way > 0 and piece.low in SPEAKER_NOUNS and not last:
            last = _body_phrase(line, spot)
        spot += way
    return last, ""


def _body_phrase(line: Line, spot: int) -> str:
    """`grid operator`, `foreign ministry`: the noun with the words before it that belong to it."""
    first = spot
    while first > 0 and line.pieces[first - 1].tag == "w" and line.pieces[first - 1].low.isalpha():
        if line.pieces[first - 1].low in {"the", "a", "an", "its", "said", "says", "to", "by", "and", "of"}:
            break
        first -= 1
    return " ".join(piece.text for piece in line.pieces[first : spot + 1])
