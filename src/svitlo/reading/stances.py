"""Who stands for or against what."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator, Sequence

from svitlo.reading.ballots import ballots
from svitlo.reading.clauses import words_of
from svitlo.reading.deeds import doers, mode_of_deed, row_of
from svitlo.reading.facts import Proposal, Value
from svitlo.reading.governing import is_verb_here
from svitlo.reading.lexicon import DETERMINERS, NEGATIONS
from svitlo.reading.memory import Actor, Memory
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report
from svitlo.reading.sides import PHRASES


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What one can be for or against: without such a word `backs`, `supports` and the like say something else.
_MATTERS = _set(
    "bid bids vote votes package packages grant grants motion motions proposal proposals measure measures loan"
    " loans gift gifts plan plans mission missions enlargement membership accession application applications"
    " embargo tranche tranches sanctions deal decision decisions aid help bill bills law laws idea move moves cap"
    " ban fund funds step steps it them this that delivery deliveries expansion entry invitation amendment"
    " resolution draft scheme pledge compromise text transfer transfers initiative statement request offer budget"
    " levy tax shipment shipments export exports pact treaty agreement cause effort efforts purchase project"
    " admission wording council-decision any further sum sums amount gesture facility ambitions talks candidacy policy line mandate integrity sovereignty independence re-export weapons"
    " credit credits bond bonds subscription clause date wish entry order decree ratification seizure register drawdown purchase"
    " waiver programme quota truce ceasefire strategy price handover allocation grants levy list key gift gifts"
    " extension ceiling accord course words wish plea call calls arms tanks jets missiles process file facility"
)
_FOR = _set(
    "support supports supported supporting applaud applauding commend commends commended embrace embraces embraced champion champions championed"
    "    advocate advocates advocated defend defends defended cheer cheers cheered bless blesses blessed sponsor sponsors"
    "    sponsored co-sponsored salute salutes saluted celebrate celebrates celebrated acclaim acclaimed back backs backed backing endorse endorses endorsed welcome welcomes"
    " welcomed favour favours favoured favor favors favored hail hails hailed praise praises praised applauded"
    " applauds approve approves approved"
)
_AGAINST = _set(
    "freeze freezes froze frozen freezing halt halts halted halting kill kills killed killing stalling holds-up denouncing"
    " condemning torpedo torpedoed sink sank scupper scuppered derail derailed stall stalls stalled nix nixed decry decries decried"
    " deplore deplores deplored lambast lambasts lambasted blast blasts blasted rebuff rebuffed spurn spurns spurned"
    " thwart thwarted frustrate frustrated delay delays delayed fight fights fought attacked lament laments lamented"
    " denounce denounces denounced slam slams slammed oppose opposes opposed opposing reject rejects rejected"
    " rejecting object objects objected objecting block blocks blocked blocking veto vetoes vetoed vetoing"
    " criticise criticises criticised criticize criticizes criticized condemn condemns condemned resist resists"
    " resisted obstruct obstructs obstructed"
)
_STRONG_AGAINST = _set("oppose opposes opposed opposing object objects objected objecting veto vetoes vetoed vetoing")
_NEEDS_MATTER = (_FOR | _AGAINST) - _STRONG_AGAINST
_BY = re.compile(
    r"(?P<verb>opposed|supported|backed|welcomed|criticised|criticized|blocked|vetoed|endorsed) by (?:the )?(?P<who>@[SOPN])"
)


def find_positions(report: Report, line: Line, memory: Memory) -> Iterator[Proposal]:
    """Who is for and who is against, in one line: each stand of each actor once, and only of somebody told apart."""
    told: set[tuple[str, str, str]] = set()
    for one in _positions(report, line, memory):
        key = (str(one.fields["actor"]), str(one.fields["stance"]), one.mode)
        if key in told or key[0].lower() in _ANYBODY:
            continue
        told.add(key)
        yield one
        yield from _too(report, line, one)


_TOO = re.compile(r", as (?:did|does|do|has|had) (?:the )?(?P<who>@[SON])")


def _too(report: Report, line: Line, one: Proposal) -> Iterator[Proposal]:
    """`NAME abstained, as did @S`: the same stand of another."""
    for found in _TOO.finditer(line.tagged):
        who = line.at(found.start("who"))
        if line.pieces[who].start > one.end:
            fields = {**one.fields, "actor": line.pieces[who].side}
            yield _proposal(report, line, (who - 1, who), Reading(mode=one.mode, why=one.why), fields)


_ANYBODY = _set("others all some many most several few critics everyone everybody nobody everything they one")


def _positions(report: Report, line: Line, memory: Memory) -> Iterator[Proposal]:
    taken: set[int] = set()
    matches = [(stance, found) for stance, pattern in PHRASES for found in pattern.finditer(line.tagged)]
    for stance, found in sorted(matches, key=lambda one: (one[1].start(), -one[1].end())):
        verb, last = line.at(found.start("verb")), line.until(found.end())
        if (
            verb not in taken
            and not _is_trial(line, found)
            and not _is_election(line, found)
            and not _is_passive(line.pieces, verb)
        ):
            taken.update(range(verb, last + 1))
            yield from _position(report, line, memory, (stance, verb, last + 1))
    for stance, label, who in ballots(line):
        taken.add(label)
        fields: dict[str, Value] = {"actor": _spelled(line.pieces[who]), "stance": stance}
        yield _proposal(report, line, (who, who), Reading(mode="asserted", why=(line.pieces[label].text,)), fields)
    for found in _BY.finditer(line.tagged):
        verb, who = line.at(found.start("verb")), line.at(found.start("who"))
        taken.add(verb)
        stance = "support" if line.pieces[verb].low in _FOR else "oppose"
        reading = mode_at(report, line, verb, verb)
        is_noun = reading.mode == "hoped" and reading.why[0].lower() in _PAPERS
        mode = (
            reading
            if reading.mode not in {"denied", "past", "total"} and not is_noun
            else Reading(mode="asserted", why=reading.why)
        )
        for spot in row_of(line.pieces, who, len(line.pieces)):
            yield _proposal(report, line, (verb, spot), mode, {"actor": _spelled(line.pieces[spot]), "stance": stance})
    for verb, piece in enumerate(line.pieces):
        if piece.tag != "w" or piece.low not in _FOR | _AGAINST or verb in taken or not is_verb_here(line.pieces, verb):
            continue
        if not _has_matter(line.pieces, verb):
            continue
        stance = "support" if piece.low in _FOR else "oppose"
        taken.add(verb)
        yield from _position(report, line, memory, (stance, verb, verb + 1))


def _spelled(piece: Piece) -> str:
    """A person by name, all others by whom they act for."""
    return piece.value if piece.tag == "P" else piece.side


def _is_passive(pieces: Sequence[Piece], verb: int) -> bool:
    """`was turned down`: its subject is no actor; `is dragging its feet` has one."""
    before = verb - 1
    while before > 0 and pieces[before].low.endswith("ly"):
        before -= 1
    low = pieces[verb].low
    return before >= 0 and pieces[before].low in _BEING and not low.endswith("ing") and low not in _BEING


_BEING = _set("is are was were be been being")


_PAPERS = _set("motion bid proposal plea request call demand")


def _is_election(line: Line, found: re.Match[str]) -> bool:
    """`voted for a new chairman`: a choice of persons is no stand."""
    if not found["verb"].startswith(("vote", "voting", "cast")):
        return False
    after = line.pieces[line.until(found.end()) + 1 :][:6]
    return any(piece.low in _OFFICES for piece in after) and not any(piece.low in _MATTERS for piece in after)


_OFFICES = _set(
    "chairman chairwoman parliament president mayor leader government council speaker party candidate candidates himself"
    " herself themselves him her successor secretary board premier"
)


def _is_trial(line: Line, found: re.Match[str]) -> bool:
    """`voted ... to ratify`, `argued for`, with no one named, or a plain `vote for` as a noun."""
    verb = line.at(found.start("verb"))
    return line.pieces[verb].low in {"vote", "votes"} and not is_verb_here(line.pieces, verb)


def _has_matter(pieces: Sequence[Piece], verb: int) -> bool:
    """Whether the verb has something that one can be for or against; `rejects claims` has not."""
    low = pieces[verb].low
    before = pieces[verb - 1].low if verb else ""
    if before in _BEING or (verb + 1 < len(pieces) and pieces[verb + 1].low in {"by", "with"}):
        return False
    if low.startswith("object"):
        return any(piece.low == "to" for piece in pieces[verb + 1 : verb + 3])
    after = _object(pieces, verb)
    if not after:
        return low in _STRONG_AGAINST
    if low.startswith(("reject", "dismiss")) and any(piece.tag == "M" or (piece.count or 0) > SMALL for piece in after):
        return False
    is_matter = any(piece.low in _MATTERS for piece in after)
    if after[0].tag in "MQ":
        return low not in _FOR and is_matter
    if low in _STRONG_AGAINST:
        return True
    if low.startswith("approv") and after[0].low != "of":
        return is_matter and any(piece.low in {"not", "never"} for piece in pieces[max(0, verb - 2) : verb])
    return is_matter and before != "in"


def _object(pieces: Sequence[Piece], verb: int) -> list[Piece]:
    """The few pieces behind a verb that can be its object."""
    after: list[Piece] = []
    for piece in pieces[verb + 1 : verb + 9]:
        if piece.tag in ".,;:" or piece.low in {"and", "but", "that", "for", "who", "while"}:
            break
        after.append(piece)
    return after


def _position(report: Report, line: Line, memory: Memory, what: tuple[str, int, int]) -> Iterator[Proposal]:
    stance, verb, after = what
    pieces = line.pieces
    reading = mode_of_deed(report, line, verb, max(verb, after - 1), is_whole=True)
    own = [piece.low for piece in pieces[max(0, verb - 4) : verb]]
    if reading.mode == "denied" and (NEGATIONS - {"nothing", "without"}) & set(own) and stance != "abstain":
        if stance == "oppose" and pieces[after - 1].low == "against":
            return
        stance = "oppose" if stance == "support" else "support"
        reading = Reading(mode="asserted", why=("not",))
    if reading.mode in {"total", "past"} and reading.why and "had" not in own:
        reading = Reading(mode="asserted", why=reading.why)
    if reading.mode == "asserted" and "had" in own:
        reading = Reading(mode="past", why=("had",))
    if reading.mode == "conditional" and {"intends", "intend", "intended", "plans"} & set(own):
        reading = Reading(mode="asserted", why=reading.why)
    if verb > 1 and pieces[verb - 1].low == "to" and pieces[verb - 2].low in _BINDING:
        return
    for actor in _actors(pieces, verb, memory):
        reading = _apart(pieces, actor.place, verb, reading)
        fields: dict[str, Value] = {"actor": _named(pieces, actor, memory), "stance": stance}
        subject = _subject(pieces, after)
        if subject:
            fields["subject"] = subject
            memory.subject = subject if not memory.subject else memory.subject
        start = actor.place if 0 <= actor.place < verb else verb
        yield _proposal(report, line, (start, max(verb, after - 1)), reading, fields)


# A number above this is a sum without its currency.
SMALL = 1000
_BINDING = _set("undertake undertook promise promised vow vowed pledge pledged swore")


def _apart(pieces: Sequence[Piece], place: int, verb: int, reading: Reading) -> Reading:
    """A word of the half before `and` says nothing of this half: `refused the sum, and NAME blocked the vote`."""
    if reading.mode not in {"denied", "hoped", "conditional"} or not reading.why or not 1 < place < verb:
        return reading
    spot = next((spot for spot, piece in enumerate(pieces) if piece.text == reading.why[0]), -1)
    joint = place - 1
    while joint > 0 and pieces[joint].low in DETERMINERS:
        joint -= 1
    if (
        0 <= spot < joint
        and pieces[joint].low in {"and", "but", ";", "while"}
        and "that" not in {piece.low for piece in pieces[spot:place]}
    ):
        return Reading(mode="asserted", why=(pieces[verb].text,))
    return reading


def _actors(pieces: Sequence[Piece], verb: int, memory: Memory) -> list[Actor]:
    """The subject and all that `and` joins to it, a person by name."""
    found = doers(pieces, verb, memory)
    first = found[0]
    if first.tag == "pronoun" and first.said.lower() in {"he", "she", "i"}:
        here = next((piece for piece in reversed(pieces[: first.place]) if piece.tag in "PSON"), None)
        if here is not None and here.tag == "P":
            return [Actor(value=here.value, said=first.said, place=first.place, tag="P")]
        if here is not None or not memory.person:
            return [first] if first.value else []
        return [Actor(value=memory.person, said=first.said, place=first.place, tag="P")]
    if not first.value and first.tag == "noun" and first.said:
        return [Actor(value=first.said, said=first.said, place=first.place, tag="noun")]
    if not first.value and not (first.tag == "P" and first.said):
        return []
    return [
        Actor(value=one.said, said=one.said, place=one.place, tag="P") if one.tag == "P" and one.said else one
        for one in found
    ]


def _named(pieces: Sequence[Piece], actor: Actor, memory: Memory) -> Value:
    """The actor with what else the text calls it: a person's state or body, a party with its noun."""
    names = [actor.value]
    if actor.tag == "P" and actor.value:
        names += [memory.full_name(actor.value), memory.homes.get(actor.value.split()[-1], "")]
    elif actor.tag in {"O", "N"} and 0 <= actor.place < len(pieces):
        names.append(pieces[actor.place].text)
        after = pieces[actor.place + 1] if actor.place + 1 < len(pieces) else None
        if after is not None and after.low in _KINDS:
            names.append(f"{pieces[actor.place].text} {after.text}")
    elif actor.tag == "noun":
        names.append(actor.said)
        if 0 < actor.place < len(pieces) and pieces[actor.place - 1].low in _WHOSE:
            names.append(f"{pieces[actor.place - 1].text} {actor.said}")
    kept = tuple(dict.fromkeys(name for name in names if name))
    return kept if len(kept) > 1 else actor.value


_WHOSE = _set("my our his her their")
_KINDS = _set(
    "party group bloc caucus benches faction list club union league camp wing members lawmakers deputies senators"
    " movement alliance coalition ministers leader bench front"
)


def _subject(pieces: Sequence[Piece], start: int) -> str:
    """What it is for or against, in the text's words."""
    while start < len(pieces) and pieces[start].low in {"to", "of", "the", "a", "an", '"', "“"}:
        start += 1
    end = start
    while (
        end < len(pieces)
        and end - start < 8
        and pieces[end].tag not in '.,;:"”?!'
        and pieces[end].low not in {"and", "but", "that", "when", "while", "because", "as", "on", "by", "at"}
    ):
        end += 1
    return words_of(pieces[start:end])


def _proposal(
    report: Report, line: Line, span: tuple[int, int], reading: Reading, fields: dict[str, Value]
) -> Proposal:
    start, end = line.pieces[span[0]].start, line.pieces[span[1]].end
    return Proposal(
        kind="position", mode=reading.mode, fields=fields, start=start, end=end, text=report.text[start:end],
        confidence=0.75, missing=(), why=reading.why,
    )  # fmt: skip
