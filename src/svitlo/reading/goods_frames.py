"""Things given in words that no list holds: whose they are called, where they come from, who did what with them."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Sequence

from svitlo.reading.actors import actor_in, is_of_town
from svitlo.reading.clauses import clause_start, own_of
from svitlo.reading.frames import from_before, from_behind
from svitlo.reading.gifts import GIVING, agent_at, is_other, over_names, plain_body, subject_start, whole
from svitlo.reading.lexicon import one_of
from svitlo.reading.memory import Actor, Memory, body_start, hangs
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report
from svitlo.reading.things import EQUIPMENT, Thing

Found = tuple[Actor, Reading, int]

# What is done with things that hands none over.
_OTHER = re.compile(
    r"(?:destroy|damag|shoot|shot|down|intercept|hit|strik|struck|burn|knock|los|lost|lose|fir|launch|repair|mend|fix|install|operat|own|build|built|produc|make|made|have|has|had"
    r"|use|us|run|ran|order|test|store|stor|replac|switch|show|saw|see|seen|count|report|captur|seiz|inspect|train|drive|guard|protect|aim|smash|gut|flood|restart|restor|connect|reconnect|wreck|crippl"
    r"|halt|stop|plant|clear|remov|wait|cut|disabl|kill|injur|wound|drop|fell|fall|mount|park|rent|leas|recycl|hire|hir|sell|sold|cost|steal|stole|scrap|attack|rain|loose|unleash|send up|work|feed|fed|supervis|serv|field|unveil|parad|display|station|hid|hide|retir|move|mov|bomb|evacuat)"
    r"(?:s|es|ed|d|ing|e|n|ped|ping)?"
)
_GIFTS = one_of(
    "gift gifts donation donations present presents parcel parcels shipment consignment convoy delivery batch load cargo"
)


def framed_goods(report: Report, line: Line, thing: Thing, memory: Memory) -> Found | None:
    """Who gives `thing` by the frame that it stands in; None if no frame fits."""
    is_known = any(word.lower() in EQUIPMENT for word in thing.item.split())
    if not thing.quantity or (thing.quantity == "1" and line.pieces[thing.first].tag == "w"):
        return None
    if not is_known:
        return _in_brackets(report, line, thing) or _gift_of(report, line, thing)
    for found in (from_behind(report, line, thing.first, thing.end), from_before(report, line, thing.first)):
        if found is not None and not any(
            _is_other(piece) for piece in line.pieces[max(0, thing.first - 4) : thing.end + 4]
        ):
            return found[0], found[1], min(found[2], thing.first)
    return (
        _in_brackets(report, line, thing)
        or _gift_of(report, line, thing)
        or _labelled(report, line, thing, memory)
        or _nominal(report, line, thing, memory)
        or _object(report, line, thing, memory)
    )


_LOST = re.compile(
    r"^(?: [\w']+| @[SOAN]){0,7}? (?:have|has|had|was|were|is|are)(?: since| later| already)? (?:been )?(?:destroyed|stolen|lost|damaged|shot|downed|intercepted|hit|burned|burnt|seized|captured)\b"
)
_FLYING = one_of("missiles missile drones drone rockets rocket shells bombs")
_AIMED = one_of("towards toward at against over")


def is_shot_or_lost(line: Line, thing: Thing) -> bool:
    """Whether the things are fired at somebody, or gone: `60 missiles towards @S`, `five pumps from @S have been destroyed`."""
    if thing.end >= len(line.starts):
        return False
    head = thing.item.lower().rsplit(maxsplit=1)[-1]
    if head in _FLYING and any(one.low in _AIMED for one in line.pieces[thing.end : thing.end + 6]):
        return True
    start = line.starts[thing.end] - 1
    return _LOST.search(line.tagged[start : start + 120]) is not None


def _is_other(piece: Piece) -> bool:
    return piece.tag == "w" and (_OTHER.fullmatch(piece.low) is not None or is_other(piece))


_GIFT_OF = re.compile(
    r"^(?: ,)? (?:(?:a |an )?(?:gifts?|donations?|presents?) (?:of|from) (?:the )?(?:[a-z]+ (?:[a-z]+ )?of )?(?P<who>@[SONA])|(?:is|are|was|were) (?:the )?(?P<owner>@[SON]) 's (?:\w+ )?(?:gift|present|donation|contribution|share|part)\b)"
)


def _gift_of(report: Report, line: Line, thing: Thing) -> Found | None:
    """`thirty ambulances, gifts of the @A state`, `35 bulbs are the @O's present`."""
    if thing.end >= len(line.starts):
        return None
    start = line.starts[thing.end] - 1
    found = _GIFT_OF.search(line.tagged[start : start + 120])
    if found is None:
        return None
    who = line.at(start + found.start("who" if found["who"] else "owner"))
    return agent_at(line.pieces, who), mode_at(report, line, thing.first, thing.first), thing.first


def _in_brackets(report: Report, line: Line, thing: Thing) -> Found | None:
    """`18 boilers (@S)`: a list with its givers in brackets; `@S, with 9 boats`, at the head of a line."""
    behind = line.pieces[thing.end : thing.end + 3]
    if [one.tag in tags for one, tags in zip(behind, ("(", "SON", ")"), strict=False)] == [True] * 3:
        return agent_at(line.pieces, thing.end + 1), mode_at(report, line, thing.first, thing.first), thing.first
    head = [(one.low, one.tag) for one in line.pieces[: thing.first]]
    if len(head) == len(("who", ",", "with")) and head[0][1] in "SO" and head[1][1] == "," and head[2][0] == "with":
        return agent_at(line.pieces, 0), mode_at(report, line, thing.first, thing.first), 0
    return None


def _labelled(report: Report, line: Line, thing: Thing, memory: Memory) -> Found | None:
    """`@S: a dozen guns`, at the head of a line or behind another stop."""
    pieces = line.pieces
    spot = thing.first - 1
    while spot > 0 and pieces[spot].low in {"all", "another", "the", "some", "about", "its", "a"}:
        spot -= 1
    if spot < 1 or pieces[spot].tag not in {":", "–", "—", "|"}:
        return None
    if any(one.low in _GIFTS for one in pieces[max(0, spot - 4) : spot]):
        actor = actor_in(pieces, body_start(pieces), spot - 1, memory)
        return (
            (actor, mode_at(report, line, spot - 1, thing.first), spot - 1)
            if actor.value and actor.tag != "words"
            else None
        )
    if pieces[spot - 1].tag not in "SON":
        return None
    before = pieces[spot - 2] if spot > 1 else None
    if (
        before is not None
        and before.tag not in {";", ".", ":", "-", "*", "•"}
        and before.low not in {"the", "and", "by", "from", "was", "is", "then", "came", "comes"}
    ):
        return None
    return agent_at(pieces, spot - 1), mode_at(report, line, thing.first, thing.first), spot - 1


_TAKES = one_of(
    "took take takes taking taken received receives receive await awaits awaited awaiting expect expects expected accept accepted accepts"
)
_NOMINAL = re.compile(
    r"\b(?:delivery|donation|transfer|dispatch|shipment|gift|supply|handover|release|arrival|despatch) of (?:[\w-]+ ){0,2}$"
)


def _nominal(report: Report, line: Line, thing: Thing, memory: Memory) -> Found | None:
    """`@S confirmed the delivery of eight tanks`, `the French gift of 12 guns`."""
    found = _NOMINAL.search(line.tagged[: line.starts[thing.first]])
    if found is None:
        return None
    pieces, noun = line.pieces, line.at(found.start())
    if any(piece.low in _TAKES for piece in pieces[max(0, noun - 4) : noun]):
        return None
    start = max(clause_start(pieces, noun), body_start(pieces))
    actor = actor_in(pieces, start, noun - 1, memory) if noun > start else Actor()
    if not actor.value and pieces[noun].low in _GIFTS and noun > body_start(pieces) + 2:
        actor = actor_in(pieces, body_start(pieces), noun - 2, memory)
    if (
        not actor.value
        or actor.tag == "words"
        or actor.value in {memory.receiver, "RUS"}
        or hangs(pieces, max(0, actor.place))
    ):
        return None
    return actor, mode_at(report, line, noun, thing.first), max(start, actor.place)


def _object(report: Report, line: Line, thing: Thing, memory: Memory) -> Found | None:
    """A giver, a verb that neither breaks, uses nor buys, the thing."""
    pieces, place = line.pieces, thing.first
    start = max(clause_start(pieces, place), body_start(pieces))
    link = place - 1
    while link > start and pieces[link].low in _BEFORE_THINGS:
        link -= 1
    link = over_names(pieces, start, link)
    low = pieces[link].low if link > start else ""
    parts = low == "from" and pieces[link - 1].low.startswith("part")
    if not low.isalpha() or pieces[link].tag != "w" or (low in _NO_LINKS and not parts):
        return None
    first = subject_start(pieces, start, link)
    actor = actor_in(pieces, first, link, memory)
    if actor.tag in {"words", ""}:
        actor = plain_body(pieces, first, link)
    if (
        (actor.tag not in _GIVERS and not actor.value)
        or not actor.value
        or actor.value in {memory.receiver, "RUS"}
        or actor.place >= link
        or (hangs(pieces, max(0, actor.place)) and not is_of_town(pieces, actor.place))
    ):
        return None
    region = own_of(pieces, first, place)
    if (
        any(
            _is_other(piece) and (spot + 1 >= len(region) or region[spot + 1].low not in {"off", "over"})
            for spot, piece in enumerate(region)
        )
        or sum(piece.tag in "SON" for piece in region) > 2
    ):
        return None
    if not _is_meant_for_others(pieces, thing, region, memory):
        return None
    return whole(pieces, actor), mode_at(report, line, link, place), max(start, actor.place)


_GIVERS = frozenset({"S", "O", "A", "N", "P", "noun", "pronoun"})
_BEFORE_THINGS = one_of(
    "a an the another some about up to nearly almost over more than just all its their his her further additional"
)
_NO_LINKS = one_of(
    "in at on from to than into since until between that about because when if this and or not after before against under of for near is are was were by as"
)


def _is_meant_for_others(pieces: Sequence[Piece], thing: Thing, region: Sequence[Piece], memory: Memory) -> bool:
    """A word of giving before them, someone named whom they are for, or a gift told before."""
    after = pieces[thing.end : thing.end + 5]
    if [one.low for one in after[:3]] == ["for", "its", "own"]:
        return False
    if any(one.low in GIVING or one.low in _BRINGS for one in region) or memory.giver or memory.pledger:
        return True
    return any(one.low in {"for", "to", "towards"} for one in after) and any(one.tag in "SNOA" for one in after)


_BRINGS = one_of(
    "followed follows came comes come trucked trucks dropped drops driven hauled hauls flew rushed rushes remitted offloaded unloaded packed packs"
)
