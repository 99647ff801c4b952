"""Sums that a possessive gives a giver: `@S's contribution of @M`, `@S's @M has been credited`."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re

from svitlo.reading.clauses import clause_end
from svitlo.reading.gifts import agent_at, is_free
from svitlo.reading.governing import is_cost, is_rate
from svitlo.reading.lexicon import ARRIVE, GIVE, one_of
from svitlo.reading.memory import Actor
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line
from svitlo.reading.report import Report

_GIFT = r"(?:contribution|addition|gift|donation|cheque|share|part|instalment|tranche|transfer|payment|grant|advance)"
_NEAR = re.compile(rf"(?P<who>@[SON]) 's (?:(?!fund|plan)[\w-]+ ){{0,2}}{_GIFT}(?: to [^;.:,]{{1,30}})? of (?:\w+ ){{0,3}}$")
_SMALLER = re.compile(r"(?P<who>@[SON]) 's (?:sum|figure|part|share|answer|cheque|gift) (?:is|was) (?:\w+ )?(?:smaller|larger|bigger|lower|higher|modest|similar) ?(?:: |, )(?:\w+ ){0,2}$")
_BARE = re.compile(r"(?P<who>@[SON]) 's (?:own |first |promised )?$")
_DONE = (GIVE - {"come", "comes", "came"}) | ARRIVE | one_of("credited landed wired booked transferred deposited bank paid")


def owned(report: Report, line: Line, place: int) -> tuple[Actor, Reading, int, int] | None:
    """The giver whose sum it is called; None if the words around tell of no gift."""
    before = line.tagged[: line.starts[place]]
    found = _NEAR.search(before[-160:]) or _SMALLER.search(before[-160:])
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


def _is_done(line: Line, place: int) -> bool:
    """Whether the clause goes on with what became of the sum: `has been credited`, `for pumps, wired on Tuesday`."""
    end = clause_end(line.pieces, place)
    behind = line.pieces[place + 1 : min(end, place + 14)]
    first = behind[0] if behind else None
    if first is None or (first.tag == "w" and first.low not in _GOES_ON):
        return False
    return is_free(behind) and any(piece.low in _DONE for piece in behind)


_GOES_ON = one_of("has have had was were is are for to in towards")
