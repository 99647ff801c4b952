"""Support in kind: who sends how many of what to whom."""

from collections.abc import Iterator, Mapping, Sequence

from svitlo.reading.actors import subject_of
from svitlo.reading.asking import asked
from svitlo.reading.facts import Mode, Proposal, Value
from svitlo.reading.gifts import is_other
from svitlo.reading.goods_frames import framed_goods, is_shot_or_lost
from svitlo.reading.governing import Governor, goods_governor, is_subject
from svitlo.reading.hedges import heard_in
from svitlo.reading.lexicon import (
    ARRIVE,
    ASK,
    AUXILIARIES,
    BODY_HEADS,
    GIVE,
    GIVE_GOODS,
    MAYBE,
    PREPOSITIONS,
    RECEIVE,
    one_of,
)
from svitlo.reading.memory import Actor, Memory, first_actor
from svitlo.reading.modes import Reading, mode_at
from svitlo.reading.pieces import Line, Piece
from svitlo.reading.report import Report
from svitlo.reading.rows import gapped
from svitlo.reading.signs import Fact
from svitlo.reading.things import END, EQUIPMENT, Thing, things
from svitlo.reading.uses import category_of, recipient_of
from svitlo.reading.weighing import Judge

Found = tuple[Actor, Reading, int]


def find_goods(report: Report, line: Line, memory: Memory, judge: Judge) -> Iterator[Proposal]:
    """Proposals of one line, things of one list under one verb."""
    pieces = line.pieces
    given: Found | None = None
    heard = heard_in(line.tagged)
    listed = _list_giver(pieces, memory)
    for thing in things(pieces, memory):
        if is_shot_or_lost(line, thing):
            continue
        giver = gapped(pieces, thing.first) or (_giver_before(pieces, thing.first) if listed is not None else None)
        ruled = (
            (giver, Reading(mode="asserted", why=(giver.said,)), giver.place)
            if giver is not None
            else _governed(report, line, thing, memory, given)
        )
        if (
            heard
            and ruled is not None
            and ruled[1].mode == "asserted"
            and heard_in(line.tagged[: line.starts[thing.first]] or " ")
        ):
            ruled = ruled[0], Reading(mode="conditional", why=(heard,)), ruled[2]
        fact = Fact(kind="goods", report=report, line=line, first=thing.first, end=thing.end)
        found = _judged(fact, memory, judge, ruled)
        if found is None:
            continue
        given = found if found[1].mode == "asserted" or given is None else given
        yield _proposal(report, line, thing, found, memory)


def _judged(fact: Fact, memory: Memory, judge: Judge, ruled: Found | None) -> Found | None:
    """What the rules found and what the signs say, together."""
    decided = judge.decide(fact, memory, ruled[:2] if ruled is not None else None)
    if decided is None:
        return None
    is_ruled = ruled is not None and (decided[0].place == ruled[0].place or decided[1].mode != "asserted")
    return (*decided, ruled[2] if ruled is not None and is_ruled else fact.first)


def _list_giver(pieces: Sequence[Piece], memory: Memory) -> Actor | None:
    """Whether the line lists gifts in kind as `NAME, 60 THINGS; NAME, ...`."""
    stops = sum(piece.tag in {";", ":"} for piece in pieces)
    has_list = stops >= 1 and (memory.is_list or (stops > 1 and _is_row(pieces)))
    return Actor(value="list") if has_list else None


def _is_row(pieces: Sequence[Piece]) -> bool:
    """Whether at least two items of the sentence read `NAME, how many`."""
    return (
        sum(
            one.tag in "SO" and comma.tag in {",", ":"} and count.tag in "QM"
            for one, comma, count in zip(pieces, pieces[1:], pieces[2:], strict=False)
        )
        > 1
    )


def _giver_before(pieces: Sequence[Piece], first: int) -> Actor | None:
    spot = first - 1
    while spot >= 0 and pieces[spot].tag in {",", ":", "–", "-"}:
        spot -= 1
    if 0 <= spot < first - 1 and pieces[spot].tag in "SON":
        return Actor(value=pieces[spot].side, said=pieces[spot].text, place=spot, tag=pieces[spot].tag)
    return None


def _governed(report: Report, line: Line, thing: Thing, memory: Memory, given: Found | None) -> Found | None:
    pieces = line.pieces
    governor = goods_governor(pieces, thing.first, thing.end)
    if governor is None:
        return _without_verb(report, line, thing, memory, given)
    if governor.is_after and governor.verb > thing.end and not is_subject(pieces, thing.first):
        framed = framed_goods(report, line, thing, memory)
        if framed is not None:
            return framed
    if not _may_govern(pieces, governor, thing):
        return None
    reading = mode_at(report, line, governor.verb, thing.first)
    if reading.mode == "asserted" and governor.form in _FORMS:
        reading = Reading(mode=_FORMS[governor.form], why=(pieces[governor.verb].text,))
    if reading.mode == "total":
        reading = Reading(mode="asserted", why=reading.why)
    actor = _giver(pieces, governor, thing, memory)
    if pieces[governor.verb].low in RECEIVE and not actor.value:
        return None
    if not actor.value and reading.mode == "asserted":
        return None
    if governor.is_ask:
        actor = asked(pieces, governor.verb, thing.first, memory)
    start = min(governor.verb, thing.first, actor.place if 0 <= actor.place < thing.first else thing.first)
    return actor, reading, start


def _without_verb(report: Report, line: Line, thing: Thing, memory: Memory, given: Found | None) -> Found | None:
    """`60 generators from Taiwan`, or one more thing of a list that has its giver."""
    pieces = line.pieces
    framed = framed_goods(report, line, thing, memory)
    if framed is not None:
        return framed
    if not thing.quantity:
        return None
    if any(
        is_other(piece) and not piece.low.startswith("t") for piece in pieces[max(0, thing.first - 3) : thing.first]
    ):
        return None
    thanked = _thanked(pieces, thing.first)
    if thanked is not None:
        return thanked, mode_at(report, line, thing.first, thing.first), thing.first
    source = _from_name(pieces, thing.end)
    if source is not None:
        return source, mode_at(report, line, thing.first, thing.first), thing.first
    joined = thing.first > 0 and pieces[thing.first - 1].low in {"and", "with", "plus", ",", "including"}
    partner = _with_partner(pieces, thing.first)
    if partner is not None and given is not None:
        return partner, given[1], thing.first
    if given is None or not joined or given[1].mode != "asserted":
        return None
    return given[0], given[1], thing.first


def _with_partner(pieces: Sequence[Piece], first: int) -> Actor | None:
    """`, her Czech colleague with 30 vehicles`: the next giver of a row under one verb."""
    if first < 2 or pieces[first - 1].low != "with":
        return None
    for spot in range(first - 2, max(-1, first - 7), -1):
        if pieces[spot].tag in "SOA":
            return _as_actor(pieces[spot])
        if pieces[spot].tag in ",;.":
            break
    return None


def _may_govern(pieces: Sequence[Piece], governor: Governor, thing: Thing) -> bool:
    """Whether this word hands over such things: weak words only known things, purchases only gifts."""
    low = pieces[governor.verb].low
    behind = pieces[governor.verb + 1].low if governor.verb + 1 < len(pieces) else ""
    if behind == "down" or (low == "bound" and behind not in {"for", "to"}):
        return False
    is_known = thing.item.lower().split()[-1] in EQUIPMENT
    if not is_known and (low in ARRIVE if governor.is_after else low not in _HANDS_OVER and governor.form == "give"):
        return False
    if low in _BUYS and not _is_for_someone(pieces, governor.verb):
        return False
    parcel = pieces[max(0, governor.verb - 6) : governor.verb]
    if low in _CARRIES and not any(piece.low in _PARCELS for piece in parcel):
        return False
    is_single = pieces[thing.first].tag == "w" and thing.quantity == "1"
    return (bool(thing.quantity) and not is_single) or _lists_things(pieces, governor, thing)


_FORMS: Mapping[str, Mode] = {"ask": "hoped", "maybe": "conditional", "deny": "denied"}


def _thanked(pieces: Sequence[Piece], first: int) -> Actor | None:
    """`thanked Japan for 300 generators`."""
    if first < 3 or pieces[first - 1].low != "for" or pieces[first - 2].tag not in "SO":
        return None
    is_thanks = any(piece.low in {"thanked", "thanks", "thank"} for piece in pieces[max(0, first - 5) : first - 2])
    return _as_actor(pieces[first - 2]) if is_thanks else None


def _from_name(pieces: Sequence[Piece], end: int) -> Actor | None:
    """`60 generators from Taiwan`: the name right behind."""
    spot = end + 1
    while spot < len(pieces) and pieces[spot].low in {"the", "its"}:
        spot += 1
    if spot >= len(pieces) or pieces[end].low != "from" or pieces[spot].tag not in "SON":
        return None
    follows = pieces[spot + 1] if spot + 1 < len(pieces) else None
    if follows is not None and (
        follows.low == "'s"
        or (follows.tag == "w" and follows.low in {"warehouse", "port", "depot", "plant", "reserve"})
    ):
        return None
    return Actor(value=pieces[spot].side, said=pieces[spot].text, place=spot, tag=pieces[spot].tag)


def _gift_of(pieces: Sequence[Piece], first: int) -> Actor | None:
    """`a German gift of 40 heaters`."""
    for spot in range(first - 1, max(-1, first - 4), -1):
        if pieces[spot].low in {"gift", "donation", "shipment", "consignment", "delivery", "convoy"}:
            owner = pieces[spot - 1] if spot else None
            if owner is not None and owner.tag in "SA":
                return Actor(value=owner.value, said=owner.text, place=spot - 1, tag=owner.tag)
    return None


def _is_for_someone(pieces: Sequence[Piece], verb: int) -> bool:
    """Whether a purchase is a gift: `will buy 10 boats for @S`, or bought to be sent."""
    after = pieces[verb:]
    to_name = any(piece.low in {"for", "to"} and after[spot + 1].tag in "SNOA" for spot, piece in enumerate(after[:-1]))
    return to_name or any(piece.low in {"send", "donate", "deliver"} for piece in after)


_PARCELS = one_of(
    "package packages list shipment shipments delivery deliveries aid help convoy consignment consignments it"
    " they tranche donation donations parcel parcels first second third fourth gift gifts equipment batch"
    " contribution support assistance"
    " lot cargo train trucks lorries"
)


_HANDS_OVER = one_of(
    "give gives gave given giving provide provides provided providing pledge pledges pledged donate donates"
    " donated donating offer offers offered send sends sent sending promise promises promised transfer transfers"
    " transferred deliver delivers delivered delivering ship ships shipped shipping supply supplies supplied"
    " dispatch dispatches dispatched hand hands handed handing fly flies flew flown bring brings brought lend"
    " lends lent distribute distributes distributed buy buys bought load loads loaded forward forwarded contribute"
    " contributes contributed set receive receives received got get gets"
)


def _lists_things(pieces: Sequence[Piece], governor: Governor, thing: Thing) -> bool:
    """Without a number only what directly follows the verb, alone or as one of a list, is meant."""
    if governor.is_after:
        return False
    between = pieces[governor.verb + 1 : thing.first]
    return all(
        piece.tag in ",Q" or (piece.low not in PREPOSITIONS - {"of", "from", "to"} and piece.tag not in "MD")
        for piece in between
    )


def _giver(pieces: Sequence[Piece], governor: Governor, thing: Thing, memory: Memory) -> Actor:
    verb = pieces[governor.verb].low
    if verb in RECEIVE:
        spots = (*range(thing.end, min(len(pieces), thing.end + 3)), *range(max(0, governor.verb - 9), governor.verb))
        source = next((spot for spot in spots if pieces[spot].low == "from"), len(pieces))
        return _as_actor(next((one for one in pieces[source + 1 : source + 6] if one.tag in "SON"), None))
    left = pieces[governor.verb + 1] if governor.verb + 1 < len(pieces) else None
    if verb in {"left", "leaves", "departed", "leave"} and left is not None and left.is_seat:
        return _as_actor(left)
    if governor.is_after or verb in {"arrived", "arrive"}:
        return _giver_of_moved(pieces, verb, thing, memory)
    if verb in _CARRIES:
        return Actor(value=memory.giver or subject_of(pieces, governor.verb, memory).value or memory.actor)
    return subject_of(pieces, governor.verb, memory)


def _as_actor(piece: Piece | None) -> Actor:
    return Actor() if piece is None else Actor(value=piece.side, said=piece.text, place=-1, tag=piece.tag)


def _giver_of_moved(pieces: Sequence[Piece], verb: str, thing: Thing, memory: Memory) -> Actor:
    """Of things that arrive or were sent: whose they are called, who stands behind `by` or `from`, who gave last."""
    if thing.first > 1 and pieces[thing.first - 1].low == "'s" and pieces[thing.first - 2].tag in "SON":
        return _as_actor(pieces[thing.first - 2])
    named = _behind_by(pieces, thing.end)
    if named is not None:
        return _as_actor(named)
    if memory.speaker_home and memory.speaker_home != memory.receiver and verb == "way":
        return Actor(value=memory.speaker_home)
    later = any(one.tag in "SON" for one in pieces[thing.end :])
    if memory.giver and not (later and verb in {"flown", "sent"}):
        return Actor(value=memory.giver)
    gift = _gift_of(pieces, thing.first)
    if gift is not None:
        return gift
    first = first_actor(pieces[: thing.first]).value
    is_person = (
        " " in memory.own and memory.own not in memory.realms and memory.own.split()[-1].lower() not in BODY_HEADS
    )
    return Actor(value=first if is_person or not memory.own else memory.own)


def _behind_by(pieces: Sequence[Piece], end: int) -> Piece | None:
    """The name behind `by` or `from`, unless it only says which warehouse."""
    for spot in range(end, min(len(pieces), end + 14)):
        if pieces[spot].low not in {"by", "from"}:
            continue
        named = next((at for at in range(spot + 1, min(len(pieces), spot + 4)) if pieces[at].tag in "SONA"), -1)
        if named < 0:
            continue
        follows = pieces[named + 1] if named + 1 < len(pieces) else None
        is_site = follows is not None and follows.tag == "w" and follows.low.isalpha()
        if follows is None or not is_site or follows.low in END | GIVE_GOODS | ARRIVE:
            return pieces[named]
    return None


_NOBODY = one_of("partners donors allies participants states countries members friends others people")


_BUYS = one_of("buy buys bought buying purchase purchases purchased purchasing")


_CARRIES = one_of(
    "consist consists consisted consisting include includes included including cover covers covered covering contain"
    " contains contained containing"
    " comprise comprises comprised carry carries carried"
)


def _proposal(report: Report, line: Line, thing: Thing, found: Found, memory: Memory) -> Proposal:
    actor, reading, first = found
    pieces = line.pieces
    start, end = min(pieces[first].start, pieces[thing.first].start), pieces[thing.end - 1].end
    if thing.first - first > 8:
        start = pieces[thing.first].start
    fields: dict[str, Value] = {"item": thing.item}
    if actor.value.lower() in _NOBODY:
        actor = Actor(said=actor.value, place=actor.place)
    if actor.value:
        fields["donor"] = memory.donor(actor, actor.value)
    if thing.quantity:
        fields["quantity"] = thing.quantity
    recipient = recipient_of(pieces, thing.end - 1, actor.value)
    if recipient:
        fields["recipient"] = recipient
    fields["category"] = category_of(pieces[thing.first : thing.end])
    missing = tuple(name for name in ("donor", "quantity", "recipient") if name not in fields)
    memory.item = thing.item
    if reading.mode == "asserted" and actor.value:
        memory.giver = actor.value
    return Proposal(
        kind="goods", mode=reading.mode, fields=fields, start=start, end=end, text=report.text[start:end],
        confidence=round(0.9 - 0.12 * len(missing), 2), missing=missing, why=reading.why,
    )  # fmt: skip


__all__ = ["ARRIVE", "ASK", "AUXILIARIES", "EQUIPMENT", "GIVE", "MAYBE", "find_goods"]
