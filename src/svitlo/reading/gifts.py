"""Words of giving and of other uses of money, and who a giver is, for frames whose verb no list holds."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Sequence

from svitlo.reading.governing import AID_NOUNS
from svitlo.reading.lexicon import BODY_ACTORS, DETERMINERS, GIVE, PREPOSITIONS, STATE_ACTORS, WEAK_GIVE, one_of
from svitlo.reading.memory import Actor, as_written, hangs
from svitlo.reading.pieces import Piece

# What is done with money that is no gift: beginnings, to which only endings of a form may be added.
_OTHER = re.compile(
    r"(?:cost|sale|deal|lost|lose|los|loss|earn|need|want|owe|ow|save|sav|saving|sell|sold|fine|steal|stole|seek|sought|receiv|borrow|exceed"
    r"|valu|estimat|pric|charg|import|export|buy|bought|purchas|repay|repaid|slash|reduc|grow|grew|grown|attract|consum|fell|fall|fallen"
    r"|swallow|bill|revenue|profit|debt|damag|salar|salari|wage|rent|tax|tariff|fee|market|trad|bond|turnover|gdp|output|deficit"
    r"|insur|penalt|penalti|ransom|prize|reward|brib|fraud|embezzl|launder|seiz|confiscat|froze|freez|sanction|audit|ticket|spend"
    r"|spent|invest|investment|contract|order|surplus|destroy|burn|ruin|wreck|compensat|demand|ask|request|claim|collect|sue|stood|stand"
    r"|hold|held|keep|kept|miss|shortfall|gap|lack|remain|believ|rumour|rumor|withdr(?:a|e)w|cancel|refus|reject|block|veto|beg|begg|plead"
    r"|expect|predict|forecast|interest|dividend|loot|drain|overcharg|earning|budget|mortgag|lawsuit|auction|apiece|mention|haggl|negotiat|quarrel|bicker|argu|disput|squander|pocket|absorb|surcharg)"
    r"(?:s|es|ed|d|ing|e|er|ers|ment|ments|ation|y|n)?"
)
_OTHER_WORDS = one_of(
    "hit hits hitting won win wins winning got get gets getting void voids voided annul annulled shook shakes took take takes taken taking left own owns owned count counts counted rate"
    " rates scrap scraps scrapped raise raises raised house houses share shares cut cuts cutting rise rises rose court judge tribunal"
)
GIFT_NOUNS = AID_NOUNS | one_of(
    "cheque check transfer slice injection lifeline facility instalment boost top-up contribution gifts cheques donations payment"
    " word news promise fund tune collection line facility haul envelope pot share lump voucher sum money project"
)
# Words of giving that the lists of verbs lack: good enough where a frame already has giver and sum.
GIVES_TOO = one_of(
    "part parts parted parting remit remits remitted gift gifts gifted gifting furnish furnishes furnished bestow bestows bestowed dole doles"
    " doled pour pours poured plough ploughs ploughed fork forks forked shell shells shelled cough coughs coughed pitch pitches pitched foot"
    " foots footed shoulder shoulders shouldered volunteer volunteers volunteered subscribe subscribes subscribed bankroll bankrolls bankrolled"
    " underwrite underwrites underwrote sponsor sponsors sponsored scrape scrapes scraped stump stumps stumped endow endows endowed cede cedes"
    " ceded vouch vouches vouched table tabled okay okays okayed ring-fence ring-fenced tag tagged unfreeze unfroze unblock unblocked splash"
    " splashed present presents presented entrust entrusts entrusted reallocate reallocated redirect redirected repurpose repurposed dig digs dug"
    " oblige obliged obliges treat treats treated equip equips equipped back-fund rush rushes rushed speed speeds ferry ferried funnel funnels funneled funnelled steer steers steered route routes routed lay lays laid pony ponies ponied"
    " apportion apportions apportioned consign consigns consigned convey conveys conveyed credit credited credits front fronts fronted"
    " lodge lodges lodged deposit deposits deposited place places placed accord accords accorded confer confers conferred steps weighs"
    " stepped weighed nod nods nodded seal seals sealed devoted relinquish relinquished"
)
GIVING = (
    GIVES_TOO
    | (GIVE - WEAK_GIVE)
    | GIFT_NOUNS
    | one_of("help helps helped helping aids aiding assist assists assisted support supports back backs")
)
BEFORE_SUMS = one_of(
    "a an another further additional some about up to nearly almost over more than just as much the extra fresh roughly around"
    " least most between other further new of its own their altogether modest"
)


def is_other(piece: Piece) -> bool:
    """Whether a word tells that money is spent, lost, earned, owed or wanted rather than given."""
    low = piece.low
    return piece.tag == "w" and (low in _OTHER_WORDS or _OTHER.fullmatch(low) is not None)


def agent_at(pieces: Sequence[Piece], spot: int) -> Actor:
    """The giver named at `spot`; a body of plain words behind a name (`the @N chamber of trade`) as it is written."""
    piece = pieces[spot]
    end = next(
        (at for at in range(min(len(pieces), spot + 4) - 1, spot, -1) if pieces[at].low in BODY_ACTORS - STATE_ACTORS),
        -1,
    )
    if (
        piece.tag in "NA"
        and end > 0
        and all(one.tag == "w" and one.low.isalpha() and one.low not in PREPOSITIONS for one in pieces[spot + 1 : end])
    ):
        tail = end + 2 if end + 2 < len(pieces) and pieces[end + 1].low == "of" and pieces[end + 2].tag in "wN" else end
        text = " ".join(one.text for one in pieces[spot : tail + 1])
        return Actor(value=text, said=text, place=spot, tag="words")
    return Actor(value=piece.side, said=piece.text, place=spot, tag=piece.tag)


def plain_body(pieces: Sequence[Piece], start: int, link: int) -> Actor:
    """A body without a name that opens a clause: `the county`, `a union of gardeners`, `the city's utility`."""
    while start < link and pieces[start].low in DETERMINERS | {"and", "but", "own"}:
        start += 1
    for end in range(start, min(link, start + 5)):
        piece = pieces[end]
        if piece.tag not in "wASN'’" or piece.low in PREPOSITIONS:
            break
        if (
            piece.low in BODY_ACTORS - STATE_ACTORS
            and piece.tag == "w"
            and pieces[end + 1].tag == "w"
            and pieces[end + 1].low != "'s"
        ):
            is_long = pieces[end + 1].low == "of" and end + 2 < link and pieces[end + 2].tag == "w"
            return as_written(pieces, start, end + 2 if is_long else end)
    return Actor()


def over_names(pieces: Sequence[Piece], start: int, link: int) -> int:
    """Over a date and over the one who receives: `okays on Friday @M`, `doles out Ukraine @M`."""
    if link > start + 1 and pieces[link].tag == "D":
        link -= 2 if pieces[link - 1].low in {"on", "in", "this"} else 1
    before = pieces[link - 1] if link > start else None
    if (
        pieces[link].tag in "SN"
        and before is not None
        and before.tag == "w"
        and before.low not in PREPOSITIONS - {"over"} | {"and", "or", "the", "that"}
    ):
        link -= 1
    return link


def whole(pieces: Sequence[Piece], actor: Actor) -> Actor:
    """A body that belongs to a state, as it is written: `@S's refugee council`."""
    place = actor.place
    if actor.tag != "S" or not 0 <= place < len(pieces) - 2 or pieces[place + 1].low != "'s":
        return actor
    end = next(
        (
            spot
            for spot in range(place + 2, min(len(pieces), place + 6))
            if pieces[spot].tag != "w" or pieces[spot].low in BODY_ACTORS | STATE_ACTORS
        ),
        -1,
    )
    if end < 0 or pieces[end].low not in BODY_ACTORS - STATE_ACTORS:
        return actor
    if [piece.low for piece in pieces[end + 1 : end + 3]] in (["of", "ministers"], ["of", "state"]):
        return actor
    written = as_written(pieces, place, end)
    return written if written.value else actor


def subject_start(pieces: Sequence[Piece], start: int, link: int) -> int:
    """Where the last subject before the sum begins: a name right behind `and`, `that` or a comma."""
    for spot in range(link - 1, start, -1):
        if pieces[spot].tag not in "SONPA" or hangs(pieces, spot):
            continue
        before = spot - 1
        while before > start and (pieces[before].low in DETERMINERS or pieces[before].tag == "A"):
            before -= 1
        if pieces[before].low in _JOINTS:
            return before + 1
    return start


_JOINTS = one_of("and but that while as so , ; : whereas though although because")


def is_free(region: Sequence[Piece]) -> bool:
    """Whether no word of the stretch tells of another use; `foots the bill`, `a contribution rises` do not."""
    words = {piece.low for piece in region}
    covers = bool(words & COVERS)
    allowed = _BILLS if covers else GROWS if words & GIFT_NOUNS else frozenset()
    return not any(is_other(piece) and piece.low not in allowed for piece in region)


COVERS = one_of(
    "foot foots footed footing shoulder shoulders shouldered cover covers covered covering bear bears bore meet meets met pick picks picked"
)
_BILLS = one_of("bill bills cost costs fee fees tab charges repair repairs")
GROWS = one_of("deal deals contract contracts rise rises rose raise raises raised grow grows grew growing share shares")


BIG_GIFTS = one_of("grant loan tranche instalment package gift donation contribution cheque pledge envelope facility")
