"""All who may have given a sum or a thing, and the signs that speak for or against each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from svitlo.reading.actors import is_of_town
from svitlo.reading.clauses import clause_start
from svitlo.reading.gifts import agent_at, whole
from svitlo.reading.lexicon import (
    AUXILIARIES,
    BODY_ACTORS,
    DETERMINERS,
    GIVE,
    PREPOSITIONS,
    PRONOUNS,
    SAY,
    STATE_ACTORS,
    one_of,
)
from svitlo.reading.memory import Actor, Memory, as_written, body_start
from svitlo.reading.pieces import Piece
from svitlo.reading.referring import housed, of_noun, of_pronoun
from svitlo.reading.signs import Fact, classes_of, token

BODIES = BODY_ACTORS - STATE_ACTORS
REACH_LEFT, REACH_RIGHT = 45, 25
FAR = (1, 2, 3, 5, 8, 13, 21)
LONGEST_BODY = 4
TIGHT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone who may be the giver; `place` is -1 for those of earlier lines, `form` how the text names them."""

    actor: Actor
    place: int
    form: str


def candidates(fact: Fact, memory: Memory) -> list[Candidate]:
    """Those named near the fact in its sentence, and those last spoken of before it."""
    pieces = fact.pieces
    found: list[Candidate] = []
    for place in range(max(0, fact.first - REACH_LEFT), min(len(pieces), fact.end + REACH_RIGHT)):
        if not fact.first <= place < fact.end:
            found.extend(_at(pieces, place, memory))
    earlier: dict[str, list[str]] = {}
    for name, value in _remembered(memory):
        if value:
            earlier.setdefault(value, []).append(name)
    found.extend(
        Candidate(actor=Actor(value=value, said=value, tag="memory"), place=-1, form=" ".join(names))
        for value, names in earlier.items()
    )
    return found


def _remembered(memory: Memory) -> Iterator[tuple[str, str]]:
    yield "giver", memory.giver
    yield "actor", memory.actor
    yield "own", memory.own
    yield "state", memory.state
    yield "pledger", memory.pledger
    yield "speaker", memory.speaker_home
    yield "named first", memory.named[0] if memory.named else ""
    yield "named last", memory.named[-1] if memory.named else ""


def _at(pieces: Sequence[Piece], place: int, memory: Memory) -> Iterator[Candidate]:
    piece = pieces[place]
    if piece.tag in {"S", "O", "N", "A"}:
        yield Candidate(actor=housed(whole(pieces, agent_at(pieces, place)), memory), place=place, form=piece.tag)
    elif piece.tag == "P":
        home = piece.home or memory.homes.get(piece.value.split()[-1], "")
        actor = Actor(value=home or piece.value, said=piece.value, place=place, tag="P")
        yield Candidate(actor=actor, place=place, form="P" if home else "p")
    elif piece.tag == "T" and piece.home:
        actor = Actor(value=piece.home, said=piece.text, place=place, tag="P")
        yield Candidate(actor=actor, place=place, form="T")
    elif piece.tag == "w":
        yield from _of_word(pieces, place, memory)


def _of_word(pieces: Sequence[Piece], place: int, memory: Memory) -> Iterator[Candidate]:
    """A pronoun, `the government`, or a body that has no name."""
    low = pieces[place].low
    if low in PRONOUNS | {"our"}:
        meant = of_pronoun(pieces, place, memory)
        if meant.value:
            yield Candidate(actor=meant, place=place, form="pronoun")
        return
    if low not in BODIES | STATE_ACTORS or (place and pieces[place - 1].tag in {"S", "A", "N", "O"}):
        return
    noun = of_noun(pieces, place, memory)
    if noun is not None and noun.value:
        yield Candidate(actor=noun, place=place, form="noun")
    if low in BODIES:
        start = place
        while start > 0 and place - start < LONGEST_BODY and _may_open(pieces[start - 1]):
            start -= 1
        written = as_written(pieces, start, place)
        if written.value:
            actor = Actor(value=written.value, said=written.value, place=start, tag="words")
            yield Candidate(actor=actor, place=start, form="words")


def _may_open(piece: Piece) -> bool:
    """Whether a piece before a noun belongs to its phrase."""
    return piece.tag in {"w", "A", "S", "N", "'", "’"} and piece.low not in _ENDS


_ENDS = PREPOSITIONS | DETERMINERS | GIVE | SAY | one_of("and but or whose which who that")


def signs_of_givers(fact: Fact, found: Sequence[Candidate], memory: Memory) -> list[frozenset[str]]:
    """The signs of each candidate, in the same order."""
    pieces = fact.pieces
    before = [one.place for one in found if 0 <= one.place < fact.first]
    after = [one.place for one in found if one.place >= fact.end]
    inner, body = clause_start(pieces, fact.first), body_start(pieces)
    signs = []
    for one in found:
        kept = set(_of_memory(one, fact, memory))
        if one.place < 0:
            for name in one.form.replace("named ", "named_").split():
                kept.update((f"m:{name}", f"m:{name}&{min(2, len(before))}"))
            kept.update(("m", f"m&b{min(TIGHT, len(before))}", f"m&a{min(2, len(after))}"))
        else:
            kept.add(f"form:{one.form}")
            kept.update(_order(one.place, before, after, fact.first))
            kept.update(_between(pieces, one.place, fact))
            kept.update(_beside(pieces, one.place, "b" if one.place < fact.first else "a"))
            if inner <= one.place < fact.first:
                near = sum(inner <= other and other > one.place for other in before)
                kept.update(("inside", f"inside&{min(near, 2)}"))
            if one.place < body:
                kept.add("dateline")
            kept.add(f"{'b' if one.place < fact.first else 'a'}&{one.form}")
        signs.append(frozenset(kept))
    return signs


def _of_memory(one: Candidate, fact: Fact, memory: Memory) -> Iterator[str]:
    """Whether the candidate is also who was spoken of, who gives in this report, or who receives."""
    value = one.actor.value
    roles: Mapping[str, str] = {
        "own": memory.own,
        "giver": memory.giver,
        "actor": memory.actor,
        "state": memory.state,
        "speaker": memory.speaker_home,
        "pledger": memory.pledger,
    }
    yield from (f"is:{name}" for name, known in roles.items() if known and known == value)
    if value == memory.receiver:
        yield "receiver"
        yield f"receiver&{'m' if one.place < 0 else 'b' if one.place < fact.first else 'a'}"
    if value in {"UKR", "RUS"}:
        yield value


def _order(place: int, before: Sequence[int], after: Sequence[int], first: int) -> Iterator[str]:
    """How many other candidates stand nearer to the fact, or before this one."""
    if place < first:
        yield f"b:near{min(sum(other > place for other in before), TIGHT)}"
        yield f"b:first{min(sum(other < place for other in before), 2)}"
    else:
        yield f"a:near{min(sum(other < place for other in after), TIGHT)}"


def _between(pieces: Sequence[Piece], place: int, fact: Fact) -> Iterator[str]:
    side = "b" if place < fact.first else "a"
    between = pieces[place + 1 : fact.first] if side == "b" else pieces[fact.end : place]
    yield f"{side}:far{next((step for step in FAR if len(between) <= step), 'off')}"
    classes = {name for piece in between for name in classes_of(piece.low)}
    yield from (f"{side}:btw:{name}" for name in _BETWEEN if name in classes)
    for piece in between:
        if piece.tag in _MARKS or (piece.tag == "w" and piece.low in _LINKS):
            yield f"{side}:btw:{piece.low}"
        elif piece.tag in {"M", "Q"}:
            yield f"{side}:btw:M"
    if len(between) < TIGHT + (side == "a"):
        yield f"{side}:tight:{' '.join(token(piece) for piece in between)}"


_BETWEEN = ("give", "weak", "gives", "goods", "say", "ask", "get", "arrive", "gift", "be", "deny")
_MARKS = frozenset(';.:?!,"“”(')
_LINKS = one_of("that which who and but while whose")


def _beside(pieces: Sequence[Piece], place: int, side: str) -> Iterator[str]:
    """The words right before and behind the candidate."""
    before = place - 1
    while before >= 0 and (pieces[before].low in DETERMINERS or pieces[before].tag in {"A", "T"}):
        before -= 1
    yield f"{side}:prev:{_linking(pieces[before]) if before >= 0 else '^'}"
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if following is None:
        yield "next:$"
    elif following.tag != "w":
        yield f"{side}:next:{token(following)}"
    else:
        yield from (f"{side}:next:{name}" for name in classes_of(following.low) if name in _NEXT)
        yield from (f"{side}:next:{name}" for name, words in _NEXT_WORDS.items() if following.low in words)
        if following.low.endswith("ed"):
            yield f"{side}:next:ed"
    if pieces[place].is_seat:
        yield f"seat:{side}"
    if is_of_town(pieces, place):
        yield "of a town"


_NEXT = ("give", "weak", "gives", "goods", "say", "ask", "get", "arrive", "be", "state", "body", "gift")
_NEXT_WORDS: Mapping[str, frozenset[str]] = {"aux": AUXILIARIES, "prep": PREPOSITIONS, "'s": frozenset({"'s"})}


def _linking(piece: Piece) -> str:
    """A linking word as it is, any other word as one sign."""
    if piece.tag != "w":
        return token(piece)[:2]
    return piece.low if piece.low in PREPOSITIONS | _LINKS | {"than"} else "w"
