"""People and shares left without power, water or heat."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from svitlo.reading.amounts import plain
from svitlo.reading.facts import Mode, Proposal, Value
from svitlo.reading.lexicon import SERVICE_WORDS, one_of
from svitlo.reading.memory import Memory
from svitlo.reading.modes import mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.places import named_place, place_of
from svitlo.reading.report import Report

_SERVICE = r"(?:(?:running|drinking|hot|tap|central|any|reliable|district|clean|piped|mains|electric|its|their|the|both|all|domestic) )*(?:power|electricity|electric|light|lights|lighting|water|heat|heating|current|warmth|gas|grid|network|energy)(?: supply| supplies| service)?"
_SERVICES = rf"(?P<service>(?:supply of |supplies of )?{_SERVICE}(?: (?:and|or|nor|,)(?: and| or)?(?: without| no)? {_SERVICE})*)"
_LACK = r"(?:without|with no|with neither|have no|has no|had no|have had no|has had no|having no|having neither|have neither|has neither|had neither|(?:get|gets|got|receive|receives|received|see|saw|enjoy) no|lost|lose|loses|losing|lack|lacks|lacked|lacking|deprived of|disconnected from|(?:cut )?off from(?: the)?|still no|are missing|miss|out of|robbed of|stripped of|short of)"
_NUMBER = r"(?P<number>@Q|@C)"
_WHO = r"(?P<who>(?:[^;:.,]{0,50} )?)"
_BE = r"(?:is|are|was|were|stayed|stays|remained|remains|remain|sat|sit|sits|been|being|went|go|goes|left|woke|live|lived|living|lives|sitting|have been|has been|had been)"
# The words for a state of things that names its service by itself.
_STATES = r"(?P<service>cold|unheated|freezing|shivering|dark|powerless|unpowered|blacked out|blacked-out|unlit|waterless|dry)"
_CUT_VERBS = r"(?:cut|cuts|cutting|knocked|knocks|knocking|disrupted|disrupts|disrupting|interrupted|interrupting|lost|switched|shut|shutting|took|taking|severed|severing|stopped|stopping|halted|halting|broke|breaking|suspended|denied|denying|ended)"
_FAIL = r"(?:cut|cut off|out|off|lost|down|interrupted|gone|dead|suspended|disconnected|switched off|shut off|turned off|stopped|missing|unavailable)"
_HAVE = r"(?:has|had|have|has had|had had|has any|had any|got|gets|get|receives?|received|enjoys?|sees?|saw)"


_USERS = (
    r"people|residents|customers|consumers|subscribers|recipients|households|homes|users|inhabitants|clients|addresses"
)


def _rule(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= )){words}(?= |$)")


_WITHOUT = _rule(rf"{_NUMBER}(?P<who>(?: [^;:.]{{1,90}}?)?) (?P<lack>{_LACK})(?: \w+)? {_SERVICES}")
_DRY = _rule(
    rf"(?P<service>taps|pipes|radiators|heating|wells|lights|homes)(?: in \w+)? (?P<lack>(?:ran|run|went|go|gone|goes|are|were|is|was|stayed|remained) (?:dry|cold|dark|dead|out|off)) (?:in|for|across|at) {_WHO}{_NUMBER}"
)
_STATE = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,60}}?)?) (?P<lack>{_BE}(?: (?:still|now|again|also|left|plunged|all|sitting))*) (?:in the |in |by )?{_STATES}"
)
_NOBODY = _rule(
    rf"(?P<number>nobody|no one|no @Q|not a|not one|no|hardly anyone)(?P<who>(?: (?:single )?(?:household|home|family|house|flat|resident|tap|person|one)s?)?(?: [^;:.,]{{1,60}}?)?) (?P<lack>{_HAVE})(?: any| had)? {_SERVICES}"
)
_WHOLE = _rule(
    rf"(?P<number>all|whole|entire|every|everyone|everybody)(?P<who>(?: [^;:.,]{{1,50}}?)?) (?P<lack>{_LACK}|(?:is|are|was|were|remained|stayed|left) without)(?: \w+)? {_SERVICES}"
)
_CUT = _rule(rf"{_CUT_VERBS}(?: off| out| down)? (?P<lack>){_SERVICES}(?: \w+)? (?:to|for|from|in|of) {_WHO}{_NUMBER}")
_FROM = _rule(
    rf"(?:cut|cuts|cutting|disconnected|disconnecting|severed)(?: off)? {_NUMBER}(?P<who> [^;:.,]{{1,60}}?) (?P<lack>from) {_SERVICES}"
)
_DEPRIVED = _rule(
    rf"(?:deprive|deprives|deprived|depriving|rob|robs|robbed|robbing|strip|strips|stripped|stripping|starved|starving) {_WHO}{_NUMBER}(?P<who2>(?: [^;:.,]{{1,60}}?)?) (?P<lack>of) {_SERVICES}"
)
_OUT = _rule(
    rf"{_SERVICES}(?: [^;:.,@]{{1,30}}?)? (?P<lack>(?:is|are|was|were|went|go|goes|remains?|remained|has been|have been|stays?|stayed)(?: (?:still|now|also|again))? {_FAIL}|failed|fails|ran out|collapsed|dropped out|broke down) (?:to|for|in|across|at) {_WHO}{_NUMBER}"
)
_BLACKOUT = _rule(
    rf"(?P<service>blackouts?|power cuts?|outages?|power outages?|power failures?|water cuts?|water outages?|heating failures?|cut-offs?)(?: [^;:.,@]{{1,40}}?)? (?P<lack>hits?|hit|affects?|affected|affecting|left|leaves|leaving|struck|plunged|reached|covered|touched|for|to|in|across) {_WHO}{_NUMBER}"
)
_UNMET = _rule(
    r"(?P<number>@C)(?P<who> [^;:.]{0,60}?)(?: of| for) (?P<service>power|electricity)(?: \w+)? (?P<lack>(?:was|is|remained|went)(?: still)? (?:unmet|not met|missing|uncovered))"
)
_DARK = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.]{{1,60}}?)?) (?P<lack>(?:in|into|by)) (?P<service>(?:the |total |complete )?(?:dark|darkness|blackout|candlelight|candle|candles|cold|lamplight))"
)
_BY_CANDLE = _rule(
    r"for (?P<number>@Q|@C)(?P<who>(?: [^;:.]{1,80}?)?) (?P<lack>(?:by|in|with)) (?P<service>(?:the |total |complete )?(?:dark|darkness|blackout|candlelight|candle|candles|cold|lamplight))"
)
_DARK_FOR = _rule(
    rf"(?P<lack>went|goes|fell|stayed|is|was|remained|turned) (?P<service>dark|cold|dry) for {_WHO}{_NUMBER}"
)
_THINGS = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,60}}?)?) (?P<lack>had|have|has|with|to|faced|face|found|saw|sat with|woke to|wake to|report|reported) (?P<service>(?:cold|dead|lukewarm|icy) radiators|dry taps|dead taps|empty taps|dark windows|dead sockets)"
)
_TAKEN = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,60}}?)?) (?P<lack>(?:had|have|has|saw|found)(?: had)?) (?:(?:their|its|the) )?{_SERVICES} {_FAIL}"
)
_NO_FOR = _rule(rf"(?P<lack>no|neither) {_SERVICES}(?: \w+)? (?:for|in|to|at) {_WHO}{_NUMBER}")
_COUNTED = _rule(
    rf"(?P<who>(?:people|residents|inhabitants|customers|consumers|households|homes|persons|subscribers|those)(?: [^;:.,@]{{1,30}})?) (?P<lack>{_LACK}) {_SERVICES}(?: [^;:.,@]{{1,30}}?)? (?:at|is|was|to|numbered|numbers|number|reached|totalled|exceeds|exceeded|:) (?:(?:about|some|nearly|over|more than|almost|around|up to) )?{_NUMBER}"
)
_CUT_OFF = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,60}}?)?) (?P<lack>(?:{_BE}|have|has)(?: (?:been|still|now))*) (?P<service>cut off|disconnected|off the grid|offline|switched off|off-grid)"
)
# Notices leave the verb out: `without heat: 4,700 people`, `8% of the town - no light`, `900 customers disconnected`.
_LABELLED = _rule(rf"(?P<lack>without|no|cut off from) {_SERVICES}(?: \w+)? : (?P<who>(?:[^;:.]{{0,40}}? )?){_NUMBER}")
_OFF_LABEL = _rule(
    rf"(?P<lack>)(?P<service>disconnected|de-energised|blacked out|without supply|cut off) : (?P<who>(?:[^;:.]{{0,40}}? )?){_NUMBER}"
)
_AND_NONE = _rule(rf"{_NUMBER}(?P<who> [^;:.]{{1,50}}?) (?P<lack>[,–—-] (?:still )?(?:no|without)) {_SERVICES}")
_OFF_FOR = _rule(rf"{_SERVICES} (?P<lack>off|out|down|gone|lost|cut) (?:for|to|in) {_WHO}{_NUMBER}")
_OFF = _rule(
    rf"{_NUMBER}(?P<who>(?: (?:[\w-]+ )?(?:{_USERS}))?(?: (?:in|of|on) [^;:.,]{{1,30}}?)?) (?P<lack>)(?P<service>disconnected|de-energised|blacked out|without supply|off supply)"
)
_THEIR = _rule(
    rf"{_NUMBER}(?P<who> (?:[\w-]+ )?(?:{_USERS})(?: (?:in|of|on) [^;:.,]{{1,30}}?)?) (?P<lack>(?:have |has |had )?(?:lost|lose|loses)) (?:their|its) (?P<service>supply|connection)"
)
_HAVE_NONE = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,60}}?)?) (?P<lack>(?:have|has|had|get|gets|got)(?: still)?) (?P<service>none)"
)
# A town with no number: `the town of Yavoriv is without electricity`.
_TOWN = _rule(
    rf"(?P<number>@N|@S)(?P<who>(?: 's)?(?: [^;:.,@]{{1,40}}?)?) (?P<lack>(?:(?:is|are|was|were|remains?|remained|has been|have been|had been|went|left|stays?|stayed|was left|were left|goes|go|sits?|sat|lies|lay)(?: (?:still|now|again|also|entirely|left|wholly|completely|all))* (?:without|with no|cut off from|disconnected from)|(?:has|have|had|still has) no|lost|loses|lacks|lacked)(?: \w+)?) {_SERVICES}"
)
_TOWN_STATE = _rule(
    r"(?P<number>@N|@S)(?P<who>(?: 's)?(?: (?:region|city|district))?) (?P<lack>(?:is|are|was|were|remains?|remained|has been|went|goes|stays?|stayed|sits?|sat|lies|lay)(?: (?:still|now|again|all|completely))*) (?:in )?(?P<service>blacked out|dark|darkness|the dark|unheated|without light)"
)
_TOWN_NO = _rule(rf"(?P<number>@N|@S)(?P<who>) (?P<lack>: (?:still )?(?:no|without)) {_SERVICES}")
_SUPPLY = _rule(
    rf"{_CUT_VERBS}(?: off| out| down)? (?P<lack>)(?P<service>supply|supplies|service|deliveries) (?:to|for|in) {_WHO}{_NUMBER}"
)
_LEFT = _rule(rf"(?P<lack>leaving|left|leaves|leave) {_WHO}{_NUMBER}(?P<who2>(?: [^;:.,]{{1,50}}?)?) {_STATES}")
_FACE = _rule(
    rf"{_NUMBER}(?P<who>(?: [^;:.,]{{1,50}}?)?) (?P<lack>face|faces|faced|suffer|suffers|suffered|endure|endured|were hit by|are hit by|were affected by|are affected by) (?:\w+ )?(?P<service>power cuts|blackouts|power outages|outages|power failures)"
)
_RULES = (
    _WITHOUT, _NOBODY, _WHOLE, _DRY, _TAKEN, _STATE, _FROM, _DEPRIVED, _CUT, _OUT, _BLACKOUT, _UNMET, _DARK, _BY_CANDLE, _DARK_FOR,
    _THINGS, _NO_FOR, _COUNTED, _CUT_OFF, _HAVE_NONE, _TOWN, _TOWN_STATE, _TOWN_NO, _SUPPLY, _LEFT, _FACE,
    _LABELLED, _OFF_LABEL, _AND_NONE, _OFF_FOR, _OFF, _THEIR,
)  # fmt: skip
_OF_POWER = frozenset({_OFF_LABEL, _OFF, _THEIR})
_TOWNS = (_TOWN, _TOWN_STATE, _TOWN_NO)
_PEOPLE = re.compile(
    r"\b(?:people|residents?|inhabitants?|persons?|citizens?|civilians?|ukrainians|men|women|children|locals|souls|others|subscribers|users?|consumers?|customers?|clients|pensioners|patients|townspeople|villagers|neighbours|population)\b|@A"
)
_HOMES = re.compile(
    r"\b(?:homes?|households?|houses?|flats?|families|family|apartments?|buildings?|blocks|villages|towns|settlements|connections|accounts|schools|hospitals|streets|dwellings|addresses|meters|taps|properties|farms)\b"
)
_BACK = re.compile(
    r"\b(?:restored|reconnected|back on|regained|returned|again have|no longer|repaired|connected again|got back|have back|back again|spared|avoided|escaped)\b"
)
_PARTS = re.compile(
    r" (?:in|of|across) @Q (?:districts|regions|villages|towns|cities|settlements|quarters|streets|blocks|municipalities|communities)\b"
)
_NO_LOSS = re.compile(
    r"\b(?:lost|loses?|losing) (?:[\w@]+ )?(?:grid|network|current account|energy|gas)\b|\b(?:power|water|energy|gas|heat|electricity) (?:line|plant|station|company|price|bill|tariff|minister|ministry|bank|project|sector|worker|engineer|sale|market)s?\b"
)


def find_impacts(report: Report, line: Line, memory: Memory) -> Iterator[Proposal]:
    """People and shares without a service, in one line: one proposal for each service."""
    taken: set[int] = set()
    for pattern in _RULES:
        for found in pattern.finditer(line.tagged):
            number = line.at(found.start("number"))
            if number in taken or _BACK.search(found[0]) or _NO_LOSS.search(found[0] + line.tagged[found.end() :][:12]):
                continue
            joined = re.search(r" and (?:about |some |nearly )?(?P<number>@Q|@C)", found["who"])
            if joined is not None and re.search(r"\b(?:none|without|no|had|have|lost|is|are)\b", found["who"]):
                continue
            own = _PARTS.sub(" ", found["who"])
            if joined is None and ("@Q" in own or "@C" in own):
                continue
            who = _who(line, found, number)
            services = _services(found, line, memory)
            if who is None or not services or (pattern in _TOWNS and (taken or not _is_town(line, found, number))):
                continue
            taken.add(number)
            if joined is not None:
                yield from _second(report, line, found, joined)
            yield from _first(report, line, found, memory, who)
    named = _named_services(line.tagged)
    memory.service = named[0] if len(named) == 1 else memory.service


def _first(
    report: Report, line: Line, found: re.Match[str], memory: Memory, who: dict[str, Value]
) -> Iterator[Proposal]:
    number = line.at(found.start("number"))
    first, last = line.at(found.start()), line.until(found.end())
    place = _named_before(line.pieces, number)
    if found.re in _TOWNS:
        place = named_place(line.pieces[number])
    place = place or place_of(line.pieces, number + 1 if number == first else first, last, memory)
    memory.place = place or memory.place
    mode = _mode(report, line, found, number)
    for service in _services(found, line, memory):
        memory.service = service
        fields: dict[str, Value] = {"service": service, **who}
        if place:
            fields["place"] = place
        yield _proposal(report, line, (first, last), mode, fields)


def _mode(report: Report, line: Line, found: re.Match[str], number: int) -> Mode:
    """`nobody had water` is asserted although it has a negation; a loss that is feared is not."""
    if found.re is _NOBODY and not re.search(r"\b(?:not|never|denied|denies)\b", line.tagged[: found.start()]):
        return "asserted"
    lack = min(len(line.pieces) - 1, line.at(found.start("lack")))
    mode = mode_at(report, line, number, lack if found.re is not _NO_FOR else number).mode
    before = re.split(r" (?:[;:.]|but|and|while) ", line.tagged[: found.start("number")])[-1]
    told = f"{before} {line.tagged[found.start('number') : found.start('lack')]}"
    if mode == "denied" and not _NEGATED.search(told):
        return "asserted"
    return mode


_NEGATED = re.compile(
    r"\b(?:not|never|denied|denies|deny|nobody|nor|rejected|dismissed|false|untrue|wrong|n't|\w+n't|no longer)\b"
)


def _is_town(line: Line, found: re.Match[str], number: int) -> bool:
    """Whether the name is a place that can be without power, and nothing else in the clause counts."""
    piece = line.pieces[number]
    before = line.pieces[number - 1].low if number else ""
    is_free = before not in {"with", "by", "to", "from", "and", "said", "for", "about"}
    return (
        is_free
        and not re.search(r"@[QCMPO]", found[0])
        and (piece.tag == "N" or piece.is_seat or before != "of")
        and ("lost" not in found["lack"] or not re.search(r"\b(?:war|election|match|vote)\b", found[0]))
    )


def _second(report: Report, line: Line, found: re.Match[str], joined: re.Match[str]) -> Iterator[Proposal]:
    """The second of two numbers with one verb: `@Q people in A and @C of B had no power`."""
    number = line.at(found.start("who") + joined.start("number"))
    count = line.pieces[number].count
    if count is None:
        return
    key = "share_percent" if line.pieces[number].tag == "C" else "people"
    last = line.until(found.end())
    place = next((named_place(piece) for piece in line.pieces[number:last] if piece.tag in "SN"), "")
    for service in _named_services(found["service"]):
        fields: dict[str, Value] = {"service": service, key: plain(count)}
        if place:
            fields["place"] = place
        yield _proposal(report, line, (number, last), mode_at(report, line, number, number).mode, fields)


def _named_before(pieces: Sequence[Piece], number: int) -> str:
    """`Kyiv was left @C without`: the subject is the place."""
    if (
        number >= 3
        and pieces[number - 1].low in {"left", "about", "some", "still", "nearly"}
        and pieces[number - 3].tag in "SN"
    ):
        return named_place(pieces[number - 3])
    return ""


def _who(line: Line, found: re.Match[str], number: int) -> dict[str, Value] | None:
    """How many people, or which share; None where the number counts something else."""
    piece = line.pieces[number]
    if piece.tag == "C" and piece.count is not None:
        head = re.match(r" (?:\w+ )?(\w{3,}s)\b(?! of)", found["who"])
        is_other = head and "'s" not in found["who"] and head[1] not in _VERBAL and not _counts_people(head[0])
        return None if is_other else {"share_percent": plain(piece.count)}
    if found.re in _TOWNS:
        is_all = re.match(r" (?:anywhere|at all)(?: |$)", line.tagged[found.end() :])
        return {"share_percent": "100"} if is_all else {}
    if piece.tag == "w":
        return _all_of(found)
    if piece.count is None:
        return None
    kind = _counted(line, found, piece.count)
    return {kind: plain(piece.count)} if kind else None


def _counted(line: Line, found: re.Match[str], count: Decimal) -> str:
    """Whether the number counts people or homes; empty where it counts something else."""
    own = found["who"] or found.groupdict().get("who2") or ""
    if re.match(r" @[NA]\b", own):
        return "people"
    near = f"{own} {line.tagged[found.end('number') : found.end('number') + 60]}"
    if _HOMES.search(own if own.strip() else near) and not _PEOPLE.search(own):
        return "households"
    is_bare = count >= Decimal(100) and (not own.strip() or _is_bare(own))
    return "people" if is_bare or _PEOPLE.search(near) else ""


def _is_bare(own: str) -> bool:
    """`100,000 could lose heating`: helpers of the verb only, so people are meant."""
    return set(own.split()) <= _HELPERS


_VERBAL = one_of(
    "was remains is has this its does stays regions cities districts towns villages loses lacks sits lies goes gets residents"
)
_HELPERS = one_of(
    "could may might would will more further in the region had have has been were are left was about to @N"
)


def _all_of(found: re.Match[str]) -> dict[str, Value] | None:
    """Everybody or nobody, where a town or its people are meant."""
    if found.re is _NOBODY:
        is_people = found["number"] in {"nobody", "no one", "no @Q", "hardly anyone"} or _counts_people(found["who"])
        return {"share_percent": "100"} if is_people else None
    is_town = re.search(
        r"\b(?:city|town|village|region|district|country|capital|quarter|population|of (?:the )?@[NS])\b", found["who"]
    )
    is_people = found["number"] in {"everyone", "everybody"} or _counts_people(found["who"])
    return {"share_percent": "100"} if is_town or is_people else None


def _counts_people(text: str) -> bool:
    return _HOMES.search(text) is not None or _PEOPLE.search(text) is not None


def _services(found: re.Match[str], line: Line, memory: Memory) -> list[str]:
    """The services named, or the one spoken of where people are just cut off."""
    if found.re in _OF_POWER:
        # Customers who are disconnected are those of the grid, unless another service was the last spoken of.
        return _named_services(line.tagged[: found.start()])[:1] or [memory.service or "power"]
    if found.re not in {_CUT_OFF, _HAVE_NONE, _SUPPLY}:
        return _named_services(found["service"])
    if "grid" in found["service"]:
        return ["power"]
    before = _named_services(line.tagged[: found.start()])
    return before[:1] if len(before) == 1 else [memory.service] if memory.service and found.re is _HAVE_NONE else []


def _named_services(text: str) -> list[str]:
    found = {SERVICE_WORDS[word] for word in text.split() if word in SERVICE_WORDS}
    if "radiators" in text:
        found.discard("water")
    return sorted(found)


def _proposal(report: Report, line: Line, span: tuple[int, int], mode: Mode, fields: dict[str, Value]) -> Proposal:
    start, end = line.pieces[span[0]].start, line.pieces[span[1]].end
    missing = tuple(name for name in ("place", "service") if name not in fields)
    return Proposal(
        kind="impact", mode="asserted" if mode == "total" else mode, fields=fields, start=start, end=end, text=report.text[start:end],
        confidence=round(0.9 - 0.2 * len(missing), 2), missing=missing, why=(report.text[start:end][:60],),
    )  # fmt: skip
