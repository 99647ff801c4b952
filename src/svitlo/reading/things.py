"""Things named in a sentence, with how many of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from svitlo.reading.amounts import plain
from svitlo.reading.lexicon import ARRIVE, DETERMINERS, GIVE_GOODS, PREPOSITIONS, PRONOUNS, SAY, one_of
from svitlo.reading.memory import Memory
from svitlo.reading.pieces import Piece

# Things that help consists of, by the last word of their name; counted things may be any.
EQUIPMENT = one_of(
    "transformer transformers autotransformer autotransformers generator generators breaker breakers arrester"
    " arresters disconnector disconnectors cable cables insulator insulators pump pumps boiler boilers heater"
    " heaters stove stoves blanket blankets substation substations turbine turbines battery batteries pole poles"
    " pylon pylons tower towers excavator excavators truck trucks lorry lorries crane cranes filter filters tank"
    " tanks ambulance ambulances tent tents lamp lamps lantern lanterns panels panel bulbs bulb switchgear"
    " compressor compressors pipe pipes missiles missile gun guns howitzer howitzers ammunition shells vests"
    " helmets uniforms medicines beds inverters inverter rectifiers capacitors relays switches conductors wire"
    " wires meters chargers powerbanks banks equipment-sets engines vehicles vehicle launchers launcher tools kits"
    " bushings jets aircraft helicopters candles torches tarpaulins sandbags rations radar sets systems rounds"
    " hospitals kitchens"
    " leopards leopard abrams patriots patriot himars bradleys challengers marders strykers javelins stingers gepards"
    " caesars"
    " routers sections purifiers mine-clearers boats yurts beds cots bulbs transformer-sets bandages"
    " buses drones radars rifles mines trailers barges modules units reactors bushings weapons arms munitions fuel"
    " carts caps cars car minibuses minibus coats coat"
    " vans van ploughs plough clinics clinic trains train locomotives"
    " tractors tractor radiators mattresses wheelchairs bicycles bikes mittens socks gloves incubators ventilators"
    " monitors scanners ferries ferry planes plane laptops computers desks windows sleds skis saws chainsaws shovels"
    " hoses tyres cisterns desalinators containers cabinets motorbikes ladders scooters sensors antennas binoculars"
    " warmers duvets sweaters stretchers prostheses syringes"
    " bandage fighters bushmasters kitchen dredger dredgers carriers carrier machines masts snowploughs"
    " barges tugs bulldozers diggers loaders fire-engines"
    " diesel oil-tanks clothes food parcels sleeping-bags bags jackets boots"
)


_UNCOUNTED = one_of(
    "electricians volunteers nurses people persons residents men women"
    " children soldiers troops engineers experts workers citizens refugees"
    " families households customers users consumers days day weeks week months month years year hours hour minutes"
    " minute times time kilometers km metres meters-away miles square percent points cities towns villages regions"
    " states countries members allies votes parliaments ministers journalists delegations donors partners capitals"
    " schools hospitals clinics mw megawatts gw gigawatts kv volts kilowatts degrees dollars euros million billion"
    " thousand parts stages rounds sides things words attacks strikes missiles-fired casualties deaths dead"
    " wounded patients attempts companies firms banks groups crews drivers specialists technicians doctors"
    " firefighters councillors lawmakers mps deputies senators officials projects cases reasons steps questions"
    " points items lines seats districts municipalities sites plants substations-hit buildings flats apartments"
    " inches feet others rest cargoes documents pages copies stations shops followers employees staff nations"
    " provinces cantons half quarters thirds tranches instalments installments packages dead injured weeks' days'"
    " hours' months' years' ministries governments more of them were are winter winters degree megawatt gigawatt"
    " trillion ratifications speakers observers camps leaders representatives prisoners links claims letters"
    " messages emails comments posts tweets photos photographs stories articles numbers figures pounds cents pence"
    " crowns kronor hryvnias petitions signatures candles prayers greetings cards drawings wishes euro dollar"
    " francs zlotys yen kroner lei shares dates marks units-of pupils teachers beneficiaries recipients civilians"
    " settlements participants meetings trips drops sessions rooms delegates"
)


END = (
    PREPOSITIONS
    | DETERMINERS
    | PRONOUNS
    | one_of(
        "and or but that which who where while when are is was were will would has have had can could may might must"
        " do does did been be bound worth each already also now donated sent delivered shipped given provided left"
        " arrived returned serviced made used next last only today because if so then not yet by early late"
    )
)


_UNITS = one_of("mm cm kv mva kw mw kva mwh kwh gw hp volts amperes")


_CONTAINERS = one_of(
    "tonnes tons tonne litres liters litre kilometres kilometers metres meters sets pieces pallets truckloads"
    " miles drums trucks rolls coils sacks bales bags wagons convoys lorries boxes truck-loads cubic pairs units kits"
    " containers loads crates thousand hundreds dozens"
)


LONGEST_ITEM = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An item where it stands: first and one past the last piece, its words, how many."""

    first: int
    end: int
    item: str
    quantity: str


def things(pieces: Sequence[Piece], memory: Memory) -> Iterator[Thing]:
    """All things of a sentence, left to right."""
    place = 0
    while place < len(pieces):
        thing = (
            _counted(pieces, place, memory)
            if pieces[place].tag == "Q" or _is_single(pieces, place)
            else _uncounted(pieces, place)
        )
        if thing is not None:
            yield thing
            place = thing.end
        else:
            place += 1


# `a pair of`: how many that is.
_FEW: Mapping[str, int] = {"pair": 2, "brace": 2, "couple": 2, "trio": 3, "quartet": 4, "score": 20}


def _few(pieces: Sequence[Piece], place: int) -> int:
    """How many `a pair of`, `a trio of` are, if that stands here; else 0."""
    is_phrase = place + 2 < len(pieces) and pieces[place].low in {"a", "another"} and pieces[place + 2].low == "of"
    return _FEW.get(pieces[place + 1].low, 0) if is_phrase else 0


def _is_single(pieces: Sequence[Piece], place: int) -> bool:
    """`a single transformer`, `a mobile substation`: one, if a known thing follows."""
    if _few(pieces, place):
        return True
    if pieces[place].low not in {"a", "an", "another"} or pieces[place].tag != "w":
        return False
    end = _item_end(pieces, place + 1)
    is_mobile = end > place + 2 and pieces[place + 1].low in {"mobile", "field"}
    return end > place + 1 and (is_mobile or pieces[end - 1].low in EQUIPMENT)


def _item_end(pieces: Sequence[Piece], start: int) -> int:
    """One past the noun phrase that begins at `start`."""
    spot = start
    while spot < len(pieces) and spot - start < LONGEST_ITEM:
        piece = pieces[spot]
        if (
            piece.tag == "Q"
            and spot > start - 1
            and spot + 1 < len(pieces)
            and pieces[spot + 1].low in {"mva", "kv", "kw", "mw", "kva", "mm"}
        ):
            spot += 2
            continue
        if piece.low == "of" and spot > start and pieces[spot - 1].low in _CONTAINERS:
            spot += 1
            continue
        if (
            piece.tag == "N"
            and spot + 1 < len(pieces)
            and pieces[spot + 1].tag == "w"
            and pieces[spot + 1].low in EQUIPMENT
        ):
            spot += 1
            continue
        if (
            (piece.tag != "w" and not (piece.tag == "N" and piece.low in EQUIPMENT))
            or piece.low in END
            or piece.low == "'s"
            or (piece.low in GIVE_GOODS | SAY and piece.low not in {"supply", "spare", "used"} and spot > start)
        ):
            break
        spot += 1
    return spot


def _counted(pieces: Sequence[Piece], place: int, memory: Memory) -> Thing | None:
    if _is_ellipsis(pieces, place) and memory.item:
        return Thing(first=place, end=place + 1, item=memory.item, quantity=plain(pieces[place].count or Decimal(1)))
    piece, few = pieces[place], _few(pieces, place)
    start = place + 3 if few else place + 1
    while (
        start < len(pieces)
        and pieces[start].low
        in one_of(
            "more additional further new such other of the single so-called second third used old refurbished its"
            " their his own latest"
        )
        and start - place < 6
    ):
        start += 1
    count = piece.count if piece.tag == "Q" else None
    quantity = plain(count) if count is not None else str(few or 1)
    if start < len(pieces) and pieces[start].low in _UNITS:
        return None
    if count is not None and (
        count != count.to_integral_value()
        or (place and pieces[place - 1].low in {"no", "article", "number", "chapter", "at", "page", "item", "line"})
    ):
        return None
    if start < len(pieces) and pieces[start].low in {"dozen", "dozens"} and count is not None:
        start, quantity = start + 1, plain(count * 12)
    end = _item_end(pieces, start)
    end = _trimmed(pieces, start, end)
    if end == start:
        stands_alone = (
            start >= len(pieces)
            or pieces[start].tag in ",.;"
            or pieces[start].low in {"for", "to", "and", "if", "by", "from", "in"}
        )
        is_more = start == place + 2 and pieces[place + 1].low == "more"
        if (
            memory.item
            and piece.tag == "Q"
            and not piece.low.endswith("illion")
            and (start == place + 1 or is_more)
            and stands_alone
            and place
            and pieces[place - 1].low in GIVE_GOODS
        ):
            return Thing(first=place, end=start, item=memory.item, quantity=quantity)
        return None
    if not _is_thing(piece, pieces[start:end]):
        return None
    return Thing(first=place, end=end, item=" ".join(one.text for one in pieces[start:end]), quantity=quantity)


def _is_ellipsis(pieces: Sequence[Piece], place: int) -> bool:
    """`another 40 left`, `NAME nine`, `four of them`, `35 of this kind`: so many of what was spoken of last."""
    piece = pieces[place]
    if piece.tag != "Q" or piece.count is None or piece.count >= MOST_LEFT_OUT:
        return False
    after = [one.low for one in pieces[place + 1 : place + 3]]
    before = pieces[place - 1] if place else None
    if after in (["of", "them"], ["of", "these"], ["of", "those"], ["of", "this"]) or after[:2] == ["more", "to"]:
        return True
    ends = not after or pieces[place + 1].tag in ",.;()" or after[0] in _ENDS
    if before is None or not (ends or after[0] in GIVE_GOODS | ARRIVE):
        return False
    is_row = before.tag in "SO" and (place == 1 or pieces[place - 2].low in {",", ";", ".", "and", ":", "*", "-", "•"})
    return before.low in {"another", "plus"} or (ends and is_row)


_ENDS = one_of("and from to for")
# What is left out is counted in dozens, not in thousands: those are sums or people.
MOST_LEFT_OUT = 1000


def _is_thing(piece: Piece, phrase: Sequence[Piece]) -> bool:
    """Whether the words behind the number `piece` name things that can be handed over."""
    words = [one.low for one in phrase]
    head = words[-1]
    if head in EQUIPMENT or words[0] in {"mobile", "field"} or (words[0] in _CONTAINERS and len(words) > 2):
        return True
    is_uncounted = piece.low == "one" or head in _UNCOUNTED or words[0] in _UNCOUNTED
    return not is_uncounted and head.endswith("s") and not head.endswith("ss")


def _trimmed(pieces: Sequence[Piece], start: int, end: int) -> int:
    """The phrase up to its last known thing, so that `10 transformers free` is ten transformers."""
    if end == start or pieces[end - 1].low in EQUIPMENT:
        return end
    known = [spot for spot in range(start, end) if pieces[spot].low in EQUIPMENT and pieces[spot].low.endswith("s")]
    follows = pieces[end - 1].low
    return known[-1] + 1 if known and not follows.endswith("s") else end


def _uncounted(pieces: Sequence[Piece], place: int) -> Thing | None:
    """A known thing without a number, as in a list of what a parcel holds."""
    if (
        pieces[place].tag != "w"
        or pieces[place].low in END | GIVE_GOODS
        or (place and _is_inside_phrase(pieces, place))
    ):
        return None
    end = _item_end(pieces, place)
    head = pieces[end - 1].low if end > place else ""
    if head not in EQUIPMENT or not head.endswith("s") or (end < len(pieces) and pieces[end].low == "'s"):
        return None
    return Thing(first=place, end=end, item=" ".join(one.text for one in pieces[place:end]), quantity="")


def _is_inside_phrase(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the word is not the first of its noun phrase, or hangs on a preposition that does not list."""
    before = pieces[place - 1]
    if before.tag == "w" and before.low not in END and before.low not in GIVE_GOODS | {"covers", "from", "includes"}:
        return True
    if before.low in {"from", "to"} and any(
        one.low in {"runs", "range", "ranges", "ranging"} for one in pieces[max(0, place - 12) : place]
    ):
        return False
    return before.low in PREPOSITIONS - {"including", "as"} or before.low in DETERMINERS or before.tag in "QCMA"
