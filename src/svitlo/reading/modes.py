"""In what mode a clause holds what it says: asserted, hoped, denied, on a condition, past, or a total."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svitlo.reading.clauses import HARD, QUOTES, clause_end, clause_start, own_of
from svitlo.reading.dates import When
from svitlo.reading.facts import Mode
from svitlo.reading.hedges import hedges_in, sums_up
from svitlo.reading.lexicon import ASK, DENY, MAYBE, NEGATIONS, SAY, one_of, phrases
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report

CLAIMS = one_of(
    "claim claims claimed claiming rumour rumours rumor rumors story stories reports report allegation"
    " allegations suggestion suggestions suggested speculation post posts posting article accusation"
    " hearsay tale alleging read heard wrong"
)

FALSE = one_of(
    "false untrue invented nonsense fabricated fake wrong baseless unfounded incorrect lie hoax fiction mistaken"
)

_WOULD = one_of("would 'd")

EARLIER = one_of("previously earlier previous formerly ago")

_UP_FROM = one_of("up down than with compared")

TOTALS = one_of(
    "total totals totalling totaling totalled altogether overall cumulative cumulatively combined aggregate tally"
)

_TOTAL_PHRASES = phrases(
    "in all|so far|to date|of this|of these|of the total|in sum|all told|all together|of which|now stands at|stands at|now come to|"
    "come to @M|comes to @M|rises to|rise to|rose to|brings to|bringing to|brought to|adds up to|"
    "amounts to|amount to|falls to|fell to|now at @M|up to now|since the start|since the beginning|"
    "since the invasion|since the war|since the outbreak|of that|of this sum|of the sum|of it|including|"
    "credits"
)

_CONDITION_PHRASES = phrases(
    "if |unless|provided that|provided the|on condition that|subject to|pending|depending on|"
    "contingent on|should its|should the|should their|should parliament|once parliament|"
    "once the parliament|once approved|awaiting|awaits|as soon as parliament|still needs|still has to|"
    "yet to be approved|not yet approved|needs the approval|requires the approval|in the event|"
    "as long as parliament|when parliament"
)


OLD_DAYS = 100


WEEKS_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The mode of a clause and the words that gave it."""

    mode: Mode
    why: tuple[str, ...] = ()


def mode_at(report: Report, line: Line, verb: int, fact: int) -> Reading:
    """How the sentence holds the fact at piece `fact` that the word at `verb` governs."""
    pieces = line.pieces
    low, high = min(verb, fact), max(verb, fact)
    start = clause_start(pieces, low)
    end = clause_end(pieces, high)
    own = pieces[start:end]
    for reading in _readings(report, line, (start, end), (low, high)):
        if reading is not None:
            return reading
    return Reading(mode="asserted", why=tuple(piece.text for piece in own[max(0, verb - start) : verb - start + 1]))


def _readings(report: Report, line: Line, clause: tuple[int, int], core: tuple[int, int]) -> Iterator[Reading | None]:
    pieces = line.pieces
    start, end = clause
    low, high = core
    outer = _outer(pieces, start)
    yield _denied(pieces, start, end, low)
    yield _denied_outside(line, outer, start, end)
    yield _total(line, start, high, end)
    yield _past(report, pieces, start, end)
    yield _hoped(pieces, start, low, outer)
    yield _conditional(line, start, (low, high), end, outer)
    yield _hedged(line, start, end)
    if any(piece.low == "?" for piece in pieces[-2:]):
        yield Reading(mode="hoped", why=("?",))


def _hedged(line: Line, start: int, end: int) -> Reading | None:
    """By a turn of phrase somewhere in the clause."""
    last = line.starts[end] if end < len(line.starts) else len(line.tagged)
    return next(
        (Reading(mode=mode, why=(word,)) for mode, word in hedges_in(line.tagged[line.starts[start] : last])), None
    )


def _outer(pieces: Sequence[Piece], start: int) -> Sequence[Piece]:
    """The clause that this one hangs on: `it denied` before `that ...`."""
    before = start - 1
    while before >= 0 and pieces[before].tag in QUOTES | {","}:
        before -= 1
    if (
        before < 1
        or pieces[before].tag in HARD - {":"}
        or (pieces[before].tag == ":" and not _first(pieces[:before], SAY))
    ):
        return ()
    if pieces[before].low in one_of("but while and or whereas although though who whose as since because so"):
        return ()
    first = clause_start(pieces, before)
    return pieces[max(0, first) : before + 1]


def _first(pieces: Sequence[Piece], words: frozenset[str]) -> str:
    return next((piece.text for piece in pieces if piece.tag == "w" and piece.low in words), "")


def _denied(pieces: Sequence[Piece], start: int, end: int, low: int) -> Reading | None:
    own = own_of(pieces, start, low + 1)
    word = _first(own, NEGATIONS) or _first(own, DENY - {"rule", "drop", "withdraw"})
    if word and not (word.lower() == "not" and any(piece.low == "only" for piece in own)) and word.lower() != "without":
        return Reading(mode="denied", why=(word,))
    after = pieces[low : min(end, low + 14)]
    for spot, piece in enumerate(after):
        passive = spot > 0 and after[spot - 1].low in {"is", "was", "been", "are", "were", "not", "be", "being"}
        if passive and piece.low in DENY | FALSE | {"not"} and piece.low not in {"offered", "dropped"}:
            return Reading(mode="denied", why=(piece.text,))
    return None


_UNTRUE_THAT = re.compile(
    r"\b(?:not true|untrue|false|wrong|a lie|nonsense|no truth)\b[^.;?!]{0,60} (?:that|when) (?:[^.;?!]{0,20} )?$"
)

_TAKEN_BACK = re.compile(
    r"\b(?:withdrew|cancelled|canceled|scrapped|retracted|revoked|took back|broke|withdrawn|reversed) (?:the|its|his|her|their|that) (?:\w+ )?"
    r"(?:promise|offer|pledge|gift|loan|grant|word|decision)|\btook (?:its|his|her|their) (?:word|promise|offer|pledge) back"
)


def _denied_outside(line: Line, outer: Sequence[Piece], start: int, end: int) -> Reading | None:
    """Denied by what the clause hangs on, or called false at the end of the sentence."""
    back = _TAKEN_BACK.search(line.tagged)
    if back is not None:
        return Reading(mode="denied", why=(back[0],))
    untrue = _UNTRUE_THAT.search(line.tagged[: line.starts[start] if start < len(line.starts) else 0])
    if untrue is not None:
        return Reading(mode="denied", why=(untrue[0],))
    word = _first(outer, DENY) or (_first(outer, NEGATIONS) if _first(outer, SAY | frozenset({"true", "case"})) else "")
    if word:
        return Reading(mode="denied", why=(word,))
    claim = _first(line.pieces[max(0, start - 12) : start], CLAIMS)
    false = _first(line.pieces, FALSE) or _first(line.pieces[max(0, start - 14) : start], DENY)
    if false and (claim or _first(line.pieces[end:], FALSE)):
        return Reading(mode="denied", why=(false,))
    if (
        claim
        and start > 0
        and any(piece.low in {"that", "claiming"} for piece in line.pieces[max(0, start - 3) : start])
    ):
        return Reading(mode="conditional", why=(claim,))
    return None


def _total(line: Line, start: int, high: int, end: int) -> Reading | None:
    pieces = line.pieces
    if pieces[high].tag not in "MQ" and not any(
        piece.tag == "M" or piece.low.endswith("illion") for piece in pieces[start : high + 1]
    ):
        return None
    if high > 1 and pieces[high - 1].low == "of" and pieces[high - 2].low in {"sum", "total"}:
        return None
    word = _first(pieces[start : high + 1], TOTALS) or _first(pieces[high : min(end, high + 6)], TOTALS)
    if word and not _is_sized(pieces, high):
        return Reading(mode="total", why=(word,))
    lead = start
    while lead > max(0, start - 4) and pieces[lead - 1].tag not in HARD:
        lead -= 1
    first = line.starts[lead]
    last = line.starts[min(high + 1, len(pieces) - 1)]
    tail = line.starts[min(high + 5, end - 1, len(pieces) - 1)] if end > 0 else last
    phrase = _total_phrase(f" {line.tagged[first:last]} ", line.tagged[last:tail])
    phrase = phrase or sums_up(line.tagged[first : line.starts[end] if end < len(line.starts) else len(line.tagged)])
    if phrase:
        return Reading(mode="total", why=(phrase,))
    if _BRINGS.search(line.tagged[first : line.starts[high] + 3]):
        return Reading(mode="total", why=("brings to",))
    return _since(pieces, start, end)


def _total_phrase(text: str, tail: str) -> str:
    """The words before a sum, or right behind it, that make it a total; `on top of that` and `will come to` do not."""
    text = _PARCEL.sub(" ", text.replace(" top of that ", " "))
    ahead = " will " in text
    return next(
        (
            phrase
            for phrase in _TOTAL_PHRASES
            if (f" {phrase} " in text and not (ahead and phrase.startswith(("amount", "come"))))
            or (phrase in _AFTER and phrase in tail)
        ),
        "",
    )


# What a parcel holds is part of one gift, not a total.
_PARCEL = re.compile(r"\b(?:package|parcel|tranche|measure|bundle|gift|grant) (?:\w+ ){0,2}including ")


def _is_sized(pieces: Sequence[Piece], fact: int) -> bool:
    """`to provide grants totalling @M`: the size of one gift, not a sum over several."""
    return fact > 1 and pieces[fact - 1].low in {"totalling", "totaling"} and pieces[fact - 2].low in _SIZED


_SIZED = one_of("grants loans arms equipment aid assistance support goods credits weapons help")
_BRINGS = re.compile(
    r"\b(?:bring|brings|bringing|brought|take|takes|taking|took) [^;.]{1,90} (?:to|past|above|beyond) (?:\w+ ){0,2}@[MQ]"
)

_AFTER = frozenset(
    (
        "in all",
        "so far",
        "to date",
        "all told",
        "since the start",
        "since the beginning",
        "since the invasion",
        "since the war",
    )
)


def _since(pieces: Sequence[Piece], start: int, end: int) -> Reading | None:
    """`Since February they have given ...`: a perfect with `since` adds up."""
    words = [piece.low for piece in pieces[max(0, start - 4) : end]]
    spot = words.index("since") if "since" in words else len(words)
    is_last = bool({"last", "latest", "previous"} & set(words[spot : spot + 3]))
    if spot < len(words) and not is_last and {"have", "has", "had"} & set(words):
        return Reading(mode="total", why=("since",))
    return None


def _past(report: Report, pieces: Sequence[Piece], start: int, end: int) -> Reading | None:
    """Told as background: dated long before the report, or called earlier."""
    kept = {id(piece) for piece in own_of(pieces, start, end)}
    for spot in range(max(0, start - 3), _before_comparison(pieces, start, end)):
        when = pieces[spot].when
        if when is None or (spot >= start and id(pieces[spot]) not in kept):
            continue
        if spot < start and not all(piece.tag in "D,w" for piece in pieces[spot:start]):
            continue
        if _is_old(report, pieces, spot, when):
            return Reading(mode="past", why=(pieces[spot].text,))
    had = any(piece.low == "had" for piece in own_of(pieces, start, end))
    if had and any(_days(report, piece) > WEEKS_DAYS for piece in own_of(pieces, start, end)):
        return Reading(mode="past", why=("had",))
    word = _first(own_of(pieces, start, end), EARLIER)
    if word and not any(piece.low in {"day", "days", "hours", "week"} for piece in pieces[start:end]):
        return Reading(mode="past", why=(word,))
    return None


def _days(report: Report, piece: Piece) -> int:
    days = piece.when.days_before(report.published) if piece.when is not None else None
    return -1 if days is None else days


def _before_comparison(pieces: Sequence[Piece], start: int, end: int) -> int:
    """`up from @M in 2022`, `compared with last year`: the date belongs to what is compared with."""
    for spot in range(start + 1, end):
        if pieces[spot].low in {"compared", "against"} or (
            pieces[spot].low == "from" and pieces[spot - 1].low in _UP_FROM
        ):
            return spot
    return end


def _is_old(report: Report, pieces: Sequence[Piece], spot: int, when: When) -> bool:
    """Whether a date lies well before the report, and is not the end or the aim of something to come."""
    low = pieces[spot].low
    before = pieces[spot - 1].low if spot else ""
    if before in {"until", "by", "for", "since", "through"}:
        return False
    if when.form == "span":
        return low.startswith(("last year", "last winter", "last summer", "last spring", "last autumn", "previous"))
    if when.form == "bare" and any(piece.low in _AHEAD for piece in pieces[max(0, spot - 12) : spot + 5]):
        return False
    days = when.days_before(report.published)
    if when.form == "year" and report.published is not None:
        return int(when.iso) < report.published.year
    if when.form == "ago":
        return "year" in low or "decade" in low or (days is not None and days > OLD_DAYS)
    return when.form == "season" if days is None else days > OLD_DAYS


_AHEAD = one_of("will would could may might hopes hope to plans shall can is are")


def _hoped(pieces: Sequence[Piece], start: int, low: int, outer: Sequence[Piece]) -> Reading | None:
    kept = own_of(pieces, start, low + 1)
    idle = _CALLS | (_ASKED if any(one.low in _GRANTED for one in kept) else frozenset())
    kept = [one for one in kept if one.low not in idle]
    word = _calls(pieces, start, low) or _first(kept, ASK) or _first(outer, ASK - {"let", "call", "calls", "called"})
    if not word and pieces[low].low in ASK:
        word = pieces[low].text
    own = [piece.low for piece in kept]
    if not word and "would" in own and {"like", "see", "rather"} & set(own):
        word = "would like"
    return Reading(mode="hoped", why=(word,)) if word else None


_GRANTED, _ASKED = one_of("approved granted passed"), one_of("request requests proposal plea bid motion")
_CALLS = one_of("call calls called calling")


def _calls(pieces: Sequence[Piece], start: int, low: int) -> str:
    """`called on Norway to give`, not `a telephone call`, not `the summit called by`."""
    return next(
        (
            one.text
            for one, after in zip(pieces[start : low + 1], pieces[start + 1 : low + 2], strict=False)
            if one.low in _CALLS and after.low in {"for", "on", "upon"}
        ),
        "",
    )


def _conditional(line: Line, start: int, core: tuple[int, int], end: int, outer: Sequence[Piece]) -> Reading | None:
    pieces = line.pieces
    low, high = core
    own = own_of(pieces, start, high + 1)
    word = _first(own, MAYBE)
    if word.lower() in _WOULD and _is_reported(pieces, outer, low):
        word = _first(own, MAYBE - _WOULD)
    word = word or _first(outer, MAYBE - _WOULD)
    opener = pieces[start - 1].low if start > 0 else ""
    if opener in {"if", "unless", "whether"}:
        word = opener
    word = word or _claimed_behind(pieces, low) or _hearsay(line, start, outer)
    if word:
        return Reading(mode="conditional", why=(word,))
    stop = line.starts[end] if end < len(line.starts) else len(line.tagged)
    tail = line.tagged[line.starts[max(0, low)] : stop]
    for phrase in _CONDITION_PHRASES:
        if (
            f" {phrase}" in f" {tail}"
            and f"as {phrase}" not in tail
            and f"even {phrase}" not in tail
            and f"for as {phrase}" not in tail
            and f"for {phrase}" not in tail
        ):
            return Reading(mode="conditional", why=(phrase.strip(),))
    head = " ".join(piece.low for piece in pieces[:2])
    if head.startswith(("if ", "unless ", "should ")):
        return Reading(mode="conditional", why=(pieces[0].text,))
    return None


_IS_IT_TRUE = re.compile(r"\b(?:whether|if) (?:it|this) (?:is|was|were) true that (?:[^.;?!]{0,12} )?$")


def _hearsay(line: Line, start: int, outer: Sequence[Piece]) -> str:
    """`whether it was true that ...`, `people say that ...`."""
    found = _IS_IT_TRUE.search(line.tagged[: line.starts[start] if start < len(line.starts) else 0])
    if found is not None:
        return found[0]
    told = {"hear", "hears", "spread"} | ({"people", "some", "many"} if _first(outer, SAY) else set())
    return _first(outer, frozenset(told))


def _claimed_behind(pieces: Sequence[Piece], low: int) -> str:
    """`...", a deputy claimed`: a word for telling that leaves the truth open."""
    return next(
        (piece.text for piece in pieces[low + 1 : low + 20] if piece.low in {"claimed", "alleged", "claims"}), ""
    )


def _is_reported(pieces: Sequence[Piece], outer: Sequence[Piece], low: int) -> bool:
    """`said it would give`: a future seen from the past, so a speaker's word."""
    if _first(outer, SAY) or _first(pieces[max(0, low - 10) : low], SAY):
        return True
    tail = pieces[low:]
    return any(
        piece.low in SAY
        and tail[spot - 1].tag in "PTSONwDA"
        and any(other.low == "," for other in tail[max(0, spot - 8) : spot])
        for spot, piece in enumerate(tail)
        if spot
    )
