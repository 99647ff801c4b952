"""The words in which kinds of events are described."""

from dataclasses import dataclass
from typing import Literal

FieldType = Literal[
    "text", "date", "whole", "decimal", "currency", "choice", "reference", "references", "goods", "data"
]
"""`whole`: an integer; `decimal`: a plain decimal number as text; `references`: several entities; `goods`: equipment
ids with quantities; `data`: the new data of a corrected event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that an event says. `refers`: types of the entities it may name; `low`: the least whole number."""

    name: str
    type: FieldType
    words: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    low: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of event on an entity of type `subject`.

    `after`: states from which it may come, `""` being an entity that does not exist yet; `to`: the state it leads to,
    empty where it leaves the state as it is.
    """

    name: str
    subject: str
    words: str
    fields: tuple[Field, ...]
    after: tuple[str, ...]
    to: str
    once: bool

    def field(self, name: str) -> Field | None:
        """The field of this name."""
        return next((field for field in self.fields if field.name == name), None)


def kind(name: str, words: str, fields: tuple[Field, ...], after: str, to: str = "", *, once: bool = True) -> Kind:
    """A kind; `after` lists states, `-` being an entity that does not exist yet. Its subject is the name's first part,
    but for answers and objections, which are about a proposal.
    """
    subject = (
        "proposal" if name.split(".", maxsplit=1)[0] in ("answer", "objection") else name.split(".", maxsplit=1)[0]
    )
    states = tuple("" if state == "-" else state for state in after.split())
    return Kind(name=name, subject=subject, words=words, fields=fields, after=states, to=to, once=once)


def text(name: str, words: str, *, required: bool = False) -> Field:
    """Words for people."""
    return Field(name=name, type="text", words=words, required=required)


def day(name: str, words: str, *, required: bool = False) -> Field:
    """A date."""
    return Field(name=name, type="date", words=words, required=required)


def whole(name: str, words: str, *, required: bool = False, low: int = 0) -> Field:
    """An integer of at least `low`."""
    return Field(name=name, type="whole", words=words, required=required, low=low)


def decimal(name: str, words: str, *, required: bool = False) -> Field:
    """An exact number above zero."""
    return Field(name=name, type="decimal", words=words, required=required)


def currency(name: str, words: str, *, required: bool = False) -> Field:
    """A currency of ISO 4217."""
    return Field(name=name, type="currency", words=words, required=required)


def choice(name: str, words: str, choices: tuple[str, ...], *, required: bool = False) -> Field:
    """One of a few words."""
    return Field(name=name, type="choice", words=words, required=required, choices=choices)


def reference(name: str, words: str, refers: str, *, required: bool = False) -> Field:
    """An entity of one of these types."""
    return Field(name=name, type="reference", words=words, required=required, refers=tuple(refers.split()))


def references(name: str, words: str, refers: str, *, required: bool = False) -> Field:
    """Several entities of these types."""
    return Field(name=name, type="references", words=words, required=required, refers=tuple(refers.split()))


def goods(name: str, words: str, *, required: bool = False) -> Field:
    """Equipment ids with whole quantities."""
    return Field(name=name, type="goods", words=words, required=required)


def money(words: str, *, required: bool = True) -> tuple[Field, Field]:
    """An amount above zero in minor units, and its currency."""
    return (
        whole("amount_minor", f"{words}, in minor units of the currency.", required=required, low=1),
        currency("currency", "Currency of the amount.", required=required),
    )
