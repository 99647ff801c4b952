"""Who ratifies whose accession, and who has not yet."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator

from svitlo.reading.actors import subject_of
from svitlo.reading.deeds import is_ahead, mode_of_deed
from svitlo.reading.facts import Value
from svitlo.reading.lexicon import one_of
from svitlo.reading.memory import Actor, Memory, first_actor
from svitlo.reading.modes import Reading
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report

_RATIFIES = r"(?:ratif(?:y|ies|ied|ying|ication))"
# These ratify only where a parliament acts: a government that backs an accession takes a stand.
_PASSES = r"(?:approv(?:es?|ed|ing|al)|backed|endorsed|passed|passes|cleared|clears|waved|waves|nodded|adopted|accepted|consent|consented|assented|assent|approval|signed|blessing|nod|light|go-ahead|way|yes|seal|stamped|rubber-stamped|voted|votes|voting)"
_FILL = r"(?: (?:the|a|both|on|bill|bills|law|laws|protocols?|to|for|of|off|through|treaty|treaties|instruments?|yes|in|favour|favor|its|their|allowing|admitting|@D|unanimously|overwhelmingly|finally|membership|accession))*"
_OF_WHOM = r"(?:(?P<adj>@A)(?: and @A)?|(?P<of>(?:the )?@[SN](?: 's)?(?: (?:and|,)(?: the)? @[SN])*) '?s?|(?P<its>its|their|his|her|whose))"
_WHAT = r"(?:\w+ |@O )?(?P<what>accession|membership|bid|protocols?|application|entry|admission|papers|treaty|treaties)"
_TO = r"(?: (?:of|in|to|into|for) (?:the )?(?P<group>@O))?"
_WHOSE = re.compile(
    rf"\b(?P<verb>{_RATIFIES}|{_PASSES}){_FILL} {_OF_WHOM} {_WHAT}(?: (?:protocols?|bid|treaty|treaties))?{_TO}"
)
_BOTH = re.compile(
    rf"\b(?P<verb>{_RATIFIES}|approved|passed)(?: (?:the|@Q))* (?P<its>both|two) (?P<what>accession|protocol|treaty)(?:s|ies)?"
)
_WHAT_OF = re.compile(
    rf"\b(?P<verb>{_RATIFIES}|{_PASSES})(?: (?:the|a|both|on|@D|bill|law|protocols?|to|for|of|off|through|treaty|treaties|in|favour|favor))* (?P<what>accession|membership|entry|admission|protocols?|treaty|treaties|accession protocols?)(?: protocols?)? "
    rf"(?:of|for|by|on) (?:the )?(?:accession of |membership of )?(?P<of>@[SN](?: (?:and|,)(?: the)? @[SN])*){_TO}"
)
_PASSIVE = re.compile(
    rf"(?:^|(?<= ))(?:(?P<adj>@A)|(?P<of>@[SN](?: and @[SN])*) 's|(?P<its>its|their)) {_WHAT}{_TO}(?: [\w ,]{{0,30}}?)? (?:was|were|has been|have been|is|are|been)(?: (?:not|now|finally|also|yet|already|unanimously|at|last|@D))* (?P<verb>ratified|approved|passed|cleared|endorsed|waved through|adopted|signed)"
)
_PASSIVE_OF = re.compile(
    rf"(?:^|(?<= ))(?:the )?(?P<what>accession|entry|admission|protocols?)(?: protocols?)? of (?P<of>@[SN](?: and @[SN])*){_TO} (?:was|were|has been|have been|is|are|been)(?: (?:not|now|finally|also|yet|already|unanimously|at|last|@D))* (?P<verb>ratified|approved|passed|cleared|endorsed|adopted)"
)
_STALLED = re.compile(
    rf"\b(?P<verb>delays?|delayed|delaying|held up|holds up|holding up|hold up|sits on|sat on|sitting on|stalls?|stalled|stalling|postpones?|postponed|put off|puts off|bars|barred|barring|keeps|kept|shelved|obstructs?|obstructed|refus(?:es|ed) to (?:ratify|approve)|drags? (?:its|their) feet (?:on|over)|dragged (?:its|their) feet (?:on|over)|dragging (?:its|their) feet (?:on|over))(?: the)?(?: (?:ratification|vote|approval) (?:of|on))?(?: the)? {_OF_WHOM} {_WHAT}"
)
_FOLLOWED = re.compile(r"(?P<by>@[SN]) 's (?:parliament |assembly )?(?:followed|did so|did the same|followed suit)")
_AWAITS = re.compile(
    r"(?P<states>@[SN])(?: ,)?(?: which| who)?(?: like (?P<too>@[SN]))? (?:(?:still|only|now|also) )*(?:awaits|awaited|await|is awaiting|needs|lacks|waits for|is waiting for|wants for|depends on|hangs on) (?:the |a )?(?:ratification|approval|consent|assent|vote|signature|yes|nod|word) (?:by|of|from|in) (?P<by>@[SN](?: and @[SN])*)"
)
_HOUSES = one_of(
    "parliament parliaments assembly senate senators lawmakers deputies mps house chamber legislature congress diet bundestag"
    " rada sejm riksdag voted votes vote parliamentarians ratification ratify ratified legislators consent assent"
)
_NOT_YET = re.compile(r" (?:yet to|still to|still not|not yet|has to|have to|must) (?:\w+ )?$")


def find_ratified(
    report: Report, line: Line, memory: Memory
) -> Iterator[tuple[tuple[int, int], Reading, dict[str, Value]]]:
    """The stretch, the mode and the fields of each ratification in one line."""
    last: tuple[str, ...] = ()
    taken: set[int] = set()
    for pattern in (_STALLED, _BOTH, _WHOSE, _WHAT_OF, _PASSIVE, _PASSIVE_OF):
        for found in pattern.finditer(line.tagged):
            verb = line.at(found.start("verb"))
            if verb in taken or not _is_ratifying(line, found, verb):
                continue
            taken.add(verb)
            last = _whose(line, found, memory)
            yield from _one(report, line, memory, found, last)
    yield from _followed(line, memory, last)
    yield from _awaited(line, memory)


def _is_ratifying(line: Line, found: re.Match[str], verb: int) -> bool:
    """A bare `approved` or `backed` needs a parliament; a bid is backed, not ratified."""
    low = line.pieces[verb].low
    is_own = low.startswith("ratif") or found.re in (_STALLED, _PASSIVE, _PASSIVE_OF)
    if found["what"] in {"bid", "application"} and not low.startswith("ratif"):
        return found.re is _WHOSE and low in {"light", "blessing", "nod", "go-ahead", "way"} and _has_house(line, verb)
    if found.re in (_PASSIVE, _PASSIVE_OF) and not low.startswith("ratif"):
        return any(piece.low in _HOUSES for piece in line.pieces[verb : verb + 9])
    if found.re is _STALLED and found["what"] in {"bid", "application", "membership"}:
        return False
    if found["what"] in {"papers", "treaty", "treaties"} and not low.startswith("ratif"):
        return False
    return (
        is_own
        or low in {"consent", "assent", "assented", "consented"}
        or _has_house(line, verb)
        or low.startswith("approv")
    )


def _has_house(line: Line, verb: int) -> bool:
    return any(
        piece.low in _HOUSES or piece.is_seat or any(word in _HOUSES for word in piece.low.split())
        for piece in line.pieces[max(0, verb - 30) : verb + 6]
    )


def _one(
    report: Report, line: Line, memory: Memory, found: re.Match[str], states: tuple[str, ...]
) -> Iterator[tuple[tuple[int, int], Reading, dict[str, Value]]]:
    pieces = line.pieces
    verb = line.at(found.start("verb"))
    subject = _ratifier(line, found, verb, memory)
    group = _group(line, found, memory)
    memory.group = group
    reading = mode_of_deed(report, line, verb, verb)
    before = " ".join(piece.low for piece in pieces[max(0, verb - 5) : verb]) + " "
    if _NOT_YET.search(f" {before}") or found.re is _STALLED:
        reading = Reading(mode="denied", why=(pieces[verb].text,))
    elif reading.mode == "past" and " had " not in f" {before}":
        reading = Reading(mode="asserted", why=(pieces[verb].text,))
    if reading.mode == "asserted" and (is_ahead(pieces, verb) or " would " in f" {before}"):
        reading = Reading(mode="conditional", why=("will",))
    start = min(verb, subject.place) if subject.place >= 0 else verb
    for state in states:
        if state == subject.value:
            continue
        fields: dict[str, Value] = {"state": state, "group": group, "status": "ratified"}
        if subject.value and subject.tag != "P":
            fields["by"] = subject.value
        yield (min(start, line.at(found.start())), line.until(found.end())), reading, fields


def _ratifier(line: Line, found: re.Match[str], verb: int, memory: Memory) -> Actor:
    """Whose parliament it is: the subject, or the one after `by` of a passive."""
    if found.re in (_PASSIVE, _PASSIVE_OF):
        after = line.pieces[verb + 1 : verb + 9]
        by = next((spot for spot, piece in enumerate(after) if piece.low in {"by", "in"}), -1)
        name = next((piece for piece in after[by:] if piece.tag in "SNAO"), None) if by >= 0 else None
        return Actor(value=name.side, said=name.text, tag=name.tag) if name is not None else Actor()
    subject = subject_of(line.pieces, verb, memory)
    if not subject.value or subject.tag == "words":
        subject = first_actor(line.pieces[:verb])
    return subject


def _group(line: Line, found: re.Match[str], memory: Memory) -> str:
    if found.groupdict().get("group"):
        return line.pieces[line.at(found.start("group"))].value
    return memory.group or "NATO"


def _followed(
    line: Line, memory: Memory, states: tuple[str, ...]
) -> Iterator[tuple[tuple[int, int], Reading, dict[str, Value]]]:
    """`and Turkey's followed on March 30`: the same accession, by another."""
    for found in _FOLLOWED.finditer(line.tagged):
        for state in states:
            fields: dict[str, Value] = {"state": state, "group": memory.group or "NATO", "status": "ratified"}
            fields["by"] = line.pieces[line.at(found.start("by"))].value
            yield (line.at(found.start()), line.until(found.end())), Reading(mode="asserted", why=("followed",)), fields


def _awaited(line: Line, memory: Memory) -> Iterator[tuple[tuple[int, int], Reading, dict[str, Value]]]:
    """What has not been ratified yet is kept as denied."""
    pieces = line.pieces
    for found in _AWAITS.finditer(line.tagged):
        by = tuple(
            piece.value
            for piece in pieces[line.at(found.start("by")) : line.until(found.end()) + 1]
            if piece.tag in "SN"
        )
        for part in ("states", "too"):
            if found[part]:
                state = pieces[line.at(found.start(part))].value
                fields: dict[str, Value] = {
                    "state": state,
                    "group": memory.group or "NATO",
                    "status": "ratified",
                    "by": by,
                }
                yield (line.at(found.start()), line.until(found.end())), Reading(mode="denied", why=("awaits",)), fields


def _whose(line: Line, found: re.Match[str], memory: Memory) -> tuple[str, ...]:
    """Whose accession it is."""
    pieces: tuple[Piece, ...] = line.pieces
    parts = found.groupdict()
    for part in ("adj", "of"):
        if parts.get(part):
            first, last = line.at(found.start(part)), line.until(found.end(part))
            return tuple(piece.value for piece in pieces[first : last + 1] if piece.tag in "SNA")
    before = [piece.value for piece in pieces[: line.at(found.start())] if piece.tag in "SN"]
    if parts.get("its") in {"both", "two"}:
        return memory.pair
    if parts.get("its") == "their":
        return memory.aspirants
    return (before[0],) if before and parts.get("its") == "whose" else memory.aspirants[-1:]
