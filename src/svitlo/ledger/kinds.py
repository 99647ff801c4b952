"""Every kind of event there is, once: what it is about, what it says, and between which states it moves.

Readers of files, the checks, the documentation and the templates all use this register; no other module lists kinds.
An entity is named `type:id`. `once` kinds hold one truth for an entity: a second event of the kind that says something
else contradicts the first, and both stand until `claim.resolved` names one.
"""

from collections.abc import Mapping
from types import MappingProxyType

from svitlo.ledger.chain_kinds import CHAIN_KINDS
from svitlo.ledger.coalition_kinds import COALITION_KINDS
from svitlo.ledger.report_kinds import REPORT_KINDS
from svitlo.ledger.vocabulary import Field, Kind, day, text, whole

__all__ = ["CORRECTED", "ENTITY_TYPES", "KINDS", "META", "RESOLVED", "VOIDED", "Field", "Kind"]

VOIDED = "event.voided"
CORRECTED = "event.corrected"
RESOLVED = "claim.resolved"

_ABOUT = whole("event", "Number of the event that this is about.", required=True, low=1)
_REASON = text("reason", "Why.", required=True)


def _meta(name: str, words: str, fields: tuple[Field, ...]) -> Kind:
    return Kind(name=name, subject="", words=words, fields=(_ABOUT, *fields, _REASON), after=(), to="", once=False)


META: Mapping[str, Kind] = MappingProxyType(
    {
        one.name: one
        for one in (
            _meta(VOIDED, "An event was recorded by mistake: it never held.", ()),
            _meta(
                CORRECTED,
                "An event was recorded wrongly: what it says instead.",
                (
                    Field(name="data", type="data", words="All that the event says, as it should be."),
                    day("held_on", "The day on which it held; empty: as it was."),
                ),
            ),
            _meta(RESOLVED, "Of events that contradict each other, this one is taken.", ()),
        )
    }
)
"""Kinds that are about other events of the same entity, whatever its type."""

KINDS: Mapping[str, Kind] = MappingProxyType({one.name: one for one in (*COALITION_KINDS, *CHAIN_KINDS, *REPORT_KINDS)})

ENTITY_TYPES: frozenset[str] = frozenset(one.subject for one in KINDS.values())
