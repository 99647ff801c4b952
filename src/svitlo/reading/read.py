"""A report in, proposals out. Nothing here writes anything anywhere."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from svitlo.reading.facts import Proposal, Value
from svitlo.reading.frames import told_gift
from svitlo.reading.goods import find_goods
from svitlo.reading.impacts import find_impacts
from svitlo.reading.lexicon import STATE_ACTORS, one_of
from svitlo.reading.membership import find_membership
from svitlo.reading.memory import Memory, first_actor, is_code
from svitlo.reading.money import Money
from svitlo.reading.pieces import Line
from svitlo.reading.places import named_place
from svitlo.reading.promises import find_promises
from svitlo.reading.report import Report, report_of
from svitlo.reading.speech import speaker_of
from svitlo.reading.stances import find_positions
from svitlo.reading.strikes import find_strikes
from svitlo.reading.support import find_support
from svitlo.reading.weighing import Judge, shipped


def read_report(
    text: str, *, published: date | None = None, source: str = "", judge: Judge | None = None
) -> tuple[Proposal, ...]:
    """All facts that a plain report seems to hold, in the order of the text. `source` is who published it."""
    judge = judge or Judge(weights=shipped())
    report = report_of(text, published)
    memory = _memory(report)
    if source and not memory.own:
        memory.own = next((first_actor(line.pieces).value for line in report_of(source, published).lines), "")
    found: list[Proposal] = []
    money: Money | None = None
    for number, line in enumerate(report.lines):
        before = len(found)
        memory.section = _section(line, memory.section)
        speaker, home = speaker_of(line, memory)
        memory.speaker_home = home
        for proposal, sum_ in find_support(report, line, memory, money, judge):
            found.append(_told(line, proposal, speaker))
            money = sum_
            if proposal.mode == "asserted" and (donor := proposal.fields.get("donor", "")):
                memory.giver = donor if isinstance(donor, str) else donor[-1]
        others = (
            *find_goods(report, line, memory, judge),
            *find_strikes(report, line, memory),
            *find_impacts(report, line, memory),
            *find_membership(report, line, memory),
            *find_positions(report, line, memory),
            *find_promises(report, line, memory, (speaker, home)),
        )
        found.extend(_told(line, proposal, speaker) for proposal in _once(others))
        if _is_called_false(report, number) or (
            line.tagged.startswith(("claim ", "myth ", "rumour ", "correction ", "corrections "))
            and ":" in line.tagged[:20]
        ):
            found[before:] = [replace(one, mode="denied") if one.mode == "asserted" else one for one in found[before:]]
        memory.pledger = told_gift(line, memory)
        memory.see(line)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def _once(others: Sequence[Proposal]) -> Iterator[Proposal]:
    """A parliament that ratifies takes no stand besides."""
    ratified = [one for one in others if one.fields.get("status") == "ratified"]
    for one in others:
        is_same = one.kind == "position" and any(
            one.start < other.end and other.start < one.end and other.fields.get("by", "") in ("", *_names(one))
            for other in ratified
        )
        if not is_same:
            yield one


def _names(position: Proposal) -> tuple[Value, ...]:
    actor = position.fields.get("actor", "")
    return actor if isinstance(actor, tuple) else (actor,)


_VERDICT = re.compile(
    r"^(?:[\"“” ]|a : |answer : )*(?:this |that |it |the claim |the story |the figure |the number |the sum |the report )?(?:is |was )?(?:simply |just |plainly |all )?"
    r"(?:false|untrue|wrong|nonsense|misleading|invented|fake|half true|not true|no truth|incorrect|made up|a lie|a hoax|fiction|not so)(?: |$)"
    r"|\b(?:called|calls) (?:it|this|that|the \w+) (?:\" )?(?:invented|false|untrue|a lie|fake|nonsense|baseless|fiction|wrong|a hoax|pure \w+|simply \w+)"
    r"|^(?:[\"“] )?(?:minutes later |later )?(?:\w+ ){0,4}(?:: )?(?:[\"“] )?correction :"
    r"|\b(?:denied|denies|dismissed) (?:it|this|that|the claim|the report|the story)(?: [.,]|$)"
)


_OPEN = one_of(
    "discussion discussed pending planned possible expected requested requests needed needs wanted wishes"
    " considered undecided open withdrawn cancelled refused rejected asked hoped awaited unconfirmed rumoured late"
)
LONGEST_HEADING = 7


def _section(line: Line, before: str) -> str:
    """The word of a heading that says that what stands below it is not settled; empty below any other heading."""
    pieces = line.pieces
    is_heading = (
        len(pieces) <= LONGEST_HEADING
        and pieces[-1].tag not in {".", "!", "?"}
        and not any(one.tag in "MQ" for one in pieces)
    )
    if not is_heading:
        return before
    return next((piece.text for piece in pieces if piece.low in _OPEN), "")


def _is_called_false(report: Report, number: int) -> bool:
    """Whether the next sentence of the same paragraph takes this one back."""
    if number + 1 >= len(report.lines):
        return False
    line, following = report.lines[number], report.lines[number + 1]
    return following.sentence.paragraph == line.sentence.paragraph and _VERDICT.search(following.tagged) is not None


def _realms(report: Report) -> frozenset[str]:
    """Names never seen before that the report treats as states: with a people, a parliament, a capital of their own."""
    found = set()
    for line in report.lines:
        for place, piece in enumerate(line.pieces):
            after = line.pieces[place + 1 : place + 4]
            before = [one.low for one in line.pieces[max(0, place - 3) : place]]
            if piece.tag == "A" and not piece.value.isupper():
                found.add(piece.value)
            elif piece.tag == "O" and piece.home and not is_code(piece.home):
                found.add(piece.home)
            elif (
                piece.tag == "N"
                and after
                and after[0].low == "'s"
                and any(one.low in STATE_ACTORS for one in after[1:])
            ) or (piece.tag == "N" and before[-1:] in (["of"], ["in"]) and set(before) & STATE_ACTORS):
                found.add(piece.value)
    return frozenset(found)


def _home_state(report: Report, memory: Memory) -> str:
    """The state that `the government` means before any is named: of the dateline, else of the headline."""
    for line in report.lines[:4]:
        first = line.pieces[0]
        if first.is_seat and any(one.tag in {"-", "–", "—"} for one in line.pieces[:10]):
            return first.value
    named = (
        one
        for line in report.lines[:2]
        for one in line.pieces
        if one.tag in "SA" or one.side in memory.realms or is_code(one.side)
    )
    return next((one.side for one in named if one.side != memory.receiver), "")


def _receiver(report: Report) -> str:
    """The name that `to`, `for`, `help` point at most often."""
    counts: Counter[str] = Counter()
    for line in report.lines:
        for place, piece in enumerate(line.pieces[1:], 1):
            if piece.tag in "SNA" and line.pieces[place - 1].low in one_of("to for help give send sending gives sent"):
                counts[piece.value] += 1
    return counts.most_common(1)[0][0] if counts else ""


def _memory(report: Report) -> Memory:
    memory = Memory(realms=_realms(report))
    for line in report.lines:
        for piece in line.pieces:
            if piece.tag == "P" and piece.home:
                memory.homes.setdefault(piece.value.split()[-1], piece.home)
    memory.receiver = _receiver(report)
    for line in report.lines[:3]:
        actor = first_actor(line.pieces)
        if (
            actor.value
            and actor.value != memory.receiver
            and not memory.own
            and (actor.tag != "N" or actor.value in memory.realms or " " in actor.value)
        ):
            memory.own = actor.value
    memory.currencies = frozenset(
        one.money.currency for line in report.lines for one in line.pieces if one.money is not None
    )
    memory.named_currencies = frozenset(
        (one.money.currency, one.text)
        for line in report.lines
        for one in line.pieces
        if one.money is not None and not one.money.is_guess
    )
    memory.home_state = _home_state(report, memory)
    if not memory.own:
        memory.own = next(
            (
                line.pieces[0].value
                for line in report.lines[:4]
                if line.pieces[0].is_seat and any(one.tag in {"-", "–", "—"} for one in line.pieces[:8])
            ),
            "",
        )
    memory.main_place = memory.place = next(
        (named_place(one) for line in report.lines[:4] for one in line.pieces[:1] if one.is_seat or one.tag == "N"), ""
    )
    words = {piece.low for line in report.lines[:6] for piece in line.pieces}
    rows = sum(len(re.findall(r"@[SON] [-:–—|(,] (?:\w+ ){0,2}@[MQ]", line.tagged)) for line in report.lines)
    aid = one_of(
        "aid pledge pledged support donors donor contributions help gave give grants commitments transfers given paid"
    )
    if (
        rows > 2
        or (rows > 1 and any(piece.low in aid for line in report.lines for piece in line.pieces))
        or words & one_of("pledges commitments contributions donations gifts")
    ):
        memory.is_list = True
    return memory


def _told(line: Line, proposal: Proposal, speaker: str) -> Proposal:
    fields: dict[str, Value] = dict(proposal.fields)
    when = next((piece.when for piece in line.pieces if piece.when is not None and piece.when.iso), None)
    if when is not None and "date" not in fields:
        fields["date"] = when.iso
    return replace(proposal, fields=fields, speaker=speaker)
