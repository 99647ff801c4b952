"""Turns of phrase that take an assertion back, wish for it, or leave it open, whatever verb stands beside them."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re
from collections.abc import Iterator

from svitlo.reading.facts import Mode

_DENIED = re.compile(
    r"\b(?:fell through|fall through|falls through|fallen through|pull(?:s|ed|ing)? out of|back(?:s|ed|ing)? out|off the table|came to nothing|comes to nothing|went nowhere"
    r"|never existed|never came|never arrived|turned out (?:never|not)|not part of|would have none of|will have none of|no truth in"
    r"|walk(?:s|ed) away from|walk(?:s|ed|ing)? back|went back on|goes back on|thought better of|changed (?:its|his|her|their) mind|called off|ruled out|rules out|ruling out|struck from"
    r"|has nothing to|had nothing to|at home after all|turned down|turns down|voted down|votes down|knocked back|stayed empty-handed|not a (?:cent|penny|single)|not one (?:cent|penny|euro)|nothing of the kind|in vain|missing so far|(?:did|has|have|had|does|do) (?:not|never) (?:yet )?(?:arriv\w*|come|comes|turn\w*|reach\w*|show\w*|materiali\w*)|(?:is|was|are|were) (?:a |an |only a |just a )?(?:hoax|joke|fake|invention|fabrication|prank|misprint)|but not for)\b"
)
_HOPED = re.compile(
    r"\b(?:love to (?:see|have|get)|have (?:liked|loved|preferred)|wish list|wishlist|begs?|begged|begging|must find|must come up|give us|send us|lend us|we could do with|could use|could do with|in need of|short of|longs? for|dreams? of"
    r"|holding out for|hold out for|pleas? for|cry for|cries for|in search of|looking for|look for|looks for|pray(?:s|ed|ing)? for|would be enough|would do|would help|is after|would welcome|appl(?:y|ies|ied) for|tempted by|(?:is|are|was) bent on|angl(?:es|ed|ing) for|hanker\w* (?:for|after)|set (?:its|his|her|their) sights on)\b"
)
_OPEN = re.compile(
    r"\b(?:look(?:s|ed|ing)? (?:into|at)|think(?:s|ing)? (?:of|about|over)|thought of|toy(?:s|ed|ing)? with|under (?:discussion|study|consideration|review|examination|debate)|being (?:discussed|studied|considered|examined|weighed|debated|negotiated|prepared|drafted|drawn up)|in talks|talks (?:on|about|over)"
    r"|hangs? on|hinges? on|rests? on (?:a|the) vote|unsigned|no decision|not yet decided|undecided|pencill?ed in|sound(?:s|ed|ing) out|float(?:s|ed|ing)|mooted|had it that|has it that|whispers?|speculat\w+"
    r"|has in mind|eyeing|in the works|on the drawing board|still to be|yet to be|yet to|subject to|provided (?:that|the|its)|as soon as|the day (?:the|its)|in case|word has it|is said to|are said to|if need be|should the|should its|should parliament|wait(?:s|ing)? for|awaiting|weighing up|open to|would be (?:prepared|ready|willing|happy|glad|open|able))\b"
    r"|\bonce (?:the|its|his|her|their|it|they|she|he|a|both|all|parliament|@[SONA])\b|\b(?:is|are|stands?) (?:ready|willing|prepared|free) to [^.;]{1,80} (?:if|once|when|provided|should|as soon)\b"
)
_TOTAL = re.compile(
    r"\b(?:counting (?:what|the|all|those)|together (?:that|this|they|these|it)? ?(?:makes?|comes?|adds?)|(?:has|have|had) (?:now )?(?:reached|passed|topped|exceeded) (?:\w+ ){0,2}@[MQ]|(?:contributions|aid|help|support|gifts|pledges|donations|assistance) (?:\w+ ){0,4}(?:reach(?:es|ed)?|totals?|totalled|tops|topped|exceeds?|exceeded)|by the \w+ 's count|all in all|put together|between them|taken together|adds? up|added up|running to|adding up|(?:put|puts) (?:\w+ |@A ){0,3}(?:help|aid|support|giving) at)\b"
)
_PATTERNS: tuple[tuple[Mode, re.Pattern[str]], ...] = (("denied", _DENIED), ("hoped", _HOPED), ("conditional", _OPEN))


def hedges_in(text: str) -> Iterator[tuple[Mode, str]]:
    """The modes that turns of phrase in a stretch of tagged text give, and the words that do."""
    for mode, pattern in _PATTERNS:
        found = pattern.search(text)
        if found is not None:
            yield mode, found[0]


_HEARD = re.compile(
    r"\b(?:had it that|has it that|word has it|rumou?rs?|gossip\w*|tabloids?|headlines?|hearsay|(?:had |have |has )?(?:read|heard) (?:of|that|about|in)|unconfirmed|allegedly|reportedly|supposedly|so-called|a website|bloggers?|on social media|story in which|hoax\w*|a (?:[\w-]+ ){0,2}(?:newspaper|paper|note|tweet|post|blog|site|channel)(?: (?!who)[\w@]+){0,4} that)\b"
)


def heard_in(text: str) -> str:
    """The words that make what follows hearsay; empty if there are none."""
    found = _HEARD.search(text)
    return found[0] if found is not None else ""


def sums_up(text: str) -> str:
    """The words that make a sum a total; empty if there are none."""
    found = _TOTAL.search(text)
    return found[0] if found is not None else ""
