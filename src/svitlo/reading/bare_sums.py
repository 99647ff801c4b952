"""Sums that leave their currency out, or even their million: `35 million`, `A gave 90 million euros, B 35`."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from svitlo.reading.amounts import qualifier_before
from svitlo.reading.lexicon import GIVE, one_of
from svitlo.reading.money import Money
from svitlo.reading.pieces import Piece
from svitlo.reading.report import Report

_UNCOUNTED = one_of(
    "people residents households homes tonnes tons litres liters kilometres kilometers customers"
    " ukrainians users subscribers families children followers refugees citizens consumers square cubic"
    " hectares kilowatt megawatt inhabitants households viewers women men times houses displaced"
    " more-people journalists soldiers troops voters drops accounts clients barrels kilos pupils others"
)


SMALLEST_BARE = 1000


def bare_millions(report: Report, pieces: Sequence[Piece], place: int, last: Money | None) -> Money | None:
    """`35 million` with no currency beside a sum that has one."""
    piece = pieces[place]
    short = _short_sum(pieces, place, last)
    if short is not None:
        qualifier, wide = qualifier_before(report.text, piece.start)
        return replace(
            short, start=piece.start, end=piece.end, qualifier=qualifier, wide_start=wide, amount_to=None, is_guess=True
        )
    if (
        piece.tag != "Q"
        or piece.count is None
        or not (piece.low.endswith(("million", "billion", "m", "bn")) or _is_bare_sum(pieces, place))
    ):
        return None
    following = next((other.money for other in pieces[place:] if other.money is not None), None)
    known = last or following or first_money(report)
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    noun = after is not None and (
        after.low in _UNCOUNTED
        or (
            after.tag == "w"
            and after.low.endswith("s")
            and after.low not in {"is", "was", "towards", "this", "as", "has", "'s"}
        )
    )
    if known is None or noun:
        return None
    qualifier, wide = qualifier_before(report.text, piece.start)
    return Money(
        start=piece.start, end=piece.end, amount=Decimal(piece.count), amount_to=None, currency=_said_apart(pieces) or known.currency, qualifier=qualifier,
        wide_start=wide, is_guess=True,
    )  # fmt: skip


def _short_sum(pieces: Sequence[Piece], place: int, last: Money | None) -> Money | None:
    """`40 and 65 million euros`, `A gave 90 million, B 35`: a small number that borrows the million of its neighbour."""
    piece = pieces[place]
    if piece.tag != "Q" or piece.count is None or not 0 < piece.count < SMALLEST_BARE or not place:
        return None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    joined = pieces[place + 2 : place + 3] if after is not None and after.low in {"and", ","} else ()
    beside = joined[0].money if joined else None
    if beside is None and not _stands_for_sum(pieces, place):
        return None
    known = beside or last
    if known is None or not MILLION <= known.amount < MILLION * SMALLEST_BARE:
        return None
    return replace(known, amount=piece.count * MILLION)


def _stands_for_sum(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the number stands alone behind a giver, `with` or a verb of giving."""
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    if after is not None and after.tag not in ".,;()" and after.low not in _AFTER_SHORT:
        return False
    before = pieces[place - 1]
    far = pieces[place - 2] if place > 1 else None
    is_labelled = before.tag in ":," and far is not None and far.tag in "SON"
    return before.low in GIVE | {"with"} or before.tag in "SO" or is_labelled


_AFTER_SHORT = one_of("and from for respectively more")
MILLION = Decimal(1_000_000)


def _said_apart(pieces: Sequence[Piece]) -> str:
    """The currency that a sentence names for all its sums: `in euros: @S's 900,000 and @S's 2 million`."""
    words = (two.low for one, two in pairwise(pieces) if one.low == "in")
    return next((_APART[low] for low in words if low in _APART), "")


_APART: Mapping[str, str] = {"euros": "EUR", "pounds": "GBP"}


def first_money(report: Report) -> Money | None:
    """The first sum of the report that names its currency."""
    return next((piece.money for line in report.lines for piece in line.pieces if piece.money is not None), None)


def _is_bare_sum(pieces: Sequence[Piece], place: int) -> bool:
    """`while Malta gave 50,000`: a round number alone behind a verb of giving, with a sum before it in the sentence."""
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    ends = after is None or after.tag in ".,;"
    count = pieces[place].count
    has_sum = place > 0 and any(piece.tag in "MQ" for piece in pieces[:place])
    verb = place - 2 if pieces[place - 1].low in {"down", "in", "up", "over", "aside"} and place > 1 else place - 1
    is_bound = pieces[verb].low in GIVE or (pieces[place - 1].low == "with" and after is not None)
    is_bound = is_bound or (pieces[place - 1].low == "'s" and pieces[verb - 1].tag in "SO")
    return ends and (has_sum or is_bound) and count is not None and count >= SMALLEST_BARE and is_bound
