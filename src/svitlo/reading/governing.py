"""The word that hands a sum or a thing over: verb before it, noun of aid around it, or passive verb behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from svitlo.reading.lexicon import (
    ARRIVE,
    ASK,
    AUXILIARIES,
    BODY_ACTORS,
    DETERMINERS,
    GIVE,
    GIVE_GOODS,
    MAYBE,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    RECEIVE,
    SAY,
    STATE_ACTORS,
    WEAK_GIVE,
    one_of,
)
from svitlo.reading.pieces import Piece
from svitlo.reading.rates import is_rate

AID_NOUNS = one_of(
    "grant grants loan loans gift gifts package packages pledge pledges donation donations contribution"
    " contributions tranche guarantee guarantees aid assistance support commitment commitments credit"
    " payment instalment installment allocation envelope relief help funding financing subsidy subsidies"
    " offer sum money funds credits line programme"
)
_AID_AFTER = one_of(
    "in for to towards toward aid grant loan package gift worth support assistance relief of as from"
    " through on so under via help tranche donation credit pledge contribution guarantee fund funding"
)
COSTS = one_of(
    "cost costs costing damage damages loss losses debt debts profit profits revenue revenues budget"
    " budgets price prices priced fine fined bill bills gdp output deficit turnover salary income invoice"
    " estimated value valued worth-of earn earns earned lost rate bond fee fees rent wage wages sales sale"
    " sells sold market fell stood roof market stolen embezzled trade exports exported tariffs tariff tax"
    " taxes interest rises economy swallows reserves owes owed saved saves bought buys building built"
    " build fraud shares capital deal contract running repayment repaid due interest reward prize ransom"
    " penalty investment investments insured insurance spending shortfall gap"
)
_STOPS = frozenset(";:—–?!")
REACH = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Governor:
    """Where the word stands; `is_after` tells a passive or intransitive verb behind, `noun` an aid noun on the way."""

    verb: int
    is_after: bool = False
    noun: int = -1
    form: str = "give"

    @property
    def is_ask(self) -> bool:
        """Whether somebody else is asked to give."""
        return self.form == "ask"


def is_verb_here(pieces: Sequence[Piece], spot: int, *, with_particle: bool = True) -> bool:
    """Whether a word of the lists stands as a verb: no article, possessive or preposition before, particle behind."""
    piece = pieces[spot]
    if piece.tag != "w":
        return False
    wanted = PARTICLES.get(piece.low) if with_particle else None
    if piece.low in {"hand", "hands", "handed"} and spot + 1 < len(pieces) and pieces[spot + 1].low in DETERMINERS:
        wanted = None
    if wanted and not any(other.low in wanted for other in pieces[spot + 1 : spot + 12]):
        return False
    before = pieces[spot - 1] if spot else None
    if before is None:
        return True
    if piece.low.endswith("ed") and before.low in {"the", "a", "an", "its", "their"}:
        return False
    if piece.low in _NOUNS_TOO and before.tag == "w" and not _can_act(before):
        return False
    is_base = piece.low in _NOUNS_TOO
    if piece.low in {"vote", "votes"} and before.tag == "Q":
        return False
    return not (
        is_base
        and (
            before.low
            in DETERMINERS | one_of("of for in 's new further another first joint as with by earlier current")
            or before.tag in "AM"
        )
    )


def _can_act(piece: Piece) -> bool:
    """Whether a plain word may be a subject or a helper: `will grant`, `ministers pledge`, not `emergency grant`."""
    return piece.low in AUXILIARIES | PRONOUNS | BODY_ACTORS | STATE_ACTORS | {"and", "but"} or piece.low.endswith(
        ("ly", "s", "ment", "men", "people")
    )


_NOUNS_TOO = one_of(
    "veto support block back pledge pledges offer offers grant grants loan loans promise promises aid fund funds"
    " guarantee guarantees budget budgets supply supplies transfer transfers release releases help commit award"
    " awards vote votes need needs request requests ask demand demands call calls plan plans draft proposal motion"
    " study bid hope hopes wish wishes appeal appeals ship cover match lead set put raise report reports finance"
    " finances spare purchase purchases supply claim claims petition plea debate debates discussion sign signs"
    " plan may let advance advances present presents gift gifts dispatch despatch ferry ferries"
)


def money_governor(pieces: Sequence[Piece], fact: int) -> Governor | None:
    """What governs the sum at `fact`; None where nothing says that it is given."""
    noun = _noun_around(pieces, fact)
    if is_rate(pieces, fact) or (is_cost(pieces, fact) and noun < 0):
        return None
    if noun < 0 and fact and pieces[fact - 1].low in {"worth", "valued"}:
        return None
    left = _left(pieces, noun if 0 <= noun < fact else fact, GIVE | RECEIVE)
    if (
        left is not None
        and left.form == "give"
        and pieces[left.verb].low in WEAK_GIVE
        and noun < 0
        and not _for_someone(pieces, fact, is_spent=pieces[left.verb].low.startswith(("spen", "invest")))
    ):
        left = None
    right = _right(pieces, fact, GIVE | {"paid", "used", "spent"} | ARRIVE)
    if (
        right is not None
        and pieces[right.verb].low in WEAK_GIVE
        and noun < 0
        and not _for_someone(pieces, fact, is_spent=False)
        and pieces[min(right.verb + 1, len(pieces) - 1)].low != "by"
    ):
        right = None
    chosen = left if left is not None else right
    if chosen is None:
        return None
    return Governor(verb=chosen.verb, is_after=chosen.is_after, noun=noun, form=chosen.form)


def goods_governor(pieces: Sequence[Piece], fact: int, end: int) -> Governor | None:
    """What governs the things named from `fact` to before `end`."""
    if fact > 1 and pieces[fact - 1].low == "for" and pieces[fact - 2].low in {"pay", "pays", "paid", "paying"}:
        return Governor(verb=fact - 2)
    way = next(
        (
            spot
            for spot in range(end, min(len(pieces), end + 8))
            if pieces[spot].low == "way" and pieces[spot - 1].low in {"their", "its", "the"}
        ),
        -1,
    )
    if way > 0 and is_subject(pieces, fact):
        return Governor(verb=way, is_after=True)
    left = _left(pieces, fact, GIVE_GOODS | RECEIVE)
    right = _right(pieces, end - 1, GIVE_GOODS | ARRIVE | {"bound", "headed", "destined"})
    is_reduced = (
        right is not None and right.verb == end and right.verb + 1 < len(pieces) and pieces[right.verb + 1].low == "by"
    )
    if is_reduced or (right is not None and (left is None or (right.verb - end < 3 and is_subject(pieces, fact)))):
        return right
    return left if left is not None else right


def is_subject(pieces: Sequence[Piece], fact: int) -> bool:
    """Whether what begins here may be the subject of a clause."""
    before = pieces[fact - 1] if fact else None
    return (
        before is None
        or before.tag in _STOPS | {",", '"', "“", "."}
        or before.low in {"and", "that", "addition", "said", "says"} | DETERMINERS
    )


def _left(pieces: Sequence[Piece], fact: int, words: frozenset[str]) -> Governor | None:
    """Going left to the nearest verb of giving or asking."""
    for spot in range(fact - 1, max(-1, fact - REACH), -1):
        piece = pieces[spot]
        if piece.tag in _STOPS or (piece.tag == "." and spot > 0):
            return None
        if _is_new_subject(pieces, spot, fact):
            return None
        if piece.tag != "w":
            continue
        if piece.low in words and is_verb_here(pieces, spot) and not _only_says(pieces, spot):
            return Governor(verb=spot)
        form = (
            _other_form(piece.low) if piece.low not in _CALLS or pieces[spot + 1].low in {"for", "on", "upon"} else ""
        )
        if form and is_verb_here(pieces, spot):
            return Governor(verb=spot, form=form)
        if piece.low in _FINITE_OTHER:
            return None
    return None


def _is_new_subject(pieces: Sequence[Piece], spot: int, fact: int) -> bool:
    """Whether a name behind `and` begins a clause of its own: `gave it, and the @O placed @M`."""
    if pieces[spot].tag not in "SO" or not 1 < spot < fact - 1 or pieces[spot + 1].tag != "w":
        return False
    joint = pieces[spot - 2] if pieces[spot - 1].low == "the" else pieces[spot - 1]
    return joint.low in {"and", "while", "but"} and pieces[spot + 1].low.endswith(("ed", "es"))


def _only_says(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether `added`, `announced` and the like only open what somebody says."""
    after = pieces[spot + 1].low if spot + 1 < len(pieces) else ""
    return after == "that" or (pieces[spot].low in SAY and after in {":", ",", "he", "she", "it", "they"})


def _other_form(low: str) -> str:
    """Asking, thinking over, or taking back."""
    if low in _MODALS:
        return ""
    if low in ASK:
        return "ask"
    if low in MAYBE:
        return "maybe"
    return "deny" if low in _TAKE_BACK else ""


_CALLS = one_of("call calls called calling")
_MODALS = one_of(
    "would could may might should must ought possible possibly potential potentially perhaps likely"
    " unlikely maybe let whether"
)
_TAKE_BACK = one_of(
    "cancel cancels cancelled canceled cancelling withdraw withdraws withdrew withdrawn withdrawing scrap"
    " scraps scrapped revoke revokes revoked suspend suspends suspended freeze freezes froze frozen block"
    " blocks blocked veto vetoes vetoed reject rejects rejected rejecting refuse refuses refused denied"
    " deny denies denying shelve shelved halt halted rescind rescinded decline declines declined"
)
_FINITE_OTHER = one_of(
    "is are was were said says cost costs lost fell rose stood stands earns earned fined which who while"
    " but because although whose counts counted spends owns keeps kept has"
)


def _right(pieces: Sequence[Piece], fact: int, words: frozenset[str]) -> Governor | None:
    """Going right over the rest of the phrase to a passive or intransitive verb."""
    for spot in range(fact + 1, min(len(pieces), fact + 16)):
        piece = pieces[spot]
        if piece.tag in _STOPS | {".", '"', "”"} or piece.low in {"but", "while", "who", "said", "says", "because"}:
            return None
        if (
            piece.tag == "w"
            and piece.low in words | _TAKE_BACK
            and piece.low not in SAY - GIVE
            and is_verb_here(pieces, spot, with_particle=piece.low not in ARRIVE)
        ):
            before = pieces[spot - 1]
            after = pieces[spot + 1].low if spot + 1 < len(pieces) else ""
            if before.low in {"will", "to", "would"} and piece.low not in ARRIVE:
                continue
            if (
                piece.low in ARRIVE
                and pieces[fact].tag in "MQ"
                and piece.low not in words - ARRIVE
                and after not in _TO
            ):
                continue
            if piece.low in _TAKE_BACK:
                if before.low in _BE:
                    return Governor(verb=spot, is_after=True, form="deny")
                continue
            if before.low in _BE or piece.low in ARRIVE | one_of(
                "bound donated given wired provided approved announced pledged sent promised"
            ):
                return Governor(verb=spot, is_after=True)
    return None


_TO = one_of("to for from into towards directly last this on @d")
_BE = one_of(
    "is are was were be been being will to goes going already also now have has would officially finally"
    " today immediately first gets got"
)


def _noun_around(pieces: Sequence[Piece], fact: int) -> int:
    """The aid noun that the sum measures: `a grant of @M`, `@M in aid`, `a @M loan`, `help worth @M`."""
    for spot in range(fact - 1, max(-1, fact - 7), -1):
        piece = pieces[spot]
        if piece.tag in _STOPS or piece.tag == ".":
            break
        if piece.low in AID_NOUNS and is_verb_after_subject(pieces, spot):
            break
        if piece.low in AID_NOUNS:
            return spot
        if (
            piece.tag == "w"
            and piece.low
            not in PREPOSITIONS
            | DETERMINERS
            | one_of(
                "worth up about some further valued almost nearly to totalling more less just another"
                " least package over"
            )
            and piece.tag == "w"
            and fact - spot > 3
        ):
            break
    for spot in range(fact + 1, min(len(pieces), fact + 6)):
        piece = pieces[spot]
        if piece.tag in _STOPS | {",", ".", "(", '"', "”"} or piece.tag in "MQ":
            break
        if piece.low in AID_NOUNS - {"money", "funds", "help", "fund"}:
            return spot
    return -1


def is_verb_after_subject(pieces: Sequence[Piece], spot: int) -> bool:
    """Whether `pledges`, `grants`, `offers` right behind a name is its verb."""
    before = pieces[spot - 1] if spot else None
    return before is not None and (
        before.tag in "SONP"
        or before.low in {"will", "would", "to", "it", "we", "they", "he", "she"}
        or (before.low in BODY_ACTORS | STATE_ACTORS and _opens_object(pieces[spot + 1 : spot + 2]))
    )


def _opens_object(after: Sequence[Piece]) -> bool:
    return any(piece.low in {"the", "a", "its"} or piece.tag == "M" for piece in after)


def _for_someone(pieces: Sequence[Piece], fact: int, *, is_spent: bool) -> bool:
    """Whether a weak verb's sum is said to be for someone or something."""
    if is_spent and not any(piece.tag in "SNO" for piece in pieces[fact + 1 : fact + 9]):
        return False
    if any(piece.low == "on" for piece in pieces[fact + 1 : fact + 2]) and any(
        piece.tag in "SN" for piece in pieces[fact + 2 : fact + 4]
    ):
        return True
    return any(piece.low in {"for", "to", "towards", "toward", "in"} for piece in pieces[fact + 1 : fact + 4])


def is_cost(pieces: Sequence[Piece], fact: int) -> bool:
    """Whether the sum is a price, a loss, a budget: its own noun or verb says so, or `a year`, `each`, `per` follow."""
    after = [piece.low for piece in pieces[fact + 1 : fact + 5]]
    if after[:2] in (
        ["of", "each"],
        ["in", "rebates"],
        ["in", "salaries"],
        ["in", "wages"],
        ["in", "fines"],
        ["in", "bonuses"],
        ["in", "dividends"],
    ):
        return True
    if after[:2] in (["a", "year"], ["a", "month"], ["a", "day"], ["per", "year"]) or after[:1] in (
        ["per"],
        ["annually"],
    ):
        return True
    for spot in range(fact - 1, max(-1, fact - 6), -1):
        piece = pieces[spot]
        if piece.tag in _STOPS or piece.tag in ".,":
            break
        if piece.low in COSTS and not (
            piece.low == "spending"
            and pieces[spot - 1].low in {"'re", "are", "is", "'m", "am", "be", "been", "was", "were"}
        ):
            return True
        if piece.tag == "w" and piece.low in GIVE and is_verb_here(pieces, spot):
            break
    return bool(after) and (
        after[0] in COSTS - {"due", "worth-of", "budget"}
        or after[:2]
        in (["in", "damage"], ["worth", "of"], ["in", "losses"], ["of", "damage"], ["in", "debt"], ["in", "taxes"])
    )


def particle_between(pieces: Sequence[Piece], verb: int, fact: int) -> bool:
    """Whether the particle that the verb wants stands before or right after what it governs."""
    wanted = PARTICLES.get(pieces[verb].low)
    if pieces[verb].low in {"hand", "hands", "handed"} and pieces[verb + 1].low in DETERMINERS:
        return True
    return not wanted or any(piece.low in wanted for piece in pieces[verb + 1 : max(fact, verb) + 4])
