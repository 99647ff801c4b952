"""Who acts: the subject of a verb, the one behind a pronoun, and whom a person speaks for."""

from collections.abc import Sequence

from svitlo.reading.clauses import is_auxiliary
from svitlo.reading.lexicon import (
    ASK,
    BODY_ACTORS,
    DENY,
    DETERMINERS,
    GIVE,
    GIVE_GOODS,
    MAYBE,
    PREPOSITIONS,
    PRONOUNS,
    SAY,
    STATE_ACTORS,
    one_of,
)
from svitlo.reading.memory import (
    Actor,
    Memory,
    as_written,
    body_start,
    first_actor,
    hangs,
    of_state_actor,
)
from svitlo.reading.pieces import Piece
from svitlo.reading.referring import ATTRIBUTED, of_noun, of_pronoun

ENTITIES = "SONPA"

_VERBS = (
    GIVE
    | GIVE_GOODS
    | SAY
    | ASK
    | DENY
    | MAYBE
    | one_of(
        "agreed agrees decided decides voted votes voting opened plans planned began started due ready able"
        " willing managed continued continues intends keeps promised set is was are were has have had will"
        " would prepared bound"
    )
)

_PLACE_PREPOSITIONS = one_of(
    "in at near on of to for from with by against after before about over into under between among"
)

_STOPS = frozenset(';:—–?!."“”„«»()')

_SKIPS = one_of("who whose which where")

REACH = 40


def subject_of(pieces: Sequence[Piece], verb: int, memory: Memory) -> Actor:
    """The subject of the verb at `verb`, found by going left over its helpers and over verbs that it depends on."""
    spot, low = verb - 1, max(body_start(pieces), verb - REACH)
    while spot >= low:
        known = _known_subject(pieces, spot, memory)
        if known is not None:
            return known
        following = _over(pieces, spot, low)
        if following == spot:
            break
        is_end = pieces[spot].tag in ";?!.:"
        spot = following
        if is_end:
            break
    if spot < low:
        return Actor()
    return actor_in(pieces, _phrase_start(pieces, spot, low), spot, memory)


def _known_subject(pieces: Sequence[Piece], spot: int, memory: Memory) -> Actor | None:
    """A subject that its surroundings give away: `decision of NAME to`, `a law that`, `one of them, NAME,`."""
    piece = pieces[spot]
    if piece.low == "to" and spot > 1 and pieces[spot - 1].tag in "SON" and pieces[spot - 2].low in {"of", "by"}:
        name = pieces[spot - 1]
        return Actor(value=name.side, said=name.text, place=spot - 1, tag=name.tag)
    if piece.low in {"that", "which"} and spot > 1 and pieces[spot - 1].tag in "wD":
        return first_actor(pieces[:spot])
    if piece.tag == "," and _named_aside(pieces, spot) >= 0:
        return _aside(pieces, _named_aside(pieces, spot), memory)
    return None


def _over(pieces: Sequence[Piece], spot: int, low: int) -> int:
    """The next place to the left, over what may stand between a subject and its verb; `spot` itself where it ends."""
    piece = pieces[spot]
    if piece.low == "fact" and spot and pieces[spot - 1].low == "in":
        return spot - 2
    if _is_between(pieces, spot):
        return spot - 1
    if piece.low in {"and", "or", "but"}:
        return _over_first_half(pieces, spot, low)
    if piece.low in _PAPERS and spot > 1 and pieces[spot + 1].low == "to" and pieces[spot - 1].low in DETERMINERS:
        return spot - 2
    if piece.tag == ",":
        return min(_over_insert(pieces, spot, low), spot - 1)
    return spot - 1 if piece.tag in _STOPS else spot


_PAPERS = one_of("order decree decision law bill document papers agreement contract deal motion")


def _is_between(pieces: Sequence[Piece], spot: int) -> bool:
    piece = pieces[spot]
    if is_auxiliary(piece) or piece.low in _VERBS or piece.tag in "D'’" or piece.low in _SKIPS:
        return True
    if piece.tag == "Q" and spot and pieces[spot - 1].low in {"by", "to", "of", "with"}:
        return True
    return piece.low in PREPOSITIONS and spot + 1 < len(pieces) and pieces[spot + 1].tag in "DQ"


def _aside(pieces: Sequence[Piece], place: int, memory: Memory) -> Actor:
    piece = pieces[place]
    if piece.tag == "O":
        return Actor(value=piece.side, said=piece.text, place=place, tag="O")
    home = piece.home or memory.homes.get(piece.value.split()[-1], "")
    if not home and place > 1 and pieces[place - 2].low in BODY_ACTORS - STATE_ACTORS:
        return Actor(value=piece.value, said=piece.value, place=place, tag="O")
    return Actor(value=home or memory.state or piece.value, said=piece.value, place=place, tag="P")


def _over_insert(pieces: Sequence[Piece], comma: int, low: int) -> int:
    """From the second comma of an insertion (`NAME, the head of it, said`) to before the first."""
    for spot in range(comma - 1, max(low, comma - 18) - 1, -1):
        if pieces[spot].tag == ",":
            if [piece.low for piece in pieces[comma - 2 : comma]] == ["among", "them"]:
                return comma - 3
            follows = pieces[spot + 1]
            if (
                follows.low
                in DETERMINERS
                | _SKIPS
                | one_of(
                    "for of from asked which by like whose through via under together along head no"
                    " not on in at however without despite after with too meanwhile to"
                    " once long never not until himself herself itself"
                )
                or follows.tag in "PTONDASQ"
                or (spot and pieces[spot - 1].tag in "SON" and follows.tag == "w" and follows.low.isalpha())
            ):
                return spot - 1
            return comma - 1
        if pieces[spot].tag in _STOPS:
            break
    return comma - 1


def _named_aside(pieces: Sequence[Piece], comma: int) -> int:
    """The name alone between two commas, which says who the phrase before it is; -1 if there is none."""
    inside = comma - 1
    if inside < 1 or pieces[inside - 1].tag != ",":
        return -1
    return inside if pieces[inside].tag == "P" or (pieces[inside].tag in "NO" and " " in pieces[inside].value) else -1


def _over_first_half(pieces: Sequence[Piece], joint: int, low: int) -> int:
    """Before `and`: if the first half has a verb, both share its subject, so go on from that verb."""
    quote = -1
    for spot in range(joint - 1, low - 1, -1):
        piece = pieces[spot]
        if quote < 0 and piece.tag in '"”' and spot < joint - 1:
            quote = next((at for at in range(spot - 1, low - 1, -1) if pieces[at].tag in '"“'), -1)
        if spot > quote > 0:
            continue
        if piece.tag in _STOPS - set('"“”'):
            break
        if piece.tag == "w" and piece.low in _VERBS | _DID and not _is_noun(pieces, spot):
            return spot
        if (
            piece.tag == "w"
            and piece.low.endswith("ed")
            and spot
            and (pieces[spot + 1].low in DETERMINERS | PREPOSITIONS or pieces[spot + 1].tag in "SONP")
            and not _is_noun(pieces, spot)
        ):
            return spot - 1
    return joint - 1


_DID = one_of("had has went met came flew held took saw spoke drove arrived stood sat wrote read spent began won lost")


def _is_noun(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether a word that could be a verb stands as a noun: `the grant`, `its offer`, `of aid`."""
    before = pieces[spot - 1] if spot else None
    return before is not None and (
        before.low in DETERMINERS | {"of", "for", "'s", "new", "further"} or before.tag == "A"
    )


def _phrase_start(pieces: Sequence[Piece], end: int, low: int) -> int:
    """The first piece of the noun phrase that ends at `end`."""
    spot = end
    while spot - 1 >= low:
        before = pieces[spot - 1]
        if before.tag in _STOPS or before.tag in ",*•" or before.tag in "MD":
            break
        if (
            before.tag == "w"
            and before.low.endswith("ed")
            and pieces[spot].low in DETERMINERS
            and spot - 2 >= low
            and pieces[spot - 2].low not in DETERMINERS
        ):
            break
        if before.tag == "w" and ((before.low in _VERBS and not _is_noun(pieces, spot - 1)) or before.low in _LINKS):
            break
        spot -= 1
    return spot


_LINKS = one_of(
    "that which who while whereas but if unless because although though so when until whether than as adding where"
)


def actor_in(pieces: Sequence[Piece], start: int, end: int, memory: Memory) -> Actor:
    """The one who acts in a noun phrase."""
    first: Actor | None = None
    for place in range(start, end + 1):
        piece = pieces[place]
        is_hung = (hangs(pieces, place) and place > start) or (place == start and piece.low in PREPOSITIONS)
        actor = _actor_at(pieces, place, end, memory)
        if actor is None:
            continue
        if not is_hung:
            return actor
        first = first or actor
    if first is not None and (
        first.tag != "N"
        or pieces[start].low in PREPOSITIONS
        or of_state_actor(pieces, first.place)
        or is_of_town(pieces, first.place)
    ):
        return first
    written = as_written(pieces, start, end)
    return written if written.value or first is None else first


def is_of_town(pieces: Sequence[Piece], place: int) -> bool:
    """`the town of NAME`: the town acts, though `of` governs its name."""
    return place > 1 and pieces[place - 1].low == "of" and pieces[place - 2].low in _TOWNS


_TOWNS = one_of("emirate kingdom principality duchy port city town canton region province village municipality")


def _actor_at(pieces: Sequence[Piece], place: int, end: int, memory: Memory) -> Actor | None:
    """What the piece here stands for, if it can act at all."""
    piece = pieces[place]
    if (
        piece.tag == "N"
        and " " in piece.value
        and place + 2 <= end
        and pieces[place + 1].low == "'s"
        and pieces[end].low in STATE_ACTORS
    ):
        return Actor(
            value=memory.homes.get(piece.value.split()[-1], "") or memory.state, said=piece.value, place=place, tag="P"
        )
    if piece.tag in "SON":
        return _of_name(pieces, place, end)
    if piece.tag == "P":
        home = piece.home or memory.homes.get(piece.value.split()[-1], "")
        return Actor(value=home or memory.state, said=piece.value, place=place, tag="P")
    if piece.tag == "T" and piece.home:
        return Actor(value=piece.home, said=piece.text, place=place, tag="P")
    if piece.tag == "A":
        return _of_adjective(pieces, place, end)
    return _of_word(pieces, place, end, memory) if piece.tag == "w" else None


def _of_adjective(pieces: Sequence[Piece], place: int, end: int) -> Actor | None:
    """`the Danish government` is Denmark, `Danish farmers` are themselves."""
    if any(other.tag in "ONP" for other in pieces[place + 1 : end + 1]):
        return None
    has_house = any(one.low in STATE_ACTORS for one in pieces[place + 1 : end])
    if end > place + 2 and pieces[place + 1].low in BODY_ACTORS - STATE_ACTORS and pieces[place + 2].low == "of":
        return as_written(pieces, place, end)
    if end > place and pieces[end].low in BODY_ACTORS - STATE_ACTORS and not has_house:
        return as_written(pieces, place, end)
    return Actor(value=pieces[place].value, said=pieces[place].text, place=place, tag="A")


def _of_word(pieces: Sequence[Piece], place: int, end: int, memory: Memory) -> Actor | None:
    """A pronoun, or a noun that names no one else."""
    low = pieces[place].low
    others = place < end and (pieces[place + 1].tag == "A" or pieces[end].low in BODY_ACTORS - STATE_ACTORS)
    if place and pieces[place - 1].tag in "'’" and low in BODY_ACTORS:
        return None
    if low == "our" and others:
        return None
    if low in PRONOUNS:
        return of_pronoun(pieces, place, memory)
    return None if _named_after(pieces, place, end) else of_noun(pieces, place, memory)


def _named_after(pieces: Sequence[Piece], place: int, end: int) -> bool:
    """`the parliament of Norland`, `the company SEPS`: the name that follows says it better."""
    after = pieces[place + 1 : min(end + 1, place + 4)]
    if after and after[0].tag in "ONP":
        return True
    return (
        len(after) > 1
        and after[0].low in {"of", "from", "in"}
        and (after[1].tag in "SON" or (after[1].low == "the" and after[-1].tag in "SON"))
        and (after[0].low == "of" or pieces[place].low in STATE_ACTORS)
    )


_STATE_BODIES = one_of("council agency office commission department bundestag diet congress administration")


def _of_name(pieces: Sequence[Piece], place: int, end: int) -> Actor | None:
    """A name; with `'s` and a body after it, the body; with a town's `of` before it, the town as written."""
    piece = pieces[place]
    after = pieces[place + 1 : end + 1]
    if piece.tag == "O" and after and after[0].low in ATTRIBUTED and any(one.tag in "SN" for one in after):
        return None
    if (
        piece.tag == "N"
        and after
        and after[0].tag == "w"
        and any(one.low in BODY_ACTORS - STATE_ACTORS for one in after[:3])
    ):
        written = as_written(pieces, place, end)
        if written.value:
            return written
    if after and after[0].low == "'s":
        for other in after[1:]:
            if (
                other.tag == "O"
                and piece.tag == "S"
                and {word.lower() for word in other.value.split()} & (STATE_ACTORS | _STATE_BODIES)
            ):
                return Actor(value=piece.value, said=other.text, place=place, tag="S")
            if other.tag in "ON" and other.tag != piece.tag:
                return Actor(value=other.side, said=other.text, place=place, tag=other.tag)
            if other.tag == "P":
                return Actor(value=piece.value, said=other.value, place=place, tag="P")
        if pieces[end].low in BODY_ACTORS - STATE_ACTORS and piece.tag == "S" and not piece.is_seat:
            written = as_written(pieces, place, end)
            return written if written.value else Actor(value=piece.side, said=piece.text, place=place, tag="S")
    return Actor(value=piece.side, said=piece.text, place=place, tag=piece.tag)
