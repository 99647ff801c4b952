"""Who gives a sum: by a verb of giving, by a noun of aid, or by words that say as much."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Mapping, Sequence

from svitlo.reading.actors import subject_of
from svitlo.reading.asking import asked
from svitlo.reading.clauses import HARD, clause_start
from svitlo.reading.facts import Mode
from svitlo.reading.frames import framed, same_gift
from svitlo.reading.gifts import agent_at
from svitlo.reading.governing import AID_NOUNS, Governor, is_cost, money_governor, particle_between
from svitlo.reading.hedges import heard_in
from svitlo.reading.lexicon import ARRIVE, MONTH_WORDS, PREPOSITIONS, RECEIVE, STATE_ACTORS, one_of
from svitlo.reading.memory import Actor, Memory, first_actor
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.owned import owned, told_before
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report

Found = tuple[Actor, Reading, int, int]


def governed(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """Who gives the sum at `place`; what is only heard of is left open."""
    found = _governed(report, line, place, memory)
    heard = heard_in(line.tagged[: line.starts[place]])
    if found is None or found[1].mode != "asserted" or not heard:
        return found
    return found[0], Reading(mode="conditional", why=(heard,)), found[2], found[3]


def _governed(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """Who gives the sum at `place`, in what mode, and the pieces that say so."""
    pieces = line.pieces
    same = same_gift(report, line, place, memory)
    if same is not None:
        return same
    part = _of_which(line, place) or owned(report, line, place)
    if part is not None:
        return part
    governor = money_governor(pieces, place)
    if governor is None or not (_is_move(pieces, governor) or particle_between(pieces, governor.verb, place)):
        return (
            _from_someone(report, line, place)
            or _named_gift(report, line, place)
            or _comes_to(line, place)
            or _is_worth(report, line, place, memory)
            or _after_colon(report, line, place, memory)
            or _total_only(report, line, place, memory)
            or framed(report, line, place, memory)
            or told_before(report, line, place, memory)
        )
    reading = mode_at(report, line, governor.verb, place)
    if reading.mode == "asserted" and governor.form in _FORMS:
        reading = Reading(mode=_FORMS[governor.form], why=(pieces[governor.verb].text,))
    before = [piece.low for piece in pieces[max(0, place - 6) : place]]
    if pieces[governor.verb].low in RECEIVE and not any(
        piece.low == "from"
        for piece in (*pieces[place : place + 6], *pieces[max(0, governor.verb - 9) : governor.verb])
    ):
        return None
    if reading.mode == "asserted" and before[-1:] == ["from"] and {"to", "up", "down"} & set(before):
        reading = Reading(mode="past", why=("from",))
    actor = _donor(pieces, place, governor, memory)
    if not actor.value and reading.mode == "asserted":
        other = framed(report, line, place, memory)
        if other is not None and actor.said.lower() not in OWN:
            return other
    start = min(governor.verb, place, actor.place if 0 <= actor.place < place else place)
    end = max(place, governor.verb if governor.is_after else place)
    return actor, reading, start, end


_FORMS: Mapping[str, Mode] = {"ask": "hoped", "maybe": "conditional", "deny": "denied"}


def _from_someone(report: Report, line: Line, place: int) -> Found | None:
    """`12 million dollars from the United States`, `thanked Germany for @M`: a sum whose giver is named, with no verb of giving."""
    pieces = line.pieces
    before = [piece.low for piece in pieces[max(0, place - 8) : place]]
    thanks = next(
        (
            spot
            for spot in range(place - 1, max(-1, place - 10), -1)
            if pieces[spot].low in {"thanked", "thanks", "thank"}
        ),
        -1,
    )
    if thanks >= 0 and "for" in before:
        giver = next((spot for spot in range(thanks + 1, place) if pieces[spot].tag in "SON"), -1)
        if giver >= 0:
            actor = Actor(value=pieces[giver].side, said=pieces[giver].text, place=giver, tag=pieces[giver].tag)
            return actor, mode_at(report, line, thanks, place), giver, place
    if (
        place + 2 >= len(pieces)
        or pieces[place + 1].low != "from"
        or is_cost(pieces, place)
        or {"for", "borrowed", "stole", "gas"} & set(before[-5:])
    ):
        return None
    by = _by(pieces, place, place + 2, ("from",))
    if by is None:
        return None
    return by, mode_at(report, line, place, place), place, max(place, by.place)


def _named_gift(report: Report, line: Line, place: int) -> Found | None:
    """`a Danish gift of @M`, `Germany's @M grant`, `an earlier loan of @M from Norway`, whatever its verb."""
    pieces = line.pieces
    noun = next(
        (
            spot
            for spot in (*range(place - 1, max(-1, place - 4), -1), *range(place + 1, place + 4))
            if spot < len(pieces) and pieces[spot].low in _GIFTS
        ),
        -1,
    )
    if noun < 0 or is_cost(pieces, place):
        return None
    owner = (
        _owner(pieces, place, Governor(verb=noun, noun=min(noun, place)))
        or _by(pieces, place, min(len(pieces), place + 5), ("from", "by"))
        or _by(pieces, noun, min(len(pieces), noun + 2), ("of",))
    )
    if owner is None:
        return None
    start = min(noun, place, owner.place if owner.place >= 0 else place)
    return owner, mode_at(report, line, place, place), start, max(noun, place)


_GIFTS = one_of(
    "advance addition cheque injection gift grant loan pledge donation contribution package tranche credit guarantee facility"
)


_SHARE_IS = re.compile(
    r"(?P<who>@[SON] 's|@A) (?:\w+ ){0,3}(?:contribution|share|part|gift|pledge|grant|donation|sum) (?:(?:to|in) [^;.:,]{1,40} )?(?:, [^;.:,]{1,40} , )?(?:is|was|comes to|came to) (?:\w+ ){0,2}(?:: )?$"
)


def _comes_to(line: Line, place: int) -> Found | None:
    """`Oslo's contribution comes to @M`."""
    found = _SHARE_IS.search(line.tagged[: line.starts[place]])
    if found is None:
        return None
    who = line.at(found.start("who"))
    piece = line.pieces[who]
    return (
        Actor(value=piece.side, said=piece.text, place=who, tag=piece.tag),
        Reading(mode="asserted", why=(found[0].strip(),)),
        who,
        place,
    )


_PACKAGE = re.compile(r"\b(?:package|gift|aid|donation) (?:is|was) (?:worth|valued at|put at) (?:\w+ ){0,2}$")


def _is_worth(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """`The package is worth @M`: of the one who gave it."""
    found = _PACKAGE.search(line.tagged[: line.starts[place]])
    giver = memory.giver or memory.actor
    if found is None or not giver:
        return None
    return (
        Actor(value=giver, said=giver),
        mode_at(report, line, line.at(found.start()), place),
        line.at(found.start()),
        place,
    )


def _after_colon(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """What a sentence announces before a colon: `put its package on the table: @M in aid`."""
    pieces = line.pieces
    spot = place - 1
    while spot > 0 and pieces[spot].low in {"about", "some", "up", "to", "around"}:
        spot -= 1
    has_aid = any(
        piece.low in AID_NOUNS | {"share", "invoice", "sums", "figure"} for piece in pieces[max(0, spot - 14) : spot]
    )
    has_aid = has_aid or _CARRIED.search(line.tagged[: line.starts[spot]]) is not None
    if spot < 2 or pieces[spot].tag not in {":", "–", "—", ","} or not has_aid:
        return None
    if pieces[spot].tag == "," and not any(
        piece.low in {"share", "gift", "contribution", "grant", "pledge", "invoice"}
        for piece in pieces[max(0, spot - 4) : spot]
    ):
        return None
    actor = first_actor(pieces[:spot])
    if not actor.value and pieces[spot].tag == ":" and _CARRIED.search(line.tagged[: line.starts[spot]]):
        actor = Actor(value=memory.state, said=memory.state, tag="noun")
    if not actor.value:
        owner = next((piece for piece in pieces[max(0, spot - 5) : spot] if piece.tag in "SA"), None)
        actor = Actor(value=owner.value, said=owner.text) if owner is not None else actor
    if not actor.value:
        return None
    return actor, mode_at(report, line, spot - 1, place), place, place


_CARRIED = re.compile(r"\b(?:carried|approved|adopted|passed|agreed|granted)(?: , [^:;.]{1,30})? $")


def _of_which(line: Line, place: int) -> Found | None:
    """A share of a sum already told: `of which @M is for water`."""
    pieces = line.pieces
    before = [piece.low for piece in pieces[max(0, place - 3) : place]]
    is_share = [piece.low for piece in pieces[place + 1 : place + 3]] in (["of", "it"], ["of", "that"], ["of", "them"])
    is_slice = _SLICE.search(line.tagged[: line.starts[place]]) is not None
    is_part = is_slice or (before[-2:] == ["of", "the"] and (place < 3 or pieces[place - 3].tag in HARD))
    if before[-2:] != ["of", "which"] and before[:2] != ["of", "which"] and not is_part and not is_share:
        return None
    first = next(
        (
            spot
            for spot in range(place)
            if pieces[spot].tag in "SO" and (spot == 0 or pieces[spot - 1].low not in PREPOSITIONS)
        ),
        -1,
    )
    actor = Actor(value=pieces[first].value, place=-1, said=pieces[first].text, tag="S") if first >= 0 else Actor()
    return actor, Reading(mode="total", why=("of which",)), place, place


_SLICE = re.compile(
    r"\b(?:part|portion|slice|half|third|quarter|bulk|most|some) of (?:the|that|this|it|its|their)(?: (?:money|sum|grant|loan|gift|package|aid|total|amount))? ?, (?:\w+ ){0,2}$"
)


def _total_only(report: Report, line: Line, place: int, memory: Memory) -> Found | None:
    """A sum over all that was given, with no verb of giving: `the total stands at @M`."""
    reading = mode_at(report, line, max(0, place - 1), place)
    if reading.mode != "total":
        return None
    pieces = line.pieces
    start = clause_start(pieces, place)
    words = {piece.low for piece in pieces[max(0, start - 6) : place + 8]}
    if not words & one_of(
        "aid help support assistance pledges commitments contributions donors gifts given rows grants"
        " fund pledged provided donations allies commitment"
    ):
        return None
    owner = next(
        (
            piece
            for spot, piece in enumerate(pieces[start:place], start)
            if piece.tag in "SN" and spot + 1 < len(pieces) and pieces[spot + 1].low == "'s"
        ),
        None,
    )
    value = owner.value if owner is not None else memory.state if words & {"country", "its", "our"} else ""
    return Actor(value=value, said=value), reading, max(start, place - 3), place


def _is_move(pieces: Sequence[Piece], governor: Governor) -> bool:
    """`will come from`, `goes to`: verbs that need no particle behind the sum."""
    return governor.is_after and pieces[governor.verb].low in ARRIVE


def _donor(pieces: Sequence[Piece], place: int, governor: Governor, memory: Memory) -> Actor:
    verb = governor.verb
    if governor.form == "ask":
        return asked(pieces, verb, place, memory)
    if pieces[verb].low in RECEIVE:
        before = max(0, verb - 9)
        return (
            _by(pieces, place, min(len(pieces), place + 9), ("from",))
            or _by(pieces, before, verb, ("from",))
            or Actor()
        )
    if governor.is_after:
        by = _by(pieces, verb, min(len(pieces), verb + 10)) or _by(pieces, place, verb, ("from", "by"))
        if by is None and place > 1 and pieces[place - 1].tag == ":" and first_actor(pieces[: place - 1]).value:
            return first_actor(pieces[: place - 1])
        last = (
            memory.giver or _teller(memory) or memory.actor
            if pieces[verb].low in ARRIVE
            else _teller(memory) or memory.actor
        )
        last = "" if last == memory.receiver else last
        return by or _owner(pieces, place, governor) or Actor(value=last)
    agent = _by(pieces, verb + 1, min(verb + 4, place), ("by",)) or _by_office(pieces, place, memory)
    if agent is not None:
        return agent
    found = subject_of(pieces, verb, memory)
    near = _by(pieces, place, min(len(pieces), place + 3), ("from", "by"))
    is_passive = any(
        piece.low in {"is", "are", "was", "were", "been", "being"} for piece in pieces[max(0, verb - 3) : verb]
    )
    if near is not None and found.tag in {"words", ""} and found.said.lower() not in OWN:
        return near
    if is_passive and found.tag == "words":
        found = Actor()
    if (
        not found.value
        and verb > 1
        and pieces[verb - 1].low in _MINISTRIES
        and pieces[verb - 2].low in {"her", "his", "its", "their"}
    ):
        found = Actor(
            value=memory.person_home or memory.state or memory.own,
            said=pieces[verb - 1].text,
            place=verb - 1,
            tag="noun",
        )
    if found.value or found.said.lower() in OWN:
        return found
    by = _by(pieces, place, min(len(pieces), place + 12), ("from", "by"))
    return _owner(pieces, place, governor) or by or (Actor(value=memory.giver or memory.actor) if is_passive else found)


_MINISTRIES = one_of("ministry government cabinet parliament country department office")


def _by_office(pieces: Sequence[Piece], place: int, memory: Memory) -> Actor | None:
    """`@M, approved by the president`: the state last spoken of."""
    for spot in range(place + 1, min(len(pieces) - 2, place + 12)):
        if (
            pieces[spot].low == "by"
            and pieces[spot + 1].low in {"the", "its"}
            and pieces[spot + 2].low in STATE_ACTORS
            and memory.state
        ):
            return Actor(value=memory.state, said=pieces[spot + 2].text, place=-1, tag="noun")
        if pieces[spot].tag in ".;":
            break
    return None


def _teller(memory: Memory) -> str:
    """Who tells of it, if that is not the one who receives."""
    return memory.speaker_home if memory.speaker_home != memory.receiver else ""


def _by(pieces: Sequence[Piece], start: int, end: int, words: tuple[str, ...] = ("by", "from")) -> Actor | None:
    """The name behind `by` or `from`."""
    for spot in range(start, end):
        if pieces[spot].low in words and pieces[spot].low not in MONTH_WORDS:
            for after in range(spot + 1, min(len(pieces), spot + 5)):
                piece = pieces[after]
                if piece.tag in "SONA":
                    return agent_at(pieces, after)
                if piece.tag not in "w":
                    break
    return None


def _owner(pieces: Sequence[Piece], place: int, governor: Governor) -> Actor | None:
    """Whose gift it is: `Irish gift`, `Germany's @M pledge`, `a grant from Norway`."""
    low = min(place, governor.noun if governor.noun >= 0 else place)
    for spot in range(low - 1, max(-1, low - 6), -1):
        piece = pieces[spot]
        if piece.tag in "SON" and spot + 1 < len(pieces) and pieces[spot + 1].low == "'s":
            return Actor(value=piece.side, said=piece.text, place=spot, tag=piece.tag)
        if piece.tag == "A" and not (spot and pieces[spot - 1].low in {"for", "to", "of"}):
            return Actor(value=piece.value, said=piece.text, place=spot, tag="A")
        if piece.tag in ";." or (piece.tag == "," and pieces[spot - 1].low not in _SHARES):
            break
    return None


_SHARES = one_of("share gift contribution grant loan pledge donation")


OWN = one_of("we i our house country government parliament minister state")
