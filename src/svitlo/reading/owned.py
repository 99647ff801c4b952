"""Sums that a possessive gives a giver: `@S's contribution of @M`, `@S's @M has been credited`."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re

from svitlo.reading.clauses import clause_end
from svitlo.reading.gifts import agent_at, is_free
from svitlo.reading.governing import is_cost
from svitlo.reading.lexicon import ARRIVE, GIVE, one_of
from svitlo.reading.memory import Actor, Memory
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line
from svitlo.reading.rates import is_rate
from svitlo.reading.report import Report

_GIFT = r"(?:contribution|addition|gift|donation|cheque|share|part|instalment|tranche|transfer|payment|grant|advance)"
_NEAR = re.compile(
    rf"(?P<who>@[SON]) 's (?:(?!fund|plan)[\w-]+ ){{0,2}}{_GIFT}(?: to [^;.:,]{{1,40}})?(?: of| ,) (?:\w+ ){{0,3}}$"
)
_SMALLER = re.compile(
    r"(?P<who>@[SON]) 's (?:sum|figure|part|share|answer|cheque|gift) (?:is|was) (?:\w+ )?(?:smaller|larger|bigger|lower|higher|modest|similar) ?(?:: |, )(?:\w+ ){0,2}$"
)
_BARE = re.compile(
    r"(?P<who>@[SON]|@A(?= (?:\w+ ){1,3}, whose)) (?:'s|(?:\w+ ){0,3}, whose) (?:own |first |promised )?$"
)
_BY_OF = re.compile(rf"\b{_GIFT} (?:by|from) (?:the )?(?P<who>@[SON]) (?:of|worth|for) (?:\w+ ){{0,2}}$")
_DONE = (
    (GIVE - {"come", "comes", "came"}) | ARRIVE | one_of("credited landed wired booked transferred deposited bank paid")
)


def owned(report: Report, line: Line, place: int) -> tuple[Actor, Reading, int, int] | None:
    """The giver whose sum it is called; None if the words around tell of no gift."""
    before = line.tagged[: line.starts[place]]
    found = _NEAR.search(before[-160:]) or _SMALLER.search(before[-160:]) or _BY_OF.search(before[-160:])
    offset = max(0, len(before) - 160)
    if found is None:
        found = _BARE.search(before[-160:])
        if found is None or not _is_done(line, place):
            return None
    pieces = line.pieces
    who = line.at(offset + found.start("who"))
    if is_rate(pieces, place) or is_cost(pieces, place):
        return None
    reading = mode_at(report, line, place, place)
    if found.re is _SMALLER and reading.mode == "total":
        reading = Reading(mode="asserted", why=(found[0].strip(),))
    return agent_at(pieces, who), reading, who, place


_SIZED = re.compile(
    r"\b(?:a|another|second|third|further|new) (?:\w+ )?(?:grant|transfer|award|gift|donation|cheque|payment|sum)(?: of| ,) (?:\w+ ){0,2}$"
)


def told_before(report: Report, line: Line, place: int, memory: Memory) -> tuple[Actor, Reading, int, int] | None:
    """`A second award, @M, was made to the clinic`: a gift with no giver beside it is of the one who gave last."""
    giver = memory.giver or memory.pledger
    first = line.pieces[place + 1] if place + 1 < len(line.pieces) else None
    if first is None or not (first.low in {"to", "for"} or _is_done(line, place)) or giver in {"", memory.receiver}:
        return None
    if _SIZED.search(line.tagged[: line.starts[place]]) is None or is_rate(line.pieces, place):
        return None
    if is_cost(line.pieces, place) or not is_free(line.pieces[max(0, place - 9) : place]):
        return None
    return Actor(value=giver, said=giver), mode_at(report, line, place, place), place, place


def _is_done(line: Line, place: int) -> bool:
    """Whether the clause goes on with what became of the sum: `has been credited`, `for pumps, wired on Tuesday`."""
    end = clause_end(line.pieces, place)
    behind = line.pieces[place + 1 : min(end, place + 14)]
    first = behind[0] if behind else None
    if first is None or (first.tag == "w" and first.low not in _GOES_ON | ARRIVE):
        return False
    return is_free(behind) and any(piece.low in _DONE for piece in behind)


_GOES_ON = one_of("has have had was were is are for to in towards")
