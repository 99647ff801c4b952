"""What the program says in English, told by a key of the dictionary and its values, so that a page can say it in any of
its languages.

Notes and problems are made as English sentences all over the program, and stay so: they are what the command line
prints. Here a sentence is recognised by the English words of the dictionary, whose templates have holes:

- `{n}`: a whole number; it is given as a number, for a language may choose its words by it.
- `{shown}`, `{shown_...}`: a value in quotes, as `tables.draft.shown` writes it.
- any other `{name}`: text that is not empty, up to the first place at which what follows the hole is found.

No pattern is searched for again and again: the work grows with the length of the sentence, and long ones are left as
they are. What no template fits is given as it is.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from svitlo.report.texts import asset, text
from svitlo.tables.errors import Problem

Area = Literal["note", "problem", "hint"]
AREAS: tuple[Area, ...] = ("note", "problem", "hint")
"""What a key begins with: `note.nothing_is_damaged`."""

Said = dict[str, object]
"""`{"key": ..., "values": {...}}`, or `{"text": ...}` where no template fits."""

_PROBLEM_AREAS: Mapping[str, Area] = {"what": "problem", "hint": "hint"}

COUNT = "n"
QUOTED_PREFIX = "shown"

MOST_CHARACTERS = 4000
"""Longer sentences are lists of a file's own names; nobody reads them for their words."""

_HOLE = re.compile(r"\{(\w+)\}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_QUOTES = "'\""


@dataclass(frozen=True, slots=True)
class Template:
    """English words of a key: `literals` are one more than the `holes` between them."""

    key: str
    literals: tuple[str, ...]
    holes: tuple[str, ...]

    @classmethod
    def of(cls, key: str, words: str) -> "Template":
        """The template that words with holes in braces are."""
        parts = _HOLE.split(words)
        return cls(key, tuple(parts[::2]), tuple(parts[1::2]))

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Templates that say more in their own words come first, then those that ask for quotes; never by the file."""
        quoted = sum(map(_is_quoted, self.holes))
        return -sum(map(len, self.literals)), -quoted, len(self.holes), self.key

    def begins(self, character: str) -> bool:
        """Whether a sentence that begins with this character may be of this template."""
        if self.literals[0]:
            return self.literals[0].startswith(character)
        return not _is_quoted(self.holes[0]) or character in _QUOTES

    def values(self, text: str) -> dict[str, object] | None:
        """What stands in the holes if the whole text is of this template; else None."""
        if not self.holes:
            return {} if text == self.literals[0] else None
        if not (text.startswith(self.literals[0]) and text.endswith(self.literals[-1])):
            return None
        place = len(self.literals[0])
        found: dict[str, object] = {}
        for number, (hole, literal) in enumerate(zip(self.holes, self.literals[1:], strict=True), start=1):
            end = _hole_end(hole, literal, text, place, is_last=number == len(self.holes))
            value = text[place:end]
            if end <= place or (hole == COUNT and not _COUNT.fullmatch(value)):
                return None
            found[hole] = int(value) if hole == COUNT else value
            place = end + len(literal)
        return found if place == len(text) else None


def _is_quoted(hole: str) -> bool:
    return hole.startswith(QUOTED_PREFIX)


def _hole_end(hole: str, literal: str, text: str, place: int, *, is_last: bool) -> int:
    """Where a hole that begins at a place ends, so that the literal follows; -1: nowhere."""
    if _is_quoted(hole):
        quoted = _QUOTED.match(text, place)
        return quoted.end() if quoted is not None and text.startswith(literal, quoted.end()) else -1
    if is_last:
        return len(text) - len(literal)
    return text.find(literal, place + 1)


def said_of(sentence: str, area: Area) -> Said:
    """A sentence of the program as a key and its values; as it is where no template of the area fits."""
    if 0 < len(sentence) <= MOST_CHARACTERS:
        shelves, others = _shelves(area)
        for template in shelves.get(sentence[0], others):
            values = template.values(sentence)
            if values is not None:
                return {"key": template.key, "values": values}
    return {"text": sentence}


def said_problem(problem: Problem | Mapping[str, object]) -> dict[str, object]:
    """A problem, or its plain values, for JSON; beside them `what_uk` and `hint_uk`: the same in Ukrainian.

    They are None where there is nothing to say or no template fits.
    """
    plain = problem.as_dict() if isinstance(problem, Problem) else problem
    told = {f"{name}_uk": _in_ukrainian(str(plain.get(name) or ""), area) for name, area in _PROBLEM_AREAS.items()}
    return {**plain, **told}


def _in_ukrainian(english: str, area: Area) -> str | None:
    said = said_of(english, area)
    key, values = said.get("key"), said.get("values")
    if not isinstance(key, str) or not isinstance(values, Mapping):
        return None
    return text(key, "uk", **{name: str(value) for name, value in values.items()})


@cache
def templates(area: Area) -> tuple[Template, ...]:
    """All templates of an area, in the order in which they are tried; each English plural form is one."""
    words: Mapping[str, Mapping[str, str | Mapping[str, str]]] = json.loads(asset("words.json"))
    found = [
        Template.of(key, form)
        for key, said in words.items()
        if key.startswith(f"{area}.")
        for form in dict.fromkeys(_forms(said["en"]))
    ]
    return tuple(sorted(found, key=lambda template: template.order))


def _forms(said: str | Mapping[str, str]) -> Iterable[str]:
    return (said,) if isinstance(said, str) else said.values()


@cache
def _shelves(area: Area) -> tuple[Mapping[str, tuple[Template, ...]], tuple[Template, ...]]:
    """The templates by the characters with which a sentence may begin, and those for all other characters."""
    every = templates(area)
    firsts = {template.literals[0][0] for template in every if template.literals[0]} | set(_QUOTES)
    by_first = {first: tuple(template for template in every if template.begins(first)) for first in firsts}
    return by_first, tuple(template for template in every if template.begins("\0"))
