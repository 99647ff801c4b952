"""What a gift may be used for.

An earmark is a `;`-separated list of `prefix:value`. Values of one prefix are alternatives; every prefix that is given
must be satisfied. No earmark means free use. Prefixes: `schema.EARMARKS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from svitlo.tables.errors import BadInput
from svitlo.tables.schema import EARMARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one unit of equipment would be used for.

    `sector` is the equipment's own in the catalogue. `asset_id` is the repaired asset or, for an install, the pump
    (empty at a place). `kind` is the repaired asset's kind or, for an install, `pump` or the place's kind. `place_ids`
    are the places it serves: the one at which it is installed or, for a repair, those at the repaired bus or node, or
    at an end of the repaired branch, generator or link.
    """

    sector: str
    equipment_id: str
    asset_id: str = ""
    kind: str = ""
    place_ids: frozenset[str] = frozenset()

    def values(self, prefix: str) -> frozenset[str]:
        """What the target is in the words of one prefix."""
        if prefix == "place":
            return self.place_ids
        own = {"sector": self.sector, "equipment": self.equipment_id, "asset": self.asset_id, "kind": self.kind}
        return frozenset({own[prefix]} - {""})


@dataclass(frozen=True, slots=True)
class Earmark:
    """The values that are allowed, by prefix; none: free use."""

    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """The earmark that a cell of `pledges` says.

        Raises `BadInput` where a part is not `prefix:value` with a known prefix (checked on load too).
        """
        allowed: dict[str, set[str]] = {}
        for part in (text or "").split(";") if (text or "").strip() else ():
            prefix, _, value = (word.strip() for word in part.partition(":"))
            if prefix not in EARMARKS or not value:
                known = ", ".join(f"{name}:..." for name in EARMARKS)
                raise BadInput.of("pledges", f"the earmark {part.strip()!r} is not known", column="earmark", hint=known)
            allowed.setdefault(prefix, set()).add(value)
        return cls({prefix: frozenset(allowed[prefix]) for prefix in sorted(allowed)})

    def __hash__(self) -> int:
        return hash(frozenset(self.allowed.items()))

    def __str__(self) -> str:
        return "; ".join(f"{prefix}:{value}" for prefix in self.allowed for value in sorted(self.allowed[prefix]))

    def allows(self, target: Target) -> bool:
        """Whether the gift may be used for this; each prefix that is given must be met by one of its values."""
        return all(values & target.values(prefix) for prefix, values in self.allowed.items())
