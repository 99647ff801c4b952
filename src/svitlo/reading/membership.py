"""Who is, becomes, asks to be or stops being a member of what, and who ratifies whose accession."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator

from svitlo.reading.accession import find_ratified
from svitlo.reading.deeds import doers, is_ahead, mode_of_deed
from svitlo.reading.facts import Proposal, Value
from svitlo.reading.joining import DOERS, NAMED
from svitlo.reading.lexicon import MAYBE, one_of
from svitlo.reading.memory import Memory, first_actor, is_code
from svitlo.reading.modes import Reading
from svitlo.reading.nations import GROUP_NAMES
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report

_NEXT = re.compile(r"(?P<verb>hoped|hopes|wants|wanted|wishes) to be next(?= |$)")
_QUESTION = re.compile(
    r"is (?P<states>@[SN]) (?P<verb>a) member of (?:the )?(?P<group>@O|alliance|bloc|union|pact)(?= |$)"
)
_GROUPS = one_of(
    "union league pact alliance community compact federation bloc council association treaty convention club market area"
    " zone mechanism network coalition forum partnership commonwealth nations nato osce g7 g20 efta schengen confederation"
    " brics opec oecd interpol caricom asean"
)
_RELATIVES = one_of("that which who")
# `will be a member` is a promise, no membership.
_BEING = one_of("be become becomes")
_NO_GROUP = re.compile(
    r"^ (?:in|by|for) \w+ing(?= |$)|^ (?:minister|ministers|talks|summit|meeting|mission|training|ban|call)"
)


def find_membership(report: Report, line: Line, memory: Memory) -> Iterator[Proposal]:
    """Proposals of one line; a row of states gives one each."""
    seen: set[tuple[str, str]] = set()
    spans: list[tuple[int, int]] = []
    for status, pattern in (("member", _NEXT), ("member", _QUESTION), *NAMED, *DOERS):
        for found in pattern.finditer(line.tagged):
            verb = line.at(found.start("verb"))
            last = line.until(found.end())
            group = _group(line, found, memory)
            if not group or _NO_GROUP.match(line.tagged[found.end() :]) or any(a <= verb <= b for a, b in spans):
                continue
            if is_ahead(line.pieces, verb) and line.pieces[verb].low in _BEING:
                continue
            states = [one for one in _states(line, found, memory, verb) if (one[0], status) not in seen]
            if not states:
                continue
            spans.append((verb, last))
            memory.group = group
            reading = _mode(report, line, found, status)
            for state, place in states:
                seen.add((state, status))
                if status in {"invitee", "applied", "aspirant"} and state not in memory.aspirants:
                    memory.aspirants = (*memory.aspirants[-5:], state)
                fields: dict[str, Value] = {"state": state, "group": group, "status": status}
                yield _proposal(report, line, (min(place, verb) if place >= 0 else verb, last), reading, fields)
    for span, reading, fields in find_ratified(report, line, memory):
        yield _proposal(report, line, span, reading, fields)


def _mode(report: Report, line: Line, found: re.Match[str], status: str) -> Reading:
    """The clause around the deed; an old date is no past here, `had` is; what is to come is no membership yet."""
    pieces = line.pieces
    verb, last = line.at(found.start("verb")), line.until(found.end())
    own = _own_mode(line, found)
    if own is not None:
        return own
    reading = mode_of_deed(report, line, verb, last)
    asserted = Reading(mode="asserted", why=(pieces[verb].text,))
    before = [piece.low for piece in pieces[max(0, verb - 4) : verb]]
    if "had" in before and reading.mode in {"asserted", "past"}:
        return asserted if "been" in before or " since " in line.tagged else Reading(mode="past", why=("had",))
    if reading.mode == "past":
        reading = asserted
    if reading.mode != "asserted" or status == "leaving":
        return reading
    if is_ahead(pieces, verb):
        return Reading(mode="conditional", why=("will",))
    return Reading(mode="hoped", why=("to",)) if before[-1:] == ["to"] else reading


def _own_mode(line: Line, found: re.Match[str]) -> Reading | None:
    """What the words of the deed itself tell: `hoped to be next`, `is not`, `is rumoured to`."""
    pieces = line.pieces
    verb, last = line.at(found.start("verb")), line.until(found.end())
    words = f" {found[0]} "
    if found.re in {_NEXT, _QUESTION}:
        return Reading(mode="hoped" if found.re is _NEXT else "denied", why=(words.strip(),))
    if _NOT.search(words):
        return Reading(mode="denied", why=(words.strip(),))
    after = [piece for piece in pieces[last + 1 : last + 4] if piece.low in {"may", "could", "might", "would"}]
    doubts = [piece for piece in (*pieces[verb : last + 1], *after) if piece.tag == "w" and piece.low in MAYBE]
    return Reading(mode="conditional", why=(doubts[0].text,)) if doubts else None


_NOT = re.compile(r" (?:not|never|neither|nor) | no longer ")


def _group(line: Line, found: re.Match[str], memory: Memory) -> str:
    """The group that the words name, else one in the sentence, else the last one."""
    parts = found.groupdict()
    part = next((name for name in ("group", "late") if parts.get(name)), "")
    if not part:
        named = [piece for piece in line.pieces if piece.tag == "O" and _is_group(piece)]
        if not named and not memory.group and "candida" in found[0]:
            return "European Union" if any(piece.tag == "S" for piece in line.pieces) else ""
        return _full(named[-1], memory) if named else memory.group
    name = parts[part]
    if not name.startswith("@"):
        return memory.group or GROUP_NAMES.get(name, "")
    piece = line.pieces[line.at(found.start(part))]
    return _full(piece, memory) if _is_group(piece) else ""


def _is_group(piece: Piece) -> bool:
    return bool(_GROUPS & set(piece.value.lower().split())) and "party" not in piece.value.lower()


def _full(piece: Piece, memory: Memory) -> str:
    """`the Pact` is the Northern Pact where the report has spoken of that one."""
    is_short = " " not in piece.text and piece.text not in {"NATO", "Nato", "EU"}
    meant = [name for name in (*memory.groups, memory.group) if piece.text in name.split() and name != "European Union"]
    return meant[-1] if is_short and meant else piece.value


def _states(line: Line, found: re.Match[str], memory: Memory, verb: int) -> Iterator[tuple[str, int]]:
    """The states of a match, each with its piece."""
    if found.groupdict().get("states"):
        first, last = line.at(found.start("states")), line.until(found.end("states"))
        for place in range(first, last + 1):
            if line.pieces[place].tag in "SN":
                yield line.pieces[place].value, place
        return
    actors = doers(line.pieces, verb, memory)
    if not any(actor.value for actor in actors) and _RELATIVES & {
        one.low for one in line.pieces[max(0, verb - 4) : verb]
    }:
        actors = [first_actor(line.pieces[:verb])]
    for actor in actors:
        is_state = actor.tag in {"S", "N", "A"} or is_code(actor.value) or actor.value in memory.realms
        if actor.value and is_state and actor.tag != "P":
            yield actor.value, actor.place


def _proposal(
    report: Report, line: Line, span: tuple[int, int], reading: Reading, fields: dict[str, Value]
) -> Proposal:
    start, end = line.pieces[span[0]].start, line.pieces[span[1]].end
    return Proposal(
        kind="membership", mode=reading.mode, fields=fields, start=start, end=end, text=report.text[start:end], confidence=0.85,
        missing=(), why=reading.why,
    )  # fmt: skip
