"""Gifts in words that no list holds: the frame of giver, sum and what binds them, whatever the verb."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Sequence
from itertools import pairwise

from svitlo.reading.actors import actor_in, is_of_town, subject_of
from svitlo.reading.clauses import clause_start, own_of
from svitlo.reading.gifts import (
    BEFORE_SUMS,
    BIG_GIFTS,
    COVERS,
    GIFT_NOUNS,
    GIVING,
    GROWS,
    agent_at,
    is_free,
    is_other,
    over_names,
    plain_body,
    subject_start,
    whole,
)
from svitlo.reading.lexicon import GIVE, SAY, WEAK_GIVE, one_of
from svitlo.reading.memory import Actor, Memory, body_start, hangs
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.rates import is_rate
from svitlo.reading.report import Report
from svitlo.reading.uses import purpose_of

Found = tuple[Actor, Reading, int, int]

# Why a sum is told as a remark: its words hold too little of a gift, or nobody who gives it.
UNSURE = "giver or gift not found"


def framed(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """Who gives the sum at `place` by the frame that it stands in; None if no frame fits."""
    if is_rate(line.pieces, place):
        return None
    return (
        from_behind(report, line, place, place + 1)
        or _part_of(report, line, place)
        or _that_gives(report, line, place)
        or _joins_with(report, line, place)
        or _apposed(report, line, place, memory)
        or from_before(report, line, place)
        or _labelled(report, line, place, memory)
        or _object(report, line, place, memory)
    )


_BODY_OF = r"(?:the |a |an )?(?:(?:government|parliament|cabinet|state|people|city|town|kingdom|republic|province|region|canton|municipality|council|port) of (?:the )?)?"
_BEHIND = re.compile(
    rf"^(?: ,)?(?: [\w']+| @[DN]){{0,8}}?(?: ,| -| –)? (?:from|out of|courtesy of|thanks to|by) (?P<body>{_BODY_OF})(?P<who>@[SOAN])(?! 's (?:\w+ )?(?:warehouse|depot|port|border|plant))"
)


def from_behind(report: Report, line: Line, place: int, end: int) -> Found | None:
    """`@M, from @S`, `@M for pumps out of @S`."""
    if end >= len(line.starts):
        return None
    start = line.starts[end] - 1
    found = _BEHIND.search(line.tagged[start : start + 160])
    if found is None or any(is_other(piece) for piece in line.pieces[max(0, place - 4) : place]):
        return None
    who = line.at(start + found.start("who"))
    by = line.at(start + found.start("body")) - 1
    is_made = line.pieces[by].low == "by" and line.pieces[by - 1].low.endswith(("ed", "en", "nt"))
    if line.pieces[who].tag == "N" and not found["body"].endswith("of ") and not is_made:
        return None
    if any(is_other(piece) or piece.low in SAY for piece in line.pieces[place:who]):
        return None
    return agent_at(line.pieces, who), mode_at(report, line, place, place), place, place


_BEFORE = re.compile(
    r"(?:^|[;:,.\-–—•*\"“] |\band |\bbut )(?:(?:[^;.:]{0,60} (?:is|was|are|were|been|be) )?(?P<part>\w+) (?:\w+ ){0,2}by|(?:received |among (?:the )?\w+ |(?:a |an |the |another )?(?:gifts?|help|donation|package|delivery|shipment) |then )?(?:from|out of)) (?:the )?(?:(?:city|town|canton|port|region|province|government|state|people) of (?:the )?)?(?P<who>@[SON]|@A \w+)(?P<rest>(?: (?:[\w',:-]+|@[ASOND])){0,9}) $"
)


def from_before(report: Report, line: Line, place: int) -> Found | None:
    """`From @S came @M`, `Thrown in by @O, a utility: @M`."""
    found = _BEFORE.search(line.tagged[: line.starts[place]])
    if found is None:
        return None
    part = found["part"] or ""
    if part and not (part.endswith(("ed", "en", "wn", "nt", "id", "ut", "ade", "ght"))):
        return None
    if " and " in found["rest"] and "@" in found["rest"].partition(" and ")[2]:
        return None
    who = line.at(found.start("who"))
    first = line.at(found.start("part")) if part else who
    if not is_free(line.pieces[first:place]):
        return None
    return agent_at(line.pieces, who), mode_at(report, line, place, place), first, place


_PART = re.compile(
    r"^ (?:is|was|are|were|will be|being) (?P<who>@[SON]) 's (?:\w+ )?(?:part|share|contribution|gift|present|answer|offer|pledge|donation|bit)\b"
)


def _part_of(report: Report, line: Line, place: int) -> Found | None:
    """`@M was @S's part`."""
    if place + 1 >= len(line.starts):
        return None
    start = line.starts[place + 1] - 1
    found = _PART.search(line.tagged[start : start + 120])
    if found is None:
        return None
    return agent_at(line.pieces, line.at(start + found.start("who"))), mode_at(report, line, place, place), place, place


_THAT = re.compile(
    r"^(?: ,| :)?(?: that| which| - that is what| that is what| is what)? (?:the )?(?P<who>@[SON])(?: (?:is|are|has|have|will|now|also|already|@D|itself)){0,3} (?P<verb>\w+)\b"
)


def _that_gives(report: Report, line: Line, place: int) -> Found | None:
    """`@M that the @O is disbursing`, `@M is what @S offers`."""
    if place + 1 >= len(line.starts):
        return None
    start = line.starts[place + 1] - 1
    found = _THAT.search(line.tagged[start : start + 160])
    if found is None or found["verb"] not in (GIVE - SAY) | {"thrown", "ploughed", "poured"}:
        return None
    who = line.at(start + found.start("who"))
    return agent_at(line.pieces, who), mode_at(report, line, line.at(start + found.start("verb")), place), place, place


def _joins_with(report: Report, line: Line, place: int) -> Found | None:
    """`With @M, @S joins the fund`."""
    pieces = line.pieces
    start = max(0, place - 3)
    first = next((spot for spot in range(place - 1, start - 1, -1) if pieces[spot].low == "with"), -1)
    if first < 0 or first > body_start(pieces) or place + 3 >= len(pieces) or pieces[place + 1].tag != ",":
        return None
    who = place + 2 if pieces[place + 2].tag in "SON" else place + 3
    if pieces[who].tag not in "SON" or not is_free(pieces[who + 1 : who + 6]):
        return None
    return agent_at(pieces, who), mode_at(report, line, who, place), first, who


def _apposed(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """`a third instalment of aid to @S, @M, has the green light`: of the one named before it, else the last to act."""
    pieces = line.pieces
    comma = place - 1
    while comma > 2 and pieces[comma].low in {"worth", "valued", "at", "some", "about", "up", "to", "over", "nearly"}:
        comma -= 1
    if (
        place < 3
        or pieces[comma].tag not in {",", "("}
        or place + 1 >= len(pieces)
        or pieces[place + 1].tag not in {",", ")", "."}
    ):
        return None
    start = max(clause_start(pieces, comma), comma - 12)
    noun = next((spot for spot in range(start, comma) if pieces[spot].low in BIG_GIFTS | COVERS), -1)
    if noun < 0 or not is_free(pieces[start:comma]):
        return None
    if (
        noun > 0
        and pieces[noun].low in BIG_GIFTS
        and any(one.low == "the" for one in pieces[max(start, noun - 2) : noun])
    ):
        return None
    owner = next((spot for spot in range(start, noun) if pieces[spot].tag in "SOA" and not hangs(pieces, spot)), -1)
    actor = agent_at(pieces, owner) if owner >= 0 else Actor(value=memory.actor, said=memory.actor, tag="noun")
    if not actor.value or actor.value == memory.receiver:
        return None
    if pieces[noun].low in COVERS and owner < 0:
        return None
    return actor, mode_at(report, line, min(place + 2, len(pieces) - 1), place), min(start, place), place


def _labelled(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """`@S: a cheque for @M`, `Then came @N, a maker of cables: a donation of @M`."""
    pieces = line.pieces
    low = max(body_start(pieces), place - 16)
    colon = next(
        (spot for spot in range(place - 1, low, -1) if pieces[spot].tag in {":", "–", "—"} or _is_item(pieces, spot)),
        -1,
    )
    colon = -1 if any(one.tag == ";" for one in pieces[colon:place]) else colon
    if (
        0 < colon == place - 1
        and pieces[colon].tag == ":"
        and pieces[colon - 1].tag in "SON"
        and {one.low for one in pieces[low : colon - 1]} <= _THEN
    ):
        return agent_at(pieces, colon - 1), mode_at(report, line, place, place), colon - 1, place
    low = max(low, *(spot + 1 for spot in range(low, max(low, colon)) if pieces[spot].tag in ";:"), 0)
    if (
        colon < 0
        or not any(piece.low in GIFT_NOUNS | {"worth", "valued"} for piece in pieces[colon + 1 : place])
        or not is_free([one for one in pieces[colon:place] if one.low not in {"valued", "value"}])
    ):
        return None
    actor = actor_in(pieces, low, colon - 1, Memory())
    if actor.tag not in {"S", "O", "N", "A"}:
        actor = Actor(value=memory.own, said=memory.own, place=-1, tag="noun")
    if not actor.value or (actor.place >= 0 and hangs(pieces, actor.place)):
        return None
    return actor, mode_at(report, line, place, place), min(place, actor.place if actor.place >= 0 else place), place


_SAME = re.compile(
    r"\b(?:(?:it|they|this|that) (?=is|was|will|comes|came|amounts|amounted|totals|stands|runs|reaches|adds)|(?:the|its|this|their) (?:new |whole |latest )?(?:money|sum|grant|loan|gift|package|help|aid|transfer|tranche|support|donation|contribution|cheque|payment)(?: (?:from|of) (?:the )?(?P<who>@[SOA])| 's)? ?)(?:,|(?:is|was|will be|comes to|came to|amounts to|amounted to|totals|stands at|runs to|reaches|adds up to)(?: worth| valued at)?) (?:\w+ ){0,2}$"
)


_THEN = one_of("then and next finally also , the last first")


def _is_item(pieces: Sequence[Piece], comma: int) -> bool:
    """Whether a comma parts a giver from its gift in a list: `; @S, arms valued at @M`."""
    return pieces[comma].tag == "," and comma > 1 and pieces[comma - 1].tag in "SO" and pieces[comma - 2].tag in ";:"


def same_gift(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """`The money, @M, will flow`, `It amounts to @M`: of the gift that the line before told without its size."""
    found = _SAME.search(line.tagged[: line.starts[place]])
    if found is None or not (memory.pledger or found["who"]):
        return None
    first = line.at(found.start())
    if first and line.pieces[first - 1].low == "of":
        return None
    reading = mode_at(report, line, place, place)
    if reading.mode == "total":
        reading = Reading(mode="asserted", why=(found[0].strip(),))
    actor = (
        agent_at(line.pieces, line.at(found.start("who")))
        if found["who"]
        else Actor(value=memory.pledger, said=memory.pledger)
    )
    return actor, reading, first, place


def _object(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """A giver, a verb that is none of spending or losing, the sum."""
    pieces = line.pieces
    start = max(clause_start(pieces, place), body_start(pieces))
    link = place - 1
    while (
        link > start
        and (pieces[link].low in BEFORE_SUMS or pieces[link].tag == "A")
        and pieces[link].low not in {"of", "to"}
    ):
        link -= 1 if pieces[link].low not in {"least", "most"} else 2
    link = over_names(pieces, start, link)
    if link < start or not _binds(pieces, start, link) or (place and pieces[place - 1].low == "the"):
        return None
    first = subject_start(pieces, start, link)
    actor = actor_in(pieces, first, link, memory)
    if actor.tag in {"words", ""}:
        actor = plain_body(pieces, first, link)
    if not actor.value or actor.value == memory.receiver:
        return None
    if hangs(pieces, actor.place) and not is_of_town(pieces, actor.place):
        return None
    region = pieces[first : link - 2 if pieces[link].low == "of" and pieces[link - 1].low == "value" else place]
    if (
        actor.place >= link
        or not is_free(own_of(region, 0, len(region)))
        or sum(piece.tag in "SON" for piece in own_of(region, 0, len(region))) > 3
    ):
        return None
    reading = mode_at(report, line, link, place)
    if not _is_about_giving(pieces, start, place, actor):
        if not memory.giver:
            return None
        reading = Reading(mode="conditional", why=(*reading.why, UNSURE)) if reading.mode == "asserted" else reading
    return whole(pieces, actor), reading, max(start, actor.place), place


def _binds(pieces: Sequence[Piece], start: int, link: int) -> bool:
    """Whether the word before the sum makes it an object: a verb, `with`, or `of` behind a noun of aid."""
    low = pieces[link].low
    if low == "on":
        return pieces[link - 1].low in {"decided", "settled", "agreed", "decide", "agree"}
    if low == "to":
        return pieces[link - 1].low in _SAYS_YES
    return _binds_of(pieces, start, link) if low in {"by", "with", "worth", "of", "for"} else _binds_word(pieces[link])


def _binds_word(piece: Piece) -> bool:
    return piece.tag == "w" and piece.low.isalpha() and piece.low not in _NO_LINKS


def _binds_of(pieces: Sequence[Piece], start: int, link: int) -> bool:
    """`by`, `with`, `worth`, `of`, `for` before a sum."""
    low = pieces[link].low
    if low == "by":
        return any(piece.low in GROWS | GIFT_NOUNS | _LIFTS for piece in pieces[start:link])
    if low == "worth" and pieces[link - 1].low in _WARES:
        return False
    if low in {"with", "worth"} or (low == "of" and pieces[link - 1].low in {"value", "tune", "amount", "total"}):
        return link > start
    if (
        low == "of"
        and pieces[link + 1].low in {"an", "a", "another"}
        and pieces[link + 2].low in {"additional", "further", "extra", "new"}
    ):
        return True
    if low == "of" and pieces[link - 1].low in {"bill", "cost", "costs", "tab"}:
        return any(piece.low in COVERS for piece in pieces[start:link])
    near = pieces[max(start, link - 3) : link]
    return low in {"of", "for"} and any(piece.low in GIFT_NOUNS for piece in near)


_SAYS_YES = one_of("agreed agrees agree committed commits itself name yes consented")
_LIFTS = one_of(
    "boost boosts boosted boosting increase increases increased increasing lift lifts lifted replenish replenishes replenished top tops topped widen widens enlarge enlarges enlarged"
)
_NO_LINKS = one_of(
    "in at on from to than into since until between that about because when if the this and or not after before against under"
)


def _is_about_giving(pieces: Sequence[Piece], start: int, place: int, actor: Actor) -> bool:
    """A word of giving near, an addition to what was given, or an aim or a receiver behind the sum."""
    if any(piece.low in GIVING - _VAGUE for piece in pieces[start : place + 10]):
        return True
    if any(piece.low in _MORE for piece in pieces[max(start, place - 3) : place]):
        return True
    if any(
        one.low in {"in", "off"} and two.low == "with" for one, two in pairwise(pieces[max(start, place - 6) : place])
    ):
        return True
    if any(piece.low in _PURSES | COVERS for piece in pieces[start:place]):
        return True
    after = pieces[place + 1 : place + 10]
    if any(piece.low in {"beside", "towards", "toward", "behind"} or piece.low == "table" for piece in after[:4]):
        return True
    if after[:1] and after[0].low == "to" and any(piece.low in {"the", "its", "a"} for piece in after[1:2]):
        return True
    stop = next((spot for spot, piece in enumerate(after) if piece.tag in ".;:"), len(after))
    named = any(
        piece.tag in "SN" and piece.side != actor.value
        for piece in (*pieces[max(start, place - 2) : place], *after[:stop])
    )
    return named or purpose_of((), after[:stop]) != "other"


_PURSES = one_of("purse pot envelope kitty")
_WARES = one_of("is are was were gas oil coal goods wheat grain wares licences shares land timber steel")
_VAGUE = one_of(
    "money sum fund funds financing line lines project word news share facility offer programme relief commitment payment haul set sets put puts make makes move moves come comes came"
)
_MORE = one_of("another further additional extra fresh")


def told_gift(line: Line, memory: Memory) -> str:
    """Who is said in this line to give something, so that `the money` of the next line is known to be theirs."""
    for spot, piece in enumerate(line.pieces):
        is_gift = piece.low in WEAK_GIVE and any(one.low in BIG_GIFTS for one in line.pieces[spot : spot + 8])
        if piece.tag == "w" and (is_gift or (piece.low in GIVING - SAY and piece.low not in GIFT_NOUNS)):
            actor = subject_of(line.pieces, spot, memory)
            if actor.value and actor.tag not in {"words", ""}:
                return actor.value
            if actor.tag == "pronoun":
                return memory.actor or memory.state
    return ""
