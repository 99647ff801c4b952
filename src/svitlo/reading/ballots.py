"""Stands told as minutes tell them: `For: A, B. Against: C.`"""

import re
from collections.abc import Iterator, Mapping

from svitlo.reading.pieces import Line

_STANCES: Mapping[str, str] = {
    "for": "support",
    "in favour": "support",
    "ayes": "support",
    "yes": "support",
    "against": "oppose",
    "opposed": "oppose",
    "noes": "oppose",
    "no": "oppose",
    "abstaining": "abstain",
    "abstained": "abstain",
    "abstention": "abstain",
    "abstentions": "abstain",
}
_LABEL = re.compile(rf"(?:^|(?<=[.;,(] ))(?:voted |voting )?(?P<label>{'|'.join(_STANCES)}) : (?=(?:the )?@[SONP])")
_JOINTS = frozenset({",", "and", "the"})


def ballots(line: Line) -> Iterator[tuple[str, int, int]]:
    """Each stance with the place of its label and of one name that stands behind it."""
    for found in _LABEL.finditer(line.tagged):
        label, spot = line.at(found.start("label")), line.until(found.end()) + 1
        while spot < len(line.pieces) and (line.pieces[spot].tag in "SONP" or line.pieces[spot].low in _JOINTS):
            if line.pieces[spot].tag in "SONP":
                yield _STANCES[found["label"]], label, spot
            spot += 1
