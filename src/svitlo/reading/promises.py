"""Words given: what somebody binds himself to that is neither money nor things."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from svitlo.reading.actors import subject_of
from svitlo.reading.clauses import clause_end, clause_start, words_of
from svitlo.reading.deeds import doers, mode_of_deed
from svitlo.reading.facts import Proposal, Value
from svitlo.reading.governing import is_verb_here
from svitlo.reading.lexicon import GIVE, GIVE_GOODS, one_of
from svitlo.reading.memory import Actor, Memory
from svitlo.reading.modes import Reading
from svitlo.reading.pieces import Line, Piece, retagged
from svitlo.reading.report import Report
from svitlo.reading.things import EQUIPMENT

_PROMISE = one_of(
    "promise promises promised promising vow vows vowed vowing pledge pledges pledged pledging reaffirm reaffirms"
    " reaffirmed assure assures assured assuring guarantee guarantees guaranteed swore swear swears sworn undertook undertakes"
    " undertake"
)
# Of these alone a quotation in front is what is promised.
_SWORN = one_of("promised promises vowed vows pledged pledges assured assures guaranteed swore swears swear undertook")
_NOUN = r"(?:word|words|assurances?|promises?|pledges?|guarantees?|undertakings?|commitments?|vows?|oath)"
_OWN = r"(?:its|their|his|her|my|our|a|an|the|that|this|firm|solemn|clear|public|new|written|fresh|personal|full|same|old|first|iron|ironclad)"
# What is promised as money or things is told elsewhere.
_NO_WORDS = (
    rf"that |to |[^.;:]{{0,60}}@[MQ]|[^.;:]{{0,60}}\b(?:{'|'.join(sorted(EQUIPMENT))}|money|aid|help|cash|funds)\b"
)
_FORMS = tuple(
    re.compile(rf"(?:^|(?<= )){words}(?= |$)")
    for words in (
        rf"(?P<verb>gave|gives|give|given|giving|has given|offered|offers) (?:(?:the )?(?P<to>@[SNP]|you|them|him|her|residents|people|the \w+) )?(?:{_OWN} )+{_NOUN}(?: (?:to|on|in) (?:the )?(?:@[SNPD]|\w+))? (?P<that>that|to|:|, that)",
        rf"(?P<verb>made|makes|reiterated|reiterates|reaffirmed|confirmed|underlined|renewed|renews|repeated|repeats|issued|issues|offered|offers|signed|took|stood by|restated) (?:{_OWN} )*(?:to (?P<to>@[SNP]) )?{_NOUN}(?: (?:to|in|on) (?:the )?(?:@[SNPDO]|\w+))? (?P<that>that|to|:)",
        rf"(?P<verb>answered|replied|came|ended|closed|responded|left|returned|spoke|appeared|opened|finished) (?:[^;.,:@]{0, 24} )?with (?:{_OWN} )*{_NOUN} (?P<that>that|to)",
        r"(?P<verb>bound|binds|committed|commits|pledged|pledges|obliged|obliges) (?:itself|themselves|himself|herself|his \w+|her \w+|its \w+|their \w+) (?P<that>to)",
        r"(?P<verb>is|are|was|were|has|have|remains|remain) (?:\w+ )?(?:bound itself|committed|pledged|sworn|bound by its word) (?P<that>to)",
        r"(?P<verb>took it upon itself|took it upon himself|took it upon themselves|took it on itself) (?P<that>to)",
        r"(?P<verb>you have|you 've got|take) my word (?P<that>that|:|,|for it)",
        r"(?P<verb>said|says|added|repeated|insisted|stressed|declared|affirmed|affirms|confirmed|underlined|assured|reiterated|told (?:@[SNPO]|reporters|parliament)|told the \w+) (?:on @D |@D )?(?:that )?(?:it|he|she|they|the \w+|(?:the )?@[SNO]|his \w+|her \w+|its \w+) (?P<that>would|will)(?= (?:never (?!vote)|always|not (?:abandon|leave|rest|forget|give|tire|let|desert|waver|forsake|walk)|stand (?:by|with|beside|firm)|keep (?:on|its|up|faith|helping|supporting|backing|the)|continue (?:to|its|with)|remain (?:at|by|beside)|stay (?:the|at|by|beside)|go on|see (?:it|this) through|stick)(?: |$))",
        r"(?P<verb>guaranteed|guarantees|promised|promises|assured|vowed) (?P<to>every \w+|each \w+|all \w+|everyone|everybody|them|him|her|us|residents|pensioners|(?:the )?@[SN]) (?P<that>an?|the|its|their|full|lasting|continued|further)(?= (?:[\w-]+ ){0,3}?(?:sack|date|answer|seat|place|friend|future|home|hearing|refuge|protection|reply|decision|review|visit|vote|say|role|stake|way|path|end|winter|roof|bed|meal|warm|speedy|swift|support|friendship)(?: |$|s))",
        r"(?P<verb>pledged|promised|vowed|swore|pledges|promises|assured|pledge|promise) (?:(?P<to>@[SN]) )?(?:(?:full|continued|unwavering|lasting|eternal|undying|further|swift|its|their|his|her|an|a|firm|unbroken|steadfast) )*(?P<that>solidarity|loyalty|friendship|protection|answer|reply|response|decision|review|inquiry|hearing|return|road map|seat|place at|allegiance|cooperation|transparency|secrecy|neutrality)",
        rf"(?P<verb>promised|promises|promise)(?: (?P<to>(?:the )?@[ASN](?: (?:side|operator|people|government|grid))?|them|us|him|her))?(?P<that>)(?! (?:{_NO_WORDS}))(?= (?:an? |the )?[a-z-]{{4,}}(?: |$))",
        r"(?P<noun>promise|pledge|vow|word|commitment|assurance|guarantee) (?:that |which )?(?:the )?(?P<who>@[SONP]|alliance|bloc|union|it|he|she|they|government|country) (?:had |has |once |first )*(?P<verb>made|gave|given)(?: (?:to )?(?P<to>@[SN]))?(?P<that>)",
        r"(?P<who>@[SNPO]) 's (?:\w+ )?(?P<verb>promise|pledge|vow) (?P<that>to|that)(?! give| provide| send| deliver| donate)",
        r"what (?:the )?(?P<who>@[SONP]|alliance|bloc|union|it|he|she|they|government) (?:had |has |once )*(?P<verb>promised|pledged|vowed|guaranteed)(?: (?:to )?(?P<to>@[SN]))?(?P<that>)",
    )
)
_QUOTED = re.compile(
    r"(?:^|: |, |- |\. )?(?:[\"“] )(?:and |but |so |yes , |no , |no |yes |please |of course |rest assured , |rest assured )*(?P<what>(?:we|i|@S|@N|@O|our \w+|my \w+|this \w+|nobody(?: [\w ]{1,20})?|no one(?: [\w ]{1,20})?|not (?:one|a) \w+) (?:(?:will|shall|'ll|are going to) (?P<not>not |never |always |also |still )?|won't )(?P<do>\w+)|you (?:will|shall) (?:not |never )(?P<be>\w+))"
)
_SAYINGS = one_of(
    "say says said tell tells told add adds answer see wait ask repeat know remember think look discuss vote decide"
    " consider have be need like want hope get go depend take become find lose die freeze suffer"
)
_BUYING = one_of("buy purchase order double triple raise increase match spend invest fund finance pay build")
LONGEST_WORDS = 14
_SPEAKING = one_of("i we my our us")


def find_promises(report: Report, line: Line, memory: Memory, speaker: tuple[str, str]) -> Iterator[Proposal]:
    """Words given that are not money or things, in one line."""
    taken: set[int] = set()
    for pattern in _FORMS:
        for found in pattern.finditer(line.tagged):
            verb = line.at(found.start("verb"))
            if verb in taken:
                continue
            for proposal in _of_form(report, line, memory, found, speaker):
                taken.update(range(verb, line.until(found.end()) + 1))
                yield proposal
    for verb, piece in enumerate(line.pieces):
        if (
            piece.tag == "w"
            and piece.low in _PROMISE
            and verb not in taken
            and is_verb_here(line.pieces, verb)
            and (verb == 0 or line.pieces[verb - 1].low not in {"the", "a", "its", "as"})
        ):
            made = list(_promise(report, line, memory, verb)) or list(_sworn(report, line, memory, verb))
            taken.update({verb} if made else ())
            yield from made
    if not taken:
        yield from _given_word(report, line, memory, speaker)


def _of_form(
    report: Report, line: Line, memory: Memory, found: re.Match[str], speaker: tuple[str, str]
) -> Iterator[Proposal]:
    pieces = line.pieces
    verb, opener = line.at(found.start("verb")), line.until(found.end())
    end = min(clause_end(pieces, min(opener + 1, len(pieces) - 1)), opener + 1 + LONGEST_WORDS)
    end = next((spot for spot in range(opener + 2, end) if pieces[spot].tag in '"”'), end)
    parts = found.groupdict()
    if not parts.get("who") and _has_sum(pieces[opener + 1 : end]):
        return
    by, place = _by(line, found, memory, speaker)
    if not by:
        return
    reading = mode_of_deed(report, line, verb, opener, is_whole=True)
    if reading.mode == "past" and "had" not in {piece.low for piece in pieces[max(0, verb - 3) : verb]}:
        reading = Reading(mode="asserted", why=(pieces[verb].text,))
    fields: dict[str, Value] = {"by": by}
    if parts.get("who") and reading.mode == "denied":
        reading = Reading(mode="asserted", why=(pieces[verb].text,))
    if not parts.get("who"):
        fields["what"] = words_of(pieces[opener + 1 : end])
    to = line.pieces[line.at(found.start("to"))].value if parts.get("to") and "@" in parts["to"] else ""
    if to:
        fields["to"] = to
    start = place if 0 <= place < verb else verb
    last = opener if parts.get("who") else max(verb, end - 1)
    yield _proposal(report, line, (min(start, line.at(found.start())), last), reading, fields)


def _by(line: Line, found: re.Match[str], memory: Memory, speaker: tuple[str, str]) -> tuple[Value, int]:
    """Who binds himself: the subject, or the speaker who says `my word`."""
    verb = line.at(found.start("verb"))
    if found.groupdict().get("who"):
        place = line.at(found.start("who"))
        actor = subject_of(line.pieces, verb, memory)
        return (line.pieces[place].side or actor.value), place
    said = {piece.low for piece in line.pieces[max(0, verb - 3) : verb]} & _SPEAKING
    if said or " my " in f" {found[0]} ":
        names = tuple(dict.fromkeys(name for name in speaker if name and name.lower() not in {"i", "we", "us"}))
        if names:
            return (names if len(names) > 1 else names[0]), verb
    actor = doers(line.pieces, verb, memory)[0]
    return _name(actor, memory), actor.place


def _name(actor: Actor, memory: Memory) -> Value:
    by = actor.said if actor.tag == "P" else actor.value
    if actor.said.lower() in {"he", "she"} and memory.person:
        by = memory.person
    if not by:
        return actor.said if actor.tag == "noun" else ""
    home = memory.homes.get(by.split()[-1], "") or (actor.value if actor.tag == "P" else "")
    if not home and by == memory.person and by != actor.value:
        home = actor.value
    noun = actor.said if actor.tag == "noun" else ""
    names = tuple(dict.fromkeys(name for name in (memory.full_name(by), by, home, noun) if name))
    return names if len(names) > 1 else by


def _has_sum(pieces: Sequence[Piece]) -> bool:
    return any(piece.tag == "M" or (piece.tag == "Q" and spot < 6) for spot, piece in enumerate(pieces))


def _promise(report: Report, line: Line, memory: Memory, verb: int) -> Iterator[Proposal]:
    """`promised Kyiv that ...`, `vowed to ...`, `pledged "..."`."""
    pieces = line.pieces
    reach = range(verb + 1, min(len(pieces), verb + 12))
    opener = next((spot for spot in reach if _opens(pieces, spot)), -1)
    if opener < 0 or any(piece.tag in ",;:.MQ" for piece in pieces[verb + 1 : opener]):
        return
    if pieces[opener].low == "to" and (
        opener + 1 >= len(pieces)
        or pieces[opener + 1].tag not in {"w", '"', "“"}
        or pieces[opener + 1].low in {"the", "a", "its"}
    ):
        return
    end = min(clause_end(pieces, opener + 1), opener + 1 + LONGEST_WORDS) if opener + 1 < len(pieces) else opener + 1
    is_deed = pieces[opener].low == "to" and pieces[opener + 1].low not in GIVE | GIVE_GOODS | _BUYING
    if _has_sum(pieces[opener + 1 : end]) and not (is_deed and not any(one.tag == "M" for one in pieces[opener:end])):
        return
    actor = doers(pieces, verb, memory)[0]
    reading = mode_of_deed(report, line, verb, verb)
    if reading.mode == "past" and not {"had"} & {piece.low for piece in pieces[max(0, verb - 3) : verb]}:
        reading = Reading(mode="asserted", why=reading.why)
    if not actor.value or reading.mode in {"hoped"}:
        return
    fields: dict[str, Value] = {"by": _name(actor, memory), "what": words_of(pieces[opener + 1 : end])}
    to = next((one.value for one in pieces[verb + 1 : end] if one.tag in "SN"), "")
    if to:
        fields["to"] = to
    start = actor.place if clause_start(pieces, verb) <= actor.place < verb else verb
    yield _proposal(report, line, (start, max(verb, end - 1)), reading, fields)


def _opens(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether what is promised begins here: `that`, `to` before a verb, a quotation; not `to the senate`."""
    if pieces[spot].low == "to":
        after = pieces[spot + 1] if spot + 1 < len(pieces) else None
        return after is not None and after.tag not in "SNOPA" and after.low not in {"the", "a", "its", "their", "his"}
    return pieces[spot].low == "that" or pieces[spot].tag in {'"', "“"}


def _sworn(report: Report, line: Line, memory: Memory, verb: int) -> Iterator[Proposal]:
    """`"Light by Sunday," the chief assured the nation`: the quotation in front is what is promised."""
    pieces = line.pieces
    if pieces[verb].low not in _SWORN:
        return
    close = next((spot for spot in range(verb - 1, max(-1, verb - 9), -1) if pieces[spot].tag in '"”'), -1)
    is_open = close > 0 and pieces[close].tag == '"' and sum(one.tag == '"' for one in pieces[: close + 1]) % 2 == 1
    if close < 1 or is_open or _has_sum(pieces[:close]) or pieces[verb - 1].low in {"been", "was", "were", "is"}:
        return
    actor = doers(pieces, verb, memory)[0]
    by = _name(actor, memory)
    if not by or actor.place < close:
        return
    first = next((spot for spot in range(close - 1, -1, -1) if pieces[spot].tag in '"“'), 0)
    what = words_of([piece for piece in pieces[first:close] if piece.tag not in '"“,'])
    reading = mode_of_deed(report, line, first, verb, is_whole=True)
    if reading.mode == "asserted" and pieces[verb - 1].low == "had":
        reading = Reading(mode="past", why=("had",))
    yield _proposal(report, line, (first, verb), reading, {"by": by, "what": what})


def _given_word(report: Report, line: Line, memory: Memory, speaker: tuple[str, str]) -> Iterator[Proposal]:
    """A quotation that binds its speaker: `We will not leave you behind`."""
    found = _QUOTED.search(line.tagged)
    if found is None and report.quote_at(line.pieces[0].start) is not None:
        found = _QUOTED.search(f'" {line.tagged}')
        line = retagged(line, (replace(line.pieces[0], tag='"', low='"'), *line.pieces))
    by = speaker[0] or speaker[1]
    if by.lower() in {"me", "i", "us", "we"}:
        by, speaker = memory.giver or memory.own, ("", "")
    if (
        found is None
        or not by
        or any(piece.tag in "MQ" for piece in line.pieces[line.at(found.start()) : line.at(found.start()) + 14])
    ):
        return
    do = found["do"] or found["be"] or ""
    if do in _SAYINGS and not found["not"] and not found["be"] and not found["what"].startswith(("no", "not")):
        return
    first = line.at(found.start("what"))
    end = next((spot for spot in range(first, len(line.pieces)) if line.pieces[spot].tag in ',.;"”'), len(line.pieces))
    if end - first > LONGEST_WORDS:
        return
    fields: dict[str, Value] = {
        "by": speaker if speaker[1] and speaker[1] != by else by,
        "what": words_of(line.pieces[first + 2 : end]),
    }
    yield _proposal(report, line, (first, end - 1), Reading(mode="asserted", why=(do,)), fields)


def _proposal(
    report: Report, line: Line, span: tuple[int, int], reading: Reading, fields: dict[str, Value]
) -> Proposal:
    start, end = line.pieces[span[0]].start, line.pieces[span[1]].end
    return Proposal(
        kind="promise", mode=reading.mode, fields=fields, start=start, end=end, text=report.text[start:end],
        confidence=0.75, missing=(), why=reading.why,
    )  # fmt: skip
