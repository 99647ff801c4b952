"""Support in money: who gives which sum to whom."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

from collections.abc import Iterator, Sequence
from dataclasses import replace

from svitlo.reading.bare_sums import bare_millions
from svitlo.reading.clauses import words_of
from svitlo.reading.facts import Proposal, Value
from svitlo.reading.frames import UNSURE
from svitlo.reading.gifts import agent_at
from svitlo.reading.given import OWN, Found, governed
from svitlo.reading.lexicon import BODY_ACTORS, STATE_ACTORS, one_of, phrases
from svitlo.reading.memory import Actor, Memory, is_code
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.money import Money, of_giver, own_currency
from svitlo.reading.nations import alpha2_of, state_of_currency
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report
from svitlo.reading.rows import gapped, in_order
from svitlo.reading.signs import Fact
from svitlo.reading.uses import category_of, purpose_of, recipient_of
from svitlo.reading.weighing import Judge


def find_support(
    report: Report, line: Line, memory: Memory, last: Money | None, judge: Judge
) -> Iterator[tuple[Proposal, Money]]:
    """Proposals of one line. `last` is the last sum before it, whose currency bare millions take over."""
    pieces = line.pieces
    given: Actor | None = None
    for place, piece in enumerate(pieces):
        money = piece.money if piece.tag == "M" else bare_millions(report, pieces, place, last)
        if money is None or _is_repeat(pieces, place):
            continue
        last = money
        ruled = _in_row(report, line, place) or _listed(report, line, place, memory, given)
        is_row = ruled is not None and in_order(pieces, place) >= 0
        ruled = ruled or governed(report, line, place, memory)
        if ruled is not None:
            ruled = (_resolved(pieces, ruled[0], money, memory), *ruled[1:])
        fact = Fact(kind="support", report=report, line=line, first=place, end=place + 1)
        judged = _judged(fact, memory, judge, ruled)
        found = ruled if is_row and ruled is not None and judged is not None else judged
        if found is None:
            continue
        actor, reading, start, end = found
        if actor.place >= 0 and reading.mode == "asserted":
            given = actor
        for one in _each(pieces, place, actor):
            proposal = _proposal(report, line, place, money, (one, reading, start, end), memory)
            last = replace(money, currency=str(proposal.fields["currency"]))
            yield proposal, last


def _in_row(report: Report, line: Line, place: int) -> Found | None:
    """A giver of a row that shares one verb."""
    spot = in_order(line.pieces, place)
    actor = agent_at(line.pieces, spot) if spot >= 0 else gapped(line.pieces, place)
    return (actor, mode_at(report, line, place, place), place, place) if actor is not None else None


def _judged(fact: Fact, memory: Memory, judge: Judge, ruled: Found | None) -> Found | None:
    """What the rules found and what the signs say, together; a giver of the signs alone stretches no span."""
    decided = judge.decide(fact, memory, ruled[:2] if ruled is not None else None)
    if decided is None:
        return None
    if ruled is not None and (decided[0].place == ruled[0].place or decided[1].mode != "asserted"):
        return (*decided, *ruled[2:])
    return (*decided, fact.first, fact.first)


def _each(pieces: Sequence[Piece], place: int, actor: Actor) -> list[Actor]:
    """`A, B and C each gave @M`: the same sum from each of them."""
    if not any(piece.low == "each" for piece in pieces[max(0, place - 5) : place + 3]) or actor.place < 0:
        return [actor]
    givers = [piece for piece in pieces[:place] if piece.tag in "SON"]
    if len(givers) < 2 or actor.value not in {piece.side for piece in givers}:
        return [actor]
    return [Actor(value=piece.side, said=piece.text, place=actor.place, tag=piece.tag) for piece in givers]


def _is_repeat(pieces: Sequence[Piece], place: int) -> bool:
    """The same sum again in another currency: `(@M)`, `(about @M)`, `@M, or @M`."""
    before = [piece.low for piece in pieces[max(0, place - 4) : place]]
    tags = [piece.tag for piece in pieces[max(0, place - 5) : place]]
    if "(" in before and "M" in tags and ")" not in before:
        return True
    return len(tags) > 1 and before[-1] in {"or"} and "M" in tags[-3:]


def _of_list(report: Report, line: Line, place: int, name: Piece, section: str) -> Reading:
    """A listed sum counts as given, unless its own line sets a condition."""
    reading = mode_at(report, line, place, place)
    if section:
        return Reading(mode="conditional", why=(section,))
    return reading if reading.mode == "conditional" else Reading(mode="asserted", why=(name.text,))


def _listed(report: Report, line: Line, place: int, memory: Memory, given: Actor | None) -> Found | None:
    """A name right before the sum: in a list `NAME: SUM`, or after a first giver `NAME SUM and NAME SUM`."""
    pieces = line.pieces
    if place < 1:
        return None
    spot = place - 1
    while spot > 0 and pieces[spot].low in one_of(
        "another a further some about up to with nearly almost over more than just"
    ):
        spot -= 1
    is_list = pieces[spot].tag in {":", "–", "-", "—", "|", "(", ",", "\t"} and spot > 0
    inserted = _before_insert(pieces, spot) if is_list and given is not None else -1
    if inserted >= 0:
        reading = _of_list(report, line, place, pieces[inserted], memory.section)
        return agent_at(pieces, inserted), reading, inserted, place
    name = pieces[spot - 1] if is_list else pieces[spot]
    if name.tag not in "SON" and not (name.tag == "A" and name.low.endswith("s")):
        return None
    if not is_list and name.tag == "S" and spot and pieces[spot - 1].tag in {":", ";"} and money_ends(pieces, place):
        return (
            Actor(value=name.side, said=name.text, place=spot, tag="S"),
            _of_list(report, line, place, name, memory.section),
            spot,
            place,
        )
    head = spot - 1 if is_list else spot
    before = pieces[head - 1] if head else None
    starts = (
        before is None or before.tag in {";", ":", ",", ".", "•", "-", "*", "–"} or before.low in {"the", "and", "of"}
    )
    if is_list and starts and (memory.is_list or _is_row(pieces) or _is_gapped(pieces, head, place)):
        return (
            Actor(value=name.side, said=name.text, place=head, tag=name.tag),
            _of_list(report, line, place, name, memory.section),
            head,
            place,
        )
    opens = before is not None and (
        before.tag in {",", ";"} or before.low in {"and", "the", "while", "neighbouring", "tiny", "nearby", "little"}
    )
    if not is_list and given is not None and opens:
        return (
            Actor(value=name.side, said=name.text, place=head, tag=name.tag),
            _of_list(report, line, place, name, memory.section),
            head,
            place,
        )
    return None


def _is_gapped(pieces: Sequence[Piece], head: int, place: int) -> bool:
    """`@S, @M for schools.` as a whole sentence."""
    return (
        head == 0 and place == len((head, ",")) and place + 1 < len(pieces) and pieces[place + 1].low in {"for", "to"}
    )


def _is_row(pieces: Sequence[Piece]) -> bool:
    """Whether at least two items of the sentence read `NAME, SUM`, parted by semicolons."""
    rows = zip(pieces, pieces[1:], pieces[2:], strict=False)
    items = sum(one.tag in "SON" and mark.tag in {",", ":"} and last.tag in "MQ" for one, mark, last in rows)
    return items > 1 and any(piece.tag == ";" for piece in pieces)


def _meant(money: Money, said: str, donor: str, is_bare: bool, line: Line, memory: Memory) -> str:
    """The currency that words such as `crowns` or bare millions leave open: the giver's, or the one the report names in full."""
    alpha2 = alpha2_of(donor) or next(
        (alpha2_of(one.value) for one in line.pieces if one.tag in "SA" and is_code(one.value)), ""
    )
    own = own_currency(alpha2_of(donor), memory.currencies) if is_bare else ""
    kind = said.rsplit(maxsplit=1)[-1].lower().rstrip("s")
    base = "USD" if is_bare and kind == "dollar" else money.currency
    found = of_giver(own or base, said, alpha2)
    if kind not in _KIND_WORDS:
        return found
    named = {code for code, words in memory.named_currencies if words.lower().rstrip("s").endswith(f" {kind}")}
    is_meant = found == money.currency and not own and len(named) == 1 and not alpha2_of(donor)
    return named.pop() if is_meant or own_currency(alpha2_of(donor), frozenset(named)) else found


_KIND_WORDS = one_of("dollar crown franc pound kronor kroner krone krona rupee peso dinar")
_OF_ITS_OWN = frozenset({"its", "own"})


def _before_insert(pieces: Sequence[Piece], comma: int) -> int:
    """`, and @S, after weeks of doubt, one million`: the name before an insertion that ends at `comma`; -1 if there is none."""
    opening = next((spot for spot in range(comma - 1, max(-1, comma - 9), -1) if pieces[spot].tag in ",;.:"), -1)
    if pieces[comma].tag != "," or opening < 2 or pieces[opening].tag != "," or opening == comma - 1:
        return -1
    is_name = pieces[opening - 1].tag in "SO" and pieces[opening - 2].low in {"and", ",", ";", "while"}
    return opening - 1 if is_name and not any(one.tag in "SONMQ" for one in pieces[opening + 1 : comma]) else -1


def money_ends(pieces: Sequence[Piece], place: int) -> bool:
    """Whether nothing but an aim follows the sum before the next stop: an item of a list."""
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    return after is None or after.tag in ";.,)" or after.low in {"for", "to", "in", "and"}


_NOBODY = one_of(
    "partners donors allies participants states countries members friends others people organisers governments"
    " ministers lenders all everyone"
)


def _of_house(pieces: Sequence[Piece], actor: Actor, donor: str, memory: Memory) -> str:
    """Whose board, council or order it is: the one named behind `of`, else the one that the report is about."""
    if actor.tag != "O" or donor.lower() not in _HOUSES or not 0 <= actor.place < len(pieces):
        return donor
    behind = pieces[actor.place + 1 : actor.place + 4]
    named = next((one for one in behind[1:] if one.tag in "SONP"), None) if behind and behind[0].low == "of" else None
    if donor.lower() in _ORDERS:
        return f"{donor} of {named.text}" if named is not None else donor
    return named.side if named is not None else memory.own or memory.state or donor


_ORDERS = frozenset(phrases("red cross|order|red crescent"))
_HOUSES = _ORDERS | frozenset(
    phrases("board of directors|board|supervisory board|council of ministers|cabinet of ministers|state council")
)


def _is_stranger(pieces: Sequence[Piece], actor: Actor, memory: Memory) -> bool:
    """Whether the giver is a person whose state the text does not tell beside the name, so that the one last named is a guess."""
    if not 0 <= actor.place < len(pieces) or actor.tag == "O":
        return False
    piece = pieces[actor.place]
    if piece.tag == "P":
        return (
            not piece.home
            and not memory.homes.get(piece.value.split()[-1])
            and actor.value in {"", memory.receiver, piece.value}
        )
    follows = pieces[actor.place + 1] if actor.place + 1 < len(pieces) else None
    return (
        piece.tag == "N"
        and actor.value == piece.value
        and follows is not None
        and follows.low in {"said", "says", "told", "added"}
    )


def _is_sure(donor: str, actor: Actor) -> bool:
    """Whether a giver is named well enough: a sum without one is told as a remark, not as money."""
    if not donor or actor.tag != "words":
        return bool(donor)
    last = donor.rsplit(maxsplit=1)[-1].lower()
    if last in _INCOMES:
        return False
    return (
        any(word[:1].isupper() for word in donor.split()[1:])
        or last in BODY_ACTORS | STATE_ACTORS
        or last.endswith("s")
    )


_INCOMES = one_of(
    "fees taxes duties sales exports revenues tolls savings losses costs profits tickets imports earnings orders"
)


def _resolved(pieces: Sequence[Piece], actor: Actor, money: Money, memory: Memory) -> Actor:
    """The giver by name: a person's state, a board's house; no value where the words name nobody."""
    donor = actor.value
    if _is_stranger(pieces, actor, memory):
        donor = state_of_currency(money.currency) or (memory.own if memory.own != memory.receiver else "")
    donor = _of_house(pieces, actor, donor, memory)
    if donor.lower().removeprefix("the ") in _NOBODY:
        donor = ""
    if not donor and actor.said.lower() in OWN:
        donor = state_of_currency(money.currency)
    return replace(actor, value=donor)


def _proposal(report: Report, line: Line, place: int, money: Money, found: Found, memory: Memory) -> Proposal:
    actor, reading, first, last = found
    pieces = line.pieces
    donor = _resolved(pieces, actor, money, memory).value
    recipient = recipient_of(pieces, place, donor)
    is_own = donor == "UKR" and not recipient
    if reading.mode == "asserted" and (is_own or not _is_sure(donor, actor)):
        reading = Reading(mode="conditional", why=(*reading.why, UNSURE))
    start = min(
        pieces[first].start, money.wide_start + line.sentence.start if pieces[place].tag == "M" else pieces[place].start
    )
    end = max(pieces[last].end, pieces[place].end)
    fields: dict[str, Value] = {}
    if donor:
        fields["donor"] = memory.donor(actor, donor)
    if recipient:
        fields["recipient"] = recipient
    fields |= money.fields
    if money.is_guess:
        said = (
            words_of(pieces[place : place + 5])
            if pieces[place].tag == "Q" and {one.low for one in pieces[place : place + 5]} >= _OF_ITS_OWN
            else pieces[place].text
        )
        fields["currency"] = _meant(money, said, donor, pieces[place].tag == "Q", line, memory)
    around = pieces[max(0, place - 20) : place + 25]
    fields["purpose"] = purpose_of(around, pieces[place : place + 22])
    fields["category"] = category_of(around)
    missing = tuple(
        name
        for name, lacks in (("donor", not donor), ("recipient", not recipient), ("currency", money.is_guess))
        if lacks
    )
    return Proposal(
        kind="support", mode=reading.mode, fields=fields, start=start, end=end, text=report.text[start:end], confidence=_sureness(actor, reading, missing),
        missing=missing, why=reading.why,
    )  # fmt: skip


def _sureness(actor: Actor, reading: Reading, missing: Sequence[str]) -> float:
    """From 0 to 1: less for each field that is missing or guessed, least where no giver was found."""
    lacks = 0.15 * ("donor" in missing) + 0.05 * ("recipient" in missing) + 0.1 * ("currency" in missing)
    is_far = actor.tag in {"pronoun", "noun"}
    return round(0.9 - lacks - 0.1 * is_far - 0.3 * (UNSURE in reading.why), 2)
