"""What deeds of states and bodies share: how the text holds them, and the row of those who do or undergo them."""

from collections.abc import Sequence
from dataclasses import replace

from svitlo.reading.actors import subject_of
from svitlo.reading.clauses import is_auxiliary
from svitlo.reading.lexicon import ASK, DENY, one_of
from svitlo.reading.memory import Actor, Memory, hangs
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece, retagged
from svitlo.reading.report import Report

_LOADED = ASK | DENY
_PARTIES = one_of(
    "members states countries allies neighbours party parties group groups bloc governments nations capitals republics"
    " kingdoms partners donors factions camp"
)
_SHORT = one_of("union alliance pact league bloc")
_JOINTS = one_of(", and or & both the as well nor")
# A plain verb without a colour of its own: it stands for the words of the deed while the mode is read.
_PLAIN = "gave"
LONGEST_ROW = 12
AHEAD = one_of("will shall 'll")


def mode_of_deed(report: Report, line: Line, first: int, last: int, *, is_whole: bool = False) -> Reading:
    """The mode of the clause around a deed; `veto`, `asked` or `invited` in its own words say nothing of it.

    With `is_whole` no word of it does: a phrase such as `refused to sign` is a deed as a whole.
    """
    own = tuple(
        replace(piece, low=_PLAIN)
        if first <= spot <= last and piece.tag == "w" and (is_whole or spot == first or piece.low in _LOADED)
        else piece
        for spot, piece in enumerate(line.pieces)
    )
    plain = retagged(line, own) if own != line.pieces else line
    reading = mode_at(report, plain, first, first)
    if reading.mode == "total" or (reading.mode == "conditional" and reading.why == ("only",)):
        return Reading(mode="asserted", why=reading.why)
    return reading


def is_ahead(pieces: Sequence[Piece], verb: int) -> bool:
    """`will join`, `is to join`, `is due to leave`: said of the time to come."""
    before = [piece.low for piece in pieces[max(0, verb - 5) : verb]]
    if AHEAD & set(before[-3:]):
        return True
    return before[-1:] == ["to"] and bool(one_of("is are due set ready expected about hopes plans") & set(before))


def doers(pieces: Sequence[Piece], verb: int, memory: Memory) -> list[Actor]:
    """The subject of a verb and all that `and` joins to it."""
    close = verb - 1
    while close > 0 and is_auxiliary(pieces[close]) and pieces[close].low != "both":
        close -= 1
    if close >= 0 and pieces[close].low in {"both", "they"} and memory.pair:
        return [Actor(value=value, said=value, place=close, tag="S") for value in memory.pair]
    named = _named_aside(pieces, verb)
    if named:
        return [_actor(pieces[spot], spot) for spot in named]
    found = _beside_place(pieces, verb, subject_of(pieces, verb, memory))
    if found.said.lower() in _SHORT and found.said.title() in memory.group.split():
        found = replace(found, value=memory.group)
    if found.tag not in {"S", "N", "O", "P", "A"} or found.place < 0:
        return [found]
    spots = row_of(pieces, found.place, verb)
    if len(spots) < 2:
        return [found]
    return [found if spot == found.place else _actor(pieces[spot], spot) for spot in spots]


def _named_aside(pieces: Sequence[Piece], verb: int) -> list[int]:
    """`Two members, NAME and NAME, voted`: the names between commas that say who the phrase before them is."""
    close = verb - 1
    while close > 0 and is_auxiliary(pieces[close]):
        close -= 1
    if close < 3 or pieces[close].tag != "," or pieces[close - 1].tag not in "SNO":
        return []
    spots = row_of(pieces, close - 1, close)
    before = spots[0] - 1
    while before > 0 and pieces[before].low in {"the", "both"}:
        before -= 1
    if before < 1 or pieces[before].tag != ",":
        return []
    head = pieces[before - 1]
    is_party = head.tag == "w" and head.low in _PARTIES
    return spots if is_party else []


def _beside_place(pieces: Sequence[Piece], verb: int, found: Actor) -> Actor:
    """`In Washington the Speaker holds ...` and `the premier's party`: not the place nor the owner, but the other."""
    place = found.place
    if not 0 <= place < verb - 1:
        return found
    person = next((spot for spot in range(verb - 1, place, -1) if pieces[spot].tag == "P"), -1)
    if found.tag in {"N", "O"} and person > place + 1 and any(one.low == "'s" for one in pieces[place + 1 : person]):
        return Actor(value=found.value, said=pieces[person].value, place=person, tag="P")
    if found.tag == "S" and pieces[place + 1].tag == "N" and not pieces[place].is_seat:
        text = f"{pieces[place].text} {pieces[place + 1].text}"
        return Actor(value=text, said=text, place=place, tag="words")
    if place >= verb - 2:
        return found
    after = pieces[place + 1]
    is_place = found.tag == "S" and place > 0 and pieces[place - 1].low in {"in", "at"} and after.low in {"the", ","}
    if not is_place and not (found.tag == "noun" and after.low == "'s"):
        return found
    end = verb - 1
    while end > place and is_auxiliary(pieces[end]):
        end -= 1
    start = place + 1 if is_place else place
    words = [piece.text for piece in pieces[start : end + 1] if piece.low not in {"the", ","}]
    if not 0 < len(words) < 5 or any(piece.tag not in "wTONP'," for piece in pieces[start : end + 1]):
        return found
    text = " ".join(words).replace(" 's", "'s")
    return Actor(value=text, said=text, place=start, tag="words")


def _actor(piece: Piece, spot: int) -> Actor:
    if piece.tag == "P":
        return Actor(value=piece.value, said=piece.value, place=spot, tag="P")
    return Actor(value=piece.side, said=piece.text, place=spot, tag=piece.tag)


def row_of(pieces: Sequence[Piece], place: int, end: int) -> list[int]:
    """The names in one row with the one at `place`: `A, B and C`; only itself where no `and` closes the row."""
    first = last = place
    while (before := _next(pieces, first, -1, -1)) >= 0 and last - before < LONGEST_ROW:
        first = before
    while (after := _next(pieces, last, 1, end)) >= 0 and after - first < LONGEST_ROW:
        last = after
    spots = [spot for spot in range(first, last + 1) if pieces[spot].tag in "SNOP"]
    while len(spots) > 1 and spots[0] < place and _hangs_apart(pieces, spots[0]):
        spots = spots[1:]
    if len(spots) < 2 or not {"and", "or", "nor", "as"} & {piece.low for piece in pieces[spots[-2] : spots[-1]]}:
        return [place]
    return spots


def _hangs_apart(pieces: Sequence[Piece], spot: int) -> bool:
    """`After talks with A, B and C joined`: A is none of them; in `ministers from A, B and C` it is."""
    before = spot - 1
    while before > 0 and pieces[before].low == "the":
        before -= 1
    return hangs(pieces, spot) and pieces[before].low not in {"of", "from"}


def _next(pieces: Sequence[Piece], place: int, way: int, end: int) -> int:
    """The next name of a row, over commas and `and`; -1 where the row ends."""
    spot, joints = place + way, 0
    stop = end if way > 0 else -1
    while spot != stop and 0 <= spot < len(pieces) and pieces[spot].low in _JOINTS:
        joints += pieces[spot].low != "the"
        spot += way
    is_name = spot != stop and 0 <= spot < len(pieces) and pieces[spot].tag in "SNOP"
    return spot if is_name and joints else -1
