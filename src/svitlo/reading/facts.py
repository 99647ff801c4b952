"""What reading gives: a proposal, the stretch of text it rests on, and how the text holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["support", "goods", "membership", "promise", "position", "strike", "impact"]
Mode = Literal["asserted", "hoped", "denied", "conditional", "past", "total"]
Value = str | tuple[str, ...]

KINDS: tuple[Kind, ...] = ("support", "goods", "membership", "promise", "position", "strike", "impact")
MODES: tuple[Mode, ...] = ("asserted", "hoped", "denied", "conditional", "past", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A fact that the text seems to hold. Only an `asserted` one may become an event, and only once accepted.

    `missing` names the fields that a person should look up, `why` the words that decided kind and mode.
    """

    kind: Kind
    mode: Mode
    fields: Mapping[str, Value]
    start: int
    end: int
    text: str
    speaker: str = ""
    confidence: float
    missing: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether it may be proposed as money: support that the text asserts."""
        return self.kind == "support" and self.mode == "asserted"
