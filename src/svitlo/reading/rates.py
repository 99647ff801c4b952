"""Prices, wages, rebates and works at home: sums that are no gift whatever the verb."""

from collections.abc import Sequence

from svitlo.reading.lexicon import one_of
from svitlo.reading.pieces import Piece

_AT_HOME = one_of(
    "households pensioners voters motorists taxpayers shareholders employees staff customers drivers rebates salaries"
    " wages bonuses"
    " dividends overtime fines creditors bondholders"
)


_BUILT_AT_HOME = one_of("tunnel motorway stadium runway bypass highway airport pensions parking ring-road metro")


def is_rate(pieces: Sequence[Piece], place: int) -> bool:
    """`@M a month`, `@M per unit`, `@M apiece`, `@M to households`: a price, a wage, a rebate at home."""
    after = [piece.low for piece in pieces[place + 1 : place + 3]]
    if any(piece.low in _AT_HOME for piece in (*pieces[max(0, place - 2) : place], *pieces[place + 1 : place + 4])):
        return True
    if after[:1] == ["for"] and any(piece.low in _BUILT_AT_HOME for piece in pieces[place + 2 : place + 5]):
        return not any(piece.tag in "SN" for piece in pieces[place + 2 : place + 9])
    return (
        len(after) > 1
        and (after[0] in {"a", "an", "per", "apiece", "every"} and pieces[place + 2].tag in "wQM")
        and after[1] not in _NOT_UNITS
    )


_NOT_UNITS = one_of(
    "grant loan gift sum figure number first further way sign move step donation package little few lot"
)
